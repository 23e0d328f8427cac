package config

import (
	"fmt"
	"strings"

	"rally/engine/batch"
	"rally/engine/hkex"
)

// Split is the table [split]: how a choice among the trials is tested on
// sessions that it has not seen. Sizes are in sessions.
type Split struct {
	// Method is walk-forward, anchored, purged or combinatorial.
	Method string

	Train, Test int // of walk-forward and anchored
	Embargo     int // kept out between training and test
	Horizon     int // of purged and combinatorial: how long after a session its outcome is still open
	Folds       int // of purged and combinatorial
	TestFolds   int // of combinatorial: folds that test at a time
}

const (
	maxSessions = 100_000
	maxFolds    = 1_000
)

// walks reports whether the method goes forward in time.
func (s *Split) walks() bool { return s.Method == "walk-forward" || s.Method == "anchored" }

// String says the sizes: train 252 sessions, test 63, embargo 5.
func (s *Split) String() string {
	var parts []string
	add := func(what string, n int) { parts = append(parts, fmt.Sprintf("%s %d", what, n)) }
	if s.walks() {
		add("train", s.Train)
		parts[0] += " sessions"
		add("test", s.Test)
	} else {
		parts = append(parts, fmt.Sprintf("%d folds", s.Folds))
		if s.Method == "combinatorial" {
			parts = append(parts, fmt.Sprintf("%d at a time test", s.TestFolds))
		}
		if s.Horizon > 0 {
			add("horizon", s.Horizon)
		}
	}
	if s.Embargo > 0 {
		add("embargo", s.Embargo)
	}
	return strings.Join(parts, ", ")
}

// split reads [split]; nil where there is none.
func (d *document) split() *Split {
	if _, ok := d.root["split"]; !ok {
		return nil
	}
	t := d.table("split", d.root, "split")
	if t.values == nil { // no table, which is noted already
		return nil
	}
	s := &Split{Method: t.word("method", "", []string{"walk-forward", "anchored", "purged", "combinatorial"})}
	if s.Method == "" {
		if _, stated := t.values["method"]; !stated {
			d.failKey("split", `split.method is not stated; there is "walk-forward", "anchored", "purged" and "combinatorial"`)
		}
		return s
	}
	s.Embargo = t.sessions("embargo", 0, 0)
	if s.walks() {
		s.Train, s.Test = t.sessions("train", -1, 1), t.sessions("test", -1, 1)
		t.not(s.Method, "folds", "test_folds", "horizon")
		t.unknown()
		return s
	}
	s.Horizon = t.sessions("horizon", 0, 0)
	s.Folds = int(t.whole("folds", 5, 2, maxFolds))
	t.not(s.Method, "train", "test")
	if s.Method == "purged" {
		t.not(s.Method, "test_folds")
	} else {
		s.TestFolds = int(t.whole("test_folds", 2, 1, maxFolds))
		if s.TestFolds >= s.Folds {
			d.failValue("split.test_folds", "test_folds = %d of %d folds leaves none to train on", s.TestFolds, s.Folds)
		}
	}
	t.unknown()
	return s
}

// not refuses keys of another method.
func (t *table) not(method string, keys ...string) {
	for _, key := range keys {
		if t.has(key) {
			t.doc.failKey(t.at(key), "%s goes with another method than %q; leave it out", key, method)
		}
	}
}

// sessions reads a number of sessions, "252 sessions" or 252; a default below 0
// means that it must be stated.
func (t *table) sessions(key string, otherwise, least int) int {
	if !t.has(key) {
		if otherwise < 0 {
			t.doc.failKey(t.path, "%s.%s is not stated; write %s = \"252 sessions\"", t.path, key, key)
		}
		return max(otherwise, 0)
	}
	text, isText := t.values[key].(string)
	if !isText {
		return int(t.whole(key, int64(max(otherwise, 0)), int64(least), maxSessions))
	}
	n, ok, err := parseSessions(text, least, maxSessions)
	if !ok {
		err = fmt.Errorf("%q is not a number of sessions; write it like \"252 sessions\"", text)
	}
	if err != nil {
		t.doc.failValue(t.at(key), "%s: %w", key, err)
	}
	return n
}

// fitsSpan refuses sizes that the sessions of the span have no room for.
func (d *document) fitsSpan(s *Split, r *Run) {
	n := len(hkex.Sessions(r.From, r.To))
	sessions := "sessions"
	if n == 1 {
		sessions = "session"
	}
	at, span := "split.folds", fmt.Sprintf("the %d %s from %v to %v", n, sessions, r.From, r.To)
	switch s.Method {
	case "walk-forward", "anchored":
		at = "split.train"
		if s.Train+s.Embargo+s.Test > n {
			d.failValue(at, "%s make %d sessions, more than %s", s, s.Train+s.Embargo+s.Test, span)
		}
		return
	case "purged":
		if _, err := batch.Purged(n, s.Folds, s.Horizon, s.Embargo); err != nil {
			d.failValue(at, "%s do not fit into %s: %w", s, span, err)
			return
		}
	case "combinatorial":
		if _, _, err := batch.Combinatorial(n, s.Folds, s.TestFolds, s.Horizon, s.Embargo); err != nil {
			d.failValue(at, "%s do not fit into %s: %w", s, span, err)
			return
		}
	}
	if n/s.Folds < 2 {
		d.failValue(at, "%d folds of %s have less than two each", s.Folds, span)
	}
}

func (s *Split) write(w *writer) {
	w.object(func() {
		w.whole("embargo", uint64(s.Embargo))
		w.whole("folds", uint64(s.Folds))
		w.whole("horizon", uint64(s.Horizon))
		w.text("method", s.Method)
		w.whole("test", uint64(s.Test))
		w.whole("test_folds", uint64(s.TestFolds))
		w.whole("train", uint64(s.Train))
	})
}

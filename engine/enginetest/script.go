package enginetest

import (
	"fmt"
	"strings"
	"time"

	"rally/engine"
)

// Script is a parsed script: the history, the plan's settings and what the
// scripted strategy does when.
type Script struct {
	History *History
	Market  engine.Market
	Cash    engine.Money
	From    engine.Day
	Warmup  int
	Steps   []*Step

	venue *Venue
	start engine.Day
	rows  bool
	next  map[string]engine.Day // where the daily bars of a symbol go on
}

// Step is one thing that the scripted strategy does, once.
type Step struct {
	At      engine.Time // where On is empty
	Opening bool        // from the phase that opens at At
	On      string      // "fill", "end", "signal" or "action"
	Of      string      // the order's name, the signal's ID or the symbol
	Name    string
	Words   []string // the verb and its words
	Done    bool
}

// Parse reads a script, up to the line of dashes if it has one.
func Parse(text string) (*Script, error) {
	v := &Venue{}
	s := &Script{
		History: &History{Venue: v}, Cash: 100_000 * engine.Dollar, venue: v,
		start: engine.Date(2024, time.January, 1), next: map[string]engine.Day{},
	}
	s.Market = engine.Market{Venue: v, OddDiscount: 2 * engine.Percent}
	for n, line := range strings.Split(text, "\n") {
		if line == "----" {
			break
		}
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if err := s.line(words); err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	s.finish()
	return s, nil
}

// finish sets the span of the history: from the first day to the last bar,
// action or step.
func (s *Script) finish() {
	first := s.day1()
	s.History.First, s.History.Last = min(s.start, first), first
	for _, b := range s.History.Bars {
		for _, r := range b.Rows {
			s.History.Last = max(s.History.Last, r.End.Day())
		}
	}
	for _, st := range s.Steps {
		if st.On == "" {
			s.History.Last = max(s.History.Last, st.At.Day())
		}
	}
	for _, sig := range s.History.Signals {
		s.History.Last = max(s.History.Last, sig.At.Day())
	}
	if s.From == 0 {
		s.From = first
	}
}

// day1 returns the first session.
func (s *Script) day1() engine.Day {
	d := s.start
	for {
		if _, ok := s.venue.Session(d); ok {
			return d
		}
		d++
	}
}

// words is what is left of a line.
type words struct {
	list []string
	err  error
}

func (w *words) more() bool { return w.err == nil && len(w.list) > 0 }

func (w *words) next() string {
	if len(w.list) == 0 {
		if w.err == nil {
			w.err = fmt.Errorf("the line ends too early")
		}
		return ""
	}
	word := w.list[0]
	w.list = w.list[1:]
	return word
}

// take reports whether the next word is the given one, and skips it.
func (w *words) take(word string) bool {
	if len(w.list) > 0 && w.list[0] == word {
		w.list = w.list[1:]
		return true
	}
	return false
}

func (w *words) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *words) price() engine.Price {
	p, err := engine.ParsePrice(w.next())
	w.fail(err)
	return p
}

func (w *words) money() engine.Money { return engine.Money(w.price()) }

func (w *words) number() int64 {
	v, err := engine.ParseFixed(w.next(), 0)
	w.fail(err)
	return v
}

// rate reads 10%, 5bp or 0.03%.
func (w *words) rate() engine.Rate {
	word := w.next()
	if bp, ok := strings.CutSuffix(word, "bp"); ok {
		v, err := engine.ParseFixed(bp, 5)
		w.fail(err)
		return engine.Rate(v)
	}
	v, err := engine.ParseFixed(strings.TrimSuffix(word, "%"), 7)
	w.fail(err)
	return engine.Rate(v)
}

// day reads D3 or a date.
func (s *Script) day(w *words) engine.Day {
	word := w.next()
	if n, ok := strings.CutPrefix(word, "D"); ok {
		v, err := engine.ParseFixed(n, 0)
		w.fail(err)
		if v < 1 || v > 100_000 {
			w.fail(fmt.Errorf("no session D%s", n))
			return s.day1()
		}
		return s.session(int(v))
	}
	d, err := engine.ParseDay(word)
	w.fail(err)
	return d
}

// session returns the day of session n, from 1.
func (s *Script) session(n int) engine.Day {
	d := s.day1()
	for n > 1 {
		d++
		if _, ok := s.venue.Session(d); ok {
			n--
		}
	}
	return d
}

// time reads a day and a clock time or "close".
func (s *Script) time(w *words) engine.Time {
	d := s.day(w)
	if w.take("close") {
		session, ok := s.venue.Session(d)
		if !ok {
			w.fail(fmt.Errorf("%v has no session", d))
		}
		return session.End
	}
	return s.clock(d, w)
}

func (s *Script) clock(d engine.Day, w *words) engine.Time {
	word := w.next()
	for _, layout := range [...]string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, word); err == nil {
			return d.Start() + engine.Time(t.Sub(t.Truncate(24*time.Hour)))
		}
	}
	w.fail(fmt.Errorf("%q is no clock time", word))
	return 0
}

func fixedWord(w *words, options ...string) int {
	word := w.next()
	for i, o := range options {
		if o == word {
			return i
		}
	}
	w.fail(fmt.Errorf("%q is none of %s", word, strings.Join(options, ", ")))
	return 0
}

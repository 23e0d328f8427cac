package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"rally/engine"
)

// stampKind is what the label of a row is.
type stampKind uint8

// Kinds of labels.
const (
	noStamp    stampKind = iota // rows have no labels
	wholeStamp                  // a whole number that counts rows
	dayStamp                    // a day
	clockStamp                  // an instant
)

func (k stampKind) String() string {
	return [...]string{"nothing", "whole numbers", "days", "times with a clock"}[k]
}

// dated reports whether the label says when.
func (k stampKind) dated() bool { return k >= dayStamp }

// stamp is the label of a row, of one kind in a file.
type stamp struct {
	kind stampKind
	at   int64 // a number, an engine.Day or an engine.Time
}

// day is the day of a dated label, in Hong Kong.
func (s stamp) day() engine.Day {
	if s.kind == clockStamp {
		return engine.Time(s.at).Day()
	}
	return engine.Day(s.at)
}

// mostLabel is the largest whole number that is taken for one that counts rows
// and not for seconds since 1970.
const mostLabel = 100_000_000

// wantedStamp is what messages say a label is.
const wantedStamp = "a day like 2024-09-24, a time like 2024-09-24T10:00:00+08:00, or a whole number"

// readStamp reads a label.
func readStamp(text string) (stamp, error) {
	wrong := func() (stamp, error) { return stamp{}, fmt.Errorf("%s is not %s", shown(text), wantedStamp) }
	if len(text) < len("20060102") {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return wrong()
		}
		return stamp{wholeStamp, n}, nil
	}
	for _, layout := range [...]string{time.DateOnly, "20060102", "2006/01/02"} {
		if len(text) != len(layout) {
			continue
		}
		if t, err := time.Parse(layout, text); err == nil && livelong(t) {
			return stamp{dayStamp, t.Unix() / 86400}, nil
		}
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		if n < -mostLabel || n > mostLabel {
			return stamp{}, fmt.Errorf("%s is no label of a row; seconds since 1970 are to be written as %s", shown(text), "2024-09-24T10:00:00+08:00")
		}
		return stamp{wholeStamp, n}, nil
	}
	if !strings.ContainsRune(text, ':') {
		return wrong()
	}
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02 15:04:05Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil && livelong(t) {
			return stamp{clockStamp, t.UnixNano()}, nil
		}
	}
	for _, layout := range [...]string{time.DateTime, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", "2006/01/02 15:04:05", "2006/01/02 15:04"} {
		if t, err := time.Parse(layout, text); err == nil && livelong(t) { // Hong Kong's clock
			midnight := t.Truncate(24 * time.Hour)
			day := engine.Day(midnight.Unix() / 86400)
			return stamp{clockStamp, int64(day.Start()) + int64(t.Sub(midnight))}, nil
		}
	}
	return wrong()
}

// livelong refuses years of which no market has prices, and instants that 64
// bits of nanoseconds cannot count.
func livelong(t time.Time) bool { return t.Year() >= 1900 && t.Year() < 2200 }

// labels reads the labels of rows, which are of one kind and ascend. The second
// may be as the first where the first is that of a starting equity.
type labels struct {
	kind   stampKind
	starts bool // the first row is a starting equity
	last   int64
	text   string // of the last
	read   int
}

// next takes the label of the next row.
func (l *labels) next(text string) (stamp, error) {
	s, err := readStamp(text)
	if err != nil {
		return stamp{}, err
	}
	if l.read > 0 && s.kind != l.kind {
		return stamp{}, fmt.Errorf("%s after %s; all are %v, as the first", shown(text), shown(l.text), l.kind)
	}
	again := s.at == l.last && l.read == 1 && l.starts && s.kind == dayStamp
	if l.read > 0 && s.at <= l.last && !again {
		return stamp{}, fmt.Errorf("%s after %s; rows are in the order of time, each once", shown(text), shown(l.text))
	}
	l.kind, l.last, l.text = s.kind, s.at, strings.Clone(text)
	l.read++
	return s, nil
}

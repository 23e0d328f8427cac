package hkex

import (
	"fmt"

	"rally/engine"
)

// CalendarDay is one day of the calendar, with or without a session.
type CalendarDay struct {
	Day     engine.Day
	Trades  bool           // there is a session
	Settles bool           // trades of earlier days settle
	Session engine.Session // zero where there is none
	Reason  string         // why it is not a full ordinary day; empty otherwise
	Source  string         // who says so
}

// Days returns every calendar day from from to to, both included. A span that
// runs backwards or leaves the tables is an error.
func Days(from, to engine.Day) ([]CalendarDay, error) {
	if to < from {
		return nil, fmt.Errorf("the span ends on %s, before it begins on %s", to, from)
	}
	for _, d := range []engine.Day{from, to} {
		if d < FirstDay || d > LastDay {
			return nil, noSession(d)
		}
	}
	c := theCalendar()
	list := make([]CalendarDay, 0, int(to-from)+1)
	for d := from; d <= to; d++ {
		e := &c.days[d-FirstDay]
		day := CalendarDay{Day: d, Trades: e.open, Settles: e.settles, Reason: e.reason, Source: e.source}
		if e.open {
			day.Session = c.sessions[e.next]
		}
		list = append(list, day)
	}
	return list, nil
}

// NoSessionError says that a day has no session, or lies outside the tables.
type NoSessionError struct {
	Day    engine.Day
	Reason string     // "weekend", "public holiday", …; empty outside the tables
	Would  engine.Day // the next session, or the last where there is no later one
}

// Error says why there is no session and which day would do.
func (e *NoSessionError) Error() string {
	switch {
	case e.Day > LastDay:
		return fmt.Sprintf("%s is after the tables, which cover %s to %s; the last session is %s", e.Day, FirstDay, LastDay, e.Would)
	case e.Day < FirstDay:
		return fmt.Sprintf("%s is before the tables, which cover %s to %s; the next session is %s", e.Day, FirstDay, LastDay, e.Would)
	}
	return fmt.Sprintf("%s has no session (%s); the next session is %s", e.Day, e.Reason, e.Would)
}

// RequireSession returns the session of d, or a *NoSessionError that names the
// next session that would do.
func RequireSession(d engine.Day) (engine.Session, error) {
	if s, ok := Session(d); ok {
		return s, nil
	}
	return engine.Session{}, noSession(d)
}

func noSession(d engine.Day) error {
	e := &NoSessionError{Day: d}
	if d >= FirstDay && d <= LastDay {
		e.Reason = theCalendar().days[d-FirstDay].reason
	}
	s, ok := NextSession(d)
	if !ok {
		s, _ = PrevSession(LastDay + 1)
	}
	e.Would = s.Day
	return e
}

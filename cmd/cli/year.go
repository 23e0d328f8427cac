package cli

import (
	"fmt"

	"rally/engine"
	"rally/engine/hkex"
)

// nearlyAll is the share of sessions that the rows of a daily curve cover, and
// of its rows that are on sessions.
const nearlyAll = 0.9

// coverage says how the days of a curve lie on the exchange calendar.
type coverage struct {
	first, last engine.Day
	rows        int // days of the curve, the starting equity's not counted
	sessions    int // of the calendar, from first to last
	on          int // rows that are on sessions
	known       bool
}

// coverageOf lays ascending days on the calendar.
func coverageOf(days []engine.Day) coverage {
	if len(days) == 0 {
		return coverage{}
	}
	v := coverage{first: days[0], last: days[len(days)-1], rows: len(days)}
	v.known = v.first >= hkex.FirstDay && v.last <= hkex.LastDay
	if !v.known {
		return v
	}
	v.sessions = len(hkex.Sessions(v.first, v.last))
	for _, d := range days {
		if _, ok := hkex.Session(d); ok {
			v.on++
		}
	}
	return v
}

// daily reports whether the curve has a row a session.
func (v coverage) daily() bool {
	return v.known && float64(v.on) >= nearlyAll*float64(v.sessions) && float64(v.on) >= nearlyAll*float64(v.rows)
}

// periods is A by the exchange calendar; 0 where the calendar does not say.
func (v coverage) periods() float64 {
	if !v.daily() {
		return 0
	}
	return hkex.PeriodsPerYear(v.first, v.last)
}

// unknown is why there is no A, and what to do.
func (v coverage) unknown() string {
	switch {
	case v.rows == 0:
		return "how many periods a year has is not known without dates: --periods 252, 52 or 12 says it, and what is annual is undefined"
	case !v.known:
		return fmt.Sprintf("the exchange calendar knows %v to %v alone: --periods says how many periods a year has, and what is annual is undefined", hkex.FirstDay, hkex.LastDay)
	}
	return fmt.Sprintf("%s on sessions, of which the exchange has %d in the span: the rows are not sessions; --periods says how many a year has (52, 12 …), and what is annual is undefined",
		ofMany(v.on, v.rows, "row"), v.sessions)
}

// remarks say where a daily curve and the calendar differ.
func (v coverage) remarks() []string {
	var out []string
	if missing := v.sessions - v.on; v.daily() && missing > 0 {
		out = append(out, fmt.Sprintf("%s missing: a return across one counts as one session's", ofMany(missing, v.sessions, "session")))
	}
	if off := v.rows - v.on; v.daily() && off > 0 {
		out = append(out, fmt.Sprintf("%s on a day without a session in Hong Kong; for another exchange give --periods", isOrAre(off, "row")))
	}
	return out
}

// ofMany is "1 of 1 row is", "1 of 3 rows is", "2 of 3 rows are".
func ofMany(n, of int, noun string) string {
	verb := "are"
	if n == 1 {
		verb = "is"
	}
	return fmt.Sprintf("%d of %s %s", n, counted(of, noun), verb)
}

// before returns the day on which the return of the first row of a curve began:
// the session before, or one of so many periods a year earlier.
func (v coverage) before(first engine.Day, periods float64) engine.Day {
	if v.daily() {
		if s, ok := hkex.PrevSession(first); ok {
			return s.Day
		}
	}
	if periods > 0 {
		return first - engine.Day(max(1, 365.25/periods+0.5))
	}
	return first
}

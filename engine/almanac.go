package engine

import "math"

// almanac is the venue's calendar, remembering what was asked last: a plan asks
// the same all day, and mostly about the session that is played and the next
// one, which the tape has. What it points to is valid until it is asked about
// another day.
type almanac struct {
	venue    Venue
	sessions []sessionSpan // of the tape, from the one that is played on
	day      Day           // last asked of on
	open     bool
	session  Session
	eve      Day // last asked of after
	next     Session
	trade    Day // last asked of settles
	settle   Day
}

const noDay Day = math.MinInt32

func (a *almanac) reset(v Venue) {
	*a = almanac{venue: v, day: noDay, eve: noDay, trade: noDay}
}

// turn opens the almanac at the first of the tape's sessions.
func (a *almanac) turn(sessions []sessionSpan) { a.sessions = sessions }

// on returns the session of d, and false where there is none.
func (a *almanac) on(d Day) (*Session, bool) {
	if len(a.sessions) > 0 && a.sessions[0].Day == d {
		return &a.sessions[0].Session, true
	}
	if a.day != d {
		a.session, a.open = a.venue.Session(d)
		a.day = d
	}
	return &a.session, a.open
}

// after returns the first session after day d.
func (a *almanac) after(d Day) *Session {
	if len(a.sessions) > 1 && a.sessions[0].Day == d {
		return &a.sessions[1].Session
	}
	if a.eve == d {
		return &a.next
	}
	a.eve = d
	for k := range Day(31) {
		var ok bool
		if a.next, ok = a.venue.Session(d + 1 + k); ok {
			return &a.next
		}
	}
	// past the calendar's tables
	a.next = Session{Day: d + 1, End: (d + 2).Start() - 1, Close: (d + 2).Start() - 1}
	return &a.next
}

// before returns the day of the last session before d.
func (a *almanac) before(d Day) Day {
	for k := range Day(31) {
		if _, ok := a.venue.Session(d - 1 - k); ok {
			return d - 1 - k
		}
	}
	return d - 1
}

// settles returns the day on which a trade of day d settles.
func (a *almanac) settles(d Day) Day {
	if len(a.sessions) > 0 && a.sessions[0].Day == d {
		return a.sessions[0].settles
	}
	if a.trade != d {
		a.settle = a.venue.SettleOn(d)
		a.trade = d
	}
	return a.settle
}

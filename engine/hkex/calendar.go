package hkex

import (
	"sync"
	"time"

	"rally/engine"
)

// FirstDay and LastDay are the first and last calendar day of the tables.
var (
	FirstDay = engine.Date(2018, 1, 1)
	LastDay  = engine.Date(2026, 12, 31)
)

// calendar is the tables of closures worked out for each day.
type calendar struct {
	sessions []engine.Session // in order of time
	days     []dayEntry       // by day − FirstDay
}

type dayEntry struct {
	// next is the index in sessions of the first session not before this day.
	next     int
	open     bool // sessions[next] is this day's
	settles  bool
	settleOn engine.Day // when a trade of this day settles
	reason   string     // why it is no ordinary full day
	source   string
}

// theCalendar is built when first asked for.
var theCalendar = sync.OnceValue(buildCalendar)

func buildCalendar() *calendar {
	c := &calendar{days: make([]dayEntry, int(LastDay-FirstDay)+1)}
	for i, row := range holidayTable {
		end := LastDay
		if i+1 < len(holidayTable) {
			end = holidayTable[i+1].from - 1
		}
		for d := row.from; d <= end; d++ {
			c.days[d-FirstDay].source = row.source
		}
		year := row.from.Year()
		for _, md := range row.closed {
			c.days[monthDay(year, md)-FirstDay].reason = "public holiday"
		}
		for _, md := range row.half {
			c.days[monthDay(year, md)-FirstDay].reason = halfDayReason(md)
		}
	}
	c.weekdays()
	c.weather()
	c.settlement()
	return c
}

// weekdays makes the sessions of full and half days and of lost parts of days.
func (c *calendar) weekdays() {
	for i := range c.days {
		e, d := &c.days[i], FirstDay+engine.Day(i)
		e.next = len(c.sessions)
		if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
			e.reason, e.source = "weekend", "no trading at weekends"
			continue
		}
		s, open := fullDay(d), true
		switch w, hit := weatherOn(d); {
		case hit && w.opens > 0:
			s = lateOpen(d, w.opens)
		case hit && w.closes > 0:
			s = earlyClose(d, w.closes)
		case hit, e.reason == "public holiday":
			open = false
		case e.reason != "":
			s = halfDay(d)
		}
		if !open {
			continue
		}
		e.open = true
		c.sessions = append(c.sessions, s)
	}
}

// weather writes the reasons of weather over those of the ordinary calendar.
func (c *calendar) weather() {
	for _, w := range weatherDays {
		e := &c.days[w.day-FirstDay]
		e.reason, e.source = w.reason, w.source
	}
	for i := range c.days {
		if e := &c.days[i]; e.open {
			c.sessions[e.next].Reason = e.reason
		}
	}
}

// settlement counts settlement days, from the last day back.
func (c *calendar) settlement() {
	var after [settleAfter]engine.Day // the next settlement days after the day at hand
	for d, n := LastDay+1, 0; n < settleAfter; d++ {
		if plainWeekday(d) {
			after[n] = d
			n++
		}
	}
	for i := len(c.days) - 1; i >= 0; i-- {
		e := &c.days[i]
		e.settleOn = after[settleAfter-1]
		e.settles = e.open && (!c.sessions[e.next].Half || halfDaysSettle(FirstDay+engine.Day(i)))
		if e.settles {
			copy(after[1:], after[:])
			after[0] = FirstDay + engine.Day(i)
		}
	}
}

func monthDay(year, md int) engine.Day {
	return engine.Date(year, time.Month(md/100), md%100)
}

// halfDayReason names the eve. Half days are the eves of Christmas, New Year
// and Lunar New Year where they are weekdays (pcsfg.com on trading hours).
func halfDayReason(md int) string {
	switch md {
	case 1224:
		return "half day: Christmas Eve"
	case 1231:
		return "half day: New Year's Eve"
	}
	return "half day: Lunar New Year's Eve"
}

func weatherOn(d engine.Day) (weatherDay, bool) {
	for _, w := range weatherDays {
		if w.day == d {
			return w, true
		}
	}
	return weatherDay{}, false
}

func halfDaysSettle(d engine.Day) bool {
	for i := len(settlementRules) - 1; i >= 0; i-- {
		if settlementRules[i].from <= d {
			return settlementRules[i].halfDays
		}
	}
	return false
}

// plainWeekday reports whether d is a weekday other than New Year's Day:
// what stands for a settlement day where there is no table.
func plainWeekday(d engine.Day) bool {
	_, month, day := d.Date()
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday && !(month == time.January && day == 1)
}

// Session returns the session of d. It returns false on a day without one
// and on a day outside the tables; RequireSession says which.
func Session(d engine.Day) (engine.Session, bool) {
	if d < FirstDay || d > LastDay {
		return engine.Session{}, false
	}
	c := theCalendar()
	e := &c.days[d-FirstDay]
	if !e.open {
		return engine.Session{}, false
	}
	return c.sessions[e.next], true
}

// NextSession returns the first session after d; false where the tables have none.
func NextSession(d engine.Day) (engine.Session, bool) {
	c := theCalendar()
	i := c.notBefore(d + 1)
	if i == len(c.sessions) {
		return engine.Session{}, false
	}
	return c.sessions[i], true
}

// PrevSession returns the last session before d; false where the tables have none.
func PrevSession(d engine.Day) (engine.Session, bool) {
	c := theCalendar()
	i := c.notBefore(d)
	if i == 0 {
		return engine.Session{}, false
	}
	return c.sessions[i-1], true
}

// Sessions returns the sessions from from to to, both included, in order.
// The slice is the caller's.
func Sessions(from, to engine.Day) []engine.Session {
	c := theCalendar()
	i, j := c.notBefore(from), c.notBefore(to+1)
	if i >= j {
		return nil
	}
	return append([]engine.Session(nil), c.sessions[i:j]...)
}

// notBefore returns the index of the first session that is not before d.
func (c *calendar) notBefore(d engine.Day) int {
	if d <= FirstDay {
		return 0
	}
	if d > LastDay {
		return len(c.sessions)
	}
	return c.days[d-FirstDay].next
}

// SessionsPerYear returns the number of sessions of a calendar year, 0 for a
// year outside the tables.
func SessionsPerYear(year int) int {
	c := theCalendar()
	return c.notBefore(engine.Date(year+1, 1, 1)) - c.notBefore(engine.Date(year, 1, 1))
}

// PeriodsPerYear returns the sessions of the calendar years that the span
// from from to to touches, divided by the number of these years. Years outside
// the tables are left out; where no year remains, and where to is before
// from, it is 0.
func PeriodsPerYear(from, to engine.Day) float64 {
	first, last := max(from, FirstDay), min(to, LastDay)
	if first > last {
		return 0
	}
	sessions, years := 0, 0
	for y := first.Year(); y <= last.Year(); y++ {
		sessions += SessionsPerYear(y)
		years++
	}
	return float64(sessions) / float64(years)
}

// IsSettlementDay reports whether trades are settled on d: sessions are
// settlement days but for half days. Outside the tables, weekdays other than
// New Year's Day stand for them.
func IsSettlementDay(d engine.Day) bool {
	if d < FirstDay || d > LastDay {
		return plainWeekday(d)
	}
	return theCalendar().days[d-FirstDay].settles
}

// SettleOn returns the day on which a trade of day d settles, the second
// settlement day after it.
func SettleOn(d engine.Day) engine.Day {
	if d >= FirstDay && d <= LastDay {
		return theCalendar().days[d-FirstDay].settleOn
	}
	for n := 0; n < settleAfter; {
		d++
		if IsSettlementDay(d) {
			n++
		}
	}
	return d
}

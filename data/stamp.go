package data

import (
	"cmp"
	"fmt"
	"slices"

	"rally/engine"
)

// restamp finds rows that are stamped by another clock, are bars of another
// interval, or stamped with another moment of their bars, than is stated: each
// would be shown too early or too late. Of the last the rows are read on as they
// are stamped; false where none is read on.
func (g *gate) restamp(bars []bar) bool {
	if !g.reinterval(bars) {
		return false
	}
	if hours := g.behind(bars); hours != 0 {
		g.found(&bars[0], WrongStamp, "rows stand outside the sessions, and read %s within them: columns.zone = %q says so",
			hoursText(hours), zoneText(g.zone-hours*3600))
		return false
	}
	g.relabel(bars)
	return true
}

// Rows that tell by which clock they are stamped, and what share of them, in per
// cent, stands within the sessions by the stated one if it is right, and by
// another that is.
const (
	clockRows = 2000
	fewRows   = 4 // outside the sessions say nothing of a clock
	leastHeld = 95
	otherHeld = 99
)

// behind returns by how many whole hours the clock of the rows is behind the
// stated one; 0 where the rows stand within the sessions, or do by no clock.
func (g *gate) behind(bars []bar) int {
	held, rows := g.held(bars, 0)
	if rows-held <= fewRows || held*100 >= rows*leastHeld {
		return 0
	}
	for _, hours := range otherHours(g.zone) {
		if held, rows = g.held(bars, hours); held*100 >= rows*otherHeld {
			return hours
		}
	}
	return 0
}

// otherHours lists by how many whole hours a clock may be behind the one of a
// zone: first Hong Kong's and that of UTC, then the nearer ones. Bars of an hour
// stand within the sessions by several.
func otherHours(zone int) []int {
	var list []int
	for hours := -26; hours <= 26; hours++ {
		if other := zone - hours*3600; hours != 0 && other >= -12*3600 && other <= 14*3600 {
			list = append(list, hours)
		}
	}
	rank := func(hours int) int {
		if other := zone - hours*3600; other == hongKong || other == 0 {
			return 0
		}
		return max(hours, -hours)
	}
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(rank(a), rank(b)) })
	return list
}

// held counts the rows that would stand within a session so many hours later, of
// some of those that traded, over the whole file.
func (g *gate) held(bars []bar, hours int) (held, rows int) {
	for i := 0; i < len(bars); i += 1 + len(bars)/clockRows {
		b := &bars[i]
		if b.idle(g.index()) {
			continue
		}
		day, second := shifted(b.day, int(b.second)+hours*3600)
		if !g.cal.spans(day) {
			continue // of a day that the rows as they are read do not reach
		}
		rows++
		if s, open := g.cal.session(day); open && g.slots.holds(s, day.Start()+engine.Time(second)*engine.Second) {
			held++
		}
	}
	return held, rows
}

// hoursText is "8 hours later", "1 hour earlier".
func hoursText(hours int) string {
	way := "later"
	if hours < 0 {
		hours, way = -hours, "earlier"
	}
	if hours == 1 {
		return "1 hour " + way
	}
	return fmt.Sprintf("%d hours %s", hours, way)
}

// zoneText writes a zone as columns.zone has it.
func zoneText(seconds int) string {
	switch {
	case seconds == 0:
		return "UTC"
	case seconds == hongKong:
		return "HKT"
	case seconds < 0:
		return fmt.Sprintf("-%02d:%02d", -seconds/3600, -seconds/60%60)
	}
	return fmt.Sprintf("+%02d:%02d", seconds/3600, seconds/60%60)
}

// lunch counts the sessions in which rows stand at the two ends of the lunch
// break, by which stamps of the start and of the end of a bar are told apart: a
// bar starts with the afternoon and none ends there; a bar ends with the morning
// and none starts there, but for a print of that very second.
type lunch struct {
	sessions int  // with rows behind the break
	noon     int  // of all, with a row at the end of the morning
	back     int  // of all, with a row at the beginning of the afternoon
	atNoon   *bar // the first such row; nil: none
	atBack   *bar
}

// leastSessions tell how rows are stamped: fewer may have a print of that very
// second, or be a vendor's slip.
const leastSessions = 3

// lunches looks at the rows of one symbol, those without volume apart unless they
// are an index's.
func lunches(bars []bar, cal *calendar, index bool) lunch {
	var n lunch
	var noon, back int32 // seconds of the day; the break is between them
	day, parted := engine.Day(0), false
	behind := false // the session has a row behind the break already
	var lastNoon, lastBack engine.Day
	for i := range bars {
		b := &bars[i]
		if b.idle(index) {
			continue
		}
		if b.day != day {
			day, behind = b.day, false
			s, open := cal.session(day)
			if parted = open && s.Lunch != 0 && s.Afternoon != 0; parted {
				noon, back = secondOf(s.Lunch), secondOf(s.Afternoon)
			}
		}
		if !parted {
			continue
		}
		if b.second >= back && !behind {
			behind = true
			n.sessions++
		}
		switch {
		case b.second == noon && lastNoon != day:
			lastNoon = day
			if n.noon++; n.atNoon == nil {
				n.atNoon = b
			}
		case b.second == back && lastBack != day:
			lastBack = day
			if n.back++; n.atBack == nil {
				n.atBack = b
			}
		}
	}
	return n
}

// secondOf returns the second of Hong Kong's day at a moment.
func secondOf(t engine.Time) int32 { return int32((t - t.Day().Start()) / engine.Second) }

// contradicts returns the label that the rows have instead of the given one; empty
// where they may have that.
func (n *lunch) contradicts(label string) string {
	switch starts := label == LabelStart; {
	case !starts && (n.back >= n.noon+leastSessions || n.back > n.noon && n.back == n.sessions):
		return LabelStart
	case starts && n.back == 0 && min(n.noon, n.sessions) >= leastSessions && 2*n.noon >= n.sessions:
		return LabelEnd
	}
	return ""
}

// relabel finds rows that are stamped with another moment of their bars than is
// stated, and reads the rows on as they are stamped.
func (g *gate) relabel(bars []bar) {
	n := lunches(bars, g.cal, g.index())
	switch other := n.contradicts(g.slots.label); other {
	case "":
		return
	case LabelStart:
		g.found(n.atBack, WrongStamp, "in %d of %d sessions a row is stamped with the beginning of the afternoon, where no bar ends, and in %d with the end of the morning: they are stamped with the start of their bars, not with the end; columns.label = %q says so",
			n.back, n.sessions, n.noon, other)
		g.slots.label = other
	case LabelEnd:
		g.found(n.atNoon, WrongStamp, "in %d sessions a row is stamped with the end of the morning, where no bar starts, and in none of %d with the beginning of the afternoon: they are stamped with the end of their bars, not with the start; columns.label = %q says so",
			n.noon, n.sessions, other)
		g.slots.label = other
	}
}

package data

import (
	"cmp"
	"fmt"

	"rally/engine"
)

// place gives a row of bars shorter than a day its time; false where the row
// is none of the session's, which is a finding.
func (g *gate) place(s *engine.Session, b *bar, later []bar, r *engine.BarRow) bool {
	t := stamped(b)
	last := t >= s.Close-minutes(g.slots.every)
	for i := range later {
		if !last || later[i].day != b.day {
			break
		}
		last = later[i].idle(g.index()) || later[i].second <= b.second || !g.slots.holds(s, stamped(&later[i]))
	}
	at, misfit, err := g.slots.of(s, t, last)
	if err != nil {
		g.found(b, NoSession, "%v", err)
		return false
	}
	if misfit {
		g.found(b, Disorder, "%s is no time at which a bar of %v %ss", t.In().Format("15:04:05"), g.slots.every, cmp.Or(g.slots.label, LabelEnd))
		return false
	}
	if n := len(g.kept); n > 0 && at.start < g.kept[n-1].End {
		at.start = g.kept[n-1].End
		if at.start >= at.end {
			g.found(b, Disorder, "a bar that ends at %s, within the one before it", at.end.In().Format("15:04:05"))
			return false
		}
		at = g.slots.unseen(s, at)
	}
	r.Start, r.End = at.start, at.end
	return true
}

// stamped returns the moment that a row is stamped with.
func stamped(b *bar) engine.Time { return b.day.Start() + engine.Time(b.second)*engine.Second }

// join makes a print at the end of a phase part of the bar that it ends.
func join(to, r *engine.BarRow) {
	to.High, to.Low = max(to.High, r.High), min(to.Low, r.Low)
	to.Close, to.End = r.Close, max(to.End, r.End)
	to.Volume += r.Volume
	to.Turnover += r.Turnover
	to.NoFill = to.NoFill || r.NoFill
}

// CheckPrint says why a print of the instrument at a moment breaks the rule
// no-session, in the session of its day, or nil: the print lies in the opening
// auction or later, not between morning and afternoon, and not after the end.
// A print at the very end of a phase belongs to it. open is false for a day
// without session.
func CheckPrint(s *engine.Session, open bool, in *engine.Instrument, at engine.Time) error {
	if !open {
		return fmt.Errorf("%v is a day without session", at.Day())
	}
	end := s.EndFor(in)
	if at >= s.Auction && at <= end && (s.Lunch == 0 || s.Afternoon == 0 || at <= s.Lunch || at >= s.Afternoon) {
		return nil
	}
	clock := at.In().Format("15:04:05")
	switch {
	case at < s.Auction:
		return fmt.Errorf("%s is before the session begins at %s", clock, s.Auction.In().Format("15:04"))
	case at > end:
		return fmt.Errorf("%s is after the session's end at %s", clock, end.In().Format("15:04"))
	}
	return fmt.Errorf("%s is between the morning and the afternoon", clock)
}

package data

import (
	"fmt"

	"rally/engine"
)

// slot is the time that a bar covers: from when its open is shown to when it
// is closed.
type slot struct{ start, end engine.Time }

// slotter finds the slots of one symbol's rows. Its intervals are shorter than
// a session; no slot straddles two phases.
type slotter struct {
	every engine.Interval
	in    *engine.Instrument
	label string
}

// phase is continuous trading without a break.
type phase struct {
	grid     engine.Time // bars are counted from here: where the phase usually begins
	from, to engine.Time
}

// phases returns the morning and the afternoon of a session, or what there is
// of them.
func phases(s *engine.Session) ([2]phase, int) {
	if s.Lunch != 0 && s.Afternoon != 0 {
		return [2]phase{phaseOf(s, s.Open, s.Lunch), phaseOf(s, s.Afternoon, s.Close)}, 2
	}
	return [2]phase{phaseOf(s, s.Open, s.Close)}, 1
}

// phaseOf counts the bars of a phase that begins late from where it usually
// begins: of a day that opens at 13:30 an hour's first bar ends at 14:00.
func phaseOf(s *engine.Session, from, to engine.Time) phase {
	p := phase{from, from, to}
	for _, usual := range [...]engine.Time{s.Day.At(9, 30), s.Day.At(13, 0)} {
		if from >= usual {
			p.grid = usual
		}
	}
	return p
}

// begins returns where the bar begins that holds the moment before t.
func (p *phase) begins(t, length engine.Time) engine.Time {
	return max(p.from, p.grid+(t-p.grid-1)/length*length)
}

// of returns the slot of a row that is stamped t, in the session of its day.
// last says that no later row of the session traded: such a bar at or behind
// the end of continuous trading holds the closing auction, and ends with the
// session. misfit says that t is no time of a bar of this length; an error that
// the row lies outside the session.
func (f *slotter) of(s *engine.Session, t engine.Time, last bool) (out slot, misfit bool, err error) {
	if out, ok := f.across(s, t); ok {
		return f.unseen(s, out), false, nil
	}
	if err := CheckPrint(s, true, f.in, t); err != nil {
		return slot{}, false, err
	}
	end := s.EndFor(f.in)
	if f.label == LabelStart {
		out, misfit = f.fromStart(s, t, end)
	} else {
		out, misfit = f.fromEnd(s, t, end)
	}
	if out.start > out.end || out.start == out.end && f.label != LabelStart {
		return slot{}, false, fmt.Errorf("%s is where trading begins; no bar ends there", t.In().Format("15:04:05"))
	}
	if last && out.end >= s.Close {
		out.end = end
	}
	return f.unseen(s, out), misfit, nil
}

// unseen lets a bar of the closing auction alone begin when the auction may be
// matched, since no price of it is known before.
func (f *slotter) unseen(s *engine.Session, at slot) slot {
	if f.in.Kind != engine.Index && at.start >= s.Close && at.start < s.Random && at.end > s.Random {
		at.start = s.Random
	}
	return at
}

// across returns the slot of a row whose stamp lies outside the session, but
// whose bar does not: one that begins before the session ends, as an hour's that
// is stamped 14:00 on a day that ended at 13:55, or a quarter's of 16:15; or one
// that ends after the session begins, as that of 13:00 on a day that opens at
// 13:30.
func (f *slotter) across(s *engine.Session, t engine.Time) (slot, bool) {
	length, end := minutes(f.every), s.EndFor(f.in)
	of, n := phases(s)
	switch first, last := &of[0], &of[n-1]; {
	case f.label != LabelStart && t > end && t-length < end && ((t-last.grid)%length == 0 || t == s.Day.At(16, 0)):
		if t-length >= s.Close {
			return slot{max(s.Close, t-length), end}, true
		}
		if start := last.begins(t, length); start < end {
			return slot{start, end}, true
		}
	case f.label == LabelStart && t < s.Auction && t+length > s.Auction && (first.grid-t)%length == 0:
		return slot{s.Auction, min(max(s.Open, t+length), first.to)}, true
	}
	return slot{}, false
}

// holds reports whether a row that is stamped t is of the session.
func (f *slotter) holds(s *engine.Session, t engine.Time) bool {
	_, ok := f.across(s, t)
	return ok || CheckPrint(s, true, f.in, t) == nil
}

// fromEnd returns the slot that ends at t.
func (f *slotter) fromEnd(s *engine.Session, t, end engine.Time) (slot, bool) {
	length := minutes(f.every)
	if t <= s.Open { // the opening auction, which is matched at its beginning
		return slot{s.Auction, max(t, min(s.Auction+length, s.Open))}, false
	}
	of, n := phases(s)
	for i := range of[:n] {
		p := &of[i]
		switch {
		case t <= p.from || t > p.to:
			continue
		case t != p.to && (t-p.grid)%length != 0: // counted from where it began?
			return slot{max(p.from, t-length), t}, (t-p.from)%length != 0
		}
		start := p.begins(t, length)
		if t == p.to { // of a phase that began late it may be counted from there: its open is shown when it was traded, or later
			start = max(start, p.from+(t-p.from-1)/length*length)
		}
		return slot{start, t}, false
	}
	if t > s.Close {
		if end-s.Close > length { // of a minute's bars, this one is of the closing auction alone
			return slot{max(s.Close, t-length), t}, false
		}
		p := &of[n-1]
		return slot{p.begins(p.to, length), t}, false
	}
	return slot{t, t}, false
}

// fromStart returns the slot that starts at t.
func (f *slotter) fromStart(s *engine.Session, t, end engine.Time) (slot, bool) {
	length := minutes(f.every)
	if t < s.Open {
		return slot{t, min(t+length, s.Open)}, false
	}
	of, n := phases(s)
	for i := range of[:n] {
		p := &of[i]
		if t >= p.from && t < p.to { // counted from where it began, a bar may end later than otherwise, never sooner
			return slot{t, min(t+length, p.to)}, (t-p.grid)%length != 0 && (t-p.from)%length != 0
		}
	}
	if t >= s.Close {
		return slot{t, min(t+length, end)}, false
	}
	return slot{t, t}, false // the very end of the morning
}

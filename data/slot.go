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
type phase struct{ from, to engine.Time }

// phases returns the morning and the afternoon of a session, or what there is
// of them.
func phases(s *engine.Session) ([2]phase, int) {
	if s.Lunch != 0 && s.Afternoon != 0 {
		return [2]phase{{s.Open, s.Lunch}, {s.Afternoon, s.Close}}, 2
	}
	return [2]phase{{s.Open, s.Close}}, 1
}

// of returns the slot of a row that is stamped t, in the session of its day.
// last says that no later row of the session traded: such a bar at or behind
// the end of continuous trading holds the closing auction, and ends with the
// session. misfit says that t is no time of a bar of this length; an error that
// the row lies outside the session.
func (f *slotter) of(s *engine.Session, t engine.Time, last bool) (out slot, misfit bool, err error) {
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
	return out, misfit, nil
}

// fromEnd returns the slot that ends at t.
func (f *slotter) fromEnd(s *engine.Session, t, end engine.Time) (slot, bool) {
	length := minutes(f.every)
	if t <= s.Open { // the opening auction, which is matched at its beginning
		return slot{s.Auction, max(t, min(s.Auction+length, s.Open))}, false
	}
	of, n := phases(s)
	for _, p := range of[:n] {
		if t > p.from && t <= p.to {
			return slot{p.from + (t-p.from-1)/length*length, t}, t != p.to && (t-p.from)%length != 0
		}
	}
	if t > s.Close {
		if end-s.Close > length { // of a minute's bars, this one is of the closing auction alone
			return slot{max(s.Close, t-length), t}, false
		}
		p := of[n-1]
		return slot{p.from + (p.to-p.from-1)/length*length, t}, false
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
	for _, p := range of[:n] {
		if t >= p.from && t < p.to {
			return slot{t, min(t+length, p.to)}, (t-p.from)%length != 0
		}
	}
	if t >= s.Close {
		return slot{t, min(t+length, end)}, false
	}
	return slot{t, t}, false // the very end of the morning
}

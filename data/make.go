package data

import (
	"rally/engine"
)

// make adds the intervals that the instrument has no files of, made of its
// finest bars.
func (o *loaded) make(intervals []engine.Interval, cal *calendar) {
	finest := o.lanes[0]
	for _, every := range intervals {
		if !makes(finest.every, every) || o.has(every) {
			continue
		}
		l := &lane{every: every, from: finest.from, made: true}
		if every == engine.Daily {
			l.kept = sessionsOf(finest.kept)
			for i := range l.kept {
				s, _ := cal.session(l.kept[i].End.Day())
				l.kept[i].Start, l.kept[i].End = s.Auction, s.EndFor(&o.in)
			}
		} else {
			l.kept = gathered(finest.kept, every, cal)
		}
		at := 0
		for at < len(o.lanes) && o.lanes[at].every < every {
			at++
		}
		o.lanes = append(o.lanes[:at], append([]*lane{l}, o.lanes[at:]...)...)
	}
}

func (o *loaded) has(every engine.Interval) bool {
	for _, l := range o.lanes {
		if l.every == every {
			return true
		}
	}
	return false
}

// sessionsOf makes one bar of each session's.
func sessionsOf(rows []engine.BarRow) []engine.BarRow {
	var out []engine.BarRow
	var day engine.Day
	for i := range rows {
		if d := rows[i].End.Day(); len(out) == 0 || d != day {
			out, day = append(out, rows[i]), d
			continue
		}
		join(&out[len(out)-1], &rows[i])
	}
	return out
}

// gathered makes longer bars of shorter ones that divide them. They stand from
// the beginning of the morning and of the afternoon on, so that an hour's begin
// at 09:30, 10:30, 11:30 (to 12:00), 13:00, 14:00 and 15:00. The opening
// auction joins the first; such a bar's open is shown when the auction is
// matched. The closing auction joins the last, which then ends with it. The
// open of a bar is shown when it was traded: where the first of the shorter
// bars had no trade, not before the one that had.
func gathered(rows []engine.BarRow, every engine.Interval, cal *calendar) []engine.BarRow {
	out := make([]engine.BarRow, 0, len(rows)/2+1)
	var day engine.Day
	var session *engine.Session
	var until engine.Time // the end of the bar in the making
	for i := range rows {
		r := &rows[i]
		if d := r.End.Day(); session == nil || d != day {
			day, until = d, 0
			session, _ = cal.session(d)
		}
		if end := slotEnd(session, r.Start, every); end != until {
			until = end
			out = append(out, *r)
			last := &out[len(out)-1]
			last.End = max(r.End, end)
			continue
		}
		join(&out[len(out)-1], r)
	}
	return out
}

// slotEnd returns when the bar ends that a moment of a session falls in, the
// auctions apart.
func slotEnd(s *engine.Session, t engine.Time, every engine.Interval) engine.Time {
	length := minutes(every)
	of, n := phases(s)
	t = min(max(t, s.Open), s.Close-1)
	at := of[0]
	if n > 1 && t >= of[1].from {
		at = of[1]
	}
	t = min(t, at.to-1)
	return min(at.grid+(t-at.grid)/length*length+length, at.to)
}

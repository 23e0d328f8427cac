package data

import "rally/engine"

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

// leastNoons is how many sessions must have a row at the end of the morning, and
// none at the beginning of the afternoon, before rows that are stated to be
// stamped with their start are held to be stamped with their end.
const leastNoons = 3

// lunches looks at the rows that traded.
func (g *gate) lunches(bars []bar) lunch {
	var n lunch
	var noon, back int32 // seconds of the day; the break is between them
	day, parted := engine.Day(0), false
	behind := false // the session has a row behind the break already
	for i := range bars {
		b := &bars[i]
		if b.volume == 0 && g.in.Kind != engine.Index {
			continue
		}
		if b.day != day {
			day, behind = b.day, false
			s, open := g.cal.session(day)
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
		switch b.second {
		case noon:
			if n.noon++; n.atNoon == nil {
				n.atNoon = b
			}
		case back:
			if n.back++; n.atBack == nil {
				n.atBack = b
			}
		}
	}
	return n
}

// secondOf returns the second of Hong Kong's day at a moment.
func secondOf(t engine.Time) int32 { return int32((t - t.Day().Start()) / engine.Second) }

// relabel finds rows that are stamped with another moment of their bars than is
// stated, which would show each an interval too early or too late, and reads
// the rows on as they are stamped.
func (g *gate) relabel(bars []bar) {
	n := g.lunches(bars)
	switch starts := g.slots.label == LabelStart; {
	case !starts && n.back > n.noon:
		g.found(n.atBack, WrongLabel, "in %d of %d sessions a row is stamped with the beginning of the afternoon, where no bar ends, and in %d with the end of the morning: they are stamped with the start of their bars, not with the end; columns.label = %q says so",
			n.back, n.sessions, n.noon, LabelStart)
		g.slots.label = LabelStart
	case starts && n.back == 0 && n.noon >= leastNoons && 2*n.noon >= n.sessions:
		g.found(n.atNoon, WrongLabel, "in %d sessions a row is stamped with the end of the morning, where no bar starts, and in none of %d with the beginning of the afternoon: they are stamped with the end of their bars, not with the start; columns.label = %q says so",
			n.noon, n.sessions, LabelEnd)
		g.slots.label = LabelEnd
	}
}

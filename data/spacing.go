package data

import "rally/engine"

// enoughRows is how many rows of a file say how far apart they stand.
const enoughRows = 100

// spacing is how far rows stand from those before them, within a day.
type spacing struct {
	nearest int32               // seconds; daySeconds where no day has two rows
	apart   [longestBar + 1]int // minutes → rows that stand so far behind another
	all     int                 // rows that stand behind another, however far
}

// add takes in the rows of one symbol.
func (s *spacing) add(bars []bar) {
	for i := 1; i < len(bars); i++ {
		d := bars[i].second - bars[i-1].second
		if bars[i].day != bars[i-1].day || d <= 0 {
			continue
		}
		s.all++
		s.nearest = min(s.nearest, d)
		if d <= longestBar*60 {
			s.apart[d/60]++
		}
	}
}

// usual returns how far apart most rows stand; 0 where it is under a minute, or
// none stands behind another.
func (s *spacing) usual() engine.Interval {
	most := 0
	for i, n := range s.apart {
		if n > s.apart[most] {
			most = i
		}
	}
	return engine.Interval(most)
}

// within counts the rows that stand less than an interval apart.
func (s *spacing) within(every engine.Interval) int {
	n := 0
	for i := range int(every) {
		n += s.apart[i]
	}
	return n
}

// spaced refuses a file whose rows stand further apart than bars of the interval
// would, or most of whose rows stand nearer: it is of other bars than somebody
// says. A few that stand nearer are the gate's to find.
func (f *barFile) spaced(every engine.Interval) error {
	if every == engine.Daily {
		return nil
	}
	for i := range f.sets {
		if len(f.sets[i].bars) < enoughRows {
			continue
		}
		s := spacing{nearest: daySeconds}
		s.add(f.sets[i].bars)
		switch usual := s.usual(); {
		case s.nearest == daySeconds:
			return fileError(f.path, "interval = %q, but the rows stand a day or more apart; interval = %q is that of days", every, engine.Daily)
		case s.nearest > int32(every)*60, usual > 0 && 2*s.within(every) > s.all:
			return fileError(f.path, "interval = %q, but most rows stand %v apart; interval = %q says so", every, usual, usual)
		}
	}
	return nil
}

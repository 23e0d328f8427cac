package data

import "rally/engine"

// spacing is how rows shorter than a day stand: how far from those before them,
// and on which grid from the beginning of the morning and of the afternoon.
type spacing struct {
	apart  [longestBar + 1]int // minutes → rows that stand so far behind another of their day
	all    int                 // rows that stand behind another of their day, however far
	grid   [longestBar + 1]int // minutes → rows that stand so far behind the beginning of a phase
	inside int                 // rows within a phase, its two ends apart
	rows   int
}

// add takes in the rows of one symbol.
func (s *spacing) add(bars []bar) {
	s.rows += len(bars)
	for i := range bars {
		b := &bars[i]
		if at, ok := sincePhase(b.second); ok {
			s.grid[at]++
			s.inside++
		}
		if i == 0 || b.day != bars[i-1].day || b.second <= bars[i-1].second {
			continue
		}
		s.all++
		if d := (b.second - bars[i-1].second) / 60; d <= longestBar {
			s.apart[d]++
		}
	}
}

// sincePhase returns how many minutes behind the beginning of the morning or of
// the afternoon, as they usually are, a second of the day lies, where it lies
// within them.
func sincePhase(second int32) (int32, bool) {
	const morning, noon, afternoon, close = 9*3600 + 30*60, 12 * 3600, 13 * 3600, 16 * 3600
	switch {
	case second > morning && second < noon:
		return (second - morning) / 60, true
	case second > afternoon && second < close:
		return (second - afternoon) / 60, true
	}
	return 0, false
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

// coarsest returns the longest interval that nearly all rows stand on the grid
// of; 1 minute where they stand on none.
func (s *spacing) coarsest() engine.Interval {
	for every := longestBar; every > 1; every-- {
		on := 0
		for at := 0; at <= longestBar; at += every {
			on += s.grid[at]
		}
		if 20*on >= 19*s.inside {
			return engine.Interval(every)
		}
	}
	return 1
}

// Rows that say how bars stand: so many behind others of their day, so many
// within a phase. Of bars on a grid half as wide, one row in two to the power of
// these stands on the wide one by chance.
const (
	enoughRows   = 12
	enoughInside = 12
)

// interval returns of which interval the rows are, and false where it is the
// given one, or they do not say.
func (s *spacing) interval(every engine.Interval) (engine.Interval, bool) {
	if s.all == 0 && s.rows >= enoughRows {
		return engine.Daily, true
	}
	if s.inside >= enoughInside {
		if wide := s.coarsest(); wide > every {
			return wide, true
		}
	}
	if s.all < enoughRows {
		return 0, false
	}
	nearer := 0
	for i := range int(every) {
		nearer += s.apart[i]
	}
	// Most stand nearer; or none stands as near, and most stand further apart by
	// one and the same time, which rows that are missing would not.
	usual := s.usual()
	return usual, usual > 0 && (2*nearer > s.all || s.apart[every] == 0 && usual > every && 2*s.apart[usual] > s.all)
}

// spaced refuses a file whose rows are of bars of another interval than somebody
// says. A few that stand nearer are the gate's to find.
func (f *barFile) spaced(every engine.Interval) error {
	if every == engine.Daily {
		return nil
	}
	for i := range f.sets {
		var s spacing
		s.add(f.sets[i].bars)
		is, other := s.interval(every)
		switch {
		case other && is == engine.Daily:
			return fileError(f.path, "interval = %q, but no day has two rows; interval = %q is that of days", every, is)
		case other:
			return fileError(f.path, "interval = %q, but the rows are bars of %v: they stand that far apart; interval = %q says so", every, is, is)
		}
	}
	return nil
}

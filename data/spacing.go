package data

import (
	"math"

	"rally/engine"
)

// The morning and the afternoon as they usually are, in seconds of the day: what
// bars are counted from.
const (
	usualOpen      = 9*3600 + 30*60
	usualNoon      = 12 * 3600
	usualAfternoon = 13 * 3600
	usualClose     = 16 * 3600
)

// longestPhase is the minutes of the longer of the two.
const longestPhase = (usualClose - usualAfternoon) / 60

// spacing is how rows shorter than a day stand within the morning and the
// afternoon. Rows at the ends of the two are counted apart: bars of any length
// stand there, and so do the auctions.
type spacing struct {
	within   [2][longestPhase]int // minutes behind the beginning → rows
	inside   int                  // rows within
	noon     int                  // rows at the end of the morning or the beginning of the afternoon
	rows     int
	wide     int // rows whose high is above their low
	sessions int
	day      engine.Day
	second   int32
	same     bool // all rows are of that second of the day
}

// add takes in the rows of one symbol, those without volume apart unless they are
// an index's.
func (s *spacing) add(bars []bar, index bool) {
	for i := range bars {
		b := &bars[i]
		if b.idle(index) {
			continue
		}
		if s.rows == 0 || b.day != s.day {
			s.day = b.day
			s.sessions++
		}
		s.same = s.same && b.second == s.second || s.rows == 0
		s.second = b.second
		s.rows++
		if b.high > b.low {
			s.wide++
		}
		switch at := b.second; {
		case at > usualOpen && at < usualNoon:
			s.within[0][(at-usualOpen)/60]++
			s.inside++
		case at > usualAfternoon && at < usualClose:
			s.within[1][(at-usualAfternoon)/60]++
			s.inside++
		case at == usualNoon, at == usualAfternoon:
			s.noon++
		}
	}
}

// standing is where the rows of bars of one interval stand, within the two
// phases. Of bars of a few minutes those at the ends of a phase are left out,
// where thin names trade and do not elsewhere.
type standing struct {
	rows   int // in all
	on     int // of them on the grid of another interval
	places int // at which bars of the interval stand
	shared int // of them on that grid
	taken  int // of these with rows
}

const fewMinutes = 5

func (s *spacing) standing(every, grid engine.Interval) standing {
	var out standing
	for p, minutes := range [...]int{(usualNoon - usualOpen) / 60, longestPhase} {
		from, to := 1, minutes
		if every <= fewMinutes {
			from, to = fewMinutes, minutes-fewMinutes+1
		}
		for at := from; at < to; at++ {
			n := s.within[p][at]
			out.rows += n
			if at%int(every) == 0 {
				out.places++
			}
			if at%int(grid) != 0 {
				continue
			}
			out.on += n
			if at%int(every) == 0 {
				out.shared++
			}
			if n > 0 {
				out.taken++
			}
		}
	}
	return out
}

// What rows say of their interval.
const (
	nearlyAll  = 0.95
	byChance   = 1e-6 // that bars of an interval stand on a wider grid than theirs
	mostStray  = 1. / 3
	enoughRows = 12
	fewestRows = 4
)

// wider returns the longest interval on whose grid nearly all rows within stand,
// where bars of the given one would not by chance, nor at the same few times in
// every other session; false where there is none.
func (s *spacing) wider(every engine.Interval) (engine.Interval, bool) {
	if s.noon >= enoughRows && 20*s.inside <= s.noon && 2*s.wide > s.rows && every < longestPhase {
		return longestBar, true // three hours, or four: they stand alike
	}
	for wide := engine.Interval(longestBar); wide > every; wide-- {
		x := s.standing(every, wide)
		switch {
		case x.rows < fewestRows, float64(x.on) < nearlyAll*float64(x.rows), x.places == x.shared:
			continue
		case x.rows >= enoughRows && 2*x.on >= x.taken*s.sessions,
			math.Pow(float64(x.shared)/float64(x.places), float64(x.taken)) <= byChance:
			return wide, true
		}
	}
	return 0, false
}

// common returns the widest grid, in minutes, that all rows within stand on.
func (s *spacing) common() int64 {
	grid := int64(0)
	for p := range s.within {
		for at, n := range s.within[p] {
			if n > 0 {
				grid = gcd(grid, int64(max(at, 1))) // what stands within the first minute stands on no wider one
			}
		}
	}
	return grid
}

// holes reports whether bars of the interval would stand at many times, between
// others of the same phase, at which none does.
func (s *spacing) holes(every engine.Interval) bool {
	for p := range s.within {
		first, last, rows := -1, -1, 0
		for at := int(every); at < longestPhase; at += int(every) {
			if n := s.within[p][at]; n > 0 {
				if last, rows = at, rows+n; first < 0 {
					first = at
				}
			}
		}
		times, none := 0, 0
		for at := first; first >= 0 && at <= last; at += int(every) {
			if times++; s.within[p][at] == 0 {
				none++
			}
		}
		if rows >= 20*times && 4*none > times {
			return true
		}
	}
	return false
}

// daily reports whether the rows are bars of a day: all of one clock time, and
// with a range that a single auction has not, or at a time without trade.
func (s *spacing) daily() bool {
	return s.rows >= enoughRows && s.same && (2*s.wide > s.rows || !s.trades())
}

// trades reports whether the last row is of an hour in which there is trade.
func (s *spacing) trades() bool {
	return s.second >= usualOpen-30*60 && s.second <= usualClose+30*60
}

// usual returns the interval that the rows are of, as far as they say: the
// longest whose grid they would not stand on by chance.
func (s *spacing) usual() engine.Interval {
	if wide, ok := s.wider(1); ok {
		return wide
	}
	return 1
}

// finer returns the interval of rows of which many stand beside the grid of the
// given one; false where few do, or no shorter one has them.
func (s *spacing) finer(every engine.Interval) (engine.Interval, bool) {
	on := 0
	for p := range s.within {
		for at := int(every); at < longestPhase; at += int(every) {
			on += s.within[p][at]
		}
	}
	if s.inside < enoughRows || float64(s.inside-on) <= mostStray*float64(s.inside) {
		return 0, false
	}
	is := s.usual()
	return is, is < every
}

// reinterval finds rows of bars of another interval than is stated; false where
// they are of no session's hours.
func (g *gate) reinterval(bars []bar) bool {
	var s spacing
	s.add(bars, g.index())
	if s.daily() {
		g.found(&bars[0], WrongInterval, "every row is of one clock time, %s: interval = %q says so", clockText(s.second), engine.Daily)
		return s.trades()
	}
	every := g.slots.every
	is, other := s.wider(every)
	if !other {
		is, other = s.finer(every)
	}
	switch {
	case other:
		g.found(&bars[0], WrongInterval, "the rows stand as bars of %v do, not of %v: interval = %q says so", is, every, is)
	case s.holes(every):
		g.found(&bars[0], WrongInterval, "at many of the times at which bars of %v stand there is no row in any session: they are of another interval", every)
	default:
		g.stretches(bars)
	}
	return true
}

// enoughOfStretch is how many rows of a stretch say of which interval they are.
const enoughOfStretch = 30

// stretches finds weeks, or months, whose rows are of a longer interval, in files
// whose others are not.
func (g *gate) stretches(bars []bar) {
	for _, sessions := range [...]int{5, 20} {
		if g.stretch(bars, sessions) {
			return
		}
	}
}

func (g *gate) stretch(bars []bar, sessions int) bool {
	found, of := 0, 0
	var first *bar
	var is engine.Interval
	for i := 0; i < len(bars); of++ {
		k, days := i+1, 1
		for ; k < len(bars); k++ {
			if bars[k].day != bars[k-1].day {
				if days++; days > sessions {
					break
				}
			}
		}
		var s spacing
		s.add(bars[i:k], g.index())
		if grid := s.common(); s.inside >= enoughOfStretch && grid > int64(g.slots.every) {
			if wide, ok := s.wider(g.slots.every); ok && grid%int64(wide) == 0 {
				if found++; first == nil {
					first, is = &bars[i], wide
				}
			}
		}
		i = k
	}
	if first != nil {
		g.found(first, WrongInterval, "in %d of %d stretches of %d sessions, this the first, the rows stand as bars of %v do and in the others of %v: read them as files of their own, each with its interval", found, of, sessions, is, g.slots.every)
	}
	return first != nil
}

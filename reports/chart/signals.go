package chart

import (
	"image/color"
	"slices"
	"strconv"
)

// direction returns the colour of a direction.
func (s *scene) direction(d Direction) color.RGBA {
	switch {
	case d > 0:
		return s.theme.Support
	case d < 0:
		return s.theme.Contrary
	}
	return s.theme.Benchmark
}

// pointer draws a signal's mark around x, y: ▲ supportive, ▼ contrary, ◆ neutral.
func (s *scene) pointer(d Direction, x, y, r float64) {
	c := s.direction(d)
	switch {
	case d > 0:
		s.fill(c, xy{x, y - r}, xy{x + r, y + r}, xy{x - r, y + r})
	case d < 0:
		s.fill(c, xy{x, y + r}, xy{x - r, y - r}, xy{x + r, y - r})
	default:
		s.fill(c, xy{x, y - r}, xy{x + r, y}, xy{x, y + r}, xy{x - r, y})
	}
}

// signalKey explains the marks at the foot, its right end at x; there is none
// without signals.
func (s *scene) signalKey(x, base float64, list []Signal) {
	if len(list) == 0 {
		return
	}
	k := s.label().in(s.theme.Muted)
	for _, e := range []struct {
		d    Direction
		name string
	}{{Neutral, "neutral"}, {Contrary, "contrary"}, {Supportive, "supportive signal"}} {
		if !slices.ContainsFunc(list, func(g Signal) bool { return sign(g.Direction) == e.d }) {
			continue
		}
		x = s.text(x, base, right, k, e.name).x0 - 11
		s.pointer(e.d, x, base-5, 5)
		x -= 22
	}
}

func sign(d Direction) Direction { return max(Contrary, min(Supportive, d)) }

// signalHigh is the height of the strip of marks and numbers under a plot.
const signalHigh = 30

// signals draws a thin line for each signal through f with its mark at the foot,
// and its number below where there is room. Signals outside days are left out. It
// returns the bottom of the strip.
func (s *scene) signals(f frame, days []int32, list []Signal) float64 {
	if len(list) == 0 {
		return f.plot.y1
	}
	foot := f.plot.y1 + signalHigh
	for _, g := range list {
		if x, ok := s.signalAt(f, days, g); ok {
			s.vline(x, f.plot.y0, f.plot.y1, 1, s.theme.pale(s.direction(g.Direction), 0.45))
		}
	}
	for _, g := range list {
		x, ok := s.signalAt(f, days, g)
		if !ok {
			continue
		}
		s.pointer(g.Direction, x, f.plot.y1+8, 5)
		if g.Number != 0 {
			k := ink{s.theme.Foot, false, s.theme.text(s.direction(g.Direction))}
			n := strconv.Itoa(g.Number)
			// 1 and 2 that are too near would be read as 12.
			if room := s.covers(x, foot-4, centre, k, n); !s.crowded(room.beside()) {
				s.freely(x, foot-4, centre, k, n, rect{f.plot.x0 - 20, 0, f.plot.x1 + 20, s.high})
			}
		}
	}
	return foot
}

func (s *scene) signalAt(f frame, days []int32, g Signal) (x float64, ok bool) {
	if len(days) == 0 || g.Day < days[0] {
		return 0, false
	}
	i := indexOf(days, g.Day)
	return f.x(float64(i)), i < len(days)
}

package chart

import (
	"image/color"
	"math"
)

// frame is the plotting area of a panel with its two scales. x counts in sessions,
// so nights, weekends and holidays leave no gap.
type frame struct {
	plot      rect
	sessions  int
	low, high float64 // of the y axis
	inset     float64 // of the first and the last session: room for half a candle
}

// x returns where session i stands; a lone session stands in the middle.
func (f frame) x(i float64) float64 {
	if f.sessions < 2 {
		return (f.plot.x0 + f.plot.x1) / 2
	}
	return f.plot.x0 + f.inset + (f.plot.wide()-2*f.inset)*(i/float64(f.sessions-1))
}

// y returns where value v stands.
func (f frame) y(v float64) float64 {
	return f.plot.y1 - f.plot.high()*((v-f.low)/(f.high-f.low))
}

// title writes a panel's title, its unit, and a remark at the right end, or on a
// line of its own where it does not fit there whole; it returns what is left of r
// below them. A long title leaves room for the others.
func (s *scene) title(r rect, name, unit, remark string) rect {
	s.hline(r.x0, r.x1, r.y0, s.theme.Rule)
	base := r.y0 + 8 + s.theme.Panel
	head := s.fitted(r.x0, base, left, ink{s.theme.Panel, true, s.theme.Ink}, name, s.titleRoom(r, unit, remark))
	x := head.x1
	if unit != "" {
		x = s.fitted(x+10, base, left, ink{s.theme.Label, false, s.theme.Muted}, unit, r.x1-x-10).x1
	}
	k := s.label().in(s.theme.Muted)
	switch w := s.width(k, remark); {
	case w == 0:
	case w <= r.x1-x-24:
		s.text(r.x1, base, right, k, remark)
	default: // half a remark says something else
		base += 20
		s.fitted(r.x0, base, left, k, remark, r.wide())
	}
	return rect{r.x0, base + 12, r.x1, r.y1}
}

// titleRoom is how wide the name of a panel may be beside its unit and remark.
func (s *scene) titleRoom(r rect, unit, remark string) float64 {
	others := s.width(s.label(), unit) + min(s.width(s.label(), remark), 320) + 34
	return max(r.wide()*0.45, r.wide()-others)
}

// yTicks is how many numbers a y axis of the given height holds.
func yTicks(height float64) int { return max(4, int(height/42)) }

// yAxis rules light lines at round numbers between low and high across plot and
// writes the numbers to the left of them. suffix goes behind each number.
func (s *scene) yAxis(f frame, suffix string) {
	at, decimals := ticks(f.low, f.high, yTicks(f.plot.high()))
	for _, v := range at {
		y := f.y(v)
		s.hline(f.plot.x0, f.plot.x1, y, s.theme.Rule)
		s.freely(f.plot.x0-8, s.tick().middle(y), right, s.tick(), Number(v, decimals)+suffix, rect{0, 0, s.wide, s.high})
	}
}

// gutter returns how wide the numbers of a y axis will be, with their distance.
func (s *scene) gutter(low, high, height float64, suffix string) float64 {
	at, decimals := ticks(low, high, yTicks(height))
	w := 0.0
	for _, v := range at {
		w = max(w, s.width(s.tick(), Number(v, decimals)+suffix))
	}
	return w + 10
}

// xDates writes dates below plot at base, thinned until none touches another.
func (s *scene) xDates(f frame, days []int32, top, base float64) {
	within := rect{f.plot.x0 - 40, 0, min(f.plot.x1+40, s.wide-margin), s.high}
	for _, t := range dateTicks(days, max(1, int(f.plot.wide()/88))) {
		x := f.x(float64(t.at))
		w := s.width(s.tick(), t.label)
		at := min(max(x, within.x0+w/2), within.x1-w/2)
		if s.freely(at, base, centre, s.tick(), t.label, within) {
			s.vline(x, top, top+5, 1, s.theme.Muted)
		}
	}
}

// xNumbers writes round numbers, or whole ones, below plot for an axis from low to
// high.
func (s *scene) xNumbers(plot rect, low, high float64, base float64, whole bool) {
	most := max(2, int(plot.wide()/80))
	if whole { // no more than there are whole numbers: then steps are whole
		most = int(min(float64(most), math.Floor(high)-math.Ceil(low)+1))
	}
	at, decimals := ticks(low, high, most)
	for _, v := range at {
		x := plot.x0 + plot.wide()*((v-low)/(high-low))
		if s.freely(x, base, centre, s.tick(), Number(v, decimals), rect{plot.x0 - 30, 0, plot.x1 + 30, s.high}) {
			s.vline(x, plot.y1, plot.y1+5, 1, s.theme.Muted)
		}
	}
}

// curve strokes values over f, thinned to two points a device column.
func (s *scene) curve(f frame, values []float64, c color.RGBA, width float64) {
	s.stretch(f, 0, values, c, width)
}

// stretch strokes values from session first on. An end that is none of the
// sessions' has a dot, so that a line that stops is seen to stop.
func (s *scene) stretch(f frame, first int, values []float64, c color.RGBA, width float64) {
	s.stroke(f, first, s.thinned(f, values), c, width)
}

// thinned is what f shows of values: two points a device column.
func (s *scene) thinned(f frame, values []float64) []point {
	return thin(values, int(f.plot.wide()*s.scale))
}

// stroke strokes the points of a stretch from session first on.
func (s *scene) stroke(f frame, first int, points []point, c color.RGBA, width float64) {
	if len(points) == 0 {
		return
	}
	if len(points) == 1 {
		s.disc(c, f.x(float64(first)), f.y(points[0].value), 4)
		return
	}
	at := make([]xy, len(points))
	for i, p := range points {
		at[i] = xy{f.x(float64(first + p.at)), f.y(p.value)}
	}
	s.line(c, width, at...)
	if first > 0 {
		s.disc(c, at[0].x, at[0].y, 3.5)
	}
	if last := len(at) - 1; first+points[last].at < f.sessions-1 {
		s.disc(c, at[last].x, at[last].y, 3.5)
	}
}

// area fills what lies between zero and the curve of points.
func (s *scene) area(f frame, points []point, c color.RGBA) {
	zero := f.y(0)
	at := []xy{{f.x(0), zero}}
	for _, p := range points {
		at = append(at, xy{f.x(float64(p.at)), f.y(p.value)})
	}
	s.fill(c, append(at, xy{f.x(float64(points[len(points)-1].at)), zero})...)
}

// steps fills the area between zero and points, each session holding its value
// until halfway to the next.
func (s *scene) steps(f frame, points []point, c color.RGBA) {
	zero := f.y(min(max(0, f.low), f.high))
	at := []xy{{f.plot.x0, zero}}
	for i, p := range points {
		x0, x1 := f.plot.x0, f.plot.x1
		if i > 0 {
			x0 = f.x((float64(points[i-1].at) + float64(p.at)) / 2)
		}
		if i < len(points)-1 {
			x1 = f.x((float64(points[i+1].at) + float64(p.at)) / 2)
		}
		y := f.y(p.value)
		at = append(at, xy{x0, y}, xy{x1, y})
	}
	s.fill(c, append(at, xy{f.plot.x1, zero})...)
}

// hatched fills r palely in c and strikes it with diagonals, so that a loss is told
// without its colour.
func (s *scene) hatched(r rect, c color.RGBA) {
	s.box(r, s.theme.pale(c, 0.35))
	const gap = 6
	for x := math.Floor((r.x0-r.high())/gap) * gap; x < r.x1; x += gap {
		// The diagonal y = r.y1 − (t − x) for t from x, cut to r.
		from, to := max(x, r.x0), min(x+r.high(), r.x1)
		if to-from > 0.5 {
			s.line(c, 1.2, xy{from, r.y1 - (from - x)}, xy{to, r.y1 - (to - x)})
		}
	}
	s.vline(r.x0, r.y0, r.y1, 1, c)
	s.vline(r.x1, r.y0, r.y1, 1, c)
}

// empty says in the middle of r why there is nothing in it.
func (s *scene) empty(r rect, why string) {
	s.fitted((r.x0+r.x1)/2, (r.y0+r.y1)/2, centre, s.label().in(s.theme.Muted), why, r.wide())
}

package chart

import "math"

// lanePitch is how high the lane of a chosen trial is.
const lanePitch = 26

// walkHigh is how high the strip of the legs is.
func walkHigh(w *Walk) float64 {
	return 44 + lanePitch*float64(max(1, len(w.Lanes))) + 2*20 + 8 + 26
}

// legs draws each test as a box over its sessions, in the lane of the trial that
// was chosen for it, hatched where it lost; below it the figure that it was chosen
// for and what it gave.
func (s *scene) legs(r, across rect, p *ComparisonPage) {
	w := &p.Walk
	body := s.title(r, "Chosen without sight of the test", w.Text, "")
	f := frame{across, len(p.Days), 0, 1, 0}
	lanes := max(1, len(w.Lanes))
	f.plot.y0 = body.y0 + 4
	f.plot.y1 = f.plot.y0 + lanePitch*float64(lanes)
	k := s.label()
	for i := range lanes {
		y := f.plot.y0 + lanePitch*float64(i)
		s.hline(f.plot.x0, f.plot.x1, y, s.theme.Rule)
		if i < len(w.Lanes) {
			s.fitted(f.plot.x1+18, k.middle(y+lanePitch/2), left, k, w.Lanes[i], r.x1-f.plot.x1-18)
		}
	}
	s.hline(f.plot.x0, f.plot.x1, f.plot.y1, s.theme.Rule)
	first, second := f.plot.y1+18, f.plot.y1+38
	score := "in training"
	if w.Score != "" {
		score = w.Score + " in training"
	}
	s.fitted(f.plot.x1+18, first, left, s.note(), score, r.x1-f.plot.x1-18)
	s.fitted(f.plot.x1+18, second, left, s.note(), "% in the test", r.x1-f.plot.x1-18)
	within := rect{f.plot.x0 - 20, 0, f.plot.x1 + 16, s.high}
	each := s.legsPerLabel(w, f.plot.wide())
	for i := range w.Legs {
		b, ok := legBox(f, p.Days, &w.Legs[i])
		if !ok {
			continue
		}
		s.leg(b, f, &w.Legs[i])
		if i%each != 0 {
			continue
		}
		x := (b.x0 + b.x1) / 2
		s.freely(x, first, centre, s.tick().in(s.theme.Ink), cellText(w.Legs[i].Score, w.Digits, Number), within)
		s.freely(x, second, centre, s.tick().in(s.theme.Ink), cellText(w.Legs[i].Return, 1, Signed), within)
	}
	s.xDates(f, p.Days, second+6, second+24)
}

// legsPerLabel is how many legs share a label so that labels stand apart.
func (s *scene) legsPerLabel(w *Walk, room float64) int {
	const apart = 12
	widest := 0.0
	for i := range w.Legs {
		widest = max(widest, s.width(s.tick(), cellText(w.Legs[i].Score, w.Digits, Number)),
			s.width(s.tick(), cellText(w.Legs[i].Return, 1, Signed)))
	}
	return max(1, int(math.Ceil((widest+apart)*float64(len(w.Legs))/room)))
}

// legBox returns where a test stands; false where no session of the page is in it.
func legBox(f frame, days []int32, l *Leg) (rect, bool) {
	from, to := indexOf(days, l.From), indexOf(days, l.To+1)-1
	if from >= len(days) || to < from {
		return rect{}, false
	}
	edge := func(v float64) float64 { return min(max(f.x(v), f.plot.x0), f.plot.x1) }
	b := rect{x0: edge(float64(from) - 0.5), x1: edge(float64(to) + 0.5)}
	if f.sessions < 2 {
		b.x0, b.x1 = f.plot.x0, f.plot.x1
	}
	if l.Lane >= 0 {
		b.y0 = f.plot.y0 + lanePitch*float64(l.Lane) + 4
		b.y1 = b.y0 + lanePitch - 8
		return b, true
	}
	b.y0, b.y1 = f.plot.y0+4, f.plot.y1-4
	return b, true
}

// leg draws one test. One without a choice is an empty frame over all lanes.
func (s *scene) leg(b rect, f frame, l *Leg) {
	b.x0, b.x1 = b.x0+0.75, max(b.x1-0.75, b.x0+1.75)
	s.vline(b.x0-0.75, f.plot.y0, f.plot.y1, 1, s.theme.Rule)
	switch {
	case l.Lane < 0:
		s.outline(b.grown(-0.5), 1, s.theme.Muted)
		k := s.note()
		s.freely((b.x0+b.x1)/2, k.middle((b.y0+b.y1)/2), centre, k, "none", b)
	case l.Return.Known && l.Return.Value < 0:
		s.hatched(b, s.theme.Loss)
	case l.Return.Known:
		s.box(b, s.theme.Strategy)
	default:
		s.outline(b.grown(-0.5), 1, s.theme.Muted)
	}
}

// cellText prints a cell by show, or a dash.
func cellText(c Cell, decimals int, show func(float64, int) string) string {
	if !c.Known {
		return "–"
	}
	return show(c.Value, decimals)
}

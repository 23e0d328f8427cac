package chart

import "math"

// high is how high the panel of a sweep is.
func (w *Sweep) high() float64 {
	if _, _, known := cellSpan(w); !known {
		return 90
	}
	return 330
}

// sweep draws a figure over the values of one thing that was varied, evenly spaced
// in their order, a line for each rule.
func (s *scene) sweep(r rect, w *Sweep) {
	body := s.title(r, w.Title, w.Unit, "")
	low, high, known := cellSpan(w)
	if !known || len(w.Values) == 0 {
		s.empty(body, w.Empty)
		return
	}
	low, high = padded(min(low, 0), max(high, 0), 0.16)
	body.y1 = s.mapNotes(body, w.PlateauText, w.PeakText)
	f := frame{rect{0, body.y0 + 8, r.x1 - 16, body.y1 - 44}, len(w.Values), low, high, 0}
	f.plot.x0 = r.x0 + s.gutter(low, high, f.plot.high(), w.Suffix)
	ends := s.sweepEnds(w)
	if len(w.Lines) > 1 {
		labels := 0.0
		for _, e := range ends {
			labels = max(labels, s.width(ink{s.theme.Label, e.bold, e.color}, e.text))
		}
		f.plot.x1 = r.x1 - labels - 22
	}
	f.inset = min(30, f.plot.wide()/4)
	pitch := f.plot.wide()
	if f.sessions > 1 {
		pitch = (f.plot.wide() - 2*f.inset) / float64(f.sessions-1)
	}
	if at := w.Plateau; at.Known {
		first, last := Neighbours(at.Col, w.Apart, f.sessions)
		from, to := f.x(float64(first)), f.x(float64(last))
		b := rect{from - 12, f.plot.y0, to + 12, f.plot.y1}
		s.box(b, s.theme.pale(s.theme.Muted, 0.10))
		s.outline(b, 2, s.theme.Ink)
	}
	s.yAxis(f, w.Suffix)
	s.hline(f.plot.x0, f.plot.x1, f.y(0), s.theme.Muted)
	for i := 1; i <= w.Apart && i < f.sessions; i++ { // what is no number stands apart
		s.dashed(f.x(float64(i)-0.5), f.plot.y0, f.plot.y1, s.theme.Muted)
	}
	s.valueTicks(f.plot, w.Values, func(i int) float64 { return f.x(float64(i)) }, pitch, r)
	s.fitted(f.plot.x1, f.plot.y1+36, right, s.note().in(s.theme.Ink), w.Key+" →", f.plot.wide())
	for i := len(w.Lines) - 1; i >= 0; i-- {
		s.sweepLine(f, w, i)
	}
	if at := w.Peak; at.Known && len(w.Lines) > 0 && w.Lines[0].Cells[at.Col].Known {
		x, y := f.x(float64(at.Col)), f.y(w.Lines[0].Cells[at.Col].Value)
		s.disc(s.theme.Background, x, y, 6.5)
		s.disc(s.theme.Ink, x, y, 4.8)
	}
	if len(w.Lines) > 1 {
		s.endLabels(f, ends)
		return
	}
	s.sweepNumbers(f, w, pitch)
}

// sweepLine strokes a line between known neighbours, none to what stands apart, with a dot for each value.
func (s *scene) sweepLine(f frame, w *Sweep, i int) {
	c, width := s.theme.hue(i), 1.6
	if i == 0 {
		width = 2.4
	}
	var run []xy
	cells := w.Lines[i].Cells
	for j, v := range cells {
		if v.Known {
			run = append(run, xy{f.x(float64(j)), f.y(v.Value)})
		}
		if !v.Known || j < w.Apart || j == len(cells)-1 {
			s.line(c, width, run...)
			run = nil
		}
	}
	if len(cells) > 120 {
		return
	}
	for j, v := range cells {
		if v.Known {
			s.disc(c, f.x(float64(j)), f.y(v.Value), 3.5)
		}
	}
}

// sweepNumbers writes the values of the only line above its points, or below them in
// a valley, where there is room, and a dash at the foot for one without a value.
func (s *scene) sweepNumbers(f frame, w *Sweep, pitch float64) {
	k := s.tick().in(s.theme.Ink)
	within := rect{f.plot.x0, f.plot.y0 - 6, f.plot.x1 + 10, f.plot.y1}
	for _, l := range w.Lines {
		for j, v := range l.Cells {
			x := f.x(float64(j))
			if !v.Known {
				s.freely(x, f.plot.y1-6, centre, k, "–", within)
				continue
			}
			text := Number(v.Value, w.Decimals)
			if s.width(k, text) > pitch+20 {
				continue
			}
			above, below := f.y(v.Value)-9, f.y(v.Value)+19
			if valley(l.Cells, w.Apart, j) {
				above, below = below, above
			}
			if !s.freely(x, above, centre, k, text, within) {
				s.freely(x, below, centre, k, text, within)
			}
		}
	}
}

// valley reports whether a line falls to its j-th point more than it falls from it,
// so that a number above would stand on the line.
func valley(line []Cell, apart, j int) bool {
	rise := 0.0
	first, last := Neighbours(j, apart, len(line))
	for _, i := range [...]int{first, last} {
		if line[i].Known {
			rise += line[i].Value - line[j].Value
		}
	}
	return rise > 0
}

// sweepEnds are the labels of several lines.
func (s *scene) sweepEnds(w *Sweep) []ending {
	var ends []ending
	for i, l := range w.Lines {
		last := math.NaN()
		early := true
		for j, v := range l.Cells {
			if v.Known {
				last, early = v.Value, j < len(l.Cells)-1
			}
		}
		if math.IsNaN(last) {
			continue
		}
		k := ink{s.theme.Label, i == 0, s.theme.hue(i)}
		tail := "  " + Number(last, w.Decimals) + w.Suffix
		name := s.letters.fit(s.letters.clean(l.Label), k.size, k.bold, 200-s.width(k, tail))
		ends = append(ends, ending{text: name + tail, color: k.color, bold: k.bold, early: early, y: last})
	}
	return ends
}

func cellSpan(w *Sweep) (low, high float64, known bool) {
	var all []float64
	for _, l := range w.Lines {
		for _, v := range l.Cells {
			if v.Known {
				all = append(all, v.Value)
			}
		}
	}
	return span(all)
}

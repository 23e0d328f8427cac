package chart

import "math"

// wordsBox says what over-fitting says, the first line strong, with small pictures
// below it, two a row, that end at floor where that leaves them room. It returns
// where it ends.
func (s *scene) wordsBox(r rect, p *ComparisonPage, floor float64) float64 {
	const most, least, tall = 6, 204, 264 // lines of a paragraph; height of a picture
	body := s.title(r, "What over-fitting says", "", "")
	y := body.y0 + 4
	for i, t := range p.Words {
		k := s.label()
		k.bold = i == 0
		for _, l := range s.letters.wrap(s.letters.clean(t), k.size, k.bold, r.wide(), most) {
			s.text(r.x0, y+k.size, left, k, l)
			y += 19
		}
		y += 5
	}
	list := p.Spreads
	if len(list) == 0 {
		return y
	}
	y += 12
	rows := float64((len(list) + 1) / 2)
	high := min(max((floor-y)/rows, least), tall)
	wide := (r.wide() - gutterWide) / 2
	for i := range list {
		x := r.x0 + (wide+gutterWide)*float64(i%2)
		top := y + high*float64(i/2)
		s.spread(rect{x, top, x + wide, top + high - 14}, &list[i])
	}
	return y + high*rows - 14
}

// spread draws how often values fall into bins, with the values that they are
// compared with.
func (s *scene) spread(r rect, d *Spread) {
	const line = 17
	s.fitted(r.x0, r.y0+14, left, s.label().strong(), d.Title, r.wide())
	y := r.y0 + 22
	s.fitted(r.x1, r.y1-2, right, s.note(), d.Axis, r.wide())
	low, high := d.Low, d.Low+d.Width*float64(len(d.Counts))
	for _, m := range d.Marks {
		low, high = min(low, m.At), max(high, m.At)
	}
	if !(high > low) {
		low, high = padded(low, high, 0.1)
	}
	plot := rect{r.x0 + 6, y + line*float64(len(d.Marks)) + 6, r.x1 - 6, r.y1 - 36}
	if d.Split {
		plot.y0 += line
	}
	x := func(v float64) float64 { return plot.x0 + plot.wide()*((v-low)/(high-low)) }
	most := 1
	for _, n := range d.Counts {
		most = max(most, n)
	}
	for i, n := range d.Counts {
		if n == 0 {
			continue
		}
		from, to := d.Low+d.Width*float64(i), d.Low+d.Width*float64(i+1)
		b := rect{x(from) + 0.5, plot.y1 - max(1.5, plot.high()*float64(n)/float64(most)), max(x(to)-0.5, x(from)+1), plot.y1}
		if d.Split && to <= d.Limit+d.Width*1e-6 {
			s.hatched(b, s.theme.Loss)
			continue
		}
		s.box(b, s.theme.pale(s.theme.Strategy, 0.75))
	}
	s.hline(plot.x0, plot.x1, plot.y1, s.theme.Muted)
	s.xNumbers(plot, low, high, plot.y1+18, false)
	if d.Split {
		at := min(max(x(d.Limit), plot.x0), plot.x1)
		s.vline(at, plot.y0-line, plot.y1, 1.5, s.theme.Ink)
		base := plot.y0 - 6
		s.fitted(r.x0, base, left, s.note().in(s.theme.text(s.theme.Loss)), d.Below, r.wide()/2-6)
		s.fitted(r.x1, base, right, s.note().in(s.theme.text(s.theme.Strategy)), d.Above, r.wide()/2-6)
	}
	s.spreadMarks(rect{r.x0, y, r.x1, plot.y1}, d.Marks, x)
}

// spreadMarks writes the labels of marks at the top of r, a row each, tied to their
// values by lines down to the axis: that of the least value to the left of its line,
// the others to the right, where there is room.
func (s *scene) spreadMarks(r rect, marks []SpreadMark, x func(float64) float64) {
	const line = 17
	least := math.Inf(1)
	for i, m := range marks {
		least = min(least, m.At)
		s.vline(x(m.At), r.y0+line*float64(i)+2, r.y1, 1.5, s.theme.Ink)
	}
	k := ink{s.theme.Foot, true, s.theme.Ink}
	for i, m := range marks {
		label := s.letters.fit(s.letters.clean(m.Label), k.size, k.bold, r.wide()-12)
		w := s.width(k, label)
		at := x(m.At) + 6
		if m.At == least && len(marks) > 1 {
			at = x(m.At) - 6 - w
		}
		at = min(max(at, r.x0), r.x1-w)
		base := r.y0 + line*float64(i) + 13
		s.box(s.covers(at, base, left, k, label).grown(2), s.theme.Background)
		s.text(at, base, left, k, label)
	}
}

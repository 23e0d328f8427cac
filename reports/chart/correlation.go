package chart

// correlationPitch is how high a row of the triangle is.
const correlationPitch = 32

func correlationHigh(c *Correlation) float64 {
	return 40 + correlationPitch*float64(len(c.Labels)) + 26
}

// correlation draws how alike returns were as a lower triangle of numbers, with
// each column's mark where it meets its own row.
func (s *scene) correlation(r rect, c *Correlation) {
	body := s.title(r, "Correlation", "of daily returns", "")
	n := len(c.Labels)
	k := s.label()
	labels := 0.0
	for _, l := range c.Labels {
		labels = max(labels, s.width(k, l))
	}
	labels = min(labels, body.wide()*0.48)
	wide := min((body.wide()-labels-14)/float64(n), 84)
	small := k
	if wide < s.width(k, "−0.12")+6 {
		small.size = s.theme.Foot
	}
	t := tone{theme: s.theme, low: -1, high: 1, full: 0.62}
	x := body.x0 + labels + 14
	for i := range n {
		top := body.y0 + correlationPitch*float64(i)
		mid := top + correlationPitch/2
		s.fitted(body.x0, k.middle(mid), left, k, c.Labels[i], labels)
		s.fitted(x+wide*(float64(i)+0.5), k.middle(mid), centre, small.strong().in(s.theme.Muted), c.Marks[i], wide-4)
		for j := range i {
			v := c.Cells[i][j]
			at := x + wide*(float64(j)+0.5)
			if !v.Known {
				s.text(at, small.middle(mid), centre, small.in(s.theme.Muted), "–")
				continue
			}
			b := rect{x + wide*float64(j), top, x + wide*float64(j+1), top + correlationPitch}
			s.box(b.grown(-1), t.of(v.Value))
			if text := Number(v.Value, 2); s.width(small, text) <= wide-4 {
				s.text(at, small.middle(mid), centre, small, text)
			}
		}
	}
	if c.Note != "" {
		s.fitted(body.x0, body.y0+correlationPitch*float64(n)+18, left, s.note(), c.Note, body.wide())
	}
}

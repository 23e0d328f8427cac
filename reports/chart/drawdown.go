package chart

import "fmt"

// underWater draws the drawdown with its deepest spell, and below it the exposure
// as a filled step, both over the same sessions.
func (s *scene) underWater(r rect, p *Page) {
	cut := r.y0 + r.high()*0.60
	up, down := rect{r.x0, r.y0, r.x1, cut - 8}, rect{r.x0, cut, r.x1, r.y1}
	water := s.title(up, "Under water", "% below the peak", s.spell(p.Deepest))
	low, _, known := span(p.Drawdown)
	low = min(low, 0)
	if !known || low == 0 {
		low = -0.01
	}
	_, most, _ := span(p.Exposure)
	most = max(most, 0.01)
	least, _, _ := span(p.Exposure)
	least = min(least, 0)
	gutter := max(s.gutter(105*low, 0, up.high()-40, " %"), s.gutter(100*least, 105*most, down.high()-60, " %"))

	f := frame{rect{r.x0 + gutter, water.y0, r.x1, up.y1}, len(p.Days), 105 * low, 0}
	s.deepest(f, p)
	s.yAxis(f, " %")
	if known {
		values := scaled(p.Drawdown, 100)
		s.steps(f, values, s.theme.pale(s.theme.Loss, 0.35))
		s.curve(f, values, s.theme.Loss, 1.6)
	}

	held := s.title(down, "Exposure", "% of equity held in shares", "")
	f = frame{rect{r.x0 + gutter, held.y0, r.x1, down.y1 - 24}, len(p.Days), 100 * least, 105 * most}
	s.yAxis(f, " %")
	if len(p.Exposure) > 0 {
		s.steps(f, scaled(p.Exposure, 100), s.theme.pale(s.theme.Strategy, 0.45))
	}
	s.xDates(f, p.Days, f.plot.y1, f.plot.y1+20)
}

// spell says the deepest spell in words.
func (s *scene) spell(d *Spell) string {
	if d == nil {
		return ""
	}
	end := "back on " + dayLabel(d.To)
	if !d.Recovered {
		end = "not recovered by " + dayLabel(d.To)
	}
	return fmt.Sprintf("deepest %s on %s, from %s, %s: %s sessions",
		percent(d.Depth), dayLabel(d.Trough), dayLabel(d.From), end, number(float64(d.Sessions), 0))
}

// deepest shades the deepest spell and marks its bottom.
func (s *scene) deepest(f frame, p *Page) {
	if p.Deepest == nil {
		return
	}
	n := len(p.Days)
	from, to := min(indexOf(p.Days, p.Deepest.From), n-1), min(indexOf(p.Days, p.Deepest.To), n-1)
	s.box(rect{f.x(float64(from)), f.plot.y0, f.x(float64(to)), f.plot.y1}, s.theme.pale(s.theme.Muted, 0.10))
	x := f.x(float64(min(indexOf(p.Days, p.Deepest.Trough), n-1)))
	s.vline(x, f.plot.y0, f.plot.y1, 1, s.theme.Muted)
}

func scaled(values []float64, by float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = v * by
	}
	return out
}

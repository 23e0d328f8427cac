package chart

import "fmt"

// underWater draws the drawdown with its deepest spell, and below it the exposure
// as a filled step, over the same sessions as the equity.
func (s *scene) underWater(r rect, p *Page) {
	cut := r.y0 + r.high()*0.58
	s.drawdown(rect{r.x0, r.y0, r.x1, cut - 14}, p)
	s.exposure(rect{r.x0, cut, r.x1, r.y1}, p)
}

func (s *scene) drawdown(r rect, p *Page) {
	body := s.title(r, "Under water", "% below the peak", spellWords(p.Deepest))
	low, _, known := s.span(p.Drawdown)
	f := frame{s.across(r, p), len(p.Days), 105 * min(low, -0.01), 0, 0}
	if !known {
		f.low = -1
	}
	f.plot.y0, f.plot.y1 = body.y0+4, r.y1
	s.deepest(f, p.Days, p.Deepest)
	s.yAxis(f, " %")
	if !known {
		return
	}
	points := s.percents(f, p.Drawdown)
	s.area(f, points, s.theme.pale(s.theme.Loss, 0.35))
	s.stroke(f, 0, points, s.theme.Loss, 1.6)
	if low < 0 {
		now := p.Drawdown[len(p.Drawdown)-1]
		s.endLabels(f, []ending{{text: s.short("now", now), color: s.theme.Loss, y: 100 * now}})
	}
}

func (s *scene) exposure(r rect, p *Page) {
	body := s.title(r, "Exposure", "% of equity held in shares", "")
	least, most := s.exposed(p.Exposure)
	f := frame{s.across(r, p), len(p.Days), 100 * least, 100 * most, 0}
	f.plot.y0, f.plot.y1 = body.y0+4, r.y1-24
	s.yAxis(f, " %")
	if len(p.Exposure) > 0 {
		s.steps(f, s.percents(f, p.Exposure), s.theme.pale(s.theme.Strategy, 0.45))
	}
	if mean := p.MeanExposure; len(p.Exposure) > 0 && mean.Known {
		k := s.label().in(s.theme.text(s.theme.Strategy))
		y := f.y(min(max(100*mean.Value, f.low), f.high))
		s.text(f.plot.x1+18, k.middle(min(max(y, f.plot.y0+6), f.plot.y1-4)), left, k, s.short("mean", mean.Value))
		s.hline(f.plot.x0, f.plot.x1+14, y, s.theme.Strategy)
	}
	s.xDates(f, p.Days, f.plot.y1, f.plot.y1+20)
}

// short prints a word and a percentage in the room of "deepest −12.3 %".
func (s *scene) short(word string, v float64) string {
	return s.letters.fit(word+" "+Number(100*v, 1)+" %", s.theme.Label, false, s.width(s.label(), "deepest −12.3 %"))
}

// exposed returns the axis of an exposure, which holds at least 0 and 1.
func (s *scene) exposed(values []float64) (least, most float64) {
	least, most, _ = s.span(values)
	return min(least, 0), max(most, 1) * 1.02
}

// spellWords says the deepest spell in words.
func spellWords(d *Spell) string {
	if d == nil {
		return ""
	}
	end := "back on " + dayLabel(d.To)
	if !d.Recovered {
		end = "not recovered by " + dayLabel(d.To)
	}
	long := Number(float64(d.Sessions), 0) + " sessions"
	if d.Sessions == 1 {
		long = "1 session"
	}
	return fmt.Sprintf("deepest %s on %s; under water from %s, %s: %s",
		percent(d.Depth), dayLabel(d.Trough), dayLabel(d.From), end, long)
}

// deepest shades the deepest spell and marks its bottom.
func (s *scene) deepest(f frame, days []int32, d *Spell) {
	if d == nil {
		return
	}
	at := func(day int32) float64 { return f.x(float64(min(indexOf(days, day), len(days)-1))) }
	s.box(rect{at(d.From), f.plot.y0, at(d.To), f.plot.y1}, s.theme.pale(s.theme.Muted, 0.12))
	s.vline(at(d.Trough), f.plot.y0, f.plot.y1, 1, s.theme.Muted)
}

// percents thins fractions to what f shows, in per cent.
func (s *scene) percents(f frame, fractions []float64) []point {
	points := s.thinned(f, fractions)
	for i := range points {
		points[i].value *= 100
	}
	return points
}

package chart

import (
	"image/color"
	"slices"
)

// ending is a label at the right end of a curve.
type ending struct {
	text  string
	color color.RGBA
	bold  bool
	early bool    // the curve ends before the sessions do
	y     float64 // of the curve's last value
	at    float64 // of the label, moved until it is clear of the others
}

// labelRoom is how wide the label of a curve's end may be, partRoom what it
// covers behind that: both dates fit.
const labelRoom, partRoom = 260, 240

// equity draws the equity against holding and the benchmark, all from 100, with
// the signals at its foot and direct labels at the right ends.
func (s *scene) equity(r rect, p *Page) {
	body := s.title(r, "Equity after costs", "start = 100", "")
	s.signalKey(r.x1, body.y0-12, p.Signals)
	bottom := body.y1 - 24
	if len(p.Signals) > 0 {
		bottom -= signalHigh
	}
	low, high, _ := s.span(p.Equity.Values, p.Hold.Values, p.Benchmark.Values)
	low, high = padded(low, high, 0.04)
	ends := s.endings(p)
	f := frame{s.across(r, p), len(p.Days), low, high, 0}
	f.plot.y0, f.plot.y1 = body.y0+4, bottom
	s.yAxis(f, "")
	foot := s.signals(f, p.Days, p.Signals)
	if low < 100 && high > 100 {
		s.hline(f.plot.x0, f.plot.x1, f.y(100), s.theme.Muted)
	}
	s.xDates(f, p.Days, foot, foot+20)
	if len(p.Benchmark.Values) > 0 {
		s.stretch(f, p.Benchmark.Begins, p.Benchmark.Values, s.theme.Benchmark, 1.6)
	}
	if len(p.Hold.Values) > 0 {
		s.stretch(f, p.Hold.Begins, p.Hold.Values, s.theme.Hold, 1.6)
	}
	s.curve(f, p.Equity.Values, s.theme.Strategy, 2.4)
	s.endLabels(f, ends)
}

// across returns the horizontal extent that all panels over p's sessions share, so
// that a day stands above itself: room for numbers at the left, for the labels of
// the curves' ends at the right.
func (s *scene) across(r rect, p *Page) rect {
	low, high, _ := s.span(p.Equity.Values, p.Hold.Values, p.Benchmark.Values)
	low, high = padded(low, high, 0.04)
	worst, _, _ := s.span(p.Drawdown)
	least, most := s.exposed(p.Exposure)
	// As if each panel were as high as a picture: more numbers are never narrower.
	gutter := max(s.gutter(low, high, pictureHigh, ""), s.gutter(105*min(worst, -0.01), 0, pictureHigh/2, " %"),
		s.gutter(100*least, 100*most, pictureHigh/2, " %"))
	labels := s.width(s.label(), "deepest −12.3 %")
	for _, e := range s.endings(p) {
		labels = max(labels, s.width(ink{s.theme.Label, e.bold, s.theme.Ink}, e.text))
	}
	return rect{x0: r.x0 + gutter, x1: r.x1 - labels - 22}
}

func (s *scene) endings(p *Page) []ending {
	var ends []ending
	add := func(c Curve, otherwise string, col color.RGBA, bold bool) {
		if len(c.Values) == 0 {
			return
		}
		name := c.Label
		if name == "" {
			name = otherwise
		}
		v := c.Values[len(c.Values)-1]
		value := "  " + Number(v, 1) // never shortened: half a number is a false one
		k := ink{s.theme.Label, bold, col}
		text := s.letters.fit(s.letters.clean(name), k.size, bold, labelRoom-s.width(k, value))
		if c.Part != "" {
			text += " " + s.letters.fit(s.letters.clean(c.Part), k.size, bold, partRoom)
		}
		ends = append(ends, ending{text: text + value, color: col, bold: bold, y: v, early: c.last() < len(p.Days)-1})
	}
	add(p.Equity, "Strategy", s.theme.Strategy, true)
	add(p.Hold, "Holding the universe", s.theme.Hold, false)
	add(p.Benchmark, "Benchmark", s.theme.Benchmark, false)
	return ends
}

// endLabels writes the labels right of f, in the order of their curves' ends, moved
// apart until none touches another, each tied by a thin line to an end that is
// beside it.
func (s *scene) endLabels(f frame, ends []ending) {
	const apart = 19
	for i := range ends {
		ends[i].y = f.y(ends[i].y)
	}
	slices.SortStableFunc(ends, func(a, b ending) int {
		switch {
		case a.y < b.y:
			return -1
		case a.y > b.y:
			return 1
		}
		return 0
	})
	for i := range ends {
		ends[i].at = max(ends[i].y, f.plot.y0+6)
		if i > 0 {
			ends[i].at = max(ends[i].at, ends[i-1].at+apart)
		}
	}
	floor := f.plot.y1 - 4
	for i := len(ends) - 1; i >= 0; i-- {
		ends[i].at = min(ends[i].at, floor)
		floor = ends[i].at - apart
	}
	x := f.x(float64(f.sessions - 1))
	for _, e := range ends {
		if f.sessions > 1 && !e.early {
			s.line(e.color, 1, xy{x + 3, e.y}, xy{f.plot.x1 + 8, e.at}, xy{f.plot.x1 + 14, e.at})
		}
		k := ink{s.theme.Label, e.bold, s.theme.text(e.color)}
		s.text(f.plot.x1+18, k.middle(e.at), left, k, e.text)
	}
}

package chart

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"time"
)

// monthly draws the table of months and years in per cent, palely shaded, with the
// year's sum and the benchmark's year.
func (s *scene) monthly(r rect, p *Page) {
	rows := p.Months
	const least, head = 19, 24
	room := max(1, int((r.high()-40-head)/least))
	remark := ""
	if len(rows) > room {
		remark = fmt.Sprintf("%d earlier years not shown", len(rows)-room)
		rows = rows[len(rows)-room:]
	}
	body := s.title(r, "Monthly returns", "% after costs", remark)
	if len(rows) == 0 {
		s.empty(body, "No month.")
		return
	}
	year := 56.0
	last := 84.0
	wide := (body.wide() - year - 2*last - 8) / 12
	pitch := min((body.high()-head)/float64(len(rows)), 44)
	for m := range 12 {
		s.text(body.x0+year+wide*(float64(m)+0.5), body.y0+14, centre, s.tick(), time.Month(m + 1).String()[:3])
	}
	s.text(body.x1-last-10, body.y0+14, right, s.tick(), "year")
	s.fitted(body.x1-4, body.y0+14, right, s.tick(), "benchmark", last-8)
	most := strongest(rows)
	for i, y := range rows {
		top := body.y0 + head + pitch*float64(i)
		mid := top + pitch/2
		s.text(body.x0, s.label().middle(mid), left, s.label().in(s.theme.Muted), fmt.Sprint(y.Year))
		for m, c := range y.Months {
			x := body.x0 + year + wide*float64(m)
			cell := rect{x + 1, top + 1, x + wide - 1, top + pitch - 1}
			if !c.Known {
				continue
			}
			s.box(cell, s.shade(c.Value, most))
			s.text((cell.x0+cell.x1)/2, s.label().middle(mid), centre, s.label(), s.within(100*c.Value, s.label(), cell.wide()-2))
		}
		s.cell(body.x1-last-10, mid, y.Sum, s.label().strong(), last-8)
		s.cell(body.x1-4, mid, y.Benchmark, s.label().in(s.theme.Muted), last-8)
	}
	if rest := (rect{body.x0, body.y0 + head + pitch*float64(len(rows)) + 22, body.x1, body.y1}); rest.high() > 90 {
		s.monthBars(rest, year, rows)
	}
}

// monthBars fills what a short table leaves free with a bar for each month in
// order; the months of a single year stand under their column.
func (s *scene) monthBars(r rect, gutter float64, rows []Year) {
	values := make([]float64, 0, 12*len(rows))
	for _, y := range rows {
		for _, c := range y.Months {
			values = append(values, 100*c.Value)
		}
	}
	low, high, _ := span(values, []float64{0})
	if low == high {
		return
	}
	low, high = padded(low, high, 0.06)
	gutter = max(gutter, s.gutter(low, high, r.high()-4, " %"))
	f := frame{rect{r.x0 + gutter, r.y0, r.x1, r.y1 - 4}, 0, low, high, 0}
	if len(rows) == 1 {
		f.plot.x1 -= 2*84 + 8
	}
	s.yAxis(f, " %")
	pitch := f.plot.wide() / float64(len(values))
	for i, v := range values {
		x := f.plot.x0 + pitch*(float64(i)+0.5)
		wide := min(pitch*0.7, 28) / 2
		b := rect{x - wide, min(f.y(v), f.y(0)), x + wide, max(f.y(v), f.y(0))}
		switch {
		case v > 0:
			s.box(b, s.theme.Strategy)
		case v < 0:
			s.hatched(b, s.theme.Loss)
		}
	}
	s.hline(f.plot.x0, f.plot.x1, f.y(0), s.theme.Muted)
}

func (s *scene) cell(x, mid float64, c Cell, k ink, room float64) {
	text := "–"
	if c.Known {
		text = s.within(100*c.Value, k, room)
	}
	s.text(x, k.middle(mid), right, k, text)
}

// within prints v as well as room allows: with one decimal, with none, as a power
// of ten, or not at all. It never shortens a number into another one.
func (s *scene) within(v float64, k ink, room float64) string {
	for _, text := range []string{signed(v, 1), signed(v, 0), strconv.FormatFloat(v, 'g', 2, 64)} {
		if s.width(k, text) <= room {
			return text
		}
	}
	return ellipsis
}

func strongest(rows []Year) float64 {
	most := 0.0
	for _, y := range rows {
		for _, c := range y.Months {
			if c.Known {
				most = max(most, math.Abs(c.Value))
			}
		}
	}
	return most
}

// shade returns one of four pale steps of gain or loss; the number's sign says the
// same without colour.
func (s *scene) shade(v, most float64) color.RGBA {
	if v == 0 || most == 0 {
		return s.theme.pale(s.theme.Rule, 0.4)
	}
	step := 0.09 * math.Ceil(4*math.Abs(v)/most)
	if v < 0 {
		return s.theme.pale(s.theme.Loss, step)
	}
	return s.theme.pale(s.theme.Strategy, step*0.8)
}

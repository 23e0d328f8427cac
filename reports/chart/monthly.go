package chart

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"
	"time"
)

// monthly draws the table of months and years in per cent, palely shaded, with the
// year's sum and the benchmark's year.
func (s *scene) monthly(r rect, p *Page) {
	rows := p.Months
	const least, head = 19, 24
	room := max(1, int((r.high()-40-head)/least))
	remark := ""
	if p.Benchmark.Part != "" && len(p.Benchmark.Values) > 0 {
		remark = "benchmark " + p.Benchmark.Part
	}
	if len(rows) > room {
		remark = strings.TrimPrefix(fmt.Sprintf("%s; %d earlier years not shown", remark, len(rows)-room), "; ")
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
	// As high as 44, or as 64 where that leaves no room for bars anyway.
	pitch := min((body.high()-head)/float64(len(rows)), 44)
	bars := rect{body.x0, body.y0 + head + pitch*float64(len(rows)) + 16, body.x1, body.y1}
	if bars.high() < leastBars {
		pitch = min((body.high()-head)/float64(len(rows)), 64)
	}
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
	if bars.high() >= leastBars {
		s.monthBars(bars, columns{body.x0 + year, wide}, rows)
	}
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
	for _, text := range []string{Signed(v, 1), Signed(v, 0), strconv.FormatFloat(v, 'g', 2, 64)} {
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

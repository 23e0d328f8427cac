package chart

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// rowGap is what lies between two rows of panels.
const rowGap = 24

// DrawComparison writes the page of a comparison, 1600 logical pixels wide and as
// high as what it has to say, drawn at 2×, as PNG. It fails on a page that cannot
// be drawn (a column of the wrong length, a number that is not finite) before it
// writes anything, and with w's error.
func DrawComparison(w io.Writer, p *ComparisonPage, t Theme) error {
	s, err := layComparison(p, t)
	if err != nil {
		return fmt.Errorf("comparison: %w", err)
	}
	return s.write(w)
}

// DrawHeatmap writes one map of p alone with a scale, 1600 pixels wide and 900 high,
// or higher where it has many rows. Errors are those of DrawComparison.
func DrawHeatmap(w io.Writer, p *ComparisonPage, m *Map, t Theme) error {
	s, err := layHeatmap(p, m, t)
	if err != nil {
		return fmt.Errorf("heat map: %w", err)
	}
	return s.write(w)
}

// DrawSweeps writes sweeps one above the other, at most two, 1600 × 900 pixels.
// Errors are those of DrawComparison.
func DrawSweeps(w io.Writer, p *ComparisonPage, list []Sweep, t Theme) error {
	s, err := laySweeps(p, list, t)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return s.write(w)
}

// heading is what the head of a page says of p.
func (p *ComparisonPage) heading() *Page {
	name := p.Name
	if strings.TrimSpace(name) == "" {
		name = "unnamed comparison"
	}
	return &Page{Name: name, Span: p.Span, Badges: p.Badges, Verdict: p.Verdict}
}

// layComparison puts the panels that p has data for below each other.
func layComparison(p *ComparisonPage, t Theme) (*scene, error) {
	if err := checkComparison(p); err != nil {
		return nil, err
	}
	const endless = 1e6 // until the last row is laid
	s := newScene(sheetWide, endless, reportScale, t)
	wide := func(y0, y1 float64) rect { return rect{margin, y0, sheetWide - margin, y1} }
	y := s.head(wide(44, 200), p.heading(), 4) + 22
	next := func(high float64) rect {
		r := wide(y, y+high)
		y += high + rowGap
		return r
	}
	if len(p.Days) > 0 && len(p.Tracks) > 0 {
		across := s.acrossTracks(wide(0, 0), p)
		s.curves(next(440), across, p)
		if len(p.Walk.Legs) > 0 {
			s.legs(next(walkHigh(&p.Walk)), across, p)
		}
		if n := strips(p.Tracks); n > 0 {
			s.strips(next(44+stripPitch*float64(n)+24), across, p)
		}
	}
	y = s.tables(y, p)
	y = s.halves(y, p)
	y = s.closing(y, &p.Foot)
	s.high = math.Ceil(y + 40)
	return s, nil
}

// tables lays the ranking beside what over-fitting says and returns the next row.
func (s *scene) tables(y float64, p *ComparisonPage) float64 {
	const ranked = (sheetWide-2*margin+gutterWide)*7/12 - gutterWide // seven of twelve columns
	words := len(p.Words) > 0 || len(p.Spreads) > 0
	end, bottom := y, sheetWide-margin+0.0
	if len(p.Ranking.Rows) > 0 {
		r := rect{margin, y, margin + ranked, y}
		if !words {
			r.x1 = bottom
		}
		end = s.ranking(r, p)
	}
	if words {
		r := rect{margin + ranked + gutterWide, y, bottom, y}
		if len(p.Ranking.Rows) == 0 {
			r.x0 = margin
		}
		end = max(end, s.wordsBox(r, p, end))
	}
	if end == y {
		return y
	}
	return end + rowGap
}

// block is a panel of a half of a row: how high it is, and what draws it.
type block struct {
	high float64
	draw func(rect)
}

// halves lays the panels that take a half of a row, two a row, and returns the next
// row. The last of an odd number has the whole row.
func (s *scene) halves(y float64, p *ComparisonPage) float64 {
	const half = (sheetWide - 2*margin - gutterWide) / 2
	list := s.blocks(p)
	for i := 0; i < len(list); i += 2 {
		high := list[i].high
		if i+1 == len(list) {
			list[i].draw(rect{margin, y, sheetWide - margin, y + high})
			return y + high + rowGap
		}
		high = max(high, list[i+1].high)
		list[i].draw(rect{margin, y, margin + half, y + high})
		list[i+1].draw(rect{sheetWide - margin - half, y, sheetWide - margin, y + high})
		y += high + rowGap
	}
	return y
}

// blocks lists the panels of halves that p has data for, in their fixed order.
func (s *scene) blocks(p *ComparisonPage) []block {
	var list []block
	for i := range p.Maps {
		m := &p.Maps[i]
		list = append(list, block{mapHigh(m), func(r rect) { s.heatmap(r, m, bareOnly) }})
	}
	for i := range p.Sweeps {
		w := &p.Sweeps[i]
		list = append(list, block{w.high(), func(r rect) { s.sweep(r, w) }})
	}
	if c := &p.Correlation; len(c.Labels) > 1 {
		list = append(list, block{correlationHigh(c), func(r rect) { s.correlation(r, c) }})
	}
	return list
}

// closing writes the foot as high as its lines and returns where it ends.
func (s *scene) closing(y float64, f *Foot) float64 {
	const line, most = 17, 14
	n := 1
	for _, t := range f.Lines {
		n += len(s.letters.wrap(s.letters.clean(t), s.theme.Foot, false, sheetWide-2*margin, 2))
	}
	end := y + 8 + line*float64(min(n, most)) + 4
	s.foot(rect{margin, y, sheetWide - margin, end}, f)
	return end
}

func layHeatmap(p *ComparisonPage, m *Map, t Theme) (*scene, error) {
	if err := checkMap(m); err != nil {
		return nil, err
	}
	high := float64(pictureHigh)
	if len(m.Rows) > 14 {
		high = 1280
	}
	s := newScene(sheetWide, high, 1, t)
	bottom := s.head(rect{margin, 40, sheetWide - margin, high}, p.heading(), 0)
	s.heatmap(rect{margin, bottom + 24, sheetWide - margin, high - 40}, m, always)
	return s, nil
}

func laySweeps(p *ComparisonPage, list []Sweep, t Theme) (*scene, error) {
	list = list[:min(2, len(list))]
	for i := range list {
		if err := checkSweep(&list[i]); err != nil {
			return nil, err
		}
	}
	s := newScene(sheetWide, pictureHigh, 1, t)
	y := s.head(rect{margin, 40, sheetWide - margin, pictureHigh}, p.heading(), 0) + 24
	each := (pictureHigh - 40 - y - rowGap*float64(len(list)-1)) / float64(max(1, len(list)))
	for i := range list {
		s.sweep(rect{margin, y, sheetWide - margin, y + each}, &list[i])
		y += each + rowGap
	}
	return s, nil
}

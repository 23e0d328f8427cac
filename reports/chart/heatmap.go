package chart

import (
	"image/color"
	"math"
)

// scaleBar says where a map has a scale beside it.
type scaleBar int8

const (
	bareOnly scaleBar = iota // where its cells have no numbers
	always
)

// numbered is how many values a side has at most for its cells to have numbers.
const numbered = 24

// mapHigh is how high a map's panel is.
func mapHigh(m *Map) float64 {
	if !anyKnown(m.Values) {
		return 90
	}
	const around = 40 + 24 + 44 + 40 // title, key of the rows, ticks and key of the columns, notes
	if len(m.Rows) > numbered || len(m.Cols) > numbered {
		return around + 420
	}
	return around + min(max(30*float64(len(m.Rows)), 120), 420)
}

func anyKnown(values [][]Cell) bool {
	for _, line := range values {
		for _, c := range line {
			if c.Known {
				return true
			}
		}
	}
	return false
}

// tiles is where the cells of a map stand: row 0 at the bottom.
type tiles struct {
	plot       rect
	cols, rows int
}

func (g tiles) pitch() (x, y float64) {
	return g.plot.wide() / float64(g.cols), g.plot.high() / float64(g.rows)
}

// least is the smaller of a cell's sides.
func (g tiles) least() float64 {
	w, h := g.pitch()
	return min(w, h)
}

// cell returns the rectangle of a cell.
func (g tiles) cell(row, col int) rect {
	w, h := g.pitch()
	return rect{g.plot.x0 + w*float64(col), g.plot.y1 - h*float64(row+1), g.plot.x0 + w*float64(col+1), g.plot.y1 - h*float64(row)}
}

// heatmap draws a map: a shade a cell with its number where there is room, missing
// cells hatched, the plateau outlined and the peak dotted. Where cells have no
// numbers, those below zero are striped, so that the sign needs no colour.
func (s *scene) heatmap(r rect, m *Map, bar scaleBar) {
	body := s.title(r, m.Title, m.Unit, "")
	tone, known := s.toneOf(m)
	if known == 0 {
		s.empty(body, m.Empty)
		return
	}
	body.y1 = s.mapNotes(body, m.PlateauText, m.PeakText)
	labels := 0.0
	for _, name := range m.Rows {
		labels = max(labels, s.width(s.tick(), name))
	}
	labels = min(labels, 150)
	g := tiles{rect{body.x0 + labels + 8, body.y0 + 24, body.x1, body.y1 - 44}, len(m.Cols), len(m.Rows)}
	scale := s.scaleRoom(tone, g.plot.high(), m.Decimals)
	if bar == always {
		g.plot.x1 -= scale
	}
	k, bare := s.numbersOf(g, m) // of cells as wide as they will be
	if bare && bar != always {
		g.plot.x1 -= scale
	}
	w, h := g.pitch()
	w = min(w, max(220, 2.2*h))
	if bare {
		w = min(w, max(60, 3*h))
	}
	g.plot.x1 = g.plot.x0 + w*float64(g.cols)
	if bare || bar == always {
		s.scaleBar(rect{g.plot.x1 + 20, g.plot.y0, g.plot.x1 + 34, g.plot.y1}, tone, m.Decimals)
	}
	if sparse := bare && g.least() < 6 && known < g.cols*g.rows/7; sparse {
		s.scattered(g, m, tone)
	} else {
		s.hatch(g, func(row, col int) bool { return !m.Values[row][col].Known }, slant{s.theme.pale(s.theme.Muted, 0.45), 8, -1})
		s.tiles(g, m, tone, bare, k)
	}
	s.gaps(g, m)
	s.spots(g, m, bare)
	s.mapTicks(r, g, m)
}

// numbersOf returns the ink in which every number fits into its cell; bare is true
// where none does.
func (s *scene) numbersOf(g tiles, m *Map) (k ink, bare bool) {
	if g.cols > numbered || g.rows > numbered {
		return k, true
	}
	w, h := g.pitch()
	for _, k := range []ink{s.label(), s.tick().in(s.theme.Ink)} {
		most := 0.0
		for _, line := range m.Values {
			for _, c := range line {
				if c.Known {
					most = max(most, s.width(k, Number(c.Value, m.Decimals)))
				}
			}
		}
		if most <= w-8 && k.size+4 <= h {
			return k, false
		}
	}
	return k, true
}

// tiles fills the cells, with their numbers or stripes.
func (s *scene) tiles(g tiles, m *Map, tone tone, bare bool, k ink) {
	for i, line := range m.Values {
		for j, c := range line {
			if !c.Known {
				continue
			}
			b := g.cell(i, j)
			if bare {
				s.box(b, tone.of(c.Value))
				continue
			}
			s.box(b.grown(-1), tone.of(c.Value))
			s.text((b.x0+b.x1)/2, k.middle((b.y0+b.y1)/2), centre, k, Number(c.Value, m.Decimals))
		}
	}
	if bare {
		s.hatch(g, func(row, col int) bool { c := m.Values[row][col]; return c.Known && c.Value < 0 }, slant{s.theme.text(s.theme.Loss), 10, 1})
	}
}

// scattered draws the few known cells of a map of very many as discs that are seen,
// hollow below zero. What is empty there needs no mark.
func (s *scene) scattered(g tiles, m *Map, tone tone) {
	s.outline(g.plot, 1, s.theme.Rule)
	for i, line := range m.Values {
		for j, c := range line {
			b := g.cell(i, j)
			x, y := (b.x0+b.x1)/2, (b.y0+b.y1)/2
			switch {
			case !c.Known:
			case c.Value < 0:
				s.ended(0, true, x, y, 4)
			default:
				s.disc(tone.of(c.Value), x, y, 4)
			}
		}
	}
}

// gaps sets apart the columns and rows that are no neighbours of the others.
func (s *scene) gaps(g tiles, m *Map) {
	w, h := g.pitch()
	for i := 1; i <= m.ColsApart && i < g.cols; i++ {
		x, half := g.plot.x0+w*float64(i), gapWide(w)/2
		s.box(rect{x - half, g.plot.y0 - 1, x + half, g.plot.y1 + 1}, s.theme.Background)
	}
	for i := 1; i <= m.RowsApart && i < g.rows; i++ {
		y, half := g.plot.y1-h*float64(i), gapWide(h)/2
		s.box(rect{g.plot.x0 - 1, y - half, g.plot.x1 + 1, y + half}, s.theme.Background)
	}
}

// gapWide is how wide a gap between cells of a pitch is.
func gapWide(pitch float64) float64 { return min(8, pitch/2) }

// Neighbours returns the first and the last of n places that are at most one away
// from place i; the first apart of them have no neighbours.
func Neighbours(i, apart, n int) (first, last int) {
	if i < apart {
		return i, i
	}
	return max(i-1, apart), min(i+1, n-1)
}

// spots outlines the plateau with its neighbours and dots the peak.
func (s *scene) spots(g tiles, m *Map, bare bool) {
	if at := m.Plateau; at.Known {
		low, high := Neighbours(at.Row, m.RowsApart, g.rows)
		first, last := Neighbours(at.Col, m.ColsApart, g.cols)
		from, to := g.cell(low, first), g.cell(high, last)
		b := rect{from.x0, to.y0, to.x1, from.y1}
		w, h := g.pitch()
		if last < m.ColsApart {
			b.x1 -= gapWide(w) / 2
		} else if first == m.ColsApart && first > 0 {
			b.x0 += gapWide(w) / 2
		}
		if high < m.RowsApart {
			b.y0 += gapWide(h) / 2
		} else if low == m.RowsApart && low > 0 {
			b.y1 -= gapWide(h) / 2
		}
		s.outline(b, 5, s.theme.Background)
		s.outline(b, 2.4, s.theme.Ink)
		if !bare { // the middle of it
			c, in := g.cell(at.Row, at.Col).grown(-4), b.grown(-4)
			s.outline(rect{max(c.x0, in.x0), max(c.y0, in.y0), min(c.x1, in.x1), min(c.y1, in.y1)}, 1.2, s.theme.Ink)
		}
	}
	if at := m.Peak; at.Known {
		b := g.cell(at.Row, at.Col)
		x, y := (b.x0+b.x1)/2, (b.y0+b.y1)/2
		if !bare {
			x, y = b.x1-8, b.y0+8
		}
		s.disc(s.theme.Background, x, y, 5.5)
		s.disc(s.theme.Ink, x, y, 3.8)
	}
}

// outline strokes the edge of b.
func (s *scene) outline(b rect, width float64, c color.RGBA) {
	s.line(c, width, xy{b.x0, b.y0}, xy{b.x1, b.y0}, xy{b.x1, b.y1}, xy{b.x0, b.y1}, xy{b.x0, b.y0}, xy{b.x1, b.y0})
}

// mapNotes writes what the outline and the dot stand for at the foot of r, and
// returns what is left above.
func (s *scene) mapNotes(r rect, plateau, peak string) float64 {
	y := r.y1
	k := s.note()
	if peak != "" {
		s.disc(s.theme.Ink, r.x0+7, y-8, 3.8)
		s.fitted(r.x0+22, y-4, left, k, peak, r.wide()-22)
		y -= 18
	}
	if plateau != "" {
		s.outline(rect{r.x0 + 1.5, y - 13, r.x0 + 12.5, y - 3}, 2, s.theme.Ink)
		s.fitted(r.x0+22, y-4, left, k, plateau, r.wide()-22)
		y -= 18
	}
	if y < r.y1 {
		y -= 4
	}
	return y
}

// mapTicks writes the values beside the rows and below the columns, thinned until
// none touches another, and what they are values of.
func (s *scene) mapTicks(r rect, g tiles, m *Map) {
	k := s.tick()
	w, h := g.pitch()
	strong := s.note().in(s.theme.Ink)
	s.fitted(r.x0, g.plot.y0-10, left, strong, "↑ "+m.RowKey, g.plot.x1-r.x0)
	step := max(1, int(math.Ceil((k.size+6)/h)))
	for i := 0; i < g.rows; i += step {
		b := g.cell(i, 0)
		s.fitted(g.plot.x0-8, k.middle((b.y0+b.y1)/2), right, k, m.Rows[i], 150)
	}
	s.valueTicks(g.plot, m.Cols, func(i int) float64 { return g.plot.x0 + w*(float64(i)+0.5) }, w, r)
	key := m.ColKey + " →"
	s.fitted(max(g.plot.x1, r.x0+min(s.width(strong, key), r.wide())), g.plot.y1+36, right, strong, key, r.wide())
}

// valueTicks writes values below plot at their places and within the sides of r,
// each shortened to no more than a step's room or a word's, and thinned where even
// that is too near.
func (s *scene) valueTicks(plot rect, values []string, at func(int) float64, pitch float64, r rect) {
	k := s.tick()
	most := 0.0
	for _, v := range values {
		most = max(most, s.width(k, v))
	}
	room := min(most, max(pitch-10, 110))
	step := max(1, int(math.Ceil((room+10)/pitch)))
	for i := 0; i < len(values); i += step {
		text := s.letters.fit(s.letters.clean(values[i]), k.size, k.bold, room)
		w := s.width(k, text)
		x := min(max(at(i), r.x0+w/2), r.x1-w/2)
		if s.freely(x, plot.y1+18, centre, k, text, rect{0, 0, s.wide, s.high}) && step > 1 {
			s.vline(at(i), plot.y1, plot.y1+4, 1, s.theme.Muted)
		}
	}
}

package chart

import (
	"image/color"
	"math"
)

// shades is how many steps a tone has on each side of zero: few enough to be told
// apart, and for the palette of a sheet.
const shades = 9

// tone turns values into shades: from the lowest to the highest where all have one
// sign, else by distance from zero with a colour for each side.
type tone struct {
	theme     Theme
	low, high float64
	full      float64 // share of the colour in the strongest shade
}

// toneOf returns the tone of a map and how many of its cells are known. Cells with
// numbers stay pale enough to be read.
func (s *scene) toneOf(m *Map) (tone, int) {
	t := tone{theme: s.theme, low: math.Inf(1), high: math.Inf(-1), full: 0.62}
	known := 0
	for _, line := range m.Values {
		for _, c := range line {
			if c.Known {
				known++
				t.low, t.high = min(t.low, c.Value), max(t.high, c.Value)
			}
		}
	}
	if len(m.Rows) > numbered || len(m.Cols) > numbered {
		t.full = 0.95
	}
	return t, known
}

// of returns the shade of v.
func (t tone) of(v float64) color.RGBA {
	ink := t.theme.Strategy
	if v < 0 {
		ink = t.theme.Loss
	}
	share := 0.0
	switch most := max(math.Abs(t.low), math.Abs(t.high)); {
	case most == 0:
		return t.theme.pale(t.theme.Rule, 0.4)
	case t.low < 0 && t.high > 0:
		share = math.Abs(v) / most
	case t.high > t.low:
		share = (v - t.low) / (t.high - t.low)
		if v < 0 {
			share = (t.high - v) / (t.high - t.low)
		}
	}
	step := min(math.Floor(share*shades), shades-1)
	return t.theme.pale(ink, 0.06+(t.full-0.06)*(step+0.5)/shades)
}

// ticks returns the numbers beside a scale of the given height and their decimals.
func (t tone) ticks(high float64) (at []float64, decimals int) {
	return ticks(t.low, t.high, max(2, int(high/44)))
}

// scaleRoom is what a map leaves for its scale: its distance, the bar and the
// widest number.
func (s *scene) scaleRoom(t tone, high float64, decimals int) float64 {
	at, d := t.ticks(high)
	if len(at) == 0 {
		at, d = []float64{t.low}, decimals
	}
	wide := 0.0
	for _, v := range at {
		wide = max(wide, s.width(s.tick(), Number(v, d)))
	}
	return 42 + wide
}

// scaleBar draws the shades from the lowest to the highest value with numbers.
func (s *scene) scaleBar(r rect, t tone, decimals int) {
	k := s.tick()
	room := rect{r.x0, 0, s.wide - 8, s.high}
	at, d := t.ticks(r.high())
	if len(at) == 0 { // one value, or as good as one
		s.box(r, t.of(t.low))
		s.freely(r.x1+8, k.middle((r.y0+r.y1)/2), left, k, Number(t.low, decimals), room)
		return
	}
	const n = 40
	y := func(v float64) float64 { return r.y1 - r.high()*((v-t.low)/(t.high-t.low)) }
	for i := range n {
		from, to := t.low+(t.high-t.low)*float64(i)/n, t.low+(t.high-t.low)*float64(i+1)/n
		s.box(rect{r.x0, y(to), r.x1, y(from)}, t.of((from+to)/2))
	}
	for _, v := range at {
		s.box(rect{r.x1, y(v) - 0.5, r.x1 + 4, y(v) + 0.5}, s.theme.Muted)
		s.freely(r.x1+8, k.middle(y(v)), left, k, Number(v, d), room)
	}
}

package chart

import (
	"image/color"
	"math"
	"slices"
)

// slant is how an area is hatched: lines gap apart, rising to the right where way
// is 1 and falling where it is −1.
type slant struct {
	color color.RGBA
	gap   float64
	way   float64
}

// hatch strikes the cells of g that in names with diagonals that run on from cell
// to cell, so that ten thousand cells are one texture and not ten thousand.
func (s *scene) hatch(g tiles, in func(row, col int) bool, k slant) {
	w, h := g.pitch()
	// A line is where x + way·y is constant, x and y from the plot's left top.
	wide, high := g.plot.wide(), g.plot.high()
	first, last := 0.0, wide+high
	if k.way < 0 {
		first, last = -high, wide
	}
	for c := (math.Floor(first/k.gap) + 0.5) * k.gap; c < last; c += k.gap {
		from, to := max(0, c-high), min(wide, c)
		if k.way < 0 {
			from, to = max(0, c), min(wide, c+high)
		}
		if to-from < 0.5 {
			continue
		}
		y := func(x float64) float64 { return (c - x) * k.way }
		s.strike(g, in, k.color, from, to, s.crossings(from, to, w, h, y), y)
	}
}

// crossings returns where a diagonal enters other cells, ascending, with its ends.
func (s *scene) crossings(from, to, w, h float64, y func(float64) float64) []float64 {
	at := []float64{from, to}
	for x := math.Ceil(from/w) * w; x < to; x += w {
		at = append(at, x)
	}
	y0, y1 := min(y(from), y(to)), max(y(from), y(to))
	for v := math.Ceil(y0/h) * h; v < y1; v += h {
		// Both ways have a slope of one: x moves as far as y.
		at = append(at, from+math.Abs(v-y(from)))
	}
	slices.Sort(at)
	return at
}

// strike draws the stretches of one diagonal that lie in cells that in names.
func (s *scene) strike(g tiles, in func(row, col int) bool, c color.RGBA, from, to float64, at []float64, y func(float64) float64) {
	w, h := g.pitch()
	begin := math.NaN()
	draw := func(end float64) {
		if end-begin > 0.5 { // false before the first stretch
			s.line(c, 1, xy{g.plot.x0 + begin, g.plot.y0 + y(begin)}, xy{g.plot.x0 + end, g.plot.y0 + y(end)})
		}
		begin = math.NaN()
	}
	for i := 1; i < len(at); i++ {
		x := (at[i-1] + at[i]) / 2
		col := min(max(int(x/w), 0), g.cols-1)
		row := g.rows - 1 - min(max(int(y(x)/h), 0), g.rows-1)
		switch {
		case in(row, col) && math.IsNaN(begin):
			begin = max(at[i-1], from)
		case !in(row, col) && !math.IsNaN(begin):
			draw(at[i-1])
		}
	}
	if !math.IsNaN(begin) {
		draw(to)
	}
}

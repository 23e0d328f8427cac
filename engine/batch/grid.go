package batch

import (
	"fmt"
	"math/big"
)

// MaxPoints is the most points that Grid goes through and that Random draws. A
// million trials are more than any statistic forgives.
const MaxPoints = 1_000_000

// Grid returns the admissible points in the order of an odometer: the last axis
// turns fastest. Without axes there is one point, which has no values. A grid of
// more than MaxPoints, the inadmissible ones counted, is an error, and so is one
// of which no point is admissible.
func Grid(axes []Axis, checks []Check) ([]Point, error) {
	if err := examine(axes); err != nil {
		return nil, err
	}
	if n := size(axes); n.Cmp(big.NewInt(MaxPoints)) > 0 {
		return nil, fmt.Errorf("the grid has %s points, more than %s; take fewer values, or draw some at random",
			grouped(n), grouped(big.NewInt(MaxPoints)))
	}
	return enumerate(axes, checks)
}

// enumerate goes through all points of axes that have been examined.
func enumerate(axes []Axis, checks []Check) ([]Point, error) {
	width := len(axes)
	flat, passed := []int{}, 0 // the admissible ones, one after the other
	for p := make(Point, width); p != nil; p = advance(axes, p) {
		if admissible(p, checks) {
			flat = append(flat, p...)
			passed++
		}
	}
	if passed == 0 {
		return nil, fmt.Errorf("the constraints leave none of %s points", grouped(size(axes)))
	}
	points := make([]Point, passed)
	for i := range points {
		points[i] = flat[i*width : (i+1)*width : (i+1)*width]
	}
	return points, nil
}

// advance turns p to the point after it; nil after the last.
func advance(axes []Axis, p Point) Point {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i]++; p[i] < len(axes[i].Values) {
			return p
		}
		p[i] = 0
	}
	return nil
}

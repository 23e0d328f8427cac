package data

import (
	"math"
	"math/rand/v2"
	"slices"

	"rally/engine"
)

// fine is how finely a path is worked out: a mill has 1 << fine parts.
const fine = 8

// Of the sum of four 16-bit numbers: the mean, and the standard deviation
// (65,536 × √(1/3), rounded).
const (
	stepMean  = 131_070
	stepSwing = 37_837
)

// wander fills a path, in parts of a mill, with a walk from the row's open to
// its close, which swings by seven tenths of its range. It is all whole numbers,
// so that it is the same on every machine.
func wander(path []int64, r *artificialRow, rng *rand.PCG) {
	at := int64(0)
	for i := range path {
		path[i] = at
		v := rng.Uint64()
		at += int64(v&0xffff+v>>16&0xffff+v>>32&0xffff+v>>48) - stepMean
	}
	last := int64(len(path) - 1)
	gone, way := path[last], int64(r.Close-r.Open)<<fine
	swing := int64(r.High-r.Low) << fine * 7
	unit := 10 * stepSwing * int64(math.Sqrt(float64(last)))
	for i := range path {
		k := int64(i)
		path[i] = int64(r.Open)<<fine + way*k/last + (path[i]-gone*k/last)*swing/unit
	}
}

// stretch makes a path begin at the row's open, end at its close, and touch its
// high and its low: what is above both open and close is stretched or shrunk
// until it ends at the high, and what is below them likewise. What comes before
// what, and which side of the open it is on, stays. Where a path is on one side
// alone, its utmost point but the ends is moved to the other.
func stretch(path []int64, r *artificialRow) {
	open, shut := int64(r.Open)<<fine, int64(r.Close)<<fine
	high, low := int64(r.High)<<fine, int64(r.Low)<<fine
	path[0], path[len(path)-1] = open, shut
	top, bottom := max(open, shut), min(open, shut)
	most, least := slices.Max(path), slices.Min(path)
	if most == top {
		path[utmost(path, 1)] = high
	}
	if least == bottom {
		path[utmost(path, -1)] = low
	}
	for i, y := range path {
		switch {
		case y > top && most > top:
			path[i] = top + (y-top)*(high-top)/(most-top)
		case y < bottom && least < bottom:
			path[i] = bottom - (bottom-y)*(bottom-low)/(bottom-least)
		}
	}
}

// utmost returns the first of the highest points between the ends of a path, or
// with the side −1 of the lowest.
func utmost(path []int64, side int64) int {
	at := 1
	for i := 1; i < len(path)-1; i++ {
		if (path[i]-path[at])*side > 0 {
			at = i
		}
	}
	return at
}

// settle puts a path onto the grid of its day, in mills, and within the row.
func (a *Artificial) settle(path []int64, r *artificialRow, in *engine.Instrument) {
	grid := func(p engine.Price) engine.Price { return a.onGrid(in, p, r.Day) }
	if in.Kind == engine.Index {
		grid = func(p engine.Price) engine.Price { return (p + 5) / 10 * 10 }
	} else if tick := a.venue.TickSize(in, r.Low, r.Day); tick > 0 && tick == a.venue.TickSize(in, r.High, r.Day) {
		grid = func(p engine.Price) engine.Price { return (p + tick/2) / tick * tick }
	}
	for i, y := range path {
		path[i] = int64(min(max(grid(engine.Price((y+1<<(fine-1))>>fine)), r.Low), r.High))
	}
}

package data

import (
	"math"
	"math/rand/v2"

	"rally/engine"
)

// fine is how finely a path is worked out: a mill has 1 << fine parts.
const fine = 8

// Of the sum of eight 16-bit numbers: the mean, and the standard deviation
// (65,536 × √(2/3), rounded).
const (
	stepMean  = 262_140
	stepSwing = 53_510
)

// wander fills a path, in parts of a mill, with a walk from the row's open to
// its close, which swings by seven tenths of its range; half of its steps'
// variance is that of all names. It is all whole numbers, so that it is the same
// on every machine.
func wander(path []int64, r *artificialRow, own, shared *rand.PCG) {
	at := int64(0)
	for i := range path {
		path[i] = at
		v, w := own.Uint64(), shared.Uint64()
		at += int64(v&0xffff+v>>16&0xffff+v>>32&0xffff+v>>48+w&0xffff+w>>16&0xffff+w>>32&0xffff+w>>48) - stepMean
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

// confine makes a path begin at the row's open, end at its close, and have its
// high and low. Where it does not reach one of them it is bent until it does;
// where it goes beyond, it is thrown back, as a price that finds a seller.
func confine(path []int64, r *artificialRow) {
	high, low := int64(r.High)<<fine, int64(r.Low)<<fine
	path[0], path[len(path)-1] = int64(r.Open)<<fine, int64(r.Close)<<fine
	up := bend(path, high, 1, -len(path))
	bend(path, low, -1, up)
	throwBack(path, high, 1)
	throwBack(path, low, -1)
	for i, y := range path {
		path[i] = min(max(y, low), high) // of what was thrown too far
	}
}

// throwBack reflects what is above a level, with the side −1 below it. The first
// point that is there stays at the level.
func throwBack(path []int64, level, side int64) {
	met := false
	for i, y := range path {
		if (y-level)*side < 0 {
			continue
		}
		if path[i] = level; met {
			path[i] = 2*level - y
		}
		met = true
	}
}

// bend moves the stretch around a path's highest point, with the side −1 its
// lowest, so that the path reaches a level, and returns where. The place that
// is kept stays where it is, as do the ends.
func bend(path []int64, level, side int64, kept int) int {
	n := len(path)
	at := utmost(path, side, 0)
	if (level-path[at])*side <= 0 {
		return at
	}
	at = utmost(path, side, max(1, n/16))
	wide := min(n/4, at, n-1-at, max(at-kept, kept-at))
	by := level - path[at]
	for i := at - wide + 1; i < at+wide; i++ {
		path[i] += by * int64(wide-max(at-i, i-at)) / int64(wide)
	}
	return at
}

// utmost returns the first of the highest points of a path without so many at
// either end; with the side −1 of the lowest.
func utmost(path []int64, side int64, without int) int {
	at := without
	for i := without; i < len(path)-without; i++ {
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

package overfit

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// The sides of what is worked on at once: so many rows stay in a core's own
// memory while the others pass by, pass of them at a time.
const (
	tile = 32
	pair = 2
	pass = 4
)

// gram is a matrix of as many rows as the smaller of its two sides, filled up
// with rows of zeros, whose products with each other are wanted.
type gram struct {
	turned bool // rows are columns of what it was made for
	rows   [][]float64
}

func newGram(rows, columns int) gram {
	g := gram{turned: rows > columns}
	if g.turned {
		rows, columns = columns, rows
	}
	full := (rows + tile - 1) / tile * tile
	store := make([]float64, full*columns)
	g.rows = make([][]float64, full)
	for i := range g.rows {
		g.rows[i] = store[i*columns : (i+1)*columns]
	}
	return g
}

func (g gram) set(row, column int, x float64) {
	if g.turned {
		row, column = column, row
	}
	g.rows[row][column] = x
}

// squared returns the sum over all rows a and b of (a·b)². Tiles are shared out
// among the cores and added up in their order.
func (g gram) squared() float64 {
	sums := make([]float64, len(g.rows)/tile)
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(sums)) {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(sums); i = int(next.Add(1)) - 1 {
				sums[i] = g.tile(i * tile)
			}
		})
	}
	work.Wait()
	var sum float64
	for _, s := range sums {
		sum += s
	}
	return sum
}

// tile returns the share of the rows from first on: each with itself, and twice
// each with every later row.
func (g gram) tile(first int) float64 {
	var sum float64
	for j := first; j < len(g.rows); j += pass {
		for i := first; i < min(first+tile, j+pass); i += pair {
			for k, d := range products(g.rows[i:i+pair], g.rows[j:j+pass]) {
				a, b := i+k/pass, j+k%pass
				switch {
				case a == b:
					sum += float64(d * d)
				case a < b:
					sum += float64(2 * float64(d*d))
				}
			}
		}
	}
	return sum
}

// products returns a·b for two rows a and four rows b, the first row's first.
// Eight sums at a time keep the processor busy while each waits for its last.
func products(a, b [][]float64) [pair * pass]float64 {
	a0 := a[0]
	n := len(a0)
	a1, b0, b1, b2, b3 := a[1][:n], b[0][:n], b[1][:n], b[2][:n], b[3][:n]
	var s00, s01, s02, s03, s10, s11, s12, s13 float64
	for t, x := range a0 {
		y := a1[t]
		u, v, w, z := b0[t], b1[t], b2[t], b3[t]
		s00 += float64(x * u)
		s01 += float64(x * v)
		s02 += float64(x * w)
		s03 += float64(x * z)
		s10 += float64(y * u)
		s11 += float64(y * v)
		s12 += float64(y * w)
		s13 += float64(y * z)
	}
	return [...]float64{s00, s01, s02, s03, s10, s11, s12, s13}
}

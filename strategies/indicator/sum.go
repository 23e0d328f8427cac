package indicator

import (
	"cmp"

	"rally/engine"
)

// Window is a ring of the newest n prices and their exact sum in mills. Made
// by NewWindow.
type Window struct {
	ring []engine.Price
	at   int
	full bool
	sum  int64
}

// NewWindow returns a window of n prices; a window under one is taken as one.
func NewWindow(n int) *Window { return &Window{ring: make([]engine.Price, max(n, 1))} }

// Add appends a price, drops the one that leaves, and returns it; 0 while the
// window is not full.
func (w *Window) Add(p engine.Price) (gone engine.Price) {
	gone = w.ring[w.at]
	w.ring[w.at] = p
	w.sum += int64(p - gone)
	if w.at++; w.at == len(w.ring) {
		w.at, w.full = 0, true
	}
	return gone
}

// Full reports whether the window has seen as many prices as it holds.
func (w *Window) Full() bool { return w.full }

// Sum returns the sum of the prices in the window, in mills.
func (w *Window) Sum() int64 { return w.sum }

// CompareMeans compares two averages by their sums: −1 where sumA ÷ a is less
// than sumB ÷ b, 0 where they are equal, +1 where it is more. It is exact: the
// counts must be positive and each sum times the other count must fit 63 bits,
// which sums of a million of the dearest prices do.
func CompareMeans(sumA int64, a int, sumB int64, b int) int {
	return cmp.Compare(sumA*int64(b), sumB*int64(a))
}

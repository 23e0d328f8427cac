package engine

import (
	"math/bits"
	"slices"
)

// volumeWindow keeps the volumes of the last 20 closed bars of a series, in
// order of time and in order of size.
type volumeWindow struct {
	ring   [20]int64
	sorted [20]int64
	n, at  int
}

func (w *volumeWindow) seed(s *series, before int32, ratio *int) {
	for i := max(0, before-20); i < before; i++ {
		w.rebase(s, i, ratio)
		w.add(s.volumes[i])
	}
}

// mostShares is the largest volume that is told apart from larger ones.
const mostShares = 1 << 60

// rebased returns a volume as shares are counted after an action; one that does
// not fit is the largest. Volumes bound fills and are never booked.
func rebased(v int64, r rebase) int64 {
	if hi, _ := bits.Mul64(uint64(v), uint64(r.num)); hi >= uint64(r.den) {
		return mostShares
	}
	return min(mostShares, mulDiv(v, r.num, r.den, Nearest))
}

// rebase multiplies the window by the share ratio of actions that take effect
// before bar i.
func (w *volumeWindow) rebase(s *series, i int32, next *int) {
	for *next < len(s.rebase) && s.rebase[*next].at <= i {
		w.scale(s.rebase[*next])
		*next++
	}
}

// scale multiplies the window by a share ratio.
func (w *volumeWindow) scale(r rebase) {
	for k := range w.n {
		w.ring[k], w.sorted[k] = rebased(w.ring[k], r), rebased(w.sorted[k], r)
	}
}

func (w *volumeWindow) add(v int64) {
	if w.n == len(w.ring) {
		gone, _ := slices.BinarySearch(w.sorted[:w.n], w.ring[w.at])
		copy(w.sorted[gone:], w.sorted[gone+1:w.n])
		w.n--
	}
	place, _ := slices.BinarySearch(w.sorted[:w.n], v)
	copy(w.sorted[place+1:w.n+1], w.sorted[place:w.n])
	w.sorted[place] = v
	w.n++
	w.ring[w.at] = v
	w.at = (w.at + 1) % len(w.ring)
}

// median2 returns twice the median, exactly: the mean of two middle ones stays
// whole. It is −1 where there is no history; 0 where an action left too few
// shares of what was traded to make one.
func (w *volumeWindow) median2() int64 {
	if w.n == 0 {
		return -1
	}
	low, high := w.middle()
	return low + high
}

// middle returns the two volumes in the middle, which are one where their
// number is odd; it is not 0.
func (w *volumeWindow) middle() (low, high int64) {
	return w.sorted[(w.n-1)/2], w.sorted[w.n/2]
}

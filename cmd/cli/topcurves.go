package cli

import (
	"container/heap"
	"math"
	"strings"
)

// topCurves holds the trials that are the best so far and whose curve is there
// for that reason alone, the worst on top: so the ranked first thousand have
// their curves without being played twice. Whatever the order in which trials
// end, the same are left.
type topCurves []scored

// scored is a trial with the figure that ranks it; NaN ranks last.
type scored struct {
	e     *entry
	score float64
}

// offer takes a trial, and lets the curve of the worst go where there are too many.
func (h *topCurves) offer(e *entry, score float64) {
	heap.Push(h, scored{e, score})
	if h.Len() > mostCurves {
		heap.Pop(h).(scored).e.curve = nil
	}
}

func (h topCurves) Len() int      { return len(h) }
func (h topCurves) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Less reports whether i is ranked below j.
func (h topCurves) Less(i, j int) bool {
	a, b := h[i], h[j]
	switch {
	case math.IsNaN(a.score) != math.IsNaN(b.score):
		return math.IsNaN(a.score)
	case a.score != b.score && !math.IsNaN(a.score):
		return a.score < b.score
	}
	return strings.Compare(a.e.trial.Name, b.e.trial.Name) > 0
}

// Push and Pop are those of container/heap.
func (h *topCurves) Push(x any) { *h = append(*h, x.(scored)) }

// Pop takes the last element off.
func (h *topCurves) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

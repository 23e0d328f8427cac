package batch

import "math"

// Best returns the index of the highest score, the first of equals, and −1 where
// there is none. NaN is no score.
func Best(scores []float64) int {
	best := -1
	for i, s := range scores {
		if !math.IsNaN(s) && (best < 0 || s > scores[best]) {
			best = i
		}
	}
	return best
}

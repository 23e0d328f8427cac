package chart

// point is a value at a session's index.
type point struct {
	at    int
	value float64
}

// thin reduces values to at most two points a column for a line columns wide, plus
// the first and the last value. Every column keeps its lowest and its highest
// value in the order in which they came, so that no trough or peak is lost; a
// series of at most two points a column is kept whole.
//
// Source: min-max down-sampling; it keeps extremes, which largest-triangle
// sampling does not promise.
func thin(values []float64, columns int) []point {
	n := len(values)
	if columns < 1 {
		columns = 1
	}
	if n <= 2*columns {
		out := make([]point, n)
		for i, v := range values {
			out[i] = point{i, v}
		}
		return out
	}
	out := make([]point, 0, 2*columns+2)
	add := func(i int) {
		if len(out) == 0 || out[len(out)-1].at < i {
			out = append(out, point{i, values[i]})
		}
	}
	add(0)
	for c := range columns {
		from, to := n*c/columns, n*(c+1)/columns
		low, high := from, from
		for i := from + 1; i < to; i++ {
			if values[i] < values[low] {
				low = i
			}
			if values[i] > values[high] {
				high = i
			}
		}
		add(min(low, high))
		add(max(low, high))
	}
	add(n - 1)
	return out
}

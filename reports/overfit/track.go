package overfit

import (
	"math"

	"rally/reports/metrics"
)

// Track is what the statistics need of one trial.
type Track struct {
	Name   string
	N      float64       // returns
	Sharpe metrics.Value // of one period, risk-free rate 0
	Skew   metrics.Value // population
	Kurt   metrics.Value // population, raw: 3 for a normal
	Blocks *Blocks       // nil: not kept; PBO needs those of all tracks
	// Returns of every period, in order; nil where they are not kept. The
	// effective number of trials is estimated from the tracks that have them.
	Returns []float64
}

// NewTrack returns the track of a trial whose returns, or profits in one
// currency, are all at hand, with those of the blocks of design. It keeps the
// slice. The returns must be finite.
func NewTrack(name string, returns []float64, design Design) Track {
	m := momentsOf(returns)
	t := Track{Name: name, N: m.n, Blocks: design.Start(), Returns: returns}
	for _, r := range returns {
		t.Blocks.Add(r)
	}
	t.Sharpe, t.Skew, t.Kurt = m.ratios()
	return t
}

// moments are those of a series about its mean.
type moments struct {
	n          float64
	mean       float64
	m2, m3, m4 float64 // Σ(x−mean)², Σ(x−mean)³, Σ(x−mean)⁴
	largest    float64 // max |x|
}

// momentsOf takes the mean first and the moments in a second pass.
func momentsOf(xs []float64) moments {
	m := moments{n: float64(len(xs))}
	for _, x := range xs {
		m.mean += x
		m.largest = max(m.largest, math.Abs(x))
	}
	if m.n > 0 {
		m.mean /= m.n
	}
	for _, x := range xs {
		d := x - m.mean
		d2 := float64(d * d)
		m.m2 += d2
		m.m3 += float64(d2 * d)
		m.m4 += float64(d2 * d2)
	}
	return m
}

// varies reports whether there is a standard deviation that is not rounding.
func (m *moments) varies() bool {
	return m.n > 1 && math.Sqrt(m.m2/(m.n-1)) > flatness*m.largest
}

// ratios returns the Sharpe ratio, the skewness and the kurtosis.
func (m *moments) ratios() (sharpe, skew, kurt metrics.Value) {
	why := ""
	switch {
	case m.n < 1:
		why = metrics.NoReturns
	case m.n < 2:
		why = metrics.TooFewReturns
	case !m.varies():
		why = metrics.ConstantReturns
	}
	if why != "" {
		v := metrics.Undefined(why)
		return v, v, v
	}
	variance := m.m2 / m.n
	sharpe = metrics.Number(m.mean / math.Sqrt(m.m2/(m.n-1)))
	skew = metrics.Number(m.m3 / m.n / float64(variance*math.Sqrt(variance)))
	kurt = metrics.Number(m.m4 / m.n / float64(variance*variance))
	return sharpe, skew, kurt
}

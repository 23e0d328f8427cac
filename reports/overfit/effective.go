package overfit

import (
	"math"

	"rally/reports/metrics"
)

// flatness is the share of the largest return below which a standard deviation
// is rounding: that of package metrics.
const flatness = 1e-12

// Effective is the mean dependence of trials.
type Effective struct {
	Sample      int           // tracks it was estimated from
	Constant    int           // tracks with returns that were left out: theirs do not vary
	Correlation metrics.Value // mean of ρ over pairs
	Squared     metrics.Value // mean of ρ² over pairs
}

// EffectiveOf returns the mean correlation, and the mean squared correlation,
// of the trials with these returns, a slice each, all of one length. Trials
// whose returns are all the same correlate with nothing; they are left out, and
// counted in Constant. Fewer than two others leave both means undefined.
//
// The means run over all pairs, without a matrix of them: of M unit vectors z
// Σρ = |Σz|² and Σρ² = ‖ZZᵀ‖² = ‖ZᵀZ‖², of which the smaller matrix is taken.
func EffectiveOf(returns [][]float64) Effective {
	var e Effective
	for _, r := range returns {
		if len(r) != len(returns[0]) {
			e.Correlation = metrics.Undefined(UnequalLength)
			e.Squared = e.Correlation
			return e
		}
		if _, _, ok := standard(r); ok {
			e.Sample++
			continue
		}
		e.Constant++
	}
	if e.Sample < 2 {
		e.Correlation = metrics.Undefined(TooFewTrials)
		e.Squared = e.Correlation
		return e
	}
	length := len(returns[0])
	z, total := newGram(e.Sample, length), make([]float64, length)
	i := 0
	for _, r := range returns {
		mean, norm, ok := standard(r)
		if !ok {
			continue
		}
		for t, x := range r {
			u := (x - mean) / norm
			z.set(i, t, u)
			total[t] += u
		}
		i++
	}
	m := float64(e.Sample)
	pairs := m * (m - 1)
	e.Correlation = metrics.Number((squared(total) - m) / pairs)
	e.Squared = metrics.Number(max(0, z.squared()-m) / pairs)
	return e
}

// standard returns the mean of returns and the length of what is left of them
// without it; false where they do not vary.
func standard(r []float64) (mean, norm float64, ok bool) {
	m := momentsOf(r)
	norm = math.Sqrt(m.m2)
	return m.mean, norm, m.varies()
}

// squared returns Σx².
func squared(xs []float64) float64 {
	var sum float64
	for _, x := range xs {
		sum += float64(x * x)
	}
	return sum
}

// Correlated returns ρ + (1−ρ)·n, the number of independent trials that n
// trials of this mean correlation are worth; 1 trial is 1 whatever ρ. Trials
// that lean against each other, ρ < 0, count for more than n.
// Source: Bailey & López de Prado 2014, appendix A.3.
func (e Effective) Correlated(n float64) metrics.Value {
	if !(n > 1) {
		return metrics.Number(n)
	}
	if !e.Correlation.Defined() {
		return e.Correlation
	}
	rho := e.Correlation.Number
	return metrics.Number(rho + float64((1-rho)*n))
}

// Participation returns n ÷ (1 + (n−1)·mean ρ²), the participation ratio of the
// eigenvalues of the correlation matrix, (Σλ)² ÷ Σλ², for n trials that depend
// on each other as these do; 1 trial is 1.
func (e Effective) Participation(n float64) metrics.Value {
	if !(n > 1) {
		return metrics.Number(n)
	}
	if !e.Squared.Defined() {
		return e.Squared
	}
	return metrics.Number(n / (1 + float64((n-1)*e.Squared.Number)))
}

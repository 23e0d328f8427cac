package overfit

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"rally/reports/metrics"
)

// euler is the Euler–Mascheroni constant.
const euler = 0.5772156649015329

// ExpectedMax returns Z(n), about the expected largest of n independent
// standard normals:
//
//	(1 − γ)·Φ⁻¹(1 − 1/n) + γ·Φ⁻¹(1 − 1/(n·e))
//
// It is 0 for n up to 1, and never below: where the formula is, for fractions
// little above 1, it says less than nothing. n need not be whole. The formula
// is up to 3 % above ExpectedMaxExact from n = 4 on and 8 % below it at 2.
// Source: Bailey & López de Prado 2014, from extreme value theory.
func ExpectedMax(n float64) float64 {
	if !(n > 1) {
		return 0
	}
	upper := func(p float64) float64 { return -distuv.UnitNormal.Quantile(p) } // 1 − p would round
	return max(0, float64((1-euler)*upper(1/n))+float64(euler*upper(1/(n*math.E))))
}

// ExpectedMaxExact returns the expected largest of n independent standard
// normals, ∫ x·n·φ(x)·Φ(x)^(n−1) dx, to ten digits; 0 for n up to 1. n need not
// be whole and is at most 1e300.
func ExpectedMaxExact(n float64) float64 {
	if !(n > 1) {
		return 0
	}
	// Trapezia converge faster than any power of the step for what vanishes, with
	// all its derivatives, at both ends; all of the mass lies between these.
	const from, to, step = -10.0, 40.0, 1.0 / 128
	var sum float64
	for i := range int((to-from)/step) + 1 {
		x := from + float64(float64(i)*step)
		below := math.Log1p(-math.Erfc(x/math.Sqrt2) / 2)
		if x < 0 {
			below = math.Log(math.Erfc(-x/math.Sqrt2) / 2)
		}
		density := math.Exp(float64((n-1)*below) - float64(x*x)/2)
		sum += float64(x * density)
	}
	return sum * step * n / math.Sqrt(2*math.Pi)
}

// MinBTL returns the years that a backtest must at least span for the best of n
// trials without any edge to be expected no better than an annual Sharpe ratio,
// (Z(n) ÷ sharpe)². It is undefined with the reason metrics.Never unless sharpe
// is positive. Source: Bailey, Borwein, López de Prado & Zhu 2014.
func MinBTL(n, sharpe float64) metrics.Value {
	if !(sharpe > 0) {
		return metrics.Undefined(metrics.Never)
	}
	z := ExpectedMax(n) / sharpe
	return metrics.Number(z * z)
}

// SharpeToBeat returns SR₀, the Sharpe ratio that the best of n trials without
// any edge is expected to reach when the trials' Sharpe ratios have this
// variance, √variance·Z(n), on the scale of that variance. The variance is that
// of all trials that were made, those that were given up included.
// Source: Bailey & López de Prado 2014.
func SharpeToBeat(variance, n float64) metrics.Value {
	if !(variance >= 0) {
		return metrics.Undefined(metrics.BadVariance)
	}
	return metrics.Number(math.Sqrt(variance) * ExpectedMax(n))
}

// DSR returns the deflated Sharpe ratio, the probability that the true Sharpe
// ratio exceeds SharpeToBeat(variance, trials): that of a trial with n returns,
// a Sharpe ratio sr, a population skewness and a raw kurtosis. Ratio and
// variance are of one period. For one trial it is PSR(0).
// Source: Bailey & López de Prado 2014.
func DSR(sr, n, skew, kurt, variance, trials float64) metrics.Value {
	star := SharpeToBeat(variance, trials)
	if !star.Defined() {
		return star
	}
	return metrics.PSR(sr, star.Number, n, skew, kurt)
}

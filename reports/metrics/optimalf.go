package metrics

import (
	"math"
	"slices"
)

// OptimalF returns the f ≥ 0 that maximises the mean of ln(1+f·r) over trade
// returns, and that maximum per trade. It is an upper bound for leverage: the
// worst trade sets it. It is 0 when the mean return is not positive, and
// undefined with the reason NoLosses when no trade bounds it.
// Source: Kelly 1956.
func OptimalF(returns []float64) (f, growth Value) {
	if len(returns) == 0 {
		return Undefined(NoTrades), Undefined(NoTrades)
	}
	worst := slices.Min(returns)
	if worst >= 0 {
		return Undefined(NoLosses), Undefined(NoLosses)
	}
	m := momentsOf(returns)
	if m.mean <= 0 {
		return Number(0), Number(0)
	}
	// The slope Σ r/(1+f·r) falls from positive at 0 to −∞ at −1/worst: halve
	// until the ends are neighbours or meet.
	lo, hi := 0.0, -1/worst
	for {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if slope(returns, mid) > 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	var sum float64
	for _, r := range returns {
		sum += math.Log1p(float64(lo * r))
	}
	return Number(lo), Number(sum / float64(len(returns)))
}

// slope is the derivative of Σ ln(1+f·r) in f.
func slope(returns []float64, f float64) float64 {
	var sum float64
	for _, r := range returns {
		sum += r / (1 + float64(f*r))
	}
	return sum
}

package metrics

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// alpha95 is what a 95 % interval leaves out, half of it at each end.
const alpha95 = 0.05

// Wilson returns the ends of the 95 % score interval of the share wins ÷ n,
// 0 ≤ wins ≤ n; undefined with the reason NoTrades for n = 0.
// Source: Wilson 1927.
func Wilson(wins, n int) (lo, hi Value) {
	if n < 1 {
		return Undefined(NoTrades), Undefined(NoTrades)
	}
	z := distuv.UnitNormal.Quantile(1 - alpha95/2)
	z2 := float64(z * z)
	m := float64(n)
	p := float64(wins) / m
	mid := (p + z2/(2*m)) / (1 + z2/m)
	half := float64(z / (1 + z2/m) * math.Sqrt(float64(p*(1-p))/m+z2/float64(4*m*m)))
	lo, hi = Number(mid-half), Number(mid+half)
	if wins == 0 {
		lo = Number(0) // exactly; the formula leaves rounding
	}
	if wins == n {
		hi = Number(1)
	}
	return lo, hi
}

// ClopperPearson returns the ends of the exact 95 % interval of the share
// wins ÷ n, 0 ≤ wins ≤ n; undefined with the reason NoTrades for n = 0.
// Source: Clopper & Pearson 1934, by quantiles of the beta distribution.
func ClopperPearson(wins, n int) (lo, hi Value) {
	if n < 1 {
		return Undefined(NoTrades), Undefined(NoTrades)
	}
	lo, hi = Number(0), Number(1)
	w, l := float64(wins), float64(n-wins)
	if wins > 0 {
		lo = Number(distuv.Beta{Alpha: w, Beta: l + 1}.Quantile(alpha95 / 2))
	}
	if wins < n {
		hi = Number(distuv.Beta{Alpha: w + 1, Beta: l}.Quantile(1 - alpha95/2))
	}
	return lo, hi
}

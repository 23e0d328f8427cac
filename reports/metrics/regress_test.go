package metrics

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// alphaHAC and betaHAC against the sandwich (X'X)⁻¹ S (X'X)⁻¹ written out for [1 x].
func TestHACIsTheSandwich(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(6, 40).Draw(t, "n")
		lag := rapid.IntRange(0, 4).Draw(t, "lag")
		x, y := make([]float64, n), make([]float64, n)
		var sx, sxx float64
		for i := range n {
			x[i] = rapid.Float64Range(-.1, .1).Draw(t, "x") + .001*float64(i%5)
			y[i] = rapid.Float64Range(-.1, .1).Draw(t, "y") + .002*float64(i%3)
			sx += x[i]
			sxx += x[i] * x[i]
		}
		f, why := regress(y, x)
		if why != "" {
			return
		}
		var s [2][2]float64 // Σ of weighted products of scores e·[1 x]
		score := func(i, j int) float64 {
			if j == 0 {
				return f.residuals[i]
			}
			return f.residuals[i] * x[i]
		}
		for a := range 2 {
			for b := range 2 {
				for i := range n {
					for k := -lag; k <= lag; k++ {
						if i+k >= 0 && i+k < n {
							w := 1 - math.Abs(float64(k))/float64(lag+1)
							s[a][b] += w * score(i, a) * score(i+k, b)
						}
					}
				}
			}
		}
		det := float64(n)*sxx - sx*sx
		if det < 1e-6 {
			return
		}
		// first row of (X'X)⁻¹
		p, q := sxx/det, -sx/det
		v := p*p*s[0][0] + p*q*(s[0][1]+s[1][0]) + q*q*s[1][1]
		got := f.alphaHAC(x, lag)
		if want := f.alpha / math.Sqrt(v); got.Defined() && math.Abs(got.Number-want) > 1e-6*(1+math.Abs(want)) {
			t.Errorf("t of alpha %v, want %v", got, want)
		}
		// and the second
		p, q = -sx/det, float64(n)/det
		v = p*p*s[0][0] + p*q*(s[0][1]+s[1][0]) + q*q*s[1][1]
		got = f.betaHAC(x, lag)
		if want := f.beta / math.Sqrt(v); got.Defined() && math.Abs(got.Number-want) > 1e-6*(1+math.Abs(want)) {
			t.Errorf("t of beta %v, want %v", got, want)
		}
	})
}

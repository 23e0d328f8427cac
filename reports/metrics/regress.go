package metrics

import "math"

// fit is a least-squares line y = alpha + beta·x.
type fit struct {
	alpha, beta   float64
	alphaT, betaT Value // estimate ÷ standard error, n−2 degrees of freedom
	r2            Value
	residuals     []float64
	meanX, sxx    float64
}

// regress fits y on x, of equal length; the reason is not empty when there is
// no line: fewer than three points, or an x that does not vary.
func regress(y, x []float64) (fit, string) {
	if len(x) < 3 {
		return fit{}, TooFewReturns
	}
	mx, my := momentsOf(x), momentsOf(y)
	if mx.sd().Number == 0 {
		return fit{}, BenchmarkConstant
	}
	var sxy float64
	for i := range x {
		sxy += float64((x[i] - mx.mean) * (y[i] - my.mean))
	}
	f := fit{meanX: mx.mean, sxx: mx.m2, residuals: make([]float64, len(x))}
	f.beta = sxy / mx.m2
	f.alpha = my.mean - float64(f.beta*mx.mean)
	var ssr float64
	for i := range x {
		e := y[i] - f.alpha - float64(f.beta*x[i])
		f.residuals[i] = e
		ssr += float64(e * e)
	}
	n := mx.n
	s2 := ssr / (n - 2)
	f.alphaT = ratio(f.alpha, math.Sqrt(s2*(1/n+float64(mx.mean*mx.mean)/mx.m2)), BadVariance)
	f.betaT = ratio(f.beta, math.Sqrt(s2/mx.m2), BadVariance)
	f.r2 = Undefined(ConstantReturns)
	if my.sd().Number != 0 {
		f.r2 = Number(1 - ssr/my.m2)
	}
	return f, ""
}

// alphaHAC is alpha ÷ its standard error by Newey & West 1987 with Bartlett
// weights and no small-sample factor. Alpha's influence of point t is
// e_t·(1/n − meanX·(x_t − meanX)/sxx).
func (f *fit) alphaHAC(x []float64, lag int) Value {
	n := float64(len(x))
	u := make([]float64, len(x))
	for i, e := range f.residuals {
		u[i] = e * (1/n - f.meanX*(x[i]-f.meanX)/f.sxx)
	}
	return hacRatio(f.alpha, u, lag)
}

// betaHAC is likewise of beta, of which the influence of point t is
// e_t·(x_t − meanX)/sxx.
func (f *fit) betaHAC(x []float64, lag int) Value {
	u := make([]float64, len(x))
	for i, e := range f.residuals {
		u[i] = e * (x[i] - f.meanX) / f.sxx
	}
	return hacRatio(f.beta, u, lag)
}

// hacRatio is an estimate ÷ its standard error, the root of the weighted sum of
// products of the influences u.
func hacRatio(estimate float64, u []float64, lag int) Value {
	var v float64
	for k := 0; k <= lag && k < len(u); k++ {
		w := 2 * (1 - float64(k)/float64(lag+1))
		if k == 0 {
			w = 1
		}
		var sum float64
		for t := k; t < len(u); t++ {
			sum += float64(u[t] * u[t-k])
		}
		v += float64(w * sum)
	}
	if !(v > 0) {
		return Undefined(BadVariance)
	}
	return Number(estimate / math.Sqrt(v))
}

package metrics

import "math"

// autocovariance returns Σ (x_t − mean)(x_{t+k} − mean) ÷ n.
func autocovariance(xs []float64, mean float64, k int) float64 {
	var sum float64
	for t := k; t < len(xs); t++ {
		sum += float64((xs[t] - mean) * (xs[t-k] - mean))
	}
	return sum / float64(len(xs))
}

// Autocorrelations returns the autocorrelations of returns at lags 1 to lags,
// each autocovariance over n divided by that at lag 0; nil for constant returns.
func Autocorrelations(returns []float64, lags int) []float64 {
	m := momentsOf(returns)
	if sd := m.sd(); !sd.Defined() || sd.Number == 0 {
		return nil
	}
	zero := autocovariance(returns, m.mean, 0)
	rho := make([]float64, 0, lags)
	for k := 1; k <= lags && k < len(returns); k++ {
		rho = append(rho, autocovariance(returns, m.mean, k)/zero)
	}
	return rho
}

// HACLag returns the number of lags for n returns, ⌊4(n/100)^(2/9)⌋.
// Source: Newey & West 1994, the plug-in rule for Bartlett weights.
func HACLag(n int) int {
	return int(4 * math.Pow(float64(n)/100, 2.0/9))
}

// HACMean returns the standard error of the mean of returns that is robust to
// heteroscedasticity and to autocorrelation up to lag, with Bartlett weights
// 1 − k/(lag+1) and no small-sample factor. Source: Newey & West 1987.
func HACMean(returns []float64, lag int) Value {
	m := momentsOf(returns)
	sd := m.sd()
	if !sd.Defined() {
		return sd
	}
	if sd.Number == 0 {
		return Undefined(ConstantReturns)
	}
	sum := autocovariance(returns, m.mean, 0)
	for k := 1; k <= lag && k < len(returns); k++ {
		w := 1 - float64(k)/float64(lag+1)
		sum += float64(float64(2*w) * autocovariance(returns, m.mean, k))
	}
	if !(sum > 0) {
		return Undefined(BadVariance)
	}
	return Number(math.Sqrt(sum / float64(len(returns))))
}

// stability is the R² of a straight line through the cumulative log returns,
// as empyrical has it.
func stability(returns []float64) Value {
	n := len(returns)
	if n < 1 {
		return Undefined(NoReturns)
	}
	if n < 3 {
		return Undefined(TooFewReturns)
	}
	x, y := make([]float64, n), make([]float64, n)
	var sum float64
	for i, r := range returns {
		sum += math.Log1p(r)
		x[i], y[i] = float64(i), sum
	}
	fit, why := regress(y, x)
	if why != "" {
		return Undefined(ConstantReturns)
	}
	return fit.r2
}

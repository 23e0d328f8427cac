package metrics

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// SharpeSE returns the standard error of a per-period Sharpe ratio sr from n
// returns with population skewness and raw kurtosis:
//
//	√((1 − skew·sr + (kurt−1)/4·sr²) ÷ (n−1))
//
// Source: Mertens 2002; Bailey & López de Prado 2012.
func SharpeSE(sr, n, skew, kurt float64) Value {
	if n < 2 {
		return Undefined(TooFewReturns)
	}
	v := sharpeVariance(sr, skew, kurt)
	if !(v > 0) {
		return Undefined(BadVariance)
	}
	return Number(math.Sqrt(v / (n - 1)))
}

// SharpeSELo returns the standard error of a per-period Sharpe ratio sr from n
// independent normal returns, √((1 + sr²/2) ÷ n). Source: Lo 2002.
func SharpeSELo(sr, n float64) Value {
	if n < 1 {
		return Undefined(NoReturns)
	}
	return Number(math.Sqrt((1 + float64(sr*sr)/2) / n))
}

// PSR returns the probability that the true per-period Sharpe ratio exceeds
// star, Φ((sr − star) ÷ SharpeSE). It takes returns to be independent.
// Source: Bailey & López de Prado 2012.
func PSR(sr, star, n, skew, kurt float64) Value {
	se := SharpeSE(sr, n, skew, kurt)
	if !se.Defined() {
		return se
	}
	return Number(distuv.UnitNormal.CDF((sr - star) / se.Number))
}

// MinTRL returns the number of returns from which on PSR exceeds confidence,
// a probability in (0, 1): 1 + (1 − skew·sr + (kurt−1)/4·sr²)·(z ÷ (sr − star))².
// It is undefined with the reason Never unless sr exceeds star.
// Source: Bailey & López de Prado 2012.
func MinTRL(sr, star, skew, kurt, confidence float64) Value {
	if !(sr > star) {
		return Undefined(Never)
	}
	v := sharpeVariance(sr, skew, kurt)
	if !(v > 0) {
		return Undefined(BadVariance)
	}
	z := distuv.UnitNormal.Quantile(confidence) / (sr - star)
	return Number(1 + float64(v*float64(z*z)))
}

func sharpeVariance(sr, skew, kurt float64) float64 {
	return 1 - float64(skew*sr) + float64((kurt-1)/4*float64(sr*sr))
}

// LoEta returns the factor that annualises a per-period Sharpe ratio over q
// periods when returns are autocorrelated by rho, lag 1 first:
// q ÷ √(q + 2 Σ (q−k)·rho_k), over k < q. Source: Lo 2002.
func LoEta(q float64, rho []float64) Value {
	var sum float64
	for i, r := range rho {
		k := float64(i + 1)
		if k >= q {
			break
		}
		sum += float64((q - k) * r)
	}
	v := q + float64(2*sum)
	if !(v > 0) {
		return Undefined(Autocorrelated)
	}
	return Number(q / math.Sqrt(v))
}

// adjustedSharpe is sr·(1 + skew/6·sr − (kurt−3)/24·sr²), of an annual sr that
// has the arithmetic mean as its numerator. Source: Pezier & White 2006.
func adjustedSharpe(sr, skew, kurt Value) Value {
	for _, v := range []Value{sr, skew, kurt} {
		if !v.Defined() {
			return v
		}
	}
	s := sr.Number
	return Number(s * (1 + float64(skew.Number/6*s) - float64((kurt.Number-3)/24*float64(s*s))))
}

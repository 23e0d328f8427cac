package metrics

import "math"

// flatness is the share of the largest return below which a standard
// deviation is rounding and counts as zero: ten returns of exactly 0.01 have
// one of 1.8e-18, and a Sharpe ratio of 5.5e15.
const flatness = 1e-12

// moments gathers the first four central moments of a series in one pass.
// Source: Pébay 2008, "Formulas for robust, one-pass parallel computation of
// covariances and arbitrary-order statistical moments", Sandia SAND2008-6212.
//
//	m2 = Σ(x−mean)², m3 = Σ(x−mean)³, m4 = Σ(x−mean)⁴
type moments struct {
	n                float64
	mean, m2, m3, m4 float64
	largest          float64 // max |x|
}

func (m *moments) add(x float64) {
	before := m.n
	m.n++
	n := m.n
	d := x - m.mean
	dn := d / n
	dn2 := float64(dn * dn)
	term := float64(float64(d*dn) * before)
	poly := float64(n*n) - float64(3*n) + 3
	m.mean += dn
	m.m4 += float64(float64(term*dn2)*poly) + float64(6*float64(dn2*m.m2)) - float64(4*float64(dn*m.m3))
	m.m3 += float64(float64(term*dn)*(n-2)) - float64(3*float64(dn*m.m2))
	m.m2 += term
	if a := math.Abs(x); a > m.largest {
		m.largest = a
	}
}

// momentsOf gathers xs in order.
func momentsOf(xs []float64) moments {
	var m moments
	for _, x := range xs {
		m.add(x)
	}
	return m
}

// sd is the sample standard deviation (ddof 1), exactly 0 when it is rounding;
// it needs two values.
func (m *moments) sd() Value {
	if m.n < 1 {
		return Undefined(NoReturns)
	}
	if m.n < 2 {
		return Undefined(TooFewReturns)
	}
	sd := math.Sqrt(m.m2 / (m.n - 1))
	if sd <= flatness*m.largest {
		return Number(0)
	}
	return Number(sd)
}

// skew is the population skewness g1.
func (m *moments) skew() Value {
	sd := m.sd()
	if !sd.Defined() {
		return sd
	}
	if sd.Number == 0 {
		return Undefined(ConstantReturns)
	}
	v := m.m2 / m.n
	return Number(m.m3 / m.n / float64(v*math.Sqrt(v)))
}

// kurt is the raw population kurtosis, 3 for a normal.
func (m *moments) kurt() Value {
	sd := m.sd()
	if !sd.Defined() {
		return sd
	}
	if sd.Number == 0 {
		return Undefined(ConstantReturns)
	}
	v := m.m2 / m.n
	return Number(m.m4 / m.n / float64(v*v))
}

// sampleSkew is G1, the skewness adjusted for bias; it needs three values.
func (m *moments) sampleSkew() Value {
	g := m.skew()
	if !g.Defined() {
		return g
	}
	if m.n < 3 {
		return Undefined(TooFewReturns)
	}
	return Number(g.Number * math.Sqrt(m.n*(m.n-1)) / (m.n - 2))
}

// sampleExcess is G2, the excess kurtosis adjusted for bias; it needs four values.
func (m *moments) sampleExcess() Value {
	k := m.kurt()
	if !k.Defined() {
		return k
	}
	if m.n < 4 {
		return Undefined(TooFewReturns)
	}
	n := m.n
	return Number((n - 1) / ((n - 2) * (n - 3)) * (float64((n+1)*(k.Number-3)) + 6))
}

// sharpe is (mean − free) ÷ sd, per period.
func (m *moments) sharpe(free float64) Value {
	sd := m.sd()
	if !sd.Defined() {
		return sd
	}
	return ratio(m.mean-free, sd.Number, ConstantReturns)
}

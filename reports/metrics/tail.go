package metrics

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Quantile returns the p-quantile of ascending values, p in [0, 1], by linear
// interpolation between order statistics (R's type 7, numpy's default); 0 of
// no values.
func Quantile(ascending []float64, p float64) float64 {
	if len(ascending) == 0 {
		return 0
	}
	at := float64(p * float64(len(ascending)-1))
	i := min(max(int(math.Floor(at)), 0), len(ascending)-1)
	if i == len(ascending)-1 {
		return ascending[i]
	}
	step := ascending[i+1] - ascending[i]
	return ascending[i] + float64(step*(at-float64(i)))
}

// HistoricalVaR returns the loss that a share p of ascending returns exceeds:
// minus their p-quantile, so a loss is positive.
func HistoricalVaR(ascending []float64, p float64) Value {
	if len(ascending) == 0 {
		return Undefined(NoReturns)
	}
	return Number(-Quantile(ascending, p))
}

// ExpectedShortfall returns the mean loss of the worst share p of ascending
// returns, exactly: the ⌊pn⌋ worst, and of the next the fraction that is left.
// Source: Acerbi & Tasche 2002.
func ExpectedShortfall(ascending []float64, p float64) Value {
	if len(ascending) == 0 {
		return Undefined(NoReturns)
	}
	share := float64(p * float64(len(ascending)))
	if !(share > 0) {
		return Undefined(NotFinite)
	}
	whole := min(int(math.Floor(share)), len(ascending))
	var sum float64
	for _, r := range ascending[:whole] {
		sum += r
	}
	if whole < len(ascending) {
		sum += float64((share - float64(whole)) * ascending[whole])
	}
	return Number(-sum / share)
}

// shortfallBelow is the mean loss of returns not above the p-quantile, as
// PerformanceAnalytics has it.
func shortfallBelow(ascending []float64, p float64) Value {
	if len(ascending) == 0 {
		return Undefined(NoReturns)
	}
	q := Quantile(ascending, p)
	n, _ := slices.BinarySearchFunc(ascending, q, func(r, q float64) int {
		if r <= q {
			return -1
		}
		return 1
	})
	return meanLoss(ascending[:max(n, 1)])
}

// shortfallCount is the mean loss of the ⌊(n−1)p⌋+1 worst returns, as
// empyrical has it.
func shortfallCount(ascending []float64, p float64) Value {
	if len(ascending) == 0 {
		return Undefined(NoReturns)
	}
	return meanLoss(ascending[:int(float64(len(ascending)-1)*p)+1])
}

func meanLoss(worst []float64) Value {
	var sum float64
	for _, r := range worst {
		sum += r
	}
	return Number(-sum / float64(len(worst)))
}

// normalVaR is the p-quantile loss of a normal with the sample's mean and
// standard deviation, as quantstats has it.
func normalVaR(m *moments, p float64) Value {
	sd := m.sd()
	if !sd.Defined() {
		return sd
	}
	return Number(-(m.mean + float64(distuv.UnitNormal.Quantile(p)*sd.Number)))
}

// modifiedVaR is the p-quantile loss by the Cornish-Fisher expansion with
// population moments. It is an approximation, not monotone in p for large
// skewness. Source: Favre & Galeano 2002; conventions of PerformanceAnalytics.
func modifiedVaR(m *moments, p float64) Value {
	skew, kurt := m.skew(), m.kurt()
	if !skew.Defined() {
		return skew
	}
	z := distuv.UnitNormal.Quantile(p)
	z2 := float64(z * z)
	z3 := float64(z2 * z)
	s, k := skew.Number, kurt.Number-3
	cf := z + float64((z2-1)*s/6) + float64((z3-float64(3*z))*k/24) -
		float64((float64(2*z3)-float64(5*z))*float64(s*s)/36)
	return Number(-(m.mean + float64(cf*math.Sqrt(m.m2/m.n))))
}

// tailRatio is |95 % quantile| ÷ |5 % quantile|; below a hundred returns it
// means little.
func tailRatio(ascending []float64) Value {
	if len(ascending) == 0 {
		return Undefined(NoReturns)
	}
	return ratio(math.Abs(Quantile(ascending, 0.95)), math.Abs(Quantile(ascending, 0.05)), NoLeftTail)
}

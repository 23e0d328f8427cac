package metrics

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"rally/engine"
)

// Rates is a series of annual risk-free rates, each in force from its day on
// until the next. Its constructor is the only door.
//
//	days ascend, each once; len(annual) = len(days) ≥ 1; annual > −1
type Rates struct {
	days   []engine.Day
	annual []float64
}

// NewRates returns the series of annual rates, 0.04 for 4 %, that begin on days.
func NewRates(days []engine.Day, annual []float64) (Rates, error) {
	if len(days) == 0 || len(days) != len(annual) {
		return Rates{}, fmt.Errorf("%d days for %d rates", len(days), len(annual))
	}
	for i, a := range annual {
		if !(a > -1) || math.IsInf(a, 0) {
			return Rates{}, fmt.Errorf("rate %v on %v is not above -1", a, days[i])
		}
		if i > 0 && days[i] <= days[i-1] {
			return Rates{}, errors.New("days of rates do not ascend")
		}
	}
	return Rates{slices.Clone(days), slices.Clone(annual)}, nil
}

// At returns the rate in force on a day; false before the first.
func (r Rates) At(day engine.Day) (float64, bool) {
	i, exact := slices.BinarySearch(r.days, day)
	if exact {
		i++
	}
	if i == 0 {
		return 0, false
	}
	return r.annual[i-1], true
}

// Span returns the days of the first rate and the last.
func (r Rates) Span() (first, last engine.Day) { return r.days[0], r.days[len(r.days)-1] }

// riskless is what is earned without risk, by one rate or by a series.
type riskless struct {
	rates  *Rates // nil: one rate
	annual Value  // the rate; of a series the one that compounds to the same over the curve
	o      Options
}

// risklessOf returns what c's returns are compared with.
func risklessOf(c Curve, rates *Rates, o Options) riskless {
	free := riskless{rates: rates, annual: Number(o.RiskFree), o: o}
	if rates == nil {
		return free
	}
	var sum float64 // of logarithms
	for i := range c.returns {
		v := free.during(c, c.day(i+1))
		if !v.Defined() {
			free.annual = v
			return free
		}
		sum += math.Log1p(v.Number)
	}
	n := float64(len(c.returns))
	if free.annual = Undefined(NoReturns); n > 0 {
		free.annual = Number(math.Expm1(sum * o.Periods / n))
	}
	return free
}

// during is the rate of one period of c that ends on a day: that of the
// newest annual rate of then.
func (f riskless) during(c Curve, day engine.Day) Value {
	if f.rates == nil {
		return PeriodRate(f.o.RiskFree, f.o.Periods)
	}
	if !c.dated() {
		return Undefined(NoDates)
	}
	annual, ok := f.rates.At(day)
	if !ok {
		return Undefined(NoRate)
	}
	if !(f.o.Periods > 0) {
		return Undefined(NoPeriods)
	}
	return PeriodRate(annual, f.o.Periods)
}

// sharpe is the Sharpe ratio per period of c, whose fold is f, above the rate.
func (f riskless) sharpe(fold *Fold, c Curve) Value {
	if f.rates == nil {
		return fold.excessSharpe(f.o)
	}
	var m moments
	for i, r := range c.returns {
		v := f.during(c, c.day(i+1))
		if !v.Defined() {
			return fold.guard(v)
		}
		m.add(r - v.Number)
	}
	return fold.guard(m.sharpe(0))
}

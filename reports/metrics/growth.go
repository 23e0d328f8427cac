package metrics

import (
	"math"

	"rally/engine"
)

// yearDays is the mean length of a year in days. Source: the Julian year.
const yearDays = 365.25

// CAGR returns the annual growth, by the calendar, of an equity that became
// multiple times itself from one day to another: multiple^(365.25/days) − 1.
// It is −1 for a multiple of zero or less, and undefined for a span that ends
// before its first anniversary: GIPS forbids to annualise less than a year.
func CAGR(multiple float64, from, to engine.Day) Value {
	if multiple <= 0 {
		return Number(-1)
	}
	y, m, d := from.Date()
	if to < engine.Date(y+1, m, d) {
		return Undefined(UnderOneYear)
	}
	return Number(math.Pow(multiple, yearDays/float64(to-from)) - 1)
}

// CAGRPeriods returns the annual growth, by counting, of an equity that became
// multiple times itself in n periods of which a year has a: multiple^(a/n) − 1.
// It is the variant of empyrical, quantstats and PerformanceAnalytics.
func CAGRPeriods(multiple, a, n float64) Value {
	if n < 1 {
		return Undefined(NoReturns)
	}
	if multiple <= 0 {
		return Number(-1)
	}
	if !(a > 0) {
		return Undefined(NoPeriods)
	}
	return Number(math.Pow(multiple, a/n) - 1)
}

// PeriodRate returns the rate of one of a periods that compounds to an annual
// rate: (1+annual)^(1/a) − 1. Annual must exceed −1; without periods it is 0
// only if annual is.
func PeriodRate(annual, a float64) Value {
	if annual == 0 {
		return Number(0)
	}
	if !(a > 0) {
		return Undefined(NoPeriods)
	}
	return Number(math.Pow(1+annual, 1/a) - 1)
}

// Span is a calendar month or year of a curve, with its return.
type Span struct {
	Year   int
	Month  int   // 1 to 12; 0 for a whole year
	Return Value // simple, from the last point before the span to the last in it
}

// Years returns c's return in each calendar year that it touches, in order;
// nil without dates. It depends on c alone: a benchmark's years are the same
// whatever it is laid beside.
func Years(c Curve) []Span {
	return spans(c, func(d engine.Day) (int, int) { return d.Year(), 0 })
}

// Months returns c's return in each calendar month in which it has a session,
// in order; nil without dates.
func Months(c Curve) []Span {
	return spans(c, func(d engine.Day) (int, int) {
		y, m, _ := d.Date()
		return y, int(m)
	})
}

func spans(c Curve, key func(engine.Day) (year, month int)) []Span {
	if !c.dated() {
		return nil
	}
	var all []Span
	base := c.equity[0] // at the end of the span before the open one
	for i := 1; i < c.Len(); i++ {
		year, month := key(c.days[i])
		last := len(all) - 1
		if last < 0 || all[last].Year != year || all[last].Month != month {
			base = c.equity[i-1]
			all = append(all, Span{Year: year, Month: month})
			last++
		}
		if base <= 0 {
			all[last].Return = Undefined(Ruined)
			continue
		}
		all[last].Return = Number(stepReturn(base, c.equity[i]))
	}
	return all
}

package metrics

import (
	"math"
	"slices"
	"time"

	"rally/engine"
)

// ComputeVariants returns figures of the curve c, of c against benchmark, which
// may be nil, of what it traded and of its round trips as other programs print
// them, in the order of Definitions, so that a reader who compares can tell a
// difference of convention from a mistake. They are no part of a result.
func ComputeVariants(c Curve, benchmark *Curve, a Activity, trades []Trade, o Options) Set {
	b := builder{table: variantDefinitions[:]}
	f := foldOf(c)
	vol := f.guard(lognormalVol(&f, o.Periods))
	growth := f.cagrPeriods(o)
	b.add("ann_vol_backtestingpy", vol)
	b.add("sharpe_ann_backtestingpy", f.guard(over(growth, vol, ConstantReturns)))
	dev := f.guard(Number(math.Sqrt(f.downside / f.r.n)))
	b.add("sortino_ann_backtestingpy", over(f.guard(growth), perRootYear(dev, o.Periods), NoLosses))
	geometric := over(f.guard(growth), perRootYear(f.guard(f.r.sd()), o.Periods), ConstantReturns)
	b.add("sharpe_adj_ann_geom_PA", adjustedSharpe(geometric, f.guard(f.r.skew()), f.guard(f.r.kurt())))
	b.add("burke_PA", over(f.guard(growth), f.guard(Number(math.Sqrt(losingRuns(c.returns)))), NoDrawdown))
	b.add("calmar_36m", f.guard(recentCalmar(c, o)))
	b.add("ES_quantstats_0.05", f.guard(shortfallNormal(&f.r, c.returns, 0.05)))
	b.add("exposure_quantstats", f.guard(Number(math.Ceil(100*(f.up+f.down)/f.r.n)/100)))
	b.add("profit_factor_quantstats", f.guard(ratio(f.gains, f.losses, NoLosses)))
	f.spellVariants(&b, c)

	beta, alpha := logBeta(c, benchmark)
	b.add("beta_backtestingpy", beta)
	b.add("alpha_backtestingpy", alpha)

	t := turnovers(a, c)
	b.add("turnover_lesser", t.Lesser)
	b.add("turnover_pyfolio", t.Average)
	b.add("profit_factor_backtestingpy", profitFactorOfReturns(trades))
	return b.set
}

// lognormalVol is the volatility of a year of a periods whose returns are
// independent: √((s² + (1+g)²)^a − (1+g)^(2a)), with s the standard deviation
// and g the geometric mean of a period. Source: backtesting.py.
func lognormalVol(f *Fold, a float64) Value {
	sd := f.r.sd()
	if !sd.Defined() {
		return sd
	}
	if !(a > 0) {
		return Undefined(NoPeriods)
	}
	if sd.Number == 0 {
		return sd
	}
	grown := math.Exp(2 * math.Log(f.multiple()) / f.r.n) // (1+g)²
	return Number(math.Sqrt(math.Pow(float64(sd.Number*sd.Number)+grown, a) - math.Pow(grown, a)))
}

// losingRuns is the sum of the squared depths that PerformanceAnalytics divides
// by in its Burke ratio. A depth is that of a run of losing periods, not of a
// spell from peak to recovery; the first return begins none; and the returns of
// a run are compounded as if they were per cent, 100(Π(1 + r/100) − 1), which
// all but adds them up. Source: its BurkeRatio, which prints 0.74 of the returns
// of Bacon 2008, p. 90 where his definition gives 0.71.
func losingRuns(returns []float64) float64 {
	var sum float64
	run := 1.0
	end := func() {
		depth := 100 * (run - 1)
		sum += float64(depth * depth)
		run = 1
	}
	for i, r := range returns {
		switch {
		case i == 0:
		case r < 0:
			run *= 1 + r/100
		default:
			end()
		}
	}
	end()
	return sum
}

// recentCalmar is growth ÷ |maximum drawdown| over the last 36 months, or the
// last 3 × A returns of a curve without dates. Source: Young 1991.
func recentCalmar(c Curve, o Options) Value {
	var f Fold
	if c.dated() {
		y, m, d := c.days[c.Len()-1].Date()
		from, exact := slices.BinarySearch(c.days, engine.Date(y-3, m, d))
		if !exact {
			from--
		}
		if from < 0 {
			return Undefined(Under36Months)
		}
		for i := from; i < c.Len(); i++ {
			f.Session(c.days[i], c.equity[i])
		}
	} else {
		if !(o.Periods > 0) {
			return Undefined(NoPeriods)
		}
		n := int(math.Ceil(3 * o.Periods))
		if len(c.returns) < n {
			return Undefined(Under36Months)
		}
		f = FoldReturns(c.returns[len(c.returns)-n:])
	}
	worst, _ := f.Deepest()
	return over(f.growth(o), Number(-worst.Depth), NoDrawdown)
}

// shortfallNormal is the mean loss of returns below the p-quantile of a normal,
// or that quantile where none is, as quantstats has it.
func shortfallNormal(m *moments, returns []float64, p float64) Value {
	v := normalVaR(m, p)
	if !v.Defined() {
		return v
	}
	var tail []float64
	for _, r := range returns {
		if r < -v.Number {
			tail = append(tail, r)
		}
	}
	if len(tail) == 0 {
		return v
	}
	return meanLoss(tail)
}

// spellVariants adds what other programs say of the length of drawdowns.
func (f *Fold) spellVariants(b *builder, c Curve) {
	var longest, under int
	for _, s := range Drawdowns(c) {
		longest = max(longest, s.Days())
		last := s.End
		if s.Recovered {
			last--
		}
		under = max(under, int(c.day(last)-c.day(s.Peak+1))+1)
	}
	b.add("longest_dd_days_backtestingpy", f.daysOf(f.counted(float64(longest))))
	b.add("longest_dd_days_quantstats", f.daysOf(f.counted(float64(under))))
	worst, _ := f.Deepest()
	business := f.ofSpell(worst, float64(weekdays(worst.PeakDay, worst.EndDay)))
	if business.Defined() && !worst.Recovered {
		business = Undefined(NotRecovered)
	}
	b.add("max_dd_business_days_pyfolio", f.daysOf(business))
}

// weekdays counts the days from Monday to Friday from one day to another, both
// included, as pandas counts business days.
func weekdays(from, to engine.Day) int {
	n := 0
	for d := from; d <= to; d++ {
		if w := d.Weekday(); w != time.Saturday && w != time.Sunday {
			n++
		}
	}
	return n
}

// logBeta is the slope of log returns on the benchmark's, and what the total
// return is above that slope times the benchmark's, not annualised, as
// backtesting.py has them.
func logBeta(c Curve, benchmark *Curve) (beta, alpha Value) {
	p := pair(c, benchmark)
	if p.why == "" && len(p.r) == 0 {
		p.why = NoReturns
	}
	if p.why != "" {
		return Undefined(p.why), Undefined(p.why)
	}
	x, y := make([]float64, len(p.b)), make([]float64, len(p.r))
	for i := range x {
		x[i], y[i] = math.Log1p(p.b[i]), math.Log1p(p.r[i])
	}
	line, why := regress(y, x)
	if why != "" {
		return Undefined(why), Undefined(why)
	}
	held := compound(p.b) - 1
	return Number(line.beta), Number(compound(p.r) - 1 - float64(line.beta*held))
}

// profitFactorOfReturns is Σ returns of winning trades ÷ |Σ of losing ones|.
func profitFactorOfReturns(trades []Trade) Value {
	if len(trades) == 0 {
		return Undefined(NoTrades)
	}
	return Omega(returnsOf(trades), 0)
}

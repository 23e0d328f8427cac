package metrics

import (
	"math"
	"slices"
)

// Options are the conventions of a computation.
type Options struct {
	Periods  float64 // A, periods a year; 0: unknown, and what needs it is undefined
	RiskFree float64 // annual rate, above −1; 0: none
}

// confidence is the level of mintrl_95_obs.
const confidence = 0.95

// Compute returns every figure of c, and of c against benchmark, in the order
// of Definitions. Benchmark may be nil; its figures are undefined then. With
// dates on both, pairs of returns are taken between the days that both have;
// without, session by session.
func Compute(c Curve, benchmark *Curve, o Options) Set { return compute(c, benchmark, nil, o) }

// ComputeOver is Compute with a series of risk-free rates in the place of
// o.RiskFree: from the return of a session, its benchmark's too, that of the
// newest rate on the session's day is subtracted. The figure rf is the one rate
// that compounds to the same over the curve. A curve without dates has nothing
// that needs the rate.
func ComputeOver(c Curve, benchmark *Curve, rates Rates, o Options) Set {
	return compute(c, benchmark, &rates, o)
}

func compute(c Curve, benchmark *Curve, rates *Rates, o Options) Set {
	b := builder{table: curveTable()}
	f := foldOf(c)
	free := risklessOf(c, rates, o)
	f.figures(&b, o, free.annual, free.sharpe(&f, c))
	sampleFigures(&b, &f, c.returns, o)
	benchmarkFigures(&b, &f, c, benchmark, free)
	return b.set
}

func foldOf(c Curve) Fold {
	var f Fold
	f.dated = c.dated()
	f.point(c.day(0), c.equity[0])
	for i, r := range c.returns {
		f.step(c.day(i+1), r, c.equity[i+1])
	}
	return f
}

// figures adds what a fold knows, and of what is earned without risk the annual
// rate and the Sharpe ratio per period above it.
func (f *Fold) figures(b *builder, o Options, rf, excess Value) {
	r := &f.r
	n := r.n
	b.add("n", Number(n))
	b.add("periods", known(o.Periods))
	b.add("rf", rf)
	b.add("days", f.calendarDays())
	b.add("total_return", f.totalReturn())
	b.add("cagr", f.cagr(o))
	b.add("cagr_periods", f.cagrPeriods(o))
	b.add("log_growth_per", f.guard(Number(math.Log(f.multiple())/n)))

	sd := f.guard(r.sd())
	skew, kurt := f.guard(r.skew()), f.guard(r.kurt())
	b.add("mean", f.guard(Number(r.mean)))
	b.add("sd_ddof1", sd)
	b.add("ann_vol", perRootYear(sd, o.Periods))
	b.add("skew_pop", skew)
	b.add("kurt_pop_raw", kurt)
	b.add("skew_sample_G1", f.guard(r.sampleSkew()))
	b.add("exkurt_sample_G2", f.guard(r.sampleExcess()))
	f.sharpeFigures(b, o, excess, skew, kurt)

	dev := f.guard(Number(math.Sqrt(f.downside / n)))
	b.add("downside_dev_ann", perRootYear(dev, o.Periods))
	b.add("sortino_ann", perRootYear(over(f.guard(Number(r.mean)), f.guard(several(n, dev)), NoLosses), o.Periods))
	b.add("omega_0", f.guard(ratio(f.gains, f.losses, NoLosses)))
	b.add("win_rate_incl_zero", f.guard(Number(f.up/n)))
	b.add("win_rate_excl_zero", f.guard(ratio(f.up, f.up+f.down, ConstantReturns)))
	b.add("exposure_nonzero", f.guard(Number((f.up+f.down)/n)))
	f.drawdownFigures(b, f.growth(o))
}

func (f *Fold) sharpeFigures(b *builder, o Options, excess, skew, kurt Value) {
	r := &f.r
	per := f.guard(r.sharpe(0))
	annual := perRootYear(per, o.Periods)
	se := withMoments(per, skew, kurt, func(s, g, k float64) Value { return SharpeSE(s, r.n, g, k) })
	b.add("sharpe_per_rf0", per)
	b.add("sharpe_ann_rf0", annual)
	b.add("sharpe_se", perRootYear(se, o.Periods))
	b.add("sharpe_ann_rf", perRootYear(excess, o.Periods))
	b.add("sharpe_adj_ann", adjustedSharpe(annual, skew, kurt))
	b.add("se_sr_lo_iid", withMoments(per, skew, kurt, func(s, _, _ float64) Value { return SharpeSELo(s, r.n) }))
	b.add("se_sr_mertens_nminus1", se)
	b.add("psr_0", withMoments(per, skew, kurt, func(s, g, k float64) Value { return PSR(s, 0, r.n, g, k) }))
	b.add("mintrl_95_obs", withMoments(per, skew, kurt, func(s, g, k float64) Value {
		return MinTRL(s, 0, g, k, confidence)
	}))
	sd := f.guard(r.sd())
	b.add("kelly_cont", over(per, sd, ConstantReturns))
}

func (f *Fold) excessSharpe(o Options) Value {
	free := PeriodRate(o.RiskFree, o.Periods)
	if !free.Defined() {
		return f.guard(free)
	}
	return f.guard(f.r.sharpe(free.Number))
}

func (f *Fold) drawdownFigures(b *builder, growth Value) {
	worst, _ := f.Deepest()
	long, _ := f.Longest()
	b.add("max_dd", f.maxDrawdown())
	b.add("max_dd_peak_idx", f.ofSpell(worst, float64(worst.Peak)))
	b.add("max_dd_trough_idx", f.ofSpell(worst, float64(worst.Trough)))
	b.add("max_dd_end_idx", f.ofSpell(worst, float64(worst.End)))
	b.add("max_dd_recovered", f.ofSpell(worst, truth(worst.Recovered).Number))
	b.add("max_dd_sessions", f.ofSpell(worst, float64(worst.Sessions())))
	b.add("max_dd_days", f.daysOf(f.ofSpell(worst, float64(worst.Days()))))
	b.add("longest_dd_sessions", f.counted(float64(long.Sessions())))
	b.add("longest_dd_days", f.daysOf(f.counted(float64(long.Days()))))
	b.add("longest_dd_recovered", f.ofSpell(long, truth(long.Recovered).Number))
	spells, squares := f.spells, f.spells2
	if f.water.under {
		spells++
		squares += float64(f.water.spell.Depth * f.water.spell.Depth)
	}
	b.add("n_dd_episodes", f.counted(spells))

	n := f.r.n
	ulcer := f.guard(Number(math.Sqrt(f.depths2 / n)))
	growth = f.guard(growth)
	b.add("calmar", over(growth, f.guard(Number(-worst.Depth)), NoDrawdown))
	b.add("ulcer_n", ulcer)
	b.add("ulcer_nminus1_quantstats", f.guard(f.ulcerSample()))
	b.add("pain_index", f.guard(Number(-f.depths/n)))
	b.add("martin_rf0", over(growth, ulcer, NoDrawdown))
	b.add("burke_rf0", over(growth, f.guard(Number(math.Sqrt(squares))), NoDrawdown))
}

func (f *Fold) ulcerSample() Value {
	if f.r.n < 2 {
		return Undefined(TooFewReturns)
	}
	return Number(math.Sqrt(f.depths2 / (f.r.n - 1)))
}

// ofSpell returns x, a fact of s, if there is such a spell. A ruined curve has
// its spells still.
func (f *Fold) ofSpell(s Spell, x float64) Value {
	if f.r.n < 1 {
		return Undefined(NoReturns)
	}
	if s.Depth == 0 {
		return Undefined(NoDrawdown)
	}
	return Number(x)
}

func (f *Fold) counted(x float64) Value {
	if f.r.n < 1 {
		return Undefined(NoReturns)
	}
	return Number(x)
}

// daysOf returns v, a number of calendar days, if there is a calendar.
func (f *Fold) daysOf(v Value) Value {
	if !f.dated {
		return Undefined(NoDates)
	}
	return v
}

func (f *Fold) calendarDays() Value {
	if !f.dated {
		return Undefined(NoDates)
	}
	return Number(float64(f.last - f.first))
}

// sampleFigures adds what needs the returns again: order and dependence.
func sampleFigures(b *builder, f *Fold, returns []float64, o Options) {
	lag := HACLag(len(returns))
	mean := f.guard(Number(f.r.mean))
	per := f.r.sharpe(0)
	eta := loEta(per, Autocorrelations(returns, lag), o.Periods)
	b.add("sharpe_lo_ann", f.guard(product(per, eta)))
	b.add("lo_eta", f.guard(eta))
	b.add("rho1", f.guard(rhoOne(&f.r, returns)))
	for _, nw := range []struct {
		se, t string
		lag   int
	}{{"nw0_se_mean", "nw0_t", 0}, {"nw3_se_mean", "nw3_t", 3}} {
		se := f.guard(HACMean(returns, nw.lag))
		b.add(nw.se, se)
		b.add(nw.t, over(mean, se, ConstantReturns))
	}
	b.add("hac_lag", f.guard(Number(float64(lag))))
	b.add("hac_t", over(mean, f.guard(HACMean(returns, lag)), ConstantReturns))

	sorted := slices.Sorted(slices.Values(returns))
	b.add("VaR_hist_0.05", f.guard(HistoricalVaR(sorted, 0.05)))
	b.add("VaR_hist_0.1", f.guard(HistoricalVaR(sorted, 0.1)))
	b.add("ES_exact_0.05", f.guard(ExpectedShortfall(sorted, 0.05)))
	b.add("ES_exact_0.1", f.guard(ExpectedShortfall(sorted, 0.1)))
	b.add("ES_le_quantile_0.05", f.guard(shortfallBelow(sorted, 0.05)))
	b.add("ES_le_quantile_0.1", f.guard(shortfallBelow(sorted, 0.1)))
	b.add("ES_empyrical_0.05", f.guard(shortfallCount(sorted, 0.05)))
	b.add("ES_empyrical_0.1", f.guard(shortfallCount(sorted, 0.1)))
	b.add("VaR_normal_quantstats_0.05", f.guard(normalVaR(&f.r, 0.05)))
	b.add("VaR_cornishfisher_0.05_popsd", f.guard(modifiedVaR(&f.r, 0.05)))
	b.add("tail_ratio", f.guard(tailRatio(sorted)))
	b.add("stability_r2", f.guard(stability(returns)))
}

// rhoOne is the first autocorrelation; it needs two returns that differ.
func rhoOne(m *moments, returns []float64) Value {
	sd := m.sd()
	if !sd.Defined() {
		return sd
	}
	rho := Autocorrelations(returns, 1)
	if len(rho) == 0 {
		return Undefined(ConstantReturns)
	}
	return Number(rho[0])
}

// loEta is the factor that annualises the Sharpe ratio per over a periods.
func loEta(per Value, rho []float64, a float64) Value {
	if !per.Defined() {
		return per
	}
	if !(a > 0) {
		return Undefined(NoPeriods)
	}
	return LoEta(a, rho)
}

// product returns a·b, undefined as a or b is, in that order.
func product(a, b Value) Value {
	if !a.Defined() || !b.Defined() {
		return over(a, b, "")
	}
	return a.times(b.Number)
}

// withMoments applies fn to a Sharpe ratio and the moments beside it, or
// returns the reason why the first of them is undefined.
func withMoments(sharpe, skew, kurt Value, fn func(s, g, k float64) Value) Value {
	for _, v := range []Value{sharpe, skew, kurt} {
		if !v.Defined() {
			return v
		}
	}
	return fn(sharpe.Number, skew.Number, kurt.Number)
}

// several returns v, what a ratio is over, where it is of two returns or more: of
// one, a mean over a deviation is its sign.
func several(n float64, v Value) Value {
	if n == 1 {
		return Undefined(TooFewReturns)
	}
	return v
}

// known returns A, or that it is unknown.
func known(a float64) Value {
	if !(a > 0) {
		return Undefined(NoPeriods)
	}
	return Number(a)
}

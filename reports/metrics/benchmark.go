package metrics

import (
	"math"
	"slices"

	"rally/engine"
)

// pairs are returns of a curve and its benchmark over the same stretches.
type pairs struct {
	r, b []float64
	days []engine.Day // on which they end; nil without dates
	why  string       // not empty: there are none, for this reason
}

// pair aligns two curves: on the days that both have, or point by point when
// neither has days.
func pair(c Curve, benchmark *Curve) pairs {
	if benchmark == nil {
		return pairs{why: NoBenchmark}
	}
	if c.Ruined() {
		return pairs{why: Ruined}
	}
	if benchmark.Ruined() {
		return pairs{why: BenchmarkRuined}
	}
	if c.dated() != benchmark.dated() {
		return pairs{why: BenchmarkMismatch}
	}
	if sameSessions(c, *benchmark) {
		p := pairs{r: c.returns, b: benchmark.returns}
		if c.dated() {
			p.days = c.days[1:]
		}
		return p
	}
	if !c.dated() {
		return pairs{why: BenchmarkMismatch}
	}
	return pairDays(c, *benchmark)
}

func sameSessions(c, b Curve) bool {
	if c.Len() != b.Len() {
		return false
	}
	for i := range c.days {
		if c.days[i] != b.days[i] {
			return false
		}
	}
	return true
}

// pairDays takes returns between consecutive days that both curves have. Of
// two points of one day, a starting equity and its session, the later counts.
func pairDays(c, b Curve) pairs {
	var p pairs
	from, fromB := -1, -1
	i, j := closing(c, 0), closing(b, 0)
	for i < c.Len() && j < b.Len() {
		switch {
		case c.days[i] < b.days[j]:
			i++
			continue
		case c.days[i] > b.days[j]:
			j++
			continue
		}
		if from >= 0 {
			p.r = append(p.r, stepReturn(c.equity[from], c.equity[i]))
			p.b = append(p.b, stepReturn(b.equity[fromB], b.equity[j]))
			p.days = append(p.days, c.days[i])
		}
		from, fromB = i, j
		i, j = i+1, j+1
	}
	if len(p.r) == 0 {
		p.why = BenchmarkMismatch
	}
	return p
}

// closing returns i, or i+1 when that is the same day.
func closing(c Curve, i int) int {
	if i+1 < c.Len() && c.days[i] == c.days[i+1] {
		return i + 1
	}
	return i
}

// benchmarkFigures adds what compares c, of which f is the fold, with benchmark.
func benchmarkFigures(b *builder, f *Fold, c Curve, benchmark *Curve, free riskless) {
	o := free.o
	if own, why := during(benchmark, c); why != "" {
		b.add("benchmark_total_return", Undefined(why))
		b.add("benchmark_cagr", Undefined(why))
		b.add("benchmark_max_dd", Undefined(why))
	} else {
		b.add("benchmark_total_return", own.totalReturn())
		b.add("benchmark_cagr", own.cagr(o))
		b.add("benchmark_max_dd", own.maxDrawdown())
	}
	p := pair(c, benchmark)
	if p.why == "" && len(p.r) == 0 {
		p.why = NoReturns
	}
	if p.why != "" {
		for _, name := range pairedNames() {
			b.add(name, Undefined(p.why))
		}
		return
	}
	p.figures(b, c, free, f.cagrPeriods(o)) // growth that may not be annualised says why
}

// during returns the fold of the benchmark over the span of c, or why it has
// none: from its last level at or before the day of c's starting equity, which
// stands for that day, to its last in the span. A starting equity that bears
// the day of the first session is older than that session's level.
func during(benchmark *Curve, c Curve) (Fold, string) {
	switch {
	case benchmark == nil:
		return Fold{}, NoBenchmark
	case c.dated() != benchmark.dated(), !c.dated() && c.Len() != benchmark.Len():
		return Fold{}, BenchmarkMismatch
	case !c.dated():
		return foldOf(*benchmark), ""
	}
	days := benchmark.days
	first, last := c.days[0], c.days[c.Len()-1]
	lo, _ := slices.BinarySearch(days, first+1)
	if c.Len() > 1 && c.days[1] == first {
		lo, _ = slices.BinarySearch(days, first)
	}
	lo = max(lo-1, 0)
	hi, _ := slices.BinarySearch(days, last+1)
	if hi-lo < 2 {
		return Fold{}, BenchmarkApart
	}
	var f Fold
	f.Session(max(days[lo], first), benchmark.equity[lo])
	for i := lo + 1; i < hi; i++ {
		f.Session(days[i], benchmark.equity[i])
	}
	return f, ""
}

// pairedNames are the figures of pairs, which follow the benchmark's own.
func pairedNames() []string {
	var names []string
	for _, d := range curveDefinitions {
		if d.Name == "benchmark_n" || names != nil {
			names = append(names, d.Name)
		}
	}
	return names
}

func (p *pairs) figures(b *builder, c Curve, free riskless, growth Value) {
	o := free.o
	n := float64(len(p.r))
	active := make([]float64, len(p.r))
	for i := range active {
		active[i] = p.r[i] - p.b[i]
	}
	m := momentsOf(active)
	te := m.sd()
	if te.Defined() && te.Number <= flatness*momentsOf(p.r).largest {
		te = Number(0) // the difference of equal returns is rounding
	}
	teAnn := perRootYear(te, o.Periods)
	ir := over(Number(m.mean), te, NoActiveRisk)
	b.add("benchmark_n", Number(n))
	b.add("te_ann", teAnn)
	b.add("info_ratio_ann", perRootYear(ir, o.Periods))
	b.add("info_ratio_quantstats", ir)
	beta := p.lineFigures(b, c, free, growth)

	premium := growth
	if growth.Defined() {
		r, q := CAGRPeriods(compound(p.r), o.Periods, n), CAGRPeriods(compound(p.b), o.Periods, n)
		premium = Number(r.Number - q.Number)
	}
	b.add("r2", beta.r2)
	b.add("active_premium_geom", premium)
	b.add("ir_PA_geom", over(premium, teAnn, NoActiveRisk))

	up, down := p.where(1), p.where(-1)
	b.add("up_capture", up.capture(BenchmarkNoUp))
	b.add("down_capture", down.capture(BenchmarkNoDown))
	b.add("up_capture_geom", up.captureAnnual(o, BenchmarkNoUp))
	b.add("down_capture_geom", down.captureAnnual(o, BenchmarkNoDown))
}

// lineFigures adds those of the regression, and returns it.
func (p *pairs) lineFigures(b *builder, c Curve, free riskless, growth Value) fit {
	o := free.o
	x, y := make([]float64, len(p.b)), make([]float64, len(p.r))
	var unknown string
	for i := range x {
		var day engine.Day
		if p.days != nil {
			day = p.days[i]
		}
		rate := free.during(c, day)
		if !rate.Defined() {
			unknown = rate.Why
		}
		x[i], y[i] = p.b[i]-rate.Number, p.r[i]-rate.Number
	}
	line, why := regress(y, x)
	if why == "" {
		why = unknown
	}
	if why != "" {
		v := Undefined(why)
		line = fit{alphaT: v, betaT: v, r2: v}
		for _, name := range []string{"beta", "beta_t_ols", "beta_t_hac", "alpha_per", "alpha_t_ols", "alpha_t_hac",
			"alpha_ann_arith", "alpha_ann_geom_empyrical", "alpha_jensen_geom"} {
			b.add(name, v)
		}
		return line
	}
	alpha := Number(line.alpha)
	b.add("beta", Number(line.beta))
	b.add("beta_t_ols", line.betaT)
	b.add("beta_t_hac", line.betaHAC(x, HACLag(len(x))))
	b.add("alpha_per", alpha)
	b.add("alpha_t_ols", line.alphaT)
	b.add("alpha_t_hac", line.alphaHAC(x, HACLag(len(x))))
	b.add("alpha_ann_arith", perYear(alpha, o.Periods))
	b.add("alpha_ann_geom_empyrical", compoundAlpha(line.alpha, o.Periods))
	b.add("alpha_jensen_geom", p.jensen(line.beta, free, growth))
	return line
}

func compoundAlpha(alpha, a float64) Value {
	if !(a > 0) {
		return Undefined(NoPeriods)
	}
	if alpha <= -1 {
		return Number(-1)
	}
	return Number(math.Pow(1+alpha, a) - 1)
}

func (p *pairs) jensen(beta float64, free riskless, growth Value) Value {
	if !growth.Defined() || !free.annual.Defined() {
		return over(growth, free.annual, "")
	}
	o, rf := free.o, free.annual.Number
	n := float64(len(p.r))
	r, b := CAGRPeriods(compound(p.r), o.Periods, n), CAGRPeriods(compound(p.b), o.Periods, n)
	return Number(r.Number - rf - float64(beta*(b.Number-rf)))
}

// where returns the pairs in which the benchmark's return has sign's sign.
func (p *pairs) where(sign float64) pairs {
	var q pairs
	for i, b := range p.b {
		if b*sign > 0 {
			q.r = append(q.r, p.r[i])
			q.b = append(q.b, b)
		}
	}
	return q
}

func (p *pairs) capture(why string) Value {
	return ratio(compound(p.r)-1, compound(p.b)-1, why)
}

// captureAnnual annualises both legs over the count of their own sessions.
func (p *pairs) captureAnnual(o Options, why string) Value {
	if len(p.r) == 0 {
		return Undefined(why)
	}
	n := float64(len(p.r))
	return over(CAGRPeriods(compound(p.r), o.Periods, n), CAGRPeriods(compound(p.b), o.Periods, n), why)
}

// compound is the product of 1 + r.
func compound(returns []float64) float64 {
	product := 1.0
	for _, r := range returns {
		product *= 1 + r
	}
	return product
}

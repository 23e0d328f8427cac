package metrics

import (
	"math"

	"rally/engine"
)

// Fold gathers an equity curve a session at a time, in constant space and
// without allocating, and answers the figures that need no second look: so ten
// thousand trials are folds, not curves. The zero Fold is ready. It gives the
// same bits as Compute of the same points. A Fold is not for concurrent use.
type Fold struct {
	// set by the first point
	started  bool
	dated    bool
	first    engine.Day
	starting float64

	// change with each point
	last     engine.Day
	equity   float64
	ruined   bool
	r        moments
	downside float64 // Σ min(r, 0)²
	gains    float64 // Σ max(r, 0)
	losses   float64 // Σ max(−r, 0)
	up, down float64 // counts of returns above and below 0
	logs     float64 // Σ ln(1+r)
	water    water
	depths   float64 // Σ depth
	depths2  float64 // Σ depth²
	spells   float64 // that have ended
	spells2  float64 // Σ of their depths²
	deepest  Spell
	longest  Spell
}

// Session takes a session's equity, in any one unit; the first call gives the
// starting equity, which must be positive, with the day from which growth
// counts. What follows a ruin is ignored.
func (f *Fold) Session(day engine.Day, equity float64) {
	f.dated = true
	f.point(day, equity)
}

// Point is Session for a curve without dates.
func (f *Fold) Point(equity float64) { f.point(0, equity) }

func (f *Fold) point(day engine.Day, equity float64) {
	if f.started && !f.ruined {
		f.step(day, stepReturn(f.equity, equity), equity)
		return
	}
	if f.started {
		return
	}
	f.started = true
	f.first, f.last = day, day
	f.starting, f.equity = equity, equity
	f.ruined = !(equity > 0)
	f.water = startWater(day, equity)
}

// step takes the next return, which leads to equity.
func (f *Fold) step(day engine.Day, r, equity float64) {
	f.last, f.equity = day, equity
	f.ruined = !(equity > 0)
	f.r.add(r)
	low, high := min(r, 0), max(r, 0)
	f.downside += float64(low * low)
	f.gains += high
	f.losses -= low
	if r > 0 {
		f.up++
	}
	if r < 0 {
		f.down++
	}
	if !f.ruined {
		f.logs += math.Log1p(r)
	}
	ended, ok := f.water.step(day, equity)
	if ok {
		f.spells++
		f.spells2 += float64(ended.Depth * ended.Depth)
	}
	f.depths += f.water.depth
	f.depths2 += float64(f.water.depth * f.water.depth)
	f.rank(ended)
	if f.water.under {
		f.rank(f.water.spell)
	}
}

// rank keeps the deepest and the longest spell, the first of equals. A spell
// grows until it ends, so one met again under its old peak replaces itself.
func (f *Fold) rank(s Spell) {
	if s.Depth == 0 {
		return
	}
	if s.Depth < f.deepest.Depth || f.deepest.Depth < 0 && s.Peak == f.deepest.Peak {
		f.deepest = s
	}
	if s.Sessions() > f.longest.Sessions() || f.longest.Depth < 0 && s.Peak == f.longest.Peak {
		f.longest = s
	}
}

// N returns the number of returns taken.
func (f *Fold) N() int { return int(f.r.n) }

// Deepest returns the spell of the maximum drawdown; false when there is none.
func (f *Fold) Deepest() (Spell, bool) { return f.deepest, f.deepest.Depth < 0 }

// Longest returns the spell of the most sessions; false when there is none.
func (f *Fold) Longest() (Spell, bool) { return f.longest, f.longest.Depth < 0 }

// Figures returns the figures that a fold knows, under the names of
// Definitions and in their order.
func (f *Fold) Figures(o Options) Set {
	b := builder{table: curveTable()}
	f.figures(&b, o)
	return b.set
}

// guard returns v, or the reason why no ratio of this curve is defined.
func (f *Fold) guard(v Value) Value {
	if f.ruined {
		return Undefined(Ruined)
	}
	if f.r.n < 1 {
		return Undefined(NoReturns)
	}
	return v
}

// perYear returns a per-period v times A.
func perYear(v Value, a float64) Value {
	if !v.Defined() {
		return v
	}
	if !(a > 0) {
		return Undefined(NoPeriods)
	}
	return v.times(a)
}

// perRootYear returns a per-period v times √A.
func perRootYear(v Value, a float64) Value {
	if !v.Defined() {
		return v
	}
	if !(a > 0) {
		return Undefined(NoPeriods)
	}
	return v.times(math.Sqrt(a))
}

func (f *Fold) multiple() float64 {
	if f.ruined {
		return 0
	}
	return f.equity / f.starting
}

func (f *Fold) totalReturn() Value {
	if f.r.n < 1 && !f.ruined {
		return Undefined(NoReturns)
	}
	return Number(f.multiple() - 1)
}

// cagr grows by the calendar, or by periods where there is no calendar.
func (f *Fold) cagr(o Options) Value {
	if f.ruined {
		return Number(-1)
	}
	if f.r.n < 1 {
		return Undefined(NoReturns)
	}
	if !f.dated {
		return CAGRPeriods(f.multiple(), o.Periods, f.r.n)
	}
	return CAGR(f.multiple(), f.first, f.last)
}

// cagrPeriods annualises by counting, but no more than cagr less than a year.
func (f *Fold) cagrPeriods(o Options) Value {
	if f.ruined {
		return Number(-1)
	}
	if c := f.cagr(o); !c.Defined() {
		return c
	}
	return CAGRPeriods(f.multiple(), o.Periods, f.r.n)
}

func (f *Fold) maxDrawdown() Value {
	if f.ruined {
		return Number(-1)
	}
	if f.r.n < 1 {
		return Undefined(NoReturns)
	}
	return Number(f.deepest.Depth)
}

// DownsideDeviation returns √(mean(min(r − mar, 0)²)) over all returns, per
// period. Source: Sortino & van der Meer 1991.
func DownsideDeviation(returns []float64, mar float64) Value {
	if len(returns) == 0 {
		return Undefined(NoReturns)
	}
	var sum float64
	for _, r := range returns {
		low := min(r-mar, 0)
		sum += float64(low * low)
	}
	return Number(math.Sqrt(sum / float64(len(returns))))
}

// Sortino returns (mean − mar) ÷ DownsideDeviation, per period.
func Sortino(returns []float64, mar float64) Value {
	m := momentsOf(returns)
	return over(Number(m.mean-mar), DownsideDeviation(returns, mar), NoLosses)
}

// Omega returns Σ max(r − level, 0) ÷ Σ max(level − r, 0). At level 0 it is
// the Bernardo-Ledoit ratio. Source: Keating & Shadwick 2002.
func Omega(returns []float64, level float64) Value {
	if len(returns) == 0 {
		return Undefined(NoReturns)
	}
	var gains, losses float64
	for _, r := range returns {
		gains += max(r-level, 0)
		losses += max(level-r, 0)
	}
	return ratio(gains, losses, NoLosses)
}

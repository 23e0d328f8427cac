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
	water    water
	depths   float64 // Σ depth
	depths2  float64 // Σ depth²
	spells   float64 // that have ended
	spells2  float64 // Σ of their depths²
	deepest  Spell   // of those that have ended; a zero Spell while there is none
	longest  Spell
}

// Session takes a session's equity, in any one unit; the first call gives the
// starting equity, which must be positive, with the day from which growth
// counts. What follows a ruin is ignored.
func (f *Fold) Session(day engine.Day, equity float64) {
	f.dated = true
	f.point(day, equity)
}

// FoldReturns returns the fold of a curve without dates that earns stretches of
// returns one after the other. What follows a ruin is ignored.
func FoldReturns(stretches ...[]float64) Fold {
	var f Fold
	f.point(0, 1)
	for _, returns := range stretches {
		for _, r := range returns {
			if !f.ruined {
				f.step(0, r, max(f.equity*(1+r), 0))
			}
		}
	}
	return f
}

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
	if r < 0 {
		f.down++
		f.losses -= r
		f.downside += float64(r * r)
	}
	if r > 0 {
		f.up++
		f.gains += r
	}
	if f.water.step(day, equity) {
		ended := f.water.ended
		f.spells++
		f.spells2 += float64(ended.Depth * ended.Depth)
		f.deepest = deeper(f.deepest, ended)
		f.longest = longer(f.longest, ended)
	}
	f.depths += f.water.depth
	f.depths2 += float64(f.water.depth * f.water.depth)
}

// deeper returns the deeper of two spells, the first of equals.
func deeper(a, b Spell) Spell {
	if b.Depth < a.Depth {
		return b
	}
	return a
}

// longer returns the spell of more sessions, the first of equals.
func longer(a, b Spell) Spell {
	if b.Sessions() > a.Sessions() {
		return b
	}
	return a
}

// Deepest returns the spell of the maximum drawdown; false when there is none.
func (f *Fold) Deepest() (Spell, bool) {
	s := deeper(f.deepest, f.water.spell)
	return s, s.Depth < 0
}

// Longest returns the spell of the most sessions; false when there is none.
func (f *Fold) Longest() (Spell, bool) {
	s := longer(f.longest, f.water.spell)
	return s, s.Depth < 0
}

// Figures returns the figures that a fold knows, under the names of
// Definitions and in their order.
func (f *Fold) Figures(o Options) Set {
	b := builder{table: curveTable(), set: make(Set, 0, len(curveTable()))}
	f.figures(&b, o, Number(o.RiskFree), f.excessSharpe(o))
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

// cagr grows by the calendar, or by periods where there is no calendar; neither
// says anything of less than a year.
func (f *Fold) cagr(o Options) Value {
	if f.ruined {
		return Number(-1)
	}
	if f.r.n < 1 {
		return Undefined(NoReturns)
	}
	if f.dated {
		return CAGR(f.multiple(), f.first, f.last)
	}
	if f.r.n < o.Periods {
		return Undefined(UnderOneYear)
	}
	return CAGRPeriods(f.multiple(), o.Periods, f.r.n)
}

// growth is what ratios of growth are of: by the calendar, and by counting,
// however short the curve, where there is no calendar.
func (f *Fold) growth(o Options) Value {
	if f.dated {
		return f.cagr(o)
	}
	return f.cagrPeriods(o)
}

// cagrPeriods annualises by counting, but no span of the calendar under a year.
func (f *Fold) cagrPeriods(o Options) Value {
	if f.ruined {
		return Number(-1)
	}
	if f.dated {
		if c := f.cagr(o); !c.Defined() {
			return c
		}
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
	s, _ := f.Deepest()
	return Number(s.Depth)
}

package metrics

import (
	"math"

	"rally/engine"
)

// Activity is what a run traded and held.
type Activity struct {
	Buys  engine.Money // consideration of all buys, without charges, ≥ 0
	Sells engine.Money // likewise of all sells
	Costs engine.Money // every charge
	Gross engine.Money // profit before charges: net profit + Costs

	// Exposure is, for each session's close, gross market value ÷ equity.
	Exposure []float64
}

// Add counts one fill.
func (a *Activity) Add(side engine.Side, consideration, costs engine.Money) {
	if side == engine.Buy {
		a.Buys += consideration
	} else {
		a.Sells += consideration
	}
	a.Costs += costs
}

// ComputeActivity returns the figures of trading and holding beside the curve
// c that they made, whose equity is in HKD, in the order of Definitions.
// Mean equity is that of the sessions' closes.
func ComputeActivity(a Activity, c Curve, o Options) Set {
	n := float64(c.Len() - 1)
	return activityFigures(a, sessionFacts{
		time: exposureTime(a.Exposure, ExitFlat), inclusive: exposureTime(a.Exposure, ExitHeld),
		capital: exposureCapital(a.Exposure, c), turnover: turnoverOf(a, c),
	}, n, o)
}

// sessionFacts are the figures of trading and holding that sessions say.
type sessionFacts struct{ time, inclusive, capital, turnover Value }

// activityFigures adds to what sessions say what the money says; n is the
// number of sessions.
func activityFigures(a Activity, s sessionFacts, n float64, o Options) Set {
	b := builder{table: activityDefinitions[:], set: make(Set, 0, len(activityDefinitions))}
	b.add("exposure_time", s.time)
	b.add("exposure_time_inclusive", s.inclusive)
	b.add("exposure_capital", s.capital)
	b.add("turnover", s.turnover)
	b.add("turnover_ann", perYear(s.turnover.times(1/math.Max(n, 1)), o.Periods))
	traded := (a.Buys + a.Sells).Float()
	b.add("traded", Number(traded))
	b.add("costs", Number(a.Costs.Float()))
	b.add("gross", Number(a.Gross.Float()))
	b.add("cost_bp", basisPoints(a.Costs.Float(), traded))
	b.add("break_even_cost_bp", basisPoints(a.Gross.Float(), traded))
	return b.set
}

func basisPoints(amount, traded float64) Value {
	return ratio(amount, traded, NoTrading).times(10_000)
}

// exposureTime is the share of sessions with a position at the close; with
// ExitHeld also of those that began with one.
func exposureTime(exposure []float64, exit ExitSession) Value {
	if len(exposure) == 0 {
		return Undefined(NoSessions)
	}
	held, before := 0, 0.0
	for _, x := range exposure {
		if x != 0 || before != 0 && exit == ExitHeld {
			held++
		}
		before = x
	}
	return Number(float64(held) / float64(len(exposure)))
}

func exposureCapital(exposure []float64, c Curve) Value {
	if c.Ruined() {
		return Undefined(Ruined)
	}
	if len(exposure) == 0 {
		return Undefined(NoSessions)
	}
	var sum float64
	for _, x := range exposure {
		sum += x
	}
	return Number(sum / float64(len(exposure)))
}

func turnoverOf(a Activity, c Curve) Value { return turnovers(a, c).BothSides }

// turnovers are the readings of turnover over mean equity.
func turnovers(a Activity, c Curve) Turnovers {
	all := func(v Value) Turnovers { return Turnovers{v, v, v} }
	if c.Ruined() {
		return all(Undefined(Ruined))
	}
	if c.Len() < 2 {
		return all(Undefined(NoSessions))
	}
	var sum float64
	for _, e := range c.equity[1:] {
		sum += e
	}
	return Turnover(a.Buys.Float(), a.Sells.Float(), sum/float64(c.Len()-1))
}

// Turnovers are three readings of turnover. They differ by a factor of two
// and more, so a figure says which it is.
type Turnovers struct {
	Lesser    Value // (a) min(buys, sells) ÷ mean equity
	Average   Value // (b) (buys + sells) ÷ 2 mean equity; pyfolio's default
	BothSides Value // (c) (buys + sells) ÷ mean equity: what costs are paid on
}

// Turnover returns the readings of buys and sells, in the unit of equity.
func Turnover(buys, sells, equity float64) Turnovers {
	if !(equity > 0) {
		v := Undefined(Ruined)
		return Turnovers{v, v, v}
	}
	return Turnovers{
		Lesser:    Number(min(buys, sells) / equity),
		Average:   Number((buys + sells) / (2 * equity)),
		BothSides: Number((buys + sells) / equity),
	}
}

// Holding is a stretch of sessions, by index: held at the closes of Entry to
// the one before Exit. 0 ≤ Entry ≤ Exit.
type Holding struct{ Entry, Exit int }

// ExitSession says whether the session of an exit counts as held.
type ExitSession uint8

// Ways to count the session of an exit.
const (
	ExitFlat ExitSession = iota // half-open: exposed at closes only
	ExitHeld                    // as backtesting.py counts
)

// TimeExposed returns the share of n sessions that lie in at least one holding.
func TimeExposed(holdings []Holding, n int, exit ExitSession) Value {
	if n < 1 {
		return Undefined(NoSessions)
	}
	held := make([]bool, n)
	for _, h := range holdings {
		end := h.Exit
		if exit == ExitHeld {
			end++
		}
		for i := max(h.Entry, 0); i < min(end, n); i++ {
			held[i] = true
		}
	}
	total := 0
	for _, h := range held {
		if h {
			total++
		}
	}
	return Number(float64(total) / float64(n))
}

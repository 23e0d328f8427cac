package reports

import (
	"rally/engine"
	"rally/reports/metrics"
	"rally/reports/overfit"
)

// Tally is the fold of a trial: a session at a time it gathers the figures
// that rank, the sums that over-fitting is judged by and, where it is wanted,
// the curve. So ten thousand trials need no rows.
type Tally struct {
	fold   metrics.Fold
	active metrics.ActivityFold
	blocks *overfit.Blocks
	keep   bool
	curve  []engine.Money
	rows   int
	before engine.Money // equity of the row before
}

// NewTally returns the fold of a trial whose returns are cut as the design
// says; with keep it remembers the curve.
func NewTally(d overfit.Design, keep bool) *Tally {
	t := &Tally{blocks: d.Start(), keep: keep}
	if keep {
		t.curve = make([]engine.Money, 0, d.Returns+1)
	}
	return t
}

// Row takes the next session; the first is the starting cash.
func (t *Tally) Row(r engine.SessionRow) {
	equity := r.Equity.Float()
	t.fold.Session(r.Day, equity)
	if t.rows > 0 {
		t.active.Session(exposure(r), equity)
		t.blocks.Add(returnOf(t.before, r.Equity))
	}
	if t.keep {
		t.curve = append(t.curve, r.Equity)
	}
	t.rows++
	t.before = r.Equity
}

// returnOf is the return from one equity to the next; after a ruin there is
// nothing left to earn on.
func returnOf(from, to engine.Money) float64 {
	if from <= 0 {
		return 0
	}
	return to.Float()/from.Float() - 1
}

// Returns are those between the equities of successive sessions.
func Returns(equity []engine.Money) []float64 {
	out := make([]float64, 0, max(0, len(equity)-1))
	for i := 1; i < len(equity); i++ {
		out = append(out, returnOf(equity[i-1], equity[i]))
	}
	return out
}

// Blocks are the sums of the returns by block.
func (t *Tally) Blocks() *overfit.Blocks { return t.blocks }

// Curve is the equity of every row; nil where it was not kept.
func (t *Tally) Curve() []engine.Money { return t.curve }

// Figures are those of the curve and of trading, with the bits that a full
// result of the same run gives. Periods are sessions a year.
func (t *Tally) Figures(r *engine.Result, periods float64) metrics.Set {
	a := metrics.Activity{Buys: r.Bought, Sells: r.Sold}
	for _, fee := range r.FeeTotals {
		a.Costs += fee
	}
	a.Gross = r.Last.Equity - r.Cash + a.Costs
	o := metrics.Options{Periods: periods}
	return append(t.fold.Figures(o), t.active.Figures(a, o)...)
}

// NewTrack is what over-fitting looks at of a trial with these figures.
func NewTrack(name string, figures metrics.Set, blocks *overfit.Blocks, returns []float64) overfit.Track {
	n, _ := figures.Get("n")
	return overfit.Track{
		Name: name, N: n.Number, Sharpe: valueOf(figures, "sharpe_per_rf0"),
		Skew: valueOf(figures, "skew_pop"), Kurt: valueOf(figures, "kurt_pop_raw"),
		Blocks: blocks, Returns: returns,
	}
}

package cli

import (
	"context"
	"fmt"

	"rally/engine"
	"rally/reports"
	"rally/reports/metrics"
)

// What the best trial is put through.
var (
	stressTicks = []int{0, 1, 2, 3, 5}
	stressCosts = []int{0, 5, 10, 20, 40} // basis points a side
)

// addedCost is a charge beside those of the law and the broker.
type addedCost engine.Rate

// Name returns the charge's name.
func (addedCost) Name() string { return "added" }

// Level returns the level that it is computed at.
func (addedCost) Level() engine.NoteLevel { return engine.PerExecution }

// Fee returns the part of the note's consideration, to the cent.
func (c addedCost) Fee(n engine.Note) engine.Money {
	return engine.Rate(c).Of(n.Consideration, engine.Cent, engine.Nearest)
}

// stress plays a trial with more slippage and more cost. What is varied is not
// chosen from, so these are no trials.
func (t *contest) stress(ctx context.Context, e *entry) (*reports.Surface, error) {
	m, err := t.load(ctx, e.group)
	if err != nil {
		return nil, err
	}
	s := &reports.Surface{Title: e.trial.Name, RowLabel: "slippage", ColLabel: "cost added a side"}
	for _, ticks := range stressTicks {
		s.Rows = append(s.Rows, tickText(ticks))
		s.Values = append(s.Values, make([]metrics.Value, len(stressCosts)))
	}
	for _, bp := range stressCosts {
		s.Cols = append(s.Cols, fmt.Sprintf("%d bp", bp))
	}
	width := len(stressCosts)
	return s, t.run(ctx, m, len(stressTicks)*width,
		func(i int) engine.Plan {
			p := t.plan(e.trial.Config, false)
			p.Market.Slippage = engine.Slippage{Ticks: stressTicks[i/width]}
			if bp := stressCosts[i%width]; bp > 0 {
				p.Market.Fees = append(p.Market.Fees[:len(p.Market.Fees):len(p.Market.Fees)], addedCost(engine.Rate(bp)*engine.BasisPoint))
			}
			return p
		},
		func(i int, r *engine.Result) error {
			v := &s.Values[i/width][i%width]
			if r.Err != nil {
				*v = metrics.Undefined(r.Err.Error())
				return nil
			}
			*v, _ = r.Fold.(*reports.Tally).Figures(r, t.periods).Get("total_return")
			return nil
		})
}

func tickText(n int) string {
	switch n {
	case 0:
		return "none"
	case 1:
		return "1 tick"
	}
	return fmt.Sprintf("%d ticks", n)
}

package cli

import (
	"rally/cmd/internal/config"
	"rally/engine"
	"rally/reports"
	"rally/reports/metrics"
	"rally/reports/overfit"
)

// fillRules are the names of the fill rules, from the worst for the trader on.
var fillRules = []string{"pessimistic", "base", "optimistic"}

// fillPlans are the run by the fill rules that are not its own, of which only
// sums are kept.
func fillPlans(c *config.Config, text []byte) []engine.Plan {
	var plans []engine.Plan
	for _, rule := range fillRules {
		if rule == c.Market.Fill {
			continue
		}
		other := c.Market
		other.Fill = rule
		p := strategyPlan(c, text)
		p.Market.BarFill = other.Engine().BarFill
		p.Keep = engine.Folds
		p.Fold = func() engine.Fold { return reports.NewTally(overfit.Design{}, false) }
		plans = append(plans, p)
	}
	return plans
}

// bracketOf tells what the run comes to by each fill rule. Results are the run's
// own, that of holding, then those of the other rules.
func bracketOf(c *config.Config, periods float64, results []*engine.Result) []reports.FillCase {
	var out []reports.FillCase
	others := results[2:]
	for _, rule := range fillRules {
		if rule == c.Market.Fill {
			own := results[0]
			tally := reports.NewTally(overfit.Design{}, false)
			for _, row := range own.Rows {
				tally.Row(row)
			}
			out = append(out, reports.NewFillCase(rule, true, tally.Figures(own, periods), own.Trips, own.AmbiguousBars))
			continue
		}
		r := others[0]
		others = others[1:]
		if r.Err != nil {
			failed := metrics.Undefined(r.Err.Error())
			out = append(out, reports.FillCase{Rule: rule, Return: failed, Sharpe: failed})
			continue
		}
		out = append(out, reports.NewFillCase(rule, false, r.Fold.(*reports.Tally).Figures(r, periods), r.Trips, r.AmbiguousBars))
	}
	return out
}

package reports

import (
	"fmt"

	"rally/reports/chart"
	"rally/reports/metrics"
)

// figuresOf returns the table of figures: return, risk, trading.
func figuresOf(s *Study, f *facts) []chart.FigureColumn {
	gain := func(v float64) string { return plus(100*v, 1) + " %" }
	two := func(v float64) string { return grouped(v, 2) }
	sessions := func(v float64) string { return count(int(v+0.5), "session") }
	row := func(label, name string, show func(float64) string) chart.Figure {
		return figure(label, f.value(name), show)
	}
	best, worst := extremes(metrics.Months(f.curve))
	returns := []chart.Figure{
		row("Total return", "total_return", gain),
		row("Growth a year", "cagr", gain),
		figure("Best month", best, gain),
		figure("Worst month", worst, gain),
		{Name: "Dividends", Value: hkd(s.Result.DividendNet)},
	}
	if f.hold != nil {
		returns = append(returns, figure("Holding", valueOf(f.holdFigures, "total_return"), gain))
	}
	if f.benchmark != nil {
		for _, v := range []chart.Figure{row("Benchmark", "benchmark_total_return", gain), row("Beta", "beta", two), alpha(f, gain)} {
			if v.Note == "" { // of a figure that is undefined the reason is
				v.Note = partly(f)
			}
			returns = append(returns, v)
		}
	}
	sharpe, v := sharpeWithError(f)
	risk := []chart.Figure{
		row("Volatility a year", "ann_vol", percent),
		figure("Sharpe ± error", v, func(float64) string { return sharpe }),
		row("P(Sharpe > 0)", "psr_0", func(v float64) string { return grouped(100*v, 0) + " %" }),
		row("Record for 95 %", "mintrl_95_obs", sessions),
		row("Sortino", "sortino_ann", two),
		row("Deepest drawdown", "max_dd", gain),
		row("Longest spell", "longest_dd_sessions", sessions),
		row("Calmar", "calmar", two),
		row("Ulcer index", "ulcer_n", percent),
		row("Worst 5 % of days", "ES_exact_0.05", func(v float64) string { return gain(-v) }),
	}
	trading := []chart.Figure{
		{Name: "Trades", Value: grouped(float64(len(f.trips)), 0)},
		row("Hit rate", "hit_rate_all", percent),
		row("Profit factor", "profit_factor", two),
		row("Payoff", "payoff", two),
		row("Mean net a trade", "expectancy", inDollars),
		row("Best trade ÷ net", "top1_share_of_net", percent),
		row("Mean holding", "avg_bars", func(v float64) string { return grouped(v, 1) + " sessions" }),
		row("Time in market", "exposure_time", percent),
		row("Mean exposure", "exposure_capital", percent),
		row("Turnover", "turnover", func(v float64) string { return grouped(v, 1) + " ×" }),
	}
	return []chart.FigureColumn{{Heading: "Return", Rows: returns}, {Heading: "Risk", Rows: risk}, {Heading: "Trading", Rows: trading}}
}

// partly says over what a benchmark that does not cover the run is compared;
// empty where it does.
func partly(f *facts) string {
	if f.covered.whole() {
		return ""
	}
	n := f.covered.sessions
	if v := f.value("benchmark_n"); v.Defined() {
		n = int(v.Number + 0.5)
	}
	return fmt.Sprintf("the benchmark has %s of %s, %s", grouped(float64(n), 0), count(f.covered.of, "session"), f.covered.part())
}

// alpha is a growth, so it is not annualised where growth is not.
func alpha(f *facts, show func(float64) string) chart.Figure {
	v := f.value("cagr")
	if v.Defined() {
		v = f.value("alpha_ann_arith")
	}
	return figure("Alpha a year", v, show)
}

// figure prints a value, or a dash with the reason as a note.
func figure(label string, v metrics.Value, show func(float64) string) chart.Figure {
	if !v.Defined() {
		return chart.Figure{Name: label, Value: "–", Note: reason(v)}
	}
	return chart.Figure{Name: label, Value: show(v.Number)}
}

// extremes returns the best and the worst of the spans that have a return.
func extremes(spans []metrics.Span) (best, worst metrics.Value) {
	best, worst = metrics.Undefined(metrics.NoReturns), metrics.Undefined(metrics.NoReturns)
	for _, s := range spans {
		if !s.Return.Defined() {
			continue
		}
		if !best.Defined() || s.Return.Number > best.Number {
			best = s.Return
		}
		if !worst.Defined() || s.Return.Number < worst.Number {
			worst = s.Return
		}
	}
	return best, worst
}

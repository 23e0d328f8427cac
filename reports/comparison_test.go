package reports

import (
	"fmt"
	"strings"

	"rally/engine"
	"rally/reports/metrics"
	"rally/reports/overfit"
)

// odd is a name of sixty letters that a table has to quote.
const odd = `the "odd" one, with a comma; and 60 letters in all, to be cut`

// handTrial is a trial over days whose equity goes up and down by steps, in mills.
func handTrial(days []engine.Day, cash engine.Money, name string, steps ...int64) *Trial {
	t := &Trial{Name: name, Rule: "hand", Equity: []engine.Money{cash}, Orders: 4 * len(steps), Fills: 2 * len(steps), Trips: len(steps)}
	if len(steps) == 0 {
		steps = []int64{0}
	}
	rows := []engine.SessionRow{{Day: days[0], Equity: cash}}
	for i, d := range days[1:] {
		cash += engine.Money(steps[i%len(steps)])
		row := engine.SessionRow{Day: d, Equity: cash}
		if t.Fills > 0 {
			row.Gross, row.Held = cash/2, 1
		}
		rows = append(rows, row)
		t.Equity = append(t.Equity, cash)
	}
	tally := NewTally(overfit.NewDesign(len(days)-1, 16), true)
	for _, r := range rows {
		tally.Row(r)
	}
	r := &engine.Result{Cash: rows[0].Equity, Last: rows[len(rows)-1]}
	if t.Fills > 0 {
		r.Bought, r.Sold, r.FeeTotals = 100_000_000, 90_000_000, []engine.Money{123_456}
	}
	t.Figures = tally.Figures(r, 246)
	copy(t.Digest[:], name)
	return t
}

// handCompared is a comparison of five trials with everything that tables show:
// a failure, a walk, a surface of costs, and names that want quotes. What
// over-fitting says is written by hand.
func handCompared() *Comparison {
	h := handMade()
	var days []engine.Day
	for _, r := range h.Result.Rows {
		days = append(days, r.Day)
	}
	cash := h.Result.Cash
	c := &Comparison{
		Name: "hand", Version: "0.1.0", Config: []byte(`{"sweep":{"over":{"strategy.hold":[5,10]}},"compare":{"keep":1}}`),
		Digest: [32]byte{0xc0, 0xff, 0xee, 0x00, 0x12}, Span: h.Result.Span, Cash: cash, Names: 2, Periods: 246, RankBy: "sharpe_ann_rf0",
		Axes: []Axis{{Key: "strategy.hold", Label: "hold", Values: []string{"5", "10"}}, {Key: "data.embargo", Label: "embargo", Values: []string{"0s", "1 session"}}},
		Days: days,
		Trials: []*Trial{
			handTrial(days, cash, "hold=10", 4_000_000, -1_000_000, 2_500_000),
			handTrial(days, cash, odd, 3_000_000, -2_000_000),
			handTrial(days, cash, "hold=5 embargo=1 session", -1_000_000, 500_000),
			handTrial(days, cash, "買入\n持有", -9_000_000, 1_000_000, 250_000, 125_000),
			handTrial(days, cash, "idle"),
		},
		Failed: []Failure{{"hold=0", "hold is 0: a position cannot be held for less than a session."}},
		Hold:   h.Hold, HoldScale: 1000, Benchmark: h.Benchmark, Sampled: 5,
		Files: h.Files, Findings: h.Findings, Warnings: h.Warnings, Assumptions: h.Assumptions, LotsAsOf: h.LotsAsOf,
		Folder: "out/hand-c0ffee00",
	}
	for i, params := range [][]string{{"10", ""}, {"5", "0s"}, {"5", "1 session"}, {"", ""}, nil} {
		c.Trials[i].Params = params
	}
	c.Trials[0].Kept = FolderName(c.Trials[0].Name, c.Trials[0].Digest)
	// by name: hold=10, hold=5 …, idle, the "odd" one, 買入
	c.Order = []int{0, 2, 4, 1, 3}
	for i, t := range c.Trials {
		t.Rank = i + 1
	}
	for k, i := range c.Order {
		c.Trials[i].Track = k
	}
	value := metrics.Number
	flat := metrics.Undefined(metrics.ConstantReturns)
	list := func(a, b, c, d float64) []metrics.Value {
		return []metrics.Value{value(a), value(b), flat, value(c), value(d)}
	}
	c.Overfit = overfit.Assessment{
		Trials: 5, Prior: 40, Undefined: 1, Best: 0, Variance: value(0.04),
		Effective:  overfit.Effective{Sample: 4, Constant: 1, Correlation: value(0.25), Squared: value(0.1)},
		Correlated: value(34), Participant: value(8.25), ToBeat: value(0.447), ToBeatEffective: value(0.42),
		PSR: list(0.93, 0.2, 0.7, 0.004), DSR: list(0.6, 0.01, 0.3, 0.0001), DSREffective: list(0.65, 0.011, 0.31, 0.0002),
		MinTRL: []metrics.Value{value(21.25), metrics.Undefined(metrics.Never), flat, value(70), metrics.Undefined(metrics.Never)},
		PBO: overfit.PBO{
			Design: overfit.Design{Returns: 8, Blocks: 4, Length: 2}, Trials: 5, Splits: 6, Probability: value(1.0 / 3),
			Loss: value(0.5), Slope: value(-0.5), Intercept: value(0.1), MeanIn: value(0.3), MeanOut: value(0.05),
		},
	}
	c.Walk = &Walk{
		Method: "walk-forward", Text: "train 4 sessions, test 2, embargo 0",
		Legs: []Leg{
			{Train: []engine.Span{{First: days[1], Last: days[4]}}, Test: engine.Span{First: days[5], Last: days[6]}, Chosen: 1, Score: value(1.25), Return: value(0.001), Sharpe: value(2), Trips: 1},
			{Train: []engine.Span{{First: days[1], Last: days[2]}, {First: days[5], Last: days[6]}}, Test: engine.Span{First: days[7], Last: days[8]}, Chosen: -1, Score: flat, Return: value(0), Sharpe: flat},
		},
		Days: days[4:], Equity: []engine.Money{cash, cash + 1_000_000, cash + 500_000, cash + 500_000, cash + 500_000},
		Figures: c.Trials[1].Figures,
	}
	c.Stress = &Surface{
		Title: "Net return of hold=10", RowLabel: "slippage", ColLabel: "added cost, a side", Rows: []string{"1 tick", "2 ticks"}, Cols: []string{"0 bp", "10 bp"},
		Values: [][]metrics.Value{{value(0.01), value(0.005)}, {value(0.002), metrics.Undefined(metrics.Ruined)}},
	}
	return c
}

// manyTrials is a comparison of n trials of a few days.
func manyTrials(n int) *Comparison {
	c := handCompared()
	c.Trials, c.Order, c.Overfit.Trials = nil, nil, n
	for i := range n {
		t := handTrial(c.Days, c.Cash, fmt.Sprintf("fast=%d", n-i), int64(n-i)*1000, -int64(i)*500)
		t.Rank, t.Track, t.Params = i+1, i, []string{"", ""}
		c.Trials, c.Order = append(c.Trials, t), append(c.Order, i)
	}
	return c
}

func joined(list []string) string { return strings.Join(list, "\n") + "\n" }

// unwrapped joins lines, with one space wherever there are any.
func unwrapped(list []string) string { return oneLine(strings.Join(list, " ")) }

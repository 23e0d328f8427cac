package strategies

import (
	"context"
	"testing"

	"rally/engine"
	"rally/engine/hkex"
)

// plainPlan is a plan by the law's fees without broker, slippage or cap.
func plainPlan(strategy func() engine.Strategy, from, to string, cash engine.Money) engine.Plan {
	first, err := engine.ParseDay(from)
	if err != nil {
		panic(err)
	}
	last, err := engine.ParseDay(to)
	if err != nil {
		panic(err)
	}
	return engine.Plan{
		Name: "test", Strategy: strategy, Cash: cash, Span: engine.Span{First: first, Last: last},
		Market: engine.Market{Venue: hkex.Venue{}, BarFill: engine.Pessimistic, Fees: hkex.Law(),
			OddDiscount: 2 * engine.Percent, DividendTax: engine.Tax{Auto: true}},
	}
}

// runPlan plays one plan and wants it to end well.
func runPlan(t testing.TB, feed engine.Feed, workers int, p engine.Plan) *engine.Result {
	t.Helper()
	var res *engine.Result
	err := engine.Runner{Workers: workers}.Run(context.Background(), feed, 1,
		func(int) engine.Plan { return p }, func(_ int, r *engine.Result) { res = r })
	if err != nil {
		t.Fatal(err)
	}
	if res.Err != nil {
		t.Fatal(res.Err)
	}
	return res
}

package crosscheck

import (
	"context"
	"testing"

	"rally/engine"
	"rally/engine/hkex"
	"rally/reports"
	"rally/strategies"
)

// TestTripsAgree: the engine counts as many round trips as the reports find in
// the fills and actions of the same run.
func TestTripsAgree(t *testing.T) {
	tape := tape(t, []string{"0003.HK", "0005.HK", "0388.HK", "0700.HK", "0823.HK", "1177.HK", "1211.HK", "9901.HK", "9988.HK"}, true)
	sessions := tape.Sessions()
	plans := []engine.Plan{}
	for _, s := range []func() engine.Strategy{
		func() engine.Strategy { return &strategies.MACross{Fast: 5, Slow: 6} },
		func() engine.Strategy { return &strategies.MACross{Fast: 10, Slow: 30} },
		func() engine.Strategy { return &strategies.MACross{Fast: 20, Slow: 100, Lots: 1} },
	} {
		for _, odd := range []engine.OddLotPolicy{engine.OddLotsDiscount, engine.OddLotsHold, engine.OddLotsRefuse} {
			plans = append(plans, engine.Plan{
				Strategy: s, Cash: 75_000_000 * engine.Dollar,
				Span:   engine.Span{First: sessions[0].Day, Last: sessions[len(sessions)-1].Day},
				Market: engine.Market{Venue: hkex.Venue{}, Fees: hkex.Law(), OddLots: odd, Participation: engine.Percent / 100},
			})
		}
	}
	err := engine.Run(context.Background(), engine.TapeFeed{Tape: tape}, len(plans),
		func(i int) engine.Plan { return plans[i] },
		func(i int, r *engine.Result) {
			if r.Err != nil {
				t.Error(r.Err)
				return
			}
			over, open := reports.Trips(r)
			t.Logf("plan %d: %d fills, %d trips, %d open", i, r.FillCount, r.Trips, len(open))
			if r.Trips != len(over) || len(over) == 0 {
				t.Errorf("plan %d: the engine counts %d trips, the reports %d", i, r.Trips, len(over))
			}
		})
	if err != nil {
		t.Fatal(err)
	}
}

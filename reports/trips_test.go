package reports

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rally/engine"
)

func TestTrips(t *testing.T) {
	u, err := engine.NewUniverse([]engine.Instrument{{Symbol: "0001.HK"}, {Symbol: "0002.HK"}})
	if err != nil {
		t.Fatal(err)
	}
	const first = engine.Day(20_000)
	fill := func(day int, id engine.ID, side engine.Side, q engine.Qty, p engine.Price, intent string) engine.Fill {
		return engine.Fill{Instrument: id, Side: side, Time: (first + engine.Day(day)).At(9, 20), Qty: q, Price: p, Consideration: p.Times(q), Fees: 10, Because: engine.SignalRef(day + 1), Intent: intent}
	}
	act := func(day int, kind engine.ActionKind, num, den int64, after engine.Qty, amount engine.Money) engine.ActionRecord {
		ex := first + engine.Day(day)
		return engine.ActionRecord{Action: engine.Action{Kind: kind, Ex: ex, Num: num, Den: den}, Time: ex.At(9, 0), After: after, Amount: amount}
	}
	at := func(day int) engine.Time { return (first + engine.Day(day)).At(9, 20) }
	const buy, sell = engine.Buy, engine.Sell
	for _, c := range []struct {
		name    string
		fills   []engine.Fill
		actions []engine.ActionRecord
		over    []Trip
		open    []Trip
	}{
		{name: "none"},
		{"one", []engine.Fill{fill(1, 0, buy, 100, 5_000, "entry"), fill(4, 0, sell, 100, 6_000, "hold")}, nil,
			[]Trip{{Signal: 2, Entered: at(1), Exited: at(4), Bought: 100, Paid: 500_000, Got: 600_000, Fees: 20, Sessions: 3, Exit: "hold"}}, nil},
		{"same day", []engine.Fill{fill(1, 0, buy, 100, 5_000, "entry"), fill(1, 0, sell, 100, 4_000, "stop")}, nil,
			[]Trip{{Signal: 2, Entered: at(1), Exited: at(1), Bought: 100, Paid: 500_000, Got: 400_000, Fees: 20, Exit: "stop"}}, nil},
		{"partial exits are one trip, most of it names the reason", []engine.Fill{fill(1, 0, buy, 300, 5_000, ""), fill(2, 0, sell, 200, 6_000, "trail"), fill(3, 0, sell, 100, 4_000, "stop")}, nil,
			[]Trip{{Signal: 2, Entered: at(1), Exited: at(3), Bought: 300, Paid: 1_500_000, Got: 1_600_000, Fees: 30, Sessions: 2, Exit: "trail"}}, nil},
		{"of halves the last names the reason", []engine.Fill{fill(1, 0, buy, 200, 5_000, ""), fill(2, 0, sell, 100, 6_000, "trail"), fill(3, 0, sell, 100, 4_000, "stop")}, nil,
			[]Trip{{Signal: 2, Entered: at(1), Exited: at(3), Bought: 200, Paid: 1_000_000, Got: 1_000_000, Fees: 30, Sessions: 2, Exit: "stop"}}, nil},
		{"added to, keeps its first signal", []engine.Fill{fill(1, 0, buy, 100, 5_000, ""), fill(2, 0, buy, 100, 7_000, ""), fill(3, 0, sell, 200, 8_000, "hold")}, nil,
			[]Trip{{Signal: 2, Entered: at(1), Exited: at(3), Bought: 200, Paid: 1_200_000, Got: 1_600_000, Fees: 30, Sessions: 2, Exit: "hold"}}, nil},
		{"entered again", []engine.Fill{fill(1, 0, buy, 100, 5_000, ""), fill(2, 0, sell, 100, 6_000, "hold"), fill(2, 0, buy, 100, 6_000, ""), fill(5, 0, sell, 100, 5_000, "stop")}, nil,
			[]Trip{
				{Signal: 2, Entered: at(1), Exited: at(2), Bought: 100, Paid: 500_000, Got: 600_000, Fees: 20, Sessions: 1, Exit: "hold"},
				{Signal: 3, Entered: at(2), Exited: at(5), Bought: 100, Paid: 600_000, Got: 500_000, Fees: 20, Sessions: 3, Exit: "stop"},
			}, nil},
		{"split in between, after a part was sold", []engine.Fill{fill(1, 0, buy, 200, 6_000, ""), fill(2, 0, sell, 100, 6_000, "trail"), fill(3, 0, sell, 300, 2_500, "hold")},
			[]engine.ActionRecord{act(3, engine.Split, 3, 1, 300, 0)},
			[]Trip{{Signal: 2, Entered: at(1), Exited: at(3), Bought: 600, Paid: 1_200_000, Got: 1_350_000, Fees: 30, Sessions: 2, Exit: "hold"}}, nil},
		{"consolidation with a fraction paid", []engine.Fill{fill(1, 0, buy, 105, 1_000, ""), fill(4, 0, sell, 10, 12_000, "hold")},
			[]engine.ActionRecord{act(3, engine.Consolidation, 1, 10, 10, 5_500)},
			[]Trip{{Signal: 2, Entered: at(1), Exited: at(4), Bought: 10, Paid: 105_000, Got: 125_500, Fees: 20, Sessions: 3, Exit: "hold"}}, nil},
		{"consolidation that leaves a fraction alone", []engine.Fill{fill(1, 0, buy, 5, 1_000, "")},
			[]engine.ActionRecord{act(3, engine.Consolidation, 1, 10, 0, 4_900)},
			[]Trip{{Signal: 2, Entered: at(1), Exited: (first + 3).At(9, 0), Bought: 0, Paid: 5_000, Got: 4_900, Fees: 10, Sessions: 2, Exit: "consolidation"}}, nil},
		{"delisted", []engine.Fill{fill(1, 0, buy, 100, 5_000, "")},
			[]engine.ActionRecord{act(4, engine.Delisting, 0, 0, 0, 120_000)},
			[]Trip{{Signal: 2, Entered: at(1), Exited: (first + 4).At(9, 0), Bought: 100, Paid: 500_000, Got: 120_000, Fees: 10, Sessions: 3, Exit: "delisting"}}, nil},
		{"a dividend is not in it", []engine.Fill{fill(1, 0, buy, 100, 5_000, ""), fill(4, 0, sell, 100, 5_000, "hold")},
			[]engine.ActionRecord{act(2, engine.Dividend, 0, 0, 100, 99_000)},
			[]Trip{{Signal: 2, Entered: at(1), Exited: at(4), Bought: 100, Paid: 500_000, Got: 500_000, Fees: 20, Sessions: 3, Exit: "hold"}}, nil},
		{"open at the end, partly sold", []engine.Fill{fill(1, 1, buy, 300, 5_000, ""), fill(2, 1, sell, 100, 6_000, "trail")}, nil, nil,
			[]Trip{{Instrument: 1, Signal: 2, Entered: at(1), Bought: 300, Left: 200, Paid: 1_500_000, Got: 600_000, Fees: 20, Sessions: 8}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &engine.Result{Universe: u, Fills: c.fills, Actions: c.actions}
			for d := range engine.Day(10) {
				r.Rows = append(r.Rows, engine.SessionRow{Day: first + d})
			}
			over, open := Trips(r)
			if diff := cmp.Diff(c.over, over); diff != "" {
				t.Errorf("over (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.open, open); diff != "" {
				t.Errorf("open (-want +got):\n%s", diff)
			}
		})
	}
}

// Mean prices are to the nearest mill, a half up.
func TestMean(t *testing.T) {
	for _, c := range []struct {
		m    engine.Money
		q    engine.Qty
		want engine.Price
	}{{10, 4, 3}, {9, 4, 2}, {11, 4, 3}, {0, 5, 0}, {5, 0, 0}} {
		if got := mean(c.m, c.q); got != c.want {
			t.Errorf("%d ÷ %d = %d, want %d", c.m, c.q, got, c.want)
		}
	}
}

// Every mill of the net result is told once: round trips, what is still held
// and dividends; and the way from gross to net leads there.
func TestNothingLost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		names := rapid.IntRange(1, 6).Draw(rt, "names")
		f := &follower{names: rapid.IntRange(1, 4).Draw(rt, "at once"), sessions: rapid.IntRange(1, 12).Draw(rt, "hold"), budget: engine.Money(rapid.Int64Range(10_000_000, 900_000_000).Draw(rt, "budget"))}
		s := studyOf(t, marketOf(t, seed, names, 40, engine.Date(2024, 1, 2)), 1_000_000_000, f)
		facts, err := s.study()
		if err != nil {
			rt.Fatal(err)
		}
		var net, fees engine.Money
		for _, p := range facts.trips {
			net += p.Net()
			fees += p.Fees
		}
		for _, p := range facts.open {
			net += p.Net()
			fees += p.Fees
		}
		net += s.Result.Last.Gross + s.Result.DividendNet
		if net != facts.net {
			rt.Errorf("trips, holdings and dividends give %v, equity %v", net, facts.net)
		}
		if fees != facts.fees {
			rt.Errorf("fees of trips %v, of the run %v", fees, facts.fees)
		}
		at := costsOf(s, facts).Gross
		for _, l := range costLines(s.Result) {
			at -= l.amount.Float()
		}
		if d := at - facts.net.Float(); d > 0.001 || d < -0.001 {
			rt.Errorf("the way from gross leads to %v, net is %v", at, facts.net)
		}
		var bars float64
		_, list := profitBars(s, facts, cited(s.Result))
		for _, b := range list {
			bars += b.Value
		}
		if d := bars - facts.net.Float(); d > 0.001 || d < -0.001 {
			rt.Errorf("bars sum to %v, net is %v", bars, facts.net)
		}
	})
}

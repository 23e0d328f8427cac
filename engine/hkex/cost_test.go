package hkex_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/hkex"
)

func TestCost(t *testing.T) {
	futu, err := hkex.LookupBroker("futu")
	if err != nil {
		t.Fatal(err)
	}
	a, err := hkex.Cost(hkex.Trade{
		Instrument: &engine.Instrument{}, Day: day(t, "2024-09-24"), Side: engine.Sell, Price: price(t, "123.40"), Qty: 400,
	}, futu)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range a.Lines {
		got = append(got, l.Component+" "+l.Amount.String()+" per "+l.Level.String())
		if l.Source == "" {
			t.Errorf("%s has no source", l.Component)
		}
	}
	want := []string{
		"brokerage 14.810 per order", "platform 15.000 per order", "stamp_duty 50.000 per note",
		"sfc_levy 1.330 per execution", "afrc_levy 0.070 per execution", "trading_fee 2.790 per execution",
		"trading_tariff 0.000 per execution", "settlement_fee 2.000 per execution",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if a.Consideration.String() != "49360.000" || a.Total.String() != "86.000" {
		t.Errorf("consideration %s, total %s", a.Consideration, a.Total)
	}
}

func TestCostSourceOfDuty(t *testing.T) {
	none, err := hkex.LookupBroker("none")
	if err != nil {
		t.Fatal(err)
	}
	free := []engine.DutyFrom{{From: day(t, "2025-07-11")}}
	due := []engine.DutyFrom{{From: day(t, "2025-07-11"), Due: true}}
	for _, c := range []struct {
		name string
		in   engine.Instrument
		want string
	}{
		{"stock", engine.Instrument{}, "stamp duty 0.10 %"},
		{"ETF", engine.Instrument{Kind: engine.ETF}, "exempt: ETF units"},
		{"list frees", engine.Instrument{Duty: free}, "exempt: as the instrument's list states from 2025-07-11"},
		{"list charges", engine.Instrument{Kind: engine.ETF, Duty: due}, "stamp duty 0.10 %"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := hkex.Cost(hkex.Trade{Instrument: &c.in, Day: day(t, "2025-07-14"), Price: 1000, Qty: 1000}, none)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(a.Lines[0].Source, c.want) {
				t.Errorf("got %q, want %q", a.Lines[0].Source, c.want)
			}
		})
	}
}

func TestCostRefuses(t *testing.T) {
	stock, d := &engine.Instrument{}, day(t, "2024-09-24")
	for _, c := range []struct {
		name, want string
		trade      hkex.Trade
	}{
		{"no session", "the next session is 2023-09-04", hkex.Trade{Instrument: stock, Day: day(t, "2023-09-01"), Price: 1000, Qty: 100}},
		{"before the tables", "the next session is 2018-01-02", hkex.Trade{Instrument: stock, Day: day(t, "2015-09-01"), Price: 1000, Qty: 100}},
		{"index", "not traded", hkex.Trade{Instrument: &engine.Instrument{Kind: engine.Index}, Day: d, Price: 1000, Qty: 100}},
		{"no shares", "must be positive", hkex.Trade{Instrument: stock, Day: d, Price: 1000}},
		{"no price", "must be positive", hkex.Trade{Instrument: stock, Day: d, Qty: 100}},
		{"too much", "must be positive and their product fit", hkex.Trade{Instrument: stock, Day: d, Price: math.MaxInt64, Qty: 100}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := hkex.Cost(c.trade, hkex.Broker{}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	// The largest consideration that fits still has its fees.
	if _, err := hkex.Cost(hkex.Trade{Instrument: stock, Day: d, Price: 1, Qty: math.MaxInt64}, hkex.Brokers()[0]); err != nil {
		t.Error(err)
	}
}

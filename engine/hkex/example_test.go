package hkex_test

import (
	"fmt"

	"rally/engine"
	"rally/engine/hkex"
)

func ExampleSession() {
	s, ok := hkex.Session(engine.Date(2024, 12, 24))
	fmt.Println(ok, s.Open.In().Format("15:04"), s.Close.In().Format("15:04"), s.End.In().Format("15:04"), s.Reason)
	_, err := hkex.RequireSession(engine.Date(2023, 9, 8))
	fmt.Println(err)
	// Output:
	// true 09:30 12:00 12:10 half day: Christmas Eve
	// 2023-09-08 has no session (black rainstorm closure); the next session is 2023-09-11
}

func ExampleDays() {
	days, err := hkex.Days(engine.Date(2024, 9, 5), engine.Date(2024, 9, 7))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range days {
		fmt.Printf("%s %v %q\n", d.Day, d.Trades, d.Reason)
	}
	// Output:
	// 2024-09-05 true ""
	// 2024-09-06 false "typhoon closure"
	// 2024-09-07 false "weekend"
}

func ExampleTick() {
	a, err := hkex.Tick(&engine.Instrument{Kind: engine.Stock}, 20_000, engine.Date(2025, 8, 4))
	fmt.Println(a.Table, a.OnGrid, a.Step, a.Down, a.Up, err)
	// Output: A true 0.010 19.990 20.020 <nil>
}

func ExampleSpreadFor() {
	t := hkex.SpreadFor(&engine.Instrument{Kind: engine.ETF}, engine.Date(2024, 9, 24))
	fmt.Println(t.Letter, t.Round(25_370, engine.Down), t.Round(25_370, engine.Up))
	// Output: D 25.360 25.380
}

func ExampleLaw() {
	n := engine.Note{
		Instrument: &engine.Instrument{Kind: engine.Stock}, Day: engine.Date(2024, 6, 3),
		Qty: 500, Consideration: 60_500_000,
	}
	for _, rule := range hkex.Law() {
		fmt.Println(rule.Name(), rule.Fee(n))
	}
	// Output:
	// stamp_duty 61.000
	// sfc_levy 1.630
	// afrc_levy 0.090
	// trading_fee 3.420
	// trading_tariff 0.000
	// settlement_fee 2.000
}

func ExampleCost() {
	futu, err := hkex.LookupBroker("futu")
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := hkex.Cost(hkex.Trade{
		Instrument: &engine.Instrument{Kind: engine.ETF}, Day: engine.Date(2025, 9, 1), Price: 25_360, Qty: 500,
	}, futu)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.Consideration, a.Total, a.Lines[2].Component, a.Lines[2].Amount)
	// Output: 12680.000 20.410 stamp_duty 0.000
}

func ExampleCommission() {
	c := hkex.Commission{Rate: 3 * engine.BasisPoint, Min: 50_000}
	fmt.Println(c.Fee(engine.Note{Qty: 100, Consideration: 100_000_000}), c.Fee(engine.Note{Qty: 200, Consideration: 200_000_000}))
	// Output: 50.000 60.000
}

func ExampleBrokers() {
	for _, b := range hkex.Brokers() {
		fmt.Println(b.Name, len(b.Fees()))
	}
	// Output:
	// bank 1
	// futu 2
	// ibkr 1
	// none 0
}

func ExampleVenue_Check() {
	in := &engine.Instrument{Symbol: "0700.HK", Lots: []engine.LotFrom{{Lot: 100}}}
	v := &engine.MarketView{Instrument: in, Day: engine.Date(2024, 9, 24), Last: 400_000}
	o := &engine.Order{Type: engine.Limit, Qty: 150, Limit: 399_800}
	fmt.Println(hkex.Venue{}.Check(o, v, v.Day.At(10, 0)))
	// Output: odd_lot
}

package hkex_test

import (
	"math"
	"testing"

	"rally/engine"
	"rally/engine/hkex"
)

func TestCheck(t *testing.T) {
	lots := func(n engine.Qty) []engine.LotFrom { return []engine.LotFrom{{Lot: n}} }
	stock := engine.Instrument{Symbol: "0700.HK", Lots: lots(100)}
	limit := func(q engine.Qty, p engine.Price) engine.Order {
		return engine.Order{Type: engine.Limit, Qty: q, Limit: p}
	}
	stop := func(q engine.Qty, p engine.Price) engine.Order {
		return engine.Order{Side: engine.Sell, Type: engine.Stop, Qty: q, Stop: p}
	}
	both := func(kind engine.OrderType, stop, limit engine.Price) engine.Order {
		return engine.Order{Type: kind, Qty: 100, Stop: stop, Limit: limit}
	}
	for _, c := range []struct {
		name string
		in   engine.Instrument
		o    engine.Order
		v    engine.MarketView
		want engine.Reason
	}{
		{"market", stock, engine.Order{Qty: 100}, engine.MarketView{}, engine.Accepted},
		{"index", engine.Instrument{Kind: engine.Index}, engine.Order{Qty: 100}, engine.MarketView{}, engine.NotTradable},
		{"nothing", stock, engine.Order{}, engine.MarketView{}, engine.BadOrder},
		{"less than nothing", stock, engine.Order{Qty: -100}, engine.MarketView{}, engine.BadOrder},
		{"limit of 0", stock, limit(100, 0), engine.MarketView{}, engine.BadOrder},
		{"limit below 0", stock, limit(100, -1000), engine.MarketView{}, engine.BadOrder},
		{"stop of 0", stock, stop(100, 0), engine.MarketView{}, engine.BadOrder},
		{"beyond money", stock, limit(math.MaxInt64/100*100, 100_000), engine.MarketView{}, engine.BadOrder},
		{"no such type", stock, engine.Order{Qty: 100, Type: 99}, engine.MarketView{}, engine.BadOrder},
		{"no such side", stock, engine.Order{Qty: 100, Side: 7}, engine.MarketView{}, engine.BadOrder},
		{"before its listing", engine.Instrument{Lots: lots(100), Listed: day(t, "2024-09-25")}, engine.Order{Qty: 100}, engine.MarketView{}, engine.DelistedReason},
		{"on its first day", engine.Instrument{Lots: lots(100), Listed: day(t, "2024-09-24")}, engine.Order{Qty: 100}, engine.MarketView{}, engine.Accepted},
		{"after its delisting", engine.Instrument{Lots: lots(100), Delisted: day(t, "2024-09-24")}, engine.Order{Qty: 100}, engine.MarketView{}, engine.DelistedReason},
		{"before its delisting", engine.Instrument{Lots: lots(100), Delisted: day(t, "2024-09-25")}, engine.Order{Qty: 100}, engine.MarketView{}, engine.Accepted},
		{"no lot", engine.Instrument{}, engine.Order{Qty: 100}, engine.MarketView{}, engine.UnknownLot},
		{"lot of 0", engine.Instrument{Lots: lots(0)}, engine.Order{Qty: 100}, engine.MarketView{}, engine.UnknownLot},
		{"lot of a later day", engine.Instrument{Lots: []engine.LotFrom{{From: day(t, "2024-09-25"), Lot: 100}}}, engine.Order{Qty: 100}, engine.MarketView{}, engine.UnknownLot},
		{"newer lot", engine.Instrument{Lots: []engine.LotFrom{{Lot: 500}, {From: day(t, "2024-09-24"), Lot: 100}}}, engine.Order{Qty: 100}, engine.MarketView{}, engine.Accepted},
		{"limit on the grid", stock, limit(100, 318_400), engine.MarketView{}, engine.Accepted},
		{"limit off the grid", stock, limit(100, 318_500), engine.MarketView{}, engine.OffGrid},
		{"limit below the lowest", stock, limit(100, 9), engine.MarketView{}, engine.OffGrid},
		{"stop off the grid", stock, stop(100, 318_500), engine.MarketView{}, engine.OffGrid},
		{"stop on the grid", stock, stop(100, 318_400), engine.MarketView{Last: 400_000}, engine.Accepted},
		{"limit of a market order is not read", stock, engine.Order{Qty: 100, Limit: 1}, engine.MarketView{}, engine.Accepted},
		{"3,000 lots", stock, engine.Order{Qty: 300_000}, engine.MarketView{}, engine.Accepted},
		{"3,001 lots", stock, engine.Order{Qty: 300_100}, engine.MarketView{}, engine.TooLarge},
		{"odd buy", stock, engine.Order{Qty: 150}, engine.MarketView{}, engine.OddLot},
		{"odd buy of as many as held", stock, engine.Order{Qty: 150}, engine.MarketView{Position: 150}, engine.OddLot},
		{"odd sell of all", stock, engine.Order{Side: engine.Sell, Qty: 150}, engine.MarketView{Position: 150}, engine.Accepted},
		{"odd sell of some", stock, engine.Order{Side: engine.Sell, Qty: 150}, engine.MarketView{Position: 250}, engine.OddLot},
		{"odd sell, hold", stock, engine.Order{Side: engine.Sell, Qty: 150}, engine.MarketView{Position: 150, OddLots: engine.OddLotsHold}, engine.Accepted},
		{"odd sell, refuse", stock, engine.Order{Side: engine.Sell, Qty: 150}, engine.MarketView{Position: 150, OddLots: engine.OddLotsRefuse}, engine.OddLot},
		{"just under nine times", stock, limit(100, 89_950), engine.MarketView{Last: 10_000}, engine.Accepted},
		{"nine times", stock, limit(100, 90_000), engine.MarketView{Last: 10_000}, engine.PriceLimit},
		{"just over a ninth", stock, limit(100, 1_010), engine.MarketView{Last: 9_000}, engine.Accepted},
		{"a ninth", stock, limit(100, 1_000), engine.MarketView{Last: 9_000}, engine.PriceLimit},
		{"stop-limit", stock, both(engine.StopLimit, 318_400, 318_600), engine.MarketView{}, engine.Accepted},
		{"stop-limit without a limit", stock, both(engine.StopLimit, 318_400, 0), engine.MarketView{}, engine.BadOrder},
		{"stop-limit without a trigger", stock, both(engine.StopLimit, 0, 318_600), engine.MarketView{}, engine.BadOrder},
		{"stop-limit, trigger off the grid", stock, both(engine.StopLimit, 318_500, 318_600), engine.MarketView{}, engine.OffGrid},
		{"stop-limit, limit off the grid", stock, both(engine.StopLimit, 318_400, 318_500), engine.MarketView{}, engine.OffGrid},
		{"stop-limit at nine times", stock, both(engine.StopLimit, 90_000, 90_000), engine.MarketView{Last: 10_000}, engine.PriceLimit},
		{"touched", stock, both(engine.MarketIfTouched, 318_400, 1), engine.MarketView{}, engine.Accepted},
		{"touched off the grid", stock, both(engine.MarketIfTouched, 318_500, 0), engine.MarketView{}, engine.OffGrid},
		{"touched at nothing", stock, both(engine.MarketIfTouched, 0, 0), engine.MarketView{}, engine.BadOrder},
		{"trailing", stock, both(engine.TrailingStop, 0, 0), engine.MarketView{}, engine.Accepted},
		{"trailing from a price", stock, both(engine.TrailingStop, 318_400, 0), engine.MarketView{}, engine.Accepted},
		{"trailing from off the grid", stock, both(engine.TrailingStop, 318_500, 0), engine.MarketView{}, engine.OffGrid},
		{"trailing from less than nothing", stock, both(engine.TrailingStop, -318_400, 0), engine.MarketView{}, engine.BadOrder},
		{"nothing to compare with", stock, limit(100, 1_000), engine.MarketView{}, engine.Accepted},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.v.Instrument, c.v.Day = &c.in, day(t, "2024-09-24")
			if got := (hkex.Venue{}).Check(&c.o, &c.v, c.v.Day.At(10, 0)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestIndexHasNoGrid(t *testing.T) {
	index, d := &engine.Instrument{Kind: engine.Index}, day(t, "2024-09-24")
	if got := (hkex.Venue{}).TickSize(index, 18_000_123, d); got != 0 {
		t.Errorf("tick %s", got)
	}
	if lowest := (hkex.Venue{}).LowestPrice(index, d); lowest != 0 {
		t.Errorf("lowest price %s", lowest)
	}
	if lowest := (hkex.Venue{}).LowestPrice(&engine.Instrument{}, d); lowest != 10 {
		t.Errorf("lowest price %s", lowest)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(int64(100), int64(318_400), int64(300_000), uint8(1), uint8(0))
	f.Add(int64(math.MaxInt64), int64(math.MinInt64), int64(math.MaxInt64), uint8(2), uint8(1))
	in := &engine.Instrument{Lots: []engine.LotFrom{{Lot: 100}}}
	f.Fuzz(func(t *testing.T, qty, p, last int64, kind, side uint8) {
		o := engine.Order{
			Qty: engine.Qty(qty), Limit: engine.Price(p), Stop: engine.Price(p),
			Type: engine.OrderType(kind), Side: engine.Side(side),
		}
		v := engine.MarketView{Instrument: in, Day: engine.Date(2024, 9, 24), Last: engine.Price(last)}
		if r := (hkex.Venue{}).Check(&o, &v, v.Day.At(10, 0)); r == engine.Accepted && (qty <= 0 || qty%100 != 0) {
			t.Errorf("%+v is accepted", o)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	in := &engine.Instrument{Lots: []engine.LotFrom{{Lot: 100}}}
	o := &engine.Order{Type: engine.Limit, Qty: 100, Limit: 318_400}
	v := &engine.MarketView{Instrument: in, Day: engine.Date(2024, 9, 24), Last: 320_000}
	b.ReportAllocs()
	for b.Loop() {
		if (hkex.Venue{}).Check(o, v, 0) != engine.Accepted {
			b.Fatal("refused")
		}
	}
}

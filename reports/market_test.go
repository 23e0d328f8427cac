package reports

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"rally/engine"
	"rally/engine/hkex"
)

// marketOf makes an artificial market: a seeded walk of names over the
// sessions from a day on, a signal every fifth session, a dividend each, and a
// split of the first name in the middle.
func marketOf(t testing.TB, seed uint64, names, sessions int, from engine.Day) *engine.Tape {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 7))
	var ins []engine.Instrument
	for i := range names {
		ins = append(ins, engine.Instrument{Symbol: fmt.Sprintf("%04d.HK", i+1), Name: fmt.Sprintf("Maker %d", i+1),
			Lots: []engine.LotFrom{{Lot: 100}}})
	}
	u, err := engine.NewUniverse(ins)
	if err != nil {
		t.Fatal(err)
	}
	b := engine.NewBuilder(u, hkex.Venue{})
	var days []engine.Session
	for d := from; len(days) < sessions; d++ {
		if s, ok := hkex.Session(d); ok {
			days = append(days, s)
		}
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range names {
		p := 40.0 + 3*float64(i)
		for k, s := range days {
			if i == 0 && k == sessions/2 && sessions > 8 {
				p /= 2
			}
			tick := func(v float64) engine.Price { return engine.Price(v*20+0.5) * 50 }
			o := p * (1 + 0.01*r.NormFloat64())
			c := o * (1 + 0.001 + 0.02*r.NormFloat64())
			check(b.Bar(engine.ID(i), engine.Daily, engine.BarRow{Start: s.Auction, End: s.End, Open: tick(o),
				High: tick(max(o, c) * 1.008), Low: tick(min(o, c) * 0.992), Close: tick(c), Volume: 1_000_000}))
			p = c
		}
		if sessions > 8 {
			check(b.Action(engine.Action{Instrument: engine.ID(i), Kind: engine.Dividend, Ex: days[sessions/3+i%4].Day, Millionths: 350_000}))
		}
	}
	if sessions > 8 {
		check(b.Action(engine.Action{Instrument: 0, Kind: engine.Split, Ex: days[sessions/2].Day, Num: 2, Den: 1}))
	}
	for k := 2; k < sessions; k += 5 {
		at := days[k].Day.At(11, 0)
		b.Signal(engine.Signal{ID: fmt.Sprintf("s%03d", k), Category: "stimulus", Direction: engine.Direction(1 - 2*((k/5)%3/2)), Strength: 2,
			Market: true, Title: fmt.Sprintf("Package number %d, announced", k), Known: at, At: at})
	}
	tape, err := b.Seal(days[0].Day, days[len(days)-1].Day)
	check(err)
	return tape
}

// follower buys some names after each supportive signal, with a stop, and
// sells them after some sessions or on a contrary signal.
type follower struct {
	names, sessions int
	budget          engine.Money
	lot             engine.Qty // of each order; 0: what the budget affords

	ids  []engine.ID
	next int
	left map[engine.ID]int
	why  map[engine.ID]engine.SignalRef
}

func (f *follower) Start(s *engine.Setup) error {
	f.left, f.why = map[engine.ID]int{}, map[engine.ID]engine.SignalRef{}
	f.ids = s.Universe().Tradable()
	s.WatchBars(engine.Daily, 5, f.ids...)
	s.WatchSignals(nil)
	return nil
}

func (f *follower) OnSignal(b *engine.Broker, g engine.Signal) {
	if g.Direction < 0 {
		for _, id := range f.ids {
			f.sell(b, id, g.Ref, "contrary")
		}
		return
	}
	for range f.names {
		id := f.ids[f.next%len(f.ids)]
		f.next++
		if b.Position(id).Qty > 0 {
			continue
		}
		q := f.lot
		if q == 0 {
			q = b.Lots(id, f.budget)
		}
		f.left[id], f.why[id] = f.sessions+1, g.Ref
		b.Submit(engine.Order{Instrument: id, Side: engine.Buy, Qty: q, Because: g.Ref, Intent: "entry",
			Exits: engine.Exits{StopRate: 4 * engine.Percent}})
	}
}

func (f *follower) OnBar(b *engine.Broker, bar engine.Bar) {
	id := bar.Instrument()
	if f.left[id]--; f.left[id] == 0 {
		f.sell(b, id, f.why[id], "hold")
	}
}

func (f *follower) sell(b *engine.Broker, id engine.ID, why engine.SignalRef, intent string) {
	if q := b.Position(id).Qty; q > 0 {
		b.Submit(engine.Order{Instrument: id, Side: engine.Sell, Qty: q, TIF: engine.GTC, Because: why, Intent: intent})
	}
}

// studyOf plays a strategy over a tape and puts everything around the result
// that a run has.
func studyOf(t testing.TB, tape *engine.Tape, cash engine.Money, strategy engine.Strategy) *Study {
	t.Helper()
	days := tape.Sessions()
	span := engine.Span{First: days[0].Day, Last: days[len(days)-1].Day}
	if len(days) > 3 {
		span.First = days[2].Day
	}
	plan := func(s engine.Strategy, cash engine.Money) engine.Plan {
		return engine.Plan{Name: "follower", Strategy: func() engine.Strategy { return s }, Cash: cash, Span: span,
			Market: engine.Market{Venue: hkex.Venue{}, BarFill: engine.Pessimistic, Fees: hkex.Law(), Slippage: engine.Slippage{Ticks: 1},
				OddDiscount: 2 * engine.Percent, DividendTax: engine.Tax{Auto: true}}}
	}
	play := func(p engine.Plan) *engine.Result {
		var res *engine.Result
		err := engine.Run(context.Background(), engine.TapeFeed{Tape: tape}, 1, func(int) engine.Plan { return p }, func(_ int, r *engine.Result) { res = r })
		if err != nil || res.Err != nil {
			t.Fatal(err, res.Err)
		}
		return res
	}
	s := &Study{
		Result: play(plan(strategy, cash)), HoldScale: 1000, Tape: tape,
		Hold: play(plan(&holder{every: longest(tape)}, 1000*cash)),
		Name: "follower", Version: "0.1.0", Config: []byte(`{"run":{"name":"follower","cash":1000000.50}}`), Periods: 246.5,
		Files:      []File{{Role: "bars", Name: "0001.HK.csv", SHA256: strings.Repeat("ab", 32), Rows: len(days), First: span.First, Last: span.Last}},
		Findings:   []Finding{{"outside-range", 3, true}, {"zero-volume", 5, true}, {"gap", 1, false}},
		Artificial: true, InSample: true, LotsAsOf: engine.Date(2025, 6, 30),
		Assumptions: []string{"fills pessimistic", "slippage 1 tick", "no cap on participation", "buying power traded", "odd lots sold at a discount of 2 %", "dividend tax auto"},
		Benchmark:   &Benchmark{Symbol: "HSI", Label: "HSI (price index)", Price: true},
	}
	level := 18_000.0
	r := rand.New(rand.NewPCG(9, 9))
	for _, d := range days {
		level *= 1 + 0.012*r.NormFloat64()
		s.Benchmark.Days, s.Benchmark.Levels = append(s.Benchmark.Days, d.Day), append(s.Benchmark.Levels, float64(int(level*100))/100)
	}
	return s
}

// longest returns the longest bars of a tape's first name.
func longest(tape *engine.Tape) engine.Interval {
	for every := range coarser {
		for range tape.Bars(0, every) {
			return every
		}
	}
	return 0
}

// holder buys every name on its first bar and holds.
type holder struct {
	ids   []engine.ID
	every engine.Interval // 0: a day
}

func (h *holder) Start(s *engine.Setup) error {
	h.ids = s.Universe().Tradable()
	if h.every == 0 {
		h.every = engine.Daily
	}
	s.WatchBars(h.every, 1, h.ids...)
	return nil
}

func (h *holder) OnBar(b *engine.Broker, bar engine.Bar) {
	id := bar.Instrument()
	q := b.Lots(id, b.Account().Equity/engine.Money(len(h.ids)))
	if b.Position(id).Qty > 0 {
		return
	}
	const most = 3000 * 100 // board lots an order, by the venue
	for ; q > 0; q -= most {
		b.Submit(engine.Order{Instrument: id, Side: engine.Buy, Qty: min(q, most), Intent: "hold"})
	}
}

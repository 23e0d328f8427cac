package engine_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"rally/engine"
	"rally/engine/enginetest"
)

// minuteTape is a tape of one-minute bars, 330 a session, of so many names
// interleaved; dailyTape one of daily bars.
func minuteTape(b *testing.B, names, sessions int) *engine.Tape {
	return benchTape(b, names, sessions, 1)
}

func dailyTape(b *testing.B, names, sessions int) *engine.Tape {
	return benchTape(b, names, sessions, engine.Daily)
}

func benchTape(b *testing.B, names, sessions int, every engine.Interval) *engine.Tape {
	b.Helper()
	h := enginetest.Wander(&enginetest.Venue{BoardLot: 100}, 1, names, sessions, engine.Date(2018, 1, 2))
	h.Actions, h.Signals = nil, nil
	for i := range h.Bars {
		if every == engine.Daily {
			continue
		}
		var rows []engine.BarRow
		for _, r := range h.Bars[i].Rows {
			s, _ := h.Venue.Session(r.End.Day())
			p := r.Open
			for k := range 330 {
				at := s.Open + engine.Time(k)*engine.Minute
				if k >= 150 {
					at += engine.Hour
				}
				q := p + engine.Price((k*7+i)%5-2)*100
				rows = append(rows, engine.BarRow{Start: at, End: at + engine.Minute, Open: p, High: max(p, q) + 100, Low: min(p, q) - 100, Close: q, Volume: 100_000})
				p = q
			}
		}
		h.Bars[i].Every, h.Bars[i].Rows = every, rows
	}
	tape, err := h.Tape()
	if err != nil {
		b.Fatal(err)
	}
	return tape
}

// eightFees are charges of the shape of a Hong Kong broker's note.
func eightFees() []engine.FeeRule {
	fees := []engine.FeeRule{
		enginetest.Fee{Component: "duty", At: engine.PerNote, Rate: 10 * engine.BasisPoint, Unit: engine.Dollar},
		enginetest.Fee{Component: "commission", At: engine.PerOrder, Rate: 3 * engine.BasisPoint, Min: 3 * engine.Dollar, Unit: engine.Cent},
		enginetest.Fee{Component: "platform", At: engine.PerOrder, Min: 15 * engine.Dollar, Unit: engine.Cent},
	}
	for i, rate := range []engine.Rate{27_000, 1_500, 56_500, 42_000, 1_000} {
		fees = append(fees, enginetest.Fee{Component: fmt.Sprint("levy", i), At: engine.PerExecution, Rate: rate, Unit: engine.Cent})
	}
	return fees
}

// benchPlan is a plan over the whole tape.
func benchPlan(tape *engine.Tape, fees []engine.FeeRule, keep engine.Keep, strategy func() engine.Strategy) engine.Plan {
	days := tape.Sessions()
	return engine.Plan{
		Cash: 1_000_000_000_000 * engine.Dollar, Span: engine.Span{First: days[0].Day, Last: days[len(days)-1].Day}, Keep: keep,
		Market: engine.Market{Venue: &enginetest.Venue{BoardLot: 100}, Fees: fees}, Strategy: strategy,
	}
}

// playAll plays n plans on one worker and returns their fills.
func playAll(b *testing.B, tape *engine.Tape, n int, plan engine.Plan) int {
	fills := 0
	err := engine.Runner{Workers: 1}.Run(context.Background(), engine.TapeFeed{Tape: tape}, n,
		func(int) engine.Plan { return plan },
		func(_ int, r *engine.Result) {
			if r.Err != nil {
				b.Fatal(r.Err)
			}
			fills += r.FillCount
		})
	if err != nil {
		b.Fatal(err)
	}
	return fills
}

// report gives the time an event and the events a second.
func report(b *testing.B, events int) {
	perEvent := float64(b.Elapsed().Nanoseconds()) / float64(b.N) / float64(events)
	b.ReportMetric(perEvent, "ns/event")
	b.ReportMetric(1e3/perEvent, "Mevents/s")
	b.ReportMetric(0, "ns/op")
}

// priced makes instruments tradable and marks them, and sees nothing.
type priced struct{ ids []engine.ID }

func (s *priced) Start(setup *engine.Setup) error { setup.WatchPrices(s.ids...); return nil }

// woken looks at each bar.
type woken struct {
	ids []engine.ID
	sum engine.Price
}

func (s *woken) Start(setup *engine.Setup) error {
	for _, id := range s.ids {
		every, _ := setup.Interval(id)
		setup.WatchBars(every, 1, id)
	}
	return nil
}

func (s *woken) OnBar(_ *engine.Broker, bar engine.Bar) { s.sum += bar.Close() }

// trader is a flipper on the finest bars there are.
type trader struct{ flipper }

func (s *trader) Start(setup *engine.Setup) error {
	return (&woken{ids: s.ids}).Start(setup)
}

// BenchmarkPlay is the time an event of: a bare scan of the records; marking
// only; waking a strategy at each bar; and with orders, eight charges and the
// journal at a fill in 25 bars, hashed or kept. On one name and on thirty
// interleaved ones, in one-minute bars, two events a bar.
func BenchmarkPlay(b *testing.B) {
	for _, size := range []struct{ names, sessions int }{{1, 300}, {30, 30}} {
		tape := minuteTape(b, size.names, size.sessions)
		ids := tape.Universe().Tradable()
		fees := eightFees()
		b.Run(fmt.Sprintf("scan/names=%d", size.names), func(b *testing.B) {
			var sum int64
			for b.Loop() {
				sum += engine.Scan(tape)
			}
			report(b, tape.Len())
		})
		for _, tt := range []struct {
			name string
			keep engine.Keep
			make func() engine.Strategy
		}{
			{"mark", engine.Folds, func() engine.Strategy { return &priced{ids} }},
			{"woken", engine.Folds, func() engine.Strategy { return &woken{ids: ids} }},
			{"traded", engine.Folds, func() engine.Strategy { return &trader{flipper{ids: ids, every: 25}} }},
			{"kept", engine.Full, func() engine.Strategy { return &trader{flipper{ids: ids, every: 25}} }},
		} {
			b.Run(fmt.Sprintf("%s/names=%d", tt.name, size.names), func(b *testing.B) {
				b.ReportAllocs()
				plan := benchPlan(tape, fees, tt.keep, tt.make)
				fills := 0
				for b.Loop() {
					fills = playAll(b, tape, 1, plan)
				}
				report(b, tape.Len())
				if fills > 0 {
					b.ReportMetric(float64(tape.Len())/2/float64(fills), "bars/fill")
				}
			})
		}
	}
}

// BenchmarkPlayFill is the time of a fill with eight charges and its journal,
// beyond that of a bar that wakes: of one order that a cap fills a little at
// each open, and of an order for each bar, sent, checked, filled and ended.
func BenchmarkPlayFill(b *testing.B) {
	tape := minuteTape(b, 1, 100)
	ids := tape.Universe().Tradable()
	idle := benchPlan(tape, eightFees(), engine.Folds, func() engine.Strategy { return &woken{ids: ids} })
	for _, tt := range []struct {
		name string
		keep engine.Keep
		fees []engine.FeeRule
		make func() engine.Strategy
	}{
		{"fill", engine.Folds, eightFees(), func() engine.Strategy { return &patient{ids: ids} }},
		{"fill-kept", engine.Full, eightFees(), func() engine.Strategy { return &patient{ids: ids} }},
		{"order-and-fill", engine.Folds, eightFees(), func() engine.Strategy { return &trader{flipper{ids: ids, every: 1}} }},
		{"order-and-fill-free", engine.Folds, nil, func() engine.Strategy { return &trader{flipper{ids: ids, every: 1}} }},
	} {
		b.Run(tt.name, func(b *testing.B) {
			plan := benchPlan(tape, tt.fees, tt.keep, tt.make)
			plan.Market.Participation = engine.Percent
			fills, without := 0, time.Duration(0)
			for b.Loop() {
				start := time.Now()
				playAll(b, tape, 1, idle)
				without += time.Since(start)
				fills += playAll(b, tape, 1, plan)
			}
			b.ReportMetric(float64((b.Elapsed()-2*without).Nanoseconds())/float64(fills), "ns/fill")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// patient sends one order so large that each open fills a part of it.
type patient struct {
	ids  []engine.ID
	sent bool
}

func (s *patient) Start(setup *engine.Setup) error { return (&woken{ids: s.ids}).Start(setup) }

func (s *patient) OnBar(b *engine.Broker, bar engine.Bar) {
	if !s.sent {
		s.sent = true
		b.Submit(engine.Order{Instrument: bar.Instrument(), Qty: 1_000_000_000, TIF: engine.GTC})
	}
}

// BenchmarkPlaySession is the time of a plan's session: "end" what a session
// costs by itself, its end and its row, without an event; "bar" with the two
// events of a daily bar that wakes.
func BenchmarkPlaySession(b *testing.B) {
	tape := dailyTape(b, 1, 1363)
	ids := tape.Universe().Tradable()
	const plans = 50
	for _, tt := range []struct {
		name string
		make func() engine.Strategy
	}{
		{"end", func() engine.Strategy { return &priced{} }},
		{"bar", func() engine.Strategy { return &woken{ids: ids} }},
	} {
		b.Run(tt.name, func(b *testing.B) {
			plan := benchPlan(tape, eightFees(), engine.Folds, tt.make)
			for b.Loop() {
				playAll(b, tape, plans, plan)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/plans/float64(len(tape.Sessions())), "ns/session")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkPlayRotation is the shape of a monthly rotation over 75 names of
// daily bars: each month the ten that rose most over 60 bars are held.
func BenchmarkPlayRotation(b *testing.B) {
	tape := dailyTape(b, 75, 1363)
	ids := tape.Universe().Tradable()
	fees := []engine.FeeRule{enginetest.Fee{Component: "all", Rate: 10 * engine.BasisPoint, Unit: engine.Mill}}
	plan := benchPlan(tape, fees, engine.Folds, func() engine.Strategy { return &rotation{ids: ids} })
	plan.Cash = 1_000_000 * engine.Dollar
	b.ReportAllocs()
	fills := 0
	for b.Loop() {
		fills = playAll(b, tape, 1, plan)
	}
	report(b, tape.Len())
	b.ReportMetric(float64(tape.Len())/2*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mbars/s")
	b.ReportMetric(float64(fills), "fills")
}

// rotation holds the ten names that rose most, chosen every 21 sessions.
type rotation struct {
	ids    []engine.ID
	rise   [75]float64
	held   [75]bool
	days   int
	chosen [10]engine.ID
}

func (s *rotation) Start(setup *engine.Setup) error {
	setup.WatchBars(engine.Daily, 61, s.ids...)
	return nil
}

func (s *rotation) OnBar(b *engine.Broker, bar engine.Bar) {
	if bar.Instrument() != 0 {
		return
	}
	if s.days++; s.days%21 == 0 {
		b.Wake(b.Now())
	}
}

func (s *rotation) OnWake(b *engine.Broker) {
	for _, id := range s.ids {
		s.rise[id] = 0
		if v := b.Bars(id, engine.Daily); v.Len() > 60 {
			s.rise[id] = float64(v.Close(0)) / float64(v.Close(60))
		}
	}
	s.held = [75]bool{}
	for k := range s.chosen {
		best := engine.ID(0)
		for _, id := range s.ids {
			if !s.held[id] && s.rise[id] > s.rise[best] || s.held[best] {
				best = id
			}
		}
		s.chosen[k], s.held[best] = best, true
	}
	slot := b.Account().Equity / 10
	for _, id := range s.ids {
		held := b.Position(id).Qty
		switch {
		case !s.held[id] && held > 0:
			b.Submit(engine.Order{Instrument: id, Side: engine.Sell, Qty: held})
		case s.held[id] && held == 0 && s.rise[id] > 0:
			if q := b.Lots(id, slot); q > 0 {
				b.Submit(engine.Order{Instrument: id, Qty: q})
			}
		}
	}
}

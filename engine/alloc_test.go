package engine_test

import (
	"testing"

	"rally/engine"
	"rally/engine/enginetest"
)

// idle watches and does nothing.
type idle struct{ ids []engine.ID }

func (s *idle) Start(setup *engine.Setup) error {
	setup.WatchBars(engine.Daily, 1, s.ids...)
	return nil
}

func (s *idle) OnBar(*engine.Broker, engine.Bar) {}

// TestAllocations: nothing is allocated an event, an order or a fill: a plan
// allocates at most eight times and twice for each name that it watches,
// however long the tape, with or without orders of every type, amendments, fees,
// exits and impact.
func TestAllocations(t *testing.T) {
	for _, names := range []int{1, 30} {
		for _, sessions := range []int{100, 400} {
			h, tape := wander(t, 21, names, sessions)
			ids := tape.Universe().Tradable()
			fees := someFees()
			for name, make := range map[string]func() engine.Strategy{
				"idle":    func() engine.Strategy { return &idle{ids} },
				"flipper": func() engine.Strategy { return &flipper{ids: ids, every: 25} },
				"juggler": func() engine.Strategy { return &juggler{flipper: flipper{ids: ids, every: 5}} },
			} {
				got, err := enginetest.PlanAllocations(tape, func() engine.Plan {
					return engine.Plan{
						Cash: 1_000_000_000 * engine.Dollar, Span: engine.Span{First: h.First, Last: h.Last},
						Market:   engine.Market{Venue: h.Venue, Fees: fees, Slippage: engine.Slippage{Impact: 100_000_000}},
						Strategy: make,
					}
				})
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%s, %d names, %d sessions: %.1f allocations a plan", name, names, sessions, got)
				if most := float64(8 + 2*names); got > most {
					t.Errorf("%s, %d names, %d sessions: %.1f allocations a plan, at most %.0f", name, names, sessions, got, most)
				}
			}
		}
	}
}

// juggler buys by a stop-limit and a touched order of one group, with a trailing
// exit, sells by a reduce-only trailing stop, and amends each order once.
type juggler struct{ flipper }

func (s *juggler) OnBar(b *engine.Broker, bar engine.Bar) {
	id := bar.Instrument()
	n := &s.seen[id]
	if *n++; *n < s.every {
		return
	}
	*n = 0
	last := int64(bar.Close())
	if q := b.Position(id).Qty; q > 0 {
		sale := b.Submit(engine.Order{Instrument: id, Side: engine.Sell, Type: engine.TrailingStop, Trail: engine.Trail{Rate: 2 * engine.Percent}, Qty: q, ReduceOnly: true})
		b.Amend(sale, engine.Amendment{Stop: b.OnGrid(id, last*99, 100, engine.Down)})
		return
	}
	o := engine.Order{
		Instrument: id, Qty: 100, Type: engine.StopLimit, Group: b.Group(), TIF: engine.GTC, Exits: engine.Exits{Trail: engine.Trail{Distance: 2_000}},
		Stop: b.OnGrid(id, last*101, 100, engine.Up), Limit: b.OnGrid(id, last*103, 100, engine.Up),
	}
	first := b.Submit(o)
	o.Type, o.Stop = engine.MarketIfTouched, b.OnGrid(id, last*98, 100, engine.Down)
	b.Submit(o)
	b.Amend(first, engine.Amendment{Qty: 200})
	for w := range b.Working(id) { // of long ago
		if b.Now()-w.Sent > 20*24*engine.Hour {
			b.Cancel(w.ID)
		}
	}
}

// flipper buys and sells a lot of each name, a fill every so many bars; with
// exits, the sale is a stop's or a target's wherever the market reaches one.
type flipper struct {
	ids   []engine.ID
	every int
	exits bool
	seen  [64]int
}

func (s *flipper) Start(setup *engine.Setup) error {
	setup.WatchBars(engine.Daily, 1, s.ids...)
	return nil
}

func (s *flipper) OnBar(b *engine.Broker, bar engine.Bar) {
	id := bar.Instrument()
	n := &s.seen[id]
	if *n++; *n < s.every {
		return
	}
	*n = 0
	o := engine.Order{Instrument: id, Qty: 100}
	if b.Position(id).Qty > 0 {
		o.Side = engine.Sell
		o.Qty = b.Position(id).Qty
	} else if s.exits {
		o.Exits = engine.Exits{StopRate: 5 * engine.Percent, TargetRate: 5 * engine.Percent}
	}
	b.Submit(o)
}

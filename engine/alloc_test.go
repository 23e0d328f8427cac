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
// however long the tape, with or without orders, fees and exits.
func TestAllocations(t *testing.T) {
	for _, names := range []int{1, 30} {
		for _, sessions := range []int{100, 400} {
			h, tape := wander(t, 21, names, sessions)
			ids := tape.Universe().Tradable()
			fees := someFees()
			for name, make := range map[string]func() engine.Strategy{
				"idle":    func() engine.Strategy { return &idle{ids} },
				"flipper": func() engine.Strategy { return &flipper{ids: ids, every: 25} },
			} {
				got, err := enginetest.PlanAllocations(tape, func() engine.Plan {
					return engine.Plan{
						Cash: 1_000_000_000 * engine.Dollar, Span: engine.Span{First: h.First, Last: h.Last},
						Market: engine.Market{Venue: h.Venue, Fees: fees}, Strategy: make,
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

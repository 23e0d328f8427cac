package engine_test

import (
	"math/rand/v2"

	"rally/engine"
	"rally/engine/enginetest"
)

// gambler sends random orders of every type, from every handler, and cancels
// some. check, where set, looks at the books at each event.
type gambler struct {
	seed  uint64
	ids   []engine.ID // nil: everything
	check func(*engine.Broker)
	fill  func(*engine.Broker, engine.Fill)
	odd   bool // sends senseless orders as well
	all   bool // of every type, in groups, amended, and by the finest bars

	rng  *rand.Rand
	sent engine.OrderID
	with uint32 // the group of this hour
}

func (g *gambler) Start(s *engine.Setup) error {
	g.rng = rand.New(rand.NewPCG(g.seed, 99))
	if g.ids == nil {
		g.ids = s.Universe().Tradable()
	}
	s.WatchBars(engine.Daily, 5, g.ids...)
	for _, id := range g.ids {
		if every, _ := s.Interval(id); g.all && every != engine.Daily {
			s.WatchBars(every, 5, id)
		}
	}
	s.WatchSignals(nil)
	return nil
}

func (g *gambler) look(b *engine.Broker) {
	if g.check != nil {
		g.check(b)
	}
}

func (g *gambler) OnBar(b *engine.Broker, bar engine.Bar) {
	g.look(b)
	if g.rng.IntN(3) == 0 {
		g.bet(b, bar.Instrument())
	}
	if g.rng.IntN(20) == 0 {
		b.Wake(b.Now() + engine.Time(g.rng.Int64N(int64(20*engine.Hour))))
	}
	if g.sent > 0 && g.rng.IntN(8) == 0 {
		b.Cancel(1 + engine.OrderID(g.rng.IntN(int(g.sent))))
	}
}

func (g *gambler) OnWake(b *engine.Broker)                    { g.look(b); g.bet(b, g.any()) }
func (g *gambler) OnSignal(b *engine.Broker, _ engine.Signal) { g.look(b); g.bet(b, g.any()) }
func (g *gambler) OnAction(b *engine.Broker, a engine.Action) { g.look(b); g.bet(b, a.Instrument) }
func (g *gambler) OnOrder(b *engine.Broker, _ engine.OrderUpdate) {
	g.look(b)
}

func (g *gambler) OnPhase(b *engine.Broker, _ engine.Phase) {
	g.look(b)
	if g.rng.IntN(12) == 0 {
		g.bet(b, g.any())
	}
}

func (g *gambler) OnFill(b *engine.Broker, f engine.Fill) {
	g.look(b)
	if g.fill != nil {
		g.fill(b, f)
	}
	if g.rng.IntN(3) == 0 {
		g.bet(b, f.Instrument)
	}
}

func (g *gambler) any() engine.ID { return g.ids[g.rng.IntN(len(g.ids))] }

// bet sends one random order.
func (g *gambler) bet(b *engine.Broker, id engine.ID) {
	last, ok := b.Last(id)
	if !ok {
		return
	}
	lot, _ := b.Lot(id)
	around := func() engine.Price { return b.OnGrid(id, int64(last)*int64(85+g.rng.IntN(31)), 100, engine.Down) }
	o := engine.Order{
		Instrument: id, Side: engine.Side(g.rng.IntN(2)), Type: engine.OrderType(g.rng.IntN(5)),
		TIF: engine.TIF(g.rng.IntN(3)), Qty: lot * engine.Qty(1+g.rng.IntN(30)), Limit: around(), Stop: around(),
		Until: b.Now().Day() + engine.Day(g.rng.IntN(5)),
	}
	held := b.Position(id).Qty
	if o.Side == engine.Sell && g.rng.IntN(2) == 0 && held > 0 {
		o.Qty = held
	}
	if o.Side == engine.Buy {
		switch g.rng.IntN(4) {
		case 0:
			o.Exits = engine.Exits{StopRate: engine.Rate(1+g.rng.IntN(8)) * engine.Percent, TargetRate: engine.Rate(1+g.rng.IntN(8)) * engine.Percent}
		case 1:
			o.Exits = engine.Exits{Stop: around() - 3}
		case 2:
			o.Budget = last.Times(o.Qty) * engine.Money(g.rng.IntN(12)) / 10
		}
	}
	if g.all {
		g.vary(b, &o, last)
	}
	if g.odd && g.rng.IntN(6) == 0 {
		o.Qty += engine.Qty(g.rng.IntN(200) - 100)
		o.Limit += engine.Price(g.rng.IntN(7) - 3)
	}
	g.sent = b.Submit(o)
}

// vary makes an order one of any type, and amends another.
func (g *gambler) vary(b *engine.Broker, o *engine.Order, last engine.Price) {
	trail := func() engine.Trail {
		if g.rng.IntN(2) == 0 {
			return engine.Trail{Rate: engine.Rate(1+g.rng.IntN(9)) * engine.Percent}
		}
		return engine.Trail{Distance: 1 + last*engine.Price(g.rng.IntN(12))/100}
	}
	near := func() engine.Price {
		return b.OnGrid(o.Instrument, int64(last)*int64(94+g.rng.IntN(13)), 100, engine.Down)
	}
	o.Type = engine.OrderType(g.rng.IntN(8))
	o.Limit, o.Stop = near(), near()
	if o.Type == engine.TrailingStop {
		if o.Trail = trail(); g.rng.IntN(2) == 0 {
			o.Stop = 0
		}
	}
	if o.Exits.Any() && g.rng.IntN(2) == 0 {
		o.Exits.Trail = trail()
	}
	o.ReduceOnly = o.Side == engine.Sell && g.rng.IntN(3) == 0
	if g.rng.IntN(3) == 0 {
		if g.with == 0 || g.rng.IntN(4) == 0 {
			g.with = b.Group()
		}
		o.Group = g.with
	}
	if g.sent > 0 && g.rng.IntN(2) == 0 {
		a := engine.Amendment{Limit: near(), Stop: near(), Qty: o.Qty}
		switch g.rng.IntN(3) {
		case 0:
			a.Limit, a.Stop = 0, 0
		case 1:
			a.Limit = 0
		case 2:
			a.Stop = 0
		}
		b.Amend(g.sent-min(g.sent-1, engine.OrderID(g.rng.IntN(4))), a)
	}
}

// gamblerPlan is a gambler's plan over a whole history, with fees of every level.
func gamblerPlan(h *enginetest.History, seed uint64) engine.Plan {
	return engine.Plan{
		Name: "gambler", Cash: 200_000 * engine.Dollar, Span: engine.Span{First: h.First, Last: h.Last}, Seed: seed,
		Market: engine.Market{
			Venue: h.Venue, Fees: someFees(), OddDiscount: 2 * engine.Percent,
			Slippage: engine.Slippage{Ticks: 1}, Participation: 10 * engine.Percent,
		},
		Strategy: func() engine.Strategy { return &gambler{seed: seed} },
	}
}

func someFees() []engine.FeeRule {
	return []engine.FeeRule{
		enginetest.Fee{Component: "duty", At: engine.PerNote, Rate: 10 * engine.BasisPoint, Unit: engine.Dollar},
		enginetest.Fee{Component: "levy", At: engine.PerExecution, Rate: 2_700, Unit: engine.Cent},
		enginetest.Fee{Component: "commission", At: engine.PerOrder, Rate: 3 * engine.BasisPoint, Min: 50 * engine.Dollar, Unit: engine.Cent},
	}
}

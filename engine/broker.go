package engine

import (
	"iter"
	"math"
	"math/rand/v2"
)

// Broker is all that a strategy can see and do. It is valid only during the
// call that it is passed to.
type Broker struct{ sim *Sim }

// AccountView is the plan's money.
type AccountView struct {
	Cash        Money // settled
	Unsettled   Money
	Receivable  Money
	Equity      Money
	BuyingPower Money // less reservations of working limit orders; never below zero
}

// Now returns the time of the event.
func (b *Broker) Now() Time { return b.sim.now.time() }

// Last returns the last price that traded, and false before the first print.
func (b *Broker) Last(id ID) (Price, bool) {
	p := b.sim.markets[id].last
	return Price(p), p > 0
}

// Bars returns the closed bars of an instrument, ending at now. It is empty
// for an instrument and interval that is not watched.
func (b *Broker) Bars(id ID, every Interval) BarView {
	s := b.sim
	for n, end := s.tape.seriesOf(id); n < end; n++ {
		if st := &s.states[n]; st.interval == every && st.depth > 0 {
			return BarView{&s.tape.series[n], st}
		}
	}
	return BarView{}
}

// BarsOf is Bars of the instrument and interval of the bar that woke the
// strategy.
func (b *Broker) BarsOf(bar Bar) BarView {
	return BarView{bar.series, &b.sim.states[bar.series.number]}
}

// Position returns the plan's holding of an instrument.
func (b *Broker) Position(id ID) Position { return b.sim.ledger.positions[id] }

// Positions yields the holdings, oldest first.
func (b *Broker) Positions() iter.Seq[Position] {
	return func(yield func(Position) bool) {
		for _, id := range b.sim.ledger.held {
			if !yield(b.sim.ledger.positions[id]) {
				return
			}
		}
	}
}

// Account returns the plan's money.
func (b *Broker) Account() AccountView {
	l := &b.sim.ledger
	gross, _ := b.sim.marks()
	return AccountView{
		Cash: l.cash, Unsettled: l.unsettled(), Receivable: l.receivable,
		Equity:      l.cash + l.unsettled() + l.receivable + gross,
		BuyingPower: max(0, l.power(b.sim.plan.Market.BuyingPower)-l.reserved), // a sale's charges may take what was reserved
	}
}

// Working yields the plan's live orders for an instrument, those still on
// their way included, in order of submission.
func (b *Broker) Working(id ID) iter.Seq[Order] {
	return func(yield func(Order) bool) {
		for _, slot := range b.sim.exchange.live[id] {
			if !yield(b.sim.exchange.orders[slot].Order) {
				return
			}
		}
	}
}

// Lots returns the most shares in whole board lots that m buys at the last
// price, every fee of one fresh order included, on the session that an order
// sent now would be filled in. 0 where no lot or no price is known.
func (b *Broker) Lots(id ID, m Money) Qty {
	last, ok := b.Last(id)
	if !ok {
		return 0
	}
	return b.LotsAt(id, last, m)
}

// LotsAt is Lots at a price of the caller's.
func (b *Broker) LotsAt(id ID, p Price, m Money) Qty {
	s := b.sim
	in := s.universe.At(id)
	day := s.sessionFor(id, MarketOrder, s.now).Day
	lot, ok := s.venue.Lot(in, day)
	if !ok || p <= 0 {
		return 0
	}
	var fresh workingOrder
	return s.affordable(&fresh, noteSums{}, in, day, p, lot, m/p.Times(lot), m)
}

// Lot returns the board lot of an instrument in the session that an order
// sent now would be filled in, and whether anybody states one.
func (b *Broker) Lot(id ID) (Qty, bool) {
	return b.sim.venue.Lot(b.sim.universe.At(id), b.sim.sessionFor(id, MarketOrder, b.sim.now).Day)
}

// OnGrid returns num/den mills rounded up or down to a legal price of the
// instrument in the session that an order sent now works in.
func (b *Broker) OnGrid(id ID, num, den int64, d Round) Price {
	s := b.sim
	return s.onGrid(s.universe.At(id), num, den, d, s.sessionFor(id, Limit, s.now).Day)
}

// Session returns today's session, or the next one on a day without.
func (b *Broker) Session() Session {
	d := b.Now().Day()
	if s, ok := b.sim.almanac.on(d); ok {
		return *s
	}
	return *b.sim.almanac.after(d)
}

// NextSession returns the session after the one that Session returns.
func (b *Broker) NextSession() Session { return *b.sim.almanac.after(b.Session().Day) }

// Value returns the newest observation of a series, as known now.
func (b *Broker) Value(series SeriesID) (float64, bool) {
	if int(series) >= len(b.sim.values) || !b.sim.known[series] {
		return 0, false
	}
	return b.sim.values[series], true
}

// Member reports whether an instrument belongs to a set.
func (b *Broker) Member(set string, id ID) bool { return b.sim.universe.At(id).In(set) }

// Submit sends an order. It never fails here: a refusal arrives as OnOrder.
func (b *Broker) Submit(o Order) OrderID { return b.sim.submit(o) }

// Cancel sends a cancel. It is without effect on an order that is done.
func (b *Broker) Cancel(id OrderID) { b.sim.sendCancel(id) }

// Amend sends a change of an order, which keeps its ID, its place and what it
// has filled. As it arrives it is checked like a new order; refused, it leaves
// the order as it was and comes back as OnOrder with AmendmentRefused. It is
// without effect on an order that is done.
func (b *Broker) Amend(id OrderID, change Amendment) { b.sim.sendAmendment(id, change) }

// Group returns a new group for orders of which one cancels the others.
func (b *Broker) Group() uint32 { return b.sim.exchange.newGroup() }

// Wake asks for OnWake on the closing side of an instant to come. Wake(Now())
// fires after the events of this side of the instant: so a cross-section sees
// all its bars.
func (b *Broker) Wake(at Time) {
	due := closingSide(min(at, math.MaxInt64/4))
	if due <= b.sim.now {
		due = b.sim.now
	}
	b.sim.agenda.push(due, wakeItem, 0)
}

// Rand returns the plan's random numbers, seeded by the plan.
func (b *Broker) Rand() *rand.Rand {
	if b.sim.rng == nil {
		b.sim.rng = rand.New(rand.NewPCG(b.sim.plan.Seed, 0x52414c4c59)) // "RALLY"
	}
	return b.sim.rng
}

// Annotate puts a remark on the chart.
func (b *Broker) Annotate(text string) {
	s := b.sim
	s.mix.Text(text)
	if s.plan.Keep == Full {
		s.result.Annotations = append(s.result.Annotations, Annotation{s.now.time(), text})
	}
}

package strategies

import (
	"slices"

	"rally/engine"
)

// holding is a name that is held, and the orders that would sell it.
type holding struct {
	id      engine.ID
	ref     engine.SignalRef // of the signal that chose it first
	until   int              // number of the session after whose end it is sold
	highest engine.Price     // close since the entry
	reason  string           // why it leaves; empty: it stays
	because engine.SignalRef // of what it leaves for
	sale    engine.OrderID   // the market sale; 0: none is sent
	stop    engine.OrderID   // the stop; 0: none
	target  engine.OrderID   // the target; 0: none
}

// leave marks a holding for sale; the first reason stays. Paragraph 7.
func (h *holding) leave(reason string, because engine.SignalRef) {
	if h.reason == "" {
		h.reason, h.because = reason, because
	}
}

// stay withdraws a holding's sale. Paragraph 4.
func (p *PolicyMomentum) stay(b *engine.Broker, h *holding) {
	h.reason = ""
	if h.sale != 0 {
		b.Cancel(h.sale)
		h.sale = 0
	}
}

// holding returns the holding of a name, or nil.
func (p *PolicyMomentum) holding(id engine.ID) *holding {
	for i := range p.held {
		if p.held[i].id == id {
			return &p.held[i]
		}
	}
	return nil
}

// withdraw takes back entry i, which has not been filled, or not whole.
func (p *PolicyMomentum) withdraw(b *engine.Broker, i int) {
	if order := p.entries[i].order; order != 0 {
		b.Cancel(order)
	}
	p.entries = slices.Delete(p.entries, i, i+1)
	p.resize = true
}

// exits looks at each holding with a new close of a session, and at all of them at a
// session's end. Paragraph 7.
func (p *PolicyMomentum) exits(b *engine.Broker, sessionEnds bool) {
	for i := range p.held {
		h := &p.held[i]
		n := &p.names[h.id]
		fresh := n.closed > p.decided
		var last engine.Price
		if fresh {
			last = b.Bars(h.id, engine.Daily).Close(0)
			h.highest = max(h.highest, last)
		}
		if sessionEnds && p.ended >= h.until {
			h.leave("hold", h.ref)
		}
		if fresh && p.TrailATR > 0 {
			// A NaN, for want of bars, compares false: it trails nothing.
			if float64(last) < float64(h.highest)-float64(p.TrailATR*n.trail.Ago(0)) {
				h.leave("trail", h.ref)
			}
		}
	}
}

// send sends what the decision came to.
func (p *PolicyMomentum) send(b *engine.Broker) {
	for i := range p.held {
		if h := &p.held[i]; h.reason != "" && h.sale == 0 {
			h.sale = b.Submit(engine.Order{Instrument: h.id, Side: engine.Sell, TIF: engine.GTC,
				Qty: b.Position(h.id).Qty, Because: h.because, Intent: h.reason})
		}
	}
	if p.Sizing == "volatility" && p.resize {
		p.share(b)
	}
	for i := range p.entries {
		if e := &p.entries[i]; e.order == 0 {
			e.order = b.Submit(engine.Order{Instrument: e.id, Side: engine.Buy, Qty: e.qty, Because: e.ref, Intent: "entry"})
		}
	}
}

// OnFill follows entries with their stop and target and forgets what is sold.
func (p *PolicyMomentum) OnFill(b *engine.Broker, f engine.Fill) {
	if f.Side == engine.Buy {
		p.bought(b, &f)
		return
	}
	p.sold(b, &f)
}

// bought opens or enlarges a holding; the session of the first fill is the
// first of its period. Paragraph 7.
func (p *PolicyMomentum) bought(b *engine.Broker, f *engine.Fill) {
	if f.Left == 0 {
		p.forgetEntry(f.Order)
	}
	if b.Position(f.Instrument).Qty == 0 {
		return // sold again within the batch
	}
	h := p.holding(f.Instrument)
	if h == nil {
		p.held = append(p.held, holding{id: f.Instrument, ref: f.Because, until: p.ended + p.Hold})
		h = &p.held[len(p.held)-1]
	}
	p.protect(b, h)
}

// sold follows a sale. While a market sale takes several opens its stop and its
// target keep their place before it, so that an open that jumps one of them has
// it as its reason; what it then asks beyond the holding, the exchange refuses.
func (p *PolicyMomentum) sold(b *engine.Broker, f *engine.Fill) {
	h := p.holding(f.Instrument)
	if h == nil {
		return
	}
	if left := b.Position(h.id).Qty; left == 0 || left < p.lot(b, h.id) {
		p.drop(b, h.id) // an odd part that policy keeps is no holding
	}
}

// drop forgets a holding and withdraws what works for it. The session of its
// exit is the first that cools it off. Paragraph 8.
func (p *PolicyMomentum) drop(b *engine.Broker, id engine.ID) {
	i := slices.IndexFunc(p.held, func(h holding) bool { return h.id == id })
	if i < 0 {
		return
	}
	for _, order := range [...]engine.OrderID{p.held[i].sale, p.held[i].stop, p.held[i].target} {
		if order != 0 {
			b.Cancel(order)
		}
	}
	p.held = slices.Delete(p.held, i, i+1)
	p.names[id].exited = p.ended + 1
	if k := slices.IndexFunc(p.entries, func(e entry) bool { return e.id == id }); k >= 0 {
		p.withdraw(b, k) // the rest of its purchase
	}
}

// OnOrder forgets orders that ended without filling.
func (p *PolicyMomentum) OnOrder(b *engine.Broker, u engine.OrderUpdate) {
	if u.Order.Side == engine.Buy {
		p.forgetEntry(u.Order.ID)
		return
	}
	h := p.holding(u.Order.Instrument)
	if h == nil {
		return
	}
	var of *engine.OrderID
	switch u.Order.ID {
	case h.sale:
		of = &h.sale
	case h.stop:
		of = &h.stop
	case h.target:
		of = &h.target
	default:
		return
	}
	again := engine.OrderID(0)
	if u.Reason == engine.OddLot { // the policy takes no odd part: sell the board lots alone
		o := u.Order
		lot := p.lot(b, h.id)
		if o.Qty = b.Position(h.id).Qty / lot * lot; o.Qty == 0 {
			p.drop(b, h.id)
			return
		}
		again = b.Submit(o)
	}
	*of = again
}

// OnAction lets what is remembered of a holding follow a change of its shares.
func (p *PolicyMomentum) OnAction(b *engine.Broker, a engine.Action) {
	h := p.holding(a.Instrument)
	if h == nil {
		return
	}
	if b.Position(a.Instrument).Qty == 0 { // delisted, or too few shares to make one
		p.drop(b, a.Instrument)
		return
	}
	switch a.Kind {
	case engine.Split, engine.Consolidation, engine.Bonus:
		h.highest = engine.Price((2*int64(h.highest)*a.Den + a.Num) / (2 * a.Num))
	}
}

func (p *PolicyMomentum) forgetEntry(order engine.OrderID) {
	p.entries = slices.DeleteFunc(p.entries, func(e entry) bool { return e.order == order })
}

// lot returns the board lot of a name, one share where nobody states it.
func (p *PolicyMomentum) lot(b *engine.Broker, id engine.ID) engine.Qty {
	if lot, ok := b.Lot(id); ok && lot > 0 {
		return lot
	}
	return 1
}

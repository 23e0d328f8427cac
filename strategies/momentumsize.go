package strategies

import (
	"math"
	"math/bits"

	"rally/engine"
	"rally/strategies/indicator"
)

// enter adds an entry. A name of which its money buys no board lot takes no
// slot. Paragraph 6.
func (p *PolicyMomentum) enter(b *engine.Broker, id engine.ID, ref engine.SignalRef) {
	var qty engine.Qty
	switch p.Sizing {
	case "equal":
		qty = p.equalQty(b, id)
	case "risk":
		qty = min(p.equalQty(b, id), p.riskQty(b, id))
	default: // shared at the end of the decision, when all entries are known
		p.resize = true
		p.entries = append(p.entries, entry{id: id, ref: ref})
		return
	}
	if qty > 0 {
		p.entries = append(p.entries, entry{id: id, ref: ref, qty: qty})
	}
}

// slotMoney is what one slot may spend.
func (p *PolicyMomentum) slotMoney(b *engine.Broker) engine.Money {
	return max(0, b.Account().Equity) / engine.Money(p.Top)
}

// lastPrice is what sizes are reckoned by: the last close of a session, or for
// entries within sessions the last price that was traded.
func (p *PolicyMomentum) lastPrice(b *engine.Broker, id engine.ID) engine.Price {
	if p.entry != entryOpen {
		if last, ok := b.Last(id); ok {
			return last
		}
	}
	return b.Bars(id, engine.Daily).Close(0)
}

// equalQty returns the most whole lots that a slot's money buys at the last
// price, fees included.
func (p *PolicyMomentum) equalQty(b *engine.Broker, id engine.ID) engine.Qty {
	return b.LotsAt(id, p.lastPrice(b, id), p.slotMoney(b))
}

// riskQty returns the whole lots that lose Risk of equity between the last
// price and the stop or, without a stop, over TrailATR average true ranges.
func (p *PolicyMomentum) riskQty(b *engine.Broker, id engine.ID) engine.Qty {
	lot, ok := b.Lot(id)
	if !ok || lot <= 0 {
		return 0
	}
	equity := max(0, b.Account().Equity)
	const none = engine.Qty(math.MaxInt64) // no bound: what equal would buy
	if p.Stop > 0 {
		// (risk × equity) ÷ (price × stop), exactly: both rates are parts of the same whole.
		last := p.lastPrice(b, id)
		loss := uint64(last) * uint64(p.Stop)
		hi, lo := bits.Mul64(uint64(equity), uint64(p.Risk))
		if hi >= loss {
			return none
		}
		shares, _ := bits.Div64(hi, lo, loss)
		if shares > math.MaxInt64 {
			return none
		}
		return engine.Qty(shares) / lot * lot
	}
	loss := p.TrailATR * p.names[id].trail.Ago(0)
	switch shares := float64(p.Risk.Rate().Of(equity, engine.Mill, engine.Down)) / loss; {
	case math.IsNaN(loss): // too few bars to know the risk
		return 0
	case !(shares < 1<<62): // nothing moved
		return none
	default:
		return engine.Qty(shares) / lot * lot
	}
}

// share gives the money of the slots that are filled together to the entries
// in proportion to 1 ÷ the standard deviation of their simple returns over
// Lookback bars. All decisions before one open being one, entries that were
// sent already are sized again. Where a name did not vary at all, they share
// alike. Entries whose part buys no board lot are withdrawn. Paragraph 6.
func (p *PolicyMomentum) share(b *engine.Broker) {
	sum, flat, n := 0.0, false, 0
	for i := range p.entries {
		if e := &p.entries[i]; p.holding(e.id) == nil {
			d := p.deviation(b, e.id)
			flat = flat || !(d > 0)
			sum += 1 / d
			n++
		}
	}
	money := p.slotMoney(b) * engine.Money(n)
	for i := len(p.entries) - 1; i >= 0; i-- {
		e := &p.entries[i]
		if p.holding(e.id) != nil {
			continue // filled in part: its size stands
		}
		part := 1 / float64(n)
		if !flat {
			part = 1 / p.deviation(b, e.id) / sum
		}
		qty := b.LotsAt(e.id, p.lastPrice(b, e.id), engine.Money(float64(money)*part))
		if qty == 0 {
			p.withdraw(b, i)
			continue
		}
		if e.order != 0 && e.qty != qty {
			b.Cancel(e.order)
			e.order = 0
		}
		e.qty = qty
	}
	p.resize = false
}

// deviation returns the standard deviation of a name's simple returns.
func (p *PolicyMomentum) deviation(b *engine.Broker, id engine.ID) float64 {
	view := b.Bars(id, engine.Daily)
	for i := range p.returns {
		now, was := float64(view.Close(i)), float64(view.Close(i+1))
		p.returns[i] = now/was - 1
	}
	return indicator.StdDev(p.returns)
}

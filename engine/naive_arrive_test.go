package engine_test

import (
	"slices"

	"rally/engine"
)

// arrivals lets arrive what is due, in order of submission.
func (n *naive) arrivals(late bool) {
	var left []naiveLetter
	for _, l := range n.mail {
		switch {
		case l.due != n.now || l.late != late:
			left = append(left, l)
		case !l.order.live:
		case l.cancel:
			n.end(l.order, engine.Cancelled, engine.ByStrategy)
		case l.change != nil:
			n.amend(l.order, *l.change)
		default:
			n.arrive(l.order)
		}
	}
	n.mail = left
}

// arrive checks an order, and reserves for a limited purchase.
func (n *naive) arrive(o *naiveOrder) {
	o.arrived, o.late = n.now, n.opening
	if why := n.unfit(o); why != engine.Accepted {
		n.end(o, engine.Refused, why)
		return
	}
	if n.over(o) { // too late for the session that it belongs to
		n.end(o, engine.Expired, engine.EndOfSession)
		return
	}
	o.working, o.state = true, engine.Working
	if isLimit(o) {
		n.reserve(o)
	}
	if o.Type == engine.TrailingStop {
		if o.best = n.shown[o.Instrument]; o.Stop == 0 {
			o.Stop = n.trailed(o, o.best)
		}
	}
}

// isLimit reports whether an order works as a limit now.
func isLimit(o *naiveOrder) bool {
	return o.Type == engine.Limit || o.Type == engine.StopLimit && o.reached
}

// reserve sets money aside for a limited purchase: its worst cost, or what is
// left where that is less. A stop-limit reserves when it becomes a limit.
func (n *naive) reserve(o *naiveOrder) {
	if o.reserved = 0; o.Side == engine.Buy {
		o.reserved = max(0, min(n.worst(o), n.power()-n.reservations()))
	}
}

// trailed returns where a trailing stop stands behind a price.
func (n *naive) trailed(o *naiveOrder, p engine.Price) engine.Price {
	id, day := o.Instrument, n.now.Day()
	switch {
	case o.Side == engine.Sell && o.Trail.Distance > 0:
		return n.down(id, int64(p-o.Trail.Distance), 1, day)
	case o.Side == engine.Sell:
		return n.down(id, int64(p)*int64(billion-o.Trail.Rate), billion, day)
	case o.Trail.Distance > 0:
		return n.up(id, int64(p+o.Trail.Distance), 1, day)
	}
	return n.up(id, int64(p)*int64(billion+o.Trail.Rate), billion, day)
}

// trail moves the trailing stops of a name to behind a bar's close, never back.
func (n *naive) trail(bars map[engine.ID]engine.BarRow) {
	for _, o := range n.orders {
		bar, ok := bars[o.Instrument]
		if !ok || !o.working || o.Type != engine.TrailingStop || o.reached {
			continue
		}
		if o.Side == engine.Sell && bar.Close > o.best {
			o.best, o.Stop = bar.Close, max(o.Stop, n.trailed(o, bar.Close))
		}
		if o.Side == engine.Buy && bar.Close < o.best {
			o.best, o.Stop = bar.Close, min(o.Stop, n.trailed(o, bar.Close))
		}
	}
}

// unfit returns why an order is refused as it arrives.
func (n *naive) unfit(o *naiveOrder) engine.Reason {
	switch why := n.check(o); {
	case why != engine.Accepted:
		return why
	case o.ReduceOnly && (o.Side == engine.Buy || n.held[o.Instrument] == 0):
		return engine.NothingHeld
	case o.Type == engine.TrailingStop && n.shown[o.Instrument] == 0:
		return engine.NoPrice
	}
	return engine.Accepted
}

// check returns what is wrong with an order by itself.
func (n *naive) check(o *naiveOrder) engine.Reason {
	var prices []engine.Price
	switch o.Type {
	case engine.Limit:
		prices = append(prices, o.Limit)
	case engine.Stop, engine.MarketIfTouched:
		prices = append(prices, o.Stop)
	case engine.StopLimit:
		prices = append(prices, o.Stop, o.Limit)
	case engine.TrailingStop:
		if o.Stop != 0 {
			prices = append(prices, o.Stop)
		}
	}
	if o.Qty <= 0 || slices.ContainsFunc(prices, func(p engine.Price) bool { return p <= 0 }) {
		return engine.BadOrder
	}
	if slices.ContainsFunc(prices, func(p engine.Price) bool { return p%n.tick(o.Instrument, p, o.session) != 0 }) {
		return engine.OffGrid
	}
	all := o.Side == engine.Sell && o.Qty == n.held[o.Instrument] // the whole position may carry an odd part
	if o.Qty%n.lot(o.Instrument, o.session) != 0 && (!all || n.oddLots == engine.OddLotsRefuse) {
		return engine.OddLot
	}
	return engine.Accepted
}

// expire ends the orders whose last session ends now.
func (n *naive) expire() {
	for _, o := range n.orders {
		if end, ok := n.endOn(o.Instrument, n.now.Day()); ok && end == n.now && o.working && n.over(o) {
			n.end(o, engine.Expired, engine.EndOfSession)
		}
	}
}

// over reports whether the last session of an order has ended.
func (n *naive) over(o *naiveOrder) bool {
	last := o.session
	switch o.TIF {
	case engine.GTC:
		return false
	case engine.GTD:
		last = n.lastUntil(o)
	}
	end, _ := n.endOn(o.Instrument, last)
	return n.now >= end
}

// lastUntil returns the last session that an order good till a date works in.
func (n *naive) lastUntil(o *naiveOrder) engine.Day {
	d := o.Until
	for {
		if _, ok := n.session(d); ok || d < n.first {
			return d
		}
		d--
	}
}

// end ends an order.
func (n *naive) end(o *naiveOrder, state engine.OrderState, why engine.Reason) {
	o.live, o.working, o.reserved = false, false, 0
	o.state, o.reason, o.ended = state, why, n.now
}

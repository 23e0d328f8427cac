package engine_test

import (
	"math/big"

	"rally/engine"
)

func whole[T ~int64](v T) *big.Rat { return new(big.Rat).SetInt64(int64(v)) }

func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

// floor is the whole part of a number that is not negative.
func floor(v *big.Rat) int64 { return new(big.Int).Quo(v.Num(), v.Denom()).Int64() }

// nearest rounds to the next whole number, a half up.
func nearest(v *big.Rat) int64 { return floor(new(big.Rat).Add(v, big.NewRat(1, 2))) }

// changes reports whether an action changes the number of shares.
func changes(a engine.Action) bool { return a.Kind != engine.Dividend }

// effective returns when an action takes effect: as its session's order input
// begins or, on a day without one, that of the next session.
func (w *tale) effective(a engine.Action) engine.Time {
	s, ok := w.session(a.Ex)
	if !ok {
		s = w.sessionAfter(a.Ex)
	}
	return s.PreOpen
}

// volumeThen returns what a volume of a time is seen as at a later one: to the
// nearest share at each action between.
func (w *tale) volumeThen(id engine.ID, v engine.Qty, from, to engine.Time) engine.Qty {
	for _, a := range w.actions {
		if at := w.effective(a); a.Instrument == id && changes(a) && at > from && at <= to {
			v = engine.Qty(nearest(mul(whole(v), big.NewRat(a.Num, a.Den))))
		}
	}
	return v
}

// ratio returns how many shares one share of a time has become by a later one.
func (w *tale) ratio(id engine.ID, from, to engine.Time) *big.Rat {
	r := whole(int64(1))
	for _, a := range w.actions {
		if at := w.effective(a); a.Instrument == id && changes(a) && at > from && at <= to {
			r = mul(r, big.NewRat(a.Num, a.Den))
		}
	}
	return r
}

// sessionsLater returns the session so many sessions after a day.
func (w *tale) sessionsLater(d engine.Day, sessions int) engine.Day {
	for range sessions {
		d = w.sessionAfter(d).Day
	}
	return d
}

// actionsNow lets the actions of this instant take effect: dividends first,
// because they are for the shares before, then changes of shares.
func (n *naive) actionsNow() {
	for _, a := range n.actions {
		if n.effective(a) == n.now && !changes(a) {
			n.dividend(a)
		}
	}
	for _, a := range n.actions {
		if n.effective(a) == n.now && changes(a) {
			n.changeShares(a)
		}
	}
}

// dividend books what the holding is entitled to; it is cash on the pay date.
func (n *naive) dividend(a engine.Action) {
	gross := nearest(mul(whole(n.held[a.Instrument]), big.NewRat(a.Millionths, 1000)))
	tax := nearest(mul(whole(gross), big.NewRat(int64(n.tax), billion)))
	pay := a.Pay
	if pay == 0 {
		pay = n.sessionsLater(n.now.Day(), 20)
	}
	n.receivables = append(n.receivables, naivePayment{settles: pay, amount: engine.Money(gross - tax)})
}

// changeShares turns old shares into new ones: the holding, its mark, and all
// that is on order.
func (n *naive) changeShares(a engine.Action) {
	id, ratio, day := a.Instrument, big.NewRat(a.Num, a.Den), n.now.Day()
	if _, already := n.frozen[id]; !already {
		n.frozen[id] = n.shown[id].Times(n.held[id])
	}
	if n.fraction[id] == nil {
		n.fraction[id] = new(big.Rat)
	}
	exact := mul(new(big.Rat).Add(whole(n.held[id]), n.fraction[id]), ratio)
	n.held[id] = engine.Qty(floor(exact))
	n.fraction[id] = exact.Sub(exact, whole(n.held[id]))
	n.shown[id] = engine.Price(nearest(mul(whole(n.shown[id]), big.NewRat(a.Den, a.Num))))
	for _, o := range n.orders {
		if o.live && o.Instrument == id {
			n.rebase(o, a, day)
		}
	}
	for _, l := range n.mail {
		if c := l.change; c != nil && l.order.Instrument == id {
			o := &naiveOrder{Order: l.order.Order}
			o.Limit, o.Stop = c.Limit, c.Stop
			n.rebasePrices(o, a, day)
			c.Limit, c.Stop = o.Limit, o.Stop
			if c.Qty > 0 {
				if c.Qty = engine.Qty(floor(mul(whole(c.Qty), ratio))); c.Qty == 0 {
					c.Qty = -1 // no quantity, which is refused, and not one that stays
				}
			}
		}
	}
	for _, o := range n.orders {
		if o.working && o.ReduceOnly && o.Instrument == id && n.held[id] == 0 {
			n.end(o, engine.Cancelled, engine.NothingHeld)
		}
	}
}

// rebase lets an order follow an action.
func (n *naive) rebase(o *naiveOrder, a engine.Action, day engine.Day) {
	ratio := big.NewRat(a.Num, a.Den)
	left := engine.Qty(floor(mul(whole(o.Left()), ratio))) // what is filled already has followed as a holding
	if left == 0 {                                         // it ends as it was
		n.end(o, engine.Cancelled, engine.RoundsToZero)
		return
	}
	o.Filled = engine.Qty(floor(mul(whole(o.Filled), ratio)))
	o.Qty = o.Filled + left
	o.ceded = engine.Qty(floor(mul(whole(o.ceded), ratio)))
	n.rebasePrices(o, a, day)
	o.best = engine.Price(nearest(mul(whole(o.best), big.NewRat(a.Den, a.Num))))
	if o.working && isLimit(o) {
		n.reserve(o)
	}
}

// rebasePrices divides an order's prices, each to the side of the grid that
// its sender would not mind.
func (n *naive) rebasePrices(o *naiveOrder, a engine.Action, day engine.Day) {
	to := func(p *engine.Price, round func(engine.ID, int64, int64, engine.Day) engine.Price) {
		if *p != 0 {
			*p = round(o.Instrument, int64(*p)*a.Den, a.Num, day)
		}
	}
	toMillUp := func(p *engine.Price) {
		*p = engine.Price((int64(*p)*a.Den + a.Num - 1) / a.Num)
	}
	asLimit, asStop := n.down, n.up
	if o.Side == engine.Sell {
		asLimit, asStop = n.up, n.down
	}
	to(&o.Limit, asLimit)
	if o.Type == engine.MarketIfTouched {
		to(&o.Stop, asLimit)
	} else {
		to(&o.Stop, asStop)
	}
	to(&o.Exits.Stop, n.down)
	to(&o.Exits.Target, n.up)
	toMillUp(&o.Trail.Distance)
	toMillUp(&o.Exits.Trail.Distance)
}

// printed is what a price that trades does: the fractions of shares are paid
// at it, and holdings are worth it again.
func (n *naive) printed(id engine.ID, p engine.Price) {
	n.shown[id] = p
	delete(n.frozen, id)
	if f := n.fraction[id]; f != nil {
		n.lieu += engine.Money(nearest(mul(f, whole(p))))
		n.fraction[id] = nil
	}
}

// equity is what the account is worth.
func (n *naive) equity() engine.Money {
	cash, owed, due := n.settled()
	sum := cash - owed + due + n.receivable()
	for id := range n.names {
		if worth, frozen := n.frozen[engine.ID(id)]; frozen {
			sum += worth
		} else {
			sum += n.shown[engine.ID(id)].Times(n.held[engine.ID(id)])
		}
	}
	return sum
}

// receivable is what dividends have not paid yet.
func (n *naive) receivable() engine.Money {
	var sum engine.Money
	for _, p := range n.receivables {
		if p.settles > n.now.Day() {
			sum += p.amount
		}
	}
	return sum
}

package engine_test

import "rally/engine"

// worst returns the most that what is left of a limited purchase can cost.
func (n *naive) worst(o *naiveOrder) engine.Money {
	left := o.Limit.Times(o.Left())
	cost := left + n.charge(left)
	if n.fee.At == engine.PerOrder { // what it has been charged already does not come again
		cost = left + n.fees(o, o.Limit, o.Left())
	}
	if o.Budget > 0 {
		cost = min(cost, o.Budget-o.spent)
	}
	return cost
}

// settled returns the cash that has settled by now, and the sums of purchases
// and sales that have not. A dividend is neither before its pay date.
func (n *naive) settled() (cash, owed, due engine.Money) {
	cash = n.cash + n.lieu
	for _, p := range n.receivables {
		if p.settles <= n.now.Day() {
			cash += p.amount
		}
	}
	for _, p := range n.payments {
		switch {
		case p.settles <= n.now.Day():
			cash += p.amount
		case p.amount < 0:
			owed -= p.amount
		default:
			due += p.amount
		}
	}
	return cash, owed, due
}

// power returns the buying power before reservations.
func (n *naive) power() engine.Money {
	cash, owed, due := n.settled()
	if n.buyingPower == engine.Settled {
		return cash - owed
	}
	return cash - owed + due
}

// reservations returns what working limits have set aside.
func (n *naive) reservations() engine.Money {
	var sum engine.Money
	for _, o := range n.orders {
		sum += o.reserved
	}
	return sum
}

// execute fills what a cap, the holding, the lots and the money allow, and
// refuses what the last three do not.
func (n *naive) execute(o *naiveOrder, p engine.Price, slips bool, most engine.Qty, rule engine.FillRule) {
	id, day := o.Instrument, n.now.Day()
	lot := n.lot(id, day)
	room := max(0, most-n.used[id]) / lot * lot
	qty, refused := o.Left(), engine.Accepted
	if o.Side == engine.Sell && qty > n.held[id] {
		qty, refused = n.held[id], engine.ShortNotAllowed
		if o.ReduceOnly {
			refused = engine.NothingHeld
		}
	}
	odd := qty % lot // what an action left over
	qty -= odd
	if odd > 0 && !(o.Side == engine.Sell && qty+odd == n.held[id] && n.oddLots == engine.OddLotsDiscount) {
		odd, refused = 0, engine.OddLot
	}
	if room < qty {
		qty, odd, refused = room, 0, engine.Accepted // the odd part goes with the last of the lots
	}
	if qty == 0 && odd == 0 && refused == engine.Accepted {
		o.reached = o.reached || isTriggered(o)
		return
	}
	before := len(n.fills)
	price := func(q engine.Qty) engine.Price {
		if !slips {
			return p
		}
		return n.priceOf(id, o.Side, p, q)
	}
	if o.Side == engine.Sell {
		n.sell(o, p, price(qty+odd), qty, odd, rule, &refused)
	} else {
		money := n.power() - n.reservations() + o.reserved
		if o.Budget > 0 {
			money = min(money, o.Budget-o.spent)
		}
		for qty > 0 && price(qty).Times(qty)+n.fees(o, price(qty), qty) > money {
			qty, refused = qty-lot, engine.InsufficientCash
		}
		if qty > 0 {
			n.book(o, p, price(qty), qty, rule)
		}
	}
	if slips && n.slippage.Impact > 0 {
		if _, known := n.impact(id, 1, n.now); !known {
			n.unmoved += len(n.fills) - before
		}
	}
	switch {
	case !o.live || refused == engine.Accepted:
	case refused == engine.NothingHeld:
		n.end(o, engine.Cancelled, refused)
	default:
		n.end(o, engine.Refused, refused)
	}
}

// sell fills a sale: whole lots, and the odd part of a whole position below
// their price. Neither takes the account below zero.
func (n *naive) sell(o *naiveOrder, raw, p engine.Price, qty, odd engine.Qty, rule engine.FillRule, refused *engine.Reason) {
	id, day := o.Instrument, n.now.Day()
	low := n.down(id, int64(p)*int64(billion-n.oddDiscount), billion, day)
	for _, part := range []struct {
		qty  engine.Qty
		p    engine.Price
		rule engine.FillRule
	}{{qty, p, rule}, {odd, low, engine.FilledOddLot}} {
		if part.qty == 0 || !o.live {
			continue
		}
		// what is reserved may go on the charges of a sale: they come first
		if part.p.Times(part.qty)-n.fees(o, part.p, part.qty)+max(0, n.power()) < 0 {
			*refused = engine.InsufficientCash
			return
		}
		n.book(o, raw, part.p, part.qty, part.rule)
	}
}

// isTriggered reports whether what an order waits for sends it off for good:
// what a cap leaves of it goes at the next open.
func isTriggered(o *naiveOrder) bool {
	return o.Type == engine.Stop || o.Type == engine.TrailingStop || o.Type == engine.MarketIfTouched
}

// note returns what a fill of an order is charged together with.
func (n *naive) note(o *naiveOrder) naiveNote {
	switch n.fee.At {
	case engine.PerExecution:
		return naiveNote{fill: len(n.fills) + 1}
	case engine.PerOrder:
		return naiveNote{order: o.ID}
	}
	return naiveNote{day: n.now.Day(), id: o.Instrument, side: o.Side}
}

// fees returns what a fill would add to the charges.
func (n *naive) fees(o *naiveOrder, p engine.Price, qty engine.Qty) engine.Money {
	before := n.charged[n.note(o)]
	return n.charge(before+p.Times(qty)) - n.charge(before)
}

// book books a fill: shares, money, fees, the order, its reservation, its exits.
func (n *naive) book(o *naiveOrder, raw, p engine.Price, qty engine.Qty, rule engine.FillRule) {
	id, value, fees := o.Instrument, p.Times(qty), n.fees(o, p, qty)
	n.charged[n.note(o)] += value
	f := engine.Fill{
		ID: uint32(len(n.fills) + 1), Order: o.ID, Instrument: id, Side: o.Side, Rule: rule,
		Time: n.now, Qty: qty, Price: p, Consideration: value, Fees: fees,
	}
	pays := value - fees
	f.Slippage = (raw - p).Times(qty)
	if o.Side == engine.Buy {
		pays, f.Slippage = -value-fees, -f.Slippage
		n.held[id] += qty
	} else {
		n.held[id] -= qty
	}
	n.payments = append(n.payments, naivePayment{n.venue.SettleOn(n.now.Day()), pays, o.Side == engine.Sell})
	if rule != engine.FilledOddLot {
		n.used[id] += qty
	}
	o.Filled += qty
	o.spent += value + fees
	f.Left = o.Left()
	n.fills, n.untold = append(n.fills, f), append(n.untold, f)
	if isLimit(o) { // what is left of it reserves for itself
		n.reserve(o)
	}
	o.reached = o.reached || isTriggered(o)
	if o.Left() == 0 {
		n.end(o, engine.Filled, engine.Accepted)
	}
	for _, other := range n.orders {
		if other == o || !other.live {
			continue
		}
		if o.group != 0 && other.group == o.group {
			// a part of the same trade leaves the others the rest of it
			alike := other.Side == o.Side && other.Instrument == id
			if alike {
				its := min(qty, max(0, other.Left()))
				other.Qty, other.ceded = other.Qty-its, other.ceded+its
			}
			if !alike || other.Left() <= 0 || o.Left() == 0 {
				n.end(other, engine.Cancelled, engine.GroupDone)
			} else if other.working && isLimit(other) {
				n.reserve(other)
			}
		}
		if other.live && other.working && other.ReduceOnly && other.Instrument == id && n.held[id] == 0 {
			n.end(other, engine.Cancelled, engine.NothingHeld)
		}
	}
	if o.Side == engine.Buy && o.Exits.Any() {
		n.sendExits(o, p, qty)
	}
}

// sendExits sends the exits of a fill: they work at once and are one group.
func (n *naive) sendExits(o *naiveOrder, p engine.Price, qty engine.Qty) {
	id, day, e := o.Instrument, n.now.Day(), o.Exits
	exit := engine.Order{Instrument: id, Side: engine.Sell, TIF: engine.GTC, Qty: qty, Parent: o.ID}
	group := 0
	if (e.Stop > 0 || e.StopRate > 0 || e.Trail.Any()) && (e.Target > 0 || e.TargetRate > 0) {
		n.groups++
		group = n.groups
	}
	if e.Stop > 0 || e.StopRate > 0 || e.Trail.Any() {
		x := exit
		x.Type, x.Trail = engine.Stop, e.Trail
		if e.Trail.Any() {
			x.Type = engine.TrailingStop
		}
		w := n.work(x, group)
		w.best = p
		switch {
		case e.StopRate > 0:
			w.Stop = n.down(id, int64(p)*int64(billion-e.StopRate), billion, day)
		case e.Stop > 0:
			w.Stop = n.down(id, int64(e.Stop), 1, day)
		default:
			w.Stop = n.trailed(w, p)
		}
	}
	if e.Target > 0 || e.TargetRate > 0 {
		x := exit
		x.Type, x.Limit = engine.Limit, n.up(id, int64(e.Target), 1, day)
		if e.TargetRate > 0 {
			x.Limit = n.up(id, int64(p)*int64(billion+e.TargetRate), billion, day)
		}
		n.work(x, group)
	}
}

// work numbers an order that needs no way and no check.
func (n *naive) work(o engine.Order, group int) *naiveOrder {
	w := &naiveOrder{Order: o, group: group, live: true, working: true, state: engine.Working, arrived: n.now, session: n.now.Day()}
	w.ID = engine.OrderID(len(n.orders) + 1)
	n.orders = append(n.orders, w)
	return w
}

package engine_test

import (
	"math/big"
	"slices"

	"rally/engine"
)

// atOpen matches an order with the first price of a bar.
func (n *naive) atOpen(o *naiveOrder, bar engine.BarRow) {
	buy, open := o.Side == engine.Buy, bar.Open
	fills, slips := false, false
	switch o.Type {
	case engine.MarketOrder:
		fills, slips = true, true
	case engine.AtOpen: // in by the auction; its price is the session's first, at the auction or as trading begins
		s, _ := n.session(n.now.Day())
		fills = bar.Start <= s.Open && (o.arrived < s.Auction || o.arrived == s.Auction && !o.late)
	case engine.Limit:
		fills = buy && open <= o.Limit || !buy && open >= o.Limit
	case engine.Stop, engine.TrailingStop:
		fills, slips = o.reached || buy && open >= o.Stop || !buy && open <= o.Stop, true
	case engine.MarketIfTouched:
		fills, slips = o.reached || buy && open <= o.Stop || !buy && open >= o.Stop, true
	case engine.StopLimit:
		if !o.reached && (buy && open >= o.Stop || !buy && open <= o.Stop) {
			o.reached = true
			n.reserve(o)
		}
		fills = o.reached && (buy && open <= o.Limit || !buy && open >= o.Limit)
	}
	if !fills {
		return
	}
	most := engine.Qty(1 << 60)
	if median, known := n.medianVolume(o.Instrument, n.intervalOn(o.Instrument, n.now.Day()), n.now); known && n.participation > 0 {
		most = engine.Qty(floor(mul(median, big.NewRat(int64(n.participation), billion))))
	}
	n.execute(o, open, slips, most, engine.FilledAtOpen)
}

// inside matches orders with what the bars that end now show: first their
// ranges, name by name and of each in order of submission; then the closes of
// those that end their session, sales before purchases.
func (n *naive) inside(bars map[engine.ID]engine.BarRow) {
	before := slices.Clone(n.orders) // exits that these fills send along are not among them
	for id := range n.names {
		bar, ok := bars[engine.ID(id)]
		if !ok {
			continue
		}
		var reached []*naiveOrder
		for _, o := range before {
			if _, _, rule, fills := n.inBar(o, bar); fills && rule == engine.FilledInRange || n.triggers(o, bar) {
				if o.Instrument == engine.ID(id) {
					reached = append(reached, o)
				}
			}
		}
		n.inRange(reached, bar)
	}
	for _, side := range []engine.Side{engine.Sell, engine.Buy} {
		for _, o := range before {
			if bar, ok := bars[o.Instrument]; ok && o.Type == engine.AtClose && o.Side == side {
				n.meet(o, bar)
			}
		}
	}
}

// inRange matches the orders of one name that a bar's range has reached.
func (n *naive) inRange(reached []*naiveOrder, bar engine.BarRow) {
	ambiguous := false
	stops := map[*naiveOrder]bool{}
	for _, o := range reached {
		stops[o] = isStop(o)
	}
	met := map[*naiveOrder]bool{}
	once := func(o *naiveOrder) {
		if !met[o] {
			met[o] = true
			n.meet(o, bar)
			n.trigger(o, bar)
		}
	}
	for _, o := range reached {
		waits := false
		ambiguous = ambiguous || o.working && n.pathDecides(o, bar)
		for again := true; again; { // does another exit go first? what one sold, others lack
			again = false
			for _, other := range reached {
				if stops[o] == stops[other] || !n.sameShares(o, other) {
					continue
				}
				ambiguous = true
				if stops[other] != n.stopFirst(o.Side, bar) {
					continue
				}
				waits = waits || stops[other] && other.Type == engine.StopLimit // filled or only triggered, it keeps the gain from this bar
				if !met[other] {
					once(other)
					again = true
					break
				}
			}
		}
		if !waits {
			once(o)
		}
	}
	if ambiguous {
		n.ambiguous++
	}
}

// pathDecides reports whether it depends on a bar's path if a stop-limit that
// the bar triggers is filled in it.
func (n *naive) pathDecides(o *naiveOrder, bar engine.BarRow) bool {
	if o.Type != engine.StopLimit || o.reached || o.arrived > bar.Start {
		return false
	}
	if o.Side == engine.Buy {
		return bar.Open < o.Stop && bar.High >= o.Stop && o.Limit < o.Stop && bar.Low <= o.Limit
	}
	return bar.Open > o.Stop && bar.Low <= o.Stop && o.Limit > o.Stop && bar.High >= o.Limit
}

// meet fills an order in a bar, if it still can be.
func (n *naive) meet(o *naiveOrder, bar engine.BarRow) {
	if price, slips, rule, ok := n.inBar(o, bar); ok {
		most := engine.Qty(1 << 60)
		if n.participation > 0 {
			most = engine.Qty(int64(bar.Volume) * int64(n.participation) / billion)
		}
		n.execute(o, price, slips, most, rule)
	}
}

// inBar says whether an order is filled inside a bar or at its close, and where.
func (n *naive) inBar(o *naiveOrder, bar engine.BarRow) (p engine.Price, slips bool, rule engine.FillRule, ok bool) {
	if !o.working {
		return 0, false, 0, false
	}
	buy, rule := o.Side == engine.Buy, engine.FilledInRange
	if o.Type == engine.AtClose {
		end, _ := n.endOn(o.Instrument, n.now.Day())
		return bar.Close, false, engine.FilledAtClose, bar.End == end && n.inForClose(o)
	}
	if o.arrived > bar.Start {
		return 0, false, 0, false
	}
	switch o.Type {
	case engine.Limit:
		p, ok = n.limitInBar(o, bar)
		return p, false, rule, ok
	case engine.StopLimit:
		p, ok = n.limitInBar(o, bar)
		byOpen := buy && bar.Open >= o.Stop || !buy && bar.Open <= o.Stop
		if !o.reached && !byOpen {
			ok = n.stopThenLimit(o, bar)
			if buy && o.Limit >= o.Stop || !buy && o.Limit <= o.Stop {
				p = o.Stop // where it becomes a limit, the price is as good already
			}
		}
		return p, false, rule, ok
	case engine.Stop, engine.TrailingStop:
		if buy {
			return max(o.Stop, bar.Open), true, rule, !o.reached && bar.High >= o.Stop
		}
		return min(o.Stop, bar.Open), true, rule, !o.reached && bar.Low <= o.Stop
	case engine.MarketIfTouched:
		if buy {
			return min(o.Stop, bar.High), true, rule, !o.reached && bar.Low <= o.Stop
		}
		return max(o.Stop, bar.Low), true, rule, !o.reached && bar.High >= o.Stop
	}
	return 0, false, 0, false
}

// triggers reports whether a bar's range makes a limit of a stop-limit.
func (n *naive) triggers(o *naiveOrder, bar engine.BarRow) bool {
	return o.working && o.Type == engine.StopLimit && !o.reached && o.arrived <= bar.Start &&
		(o.Side == engine.Buy && bar.High >= o.Stop || o.Side == engine.Sell && bar.Low <= o.Stop)
}

// trigger makes a limit of it.
func (n *naive) trigger(o *naiveOrder, bar engine.BarRow) {
	if n.triggers(o, bar) {
		o.reached = true
		n.reserve(o)
	}
}

// stopThenLimit says whether a bar that opened before the stop of a stop-limit
// triggers it and then fills it: pessimistic never, optimistic where both lie in
// the range, base where the path goes to the stop and then to the limit.
func (n *naive) stopThenLimit(o *naiveOrder, bar engine.BarRow) bool {
	price := func(p engine.Price) engine.Price { return p } // a sale is a purchase upside down
	if o.Side == engine.Sell {
		price = func(p engine.Price) engine.Price { return -p }
	}
	low := min(price(bar.Low), price(bar.High))
	high := max(price(bar.Low), price(bar.High))
	switch stop, limit := price(o.Stop), price(o.Limit); {
	case n.fill == engine.Pessimistic || high < stop:
		return false
	case n.fill == engine.Optimistic || limit >= stop:
		return low <= limit
	}
	lowFirst := []engine.Price{bar.Open, bar.Low, bar.High, bar.Close}
	highFirst := []engine.Price{bar.Open, bar.High, bar.Low, bar.Close}
	fills := func(path []engine.Price) bool {
		triggered := false
		for _, p := range path {
			triggered = triggered || price(p) >= price(o.Stop)
			if triggered && price(p) <= price(o.Limit) {
				return true
			}
		}
		return false
	}
	switch toLow, toHigh := bar.Open-bar.Low, bar.High-bar.Open; {
	case toLow < toHigh:
		return fills(lowFirst)
	case toHigh < toLow:
		return fills(highFirst)
	}
	return fills(lowFirst) && fills(highFirst) // both as near: the worse
}

// limitInBar says whether a limit is filled inside a bar's range, and where:
// at the limit or, where it lies outside the bar already, at the range's end.
func (n *naive) limitInBar(o *naiveOrder, bar engine.BarRow) (engine.Price, bool) {
	if o.Side == engine.Buy {
		return min(o.Limit, bar.High), bar.Low < o.Limit || n.fill.Touch && bar.Low == o.Limit
	}
	return max(o.Limit, bar.Low), bar.High > o.Limit || n.fill.Touch && bar.High == o.Limit
}

// inForClose reports whether an order was in before today's random closing period.
func (n *naive) inForClose(o *naiveOrder) bool {
	s, _ := n.session(n.now.Day())
	if s.Random == 0 || n.names[o.Instrument].NoClosingAuction {
		return o.arrived <= s.Close
	}
	return o.arrived <= s.Random
}

// sameShares reports whether a stop and a limit that one bar reached would trade
// the same shares: as one group, or as sales that together exceed the holding.
func (n *naive) sameShares(a, b *naiveOrder) bool {
	if a.Side != b.Side || !a.working || !b.working {
		return false
	}
	if a.Side == engine.Buy || isExit(a) || isExit(b) || a.group == b.group && a.group != 0 {
		return a.group == b.group && a.group != 0
	}
	return a.Left()+b.Left() > n.held[a.Instrument]
}

// isExit reports whether an order is one of the two exits of a fill.
func isExit(o *naiveOrder) bool { return o.Parent != 0 && o.group != 0 }

// isStop reports whether an order limits a loss; if not it takes a gain.
func isStop(o *naiveOrder) bool {
	return o.Type == engine.Stop || o.Type == engine.TrailingStop || o.Type == engine.StopLimit && !o.reached
}

// stopFirst says whether a bar that reached a stop and a limit reached the stop first.
func (n *naive) stopFirst(side engine.Side, bar engine.BarRow) bool {
	toStop, toLimit := bar.Open-bar.Low, bar.High-bar.Open
	if side == engine.Buy {
		toStop, toLimit = toLimit, toStop
	}
	return n.fill.Both == engine.TakeLoss || n.fill.Both == engine.TakePath && toStop <= toLimit
}

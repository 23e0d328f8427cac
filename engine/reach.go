package engine

import "math"

// isLimit reports whether the order is a limit now.
func (w *workingOrder) isLimit() bool {
	return w.Type == Limit || w.Type == StopLimit && w.triggered
}

// atMarket reports whether the next open fills the order whatever its price:
// a market order, or what is left of one that was triggered.
func (w *workingOrder) atMarket() bool {
	return w.Type == MarketOrder || w.triggered && w.Type != StopLimit
}

// slips reports whether slippage applies to the order.
func (w *workingOrder) slips() bool {
	switch w.Type {
	case MarketOrder, Stop, MarketIfTouched, TrailingStop:
		return true
	}
	return false
}

// isStop reports whether the order is a stop of any kind for the bar that
// opened at a stamp: for the bar inside which it is triggered, a stop-limit is.
func (w *workingOrder) isStop(opened stamp) bool {
	switch w.Type {
	case Stop, TrailingStop:
		return true
	case StopLimit:
		return !w.triggered || w.passed == opened
	}
	return false
}

// guard works out what prices could reach an order of the instrument.
func (x *exchange) guard(m *market, id ID) {
	m.below, m.above, m.atOpen, m.atClose, m.trails = nothingBelow, nothingAbove, 0, 0, false
	for _, slot := range x.live[id] {
		w := &x.orders[slot]
		if w.state != Working {
			continue
		}
		switch {
		case w.Type == AtOpen, w.atMarket():
			m.atOpen++
		case w.Type == AtClose:
			m.atClose++
		case w.isLimit():
			m.watch(w.Side == Buy, w.Limit)
		case w.Type == MarketIfTouched:
			m.watch(w.Side == Buy, w.Stop)
		default:
			m.watch(w.Side == Sell, w.Stop)
			if w.Type == TrailingStop { // a close beyond the best one moves it
				m.trails = true
				m.watch(w.Side == Buy, w.best+gain(w.Side))
			}
		}
	}
}

// watch widens what may reach an order: prices at p and below, or at p and above.
func (m *market) watch(below bool, p Price) {
	narrow := int32(min(p, math.MaxInt32))
	if below {
		m.below = max(m.below, narrow)
	} else {
		m.above = min(m.above, narrow)
	}
}

// meetsOpen reports whether an open at p fills the order, or makes a stop-limit
// a limit.
func (w *workingOrder) meetsOpen(p Price, at stamp, s *Session) bool {
	switch {
	case w.atMarket():
		return true
	case w.Type == AtOpen:
		return at.time() <= s.Open && w.arrived <= closingSide(s.Auction)
	case w.Type == AtClose:
		return false
	case w.isLimit():
		return w.asGood(p, w.Limit)
	case w.Type == MarketIfTouched:
		return w.asGood(p, w.Stop)
	}
	return w.hits(p)
}

// asGood reports whether a price is as good for the trader as q or better.
func (w *workingOrder) asGood(p, q Price) bool {
	return w.Side == Buy && p <= q || w.Side == Sell && p >= q
}

// hits reports whether a price triggers the order's stop.
func (w *workingOrder) hits(p Price) bool {
	return w.Side == Buy && p >= w.Stop || w.Side == Sell && p <= w.Stop
}

// extremes returns the best and the worst price of a bar for the order's side.
func (w *workingOrder) extremes(b Bar) (best, worst Price) {
	if w.Side == Buy {
		return b.Low(), b.High()
	}
	return b.High(), b.Low()
}

// worse returns the worse of two prices for the order's side.
func (w *workingOrder) worse(p, q Price) Price {
	if w.asGood(p, q) {
		return q
	}
	return p
}

// reaches reports whether a price reaches the order's limit: by a touch, or
// beyond it, as the rule has it.
func (w *workingOrder) reaches(p Price, rule BarFill) bool {
	return w.asGood(p, w.Limit) && (rule.Touch || p != w.Limit)
}

// inRange reports whether a bar's range fills the order, and at what price: its
// own, kept inside the range for what was sent at this open or left by it.
func (w *workingOrder) inRange(b Bar, rule BarFill) (Price, bool) {
	best, worst := w.extremes(b)
	switch {
	case w.atMarket(), w.Type == AtOpen, w.Type == AtClose:
		return 0, false
	case w.isLimit():
		return w.better(w.Limit, worst), w.reaches(best, rule)
	case w.Type == MarketIfTouched:
		return w.better(w.Stop, worst), w.asGood(best, w.Stop)
	case w.Type == StopLimit:
		return w.stopLimitIn(b, rule)
	}
	return w.worse(w.Stop, b.Open()), w.hits(worst) // an exit sent at this open may be beyond it already
}

// better returns the better of two prices for the order's side.
func (w *workingOrder) better(p, q Price) Price {
	if w.asGood(p, q) {
		return p
	}
	return q
}

// stopLimitIn is inRange of a stop-limit that is not triggered yet. One that is
// triggered inside the bar is not filled in it by the pessimistic rule. By the
// others a limit that is no better than the trigger is met at once, at the
// trigger, which the price passes; a better one if the price comes to it
// afterwards: on the path, or anywhere in the range.
func (w *workingOrder) stopLimitIn(b Bar, rule BarFill) (Price, bool) {
	best, worst := w.extremes(b)
	switch {
	case w.hits(b.Open()): // it was sent at this open, which had triggered it
		return w.better(w.Limit, worst), w.reaches(best, rule)
	case !w.hits(worst), rule.Both == TakeLoss:
		return 0, false
	case w.asGood(w.Stop, w.Limit):
		return w.Stop, true
	case rule.Both == TakePath && !w.worstFirst(b): // after the worst price there is only the close
		best = b.Close()
	}
	return w.Limit, w.reaches(best, rule)
}

// worstFirst reports whether the bar's path comes to its worst price for the
// order's side before the best: where it is strictly nearer to the open.
func (w *workingOrder) worstFirst(b Bar) bool {
	toLow, toHigh := b.Open()-b.Low(), b.High()-b.Open()
	if w.Side == Buy {
		return toHigh < toLow
	}
	return toLow < toHigh
}

// unsure reports whether only an assumed path says if a stop-limit that the bar
// triggers is filled in it: the limit is on the other side of the trigger, and
// the range holds both.
func (w *workingOrder) unsure(b Bar) bool {
	best, worst := w.extremes(b)
	return w.Type == StopLimit && !w.triggered && w.hits(worst) && !w.hits(b.Open()) &&
		!w.asGood(w.Stop, w.Limit) && w.asGood(best, w.Limit)
}

// stopFirst decides a bar that reaches both exits of a group: whether it takes
// the stop.
func (rule BarFill) stopFirst(b Bar, side Side) bool {
	switch rule.Both {
	case TakeGain:
		return false
	case TakePath:
		toLow, toHigh := b.Open()-b.Low(), b.High()-b.Open()
		if side == Sell { // a long's stop is below
			return toLow <= toHigh
		}
		return toHigh <= toLow
	}
	return true
}

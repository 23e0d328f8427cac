package engine

import "math"

// gain returns the smallest step by which a close is better than another for a
// trailing stop: up for one that sells, down for one that buys.
func gain(side Side) Price {
	if side == Sell {
		return 1
	}
	return -1
}

// sound reports whether the trail is one distance or one fraction.
func (t Trail) sound() bool {
	if t.Distance < 0 || t.Distance > math.MaxInt32 || t.Rate < 0 || t.Rate >= rateOne {
		return false
	}
	return (t.Distance > 0) != (t.Rate > 0)
}

// scaled divides the distance by an action's ratio, up to the mill. A trail that
// makes no sense, of an order that is still on its way, stays as it is.
func (t Trail) scaled(a *Action) Trail {
	if t.sound() {
		t.Distance = Price(mulDiv(int64(t.Distance), a.Den, a.Num, Up))
	}
	return t
}

// behind returns where a trailing stop stands by its best close, on the grid of
// a day: for one that sells below it and rounded down, else above and up.
func (s *Sim) behind(o *Order, best Price, d Day) Price {
	in, t := s.universe.At(o.Instrument), o.Trail
	switch {
	case o.Side == Sell && t.Distance > 0:
		return s.onGrid(in, int64(best-t.Distance), 1, Down, d)
	case o.Side == Sell:
		return s.onGrid(in, int64(best)*(rateOne-int64(t.Rate)), rateOne, Down, d)
	case t.Distance > 0:
		return s.onGrid(in, int64(best+t.Distance), 1, Up, d)
	}
	return s.onGrid(in, int64(best)*(rateOne+int64(t.Rate)), rateOne, Up, d)
}

// anchor gives a trailing stop that begins to work its first best price, and
// its place where none is given.
func (s *Sim) anchor(w *workingOrder, best Price, d Day) {
	w.best = best
	if w.Stop == 0 {
		w.Stop = s.behind(&w.Order, best, d)
	}
}

// follow moves the trailing stops of an instrument with a close that is better
// than all since they arrived; never back.
func (s *Sim) follow(id ID, p Price) {
	moved := false
	for _, slot := range s.exchange.live[id] {
		w := &s.exchange.orders[slot]
		if w.state != Working || w.Type != TrailingStop || w.triggered || !w.hasGained(p) {
			continue
		}
		w.best, moved = p, true
		if to := s.behind(&w.Order, p, s.session.Day); w.Side == Sell {
			w.Stop = max(w.Stop, to)
		} else {
			w.Stop = min(w.Stop, to)
		}
	}
	if moved {
		s.guard(id)
	}
}

// hasGained reports whether a close is better than a trailing stop's best one.
func (w *workingOrder) hasGained(p Price) bool {
	return w.Side == Sell && p > w.best || w.Side == Buy && p < w.best
}

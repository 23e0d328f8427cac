package engine_test

import (
	"cmp"
	"slices"

	"rally/engine"
	"rally/engine/enginetest"
)

// tale is a small market and what a strategy does in it: all that the engine
// and the naive matcher are told. Its names are in the order of the universe.
type tale struct {
	venue       *enginetest.Venue
	first, last engine.Day
	names       []taleName
	cash        engine.Money

	fill          engine.BarFill
	slippage      engine.Slippage
	participation engine.Rate
	latency       engine.Time
	buyingPower   engine.BuyingPower
	fee           enginetest.Fee

	steps []taleStep
}

// taleName is an instrument, with bars of one interval.
type taleName struct {
	engine.Instrument
	every engine.Interval
	rows  []engine.BarRow // as handed over: those without volume are among them
}

// taleStep is one thing that the strategy does, once: it sends an order, or it
// cancels that of an earlier step.
type taleStep struct {
	at      engine.Time // where after is negative
	opening bool        // from the phase that opens at at; else from a wake-up
	after   int         // the step whose order's first fill it answers; negative: none
	cancels int         // the step whose order it cancels; negative: it sends order
	order   engine.Order
}

// billion is one in parts per billion.
const billion = 1_000_000_000

// session returns the session of a day, and whether there is one.
func (w *tale) session(d engine.Day) (engine.Session, bool) { return w.venue.Session(d) }

// sessionAfter returns the first session after a day.
func (w *tale) sessionAfter(d engine.Day) engine.Session {
	for d++; ; d++ {
		if s, ok := w.session(d); ok {
			return s
		}
	}
}

// endOn returns when the session of a day ends for a name, and whether there is one.
func (w *tale) endOn(id engine.ID, d engine.Day) (engine.Time, bool) {
	s, ok := w.session(d)
	if w.names[id].NoClosingAuction {
		return s.Close, ok
	}
	return s.End, ok
}

// lastOpen returns when, by the calendar, the last bar of a session begins.
func (w *tale) lastOpen(id engine.ID, s engine.Session) engine.Time {
	if w.names[id].every == engine.Daily {
		return s.Auction
	}
	at, length := s.Open, engine.Time(w.names[id].every)*engine.Minute
	if s.Afternoon != 0 {
		at = s.Afternoon
	}
	for at+length < s.Close {
		at += length
	}
	return at
}

// lot returns the board lot of a name.
func (w *tale) lot(id engine.ID, d engine.Day) engine.Qty {
	lot, _ := w.venue.Lot(&w.names[id].Instrument, d)
	return lot
}

// tick returns the tick of the band that holds a price, upper ends included.
func (w *tale) tick(id engine.ID, p engine.Price, d engine.Day) engine.Price {
	return w.venue.TickSize(&w.names[id].Instrument, p, d)
}

// lowest returns the lowest legal price.
func (w *tale) lowest(id engine.ID, d engine.Day) engine.Price {
	return w.venue.LowestPrice(&w.names[id].Instrument, d)
}

// down and up round so many parts per billion of a price to the grid, by the
// band that holds the exact price.
func (w *tale) down(id engine.ID, p engine.Price, parts engine.Rate, d engine.Day) engine.Price {
	exact := int64(p) * int64(parts)
	tick := int64(w.tick(id, engine.Price((exact+billion-1)/billion), d)) * billion
	return max(w.lowest(id, d), engine.Price(exact/tick*tick/billion))
}

func (w *tale) up(id engine.ID, p engine.Price, parts engine.Rate, d engine.Day) engine.Price {
	exact := int64(p) * int64(parts)
	tick := int64(w.tick(id, engine.Price((exact+billion-1)/billion), d)) * billion
	return max(w.lowest(id, d), engine.Price((exact+tick-1)/tick*tick/billion))
}

// slipped moves a price against the trader: by basis points to the grid, or by
// ticks one after the other.
func (w *tale) slipped(id engine.ID, side engine.Side, p engine.Price, d engine.Day) engine.Price {
	if r := w.slippage.Rate; r > 0 && side == engine.Buy {
		p = w.up(id, p, billion+r, d)
	} else if r > 0 {
		p = w.down(id, p, billion-r, d)
	}
	for range w.slippage.Ticks {
		if side == engine.Buy {
			p += w.tick(id, p+1, d) // the step above a price is that of the next mill's band
		} else {
			p = max(w.lowest(id, d), p-w.tick(id, p, d))
		}
	}
	return p
}

// charge is the fee on what is charged together: the rate, rounded to the
// nearest mill, a half up, and at least the minimum.
func (w *tale) charge(consideration engine.Money) engine.Money {
	if consideration == 0 {
		return 0
	}
	return max(w.fee.Min, engine.Money((int64(consideration)*int64(w.fee.Rate)+billion/2)/billion))
}

// medianTwice returns twice the median volume of the last twenty bars of a name
// that have closed by now, and whether there are any.
func (w *tale) medianTwice(id engine.ID, now engine.Time) (int64, bool) {
	var closed []int64
	for _, r := range w.names[id].rows {
		if r.Volume > 0 && r.End <= now {
			closed = append(closed, int64(r.Volume))
		}
	}
	if len(closed) == 0 {
		return 0, false
	}
	closed = closed[max(0, len(closed)-20):]
	slices.Sort(closed)
	k := len(closed)
	return closed[(k-1)/2] + closed[k/2], true
}

// starting and ending return the bars that begin, or end, at an instant. A bar
// without volume is no bar.
func (w *tale) starting(at engine.Time) map[engine.ID]engine.BarRow {
	return w.barsWhere(func(r engine.BarRow) bool { return r.Start == at })
}

func (w *tale) ending(at engine.Time) map[engine.ID]engine.BarRow {
	return w.barsWhere(func(r engine.BarRow) bool { return r.End == at })
}

func (w *tale) barsWhere(is func(engine.BarRow) bool) map[engine.ID]engine.BarRow {
	out := map[engine.ID]engine.BarRow{}
	for id := range w.names {
		for _, r := range w.names[id].rows {
			if r.Volume > 0 && is(r) {
				out[engine.ID(id)] = r
			}
		}
	}
	return out
}

// instants returns every time at which the market or the strategy's own clock
// does something, in order.
func (w *tale) instants() []engine.Time {
	var at []engine.Time
	for d := w.first; d <= w.last; d++ {
		if s, ok := w.session(d); ok {
			at = append(at, s.PreOpen, s.Auction, s.Open, s.Close, s.End)
			if s.Afternoon != 0 {
				at = append(at, s.Afternoon)
			}
		}
	}
	for _, name := range w.names {
		for _, r := range name.rows {
			at = append(at, r.Start, r.End)
		}
	}
	for _, st := range w.steps {
		if st.after < 0 {
			at = append(at, st.at)
		}
	}
	slices.SortFunc(at, cmp.Compare[engine.Time])
	return slices.Compact(at)
}

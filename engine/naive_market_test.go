package engine_test

import (
	"cmp"
	"math/big"
	"slices"

	"rally/engine"
	"rally/engine/enginetest"
)

// tale is a small market and what a strategy does in it: all that the engine
// and the naive matcher are told. Its names are in the order of the universe.
type tale struct {
	venue       *enginetest.Venue
	since       engine.Day // of the first row of the data
	first, last engine.Day
	names       []taleName
	actions     []engine.Action // by the session at which they are effective, name, kind and date
	cash        engine.Money

	fill          engine.BarFill
	slippage      engine.Slippage
	participation engine.Rate
	latency       engine.Time
	buyingPower   engine.BuyingPower
	fee           enginetest.Fee
	oddLots       engine.OddLotPolicy
	oddDiscount   engine.Rate
	tax           engine.Rate

	steps []taleStep
}

// taleName is an instrument, with bars of one or of two lengths, the shorter first.
type taleName struct {
	engine.Instrument
	series []taleSeries
	watch  []int // the series that the strategy asks for
}

// taleSeries are the bars of one length.
type taleSeries struct {
	every engine.Interval
	rows  []engine.BarRow // as handed over: those without volume are among them
}

// taleStep is one thing that the strategy does, once: it sends an order, or it
// cancels or amends that of an earlier step or an exit of it.
type taleStep struct {
	at      engine.Time // where after is negative
	opening bool        // from the phase that opens at at; else from a wake-up
	after   int         // the step whose order's first fill it answers; negative: none
	what    taleVerb
	of      int  // the step whose order it cancels or amends
	exit    bool // not that order but the first live exit of it
	order   engine.Order
	all     bool // the order's quantity is what is held then
	change  engine.Amendment
}

// taleVerb is what a step does.
type taleVerb uint8

const (
	sends taleVerb = iota
	cancels
	amends
)

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

// sessionBefore returns the day of the last session before a day.
func (w *tale) sessionBefore(d engine.Day) engine.Day {
	for d--; ; d-- {
		if _, ok := w.session(d); ok {
			return d
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

// lastOpen returns when, by the calendar, the last bar of a length begins in a session.
func lastOpen(s engine.Session, every engine.Interval) engine.Time {
	if every == engine.Daily {
		return s.Auction
	}
	at, length := s.Open, engine.Time(every)*engine.Minute
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

// down and up round num/den mills to the grid, by the band that holds the exact
// price.
func (w *tale) down(id engine.ID, num, den int64, d engine.Day) engine.Price {
	tick := int64(w.tick(id, engine.Price((num+den-1)/den), d)) * den
	return max(w.lowest(id, d), engine.Price(num/tick*tick/den))
}

func (w *tale) up(id engine.ID, num, den int64, d engine.Day) engine.Price {
	tick := int64(w.tick(id, engine.Price((num+den-1)/den), d)) * den
	return max(w.lowest(id, d), engine.Price((num+tick-1)/tick*tick/den))
}

// slipped moves a price against the trader: by parts per billion to the grid,
// or by ticks one after the other.
func (w *tale) slipped(id engine.ID, side engine.Side, p engine.Price, r engine.Rate, d engine.Day) engine.Price {
	if r > 0 && side == engine.Buy {
		p = w.up(id, int64(p)*int64(billion+r), billion, d)
	} else if r > 0 {
		p = w.down(id, int64(p)*int64(billion-r), billion, d)
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

// medianVolume returns the median volume of the last twenty bars of a length
// that have closed by now, as the actions since make them look, and whether
// there are any.
func (w *tale) medianVolume(id engine.ID, every engine.Interval, now engine.Time) (*big.Rat, bool) {
	var closed []*big.Rat
	for _, s := range w.names[id].series {
		for _, r := range s.rows {
			if s.every == every && r.Volume > 0 && r.End <= now {
				closed = append(closed, whole(w.volumeThen(id, r.Volume, r.End, now)))
			}
		}
	}
	return medianOf(closed)
}

// medianOf returns the median of the last twenty numbers, and whether there are any.
func medianOf(list []*big.Rat) (*big.Rat, bool) {
	if len(list) == 0 {
		return nil, false
	}
	list = slices.Clone(list[max(0, len(list)-20):])
	slices.SortFunc(list, (*big.Rat).Cmp)
	k := len(list)
	return mul(new(big.Rat).Add(list[(k-1)/2], list[k/2]), big.NewRat(1, 2)), true
}

// starting and ending return the bars that begin, or end, at an instant, those
// of the finest data of their sessions alone. A bar without volume is no bar.
func (w *tale) starting(at engine.Time) map[engine.ID]engine.BarRow {
	return w.barsWhere(finest, func(r engine.BarRow) bool { return r.Start == at })
}

func (w *tale) ending(at engine.Time) map[engine.ID]engine.BarRow {
	return w.barsWhere(finest, func(r engine.BarRow) bool { return r.End == at })
}

// shownAt returns the bars that begin or end at an instant, of whatever length:
// they are prices that traded, though they may fill nothing.
func (w *tale) shownAt(is func(engine.BarRow) bool) map[engine.ID]engine.BarRow {
	return w.barsWhere(anyLength, is)
}

// which says which lengths of bars are meant.
type which bool

const (
	finest    which = false
	anyLength which = true
)

func (w *tale) barsWhere(lengths which, is func(engine.BarRow) bool) map[engine.ID]engine.BarRow {
	out := map[engine.ID]engine.BarRow{}
	for id := range w.names {
		for _, s := range w.names[id].series {
			for _, r := range s.rows {
				if r.Volume > 0 && is(r) && (lengths == anyLength || s.every == w.intervalOn(engine.ID(id), r.End.Day())) {
					out[engine.ID(id)] = r
				}
			}
		}
	}
	return out
}

// intervalOn returns the length of the shortest bars that a name has in a
// session; 0 where it has none.
func (w *tale) intervalOn(id engine.ID, d engine.Day) engine.Interval {
	for _, s := range w.names[id].series {
		if slices.ContainsFunc(s.rows, func(r engine.BarRow) bool { return r.Volume > 0 && r.End.Day() == d }) {
			return s.every
		}
	}
	return 0
}

// instants returns every time at which the market or the strategy's own clock
// does something, in order.
func (w *tale) instants() []engine.Time {
	var at []engine.Time
	for d := w.since; d <= w.last; d++ {
		if s, ok := w.session(d); ok {
			at = append(at, s.PreOpen, s.Auction, s.Open, s.Close, s.End)
			if s.Afternoon != 0 {
				at = append(at, s.Afternoon)
			}
		}
	}
	for _, name := range w.names {
		for _, s := range name.series {
			for _, r := range s.rows {
				at = append(at, r.Start, r.End)
			}
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

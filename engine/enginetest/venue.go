package enginetest

import (
	"slices"
	"time"

	"rally/engine"
)

// Venue is a small made-up market for tests. Its zero value has a grid of
// 0.01 for every price, a board lot of one share, a session every Monday to
// Friday with a closing auction, and settles two settlement days later.
type Venue struct {
	Grids        []Grid       // by From, oldest first; none: 0.01 everywhere
	BoardLot     engine.Qty   // for instruments that state no lot; 0: one share
	NoLots       bool         // instruments that state no lot have none
	Holidays     []engine.Day // no session on them, nor settlement
	HalfDays     []engine.Day // the morning only
	Settle       int          // settlement days after the trade; 0: two
	NoAuction    bool         // the session ends at 16:00 (12:00) without a closing auction
	LowestPrices engine.Price // 0: the tick of the lowest band
}

// Grid is a spread table and the day from which it holds.
type Grid struct {
	From  engine.Day
	Bands []Band // by To
}

// Band is a price band, its upper end included, and its tick. The tick of the
// last band holds beyond it as well.
type Band struct{ To, Tick engine.Price }

var _ engine.Venue = (*Venue)(nil)

// Session returns the session of d: every Monday to Friday that is no holiday.
func (v *Venue) Session(d engine.Day) (engine.Session, bool) {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday || slices.Contains(v.Holidays, d) {
		return engine.Session{}, false
	}
	s := engine.Session{
		Day: d, PreOpen: d.At(9, 0), Auction: d.At(9, 20), Open: d.At(9, 30),
		Lunch: d.At(12, 0), Afternoon: d.At(13, 0),
		Close: d.At(16, 0), Random: d.At(16, 8), End: d.At(16, 10),
	}
	if slices.Contains(v.HalfDays, d) {
		s.Lunch, s.Afternoon = 0, 0
		s.Close, s.Random, s.End = d.At(12, 0), d.At(12, 8), d.At(12, 10)
		s.Half, s.Reason = true, "half day"
	}
	if v.NoAuction {
		s.Random, s.End = 0, s.Close
	}
	return s, true
}

// TickSize returns the tick of the band that p falls in; 0 for an index.
func (v *Venue) TickSize(in *engine.Instrument, p engine.Price, d engine.Day) engine.Price {
	if in.Kind == engine.Index {
		return 0
	}
	tick := engine.Price(10)
	for _, g := range v.Grids {
		if g.From > d {
			break
		}
		for _, b := range g.Bands {
			if tick = b.Tick; p <= b.To {
				break
			}
		}
	}
	return tick
}

// LowestPrice returns the lowest legal price.
func (v *Venue) LowestPrice(in *engine.Instrument, d engine.Day) engine.Price {
	if v.LowestPrices > 0 {
		return v.LowestPrices
	}
	return v.TickSize(in, 1, d)
}

// Lot returns the instrument's own lot on d, else the venue's.
func (v *Venue) Lot(in *engine.Instrument, d engine.Day) (engine.Qty, bool) {
	if q, ok := in.Lot(d); ok || v.NoLots {
		return q, ok
	}
	return max(1, v.BoardLot), true
}

// SettleOn counts settlement days, which are the days with a session.
func (v *Venue) SettleOn(trade engine.Day) engine.Day {
	left := v.Settle
	if left == 0 {
		left = 2
	}
	d := trade
	for left > 0 {
		d++
		if _, ok := v.Session(d); ok {
			left--
		}
	}
	return d
}

// Check refuses what is senseless, not listed, without a lot, off the grid or
// an odd lot that does not sell the whole position.
func (v *Venue) Check(o *engine.Order, m *engine.MarketView, _ engine.Time) engine.Reason {
	in := m.Instrument
	hasLimit, hasStop := false, false
	switch o.Type {
	case engine.Limit:
		hasLimit = true
	case engine.Stop, engine.MarketIfTouched:
		hasStop = true
	case engine.StopLimit:
		hasLimit, hasStop = true, true
	case engine.TrailingStop:
		hasStop = o.Stop != 0 // else it begins at the price at arrival
	}
	off := func(p engine.Price) bool { return p%v.TickSize(in, p, m.Day) != 0 }
	switch lot, ok := v.Lot(in, m.Day); {
	case o.Qty <= 0 || hasLimit && o.Limit <= 0 || hasStop && o.Stop <= 0:
		return engine.BadOrder
	case m.Day < in.Listed || in.Delisted != 0 && m.Day >= in.Delisted:
		return engine.DelistedReason
	case !ok:
		return engine.UnknownLot
	case hasLimit && off(o.Limit) || hasStop && off(o.Stop):
		return engine.OffGrid
	case o.Qty%lot != 0 && (o.Side == engine.Buy || o.Qty != m.Position || m.OddLots == engine.OddLotsRefuse):
		return engine.OddLot
	}
	return engine.Accepted
}

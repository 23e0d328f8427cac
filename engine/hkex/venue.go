package hkex

import (
	"math"
	"math/bits"

	"rally/engine"
)

// Venue is the Hong Kong cash market. Its zero value is ready.
type Venue struct{}

var _ engine.Venue = Venue{}

// Session returns the session of d; false on a day without one or outside the tables.
func (Venue) Session(d engine.Day) (engine.Session, bool) { return Session(d) }

// TickSize returns the tick of the band that p falls in, upper ends included;
// 0 for an index, whose prices have no grid.
func (Venue) TickSize(in *engine.Instrument, p engine.Price, d engine.Day) engine.Price {
	t := SpreadFor(in, d)
	if t == nil {
		return 0
	}
	return t.Step(p)
}

// Bounds returns the lowest and the highest legal price of an instrument on
// d; both are 0 for an index.
func (Venue) Bounds(in *engine.Instrument, d engine.Day) (lowest, highest engine.Price) {
	t := SpreadFor(in, d)
	if t == nil {
		return 0, 0
	}
	return t.Lowest(), t.Highest()
}

// LowestPrice returns the lowest legal price of an instrument on d, 0 for an index.
func (Venue) LowestPrice(in *engine.Instrument, d engine.Day) engine.Price {
	t := SpreadFor(in, d)
	if t == nil {
		return 0
	}
	return t.Lowest()
}

// Lot returns the board lot on d, and whether anybody states one.
func (Venue) Lot(in *engine.Instrument, d engine.Day) (engine.Qty, bool) { return Lot(in, d) }

// SettleOn returns the second settlement day after a trade's.
func (Venue) SettleOn(trade engine.Day) engine.Day { return SettleOn(trade) }

// Check returns why the exchange refuses the order as it arrives, or
// Accepted. Whether it can be paid or sold short is not asked here.
func (Venue) Check(o *engine.Order, v *engine.MarketView, now engine.Time) engine.Reason {
	in := v.Instrument
	if in.Kind == engine.Index {
		return engine.NotTradable
	}
	if !sound(o) {
		return engine.BadOrder
	}
	// Delisted is the first day without trading.
	if v.Day < in.Listed || in.Delisted != 0 && v.Day >= in.Delisted {
		return engine.DelistedReason
	}
	lot, ok := Lot(in, v.Day)
	if !ok {
		return engine.UnknownLot
	}
	t := SpreadFor(in, v.Day)
	limit, stop := pricesOf(o)
	if limit != 0 && !t.OnGrid(limit) || stop != 0 && !t.OnGrid(stop) {
		return engine.OffGrid
	}
	board, odd := SplitOdd(o.Qty, lot)
	if board/lot > MaxLots {
		return engine.TooLarge
	}
	sellsAll := o.Side == engine.Sell && o.Qty == v.Position && v.OddLots != engine.OddLotsRefuse
	if odd != 0 && !sellsAll {
		return engine.OddLot
	}
	if limit != 0 && beyondNineTimes(limit, v.Last) {
		return engine.PriceLimit
	}
	return engine.Accepted
}

// sound reports whether the quantity and the prices that the order's type
// uses are positive and their product fits Money.
func sound(o *engine.Order) bool {
	if o.Qty <= 0 || o.Side > engine.Sell || o.Budget < 0 {
		return false
	}
	switch o.Type {
	case engine.Limit:
		return payable(o.Limit, o.Qty)
	case engine.Stop, engine.MarketIfTouched:
		return payable(o.Stop, o.Qty)
	case engine.StopLimit:
		return payable(o.Limit, o.Qty) && payable(o.Stop, o.Qty)
	case engine.TrailingStop: // without a price it begins at that of its arrival
		return o.Stop == 0 || payable(o.Stop, o.Qty)
	case engine.MarketOrder, engine.AtOpen, engine.AtClose:
		return true
	}
	return false
}

// pricesOf returns the limit and the trigger that an order's type uses, 0 for
// none.
func pricesOf(o *engine.Order) (limit, stop engine.Price) {
	switch o.Type {
	case engine.Limit:
		return o.Limit, 0
	case engine.StopLimit:
		return o.Limit, o.Stop
	case engine.Stop, engine.MarketIfTouched, engine.TrailingStop:
		return 0, o.Stop
	}
	return 0, 0
}

// payable reports whether p is positive and p × q fits Money.
func payable(p engine.Price, q engine.Qty) bool {
	if p <= 0 || q <= 0 {
		return false
	}
	hi, lo := bits.Mul64(uint64(p), uint64(q))
	return hi == 0 && lo <= math.MaxInt64
}

// beyondNineTimes reports whether a limit is nine times the last price or
// more, or a ninth of it or less. Without a last price nothing is beyond.
// Source: HKEX, Securities Market Operations FAQ and Top Questions.
func beyondNineTimes(p, last engine.Price) bool {
	return last > 0 && (p >= 9*last || 9*p <= last)
}

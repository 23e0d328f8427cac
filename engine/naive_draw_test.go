package engine_test

import (
	"pgregory.net/rapid"

	"rally/engine"
	"rally/engine/enginetest"
)

// upTo draws a number from 0 on, the smaller the simpler.
func upTo(r *rapid.T, most int, label string) int { return rapid.IntRange(0, most).Draw(r, label) }

// around draws a number about 0.
func around(r *rapid.T, most int, label string) int {
	return rapid.IntRange(-most, most).Draw(r, label)
}

func oneOf[T any](r *rapid.T, label string, list ...T) T { return list[upTo(r, len(list)-1, label)] }

// drawTale draws a market of some days and what a strategy does in it. Prices
// are a few ticks apart, so that bars touch orders and each other often.
func drawTale(r *rapid.T, th theme) *tale {
	w := &tale{first: engine.Date(2024, 1, 3), venue: &enginetest.Venue{}} // a Wednesday: a weekend follows
	v := w.venue
	v.BoardLot = oneOf[engine.Qty](r, "lot", 1, 100)
	grid := oneOf(r, "grid",
		[]enginetest.Band{{To: 1_000_000, Tick: 10}},
		[]enginetest.Band{{To: 10_000, Tick: 10}, {To: 20_000, Tick: 20}, {To: 1_000_000, Tick: 50}},
		[]enginetest.Band{{To: 10_010, Tick: 5}, {To: 1_000_000, Tick: 10}})
	v.Grids = []enginetest.Grid{{Bands: grid}}
	if upTo(r, 5, "holiday") == 1 {
		v.Holidays = append(v.Holidays, w.first+5)
	}
	days := 2 + upTo(r, 6, "days")
	w.last = w.first
	for n := 1; n < days; n++ {
		w.last = w.sessionAfter(w.last).Day
	}
	if upTo(r, 3, "half day") == 1 {
		v.HalfDays = append(v.HalfDays, w.first+1)
	}
	v.NoAuction = upTo(r, 5, "no auction") == 1
	w.since = w.first
	if th.impact || th.caps && upTo(r, 3, "history") == 3 {
		for range oneOf(r, "sessions before", 2, 5, 24) {
			w.since = w.sessionBefore(w.since)
		}
	}
	w.drawMarket(r, th)
	for n := range 1 + upTo(r, 2, "names") {
		w.drawActions(r, th, engine.ID(n))
		w.names = append(w.names, taleName{})
		w.names[n] = w.drawName(r, th, n)
	}
	if th.actions && upTo(r, 3, "bought at first") > 0 { // so that actions meet holdings
		for n := range w.names {
			day, _ := w.session(w.first)
			o := engine.Order{Instrument: engine.ID(n), Qty: w.venue.BoardLot * engine.Qty(1+upTo(r, 9, "lots"))}
			w.steps = append(w.steps, taleStep{after: -1, at: oneOf(r, "time", day.Auction, day.End), order: o})
		}
	}
	step := rapid.Custom(func(r *rapid.T) taleStep { return w.drawStep(r, th) })
	bought := len(w.steps)
	w.steps = append(w.steps, rapid.SliceOfN(step, 1, 15).Draw(r, "steps")...)
	for i := bought; i < len(w.steps); i++ {
		w.refer(i)
	}
	return w
}

// drawMarket draws the assumptions.
func (w *tale) drawMarket(r *rapid.T, th theme) {
	w.fill = oneOf(r, "fill", engine.Pessimistic, engine.Base, engine.Optimistic)
	w.cash = 1_000_000 * engine.Dollar
	if th.poor {
		w.cash = engine.Price(10_000).Times(w.venue.BoardLot) * oneOf[engine.Money](r, "cash", 100, 30, 10, 3)
		w.buyingPower = oneOf(r, "power", engine.Traded, engine.Settled)
	}
	if w.tax = 0; th.actions {
		w.oddLots = oneOf(r, "odd lots", engine.OddLotsDiscount, engine.OddLotsDiscount, engine.OddLotsHold, engine.OddLotsRefuse)
		w.oddDiscount = engine.Rate(upTo(r, 6, "discount")) * 50 * engine.BasisPoint
		w.tax = engine.Rate(upTo(r, 2, "tax")) * 7 * engine.Percent
	}
	w.fee = enginetest.Fee{Component: "c", At: oneOf(r, "level", engine.PerOrder, engine.PerExecution, engine.PerNote), Unit: engine.Mill}
	if upTo(r, 1, "fee") == 1 {
		w.fee.Rate = engine.Rate(upTo(r, 40, "rate")) * engine.BasisPoint
		w.fee.Min = engine.Money(upTo(r, 3, "minimum")) * 5 * engine.Dollar
	}
	if th.caps {
		w.participation = oneOf(r, "participation", 10*engine.Percent, 25*engine.Percent, 100*engine.Percent)
	}
	if th.latency {
		w.latency = oneOf[engine.Time](r, "latency", 0, 5, 40, 100, 600, 1000) * engine.Minute
	}
	if th.impact {
		w.slippage.Impact = engine.Rate(1+upTo(r, 40, "impact")) * oneOf[engine.Rate](r, "of", 5, 200) * engine.Percent
		return
	}
	switch upTo(r, 3, "slippage") {
	case 1:
		w.slippage.Ticks = 1 + upTo(r, 2, "ticks")
	case 2:
		w.slippage.Rate = engine.Rate(1+upTo(r, 30, "bp")) * engine.BasisPoint
	}
}

// priceAt returns the price so many steps of the grid away from 10.00.
func (w *tale) priceAt(steps int) engine.Price {
	p, in := engine.Price(10_000), &engine.Instrument{}
	for ; steps > 0; steps-- {
		p += w.venue.TickSize(in, p+1, w.first)
	}
	for ; steps < 0; steps++ {
		p -= w.venue.TickSize(in, p, w.first)
	}
	return p
}

package engine_test

import (
	"slices"

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
	w.drawMarket(r, th)
	for n := range 1 + upTo(r, 2, "names") {
		w.names = append(w.names, w.drawName(r, th, n))
	}
	step := rapid.Custom(func(r *rapid.T) taleStep { return w.drawStep(r, th) })
	w.steps = rapid.SliceOfN(step, 1, 15).Draw(r, "steps")
	for i := range w.steps {
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
	switch upTo(r, 3, "slippage") {
	case 1:
		w.slippage.Ticks = 1 + upTo(r, 2, "ticks")
	case 2:
		w.slippage.Rate = engine.Rate(1+upTo(r, 30, "bp")) * engine.BasisPoint
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
		w.latency = oneOf[engine.Time](r, "latency", 0, 5, 40, 100, 600) * engine.Minute
	}
}

// drawName draws an instrument and its bars.
func (w *tale) drawName(r *rapid.T, th theme, n int) taleName {
	name := taleName{every: engine.Daily}
	name.Symbol = string(rune('A' + n))
	name.NoClosingAuction = upTo(r, 5, "no closing auction") == 1
	if th.intraday {
		name.every = oneOf[engine.Interval](r, "interval", 60, 30, engine.Daily)
	}
	centre := around(r, 3, "price")
	for d := w.first; d <= w.last; d++ {
		s, ok := w.session(d)
		if !ok {
			continue
		}
		for _, span := range w.spans(&name, s) {
			if name.every == engine.Daily && upTo(r, 7, "left out") == 7 || name.every != engine.Daily && upTo(r, 1, "there") == 0 {
				continue
			}
			open := centre + around(r, 2, "open")
			end := open + around(r, 4, "close")
			high, low := max(open, end)+upTo(r, 2, "high"), min(open, end)-upTo(r, 2, "low")
			centre = end
			row := engine.BarRow{
				Start: span[0], End: span[1], Volume: 1_000_000,
				Open: w.priceAt(open), High: w.priceAt(high), Low: w.priceAt(low), Close: w.priceAt(end),
			}
			if th.caps {
				row.Volume = w.venue.BoardLot * oneOf[engine.Qty](r, "volume", 1000, 300, 100, 33, 10, 7)
			}
			if upTo(r, 9, "volume") == 9 {
				row.Volume = 0
			}
			name.rows = append(name.rows, row)
		}
	}
	if len(name.rows) == 0 { // at least one bar
		s, _ := w.session(w.first)
		span := w.spans(&name, s)[0]
		p := w.priceAt(0)
		name.rows = append(name.rows, engine.BarRow{Start: span[0], End: span[1], Open: p, High: p, Low: p, Close: p, Volume: 1000})
	}
	return name
}

// spans returns the bars' times in a session: the last ends with it.
func (w *tale) spans(name *taleName, s engine.Session) [][2]engine.Time {
	end := s.EndFor(&name.Instrument)
	if name.every == engine.Daily {
		return [][2]engine.Time{{s.Auction, end}}
	}
	var out [][2]engine.Time
	length := engine.Time(name.every) * engine.Minute
	for at := s.Open; at < s.Close; at += length {
		if at >= s.Lunch && at < s.Afternoon {
			at = s.Afternoon
		}
		till := at + length
		if at < s.Lunch {
			till = min(till, s.Lunch)
		}
		out = append(out, [2]engine.Time{at, min(till, s.Close)})
		if till == s.Lunch && s.Afternoon != 0 {
			at = s.Afternoon - length
		}
	}
	out[len(out)-1][1] = end
	return out
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

// drawStep draws something that the strategy does. The steps that it refers to
// are as yet counted back from it.
func (w *tale) drawStep(r *rapid.T, th theme) taleStep {
	st := taleStep{after: -1, cancels: -1}
	w.drawTime(r, &st)
	if upTo(r, 4, "on fill") == 4 {
		st.after = upTo(r, 5, "of")
	}
	if upTo(r, 9, "cancel") == 9 {
		st.cancels = upTo(r, 5, "which")
		return st
	}
	st.order = w.drawOrder(r, th, &st)
	return st
}

// refer turns counts of orders back from step i into steps; where there are not
// so many, it stands by itself.
func (w *tale) refer(i int) {
	st := &w.steps[i]
	back := func(count int) int {
		for k := i - 1; k >= 0 && count >= 0; k-- {
			if w.steps[k].cancels >= 0 {
				continue
			}
			if count == 0 {
				return k
			}
			count--
		}
		return -1
	}
	st.after = back(st.after)
	if g := st.order.Group; g > 0 && st.after < 0 { // a group is sent together
		for k := range i {
			if before := &w.steps[k]; before.at == st.at && before.opening == st.opening && before.after < 0 && before.order.Group%3 == g {
				st.order.Group = before.order.Group
				return
			}
		}
		st.order.Group += 3 * uint32(i)
	}
	if st.after >= 0 {
		st.order.Group = 0
	}
	if st.cancels >= 0 {
		st.cancels = max(0, back(st.cancels)) // of step 0 at worst: of nothing, if that is itself no order
	}
}

// drawTime draws when a step is done.
func (w *tale) drawTime(r *rapid.T, st *taleStep) {
	day := w.first + engine.Day(upTo(r, int(w.last-w.first), "day"))
	s, ok := w.session(day)
	if !ok {
		st.at = day.At(10, 0)
		return
	}
	times := []engine.Time{s.End, s.Auction, s.Open, s.Close, s.Random, day.At(10, 0), day.At(10, 30), day.At(11, 17), day.At(9, 25), day.At(17, 0)}
	phases := []engine.Time{s.Open, s.PreOpen}
	if s.Afternoon != 0 {
		times = append(times, s.Afternoon, day.At(15, 0), day.At(15, 30), s.Lunch)
		phases = append(phases, s.Afternoon)
	}
	if st.opening = upTo(r, 7, "opening side") == 7; st.opening && day > w.first {
		st.at = oneOf(r, "phase", phases...)
		return
	}
	st.opening = false
	st.at = oneOf(r, "time", slices.DeleteFunc(times, func(t engine.Time) bool { return t == 0 })...)
	if end, _ := w.session(w.last); st.at > end.End {
		st.at = end.End
	}
}

// drawOrder draws an order whose prices are near those of a bar to come.
func (w *tale) drawOrder(r *rapid.T, th theme, st *taleStep) engine.Order {
	id := engine.ID(upTo(r, len(w.names)-1, "instrument"))
	o := engine.Order{
		Instrument: id,
		Side:       engine.Side(upTo(r, 1, "side")),
		Type:       oneOf(r, "type", th.types()...),
		TIF:        oneOf(r, "in force", engine.GoodForDay, engine.GTC, engine.GTD),
		Qty:        w.venue.BoardLot * engine.Qty(1+upTo(r, 9, "lots")),
	}
	near := w.reference(r, id, st)
	switch o.Type {
	case engine.Limit:
		o.Limit = w.beside(near, around(r, 2, "limit"))
	case engine.Stop, engine.MarketIfTouched:
		o.Stop = w.beside(near, around(r, 2, "stop"))
	case engine.StopLimit:
		o.Stop = w.beside(near, around(r, 2, "stop"))
		o.Limit = w.beside(near, around(r, 3, "limit"))
	case engine.TrailingStop:
		if o.Trail = drawTrail(r); upTo(r, 1, "begins") == 1 {
			o.Stop = w.beside(near, around(r, 3, "stop"))
		}
	}
	if th.groups {
		o.Group = uint32(upTo(r, 2, "group"))
	}
	if th.reduce {
		o.ReduceOnly = upTo(r, 2, "reduce only") == 2
	}
	if o.TIF == engine.GTD {
		o.Until = max(w.first, st.at.Day()) + engine.Day(upTo(r, 4, "until"))
	}
	if th.poor && o.Side == engine.Buy && upTo(r, 4, "budget") == 1 {
		o.Budget = near.Times(w.venue.BoardLot) * engine.Money(1+upTo(r, 5, "of lots"))
	}
	if th.exits && o.Side == engine.Buy {
		switch upTo(r, 3, "exits") {
		case 1:
			o.Exits.Stop, o.Exits.Target = w.beside(near, around(r, 3, "exit stop")-2), w.beside(near, around(r, 3, "exit target")+2)
		case 2:
			o.Exits.StopRate, o.Exits.TargetRate = engine.Rate(upTo(r, 50, "below"))*engine.BasisPoint, engine.Rate(upTo(r, 50, "above"))*engine.BasisPoint
		case 3:
			o.Exits.Stop = w.beside(near, around(r, 3, "exit stop")-1) + engine.Price(around(r, 3, "off grid"))
		}
	}
	if th.trails && o.Exits.Any() && upTo(r, 1, "trail") == 1 {
		o.Exits.Trail = drawTrail(r)
	}
	if upTo(r, 30, "nonsense") == 30 {
		o.Qty += engine.Qty(around(r, 1, "shares"))
		o.Limit += engine.Price(around(r, 2, "mills"))
	}
	return o
}

// drawTrail draws how far a stop stays behind.
func drawTrail(r *rapid.T) engine.Trail {
	if upTo(r, 1, "a rate") == 1 {
		return engine.Trail{Rate: engine.Rate(1+upTo(r, 60, "rate")) * engine.BasisPoint}
	}
	return engine.Trail{Distance: 10 * engine.Price(1+upTo(r, 6, "distance"))}
}

// types returns the types of order that a theme is about.
func (th theme) types() []engine.OrderType {
	list := []engine.OrderType{engine.MarketOrder, engine.Limit, engine.Stop, engine.AtOpen, engine.AtClose}
	if th.touched {
		list = append(list, engine.MarketIfTouched)
	}
	if th.stopLimits {
		list = append(list, engine.StopLimit)
	}
	if th.trails {
		list = append(list, engine.TrailingStop)
	}
	return list
}

// reference draws one of the prices of a bar that an order may meet.
func (w *tale) reference(r *rapid.T, id engine.ID, st *taleStep) engine.Price {
	rows := w.names[id].rows
	next := slices.IndexFunc(rows, func(row engine.BarRow) bool { return row.Start >= st.at })
	if next < 0 || st.after >= 0 {
		next = upTo(r, len(rows)-1, "bar")
	}
	row := rows[min(len(rows)-1, next+upTo(r, 1, "later"))]
	return oneOf(r, "near", row.Open, row.High, row.Low, row.Close)
}

// beside returns the price some steps of the grid away from one on the grid.
func (w *tale) beside(p engine.Price, steps int) engine.Price {
	in := &engine.Instrument{}
	for ; steps > 0; steps-- {
		p += w.venue.TickSize(in, p+1, w.first)
	}
	for ; steps < 0; steps++ {
		p -= w.venue.TickSize(in, p, w.first)
	}
	return p
}

package engine_test

import (
	"slices"

	"pgregory.net/rapid"

	"rally/engine"
)

// drawStep draws something that the strategy does. The steps that it refers to
// are as yet counted back from it.
func (w *tale) drawStep(r *rapid.T, th theme) taleStep {
	st := taleStep{after: -1}
	w.drawTime(r, &st)
	if upTo(r, 4, "on fill") == 4 {
		st.after = upTo(r, 5, "of")
	}
	if upTo(r, 9, "cancel") == 9 {
		st.what, st.of = cancels, upTo(r, 5, "which")
		return st
	}
	st.order = w.drawOrder(r, th, &st)
	if th.actions && st.order.Side == engine.Sell {
		st.all = upTo(r, 1, "all") == 1
	}
	if th.amends && upTo(r, 2, "amend") == 2 {
		near := w.reference(r, st.order.Instrument, &st)
		st.what, st.of, st.exit = amends, upTo(r, 2, "which"), th.exits && upTo(r, 2, "exit") == 2
		st.change = engine.Amendment{Limit: w.beside(near, around(r, 2, "to limit")), Stop: w.beside(near, around(r, 2, "to stop"))}
		if upTo(r, 1, "the quantity") == 1 {
			st.change.Qty = w.venue.BoardLot * engine.Qty(1+upTo(r, 5, "to lots"))
		}
		st.order, st.all = engine.Order{}, false
	}
	return st
}

// refer turns counts of orders back from step i into steps; where there are not
// so many, it stands by itself.
func (w *tale) refer(i int) {
	st := &w.steps[i]
	back := func(count int) int {
		for k := i - 1; k >= 0 && count >= 0; k-- {
			if w.steps[k].what != sends {
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
	if st.what == sends {
		return
	}
	st.of = max(0, back(st.of)) // of step 0 at worst: of nothing, if that is itself no order
	if st.what == amends {
		w.fit(i)
	}
}

// fit leaves of an amendment, as a rule, only what the order that it changes has.
func (w *tale) fit(i int) {
	st := &w.steps[i]
	of := &w.steps[st.of].order
	if i%7 == 6 {
		return
	}
	if st.after < 0 && st.at < w.steps[st.of].at {
		st.at, st.opening = w.steps[st.of].at, false
	}
	hasLimit := of.Type == engine.Limit || of.Type == engine.StopLimit
	hasStop := of.Type == engine.Stop || of.Type == engine.StopLimit || of.Type == engine.MarketIfTouched || of.Type == engine.TrailingStop
	if st.exit { // the stop goes first
		hasStop = of.Exits.Stop > 0 || of.Exits.StopRate > 0 || of.Exits.Trail.Any()
		hasLimit = !hasStop
	}
	if !hasLimit {
		st.change.Limit = 0
	}
	if !hasStop {
		st.change.Stop = 0
	}
	if st.change == (engine.Amendment{}) {
		st.change.Qty = w.venue.BoardLot * engine.Qty(1+i%4)
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
	if th.impact && upTo(r, 1, "many") == 1 {
		o.Qty *= 9
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
	series := w.names[id].series
	rows := series[upTo(r, len(series)-1, "length")].rows
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

package engine

// submit sends an order on its way.
func (s *Sim) submit(o Order) OrderID {
	w := s.enter(o)
	w.end = s.expiry(&w.Order)
	w.arrived = s.delayed(&w.Order)
	s.agenda.push(w.arrived, arriveItem, int32(w.ID))
	return w.ID
}

// place puts an exit straight into the book, as of now; one that trails, from a
// price.
func (s *Sim) place(o Order, from Price) OrderID {
	w := s.enter(o)
	w.state, w.arrived, w.end = Working, s.now, never
	w.best = from
	s.guard(w.Instrument)
	return w.ID
}

// enter numbers an order that is sent now, counts, hashes and keeps it.
func (s *Sim) enter(o Order) *workingOrder {
	o.Sent, o.Filled, o.ByGroup = s.now.time(), 0, 0
	w := s.exchange.add(o)
	s.result.OrderCount++
	s.hashOrder(&w.Order)
	if s.plan.Keep == Full {
		s.result.Orders = append(s.result.Orders, OrderRecord{Order: w.Order})
	}
	return w
}

func (s *Sim) hashOrder(o *Order) {
	s.mix.Words(uint64(s.now), uint64(o.ID)|uint64(o.Instrument)<<32|uint64(o.Side)<<48|uint64(o.Type)<<52|uint64(o.TIF)<<56)
	s.mix.Words(uint64(o.Qty), uint64(o.Limit)<<32^uint64(o.Stop))
	s.mix.Words(uint64(o.Because), uint64(o.Budget))
	if o.Trail.Any() || o.Group != 0 || o.ReduceOnly {
		only := uint64(0)
		if o.ReduceOnly {
			only = 1
		}
		s.mix.Words(uint64(o.Trail.Distance), uint64(o.Trail.Rate))
		s.mix.Words(uint64(o.Group), only)
	}
	s.mix.Text(o.Intent)
}

// delayed returns when an order sent now arrives. Where bars decide, a latency
// shorter than the bar counts as none at the instant at which bars close.
func (s *Sim) delayed(o *Order) stamp {
	if s.plan.Market.Latency == nil {
		return s.now
	}
	delay := s.plan.Market.Latency.Delay(o)
	if delay <= 0 || s.now == s.closed && delay < Time(s.markets[o.Instrument].every)*Minute {
		return s.now
	}
	return closingSide(s.now.time() + delay)
}

// sendCancel sends a cancel on its way.
func (s *Sim) sendCancel(id OrderID) {
	s.mix.Words(uint64(s.now), uint64(id)<<8|0xff)
	at := s.now
	if w := s.exchange.find(id); w != nil {
		at = s.delayed(&w.Order)
	}
	s.agenda.push(at, cancelItem, int32(id))
}

// sessionFor returns the session that an order sent at a stamp works in: the
// day's, or the next one when that has ended, does not take place or, for an
// order that only an open fills, can have no further open.
func (s *Sim) sessionFor(id ID, t OrderType, at stamp) *Session {
	day := at.time().Day()
	session, ok := s.almanac.on(day)
	if !ok {
		return s.almanac.after(day)
	}
	in := s.universe.At(id)
	last := closingSide(session.EndFor(in)) // first stamp that is too late
	switch t {
	case MarketOrder:
		last = s.lastOpen(id, session) + 1
	case AtOpen:
		last = openingSide(session.Auction) + 1
	case AtClose:
		if session.Random != 0 && !in.NoClosingAuction {
			last = closingSide(session.Random) + 1
		}
	}
	// An order sent on the opening side arrives after that side's events.
	if at >= last || at.isOpening() && at+1 >= last {
		return s.almanac.after(day)
	}
	return session
}

// lastOpen returns the stamp of the last open that the calendar allows the
// instrument's bars in a session, by the interval that it was last seen at.
func (s *Sim) lastOpen(id ID, session *Session) stamp {
	every := s.markets[id].every
	if every == 0 || every >= Daily {
		return openingSide(session.Auction)
	}
	from := session.Open
	if session.Afternoon != 0 {
		from = session.Afternoon
	}
	length := Time(every) * Minute
	return openingSide(from + (session.Close-from-1)/length*length)
}

// expiry returns the session's end at which an order dies.
func (s *Sim) expiry(o *Order) stamp {
	in := s.universe.At(o.Instrument)
	switch o.TIF {
	case GTC:
		return never
	case GTD: // till a day without session: the last session before it
		session, ok := s.almanac.on(o.Until)
		if !ok {
			session, ok = s.almanac.on(s.almanac.before(o.Until))
		}
		if !ok { // past the calendar's tables
			return closingSide((o.Until + 1).Start())
		}
		return closingSide(session.EndFor(in))
	}
	session := s.sessionFor(o.Instrument, o.Type, s.now)
	return closingSide(session.EndFor(in))
}

// arrive checks an order and lets it rest.
func (s *Sim) arrive(w *workingOrder) {
	if w.state != Sent {
		return
	}
	if why := s.refusal(w); why != Accepted {
		s.end(w, Refused, why)
		return
	}
	if w.end <= s.now { // its session ended while it was on its way
		s.end(w, Expired, EndOfSession)
		return
	}
	w.state = Working
	w.arrived = s.now
	if w.Type == TrailingStop {
		s.anchor(w, Price(s.markets[w.Instrument].last), s.sessionFor(w.Instrument, w.Type, s.now).Day)
	}
	s.exchange.nextEnd = min(s.exchange.nextEnd, w.end)
	s.reserve(w)
	s.guard(w.Instrument)
}

// guard works out anew which prices matter for an instrument.
func (s *Sim) guard(id ID) {
	s.exchange.guard(&s.markets[id], id)
	if s.odd[id].den != 0 {
		s.markets[id].atOpen++ // the next open pays a fraction of a share
	}
}

// refusal returns why an order that arrives, or what would be left of one, is
// refused, or Accepted.
func (s *Sim) refusal(w *workingOrder) Reason {
	if w.Filled+w.ByGroup > 0 { // checked for what is left of it
		s.trial = *w
		w = &s.trial
		w.Qty, w.Filled, w.ByGroup = w.Left(), 0, 0
	}
	m := &s.markets[w.Instrument]
	in := s.universe.At(w.Instrument)
	switch {
	case w.Side > Sell || w.Type > TrailingStop || w.TIF > GTD:
		return BadOrder
	case w.Type == TrailingStop && !w.Trail.sound(), w.Exits.Trail.Any() && !w.Exits.Trail.sound():
		return BadOrder
	case closingSide(w.Sent) < s.accept:
		return WarmUp
	case in.Kind == Index:
		return NotTradable
	case m.opened < 0:
		return NotWatched
	}
	s.view = MarketView{ // not a local: behind the interface it would be allocated
		Instrument: in, Day: s.sessionFor(w.Instrument, w.Type, s.now).Day,
		Position: s.ledger.positions[w.Instrument].Qty, Last: Price(m.last), OddLots: s.plan.Market.OddLots,
	}
	if why := s.venue.Check(&w.Order, &s.view, s.now.time()); why != Accepted {
		return why
	}
	switch {
	case w.ReduceOnly && (w.Side == Buy || s.view.Position == 0):
		return NothingHeld
	case w.Type == TrailingStop && m.last == 0: // nothing to trail
		return NoPrice
	}
	return Accepted
}

// reserve sets aside the worst cost of a limit buy, of a stop-limit once it is
// a limit, or what buying power is left where that is less.
func (s *Sim) reserve(w *workingOrder) {
	s.ledger.reserved -= w.reserved
	w.reserved = 0
	if !w.isLimit() || w.Side != Buy || w.state != Working || w.Left() <= 0 {
		return
	}
	in := s.universe.At(w.Instrument)
	day := s.now.time().Day()
	worst := w.Limit.Times(w.Left())
	worst += s.charges(w, noteSums{}, in, day, Buy, w.Limit, w.Left(), worst, nil)
	if w.Budget > 0 {
		worst = min(worst, w.Budget-w.spent)
	}
	w.reserved = max(0, min(worst, s.ledger.power(s.plan.Market.BuyingPower)-s.ledger.reserved))
	s.ledger.reserved += w.reserved
}

// end finishes an order.
func (s *Sim) end(w *workingOrder, state OrderState, why Reason) {
	was := w.state
	w.state = state
	s.ledger.reserved -= w.reserved
	w.reserved = 0
	if why == Accepted && state != Filled {
		panic("engine: an order ends for a reason")
	}
	if state == Refused {
		s.result.Refusals[why]++
	}
	s.mix.Words(uint64(s.now), uint64(w.ID)|uint64(state)<<32|uint64(why)<<40|uint64(w.Filled)<<48)
	if s.plan.Keep == Full {
		s.result.Orders[w.ID-1] = OrderRecord{Order: w.Order, State: state, Reason: why, Ended: s.now.time()}
	}
	if state != Filled && s.on.order != nil {
		s.ended = append(s.ended, OrderUpdate{w.Order, state, why, s.now.time()})
	}
	s.exchange.remove(w)
	if was == Working {
		s.guard(w.Instrument)
	}
}

// expire ends the day orders whose session has ended.
func (s *Sim) expire() {
	next := never
	for id := range s.exchange.live {
		s.exchange.scratch = append(s.exchange.scratch[:0], s.exchange.live[id]...)
		for _, slot := range s.exchange.scratch {
			w := &s.exchange.orders[slot]
			switch {
			case w.state != Working:
			case w.end <= s.now: // by the clock, whenever the next event shows it
				now := s.now
				s.now = w.end
				s.end(w, Expired, EndOfSession)
				s.now = now
			default:
				next = min(next, w.end)
			}
		}
	}
	s.exchange.nextEnd = next
}

// trigger makes a stop-limit a limit.
func (s *Sim) trigger(w *workingOrder) {
	w.triggered = true
	s.reserve(w)
	s.guard(w.Instrument)
}

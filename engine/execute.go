package engine

// execute fills an order at a price, as far as holding or money, board lots
// and the participation limit (−1: none) allow, and ends what can never fill.
func (s *Sim) execute(w *workingOrder, ref Price, rule FillRule, limit Qty) {
	in := s.universe.At(w.Instrument)
	lot, ok := s.venue.Lot(in, s.session.Day)
	if !ok {
		s.end(w, Refused, UnknownLot)
		return
	}
	room := s.room(w.Instrument, limit)
	if w.Side == Sell {
		s.executeSale(w, in, lot, ref, rule, room)
	} else {
		s.executePurchase(w, in, lot, ref, rule, room)
	}
}

const unlimited = Qty(1<<62 - 1)

// room returns how many shares of the current bar the plan may still take.
func (s *Sim) room(id ID, limit Qty) Qty {
	if limit < 0 {
		return unlimited
	}
	return max(0, limit-*s.markets[id].taken())
}

func (s *Sim) executeSale(w *workingOrder, in *Instrument, lot Qty, ref Price, rule FillRule, room Qty) {
	held := s.ledger.positions[w.Instrument].Qty
	want := min(w.Left(), held)
	board := want / lot * lot
	odd := want - board
	carries := want == held && s.plan.Market.OddLots == OddLotsDiscount // only the whole position may carry its odd part
	take := min(board, room/lot*lot)
	moves := take
	if take == board && carries {
		moves = want
	}
	price := s.slipped(w, in, ref, moves)
	if take > 0 {
		if !s.pays(w, in, take, price) {
			s.end(w, Refused, InsufficientCash)
			return
		}
		s.fill(w, in, take, price, ref, rule)
	}
	if take < board { // the rest waits for another bar
		s.wait(w, take > 0)
		return
	}
	if odd > 0 {
		if !carries {
			s.end(w, Refused, OddLot)
			return
		}
		if p := s.oddPrice(in, price); s.pays(w, in, odd, p) {
			s.fill(w, in, odd, p, ref, FilledOddLot)
		} else {
			s.end(w, Refused, InsufficientCash)
			return
		}
	}
	switch {
	case w.Left() <= 0:
		s.end(w, Filled, Accepted)
	case w.ReduceOnly:
		s.end(w, Cancelled, NothingHeld)
	default:
		s.end(w, Refused, ShortNotAllowed)
	}
}

// pays reports whether a sale's proceeds and what may be spent cover its
// charges: a minimum can be more than a few shares fetch.
func (s *Sim) pays(w *workingOrder, in *Instrument, q Qty, p Price) bool {
	value := p.Times(q)
	fees := s.charges(w, s.notes[w.Instrument][Sell], in, s.session.Day, Sell, p, q, value, s.fees)
	s.quoted = quote{w.ID, q, p, fees}
	return fees <= value || fees-value <= s.ledger.power(s.plan.Market.BuyingPower)
}

func (s *Sim) executePurchase(w *workingOrder, in *Instrument, lot Qty, ref Price, rule FillRule, room Qty) {
	money := s.ledger.power(s.plan.Market.BuyingPower) - s.ledger.reserved + w.reserved
	if w.Budget > 0 {
		money = min(money, w.Budget-w.spent)
	}
	board := w.Left() / lot * lot
	want := min(board, room/lot*lot)
	price := s.slipped(w, in, ref, want)
	take := s.affordable(w, s.notes[w.Instrument][Buy], in, s.session.Day, price, lot, Money(want/lot), money)
	if take < want && s.plan.Market.Slippage.Impact > 0 && w.slips() {
		price, take = s.affordableImpact(w, in, ref, lot, take, want, money)
	}
	if take > 0 {
		id := w.ID
		s.fill(w, in, take, price, ref, rule)
		w = s.exchange.find(id) // exits that the fill sent may have moved it
	}
	switch {
	case take < want:
		s.end(w, Refused, InsufficientCash)
	case want < board:
		s.wait(w, take > 0)
	case w.Left() > 0: // a split left it an odd part
		s.end(w, Refused, OddLot)
	default:
		s.end(w, Filled, Accepted)
	}
}

// wait leaves the rest of an order to later bars. What it has set aside since its
// arrival stays so, where nothing of it was filled.
func (s *Sim) wait(w *workingOrder, filled bool) {
	if w.slips() { // a market order is one already
		w.triggered = w.Type != MarketOrder
	}
	if filled {
		s.reserve(w)
	}
	s.guard(w.Instrument)
}

// fill executes q shares at a price and books them.
func (s *Sim) fill(w *workingOrder, in *Instrument, q Qty, price, ref Price, rule FillRule) {
	s.result.FillCount++
	if s.plan.Market.Slippage.Impact > 0 && s.unmoved && w.slips() {
		s.result.Unmoved++
	}
	day := s.session.Day
	note := &s.notes[w.Instrument][w.Side]
	if note.day != day {
		*note = noteSums{day: day}
	}
	f := Fill{
		ID: uint32(s.result.FillCount), Order: w.ID, Instrument: w.Instrument, Side: w.Side, Rule: rule,
		Time: s.now.time(), Qty: q, Price: price, Consideration: price.Times(q),
		Because: w.Because, Intent: w.Intent,
	}
	f.Slippage = max(0, (price - ref).Times(q))
	if w.Side == Sell {
		f.Slippage = max(0, (ref - price).Times(q))
	}
	if s.quoted == (quote{w.ID, q, price, s.quoted.fees}) { // just worked out, to see what can be paid
		f.Fees = s.quoted.fees
	} else {
		f.Fees = s.charges(w, *note, in, day, w.Side, price, q, f.Consideration, s.fees)
	}
	s.quoted = quote{}
	note.qty += q
	note.consideration += f.Consideration
	w.Filled += q
	w.traded += q
	w.consideration += f.Consideration
	w.spent += f.Consideration + f.Fees
	f.Left = w.Left()
	if rule != FilledOddLot {
		*s.markets[w.Instrument].taken() += q
	}

	now := s.now.time()
	settles := s.almanac.settles(day)
	var first bool
	if w.Side == Buy {
		s.ledger.buy(now, &f, s.fees)
		first = s.ledger.owe(settles, f.Consideration+f.Fees, 0)
		s.result.Bought += f.Consideration
	} else {
		s.ledger.sell(now, &f, s.fees)
		net := f.Consideration - f.Fees // below zero where a charge's minimum is more than the sale fetches
		first = s.ledger.owe(settles, max(0, -net), max(0, net))
		s.result.Sold += f.Consideration
	}
	if first {
		s.agenda.push(closingSide(settles.Start())-1, settleItem, 0)
	}
	s.record(&f)
	if w.Side == Buy && w.Exits.Any() {
		s.sendExits(w, in, &f)
	}
	if other := s.exchange.find(w.sibling); other != nil {
		if other.cede(q); other.Left() <= 0 || w.Left() <= 0 {
			s.end(other, Cancelled, GroupDone)
		}
	}
	if w.Group != 0 {
		s.shareGroup(w, q)
	}
	if w.Side == Sell && s.ledger.positions[w.Instrument].Qty == 0 {
		s.nothingHeld(w.Instrument, w.ID)
	}
}

// record keeps, hashes and queues a fill.
func (s *Sim) record(f *Fill) {
	s.mix.Words(uint64(s.now), uint64(f.Order)|uint64(f.Side)<<32|uint64(f.Rule)<<40|uint64(f.Instrument)<<48)
	s.mix.Words(uint64(f.Qty), uint64(f.Price)<<32^uint64(f.Fees))
	s.result.SlippageCost += f.Slippage
	for i, fee := range s.fees {
		s.result.FeeTotals[i] += fee
	}
	if s.plan.Keep == Full {
		s.result.Fills = append(s.result.Fills, *f)
		for i, fee := range s.fees {
			if fee != 0 {
				s.result.Fees = append(s.result.Fees, FeeLine{f.ID, uint8(i), fee})
			}
		}
	}
	if s.on.fill != nil {
		s.filled = append(s.filled, *f)
	}
}

// sendExits sends the stop and the target that a fill brings along.
func (s *Sim) sendExits(w *workingOrder, in *Instrument, f *Fill) {
	e := w.Exits
	day := s.session.Day
	var stop, target Price
	switch {
	case e.Stop > 0:
		stop = s.onGrid(in, int64(e.Stop), 1, Down, day)
	case e.StopRate > 0:
		stop = s.onGrid(in, int64(f.Price)*(rateOne-int64(e.StopRate)), rateOne, Down, day)
	}
	switch {
	case e.Target > 0:
		target = s.onGrid(in, int64(e.Target), 1, Up, day)
	case e.TargetRate > 0:
		target = s.onGrid(in, int64(f.Price)*(rateOne+int64(e.TargetRate)), rateOne, Up, day)
	}
	if e.Trail.Any() && stop == 0 {
		stop = s.behind(&Order{Instrument: w.Instrument, Side: Sell, Trail: e.Trail}, f.Price, day)
	}
	exit := Order{Instrument: w.Instrument, Side: Sell, TIF: GTC, Qty: f.Qty, Because: w.Because, Parent: w.ID}
	var first OrderID
	if stop > 0 {
		exit.Type, exit.Stop, exit.Limit, exit.Intent = Stop, stop, 0, "stop"
		if e.Trail.Any() {
			exit.Type, exit.Trail = TrailingStop, e.Trail
		}
		first = s.place(exit, f.Price)
	}
	if target > 0 {
		exit.Type, exit.Limit, exit.Stop, exit.Trail, exit.Intent = Limit, target, 0, Trail{}, "target"
		second := s.place(exit, 0)
		if first != 0 {
			s.exchange.find(first).sibling = second
			s.exchange.find(second).sibling = first
		}
	}
}

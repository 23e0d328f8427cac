package engine

import (
	"math"
	"math/bits"
)

// oddity is what an action leaves open until the next price.
type oddity struct {
	residual Money // what rounding the mark took from the holding's value
	since    int32 // ordinal of the session of the action: the residual counts until a price trades
	num, den int64 // a fraction of a share to be paid in cash; den 0 is none
	record   int   // its ActionRecord
}

// mostDigits bounds the terms of a ratio of shares, so that products fit.
const mostDigits = 100_000_000

// payDelay is assumed between ex-date and payment where the pay date is not
// known, in sessions.
const payDelay = 20

// act applies a corporate action to position, orders, marks and history. Pay
// is the day on which a dividend is paid.
func (s *Sim) act(a *Action, pay Day) {
	s.mix.Words(uint64(s.now), uint64(a.Instrument)|uint64(a.Kind)<<16)
	switch {
	case a.Kind == Dividend:
		s.dividend(a, pay)
	case a.Kind == Delisting:
		s.delist(a)
	default:
		s.changeShares(a)
	}
}

// payDay returns the day on which an action pays that takes effect on a
// session of an almanac.
func (a *Action) payDay(session Day, almanac *almanac) Day {
	if a.Kind != Dividend || a.Pay != 0 {
		return a.Pay
	}
	for range payDelay {
		session = almanac.after(session).Day
	}
	return session
}

// dividend books what the holding at the end of the session before is entitled to.
func (s *Sim) dividend(a *Action, pay Day) {
	q := s.ledger.positions[a.Instrument].Qty
	if q == 0 {
		return
	}
	gross := Money(mulDiv(int64(q), a.Millionths, 1000, Nearest)) // millionths of a dollar are thousandths of a mill
	rate := s.plan.Market.DividendTax.Rate
	if s.plan.Market.DividendTax.Auto {
		rate = 0
		if isin := s.universe.At(a.Instrument).ISIN; len(isin) >= 3 && isin[:3] == "CNE" {
			rate = 10 * Percent
		}
	}
	tax := rate.Of(gross, Mill, Nearest)
	i := s.ledger.book(s.now.time(), a.Instrument, gross, tax)
	s.result.DividendNet += gross - tax
	s.agenda.push(max(closingSide(pay.Start())-1, s.now), payItem, i)
	s.keepAction(ActionRecord{Action: *a, Time: s.now.time(), Before: q, After: q, Amount: gross, Tax: tax, Assumed: a.Pay == 0})
}

// changeShares follows a split, consolidation or bonus issue.
func (s *Sim) changeShares(a *Action) {
	for n, end := s.tape.seriesOf(a.Instrument); n < end; n++ {
		if st, sr := &s.states[n], &s.tape.series[n]; int(st.applied) < len(sr.rebase) {
			st.apply(sr)
		}
	}
	m := &s.markets[a.Instrument]
	was := Price(m.last)
	if was > 0 {
		m.last = int32(max(1, mulDiv(int64(was), a.Den, a.Num, Nearest)))
	}
	s.scaleOrders(a)
	before := s.ledger.positions[a.Instrument].Qty
	o := &s.odd[a.Instrument]
	if before == 0 && o.den == 0 {
		return
	}
	part, whole := int64(0), int64(1)
	if o.den != 0 { // no price has traded since the action before: its fraction is still held
		part, whole = o.num, o.den
	}
	hi, lo := bits.Mul64(uint64(int64(before)*whole+part), uint64(a.Num))
	den := whole * a.Den
	shares, left := bits.Div64(hi, lo, uint64(den))
	after, rest := Qty(shares), int64(left)
	if m.marked >= o.since {
		o.residual = 0
	}
	o.residual += was.Times(before) - Price(m.last).Times(after)
	o.num, o.den, o.since = 0, 0, s.ordinal
	if rest > 0 {
		if o.num, o.den = reduced(rest, den); o.den > mostDigits { // to a millionth of a share
			o.num, o.den = mulDiv(o.num, 1_000_000, o.den, Down), 1_000_000
		}
	}
	s.guard(a.Instrument) // the next open pays a fraction
	_, flagged := s.oddLot(s.universe.At(a.Instrument), after)
	s.keepAction(ActionRecord{Action: *a, Time: s.now.time(), Before: before, After: after, Odd: flagged})
	o.record = len(s.result.Actions) - 1
	s.ledger.change(s.now.time(), a.Instrument, after)
	if after == 0 {
		s.nothingHeld(a.Instrument, 0)
	}
}

// oddLot returns the board lot of this session, and how many of q shares make
// none; 0 where nobody states a lot.
func (s *Sim) oddLot(in *Instrument, q Qty) (lot, odd Qty) {
	lot, ok := s.venue.Lot(in, s.session.Day)
	if !ok || lot <= 0 {
		return 0, 0
	}
	return lot, q % lot
}

// payFraction pays a fraction of a share at the first price of the day.
func (s *Sim) payFraction(id ID, p Price) {
	o := &s.odd[id]
	if o.den == 0 {
		return
	}
	paid := Money(mulDiv(int64(p), o.num, o.den, Nearest))
	if s.ledger.positions[id].Qty == 0 { // the fraction was all there was
		s.ledger.close(s.now.time(), id, paid, CashInLieu)
	} else {
		s.ledger.receive(s.now.time(), id, paid)
	}
	if o.record >= 0 && o.record < len(s.result.Actions) {
		s.result.Actions[o.record].Amount = paid
	}
	*o = oddity{}
	s.guard(id)
}

// scaleOrders divides the prices of live orders by the ratio, onto the grid
// and never to the trader's harm beyond what he wrote, and multiplies their
// quantities down to whole shares.
func (s *Sim) scaleOrders(a *Action) {
	in := s.universe.At(a.Instrument)
	x := &s.exchange
	x.scratch = append(x.scratch[:0], x.live[a.Instrument]...)
	for _, slot := range x.scratch {
		w := &x.orders[slot]
		if w.state != Working && w.state != Sent {
			continue
		}
		left := a.shares(w.Left())
		if left == 0 {
			s.end(w, Cancelled, RoundsToZero)
			continue
		}
		w.Filled, w.ByGroup = a.shares(w.Filled), a.shares(w.ByGroup)
		w.Qty = w.Filled + w.ByGroup + left
		limit, stop := w.roundings()
		w.Limit, w.Stop = s.scaled(in, a, w.Limit, limit), s.scaled(in, a, w.Stop, stop)
		w.Exits.Stop, w.Exits.Target = s.scaled(in, a, w.Exits.Stop, Down), s.scaled(in, a, w.Exits.Target, Up)
		w.Trail, w.Exits.Trail = w.Trail.scaled(a), w.Exits.Trail.scaled(a)
		w.best = Price(mulDiv(int64(w.best), a.Den, a.Num, Nearest)) // as history shows the close
		s.reserve(w)
	}
	for i := range x.changes.all {
		ch := &x.changes.all[i]
		w := x.find(ch.order)
		if w == nil || w.Instrument != a.Instrument {
			continue
		}
		limit, stop := w.roundings()
		ch.Limit, ch.Stop = s.scaled(in, a, ch.Limit, limit), s.scaled(in, a, ch.Stop, stop)
		if ch.Qty > 0 {
			if ch.Qty = a.shares(ch.Qty); ch.Qty == 0 {
				ch.Qty = -1 // a quantity that makes no sense, not one that stays
			}
		}
	}
	s.guard(a.Instrument)
}

// roundings returns which way an action's ratio rounds the order's limit and
// its trigger: so that it never trades where its sender did not want it to.
func (w *workingOrder) roundings() (limit, stop Round) {
	limit, stop = Down, Up // of a buy
	if w.Side == Sell {
		limit, stop = Up, Down
	}
	if w.Type == MarketIfTouched {
		stop = limit
	}
	return limit, stop
}

// shares returns what an action makes of q shares, in whole ones. A quantity
// that is none, or beyond all bounds, of what is not checked yet, stays.
func (a *Action) shares(q Qty) Qty {
	hi, lo := bits.Mul64(uint64(q), uint64(a.Num))
	if q <= 0 || hi >= uint64(a.Den) {
		return q
	}
	n, _ := bits.Div64(hi, lo, uint64(a.Den))
	if n > math.MaxInt64 {
		return q
	}
	return Qty(n)
}

// scaled divides a price by an action's ratio, onto the grid. What is no price,
// or beyond all that trade, of what is not checked yet, stays.
func (s *Sim) scaled(in *Instrument, a *Action, p Price, r Round) Price {
	if p <= 0 || p > math.MaxInt32 {
		return p
	}
	return s.onGrid(in, int64(p)*a.Den, a.Num, r, s.session.Day)
}

// delist closes a holding at its terminal payment, or writes it off, and ends
// the orders.
func (s *Sim) delist(a *Action) {
	x := &s.exchange
	for len(x.live[a.Instrument]) > 0 {
		s.end(&x.orders[x.live[a.Instrument][0]], Cancelled, DelistedReason)
	}
	in := s.universe.At(a.Instrument)
	q := s.ledger.positions[a.Instrument].Qty
	o := &s.odd[a.Instrument]
	if q == 0 && o.den == 0 {
		return
	}
	var paid Money
	if in.HasTerminal {
		paid = in.Terminal.Times(q)
		if o.den != 0 {
			paid += Money(mulDiv(int64(in.Terminal), o.num, o.den, Nearest))
		}
	} else {
		s.result.Warnings = append(s.result.Warnings, in.Symbol+" was delisted while held and no terminal price is stated: written off")
	}
	s.ledger.close(s.now.time(), a.Instrument, paid, DelistingPayment)
	*o = oddity{}
	s.keepAction(ActionRecord{Action: *a, Time: s.now.time(), Before: q, Amount: paid})
}

func (s *Sim) keepAction(r ActionRecord) {
	s.mix.Words(uint64(r.Before)|uint64(r.Tax)<<32, uint64(r.After)<<32^uint64(r.Amount))
	if s.plan.Keep == Full {
		s.result.Actions = append(s.result.Actions, r)
	}
}

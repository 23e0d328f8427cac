package engine

import (
	"fmt"
	"math/rand/v2"
)

// Sim plays one plan after the other over a tape; its memory is used again.
type Sim struct {
	// Set once a plan.
	plan     *Plan
	tape     *Tape
	universe *Universe
	venue    Venue
	on       handlers
	filter   func(*Signal) bool
	levels   []NoteLevel
	broker   Broker
	result   *Result
	fold     Fold
	rng      *rand.Rand
	accept   stamp // orders sent from here on are accepted

	// Changes per event.
	now      stamp
	closed   stamp // of the last bars that closed
	session  *sessionSpan
	ordinal  int32
	markets  []market
	states   []seriesState
	notes    [][2]noteSums
	odd      []oddity
	usual    [][]usual // by instrument, where slippage is by impact
	unmoved  bool      // nothing was known to work out the last impact from
	values   []float64
	known    []bool
	agenda   agenda
	exchange exchange
	ledger   ledger
	mix      Mixer

	// Scratch.
	almanac almanac
	setup   Setup
	fees    []Money
	quoted  quote
	filled  []Fill // to be told, in this order
	ended   []OrderUpdate
	view    MarketView
	trial   workingOrder // an order as an amendment would make it
	firings int
	at      stamp // of the last firing
	event   int32 // being played: its place in the spine; −1 before the first
}

func newSim(t *Tape) *Sim {
	s := &Sim{tape: t, universe: t.universe}
	s.markets = make([]market, t.universe.Len())
	s.notes = make([][2]noteSums, t.universe.Len())
	s.odd = make([]oddity, t.universe.Len())
	s.states = make([]seriesState, len(t.series))
	for i := range t.values {
		if n := int(t.values[i].series) + 1; n > len(s.values) {
			s.values = make([]float64, n)
		}
	}
	s.known = make([]bool, len(s.values))
	s.broker.sim = s
	return s
}

// where says what was going on when a strategy panicked.
func (s *Sim) where(strategy Strategy) string {
	if s.event < 0 {
		return "in Start"
	}
	return fmt.Sprintf("of %T at %v, event %d", strategy, s.now.time(), s.event)
}

// play plays session k of the tape: the events of one kind at one instant are
// marked, then matched, then told.
func (s *Sim) play(k int) {
	t := s.tape
	session := &t.sessions[k]
	s.session = session
	s.almanac.turn(t.sessions[k:])
	for i := session.lo; i < session.hi; i++ {
		e := &t.spine[i]
		s.event = i
		if s.agenda.due < e.stamp {
			s.fire(e.stamp)
		}
		s.now = e.stamp
		switch e.kind {
		case KindOpen:
			s.opens(t.opensOf(e), e.row)
		case KindBar:
			s.bars(t.barsOf(e))
		default:
			s.news(e)
		}
	}
	s.close(session)
}

// opens shows the first prices of the bars that start now; row is the place of
// the first in the tape's table.
func (s *Sim) opens(opens []openRecord, row uint32) {
	markets, reached := s.markets, false
	for i := range opens {
		o := &opens[i]
		m := &markets[o.instrument]
		m.last, m.marked = o.price, s.ordinal
		if o.flags == 0 {
			m.opened, m.every = s.now, o.every
		}
		if m.reachedAt(o.price) {
			reached = true
		}
	}
	if reached {
		s.matchOpens(opens, row)
		s.tell()
	}
}

// bars closes the bars that end now.
func (s *Sim) bars(bars []barRecord) {
	s.closed = s.now
	series, markets, states, reached := s.tape.series, s.markets, s.states, false
	for i := range bars {
		b := &bars[i]
		m := &markets[b.instrument]
		m.last, m.marked = series[b.series].closes[b.n], s.ordinal
		states[b.series].n = b.n + 1
		if m.reachedIn(b) {
			reached = true
		}
	}
	if reached {
		s.matchBars(bars)
	}
	if s.now >= s.exchange.nextEnd {
		s.expire()
	}
	if len(s.filled)+len(s.ended) > 0 {
		s.tell()
	}
	if s.on.bar == nil {
		return
	}
	for i := range bars {
		if b := &bars[i]; states[b.series].depth > 0 {
			s.on.bar.OnBar(&s.broker, s.bar(b))
		}
	}
}

// bar returns the handle of a bar that closes now.
func (s *Sim) bar(b *barRecord) Bar { return Bar{&s.tape.series[b.series], b.n, s.now} }

// news plays what is neither an open nor a bar.
func (s *Sim) news(e *spineRecord) {
	t := s.tape
	if s.now >= s.exchange.nextEnd {
		s.expire()
		s.tell()
	}
	switch e.kind {
	case KindSignal:
		if sig := &t.signals[e.row]; s.filter != nil && s.filter(sig) {
			s.on.signal.OnSignal(&s.broker, *sig)
		}
	case KindValue:
		v := &t.values[e.row]
		s.values[v.series], s.known[v.series] = v.value, true
	case KindPhaseClose, KindPhaseOpen:
		if s.on.phase != nil {
			s.on.phase.OnPhase(&s.broker, t.phases[e.row])
		}
	case KindAction:
		a := &t.actions[e.row]
		s.act(a, t.payDays[e.row])
		s.tell()
		if s.on.action != nil && s.markets[a.Instrument].opened >= 0 { // watched
			s.on.action.OnAction(&s.broker, *a)
		}
	}
}

// fire plays what is due before the stamp.
func (s *Sim) fire(before stamp) {
	for s.agenda.due < before {
		item := s.agenda.pop()
		if s.count(item.due); item.class != settleItem && item.class != payItem {
			s.now = item.due
			if s.now >= s.exchange.nextEnd { // before what happens at a session's end is seen
				s.expire()
				s.tell()
			}
		}
		switch item.class {
		case settleItem:
			at := (item.due + 1).time()
			s.ledger.settle(at, at.Day())
		case payItem:
			s.ledger.pay((item.due + 1).time(), item.ref)
		case wakeItem:
			if s.on.wake != nil {
				s.on.wake.OnWake(&s.broker)
			}
		case arriveItem:
			if w := s.exchange.find(OrderID(item.ref)); w != nil {
				s.arrive(w)
			}
		case cancelItem:
			if w := s.exchange.find(OrderID(item.ref)); w != nil {
				s.end(w, Cancelled, ByStrategy)
			}
		case amendItem:
			s.amend(s.exchange.changes.take(item.ref))
		}
		s.tell()
	}
}

// count stops a strategy that answers every refusal with another order at the
// same instant, for ever.
func (s *Sim) count(due stamp) {
	if due != s.at {
		s.at, s.firings = due, 0
	}
	if s.firings++; s.firings > 1_000_000 {
		panic("a million orders and wake-ups at one instant")
	}
}

// tell passes on fills first, then the ends of orders.
func (s *Sim) tell() {
	s.exchange.recycle()
	for i := 0; i < len(s.filled); i++ {
		s.on.fill.OnFill(&s.broker, s.filled[i])
	}
	for i := 0; i < len(s.ended); i++ {
		s.on.order.OnOrder(&s.broker, s.ended[i])
	}
	s.filled, s.ended = s.filled[:0], s.ended[:0]
}

// close ends a session: its orders expire, what is due at its end happens,
// and its row is written.
func (s *Sim) close(session *sessionSpan) {
	end := closingSide(session.End)
	if s.agenda.due < end {
		s.fire(end)
	}
	s.now = max(s.now, end)
	if s.now >= s.exchange.nextEnd {
		s.expire()
		s.tell()
	}
	if s.agenda.due <= end {
		s.fire(end + 1)
	}
	if session.Day >= s.plan.Span.First {
		l := &s.ledger
		gross, stale := s.marks()
		r := &s.result.Last
		r.Day, r.Equity = session.Day, l.cash+l.unsettled()+l.receivable+gross
		r.Cash, r.Unsettled, r.Receivable = l.cash, l.unsettled(), l.receivable
		r.Gross, r.Stale, r.Held = gross, stale, int32(len(l.held))
		s.row()
	}
	s.ordinal++
}

// marks returns the marked value of the holdings, and how many marks are older
// than this session.
func (s *Sim) marks() (gross Money, stale int32) {
	for _, id := range s.ledger.held {
		m := &s.markets[id]
		gross += Price(m.last).Times(s.ledger.positions[id].Qty)
		if m.marked < s.ordinal {
			stale++
			if m.marked < s.odd[id].since {
				gross += s.odd[id].residual
			}
		}
	}
	return gross, stale
}

// row keeps, hashes and folds the result's last row. What it says of cash,
// unsettled and receivable is the sum of postings that were hashed as they
// were made; the marks are what it adds.
func (s *Sim) row() {
	r := &s.result.Last
	s.mix.Words(uint64(r.Gross), uint64(uint32(r.Day))|uint64(r.Stale)<<32|uint64(r.Held)<<48)
	if s.plan.Keep != Folds {
		s.result.Rows = append(s.result.Rows, *r)
	}
	if s.fold != nil {
		s.fold.Row(*r)
	}
}

// finish ends the run: what still works expires, and the result is sealed.
func (s *Sim) finish() {
	for id := range s.exchange.live {
		for len(s.exchange.live[id]) > 0 {
			s.end(&s.exchange.orders[s.exchange.live[id][0]], Expired, EndOfData)
		}
	}
	s.filled, s.ended = s.filled[:0], s.ended[:0]
	res := s.result
	res.Journal, res.Trips = s.ledger.journal, s.ledger.trips
	for _, id := range s.ledger.held {
		res.Positions = append(res.Positions, s.ledger.positions[id])
		res.LiquidateCost += s.saleCost(id)
		in, q := s.universe.At(id), s.ledger.positions[id].Qty
		if lot, odd := s.oddLot(in, q); odd > 0 {
			res.Warnings = append(res.Warnings, fmt.Sprintf("%d of the %d shares of %s held at the end are an odd lot: the board lot is %d", odd, q, in.Symbol, lot))
		}
	}
	if res.Unmoved > 0 {
		res.Warnings = append(res.Warnings, fmt.Sprintf("fills without price impact: %d, with fewer than three daily bars before them or no volume", res.Unmoved))
	}
	if res.WarmupHad < res.WarmupAsked && res.WarmupAsked < All {
		sessions := "sessions"
		if res.WarmupAsked == 1 {
			sessions = "session"
		}
		res.Warnings = append(res.Warnings, fmt.Sprintf("the strategy asked for %d %s of warm-up; the data has %d", res.WarmupAsked, sessions, res.WarmupHad))
	}
	res.Digest = digest(s.plan.Config, s.universe.DataHash, &s.mix)
}

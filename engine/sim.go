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
	told    []tale
	view    MarketView
	firings int
	at      stamp // of the last firing
	event   int32 // being played: its place in the selected tape; −1 before the first
}

// tale is what a strategy is to be told: a fill, or an order's end.
type tale struct {
	fill   Fill
	update OrderUpdate
	isFill bool
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

// play plays one session: each batch of events of one kind at one instant is
// marked, then matched, then told.
func (s *Sim) play(session *sessionSpan) {
	s.session = session
	t := s.tape
	for i, hi := session.lo, session.hi; i < hi; {
		e := &t.spine[i]
		s.event = i
		if s.agenda.due < e.stamp {
			s.fire(e.stamp)
		}
		s.now = e.stamp
		switch e.kind {
		case KindOpen:
			i += s.opens(t, i, t.spine[i:hi], e.stamp)
		case KindBar:
			i += s.bars(t, i, t.spine[i:hi], e.stamp)
		default:
			s.news(t, e)
			i++
		}
	}
	s.close(session)
}

// opens shows the first prices of the bars that start now, of the events that
// are left of a session from row lo on. It returns how many they were.
func (s *Sim) opens(t *Tape, lo int32, left []spineRecord, now stamp) int32 {
	reached, n := false, 0
	for ; n < len(left); n++ {
		e := &left[n]
		if e.stamp != now || e.kind != KindOpen {
			break
		}
		o := &t.opens[e.row]
		m := &s.markets[e.instrument]
		m.last, m.marked = o.price, s.ordinal
		if e.flags != 0 {
			reached = reached || s.odd[e.instrument].den != 0
			continue
		}
		m.opened, m.every = now, o.every
		if o.price <= m.below || o.price >= m.above || m.atOpen > 0 {
			reached = true
		}
	}
	if reached {
		s.matchOpens(t, lo, lo+int32(n))
		s.tell()
	}
	return int32(n)
}

// bars closes the bars that end now, of the events that are left of a session
// from row lo on. It returns how many they were.
func (s *Sim) bars(t *Tape, lo int32, left []spineRecord, now stamp) int32 {
	s.closed = now
	reached, n := false, 0
	for ; n < len(left); n++ {
		e := &left[n]
		if e.stamp != now || e.kind != KindBar {
			break
		}
		b := &t.bars[e.row]
		m := &s.markets[e.instrument]
		m.last, m.marked = b.close, s.ordinal
		s.states[b.series].n = b.n + 1
		if b.low <= m.below || b.high >= m.above || m.atClose > 0 {
			reached = true
		}
	}
	if reached {
		s.matchBars(t, lo, lo+int32(n))
	}
	if now >= s.exchange.nextEnd {
		s.expire()
	}
	if len(s.told) > 0 {
		s.tell()
	}
	if s.on.bar == nil {
		return int32(n)
	}
	for k := range left[:n] {
		e := &left[k]
		b := &t.bars[e.row]
		if s.states[b.series].depth > 0 {
			s.on.bar.OnBar(&s.broker, Bar{b, e})
		}
	}
	return int32(n)
}

// news plays what is neither an open nor a bar.
func (s *Sim) news(t *Tape, e *spineRecord) {
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
		s.act(a)
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
	if len(s.told) == 0 {
		return
	}
	for i := 0; i < len(s.told); i++ {
		if s.told[i].isFill && s.on.fill != nil {
			s.on.fill.OnFill(&s.broker, s.told[i].fill)
		}
	}
	for i := 0; i < len(s.told); i++ {
		if !s.told[i].isFill && s.on.order != nil {
			s.on.order.OnOrder(&s.broker, s.told[i].update)
		}
	}
	s.told = s.told[:0]
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
	s.told = s.told[:0]
	res := s.result
	res.Journal = s.ledger.journal
	for _, id := range s.ledger.held {
		res.Positions = append(res.Positions, s.ledger.positions[id])
		res.LiquidateCost += s.saleCost(id)
	}
	if res.WarmupHad < res.WarmupAsked && res.WarmupAsked < All {
		res.Warnings = append(res.Warnings, fmt.Sprintf("the strategy asked for %d sessions of warm-up; the data has %d", res.WarmupAsked, res.WarmupHad))
	}
	res.Digest = digest(s.plan.Config, s.universe.DataHash, &s.mix)
}

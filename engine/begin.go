package engine

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// run plays a plan from Start to its result.
func (s *Sim) run(ctx context.Context, p *Plan, pool *selections) (res *Result) {
	full := pool.tape
	res = &Result{Name: p.Name, Universe: full.universe, Signals: full.signals, Span: p.Span, Cash: p.Cash, Refusals: make([]int, reasonCount)}
	s.plan, s.result, s.tape, s.venue = p, res, full, p.Market.Venue
	s.almanac.reset(s.venue)
	s.event = -1
	var strategy Strategy
	defer func() {
		if r := recover(); r != nil {
			res.Err = fmt.Errorf("plan %q: panic %s: %v", p.Name, s.where(strategy), r)
		}
		s.plan, s.result = nil, nil
	}()
	strategy = p.Strategy()
	clear(s.states)
	setup := &s.setup
	*setup = Setup{sim: s, watched: setup.watched[:0], bars: setup.bars[:0]}
	if err := strategy.Start(setup); err != nil {
		res.Err = fmt.Errorf("plan %q: %w", p.Name, err)
		return res
	}
	s.on = capabilities(strategy)
	if err := setup.check(s.on); err != nil {
		res.Err = fmt.Errorf("plan %q: %w", p.Name, err)
		return res
	}
	if err := s.begin(setup, pool); err != nil {
		res.Err = fmt.Errorf("plan %q: %w", p.Name, err)
		return res
	}
	for k := range s.tape.sessions {
		if k%16 == 0 && ctx.Err() != nil {
			res.Err = ctx.Err()
			return res
		}
		s.play(k)
	}
	s.finish()
	return res
}

// begin makes everything ready for the first event.
func (s *Sim) begin(setup *Setup, pool *selections) error {
	p, res := s.plan, s.result
	tape := pool.of(setup.watched, s.on.phase != nil)
	first := tape.sessionFrom(p.Span.First)
	if first == len(tape.sessions) || tape.sessions[first].Day > p.Span.Last {
		return fmt.Errorf("the data has no session between %v and %v: it has %v to %v",
			p.Span.First, p.Span.Last, tape.sessions[0].Day, tape.sessions[len(tape.sessions)-1].Day)
	}
	start := max(0, first-setup.warmup)
	res.WarmupAsked, res.WarmupHad = setup.warmup, first-start
	s.tape = tape.Cut(tape.sessions[start].Day, p.Span.Last)
	s.filter = setup.signals
	if s.on.signal == nil {
		s.filter = nil
	}
	s.accept = closingSide(p.Span.First.Start())
	day := s.tape.sessions[0].Day
	for n := range s.states {
		s.states[n].begin(&s.tape.series[n], day)
	}
	for _, w := range setup.bars {
		s.states[w.series].depth = max(s.states[w.series].depth, w.depth)
	}
	s.now, s.ordinal, s.at, s.firings, s.closed = closingSide(day.Start())-1, 0, 0, 0, -1
	s.agenda.reset()
	s.exchange.reset(s.universe.Len())
	s.mix = Mixer{}
	s.ledger.reset(s.universe.Len(), p.Cash, p.Keep == Full, &s.mix)
	s.filled, s.ended = s.filled[:0], s.ended[:0]
	s.rng = nil
	clear(s.known)
	s.observe(pool.tape, start)
	clear(s.notes)
	clear(s.odd)
	for i := range s.markets {
		s.markets[i] = market{below: nothingBelow, above: nothingAbove, marked: -1, opened: -1, usedAt: -2}
	}
	for _, id := range setup.watched {
		s.markets[id].last, s.markets[id].every = s.lastBefore(id, day)
		s.markets[id].opened = 0
	}
	if s.usual = s.usual[:0]; p.Market.Slippage.Impact > 0 {
		s.usual = slices.Grow(s.usual, s.universe.Len())[:s.universe.Len()]
		for _, id := range setup.watched {
			s.usual[id] = s.tape.usuals(id)
		}
	}
	s.setFees()
	res.FeeTotals = make([]Money, len(p.Market.Fees))
	s.fold = nil
	if p.Fold != nil {
		s.fold = p.Fold()
		res.Fold = s.fold
	}
	if p.Keep != Folds {
		res.Rows = make([]SessionRow, 0, len(s.tape.sessions)+1)
	}
	res.Last = SessionRow{Day: s.almanac.before(p.Span.First), Equity: p.Cash, Cash: p.Cash}
	s.row()
	return nil
}

// observe makes known the values from before the first session to be played.
func (s *Sim) observe(t *Tape, start int) {
	before := t.first.Start()
	if start > 0 {
		before = t.sessions[start-1].End + 1
	}
	for _, v := range t.dated {
		if v.at >= before {
			return
		}
		s.values[v.series], s.known[v.series] = v.value, true
	}
}

func (s *Sim) setFees() {
	rules := s.plan.Market.Fees
	s.levels = s.levels[:0]
	s.result.Components = make([]string, len(rules))
	for i, r := range rules {
		s.levels = append(s.levels, r.Level())
		s.result.Components[i] = r.Name()
	}
	if cap(s.fees) < len(rules) {
		s.fees = make([]Money, len(rules))
	}
	s.fees = s.fees[:len(rules)]
}

// lastBefore returns the last price that the archive has before day d, as
// seen on d; 0 where it has none.
func (s *Sim) lastBefore(id ID, d Day) (price int32, every Interval) {
	at := Day(math.MinInt32)
	for n, end := s.tape.seriesOf(id); n < end; n++ {
		st, sr := &s.states[n], &s.tape.series[n]
		if st.n == 0 || sr.days[st.n-1] < at || sr.days[st.n-1] == at && sr.interval > every {
			continue
		}
		at, every = sr.days[st.n-1], sr.interval
		price = int32(sr.rebased(Price(sr.closes[st.n-1]), st.n-1, st.applied))
	}
	if every > 0 {
		return price, every
	}
	for n, end := s.tape.seriesOf(id); n < end; n++ { // its bars' length is known before the first of them
		if length := s.tape.series[n].interval; every == 0 || length < every {
			every = length
		}
	}
	return 0, every
}

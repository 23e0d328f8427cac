package engine

import (
	"cmp"
	"slices"
)

// matchOpens lets the opens of one instant meet the orders: all sells before
// all buys, each in order of submission. Row is the place of the first open in
// the tape's table.
func (s *Sim) matchOpens(opens []openRecord, row uint32) {
	c := s.exchange.cands[:0]
	for i := range opens {
		o := &opens[i]
		if !s.markets[o.instrument].reachedAt(o.price) {
			continue
		}
		p := Price(o.price)
		s.payFraction(o.instrument, p)
		if o.flags != 0 {
			continue
		}
		for _, slot := range s.exchange.live[o.instrument] {
			w := &s.exchange.orders[slot]
			if w.state == Working && w.meetsOpen(p, s.now, &s.session.Session) {
				c = append(c, candidate{slot, i, p})
			}
		}
	}
	s.exchange.cands = c
	s.sellsFirst(c)
	for _, k := range c {
		w := &s.exchange.orders[k.slot]
		if w.state != Working {
			continue
		}
		if w.Type == StopLimit && !w.triggered {
			if s.trigger(w); !w.asGood(k.price, w.Limit) {
				continue // it rests as a limit and can meet the bar's range
			}
		}
		limit := Qty(-1)
		if share := s.plan.Market.Participation; share > 0 {
			if median2 := s.tape.medians[int(row)+k.event]; median2 >= 0 {
				limit = Qty(mulDiv(median2, int64(share), 2*rateOne, Down))
			}
		}
		s.execute(w, k.price, FilledAtOpen, limit)
	}
}

func (s *Sim) sellsFirst(c []candidate) {
	slices.SortFunc(c, func(a, b candidate) int {
		x, y := &s.exchange.orders[a.slot], &s.exchange.orders[b.slot]
		return cmp.Or(-cmp.Compare(x.Side, y.Side), cmp.Compare(x.ID, y.ID))
	})
}

// matchBars lets the ranges of bars, then the closing auction, meet the orders.
func (s *Sim) matchBars(bars []barRecord) {
	c := s.exchange.cands[:0]
	for i := range bars {
		b, id := &bars[i], bars[i].instrument
		m, bar := &s.markets[id], s.bar(b)
		if !m.reachedIn(b) || bar.series.flags[bar.n] != 0 {
			continue
		}
		if b.low <= m.below || b.high >= m.above {
			s.matchRange(m, bar)
		}
		if m.atClose == 0 || s.now != closingSide(s.session.EndFor(s.universe.At(id))) {
			continue
		}
		for _, slot := range s.exchange.live[id] {
			w := &s.exchange.orders[slot]
			inTime := s.session.Random == 0 || w.arrived <= closingSide(s.session.Random)
			if w.state == Working && w.Type == AtClose && inTime {
				c = append(c, candidate{slot, i, bar.Close()})
			}
		}
	}
	s.exchange.cands = c
	s.sellsFirst(c)
	for _, k := range c {
		if w := &s.exchange.orders[k.slot]; w.state == Working {
			s.execute(w, k.price, FilledAtClose, s.shareOf(s.bar(&bars[k.event])))
		}
	}
	for i := range bars {
		if b := &bars[i]; s.markets[b.instrument].trails {
			if series := &s.tape.series[b.series]; series.flags[b.n] == 0 {
				s.follow(b.instrument, Price(series.closes[b.n]))
			}
		}
	}
}

// shareOf returns the part of a bar's volume that a plan may take; −1 is all.
func (s *Sim) shareOf(b Bar) Qty {
	if s.plan.Market.Participation <= 0 {
		return -1
	}
	return Qty(mulDiv(int64(b.Volume()), int64(s.plan.Market.Participation), rateOne, Down))
}

package engine

// matchRange lets one bar's range meet the orders that were there at its open.
func (s *Sim) matchRange(m *market, b Bar) {
	x := &s.exchange
	x.scratch = append(x.scratch[:0], x.live[b.Instrument()]...)
	ambiguous := false
	for _, slot := range x.scratch {
		w := &x.orders[slot]
		if w.state != Working || w.arrived > m.opened || !s.reached(w, m, b) {
			continue
		}
		ambiguous = ambiguous || w.unsure(b)
		rivals, passed := s.rivalsFirst(slot, m, b)
		ambiguous = ambiguous || rivals
		if w = &x.orders[slot]; w.state == Working && !passed { // exits that a fill sent may have moved it
			s.meet(w, m, b)
		}
	}
	if ambiguous {
		s.result.AmbiguousBars++
	}
}

// rivalsFirst lets the exits of the other kind that the same bar reaches go
// before the order in the slot, where the fill rule says so: all of them, one
// after the other. It reports whether there are any, and whether the bar is a
// stop-limit's of theirs, filled in it or not.
func (s *Sim) rivalsFirst(slot int32, m *market, b Bar) (any, passed bool) {
	x := &s.exchange
	for w := &x.orders[slot]; w.state == Working; w = &x.orders[slot] {
		other := s.rival(w, m, b)
		if other < 0 {
			break
		}
		any = true
		if s.plan.Market.BarFill.stopFirst(b, w.Side) == w.isStop(m.opened) {
			break
		}
		s.meet(&x.orders[other], m, b)
		if o := &x.orders[other]; o.passed == m.opened {
			return true, true
		} else if o.state == Working { // the cap left it nothing
			break
		}
	}
	return any, false
}

// reached reports whether a bar's range concerns the order: fills it, or is
// what triggers a stop-limit or has triggered it.
func (s *Sim) reached(w *workingOrder, m *market, b Bar) bool {
	if w.Type == StopLimit && w.isStop(m.opened) {
		_, worst := w.extremes(b)
		return w.hits(worst)
	}
	_, ok := w.inRange(b, s.plan.Market.BarFill)
	return ok
}

// meet fills an order that a bar's range concerns. A stop-limit becomes a limit
// first; what is not filled of it then waits for the next bar.
func (s *Sim) meet(w *workingOrder, m *market, b Bar) {
	p, ok := w.inRange(b, s.plan.Market.BarFill)
	if w.Type == StopLimit {
		if w.passed == m.opened {
			return
		}
		if !w.triggered {
			w.passed = m.opened
			s.trigger(w)
		}
	}
	if ok {
		s.execute(w, p, FilledInRange, s.shareOf(b))
	}
}

// rival returns the slot of the exit of the other kind that the same bar
// reaches: another one of w's group or, of the exits that a strategy sends by
// itself, one that would sell the shares that w would sell; −1: none.
func (s *Sim) rival(w *workingOrder, m *market, b Bar) int32 {
	if w.Side == Buy && w.Group == 0 {
		return -1
	}
	x := &s.exchange
	held := s.ledger.positions[w.Instrument].Qty
	for _, slot := range x.live[w.Instrument] {
		o := &x.orders[slot]
		together := w.Group != 0 && o.Group == w.Group
		switch {
		case o.state != Working, o.Side != w.Side, o.isStop(m.opened) == w.isStop(m.opened), o.arrived > m.opened:
			continue
		case together:
		case w.Side == Buy:
			continue
		case w.sibling != 0 && o.ID != w.sibling, o.sibling != 0 && o.ID != w.sibling:
			continue
		case w.sibling == 0 && o.Left()+w.Left() <= held:
			continue
		}
		if s.reached(o, m, b) {
			return slot
		}
	}
	return -1
}

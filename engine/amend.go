package engine

// change is an amendment on its way.
type change struct {
	order OrderID
	Amendment
}

// changes are the amendments that are on their way, in slots that are used
// again.
type changes struct {
	all  []change // order 0: a free slot
	free []int32
}

func (c *changes) reset() { c.all, c.free = c.all[:0], c.free[:0] }

// put keeps an amendment and returns its slot.
func (c *changes) put(ch change) int32 {
	if n := len(c.free); n > 0 {
		slot := c.free[n-1]
		c.free = c.free[:n-1]
		c.all[slot] = ch
		return slot
	}
	c.all = append(c.all, ch)
	return int32(len(c.all) - 1)
}

// take returns the amendment of a slot and makes the slot free.
func (c *changes) take(slot int32) change {
	ch := c.all[slot]
	c.all[slot] = change{}
	c.free = append(c.free, slot)
	return ch
}

// sendAmendment sends a change of an order on its way.
func (s *Sim) sendAmendment(id OrderID, a Amendment) {
	s.mix.Words(uint64(s.now), uint64(id)<<8|0xfe)
	s.mix.Words(uint64(a.Qty), uint64(a.Limit)<<32^uint64(a.Stop))
	if w := s.exchange.find(id); w != nil {
		s.agenda.push(s.delayed(&w.Order), amendItem, s.exchange.changes.put(change{id, a}))
	}
}

// amend changes an order, if the change would be accepted in a new one.
func (s *Sim) amend(ch change) {
	w := s.exchange.find(ch.order)
	if w == nil {
		return
	}
	if why := s.unfit(w, ch.Amendment); why != Accepted {
		s.result.Refusals[why]++
		s.mix.Words(uint64(s.now), uint64(w.ID)|uint64(AmendmentRefused)<<32|uint64(why)<<40)
		if s.on.order != nil {
			s.ended = append(s.ended, OrderUpdate{w.Order, AmendmentRefused, why, s.now.time()})
		}
		return
	}
	moved := w.state == Working && (ch.Limit != 0 && ch.Limit != w.Limit || ch.Stop != 0 && ch.Stop != w.Stop)
	w.change(ch.Amendment)
	if moved { // bars cannot tell which of their prices came after it
		w.arrived = s.now
	}
	s.reserve(w)
	s.guard(w.Instrument)
}

// change makes an amendment's changes.
func (w *workingOrder) change(a Amendment) {
	if a.Qty != 0 {
		w.Qty, w.ByGroup = a.Qty, 0
	}
	if a.Limit != 0 {
		w.Limit = a.Limit
	}
	if a.Stop != 0 {
		w.Stop = a.Stop
	}
}

// unfit returns why an amendment is refused, or Accepted: it changes what the
// order does not have, or what would be left is refused as a new order would be.
func (s *Sim) unfit(w *workingOrder, a Amendment) Reason {
	hasLimit := w.Type == Limit || w.Type == StopLimit
	hasStop := !w.triggered && (w.Type == Stop || w.Type == StopLimit || w.Type == MarketIfTouched || w.Type == TrailingStop)
	switch {
	case a.Qty < 0, a.Limit < 0, a.Stop < 0,
		a.Qty != 0 && a.Qty <= w.Filled, a.Limit != 0 && !hasLimit, a.Stop != 0 && !hasStop:
		return BadOrder
	}
	trial := &s.trial
	*trial = *w
	trial.change(a)
	return s.refusal(trial)
}

package engine

// newGroup returns a group that no order of the plan is in yet.
func (x *exchange) newGroup() uint32 {
	x.groups++
	return x.groups
}

// shareGroup tells the others of a group that one of them was filled: those of
// its instrument and side no longer trade what it has traded, and are cancelled
// once it is filled or nothing is left of them; all others are cancelled.
func (s *Sim) shareGroup(filled *workingOrder, q Qty) {
	group, id, instrument, side, done := filled.Group, filled.ID, filled.Instrument, filled.Side, filled.Left() <= 0
	x := &s.exchange
	for i := range x.live {
		for k := 0; k < len(x.live[i]); {
			w := &x.orders[x.live[i][k]]
			if w.Group != group || w.ID == id {
				k++
				continue
			}
			alike := w.Instrument == instrument && w.Side == side
			if alike {
				w.cede(q)
			}
			if !alike || done || w.Left() <= 0 {
				s.end(w, Cancelled, GroupDone) // and the list is one shorter
				continue
			}
			s.reserve(w)
			k++
		}
	}
}

// cede leaves q shares, or what is left of the order, to another of its group.
func (o *Order) cede(q Qty) { o.ByGroup += max(0, min(q, o.Left())) }

// nothingHeld cancels the reduce-only orders of an instrument, but not the one
// that has just sold the holding.
func (s *Sim) nothingHeld(id ID, except OrderID) {
	x := &s.exchange
	for k := 0; k < len(x.live[id]); {
		w := &x.orders[x.live[id][k]]
		if w.ReduceOnly && w.state == Working && w.ID != except {
			s.end(w, Cancelled, NothingHeld)
			continue
		}
		k++
	}
}

package engine

// quote is what the charges of a fill would be; its parts are in Sim.fees.
type quote struct {
	order OrderID
	qty   Qty
	price Price
	fees  Money
}

// charges returns what every fee rule asks for a fill of q shares: the
// difference that it makes to the note of the rule's level. dst, if not nil,
// takes each rule's part. The day's note is given without this fill; a note of
// another day is empty.
func (s *Sim) charges(w *workingOrder, day noteSums, in *Instrument, d Day, side Side, p Price, q Qty, value Money, dst []Money) Money {
	if day.day != d {
		day = noteSums{}
	}
	var total Money
	for i, rule := range s.plan.Market.Fees {
		var fee Money
		switch s.levels[i] {
		case PerExecution:
			if n := s.plan.Market.Executions; n > 1 {
				fee = s.split(rule, in, d, side, p, q, n)
			} else {
				fee = rule.Fee(Note{in, d, side, q, value})
			}
		case PerOrder:
			fee = rule.Fee(Note{in, d, side, w.traded + q, w.consideration + value})
			if w.traded > 0 {
				fee -= rule.Fee(Note{in, d, side, w.traded, w.consideration})
			}
		case PerNote:
			fee = rule.Fee(Note{in, d, side, day.qty + q, day.consideration + value})
			if day.qty > 0 {
				fee -= rule.Fee(Note{in, d, side, day.qty, day.consideration})
			}
		}
		total += fee
		if dst != nil {
			dst[i] = fee
		}
	}
	return total
}

// split charges a fill that counts as n executions of whole lots, as equal as
// lots allow; never more executions than lots. An odd part is one of its own.
func (s *Sim) split(rule FeeRule, in *Instrument, d Day, side Side, p Price, q Qty, n int) Money {
	lot, ok := s.venue.Lot(in, d)
	if !ok || lot <= 0 {
		lot = 1
	}
	var fee Money
	if odd := q % lot; odd > 0 {
		fee = rule.Fee(Note{in, d, side, odd, p.Times(odd)})
	}
	lots := q / lot
	if lots == 0 {
		return fee
	}
	parts := min(Qty(n), lots)
	small := lots / parts * lot
	larger := lots % parts
	fee += rule.Fee(Note{in, d, side, small, p.Times(small)}) * Money(parts-larger)
	if larger > 0 {
		fee += rule.Fee(Note{in, d, side, small + lot, p.Times(small + lot)}) * Money(larger)
	}
	return fee
}

// affordable returns the most shares, in whole lots and at most that many
// lots, whose consideration and every fee together fit the money.
func (s *Sim) affordable(w *workingOrder, note noteSums, in *Instrument, d Day, p Price, lot Qty, lots, money Money) Qty {
	each := p.Times(lot)
	if each <= 0 || money <= 0 {
		return 0
	}
	n := min(lots, money/each)
	cost := func(n Money) Money {
		q := Qty(n) * lot
		value := p.Times(q)
		fees := s.charges(w, note, in, d, Buy, p, q, value, s.fees)
		s.quoted = quote{w.ID, q, p, fees}
		return value + fees
	}
	tooMany := n + 1
	for n > 0 {
		over := cost(n) - money
		if over <= 0 {
			break
		}
		tooMany = n
		n -= max(1, over/each)
	}
	n = max(n, 0)
	for n+1 < tooMany && cost(n+1) <= money {
		n++
	}
	return Qty(n) * lot
}

// saleCost returns the charges of selling a holding at its mark, as one order
// of the last session.
func (s *Sim) saleCost(id ID) Money {
	in, q := s.universe.At(id), s.ledger.positions[id].Qty
	p := Price(s.markets[id].last)
	var fresh workingOrder
	return s.charges(&fresh, noteSums{}, in, s.session.Day, Sell, p, q, p.Times(q), nil)
}

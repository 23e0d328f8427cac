package engine

// slipped moves the price of q shares against the trader, on the grid and never
// below the lowest legal price, where slippage applies to the order.
func (s *Sim) slipped(w *workingOrder, in *Instrument, p Price, q Qty) Price {
	if !w.slips() {
		return p
	}
	slip, side, day := &s.plan.Market.Slippage, w.Side, s.session.Day
	rate := int64(slip.Rate)
	if slip.Impact > 0 {
		rate += int64(s.impact(w.Instrument, q))
	}
	if rate > 0 {
		if side == Buy {
			p = s.onGrid(in, int64(p)*(rateOne+rate), rateOne, Up, day)
		} else {
			p = s.onGrid(in, int64(p)*(rateOne-rate), rateOne, Down, day)
		}
	}
	for range slip.Ticks {
		if side == Buy {
			p += s.venue.TickSize(in, p+1, day)
			continue
		}
		if p <= s.lowest(in, day) {
			break
		}
		p -= s.venue.TickSize(in, p, day)
	}
	return max(p, s.lowest(in, day))
}

// oddPrice is what the odd part of a holding fetches.
func (s *Sim) oddPrice(in *Instrument, p Price) Price {
	return s.onGrid(in, int64(p)*(rateOne-int64(s.plan.Market.OddDiscount)), rateOne, Down, s.session.Day)
}

// onGrid returns num/den mills rounded to a legal price: by the band that
// holds the unrounded price, upper ends included.
func (s *Sim) onGrid(in *Instrument, num, den int64, round Round, d Day) Price {
	if num <= 0 {
		return s.lowest(in, d)
	}
	ceiling := Price(mulDiv(num, 1, den, Up))
	tick := int64(s.venue.TickSize(in, ceiling, d))
	if tick <= 0 {
		tick = 1
	}
	return max(Price(mulDiv(num, 1, den*tick, round)*tick), s.lowest(in, d))
}

// lowest returns the venue's lowest legal price, one mill where it has none.
func (s *Sim) lowest(in *Instrument, d Day) Price {
	if v, ok := s.venue.(interface {
		LowestPrice(*Instrument, Day) Price
	}); ok {
		if p := v.LowestPrice(in, d); p > 0 {
			return p
		}
	}
	return 1
}

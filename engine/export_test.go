package engine

// Books are the ledger's journal and reservations as they stand, for tests
// that work out everything from them again.
type Books struct {
	Journal  []Entry
	Reserved Money // as the ledger keeps it
	Working  Money // the sum over the live orders
	Power    Money // before reservations
	Reducing bool  // a reduce-only order works with nothing to reduce
}

// BooksOf opens the books of the plan that a broker serves.
func BooksOf(b *Broker) Books {
	s := b.sim
	out := Books{Journal: s.ledger.journal, Reserved: s.ledger.reserved, Power: s.ledger.power(s.plan.Market.BuyingPower)}
	for _, list := range s.exchange.live {
		for _, slot := range list {
			w := &s.exchange.orders[slot]
			out.Working += w.reserved
			out.Reducing = out.Reducing || w.ReduceOnly && w.state == Working && s.ledger.positions[w.Instrument].Qty == 0
		}
	}
	return out
}

// Scan reads every record of the tape once, as plainly as can be: what the
// loop is measured against.
func Scan(t *Tape) int64 {
	var sum int64
	for i := range t.spine {
		switch e := &t.spine[i]; e.kind {
		case KindBar:
			for _, b := range t.barsOf(e) {
				sum += int64(t.series[b.series].closes[b.n]) + int64(b.high) - int64(b.low)
			}
		case KindOpen:
			for _, o := range t.opensOf(e) {
				sum += int64(o.price)
			}
		}
	}
	return sum
}

// SelectionsKept plays nothing, but asks for each pair of a tape's instruments
// and returns how many bytes of selections are kept of how many were made.
func SelectionsKept(t *Tape) (kept, made int) {
	s := &selections{tape: t, made: map[string]*selection{}}
	for a := range t.universe.Len() {
		for b := range a {
			made += s.of([]ID{ID(b), ID(a)}, false).size()
		}
	}
	for _, sel := range s.made {
		kept += sel.tape.size()
	}
	return kept, made
}

// ColumnsKept asks for so many columns and returns the bytes kept.
func ColumnsKept(t *Tape, columns int, make func() Streaming) int {
	for i := range columns {
		t.shared.get(&t.series[0], 0, itoa(int64(i)), All, make)
	}
	kept := 0
	for _, c := range t.shared.columns {
		kept += c.size()
	}
	return kept
}

// WholeRoot is the root of hi·2⁶⁴ + lo, rounded down.
func WholeRoot(hi, lo uint64) uint64 { return wide{hi, lo}.root() }

// ImpactOf returns what trading q shares now would move the price, and whether
// anything is known to work it out from.
func ImpactOf(b *Broker, id ID, q Qty) (Rate, bool) {
	r := b.sim.impact(id, q)
	return r, !b.sim.unmoved
}

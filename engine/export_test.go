package engine

// Books are the ledger's journal and reservations as they stand, for tests
// that work out everything from them again.
type Books struct {
	Journal  []Entry
	Reserved Money // as the ledger keeps it
	Working  Money // the sum over the live orders
	Power    Money // before reservations
}

// BooksOf opens the books of the plan that a broker serves.
func BooksOf(b *Broker) Books {
	s := b.sim
	out := Books{Journal: s.ledger.journal, Reserved: s.ledger.reserved, Power: s.ledger.power(s.plan.Market.BuyingPower)}
	for _, list := range s.exchange.live {
		for _, slot := range list {
			out.Working += s.exchange.orders[slot].reserved
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
			b := &t.bars[e.row]
			sum += int64(b.close) + int64(b.high) - int64(b.low)
		case KindOpen:
			sum += int64(t.opens[e.row].price)
		}
	}
	return sum
}

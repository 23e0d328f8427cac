package strategies

import (
	"fmt"

	"rally/engine"
)

func init() {
	Register(Spec{
		Name: "ma-cross",
		Doc:  "buys when a fast average of closes crosses above a slow one, sells at the cross back",
		New:  func() engine.Strategy { return &MACross{Fast: 10, Slow: 30} },
	})
}

// MACross watches the finest bars of each name; Fast and Slow count these. It
// buys at the next open when the average of the last Fast closes goes
// above that of the last Slow ones, having been at or below it one bar before,
// and sells all when it goes below, having been at or above it. Each name has
// its own purse, the starting cash ÷ the names of the universe, which its trades
// fill and empty; dividends stay outside the purses. Averages are exact sums of mills,
// re-based at splits, so that equal ones are equal. Source: the cross-check's
// case C1.
type MACross struct {
	Fast int `toml:"fast"` // bars
	Slow int `toml:"slow"` // bars
	Lots int `toml:"lots"` // board lots a purchase; 0: all that the purse affords

	// Set once.
	from engine.Time

	// Changes per event.
	names []crossing // by ID
}

// crossing is one name's state. The lead is the difference of the averages
// times both counts, exactly: positive where the fast one is above.
//
//	lead = Slow × Σ of the last Fast closes − Fast × Σ of the last Slow, once seen > 0
type crossing struct {
	lead    int64
	seen    int32 // bars closed, as the lead knows them
	rebased int32 // actions, likewise
	purse   engine.Money
	buying  engine.OrderID // works; 0: none
	selling engine.OrderID
}

// Check returns an error that names the first parameter that makes no sense.
func (m *MACross) Check() error {
	switch {
	case m.Fast < 1:
		return fmt.Errorf("fast = %d: an average needs at least one bar", m.Fast)
	case m.Fast >= m.Slow:
		return fmt.Errorf("fast = %d and slow = %d: fast must be the shorter window", m.Fast, m.Slow)
	case m.Slow > 100_000:
		return fmt.Errorf("slow = %d: at most 100000 bars", m.Slow)
	case m.Lots < 0:
		return fmt.Errorf("lots = %d: it is a number of board lots, or 0 for all that the purse affords", m.Lots)
	}
	return nil
}

// Start watches the bars of all names.
func (m *MACross) Start(s *engine.Setup) error {
	if err := m.Check(); err != nil {
		return err
	}
	ids, every := tradable(s)
	if len(ids) == 0 {
		return fmt.Errorf("no name to trade: the data has no bars")
	}
	m.from = s.Span().First.Start()
	m.names = make([]crossing, s.Universe().Len())
	each := purse(s)
	for i, id := range ids {
		m.names[id] = crossing{purse: each}
		s.WatchBars(every[i], m.Slow+1, id)
	}
	return nil
}

// OnBar moves the lead on by one bar and acts on a cross.
func (m *MACross) OnBar(b *engine.Broker, bar engine.Bar) {
	id := bar.Instrument()
	n := &m.names[id]
	view := b.BarsOf(bar)
	count := view.Count()
	if count <= m.Slow {
		return
	}
	if int(n.seen) != count-1 || int(n.rebased) != view.Rebased() {
		m.sum(n, view)
	}
	was, newest := n.lead, int64(bar.Close())
	n.lead += int64(m.Slow)*(newest-int64(view.Close(m.Fast))) - int64(m.Fast)*(newest-int64(view.Close(m.Slow)))
	n.seen = int32(count)
	if was != 0 && was^n.lead >= 0 { // of one sign: no cross
		return
	}
	switch {
	case n.lead > 0 && was <= 0:
		m.up(b, id, n, view)
	case n.lead < 0 && was >= 0:
		m.down(b, id, n)
	}
}

// sum works the lead out anew, as history looks now and as it was one bar
// before.
func (m *MACross) sum(n *crossing, view engine.BarView) {
	var fast, slow int64
	for i := 1; i <= m.Slow; i++ {
		if i == m.Fast+1 {
			fast = slow
		}
		slow += int64(view.Close(i))
	}
	n.lead = int64(m.Slow)*fast - int64(m.Fast)*slow
	n.rebased = int32(view.Rebased())
}

// up buys, where the name is flat: an odd part that nobody would take is flat
// too. The quantity is worked out without fees, at the close; the fill cuts it
// to what the purse pays with them.
func (m *MACross) up(b *engine.Broker, id engine.ID, n *crossing, view engine.BarView) {
	if b.Now() < m.from || n.buying != 0 || n.purse <= 0 {
		return
	}
	lot, ok := b.Lot(id)
	each := view.Close(0).Times(lot)
	if !ok || each <= 0 || b.Position(id).Qty >= lot {
		return
	}
	lots := n.purse / each
	if m.Lots > 0 {
		lots = min(lots, engine.Money(m.Lots))
	}
	if lots == 0 {
		return
	}
	n.buying = b.Submit(engine.Order{Instrument: id, Side: engine.Buy, TIF: engine.GTC,
		Qty: engine.Qty(lots) * lot, Budget: n.purse, Intent: "entry"})
}

// down sells all. What is left of a purchase is withdrawn.
func (m *MACross) down(b *engine.Broker, id engine.ID, n *crossing) {
	if n.buying != 0 {
		b.Cancel(n.buying)
	}
	held := b.Position(id).Qty
	if held == 0 || n.selling != 0 {
		return
	}
	n.selling = b.Submit(engine.Order{Instrument: id, Side: engine.Sell, TIF: engine.GTC, Qty: held, Intent: "cross"})
}

// OnFill books the fill to the name's purse.
func (m *MACross) OnFill(_ *engine.Broker, f engine.Fill) {
	n := &m.names[f.Instrument]
	if f.Side == engine.Buy {
		n.purse -= f.Consideration + f.Fees
	} else {
		n.purse += f.Consideration - f.Fees
	}
	if f.Left == 0 {
		n.done(f.Order)
	}
}

// OnOrder forgets an order that ended without filling.
func (m *MACross) OnOrder(_ *engine.Broker, u engine.OrderUpdate) {
	m.names[u.Order.Instrument].done(u.Order.ID)
}

func (n *crossing) done(id engine.OrderID) {
	if n.buying == id {
		n.buying = 0
	}
	if n.selling == id {
		n.selling = 0
	}
}

package strategies

import (
	"fmt"
	"strings"

	"rally/engine"
)

func init() {
	Register(Spec{
		Name: "buy-and-hold",
		Doc:  "buys every name with an equal part of the cash and keeps it",
		New:  func() engine.Strategy { return &BuyAndHold{} },
	})
}

// BuyAndHold spends the starting cash ÷ the names of the universe on each name
// once: at the first open of the span, decided on the last close before it, or
// after the name's first close, where that comes later. Closes are those of a
// name's coarsest bars, its days where it has any, so that holding begins when
// the name does and not when its minutes do. It never sells; dividends are kept
// as cash. Names of which a purse cannot buy a board lot are listed in a remark.
// Given a thousand times the cash it is what a run is compared with.
type BuyAndHold struct {
	// Set once.
	universe *engine.Universe
	names    []engine.ID
	every    []engine.Interval // by ID
	purse    engine.Money
	from     engine.Time

	// Changes per event.
	asked   bool   // to be woken at the start
	began   bool   // it was
	decided []bool // by ID
}

// Start watches the bars of all names, and one session before the span.
func (h *BuyAndHold) Start(s *engine.Setup) error {
	ids, every := tradable(s)
	if len(ids) == 0 {
		return fmt.Errorf("no name to hold: the data has no bars")
	}
	h.universe, h.names = s.Universe(), ids
	h.purse = purse(s)
	h.from = s.Span().First.Start()
	h.decided = make([]bool, s.Universe().Len())
	h.every = make([]engine.Interval, s.Universe().Len())
	for i, id := range ids {
		h.every[id] = coarsest(s, id, every[i])
		s.WatchBars(h.every[id], 1, id)
	}
	s.Warmup(1)
	return nil
}

// OnPhase asks, in the session before the span, to be woken at the span's
// first midnight, when orders begin to be accepted.
func (h *BuyAndHold) OnPhase(b *engine.Broker, _ engine.Phase) {
	if !h.asked {
		h.asked = true
		b.Wake(max(h.from, b.Now()))
	}
}

// OnWake buys, on their last closes, all names that have one.
func (h *BuyAndHold) OnWake(b *engine.Broker) {
	h.began = true
	var unaffordable shortfall
	for _, id := range h.names {
		if !h.decided[id] && b.Bars(id, h.every[id]).Len() > 0 {
			h.buy(b, id, &unaffordable)
		}
	}
	h.list(b, &unaffordable)
}

// OnBar buys a name after its first close.
func (h *BuyAndHold) OnBar(b *engine.Broker, bar engine.Bar) {
	id := bar.Instrument()
	if h.decided[id] || !h.began || b.Now() < h.from {
		return
	}
	var unaffordable shortfall
	h.buy(b, id, &unaffordable)
	h.list(b, &unaffordable)
}

// shortfall is the names that are not bought, by reason.
type shortfall struct{ dear, unknown []string }

// buy sends the one order of a name, or adds it to those that are not bought.
// The order waits for the name's next open, however long it is suspended.
func (h *BuyAndHold) buy(b *engine.Broker, id engine.ID, without *shortfall) {
	h.decided[id] = true
	qty := b.LotsAt(id, b.Bars(id, h.every[id]).Close(0), h.purse)
	if qty > 0 {
		b.Submit(engine.Order{Instrument: id, Side: engine.Buy, TIF: engine.GTC, Qty: qty, Budget: h.purse, Intent: "entry"})
		return
	}
	list := &without.dear
	if _, known := b.Lot(id); !known {
		list = &without.unknown
	}
	*list = append(*list, h.universe.At(id).Symbol)
}

// OnOrder lists a name whose order did not fill, such as one whose open was
// too dear.
func (h *BuyAndHold) OnOrder(b *engine.Broker, u engine.OrderUpdate) {
	if u.Order.Filled == 0 {
		b.Annotate(fmt.Sprintf("not held, %v: %s", u.Reason, h.universe.At(u.Order.Instrument).Symbol))
	}
}

func (h *BuyAndHold) list(b *engine.Broker, without *shortfall) {
	if len(without.dear) > 0 {
		b.Annotate(fmt.Sprintf("not held, since HK$%v buys no board lot: %s", h.purse, strings.Join(without.dear, ", ")))
	}
	if len(without.unknown) > 0 {
		b.Annotate("not held, since no board lot is known: " + strings.Join(without.unknown, ", "))
	}
}

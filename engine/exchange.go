package engine

import "math"

// exchange holds the live orders of a plan and knows, for each instrument,
// whether a price could reach one of them.
type exchange struct {
	orders  []workingOrder // slots, used again once an order is done
	free    []int32
	spent   []int32   // slots done in this batch
	slots   []int32   // OrderID−1 → slot, −1 when done
	live    [][]int32 // by instrument: slots in order of submission, those on their way included
	nextEnd stamp     // the earliest end of a live day order; never when none
	groups  uint32    // given out so far
	changes changes
	scratch []int32
	cands   []candidate
}

// workingOrder is a live order.
type workingOrder struct {
	Order
	state         OrderState
	triggered     bool // a stop or touched order that was reached and is filled in part; a stop-limit that is a limit
	arrived       stamp
	passed        stamp // the open of the bar inside which a stop-limit was triggered
	best          Price // of a trailing stop: the best close since it arrived
	end           stamp // the session's end at which it expires; never for good till cancelled
	traded        Qty   // of its fills, as shares were counted then
	consideration Money // of its fills
	spent         Money // with their charges
	reserved      Money
	sibling       OrderID // the other exit of its group
}

// candidate is an order that an event reaches.
type candidate struct {
	slot  int32
	event int // its place among those of the instant
	price Price
}

// noteSums gather the fills of one day, instrument and side.
type noteSums struct {
	day           Day
	qty           Qty
	consideration Money
}

// market is what a plan knows of an instrument at now.
type market struct {
	last         int32
	below, above int32 // below ≥ every buy limit and sell stop; above ≤ every sell limit and buy stop
	atOpen       int32 // orders that the next open meets whatever its price
	atClose      int32
	marked       int32 // ordinal of the session of the last mark
	opened       stamp // the current bar's open
	used         Qty   // shares of the current bar taken by our fills
	usedAt       stamp
	every        Interval // of the bars that match it, as last seen; 0: none yet
	trails       bool     // a close may move a trailing stop
}

// taken returns the shares of the current bar taken so far: none of a new one.
func (m *market) taken() *Qty {
	if m.usedAt != m.opened {
		m.usedAt, m.used = m.opened, 0
	}
	return &m.used
}

// reachedAt reports whether an open at a price may concern an order, or a
// fraction of a share that waits for a price.
func (m *market) reachedAt(price int32) bool {
	return price <= m.below || price >= m.above || m.atOpen > 0
}

// reachedIn reports whether a bar may concern an order.
func (m *market) reachedIn(b *barRecord) bool {
	return b.low <= m.below || b.high >= m.above || m.atClose > 0
}

const (
	nothingBelow = math.MinInt32
	nothingAbove = math.MaxInt32
)

func (x *exchange) reset(instruments int) {
	x.orders, x.free, x.spent, x.slots = x.orders[:0], x.free[:0], x.spent[:0], x.slots[:0]
	if cap(x.live) < instruments {
		x.live = make([][]int32, instruments)
	}
	x.live = x.live[:instruments]
	for i := range x.live {
		x.live[i] = x.live[i][:0]
	}
	x.nextEnd, x.groups = never, 0
	x.changes.reset()
}

// add gives the order a slot and its ID.
func (x *exchange) add(o Order) *workingOrder {
	var slot int32
	if n := len(x.free); n > 0 {
		slot = x.free[n-1]
		x.free = x.free[:n-1]
	} else {
		x.orders = append(x.orders, workingOrder{})
		slot = int32(len(x.orders) - 1)
	}
	x.slots = append(x.slots, slot)
	o.ID = OrderID(len(x.slots))
	x.orders[slot] = workingOrder{Order: o}
	x.live[o.Instrument] = append(x.live[o.Instrument], slot)
	return &x.orders[slot]
}

// find returns the live order of an ID, or nil.
func (x *exchange) find(id OrderID) *workingOrder {
	if id == 0 || int(id) > len(x.slots) || x.slots[id-1] < 0 {
		return nil
	}
	return &x.orders[x.slots[id-1]]
}

// remove takes a done order off the lists; its slot is used again after the batch.
func (x *exchange) remove(w *workingOrder) {
	slot := x.slots[w.ID-1]
	x.slots[w.ID-1] = -1
	x.spent = append(x.spent, slot)
	list := x.live[w.Instrument]
	for i, s := range list {
		if s == slot {
			x.live[w.Instrument] = append(list[:i], list[i+1:]...)
			return
		}
	}
}

// recycle makes the slots of done orders free.
func (x *exchange) recycle() {
	if len(x.spent) > 0 {
		x.free = append(x.free, x.spent...)
		x.spent = x.spent[:0]
	}
}

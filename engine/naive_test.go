package engine_test

import (
	"fmt"
	"math/big"
	"slices"

	"rally/engine"
)

// naive is a matcher for bars written from docs/simulation.md, sections 1 to 9,
// and not from the engine: at each instant it asks of each order, in
// plain words, whether it fills, at what price and how much. It is slow and
// forgets nothing.
type naive struct {
	*tale
	now     engine.Time
	opening bool // on the opening side of now

	orders      []*naiveOrder // by ID, from 1
	mail        []naiveLetter // orders, cancels and amendments on their way, in order of submission
	sentBy      map[int]*naiveOrder
	did         map[int]bool
	held        map[engine.ID]engine.Qty
	fraction    map[engine.ID]*big.Rat     // of a share, to be paid at the next price
	frozen      map[engine.ID]engine.Money // what a holding was worth before an action, until a price trades
	lieu        engine.Money               // cash for fractions of shares
	payments    []naivePayment
	receivables []naivePayment
	charged     map[naiveNote]engine.Money // consideration charged together so far
	used        map[engine.ID]engine.Qty   // of the cap on the bar that began last
	shown       map[engine.ID]engine.Price
	seen        map[engine.ID]engine.Interval // of the bars that it was last matched by
	groups      int                           // numbered so far
	fills       []engine.Fill
	untold      []engine.Fill
	ambiguous   int
	unmoved     int      // fills without a price impact that should have had one
	notes       []string // amendments refused
	accounts    []string // at each of the strategy's wake-ups
	rows        []string // at each session's end
}

// naiveOrder is an order and where it stands.
type naiveOrder struct {
	engine.Order
	session  engine.Day // the one that it belongs to
	arrived  engine.Time
	late     bool // it arrived after the last event of that time
	live     bool
	working  bool // live and arrived
	state    engine.OrderState
	reason   engine.Reason
	ended    engine.Time
	reserved engine.Money
	spent    engine.Money // of its budget
	reached  bool         // a stop or touch that was reached: its rest goes at the next open; a stop-limit: a limit now
	best     engine.Price // of a trailing stop: the price at its arrival or the best close since
	group    int          // what one of it fills the others no longer fill; 0: none
	ceded    engine.Qty   // what they have filled of this one; Qty is without it
}

// naiveLetter is an order, the cancel of one or a change of one, on its way.
type naiveLetter struct {
	order  *naiveOrder
	cancel bool
	change *engine.Amendment
	due    engine.Time
	late   bool // after the last event of due
}

// naivePayment is what a fill pays or costs, and the day on which it settles.
type naivePayment struct {
	settles engine.Day
	amount  engine.Money
	sale    bool
}

// naiveNote says what is charged together: at its level the fields that do not
// count are zero.
type naiveNote struct {
	fill  int
	order engine.OrderID
	day   engine.Day
	id    engine.ID
	side  engine.Side
}

// play plays the tale to its end.
func (n *naive) play() {
	n.sentBy, n.did = map[int]*naiveOrder{}, map[int]bool{}
	n.held, n.used = map[engine.ID]engine.Qty{}, map[engine.ID]engine.Qty{}
	n.charged, n.shown = map[naiveNote]engine.Money{}, map[engine.ID]engine.Price{}
	n.fraction, n.frozen = map[engine.ID]*big.Rat{}, map[engine.ID]engine.Money{}
	n.seen = map[engine.ID]engine.Interval{}
	n.groups = 1000 // above those of the strategy
	instants := n.instants()
	for len(instants) > 0 {
		n.instant(instants[0])
		instants = instants[1:]
		for _, l := range n.mail { // what is on its way makes instants of its own
			if k, known := slices.BinarySearch(instants, l.due); !known {
				instants = slices.Insert(instants, k, l.due)
			}
		}
		if end, _ := n.session(n.last); len(instants) > 0 && instants[0] > end.End {
			break
		}
	}
	for _, o := range n.orders {
		if o.live {
			n.end(o, engine.Expired, engine.EndOfData)
		}
	}
}

// instant is one time: its closing side, arrivals, its opening side.
func (n *naive) instant(t engine.Time) {
	n.now, n.opening = t, false
	ended := n.ending(t)
	n.inside(ended)
	n.trail(ended)
	for id, bar := range n.shownAt(func(r engine.BarRow) bool { return r.End == t }) {
		n.shown[id] = bar.Close
	}
	n.expire()
	n.tell()
	if s, ok := n.session(t.Day()); ok && s.End == t && t.Day() >= n.first {
		n.rows = append(n.rows, n.row())
	}
	if slices.ContainsFunc(n.steps, func(st taleStep) bool { return st.after < 0 && !st.opening && st.at == t }) {
		n.accounts = append(n.accounts, n.account())
	}
	n.act(func(st *taleStep) bool { return st.after < 0 && !st.opening && st.at == t })
	n.arrivals(false)

	n.opening = true
	n.act(func(st *taleStep) bool { return st.after < 0 && st.opening && st.at == t })
	n.actionsNow()
	for id, bar := range n.shownAt(func(r engine.BarRow) bool { return r.Start == t }) {
		n.printed(id, bar.Open)
	}
	opens := n.starting(t)
	for id := range opens {
		n.used[id], n.seen[id] = 0, n.intervalOn(id, t.Day())
	}
	before := slices.Clone(n.orders) // exits that fills at this open send along are not among them
	for _, side := range []engine.Side{engine.Sell, engine.Buy} {
		for _, o := range before {
			if bar, ok := opens[o.Instrument]; ok && o.working && o.Side == side {
				n.atOpen(o, bar)
			}
		}
	}
	n.tell()
	n.arrivals(true)
}

// act does the steps that are due, in order.
func (n *naive) act(due func(*taleStep) bool) {
	for i := range n.steps {
		st := &n.steps[i]
		if n.did[i] || !due(st) {
			continue
		}
		n.did[i] = true
		if st.what == sends {
			o := st.order
			if st.all {
				o.Qty = n.held[o.Instrument]
			}
			n.sentBy[i] = n.send(o)
			continue
		}
		o := n.sentBy[st.of]
		if st.exit && o != nil {
			o = n.exitOf(o)
		}
		switch {
		case o == nil:
		case st.what == cancels:
			n.post(naiveLetter{order: o, cancel: true})
		default:
			change := st.change
			n.post(naiveLetter{order: o, change: &change})
		}
	}
}

// exitOf returns the first live exit of an order.
func (n *naive) exitOf(parent *naiveOrder) *naiveOrder {
	for _, o := range n.orders {
		if o.live && o.Parent == parent.ID {
			return o
		}
	}
	return nil
}

// tell tells the strategy of its fills.
func (n *naive) tell() {
	told := n.untold
	n.untold = nil
	for _, f := range told {
		n.act(func(st *taleStep) bool {
			return st.after >= 0 && n.sentBy[st.after] != nil && n.sentBy[st.after].ID == f.Order
		})
	}
}

// send sends an order: it gets its number, and a session to belong to.
func (n *naive) send(o engine.Order) *naiveOrder {
	w := &naiveOrder{Order: o, live: true, state: engine.Sent}
	w.ID = engine.OrderID(len(n.orders) + 1)
	w.session, w.group = n.belongs(&o), int(o.Group)
	n.orders = append(n.orders, w)
	n.post(naiveLetter{order: w})
	return w
}

// post puts an order or a cancel on its way.
func (n *naive) post(l naiveLetter) {
	delay := n.latency
	short := delay < engine.Time(n.length(l.order.Instrument))*engine.Minute
	if short && !n.opening && len(n.shownAt(func(r engine.BarRow) bool { return r.End == n.now })) > 0 {
		delay = 0 // sent as bars close: they cannot tell
	}
	l.due, l.late = n.now+delay, n.opening && delay == 0
	n.mail = append(n.mail, l)
}

// length returns how long a name's bars are, as far as is known now: as those
// that it was last matched by or, before the first, its shortest.
func (n *naive) length(id engine.ID) engine.Interval {
	if every, known := n.seen[id]; known {
		return every
	}
	return n.names[id].series[0].every
}

// belongs returns the session that an order sent now belongs to: today's, or
// the next one where today has none, or it has ended, or what the order waits
// for can by the calendar not come any more.
func (n *naive) belongs(o *engine.Order) engine.Day {
	today := n.now.Day()
	s, ok := n.session(today)
	end, _ := n.endOn(o.Instrument, today)
	if !ok || n.now >= end {
		return n.sessionAfter(today).Day
	}
	last := end
	switch o.Type {
	case engine.MarketOrder:
		last = lastOpen(s, n.length(o.Instrument))
	case engine.AtOpen:
		last = s.Auction
	case engine.AtClose:
		if s.Random != 0 && !n.names[o.Instrument].NoClosingAuction {
			last = s.Random
		}
	}
	if n.now > last || n.now == last && n.opening {
		return n.sessionAfter(today).Day
	}
	return today
}

// account prints the account as a strategy sees it now.
func (n *naive) account() string {
	cash, owed, due := n.settled()
	return accountWords(n.now, engine.AccountView{
		Cash: cash, Unsettled: due - owed, Receivable: n.receivable(), Equity: n.equity(), BuyingPower: max(0, n.power()-n.reservations()),
	})
}

// row prints the account and the holdings at a session's end.
func (n *naive) row() string {
	out := n.account()
	for id := range n.names {
		if q := n.held[engine.ID(id)]; q != 0 {
			out += holdingWords(engine.ID(id), q)
		}
	}
	return out
}

func accountWords(at engine.Time, a engine.AccountView) string {
	return fmt.Sprintf("%s cash %v unsettled %v receivable %v equity %v power %v", clock(at), a.Cash, a.Unsettled, a.Receivable, a.Equity, a.BuyingPower)
}

func holdingWords(id engine.ID, q engine.Qty) string { return fmt.Sprintf(", %c %d", 'A'+rune(id), q) }

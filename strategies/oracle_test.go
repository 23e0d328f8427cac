package strategies

import (
	"math"
	"slices"
	"testing"
)

// oracleFill is one execution as the oracle derives it.
type oracleFill struct {
	at     int64 // seconds since 1970 by Hong Kong's clock
	symbol string
	side   string
	qty    int64
	price  int64
	fees   int64
	reason string // of a sale
	signal string
}

type oracleHolding struct {
	name    *oracleName
	qty     int64
	cost    int64
	stop    int64 // price of the stop order; 0: none
	target  int64 // price of the target's order; 0: none
	until   int   // index of the session after whose end it is sold
	highest int64 // close since entry
	waiting string
	signal  string
}

type oracleEntry struct {
	name   *oracleName
	qty    int64
	signal string
}

// oracleRules are what runs of the oracle differ in.
type oracleRules struct {
	from, to  string
	top, hold int
	embargo   int64  // seconds
	stop      int64  // percent below the entry; 0: eight
	target    int64  // percent above it; 0: none
	fill      string // pessimistic where it is empty, base or optimistic
	ticks     int    // of slippage
	futu      bool   // the broker's charges too
	share     int64  // of volume, in percent; 0: all
	entry     string // of minutes: at-once or vwap; empty: at the open
}

// oracle plays policy-momentum by the text alone, session by session.
type oracle struct {
	oracleRules
	t testing.TB
	m *oracleMarket

	cash       int64 // settled or not: both may be spent
	receivable int64
	paid       map[int]int64 // session → dividends that become cash before its first event
	held       []*oracleHolding
	entries    []oracleEntry
	waiting    []oracleEntry // for a close above the session's price
	last       map[string]int64
	fills      []oracleFill
	fees       int64
	selected   []string
	led        map[string]bool
	equity     []int64
	tightest   float64 // the closest that a trailing decision came, in mills
	split, cut int     // holdings that split, purchases that the cap on participation cut
	both       int     // days on which a stop and a target were reached
}

// runOracle plays the rules with a million dollars.
func runOracle(t testing.TB, m *oracleMarket, rules oracleRules) *oracle {
	o := newOracle(t, m, rules)
	first, _ := slices.BinarySearch(m.sessions, dayOf(t, o.from))
	signals := slices.Clone(m.signals)
	for i := range signals {
		signals[i].known += o.embargo
	}
	slices.SortStableFunc(signals, func(a, b oracleSignal) int {
		if a.known != b.known {
			return int(a.known - b.known)
		}
		return contraryLast(a) - contraryLast(b)
	})
	begin := int64(dayOf(t, o.from)) * 86400 // a run begins at 00:00 of from, be it a session or not
	next := 0
	for next < len(signals) && signals[next].known < begin {
		next++
	}
	for i := first; i < len(m.sessions) && m.sessions[i] <= dayOf(t, o.to); i++ {
		d := m.sessions[i]
		o.cash += o.paid[i]
		o.receivable -= o.paid[i]
		for ; next < len(signals) && signals[next].known <= auctionOf(d); next++ {
			o.signal(&signals[next], i-1)
		}
		o.actions(i)
		o.opens(d, i)
		o.ranges(d)
		o.entries = nil
		for _, n := range m.names {
			if k, ok := n.at[d]; ok {
				o.last[n.symbol] = n.bars[k].close
			}
		}
		o.exits(d, i)
		for ; next < len(signals) && signals[next].known <= m.endOf(d); next++ {
			o.signal(&signals[next], i)
		}
		o.equity = append(o.equity, o.worth())
	}
	return o
}

// newOracle returns an oracle at the beginning of its run.
func newOracle(t testing.TB, m *oracleMarket, rules oracleRules) *oracle {
	o := &oracle{t: t, m: m, oracleRules: rules, cash: 1_000_000_000,
		paid: map[int]int64{}, last: map[string]int64{}, led: map[string]bool{}, tightest: math.Inf(1)}
	for _, n := range m.names {
		for _, b := range n.bars {
			if b.day < dayOf(t, rules.from) {
				o.last[n.symbol] = b.close
			}
		}
	}
	return o
}

func contraryLast(s oracleSignal) int {
	if s.direction == "-" {
		return 1
	}
	return 0
}

func (o *oracle) worth() int64 {
	w := o.cash + o.receivable
	for _, h := range o.held {
		w += h.qty * o.last[h.name.symbol]
	}
	return w
}

func (o *oracle) concerns(s *oracleSignal, n *oracleName) bool {
	for _, scope := range s.scope {
		if scope == "market" || scope == "tech" && n.tech || scope == n.symbol {
			return true
		}
	}
	return false
}

// signal decides on the closes of session number at.
func (o *oracle) signal(s *oracleSignal, at int) {
	if s.strength < 2 {
		return
	}
	if s.direction == "-" {
		for _, h := range o.held {
			if h.waiting == "" && o.concerns(s, h.name) {
				h.waiting = "contrary"
			}
		}
		concerned := func(e oracleEntry) bool { return o.concerns(s, e.name) }
		o.entries = slices.DeleteFunc(o.entries, concerned)
		o.waiting = slices.DeleteFunc(o.waiting, concerned)
		return
	}
	if s.direction != "+" || !slices.Contains([]string{"stimulus", "meeting", "regulation-easing", "ai-launch"}, s.category) {
		return
	}
	o.selected = append(o.selected, s.id)
	candidates := o.ranked(s, at)
	candidates = candidates[:min(len(candidates), o.top)]
	var fresh []*oracleName
	for _, n := range candidates {
		k := slices.IndexFunc(o.held, func(h *oracleHolding) bool { return h.name == n })
		switch {
		case k >= 0:
			o.held[k].until = at + o.hold
			o.held[k].waiting = ""
		case !slices.ContainsFunc(o.entries, func(e oracleEntry) bool { return e.name == n }):
			fresh = append(fresh, n)
		}
	}
	used := o.used()
	for used > o.top && len(o.entries) > 0 { // at most top are held: what was chosen last gives way
		o.entries = o.entries[:len(o.entries)-1]
		used--
	}
	for _, n := range fresh {
		if o.entry == "vwap" {
			if !slices.ContainsFunc(o.waiting, func(e oracleEntry) bool { return e.name == n }) {
				o.waiting = append(o.waiting, oracleEntry{n, 0, s.id})
			}
			continue
		}
		o.enter(n, s.id, o.m.sessions[at+1])
	}
}

// used returns the slots that are taken.
func (o *oracle) used() int {
	used := len(o.entries)
	for _, h := range o.held {
		if h.waiting == "" {
			used++
		}
	}
	return used
}

// enter lets a purchase wait for the next open of day d, if a slot is free and
// its money buys a lot.
func (o *oracle) enter(n *oracleName, signal string, d int) {
	if o.used() >= o.top {
		return
	}
	if qty := o.lots(n, o.last[n.symbol], o.worth()/int64(o.top), d); qty > 0 {
		o.entries = append(o.entries, oracleEntry{n, qty, signal})
	}
}

// lots returns the most whole lots that money pays, fees included.
func (o *oracle) lots(n *oracleName, price, money int64, day int) int64 {
	for qty := money / price / n.lot * n.lot; qty > 0; qty -= n.lot {
		if qty*price+oracleFees(n.kind, day, qty*price, o.futu, o.t) <= money {
			return qty
		}
	}
	return 0
}

// rebased returns price p of bar k of n as it is seen when now's actions have
// been applied.
func (o *oracle) rebased(n *oracleName, p int64, k, now int) int64 {
	num, den := int64(1), int64(1)
	for _, s := range o.m.splits {
		if s.symbol == n.symbol && s.day <= now && n.bars[k].day < s.day {
			num, den = num*s.num, den*s.den
		}
	}
	return (2*p*den + num) / (2 * num)
}

// ranked returns the names in scope with momentum above zero, the best first.
func (o *oracle) ranked(s *oracleSignal, at int) []*oracleName {
	type score struct {
		n        *oracleName
		now, was int64
	}
	day := o.m.sessions[at]
	var scores []score
	for _, n := range o.m.names {
		k, ok := n.at[day]
		if !ok || k < 20 || !o.concerns(s, n) {
			continue
		}
		now, was := o.rebased(n, n.bars[k].close, k, day), o.rebased(n, n.bars[k-20].close, k-20, day)
		if now > was {
			scores = append(scores, score{n, now, was})
		}
	}
	slices.SortStableFunc(scores, func(a, b score) int { // names are in the order of their symbols
		return int(max(min(b.now*a.was-a.now*b.was, 1), -1))
	})
	names := make([]*oracleName, len(scores))
	for i := range scores {
		names[i] = scores[i].n
	}
	return names
}

func (o *oracle) actions(i int) {
	d := o.m.sessions[i]
	for _, p := range o.m.dividends {
		for _, h := range o.held {
			if p.day == d && p.symbol == h.name.symbol {
				gross := (p.micros*h.qty + 500) / 1000
				tax := int64(0)
				if len(h.name.isin) > 3 && h.name.isin[:3] == "CNE" {
					tax = (gross + 5) / 10
				}
				paid := i + 20 // where no pay date is known: 20 sessions later
				if p.pay != 0 {
					paid, _ = slices.BinarySearch(o.m.sessions, p.pay)
				}
				o.receivable += gross - tax
				o.paid[paid] += gross - tax
			}
		}
	}
	for _, s := range o.m.splits {
		if s.day != d {
			continue
		}
		if p, ok := o.last[s.symbol]; ok {
			o.last[s.symbol] = (2*p*s.den + s.num) / (2 * s.num)
		}
		for _, h := range o.held {
			if s.symbol == h.name.symbol {
				o.splits(h, s)
			}
		}
		for k := range o.entries { // a purchase on its way follows too, down to whole shares
			if e := &o.entries[k]; s.symbol == e.name.symbol {
				e.qty = e.qty * s.num / s.den
			}
		}
	}
}

// splits follows a change of shares with a holding: its shares, the price of
// its stop, divided onto the grid and down as it was set, and its highest close.
func (o *oracle) splits(h *oracleHolding, s oracleSplit) {
	if h.qty*s.num%(s.den*h.name.lot) != 0 {
		o.t.Fatalf("%s is held by %d when it splits %d for %d: the oracle sells no odd lots", s.symbol, h.qty, s.num, s.den)
	}
	h.qty = h.qty * s.num / s.den
	step := oracleStep(h.stop*s.den, s.num)
	h.stop = h.stop * s.den / s.num / step * step
	if h.target > 0 {
		h.target = oracleUp(h.target*s.den, s.num)
	}
	h.highest = (2*h.highest*s.den + s.num) / (2 * s.num)
	o.split++
}

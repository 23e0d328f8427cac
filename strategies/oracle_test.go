package strategies

import (
	"cmp"
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

// sell sells a holding whole at a time of day d.
func (o *oracle) sell(h *oracleHolding, d int, at, price int64, reason string, most int64) {
	if h.qty > most {
		o.t.Fatalf("%s on %s: the cap on participation, %d, leaves a part of the sale of %d to another day, which the oracle does not follow",
			h.name.symbol, dayText(d), most, h.qty)
	}
	for range o.ticks {
		if reason != "target" { // a limit never slips
			price -= oracleStep(price, 1)
		}
	}
	fees := oracleFees(h.name.kind, d, h.qty*price, o.futu, o.t)
	o.cash += h.qty*price - fees
	o.fees += fees
	o.fills = append(o.fills, oracleFill{at, h.name.symbol, "sell", h.qty, price, fees, reason, h.signal})
	o.held = slices.DeleteFunc(o.held, func(x *oracleHolding) bool { return x == h })
}

// most is how many shares of a name may trade at the open of day d: the share
// of the median volume of the twenty bars before it, as their shares count today.
func (o *oracle) most(n *oracleName, d int) int64 {
	k := n.at[d]
	if o.share == 0 || k == 0 {
		return math.MaxInt64
	}
	var volumes []int64
	for _, b := range n.bars[max(0, k-20):k] {
		v := b.volume
		for _, s := range o.m.splits {
			if s.symbol == n.symbol && s.day <= d && b.day < s.day {
				v = (2*v*s.num + s.den) / (2 * s.den)
			}
		}
		volumes = append(volumes, v)
	}
	slices.Sort(volumes)
	twice := volumes[(len(volumes)-1)/2] + volumes[len(volumes)/2]
	return twice * o.share / 200
}

// opens matches the opens of day d, session number i: all sales first.
func (o *oracle) opens(d, i int) {
	for _, h := range slices.Clone(o.held) {
		k, ok := h.name.at[d]
		if !ok {
			continue
		}
		open := h.name.bars[k].open
		switch {
		case open <= h.stop:
			o.sell(h, d, auctionOf(d), open, "stop", o.most(h.name, d))
		case h.target > 0 && open >= h.target:
			o.sell(h, d, auctionOf(d), open, "target", o.most(h.name, d))
		case h.waiting != "":
			o.sell(h, d, auctionOf(d), open, h.waiting, o.most(h.name, d))
		}
	}
	for _, e := range o.entries {
		k, ok := e.name.at[d]
		if !ok {
			continue // a day order: it lapses
		}
		o.purchase(e, d, i, auctionOf(d), e.name.bars[k].open)
	}
}

// purchase buys at an open of day d, session number i.
func (o *oracle) purchase(e oracleEntry, d, i int, at, open int64) {
	for range o.ticks {
		open += oracleStep(open+1, 1)
	}
	qty := min(e.qty, o.lots(e.name, open, o.cash, d))
	if most := o.most(e.name, d) / e.name.lot * e.name.lot; most < qty { // the rest has no other open today
		qty = most
		o.cut++
	}
	if qty == 0 {
		return
	}
	fees := oracleFees(e.name.kind, d, qty*open, o.futu, o.t)
	o.cash -= qty*open + fees
	o.fees += fees
	o.led[e.signal] = true
	o.fills = append(o.fills, oracleFill{at, e.name.symbol, "buy", qty, open, fees, "", e.signal})
	stop := 100 - cmp.Or(o.stop, 8)
	step := oracleStep(open*stop, 100)
	h := &oracleHolding{name: e.name, qty: qty, cost: open,
		stop: open * stop / 100 / step * step, until: i + o.hold - 1, signal: e.signal}
	if o.target > 0 {
		h.target = oracleUp(open*(100+o.target), 100)
	}
	o.held = append(o.held, h)
}

// oracleUp is the lowest price on the grid that is not below num ÷ den.
func oracleUp(num, den int64) int64 {
	step := oracleStep(num, den)
	return (num + den*step - 1) / (den * step) * step
}

// gains reports whether the day's range sells a holding at its target and not at
// its stop. Both reached make an ambiguous day.
func (o *oracle) gains(h *oracleHolding, b *oracleBar) bool {
	down := b.low <= h.stop
	up := h.target > 0 && (b.high > h.target || b.high == h.target && (o.fill == "base" || o.fill == "optimistic"))
	if !down || !up {
		return up
	}
	o.both++
	// The path from the open goes to the nearer extreme first; at a tie the loss.
	return o.fill == "optimistic" || o.fill == "base" && b.high-b.open < b.open-b.low
}

// ranges lets the day's range meet the stops and the targets.
func (o *oracle) ranges(d int) {
	for _, h := range slices.Clone(o.held) {
		k, ok := h.name.at[d]
		if !ok {
			continue
		}
		price, reason := h.stop, "stop"
		if o.gains(h, &h.name.bars[k]) {
			price, reason = h.target, "target"
		} else if h.name.bars[k].low > h.stop {
			continue
		}
		most := int64(math.MaxInt64)
		if o.share > 0 {
			most = h.name.bars[k].volume * o.share / 100
		}
		o.sell(h, d, o.m.endOf(d), price, reason, most)
	}
}

// exits decides at the end of day d, session number i.
func (o *oracle) exits(d, i int) {
	for _, h := range o.held {
		k, ok := h.name.at[d]
		if ok {
			h.highest = max(h.highest, h.name.bars[k].close)
		}
		if h.waiting != "" {
			continue
		}
		if i >= h.until {
			h.waiting = "hold"
			continue
		}
		if !ok {
			continue
		}
		level := float64(h.highest) - 3*o.atr(h.name, k)
		gap := float64(h.name.bars[k].close) - level
		o.tightest = min(o.tightest, math.Abs(gap))
		if gap < 0 {
			h.waiting = "trail"
		}
	}
}

// atr is the average true range at bar k, computed anew each time from the
// first row. Source: case C8 of the cross-check.
func (o *oracle) atr(n *oracleName, k int) float64 {
	now := n.bars[k].day
	value, sum := math.NaN(), 0.0
	for j := 1; j <= k; j++ {
		before := o.rebased(n, n.bars[j-1].close, j-1, now)
		high := max(o.rebased(n, n.bars[j].high, j, now), before)
		low := min(o.rebased(n, n.bars[j].low, j, now), before)
		tr := float64(high - low)
		switch {
		case j < 14:
			sum += tr
		case j == 14:
			value = (sum + tr) / 14
		default:
			value = (13*value + tr) / 14
		}
	}
	return value
}

package strategies

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"rally/engine"
	"rally/engine/hkex"
)

// runMinuteOracle plays the rules with a million dollars on minutes, by the
// text alone: days choose, minutes fill. It walks through every second of a
// session at which something happens.
func runMinuteOracle(t testing.TB, m *oracleMarket, rules oracleRules) *oracle {
	o := newOracle(t, m, rules)
	first, _ := slices.BinarySearch(m.sessions, dayOf(t, o.from))
	signals := slices.Clone(m.signals)
	slices.SortStableFunc(signals, func(a, b oracleSignal) int {
		if a.known != b.known {
			return int(a.known - b.known)
		}
		return contraryLast(a) - contraryLast(b)
	})
	begin := int64(dayOf(t, o.from)) * 86400
	signals = slices.DeleteFunc(signals, func(s oracleSignal) bool { return s.known < begin })
	for i := first; i < len(m.sessions) && m.sessions[i] <= dayOf(t, o.to); i++ {
		d := m.sessions[i]
		day := minuteDay{oracle: o, i: i, starts: map[int64][]minuteOf{}, ends: map[int64][]minuteOf{}, sums: map[*oracleName]*priceSum{}}
		moments := []int64{m.endOf(d)}
		for _, n := range m.names {
			for _, b := range n.minutes {
				if int(b.end/86400) == d {
					day.starts[b.start] = append(day.starts[b.start], minuteOf{n, b})
					day.ends[b.end] = append(day.ends[b.end], minuteOf{n, b})
					moments = append(moments, b.start, b.end)
				}
			}
		}
		for len(signals) > 0 && signals[0].known <= m.endOf(d) {
			s := signals[0]
			signals = signals[1:]
			moments = append(moments, s.known)
			day.news = append(day.news, s)
		}
		slices.Sort(moments)
		for _, at := range slices.Compact(moments) {
			day.moment(at)
		}
		o.entries, o.waiting = nil, nil
		day.sessionEnds()
		o.equity = append(o.equity, o.worth())
	}
	return o
}

// minuteOf is a minute of a name.
type minuteOf struct {
	*oracleName
	oracleMinute
}

// priceSum is what the session's price is made of.
type priceSum struct{ value, volume int64 }

// minuteDay is a session as the oracle walks through it.
type minuteDay struct {
	*oracle
	i            int
	starts, ends map[int64][]minuteOf
	sums         map[*oracleName]*priceSum
	news         []oracleSignal // not told yet
	late         []oracleSignal // told when no minute opened any more
}

// moment plays what happens at one time: bars end, names that wait break, news
// is decided, bars begin.
func (m *minuteDay) moment(at int64) {
	d := m.m.sessions[m.i]
	lastOpen := m.m.endOf(d) - 11*60 // 15:59, and 11:59 on a half day
	for _, b := range m.ends[at] {
		m.last[b.symbol] = b.close
		for _, h := range slices.Clone(m.held) {
			if h.name == b.oracleName && b.low <= h.stop {
				m.sell(h, d, at, h.stop, "stop", 1<<60)
			}
		}
	}
	var broken []oracleEntry
	for _, b := range m.ends[at] {
		if m.sums[b.oracleName] == nil {
			m.sums[b.oracleName] = &priceSum{}
		}
		sum := m.sums[b.oracleName]
		sum.volume += b.volume
		sum.value += (b.high + b.low + b.close) * b.volume
		if at <= lastOpen && b.close*3*sum.volume > sum.value {
			broken = append(broken, oracleEntry{name: b.oracleName})
		}
	}
	for _, w := range slices.Clone(m.waiting) {
		if slices.ContainsFunc(broken, func(e oracleEntry) bool { return e.name == w.name }) {
			m.enter(w.name, w.signal, d)
			m.waiting = slices.DeleteFunc(m.waiting, func(x oracleEntry) bool { return x == w })
		}
	}
	for ; len(m.news) > 0 && m.news[0].known == at; m.news = m.news[1:] {
		if at > lastOpen {
			m.late = append(m.late, m.news[0])
			continue
		}
		m.signal(&m.news[0], m.i-1)
	}
	m.begin(d, at)
}

// begin fills orders with the opens of bars: all sales first.
func (m *minuteDay) begin(d int, at int64) {
	for _, b := range m.starts[at] {
		m.last[b.symbol] = b.open
	}
	for _, b := range m.starts[at] {
		for _, h := range slices.Clone(m.held) {
			switch {
			case h.name != b.oracleName:
			case b.open <= h.stop:
				m.sell(h, d, at, b.open, "stop", 1<<60)
			case h.waiting != "":
				m.sell(h, d, at, b.open, h.waiting, 1<<60)
			}
		}
	}
	for _, e := range slices.Clone(m.entries) {
		for _, b := range m.starts[at] {
			if b.oracleName == e.name {
				m.purchase(e, d, m.i, at, b.open)
				m.entries = slices.DeleteFunc(m.entries, func(x oracleEntry) bool { return x == e })
			}
		}
	}
}

// sessionEnds decides on the day's closes, then what was known too late for it.
func (m *minuteDay) sessionEnds() {
	m.exits(m.m.sessions[m.i], m.i)
	for k := range m.late {
		m.signal(&m.late[k], m.i)
	}
}

// minuteMarket makes an artificial market of minutes: names that walk at random
// between HK$20 and 50, minutes without a trade, days made of them, and news at
// any second of any day.
func minuteMarket(t testing.TB, seed uint64) *oracleMarket {
	rng := rand.New(rand.NewPCG(seed, 62))
	m := &oracleMarket{half: map[int]bool{dayOf(t, "2024-02-09"): true}} // rules, 3.6
	const history, sessions, names = 25, 65, 5
	for d := engine.Date(2023, 12, 18); len(m.sessions) < sessions; d++ {
		if _, ok := hkex.Session(d); ok {
			m.sessions = append(m.sessions, int(d))
		}
	}
	for k := range names {
		n := &oracleName{symbol: symbolOf(k), lot: 100, kind: "stock", tech: k%2 == 0, at: map[int]int{}}
		price := int64(25_000 + 4_000*k)
		for i, d := range m.sessions {
			n.walk(rng, m, d, i >= history, &price)
		}
		m.names = append(m.names, n)
	}
	for i := history; i < sessions; i++ {
		for range rng.IntN(3) {
			m.tell(rng, i)
		}
	}
	return m
}

// walk appends a session: its auction, its minutes where they are kept, and the
// day that they make.
func (n *oracleName) walk(rng *rand.Rand, m *oracleMarket, d int, kept bool, price *int64) {
	step := func(ticks int) int64 { return int64(rng.IntN(2*ticks+1)-ticks) * 50 }
	seldom := func() int64 { return step(1) * int64(b2i(rng.IntN(3) == 0)) }
	inside := func(p int64) int64 { return min(max(p, 20_500), 49_500) }
	day := oracleBar{day: d}
	trend := int64(rng.IntN(3)-1) * 50
	auction := auctionOf(d)
	starts := []int64{auction}
	for clock := 9*60 + 30; clock < 16*60; clock++ {
		if clock >= 12*60 && (clock < 13*60 || m.half[d]) {
			continue
		}
		starts = append(starts, int64(d)*86400+int64(clock)*60)
	}
	for k, at := range starts {
		last := k == len(starts)-1
		if k > 0 && !last && rng.IntN(8) == 0 {
			continue // no trade
		}
		b := oracleMinute{start: at, end: at + 60, volume: int64(1 + rng.IntN(50_000))}
		b.open = inside(*price + seldom())
		b.close = inside(b.open + seldom())
		if rng.IntN(40) == 0 {
			b.close = inside(b.close + trend)
		}
		b.high, b.low = max(b.open, b.close)+50*int64(rng.IntN(2)), min(b.open, b.close)-50*int64(rng.IntN(2))
		switch {
		case k == 0:
			b.open = inside(b.open + step(6))
			b.high, b.low = max(b.open, b.close), min(b.open, b.close)
			b.end = int64(d)*86400 + 9*3600 + 30*60
		case last:
			b.end = m.endOf(d)
		}
		*price = b.close
		if k == 0 {
			day.open, day.high, day.low = b.open, b.high, b.low
		}
		day.high, day.low, day.close, day.volume = max(day.high, b.high), min(day.low, b.low), b.close, day.volume+b.volume
		if kept {
			n.minutes = append(n.minutes, b)
		}
	}
	n.at[d] = len(n.bars)
	n.bars = append(n.bars, day)
}

// tell adds news around session number i.
func (m *oracleMarket) tell(rng *rand.Rand, i int) {
	clocks := []int64{0, 8 * 3600, 9*3600 + 20*60, 9*3600 + 41*60, 12*3600 + 60, 15*3600 + 59*60, 15*3600 + 59*60 + 1, 16*3600 + 300, 16*3600 + 600, 20 * 3600}
	at := clocks[rng.IntN(len(clocks))]
	if rng.IntN(2) == 0 {
		at = 9*3600 + 30*60 + int64(rng.IntN(6*3600+1800))
	}
	s := oracleSignal{id: fmt.Sprint("m", len(m.signals)), category: "stimulus", direction: "+", strength: 1 + rng.IntN(3),
		known: int64(m.sessions[i])*86400 + at, order: len(m.signals), scope: []string{"market"}}
	if rng.IntN(3) == 0 {
		s.category, s.direction = "politics", "-"
	}
	switch rng.IntN(3) {
	case 0:
		s.scope = []string{"tech"}
	case 1:
		s.scope = []string{m.names[rng.IntN(len(m.names))].symbol, m.names[0].symbol}
	}
	m.signals = append(m.signals, s)
}

// TestEngineMakesTheMinuteOraclesFills: entered at once and after a close above
// the session's price, every fill and every session's equity on artificial
// minutes must be the oracle's.
func TestEngineMakesTheMinuteOraclesFills(t *testing.T) {
	total := map[string]int{}
	for seed := range uint64(4) {
		m := minuteMarket(t, seed)
		from, to := dayText(m.sessions[25]), dayText(m.sessions[len(m.sessions)-1])
		feed := m.feed(t, dayText(m.sessions[0]), to, 0)
		for _, rules := range []oracleRules{{top: 2, hold: 3}, {top: 1, hold: 1}, {top: 4, hold: 25, ticks: 1, futu: true}} {
			for _, rules.entry = range []string{"at-once", "vwap"} {
				rules.from, rules.to = from, to
				t.Run(fmt.Sprintf("seed %d, %s, top %d", seed, rules.entry, rules.top), func(t *testing.T) {
					o := runMinuteOracle(t, m, rules)
					sameRun(t, o, runPlan(t, feed, 1, o.plan(t)))
					for _, f := range o.fills {
						why := f.reason
						if f.side == "buy" {
							why = "bought"
						}
						if second := f.at % 86400; second > 9*3600+20*60 {
							why += " within"
						}
						total[rules.entry+" "+why]++
					}
					if o.tightest < 1e-6 {
						t.Errorf("a trailing decision came within %v mills: floats may not decide it", o.tightest)
					}
				})
			}
		}
	}
	t.Log(total)
	for _, entry := range []string{"at-once", "vwap"} {
		for _, why := range []string{"bought within", "contrary within", "stop within", "hold", "trail"} {
			if total[entry+" "+why] == 0 {
				t.Errorf("%s: no fill %q in all markets: they no longer show it", entry, why)
			}
		}
	}
}

package strategies

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"rally/engine"
	"rally/engine/hkex"
)

// walkMarket is the conformance market: seeded random walks on the grid, with
// gaps, dividends, a split, a name that lists late, and signals of either
// direction at all hours, such that every strategy trades at least twenty times.
type walkMarket struct {
	sessions []engine.Session
	closes   [][]engine.Price // by name and session; 0 where it has no bar
	bars     [][]engine.BarRow
	signals  []engine.Signal
	actions  []engine.Action
}

const (
	walkNames    = 24
	walkSessions = 250
	walkStart    = 30 // session in which the runs begin
	walkSplit    = 140
)

// newWalk makes the market of a seed. What comes after session cut is made
// from another seed, so that two markets with one seed and one cut are the
// same up to the cut and strangers after it.
func newWalk(seed, after uint64, cut int) *walkMarket {
	m := &walkMarket{}
	for d := engine.Date(2023, 3, 1); len(m.sessions) < walkSessions; d++ {
		if s, ok := hkex.Session(d); ok {
			m.sessions = append(m.sessions, s)
		}
	}
	for n := range walkNames {
		m.walk(n, seed, after, cut)
	}
	rngs := [2]*rand.Rand{rand.New(rand.NewPCG(seed, 1000)), rand.New(rand.NewPCG(after, 1000))}
	for i := 20; i < walkSessions; i += 3 {
		m.news(i, rngs[b2i(i > cut)])
	}
	return m
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// walk appends the bars of a name: prices of HK$20 to 50, which have ticks of
// five cents.
func (m *walkMarket) walk(n int, seed, after uint64, cut int) {
	rngs := [2]*rand.Rand{rand.New(rand.NewPCG(seed, uint64(n))), rand.New(rand.NewPCG(after, uint64(n)))}
	last := engine.Price(25_000 + n*500)
	bars := make([]engine.BarRow, walkSessions)
	closes := make([]engine.Price, walkSessions)
	step := func(rng *rand.Rand, ticks int) engine.Price { return engine.Price(rng.IntN(2*ticks+1)-ticks) * 50 }
	inside := func(p engine.Price) engine.Price { return min(max(p, 20_500), 49_500) }
	for i, s := range m.sessions {
		rng := rngs[b2i(i > cut)]
		open := inside(last + step(rng, 5))
		close := inside(open + step(rng, 12))
		high, low := max(open, close)+50*engine.Price(rng.IntN(4)), min(open, close)-50*engine.Price(rng.IntN(4))
		gap := rng.IntN(60) == 0 || n == walkNames-1 && i < 60 // one lists late
		last = close
		if gap {
			continue
		}
		closes[i] = close
		bars[i] = engine.BarRow{Start: s.Auction, End: s.End, Open: open, High: high, Low: low, Close: close,
			Volume: engine.Qty(200_000 + rng.IntN(800_000))}
	}
	m.bars, m.closes = append(m.bars, bars), append(m.closes, closes)
	for i := 40 + n; i < walkSessions; i += 90 {
		m.actions = append(m.actions, engine.Action{Instrument: engine.ID(n), Kind: engine.Dividend, Ex: m.sessions[i].Day, Millionths: 350_000})
	}
	if n == 3 {
		m.actions = append(m.actions, engine.Action{Instrument: 3, Kind: engine.Bonus, Ex: m.sessions[walkSplit].Day, Num: 6, Den: 5})
	}
}

// news appends the signals around a session: supportive ones twice as often.
func (m *walkMarket) news(i int, rng *rand.Rand) {
	hour := [...][2]int{{0, 0}, {8, 30}, {9, 20}, {10, 15}, {13, 5}, {16, 10}, {20, 0}}[rng.IntN(7)]
	at := m.sessions[i].Day.At(hour[0], hour[1])
	s := engine.Signal{ID: fmt.Sprint("w", i), Category: "stimulus", Direction: engine.Supportive, Strength: int8(1 + rng.IntN(3)), Known: at, At: at}
	if rng.IntN(3) == 0 {
		s.Category, s.Direction = "geopolitics", engine.Contrary
	}
	switch rng.IntN(3) {
	case 0:
		s.Sets = []string{"tech"}
	case 1:
		s.Symbols = []string{symbolOf(rng.IntN(walkNames)), symbolOf(rng.IntN(walkNames))}
	default:
		s.Market = true
	}
	m.signals = append(m.signals, s)
}

func symbolOf(n int) string { return fmt.Sprintf("%04d.HK", n+1) }

// feed builds the tape of the sessions up to last.
func (m *walkMarket) feed(t testing.TB, last int) engine.Feed {
	t.Helper()
	ins := make([]engine.Instrument, walkNames)
	for n := range ins {
		ins[n] = engine.Instrument{Symbol: symbolOf(n), Lots: []engine.LotFrom{{Lot: 100}}}
		if n%3 == 0 {
			ins[n].Sets = []string{"tech"}
		}
	}
	u, err := engine.NewUniverse(ins)
	if err != nil {
		t.Fatal(err)
	}
	b := engine.NewBuilder(u, hkex.Venue{})
	for n, bars := range m.bars {
		for i, r := range bars[:last+1] {
			if m.closes[n][i] == 0 {
				continue
			}
			if err := b.Bar(engine.ID(n), engine.Daily, r); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range m.signals {
		if s.At <= m.sessions[last].End {
			b.Signal(s)
		}
	}
	for _, a := range m.actions {
		if a.Ex > m.sessions[last].Day {
			continue
		}
		if err := b.Action(a); err != nil {
			t.Fatal(err)
		}
	}
	tape, err := b.Seal(m.sessions[0].Day, m.sessions[last].Day)
	if err != nil {
		t.Fatal(err)
	}
	return engine.TapeFeed{Tape: tape}
}

// plan plays a strategy over the market up to session last.
func (m *walkMarket) plan(strategy func() engine.Strategy, last int) engine.Plan {
	return plainPlan(strategy, m.sessions[walkStart].Day.String(), m.sessions[last].Day.String(), 1_000_000_000)
}

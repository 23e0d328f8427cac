package strategies

import (
	"math"
	"strings"
	"testing"

	"rally/engine"
)

// rule is a strategy for the probe's own tests: at each close it asks want
// whether a name should be held, and trades one lot to make it so.
type rule struct {
	want  func(n, session int) bool
	limit bool // buy by a limit under the close, decided one session late
	m     *walkMarket

	from    engine.Time
	session int
	late    map[int]bool
}

func (r *rule) Start(s *engine.Setup) error {
	r.from, r.late = s.Span().First.Start(), map[int]bool{}
	ids, _ := tradable(s)
	s.WatchBars(engine.Daily, 1, ids...)
	return nil
}

func (r *rule) OnBar(*engine.Broker, engine.Bar) {}

func (r *rule) OnPhase(b *engine.Broker, phase engine.Phase) {
	if phase != engine.PhaseEnd {
		return
	}
	for r.m.sessions[r.session].Day != b.Now().Day() {
		r.session++
	}
	for n := range walkNames {
		id := engine.ID(n)
		if r.m.closes[n][r.session] == 0 {
			continue
		}
		want, held := r.want(n, r.session), b.Position(id).Qty
		if r.limit {
			want, r.late[n] = r.late[n], want
		}
		switch {
		case want && held == 0 && r.limit:
			b.Submit(engine.Order{Instrument: id, Type: engine.Limit, Qty: 100,
				Limit: b.OnGrid(id, int64(r.m.closes[n][r.session])*99, 100, engine.Down)})
		case want && held == 0:
			b.Submit(engine.Order{Instrument: id, Qty: 100})
		case !want && held > 0:
			b.Submit(engine.Order{Instrument: id, Side: engine.Sell, Qty: held})
		}
	}
}

// mean returns the average of the closes of a name in [from, to] that exist.
func (m *walkMarket) mean(n, from, to int) (mean, deviation float64) {
	var values []float64
	for i := max(from, 0); i <= min(to, walkSessions-1); i++ {
		if c := m.closes[n][i]; c != 0 {
			values = append(values, float64(c))
		}
	}
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		deviation += (v - mean) * (v - mean) / float64(len(values))
	}
	return mean, math.Sqrt(deviation)
}

// last returns the newest close of a name at or before a session, 0 for none.
func (m *walkMarket) last(n, session int) float64 {
	for i := min(session, walkSessions-1); i >= 0; i-- {
		if c := m.closes[n][i]; c != 0 {
			return float64(c)
		}
	}
	return 0
}

// TestScenario64And65TheProbeTellsCheatsFromHonestRules: three planted cheats
// are caught, and their honest twins of the same shape pass, one of them with
// limit orders and a delayed entry.
func TestScenario64And65TheProbeTellsCheatsFromHonestRules(t *testing.T) {
	tests := []struct {
		name  string
		cheat bool
		limit bool
		want  func(m *walkMarket, n, i int) bool
	}{
		{"the next close", true, false, func(m *walkMarket, n, i int) bool { return m.last(n, i+1) > m.last(n, i) }},
		{"honest: the close before", false, false, func(m *walkMarket, n, i int) bool { return m.last(n, i) > m.last(n, i-1) }},
		{"a centred average", true, false, func(m *walkMarket, n, i int) bool {
			mean, _ := m.mean(n, i-5, i+5)
			return m.last(n, i) < mean
		}},
		{"honest: a trailing average", false, false, func(m *walkMarket, n, i int) bool {
			mean, _ := m.mean(n, i-10, i)
			return m.last(n, i) < mean
		}},
		{"a z-score of the full sample", true, false, func(m *walkMarket, n, i int) bool {
			mean, sd := m.mean(n, 0, walkSessions)
			return (m.last(n, i)-mean)/sd < -0.2
		}},
		{"honest: a z-score of the sample so far", false, false, func(m *walkMarket, n, i int) bool {
			mean, sd := m.mean(n, 0, i)
			return (m.last(n, i)-mean)/sd < -0.2
		}},
		{"honest: limit orders and a delayed entry", false, true, func(m *walkMarket, n, i int) bool { return m.last(n, i) > m.last(n, i-1) }},
		// One session late, the next close would be known: this one looks at the one after it.
		{"a close to come with limit orders and a delayed entry", true, true, func(m *walkMarket, n, i int) bool {
			return m.last(n, i+2) > m.last(n, i)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			mk := func(m *walkMarket) engine.Strategy {
				return &rule{m: m, limit: test.limit, want: func(n, i int) bool { return test.want(m, n, i) }}
			}
			m := newWalk(1, 1, walkSessions)
			if r := runPlan(t, m.feed(t, walkSessions-1), 1, m.plan(func() engine.Strategy { return mk(m) }, walkSessions-1)); r.FillCount < 20 {
				t.Fatalf("%d fills: it trades too little to be told", r.FillCount)
			}
			err := lookAhead(t, mk, everyEleventh())
			switch {
			case test.cheat && err == nil:
				t.Error("the cheat was not caught")
			case test.cheat && !strings.Contains(err.Error(), " at 20"):
				t.Errorf("%v does not say when", err)
			case !test.cheat && err != nil:
				t.Errorf("an honest rule was taken for a cheat: %v", err)
			}
		})
	}
}

package engine_test

import (
	"math"
	"strings"
	"testing"

	"rally/engine"
	"rally/engine/enginetest"
)

// trend is an honest little rule: above its average of ten closes it holds a
// lot, below it holds none. peek, where set, is asked instead of the average.
type trend struct {
	peek func(id engine.ID, n int, p engine.Price) bool
}

func (s *trend) Start(setup *engine.Setup) error {
	setup.WatchBars(engine.Daily, 10, setup.Universe().Tradable()...)
	return nil
}

func (s *trend) OnBar(b *engine.Broker, bar engine.Bar) {
	v := b.Bars(bar.Instrument(), engine.Daily)
	if v.Len() < 10 {
		return
	}
	var sum engine.Price
	for i := range 10 {
		sum += v.Close(i)
	}
	up := 10*v.Close(0) > sum
	if s.peek != nil {
		up = s.peek(bar.Instrument(), v.Count()-1, v.Close(0))
	}
	held := b.Position(bar.Instrument()).Qty
	switch {
	case up && held == 0:
		b.Submit(engine.Order{Instrument: bar.Instrument(), Qty: 100})
	case !up && held > 0:
		b.Submit(engine.Order{Instrument: bar.Instrument(), Side: engine.Sell, Qty: held})
	}
}

func trendTrial(h *enginetest.History, peek func(*engine.Tape) func(engine.ID, int, engine.Price) bool) enginetest.Trial {
	fees := someFees()
	return enginetest.Trial{History: h, Fills: 5, Plan: func(tape *engine.Tape) engine.Plan {
		s := &trend{}
		if peek != nil {
			s.peek = peek(tape)
		}
		return engine.Plan{
			Cash: 1_000_000 * engine.Dollar, Span: engine.Span{First: h.First, Last: h.Last},
			Market:   engine.Market{Venue: h.Venue, Fees: fees},
			Strategy: func() engine.Strategy { return s },
		}
	}}
}

// TestConformance: an honest strategy passes, and a gambler with limit orders,
// exits and delayed entries does too.
func TestConformance(t *testing.T) {
	h, _ := wander(t, 11, 4, 120)
	t.Run("trend", func(t *testing.T) { enginetest.Strategy(t, trendTrial(h, nil)) })
	t.Run("gambler", func(t *testing.T) {
		enginetest.Strategy(t, enginetest.Trial{History: h, Allocations: 10, Plan: func(*engine.Tape) engine.Plan { return gamblerPlan(h, 5) }})
	})
}

// TestConformanceFindsCheats: strategies that look at the next close, at a
// centred average, or at the mean of the whole sample are found out; each gets
// at the future through the tape that it was handed, which no Broker shows.
func TestConformanceFindsCheats(t *testing.T) {
	h, _ := wander(t, 12, 3, 120)
	closes := func(tape *engine.Tape) [][]float64 {
		out := make([][]float64, tape.Universe().Len())
		for id := range out {
			for _, v := range tape.Bars(engine.ID(id), engine.Daily) {
				out[id] = append(out[id], float64(v.Close))
			}
		}
		return out
	}
	for name, cheat := range map[string]func(c []float64, n int) bool{
		"next close":         func(c []float64, n int) bool { return n+1 < len(c) && c[n+1] > c[n] },
		"centred average":    func(c []float64, n int) bool { return c[n] > average(c[max(0, n-3):min(len(c), n+4)]) },
		"full-sample zscore": func(c []float64, n int) bool { return c[n] < average(c) },
	} {
		t.Run(name, func(t *testing.T) {
			err := enginetest.Causal(trendTrial(h, func(tape *engine.Tape) func(engine.ID, int, engine.Price) bool {
				all := closes(tape)
				return func(id engine.ID, n int, _ engine.Price) bool { return cheat(all[id], n) }
			}))
			if err == nil || !strings.Contains(err.Error(), "look-ahead") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func average(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// TestConformanceFindsChance: a strategy whose runs differ is found out.
func TestConformanceFindsChance(t *testing.T) {
	h, _ := wander(t, 13, 2, 60)
	runs := 0
	err := enginetest.Deterministic(trendTrial(h, func(*engine.Tape) func(engine.ID, int, engine.Price) bool {
		runs++
		mood := runs
		return func(_ engine.ID, n int, _ engine.Price) bool { return n%(2+mood) < 2 }
	}))
	if err == nil {
		t.Error("not found out")
	}
}

// TestConformanceFindsAllocations: a strategy that allocates at each bar is found out.
func TestConformanceFindsAllocations(t *testing.T) {
	h, _ := wander(t, 14, 2, 120)
	var kept []byte
	err := enginetest.Frugal(trendTrial(h, func(*engine.Tape) func(engine.ID, int, engine.Price) bool {
		return func(_ engine.ID, n int, p engine.Price) bool {
			kept = make([]byte, 64+n%2)
			return math.Mod(float64(p), 3) == 0
		}
	}))
	if err == nil {
		t.Errorf("not found out (%d)", len(kept))
	}
}

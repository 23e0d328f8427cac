package engine_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rally/engine"
	"rally/engine/enginetest"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 5)) }

// TestWholeRoot: the root of an integer of 128 bits is the largest whose square
// is not more.
func TestWholeRoot(t *testing.T) {
	for _, tt := range []struct{ hi, lo, want uint64 }{
		{0, 0, 0}, {0, 1, 1}, {0, 3, 1}, {0, 4, 2}, {0, math.MaxUint64, 1<<32 - 1},
		{1, 0, 1 << 32}, {math.MaxUint64, math.MaxUint64, math.MaxUint64},
	} {
		if got := engine.WholeRoot(tt.hi, tt.lo); got != tt.want {
			t.Errorf("√(%d·2⁶⁴ + %d) is %d, want %d", tt.hi, tt.lo, got, tt.want)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		hi, lo := rapid.Uint64().Draw(rt, "hi"), rapid.Uint64().Draw(rt, "lo")
		x := new(big.Int).Lsh(new(big.Int).SetUint64(hi), 64)
		x.Or(x, new(big.Int).SetUint64(lo))
		if want := new(big.Int).Sqrt(x).Uint64(); engine.WholeRoot(hi, lo) != want {
			rt.Errorf("got %d, want %d", engine.WholeRoot(hi, lo), want)
		}
	})
}

// TestImpactIsTheFormula: coefficient × deviation × √(quantity ÷ volume) in
// plain floating point, from closes and volumes as they stand on the day, gives
// the same rate to a few parts per billion, with splits and holes in the history.
func TestImpactIsTheFormula(t *testing.T) {
	checked := 0
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		rng := newRand(seed)
		h := enginetest.Wander(&enginetest.Venue{BoardLot: 100}, seed, 2, 3+rng.IntN(40), engine.Date(2023, 1, 2))
		disturb(rng, h)
		apart(h)
		coefficient := rng.Int64N(3_000_000_000)
		tape, err := h.Tape()
		if err != nil {
			rt.Fatal(err)
		}
		q := engine.Qty(1 + rng.Int64N(3_000_000))
		r := enginetest.Play(tape, engine.Plan{
			Cash: engine.Dollar, Span: engine.Span{First: h.First, Last: h.Last},
			Market: engine.Market{Venue: h.Venue, Slippage: engine.Slippage{Impact: engine.Rate(coefficient)}},
			Strategy: func() engine.Strategy {
				return &enginetest.Actor{Phase: func(b *engine.Broker, p engine.Phase) {
					if p != engine.PhaseMorning {
						return
					}
					got, known := engine.ImpactOf(b, 0, q)
					want, ok := formula(h, b.Now().Day(), float64(q))
					if known != ok {
						rt.Fatalf("%v: known %v, want %v", b.Now(), known, ok)
					}
					if want = min(1e9, want*float64(coefficient)); ok && math.Abs(float64(got)-want) > 20+want*5e-3 { // volumes are re-based to whole shares
						rt.Errorf("%v: impact %d, want %f, of %d shares", b.Now(), got, want, q)
					}
					checked++
				}}
			},
		})
		if r.Err != nil {
			rt.Fatal(r.Err)
		}
	})
	if checked < 500 && !testing.Short() {
		t.Errorf("%d checks: too few to mean anything", checked)
	}
}

// formula works the impact of a coefficient of one out from the rows of the
// first name before a day, as shares are counted on it.
func formula(h *enginetest.History, day engine.Day, q float64) (float64, bool) {
	var closes, volumes, returns []float64
	for _, r := range h.Bars[0].Rows {
		if r.End.Day() >= day {
			break
		}
		ratio := 1.0
		for _, a := range h.Actions {
			if a.Symbol == h.Bars[0].Symbol && a.Kind != engine.Dividend && a.Ex > r.End.Day() && a.Ex <= day {
				ratio *= float64(a.Num) / float64(a.Den)
			}
		}
		closes = append(closes, float64(r.Close)/ratio)
		volumes = append(volumes, float64(r.Volume)*ratio)
	}
	for i := 1; i < len(closes); i++ {
		returns = append(returns, closes[i]/closes[i-1]-1)
	}
	returns = returns[max(0, len(returns)-20):]
	volumes = volumes[max(0, len(volumes)-20):]
	if len(returns) < 2 {
		return 0, false
	}
	var sum, squares float64
	for _, r := range returns {
		sum += r
	}
	mean := sum / float64(len(returns))
	for _, r := range returns {
		squares += (r - mean) * (r - mean)
	}
	for i := range volumes { // the few there are
		for k := i; k > 0 && volumes[k] < volumes[k-1]; k-- {
			volumes[k], volumes[k-1] = volumes[k-1], volumes[k]
		}
	}
	n := len(volumes)
	median := (volumes[(n-1)/2] + volumes[n/2]) / 2
	return math.Sqrt(squares/float64(len(returns)-1)) * math.Sqrt(q/median), median > 0
}

// apart leaves one action a name and session out of several: what several make
// of a price is rounded to the mill between them.
func apart(h *enginetest.History) {
	seen := map[string]bool{}
	h.Actions = slices.DeleteFunc(h.Actions, func(a enginetest.Action) bool {
		k := a.Symbol + a.Ex.String()
		was := seen[k]
		seen[k] = true
		return was
	})
}

// TestImpactIsBounded: whatever the coefficient, the quantity and the history, a
// price is moved by no more than itself, and stays legal.
func TestImpactIsBounded(t *testing.T) {
	h := parse(t, "lowest 0.05\nbars A: 0.05 0.05 0.05 0.05 v1 | 1000000 1000000 1000000 1000000 v1 | 0.05 0.05 0.05 0.05 v1 | 10 10 10 10 v1 | 10 10 10 10 v1 | 10 10 10 10 v1")
	h.Cash = 1 << 50
	h.Market.Slippage.Impact = math.MaxInt64
	tape, err := h.History.Tape()
	if err != nil {
		t.Fatal(err)
	}
	p := h.Plan()
	bar := 0
	p.Strategy = func() engine.Strategy {
		return &enginetest.Actor{Bar: func(b *engine.Broker, _ engine.Bar) {
			switch bar++; bar {
			case 4:
				b.Submit(engine.Order{Qty: 1_000_000_000})
			case 5:
				b.Submit(engine.Order{Side: engine.Sell, Qty: 1_000_000_000})
			}
		}}
	}
	r := enginetest.Play(tape, p)
	if r.Err != nil || r.FillCount != 2 {
		t.Fatalf("%v, %d fills", r.Err, r.FillCount)
	}
	if r.Fills[0].Price != 20_000 || r.Fills[1].Price != 50 {
		t.Errorf("bought at %v and sold at %v, want 20.000 and 0.050", r.Fills[0].Price, r.Fills[1].Price)
	}
}

// TestImpactByMinutes: where the tape has no daily bars, the days are those that
// the finest bars show.
func TestImpactByMinutes(t *testing.T) {
	rate := func(text string) (out engine.Rate) {
		act(t, "slippage impact 1\n"+text, &enginetest.Actor{
			Begin: func(s *engine.Setup) error { s.WatchPrices(0); return nil },
			Phase: func(b *engine.Broker, p engine.Phase) {
				if p == engine.PhaseMorning && b.Now().Day() == engine.Date(2024, 1, 4) {
					out, _ = engine.ImpactOf(b, 0, 500)
				}
			},
		})
		return out
	}
	days := rate("bars A: 10 10 10 10 v300 | 10 11 10 11 v500 | 11 11 10 10 v100 | 10 10 10 10")
	minutes := rate(`
bars A from D1 every 30m from 09:30: 9 9 9 9 v100 | 9 10 9 10 v200
bars A from D2 every 30m from 09:30: 10 10 10 10 v400 | 10 11 10 11 v100
bars A from D3 every 30m from 09:30: 11 11 10 10 v100
bars A from D4 every 30m from 09:30: 10 10 10 10`)
	if days != minutes || days == 0 {
		t.Errorf("impact %d by days and %d by half-hours", days, minutes)
	}
}

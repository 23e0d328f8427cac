package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/enginetest"
	"rally/engine/hkex"
)

// TestNamesOfTheRules: what reports print of types, states and reasons.
func TestNamesOfTheRules(t *testing.T) {
	var types, states []string
	for k := range engine.TrailingStop + 2 {
		types = append(types, k.String())
	}
	for s := range engine.AmendmentRefused + 1 {
		states = append(states, s.String())
	}
	if d := cmp.Diff([]string{"market", "limit", "stop", "at-open", "at-close", "stop-limit", "market-if-touched", "trailing-stop", "unknown"}, types); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"sent", "working", "filled", "cancelled", "expired", "refused", "amendment-refused"}, states); d != "" {
		t.Error(d)
	}
	if got := engine.NothingHeld.String(); got != "nothing_held" || len(engine.Reasons()) != int(engine.NothingHeld) {
		t.Errorf("the last of %d reasons is %q", len(engine.Reasons()), got)
	}
}

// TestSenselessOrdersOnTheirWay: what makes no sense is refused as it arrives,
// also where an action has met it on its way.
func TestSenselessOrdersOnTheirWay(t *testing.T) {
	const most = 1<<63 - 1
	orders := []engine.Order{
		{Qty: 100, Type: engine.TrailingStop, Trail: engine.Trail{Distance: -1}},
		{Qty: 100, Type: engine.TrailingStop, Trail: engine.Trail{Distance: most}},
		{Qty: 100, Type: engine.TrailingStop, Trail: engine.Trail{Distance: 1, Rate: 1}},
		{Qty: 100, Type: engine.TrailingStop, Trail: engine.Trail{Rate: 1_000_000_000}},
		{Qty: 100, Type: engine.TrailingStop, Trail: engine.Trail{Rate: -1}},
		{Qty: 100, Type: engine.TrailingStop},
		{Qty: 100, Exits: engine.Exits{Trail: engine.Trail{Distance: -5}}},
		{Qty: 100, Type: engine.StopLimit, Stop: most, Limit: -most},
		{Qty: 100, Type: engine.MarketIfTouched, Stop: -most},
		{Qty: 100, Type: engine.TrailingStop + 1},
	}
	s := parse(t, "start 2024-01-08\ninstrument A lot 100\nbars A: 10 10 10 10 | 10 10 10 10 | 3 3 3 3 | 3 3 3 3\naction A D3 split 10000000/3333333\nlatency 30h")
	s.History.Venue, s.Market.Venue = hkex.Venue{}, hkex.Venue{}
	for i := range orders {
		orders[i].TIF = engine.GTC
	}
	tape, err := s.History.Tape()
	if err != nil {
		t.Fatal(err)
	}
	p := s.Plan()
	sent := false
	p.Strategy = func() engine.Strategy {
		return &enginetest.Actor{Bar: func(b *engine.Broker, bar engine.Bar) {
			if bar.End().Day() == engine.Date(2024, 1, 9) && !sent {
				sent = true
				for _, o := range orders {
					b.Submit(o)
				}
				id := b.Submit(engine.Order{Qty: 100, TIF: engine.GTC, Type: engine.Limit, Limit: 5_000})
				for _, a := range []engine.Amendment{{Qty: -1}, {Qty: most}, {Limit: most}, {Limit: -1}, {Stop: 5}, {Qty: 1, Stop: -most}} {
					b.Amend(id, a)
				}
				b.Amend(0, engine.Amendment{Qty: 1})
				b.Amend(10_000, engine.Amendment{Qty: 1})
			}
		}}
	}
	r := enginetest.Play(tape, p)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	for _, o := range r.Orders[:len(orders)] {
		if o.State != engine.Refused || o.Reason != engine.BadOrder {
			t.Errorf("%+v: %v %v", o.Order, o.State, o.Reason)
		}
	}
	if last := r.Orders[len(orders)]; last.State != engine.Expired || last.Limit != 1_660 || last.Qty != 300 {
		t.Errorf("the order that was amended: %+v", last)
	}
	if got := r.Refusals[engine.BadOrder]; got != len(orders)+6 {
		t.Errorf("%d refused, want %d", got, len(orders)+6)
	}
}

// TestOrdersOfEveryTypeInAnyProcess: random orders of every type by two
// intervals have one digest on any number of workers, whatever comes after a day
// changes nothing before it, and no money is spent that is not there.
func TestOrdersOfEveryTypeInAnyProcess(t *testing.T) {
	for seed := range uint64(4) {
		h, _ := wander(t, seed, 3, 60)
		rng := newRand(seed)
		disturb(rng, h)
		halfHours(rng, h)
		trial := enginetest.Trial{History: h, Cuts: 5, Plan: func(*engine.Tape) engine.Plan {
			p := gamblerPlan(h, seed)
			p.Market.Slippage.Impact = 300_000_000
			p.Market.BarFill = []engine.BarFill{engine.Pessimistic, engine.Base, engine.Optimistic}[seed%3]
			p.Strategy = func() engine.Strategy { return &gambler{seed: seed, all: true} }
			return p
		}}
		for name, check := range map[string]func(enginetest.Trial) error{
			"causal": enginetest.Causal, "deterministic": enginetest.Deterministic, "solvent": enginetest.Solvent,
		} {
			if err := check(trial); err != nil {
				t.Errorf("seed %d: not %s: %v", seed, name, err)
			}
		}
	}
}

// TestOrderOfIntervalsChangesNothing: with bars of two intervals, the order in
// which they are handed over changes neither marks nor fills.
func TestOrderOfIntervalsChangesNothing(t *testing.T) {
	for seed := range uint64(8) {
		h, _ := wander(t, seed, 3, 40)
		halfHours(newRand(seed), h)
		var want *engine.Result
		for range 2 {
			tape, err := h.Tape()
			if err != nil {
				t.Fatal(err)
			}
			p := gamblerPlan(h, seed)
			p.Strategy = func() engine.Strategy { return &gambler{seed: seed, all: true} }
			got := enginetest.Play(tape, p)
			if got.Err != nil || got.FillCount < 20 {
				t.Fatalf("%v, %d fills", got.Err, got.FillCount)
			}
			if want == nil {
				want = got
				slices.Reverse(h.Bars)
				continue
			}
			if got.Digest != want.Digest {
				t.Errorf("seed %d: another digest; %s", seed, cmp.Diff(want.Fills, got.Fills))
			}
		}
	}
}

// TestDayWatchedMinutesMatched: who watches days alone is matched by the minutes
// that the tape has, and is woken by days alone.
func TestDayWatchedMinutesMatched(t *testing.T) {
	var woken int
	var fills []engine.Fill
	act(t, `
bars A: 10 10 10 10 | 10 12 9 11 | 11 11 11 11
bars A from D2 every 1m from 09:30: 10.50 10.60 10.40 10.50 | 10.50 12 10.50 12`, &enginetest.Actor{
		Bar: func(b *engine.Broker, bar engine.Bar) {
			if woken++; woken == 1 {
				b.Submit(engine.Order{Qty: 10})
			}
		},
		Fill: func(_ *engine.Broker, f engine.Fill) { fills = append(fills, f) },
	})
	if woken != 3 || len(fills) != 1 || fills[0].Price != 10_500 || fills[0].Time != engine.Date(2024, 1, 2).At(9, 30) {
		t.Errorf("woken %d times, fills %+v", woken, fills)
	}
}

// TestGroupsOfAPlan: groups are numbered from 1 in every plan anew.
func TestGroupsOfAPlan(t *testing.T) {
	for range 2 {
		var got []uint32
		act(t, "bars A: 1 1 1 1 | 1 1 1 1", &enginetest.Actor{Bar: func(b *engine.Broker, _ engine.Bar) { got = append(got, b.Group()) }})
		if d := cmp.Diff([]uint32{1, 2}, got); d != "" {
			t.Error(d)
		}
	}
}

// TestQuantitiesOfAGroup: an order says what it was sent or amended for, scaled
// at actions, whatever others of its group have traded of it; what is left of it
// is checked as it arrives.
func TestQuantitiesOfAGroup(t *testing.T) {
	const capped = "participation 10%\nbars A: 21x 10 10 10 10 v10000 | 10 12 10 10 v600 | 9 9 9 9 v600\n"
	for name, c := range map[string]struct {
		script string
		want   []string // of each order: quantity, filled, traded by its group
	}{
		"exits of one fill": {
			"bars A: 10 10 10 10 | 10 10 10 10 | 10 12 10 10\nat D1 close b: buy A 100 exits stop 9 target 11",
			[]string{"100 100 0 filled", "100 0 100 cancelled", "100 100 0 filled"},
		},
		"of which one is amended": {
			"bars A: 10 10 10 10 | 10 10 10 10 | 10 10 9 10\nat D1 close b: buy A 100 exits stop 9.50 target 11\nat D2 close amend b.stop qty 60",
			[]string{"100 100 0 filled", "60 60 0 filled", "100 0 60 cancelled"},
		},
		"filled in part": {
			capped + "at D20 close b: buy A 100 exits stop 9.50 target 11",
			[]string{"100 100 0 filled", "100 40 60 filled", "100 60 40 cancelled"},
		},
		"a group": {
			capped + "at D19 close b: buy A 150\nat D21 close t: sell A 100 limit 11 gtc group g\nat D21 close s: sell A 100 stop 9.50 gtc group g\nat D21 close u: sell A 50 stop 8 gtc group g",
			[]string{"150 150 0 filled", "100 60 40 cancelled", "100 40 60 filled", "50 0 50 cancelled"},
		},
		"of two sides": {
			"bars A: 10 10 10 10 | 10 10 10 10 | 10 12 10 10\nat D2 close a: buy A 100 limit 10.50 gtc group g\nat D2 close b: sell A 30 stop 9 gtc group g",
			[]string{"100 100 0 filled", "30 0 0 cancelled"},
		},
		"at a split": {
			"participation 10%\nbars A: 21x 10 10 10 10 v10000 | 10 12 10 10 v600 | 2.50 2.50 2.50 2.50 v1800\naction A D23 split 3/1\nat D20 close b: buy A 200 exits stop 9 target 11",
			[]string{"200 200 0 filled", "600 420 180 filled", "600 180 420 cancelled"},
		},
		"an amendment says what is left": {
			capped + "at D20 close b: buy A 100 exits stop 9.50 target 11\nat D22 close amend b.stop qty 30",
			[]string{"100 100 0 filled", "30 30 0 filled", "100 60 30 cancelled"},
		},
		"an amended price leaves it": {
			capped + "at D20 close b: buy A 100 exits stop 9.50 target 11\nat D22 close amend b.stop stop 9.80",
			[]string{"100 100 0 filled", "100 40 60 filled", "100 60 40 cancelled"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, r, err := parse(t, c.script).Play()
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, o := range r.Orders {
				got = append(got, fmt.Sprintf("%d %d %d %v", o.Qty, o.Filled, o.ByGroup, o.State))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

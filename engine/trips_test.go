package engine_test

import (
	"testing"

	"pgregory.net/rapid"

	"rally/engine"
	"rally/engine/enginetest"
)

// TestTripsAreCounted: Result.Trips is how often a holding came to nothing, as
// the fills and actions tell it, whatever is kept.
func TestTripsAreCounted(t *testing.T) {
	over := 0
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		h, tape := wander(t, seed, rapid.IntRange(1, 5).Draw(rt, "names"), 80)
		plan := gamblerPlan(h, seed)
		full := enginetest.Play(tape, plan)
		if full.Err != nil {
			rt.Fatal(full.Err)
		}
		want := tripsOf(full)
		if full.Trips != want {
			rt.Errorf("%d trips are counted, the fills and actions tell of %d", full.Trips, want)
		}
		plan.Keep = engine.Folds
		if r := enginetest.Play(tape, plan); r.Trips != want {
			rt.Errorf("%d trips with nothing kept, %d with everything", r.Trips, want)
		}
		over += want
	})
	if over == 0 {
		t.Error("no trip was over")
	}
}

// tripsOf follows the holdings by fills and by actions, which take effect
// before the first open of their day.
func tripsOf(r *engine.Result) int {
	held := make([]engine.Qty, r.Universe.Len())
	trips := 0
	set := func(id engine.ID, q engine.Qty) {
		if held[id] > 0 && q == 0 {
			trips++
		}
		held[id] = q
	}
	actions := r.Actions
	act := func(until engine.Day) {
		for len(actions) > 0 && actions[0].Ex <= until {
			set(actions[0].Instrument, actions[0].After)
			actions = actions[1:]
		}
	}
	for _, f := range r.Fills {
		act(f.Time.Day())
		if f.Side == engine.Sell {
			f.Qty = -f.Qty
		}
		set(f.Instrument, held[f.Instrument]+f.Qty)
	}
	act(r.Span.Last)
	return trips
}

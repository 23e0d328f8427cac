package strategies

import (
	"context"
	"fmt"
	"math"
	"testing"

	"rally/engine"
)

// maker makes a strategy for a market. Honest ones do not look at it; a cheat
// is given the future in it.
type maker func(*walkMarket) engine.Strategy

// registered returns every strategy of the registry, with its defaults.
func registered() map[string]maker {
	all := map[string]maker{}
	for _, name := range Names() {
		spec, _ := Lookup(name)
		all[name] = func(*walkMarket) engine.Strategy { return spec.New() }
	}
	return all
}

// lookAhead plays a strategy over the conformance market and again with the
// market cut after a session, and with another future after it. It returns
// what differs up to the cut and when, and nil where nothing does.
func lookAhead(t testing.TB, mk maker, cuts []int) error {
	t.Helper()
	whole := newWalk(1, 1, walkSessions)
	want := runPlan(t, whole.feed(t, walkSessions-1), 1, whole.plan(func() engine.Strategy { return mk(whole) }, walkSessions-1))
	for _, cut := range cuts {
		end := whole.sessions[cut].End
		cutOff := newWalk(1, 1, walkSessions)
		for n := range cutOff.closes { // a cheat sees the cut as well
			clear(cutOff.closes[n][cut+1:])
		}
		got := runPlan(t, cutOff.feed(t, cut), 1, cutOff.plan(func() engine.Strategy { return mk(cutOff) }, cut))
		if err := differs(want, got, end); err != nil {
			return fmt.Errorf("data cut after session %d: %w", cut, err)
		}
		other := newWalk(1, 99, cut)
		got = runPlan(t, other.feed(t, walkSessions-1), 1, other.plan(func() engine.Strategy { return mk(other) }, walkSessions-1))
		if err := differs(want, got, end); err != nil {
			return fmt.Errorf("another future after session %d: %w", cut, err)
		}
	}
	return nil
}

// differs compares what two runs did up to an instant.
func differs(a, b *engine.Result, end engine.Time) error {
	for i := range max(len(a.Orders), len(b.Orders)) {
		var x, y engine.Order
		done := false
		if i < len(a.Orders) && a.Orders[i].Sent <= end {
			x, done = a.Orders[i].Order, a.Orders[i].Ended <= end
		}
		if i < len(b.Orders) && b.Orders[i].Sent <= end {
			y = b.Orders[i].Order
		}
		if !done { // what became of it, a split's new terms included, lies after the cut
			x.Filled, x.ByGroup, x.Qty, x.Limit, x.Stop = y.Filled, y.ByGroup, y.Qty, y.Limit, y.Stop
		}
		if x != y {
			return fmt.Errorf("order %d at %v: %+v or %+v", i+1, max(x.Sent, y.Sent), x, y)
		}
	}
	for i := range max(len(a.Fills), len(b.Fills)) {
		var x, y engine.Fill
		if i < len(a.Fills) && a.Fills[i].Time <= end {
			x = a.Fills[i]
		}
		if i < len(b.Fills) && b.Fills[i].Time <= end {
			y = b.Fills[i]
		}
		if x != y {
			return fmt.Errorf("fill %d at %v: %+v or %+v", i+1, max(x.Time, y.Time), x, y)
		}
	}
	for i := range min(len(a.Rows), len(b.Rows)) {
		if a.Rows[i].Day <= end.Day() && a.Rows[i] != b.Rows[i] {
			return fmt.Errorf("equity of %v: %v or %v", a.Rows[i].Day, a.Rows[i].Equity, b.Rows[i].Equity)
		}
	}
	return nil
}

// everyEleventh returns the cuts that are tried: both sides of the split among them.
func everyEleventh() []int {
	cuts := []int{walkSplit - 1, walkSplit}
	for cut := walkStart; cut < walkSessions; cut += 11 {
		cuts = append(cuts, cut)
	}
	return cuts
}

func TestEveryStrategyTradesAndIsCausal(t *testing.T) {
	for name, mk := range registered() {
		t.Run(name, func(t *testing.T) {
			m := newWalk(1, 1, walkSessions)
			r := runPlan(t, m.feed(t, walkSessions-1), 1, m.plan(func() engine.Strategy { return mk(m) }, walkSessions-1))
			if r.FillCount < 20 {
				t.Errorf("%d fills: the conformance tape must make it trade at least twenty times", r.FillCount)
			}
			if err := lookAhead(t, mk, everyEleventh()); err != nil {
				t.Errorf("look-ahead: %v", err)
			}
		})
	}
}

func TestEveryStrategyIsSolvent(t *testing.T) {
	for name, mk := range registered() {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(5) {
				m := newWalk(seed, seed, walkSessions)
				r := runPlan(t, m.feed(t, walkSessions-1), 1, m.plan(func() engine.Strategy { return mk(m) }, walkSessions-1))
				for _, row := range r.Rows {
					if row.Cash+row.Unsettled < 0 {
						t.Fatalf("seed %d, %v: cash %v and unsettled %v", seed, row.Day, row.Cash, row.Unsettled)
					}
				}
			}
		})
	}
}

func TestEveryStrategyIsDeterministic(t *testing.T) {
	m := newWalk(1, 1, walkSessions)
	feed := m.feed(t, walkSessions-1)
	names := Names()
	digests := func(workers int) [][32]byte {
		out := make([][32]byte, 8*len(names))
		err := engine.Runner{Workers: workers}.Run(context.Background(), feed, len(out), func(i int) engine.Plan {
			spec, _ := Lookup(names[i%len(names)])
			return m.plan(spec.New, walkSessions-1)
		}, func(i int, r *engine.Result) {
			if r.Err != nil {
				t.Error(r.Err)
			}
			out[i] = r.Digest
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	one, eight := digests(1), digests(8)
	for i := range one {
		if name := names[i%len(names)]; one[i] != eight[i] {
			t.Errorf("%s: digest %x on one worker, %x on eight", name, one[i][:4], eight[i][:4])
		} else if one[i] != one[i%len(names)] {
			t.Errorf("%s: its run %d differs from its first", name, i/len(names))
		}
	}
}

// TestEveryStrategyIsFrugal measures what the second half of a run allocates
// beyond the first: some slices may still grow, nothing may be made per event.
func TestEveryStrategyIsFrugal(t *testing.T) {
	m := newWalk(1, 1, walkSessions)
	const half = walkSessions / 2
	feed := m.feed(t, walkSessions-1)
	for _, name := range Names() {
		spec, _ := Lookup(name)
		allocs := func(last int) float64 {
			plan := m.plan(spec.New, last)
			plan.Keep = engine.Folds
			return testing.AllocsPerRun(5, func() { runPlan(t, feed, 1, plan) })
		}
		events := float64((walkSessions - half) * walkNames * 2)
		if extra := allocs(walkSessions-1) - allocs(half); math.Abs(extra) > events/200 {
			t.Errorf("%s: %v allocations in %v more events", name, extra, events)
		}
	}
}

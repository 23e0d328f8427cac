package strategies

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"rally/engine"
)

// vee returns a name that falls until session 40 and rises from there to 60,
// then falls: a 3 and 6 bar average cross up at 43 and down at 63.
func vee(t *testing.T, symbols ...string) *hand {
	h := newHand(t, 80)
	for _, symbol := range symbols {
		h.name(symbol, 0)
		last := engine.Price(14_000)
		for i := range h.sessions {
			step := engine.Price(-40)
			if i >= 40 && i < 60 {
				step = 40
			}
			close := last + step
			h.bar(symbol, i, last, max(last, close), min(last, close), close)
			last = close
		}
	}
	return h
}

func cross(fast, slow, lots int) func() engine.Strategy {
	return func() engine.Strategy { return &MACross{Fast: fast, Slow: slow, Lots: lots} }
}

func TestMACrossFillsAtTheNextOpen(t *testing.T) {
	h := vee(t, "0001.HK")
	// The crosses are found anew here, from sums of 3 and 6 closes.
	up, down := 0, 0
	close := func(i int) int64 { return int64(h.bars["0001.HK"][i].Close) }
	side := func(i int) int64 {
		fast, slow := int64(0), int64(0)
		for k := range 6 {
			if k < 3 {
				fast += close(i - k)
			}
			slow += close(i - k)
		}
		return 2*fast - slow
	}
	for i := start; i < 80; i++ {
		switch {
		case side(i) > 0 && side(i-1) <= 0:
			up = i
		case side(i) < 0 && side(i-1) >= 0:
			down = i
		}
	}
	r := h.play(cross(3, 6, 0))
	if len(r.Fills) != 2 {
		t.Fatalf("%d fills, want 2", len(r.Fills))
	}
	buy, sell := r.Fills[0], r.Fills[1]
	if buy.Time != h.sessions[up+1].Auction || sell.Time != h.sessions[down+1].Auction {
		t.Errorf("bought %v, sold %v; crosses at the closes of %v and %v", buy.Time, sell.Time, h.sessions[up].Day, h.sessions[down].Day)
	}
	each := h.bars["0001.HK"][up].Close.Times(100)
	if want := engine.Qty(1_000_000_000/each) * 100; buy.Qty > want || buy.Qty < want-200 || sell.Qty != buy.Qty {
		t.Errorf("bought %d and sold %d, want about %d", buy.Qty, sell.Qty, want)
	}
}

func TestMACrossPursesAndLots(t *testing.T) {
	t.Run("each name has its own purse", func(t *testing.T) {
		h := vee(t, "0001.HK", "0002.HK", "0003.HK", "0004.HK")
		r := h.play(cross(3, 6, 0))
		for _, f := range r.Fills[:4] {
			if f.Consideration > 250_000_000 || f.Consideration < 245_000_000 {
				t.Errorf("%d shares for %v of a purse of 250000", f.Qty, f.Consideration)
			}
		}
	})
	t.Run("so many lots", func(t *testing.T) {
		h := vee(t, "0001.HK")
		if r := h.play(cross(3, 6, 7)); r.Fills[0].Qty != 700 {
			t.Errorf("bought %d, want 700", r.Fills[0].Qty)
		}
	})
	t.Run("a purse without a lot buys nothing", func(t *testing.T) {
		h := vee(t, "0001.HK")
		h.lot = 1_000_000
		if r := h.play(cross(3, 6, 0)); r.OrderCount != 0 {
			t.Errorf("%d orders", r.OrderCount)
		}
	})
}

// TestMACrossSumsAreExact plays a name whose averages tie all the time, and
// compares its orders with sums made anew at each close.
func TestMACrossSumsAreExact(t *testing.T) {
	h := newHand(t, 300).name("0001.HK", 0)
	rng := rand.New(rand.NewPCG(3, 3))
	last, ties := engine.Price(12_000), 0
	for i := range h.sessions {
		close := engine.Price(12_000 + 20*rng.IntN(3))
		h.bar("0001.HK", i, last, max(last, close), min(last, close), close)
		last = close
	}
	sum := func(i, n int) (s int64) {
		for k := range n {
			s += int64(h.bars["0001.HK"][i-k].Close)
		}
		return s
	}
	var want []string
	held := false
	for i := start; i < 299; i++ {
		now, was := 5*sum(i, 2)-2*sum(i, 5), 5*sum(i-1, 2)-2*sum(i-1, 5)
		if now == 0 {
			ties++
		}
		switch {
		case now > 0 && was <= 0 && !held:
			held = true
			want = append(want, "buy "+h.sessions[i+1].Day.String())
		case now < 0 && was >= 0 && held:
			held = false
			want = append(want, "sell "+h.sessions[i+1].Day.String())
		}
	}
	var got []string
	for _, f := range h.play(cross(2, 5, 1)).Fills {
		got = append(got, f.Side.String()+" "+f.Time.Day().String())
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") || ties < 10 {
		t.Errorf("with %d ties\n got %v\nwant %v", ties, got, want)
	}
}

func TestMACrossFollowsASplit(t *testing.T) {
	days := func(h *hand) string {
		var days []string
		for _, f := range h.play(cross(3, 6, 0)).Fills {
			days = append(days, f.Side.String()+" "+f.Time.Day().String())
		}
		return strings.Join(days, ", ")
	}
	want := days(vee(t, "0001.HK"))
	for at := 38; at < 66; at++ { // wherever the split falls, the crosses stay
		h := vee(t, "0001.HK")
		for i := at; i < 80; i++ {
			b := h.bars["0001.HK"][i]
			b.Open, b.High, b.Low, b.Close = b.Open/2, b.High/2, b.Low/2, b.Close/2
		}
		h.actions = append(h.actions, handAction{"0001.HK", engine.Action{Kind: engine.Split, Ex: h.sessions[at].Day, Num: 2, Den: 1}})
		if got := days(h); got != want {
			t.Errorf("split at session %d: fills %s, without it %s", at, got, want)
		}
	}
}

func TestMACrossRefusesNonsense(t *testing.T) {
	for _, m := range []MACross{{Fast: 0, Slow: 30}, {Fast: 30, Slow: 10}, {Fast: 10, Slow: 10}, {Fast: 1, Slow: 200_000}, {Fast: 10, Slow: 30, Lots: -1}} {
		if m.Check() == nil {
			t.Errorf("fast = %d, slow = %d, lots = %d was accepted", m.Fast, m.Slow, m.Lots)
		}
	}
}

// BenchmarkMACrossSweep plays a pair of windows over the conformance market,
// as a sweep does: folds, no fees. It reports bars a second.
func BenchmarkMACrossSweep(b *testing.B) {
	m := newWalk(1, 1, walkSessions)
	feed := m.feed(b, walkSessions-1)
	const pairs = 100
	b.ReportAllocs()
	for b.Loop() {
		err := engine.Runner{Workers: 1}.Run(context.Background(), feed, pairs, func(i int) engine.Plan {
			p := m.plan(cross(5+i%10, 20+i/10, 0), walkSessions-1)
			p.Market.Fees, p.Keep = nil, engine.Folds
			return p
		}, func(_ int, r *engine.Result) {
			if r.Err != nil {
				b.Fatal(r.Err)
			}
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*pairs*walkNames*(walkSessions-walkStart))/b.Elapsed().Seconds(), "bars/s")
}

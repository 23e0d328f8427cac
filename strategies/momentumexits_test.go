package strategies

import (
	"strings"
	"testing"

	"rally/engine"
)

func TestParagraph6Size(t *testing.T) {
	// At the end of session 30 the closes are 15.100, 14.480 and 13.860; the
	// next opens are the same. A slot of two is HK$500,000.
	bought := func(r *engine.Result) []engine.Qty {
		var q []engine.Qty
		for _, f := range r.Fills {
			if f.Side == engine.Buy {
				q = append(q, f.Qty)
			}
		}
		return q
	}
	tests := []struct {
		name string
		rule func(*PolicyMomentum)
		want []engine.Qty
	}{
		{"equal", nil, []engine.Qty{33_100, 34_500}}, // 500,000 ÷ 15.100 and ÷ 14.480, in lots of 100
		// 1 % of 1,000,000 over 15.100 × 8 % and 14.480 × 8 %
		{"risk by the stop", func(p *PolicyMomentum) { p.Sizing = "risk" }, []engine.Qty{8_200, 8_600}},
		// 10,000 over 3 × 0.100 and 3 × 0.080: 33,333 and 41,666 shares, at most what equal buys
		{"risk by the range", func(p *PolicyMomentum) { p.Sizing, p.Stop, p.TrailATR = "risk", 0, 3 }, []engine.Qty{33_100, 34_500}},
		{"less risk by the range", func(p *PolicyMomentum) {
			p.Sizing, p.Stop, p.TrailATR, p.Risk = "risk", 0, 3, Percent(engine.Percent/2)
		}, []engine.Qty{16_600, 20_800}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := three(t).good(30)
			got := bought(h.momentum(test.rule))
			if len(got) != 2 || got[0] != test.want[0] || got[1] != test.want[1] {
				t.Errorf("bought %v, want %v", got, test.want)
			}
		})
	}
	t.Run("volatility", func(t *testing.T) {
		// 0002 swings, so it gets less; together they get the money of two slots.
		h := three(t).good(30)
		for i := 11; i < 30; i += 2 {
			h.bars["0002.HK"][i].Close += 400
			h.bars["0002.HK"][i].High += 400
		}
		got := bought(h.momentum(func(p *PolicyMomentum) { p.Sizing = "volatility" }))
		if len(got) != 2 || got[1]*5 > got[0] {
			t.Fatalf("bought %v: the one that swings should get far less", got)
		}
		spent := engine.Price(15_100).Times(got[0]) + engine.Price(14_480).Times(got[1])
		if spent > 1_000_000_000 || spent < 997_000_000 {
			t.Errorf("spent %v of the money of two slots", spent)
		}
	})
	t.Run("volatility shares what all decisions before one open fill together", func(t *testing.T) {
		first := func(h *hand) *hand { return h.signal(30, "10:15", "stimulus", "+", 3, "0001.HK") }
		volatile := func(p *PolicyMomentum) { p.Sizing = "volatility" }
		h := first(three(t)).signal(30, "11:00", "stimulus", "+", 3, "0002.HK")
		together := bought(h.momentum(volatile))
		h = first(three(t)).signal(31, "00:00", "stimulus", "+", 3, "0002.HK")
		apart := bought(h.momentum(volatile))
		if len(together) != 2 || len(apart) != 2 || together[0] != apart[0] || together[1] != apart[1] {
			t.Errorf("bought %v in one decision and %v in two before the same open", together, apart)
		}
	})
	t.Run("the fill cuts the last in rank", func(t *testing.T) {
		h := three(t).good(30)
		h.bar("0001.HK", 31, 15_400, 15_400, 15_100, 15_200)
		h.bar("0002.HK", 31, 14_800, 14_800, 14_480, 14_560)
		got := bought(h.momentum(nil))
		if len(got) != 2 || got[0] != 33_100 || got[1] != 33_100 { // 490,260 are left for 34,500 × 14.800
			t.Errorf("bought %v, want 33100 and 33100", got)
		}
	})
}

func TestParagraph7Exits(t *testing.T) {
	one := func(p *PolicyMomentum) { p.Top = 1 }
	// Bought at 15.100 in session 31: the stop is at 13.892, down to 13.880.
	tests := []struct {
		name  string
		set   func(*hand)
		rule  func(*PolicyMomentum)
		want  string
		price engine.Price // of the sale
	}{
		{"hold, sessions of the calendar", func(h *hand) { h.gap("0001.HK", 33) }, one, "-36 0001.HK hold", 15_600},
		{"hold waits for an open", func(h *hand) { h.gap("0001.HK", 36) }, one, "-37 0001.HK hold", 15_700},
		{"stop in the entry bar", func(h *hand) { h.bar("0001.HK", 31, 15_100, 15_100, 13_880, 15_000) }, one, "-31 0001.HK stop", 13_880},
		{"stop not touched", func(h *hand) { h.bar("0001.HK", 31, 15_100, 15_100, 13_900, 15_000) }, one, "-36 0001.HK hold", 15_600},
		{"stop jumped by an open", func(h *hand) { h.bar("0001.HK", 32, 13_000, 13_000, 12_900, 13_000) }, one, "-32 0001.HK stop", 13_000},
		{"stop jumped where a sale waited", func(h *hand) { h.bar("0001.HK", 36, 13_000, 13_000, 12_900, 13_000) }, one, "-36 0001.HK stop", 13_000},
		{"no stop", func(h *hand) { h.bar("0001.HK", 32, 13_000, 13_000, 12_900, 13_000) },
			func(p *PolicyMomentum) { one(p); p.Stop = 0 }, "-36 0001.HK hold", 15_600},
		// The highest close is 15.300 in session 32; ATR before the fall is 0.100
		// and (13 × 0.100 + 0.500) ÷ 14 = 0.128571 with it, so the level is 14.914.
		{"trail below its level", func(h *hand) {
			h.bar("0001.HK", 33, 15_300, 15_300, 14_800, 14_900).bar("0001.HK", 34, 14_900, 15_000, 14_900, 15_000)
		},
			func(p *PolicyMomentum) { one(p); p.TrailATR = 3 }, "-34 0001.HK trail", 14_900},
		{"trail at a close just above its level", func(h *hand) { h.bar("0001.HK", 33, 15_300, 15_300, 14_800, 14_920) },
			func(p *PolicyMomentum) { one(p); p.TrailATR = 3 }, "-36 0001.HK hold", 15_600},
		{"the first reason stays", func(h *hand) { h.signal(35, "10:00", "politics", "-", 3, "market") }, one, "-36 0001.HK hold", 15_600},
		{"contrary", func(h *hand) { h.signal(34, "10:00", "politics", "-", 3, "market") }, one, "-35 0001.HK contrary", 15_500},
		{"contrary at night", func(h *hand) { h.signal(34, "00:00", "politics", "-", 3, "market") }, one, "-34 0001.HK contrary", 15_400},
		{"contrary switched off", func(h *hand) { h.signal(34, "10:00", "politics", "-", 3, "market") },
			func(p *PolicyMomentum) { one(p); p.ExitContrary = false }, "-36 0001.HK hold", 15_600},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := three(t).good(30)
			test.set(h)
			r := h.momentum(test.rule)
			h.wantFills(r, "+31 0001.HK s1; "+test.want)
			if last := r.Fills[len(r.Fills)-1]; last.Price != test.price {
				t.Errorf("sold at %v, want %v", last.Price, test.price)
			}
			if len(r.Positions) != 0 {
				t.Errorf("%d names are still held", len(r.Positions))
			}
		})
	}
	t.Run("contrary removes unfilled entries", func(t *testing.T) {
		h := three(t).good(30).signal(31, "00:00", "politics", "-", 3, "0001.HK")
		h.wantFills(h.momentum(nil), "+31 0002.HK s1; -36 0002.HK hold")
	})
	t.Run("a split is followed", func(t *testing.T) {
		// 2 for 1 at session 33, prices halve: nothing is to be sold for it.
		h := three(t).good(30)
		for i := 33; i < 50; i++ {
			b := h.bars["0001.HK"][i]
			b.Open, b.High, b.Low, b.Close = b.Open/2, b.High/2, b.Low/2, b.Close/2
		}
		h.actions = append(h.actions, handAction{"0001.HK", engine.Action{Kind: engine.Split, Ex: h.sessions[33].Day, Num: 2, Den: 1}})
		r := h.momentum(func(p *PolicyMomentum) { one(p); p.TrailATR = 3 })
		h.wantFills(r, "+31 0001.HK s1; -36 0001.HK hold")
		if got := r.Fills[1].Qty; got != 2*r.Fills[0].Qty {
			t.Errorf("sold %d of %d × 2", got, r.Fills[0].Qty)
		}
	})
	t.Run("a stop for which the bar has no room is filled at the next open", func(t *testing.T) {
		h := three(t).good(30)
		h.bar("0001.HK", 31, 15_100, 15_100, 13_880, 15_000)
		plan := plainPlan(func() engine.Strategy {
			p := mustNew(t, "policy-momentum").(*PolicyMomentum)
			p.Top, p.TrailATR = 1, 0
			return p
		}, h.sessions[start].Day.String(), h.sessions[len(h.sessions)-1].Day.String(), 1_000_000_000)
		plan.Market.Participation = engine.Percent
		r := runPlan(t, h.feed(), 1, plan)
		// 1 % of 1,000,000 shares went into the entry; its rest lapses with the session.
		h.wantFills(r, "+31 0001.HK s1; -32 0001.HK stop")
		if r.Fills[0].Qty != 10_000 || r.Fills[1].Qty != 10_000 {
			t.Errorf("bought %d, sold %d, want 10000 each", r.Fills[0].Qty, r.Fills[1].Qty)
		}
	})
	t.Run("a sale that takes several opens, the last of which jumps the stop", func(t *testing.T) {
		h := three(t).good(30)
		for i := 31; i < 50; i++ { // the median of twenty halves by session 45
			h.bars["0001.HK"][i].Volume = 500_000
		}
		h.bar("0001.HK", 46, 13_000, 13_000, 12_900, 13_000)
		plan := plainPlan(func() engine.Strategy {
			p := mustNew(t, "policy-momentum").(*PolicyMomentum)
			p.Top, p.TrailATR, p.Hold = 1, 0, 14
			return p
		}, h.sessions[start].Day.String(), h.sessions[len(h.sessions)-1].Day.String(), 1_000_000_000)
		plan.Market.Participation = engine.Percent
		r := runPlan(t, h.feed(), 1, plan)
		h.wantFills(r, "+31 0001.HK s1; -45 0001.HK hold; -46 0001.HK stop")
		if r.Fills[0].Qty != 10_000 || r.Fills[1].Qty != 5_000 || r.Fills[2].Qty != 5_000 {
			t.Errorf("quantities %d, %d, %d, want 10000, 5000, 5000", r.Fills[0].Qty, r.Fills[1].Qty, r.Fills[2].Qty)
		}
	})
}

func TestParagraph8CoolingOff(t *testing.T) {
	// Sold at the open of session 36, which is the first that cools off: its
	// close may choose again only without cooling off.
	for cool, want := range []string{"+37", "+38", "+39", "+40"} {
		h := three(t).good(30)
		for i := 36; i < 40; i++ {
			h.signal(i, "10:15", "stimulus", "+", 3, "0001.HK")
		}
		r := h.momentum(func(p *PolicyMomentum) { p.Top, p.CoolOff = 1, cool })
		again, _, _ := strings.Cut(strings.Split(h.fills(r), "; ")[2], " ")
		if again != want {
			t.Errorf("cool_off = %d: bought again %s, want %s", cool, again, want)
		}
	}
}

func TestPolicyMomentumRefusesNonsense(t *testing.T) {
	tests := []struct {
		name   string
		change func(*PolicyMomentum)
		want   string
	}{
		{"short", func(p *PolicyMomentum) { p.Direction = "-" }, "not built yet"},
		{"direction", func(p *PolicyMomentum) { p.Direction = "up" }, `direction = "up"`},
		{"categories", func(p *PolicyMomentum) { p.Categories = nil }, "categories is empty"},
		{"strength", func(p *PolicyMomentum) { p.MinStrength = 4 }, "strengths are 1 to 3"},
		{"lookback", func(p *PolicyMomentum) { p.Lookback = 0 }, "lookback = 0"},
		{"confirm", func(p *PolicyMomentum) { p.Confirm = -1 }, "confirm = -1"},
		{"top", func(p *PolicyMomentum) { p.Top = 0 }, "top = 0"},
		{"hold", func(p *PolicyMomentum) { p.Hold = 0 }, "hold = 0"},
		{"cool_off", func(p *PolicyMomentum) { p.CoolOff = -1 }, "cool_off = -1"},
		{"entry", func(p *PolicyMomentum) { p.Entry = Entry("noon") }, `entry = "noon": it is "open", "at-once" or "vwap"`},
		{"entry, nothing", func(p *PolicyMomentum) { p.Entry = Entry{} }, `entry = ""`},
		{"sizing", func(p *PolicyMomentum) { p.Sizing = "kelly" }, `sizing = "kelly"`},
		{"stop", func(p *PolicyMomentum) { p.Stop = Percent(100 * engine.Percent) }, "less than 100%"},
		{"target", func(p *PolicyMomentum) { p.Target = Target{Percent(700*engine.Percent) + 1} }, `at most 700% above the entry, since the exchange refuses a limit at nine times the price`},
		{"trail", func(p *PolicyMomentum) { p.TrailATR = -1 }, "trail_atr = -1"},
		{"risk", func(p *PolicyMomentum) { p.Sizing, p.Risk = "risk", 0 }, "needs a part of equity"},
		{"risk without a measure", func(p *PolicyMomentum) { p.Sizing, p.Stop, p.TrailATR = "risk", 0, 0 }, "needs a stop or a trail_atr"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := mustNew(t, "policy-momentum").(*PolicyMomentum)
			test.change(p)
			if err := p.Check(); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

package strategies

import (
	"strings"
	"testing"

	"rally/engine"
)

func TestBuyAndHold(t *testing.T) {
	hold := func() engine.Strategy { return &BuyAndHold{} }
	t.Run("decided on the last close before the span, filled at its first open", func(t *testing.T) {
		h := newHand(t, 50).name("0001.HK", 100).name("0002.HK", 20)
		r := h.play(hold)
		h.wantFills(r, "+30 0001.HK; +30 0002.HK")
		// The close of session 29 is 15.000; the open of 30 is the same.
		if want := engine.Qty(33_300); r.Fills[0].Qty != want {
			t.Errorf("bought %d, want %d of a purse of 500000", r.Fills[0].Qty, want)
		}
		if len(r.Positions) != 2 {
			t.Errorf("%d names are held at the end", len(r.Positions))
		}
	})
	t.Run("a fill is cut to its purse, not to the cash", func(t *testing.T) {
		h := newHand(t, 50).name("0001.HK", 100).name("0002.HK", 20)
		h.bar("0001.HK", start, 15_400, 15_400, 15_000, 15_100)
		r := h.play(hold)
		if f := r.Fills[0]; f.Consideration > 500_000_000 || f.Qty != 32_400 {
			t.Errorf("bought %d for %v of a purse of 500000", f.Qty, f.Consideration)
		}
	})
	t.Run("a name that lists later is bought after its first close", func(t *testing.T) {
		h := newHand(t, 50).name("0001.HK", 100).name("0002.HK", 20)
		for i := range 35 {
			h.gap("0002.HK", i)
		}
		h.wantFills(h.play(hold), "+30 0001.HK; +36 0002.HK")
	})
	t.Run("days decide where there are minutes too, which begin later", func(t *testing.T) {
		h := newHand(t, 50).name("0001.HK", 100).name("0002.HK", 20)
		h.minutes = true
		for i := range 40 {
			h.path("0001.HK", i, "09:00 -")
		}
		h.wantFills(h.play(hold), "+30 0001.HK; +30 0002.HK")
	})
	t.Run("a suspended name is bought at its next open", func(t *testing.T) {
		h := newHand(t, 50).name("0001.HK", 100).name("0002.HK", 20)
		for i := 30; i < 35; i++ {
			h.gap("0002.HK", i)
		}
		h.wantFills(h.play(hold), "+30 0001.HK; +35 0002.HK")
	})
	t.Run("dividends are kept as cash", func(t *testing.T) {
		h := newHand(t, 50).name("0001.HK", 100)
		h.actions = append(h.actions, handAction{"0001.HK", engine.Action{Kind: engine.Dividend, Ex: h.sessions[40].Day,
			Pay: h.sessions[42].Day, Millionths: 500_000}})
		r := h.play(hold)
		if r.FillCount != 1 || r.DividendNet != engine.Money(r.Fills[0].Qty)*500 {
			t.Errorf("%d fills, dividends of %v for %d shares", r.FillCount, r.DividendNet, r.Fills[0].Qty)
		}
	})
	t.Run("names that a purse cannot buy a lot of are listed", func(t *testing.T) {
		h := newHand(t, 50).name("0001.HK", 100).name("0002.HK", 20)
		h.lot = 40_000
		r := h.play(hold)
		if len(r.Annotations) != 1 || !strings.Contains(r.Annotations[0].Text, "0001.HK") || r.FillCount != 0 {
			t.Errorf("%d fills, remarks %v", r.FillCount, r.Annotations)
		}
		plan := plainPlan(hold, h.sessions[start].Day.String(), h.sessions[49].Day.String(), 1_000_000_000_000)
		if r := runPlan(t, h.feed(), 1, plan); r.FillCount != 2 || len(r.Annotations) != 0 {
			t.Errorf("with a thousand times the cash: %d fills, remarks %v", r.FillCount, r.Annotations)
		}
	})
	t.Run("an open that is too dear is listed", func(t *testing.T) {
		h := newHand(t, 50).name("0001.HK", 100)
		h.lot = 60_000
		h.bar("0001.HK", start, 18_000, 18_000, 15_000, 15_100)
		r := h.play(hold)
		if r.FillCount != 0 || len(r.Annotations) != 1 || !strings.Contains(r.Annotations[0].Text, "insufficient_cash: 0001.HK") {
			t.Errorf("%d fills, remarks %v", r.FillCount, r.Annotations)
		}
	})
	t.Run("from the data's first row", func(t *testing.T) {
		h := newHand(t, 50).name("0001.HK", 100)
		plan := plainPlan(hold, h.sessions[0].Day.String(), h.sessions[49].Day.String(), 1_000_000_000)
		h.wantFills(runPlan(t, h.feed(), 1, plan), "+1 0001.HK")
	})
}

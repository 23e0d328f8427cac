package engine_test

import (
	"testing"

	"rally/engine"
	"rally/engine/enginetest"
	"rally/engine/hkex"
)

// A history re-based by long ratios one after the other stays right: 80.50
// after 1.0345679, 1.0278113 and 1.0198727 is 74.23, by hand 74.231.
func TestRebasedByLongRatios(t *testing.T) {
	h := enginetest.Wander(hkex.Venue{}, 1, 1, 10, engine.Date(2024, 1, 8))
	h.Actions = nil // its own
	for i := range h.Bars[0].Rows {
		r := &h.Bars[0].Rows[i]
		r.Open, r.High, r.Low, r.Close = 80500, 80500, 80500, 80500
	}
	for i, ratio := range [][2]int64{{10345679, 10000000}, {10278113, 10000000}, {10198727, 10000000}} {
		h.Actions = append(h.Actions, enginetest.Action{Symbol: h.Instruments[0].Symbol, Action: engine.Action{Kind: engine.Bonus, Ex: h.Sessions()[5+i], Num: ratio[0], Den: ratio[1]}})
	}
	tape, err := h.Tape()
	if err != nil {
		t.Fatal(err)
	}
	var got engine.Price
	a := &enginetest.Actor{
		Begin: func(s *engine.Setup) error { s.WatchBars(engine.Daily, engine.All, 0); return nil },
		Bar: func(b *engine.Broker, _ engine.Bar) {
			if v := b.Bars(0, engine.Daily); v.Len() == 9 {
				got = v.Close(8)
			}
		},
	}
	play(t, h, tape, a)
	if want := engine.Price(74231); got < want-2 || got > want+2 {
		t.Errorf("the first close is seen as %v, want about %v", got, want)
	}
}

// A holding of 50,001 shares follows two ratios of eight digits before a price.
func TestTwoLongRatiosBeforeAPrice(t *testing.T) {
	h := enginetest.Wander(hkex.Venue{}, 1, 1, 10, engine.Date(2024, 1, 8))
	h.Actions = nil // its own
	h.Bars[0].Rows = append(h.Bars[0].Rows[:4:4], h.Bars[0].Rows[8:]...)
	days := h.Sessions()
	for i, ratio := range [][2]int64{{10345679, 10000000}, {10278113, 10000000}} {
		h.Actions = append(h.Actions, enginetest.Action{Symbol: h.Instruments[0].Symbol, Action: engine.Action{Kind: engine.Bonus, Ex: days[5+i], Num: ratio[0], Den: ratio[1]}})
	}
	h.Instruments[0].Lots = []engine.LotFrom{{Lot: 1}}
	tape, err := h.Tape()
	if err != nil {
		t.Fatal(err)
	}
	sent := false
	a := &enginetest.Actor{
		Begin: func(s *engine.Setup) error { s.WatchBars(engine.Daily, engine.All, 0); return nil },
		Bar: func(b *engine.Broker, _ engine.Bar) {
			if !sent {
				sent = true
				b.Submit(engine.Order{Qty: 2001})
			}
		},
	}
	r := play(t, h, tape, a)
	// 2001 × 1.0345679 × 1.0278113 = 2127.74: 2,127 shares and a part in cash.
	if len(r.Positions) != 1 || r.Positions[0].Qty != 2127 {
		t.Errorf("held %+v, want 2127 shares", r.Positions)
	}
}

// A value from before the first session that is played is known in it.
func TestValueFromBefore(t *testing.T) {
	h := enginetest.Wander(hkex.Venue{}, 1, 1, 20, engine.Date(2024, 1, 8))
	u, err := engine.NewUniverse(h.Instruments)
	if err != nil {
		t.Fatal(err)
	}
	b := engine.NewBuilder(u, h.Venue)
	for _, r := range h.Bars[0].Rows {
		if err := b.Bar(0, engine.Daily, r); err != nil {
			t.Fatal(err)
		}
	}
	b.Value(engine.Date(2024, 1, 5).At(12, 0), 0, 5.25) // before the tape
	b.Value(engine.Date(2024, 1, 10).At(12, 0), 1, 7.5) // before the span
	tape, err := b.Seal(h.First, h.Last)
	if err != nil {
		t.Fatal(err)
	}
	for series, want := range map[engine.SeriesID]float64{0: 5.25, 1: 7.5} {
		var got []float64
		a := &enginetest.Actor{
			Begin: func(s *engine.Setup) error { s.WatchBars(engine.Daily, 1, 0); return nil },
			Bar: func(b *engine.Broker, _ engine.Bar) {
				v, ok := b.Value(series)
				if !ok {
					v = -1
				}
				got = append(got, v)
			},
		}
		r := enginetest.Play(tape, engine.Plan{
			Cash: 1_000_000 * engine.Dollar, Span: engine.Span{First: engine.Date(2024, 1, 15), Last: h.Last},
			Market: engine.Market{Venue: h.Venue}, Strategy: func() engine.Strategy { return a },
		})
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		if len(got) == 0 || got[0] != want {
			t.Errorf("series %d on the first session: %v, want %v", series, got, want)
		}
	}
}

// An order good till a day past the calendar's tables works.
func TestGoodTillPastTheTables(t *testing.T) {
	h := enginetest.Wander(hkex.Venue{}, 1, 1, 20, engine.Date(2024, 1, 8))
	tape, err := h.Tape()
	if err != nil {
		t.Fatal(err)
	}
	sent := false
	a := &enginetest.Actor{
		Begin: func(s *engine.Setup) error { s.WatchBars(engine.Daily, 1, 0); return nil },
		Bar: func(b *engine.Broker, bar engine.Bar) {
			if !sent {
				sent = true
				b.Submit(engine.Order{Qty: 100, Type: engine.Limit, Limit: b.OnGrid(0, int64(bar.Close()), 2, engine.Down), TIF: engine.GTD, Until: engine.Date(2030, 1, 1)})
			}
		},
	}
	r := play(t, h, tape, a)
	if o := r.Orders[0]; o.Reason != engine.EndOfData {
		t.Errorf("ended %v for %v, want at the end of the data", o.State, o.Reason)
	}
}

// Words of an order that nobody knows are refused, not filled.
func TestUnknownWordsAreRefused(t *testing.T) {
	h := enginetest.Wander(hkex.Venue{}, 1, 1, 20, engine.Date(2024, 1, 8))
	tape, err := h.Tape()
	if err != nil {
		t.Fatal(err)
	}
	sent := false
	a := &enginetest.Actor{
		Begin: func(s *engine.Setup) error { s.WatchBars(engine.Daily, 1, 0); return nil },
		Bar: func(b *engine.Broker, _ engine.Bar) {
			if !sent {
				sent = true
				b.Submit(engine.Order{Qty: 100, TIF: 9})
				b.Submit(engine.Order{Qty: 100, Type: 9})
				b.Submit(engine.Order{Qty: 100, Side: 9})
			}
		},
	}
	if r := play(t, h, tape, a); r.Refusals[engine.BadOrder] != 3 || r.FillCount != 0 {
		t.Errorf("%d refused, %d filled; want 3 and none", r.Refusals[engine.BadOrder], r.FillCount)
	}
}

// Many selections and many columns keep the memory of a few.
func TestSelectionsAndColumnsAreForgotten(t *testing.T) {
	h := enginetest.Wander(hkex.Venue{}, 1, 60, 700, engine.Date(2021, 1, 4))
	tape, err := h.Tape()
	if err != nil {
		t.Fatal(err)
	}
	const bound = 64 << 20
	if kept, made := engine.SelectionsKept(tape); kept > bound || made <= bound {
		t.Errorf("%d bytes of selections kept of %d, want at most %d of more", kept, made, bound)
	}
	const columns = 15_000
	if kept := engine.ColumnsKept(tape, columns, func() engine.Streaming { return last{} }); kept > bound || kept == 0 {
		t.Errorf("%d bytes of columns kept, want at most %d", kept, bound)
	}
}

// last is the close itself.
type last struct{}

func (last) Next(v engine.BarValues) float64 { return float64(v.Close) }

func play(t *testing.T, h *enginetest.History, tape *engine.Tape, s engine.Strategy) *engine.Result {
	t.Helper()
	r := enginetest.Play(tape, engine.Plan{
		Cash: 1_000_000 * engine.Dollar, Span: engine.Span{First: h.First, Last: h.Last},
		Market: engine.Market{Venue: h.Venue}, Strategy: func() engine.Strategy { return s },
	})
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	return r
}

package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/enginetest"
)

// parse reads a script without a part below the dashes.
func parse(t testing.TB, text string) *enginetest.Script {
	t.Helper()
	s, err := enginetest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// act plays an actor over the history of a script.
func act(t testing.TB, text string, a *enginetest.Actor) *engine.Result {
	t.Helper()
	r := tryAct(t, text, a)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	return r
}

func tryAct(t testing.TB, text string, a *enginetest.Actor) *engine.Result {
	t.Helper()
	s := parse(t, text)
	tape, err := s.History.Tape()
	if err != nil {
		t.Fatal(err)
	}
	p := s.Plan()
	p.Strategy = func() engine.Strategy { return a }
	return enginetest.Play(tape, p)
}

// TestOrderOfTelling: fills, then expiries, then the events of the batch in
// the order of the source; then wake-ups of the instant; all of a batch is
// marked before anything is told.
func TestOrderOfTelling(t *testing.T) {
	var got []string
	note := func(format string, args ...any) { got = append(got, fmt.Sprintf(format, args...)) }
	day2 := engine.Date(2024, 1, 2)
	a := &enginetest.Actor{
		Bar: func(b *engine.Broker, bar engine.Bar) {
			if bar.End().Day() == day2-1 {
				if bar.Instrument() == 1 {
					b.Submit(engine.Order{Instrument: 0, Qty: 1, Type: engine.Limit, Limit: 9_500})
					b.Submit(engine.Order{Instrument: 1, Qty: 1, Type: engine.Limit, Limit: 1_000})
				}
				return
			}
			other, _ := b.Last(1 - bar.Instrument())
			note("bar %d, the other at %v, power %v", bar.Instrument(), other, b.Account().BuyingPower)
			b.Wake(b.Now())
		},
		Fill:   func(_ *engine.Broker, f engine.Fill) { note("fill %d", f.Instrument) },
		Order:  func(_ *engine.Broker, u engine.OrderUpdate) { note("%v %d", u.State, u.Order.Instrument) },
		Signal: func(*engine.Broker, engine.Signal) { note("signal") },
		Wake:   func(*engine.Broker) { note("wake") },
		Begin: func(s *engine.Setup) error {
			s.WatchBars(engine.Daily, 1, 0, 1)
			s.WatchSignals(nil)
			return nil
		},
	}
	act(t, `
cash 100
signal s D2 16:10 +
bars A: 10 10 10 10 | 10 10 9 9.90
bars B: 20 20 20 20 | 20 20 19 21`, a)
	want := []string{
		"fill 0", "expired 1", "bar 0, the other at 21.000, power 90.500", "bar 1, the other at 9.900, power 90.500",
		"signal", "wake", "wake",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestWakeSides: asked for on the closing side of an instant, a wake-up fires
// on it, before the instant's open; asked for on the opening side, after the
// instant's last event; one in the past, now; one to come, on the closing side.
func TestWakeSides(t *testing.T) {
	var got []string
	first := true
	day := engine.Date(2024, 1, 1)
	var why string
	a := &enginetest.Actor{
		Phase: func(b *engine.Broker, p engine.Phase) {
			switch p {
			case engine.PhasePreOpen:
				b.Wake(day.At(9, 20))
			case engine.PhaseMorning: // the opening side of 09:30, before its open
				last, _ := b.Last(0)
				got = append(got, "morning at "+last.String())
				why = "opening"
				b.Wake(b.Now())
			}
		},
		Wake: func(b *engine.Broker) {
			last, _ := b.Last(0)
			got = append(got, fmt.Sprintf("%s %v at %v", why, b.Now().In().Format("15:04"), last))
			if first {
				first = false
				why = "again"
				b.Wake(b.Now())
				why = "past"
				b.Wake(b.Now() - engine.Hour)
			}
		},
		Begin: func(s *engine.Setup) error { s.WatchPrices(0); return nil },
	}
	act(t, "bars A every 30m from 09:00: 1 1 1 1 | 2 2 2 3", a)
	want := []string{" 09:20 at 1.000", "past 09:20 at 1.000", "past 09:20 at 1.000", "morning at 1.000", "opening 09:30 at 2.000"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// wander is an artificial history for the tests below.
func wander(t testing.TB, seed uint64, names, sessions int) (*enginetest.History, *engine.Tape) {
	t.Helper()
	h := enginetest.Wander(&enginetest.Venue{BoardLot: 100}, seed, names, sessions, engine.Date(2023, 1, 2))
	tape, err := h.Tape()
	if err != nil {
		t.Fatal(err)
	}
	return h, tape
}

// TestDigestWhateverIsKept: the digest is the same for full results, rows and
// folds, and a fold sees only the rows of its own plan.
func TestDigestWhateverIsKept(t *testing.T) {
	h, tape := wander(t, 2, 4, 60)
	folds := make([]*counter, 4)
	digests := make([][32]byte, 4)
	err := engine.Runner{Workers: 1}.Run(context.Background(), engine.TapeFeed{Tape: tape}, 4,
		func(i int) engine.Plan {
			p := gamblerPlan(h, 7)
			p.Keep = []engine.Keep{engine.Full, engine.Folds, engine.Rows, engine.Folds}[i]
			if p.Keep == engine.Folds {
				p.Fold = func() engine.Fold { folds[i] = &counter{}; return folds[i] }
			}
			return p
		}, func(i int, r *engine.Result) { digests[i] = r.Digest })
	if err != nil {
		t.Fatal(err)
	}
	for i := range digests {
		if digests[i] != digests[0] {
			t.Errorf("plan %d: another digest", i)
		}
	}
	if folds[1].rows != 61 || folds[3].rows != 61 {
		t.Errorf("folds saw %d and %d rows, want 61 each", folds[1].rows, folds[3].rows)
	}
}

type counter struct{ rows int }

func (c *counter) Row(engine.SessionRow) { c.rows++ }

// TestStartErrors: what a strategy cannot handle, and what the data do not
// have, are errors of its plan.
func TestStartErrors(t *testing.T) {
	for name, tt := range map[string]struct {
		begin func(*engine.Setup) error
		from  string
		want  string
	}{
		"refused":     {func(*engine.Setup) error { return errors.New("top must be positive") }, "", "top must be positive"},
		"no bars":     {func(s *engine.Setup) error { s.WatchBars(5, 1, 0); return nil }, "", "A has no bars of 5m"},
		"no sessions": {func(s *engine.Setup) error { return nil }, "from 2025-01-01\n", "no session"},
		"panic":       {func(*engine.Setup) error { panic("oh") }, "", "panic in Start: oh"},
	} {
		t.Run(name, func(t *testing.T) {
			r := tryAct(t, tt.from+"bars A: 1 1 1 1 | 2 2 2 2", &enginetest.Actor{Begin: tt.begin})
			if r.Err == nil || !strings.Contains(r.Err.Error(), tt.want) {
				t.Errorf("got %v, want %q", r.Err, tt.want)
			}
		})
	}
}

// TestNotWatched: an order for an instrument that was not declared is refused.
func TestNotWatched(t *testing.T) {
	var got []engine.Reason
	act(t, "bars A: 1 1 1 1 | 1 1 1 1\nbars B: 1 1 1 1 | 1 1 1 1", &enginetest.Actor{
		Begin: func(s *engine.Setup) error { s.WatchBars(engine.Daily, 1, 0); return nil },
		Bar:   func(b *engine.Broker, _ engine.Bar) { b.Submit(engine.Order{Instrument: 1, Qty: 1}) },
		Order: func(_ *engine.Broker, u engine.OrderUpdate) { got = append(got, u.Reason) },
	})
	if d := cmp.Diff([]engine.Reason{engine.NotWatched, engine.NotWatched}, got); d != "" {
		t.Error(d)
	}
}

// TestHistoryBeforeTheTape: an action before the first session of the tape
// re-bases the rows before it and no others.
func TestHistoryBeforeTheTape(t *testing.T) {
	h := parse(t, `
bars A: 90 90 90 90 | 30 30 30 30 | 33 33 33 33 | 36 36 36 36
action A D2 split 3/1`).History
	h.First += 2 // D3
	tape, err := h.Tape()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	r := enginetest.Play(tape, engine.Plan{
		Market: engine.Market{Venue: h.Venue}, Span: engine.Span{First: h.First, Last: h.Last},
		Strategy: func() engine.Strategy {
			return &enginetest.Actor{Bar: func(b *engine.Broker, bar engine.Bar) {
				for i := range b.Bars(0, engine.Daily).Len() {
					got = append(got, b.Bars(0, engine.Daily).Close(i).String())
				}
			}}
		},
	})
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	want := []string{"33.000", "30.000", "30.000", "36.000", "33.000", "30.000", "30.000"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestBarViewEndsAtNow: asking for the bar after the newest, or beyond the depth, panics.
func TestBarViewEndsAtNow(t *testing.T) {
	for _, back := range []int{-1, 2} {
		r := tryAct(t, "bars A: 1 1 1 1 | 2 2 2 2 | 3 3 3 3", &enginetest.Actor{
			Begin: func(s *engine.Setup) error { s.WatchBars(engine.Daily, 2, 0); return nil },
			Bar: func(b *engine.Broker, _ engine.Bar) {
				if v := b.Bars(0, engine.Daily); v.Len() == 2 {
					v.Close(back)
				}
			},
		})
		if r.Err == nil || !strings.Contains(r.Err.Error(), "asked of a view of 2") {
			t.Errorf("bar %d: %v", back, r.Err)
		}
	}
}

// TestBarsOfTheBar: of the bar that woke it, a strategy is shown the history
// that ends with it, and the same as by its instrument and interval.
func TestBarsOfTheBar(t *testing.T) {
	woken := 0
	act(t, "bars A: 1 1 1 1 | 2 2 2 2 | 3 3 3 3\nbars B: 7 7 7 7 | 8 8 8 8 | 9 9 9 9", &enginetest.Actor{
		Begin: func(s *engine.Setup) error { s.WatchBars(engine.Daily, 2, 0, 1); return nil },
		Bar: func(b *engine.Broker, bar engine.Bar) {
			woken++
			of := b.BarsOf(bar)
			if of != b.Bars(bar.Instrument(), bar.Interval()) || of.Close(0) != bar.Close() {
				t.Errorf("at %v the newest of %d bars closes at %v, the bar at %v", bar.End(), of.Len(), of.Close(0), bar.Close())
			}
		},
	})
	if woken != 6 {
		t.Errorf("woken %d times, want 6", woken)
	}
}

// TestColumnIsCutAtNow: a shared indicator shows what it was at each bar, NaN in
// its warm-up, and starts again from re-based bars after a split.
func TestColumnIsCutAtNow(t *testing.T) {
	var got []float64
	var col engine.Column
	act(t, `
bars A: 6 6 6 6 | 12 12 12 12 | 4 4 4 4 | 5 5 5 5
action A D3 split 3/1`, &enginetest.Actor{
		Begin: func(s *engine.Setup) error {
			s.WatchBars(engine.Daily, 1, 0)
			col = s.Column(0, engine.Daily, 2, "sum2", func() engine.Streaming { return &sum2{} })
			return nil
		},
		Bar: func(*engine.Broker, engine.Bar) { got = append(got, col.Ago(0)) },
	})
	// 6+12; then 12/3+4, with 6/3+12/3 before it; then 4+5.
	if want := "[NaN 18000 8000 9000]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

type sum2 struct {
	last float64
	n    int
}

func (s *sum2) Next(v engine.BarValues) float64 {
	s.n++
	sum := s.last + float64(v.Close)
	s.last = float64(v.Close)
	if s.n < 2 {
		return nan()
	}
	return sum
}

func nan() float64 { return math.NaN() }

// TestLots: the sizing helper counts every fee, and one more lot would not fit.
func TestLots(t *testing.T) {
	fee := enginetest.Fee{Component: "all", At: engine.PerOrder, Rate: 10 * engine.BasisPoint, Min: 18 * engine.Dollar, Unit: engine.Cent}
	s := parse(t, "lot 100\ncash 1000000\nbars A: 10 10 10 7.77")
	s.Market.Fees = []engine.FeeRule{fee}
	tape, err := s.History.Tape()
	if err != nil {
		t.Fatal(err)
	}
	p := s.Plan()
	p.Strategy = func() engine.Strategy {
		return &enginetest.Actor{Bar: func(b *engine.Broker, bar engine.Bar) {
			cost := func(q engine.Qty) engine.Money {
				value := engine.Price(7_770).Times(q)
				return value + fee.Fee(engine.Note{Qty: q, Consideration: value})
			}
			for m := engine.Money(0); m < 60_000*engine.Dollar; m += 777_777 {
				q := b.Lots(0, m)
				if q%100 != 0 || q > 0 && cost(q) > m || cost(q+100) <= m {
					t.Fatalf("%v buys %d", m, q)
				}
			}
		}}
	}
	if r := enginetest.Play(tape, p); r.Err != nil {
		t.Fatal(r.Err)
	}
}

// TestSelectAndCut: a plan sees the same on a tape of everything, on one of
// what it watches, and on one that ends with its span.
func TestSelectAndCut(t *testing.T) {
	h, tape := wander(t, 4, 8, 80)
	p := gamblerPlan(h, 3)
	p.Strategy = func() engine.Strategy { return &gambler{seed: 3, ids: []engine.ID{1, 4, 6}} }
	p.Span.Last = h.Sessions()[60]
	want := enginetest.Play(tape, p)
	if want.Err != nil || want.FillCount < 20 {
		t.Fatalf("%v, %d fills", want.Err, want.FillCount)
	}
	for name, other := range map[string]*engine.Tape{
		"selected": tape.Select([]engine.ID{1, 4, 6}, true),
		"cut":      tape.Cut(h.First, p.Span.Last),
	} {
		if got := enginetest.Play(other, p); got.Digest != want.Digest {
			t.Errorf("%s: another digest; fills %s", name, cmp.Diff(want.Fills, got.Fills))
		}
	}
}

// TestRunCancelled: a cancelled context ends a run with its error.
func TestRunCancelled(t *testing.T) {
	h, tape := wander(t, 5, 2, 20)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := engine.Run(ctx, engine.TapeFeed{Tape: tape}, 3, func(int) engine.Plan { return gamblerPlan(h, 1) },
		func(int, *engine.Result) { t.Error("a plan ended") })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestEndlessAnswers: a strategy that answers each refusal with another order
// at the same instant ends with an error, not never.
func TestEndlessAnswers(t *testing.T) {
	r := tryAct(t, "bars A: 1 1 1 1 | 1 1 1 1", &enginetest.Actor{
		Bar:   func(b *engine.Broker, _ engine.Bar) { b.Submit(engine.Order{}) },
		Order: func(b *engine.Broker, _ engine.OrderUpdate) { b.Submit(engine.Order{}) },
	})
	if r.Err == nil || !strings.Contains(r.Err.Error(), "a million") {
		t.Errorf("got %v", r.Err)
	}
}

package engine_test

import (
	"context"
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/enginetest"
)

var update = flag.Bool("update", false, "write what the scripts of testdata give")

// TestScripts plays testdata/*.sim. Those named scenario-NN are the scenarios
// of that number; the others are rules of the simulation. Its parts are named
// after the files.
func TestScripts(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.sim")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".sim")
		t.Run(name, func(t *testing.T) {
			enginetest.Scenario(t, path, *update)
		})
	}
}

// TestScenario18UnrelatedInstruments: the fills of A are the same alone, beside
// B, and with the two handed over in the other order.
func TestScenario18UnrelatedInstruments(t *testing.T) {
	a := "bars A: 10 11 9 10 | 10 12 9 11 | 11 11 8 9 | 9 10 9 10 | 10 10 10 10\n"
	b := "bars B: 5 6 4 5 | 5 7 5 6 | 6 6 6 6 | 6 7 5 5 | 5 5 5 5\n"
	steps := "at D1 close x: buy A 100 exits stop 9% target 10%\nat D1 close y: buy A 50 limit 9.50 gtc\nat D4 close z: sell A all\n"
	want, alone, err := parse(t, a+steps).Play()
	if err != nil || len(alone.Fills) < 4 {
		t.Fatalf("%v, %d fills", err, len(alone.Fills))
	}
	for name, text := range map[string]string{"beside B": a + b + steps, "B first": b + a + steps} {
		got, r, err := parse(t, text).Play()
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if d := cmp.Diff(alone.Fills, r.Fills); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestScenario42NoBackAdjustedPrice: "close below 5" does not fire on a price of
// 40 because a 10-for-1 comes later; it does once the split is there.
func TestScenario42NoBackAdjustedPrice(t *testing.T) {
	var fired []string
	act(t, `
bars A: 40 40 40 40 | 40 40 40 40 | 4 4 4 4
action A D3 split 10/1`, &enginetest.Actor{Bar: func(b *engine.Broker, bar engine.Bar) {
		if v := b.Bars(bar.Instrument(), engine.Daily); v.Close(0) < 5_000 {
			fired = append(fired, bar.End().Day().String())
		}
	}})
	if d := cmp.Diff([]string{"2024-01-03"}, fired); d != "" {
		t.Error(d)
	}
}

// TestScenario50Realised: bought 100 at 10, sold 50 at 12: 100.00 realised.
func TestScenario50Realised(t *testing.T) {
	_, r, err := parse(t, "bars A: 10 10 10 10 | 10 10 10 10 | 12 12 12 12\nat D1 close b: buy A 100\nat D2 close s: sell A 50").Play()
	if err != nil {
		t.Fatal(err)
	}
	var gains engine.Money
	for _, e := range r.Journal {
		if e.Account == engine.GainsAccount {
			gains -= e.Amount
		}
	}
	if gains != 100*engine.Dollar {
		t.Errorf("realised %v, want 100.000", gains)
	}
}

// TestScenario55Digests: two runs, and one and sixteen workers, give the same digests.
func TestScenario55Digests(t *testing.T) {
	h, tape := wander(t, 1, 6, 120)
	play := func(workers int) [][32]byte {
		out := make([][32]byte, 40)
		err := engine.Runner{Workers: workers}.Run(context.Background(), engine.TapeFeed{Tape: tape}, len(out),
			func(i int) engine.Plan { return gamblerPlan(h, uint64(i%20)) },
			func(i int, r *engine.Result) {
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
	one, again, many := play(1), play(1), play(16)
	if !slices.Equal(one, again) || !slices.Equal(one, many) {
		t.Error("digests differ between runs or numbers of workers")
	}
	for i := range 20 {
		if one[i] != one[i+20] {
			t.Errorf("plan %d: another digest the second time on one worker", i)
		}
		if i > 0 && one[i] == one[i-1] {
			t.Errorf("plans %d and %d differ and have one digest", i-1, i)
		}
	}
}

// TestScenario57CopiesAreTheCallers: what CopyClose gives may be overwritten;
// later calls and other plans do not see it.
func TestScenario57CopiesAreTheCallers(t *testing.T) {
	s := parse(t, "bars A: 1 1 1 1 | 2 2 2 2 | 3 3 3 3")
	tape, err := s.History.Tape()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		p := s.Plan()
		p.Strategy = func() engine.Strategy {
			return &enginetest.Actor{Bar: func(b *engine.Broker, bar engine.Bar) {
				v := b.Bars(bar.Instrument(), engine.Daily)
				want := []float64{1000, 2000, 3000}[:v.Len()]
				for range 2 {
					got := make([]float64, 3)
					n := v.CopyClose(got)
					if d := cmp.Diff(want, got[:n]); d != "" {
						t.Error(d)
					}
					for i := range got {
						got[i] = -1
					}
				}
			}}
		}
		if r := enginetest.Play(tape, p); r.Err != nil {
			t.Fatal(r.Err)
		}
	}
}

// TestScenario60Panic: a strategy that panics fails its run, with its name, the
// time and the event; the other plans of the batch are as they would be alone.
func TestScenario60Panic(t *testing.T) {
	h, tape := wander(t, 3, 3, 40)
	alone := enginetest.Play(tape, gamblerPlan(h, 1)).Digest
	results := make([]*engine.Result, 5)
	err := engine.Runner{Workers: 1}.Run(context.Background(), engine.TapeFeed{Tape: tape}, 5,
		func(i int) engine.Plan {
			p := gamblerPlan(h, 1)
			if i%2 == 1 {
				bars := 0
				p.Name = "unlucky"
				p.Strategy = func() engine.Strategy {
					return &enginetest.Actor{Bar: func(b *engine.Broker, bar engine.Bar) {
						b.Submit(engine.Order{Instrument: bar.Instrument(), Qty: 100, TIF: engine.GTC})
						if bars++; bars == 10 {
							panic("thirteen")
						}
					}}
				}
			}
			return p
		}, func(i int, r *engine.Result) { results[i] = r })
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if i%2 == 0 {
			if r.Err != nil || r.Digest != alone {
				t.Errorf("plan %d: %v, digest differs: %v", i, r.Err, r.Digest != alone)
			}
			continue
		}
		if r.Err == nil {
			t.Fatalf("plan %d: no error", i)
		}
		// three names: the tenth bar is the first of the fourth session, 2023-01-05
		for _, part := range []string{`"unlucky"`, "*enginetest.Actor", "2023-01-05T16:10:00+08:00", "event ", "thirteen"} {
			if !strings.Contains(r.Err.Error(), part) {
				t.Errorf("%q does not say %s", r.Err, part)
			}
		}
	}
}

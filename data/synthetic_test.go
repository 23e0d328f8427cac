package data

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/hkex"
)

func artificial(t testing.TB, c SyntheticConfig) *Artificial {
	t.Helper()
	c.Venue = hkex.Venue{}
	a, err := Synthesize(c)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func load(t testing.TB, c Config) *Market {
	t.Helper()
	m, err := Load(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestArtificialMarketPassesTheGate(t *testing.T) {
	for seed := uint64(1); seed <= 12; seed++ {
		m, err := Load(context.Background(), artificial(t, SyntheticConfig{Seed: seed}).Config())
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if len(m.Findings.List) > 0 || len(m.Warnings) > 0 {
			t.Errorf("seed %d: findings %v, warnings %v", seed, m.Findings.List, m.Warnings)
		}
		if m.Counts.Splits != 1 || m.Counts.Dividends < 6 || m.Counts.Signals < 20 || m.Counts.Instruments != 25 {
			t.Errorf("seed %d: %+v", seed, m.Counts)
		}
	}
}

// momentum is the money that a plain rule makes of an artificial market: after
// a supportive signal of strength 2 or more, the five strongest names in its
// scope over 20 sessions, bought at the next open and sold ten sessions later,
// at 0.35 % of costs a round trip, each with a fifth of the money.
func momentum(a *Artificial) (total float64, trades int) {
	for i := range a.signals {
		s := &a.signals[i]
		at := s.session
		if s.Direction != engine.Supportive || s.Strength < 2 || s.Category == "earnings" || at < 22 || at+10 >= len(a.sessions) {
			continue
		}
		type pick struct {
			m   float64
			sym string
		}
		var best []pick
		for k := range a.Instruments {
			in := &a.Instruments[k]
			if in.Kind == engine.Index || !s.Concerns(in) {
				continue
			}
			r := a.rows[in.Symbol]
			if m := float64(r[at-1].Close)/float64(r[at-21].Close) - 1; m > 0 {
				best = append(best, pick{m, in.Symbol})
			}
		}
		for n := 0; n < 5 && len(best) > 0; n++ {
			top := 0
			for k := range best {
				if best[k].m > best[top].m {
					top = k
				}
			}
			r := a.rows[best[top].sym]
			gain := float64(r[at+9].Close)/float64(r[at].Open) - 1
			if gain > -0.4 { // not over its split
				total += (gain - 0.0035) / 5
				trades++
			}
			best = append(best[:top], best[top+1:]...)
		}
	}
	return total, trades
}

// The artificial market is not rigged to win.
func TestArtificialMarketIsNotRigged(t *testing.T) {
	lost, sum := 0, 0.0
	for seed := uint64(1); seed <= 50; seed++ {
		gain, trades := momentum(artificial(t, SyntheticConfig{Seed: seed}))
		if trades < 10 {
			t.Errorf("seed %d: %d trades", seed, trades)
		}
		if gain < 0 {
			lost++
		}
		sum += gain
	}
	t.Logf("lost in %d of 50 seeds, mean %.3f", lost, sum/50)
	if lost < 10 || lost > 40 {
		t.Errorf("lost in %d of 50 seeds, want 10 to 40", lost)
	}
}

func TestWriteFilesReadBack(t *testing.T) {
	a := artificial(t, SyntheticConfig{Seed: 7, Symbols: 6, To: engine.Date(2023, 6, 30)})
	memory := load(t, a.Config())
	dir := filepath.Join(t.TempDir(), "made", "market")
	if err := a.WriteFiles(dir); err != nil {
		t.Fatal(err)
	}
	c := a.Config()
	c.memory, c.Dir = nil, dir
	disk := load(t, c)
	if memory.Universe.DataHash != disk.Universe.DataHash {
		t.Error("hashes differ between memory and disk")
	}
	opt := cmp.AllowUnexported(engine.Universe{})
	if d := cmp.Diff(memory.Universe, disk.Universe, opt); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(tapeText(t, memory), tapeText(t, disk)); d != "" {
		t.Error(d)
	}
	if err := a.WriteFiles(dir); err != nil {
		t.Errorf("its own files are not replaced: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".artificial*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.WriteFile(filepath.Join(dir, "mine.csv"), []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := a.WriteFiles(dir); err == nil {
		t.Error("a folder with a foreign file was replaced")
	}
	if err := a.WriteFiles(filepath.Join(dir, "mine.csv")); err == nil {
		t.Error("a file was taken for a folder")
	}
}

// A writer that is told to stop leaves nothing, and one removes what another
// that was killed has left a day ago.
func TestWriteStops(t *testing.T) {
	a := artificial(t, SyntheticConfig{Seed: 7, Symbols: 3, To: engine.Date(2023, 3, 31)})
	dir := t.TempDir()
	long := time.Now().Add(-25 * time.Hour)
	for _, name := range []string{".artificial-1", ".artificial-x"} {
		if err := errors.Join(os.Mkdir(filepath.Join(dir, name), 0o777), os.Chtimes(filepath.Join(dir, name), long, long)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.Write(ctx, filepath.Join(dir, "market")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || left[0].Name() != ".artificial-x" {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestArtificialSeeds(t *testing.T) {
	one, again, two := artificial(t, SyntheticConfig{Seed: 1}), artificial(t, SyntheticConfig{Seed: 1}), artificial(t, SyntheticConfig{Seed: 2})
	for i, f := range one.Files() {
		if !bytes.Equal(f.Bytes, again.Files()[i].Bytes) {
			t.Errorf("%s: one seed, two markets", f.Path)
		}
		if same := bytes.Equal(f.Bytes, two.Files()[i].Bytes); same && strings.HasPrefix(f.Path, "bars/") {
			t.Errorf("%s: two seeds, one market", f.Path)
		}
	}
	if len(one.sessions) < 600 {
		t.Errorf("%d sessions", len(one.sessions))
	}
	if _, err := Synthesize(SyntheticConfig{}); err == nil {
		t.Error("no venue is no error")
	}
}

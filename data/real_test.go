package data

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/enginetest"
	"rally/engine/hkex"
)

// sharedFolder finds the folder of real data beside the repository.
func sharedFolder(t testing.TB) string {
	t.Helper()
	return enginetest.Shared(t, "data", "hk")
}

// realConfig is all 75 names with the HSI beside them.
func realConfig(t testing.TB) Config {
	return Config{
		Dir:         sharedFolder(t),
		Bars:        []string{"daily_unadjusted/*.csv", "index_daily/HSI.csv"},
		Actions:     []string{"actions/dividends.csv", "actions/splits.csv"},
		Signals:     "signals.csv",
		Instruments: "instruments.csv",
		Format:      "yfinance",
		Adjusted:    "none",
		Dividends:   "as-paid",
		Benchmark:   "HSI",
		Waive:       []string{ZeroVolume, OutsideRange},
		Venue:       hkex.Venue{},
	}
}

var hkexVenue = hkex.Venue{}

func countsOf(m *Market) map[string]int {
	out := map[string]int{}
	for _, c := range m.Findings.Counts() {
		out[c.Rule] = c.Count
	}
	return out
}

// All 75 names of daily bars, 2020 to 2025, pass the gate with the waivers
// zero-volume and outside-range and no others.
func TestRealPricesPassTheGate(t *testing.T) {
	m, err := Load(context.Background(), realConfig(t))
	if err != nil {
		for _, f := range m.Findings.List {
			if f.Rule != ZeroVolume && f.Rule != OutsideRange {
				t.Log(f)
			}
		}
		t.Fatal(err)
	}
	// 548 rows flagged zero_volume and three of 1997 flagged patched_futu; 40
	// flagged open_outside_range; the two jumps are of 2020-03-19 and 2022-03-15.
	if d := cmp.Diff(map[string]int{ZeroVolume: 551, OutsideRange: 40, Jump: 2}, countsOf(m)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(Counts{Instruments: 76, Bars: 101263, Signals: 118, Dividends: 598, Splits: 5}, m.Counts); d != "" {
		t.Error(d)
	}
	if m.First != engine.Date(2020, 1, 2) || m.Last != engine.Date(2025, 7, 18) || m.LotsAsOf != engine.Date(2025, 7, 11) || len(m.Files) != 80 {
		t.Errorf("%v to %v, lots as of %v, %d files", m.First, m.Last, m.LotsAsOf, len(m.Files))
	}
	if p, ok := m.Benchmark.Close(engine.Date(2024, 9, 28)); !ok || p != 20632_300 {
		t.Errorf("HSI on 2024-09-27: %v", p)
	}
	if want := []string{"signals name 2 symbols without an instrument or bars: 0728.HK, 1347.HK", "in-sample: signals compiled after the fact"}; !cmp.Equal(want, m.Warnings) {
		t.Errorf("%q", m.Warnings)
	}
	for _, waive := range [][]string{nil, {ZeroVolume}, {OutsideRange}} {
		c := realConfig(t)
		c.Waive = waive
		if m, err := Load(context.Background(), c); err == nil || m == nil || m.Feed.Tape != nil {
			t.Errorf("passes with the waivers %v alone", waive)
		}
	}
}

// The names of the other folder pass in the same way.
func TestMoreRealPricesPassTheGate(t *testing.T) {
	c := realConfig(t)
	c.Bars = []string{"daily_more/*.csv", "etf_daily/72*.csv"}
	c.Benchmark = ""
	if d := cmp.Diff(map[string]int{ZeroVolume: 88, OutsideRange: 7, Jump: 3}, countsOf(load(t, c))); d != "" {
		t.Error(d)
	}
}

// Whatever the order in which files are named, and however many are read at
// once, the market and its hash are the same; another content is another hash.
func TestHashKnowsContentsAlone(t *testing.T) {
	hk := sharedFolder(t)
	c := realConfig(t)
	c.Bars = nil
	for _, s := range []string{"0005", "0700", "9988"} {
		c.Bars = append(c.Bars, "daily_unadjusted/"+s+".HK.csv")
	}
	c.Benchmark = ""
	one := load(t, c)
	slices.Reverse(c.Bars)
	slices.Reverse(c.Actions)
	c.Workers = 1
	c.Bars = append(c.Bars, "daily_unadjusted/0700*.csv")
	two := load(t, c)
	moved := t.TempDir()
	for _, s := range []string{"0005", "0700", "9988"} {
		raw, err := os.ReadFile(filepath.Join(hk, "daily_unadjusted", s+".HK.csv"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(moved, "HK.0"+s+".csv"), raw, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	c.Bars = []string{filepath.Join(moved, "*.csv")}
	three := load(t, c)
	if one.Universe.DataHash != two.Universe.DataHash || one.Universe.DataHash != three.Universe.DataHash {
		t.Error("the hash knows the order or the place of files")
	}
	if tapeText(t, one) != tapeText(t, two) || tapeText(t, one) != tapeText(t, three) {
		t.Error("the tape knows the order or the place of files")
	}
	// The same two contents under each other's names are other data.
	a, b := filepath.Join(moved, "HK.00005.csv"), filepath.Join(moved, "HK.00700.csv")
	for _, r := range [][2]string{{a, a + ".x"}, {b, a}, {a + ".x", b}} {
		if err := os.Rename(r[0], r[1]); err != nil {
			t.Fatal(err)
		}
	}
	c.Waive = []string{ZeroVolume, OutsideRange, OffGrid, LikeASplit}
	if load(t, c).Universe.DataHash == one.Universe.DataHash {
		t.Error("two files changed names, and the hash did not")
	}
}

// Prices and volumes divided by later splits, as yfinance serves its Close,
// are undone to the very tape of traded ones.
func TestSplitAdjustedRealPrices(t *testing.T) {
	hk := sharedFolder(t)
	splits := map[string][]struct {
		ex    string
		ratio float64
	}{"1211": {{"2025-06-10", 3}}, "9901": {{"2021-03-10", 10}}, "0003": {{"2020-06-09", 1.05}, {"2021-06-04", 1.05}}, "1177": {{"2020-07-20", 1.5}}}
	dir := t.TempDir()
	c := realConfig(t)
	c.Bars, c.Benchmark = nil, ""
	for s, of := range splits {
		name := s + ".HK.csv"
		c.Bars = append(c.Bars, "daily_unadjusted/"+name)
		raw, err := os.ReadFile(filepath.Join(hk, "daily_unadjusted", name))
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for i, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
			cells := strings.Split(line, ",")
			for k := 1; k <= 4 && i > 0; k++ {
				v, _ := strconv.ParseFloat(cells[k], 64)
				for _, sp := range of {
					if cells[0] < sp.ex {
						v /= sp.ratio
					}
				}
				// a vendor's 32-bit float, printed as 64 bits
				cells[k] = strconv.FormatFloat(float64(float32(v)), 'f', -1, 64)
			}
			fmt.Fprintln(&out, strings.Join(cells, ","))
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	traded := load(t, c)
	c.Bars = []string{filepath.Join(dir, "*.csv")}
	stated, err := Load(context.Background(), c)
	if err == nil || countsOf(stated)[MissingAction] != 3 {
		t.Errorf("adjusted prices stated as traded: %v, %v", countsOf(stated), err)
	}
	c.Adjusted = "split"
	undone := load(t, c)
	if d := cmp.Diff(countsOf(traded), countsOf(undone)); d != "" {
		t.Error(d)
	}
	for id := range traded.Universe.Len() {
		a, b := closes(t, traded, engine.ID(id)), closes(t, undone, engine.ID(id))
		if !slices.Equal(a, b) {
			t.Errorf("%s: closes differ", traded.Universe.At(engine.ID(id)).Symbol)
		}
	}
	c.Bars, c.Adjusted = []string{"daily_unadjusted/9901.HK.csv"}, "split"
	if m, err := Load(context.Background(), c); err == nil || countsOf(m)[LikeASplit] == 0 {
		t.Errorf("traded prices stated as split-adjusted: %v, %v", countsOf(m), err)
	}
}

// closes reads an instrument's closes back from the tape.
func closes(t *testing.T, m *Market, id engine.ID) []string {
	t.Helper()
	var out []string
	for _, line := range strings.Split(tapeText(t, m), "\n") {
		if f := strings.Fields(line); len(f) == 7 && f[0] == fmt.Sprint(id) {
			out = append(out, strings.Join(f[1:6], " "))
		}
	}
	return out
}

func BenchmarkLoad75(b *testing.B) {
	c := realConfig(b)
	for b.Loop() {
		if _, err := Load(context.Background(), c); err != nil {
			b.Fatal(err)
		}
	}
}

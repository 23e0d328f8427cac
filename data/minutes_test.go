package data

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

// minuteConfig is the seven names with two years of minutes. Their actions miss
// the dividend of 0700 of 2019-05-17, unless it is added.
func minuteConfig(t testing.TB, added string) Config {
	c := realConfig(t)
	c.Bars, c.Benchmark, c.Signals = []string{"minute_futu/*_full.csv.gz"}, "", ""
	c.Format, c.Interval, c.Adjusted = "futu", "1m", "additive"
	if added != "" {
		c.Actions = append(c.Actions, filepath.Join(t.TempDir(), "added.csv"))
		if err := os.WriteFile(c.Actions[2], []byte("symbol,ex_date,amount_hkd\n"+added), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

const tencent2019 = "0700.HK,2019-05-17,1.00\n"

func TestRealMinutes(t *testing.T) {
	m, err := Load(context.Background(), minuteConfig(t, ""))
	if _, ok := errors.AsType[*GateError](err); !ok {
		t.Fatal(err)
	}
	t.Log(err)
	for _, p := range m.Undone {
		t.Logf("%+v %v %v", p, p.Grid(), p.Turnover())
	}
	for _, f := range m.Findings.List {
		t.Log(f, f.Times)
	}
	m, err = Load(context.Background(), minuteConfig(t, tencent2019))
	for _, f := range m.Findings.List {
		t.Log(f, f.Times)
	}
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Counts{}, m.Counts); d != "" {
		t.Error(d)
	}
	t.Log(m.First, m.Last, m.Intervals)
	_ = engine.Daily
}

func BenchmarkLoadMinutes(b *testing.B) {
	c := minuteConfig(b, tencent2019)
	b.ReportAllocs()
	for b.Loop() {
		m, err := Load(context.Background(), c)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(m.Counts.Bars)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
	}
}

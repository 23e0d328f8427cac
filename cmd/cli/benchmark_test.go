package cli

import (
	"strings"
	"testing"

	"rally/data"
	"rally/engine"
)

// What is compared with says whether dividends are in it, and begins at the
// price of the session before the span.
func TestBenchmark(t *testing.T) {
	from, to := engine.Date(2025, 6, 9), engine.Date(2025, 6, 12)
	days := []engine.Day{from - 3, from, from + 1, from + 2}
	closes := []engine.Price{100_000, 102_000, 34_000, 35_000}
	for _, c := range []struct {
		name  string
		curve data.Curve
		label string
		warns bool
	}{
		{"an index", data.Curve{Symbol: "HSI", Index: true}, "HSI (price index)", false},
		{"a security, dividends unknown", data.Curve{Symbol: "1211.HK"}, "1211.HK (price only)", false},
		{"a security with a dividend", data.Curve{Symbol: "1211.HK", Dividends: true, Paid: []engine.Day{from + 1}}, "1211.HK (with dividends)", false},
		{"a security of which none is known", data.Curve{Symbol: "1211.HK", Dividends: true}, "1211.HK (with dividends)", true},
		{"a dividend before the span", data.Curve{Symbol: "1211.HK", Dividends: true, Paid: []engine.Day{from - 1}}, "1211.HK (with dividends)", true},
		{"a dividend after it", data.Curve{Symbol: "1211.HK", Dividends: true, Paid: []engine.Day{to + 1}}, "1211.HK (with dividends)", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &data.Market{Benchmark: c.curve}
			m.Benchmark.Days, m.Benchmark.Closes = days, closes
			b := benchmarkOf(m, from)
			if b.Label != c.label || b.Price != c.curve.Index || len(b.Levels) != len(days) || b.Levels[0] != 100 {
				t.Errorf("%+v", b)
			}
			w := dividendGap(&m.Benchmark, from, to)
			if (w != "") != c.warns || c.warns && !strings.Contains(w, "no dividend of 1211.HK") {
				t.Errorf("warning %q", w)
			}
		})
	}
	if benchmarkOf(&data.Market{}, from) != nil {
		t.Error("a benchmark of nothing")
	}
}

package reports

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/reports/metrics"
)

// studyWith returns a study whose equity follows returns, with one fill.
func studyWith(returns ...float64) *Study {
	s := handMade()
	s.Hold, s.Benchmark = nil, nil
	r := s.Result
	day, equity := engine.Date(2024, 9, 2), r.Cash
	r.Rows = []engine.SessionRow{{Day: day, Equity: equity}}
	for i, x := range returns {
		equity += engine.Money(x * float64(equity))
		r.Rows = append(r.Rows, engine.SessionRow{Day: day + engine.Day(i+1), Equity: equity})
	}
	r.Last = r.Rows[len(r.Rows)-1]
	return s
}

func repeated(n int, pattern ...float64) []float64 {
	var out []float64
	for range n {
		out = append(out, pattern...)
	}
	return out
}

// The verdict never says more than its numbers do.
func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		name    string
		returns []float64
		want    string
	}{
		{"luck", repeated(20, 0.01, -0.009), "Earned 1.8 % net. 2 trades from 2 signal days, 1 name still held; Sharpe 0.82 ± 2.51, so luck is not excluded."},
		{"more than luck", repeated(200, 0.01, -0.005), "so luck alone is unlikely if nothing else was tried."},
		{"loss", repeated(20, -0.01, 0.009), "so the risk was not paid for."},
		{"flat", repeated(20, 0), "Earned 0.0 % net. 2 trades from 2 signal days, 1 name still held; Sharpe undefined (constant returns)."},
		{"one session", []float64{0.01}, "Sharpe undefined (too few returns)."},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := studyWith(c.returns...)
			f, err := s.study()
			if err != nil {
				t.Fatal(err)
			}
			if got := verdict(s, f); !strings.Contains(got, c.want) {
				t.Errorf("verdict: %s\nwant in it: %s", got, c.want)
			}
		})
	}
}

// The benchmark is cut to the run, from its last close on or before the first day.
func TestBenchmarkCurve(t *testing.T) {
	run := []engine.Day{10, 11, 12, 15}
	for _, c := range []struct {
		name   string
		days   []engine.Day
		levels []float64
		want   []float64 // rebased over the run's days; nil: no curve
	}{
		{"same days", []engine.Day{9, 10, 11, 12, 15, 16}, []float64{1, 50, 55, 60, 65, 9}, []float64{100, 110, 120, 130}},
		{"first day missing", []engine.Day{8, 11, 12, 15}, []float64{50, 55, 60, 65}, []float64{100, 110, 120, 130}},
		{"a day missing", []engine.Day{10, 12, 15}, []float64{50, 60, 65}, []float64{100, 100, 120, 130}},
		{"begins later", []engine.Day{12, 15}, []float64{50, 75}, []float64{100, 100, 100, 150}},
		{"ends before", []engine.Day{8, 9}, []float64{50, 60}, []float64{100, 100, 100, 100}},
		{"begins after", []engine.Day{16}, []float64{50}, nil},
		{"empty", nil, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &Study{Benchmark: &Benchmark{Symbol: "HSI", Days: c.days, Levels: c.levels}}
			curve, err := s.benchmarkCurve(run)
			if err != nil {
				t.Fatal(err)
			}
			var got []float64
			if curve != nil {
				for _, v := range rebased(run, *curve) {
					got = append(got, float64(int(v+0.5)))
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	s := &Study{Benchmark: &Benchmark{Symbol: "HSI", Days: run, Levels: []float64{0, 1, 2, 3}}}
	if _, err := s.benchmarkCurve(run); err == nil || !strings.Contains(err.Error(), "benchmark HSI") {
		t.Errorf("a level of nothing: %v", err)
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range [][2]string{
		{grouped(-1234567.891, 2), "−1,234,567.89"}, {grouped(-0.004, 2), "0.00"}, {grouped(999, 0), "999"},
		{plus(0.001, 2), "0.00"}, {plus(12.34, 1), "+12.3"}, {plus(-12.34, 1), "−12.3"},
		{percent(-0.0204), "−2.0 %"}, {hkd(-423_400), "−HK$423"}, {gained(1_000_000), "+HK$1,000"}, {gained(0), "HK$0"},
		{count(1, "trade"), "1 trade"}, {count(0, "trade"), "0 trades"}, {count(1204, "name"), "1,204 names"},
		{said(metrics.Undefined("no_losses"), percent), "undefined (no losses)"}, {dated(engine.Date(2024, 9, 4)), "4 Sep 2024"},
	} {
		if c[0] != c[1] {
			t.Errorf("%s, want %s", c[0], c[1])
		}
	}
}

package reports

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/reports/chart"
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

// A return over a part of the span says so wherever it stands beside the run's.
func TestPartOfABenchmark(t *testing.T) {
	for _, c := range []struct {
		name, part, warning string
		lo, hi              int // of the hand-made benchmark's days
	}{
		{"ends early", "to 9 Sep 2024", "the benchmark HSI ends on 9 Sep 2024: it covers 5 of 8 sessions", 0, 6},
		{"begins late", "from 5 Sep 2024", "the benchmark HSI begins on 5 Sep 2024: it covers 5 of 8 sessions", 4, 10},
		{"both", "from 4 Sep 2024 to 9 Sep 2024", "the benchmark HSI begins on 4 Sep 2024 and ends on 9 Sep 2024: it covers 3 of 8 sessions", 3, 6},
		{"none of it", "", "the benchmark HSI has no two closes in the span: nothing is compared with it", 0, 1},
		{"whole", "", "", 0, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := handMade()
			s.Benchmark.Days, s.Benchmark.Levels = s.Benchmark.Days[c.lo:c.hi], s.Benchmark.Levels[c.lo:c.hi]
			p, err := s.sheet()
			if err != nil {
				t.Fatal(err)
			}
			f, _ := s.study()
			said := ""
			if v := f.value("benchmark_total_return"); v.Defined() {
				said = strings.TrimSpace("HSI (price index) " + percent(v.Number) + " " + c.part)
			}
			if said == "" && strings.Contains(p.Verdict, "HSI") || !strings.Contains(p.Verdict, said+". ") {
				t.Errorf("verdict: %s\nwant in it: %q", p.Verdict, said)
			}
			summary := strings.Join(strings.Fields(strings.Join(Summary(s), " ")), " ")
			if !strings.Contains(summary, said) || !strings.Contains(summary, c.warning) {
				t.Errorf("summary: %s", summary)
			}
			if got := slices.Contains(s.warnings(), c.warning); got != (c.warning != "") {
				t.Errorf("warnings %q", s.warnings())
			}
			noted := 0
			for _, row := range p.Figures[0].Rows {
				if strings.Contains(row.Note, "of 8 sessions, "+c.part) {
					noted++
				}
			}
			if (noted > 0) != (c.part != "") {
				t.Errorf("%d figures with a note on their sessions: %+v", noted, p.Figures[0].Rows)
			}
			if p.Benchmark.Part != c.part {
				t.Errorf("the line's part is %q", p.Benchmark.Part)
			}
		})
	}
}

// Why nothing was bought: a signal is spoken of only where the strategy enters
// on signals and nothing nearer is known.
func TestNoTrade(t *testing.T) {
	const selecting, other = `{"strategy":{"use":"mine","categories":["stimulus"]}}`, `{"strategy":{"use":"buy-and-hold"}}`
	none := func(*engine.Result) {}
	for _, c := range []struct {
		name, config string
		edit         func(*engine.Result)
		want         string
	}{
		{"selects signals", selecting, none, "No trade: no signal selected anything that could be bought (2 signals in the span), so no order was sent."},
		{"selects signals, none in the span", selecting, func(r *engine.Result) { r.Signals = r.Signals[2:] }, "No trade: no signal falls into the span, so no order was sent."},
		{"selects signals, there are none", selecting, func(r *engine.Result) { r.Signals = nil }, "No trade: the data has no signal, so no order was sent."},
		{"no use of signals", other, none, "No trade: the strategy sent no order."},
		{"no configuration", "", none, "No trade: the strategy sent no order."},
		{"remarks", other, func(r *engine.Result) {
			r.Annotations = []engine.Annotation{{Text: "not held, since HK$500 buys no board lot: 0700.HK"}}
		}, "No trade: the strategy sent no order (not held, since HK$500 buys no board lot: 0700.HK)."},
		{"remarks of one that selects", selecting, func(r *engine.Result) {
			r.Annotations = []engine.Annotation{{Text: "first."}, {Text: "second"}, {Text: "third"}}
		}, "No trade: the strategy sent no order (first; 2 more remarks)."},
		{"a long remark", other, func(r *engine.Result) {
			r.Annotations = []engine.Annotation{{Text: "no board lot: " + strings.Repeat("0700.HK, ", 40)}}
		}, "0700.HK …)."},
		{"refused", selecting, func(r *engine.Result) {
			r.OrderCount = 1
			r.Orders = []engine.OrderRecord{{State: engine.Refused, Reason: engine.OddLot}}
		}, "No trade: 1 order sent, none filled (refused odd_lot 1)."},
		{"refused, without rows", other, func(r *engine.Result) { r.OrderCount = 1 }, "No trade: 1 order sent, none filled (refused odd_lot 1)."},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := handMade()
			s.Config = []byte(c.config)
			r := s.Result
			r.Fills, r.Orders, r.FillCount, r.OrderCount = nil, nil, 0, 0
			c.edit(r)
			if got := noTrade(s); !strings.Contains(got, c.want) || len(got) > 260 {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
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

// The benchmark is cut to the run, from its last close on or before the first
// day; one that begins later or ends earlier is a line of its own part.
func TestBenchmarkCurve(t *testing.T) {
	run := []engine.Day{10, 11, 12, 15}
	for _, c := range []struct {
		name     string
		days     []engine.Day
		levels   []float64
		want     []float64 // rebased over the run's days; nil: no curve
		begins   int
		part     string
		sessions int
	}{
		{name: "same days", days: []engine.Day{9, 10, 11, 12, 15, 16}, levels: []float64{1, 50, 55, 60, 65, 9}, want: []float64{100, 110, 120, 130}, sessions: 3},
		{name: "first day missing", days: []engine.Day{8, 11, 12, 15}, levels: []float64{50, 55, 60, 65}, want: []float64{100, 110, 120, 130}, sessions: 3},
		{name: "a day missing", days: []engine.Day{10, 12, 15}, levels: []float64{50, 60, 65}, want: []float64{100, 100, 120, 130}, sessions: 3},
		{name: "begins later", days: []engine.Day{12, 15}, levels: []float64{50, 75}, want: []float64{100, 150}, begins: 2, part: "from 13 Jan 1970", sessions: 1},
		{name: "begins on a day without session", days: []engine.Day{13, 15}, levels: []float64{50, 75}, want: []float64{150}, begins: 3, part: "from 14 Jan 1970", sessions: 1},
		{name: "ends earlier", days: []engine.Day{9, 11, 12}, levels: []float64{50, 75, 80}, want: []float64{100, 150, 160}, part: "to 13 Jan 1970", sessions: 2},
		{name: "ends on a day without session", days: []engine.Day{10, 11, 13}, levels: []float64{50, 75, 80}, want: []float64{100, 150, 150}, part: "to 14 Jan 1970", sessions: 2},
		{name: "a part in the middle", days: []engine.Day{11, 12}, levels: []float64{50, 75}, want: []float64{100, 150}, begins: 1, part: "from 12 Jan 1970 to 13 Jan 1970", sessions: 1},
		{name: "ends before", days: []engine.Day{8, 9}, levels: []float64{50, 60}},
		{name: "ends on the day before the span", days: []engine.Day{8, 10}, levels: []float64{50, 60}},
		{name: "its last day alone", days: []engine.Day{15}, levels: []float64{50}},
		{name: "begins after", days: []engine.Day{16}, levels: []float64{50}},
		{name: "empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &Study{Benchmark: &Benchmark{Symbol: "HSI", Days: c.days, Levels: c.levels}}
			curve, err := s.benchmarkCurve(run)
			if err != nil {
				t.Fatal(err)
			}
			f := &facts{days: run, benchmark: curve, covered: coverageOf(run, curve)}
			var line chart.Curve
			if curve != nil {
				line = benchmarkLine(s, f)
			}
			var got []float64
			for _, v := range line.Values {
				got = append(got, float64(int(v+0.5)))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if line.Begins != c.begins || line.Part != c.part || f.covered.sessions != c.sessions {
				t.Errorf("from session %d, %q, %d sessions", line.Begins, line.Part, f.covered.sessions)
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

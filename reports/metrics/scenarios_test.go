package metrics_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/reports/metrics"
)

const printed = 1e-6 // relative: six or seven digits are printed

// dated makes a curve of equities a session each from a day on, every day.
func dated(t *testing.T, from engine.Day, equity ...float64) metrics.Curve {
	t.Helper()
	days := make([]engine.Day, len(equity))
	for i := range days {
		days[i] = from + engine.Day(i)
	}
	return onDays(t, days, equity...)
}

func onDays(t *testing.T, days []engine.Day, equity ...float64) metrics.Curve {
	t.Helper()
	c, err := metrics.NewCurve(days, equity)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestScenario67(t *testing.T) {
	s := metrics.Compute(curve(t, .01, -.02, .03, -.01, .02), nil, metrics.Options{Periods: 252})
	want(t, s, "mean", .006, exact)
	want(t, s, "sd_ddof1", .0207364, 3e-6)
	want(t, s, "sharpe_ann_rf0", 4.59322, printed)
	want(t, s, "sortino_ann", 9.52470, printed)
	want(t, s, "total_return", .02948504, 2e-7)
	want(t, s, "max_dd", -.02, exact)
}

// The starting equity is the first peak.
func TestScenario68(t *testing.T) {
	c := dated(t, engine.Date(2024, 1, 2), 100, 90, 95)
	s := metrics.Compute(c, nil, metrics.Options{Periods: 246})
	want(t, s, "max_dd", -.10, exact)
	want(t, s, "max_dd_peak_idx", 0, 0)
	first := engine.Date(2024, 1, 2)
	spells := metrics.Drawdowns(c)
	depth := spells[0].Depth
	if diff := cmp.Diff([]metrics.Spell{{
		Peak: 0, Trough: 1, End: 2, PeakDay: first, TroughDay: first + 1, EndDay: first + 2, Depth: depth,
	}}, spells); diff != "" {
		t.Error(diff)
	}
	want(t, s, "max_dd_sessions", 2, 0)
	want(t, s, "max_dd_days", 2, 0)
	if spells[0].Sessions() != 2 || spells[0].Days() != 2 {
		t.Errorf("spell of %d sessions, %d days", spells[0].Sessions(), spells[0].Days())
	}
}

func TestScenario69(t *testing.T) {
	o := metrics.Options{Periods: 246}
	short := onDays(t, []engine.Day{engine.Date(2022, 1, 1), engine.Date(2022, 12, 31)}, 100, 200)
	s := metrics.Compute(short, nil, o)
	want(t, s, "total_return", 1, exact)
	want(t, s, "days", 364, 0)
	for _, name := range []string{"cagr", "cagr_periods", "calmar", "martin_rf0"} {
		undefined(t, s, name, "span under one year")
	}
	long := onDays(t, []engine.Day{engine.Date(2021, 1, 1), engine.Date(2022, 12, 31)}, 100, 400)
	s = metrics.Compute(long, nil, o)
	want(t, s, "days", 729, 0)
	want(t, s, "cagr", 1.00285449, 1e-8)
	undefined(t, s, "calmar", metrics.NoDrawdown)

	// Without a calendar a year is A returns; what is divided by growth keeps to
	// counting, as the published tables do.
	under, year := curve(t, .01, -.02, .03), curve(t, .01, -.02, .03, .01)
	s = metrics.Compute(under, nil, metrics.Options{Periods: 4})
	undefined(t, s, "cagr", "span under one year")
	counted := math.Pow(1.01*.98*1.03, 4./3) - 1
	want(t, s, "cagr_periods", counted, 1e-12)
	want(t, s, "calmar", counted/.02, 1e-12)
	want(t, metrics.Compute(year, nil, metrics.Options{Periods: 4}), "cagr", 1.01*.98*1.03*1.01-1, 1e-12)
	undefined(t, metrics.Compute(under, nil, metrics.Options{}), "cagr", metrics.NoPeriods)
	undefined(t, metrics.Compute(year, &year, metrics.Options{Periods: 5}), "benchmark_cagr", metrics.UnderOneYear)

	anniversary := onDays(t, []engine.Day{engine.Date(2022, 1, 1), engine.Date(2023, 1, 1)}, 100, 200)
	want(t, metrics.Compute(anniversary, nil, o), "cagr", math.Pow(2, 365.25/365)-1, exact)
}

func TestScenario70(t *testing.T) {
	for _, last := range []float64{-5, 0} {
		c := dated(t, engine.Date(2024, 1, 2), 100, 110, 60, last, 50)
		benchmark := dated(t, engine.Date(2024, 1, 2), 100, 101, 99, 100, 103)
		s := metrics.Compute(c, &benchmark, metrics.Options{Periods: 246})
		numbers := map[string]float64{
			"n": 3, "periods": 246, "rf": 0, "days": 3, "total_return": -1, "cagr": -1, "cagr_periods": -1,
			"max_dd": -1, "max_dd_sessions": 2, "max_dd_days": 2, "max_dd_peak_idx": 1, "max_dd_trough_idx": 3, "max_dd_end_idx": 3, "max_dd_recovered": 0,
			"longest_dd_sessions": 2, "longest_dd_days": 2, "longest_dd_recovered": 0, "n_dd_episodes": 1,
			"benchmark_total_return": .03, "benchmark_max_dd": 99./101 - 1,
		}
		for _, f := range s {
			number, defined := numbers[f.Name]
			switch {
			case defined:
				near(t, f.Name, f.Value, number, 1e-12)
			case f.Name == "benchmark_cagr":
				undefined(t, s, f.Name, metrics.UnderOneYear)
			default:
				undefined(t, s, f.Name, "ruined")
			}
		}
	}
	s := metrics.Compute(curve(t, .1, -1.5, .3), nil, metrics.Options{Periods: 246})
	want(t, s, "total_return", -1, 0)
	undefined(t, s, "sharpe_ann_rf0", "ruined")
}

// Marks of five minutes give the ratio of sessions.
func TestScenario71(t *testing.T) {
	first := engine.Date(2024, 1, 2)
	closes := []float64{100, 101, 99.5, 102, 103, 102.5}
	var times []engine.Time
	var marks []float64
	for i := 1; i < len(closes); i++ {
		for m := range 66 {
			at := (first+engine.Day(i)).At(9, 30) + engine.Time(m)*5*engine.Minute
			times = append(times, at)
			marks = append(marks, closes[i-1]+(closes[i]-closes[i-1])*float64(m)/65+math.Sin(float64(m*(65-m))))
		}
	}
	marks[0] = closes[0]
	for i := 1; i < len(closes); i++ {
		marks[i*66-1] = closes[i]
	}
	fine, err := metrics.FromMarks(times, marks)
	if err != nil {
		t.Fatal(err)
	}
	daily := dated(t, first, closes...)
	o := metrics.Options{Periods: 246}
	for _, name := range []string{"n", "sharpe_ann_rf0", "sortino_ann", "ann_vol"} {
		v, _ := metrics.Compute(daily, nil, o).Get(name)
		want(t, metrics.Compute(fine, nil, o), name, v.Number, 0)
	}
}

// The benchmark keeps its own calendar.
func TestScenario72(t *testing.T) {
	day := engine.Date(2022, 12, 30)
	days := []engine.Day{day}
	level := []float64{1000}
	for i := 1; i < 900; i++ {
		d := day + engine.Day(i)
		if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
			continue
		}
		days = append(days, d)
		level = append(level, 1000+float64(i)/3+20*math.Sin(float64(i)/9))
	}
	benchmark := onDays(t, days, level...)
	years := metrics.Years(benchmark)
	o := metrics.Options{Periods: 246}
	alone := metrics.Compute(benchmark, nil, o)
	for _, every := range []int{1, 7, 90} {
		var some []engine.Day
		var equity []float64
		for i := 0; i < len(days); i += every {
			some = append(some, days[i])
			equity = append(equity, 500+math.Sqrt(float64(i)))
		}
		some = append(some, days[len(days)-1]+5) // a day that the benchmark has not
		equity = append(equity, 400)
		s := metrics.Compute(onDays(t, some, equity...), &benchmark, o)
		if diff := cmp.Diff(years, metrics.Years(benchmark)); diff != "" {
			t.Error(diff)
		}
		for _, name := range []string{"total_return", "cagr", "max_dd"} {
			v, _ := alone.Get(name)
			want(t, s, "benchmark_"+name, v.Number, 0)
		}
		want(t, s, "benchmark_n", float64((len(days)-1)/every), 0)
	}
	if len(years) != 3 || years[0].Year != 2023 {
		t.Fatalf("years %v", years)
	}
	product := 1.0
	for _, y := range years {
		product *= 1 + y.Return.Number
	}
	want(t, alone, "total_return", product-1, 1e-9)
}

// What the benchmark made is of the curve's span, whatever else its file has,
// and does not depend on the days within it.
func TestBenchmarkOfTheCurvesSpan(t *testing.T) {
	first := engine.Date(2024, 1, 2)
	own := dated(t, first, 50, 100, 90, 101, 120, 96, 110, 400)
	o := metrics.Options{Periods: 246}
	of := func(days []engine.Day) metrics.Set {
		equity := make([]float64, len(days))
		for i := range equity {
			equity[i] = 100 + float64(i)
		}
		return metrics.Compute(onDays(t, days, equity...), &own, o)
	}
	for name, c := range map[string]struct {
		days       []engine.Day
		total, low float64
	}{
		"every day":                     {[]engine.Day{first + 1, first + 2, first + 3, first + 4, first + 5, first + 6}, .10, .96/1.2 - 1},
		"few days":                      {[]engine.Day{first + 1, first + 6}, .10, .96/1.2 - 1},
		"the first session's day twice": {[]engine.Day{first + 2, first + 2, first + 6}, .10, .96/1.2 - 1},
		"before and beyond":             {[]engine.Day{first - 9, first + 9}, 7, .96/1.2 - 1},
		"ends between":                  {[]engine.Day{first + 1, first + 3}, .01, -.10},
	} {
		t.Run(name, func(t *testing.T) {
			s := of(c.days)
			want(t, s, "benchmark_total_return", c.total, 1e-12)
			want(t, s, "benchmark_max_dd", c.low, 1e-12)
		})
	}
	for name, days := range map[string][]engine.Day{"before it": {first - 9, first - 8}, "after it": {first + 20, first + 30}, "at its end": {first + 7, first + 9}} {
		for _, figure := range []string{"benchmark_total_return", "benchmark_cagr", "benchmark_max_dd"} {
			t.Run(name, func(t *testing.T) { undefined(t, of(days), figure, metrics.BenchmarkApart) })
		}
	}
	between := dated(t, first+4, 5, 6)
	gap := onDays(t, []engine.Day{first, first + 30}, 100, 130)
	s := metrics.Compute(between, &gap, o) // its last level before is of long ago
	undefined(t, s, "benchmark_total_return", metrics.BenchmarkApart)
	short, long := curve(t, .01, .02), curve(t, .01, .02, .03)
	for _, name := range []string{"benchmark_total_return", "benchmark_max_dd", "beta"} {
		undefined(t, metrics.Compute(short, &long, o), name, metrics.BenchmarkMismatch)
		undefined(t, metrics.Compute(between, &long, o), name, metrics.BenchmarkMismatch)
	}
	years := onDays(t, []engine.Day{first, first + 800}, 100, 120)
	index := onDays(t, []engine.Day{first - 300, first - 1, first + 400, first + 799, first + 900}, 7, 100, 90, 121, 9)
	s = metrics.Compute(years, &index, o)
	want(t, s, "benchmark_cagr", math.Pow(1.21, 365.25/799)-1, 1e-12) // from the curve's first day on
	want(t, s, "benchmark_max_dd", -.10, 1e-12)
}

// The benchmark laid on itself with sessions missing: beta is one.
func TestBenchmarkOnCommonDays(t *testing.T) {
	first := engine.Date(2024, 1, 2)
	b := dated(t, first, 100, 103, 101, 106, 104, 109, 111)
	c := onDays(t, []engine.Day{first, first, first + 2, first + 3, first + 6}, 100, 100, 101, 106, 111)
	s := metrics.Compute(c, &b, metrics.Options{Periods: 246})
	want(t, s, "benchmark_n", 3, 0)
	want(t, s, "beta", 1, 1e-12)
	undefined(t, s, "info_ratio_ann", metrics.NoActiveRisk)
	undated := curve(t, .01, .02)
	undefined(t, metrics.Compute(c, &undated, metrics.Options{Periods: 246}), "beta", metrics.BenchmarkMismatch)
}

// PSR(0) of scenario 73.
func TestScenario73PSR(t *testing.T) {
	near(t, "psr_0", metrics.PSR(.10, 0, 1250, -.5, 5), .999701, printed)
}

package metrics_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rally/engine"
	"rally/reports/metrics"
)

// drawCurve draws days and equities: quiet, wild, flat, ruined.
func drawCurve(t *rapid.T) ([]engine.Day, []float64) {
	n := rapid.IntRange(1, 80).Draw(t, "points")
	width := rapid.SampledFrom([]float64{0, 1e-9, .001, .02, .3, 1.2}).Draw(t, "width")
	start := rapid.Float64Range(1e-3, 1e12).Draw(t, "start")
	days, equity := []engine.Day{engine.Date(2020, 1, 2)}, []float64{start}
	for i := 1; i < n; i++ {
		days = append(days, days[i-1]+engine.Day(rapid.IntRange(1, 40).Draw(t, "gap")))
		equity = append(equity, equity[i-1]*(1+rapid.Float64Range(-width, width).Draw(t, "r")))
	}
	return days, equity
}

func TestFoldIsCompute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days, equity := drawCurve(t)
		c, err := metrics.NewCurve(days, equity)
		if err != nil {
			t.Fatal(err)
		}
		o := metrics.Options{Periods: 246, RiskFree: .03}
		var f metrics.Fold
		for i, e := range equity {
			f.Session(days[i], e)
		}
		folded := f.Figures(o)
		if diff := cmp.Diff(metrics.Compute(c, nil, o)[:len(folded)], folded); diff != "" {
			t.Error(diff)
		}
	})
}

// A second opinion by textbook loops, two passes each.
func TestFoldAgainstTwoPasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SliceOfN(rapid.Float64Range(-.1, .1), 5, 60).Draw(t, "returns")
		r = append(r, .05, -.04) // not constant
		c, err := metrics.FromReturns(nil, r)
		if err != nil {
			t.Fatal(err)
		}
		n := float64(len(r))
		var mean, m2, m3, m4, low float64
		for _, x := range r {
			mean += x / n
		}
		for _, x := range r {
			d := x - mean
			m2, m3, m4 = m2+d*d, m3+d*d*d, m4+d*d*d*d
			low += math.Min(x, 0) * math.Min(x, 0)
		}
		peak, deepest, equity := 1.0, 0.0, 1.0
		for _, x := range r {
			equity *= 1 + x
			peak = math.Max(peak, equity)
			deepest = math.Min(deepest, equity/peak-1)
		}
		s := metrics.Compute(c, nil, metrics.Options{Periods: 100})
		for name, want := range map[string]float64{
			"mean": mean, "sd_ddof1": math.Sqrt(m2 / (n - 1)), "skew_pop": m3 / n / math.Pow(m2/n, 1.5),
			"kurt_pop_raw": m4 / n / (m2 / n) / (m2 / n), "max_dd": deepest, "total_return": equity - 1,
			"downside_dev_ann": math.Sqrt(low/n) * 10, "sharpe_ann_rf0": 10 * mean / math.Sqrt(m2/(n-1)),
		} {
			if v, _ := s.Get(name); math.Abs(v.Number-want) > 1e-11*(1+math.Abs(want)) {
				t.Errorf("%s = %v, want %v", name, v, want)
			}
		}
	})
}

func TestNothingIsNotANumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days, equity := drawCurve(t)
		c, err := metrics.NewCurve(days, equity)
		if err != nil {
			t.Fatal(err)
		}
		daysB, equityB := drawCurve(t)
		b, err := metrics.NewCurve(daysB, equityB)
		if err != nil {
			t.Fatal(err)
		}
		o := metrics.Options{Periods: rapid.SampledFrom([]float64{0, 1, 12, 246.5}).Draw(t, "A")}
		for _, f := range metrics.Compute(c, &b, o) {
			if math.IsNaN(f.Value.Number) || math.IsInf(f.Value.Number, 0) || !f.Value.Defined() && f.Value.Number != 0 {
				t.Errorf("%s = %#v", f.Name, f.Value)
			}
			if f.Value.Why == metrics.NotFinite && o.Periods < 200 {
				t.Errorf("%s is undefined without a reason of its own", f.Name)
			}
		}
	})
}

func TestDrawdownBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days, equity := drawCurve(t)
		c, err := metrics.NewCurve(days, equity)
		if err != nil {
			t.Fatal(err)
		}
		depths := metrics.Underwater(c)
		spells := metrics.Drawdowns(c)
		end, deepest, longest := 0, 0.0, 0
		for i, s := range spells {
			if s.Peak < end || s.Trough <= s.Peak || s.End < s.Trough || s.Depth >= 0 || s.Depth < -1 {
				t.Fatalf("spell %d: %+v", i, s)
			}
			if !s.Recovered && i < len(spells)-1 || s.Recovered && equity[s.End] < equity[s.Peak] {
				t.Fatalf("spell %d: %+v", i, s)
			}
			if depths[s.Trough] != s.Depth {
				t.Fatalf("depth %v at the trough of %+v", depths[s.Trough], s)
			}
			end, deepest, longest = s.End, math.Min(deepest, s.Depth), max(longest, s.Sessions())
		}
		low := 0.0
		for _, d := range depths {
			low = math.Min(low, d)
		}
		if low != deepest {
			t.Fatalf("lowest %v, deepest spell %v", low, deepest)
		}
		if c.Len() < 2 {
			return
		}
		s := metrics.Compute(c, nil, metrics.Options{Periods: 246})
		for name, want := range map[string]float64{
			"max_dd": deepest, "n_dd_episodes": float64(len(spells)), "longest_dd_sessions": float64(longest),
		} {
			if v, _ := s.Get(name); v.Number != want {
				t.Errorf("%s = %v, want %v", name, v, want)
			}
		}
	})
}

func TestOptimalFIsAMaximum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SliceOfN(rapid.Float64Range(-.5, .5), 1, 30).Draw(t, "returns")
		f, growth := metrics.OptimalF(r)
		if !f.Defined() {
			return
		}
		for _, k := range []float64{0, .5, .9, .99, 1.01, 1.1, 2} {
			var sum float64
			for _, x := range r {
				sum += math.Log(math.Max(1+f.Number*k*x, 0))
			}
			if sum/float64(len(r)) > growth.Number+1e-9 {
				t.Fatalf("growth %v at %v of f = %v exceeds %v", sum, k, f, growth)
			}
		}
	})
}

func TestTradesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nets := rapid.SliceOfN(rapid.Int64Range(-1e9, 1e9), 1, 40).Draw(t, "nets")
		var trades []metrics.Trade
		var total int64
		for _, n := range nets {
			total += n
			trades = append(trades, metrics.Trade{Net: engine.Money(n), Return: float64(n) / 1e10, Sessions: 1})
		}
		s := metrics.ComputeTrades(trades)
		number := func(name string) float64 { v, _ := s.Get(name); return v.Number }
		if number("wins")+number("losses")+number("scratches") != float64(len(nets)) {
			t.Error("wins, losses and scratches are not all trades")
		}
		if got := number("expectancy") * float64(len(nets)) * 1000; math.Abs(got-float64(total)) > 1e-3 {
			t.Errorf("expectancy gives a total of %v, want %v", got, total)
		}
		hit := number("hit_rate_all")
		if hit < number("hit_rate_wilson95_lo") || hit > number("hit_rate_wilson95_hi") {
			t.Error("the hit rate lies outside its interval")
		}
		for _, f := range s {
			if f.Value.Why == metrics.NotFinite {
				t.Errorf("%s is undefined without a reason of its own", f.Name)
			}
		}
	})
}

func TestFoldDoesNotAllocate(t *testing.T) {
	var f metrics.Fold
	day, equity := engine.Date(2020, 1, 2), 1e6
	if n := testing.AllocsPerRun(1000, func() {
		day++
		equity *= 1 + .01*math.Sin(float64(day))
		f.Session(day, equity)
	}); n != 0 {
		t.Errorf("%v allocations a session", n)
	}
}

func BenchmarkFoldSession(b *testing.B) {
	var f metrics.Fold
	day, equity := engine.Date(2020, 1, 2), 1e6
	for b.Loop() {
		day++
		equity += float64(day%7) - 3
		f.Session(day, equity)
	}
}

// TestFoldReturns: a fold of stretches has the figures of the curve of all of them.
func TestFoldReturns(t *testing.T) {
	all := []float64{0.01, -0.02, 0.005, 0, 0.03, -0.011, 0.002}
	f := metrics.FoldReturns(all[:2], nil, all[2:6], all[6:])
	c, err := metrics.FromReturns(nil, all)
	if err != nil {
		t.Fatal(err)
	}
	want := metrics.Compute(c, nil, metrics.Options{Periods: 246})
	for _, got := range f.Figures(metrics.Options{Periods: 246}) {
		if v, _ := want.Get(got.Name); v != got.Value {
			t.Errorf("%s = %v, want %v", got.Name, got.Value, v)
		}
	}
}

package metrics_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/reports/metrics"
)

func TestEdges(t *testing.T) {
	o := metrics.Options{Periods: 252}
	compute := func(t *testing.T, returns ...float64) metrics.Set {
		return metrics.Compute(curve(t, returns...), nil, o)
	}
	t.Run("empty", func(t *testing.T) {
		for _, f := range compute(t) {
			switch f.Name {
			case "n", "periods", "rf":
			case "days", "longest_dd_days":
				undefined(t, metrics.Set{f}, f.Name, metrics.NoDates)
			default:
				if f.Value.Defined() {
					t.Errorf("%s = %v of no returns", f.Name, f.Value)
				}
			}
		}
	})
	t.Run("one return", func(t *testing.T) {
		s := compute(t, .01)
		want(t, s, "total_return", .01, 1e-12)
		undefined(t, s, "sd_ddof1", metrics.TooFewReturns)
		for _, r := range []float64{.01, -.01, 0} { // mean ÷ deviation of one return is its sign
			s := compute(t, r)
			for _, name := range []string{"sharpe_ann_rf0", "sortino_ann", "kelly_cont"} {
				undefined(t, s, name, metrics.TooFewReturns)
			}
			want(t, s, "VaR_hist_0.05", -r, 1e-12)
			want(t, s, "ulcer_n", max(-r, 0), 1e-12)
			stated := metrics.ComputeStated(curve(t, r), metrics.Stated{MAR: .001}, o)
			for _, name := range []string{"sortino_per_mar", "sortino_ann_mar", "upside_potential_ratio_mar"} {
				undefined(t, stated, name, metrics.TooFewReturns)
			}
		}
		want(t, compute(t, -.01), "omega_0", 0, 0) // by its definition: no gain, a loss
		undefined(t, compute(t, .01), "omega_0", metrics.NoLosses)
	})
	t.Run("constant", func(t *testing.T) {
		tenth := []float64{.01, .01, .01, .01, .01, .01, .01, .01, .01, .01}
		s := compute(t, tenth...)
		want(t, s, "sd_ddof1", 0, 0)
		for _, name := range []string{"sharpe_ann_rf0", "sharpe_se", "psr_0", "nw3_t", "kelly_cont", "skew_pop", "sharpe_lo_ann"} {
			undefined(t, s, name, metrics.ConstantReturns)
		}
		undefined(t, s, "sortino_ann", metrics.NoLosses)
		undefined(t, s, "omega_0", metrics.NoLosses)
		undefined(t, s, "calmar", metrics.NoDrawdown)
		want(t, s, "max_dd", 0, 0)
		want(t, s, "n_dd_episodes", 0, 0)
		equity := make([]float64, 11)
		for i := range equity {
			equity[i] = 1e6 * math.Pow(1.01, float64(i))
		}
		c, err := metrics.NewCurve(nil, equity)
		if err != nil {
			t.Fatal(err)
		}
		undefined(t, metrics.Compute(c, nil, o), "sharpe_ann_rf0", metrics.ConstantReturns)
	})
	t.Run("no trade", func(t *testing.T) {
		s := compute(t, 0, 0, 0)
		want(t, s, "total_return", 0, 0)
		want(t, s, "ann_vol", 0, 0)
		undefined(t, s, "sharpe_ann_rf0", metrics.ConstantReturns)
	})
	t.Run("everything lost", func(t *testing.T) {
		s := compute(t, .01, -1, .5, .5)
		want(t, s, "cagr", -1, 0)
		want(t, s, "n", 2, 0)
		undefined(t, s, "log_growth_per", metrics.Ruined)
	})
	t.Run("constant benchmark", func(t *testing.T) {
		b := curve(t, .001, .001, .001, .001)
		s := metrics.Compute(curve(t, .01, -.01, .02, 0), &b, o)
		undefined(t, s, "beta", metrics.BenchmarkConstant)
		undefined(t, s, "r2", metrics.BenchmarkConstant)
		undefined(t, s, "down_capture", metrics.BenchmarkNoDown)
	})
	t.Run("periods unknown", func(t *testing.T) {
		s := metrics.Compute(curve(t, .01, -.01, .02, 0), nil, metrics.Options{})
		undefined(t, s, "ann_vol", metrics.NoPeriods)
		undefined(t, s, "cagr", metrics.NoPeriods)
		if v, _ := s.Get("psr_0"); !v.Defined() {
			t.Errorf("psr_0 %v", v)
		}
	})
}

func TestTradeEdges(t *testing.T) {
	for _, f := range metrics.ComputeTrades(nil) {
		if strings.HasSuffix(f.Unit, "count") && f.Name != "max_consec_losses" {
			near(t, f.Name, f.Value, 0, 0)
			continue
		}
		undefined(t, metrics.Set{f}, f.Name, metrics.NoTrades)
	}
	wins := metrics.ComputeTrades([]metrics.Trade{{Net: 5000, Return: .1, Sessions: 3}, {Net: 1000, Return: .02, Sessions: 2}})
	undefined(t, wins, "profit_factor", "no_losses")
	undefined(t, wins, "payoff", metrics.NoLosses)
	undefined(t, wins, "kelly_exact_growth_opt", metrics.NoLosses)
	want(t, wins, "max_consec_losses", 0, 0)
	want(t, wins, "hit_rate_cp95_hi", 1, 0)
	losses := metrics.ComputeTrades([]metrics.Trade{{Net: -5000, Return: -1}, {Net: 0}, {Net: -1000, Return: -.02}})
	want(t, losses, "profit_factor", 0, 0)
	want(t, losses, "max_consec_losses", 1, 0)
	want(t, losses, "kelly_exact_growth_opt", 0, 0)
	undefined(t, losses, "payoff", metrics.NoWins)
	undefined(t, losses, "top1_share_of_net", metrics.NetNotPositive)
	undefined(t, losses, "geo_mean_ret", metrics.TotalLossTrade)
	scratch := metrics.ComputeTrades([]metrics.Trade{{}})
	undefined(t, scratch, "hit_rate_excl_scratch", metrics.TooFewTrades)
	undefined(t, scratch, "sqn_uncapped", metrics.TooFewTrades)
}

func TestActivityEdges(t *testing.T) {
	flat, err := metrics.NewCurve(nil, []float64{100, 100, 100})
	if err != nil {
		t.Fatal(err)
	}
	s := metrics.ComputeActivity(metrics.Activity{Exposure: []float64{0, 0}}, flat, metrics.Options{Periods: 246})
	want(t, s, "exposure_time", 0, 0)
	want(t, s, "turnover", 0, 0)
	undefined(t, s, "break_even_cost_bp", metrics.NoTrading)
	var a metrics.Activity
	a.Add(engine.Buy, 50_000, 40)
	a.Add(engine.Sell, 30_000, 10)
	if diff := cmp.Diff(metrics.Activity{Buys: 50_000, Sells: 30_000, Costs: 50}, a); diff != "" {
		t.Error(diff)
	}
}

func TestCurveErrors(t *testing.T) {
	d := engine.Date(2024, 1, 2)
	for name, c := range map[string]struct {
		days   []engine.Day
		equity []float64
	}{
		"no point":        {nil, nil},
		"start at zero":   {nil, []float64{0, 1}},
		"missing":         {nil, []float64{1, math.NaN()}},
		"infinite":        {nil, []float64{1, math.Inf(1)}},
		"too few days":    {[]engine.Day{d}, []float64{1, 2}},
		"descending":      {[]engine.Day{d, d - 1}, []float64{1, 2}},
		"one day twice":   {[]engine.Day{d, d + 1, d + 1}, []float64{1, 2, 3}},
		"nan at the head": {nil, []float64{math.NaN()}},
	} {
		if _, err := metrics.NewCurve(c.days, c.equity); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := metrics.FromReturns(nil, []float64{.1, math.NaN()}); err == nil {
		t.Error("a missing return is no error")
	}
	if _, err := metrics.FromMarks([]engine.Time{1, 0}, []float64{1, 1}); err == nil {
		t.Error("times may descend")
	}
}

func TestJSON(t *testing.T) {
	s := metrics.Set{
		{Name: "total_return", Value: metrics.Number(.25)},
		{Name: "cagr", Value: metrics.Undefined(metrics.UnderOneYear)},
		{Name: "max_dd", Value: metrics.Number(math.Copysign(0, -1))},
		{Name: "odd", Value: metrics.Number(math.Inf(1))},
	}
	got, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	const written = `{"total_return":0.25,"cagr":{"undefined":"span under one year"},"max_dd":0,"odd":{"undefined":"not a finite number"}}`
	if diff := cmp.Diff(written, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestDefinitionsAreWhole(t *testing.T) {
	seen := make(map[string]bool)
	for _, d := range metrics.Definitions() {
		if d.Name == "" || d.Text == "" || d.Source == "" || seen[d.Name] {
			t.Errorf("definition %+v is not whole, or twice", d)
		}
		seen[d.Name] = true
	}
	c, err := metrics.NewCurve(nil, []float64{100, 101})
	if err != nil {
		t.Fatal(err)
	}
	o := metrics.Options{Periods: 252}
	var a metrics.Activity
	written := len(metrics.Compute(c, &c, o)) + len(metrics.ComputeActivity(a, c, o)) + len(metrics.ComputeTrades(nil)) + len(metrics.ComputeMultiples(nil)) +
		len(metrics.ComputeStated(c, metrics.Stated{}, o)) + len(metrics.ComputeVariants(c, &c, a, nil, o))
	if written != len(seen) {
		t.Errorf("%d figures written, %d defined", written, len(seen))
	}
}

package metrics_test

import (
	"math"
	"testing"
	"time"

	"rally/engine"
	"rally/reports/metrics"
)

// What backtesting.py, quantstats and pyfolio print of the same curve.
func TestVectorsVariants(t *testing.T) {
	table := columns(t, "returns.csv")
	c, benchmark := curve(t, table["r"]...), curve(t, table["b"]...)
	a := metrics.Activity{Buys: 50_000, Sells: 30_000}
	o := metrics.Options{Periods: 252}
	s := metrics.ComputeVariants(c, &benchmark, a, nil, o)
	const six = 5e-6 // so many decimals are printed
	want(t, s, "ann_vol_backtestingpy", 0.162185, six)
	want(t, s, "sharpe_ann_backtestingpy", 1.772164, six)
	want(t, s, "sortino_ann_backtestingpy", 3.498330, six)
	pub := expected(t, "A_returns")
	want(t, s, "profit_factor_quantstats", pub["omega_0"], exact)
	want(t, s, "exposure_quantstats", 0.9, exact)
	want(t, s, "ES_quantstats_0.05", (.0165+.0191)/2, exact)
	// by numpy, from the formulas
	want(t, s, "beta_backtestingpy", 0.7489120420167484, exact)
	want(t, s, "alpha_backtestingpy", 0.014818866887454419, exact)
	undefined(t, s, "calmar_36m", metrics.Under36Months)
	undefined(t, s, "max_dd_business_days_pyfolio", metrics.NoDates)
	undefined(t, s, "profit_factor_backtestingpy", metrics.NoTrades)
	s = metrics.ComputeVariants(c, &benchmark, a, nil, metrics.Options{Periods: 10})
	want(t, s, "calmar_36m", (math.Pow(1+pub["total_return"], 10./30)-1)/-pub["max_dd"], exact)
}

func TestVariants(t *testing.T) {
	a, o := metrics.Activity{Buys: 50_000, Sells: 30_000}, metrics.Options{Periods: 252}
	level, err := metrics.NewCurve(nil, []float64{100, 100, 100})
	if err != nil {
		t.Fatal(err)
	}
	s := metrics.ComputeVariants(level, nil, a, nil, o)
	want(t, s, "turnover_lesser", 0.30, exact)
	want(t, s, "turnover_pyfolio", 0.40, exact)
	want(t, s, "ann_vol_backtestingpy", 0, 0)
	undefined(t, s, "sharpe_ann_backtestingpy", metrics.ConstantReturns)
	undefined(t, s, "sortino_ann_backtestingpy", metrics.NoLosses)
	undefined(t, s, "sharpe_adj_ann_geom_PA", metrics.ConstantReturns)
	undefined(t, s, "burke_PA", metrics.NoDrawdown)
	undefined(t, s, "beta_backtestingpy", metrics.NoBenchmark)
	c := curve(t, .01, -.02, .03, .01, -.04)
	undefined(t, metrics.ComputeVariants(c, nil, a, nil, metrics.Options{}), "ann_vol_backtestingpy", metrics.NoPeriods)
	undefined(t, metrics.ComputeVariants(curve(t, .1, -1), nil, a, nil, o), "sortino_ann_backtestingpy", metrics.Ruined)
	// seven of a hundred is 7 %, although 100 × 0.07 is more than 7
	few := make([]float64, 100)
	for i := range 7 {
		few[i] = .01
	}
	want(t, metrics.ComputeVariants(curve(t, few...), nil, a, nil, o), "exposure_quantstats", .07, exact)
	few[9] = .01
	want(t, metrics.ComputeVariants(curve(t, append(few, 0)...), nil, a, nil, o), "exposure_quantstats", .08, exact)
}

// How long a drawdown was, to three programs: Friday the peak, under water from
// Monday to Wednesday, recovered on Thursday.
func TestDrawdownLengthsOfOthers(t *testing.T) {
	friday := engine.Date(2024, time.January, 5)
	days := []engine.Day{friday - 1, friday, friday + 3, friday + 4, friday + 5, friday + 6, friday + 7}
	s := metrics.ComputeVariants(onDays(t, days, 100, 110, 105, 104, 109, 110, 90), nil, metrics.Activity{}, nil, metrics.Options{})
	want(t, s, "longest_dd_days_backtestingpy", 6, 0)
	want(t, s, "longest_dd_days_quantstats", 3, 0)
	undefined(t, s, "max_dd_business_days_pyfolio", metrics.NotRecovered) // that of the last day
	s = metrics.ComputeVariants(onDays(t, days, 100, 110, 105, 104, 109, 110, 109), nil, metrics.Activity{}, nil, metrics.Options{})
	want(t, s, "max_dd_business_days_pyfolio", 5, 0)
	none := metrics.ComputeVariants(onDays(t, days[:2], 100, 110), nil, metrics.Activity{}, nil, metrics.Options{})
	want(t, none, "longest_dd_days_quantstats", 0, 0)
	undefined(t, none, "max_dd_business_days_pyfolio", metrics.NoDrawdown)
}

func TestCalmarOf36Months(t *testing.T) {
	last := engine.Date(2024, time.June, 28)
	days := []engine.Day{engine.Date(2019, 1, 2), engine.Date(2020, 1, 2), engine.Date(2021, 6, 25), engine.Date(2022, 6, 1), last}
	c := onDays(t, days, 100, 20, 100, 80, 130) // the fall of 2019 is of before
	s := metrics.ComputeVariants(c, nil, metrics.Activity{}, nil, metrics.Options{})
	want(t, s, "calmar_36m", (math.Pow(1.3, 365.25/float64(last-days[2]))-1)/.2, exact)
	s = metrics.ComputeVariants(onDays(t, days[3:], 80, 130), nil, metrics.Activity{}, nil, metrics.Options{})
	undefined(t, s, "calmar_36m", metrics.Under36Months)
}

func TestStated(t *testing.T) {
	o := metrics.Options{Periods: 252}
	s := metrics.ComputeStated(curve(t, .01, .02), metrics.Stated{MAR: .005}, o)
	undefined(t, s, "sortino_per_mar", metrics.NoLosses)
	undefined(t, s, "omega_mar", metrics.NoLosses)
	undefined(t, s, "upside_potential_ratio_mar", metrics.NoLosses)
	want(t, s, "upside_potential_mar", .01, exact)
	undefined(t, s, "lo_eta_given", metrics.NoAutocorrelations)
	undefined(t, metrics.ComputeStated(curve(t, .01, .02), metrics.Stated{Rho: []float64{.1}}, metrics.Options{}), "lo_eta_given", metrics.NoPeriods)
	undefined(t, metrics.ComputeStated(curve(t, .01, .02), metrics.Stated{Rho: []float64{-1}}, o), "lo_eta_given", metrics.Autocorrelated)
	undefined(t, metrics.ComputeStated(curve(t, .01, -1), metrics.Stated{Rho: []float64{.1}}, o), "sortino_ann_mar", metrics.Ruined)
	// at nothing they are those of a result
	c := curve(t, .01, -.02, .03, .004)
	zero, own := metrics.ComputeStated(c, metrics.Stated{}, o), metrics.Compute(c, nil, o)
	for a, b := range map[string]string{"downside_dev_ann_mar": "downside_dev_ann", "sortino_ann_mar": "sortino_ann", "omega_mar": "omega_0"} {
		v, _ := own.Get(b)
		want(t, zero, a, v.Number, exact)
	}
}

// SQN of R multiples: a fixture by hand.
func TestMultiples(t *testing.T) {
	s := metrics.ComputeMultiples([]float64{2, -1, 1, -1, 3, -1})
	sd := math.Sqrt((2*2 + 1 + 1 + 1 + 3*3 + 1 - 6*.25) / 5.)
	want(t, s, "expectancy_r", .5, exact)
	want(t, s, "sqn_r_uncapped", math.Sqrt(6)*.5/sd, exact)
	want(t, s, "sqn_r_cap100", math.Sqrt(6)*.5/sd, exact)
	undefined(t, metrics.ComputeMultiples(nil), "expectancy_r", metrics.NoTrades)
	undefined(t, metrics.ComputeMultiples([]float64{1}), "sqn_r_uncapped", metrics.TooFewTrades)
	undefined(t, metrics.ComputeMultiples([]float64{1, 1}), "sqn_r_cap100", metrics.ConstantTrades)
	many := make([]float64, 400)
	for i := range many {
		many[i] = float64(i%2) * 2
	}
	v, _ := metrics.ComputeMultiples(many).Get("sqn_r_uncapped")
	want(t, metrics.ComputeMultiples(many), "sqn_r_cap100", v.Number/2, exact)
}

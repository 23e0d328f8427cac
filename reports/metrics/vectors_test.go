package metrics_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/reports/metrics"
)

const exact = 1e-9

func TestVectorsReturns(t *testing.T) {
	table := columns(t, "returns.csv")
	strategy, benchmark := curve(t, table["r"]...), curve(t, table["b"]...)
	// One is a published fault, not a figure; the rest of the table is at rf 0
	// but for the one that says otherwise.
	not := []string{"sortino_WRONG_negonly_n"}
	for name, number := range expected(t, "A_returns") {
		if slices.Contains(not, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			o := metrics.Options{Periods: 252}
			if name == "sharpe_ann_rf" {
				o.RiskFree = 0.04
			}
			want(t, metrics.Compute(strategy, &benchmark, o), name, number, exact)
		})
	}
}

func TestVectorsReturnsOfEquities(t *testing.T) {
	table := columns(t, "returns.csv")
	equity := []float64{1_000_000}
	for _, r := range table["r"] {
		equity = append(equity, equity[len(equity)-1]*(1+r))
	}
	c, err := metrics.NewCurve(nil, equity)
	if err != nil {
		t.Fatal(err)
	}
	s := metrics.Compute(c, nil, metrics.Options{Periods: 252})
	pub := expected(t, "A_returns")
	for _, name := range []string{"total_return", "sharpe_ann_rf0", "max_dd", "calmar", "kurt_pop_raw", "ES_exact_0.05",
		"exposure_nonzero", "n_dd_episodes", "nw3_t"} {
		want(t, s, name, pub[name], exact)
	}
}

func TestVectorsPeriods246(t *testing.T) {
	table := columns(t, "returns.csv")
	strategy, benchmark := curve(t, table["r"]...), curve(t, table["b"]...)
	for name, number := range expected(t, "A_returns_A246") {
		s := metrics.Compute(strategy, &benchmark, metrics.Options{Periods: 246, RiskFree: 0.04})
		want(t, s, name, number, exact)
	}
}

func TestVectorsBacon(t *testing.T) {
	table := columns(t, "bacon_monthly.csv")
	portfolio, benchmark := curve(t, table["portfolio"]...), curve(t, table["benchmark"]...)
	s := metrics.Compute(portfolio, &benchmark, metrics.Options{Periods: 12})
	for _, v := range []struct {
		name              string
		number, tolerance float64
	}{
		{"total_return", 0.2181057672, 1e-9},
		{"cagr_periods", 0.1036782897, 1e-9},
		{"ann_vol", 0.1370001587, 1e-9},
		{"sharpe_ann_rf0", 0.7883202548, 1e-9},
		{"sortino_ann", 1.3592165787, 1e-9},
		{"omega_0", 1.7797833935, 1e-9},
		{"max_dd", -0.1446729557, 1e-9},
		{"max_dd_peak_idx", 13, 0},
		{"max_dd_trough_idx", 18, 0},
		{"max_dd_end_idx", 24, 0},
		{"max_dd_recovered", 0, 0},
		{"max_dd_sessions", 11, 0},
		{"longest_dd_sessions", 11, 0},
		{"longest_dd_recovered", 0, 0},
		{"ulcer_n", 0.0611842873, 1e-9},
		{"VaR_hist_0.05", 0.0592, 1e-9},
		{"ES_exact_0.05", 0.0643333333, 1e-9},
		{"ES_empyrical_0.05", 0.063, 1e-9},
		{"VaR_cornishfisher_0.05_popsd", 0.0560289948, 1e-9},
		{"beta", 0.9988502086, 1e-9},
		{"info_ratio_ann", -0.3715845972, 1e-9},
		{"ir_PA_geom", -0.4252444136, 1e-9},
		{"te_ann", 0.0336397151, 2e-9}, // ten decimals printed
		{"nw3_t", 1.2995199687, 1e-9},
		{"psr_0", .8580412026, 1e-9},
		{"mintrl_95_obs", 55.1937444323, 1e-9},
		{"martin_rf0", 1.694524761, 1e-9},
		{"pain_index", 0.04, 0.05},
		{"sharpe_adj_ann", 0.7913539181, 1e-9},
		{"alpha_jensen_geom", -0.014, 0.035}, // three decimals printed
	} {
		t.Run(v.name, func(t *testing.T) { want(t, s, v.name, v.number, v.tolerance) })
	}
	r := table["portfolio"]
	stated := metrics.ComputeStated(portfolio, metrics.Stated{MAR: 0.005}, metrics.Options{Periods: 12})
	want(t, stated, "downside_dev_per_mar", 0.02553673824, 1e-9)
	want(t, stated, "downside_dev_ann_mar", 0.02553673824*math.Sqrt(12), 1e-9)
	want(t, stated, "sortino_per_mar", 0.1566370757, 1e-9)
	want(t, stated, "sortino_ann_mar", 0.1566370757*math.Sqrt(12), 1e-9)
	want(t, stated, "omega_mar", 1.2917933131, 1e-9)
	want(t, stated, "omega_sharpe_mar", 0.2917933131, 1e-9)
	var above float64
	for _, x := range r {
		above += max(x-.005, 0)
	}
	want(t, stated, "upside_potential_mar", above/24, 1e-12)
	want(t, stated, "upside_potential_ratio_mar", above/24/0.02553673824, 1e-9)
	other := metrics.ComputeVariants(portfolio, &benchmark, metrics.Activity{}, nil, metrics.Options{Periods: 12})
	want(t, other, "burke_PA", 0.7447308727680908, 1e-12) // its algorithm, run on the same 24 months
	want(t, other, "burke_PA", 0.74, 0.01)                // as it prints it
	want(t, other, "sharpe_adj_ann_geom_PA", 0.7591, 1e-4)
	want(t, s, "burke_rf0", 0.7112060461094045, exact)
}

// The fixtures of empyrical's own tests, returns in percent.
func TestVectorsEmpyrical(t *testing.T) {
	percent := func(xs ...float64) metrics.Curve {
		for i := range xs {
			xs[i] /= 100
		}
		return curve(t, xs...)
	}
	o := metrics.Options{Periods: 252}
	mixed := metrics.Compute(percent(1, 10, -4, 2, 3, 2, 1, -10), nil, o)
	want(t, mixed, "sharpe_ann_rf0", 1.7238613961706866, exact)
	want(t, mixed, "sortino_ann", 2.605531251673693, exact)
	want(t, mixed, "downside_dev_ann", 0.6044832503882965, exact)
	want(t, mixed, "max_dd", -0.10, exact)
	want(t, mixed, "omega_0", 1.357142857142857, exact)
	want(t, mixed, "tail_ratio", 0.9556962025316452, exact)
	want(t, mixed, "cagr_periods", 2.3302928, 1e-7) // and not 1.9135925, which counts a missing return
	negative := metrics.Compute(percent(0, -6, -7, -1, -9, -2, -6, -8, -5), nil, o)
	want(t, negative, "sharpe_ann_rf0", -24.406808633910085, exact)
	want(t, negative, "sortino_ann", -13.5327430750434, exact)
	want(t, negative, "max_dd", -0.365907303498736, exact)
	want(t, negative, "omega_0", 0, exact)
	want(t, negative, "cagr_periods", -0.9999971141282427, exact)
}

func TestVectorsTrades(t *testing.T) {
	table := columns(t, "trades.csv")
	var trades []metrics.Trade
	for i, pnl := range table["pnl"] {
		trades = append(trades, metrics.Trade{
			Net:      engine.Money(math.Round(pnl * 1000)),
			Return:   table["ret"][i],
			Sessions: int(table["exit_bar"][i] - table["entry_bar"][i]),
		})
	}
	s := metrics.ComputeTrades(trades)
	for name, number := range expected(t, "B_trades") {
		t.Run(name, func(t *testing.T) {
			if name == "n" {
				name = "trades"
			}
			tolerance := exact
			if name == "kelly_exact_growth_opt" {
				tolerance = 1e-4 // as published: found by another search
			}
			want(t, s, name, number, tolerance)
		})
	}
	flat, err := metrics.NewCurve(nil, []float64{1, 1})
	if err != nil {
		t.Fatal(err)
	}
	other := metrics.ComputeVariants(flat, nil, metrics.Activity{}, trades, metrics.Options{})
	want(t, other, "profit_factor_backtestingpy", 2.3005319148936167, exact) // not 2.53, which is in money
}

func TestVectorsExposure(t *testing.T) {
	table := columns(t, "trades.csv")
	var held []metrics.Holding
	for i := range table["id"] {
		held = append(held, metrics.Holding{Entry: int(table["entry_bar"][i]), Exit: int(table["exit_bar"][i])})
	}
	pub := expected(t, "B_exposure")
	n := int(pub["n_bars"])
	near(t, "half-open", metrics.TimeExposed(held, n, metrics.ExitFlat), pub["share_half_open"], exact)
	near(t, "inclusive", metrics.TimeExposed(held, n, metrics.ExitHeld), pub["share_inclusive_backtestingpy"], exact)
	// by what is held at the closes: no trade of the file begins and ends in one session
	exposure, equity := make([]float64, n), make([]float64, n+1)
	for i := range equity {
		equity[i] = 100
	}
	for _, h := range held {
		for i := h.Entry; i < min(h.Exit, n); i++ {
			exposure[i] = .5
		}
	}
	c, err := metrics.NewCurve(nil, equity)
	if err != nil {
		t.Fatal(err)
	}
	o := metrics.Options{Periods: 246}
	s := metrics.ComputeActivity(metrics.Activity{Exposure: exposure}, c, o)
	want(t, s, "exposure_time", pub["share_half_open"], exact)
	want(t, s, "exposure_time_inclusive", pub["share_inclusive_backtestingpy"], exact)
	var f metrics.ActivityFold
	for _, x := range exposure {
		f.Session(x, 100)
	}
	if diff := cmp.Diff(s, f.Figures(metrics.Activity{}, o)); diff != "" {
		t.Error(diff)
	}
}

// Bailey & López de Prado 2012, and the reference's own cases.
func TestVectorsSharpeInference(t *testing.T) {
	years := func(v metrics.Value, perYear float64) metrics.Value {
		v.Number /= perYear
		return v
	}
	near(t, "psr normal", metrics.PSR(.458, 0, 24, 0, 3), 0.9816749190910771, exact)
	near(t, "psr skewed", metrics.PSR(.458, 0, 24, -2.448, 10.164), 0.913361083860933, exact)
	near(t, "se 1", metrics.SharpeSE(.7079, 134, -.2250, 2.9570), 0.10276082308007262, exact)
	near(t, "mintrl 1", years(metrics.MinTRL(.7079, 0, -.2250, 2.9570, .95), 12), 0.7152156942951801, exact)
	near(t, "se 2", metrics.SharpeSE(.8183, 134, -1.4455, 7.0497), 0.15500654727884933, exact)
	near(t, "mintrl 2", years(metrics.MinTRL(.8183, 0, -1.4455, 7.0497, .95), 12), 1.159302661381875, exact)
	for _, c := range []struct{ a, years, skew, kurt float64 }{
		{252, 2.7309842752, 0, 3}, {52, 2.8288335869, 0, 3}, {12, 3.2398006964, 0, 3},
		{12, 4.991258223875627, -0.72, 5.78},
	} {
		root := math.Sqrt(c.a)
		near(t, "mintrl annual 2 vs 1", years(metrics.MinTRL(2/root, 1/root, c.skew, c.kurt, .95), c.a), c.years, exact)
	}
	near(t, "psr .1", metrics.PSR(.1, 0, 250, -.5, 5), 0.937320574390259, exact)
	near(t, "mintrl .1", metrics.MinTRL(.1, 0, -.5, 5, .95), 287.78760613411384, exact)
	if v := metrics.MinTRL(.1, .1, 0, 3, .95); v.Why != metrics.Never {
		t.Errorf("a Sharpe ratio that does not exceed: %v", v)
	}
}

// Lo 2002, as the reference computes it.
func TestVectorsLoEta(t *testing.T) {
	var geometric []float64
	for k := 1; k <= 11; k++ {
		geometric = append(geometric, math.Pow(.3, float64(k)))
	}
	for _, c := range []struct {
		q, eta float64
		rho    []float64
	}{
		{12, 2.963188789948769, []float64{.2}},
		{252, 14.496171246484787, []float64{.1}},
		{252, 16.73320053068151, []float64{-.1, .05}},
		{12, 2.614805746335916, geometric},
		{12, math.Sqrt(12), nil},
	} {
		near(t, "eta", metrics.LoEta(c.q, c.rho), c.eta, exact)
		if c.rho == nil {
			continue
		}
		s := metrics.ComputeStated(curve(t, .02, -.01, .005), metrics.Stated{Rho: c.rho}, metrics.Options{Periods: c.q})
		want(t, s, "lo_eta_given", c.eta, exact)
		want(t, s, "sharpe_lo_given_ann", c.eta*.005/.015, exact)
	}
}

func TestVectorsTurnover(t *testing.T) {
	v := metrics.Turnover(50_000, 30_000, 100_000)
	near(t, "a", v.Lesser, 0.30, exact)
	near(t, "b", v.Average, 0.40, exact)
	near(t, "c", v.BothSides, 0.80, exact)
	c, err := metrics.NewCurve(nil, []float64{100_000, 100_000})
	if err != nil {
		t.Fatal(err)
	}
	a := metrics.Activity{Buys: 50_000_000, Sells: 30_000_000, Gross: 1_200_000, Costs: 80_000, Exposure: []float64{0.5}}
	s := metrics.ComputeActivity(a, c, metrics.Options{Periods: 252})
	want(t, s, "exposure_time_inclusive", 1, 0)
	want(t, s, "turnover", 0.80, exact)
	want(t, s, "break_even_cost_bp", 150, exact)
	want(t, s, "cost_bp", 10, exact)
}

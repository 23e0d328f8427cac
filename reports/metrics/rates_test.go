package metrics_test

import (
	"math"
	"testing"

	"rally/engine"
	"rally/reports/metrics"
)

func TestRates(t *testing.T) {
	d := engine.Date(2024, 1, 2)
	r, err := metrics.NewRates([]engine.Day{d, d + 7}, []float64{.04, .05})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[engine.Day]float64{d: .04, d + 6: .04, d + 7: .05, d + 900: .05} {
		if got, ok := r.At(day); !ok || got != want {
			t.Errorf("%v: %v, want %v", day, got, want)
		}
	}
	if _, ok := r.At(d - 1); ok {
		t.Error("a rate before the first")
	}
	for name, c := range map[string]struct {
		days   []engine.Day
		annual []float64
	}{
		"none": {nil, nil}, "too few": {[]engine.Day{d}, nil}, "twice": {[]engine.Day{d, d}, []float64{0, 0}},
		"everything": {[]engine.Day{d}, []float64{-1}}, "not a number": {[]engine.Day{d}, []float64{math.NaN()}},
	} {
		if _, err := metrics.NewRates(c.days, c.annual); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A series of one rate is that rate.
func TestOneRateAsASeries(t *testing.T) {
	table := columns(t, "returns.csv")
	days := []engine.Day{engine.Date(2024, 1, 2)}
	for i := range table["r"] {
		days = append(days, days[i]+1)
	}
	c, err := metrics.FromReturns(days, table["r"])
	if err != nil {
		t.Fatal(err)
	}
	b, err := metrics.FromReturns(days, table["b"])
	if err != nil {
		t.Fatal(err)
	}
	rates, err := metrics.NewRates(days[:2], []float64{.04, .04})
	if err != nil {
		t.Fatal(err)
	}
	one := metrics.Compute(c, &b, metrics.Options{Periods: 252, RiskFree: .04})
	series := metrics.ComputeOver(c, &b, rates, metrics.Options{Periods: 252})
	want(t, series, "sharpe_ann_rf", expected(t, "A_returns")["sharpe_ann_rf"], exact)
	for _, f := range one {
		if !f.Value.Defined() {
			undefined(t, series, f.Name, f.Value.Why)
			continue
		}
		want(t, series, f.Name, f.Value.Number, 1e-10)
	}
}

func TestRatesThatChange(t *testing.T) {
	d := engine.Date(2024, 1, 2)
	days := []engine.Day{d, d + 1, d + 2, d + 3, d + 4}
	r, b := []float64{.01, -.02, .03, .005}, []float64{.02, -.01, .01, 0}
	c, err := metrics.FromReturns(days, r)
	if err != nil {
		t.Fatal(err)
	}
	index, err := metrics.FromReturns(days, b)
	if err != nil {
		t.Fatal(err)
	}
	const a = 4
	rates, err := metrics.NewRates([]engine.Day{d - 5, d + 2}, []float64{.10, .20})
	if err != nil {
		t.Fatal(err)
	}
	low, high := math.Pow(1.1, 1./a)-1, math.Pow(1.2, 1./a)-1
	free := []float64{low, high, high, high} // that of the session's own day
	x, y := make([]float64, 4), make([]float64, 4)
	var mx, my, sxx, sxy, syy float64
	for i := range free {
		x[i], y[i] = b[i]-free[i], r[i]-free[i]
		mx, my = mx+x[i]/4, my+y[i]/4
	}
	for i := range x {
		sxx, sxy, syy = sxx+(x[i]-mx)*(x[i]-mx), sxy+(x[i]-mx)*(y[i]-my), syy+(y[i]-my)*(y[i]-my)
	}
	o := metrics.Options{Periods: a}
	s := metrics.ComputeOver(c, &index, rates, o)
	want(t, s, "sharpe_ann_rf", my/math.Sqrt(syy/3)*2, exact)
	want(t, s, "beta", sxy/sxx, exact)
	want(t, s, "alpha_per", my-sxy/sxx*mx, exact)
	want(t, s, "rf", math.Pow(1.1*1.2*1.2*1.2, 1./4)-1, exact)
	late, err := metrics.NewRates([]engine.Day{d + 2}, []float64{.1})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"rf", "sharpe_ann_rf", "beta"} {
		undefined(t, metrics.ComputeOver(c, &index, late, o), name, metrics.NoRate)
		undefined(t, metrics.ComputeOver(c, &index, rates, metrics.Options{}), name, metrics.NoPeriods)
		undated, beside := curve(t, r...), curve(t, b...)
		undefined(t, metrics.ComputeOver(undated, &beside, rates, o), name, metrics.NoDates)
	}
}

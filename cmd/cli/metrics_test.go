package cli

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rally/engine"
	"rally/engine/enginetest"
	"rally/reports/metrics"
)

// answer is what rally metrics --json prints.
type answer struct {
	Metrics  metrics.Set   `json:"metrics"`
	N        int           `json:"n"`
	Periods  metrics.Value `json:"periods"`
	Warnings []string      `json:"warnings"`
	Span     *struct {
		First, Last string
		Sessions    int
	} `json:"span"`
}

// metricsOf runs rally metrics --json.
func metricsOf(t *testing.T, args ...string) answer {
	t.Helper()
	out, code := runHere(t, append(append([]string{"metrics"}, args...), "--json")...)
	if code != Done {
		t.Fatalf("rally metrics %v: code %d", args, code)
	}
	var a answer
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// wantFigure checks a figure within a relative tolerance.
func (a answer) wantFigure(t *testing.T, name string, want, tolerance float64) {
	t.Helper()
	v, ok := a.Metrics.Get(name)
	if !ok || !v.Defined() || math.Abs(v.Number-want) > tolerance*max(math.Abs(want), 1e-300) {
		t.Errorf("%s = %v, want %v", name, v, want)
	}
}

// published reads a table of the public vectors; what is no number is left out.
func published(t *testing.T, key string) map[string]float64 {
	t.Helper()
	raw, err := os.ReadFile(enginetest.Shared(t, "reference", "vectors", "expected_pub.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	var table map[string]any
	if err := json.Unmarshal(all[key], &table); err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for name, v := range table {
		if x, ok := v.(float64); ok {
			out[name] = x
		}
	}
	return out
}

// TestMetricsVectors asks the command for what the public vectors say.
func TestMetricsVectors(t *testing.T) {
	file := enginetest.Shared(t, "reference", "vectors", "returns.csv")
	plain := metricsOf(t, file, "--returns", "--periods", "252")
	for name, x := range published(t, "A_returns") {
		switch name {
		case "sortino_WRONG_negonly_n", "sharpe_ann_rf": // a fault; and of another rate
		default:
			plain.wantFigure(t, name, x, 1e-9)
		}
	}
	metricsOf(t, file, "--returns", "--periods", "252", "--rf", "4%").wantFigure(t, "sharpe_ann_rf", published(t, "A_returns")["sharpe_ann_rf"], 1e-9)
	a246 := metricsOf(t, file, "--returns", "--periods", "246", "--rf", "0.04")
	for name, x := range published(t, "A_returns_A246") {
		a246.wantFigure(t, name, x, 1e-9)
	}
	bacon := metricsOf(t, enginetest.Shared(t, "reference", "vectors", "bacon_monthly.csv"), "--returns", "--periods", "12")
	for name, x := range map[string]float64{
		"total_return": 0.2181057672, "cagr_periods": 0.1036782897, "ann_vol": 0.1370001587, "sharpe_ann_rf0": 0.7883202548,
		"beta": 0.9988502086, "info_ratio_ann": -0.3715845972, "ir_PA_geom": -0.4252444136, "nw3_t": 1.2995199687, "max_dd": -0.1446729557,
		"burke_rf0": 0.7112060461094045, "burke_PA": 0.7447308727680908, "omega_0": 1.7797833935, "martin_rf0": 1.694524761,
	} {
		bacon.wantFigure(t, name, x, 1e-9)
	}
	mar := metricsOf(t, enginetest.Shared(t, "reference", "vectors", "bacon_monthly.csv"), "--returns", "--periods", "12", "--mar", "0.5%")
	for name, x := range map[string]float64{
		"mar": 0.005, "downside_dev_per_mar": 0.02553673824, "sortino_per_mar": 0.1566370757, "omega_sharpe_mar": 0.2917933131,
		"sortino_ann": 1.3592165787, // at 0 still
	} {
		mar.wantFigure(t, name, x, 1e-9)
	}
}

// TestMetricsLoVectors asks for Lo's factor of given autocorrelations.
func TestMetricsLoVectors(t *testing.T) {
	file := enginetest.Shared(t, "reference", "vectors", "returns.csv")
	var geometric []string
	for k := 1; k <= 11; k++ {
		geometric = append(geometric, fmt.Sprint(math.Pow(.3, float64(k))))
	}
	for _, c := range []struct {
		periods, rho string
		eta          float64
	}{
		{"12", "0.2", 2.963188789948769}, {"252", "0.1", 14.496171246484787}, {"252", "-0.1, 0.05", 16.73320053068151},
		{"12", strings.Join(geometric, ","), 2.614805746335916},
	} {
		a := metricsOf(t, file, "--returns", "--periods", c.periods, "--rho", c.rho)
		a.wantFigure(t, "lo_eta_given", c.eta, 1e-12)
		a.wantFigure(t, "sharpe_lo_given_ann", c.eta*published(t, "A_returns")["sharpe_per_rf0"], 1e-9)
	}
}

// TestMetricsScenario72: eight years of an index beside two of a curve are cut
// to these, on whichever days the strategy traded.
func TestMetricsScenario72(t *testing.T) {
	index := enginetest.Shared(t, "data", "hk", "index_daily", "HSI.csv")
	dir := t.TempDir()
	for name, days := range map[string][]string{
		"few.csv":  {"2018-12-31", "2019-05-02", "2020-12-23"},
		"some.csv": {"2018-12-31", "2019-01-02", "2019-01-03", "2020-03-23", "2020-12-23"},
	} {
		text := "date,equity\n"
		for i, day := range days {
			text += fmt.Sprintf("%s,%d\n", day, 100+i)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		a := metricsOf(t, path, "--benchmark", index, "--periods", "246")
		a.wantFigure(t, "benchmark_total_return", 0.01924498078984116, 1e-9)
		a.wantFigure(t, "benchmark_cagr", math.Pow(1.01924498078984116, 365.25/723)-1, 1e-9)
		a.wantFigure(t, "benchmark_max_dd", -0.2805, 1e-3)
	}
}

// TestMetricsTradeVectors lays the published trades on a curve of 160 bars.
func TestMetricsTradeVectors(t *testing.T) {
	trades := enginetest.Shared(t, "reference", "vectors", "trades.csv")
	curve := filepath.Join(t.TempDir(), "flat.csv")
	pub := published(t, "B_exposure")
	bars := int(pub["n_bars"])
	if err := os.WriteFile(curve, []byte("equity\n"+strings.Repeat("1000000\n", bars+1)), 0o644); err != nil {
		t.Fatal(err)
	}
	a := metricsOf(t, curve, "--periods", "252", "--trades", trades)
	a.wantFigure(t, "exposure_time", pub["share_half_open"], 1e-12)
	a.wantFigure(t, "exposure_time_inclusive", pub["share_inclusive_backtestingpy"], 1e-12)
	for name, x := range published(t, "B_trades") {
		tolerance := 1e-9
		switch name {
		case "n":
			name = "trades"
		case "kelly_exact_growth_opt":
			tolerance = 1e-4 // as published
		}
		a.wantFigure(t, name, x, tolerance)
	}
}

// TestMetricsOfOwnResult: the files of a result say what result.json says.
func TestMetricsOfOwnResult(t *testing.T) {
	t.Chdir(t.TempDir())
	folder, code := runHere(t, "run", "--no-pictures", "--quiet")
	if code != Done {
		t.Fatal(code)
	}
	folder = strings.TrimSpace(folder)
	in := func(name string) string { return filepath.Join(folder, name) }
	raw, err := os.ReadFile(in("result.json"))
	if err != nil {
		t.Fatal(err)
	}
	var result struct {
		Metrics metrics.Set   `json:"metrics"`
		Periods metrics.Value `json:"periods"`
	}
	if err := json.Unmarshal(raw, &result); err != nil {
		t.Fatal(err)
	}
	a := metricsOf(t, in("equity.csv"), "--benchmark", in("equity.csv"), "--trades", in("trades.csv"), "--fills", in("fills.csv"))
	if a.Periods != result.Periods {
		t.Errorf("A = %v, the result has %v", a.Periods, result.Periods)
	}
	for _, f := range result.Metrics {
		if !f.Value.Defined() {
			if v, _ := a.Metrics.Get(f.Name); v != f.Value {
				t.Errorf("%s = %v, the result has %v", f.Name, v, f.Value)
			}
			continue
		}
		a.wantFigure(t, f.Name, f.Value.Number, 1e-6) // exposure and returns of trades have eight decimals
	}
	hold := metricsOf(t, in("equity.csv"), "--benchmark-column", "hold")
	if v, _ := hold.Metrics.Get("benchmark_total_return"); !v.Defined() {
		t.Errorf("hold: %v", v)
	}
}

// TestMetricsScenario71: marks of five minutes give what sessions give, to the bit.
func TestMetricsScenario71(t *testing.T) {
	dir := t.TempDir()
	var daily, fine, fineReturns, dailyReturns strings.Builder
	fmt.Fprintln(&daily, "session,equity")
	fmt.Fprintln(&fine, "time,equity,exposure")
	fmt.Fprintln(&fineReturns, "time,r")
	fmt.Fprintln(&dailyReturns, "date,r")
	close, equity := 1_000_000.0, 1_000_000.0
	fmt.Fprintf(&daily, "2024-01-02,%.3f\n", close)
	fmt.Fprintf(&fine, "2024-01-02 16:00:00,%.3f,0\n", close)
	for i := range 60 {
		day := engine.Date(2024, time.January, 3+i)
		if d := day.Weekday(); d == time.Saturday || d == time.Sunday {
			continue
		}
		for m := range 66 {
			equity = math.Round(close*(1+0.01*math.Sin(float64(i*m)))*1000) / 1000
			at := day.At(9, 30) + engine.Time(m)*5*engine.Minute
			fmt.Fprintf(&fine, "%v,%.3f,%d\n", at, equity, m%2)
			fmt.Fprintf(&fineReturns, "%v,%.3f\n", at, 0.125*float64(m%65/64)) // exact in binary
		}
		close = equity
		fmt.Fprintf(&daily, "%v,%.3f\n", day, close)
		fmt.Fprintf(&dailyReturns, "%v,0.125\n", day)
	}
	file := func(name string, text *strings.Builder) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	same := func(a, b answer, but ...string) {
		t.Helper()
		for i, f := range a.Metrics {
			if strings.HasPrefix(f.Name, "exposure_") && len(but) > 0 {
				continue
			}
			if b.Metrics[i] != f {
				t.Errorf("%s = %v by marks, %v by sessions", f.Name, b.Metrics[i].Value, f.Value)
			}
		}
		if a.N != b.N || *a.Span != *b.Span {
			t.Errorf("n %d and %d, span %v and %v", a.N, b.N, a.Span, b.Span)
		}
	}
	marks := metricsOf(t, file("fine.csv", &fine))
	same(metricsOf(t, file("daily.csv", &daily)), marks, "exposure")
	marks.wantFigure(t, "exposure_time", 1, 0) // that of the closes, and the last mark of each is held
	same(metricsOf(t, file("dr.csv", &dailyReturns), "--returns"), metricsOf(t, file("fr.csv", &fineReturns), "--returns"))
}

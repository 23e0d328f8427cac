package overfit_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rally/reports/metrics"
	"rally/reports/overfit"
)

// TestExpectedMax has the published values, those of the integral beside them,
// and the years that follow for an annual Sharpe ratio of 1.
func TestExpectedMax(t *testing.T) {
	for _, c := range []struct{ n, z, exact, years, bound float64 }{
		{2, 0.5197553442805939, 0.5641895835, 0.2701456179, 1.3862943611},
		{5, 1.1925940010147893, 1.1629644736, 1.4222804513, 3.2188758248},
		{10, 1.57459830134575, 1.5387527308, 2.4793598106, 4.6051701860},
		{45, 2.2356401777664052, 2.2077195640, 4.9980870044, 7.6133249795},
		{100, 2.5306028932016846, 2.5075936364, 6.4039510031, 9.2103403720},
		{1000, 3.255121513652723, 3.2414357691, 10.5958160686, 13.8155105580},
	} {
		t.Run(fmt.Sprint(c.n), func(t *testing.T) {
			near(t, "Z", metrics.Number(overfit.ExpectedMax(c.n)), c.z, exact)
			near(t, "integral", metrics.Number(overfit.ExpectedMaxExact(c.n)), c.exact, 1e-10)
			near(t, "years", overfit.MinBTL(c.n, 1), c.years, exact)
			if years := overfit.MinBTL(c.n, 1); !(years.Number < c.bound) {
				t.Errorf("%v years, not below 2 ln N = %v", years, c.bound)
			}
		})
	}
	near(t, "the ratio that 45 tries reach in five years", metrics.Number(overfit.ExpectedMax(45)/math.Sqrt(5)), 0.9998, 1e-4)
	near(t, "years for twice the ratio", overfit.MinBTL(45, 2), 4.9980870044/4, exact)
}

// TestExpectedMaxAtTheEdges looks where the formula has no value or a silly one.
func TestExpectedMaxAtTheEdges(t *testing.T) {
	for _, n := range []float64{math.Inf(-1), -1, 0, 0.5, 1, 1.0000001, 1.1, math.NaN()} {
		if z := overfit.ExpectedMax(n); z != 0 {
			t.Errorf("Z(%v) = %v", n, z)
		}
	}
	if z := overfit.ExpectedMaxExact(1); z != 0 {
		t.Errorf("integral for 1: %v", z)
	}
	for _, z := range []float64{overfit.ExpectedMax(1e300), overfit.ExpectedMaxExact(1e300)} {
		if !(z > 36 && z < 38) {
			t.Errorf("for 1e300 %v", z)
		}
	}
	before := 0.0
	for n := 1.0; n < 1e9; n *= 1.01 {
		z := overfit.ExpectedMax(n)
		if z < before {
			t.Fatalf("Z(%v) = %v falls", n, z)
		}
		before = z
	}
	if v := overfit.MinBTL(10, 0); v.Why != metrics.Never {
		t.Errorf("MinBTL for a ratio of 0: %v", v)
	}
	if v := overfit.SharpeToBeat(-1, 10); v.Why != metrics.BadVariance {
		t.Errorf("SR₀ of a negative variance: %v", v)
	}
	if v := overfit.SharpeToBeat(1, math.Inf(1)); v.Why != metrics.NotFinite {
		t.Errorf("SR₀ of endless tries: %v", v)
	}
}

// TestDSROfThePaper has an annual ratio of 2.5 over five years of 250 days, the
// trials' variance being a half a year.
func TestDSROfThePaper(t *testing.T) {
	sr, variance := 2.5/math.Sqrt(250), 0.5/250
	for _, c := range []struct{ n, skew, kurt, beat, dsr float64 }{
		{100, -3, 10, 0.11317200186513214, 0.9003968344493903},
		{46, -3, 10, 0.10036237061765357, 0.9505017068755786},
		{88, 0, 3, 0.11114576178358426, 0.9504908166760139},
		{100, 0, 3, 0.11317200186513214, 0.9427705859565294},
	} {
		t.Run(fmt.Sprint(c.n, c.skew), func(t *testing.T) {
			near(t, "SR₀", overfit.SharpeToBeat(variance, c.n), c.beat, exact)
			near(t, "DSR", overfit.DSR(sr, 1250, c.skew, c.kurt, variance, c.n), c.dsr, exact)
		})
	}
}

// TestScenario73 is the deflated ratio with a raw kurtosis.
func TestScenario73(t *testing.T) {
	const sr, n, skew, kurt, variance = .10, 1250, -.5, 5, .0004
	near(t, "SR₀ of 50", overfit.SharpeToBeat(variance, 50), .0455261, 1e-6)
	near(t, "DSR of 50", overfit.DSR(sr, n, skew, kurt, variance, 50), .969251, 1e-6)
	near(t, "the same, by excess kurtosis", overfit.DSR(sr, n, skew, kurt-3, variance, 50), .969710, 1e-6)
	near(t, "SR₀ of 1000", overfit.SharpeToBeat(variance, 1000), .0651024, 1e-6)
	near(t, "DSR of 1000", overfit.DSR(sr, n, skew, kurt, variance, 1000), .884524, 1e-6)
	naive := metrics.PSR(sr, 0, n, skew, kurt)
	near(t, "PSR(0)", naive, .999701, 1e-6)
	if one := overfit.DSR(sr, n, skew, kurt, variance, 1); one != naive {
		t.Errorf("DSR of one trial %v, PSR(0) %v", one, naive)
	}
}

// TestTrialsFile has the published numbers of the public matrix.
func TestTrialsFile(t *testing.T) {
	var want struct {
		SR   []float64 `json:"sr"`
		Best int       `json:"best"`
		Var  float64   `json:"var_sr_ddof1"`
		Beat float64   `json:"sr0_N"`
		DSR  float64   `json:"dsr_N"`
		Skew float64   `json:"skew"`
		Kurt float64   `json:"kurt"`
		PSR  float64   `json:"psr0"`
		Rho  float64   `json:"rho_bar"`
		NEff float64   `json:"N_eff_rhobar"`
		Part float64   `json:"N_eff_participation"`
		DSRE float64   `json:"dsr_Neff_rhobar"`
	}
	expected(t, "C_dsr_from_trials", &want)
	_, returns := trialsFile(t)
	list := tracks(returns, 6)
	a := overfit.Assess(list, 0)
	for i, track := range list {
		near(t, "Sharpe of "+track.Name, track.Sharpe, want.SR[i], exact)
	}
	best := want.Best - 1
	if a.Best != best || a.N() != 8 || a.Undefined != 0 {
		t.Fatalf("best %d of %d, %d without a ratio", a.Best, a.N(), a.Undefined)
	}
	near(t, "skew", list[best].Skew, want.Skew, exact)
	near(t, "kurt", list[best].Kurt, want.Kurt, exact)
	near(t, "variance", a.Variance, want.Var, exact)
	near(t, "SR₀", a.ToBeat, want.Beat, exact)
	near(t, "PSR(0)", a.PSR[best], want.PSR, exact)
	near(t, "DSR", a.DSR[best], want.DSR, exact)
	near(t, "ρ", a.Effective.Correlation, want.Rho, exact)
	near(t, "effective trials", a.Correlated, want.NEff, exact)
	near(t, "participation", a.Participant, want.Part, exact)
	near(t, "DSR of the effective trials", a.DSREffective[best], want.DSRE, exact)
	near(t, "PBO", a.PBO.Probability, 0.8, exact)
}

// TestCSCVOfTheTrialsFile has every split of the public matrix, in four blocks
// and in six.
func TestCSCVOfTheTrialsFile(t *testing.T) {
	_, returns := trialsFile(t)
	for _, s := range []int{4, 6} {
		t.Run(fmt.Sprint(s), func(t *testing.T) {
			var want struct {
				Splits    int       `json:"n_combos"`
				PBO       float64   `json:"pbo"`
				Loss      float64   `json:"prob_oos_loss"`
				Slope     float64   `json:"slope"`
				Intercept float64   `json:"intercept"`
				Logits    []float64 `json:"logits"`
				Best      []int32   `json:"best"`
				Ranks     []float64 `json:"oos_rank"`
				MeanIn    float64   `json:"mean_is"`
				MeanOut   float64   `json:"mean_oos"`
			}
			expected(t, fmt.Sprintf("D_cscv_S%d", s), &want)
			d := overfit.NewDesign(48, s)
			if diff := cmp.Diff(overfit.Design{Returns: 48, Blocks: s, Length: 48 / s}, d); diff != "" {
				t.Fatal(diff)
			}
			p := overfit.CSCV(d, cut(d, returns))
			near(t, "PBO", p.Probability, want.PBO, exact)
			near(t, "loss", p.Loss, want.Loss, exact)
			near(t, "slope", p.Slope, want.Slope, exact)
			near(t, "intercept", p.Intercept, want.Intercept, exact)
			near(t, "mean in sample", p.MeanIn, want.MeanIn, exact)
			near(t, "mean out of sample", p.MeanOut, want.MeanOut, exact)
			chosen := make([]int32, len(p.Chosen))
			for i, c := range p.Chosen {
				chosen[i] = c + 1
			}
			if p.Splits != want.Splits || p.Trials != 8 {
				t.Errorf("%d splits of %d trials", p.Splits, p.Trials)
			}
			if diff := cmp.Diff(want.Best, chosen); diff != "" {
				t.Errorf("chosen: %s", diff)
			}
			if diff := cmp.Diff(want.Ranks, p.Ranks); diff != "" {
				t.Errorf("ranks: %s", diff)
			}
			if diff := cmp.Diff(want.Logits, p.Logits, cmpopts.EquateApprox(exact, 0)); diff != "" {
				t.Errorf("logits: %s", diff)
			}
		})
	}
}

// TestScenario74 is PBO on noise, and with one trial that is truly better.
func TestScenario74(t *testing.T) {
	returns := noise(74, 24, 480)
	d := overfit.NewDesign(480, 12)
	p := overfit.CSCV(d, cut(d, returns))
	if !(p.Probability.Number > .3 && p.Probability.Number < .7) {
		t.Errorf("on noise %v", p.Probability)
	}
	for i := range returns[5] {
		returns[5][i] += 0.02
	}
	p = overfit.CSCV(d, cut(d, returns))
	if !p.Probability.Defined() || p.Probability.Number != 0 || p.Loss.Number != 0 {
		t.Errorf("with one that is better %v, loss %v", p.Probability, p.Loss)
	}
}

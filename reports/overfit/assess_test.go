package overfit_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rally/reports/metrics"
	"rally/reports/overfit"
)

// TestOneTrial is deflated by nothing.
func TestOneTrial(t *testing.T) {
	a := overfit.Assess(tracks(noise(2, 1, 100), 4), 0)
	if a.Best != 0 || a.Variance.Number != 0 || a.ToBeat != (metrics.Value{}) || a.Correlated.Number != 1 || a.Participant.Number != 1 {
		t.Errorf("%+v", a)
	}
	if a.DSR[0] != a.PSR[0] || a.DSREffective[0] != a.PSR[0] || !a.PSR[0].Defined() {
		t.Errorf("DSR %v and %v, PSR(0) %v", a.DSR[0], a.DSREffective[0], a.PSR[0])
	}
	if a.PBO.Probability.Why != overfit.TooFewTrials {
		t.Errorf("PBO %v", a.PBO.Probability)
	}
}

// TestPriorTrials make the bar higher and change nothing else.
func TestPriorTrials(t *testing.T) {
	list := tracks(noise(2, 10, 200), 8)
	now, before := overfit.Assess(list, 0), overfit.Assess(list, 990)
	if before.N() != 1000 || before.Trials != 10 {
		t.Errorf("N %d of %d", before.N(), before.Trials)
	}
	if before.Variance != now.Variance || before.PSR[3] != now.PSR[3] || before.PBO.Probability != now.PBO.Probability {
		t.Error("more changed than the number of tries")
	}
	if !(before.ToBeat.Number > now.ToBeat.Number) || !(before.DSR[now.Best].Number < now.DSR[now.Best].Number) {
		t.Errorf("bar %v, without %v", before.ToBeat, now.ToBeat)
	}
	if !(before.Correlated.Number > 900) {
		t.Errorf("effective %v", before.Correlated)
	}
}

// TestUndefinedTracks count as trials and have no ratios.
func TestUndefinedTracks(t *testing.T) {
	returns := noise(2, 4, 100)
	clear(returns[1])
	list := tracks(returns, 4)
	list[2].Sharpe = metrics.Undefined(metrics.Ruined)
	list[3].Returns = nil
	a := overfit.Assess(list, 0)
	if a.Undefined != 2 || a.N() != 4 || a.Effective.Sample != 2 || a.Effective.Constant != 1 {
		t.Errorf("%+v", a)
	}
	if a.PSR[1].Why != metrics.ConstantReturns || a.DSR[2].Why != metrics.Ruined || a.MinTRL[1].Why != metrics.ConstantReturns {
		t.Errorf("%v, %v, %v", a.PSR[1], a.DSR[2], a.MinTRL[1])
	}
	if !a.PBO.Probability.Defined() {
		t.Errorf("PBO %v", a.PBO.Probability)
	}
	for i := range list {
		list[i].Returns, list[i].Sharpe = nil, metrics.Undefined(metrics.Ruined)
	}
	a = overfit.Assess(list, 0)
	if a.Best != -1 || a.Variance.Why != overfit.NoSharpe || a.ToBeat.Why != overfit.NoSharpe || a.Correlated.Why != overfit.NoReturns {
		t.Errorf("%+v", a)
	}
	a = overfit.Assess(nil, 3)
	if a.Best != -1 || a.N() != 3 || a.PBO.Probability.Why != overfit.TooFewTrials {
		t.Errorf("%+v", a)
	}
}

// TestEffectiveByPairs compares the means with those over all pairs.
func TestEffectiveByPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, n := rapid.IntRange(2, 40).Draw(t, "trials"), rapid.IntRange(3, 40).Draw(t, "returns")
		returns := noise(rapid.Uint64().Draw(t, "seed"), m, n)
		for i := range returns { // a market that all have a part in
			for j := range returns[i] {
				returns[i][j] += returns[0][j]
			}
		}
		var rho, squares float64
		for i := range returns {
			for j := range i {
				r := correlation(returns[i], returns[j])
				rho, squares = rho+r, squares+r*r
			}
		}
		pairs := float64(m*(m-1)) / 2
		e := overfit.EffectiveOf(returns)
		if e.Sample != m || math.Abs(e.Correlation.Number-rho/pairs) > 1e-11 || math.Abs(e.Squared.Number-squares/pairs) > 1e-11 {
			t.Fatalf("%+v, want %v and %v", e, rho/pairs, squares/pairs)
		}
		if p := e.Participation(float64(m)).Number; p < 1-1e-9 || p > float64(m)+1e-9 {
			t.Fatalf("participation %v of %d", p, m)
		}
	})
}

func correlation(x, y []float64) float64 {
	var mx, my, xx, yy, xy float64
	for i := range x {
		mx, my = mx+x[i]/float64(len(x)), my+y[i]/float64(len(x))
	}
	for i := range x {
		xx, yy, xy = xx+(x[i]-mx)*(x[i]-mx), yy+(y[i]-my)*(y[i]-my), xy+(x[i]-mx)*(y[i]-my)
	}
	return xy / math.Sqrt(xx*yy)
}

func TestEffectiveAtTheEdges(t *testing.T) {
	one := noise(5, 1, 50)[0]
	against := slices.Clone(one)
	for i := range against {
		against[i] = -against[i]
	}
	flat := slices.Repeat([]float64{.01}, 50)
	for _, c := range []struct {
		name            string
		returns         [][]float64
		rho, squared    float64
		why             string
		effective, part float64 // of as many trials
	}{
		{"copies", [][]float64{one, one, one}, 1, 1, "", 1, 1},
		{"one against the other", [][]float64{one, against}, -1, 1, "", 3, 1},
		{"one and what never varies", [][]float64{one, flat, flat}, 0, 0, overfit.TooFewTrials, 0, 0},
		{"lengths", [][]float64{one, one[:49]}, 0, 0, overfit.UnequalLength, 0, 0},
		{"none", nil, 0, 0, overfit.TooFewTrials, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := overfit.EffectiveOf(c.returns)
			n := float64(len(c.returns))
			if c.why != "" {
				if e.Correlation.Why != c.why || e.Squared.Why != c.why || e.Correlated(2).Why != c.why || e.Participation(2).Why != c.why {
					t.Errorf("%+v, want undefined: %s", e, c.why)
				}
				return
			}
			near(t, "ρ", e.Correlation, c.rho, exact)
			near(t, "ρ²", e.Squared, c.squared, exact)
			near(t, "effective", e.Correlated(n), c.effective, exact)
			near(t, "participation", e.Participation(n), c.part, exact)
		})
	}
}

// TestTrackIsThatOfMetrics compares a track with the figures of a curve.
func TestTrackIsThatOfMetrics(t *testing.T) {
	for _, n := range []int{0, 1, 2, 300} {
		returns := noise(9, 1, n)[0]
		track := overfit.NewTrack("x", returns, overfit.NewDesign(n, 4))
		c, err := metrics.FromReturns(nil, returns)
		if err != nil {
			t.Fatal(err)
		}
		set := metrics.Compute(c, nil, metrics.Options{Periods: 250})
		for name, got := range map[string]metrics.Value{"sharpe_per_rf0": track.Sharpe, "skew_pop": track.Skew, "kurt_pop_raw": track.Kurt} {
			want, _ := set.Get(name)
			if want.Why != got.Why || math.Abs(want.Number-got.Number) > 1e-9 {
				t.Errorf("%d returns, %s: %v, want %v", n, name, got, want)
			}
		}
	}
}

package reports

import (
	"rally/reports/metrics"
	"rally/reports/overfit"
)

// overfittingOf is what the number of trials says, as comparison.json has it.
func overfittingOf(s *standing) document {
	a := &s.Overfit
	both := func(v metrics.Value) document {
		return document{"per_period": v, "annualised": s.annualised(v)}
	}
	var best any
	if t := s.highest; t != nil {
		d := judged(a, t)
		d["sharpe_ann_rf0"], d["sharpe_se"] = t.figure("sharpe_ann_rf0"), t.figure("sharpe_se")
		best = d
	}
	return document{
		"trials": a.Trials, "prior": a.Prior, "n": a.N(), "undefined": a.Undefined,
		"best":                     best,
		"variance":                 a.Variance,
		"sharpe_to_beat":           both(a.ToBeat),
		"sharpe_to_beat_effective": both(a.ToBeatEffective),
		"effective": document{
			"sample": a.Effective.Sample, "constant": a.Effective.Constant, "correlation": a.Effective.Correlation, "squared": a.Effective.Squared,
			"correlated": a.Correlated, "participation": a.Participant,
		},
		"pbo": pboOf(&a.PBO),
	}
}

// judged is what over-fitting says of one trial.
func judged(a *overfit.Assessment, t *Trial) document {
	return document{
		"rank": t.Rank, "name": t.Name,
		"psr_0": t.assessed(a.PSR), "dsr": t.assessed(a.DSR), "dsr_effective": t.assessed(a.DSREffective),
		"min_track_record": t.assessed(a.MinTRL),
	}
}

func pboOf(p *overfit.PBO) document {
	return document{
		"probability": p.Probability, "loss": p.Loss, "slope": p.Slope, "intercept": p.Intercept,
		"mean_in": p.MeanIn, "mean_out": p.MeanOut, "trials": p.Trials, "splits": p.Splits,
		"blocks": p.Design.Blocks, "length": p.Design.Length, "dropped": p.Design.Dropped, "returns": p.Design.Returns,
	}
}

package metrics

// What is defined here a result has not: R multiples, figures of what a reader
// states, and variants of other programs.

var multipleDefinitions = [...]Definition{
	{"expectancy_r", "", "mean of the R multiples, each net ÷ what was at risk", "Tharp 1998"},
	{"sqn_r_uncapped", "", "√n mean/sd of the R multiples: a t-statistic", "Tharp 1998"},
	{"sqn_r_cap100", "", "the same with n at most 100", "Tharp 1998"},
}

var statedDefinitions = [...]Definition{
	{"mar", fraction, "minimum acceptable return of a period, L of Omega", "as stated"},
	{"downside_dev_per_mar", fraction, "√mean(min(r−MAR,0)²), per period, over all n", "Sortino & van der Meer 1991; PerformanceAnalytics"},
	{"downside_dev_ann_mar", fraction, "the same × √A", "Sortino & van der Meer 1991"},
	{"sortino_per_mar", "", "(mean − MAR)/downside_dev_per_mar, per period", "PerformanceAnalytics"},
	{"sortino_ann_mar", "", "(mean − MAR) × A / downside_dev_ann_mar", "Sortino & van der Meer 1991"},
	{"omega_mar", "", "Σmax(r−MAR,0)/Σmax(MAR−r,0)", "Keating & Shadwick 2002"},
	{"omega_sharpe_mar", "", "omega_mar − 1 = n(mean − MAR)/Σmax(MAR−r,0)", "Kazemi, Schneeweis & Gupta 2004; PerformanceAnalytics"},
	{"upside_potential_mar", fraction, "mean max(r−MAR,0), per period, over all n", "Sortino, van der Meer & Plantinga 1999"},
	{"upside_potential_ratio_mar", "", "upside_potential_mar/downside_dev_per_mar", "Sortino, van der Meer & Plantinga 1999"},
	{"lo_eta_given", "", "η(A) = A/√(A + 2Σ(A−k)ρ_k), k < A, over the autocorrelations that are stated", "Lo 2002"},
	{"sharpe_lo_given_ann", "", "sharpe_per_rf0 × lo_eta_given", "Lo 2002"},
}

var variantDefinitions = [...]Definition{
	{"ann_vol_backtestingpy", fraction, "√((s² + (1+g)²)^A − (1+g)^(2A)), s = sd, g = geometric mean", "backtesting.py"},
	{"sharpe_ann_backtestingpy", "", "cagr_periods/ann_vol_backtestingpy", "backtesting.py"},
	{"sortino_ann_backtestingpy", "", "cagr_periods/downside_dev_ann", "backtesting.py"},
	{"sharpe_adj_ann_geom_PA", "", "as sharpe_adj_ann, but of S = cagr_periods/ann_vol", "PerformanceAnalytics, as documented"},
	{"burke_PA", "", "cagr_periods/√(Σ(100(Π(1+r/100)−1))²) over runs of losing periods, the first period's left out", "PerformanceAnalytics"},
	{"calmar_36m", "", "calmar of the last 36 months, or 3A returns", "Young 1991"},
	{"ES_quantstats_0.05", fraction, "mean loss of r < −VaR_normal_quantstats_0.05", "quantstats"},
	{"exposure_quantstats", fraction, "exposure_nonzero rounded up to a whole percent", "quantstats"},
	{"profit_factor_quantstats", "", "Σ of the sessions' r > 0/|Σ of those < 0|: omega_0", "quantstats"},
	{"longest_dd_days_backtestingpy", inDays, "most calendar days from a peak to its recovery or the end", "backtesting.py"},
	{"longest_dd_days_quantstats", inDays, "most calendar days from the first session under water to the last, both counted", "quantstats"},
	{"max_dd_business_days_pyfolio", inDays, "weekdays from the peak of max_dd to its recovery, both counted", "pyfolio"},
	{"beta_backtestingpy", "", "slope of ln(1+r) on ln(1+b)", "backtesting.py"},
	{"alpha_backtestingpy", fraction, "total return − beta_backtestingpy × the benchmark's, not annualised", "backtesting.py"},
	{"turnover_lesser", "", "min(buys, sells)/mean equity, over the whole span", "definition (a)"},
	{"turnover_pyfolio", "", "(buys + sells)/2 mean equity, over the whole span", "definition (b); pyfolio"},
	{"profit_factor_backtestingpy", "", "Σ returns of winning trades/|Σ of losing ones|", "backtesting.py"},
}

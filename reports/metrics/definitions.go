package metrics

import "slices"

// Definition says what a figure is.
type Definition struct {
	Name   string // stable: part of the output format
	Unit   string // "" for a pure ratio or an index of a point
	Text   string // r: return, b: benchmark's, A: periods a year, E: equity
	Source string // of the formula or the convention
}

// Definitions returns every figure of this package: those of a curve, of a
// curve against a benchmark, of trading and of round trips, in the order in
// which they are written, then those that a result has not: of R multiples, of
// what a reader states, and the variants of other programs.
func Definitions() []Definition {
	return slices.Concat(curveTable(), activityDefinitions[:], tradeDefinitions[:],
		multipleDefinitions[:], statedDefinitions[:], variantDefinitions[:])
}

// curveTable is what Compute answers: a fold's figures, then a sample's, then
// those against a benchmark.
func curveTable() []Definition { return curveDefinitions[:] }

// Units of figures. A fraction is 1 for 100 %.
const (
	fraction      = "fraction"
	inSessions    = "sessions"
	annually      = "per year"
	inHKD         = "HKD"
	inBasisPoints = "bp"
	inDays        = "days"
	inNumber      = "count"
	yesOrNo       = "1 or 0"
)

var curveDefinitions = [...]Definition{
	// a fold's
	{"n", inSessions, "number of returns", "one a session, flat ones included"},
	{"periods", annually, "A, periods a year", "sessions of the calendar years touched ÷ their number"},
	{"rf", fraction, "annual risk-free rate; a period's is (1+rf)^(1/A)−1; of a series the one that compounds to the same", "convention"},
	{"days", inDays, "calendar days from the starting equity to the last session", "convention"},
	{"total_return", fraction, "E_end/E_0 − 1; −1 when ruined", "definition"},
	{"cagr", fraction, "(E_end/E_0)^(365.25/days) − 1; on a curve without dates cagr_periods, from A returns on", "GIPS: nothing under a year is annualised"},
	{"cagr_periods", fraction, "(E_end/E_0)^(A/n) − 1", "empyrical, quantstats, PerformanceAnalytics"},
	{"log_growth_per", fraction, "mean ln(1+r) = ln(E_end/E_0)/n, per period", "Kelly 1956"},
	{"mean", fraction, "mean r, per period", "definition"},
	{"sd_ddof1", fraction, "standard deviation of r over n−1, per period; 0 if at most 1e-12 of the largest", "definition"},
	{"ann_vol", fraction, "sd × √A", "definition"},
	{"skew_pop", "", "population skewness m3/m2^1.5", "definition"},
	{"kurt_pop_raw", "", "population kurtosis m4/m2², 3 for a normal", "definition"},
	{"skew_sample_G1", "", "skew × √(n(n−1))/(n−2)", "Joanes & Gill 1998"},
	{"exkurt_sample_G2", "", "(n−1)/((n−2)(n−3)) × ((n+1)(kurt−3)+6)", "Joanes & Gill 1998"},
	{"sharpe_per_rf0", "", "mean/sd, per period", "Sharpe 1966"},
	{"sharpe_ann_rf0", "", "mean/sd × √A", "Sharpe 1994"},
	{"sharpe_se", "", "se_sr_mertens_nminus1 × √A, on the scale of sharpe_ann_rf0", "Mertens 2002"},
	{"sharpe_ann_rf", "", "(mean − rf per period)/sd × √A", "Sharpe 1994"},
	{"sharpe_adj_ann", "", "S(1 + skew/6 S − (kurt−3)/24 S²), S = sharpe_ann_rf0", "Pezier & White 2006"},
	{"se_sr_lo_iid", "", "√((1+S²/2)/n), S = sharpe_per_rf0", "Lo 2002"},
	{"se_sr_mertens_nminus1", "", "√((1 − skew S + (kurt−1)/4 S²)/(n−1)), S = sharpe_per_rf0", "Mertens 2002; Bailey & López de Prado 2012"},
	{"psr_0", "probability", "Φ(S/se_sr_mertens_nminus1)", "Bailey & López de Prado 2012"},
	{"mintrl_95_obs", inSessions, "returns needed for psr_0 > 0.95", "Bailey & López de Prado 2012"},
	{"kelly_cont", "", "mean/sd², leverage of greatest growth for normal returns", "Thorp 2006"},
	{"downside_dev_ann", fraction, "√mean(min(r,0)²) × √A, over all n", "Sortino & van der Meer 1991"},
	{"sortino_ann", "", "mean × A / downside_dev_ann; of two returns or more", "Sortino & van der Meer 1991"},
	{"omega_0", "", "Σmax(r,0)/Σmax(−r,0)", "Keating & Shadwick 2002"},
	{"win_rate_incl_zero", fraction, "sessions with r > 0 / n", "definition"},
	{"win_rate_excl_zero", fraction, "sessions with r > 0 / sessions with r ≠ 0", "quantstats"},
	{"exposure_nonzero", fraction, "sessions with r ≠ 0 / n; not exposure_time", "quantstats, unrounded"},
	{"max_dd", fraction, "min(E_t/max E_s≤t − 1), E_0 included; negative", "definition"},
	{"max_dd_peak_idx", "", "last point at the peak of max_dd, 0 the starting equity", "definition"},
	{"max_dd_trough_idx", "", "point of max_dd", "definition"},
	{"max_dd_end_idx", "", "point of its recovery, or the last point", "definition"},
	{"max_dd_recovered", yesOrNo, "whether the peak of max_dd was reached again", "definition"},
	{"max_dd_sessions", inSessions, "of the spell of max_dd: from its peak, exclusive, to its recovery or the end, inclusive", "definition"},
	{"max_dd_days", inDays, "the same spell in calendar days", "definition"},
	{"longest_dd_sessions", inSessions, "longest from a peak, exclusive, to its recovery or the end, inclusive", "definition"},
	{"longest_dd_days", inDays, "the same spell in calendar days", "definition"},
	{"longest_dd_recovered", yesOrNo, "whether that spell has ended", "definition"},
	{"n_dd_episodes", inNumber, "spells under water", "definition"},
	{"calmar", "", "cagr/|max_dd|, over the whole span; without dates cagr_periods/|max_dd|", "Young 1991, there over 36 months"},
	{"ulcer_n", fraction, "√(Σdd²/n)", "Martin & McCann 1989; PerformanceAnalytics"},
	{"ulcer_nminus1_quantstats", fraction, "√(Σdd²/(n−1))", "quantstats"},
	{"pain_index", fraction, "mean |dd|", "Zephyr; PerformanceAnalytics"},
	{"martin_rf0", "", "cagr/ulcer_n; without dates cagr_periods/ulcer_n", "Martin & McCann 1989"},
	{"burke_rf0", "", "cagr/√(Σ of the spells' depths²); without dates of cagr_periods", "Burke 1994"},

	// a sample's
	{"sharpe_lo_ann", "", "sharpe_per_rf0 × η(A), η over autocorrelations up to hac_lag", "Lo 2002"},
	{"lo_eta", "", "η(A) = A/√(A + 2Σ(A−k)ρ_k), k < A, of sharpe_lo_ann; √A without autocorrelation", "Lo 2002"},
	{"rho1", "", "autocorrelation of r at lag 1", "definition"},
	{"nw0_se_mean", fraction, "standard error of mean, robust to heteroscedasticity", "White 1980"},
	{"nw0_t", "", "mean/nw0_se_mean", "White 1980"},
	{"nw3_se_mean", fraction, "the same, to autocorrelation up to lag 3 too", "Newey & West 1987"},
	{"nw3_t", "", "mean/nw3_se_mean", "Newey & West 1987"},
	{"hac_lag", inSessions, "⌊4(n/100)^(2/9)⌋", "Newey & West 1994"},
	{"hac_t", "", "mean/its standard error, autocorrelation up to hac_lag", "Newey & West 1987"},
	{"VaR_hist_0.05", fraction, "loss: −5 % quantile of r, type 7", "Hyndman & Fan 1996"},
	{"VaR_hist_0.1", fraction, "loss: −10 % quantile of r, type 7", "Hyndman & Fan 1996"},
	{"ES_exact_0.05", fraction, "mean loss of the worst 5 %, a part of the last one counted", "Acerbi & Tasche 2002"},
	{"ES_exact_0.1", fraction, "mean loss of the worst 10 %, a part of the last one counted", "Acerbi & Tasche 2002"},
	{"ES_le_quantile_0.05", fraction, "mean loss of r ≤ 5 % quantile", "PerformanceAnalytics"},
	{"ES_le_quantile_0.1", fraction, "mean loss of r ≤ 10 % quantile", "PerformanceAnalytics"},
	{"ES_empyrical_0.05", fraction, "mean loss of the ⌊0.05(n−1)⌋+1 worst", "empyrical"},
	{"ES_empyrical_0.1", fraction, "mean loss of the ⌊0.1(n−1)⌋+1 worst", "empyrical"},
	{"VaR_normal_quantstats_0.05", fraction, "loss: −(mean + z sd)", "quantstats"},
	{"VaR_cornishfisher_0.05_popsd", fraction, "modified VaR: −(mean + z_cf sd), population moments; approximate", "Favre & Galeano 2002; PerformanceAnalytics"},
	{"tail_ratio", "", "|95 % quantile|/|5 % quantile|", "empyrical; wants n ≥ 100"},
	{"stability_r2", "", "R² of a line through cumulative log returns", "empyrical"},

	// against a benchmark
	{"benchmark_total_return", fraction, "total_return of the benchmark over the span of the curve", "from its last level at or before the starting equity's day"},
	{"benchmark_cagr", fraction, "cagr of the benchmark over the span of the curve", "as cagr"},
	{"benchmark_max_dd", fraction, "max_dd of the benchmark over the span of the curve", "as max_dd"},
	{"benchmark_n", inSessions, "pairs of returns between the days that both have", "convention"},
	{"te_ann", fraction, "sd(r−b) × √A", "definition"},
	{"info_ratio_ann", "", "mean(r−b)/sd(r−b) × √A", "Grinold & Kahn 1999"},
	{"info_ratio_quantstats", "", "mean(r−b)/sd(r−b)", "quantstats"},
	{"beta", "", "slope of r−rf on b−rf, least squares", "Jensen 1968"},
	{"beta_t_ols", "", "beta/its standard error", "least squares, n−2"},
	{"beta_t_hac", "", "beta/its standard error, autocorrelation up to hac_lag", "Newey & West 1987"},
	{"alpha_per", fraction, "intercept of r−rf on b−rf, per period", "Jensen 1968"},
	{"alpha_t_ols", "", "alpha/its standard error", "least squares, n−2"},
	{"alpha_t_hac", "", "alpha/its standard error, autocorrelation up to hac_lag", "Newey & West 1987"},
	{"alpha_ann_arith", fraction, "alpha_per × A", "quantstats"},
	{"alpha_ann_geom_empyrical", fraction, "(1+alpha_per)^A − 1", "empyrical"},
	{"alpha_jensen_geom", fraction, "cagr_periods − rf − beta (benchmark's − rf)", "PerformanceAnalytics"},
	{"r2", "", "share of the variance of r that b explains", "definition"},
	{"active_premium_geom", fraction, "cagr_periods − the benchmark's over the same pairs", "PerformanceAnalytics"},
	{"ir_PA_geom", "", "active_premium_geom/te_ann", "PerformanceAnalytics"},
	{"up_capture", "", "compound r/compound b, over sessions with b > 0", "Morningstar"},
	{"down_capture", "", "compound r/compound b, over sessions with b < 0", "Morningstar"},
	{"up_capture_geom", "", "the same, each annualised over its own count", "empyrical"},
	{"down_capture_geom", "", "the same, each annualised over its own count", "empyrical"},
}

var activityDefinitions = [...]Definition{
	{"exposure_time", fraction, "sessions with a position at the close / sessions", "half-open: the session of the exit is not exposed"},
	{"exposure_time_inclusive", fraction, "the same with the session of the exit: a position at the close or at the close before", "backtesting.py"},
	{"exposure_capital", fraction, "mean of gross market value / equity at the close", "definition"},
	{"turnover", "", "(buys + sells)/mean equity, over the whole span", "definition (c)"},
	{"turnover_ann", annually, "turnover × A/n", "definition (c)"},
	{"traded", inHKD, "buys + sells", "definition"},
	{"costs", inHKD, "every charge", "definition"},
	{"gross", inHKD, "profit before charges", "definition"},
	{"cost_bp", inBasisPoints, "costs/(buys + sells)", "definition"},
	{"break_even_cost_bp", inBasisPoints, "gross/(buys + sells): what a trade may cost before nothing is left", "definition"},
}

var tradeDefinitions = [...]Definition{
	{"trades", inNumber, "round trips", "definition"},
	{"wins", inNumber, "with net > 0", "definition"},
	{"losses", inNumber, "with net < 0", "definition"},
	{"scratches", inNumber, "with net = 0", "definition"},
	{"hit_rate_all", fraction, "wins/trades", "definition"},
	{"hit_rate_wilson95_lo", fraction, "lower end of its 95 % interval", "Wilson 1927"},
	{"hit_rate_wilson95_hi", fraction, "upper end of its 95 % interval", "Wilson 1927"},
	{"hit_rate_cp95_lo", fraction, "lower end of its exact 95 % interval", "Clopper & Pearson 1934"},
	{"hit_rate_cp95_hi", fraction, "upper end of its exact 95 % interval", "Clopper & Pearson 1934"},
	{"hit_rate_excl_scratch", fraction, "wins/(wins + losses)", "definition"},
	{"profit_factor", "", "Σ net of wins/|Σ net of losses|, in money", "definition"},
	{"expectancy", inHKD, "mean net", "definition"},
	{"avg_win", inHKD, "mean net of wins", "definition"},
	{"avg_loss", inHKD, "mean net of losses", "definition"},
	{"payoff", "", "avg_win/|avg_loss|", "definition"},
	{"sqn_uncapped", "", "√n mean/sd of net: a t-statistic", "Tharp"},
	{"sqn_cap100", "", "the same with n at most 100", "Tharp"},
	{"kelly_wl_all", "", "W − (1−W)/payoff of the risk unit, W = hit_rate_all", "Kelly 1956; exact for two outcomes"},
	{"kelly_wl_excl", "", "the same with W = hit_rate_excl_scratch", "Kelly 1956"},
	{"kelly_exact_growth_opt", "", "f ≥ 0 that maximises mean ln(1+f r): an upper bound", "Kelly 1956"},
	{"growth_at_f", fraction, "mean ln(1+f r) at that f, per trade", "Kelly 1956"},
	{"mean_ret", fraction, "mean return of a trade", "definition"},
	{"geo_mean_ret", fraction, "exp(mean ln(1+r)) − 1", "definition"},
	{"t_stat_mean_ret", "", "mean/sd × √n of the trades' returns", "Student 1908"},
	{"top1_share_of_net", fraction, "largest net/Σ net", "concentration"},
	{"net_without_top1", inHKD, "Σ net − largest net", "concentration"},
	{"max_consec_losses", inNumber, "longest run of losses in the order of the trades; a scratch ends it", "definition"},
	{"avg_bars", inSessions, "mean sessions held", "definition"},
}

package config

import (
	"slices"

	"rally/engine/near"
	"rally/reports/metrics"
)

// largestBest are the figures that may rank trials: the largest is the best. The maximum drawdown is
// negative, so the largest is the shallowest.
func largestBest() []string {
	return []string{
		"total_return", "cagr", "cagr_periods", "log_growth_per", "mean",
		"sharpe_per_rf0", "sharpe_ann_rf0", "sharpe_ann_rf", "sharpe_adj_ann", "psr_0",
		"kelly_cont", "sortino_ann", "omega_0", "win_rate_incl_zero", "win_rate_excl_zero",
		"skew_pop", "max_dd", "calmar", "martin_rf0", "burke_rf0",
		"gross", "break_even_cost_bp",
	}
}

// ofTrading are those among them that need the trades, not only the curve.
func ofTrading() []string {
	return []string{"gross", "break_even_cost_bp"}
}

// smallestBest are the figures of a trial of which the smallest is the best.
func smallestBest() []string {
	return []string{
		"sd_ddof1", "ann_vol", "kurt_pop_raw", "sharpe_se", "se_sr_lo_iid", "se_sr_mertens_nminus1", "mintrl_95_obs",
		"downside_dev_ann", "max_dd_sessions", "max_dd_days", "longest_dd_sessions", "longest_dd_days", "n_dd_episodes",
		"ulcer_n", "ulcer_nminus1_quantstats", "pain_index", "turnover", "turnover_ann", "traded", "costs", "cost_bp",
	}
}

// rankBy reads the figure by which trials are ranked.
func (d *document) rankBy(t *table) string {
	const otherwise = "sharpe_ann_rf0"
	name := t.text("rank_by", otherwise)
	const instead = `rank by one such as "sharpe_ann_rf0", "sortino_ann", "calmar", "max_dd" or "total_return"`
	known := slices.ContainsFunc(metrics.Definitions(), func(m metrics.Definition) bool { return m.Name == name })
	switch {
	case slices.Contains(largestBest(), name):
		return name
	case !known:
		d.failValue("compare.rank_by", "rank_by: no figure %q; %s", name, near.Hint(name, largestBest()))
	case slices.Contains(smallestBest(), name):
		d.failValue("compare.rank_by", "rank_by: the largest ranks first, but of %s the smallest is the best; %s", name, instead)
	case slices.Contains(ofTrials(), name):
		d.failValue("compare.rank_by", "rank_by: %s does not say how good a trial is; %s", name, instead)
	default:
		d.failValue("compare.rank_by", "rank_by: %s is not known of a trial, of which only the fold of its sessions is kept; %s", name, instead)
	}
	return otherwise
}

// ofTrials are the figures that are known of every trial.
func ofTrials() []string {
	var names []string
	for _, f := range new(metrics.Fold).Figures(metrics.Options{}) {
		names = append(names, f.Name)
	}
	for _, f := range metrics.ComputeActivity(metrics.Activity{}, metrics.Curve{}, metrics.Options{}) {
		names = append(names, f.Name)
	}
	return names
}

package overfit

import "rally/reports/metrics"

// Track is what the statistics need of one trial.
type Track struct {
	Name   string
	N      float64       // returns
	Sharpe metrics.Value // of one period, risk-free rate 0
	Skew   metrics.Value // population
	Kurt   metrics.Value // population, raw: 3 for a normal
	Blocks *Blocks       // nil: not kept; PBO needs those of all tracks
	// Returns of every period, in order; nil where they are not kept. The
	// effective number of trials is estimated from the tracks that have them.
	Returns []float64
}

// Assessment is what over-fitting says about a set of trials. Slices are in the
// order of the tracks.
type Assessment struct {
	Trials    int // tracks
	Prior     int // trials made before or elsewhere, as stated
	Undefined int // tracks without a Sharpe ratio

	Best     int           // the track of the highest Sharpe ratio, the first of equals; −1: none has one
	Variance metrics.Value // of the Sharpe ratios of one period, ddof 1

	Effective   Effective     // from the tracks whose returns are kept
	Correlated  metrics.Value // ρ + (1−ρ)·N
	Participant metrics.Value // N ÷ (1 + (N−1)·mean ρ²): M² ÷ Σλ² where all returns are kept

	ToBeat          metrics.Value // SR₀, the Sharpe ratio of one period that luck alone is expected to reach in N tries
	ToBeatEffective metrics.Value // the same for Correlated tries

	PSR          []metrics.Value // PSR(0)
	DSR          []metrics.Value // PSR(SR₀) with N
	DSREffective []metrics.Value // with Correlated instead of N
	MinTRL       []metrics.Value // periods, at 95 %

	PBO PBO
}

// N is the number of trials that the statistics count.
func (a *Assessment) N() int { return a.Trials + a.Prior }

// Effective is the mean dependence of trials.
type Effective struct {
	Sample      int           // tracks it was estimated from
	Correlation metrics.Value // mean of ρ over pairs
	Squared     metrics.Value // mean of ρ² over pairs
}

// PBO is the probability of backtest over-fitting by combinatorially symmetric
// cross-validation, with its design.
type PBO struct {
	Design      Design
	Trials      int           // that were compared
	Splits      int           // C(blocks, blocks/2)
	Probability metrics.Value // share of splits in which the best of one half was at or below the median of the other
	Loss        metrics.Value // share of splits in which the best lost money in the other half
	Slope       metrics.Value // of the Sharpe ratio out of sample on that in sample, over splits
	Intercept   metrics.Value
	MeanIn      metrics.Value // mean Sharpe ratio of the chosen in sample
	MeanOut     metrics.Value // and out of sample
	Logits      []float64     // of each split, in lexicographic order of the half that chooses
	Chosen      []int32       // the track chosen in each split
	Ranks       []float64     // its rank out of sample, 1 the worst, ties averaged
}

// Design is how the periods were cut into blocks.
type Design struct {
	Returns int // periods
	Blocks  int // S, even; 0: too few periods for any
	Length  int // periods of a block
	Dropped int // oldest periods that are in no block
}

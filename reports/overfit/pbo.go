package overfit

import (
	"math"

	"rally/reports/metrics"
)

// PBO is the probability of backtest over-fitting by combinatorially symmetric
// cross-validation, with its design.
//
// Splits in which no trial has a Sharpe ratio on the half that chooses choose
// none: they are in Splits and in nothing else.
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

// undefined is a PBO without numbers.
func (p PBO) undefined(why string) PBO {
	v := metrics.Undefined(why)
	p.Probability, p.Loss, p.Slope, p.Intercept, p.MeanIn, p.MeanOut = v, v, v, v, v, v
	return p
}

// tally gathers splits, in their order, into a PBO.
type tally struct {
	PBO
	below, lost int
	in, out     []float64 // Sharpe ratios where both are defined
	sumIn       float64
}

func newTally(p PBO) *tally {
	t := &tally{PBO: p, in: make([]float64, 0, p.Splits), out: make([]float64, 0, p.Splits)}
	t.Logits, t.Ranks = make([]float64, 0, p.Splits), make([]float64, 0, p.Splits)
	t.Chosen = make([]int32, 0, p.Splits)
	return t
}

// split takes the next one: the trial that the one half chose, its sums there
// and in the other half, each of n returns, and twice its rank there.
func (t *tally) split(chosen int32, in, out sums, n float64, twice int32) {
	rank := float64(twice) / 2
	above := float64(t.Trials+1) - rank // rank ÷ (N+1) = w, so w ÷ (1−w) = rank ÷ above
	t.Chosen = append(t.Chosen, chosen)
	t.Ranks = append(t.Ranks, rank)
	t.Logits = append(t.Logits, math.Log(rank/above))
	if rank <= above {
		t.below++
	}
	if out.sum < 0 {
		t.lost++
	}
	x, _ := in.sharpe(n) // the chosen have one
	t.sumIn += x
	if y, ok := out.sharpe(n); ok {
		t.in, t.out = append(t.in, x), append(t.out, y)
	}
}

// done returns the PBO of all splits.
func (t *tally) done() PBO {
	splits := float64(len(t.Chosen))
	if splits == 0 {
		return t.undefined(NoSharpe)
	}
	t.Probability = metrics.Number(float64(t.below) / splits)
	t.Loss = metrics.Number(float64(t.lost) / splits)
	t.MeanIn = metrics.Number(t.sumIn / splits)
	t.regress()
	return t.PBO
}

// regress fits a straight line through the Sharpe ratios out of sample over
// those in sample, by least squares.
func (t *tally) regress() {
	x, y := momentsOf(t.in), momentsOf(t.out)
	if x.n < 1 {
		t.MeanOut = metrics.Undefined(NoSharpe)
		t.Slope, t.Intercept = t.MeanOut, t.MeanOut
		return
	}
	t.MeanOut = metrics.Number(y.mean)
	if !x.varies() {
		t.Slope = metrics.Undefined(ConstantChoice)
		t.Intercept = t.Slope
		return
	}
	var xy float64
	for i := range t.in {
		xy += float64((t.in[i] - x.mean) * (t.out[i] - y.mean))
	}
	slope := xy / x.m2
	t.Slope = metrics.Number(slope)
	t.Intercept = metrics.Number(y.mean - float64(slope*x.mean))
}

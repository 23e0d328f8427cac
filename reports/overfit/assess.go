package overfit

import (
	"slices"

	"rally/reports/metrics"
)

// confidence is that of the minimum track record.
const confidence = 0.95

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

// Assess looks at all tracks together; prior is the number of trials made
// before or elsewhere, of which nothing else is known: they count in N, and the
// variance of Sharpe ratios and the dependence are taken to be those of the
// tracks. A track without a Sharpe ratio counts in N too, and has no part in the
// variance. The first track's design is the one of PBO.
func Assess(tracks []Track, prior int) Assessment {
	a := Assessment{Trials: len(tracks), Prior: prior, Best: -1}
	a.sharpes(tracks)
	a.depend(tracks)
	a.ToBeat = a.toBeat(metrics.Number(float64(a.N())))
	a.ToBeatEffective = a.toBeat(a.Correlated)
	for i := range tracks {
		t := &tracks[i]
		a.PSR = append(a.PSR, t.above(metrics.Number(0)))
		a.DSR = append(a.DSR, t.above(a.ToBeat))
		a.DSREffective = append(a.DSREffective, t.above(a.ToBeatEffective))
		a.MinTRL = append(a.MinTRL, t.record())
	}
	a.PBO = pboOf(tracks)
	return a
}

// sharpes finds the best track and the variance of all.
func (a *Assessment) sharpes(tracks []Track) {
	var known []float64
	for i, t := range tracks {
		if !t.Sharpe.Defined() {
			a.Undefined++
			continue
		}
		known = append(known, t.Sharpe.Number)
		if a.Best < 0 || t.Sharpe.Number > tracks[a.Best].Sharpe.Number {
			a.Best = i
		}
	}
	switch len(known) {
	case 0:
		a.Variance = metrics.Undefined(NoSharpe)
	case 1:
		a.Variance = metrics.Number(0) // a single try is not deflated
		if a.N() > 1 {
			a.Variance = metrics.Undefined(TooFewTrials)
		}
	default:
		m := momentsOf(known)
		a.Variance = metrics.Number(m.m2 / (m.n - 1))
	}
}

// depend estimates how many trials there are in effect.
func (a *Assessment) depend(tracks []Track) {
	var returns [][]float64
	for _, t := range tracks {
		if t.Returns != nil {
			returns = append(returns, t.Returns)
		}
	}
	a.Effective = EffectiveOf(returns)
	if len(returns) == 0 && a.Trials > 0 {
		a.Effective.Correlation = metrics.Undefined(NoReturns)
		a.Effective.Squared = a.Effective.Correlation
	}
	n := float64(a.N())
	a.Correlated, a.Participant = a.Effective.Correlated(n), a.Effective.Participation(n)
}

// toBeat is SR₀ for n tries.
func (a *Assessment) toBeat(n metrics.Value) metrics.Value {
	switch {
	case !a.Variance.Defined():
		return a.Variance
	case !n.Defined():
		return n
	}
	return SharpeToBeat(a.Variance.Number, n.Number)
}

// above is the probability that the true Sharpe ratio of t exceeds star.
func (t *Track) above(star metrics.Value) metrics.Value {
	for _, v := range [...]metrics.Value{t.Sharpe, t.Skew, t.Kurt, star} {
		if !v.Defined() {
			return v
		}
	}
	return metrics.PSR(t.Sharpe.Number, star.Number, t.N, t.Skew.Number, t.Kurt.Number)
}

// record is the length from which on the Sharpe ratio of t is above zero at the
// level of confidence.
func (t *Track) record() metrics.Value {
	for _, v := range [...]metrics.Value{t.Sharpe, t.Skew, t.Kurt} {
		if !v.Defined() {
			return v
		}
	}
	return metrics.MinTRL(t.Sharpe.Number, 0, t.Skew.Number, t.Kurt.Number, confidence)
}

// pboOf compares all tracks by the blocks of the first.
func pboOf(tracks []Track) PBO {
	var design Design
	blocks := make([]*Blocks, len(tracks))
	for i, t := range tracks {
		blocks[i] = t.Blocks
		if i == 0 && t.Blocks != nil {
			design = t.Blocks.design
		}
	}
	p := CSCV(design, blocks)
	if p.Probability.Defined() && !slices.ContainsFunc(tracks, func(t Track) bool { return t.Sharpe.Defined() }) {
		p.Probability = metrics.Undefined(NoSharpe) // nobody did anything: nothing was chosen
	}
	return p
}

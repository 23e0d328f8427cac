package overfit_test

import (
	"math/rand/v2"
	"testing"

	"rally/reports/overfit"
)

// noise returns trials of independent normal returns, each a slice.
func noise(seed uint64, trials, returns int) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 0))
	out := make([][]float64, trials)
	for i := range out {
		out[i] = make([]float64, returns)
		for t := range out[i] {
			out[i][t] = 0.01 * rng.NormFloat64()
		}
	}
	return out
}

// cut returns the sums by block of each trial.
func cut(d overfit.Design, trials [][]float64) []*overfit.Blocks {
	out := make([]*overfit.Blocks, len(trials))
	for i, returns := range trials {
		out[i] = d.Start()
		for _, r := range returns {
			out[i].Add(r)
		}
	}
	return out
}

// BenchmarkCSCV compares as many trials as a wide sweep makes: 10,011 on 12,870
// splits.
func BenchmarkCSCV(b *testing.B) {
	d := overfit.NewDesign(1363, 16)
	blocks := make([]*overfit.Blocks, 10011)
	rng := rand.New(rand.NewPCG(1, 0))
	for i := range blocks {
		blocks[i] = d.Start()
		for range 1363 {
			blocks[i].Add(0.01 * rng.NormFloat64())
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if p := overfit.CSCV(d, blocks); !p.Probability.Defined() {
			b.Fatal(p.Probability)
		}
	}
}

// BenchmarkEffectiveOf correlates a thousand trials with each other.
func BenchmarkEffectiveOf(b *testing.B) {
	returns := noise(1, 1000, 1363)
	b.ReportAllocs()
	for b.Loop() {
		if e := overfit.EffectiveOf(returns); !e.Squared.Defined() {
			b.Fatal(e.Squared)
		}
	}
}

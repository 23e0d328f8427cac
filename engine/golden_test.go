package engine_test

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"testing"

	"rally/engine"
	"rally/engine/enginetest"
)

// goldenDigest is SHA-256 over the digests of the runs below. It changes where
// the rules change for market, limit, stop and auction orders, attached exits,
// actions or accounts, and nowhere else: other types of order, groups, trails,
// reduce-only and impact enter a digest only where they are used.
const goldenDigest = "46b35327c0908e61267702356cb507a50258d8ec138bcc75a0180bb324624cf0"

// TestGoldenDigest plays sixty gamblers over histories with gaps and uneven
// actions, under every policy of the market.
func TestGoldenDigest(t *testing.T) {
	all := sha256.New()
	fills := 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 5))
		h := enginetest.Wander(&enginetest.Venue{BoardLot: 100}, seed, 1+rng.IntN(4), 40+rng.IntN(60), engine.Date(2023, 1, 2))
		disturb(rng, h)
		tape, err := h.Tape()
		if err != nil {
			t.Fatal(err)
		}
		plan := gamblerPlan(h, seed)
		plan.Cash = engine.Money(20_000+rng.IntN(400_000)) * engine.Dollar
		plan.Market = randomMarket(rng, h)
		plan.Strategy = func() engine.Strategy { return &gambler{seed: seed, odd: seed%2 == 0} }
		r := enginetest.Play(tape, plan)
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		fills += r.FillCount
		all.Write(r.Digest[:])
	}
	if got := hex.EncodeToString(all.Sum(nil)); got != goldenDigest {
		t.Errorf("digests of %d fills are %s, want %s", fills, got, goldenDigest)
	}
}

package cli

import (
	"math"
	"testing"

	"rally/cmd/internal/config"
	"rally/engine"
	"rally/engine/batch"
)

// Trials share what is read where all that is said of it is the same.
func TestTrialsOfOneSource(t *testing.T) {
	const text = `[run]
from = 2024-09-02
to   = 2025-06-30
[data]
bars      = ["d/*.csv"]
adjusted  = "none"
actions   = ["a.csv"]
dividends = "as-paid"
make      = ["5m"]
[[data.also]]
bars     = ["m/*.csv"]
interval = "1m"
format   = "futu"
adjusted = "additive"
columns  = { zone = "UTC" }
[strategy]
use = "ma-cross"
`
	read := func(set ...string) string {
		c, err := config.Parse(config.Source{Name: "a.toml", Text: []byte(text), Set: set})
		if err != nil {
			t.Fatal(err)
		}
		return sourceOf(c)
	}
	first := read()
	for _, set := range []string{"strategy.fast=7", "market.fees=none", "run.seed=5"} {
		if read(set) != first {
			t.Errorf("--set %s: other data", set)
		}
	}
	for _, set := range []string{
		"data.also[0].columns.zone=HKT", "data.also[0].bars=[\"n/*.csv\"]", "data.also[0].adjusted=none", "data.also[0].interval=2m",
		"data.make=[\"1h\"]", "data.columns.label=start", "data.embargo=2 sessions", `data.universe=["700"]`, "data.dir=x",
	} {
		if read(set) == first {
			t.Errorf("--set %s: the same data", set)
		}
	}
}

// TestFoldsRankByGrowth: what lies outside of a fold has no calendar and may be
// under a year; it is ranked by growth all the same, that by counting.
func TestFoldsRankByGrowth(t *testing.T) {
	c := contest{Comparison: &config.Comparison{RankBy: "cagr"}, periods: 246}
	c.folds = []batch.Window{{Train: []batch.Stretch{{From: 0, To: 1}, {From: 2, To: 3}}}}
	e := entry{curve: []engine.Money{100_000, 101_000, 50_000, 50_500}}
	c.scoreFolds(&e)
	if want := math.Pow(1.01*1.01, 246./2) - 1; math.Abs(e.scores[0]-want) > 1e-9*want {
		t.Errorf("score %v, want %v", e.scores[0], want)
	}
}

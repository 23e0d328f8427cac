package cli

import (
	"context"
	"fmt"
	"io"
	"testing"

	"rally/cmd/internal/config"
)

// TestExampleIsNotRigged plays the example that ships inside over seeds 1 to 50:
// it loses in at least ten of them. The README says in how many.
func TestExampleIsNotRigged(t *testing.T) {
	if testing.Short() {
		t.Skip("plays fifty markets")
	}
	const seeds, least = 50, 10
	lost := 0
	for seed := 1; seed <= seeds; seed++ {
		conf, err := config.Parse(config.Source{
			Name: exampleName, Text: example, Set: []string{fmt.Sprintf("data.synthetic.seed=%d", seed)},
		})
		if err != nil {
			t.Fatal(err)
		}
		p := newProgress(io.Discard, true)
		market, err := loadMarket(context.Background(), conf, p)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		study, err := play(context.Background(), conf, market)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if r := study.Result; r.Last.Equity < r.Cash {
			lost++
		}
	}
	t.Logf("the example loses on %d of %d seeds", lost, seeds)
	if lost < least {
		t.Errorf("the example loses on %d of %d seeds, want at least %d", lost, seeds, least)
	}
}

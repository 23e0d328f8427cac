package crosscheck

import (
	"context"
	"path/filepath"
	"testing"

	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
)

// tape reads the daily bars of symbols through the reader and its gate, with
// the dividends and splits where asked for.
func tape(t *testing.T, symbols []string, actions bool) *engine.Tape {
	t.Helper()
	c := data.Config{
		Dir: filepath.Join(shared(t), "data", "hk"), Instruments: "instruments.csv",
		Format: "yfinance", Interval: "1d", Adjusted: "none", Dividends: "as-paid",
		Universe: symbols, Waive: []string{"zero-volume", "outside-range"}, Venue: hkex.Venue{},
	}
	for _, s := range symbols {
		c.Bars = append(c.Bars, filepath.Join("daily_unadjusted", s+".csv"))
	}
	if actions {
		c.Actions = []string{"actions/dividends.csv", "actions/splits.csv"}
	}
	m, err := data.Load(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if m.Feed.Tape == nil {
		t.Fatalf("the gate stops the run: %+v", m.Findings)
	}
	return m.Feed.Tape
}

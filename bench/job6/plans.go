//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
	"rally/strategies"
)

// The job: windows, names, days.
const (
	shortest = 5
	longest  = 146
	all      = (longest - shortest) * (longest - shortest + 1) / 2 // pairs
	names    = 30
	days     = 1363
)

// pair is the windows of one plan, in bars.
type pair struct{ fast, slow int }

// choose returns n of all pairs, evenly spread, the shortest windows first.
func choose(n int) []pair {
	ps := make([]pair, 0, all)
	for fast := shortest; fast < longest; fast++ {
		for slow := fast + 1; slow <= longest; slow++ {
			ps = append(ps, pair{fast, slow})
		}
	}
	for i := range n {
		ps[i] = ps[i*all/n]
	}
	return ps[:n]
}

// load reads the first thirty names that have a row for each of the days.
func load(dir string) (*data.Market, error) {
	files, err := filepath.Glob(filepath.Join(dir, "daily_unadjusted", "*.csv"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var bars, universe []string
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		if strings.Count(string(text), "\n") != days+1 { // and a header
			continue
		}
		bars = append(bars, "daily_unadjusted/"+filepath.Base(f))
		universe = append(universe, strings.TrimSuffix(filepath.Base(f), ".csv"))
		if len(bars) == names {
			break
		}
	}
	if len(bars) < names {
		return nil, fmt.Errorf("%s: %d names with %d rows, %d are wanted", dir, len(bars), days, names)
	}
	return data.Load(context.Background(), data.Config{
		Dir: dir, Bars: bars, Universe: universe, Instruments: "instruments.csv",
		Actions: []string{"actions/dividends.csv", "actions/splits.csv"}, Dividends: "as-paid",
		Adjusted: "none", Waive: []string{data.ZeroVolume, data.OutsideRange}, Venue: hkex.Venue{},
	})
}

// market is Hong Kong's, with its law and a broker's fixed plan, or with ten
// basis points alone.
func market(law bool) (engine.Market, error) {
	m := engine.Market{Venue: hkex.Venue{}, BarFill: engine.Pessimistic}
	if !law {
		m.Fees = []engine.FeeRule{&hkex.Commission{Rate: 10 * engine.BasisPoint, Round: hkex.ToMill}}
		return m, nil
	}
	futu, err := hkex.LookupBroker("futu")
	if err != nil {
		return m, err
	}
	m.Fees = append(futu.Fees(), hkex.Law()...)
	return m, nil
}

// plan is one pair over all names, a purse of a million dollars each.
func plan(m *data.Market, trade engine.Market, p pair, fold func() engine.Fold) engine.Plan {
	return engine.Plan{
		Strategy: func() engine.Strategy { return &strategies.MACross{Fast: p.fast, Slow: p.slow} },
		Cash:     names * 1_000_000 * engine.Dollar, Span: engine.Span{First: m.First, Last: m.Last},
		Market: trade, Keep: engine.Folds, Fold: fold,
	}
}

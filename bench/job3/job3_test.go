package job3

import (
	"context"
	"os"
	"testing"

	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
	"rally/strategies"
)

// load reads minutes as they stand, the shift for dividends included, as the
// job's other engines were given them.
func load(b *testing.B, bars ...string) *data.Market {
	b.Helper()
	dir := "../../../shared/data/hk"
	if _, err := os.Stat(dir); err != nil {
		b.Skip("SKIPPED: needs real prices in a folder `shared` beside the project")
	}
	m, err := data.Load(context.Background(), data.Config{
		Dir: dir, Bars: bars, Format: "futu", Interval: "1m", Adjusted: "none", Instruments: "instruments.csv", Venue: hkex.Venue{},
		Waive: []string{data.LooksAdjusted, data.OffGrid}, // shifted by their dividends; off the grid 2800.HK
	})
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// play runs ma-cross 10/30 with one lot at the next open and 10 basis points a side.
func play(b *testing.B, m *data.Market) *engine.Result {
	b.Helper()
	fees := []engine.FeeRule{&hkex.Commission{Rate: 10 * engine.BasisPoint, Round: hkex.ToMill}}
	plan := engine.Plan{
		Name: "job3", Strategy: func() engine.Strategy { return &strategies.MACross{Fast: 10, Slow: 30, Lots: 1} },
		Cash: 1_000_000 * engine.Dollar, Span: engine.Span{First: m.First, Last: m.Last}, Keep: engine.Rows,
		Market: engine.Market{Venue: hkex.Venue{}, BarFill: engine.Pessimistic, Fees: fees},
	}
	var result *engine.Result
	err := engine.Runner{Workers: 1}.Run(context.Background(), m.Feed, 1,
		func(int) engine.Plan { return plan }, func(_ int, r *engine.Result) { result = r })
	if err == nil {
		err = result.Err
	}
	if err != nil {
		b.Fatal(err)
	}
	return result
}

// BenchmarkMinutes plays one name and seven; it reports bars a second in the
// loop, the time an event of two a bar, and the fills.
func BenchmarkMinutes(b *testing.B) {
	for _, of := range []struct {
		name string
		bars string
	}{{"one", "minute_futu/00700_1m_full.csv.gz"}, {"seven", "minute_futu/*_1m_full.csv.gz"}} {
		b.Run(of.name, func(b *testing.B) {
			m := load(b, of.bars)
			fills := 0
			b.ReportAllocs()
			for b.Loop() {
				fills = play(b, m).FillCount
			}
			bars := float64(m.Counts.Bars) * float64(b.N)
			b.ReportMetric(bars/b.Elapsed().Seconds()/1e6, "Mbars/s")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/bars/2, "ns/event")
			b.ReportMetric(float64(fills), "fills")
		})
	}
}

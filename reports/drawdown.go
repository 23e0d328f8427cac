package reports

import (
	"io"

	"rally/reports/chart"
	"rally/reports/metrics"
)

func init() {
	picture("drawdown.png", "depth under the highest equity, and exposure", func(w io.Writer, p *chart.Page) error {
		return chart.DrawDrawdown(w, p, chart.Light())
	})
}

// deepest returns the deepest spell under water, the first of equals; nil
// where there is none.
func deepest(f *facts) *chart.Spell {
	worst, _, ok := metrics.Extremes(f.curve)
	if !ok {
		return nil
	}
	return &chart.Spell{
		From: int32(worst.PeakDay), Trough: int32(worst.TroughDay), To: int32(worst.EndDay),
		Recovered: worst.Recovered, Depth: worst.Depth, Sessions: worst.Sessions(),
	}
}

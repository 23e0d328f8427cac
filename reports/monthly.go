package reports

import (
	"io"

	"rally/reports/chart"
	"rally/reports/metrics"
)

func init() {
	picture("monthly.png", "returns by month and year", func(w io.Writer, p *chart.Page) error {
		return chart.DrawMonthly(w, p, chart.Light())
	})
}

// monthsOf returns the table of months, a row a year, with the benchmark's
// return over the same part of each year.
func monthsOf(f *facts) []chart.Year {
	var years []chart.Year
	for _, y := range metrics.Years(f.curve) {
		years = append(years, chart.Year{Year: y.Year, Sum: cell(y.Return)})
	}
	row := func(year int) *chart.Year {
		for i := range years {
			if years[i].Year == year {
				return &years[i]
			}
		}
		return &chart.Year{} // a benchmark's year outside the run's
	}
	for _, m := range metrics.Months(f.curve) {
		row(m.Year).Months[m.Month-1] = cell(m.Return)
	}
	if f.benchmark != nil {
		for _, y := range metrics.Years(*f.benchmark) {
			row(y.Year).Benchmark = cell(y.Return)
		}
	}
	return years
}

func cell(v metrics.Value) chart.Cell { return chart.Cell{Value: v.Number, Known: v.Defined()} }

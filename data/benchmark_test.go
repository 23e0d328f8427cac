package data

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rally/engine"
)

// A security's benchmark follows what one share became: re-based where share
// counts change, each dividend reinvested at the close of its ex-date.
func TestBenchmarkLevels(t *testing.T) {
	const bars = "2024-09-20 300,2024-09-23 303,2024-09-24 300,2024-09-25 100,2024-09-26 110"
	for _, tt := range []struct {
		name      string
		bars      string
		dividends string
		splits    string
		from      engine.Day
		want      []float64
		known     bool
		paid      int
	}{
		{name: "the price alone", bars: "2024-09-20 300,2024-09-23 303", want: []float64{300, 303}},
		{name: "a bonus issue", bars: bars, splits: "700,2024-09-25,3:1", want: []float64{300, 303, 300, 300, 330}},
		{name: "a bonus issue before the first bar", bars: bars, splits: "700,2024-09-20,3:1", want: []float64{300, 303, 300, 100, 110}},
		{name: "a consolidation", bars: "2024-09-20 3,2024-09-23 30", splits: "700,2024-09-23,0.1", want: []float64{3, 3}},
		{name: "a dividend", bars: "2024-09-20 300,2024-09-23 297,2024-09-24 594", dividends: "700,2024-09-23,3", want: []float64{300, 300, 600}, known: true, paid: 1},
		{name: "a dividend of another name", bars: "2024-09-20 300,2024-09-23 297", dividends: "5,2024-09-23,3", want: []float64{300, 297}, known: true},
		{name: "both on one day: the dividend is of the old share", bars: "2024-09-20 300,2024-09-23 90", dividends: "700,2024-09-23,30", splits: "700,2024-09-23,3:1",
			want: []float64{300, 300}, known: true, paid: 1},
		{name: "on a day without a bar", bars: "2024-09-20 300,2024-09-24 90", dividends: "700,2024-09-23,30", splits: "700,2024-09-23,3:1",
			want: []float64{300, 300}, known: true, paid: 1},
		{name: "from a later day, at its own price", bars: bars, splits: "700,2024-09-25,3:1", from: engine.Date(2024, 9, 25), want: []float64{100, 101, 100, 100, 110}},
		{name: "from a day without a bar", bars: bars, splits: "700,2024-09-25,3:1", from: engine.Date(2024, 9, 22), want: []float64{300, 303, 300, 300, 330}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := barHead
			for _, b := range strings.Split(tt.bars, ",") {
				day, price, _ := strings.Cut(b, " ")
				text += flat(day, price)
			}
			files := map[string]string{
				"bars/700.csv": text, "bars/5.csv": barHead + flat("2024-09-20", "60"),
				"instruments.csv": "symbol,lot\n700,100\n5,400\n",
			}
			if tt.dividends != "" {
				files["dividends.csv"] = "symbol,ex_date,amount\n" + tt.dividends + "\n"
			}
			if tt.splits != "" {
				files["splits.csv"] = "symbol,ex_date,ratio\n" + tt.splits + "\n"
			}
			c := market(files)
			c.Universe, c.Benchmark, c.Waive = []string{"5"}, "700", []string{Jump, LikeASplit, MissingAction}
			m := load(t, c)
			near := cmpopts.EquateApprox(0, 1e-9)
			if d := cmp.Diff(tt.want, m.Benchmark.Levels(tt.from), near); d != "" {
				t.Errorf("levels (-want +got):\n%s", d)
			}
			if m.Benchmark.Dividends != tt.known || len(m.Benchmark.Paid) != tt.paid {
				t.Errorf("dividends known: %v, %d paid", m.Benchmark.Dividends, len(m.Benchmark.Paid))
			}
		})
	}
}

// Without an action a level is the close itself, to the last digit; so is an
// index's, whatever a file of actions says of its symbol.
func TestBenchmarkLevelsAreCloses(t *testing.T) {
	c := threeNames()
	c.Benchmark = "HSI"
	m := load(t, c)
	for i, v := range m.Benchmark.Levels(engine.Date(2024, 9, 23)) {
		if v != m.Benchmark.Closes[i].Float() || math.IsNaN(v) {
			t.Errorf("level %v of %v", v, m.Benchmark.Closes[i])
		}
	}
	if m.Benchmark.Dividends || len(m.Benchmark.Paid) > 0 {
		t.Errorf("dividends of an index: %+v", m.Benchmark)
	}
}

package reports

import (
	"strings"
	"testing"

	"rally/engine"
)

func TestUndoneInWords(t *testing.T) {
	one := Undone{Symbol: "0700.HK", Interval: 1, Basis: "additive", AsOf: engine.Date(2020, 12, 23), Actions: 2, Prices: 647_148, OnGrid: 647_148, Bars: 161_787, Inside: 161_786}
	bare := Undone{Symbol: "0005.HK", Interval: engine.Daily, Basis: "total", AsOf: engine.Date(2025, 7, 18), Prices: 4000, OnGrid: 3971}
	for _, tt := range []struct {
		name string
		list []Undone
		want string
	}{
		{"none", nil, ""},
		{"one, all but a bar", []Undone{one}, "0700.HK 1m additive as of 2020-12-23: 100.0 % of 647,148 prices on the grid, turnover of 99.9 % of 161,787 bars inside low and high"},
		{"without turnover", []Undone{bare}, "0005.HK 1d total as of 2025-07-18: 99.3 % of 4,000 prices on the grid, no turnover to tell more"},
		{"without a price", []Undone{{Symbol: "0001.HK", Interval: 5, Basis: "split", AsOf: 1}}, "0001.HK 5m split as of 1970-01-02: none of 0 prices on the grid, no turnover to tell more"},
		{"several", []Undone{one, bare, one}, "prices of 2 names; on the grid of each at least 99.3 %, turnover inside low and high in at least 99.9 % of bars"},
		{"several without turnover", []Undone{bare, bare}, "prices of 1 name; on the grid of each at least 99.3 %"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := undone(tt.list); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// What was undone is told by every report that words tell, and nothing is told
// where prices were as traded.
func TestUndoneIsTold(t *testing.T) {
	s := handMade()
	plain, err := Document(s)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(plain), "undone") || strings.Contains(strings.Join(Summary(s), "\n")+strings.Join(footLines(s), "\n"), "ndone") {
		t.Error("something is told that is not there")
	}
	s.Undone = []Undone{{Symbol: "0700.HK", Interval: 1, Basis: "additive", AsOf: engine.Date(2020, 12, 23), Actions: 2, Prices: 8, OnGrid: 8, Bars: 2, Inside: 2}}
	doc, err := Document(s)
	if err != nil {
		t.Fatal(err)
	}
	const want = `  "undone": [
    {
      "actions": 2,
      "as_of": "2020-12-23",
      "bars": 2,
      "basis": "additive",
      "inside": 2,
      "interval": "1m",
      "on_grid": 8,
      "prices": 8,
      "symbol": "0700.HK"
    }
  ],
`
	if without := strings.Replace(string(doc), want, "", 1); without != string(plain) {
		t.Errorf("result.json without the proof is not what it was:\n%s", without)
	}
	text := strings.Join(strings.Fields(strings.Join(Summary(s), " ")), " ")
	if !strings.Contains(text, "undone 0700.HK 1m additive as of 2020-12-23: 100.0 % of 8 prices on the grid, turnover of 100.0 % of 2 bars inside low and high") {
		t.Error(text)
	}
	if foot := strings.Join(footLines(s), "\n"); !strings.Contains(foot, "Undone: 0700.HK 1m additive") {
		t.Error(foot)
	}
}

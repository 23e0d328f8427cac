package strategies

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"rally/engine"
)

// tenBasisPoints is the commission of case C2: of the consideration, not rounded.
type tenBasisPoints struct{}

func (tenBasisPoints) Name() string            { return "commission" }
func (tenBasisPoints) Level() engine.NoteLevel { return engine.PerExecution }
func (tenBasisPoints) Fee(n engine.Note) engine.Money {
	return (10 * engine.BasisPoint).Of(n.Consideration, engine.Mill, engine.Nearest)
}

// TestCrossCheck plays cases that other engines agree on: C1 and C2 by
// ma-cross, C7 by buy-and-hold. Every fill and the final equity must be theirs.
func TestCrossCheck(t *testing.T) {
	dir := sharedData(t)
	cases := filepath.Join(dir, "..", "..", "reference", "crosscheck")
	text, err := os.ReadFile(filepath.Join(cases, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var expected map[string]map[string]struct {
		Equity string `json:"final_equity"`
	}
	if err := json.Unmarshal(text, &expected); err != nil {
		t.Fatal(err)
	}
	whole := readMarket(t, dir)
	tests := []struct {
		name, strategy string
		symbols        []string
		fees           []engine.FeeRule
	}{
		{"c01", "ma-cross", []string{"0700.HK", "0005.HK", "2318.HK", "0981.HK"}, nil},
		{"c02", "ma-cross", []string{"0700.HK", "0005.HK", "2318.HK", "0981.HK"}, []engine.FeeRule{tenBasisPoints{}}},
		{"c07", "buy-and-hold", []string{"0700.HK", "0005.HK", "0388.HK", "1211.HK", "1177.HK"}, nil},
	}
	for _, test := range tests {
		for _, symbol := range test.symbols {
			t.Run(test.name+" "+symbol, func(t *testing.T) {
				m := *whole
				m.names = nil
				for _, n := range whole.names {
					if n.symbol == symbol {
						m.names = []*oracleName{n}
					}
				}
				if test.name != "c07" {
					m.dividends, m.splits = nil, nil
				}
				spec, _ := Lookup(test.strategy)
				plan := plainPlan(spec.New, "2020-01-02", "2025-07-18", 1_000_000_000)
				plan.Market.Fees, plan.Market.DividendTax = test.fees, engine.Tax{}
				r := runPlan(t, m.feed(t, "2020-01-02", "2025-07-18", 0), 1, plan)
				var got, want strings.Builder
				for _, f := range r.Fills {
					fmt.Fprintf(&got, "%v %s %v %d %v %v\n", f.Time.Day(), symbol, f.Side, f.Qty, f.Price, f.Fees)
				}
				fmt.Fprintln(&got, "equity", r.Last.Equity)
				for _, row := range readRows(t, filepath.Join(cases, test.name+"_"+symbol[:4]+"_fills.csv")) {
					fmt.Fprintln(&want, row["time"], row["symbol"], row["side"], row["qty"], row["price"], row["fees"])
				}
				fmt.Fprintln(&want, "equity", expected[test.name][symbol].Equity)
				if diff := gocmp.Diff(want.String(), got.String()); diff != "" {
					t.Errorf("(-other engines +this one):\n%s", diff)
				}
			})
		}
	}
}

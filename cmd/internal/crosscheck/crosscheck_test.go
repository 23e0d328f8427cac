package crosscheck

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rally/engine"
	"rally/engine/enginetest"
	"rally/engine/hkex"
)

// lots are the board lots that the cross-check's README states, for all dates.
var lots = map[string]engine.Qty{
	"0005.HK": 400, "0388.HK": 100, "0700.HK": 100, "3690.HK": 100, "9988.HK": 100, "0883.HK": 1000,
	"1177.HK": 1000, "0981.HK": 500, "1211.HK": 500, "2318.HK": 500, "1299.HK": 200, "1810.HK": 200,
}

// shared returns the folder of reference material beside the project.
func shared(t *testing.T) string {
	t.Helper()
	return enginetest.Shared(t)
}

// expectation is an entry of expected.json.
type expectation struct {
	FinalEquity string   `json:"final_equity"`
	Fills       int      `json:"fills"`
	FeesPaid    string   `json:"fees_paid"`
	StartCash   string   `json:"start_cash"`
	Ambiguous   int      `json:"ambiguous_bars"`
	Symbols     []string `json:"symbols"`
	RowsKept    int      `json:"rows_kept"`
}

func expected(t *testing.T) map[string]map[string]expectation {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(shared(t), "reference", "crosscheck", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]map[string]expectation
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// tenth is C2's commission: 10 basis points, not rounded.
type tenth struct{}

func (tenth) Name() string            { return "commission" }
func (tenth) Level() engine.NoteLevel { return engine.PerExecution }
func (tenth) Fee(n engine.Note) engine.Money {
	return (10 * engine.BasisPoint).Of(n.Consideration, engine.Mill, engine.Nearest)
}

// cases are the single-name cases: how each is played.
var cases = map[string]struct {
	rule func(engine.ID, engine.Qty) engine.Strategy
	fill engine.BarFill
	fees []engine.FeeRule
	acts bool
}{
	"c01":  {rule: movingAverages, fill: engine.Pessimistic},
	"c02":  {rule: movingAverages, fill: engine.Base, fees: []engine.FeeRule{tenth{}}},
	"c03a": {rule: limitEntry, fill: engine.Base},
	"c03b": {rule: limitEntry, fill: engine.Pessimistic},
	"c04a": {rule: exitsAfter, fill: engine.Base},
	"c04b": {rule: exitsAttached, fill: engine.Base},
	"c04c": {rule: exitsAfter, fill: engine.Pessimistic},
	"c04d": {rule: exitsAttached, fill: engine.Pessimistic},
	"c07":  {rule: hold, fill: engine.Base, acts: true},
	"c08":  {rule: trailing, fill: engine.Optimistic},
}

func exitsAfter(id engine.ID, lot engine.Qty) engine.Strategy    { return stopAndTarget(id, lot, false) }
func exitsAttached(id engine.ID, lot engine.Qty) engine.Strategy { return stopAndTarget(id, lot, true) }

func TestSingleNames(t *testing.T) {
	all := expected(t)
	for _, name := range []string{"c01", "c02", "c03a", "c03b", "c04a", "c04b", "c04c", "c04d", "c07", "c08"} {
		c := cases[name]
		for symbol, want := range all[name] {
			t.Run(name+"/"+symbol, func(t *testing.T) {
				tp := tape(t, []string{symbol}, c.acts)
				id, _ := tp.Universe().Lookup(symbol)
				market := engine.Market{Venue: hkex.Venue{}, BarFill: c.fill, Fees: c.fees}
				got := play(t, tp, market, want.StartCash, func() engine.Strategy { return c.rule(id, lots[symbol]) })
				check(t, got, want, filepath.Join(shared(t), "reference", "crosscheck", fmt.Sprintf("%s_%s_fills.csv", name, strings.TrimSuffix(symbol, ".HK"))), false)
			})
		}
	}
}

func TestRotation(t *testing.T) {
	want := expected(t)["c05"]["all"]
	tp := tape(t, want.Symbols, false)
	u := tp.Universe()
	ids, byID := u.Tradable(), map[engine.ID]engine.Qty{}
	days := map[engine.Day]bool{}
	for _, id := range ids {
		byID[id], _ = u.At(id).Lot(0)
		for d := range tp.Bars(id, engine.Daily) {
			days[d] = true
		}
	}
	market := engine.Market{Venue: hkex.Venue{}, BarFill: engine.Base}
	got := play(t, tp, market, want.StartCash, func() engine.Strategy {
		return &rotation{ids: ids, lots: byID, decide: monthEnds(days)}
	})
	check(t, got, want, filepath.Join(shared(t), "reference", "crosscheck", "c05_all_fills.csv"), true)
}

// monthEnds returns the last day of each month that is followed by another day.
func monthEnds(days map[engine.Day]bool) map[engine.Day]bool {
	var sorted []engine.Day
	for d := range days {
		sorted = append(sorted, d)
	}
	slices.Sort(sorted)
	ends := map[engine.Day]bool{}
	for i := range len(sorted) - 1 {
		_, m, _ := sorted[i].Date()
		if _, next, _ := sorted[i+1].Date(); m != next {
			ends[sorted[i]] = true
		}
	}
	return ends
}

func play(t *testing.T, tp *engine.Tape, market engine.Market, cash string, strategy func() engine.Strategy) *engine.Result {
	t.Helper()
	money, err := engine.ParseMoney(cash)
	if err != nil {
		t.Fatal(err)
	}
	sessions := tp.Sessions()
	plan := engine.Plan{
		Name: t.Name(), Strategy: strategy, Cash: money, Market: market,
		Span: engine.Span{First: sessions[0].Day, Last: sessions[len(sessions)-1].Day},
	}
	var res *engine.Result
	err = engine.Run(context.Background(), engine.TapeFeed{Tape: tp}, 1,
		func(int) engine.Plan { return plan }, func(_ int, r *engine.Result) { res = r })
	if err != nil {
		t.Fatal(err)
	}
	if res.Err != nil {
		t.Fatal(res.Err)
	}
	return res
}

// check compares every fill and the final equity. Where loose, the order of
// fills within a session is not compared.
func check(t *testing.T, got *engine.Result, want expectation, file string, loose bool) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var wants, gots []string
	for _, r := range rows[1:] {
		wants = append(wants, strings.Join(r, ","))
	}
	for _, x := range got.Fills {
		gots = append(gots, fmt.Sprintf("%v,%s,%v,%d,%v,%v", x.Time.Day(), got.Universe.At(x.Instrument).Symbol, x.Side, x.Qty, x.Price, x.Fees))
	}
	if loose {
		slices.Sort(wants)
		slices.Sort(gots)
	}
	for i := range max(len(wants), len(gots)) {
		switch {
		case i >= len(gots):
			t.Fatalf("fill %d is missing: %s", i+1, wants[i])
		case i >= len(wants):
			t.Fatalf("fill %d is too many: %s", i+1, gots[i])
		case wants[i] != gots[i]:
			t.Fatalf("fill %d: got %s, want %s", i+1, gots[i], wants[i])
		}
	}
	equity := got.Last.Equity
	if equity.String() != want.FinalEquity {
		t.Errorf("final equity %v, want %s", equity, want.FinalEquity)
	}
	if len(gots) != want.Fills {
		t.Errorf("%d fills, want %d", len(gots), want.Fills)
	}
	if got.AmbiguousBars != want.Ambiguous {
		t.Errorf("%d ambiguous bars, want %d", got.AmbiguousBars, want.Ambiguous)
	}
}

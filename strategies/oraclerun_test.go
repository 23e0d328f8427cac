package strategies

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/hkex"
)

// TestOracleReachesThePublishedFigures: what the rule's text publishes of an
// independent script, reached again by this one.
func TestOracleReachesThePublishedFigures(t *testing.T) {
	o := runOracle(t, readMarket(t, sharedData(t)), "2024-09-02", "2025-06-30", 1_000_000_000, 5, 10)
	reasons := map[string]int{}
	for _, f := range o.fills {
		reasons[f.reason]++
	}
	want := "20 selected, 15 led to entries, 106 fills, hold 21, stop 19, contrary 10, trail 3, open 0, fees 24187400, equity 1113055100"
	got := fmt.Sprintf("%d selected, %d led to entries, %d fills, hold %d, stop %d, contrary %d, trail %d, open %d, fees %d, equity %d",
		len(o.selected), len(o.led), len(o.fills), reasons["hold"], reasons["stop"], reasons["contrary"], reasons["trail"],
		len(o.held), o.fees, o.equity[len(o.equity)-1])
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if o.tightest < 1 {
		t.Errorf("a trailing decision came within %v mills: floats may not decide it", o.tightest)
	}
}

// TestEngineMakesTheOraclesFills plays the same rule through the engine: every
// fill and every session's equity must be the oracle's.
func TestEngineMakesTheOraclesFills(t *testing.T) {
	m := readMarket(t, sharedData(t))
	feed := m.feed(t, "2023-09-01", "2025-06-30")
	tests := []struct {
		name      string
		from      string
		top, hold int
	}{
		{"the published run", "2024-09-02", 5, 10},
		{"few and short", "2023-12-01", 1, 3},
		{"some", "2023-12-01", 3, 5},
		{"many and long", "2023-12-01", 8, 15},
		{"all slots, long", "2023-12-01", 20, 12},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := runOracle(t, m, test.from, "2025-06-30", 1_000_000_000, test.top, test.hold)
			r := runPlan(t, feed, 1, plainPlan(func() engine.Strategy {
				p := mustNew(t, "policy-momentum").(*PolicyMomentum)
				p.Top, p.Hold = test.top, test.hold
				return p
			}, test.from, "2025-06-30", 1_000_000_000))
			sameRun(t, o, r)
		})
	}
}

// sameRun compares the fills and the equity of the oracle and the engine.
func sameRun(t *testing.T, o *oracle, r *engine.Result) {
	t.Helper()
	t.Logf("%d fills, equity %v", len(r.Fills), r.Last.Equity)
	var got, want []oracleFill
	for _, f := range r.Fills {
		reason, signal := f.Intent, ""
		if f.Side == engine.Buy {
			reason, signal = "", r.Signals[f.Because-1].ID
		}
		got = append(got, oracleFill{int(f.Time.Day()), r.Universe.At(f.Instrument).Symbol, f.Side.String(),
			int64(f.Qty), int64(f.Price), int64(f.Fees), reason, signal})
	}
	for _, f := range o.fills {
		if f.side == "sell" {
			f.signal = ""
		}
		want = append(want, f)
	}
	order := func(a, b oracleFill) int { // within a session sales first, by symbol: the order of equals is not compared
		return cmp.Or(cmp.Compare(a.day, b.day), -cmp.Compare(a.side, b.side), cmp.Compare(a.symbol, b.symbol))
	}
	slices.SortFunc(got, order)
	slices.SortFunc(want, order)
	if diff := gocmp.Diff(want, got, gocmp.AllowUnexported(oracleFill{})); diff != "" {
		t.Errorf("fills (-oracle +engine):\n%s", diff)
	}
	var equity []int64
	for _, row := range r.Rows[1:] {
		equity = append(equity, int64(row.Equity))
	}
	if diff := gocmp.Diff(o.equity, equity); diff != "" {
		t.Errorf("equity (-oracle +engine):\n%s", diff)
	}
}

// feed builds the oracle's market as the engine's tape.
func (m *oracleMarket) feed(t testing.TB, from, to string) engine.Feed {
	t.Helper()
	var ins []engine.Instrument
	for _, n := range m.names {
		kind, err := engine.ParseInstrumentKind(n.kind)
		if err != nil {
			t.Fatal(err)
		}
		in := engine.Instrument{Symbol: n.symbol, Kind: kind, ISIN: n.isin, Lots: []engine.LotFrom{{Lot: engine.Qty(n.lot)}}}
		if n.tech {
			in.Sets = []string{"tech"}
		}
		ins = append(ins, in)
	}
	u, err := engine.NewUniverse(ins)
	if err != nil {
		t.Fatal(err)
	}
	build := engine.NewBuilder(u, hkex.Venue{})
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range m.names {
		id, _ := u.Lookup(n.symbol)
		for _, b := range n.bars {
			s, ok := hkex.Session(engine.Day(b.day))
			if !ok {
				t.Fatalf("%s trades on %s, which is no session", n.symbol, dayText(b.day))
			}
			must(build.Bar(id, engine.Daily, engine.BarRow{Start: s.Auction, End: s.End, Open: engine.Price(b.open),
				High: engine.Price(b.high), Low: engine.Price(b.low), Close: engine.Price(b.close), Volume: engine.Qty(b.volume)}))
		}
	}
	for _, s := range m.signals {
		at := engine.Time(s.known-8*3600) * engine.Second
		sig := engine.Signal{ID: s.id, Category: s.category, Strength: int8(s.strength), Known: at, At: at,
			Direction: map[string]engine.Direction{"+": 1, "0": 0, "-": -1}[s.direction]}
		for _, scope := range s.scope {
			switch scope {
			case "market":
				sig.Market = true
			case "tech":
				sig.Sets = append(sig.Sets, scope)
			default:
				sig.Symbols = append(sig.Symbols, scope)
			}
		}
		build.Signal(sig)
	}
	for _, p := range m.dividends {
		if id, ok := u.Lookup(p.symbol); ok {
			must(build.Action(engine.Action{Instrument: id, Kind: engine.Dividend, Ex: engine.Day(p.day), Millionths: p.micros}))
		}
	}
	for _, s := range m.splits {
		kind := map[string]engine.ActionKind{"split": engine.Split, "bonus": engine.Bonus, "consolidation": engine.Consolidation}[s.kind]
		if id, ok := u.Lookup(s.symbol); ok {
			must(build.Action(engine.Action{Instrument: id, Kind: kind, Ex: engine.Day(s.day), Num: s.num, Den: s.den}))
		}
	}
	tape, err := build.Seal(engine.Day(dayOf(t, from)), engine.Day(dayOf(t, to)))
	must(err)
	return engine.TapeFeed{Tape: tape}
}

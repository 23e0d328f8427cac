package strategies

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/hkex"
)

// published are the 75 names of the published run.
func published(n *oracleName) bool { return !n.more }

// TestOracleReachesThePublishedFigures: what the rule's text publishes of an
// independent script, reached again by this one.
func TestOracleReachesThePublishedFigures(t *testing.T) {
	m := readMarket(t, sharedData(t)).only(published)
	o := runOracle(t, m, oracleRules{from: "2024-09-02", to: "2025-06-30", top: 5, hold: 10})
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
	m := readMarket(t, sharedData(t)).only(published)
	feed := m.feed(t, "2023-09-01", "2025-06-30", 0)
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
			o := runOracle(t, m, oracleRules{from: test.from, to: "2025-06-30", top: test.top, hold: test.hold})
			sameRun(t, o, runPlan(t, feed, 1, o.plan(t)))
		})
	}
}

// TestEngineMakesTheOraclesTargets plays the rule with a target, by each fill
// rule, so near the entry that many days reach both it and the stop.
func TestEngineMakesTheOraclesTargets(t *testing.T) {
	m := readMarket(t, sharedData(t)).only(published)
	feed := m.feed(t, "2023-09-01", "2025-06-30", 0)
	total := 0
	for _, stop := range []int64{1, 3} {
		target := 2 * stop
		for _, fill := range []string{"pessimistic", "base", "optimistic"} {
			t.Run(fmt.Sprintf("%d%%, %d%%, %s", stop, target, fill), func(t *testing.T) {
				o := runOracle(t, m, oracleRules{from: "2023-12-01", to: "2025-06-30", top: 8, hold: 15, stop: stop, target: target, fill: fill})
				r := runPlan(t, feed, 1, o.plan(t))
				sameRun(t, o, r)
				if r.AmbiguousBars != o.both {
					t.Errorf("%d ambiguous bars, the oracle has %d", r.AmbiguousBars, o.both)
				}
				total += o.both
			})
		}
	}
	if total < 30 {
		t.Errorf("%d days reached both: too few to tell the rules apart", total)
	}
}

// plan is the engine's plan of the oracle's rules.
func (o *oracle) plan(t *testing.T) engine.Plan {
	p := plainPlan(func() engine.Strategy {
		p := mustNew(t, "policy-momentum").(*PolicyMomentum)
		p.Top, p.Hold = o.top, o.hold
		if o.entry != "" {
			p.Entry = Entry(o.entry)
		}
		p.Stop = Percent(engine.Rate(cmp.Or(o.stop, 8)) * engine.Percent)
		if o.target > 0 {
			p.Target = Target{Percent(engine.Rate(o.target) * engine.Percent)}
		}
		return p
	}, o.from, o.to, 1_000_000_000)
	p.Market.BarFill = map[string]engine.BarFill{"": engine.Pessimistic, "base": engine.Base, "optimistic": engine.Optimistic}[strings.TrimPrefix(o.fill, "pessimistic")]
	p.Market.Slippage.Ticks = o.ticks
	p.Market.Participation = engine.Rate(o.share) * engine.Percent
	if o.futu {
		broker, err := hkex.LookupBroker("futu")
		if err != nil {
			t.Fatal(err)
		}
		p.Market.Fees = append(p.Market.Fees, broker.Fees()...)
	}
	return p
}

// TestTheHongKongExample derives examples/hong-kong-2024-25.toml from the
// files: the signals that it selects, and every fill of it.
func TestTheHongKongExample(t *testing.T) {
	m := readMarket(t, sharedData(t)).only(func(n *oracleName) bool { return n.tech })
	o := runOracle(t, m, oracleRules{from: "2024-09-02", to: "2025-06-30", top: 5, hold: 10,
		embargo: 15 * 60, ticks: 1, futu: true, share: 10})
	want := []string{
		"20240830-samr-says-alibaba-completed-three-year",
		"20240924-pboc-csrc-and-nfra-package-at",
		"20240926-politburo-meeting-pledges-to-stop-property",
		"20240929-mortgage-rate-cuts-on-existing-loans",
		"20241012-ministry-of-finance-press-conference-debt",
		"20241017-housing-ministry-press-conference-white-list",
		"20241108-npc-standing-committee-approves-rmb10tn-debt",
		"20241209-politburo-moderately-loose-monetary-policy",
		"20241212-central-economic-work-conference-readout",
		"20250120-deepseek-releases-r1",
		"20250129-alibaba-releases-qwen2-5-max",
		"20250213-alibaba-chair-confirms-apple-ai-partnership",
		"20250217-xi-jinping-holds-symposium-with-private",
		"20250305-government-work-report-growth-about-5",
		"20250306-alibaba-releases-qwq-32b",
		"20250316-special-action-plan-to-boost-consumption",
		"20250407-central-huijin-says-it-is-buying",
		"20250408-coordinated-support-statements-by-huijin-pboc",
		"20250425-april-politburo-meeting",
		"20250507-pboc-nfra-csrc-package-50bp-rrr",
	}
	if diff := gocmp.Diff(want, o.selected); diff != "" {
		t.Errorf("signals selected (-want +got):\n%s", diff)
	}
	sameRun(t, o, runPlan(t, m.feed(t, "2024-06-03", "2025-06-30", o.embargo), 1, o.plan(t)))
}

// TestWhatTheStopsCost: on the names marked tech of the 75, by the law's fees
// alone, the sales by the stop lose what the rule's text says.
func TestWhatTheStopsCost(t *testing.T) {
	m := readMarket(t, sharedData(t)).only(func(n *oracleName) bool { return n.tech && published(n) })
	o := runOracle(t, m, oracleRules{from: "2024-09-02", to: "2025-06-30", top: 5, hold: 10})
	stops, others := int64(0), int64(0)
	paid := map[string]int64{}
	for _, f := range o.fills {
		switch {
		case f.side == "buy":
			paid[f.symbol] = f.qty*f.price + f.fees
		case f.reason == "stop":
			stops += f.qty*f.price - f.fees - paid[f.symbol]
		default:
			others += f.qty*f.price - f.fees - paid[f.symbol]
		}
	}
	if stops != -308_514_160 || others != 396_060_450 {
		t.Errorf("stops %d and other exits %d mills, want -308514160 and 396060450", stops, others)
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
		got = append(got, oracleFill{int64(f.Time/engine.Second) + 8*3600, r.Universe.At(f.Instrument).Symbol, f.Side.String(),
			int64(f.Qty), int64(f.Price), int64(f.Fees), reason, signal})
	}
	for _, f := range o.fills {
		if f.side == "sell" {
			f.signal = ""
		}
		want = append(want, f)
	}
	order := func(a, b oracleFill) int { // at one time sales first, by symbol: the order of equals is not compared
		return cmp.Or(cmp.Compare(a.at, b.at), -cmp.Compare(a.side, b.side), cmp.Compare(a.symbol, b.symbol))
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
func (m *oracleMarket) feed(t testing.TB, from, to string, embargo int64) engine.Feed {
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
		at := func(s int64) engine.Time { return engine.Time(s-8*3600) * engine.Second }
		for _, b := range n.minutes {
			must(build.Bar(id, 1, engine.BarRow{Start: at(b.start), End: at(b.end), Open: engine.Price(b.open),
				High: engine.Price(b.high), Low: engine.Price(b.low), Close: engine.Price(b.close), Volume: engine.Qty(b.volume)}))
		}
	}
	for _, s := range m.signals {
		at := engine.Time(s.known-8*3600) * engine.Second
		sig := engine.Signal{ID: s.id, Category: s.category, Strength: int8(s.strength), Known: at, At: at + engine.Time(embargo)*engine.Second,
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

package hkex_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rally/engine"
	"rally/engine/hkex"
)

// The scenarios of the reference, as far as the law alone decides them.

func TestScenario27(t *testing.T) {
	september := hkex.Sessions(day(t, "2023-09-01"), day(t, "2023-09-30"))
	if len(september) != 19 {
		t.Errorf("%d sessions", len(september))
	}
	for _, s := range []string{"2023-09-01", "2023-09-08"} {
		if _, ok := hkex.Session(day(t, s)); ok {
			t.Errorf("%s is a session", s)
		}
	}
	if next, ok := hkex.NextSession(day(t, "2023-08-31")); !ok || next.Day.String() != "2023-09-04" {
		t.Errorf("after 2023-08-31 comes %s", next.Day)
	}
}

func TestScenario28(t *testing.T) {
	t.Run("14:00 on a half day is after its end", func(t *testing.T) {
		d := day(t, "2024-12-24")
		s, ok := hkex.Session(d)
		if !ok || !s.Half || d.At(14, 0) < s.End {
			t.Errorf("%s ends %s", d, s.End)
		}
		if next, _ := hkex.NextSession(d); next.Day.String() != "2024-12-27" {
			t.Errorf("the next session is %s", next.Day)
		}
	})
	t.Run("prints before 13:30 are outside the late session", func(t *testing.T) {
		d := day(t, "2020-08-19")
		if s, ok := hkex.Session(d); !ok || s.Open != d.At(13, 30) {
			t.Errorf("opens %s", s.Open)
		}
	})
}

func TestScenario30(t *testing.T) {
	stock := &engine.Instrument{}
	for _, side := range []engine.Side{engine.Buy, engine.Sell} {
		for _, c := range []struct{ day, want string }{
			{"2021-07-30", "50.000"}, {"2021-08-02", "65.000"}, {"2023-11-16", "65.000"}, {"2023-11-17", "50.000"},
		} {
			n := engine.Note{Instrument: stock, Day: day(t, c.day), Side: side, Qty: 400, Consideration: price(t, "123.40").Times(400)}
			if got := (hkex.StampDuty{}).Fee(n).String(); got != c.want {
				t.Errorf("%s on %s: got %s, want %s", side, c.day, got, c.want)
			}
		}
	}
}

func TestScenario31(t *testing.T) {
	got, total := lawOn(&engine.Instrument{Kind: engine.ETF}, day(t, "2025-07-14"), money(t, "49360"))
	want := map[string]string{
		"stamp_duty": "0.000", "sfc_levy": "1.330", "afrc_levy": "0.070",
		"trading_fee": "2.790", "trading_tariff": "0.000", "settlement_fee": "2.070",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if total.String() != "6.260" {
		t.Errorf("total %s", total)
	}
}

func TestScenario32(t *testing.T) {
	c := hkex.Commission{Rate: 3 * engine.BasisPoint, Min: 50_000}
	var posted []string
	n, before := engine.Note{}, engine.Money(0)
	for _, fill := range []string{"30000", "50000", "20000", "100000"} {
		n.Qty++
		n.Consideration += money(t, fill)
		posted = append(posted, (c.Fee(n) - before).String())
		before = c.Fee(n)
	}
	if d := cmp.Diff([]string{"50.000", "0.000", "0.000", "10.000"}, posted); d != "" {
		t.Error(d)
	}
}

func TestScenario33(t *testing.T) {
	n := engine.Note{Day: day(t, "2023-11-17"), Qty: 400, Consideration: money(t, "49360")}
	for kind, want := range map[engine.InstrumentKind]string{engine.ETF: "0.000", engine.Stock: "50.000"} {
		n.Instrument = &engine.Instrument{Kind: kind}
		if got := (hkex.StampDuty{}).Fee(n).String(); got != want {
			t.Errorf("%s: got %s, want %s", kind, got, want)
		}
	}
}

func TestScenario36(t *testing.T) {
	in := &engine.Instrument{Lots: []engine.LotFrom{{Lot: 100}}}
	o := &engine.Order{Type: engine.Limit, Qty: 100, Limit: price(t, "15.01")}
	for _, c := range []struct {
		day  string
		want engine.Reason
		down string
	}{
		{"2025-08-01", engine.OffGrid, "15.000"},
		{"2025-08-04", engine.Accepted, "15.010"},
	} {
		v := &engine.MarketView{Instrument: in, Day: day(t, c.day), Last: 15_000}
		if got := (hkex.Venue{}).Check(o, v, v.Day.At(10, 0)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.day, got, c.want)
		}
		if got := hkex.SpreadFor(in, v.Day).Round(o.Limit, engine.Down).String(); got != c.down {
			t.Errorf("%s: rounded down %s, want %s", c.day, got, c.down)
		}
	}
}

// Scenario 37 in full is TestBoundaries; these are the edges it names.
func TestScenario37(t *testing.T) {
	table := hkex.SpreadFor(&engine.Instrument{}, day(t, "2024-09-24"))
	for _, c := range []struct{ at, down, up string }{
		{"0.25", "0.249", "0.255"}, {"0.50", "0.495", "0.51"}, {"10", "9.99", "10.02"},
		{"20", "19.98", "20.05"}, {"100", "99.95", "100.10"},
	} {
		p := price(t, c.at)
		if table.Down(p) != price(t, c.down) || table.Up(p) != price(t, c.up) {
			t.Errorf("%s: down %s, up %s; want %s, %s", c.at, table.Down(p), table.Up(p), c.down, c.up)
		}
	}
}

func TestScenario38(t *testing.T) {
	table := hkex.SpreadFor(&engine.Instrument{}, day(t, "2024-09-24"))
	p := price(t, "0.012")
	for range 5 {
		p = max(table.Down(p), table.Lowest())
	}
	if p != table.Lowest() || p != price(t, "0.01") {
		t.Errorf("five ticks below 0.012 is %s", p)
	}
}

func TestScenario39(t *testing.T) {
	for _, c := range []struct{ name, monday, want string }{
		{"Wednesday", "2024-09-23", "2024-09-25"},
		{"a holiday on Tuesday", "2024-09-30", "2024-10-03"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (hkex.Venue{}).SettleOn(day(t, c.monday)).String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// The differences that fills post add up to the fee of their note, however
// it is split.
func TestSplittingANoteChangesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		parts := rapid.SliceOfN(rapid.Int64Range(1, 1e10), 1, 8).Draw(r, "parts")
		n := anyNote(r)
		n.Qty = 0
		for _, rule := range everyRule(r) {
			m, posted := n, engine.Money(0)
			for _, part := range parts {
				before := rule.Fee(m)
				m.Qty++
				m.Consideration += engine.Money(part)
				if d := rule.Fee(m) - before; d < 0 {
					r.Fatalf("%s pays %s back", rule.Name(), d)
				} else {
					posted += d
				}
			}
			if posted != rule.Fee(m) {
				r.Fatalf("%s: posted %s of %s", rule.Name(), posted, rule.Fee(m))
			}
		}
	})
}

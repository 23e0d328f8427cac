package hkex_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rally/engine"
	"rally/engine/hkex"
)

func money(t testing.TB, s string) engine.Money {
	t.Helper()
	m, err := engine.ParseMoney(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// lawOn returns each charge of the law on one fill, and their sum.
func lawOn(in *engine.Instrument, d engine.Day, m engine.Money) (map[string]string, engine.Money) {
	charges, total := map[string]string{}, engine.Money(0)
	for _, rule := range hkex.Law() {
		fee := rule.Fee(engine.Note{Instrument: in, Day: d, Qty: 100, Consideration: m})
		charges[rule.Name()] = fee.String()
		total += fee
	}
	return charges, total
}

// The golden fee table of hk-market-rules 1.5, row by row.
func TestGoldenFees(t *testing.T) {
	for _, c := range []struct {
		name, consideration, day                        string
		kind                                            engine.InstrumentKind
		stamp, sfc, afrc, trading, tariff, ccass, total string
	}{
		{"2018", "60500", "2018-06-01", engine.Stock, "61", "1.63", "0", "3.03", "0.50", "2.00", "68.16"},
		{"2021", "60500", "2021-09-01", engine.Stock, "79", "1.63", "0", "3.03", "0.50", "2.00", "86.16"},
		{"2022", "60500", "2022-06-01", engine.Stock, "79", "1.63", "0.09", "3.03", "0.50", "2.00", "86.25"},
		{"2023", "60500", "2023-06-01", engine.Stock, "79", "1.63", "0.09", "3.42", "0", "2.00", "86.14"},
		{"2024", "60500", "2024-06-03", engine.Stock, "61", "1.63", "0.09", "3.42", "0", "2.00", "68.14"},
		{"2025", "60500", "2025-09-01", engine.Stock, "61", "1.63", "0.09", "3.42", "0", "2.54", "68.68"},
		{"2025 ETF", "60500", "2025-09-01", engine.ETF, "0", "1.63", "0.09", "3.42", "0", "2.54", "7.68"},
		{"small, minimum", "1000", "2025-06-27", engine.Stock, "1", "0.03", "0.00", "0.06", "0", "2.00", "3.09"},
		{"small, no minimum", "1000", "2025-06-30", engine.Stock, "1", "0.03", "0.00", "0.06", "0", "0.04", "1.13"},
		{"large, maximum", "10000000", "2025-06-27", engine.Stock, "10000", "270.00", "15.00", "565.00", "0", "100.00", "10950.00"},
		{"large, no maximum", "10000000", "2025-06-30", engine.Stock, "10000", "270.00", "15.00", "565.00", "0", "420.00", "11270.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := map[string]string{
				"stamp_duty": money(t, c.stamp).String(), "sfc_levy": money(t, c.sfc).String(),
				"afrc_levy": money(t, c.afrc).String(), "trading_fee": money(t, c.trading).String(),
				"trading_tariff": money(t, c.tariff).String(), "settlement_fee": money(t, c.ccass).String(),
			}
			got, total := lawOn(&engine.Instrument{Kind: c.kind}, day(t, c.day), money(t, c.consideration))
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
			if total != money(t, c.total) {
				t.Errorf("total %s, want %s", total, c.total)
			}
		})
	}
}

func TestLawOrderAndLevels(t *testing.T) {
	var got []string
	for _, rule := range hkex.Law() {
		got = append(got, rule.Name()+" per "+rule.Level().String())
	}
	want := []string{
		"stamp_duty per note", "sfc_levy per execution", "afrc_levy per execution",
		"trading_fee per execution", "trading_tariff per execution", "settlement_fee per execution",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestStampDutyByKindAndDate(t *testing.T) {
	from := func(s string, due bool) []engine.DutyFrom {
		return []engine.DutyFrom{{From: day(t, s), Due: due}}
	}
	for _, c := range []struct {
		name string
		in   engine.Instrument
		day  string
		want engine.Money
	}{
		{"stock, last day at 0.10 %", engine.Instrument{}, "2021-07-30", 100_000},
		{"stock, first day at 0.13 %", engine.Instrument{}, "2021-08-02", 130_000},
		{"stock, last day at 0.13 %", engine.Instrument{}, "2023-11-16", 130_000},
		{"stock, back at 0.10 %", engine.Instrument{}, "2023-11-17", 100_000},
		{"REIT pays until 2024-12-20", engine.Instrument{Kind: engine.REIT}, "2024-12-20", 100_000},
		{"REIT exempt from 2024-12-21", engine.Instrument{Kind: engine.REIT}, "2024-12-23", 0},
		{"ETF", engine.Instrument{Kind: engine.ETF}, "2018-01-02", 0},
		{"leveraged", engine.Instrument{Kind: engine.Leveraged}, "2022-01-03", 0},
		{"warrant", engine.Instrument{Kind: engine.Structured}, "2022-01-03", 0},
		{"list of 2025 says nothing of 2024", engine.Instrument{Kind: engine.REIT, Duty: from("2025-07-11", false)}, "2024-06-03", 100_000},
		{"list frees a stock from its day", engine.Instrument{Duty: from("2025-07-11", false)}, "2025-07-11", 0},
		{"list frees no stock before", engine.Instrument{Duty: from("2025-07-11", false)}, "2025-07-10", 100_000},
		{"list charges an ETF", engine.Instrument{Kind: engine.ETF, Duty: from("2025-07-11", true)}, "2025-07-14", 100_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := engine.Note{Instrument: &c.in, Day: day(t, c.day), Qty: 1000, Consideration: money(t, "100000")}
			if got := (hkex.StampDuty{}).Fee(n); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestDatesOfCharges(t *testing.T) {
	stock := &engine.Instrument{}
	for _, c := range []struct{ component, before, after, was, is string }{
		{"afrc_levy", "2021-12-31", "2022-01-03", "0.000", "1.500"},
		{"trading_fee", "2022-12-30", "2023-01-03", "50.000", "56.500"},
		{"trading_tariff", "2022-12-30", "2023-01-03", "0.500", "0.000"},
		{"settlement_fee", "2025-06-27", "2025-06-30", "20.000", "42.000"},
		{"stamp_duty", "2021-07-30", "2021-08-02", "1000.000", "1300.000"},
		{"sfc_levy", "2018-01-02", "2026-12-31", "27.000", "27.000"},
	} {
		t.Run(c.component, func(t *testing.T) {
			was, _ := lawOn(stock, day(t, c.before), money(t, "1000000"))
			is, _ := lawOn(stock, day(t, c.after), money(t, "1000000"))
			if was[c.component] != c.was || is[c.component] != c.is {
				t.Errorf("%s then %s, want %s then %s", was[c.component], is[c.component], c.was, c.is)
			}
		})
	}
}

func TestEverySourceIsStated(t *testing.T) {
	rules := hkex.Law()
	for _, b := range hkex.Brokers() {
		rules = append(rules, b.Fees()...)
	}
	for _, rule := range append(rules, hkex.Commission{}) {
		s, ok := rule.(hkex.Sourced)
		if !ok {
			t.Fatalf("%s has no source", rule.Name())
		}
		for _, d := range []engine.Day{engine.Date(1990, 1, 1), hkex.FirstDay, hkex.LastDay} {
			if s.Source(d) == "" {
				t.Errorf("%s has no source on %s", rule.Name(), d)
			}
		}
	}
}

func anyNote(r *rapid.T) engine.Note {
	return engine.Note{
		Instrument: &engine.Instrument{Kind: engine.InstrumentKind(rapid.IntRange(0, 4).Draw(r, "kind"))},
		Day:        engine.Day(rapid.IntRange(int(hkex.FirstDay), int(hkex.LastDay)).Draw(r, "day")),
		Side:       engine.Side(rapid.IntRange(0, 1).Draw(r, "side")),
		Qty:        engine.Qty(rapid.Int64Range(1, 1e9).Draw(r, "qty")),
	}
}

func everyRule(r *rapid.T) []engine.FeeRule {
	rules := hkex.Law()
	for _, b := range hkex.Brokers() {
		rules = append(rules, b.Fees()...)
	}
	own := hkex.Commission{
		Rate:  engine.Rate(rapid.Int64Range(0, 1e8).Draw(r, "rate")),
		Min:   engine.Money(rapid.Int64Range(0, 1e5).Draw(r, "min")),
		Fixed: engine.Money(rapid.Int64Range(0, 1e5).Draw(r, "fixed")),
		Round: hkex.Rounding(rapid.IntRange(0, 1).Draw(r, "round")),
	}
	if rapid.Bool().Draw(r, "capped") {
		own.Max = own.Min + engine.Money(rapid.Int64Range(1, 1e6).Draw(r, "max"))
	}
	return append(rules, own)
}

// A fee never falls as its note grows, and is in whole units of its rounding.
func TestFeesNeverDecrease(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := anyNote(r)
		a := engine.Money(rapid.Int64Range(1, 1e13).Draw(r, "consideration"))
		b := a + engine.Money(rapid.Int64Range(0, 1e13).Draw(r, "more"))
		for _, rule := range everyRule(r) {
			n.Consideration = a
			low := rule.Fee(n)
			n.Consideration = b
			high := rule.Fee(n)
			if low < 0 || high < low {
				r.Fatalf("%s: %s on %s, %s on %s", rule.Name(), low, a, high, b)
			}
			empty := engine.Note{Instrument: n.Instrument, Day: n.Day}
			if fee := rule.Fee(empty); fee != 0 {
				r.Fatalf("%s charges %s on nothing", rule.Name(), fee)
			}
			if rule.Name() == "stamp_duty" && high%engine.Dollar != 0 {
				r.Fatalf("stamp duty %s", high)
			}
		}
	})
}

func BenchmarkFees(b *testing.B) {
	futu, err := hkex.LookupBroker("futu")
	if err != nil {
		b.Fatal(err)
	}
	rules := append(futu.Fees(), hkex.Law()...)
	n := engine.Note{
		Instrument: &engine.Instrument{Kind: engine.REIT}, Day: engine.Date(2021, 3, 2),
		Qty: 400, Consideration: 49_360_000,
	}
	b.ReportAllocs()
	var sum engine.Money
	for b.Loop() {
		for _, rule := range rules {
			sum += rule.Fee(n)
		}
	}
	if sum == 0 {
		b.Fatal("no fees")
	}
}

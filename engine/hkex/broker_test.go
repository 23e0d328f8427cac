package hkex_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/hkex"
)

func TestBrokers(t *testing.T) {
	var names []string
	for _, b := range hkex.Brokers() {
		names = append(names, b.Name)
		if b.Doc == "" {
			t.Errorf("%s says nothing of itself", b.Name)
		}
	}
	if want := []string{"bank", "futu", "ibkr", "none"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	if _, err := hkex.LookupBroker("fuut"); err == nil || err.Error() != `broker "fuut" is not known (bank, futu, ibkr, none)` {
		t.Errorf("got %v", err)
	}
}

func TestBrokerCharges(t *testing.T) {
	for _, c := range []struct {
		broker, consideration string
		kind                  engine.InstrumentKind
		want                  []string
	}{
		{"futu", "5000", engine.Stock, []string{"brokerage 3.000", "platform 15.000"}},
		{"futu", "60500", engine.Stock, []string{"brokerage 18.150", "platform 15.000"}},
		{"futu", "60550", engine.Stock, []string{"brokerage 18.170", "platform 15.000"}}, // 18.165, a half up
		{"ibkr", "10000", engine.Stock, []string{"brokerage 18.000"}},
		{"ibkr", "10000", engine.Structured, []string{"brokerage 10.000"}},
		{"ibkr", "100000", engine.Stock, []string{"brokerage 80.000"}},
		{"bank", "10000", engine.Stock, []string{"brokerage 100.000"}},
		{"bank", "100000", engine.Stock, []string{"brokerage 250.000"}},
		{"none", "100000", engine.Stock, nil},
	} {
		t.Run(c.broker+" "+c.consideration+" "+c.kind.String(), func(t *testing.T) {
			b, err := hkex.LookupBroker(c.broker)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, rule := range b.Fees() {
				n := engine.Note{Instrument: &engine.Instrument{Kind: c.kind}, Qty: 100, Consideration: money(t, c.consideration)}
				got = append(got, rule.Name()+" "+rule.Fee(n).String())
				if rule.Level() != engine.PerOrder {
					t.Errorf("%s per %s", rule.Name(), rule.Level())
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestCommission(t *testing.T) {
	for _, c := range []struct {
		name string
		c    hkex.Commission
		on   engine.Money
		want engine.Money
	}{
		{"10 bp unrounded", hkex.Commission{Rate: 10 * engine.BasisPoint, Round: hkex.ToMill}, 49_361_000, 49_361},
		{"10 bp to the cent", hkex.Commission{Rate: 10 * engine.BasisPoint}, 49_361_000, 49_360},
		{"half a cent goes up", hkex.Commission{Rate: 10 * engine.BasisPoint}, 49_365_000, 49_370},
		{"minimum", hkex.Commission{Rate: engine.BasisPoint, Min: 50_000}, 1_000_000, 50_000},
		{"maximum", hkex.Commission{Rate: engine.Percent, Max: 100_000}, 1_000_000_000, 100_000},
		{"fixed beside the minimum", hkex.Commission{Rate: engine.BasisPoint, Min: 3_000, Fixed: 15_000}, 1_000_000, 18_000},
		{"fixed beside the maximum", hkex.Commission{Rate: engine.Percent, Max: 100_000, Fixed: 15_000}, 1_000_000_000, 115_000},
		{"fixed alone", hkex.Commission{Fixed: 15_000}, 1_000_000, 15_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.c.Validate(); err != nil {
				t.Fatal(err)
			}
			if got := c.c.Fee(engine.Note{Qty: 1, Consideration: c.on}); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	for _, bad := range []hkex.Commission{{Rate: -1}, {Rate: 101 * engine.Percent}, {Min: -1}, {Max: -1}, {Fixed: -1}, {Min: 2, Max: 1}} {
		if bad.Validate() == nil {
			t.Errorf("%+v passes", bad)
		}
	}
}

func TestRounding(t *testing.T) {
	for _, s := range []string{"cent", "none"} {
		if r, err := hkex.ParseRounding(s); err != nil || r.String() != s {
			t.Errorf("%s: got %s, %v", s, r, err)
		}
	}
	if _, err := hkex.ParseRounding("dollar"); err == nil {
		t.Error("dollar passes")
	}
}

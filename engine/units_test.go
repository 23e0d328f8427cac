package engine_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rally/engine"
)

// TestRateOf: rounded once, straight to the unit, against fractions of integers
// of any size.
func TestRateOf(t *testing.T) {
	for _, tt := range []struct {
		name  string
		rate  engine.Rate
		of    engine.Money
		unit  engine.Money
		round engine.Round
		want  engine.Money
	}{
		{"duty up to a dollar", 1_300_000, 49_360_000, engine.Dollar, engine.Up, 65_000}, // 64.168
		{"exact is not rounded up", engine.Percent, 100_000, engine.Dollar, engine.Up, 1_000},
		{"levy to the nearest cent", 27_000, 49_360_000, engine.Cent, engine.Nearest, 1_330}, // 1.33272
		{"a half goes up", 500_000_000, 1, engine.Mill, engine.Nearest, 1},
		{"not through mills", 56_500, 6_991_143, engine.Cent, engine.Nearest, 390}, // 0.39499958; by way of 0.395 it would be 0.40
		{"down", engine.Percent, 199, engine.Mill, engine.Down, 1},
		{"beyond 64 bits", engine.Percent, 9_000_000_000_000_000_000, engine.Mill, engine.Nearest, 90_000_000_000_000_000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.rate.Of(tt.of, tt.unit, tt.round); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	rapid.Check(t, func(rt *rapid.T) {
		rate := engine.Rate(rapid.Int64Range(0, 2_000_000_000).Draw(rt, "rate"))
		of := engine.Money(rapid.Int64Range(0, 1<<60).Draw(rt, "of"))
		unit := rapid.SampledFrom([]engine.Money{engine.Mill, engine.Cent, engine.Dollar}).Draw(rt, "unit")
		product := new(big.Int).Mul(big.NewInt(int64(rate)), big.NewInt(int64(of)))
		den := big.NewInt(1_000_000_000 * int64(unit))
		down, rest := new(big.Int).QuoRem(product, den, new(big.Int))
		up := new(big.Int).Set(down)
		if rest.Sign() > 0 {
			up.Add(up, big.NewInt(1))
		}
		nearest := down
		if new(big.Int).Lsh(rest, 1).Cmp(den) >= 0 {
			nearest = up
		}
		for round, want := range []*big.Int{nearest, up, down} {
			want := new(big.Int).Mul(want, big.NewInt(int64(unit)))
			if got := rate.Of(of, unit, engine.Round(round)); want.Cmp(big.NewInt(int64(got))) != 0 {
				rt.Errorf("%d of %d to %d, rounding %d: %d, want %v", rate, of, unit, round, got, want)
			}
		}
	})
}

// TestParseFixed reads decimals exactly or refuses them.
func TestParseFixed(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int64
		ok   bool
	}{
		{"318.40", 318_400, true}, {"0.001", 1, true}, {"-12.5", -12_500, true}, {"+3", 3_000, true}, {".5", 500, true},
		{"5.", 5_000, true}, {"1.2300000", 1_230, true}, {"000000000000000000007", 7_000, true},
		{"1.2345", 0, false}, {"", 0, false}, {".", 0, false}, {"-", 0, false}, {"1e3", 0, false}, {"1,000", 0, false},
		{"1.2.3", 0, false}, {"9999999999999999", 0, false}, {" 1", 0, false},
		{"999999999999999.999", 999_999_999_999_999_999, true}, {"1000000000000000", 0, false},
	} {
		got, err := engine.ParseFixed(tt.text, 3)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("%q: %d, %v; want %d", tt.text, got, err, tt.want)
		}
	}
}

// TestParseFixedWithManyDecimals: what does not fit is refused, never wrapped round.
func TestParseFixedWithManyDecimals(t *testing.T) {
	if v, err := engine.ParseFixed("999999999999999", 9); err == nil {
		t.Errorf("read as %d", v)
	}
}

// FuzzParseFixed: a value or an error; what String prints is read back.
func FuzzParseFixed(f *testing.F) {
	for _, s := range []string{"318.40", "-0.001", "", "1.2.3", "99999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := engine.ParseMoney(s)
		if err != nil {
			return
		}
		if again, err := engine.ParseMoney(v.String()); err != nil || again != v {
			t.Errorf("%q is %d, printed %v and read as %d, %v", s, v, v, again, err)
		}
	})
}

// TestTime: days and clock times of Hong Kong.
func TestTime(t *testing.T) {
	d := engine.Date(2024, time.September, 24)
	for _, tt := range []struct{ name, got, want string }{
		{"day", d.String(), "2024-09-24"},
		{"clock", d.At(9, 30).String(), "2024-09-24T09:30:00+08:00"},
		{"before midnight", (d.Start() - 1).Day().String(), "2024-09-23"},
		{"midnight", d.Start().Day().String(), "2024-09-24"},
		{"before 1970", engine.Date(1969, time.December, 31).Start().Day().String(), "1969-12-31"},
		{"weekday", d.Weekday().String(), "Tuesday"},
		{"weekday before 1970", engine.Date(1969, time.December, 31).Weekday().String(), "Wednesday"},
		{"minutes", engine.Interval(5).String(), "5m"},
		{"hours", engine.Interval(120).String(), "2h"},
		{"daily", engine.Daily.String(), "1d"},
		{"price", engine.Price(-1_050).String(), "-1.050"},
		{"least", engine.Money(-1 << 63).String(), "-9223372036854775.808"},
	} {
		if d := cmp.Diff(tt.want, tt.got); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
	}
	for _, bad := range []string{"2024-02-30", "24.9.2024", ""} {
		if _, err := engine.ParseDay(bad); err == nil {
			t.Errorf("%q is read as a day", bad)
		}
	}
}

// TestSplittingNeverChangesANote: posting differences makes the charge of a
// note the same in one fill and in many; and a charge never falls as a note grows.
func TestSplittingNeverChangesANote(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		for _, rule := range someFees() {
			var n engine.Note
			var charged, before engine.Money
			for range rapid.IntRange(1, 12).Draw(rt, "fills") {
				q := engine.Qty(rapid.IntRange(1, 5_000).Draw(rt, "qty"))
				n.Qty += q
				n.Consideration += engine.Price(rapid.IntRange(1, 900_000).Draw(rt, "price")).Times(q)
				after := rule.Fee(n)
				if after < before {
					rt.Errorf("%s falls from %v to %v", rule.Name(), before, after)
				}
				charged += after - before
				before = after
			}
			if charged != rule.Fee(n) {
				rt.Errorf("%s: %v in parts, %v in one", rule.Name(), charged, rule.Fee(n))
			}
		}
	})
}

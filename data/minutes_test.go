package data

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

// minuteConfig is the seven names with two years of minutes. Their actions miss
// the dividend of 0700 of 2019-05-17, unless it is added.
func minuteConfig(t testing.TB, added string) Config {
	c := realConfig(t)
	c.Bars, c.Benchmark, c.Signals, c.Waive = []string{"minute_futu/*_full.csv.gz"}, "", "", nil
	c.Format, c.Interval, c.Adjusted = "futu", "1m", "additive"
	if added != "" {
		c.Actions = append(c.Actions, filepath.Join(t.TempDir(), "added.csv"))
		if err := os.WriteFile(c.Actions[2], []byte("symbol,ex_date,amount_hkd\n"+added), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

const tencent2019 = "0700.HK,2019-05-17,1.00\n"

// undone is what the findings of a market say of what is not undone.
func undone(m *Market) []string {
	var out []string
	for _, f := range m.Findings.List {
		if f.Rule == NotUndone || f.Rule == LooksAdjusted {
			_, what, _ := strings.Cut(f.Text, "; ")
			out = append(out, what)
		}
	}
	return out
}

// The minutes of 0700 lie on the grid all the same, but their turnover says
// that the dividend of May 2019 is missing, and that it was HK$1.00. With it
// every price of the seven names is one that was traded.
func TestRealMinutes(t *testing.T) {
	m, err := Load(context.Background(), minuteConfig(t, ""))
	if _, ok := errors.AsType[*GateError](err); !ok || strings.Contains(err.Error(), "waive =") {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"a dividend of 0700.HK of HK$1.00 a share with an ex-date after the session of 2019-05-16 and not after that of 2019-05-17 seems to be missing from actions"}, undone(m)); d != "" {
		t.Error(d)
	}
	if p := m.Undone[0]; p.Symbol != "0700.HK" || p.Grid() < 1 || p.Turnover() > 0.82 || p.Holds() {
		t.Errorf("%+v", p)
	}
	if m, err = Load(context.Background(), minuteConfig(t, tencent2019)); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Counts{Instruments: 7, Bars: 902190, Dividends: 6}, m.Counts); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Count{{ZeroVolume, Warning, 940598 - 902190, true}}, m.Findings.Counts()); d != "" {
		t.Error(d)
	}
	if m.First != engine.Date(2018, 12, 24) || m.Last != engine.Date(2020, 12, 23) || len(m.Undone) != 7 {
		t.Errorf("%v to %v, %d proofs", m.First, m.Last, len(m.Undone))
	}
	for _, p := range m.Undone {
		if p.Grid() < 1 || p.Turnover() < 1 || p.AsOf != engine.Date(2020, 12, 23) || p.Bars == 0 {
			t.Errorf("%+v", p)
		}
	}
}

// The windows of 55 names: what Futu took off is undone, later splits among it,
// and of those that miss a dividend it is named. Dividends between the last row
// and the day that the files were made are found to be in them.
func TestRealWindows(t *testing.T) {
	c := minuteConfig(t, "")
	c.Bars = []string{"minute_futu/windows/*.gz"}
	m, err := Load(context.Background(), c)
	if _, ok := errors.AsType[*GateError](err); !ok {
		t.Fatal(err)
	}
	const spring, autumn = "after the session of 2020-03-27 and not after that of 2020-06-29", "after the session of 2020-07-17 and not after that of 2020-10-30"
	want := []string{
		"a dividend of 0017.HK of HK$0.14 a share with an ex-date after the session of 2020-03-17 and not after that of 2020-03-18 seems to be missing from actions",
		"a dividend of 0017.HK of HK$1.48 a share with an ex-date after 2020-11-13, the files' last session, seems to be missing from actions: the prices are adjusted as of a later day",
		"the dividend of 0386.HK on 2020-06-01 is HK$0.2077 in actions, and the prices ask for HK$0.2092",
		"a dividend of 0857.HK of HK$0.0724 a share with an ex-date " + spring + " seems to be missing from actions",
		"a dividend of 2018.HK of HK$0.10 a share with an ex-date " + autumn + " seems to be missing from actions",
	}
	var got []string
	for _, u := range undone(m) {
		for _, s := range []string{"0017", "0386", "0857", "2018"} {
			if strings.Contains(u, " "+s+".HK") {
				got = append(got, u)
			}
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	asOf := map[string]string{"0002.HK": "2020-12-02", "0823.HK": "2020-11-19", "1177.HK": "2020-12-11", "2269.HK": "2020-11-16"}
	bad := ""
	for _, p := range m.Undone {
		if day, later := asOf[p.Symbol]; later && p.AsOf.String() != day || !later && p.AsOf != engine.Date(2020, 11, 13) {
			t.Errorf("%s as of %v", p.Symbol, p.AsOf)
		}
		if !p.Holds() {
			bad += p.Symbol[:4] + " "
		} else if p.Grid() < 0.9999 || p.Turnover() < 0.9999 {
			t.Errorf("%+v", p)
		}
	}
	if bad != "0017 0135 0386 0857 2007 2018 2333 3328 6865 " {
		t.Errorf("not undone: %s", bad)
	}
}

// Stated as something else, the minutes of 0700 pass the grid, or nearly; their
// turnover says what they are. Stated as traded they may be run all the same.
func TestWrongBasis(t *testing.T) {
	const fits = `stated as "additive" they have 100.0 % of 647148 prices on the grid, `
	for _, tt := range []struct {
		name, adjusted, added string
		want                  []string
	}{
		{"traded", "none", tencent2019, []string{fits + "100.0 % of 161787 bars with turnover ÷ volume within low and high"}},
		{"traded, a dividend missing", "none", "", []string{fits + "81.4 % of 161787 bars with turnover ÷ volume within low and high"}},
		{"split", "split", tencent2019, []string{fits + "100.0 % of 161787 bars with turnover ÷ volume within low and high"}},
		{"total", "total", tencent2019, []string{fits + "100.0 % of 161787 bars with turnover ÷ volume within low and high"}},
		{"total, a dividend missing", "total", "", []string{fits + "81.4 % of 161787 bars with turnover ÷ volume within low and high"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := minuteConfig(t, tt.added)
			c.Adjusted, c.Universe = tt.adjusted, []string{"700"}
			m, err := Load(context.Background(), c)
			if _, ok := errors.AsType[*GateError](err); !ok {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, undone(m)); d != "" {
				t.Error(d)
			}
			if tt.adjusted == "none" {
				c.Waive = []string{LooksAdjusted}
				load(t, c)
			}
		})
	}
}

// Stated as traded and without a list of actions, what was taken off is told all
// the same.
func TestAdjustedStatedAsTraded(t *testing.T) {
	c := minuteConfig(t, "")
	c.Adjusted, c.Universe, c.Actions = "none", []string{"700"}, nil
	m, err := Load(context.Background(), c)
	if _, ok := errors.AsType[*GateError](err); !ok || !strings.Contains(err.Error(), `waive = ["looks-adjusted"]`) {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{
		"turnover ÷ volume of 0700.HK changes by HK$1.00 a share against them after the session of 2019-05-16 and not after that of 2019-05-17, as if a dividend were taken off; is adjusted = \"additive\" what they are?",
		"turnover ÷ volume of 0700.HK changes by HK$1.20 a share against them after the session of 2020-05-14 and not after that of 2020-05-15, as if a dividend were taken off; is adjusted = \"additive\" what they are?",
	}, undone(m)); d != "" || len(m.Undone) != 0 {
		t.Error(d)
	}
}

// Two bars with a turnover beyond their range are a vendor's slips, however few
// bars there are; volumes in lots and turnovers in thousands are told as units.
func TestTurnoverOfFewBars(t *testing.T) {
	file := func(rows, slips, volume, turnover int) Config {
		var b strings.Builder
		for i := range rows {
			paid := 40_000 * turnover
			if i < slips {
				paid = paid * 51 / 50
			}
			fmt.Fprintf(&b, "HK.00700,2024-09-%02d %02d:%02d:00,400,400,400,400,0,%d,%d\n", 23+i/60, 10+i%60/30, i%30, 100/volume, paid/1000)
		}
		c := market(map[string]string{"bars/700.csv": futuHead + b.String()})
		c.Format, c.Interval = "futu", "1m"
		return c
	}
	for _, tt := range []struct {
		name                          string
		rows, slips, volume, turnover int
		want                          []string
	}{
		{"right", 60, 0, 1, 1000, nil},
		{"two slips of sixty", 60, 2, 1, 1000, nil},
		{"three slips of sixty", 60, 3, 1, 1000, []string{"no one action explains it"}},
		{"two of three", 3, 2, 1, 1000, []string{"turnover ÷ volume"}},
		{"volume in lots", 120, 0, 100, 1000, []string{"turnover ÷ volume of 0700.HK is 100 times the prices: volume is not in shares, or turnover not in HKD"}},
		{"turnover in thousands", 120, 0, 1, 1, []string{"turnover ÷ volume of 0700.HK is 0.001 times the prices: volume is not in shares, or turnover not in HKD"}},
		{"turnover in renminbi", 120, 0, 1, 900, []string{"turnover ÷ volume of 0700.HK is 0.9 times the prices: volume is not in shares, or turnover not in HKD, or shares were split after the last of them"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Load(context.Background(), file(tt.rows, tt.slips, tt.volume, tt.turnover))
			if m == nil {
				t.Fatal(err)
			}
			got := undone(m)
			if len(got) != len(tt.want) {
				t.Fatalf("got %q, want %q", got, tt.want)
			}
			for i := range got {
				if !strings.Contains(got[i], tt.want[i]) {
					t.Errorf("got %s\nwant %s", got[i], tt.want[i])
				}
			}
		})
	}
}

// Every day's minutes agree with the daily file, but for the auctions of a few
// days and the volumes of some; made hours and days are on the tape beside them.
func TestRealDaysAndMinutes(t *testing.T) {
	c := minuteConfig(t, tencent2019)
	c.Universe = []string{"981", "9988"}
	c.Also = []Source{{Bars: []string{"daily_unadjusted/*.csv"}, Adjusted: "none"}}
	c.Make, c.Waive, c.To = []string{"1h", "1d"}, []string{ZeroVolume}, engine.Date(2020, 12, 23)
	m := load(t, c)
	var got []string
	for _, f := range m.Findings.List {
		if f.Rule == Mismatch {
			got = append(got, fmt.Sprintf("%s %v %d %s", f.Symbol, f.Day, f.Times, f.Text))
		}
	}
	want := []string{
		"0981.HK 2020-01-20 13 volumes of bars of 1m differ from the daily bars on 13 of 243 days, first: 84319500 shares, daily 93728576",
		"0981.HK 2020-10-21 2 prices of bars of 1m differ from the daily bars on 2 of 243 days, first: open 20.700, daily 20.050; high 20.750, daily 20.700",
		"9988.HK 2020-02-20 19 volumes of bars of 1m differ from the daily bars on 19 of 243 days, first: 11111900 shares, daily 12728604",
		"9988.HK 2020-10-21 1 prices of bars of 1m differ from the daily bars on 1 of 243 days, first: open 300.000, daily 301.200; high 303.800, daily 301.600",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]engine.Interval{1, 60, engine.Daily}, m.Intervals); d != "" {
		t.Error(d)
	}
	// 492 sessions of 0981 and 267 of 9988, eight of them half days; in 13 hours
	// of 0981 nobody traded.
	if want := (492+267)*6 - 8*3 - 13; m.Counts.Made != want {
		t.Errorf("%d hours made, not %d", m.Counts.Made, want)
	}
}

// The market is the same however many files are read at once.
func TestMinutesOnAnyWorkers(t *testing.T) {
	c := minuteConfig(t, tencent2019)
	c.Universe, c.From, c.Make = []string{"9618", "9988"}, engine.Date(2020, 6, 1), []string{"5m", "1d"}
	var first []string
	for _, workers := range []int{1, 2} {
		c.Workers = workers
		m := load(t, c)
		got := append(tapeBars(m, 5), fmt.Sprint(m.Counts, m.Universe.DataHash))
		if first == nil {
			first = got
		} else if d := cmp.Diff(first, got); d != "" {
			t.Error(d)
		}
	}
}

func TestInfoOfMinutes(t *testing.T) {
	d, err := Info(filepath.Join(sharedFolder(t), "minute_futu", "09618_1m_full.csv.gz"), nil, hkexVenue)
	if err != nil {
		t.Fatal(err)
	}
	if d.Kind != "bars" || d.Format != "futu" || d.Interval != 1 || d.Earliest != "09:30" || d.Latest != "16:00" || !d.Turnover ||
		d.Rows != 42699 || d.Spacing != 331 || d.ZeroVolume != 295 || len(d.Gaps) != 0 || !cmp.Equal(d.Symbols, []string{"9618.HK"}) {
		t.Errorf("%+v", d)
	}
}

// BenchmarkLoadMinutes reads, checks and lays 940,598 rows; on one core with
// -cpu 1.
func BenchmarkLoadMinutes(b *testing.B) {
	c := minuteConfig(b, tencent2019)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(context.Background(), c); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(940598*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

package data

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rally/engine"
	"rally/engine/enginetest"
)

// twoFiles is a name with daily bars and two sessions of minutes.
func twoFiles(minutes string) Config {
	c := market(map[string]string{
		"bars/700.csv":         barHead + row("2024-09-23", "398", "399", "397", "398", 5000) + row("2024-09-24", "400", "405", "400", "405", 2000) + row("2024-09-25", "405", "406", "404", "406", 100),
		"bars/minutes/700.csv": futuHead + minutes,
		"instruments.csv":      "symbol,lot\n700,100\n",
	})
	c.Also = []Source{{Bars: []string{"bars/minutes/*.csv"}, Format: "futu", Interval: "1m", Adjusted: "none"}}
	return c
}

func dayOfMinutes() string {
	return minute("09:30", "400", 500) + minute("09:31", "401", 500) + minute("16:00", "405", 900)
}

// A strategy that watches days and minutes sees both, each bar at its end, and
// is matched by the minutes of the session that has them.
func TestDaysAndMinutesInOneRun(t *testing.T) {
	m := load(t, twoFiles(dayOfMinutes()))
	if d := cmp.Diff([]engine.Interval{1, engine.Daily}, m.Intervals); d != "" {
		t.Error(d)
	}
	var seen []string
	err := engine.Run(context.Background(), m.Feed, 1, func(int) engine.Plan {
		return engine.Plan{
			Name: "both", Cash: 1_000_000_000, Span: engine.Span{First: m.First, Last: m.Last}, Market: engine.Market{Venue: hkexVenue},
			Strategy: func() engine.Strategy {
				return &enginetest.Actor{
					Begin: func(s *engine.Setup) error {
						s.WatchBars(1, 5, 0)
						s.WatchBars(engine.Daily, 5, 0)
						return nil
					},
					Bar: func(b *engine.Broker, bar engine.Bar) {
						seen = append(seen, fmt.Sprintf("%s %v %v", bar.End().In().Format("02 15:04"), bar.Interval(), bar.Close()))
						if bar.Interval() == engine.Daily {
							b.Submit(engine.Order{Instrument: 0, Type: engine.MarketOrder, Side: engine.Buy, Qty: 100})
						}
					},
					Fill: func(_ *engine.Broker, f engine.Fill) {
						seen = append(seen, fmt.Sprintf("%s bought %v", f.Time.In().Format("02 15:04"), f.Price))
					},
				}
			},
		}
	}, func(_ int, r *engine.Result) {
		if r.Err != nil {
			t.Error(r.Err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"23 16:10 1d 398.000", "24 09:20 bought 400.000", "24 09:30 1m 400.000", "24 09:31 1m 401.000",
		"24 16:10 1m 405.000", "24 16:10 1d 405.000", "25 09:20 bought 405.000", "25 16:10 1d 406.000",
	}
	if d := cmp.Diff(want, seen); d != "" {
		t.Error(d)
	}
}

// What a session's minutes say otherwise than its daily bar is found and
// counted, for prices and for volumes; it stops no run.
func TestMismatch(t *testing.T) {
	for _, tt := range []struct {
		name, minutes string
		want          []string
	}{
		{"none", dayOfMinutes(), nil},
		{"high", dayOfMinutes() + "", nil},
		{"volume", minute("09:30", "400", 500) + minute("16:00", "405", 900), []string{"volumes of bars of 1m differ from the daily bars on 1 of 1 days, first: 1400 shares, daily 2000"}},
		{"more than all", minute("09:30", "400", 500) + minute("16:00", "405", 1600), []string{"volumes of bars of 1m differ from the daily bars on 1 of 1 days, first: 2100 shares, daily 2000"}},
		{"open and low", minute("09:30", "399.8", 500) + minute("16:00", "405", 1500), []string{"prices of bars of 1m differ from the daily bars on 1 of 1 days, first: open 399.800, daily 400.000; low 399.800, daily 400.000"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := twoFiles(tt.minutes)
			c.Make = []string{"1h"}
			m := load(t, c)
			var got []string
			for _, f := range m.Findings.List {
				if f.Rule != Mismatch || f.Level != Warning || f.Day != engine.Date(2024, 9, 24) || f.Times != 1 {
					t.Errorf("%+v", f)
				}
				got = append(got, f.Text)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// Daily bars of files rule over those that would be made, and an interval that
// nothing can be made of is refused.
func TestMakeAndAlso(t *testing.T) {
	c := twoFiles(dayOfMinutes())
	c.Make = []string{"1d", "1h"}
	m := load(t, c)
	if m.Counts.Bars != 6 || m.Counts.Made != 2 {
		t.Errorf("%+v", m.Counts)
	}
	for _, tt := range []struct {
		name string
		edit func(*Config)
		want string
	}{
		{"no length", func(c *Config) { c.Make = []string{"1w"} }, `make: "1w" is not a length of bars; write 1m, 5m`},
		{"of longer ones", func(c *Config) { c.Also, c.Make = nil, []string{"1h"} }, "make: 1h cannot be made of bars of 1d; they must be shorter and divide it"},
		{"of itself", func(c *Config) { c.Make = []string{"1m"} }, "make: 1m cannot be made of bars of 1d, 1m"},
		{"also without bars", func(c *Config) { c.Also[0].Bars = nil }, "also: bars is not stated"},
		{"also without adjusted", func(c *Config) { c.Also[0].Adjusted = "" }, "also: adjusted is not stated"},
		{"also with another format", func(c *Config) { c.Also[0].Format = "futuu" }, "also: format: no format \"futuu\"; did you mean futu?"},
		{"also with another length", func(c *Config) { c.Also[0].Interval = "7h" }, "also: interval: \"7h\" is not a length of bars"},
		{"label", func(c *Config) { c.Also[0].Columns = &Columns{Label: "middle"} }, `also: label: "middle" is not a moment of a bar; "end" or "start"`},
		{"zone", func(c *Config) { c.Also[0].Columns = &Columns{Zone: "Mars"} }, `also: zone: "Mars" is not a zone; HKT, UTC or an offset such as +08:00`},
		{"twice", func(c *Config) { c.Also = append(c.Also, c.Also[0]) }, "bars of 1m of 0700.HK are in another source too"},
		{"days as minutes", func(c *Config) { c.Interval = "5m"; c.Format = "yfinance" }, `"2024-09-23" has no time of day`},
		{"minutes as days", func(c *Config) { c.Also[0].Interval = "" }, "has a time of day; rows of daily bars have dates alone (state the interval of shorter ones, such as 1m)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := twoFiles(dayOfMinutes())
			tt.edit(&c)
			if _, err := Load(context.Background(), c); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

// What is made of minutes is what a plain count makes of them.
func TestMadeBarsAreSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		every := engine.Interval(rapid.SampledFrom([]int{2, 5, 15, 30, 60, 120}).Draw(t, "minutes"))
		s, _ := hkexVenue.Session(rapid.SampledFrom([]engine.Day{engine.Date(2024, 9, 24), engine.Date(2024, 12, 24)}).Draw(t, "day"))
		cal := newCalendar(hkexVenue, s.Day, s.Day)
		var rows []engine.BarRow
		for _, p := range [][2]engine.Time{{s.Auction, s.Auction + engine.Minute}, {s.Open, s.Open + 150*engine.Minute}, {s.Afternoon, s.Close}} {
			for at := p[0]; at > 0 && at < p[1]; at += engine.Minute {
				if rapid.IntRange(0, 3).Draw(t, "trades") == 0 {
					continue
				}
				low := engine.Price(rapid.IntRange(1, 50).Draw(t, "low"))
				r := engine.BarRow{Start: at, End: at + engine.Minute, Low: low, High: low + 5, Open: low + 1, Close: low + 2, Volume: 10, Turnover: 7}
				if at < s.Open {
					r.End = s.Open
				} else if r.End == s.Close {
					r.End = s.End
				}
				rows = append(rows, r)
			}
		}
		got := gathered(rows, every, cal)
		var volume engine.Qty
		last := engine.Time(0)
		for _, g := range got {
			volume += g.Volume
			if g.Start < last || g.Start >= g.End || g.Start < s.Lunch && g.End > s.Afternoon && s.Lunch > 0 {
				t.Fatalf("%v to %v after %v", g.Start, g.End, last)
			}
			last = g.End
			want := engine.BarRow{Start: g.Start, End: g.End}
			for _, r := range rows {
				if r.Start < g.Start || r.End > g.End {
					continue
				}
				if want.Volume == 0 {
					want.Open, want.Low = r.Open, r.Low
				}
				want.High, want.Low, want.Close = max(want.High, r.High), min(want.Low, r.Low), r.Close
				want.Volume, want.Turnover = want.Volume+r.Volume, want.Turnover+r.Turnover
			}
			if d := cmp.Diff(want, g); d != "" {
				t.Fatal(d)
			}
		}
		if volume != engine.Qty(10*len(rows)) {
			t.Fatalf("%d shares of %d minutes", volume, len(rows))
		}
	})
}

// Daily bars that are of other sessions than they are dated stop the run: what
// they would show is of a later day, or an earlier one.
func TestDaysOfOtherSessions(t *testing.T) {
	for _, tt := range []struct {
		name  string
		shift int
		want  string
	}{
		{"theirs", 0, ""},
		{"early", -1, "on 10 of 10 days, first: open 400.000, daily 400.200; high 400.200, daily 400.400; low 399.800, daily 400.000; close 400.000, daily 400.200; on 10 days the range is beyond the daily one: the daily bars are a session early"},
		{"late", 1, "on 10 of 10 days, first: open 400.000, daily 399.800; high 400.200, daily 400.000; low 399.800, daily 399.600; close 400.000, daily 399.800; on 10 days the range is beyond the daily one: the daily bars are a session late"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			days, minutes := barHead, futuHead
			for d := range 10 {
				price := func(n int) string { return fmt.Sprintf("%.1f", 400+float64(n)/5) }
				text := []string{"02", "03", "04", "05", "09", "10", "11", "12", "13", "16"}[d] // closed by a typhoon on the 6th
				text = "2024-09-" + text
				n := d - tt.shift
				days += row(text, price(n), price(n+1), price(n-1), price(n), 3000)
				for k, at := range []string{"10:00", "10:01", "10:02"} {
					p := price([]int{d, d + 1, d}[k])
					low := price([]int{d, d, d - 1}[k])
					minutes += fmt.Sprintf("HK.00700,%s %s:00,%s,%s,%s,%s,0,1000,0\n", text, at, p, price(d), p, low)
				}
			}
			c := market(map[string]string{"bars/700.csv": days, "bars/minutes/700.csv": minutes})
			c.Also = []Source{{Bars: []string{"bars/minutes/*.csv"}, Format: "futu", Interval: "1m", Adjusted: "none"}}
			m, err := Load(context.Background(), c)
			if m == nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range m.Findings.List {
				if f.Rule == Mismatch && f.Level == Error {
					got = append(got, f.Text)
				}
			}
			if tt.want == "" != (len(got) == 0) || len(got) > 0 && !strings.HasSuffix(got[0], tt.want) {
				t.Errorf("got %q\nwant %q", got, tt.want)
			}
		})
	}
}

package data

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/enginetest"
)

// times prints the slots of an instrument's bars.
func slots(t *testing.T, m *Market, every engine.Interval) []string {
	t.Helper()
	var out []string
	err := engine.Run(context.Background(), m.Feed, 1, func(int) engine.Plan {
		return engine.Plan{
			Name: "clock", Cash: 1_000_000, Span: engine.Span{First: m.First, Last: m.Last}, Market: engine.Market{Venue: hkexVenue},
			Strategy: func() engine.Strategy {
				return &enginetest.Actor{
					Begin: func(s *engine.Setup) error { s.WatchBars(every, engine.All, 0); return nil },
					Bar: func(_ *engine.Broker, b engine.Bar) {
						out = append(out, fmt.Sprintf("%s %v %v %v %v %d", b.End().In().Format("15:04"), b.Open(), b.High(), b.Low(), b.Close(), b.Volume()))
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
	return out
}

// A row's slot is what its label and the session say.
func TestSlots(t *testing.T) {
	day, half := engine.Date(2024, 9, 24), engine.Date(2024, 12, 24)
	late, early := engine.Date(2020, 8, 19), engine.Date(2019, 7, 31) // opened at 13:30, ended at 13:55
	for _, tt := range []struct {
		label string
		every engine.Interval
		day   engine.Day
		at    string // stamp
		last  bool
		noCAS bool
		want  string
	}{
		{LabelEnd, 1, day, "09:30", false, false, "09:20-09:30"},
		{LabelEnd, 1, day, "09:20", false, false, "09:20-09:21"},
		{LabelEnd, 1, day, "09:31", false, false, "09:30-09:31"},
		{LabelEnd, 1, day, "12:00", false, false, "11:59-12:00"},
		{LabelEnd, 1, day, "12:01", false, false, "12:01:00 is between the morning and the afternoon"},
		{LabelEnd, 1, day, "13:00", false, false, "13:00:00 is where trading begins; no bar ends there"},
		{LabelEnd, 1, day, "13:01", false, false, "13:00-13:01"},
		{LabelEnd, 1, day, "16:00", true, false, "15:59-16:10"},
		{LabelEnd, 1, day, "16:00", false, false, "15:59-16:00"},
		{LabelEnd, 1, day, "16:00", true, true, "15:59-16:00"},
		{LabelEnd, 1, day, "16:09", true, false, "16:08-16:10"},
		{LabelEnd, 1, day, "16:09", true, true, "16:09:00 is after the session's end at 16:00"},
		{LabelEnd, 1, day, "16:11", true, false, "16:11:00 is after the session's end at 16:10"},
		{LabelEnd, 1, day, "09:19", false, false, "09:19:00 is before the session begins at 09:20"},
		{LabelEnd, 1, half, "12:00", true, false, "11:59-12:10"},
		{LabelEnd, 1, half, "13:01", true, false, "13:01:00 is after the session's end at 12:10"},
		{LabelEnd, 5, day, "09:35", false, false, "09:30-09:35"},
		{LabelEnd, 5, day, "09:33", false, false, "09:30-09:33 misfit"},
		{LabelEnd, 60, day, "10:30", false, false, "09:30-10:30"},
		{LabelEnd, 60, day, "12:00", false, false, "11:30-12:00"},
		{LabelEnd, 60, day, "16:00", true, false, "15:00-16:10"},
		{LabelEnd, 60, day, "16:10", true, false, "15:00-16:10"},
		{LabelStart, 1, day, "09:30", false, false, "09:30-09:31"},
		{LabelStart, 1, day, "09:20", false, false, "09:20-09:21"},
		{LabelStart, 1, day, "11:59", false, false, "11:59-12:00"},
		{LabelStart, 1, day, "12:00", false, false, "12:00-12:00"},
		{LabelStart, 1, day, "13:00", false, false, "13:00-13:01"},
		{LabelStart, 1, day, "15:59", true, false, "15:59-16:10"},
		{LabelStart, 1, day, "15:59", false, false, "15:59-16:00"},
		{LabelStart, 1, day, "16:08", true, false, "16:08-16:10"},
		{LabelStart, 1, day, "16:00", true, true, "16:00-16:00"},
		{LabelStart, 60, day, "11:30", false, false, "11:30-12:00"},
		{LabelStart, 60, day, "15:00", true, false, "15:00-16:10"},
		{LabelStart, 60, day, "10:00", false, false, "10:00-11:00 misfit"},

		// Days that open late or end early: bars on the usual grid, and counted from the opening.
		{LabelEnd, 60, late, "14:00", false, false, "13:30-14:00"},
		{LabelEnd, 60, late, "15:00", false, false, "14:00-15:00"},
		{LabelEnd, 60, late, "16:00", true, false, "15:30-16:10"},
		{LabelEnd, 60, late, "14:30", false, false, "13:30-14:30"},
		{LabelEnd, 60, late, "15:30", false, false, "14:30-15:30"},
		{LabelEnd, 60, late, "13:00", false, false, "13:00:00 is before the session begins at 13:30"},
		{LabelEnd, 5, late, "13:35", false, false, "13:30-13:35"},
		{LabelStart, 60, late, "13:00", false, false, "13:30-14:00"},
		{LabelStart, 60, late, "14:00", false, false, "14:00-15:00"},
		{LabelStart, 60, late, "13:30", false, false, "13:30-14:30"},
		{LabelStart, 60, late, "12:00", false, false, "12:00:00 is before the session begins at 13:30"},
		{LabelStart, 1, late, "13:29", false, false, "13:29:00 is before the session begins at 13:30"},
		{LabelEnd, 60, early, "14:00", true, false, "13:00-13:55"},
		{LabelEnd, 60, early, "15:00", true, false, "15:00:00 is after the session's end at 13:55"},
		{LabelEnd, 30, early, "14:00", true, false, "13:30-13:55"},
		{LabelEnd, 1, early, "13:56", true, false, "13:56:00 is after the session's end at 13:55"},
		{LabelStart, 60, early, "13:00", true, false, "13:00-13:55"},
		{LabelEnd, 240, early, "16:00", true, false, "13:00-13:55"},
		{LabelStart, 240, late, "13:00", true, false, "13:30-16:00"},
		{LabelStart, 210, late, "13:00", true, false, "13:30-16:00"},

		// Bars that hold an auction and end, or begin, outside the session.
		{LabelEnd, 15, day, "16:15", true, false, "16:08-16:10"},
		{LabelEnd, 30, day, "16:30", true, false, "16:08-16:10"},
		{LabelEnd, 15, day, "16:15", true, true, "16:15:00 is after the session's end at 16:00"},
		{LabelEnd, 15, day, "16:20", true, false, "16:20:00 is after the session's end at 16:10"},
		{LabelEnd, 15, half, "12:15", true, false, "12:08-12:10"},
		{LabelStart, 15, day, "16:00", true, false, "16:08-16:10"},
		{LabelStart, 1, day, "16:00", true, false, "16:08-16:10"},
		{LabelStart, 1, day, "16:00", false, false, "16:00-16:01"},
		{LabelEnd, 150, early, "16:00", true, false, "16:00:00 is after the session's end at 13:55"},
		{LabelStart, 30, day, "09:00", false, false, "09:20-09:30"},
		{LabelStart, 15, day, "09:15", false, false, "09:20-09:30"},
		{LabelStart, 15, day, "09:00", false, false, "09:00:00 is before the session begins at 09:20"},
	} {
		t.Run(fmt.Sprintf("%s %v %s", tt.label, tt.every, tt.at), func(t *testing.T) {
			s, _ := hkexVenue.Session(tt.day)
			f := slotter{tt.every, &engine.Instrument{NoClosingAuction: tt.noCAS}, tt.label}
			_, second, err := parseMoment(tt.day.String()+" "+tt.at, hongKong)
			if err != nil {
				t.Fatal(err)
			}
			at, misfit, err := f.of(&s, tt.day.Start()+engine.Time(second)*engine.Second, tt.last)
			got := at.start.In().Format("15:04") + "-" + at.end.In().Format("15:04")
			if misfit {
				got += " misfit"
			}
			if err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

const futuHead = "code,time_key,open,close,high,low,pe_ratio,volume,turnover\n"

// minute is a Futu row of one price.
func minute(at, price string, volume int) string {
	return fmt.Sprintf("HK.00700,2024-09-24 %s:00,%s,%s,%s,%s,0,%d,0\n", at, price, price, price, price, volume)
}

func futu(rows string, waive ...string) Config {
	c := market(map[string]string{"bars/700.csv": futuHead + rows}, waive...)
	c.Format, c.Interval = "futu", "1m"
	return c
}

// A day of minutes as Futu has it: the auction's row, lunch, the closing auction.
func TestFutuDay(t *testing.T) {
	rows := minute("09:30", "400", 100) + minute("09:31", "401", 200) + minute("11:59", "402", 300) + minute("12:00", "402", 0) +
		minute("13:01", "403", 400) + minute("15:59", "404", 500) + minute("16:00", "405", 600)
	c := futu(rows)
	c.Make = []string{"5m", "1h", "1d"}
	m := load(t, c)
	if d := cmp.Diff(Counts{Instruments: 1, Bars: 6, Made: 4 + 4 + 1}, m.Counts); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]engine.Interval{1, 5, 60, engine.Daily}, m.Intervals); d != "" {
		t.Error(d)
	}
	if c := m.Findings.Counts(); len(c) != 1 || c[0] != (Count{ZeroVolume, Warning, 1, true}) {
		t.Errorf("%+v", c)
	}
	for _, tt := range []struct {
		every engine.Interval
		want  []string
	}{
		{1, []string{"09:30 400.000 400.000 400.000 400.000 100", "09:31 401.000 401.000 401.000 401.000 200", "11:59 402.000 402.000 402.000 402.000 300",
			"13:01 403.000 403.000 403.000 403.000 400", "15:59 404.000 404.000 404.000 404.000 500", "16:10 405.000 405.000 405.000 405.000 600"}},
		{5, []string{"09:35 400.000 401.000 400.000 401.000 300", "12:00 402.000 402.000 402.000 402.000 300", "13:05 403.000 403.000 403.000 403.000 400",
			"16:10 404.000 405.000 404.000 405.000 1100"}},
		{60, []string{"10:30 400.000 401.000 400.000 401.000 300", "12:00 402.000 402.000 402.000 402.000 300", "14:00 403.000 403.000 403.000 403.000 400",
			"16:10 404.000 405.000 404.000 405.000 1100"}},
		{engine.Daily, []string{"16:10 400.000 405.000 400.000 405.000 2100"}},
	} {
		if d := cmp.Diff(tt.want, slots(t, m, tt.every)); d != "" {
			t.Errorf("%v: %s", tt.every, d)
		}
	}
}

// hours of a full session of minutes begin at 09:30, 10:30, 11:30 (to 12:00),
// 13:00, 14:00 and 15:00; the auctions join the first and the last.
func TestHours(t *testing.T) {
	var rows strings.Builder
	for _, p := range [][2]int{{570, 720}, {781, 960}} {
		for at := p[0]; at <= p[1]; at++ {
			rows.WriteString(minute(fmt.Sprintf("%02d:%02d", at/60, at%60), "400", 100))
		}
	}
	c := futu(rows.String())
	c.Make = []string{"1h", "30m"}
	m := load(t, c)
	want := []string{"10:30 6100", "11:30 6000", "12:00 3000", "14:00 6000", "15:00 6000", "16:10 6000"}
	var got []string
	for _, s := range slots(t, m, 60) {
		f := strings.Fields(s)
		got = append(got, f[0]+" "+f[5])
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if n := len(slots(t, m, 30)); n != 11 {
		t.Errorf("%d half hours", n)
	}
}

func TestMinuteFindings(t *testing.T) {
	for _, tt := range []struct {
		name, rows string
		want       []string
		kept       int
	}{
		{"at noon", minute("12:00", "400", 1) + minute("12:30", "400", 1) + minute("13:01", "400", 1), []string{"no-session 2024-09-24 3"}, 2},
		{"late", minute("16:00", "400", 1) + minute("16:11", "400", 1), []string{"no-session 2024-09-24 3"}, 1},
		{"twice", minute("10:00", "400", 1) + minute("10:00", "400", 1), []string{"disorder 2024-09-24 3"}, 1},
		{"back", minute("10:01", "400", 1) + minute("10:00", "400", 1), []string{"disorder 2024-09-24 3"}, 1},
		{"within a minute", minute("10:01", "400", 1) + strings.Replace(minute("10:01", "400", 1), "10:01:00", "10:01:30", 1), []string{"disorder 2024-09-24 3"}, 1},
		{"grid", minute("10:01", "400.1", 1), []string{"off-grid 2024-09-24 2"}, 1},
		{"a jump within the session is none", minute("10:01", "400", 1) + minute("10:02", "520", 1), nil, 2},
		{"a jump over night", minute("10:01", "400", 1) + strings.Replace(minute("10:02", "520", 1), "24 10", "25 10", 1), []string{"jump 2024-09-25 3"}, 2},
		{"no session", strings.Replace(minute("10:02", "520", 1), "24 10", "28 10", 1) + minute("16:00", "400", 1), []string{"disorder 2024-09-24 3", "no-session 2024-09-28 2"}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Load(context.Background(), futu(tt.rows))
			if m == nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, brief(m)); d != "" {
				t.Error(d)
			}
		})
	}
}

// What breaks a rule a thousand times is told twenty times, and counted.
func TestMinuteFindingsAreSummed(t *testing.T) {
	var rows strings.Builder
	for at := 781; at <= 960; at++ {
		rows.WriteString(minute(fmt.Sprintf("%02d:%02d", at/60, at%60), "400.1", 100))
	}
	m, err := Load(context.Background(), futu(rows.String()))
	if err == nil || len(m.Findings.List) != mostTold || countsOf(m)[OffGrid] != 180 {
		t.Errorf("%d findings, %v, %v", len(m.Findings.List), countsOf(m), err)
	}
}

// A print stamped with the very end of a phase belongs to the bar before it.
func TestStartLabels(t *testing.T) {
	row := func(at string, p, v int) string {
		return fmt.Sprintf("2024-09-24 %s:00+08:00,%d,%d,%d,%d,%d\n", at, p, p, p, p, v)
	}
	c := market(map[string]string{"bars/700.csv": "Datetime,Open,High,Low,Close,Volume\n" +
		row("09:30", 400, 10) + row("11:59", 401, 20) + row("12:00", 402, 30) + row("13:00", 403, 40) + row("15:59", 404, 50) + row("16:08", 405, 60)})
	c.Interval = "1m"
	m := load(t, c)
	want := []string{"09:31 400.000 400.000 400.000 400.000 10", "12:00 401.000 402.000 401.000 402.000 50", "13:01 403.000 403.000 403.000 403.000 40",
		"16:00 404.000 404.000 404.000 404.000 50", "16:10 405.000 405.000 405.000 405.000 60"}
	if d := cmp.Diff(want, slots(t, m, 1)); d != "" {
		t.Error(d)
	}
}

// AKShare's columns and a clock of another zone.
func TestPresetsAndZones(t *testing.T) {
	for name, tt := range map[string]struct{ format, interval, text, zone string }{
		"akshare minutes": {"akshare", "5m", "时间,开盘,收盘,最高,最低,涨跌幅,涨跌额,成交量,成交额,振幅,换手率\n2024-09-24 09:35:00,400.0,401.0,402.0,399.0,0,0,1000.0,400500.0,0,0\n", ""},
		"akshare daily":   {"akshare", "1d", "日期,开盘,收盘,最高,最低,成交量,成交额,振幅,涨跌幅,涨跌额,换手率\n2024-09-24,400,401,402,399,1000,4.005e+05,0,0,0,0\n", ""},
		"akshare sina":    {"akshare", "1d", "date,open,high,low,close,volume\n2024-09-24,400,402,399,401,1000.0\n", ""},
		"futu":            {"futu", "5m", "time,open,high,low,close,volume,turnover\n2024-09-24 09:35:00,400,402,399,401,1000,400500\n", ""},
		"futu, UTC":       {"futu", "5m", "time,open,high,low,close,volume,turnover\n2024-09-24 01:35:00,400,402,399,401,1000,400500\n", "UTC"},
		"yahoo, UTC":      {"yfinance", "5m", "Datetime,Open,High,Low,Close,Adj Close,Volume\n2024-09-24 01:30:00+00:00,400,402,399,401,401,1000\n", ""},
		"minutes alone":   {"futu", "5m", "time,open,high,low,close,volume\n2024-09-24T09:35,400,402,399,401,1000\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := market(map[string]string{"bars/700.csv": tt.text})
			c.Format, c.Interval = tt.format, tt.interval
			if tt.zone != "" {
				c.Columns = &Columns{Zone: tt.zone}
			}
			m := load(t, c)
			every, _ := ParseInterval(tt.interval)
			want := "09:35 400.000 402.000 399.000 401.000 1000"
			if every == engine.Daily {
				want = "16:10" + want[5:]
			}
			if d := cmp.Diff([]string{want}, slots(t, m, every)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestParseInterval(t *testing.T) {
	for text, want := range map[string]engine.Interval{"1m": 1, "5m": 5, "60m": 60, "1h": 60, "4h": 240, "1d": engine.Daily, "90m": 90} {
		if got, err := ParseInterval(text); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "m", "0m", "1", "5h", "2d", "1w", "-1m", "1.5m", "1M", "1441m", "99999m"} {
		if got, err := ParseInterval(text); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

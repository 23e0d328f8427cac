package data

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rally/engine"

	"github.com/google/go-cmp/cmp"
)

// Rows that are stamped with the other moment of their bars than is stated are
// told by where they stand round the lunch break.
func TestWrongStamp(t *testing.T) {
	stamps := func(days int, at ...string) string {
		var b strings.Builder
		b.WriteString("time,open,high,low,close,volume\n")
		for d := range days {
			for _, a := range at {
				fmt.Fprintf(&b, "2024-09-%02d %s:00,400,400,400,400,100\n", 23+d, a)
			}
		}
		return b.String()
	}
	for _, tt := range []struct {
		name, label, every string
		text               string
		want               []string
		says               string
	}{
		{"start read as end", LabelEnd, "1m", stamps(3, "09:30", "09:31", "11:59", "13:00", "13:01", "15:59"), []string{"wrong-stamp 2024-09-23 5"},
			`in 3 of 3 sessions a row is stamped with the beginning of the afternoon, where no bar ends, and in 0 with the end of the morning: they are stamped with the start of their bars, not with the end; columns.label = "start" says so`},
		{"start read as end, one session of hours", LabelEnd, "1h", stamps(1, "09:30", "10:30", "11:30", "13:00", "14:00", "15:00"), []string{"wrong-stamp 2024-09-23 5"}, `"start" says so`},
		{"start as stated", LabelStart, "1m", stamps(4, "09:30", "11:59", "13:00", "15:59"), nil, ""},
		{"start, with a print of noon each day", LabelStart, "1m", stamps(4, "09:30", "12:00", "13:00", "15:59"), nil, ""},
		{"start, too few sessions to tell", LabelStart, "1m", stamps(2, "09:31", "12:00", "13:01", "16:00"), nil, ""},
		{"end read as start", LabelStart, "1m", stamps(3, "09:31", "12:00", "13:01", "16:00"), []string{"wrong-stamp 2024-09-23 3"},
			`in 3 sessions a row is stamped with the end of the morning, where no bar starts, and in none of 3 with the beginning of the afternoon: they are stamped with the end of their bars, not with the start; columns.label = "end" says so`},
		{"end read as start, hours", LabelStart, "1h", stamps(3, "10:30", "11:30", "12:00", "14:00", "15:00", "16:00"), []string{"wrong-stamp 2024-09-23 4"}, `"end" says so`},
		{"end as stated", LabelEnd, "1m", stamps(4, "09:30", "12:00", "13:01", "16:00"), nil, ""},
		{"end, filled in at 13:00", LabelEnd, "1m", stamps(2, "09:31", "12:00", "13:00", "16:00"), []string{"no-session 2024-09-23 4", "no-session 2024-09-24 8"}, ""},
		{"an afternoon alone", LabelEnd, "1m", "time,open,high,low,close,volume\n2020-08-19 13:31:00,400,400,400,400,100\n", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := market(map[string]string{"bars/700.csv": tt.text})
			c.Format, c.Interval, c.Columns = "futu", tt.every, &Columns{Label: tt.label}
			m, err := Load(context.Background(), c)
			if m == nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, brief(m)); d != "" {
				t.Error(d)
			}
			if tt.says == "" {
				return
			}
			if _, ok := errors.AsType[*GateError](err); !ok || strings.Contains(err.Error(), "waive =") || !strings.Contains(m.Findings.List[0].Text, tt.says) {
				t.Errorf("%v: %v", err, m.Findings.List)
			}
		})
	}
}

// Two years of real minutes, stamped with their ends: stated otherwise they are
// not played, whichever name's they are.
func TestWrongStampOfRealMinutes(t *testing.T) {
	c := minuteConfig(t, tencent2019)
	c.Columns = &Columns{Label: LabelStart}
	c.Universe = []string{"981", "9618"}
	m, err := Load(context.Background(), c)
	if m == nil {
		t.Fatal(err)
	}
	if n := countsOf(m)[WrongStamp]; n != 2 {
		t.Errorf("%d of 2 names, %v", n, m.Findings.Counts())
	}
}

// Rows by another clock are told by the hours that they lie outside the sessions.
func TestWrongZone(t *testing.T) {
	rows := func(days, shift int, from ...int) string {
		var b strings.Builder
		b.WriteString("time,open,high,low,close,volume\n")
		for d := range days {
			for _, at := range []int{570, 571, 600, 720, 781, 900, 960} {
				day, second := shifted(engine.Date(2024, 9, 23+d+len(from)), at*60+shift*3600)
				fmt.Fprintf(&b, "%v %s:00,400,400,400,400,100\n", day, clockText(second))
			}
		}
		return b.String()
	}
	for _, tt := range []struct {
		name, zone, rows, says string
	}{
		{"UTC", "", rows(3, -8), `rows stand outside the sessions, and read 8 hours later within them: columns.zone = "UTC" says so`},
		{"UTC as stated", "UTC", rows(3, -8), ""},
		{"Tokyo", "HKT", rows(5, 1), `read 1 hour earlier within them: columns.zone = "+09:00" says so`},
		{"Hong Kong, stated otherwise", "UTC", rows(3, 0), `read 8 hours earlier within them: columns.zone = "HKT" says so`},
		{"New York in summer, from a Tuesday on", "HKT", rows(3, -12, 1), `read 12 hours later within them: columns.zone = "-04:00" says so`},
		{"New York in winter", "HKT", rows(3, -13), `columns.zone = "-05:00" says so`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := market(map[string]string{"bars/700.csv": tt.rows})
			c.Format, c.Interval, c.Columns = "futu", "1m", &Columns{Zone: tt.zone}
			m, err := Load(context.Background(), c)
			if tt.says == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if m == nil {
				t.Fatal(err)
			}
			if len(m.Findings.List) != 1 || m.Findings.List[0].Rule != WrongStamp || !strings.HasSuffix(m.Findings.List[0].Text, tt.says) {
				t.Errorf("%v", m.Findings.List)
			}
		})
	}
}

// What a file of another vendor's hours is read as says how they are stamped.
func TestInfoOfStamps(t *testing.T) {
	for _, tt := range []struct {
		name, head string
		at         []string
		want       string // format, interval, label, zone
	}{
		{"yahoo", "datetime", []string{"09:30", "10:30", "11:30", "13:00", "14:00", "15:00"}, "yfinance 1h  "},
		{"yahoo's columns, stamped with the end", "datetime", []string{"10:30", "11:30", "12:00", "14:00", "15:00", "16:00"}, "yfinance 1h end "},
		{"futu's columns, stamped with the start", "time_key", []string{"09:30", "10:30", "11:30", "13:00", "14:00", "15:00"}, "futu 1h start "},
		{"by another clock", "time_key", []string{"01:35", "01:40", "01:45", "05:05", "05:10", "08:00"}, "futu 5m  UTC"},
		{"hours by UTC", "time_key", []string{"01:30", "02:30", "03:30", "04:00", "06:00", "07:00", "08:00"}, "futu 1h  UTC"},
		{"hours by UTC, stamped with the start", "time_key", []string{"01:30", "02:30", "03:30", "05:00", "06:00", "07:00"}, "futu 1h start UTC"},
		{"hours by Tokyo's clock", "time_key", []string{"11:30", "12:30", "13:00", "15:00", "16:00", "17:00"}, "futu 1h  +09:00"},
		{"the auctions alone", "time_key", []string{"09:30", "16:00"}, "futu 1m  "},
		{"futu", "time_key", []string{"10:30", "11:30", "12:00", "14:00", "15:00", "16:00"}, "futu 1h  "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := tt.head + ",open,high,low,close,volume\n"
			for d := range 4 {
				for _, at := range tt.at {
					text += fmt.Sprintf("2024-09-%02d %s:00,400,400,400,400,100\n", 23+d, at)
				}
			}
			path := filepath.Join(t.TempDir(), "700.csv")
			if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			d, err := Info(path, nil, hkexVenue)
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(d.Format, " ", d.Interval, " ", d.Label, " ", d.Zone); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

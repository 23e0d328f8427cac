package hkex_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/enginetest"
	"rally/engine/hkex"
)

func day(t testing.TB, s string) engine.Day {
	t.Helper()
	d, err := engine.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSessionsPerYear(t *testing.T) {
	// hk-market-rules 3.6.
	want := map[int]int{
		2017: 0, 2018: 246, 2019: 246, 2020: 248, 2021: 247, 2022: 246,
		2023: 243, 2024: 246, 2025: 246, 2026: 247, 2027: 0,
	}
	got := map[int]int{}
	for y := range want {
		got[y] = hkex.SessionsPerYear(y)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestPeriodsPerYear(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		want           float64
	}{
		{"one year", "2023-03-01", "2023-04-01", 243},
		{"two years", "2024-09-02", "2025-06-30", 246},
		{"touched by a day", "2022-12-31", "2023-01-01", 244.5},
		{"partly outside", "2010-01-01", "2018-06-01", 246},
		{"outside", "2010-01-01", "2011-01-01", 0},
		{"backwards", "2024-01-01", "2023-01-01", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := hkex.PeriodsPerYear(day(t, c.from), day(t, c.to)); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// closedWeekdays and halfDays are the corrected calendar of the reference,
// hk-market-rules 3.6, typed again.
var closedWeekdays = map[int][]string{
	2018: {"01-01", "02-16", "02-19", "03-30", "04-02", "04-05", "05-01", "05-22", "06-18", "07-02", "09-25", "10-01", "10-17", "12-25", "12-26"},
	2019: {"01-01", "02-05", "02-06", "02-07", "04-05", "04-19", "04-22", "05-01", "05-13", "06-07", "07-01", "10-01", "10-07", "12-25", "12-26"},
	2020: {"01-01", "01-27", "01-28", "04-10", "04-13", "04-30", "05-01", "06-25", "07-01", "10-01", "10-02", "10-13", "10-26", "12-25"},
	2021: {"01-01", "02-12", "02-15", "04-02", "04-05", "04-06", "05-19", "06-14", "07-01", "09-22", "10-01", "10-13", "10-14", "12-27"},
	2022: {"02-01", "02-02", "02-03", "04-05", "04-15", "04-18", "05-02", "05-09", "06-03", "07-01", "09-12", "10-04", "12-26", "12-27"},
	2023: {"01-02", "01-23", "01-24", "01-25", "04-05", "04-07", "04-10", "05-01", "05-26", "06-22", "07-17", "09-01", "09-08", "10-02", "10-23", "12-25", "12-26"},
	2024: {"01-01", "02-12", "02-13", "03-29", "04-01", "04-04", "05-01", "05-15", "06-10", "07-01", "09-06", "09-18", "10-01", "10-11", "12-25", "12-26"},
	2025: {"01-01", "01-29", "01-30", "01-31", "04-04", "04-18", "04-21", "05-01", "05-05", "07-01", "10-01", "10-07", "10-29", "12-25", "12-26"},
	2026: {"01-01", "02-17", "02-18", "02-19", "04-03", "04-06", "04-07", "05-01", "05-25", "06-19", "07-01", "10-01", "10-19", "12-25"},
}

var halfDays = map[int][]string{
	2018: {"02-15", "12-24", "12-31"},
	2019: {"02-04", "12-24", "12-31"},
	2020: {"01-24", "12-24", "12-31"},
	2021: {"02-11", "12-24", "12-31"},
	2022: {"01-31"},
	2024: {"02-09", "12-24", "12-31"},
	2025: {"01-28", "12-24", "12-31"},
	2026: {"02-16", "12-24", "12-31"},
}

func TestCalendarIsTheReference(t *testing.T) {
	days, err := hkex.Days(hkex.FirstDay, hkex.LastDay)
	if err != nil {
		t.Fatal(err)
	}
	closed, half := map[int][]string{}, map[int][]string{}
	for _, d := range days {
		w := d.Day.Weekday()
		weekend := w == time.Saturday || w == time.Sunday
		year, md := d.Day.Year(), d.Day.String()[5:]
		switch {
		case weekend && d.Trades:
			t.Errorf("%s: a session at a weekend", d.Day)
		case !weekend && !d.Trades:
			closed[year] = append(closed[year], md)
		case d.Session.Half:
			half[year] = append(half[year], md)
		}
		if d.Source == "" {
			t.Errorf("%s has no source", d.Day)
		}
		if !d.Trades && d.Reason == "" {
			t.Errorf("%s is closed without a reason", d.Day)
		}
		if d.Session.Reason != "" && d.Session.Reason != d.Reason {
			t.Errorf("%s: session says %q, day says %q", d.Day, d.Session.Reason, d.Reason)
		}
		if s, ok := hkex.Session(d.Day); ok != d.Trades || s != d.Session {
			t.Errorf("%s: Session and Days differ", d.Day)
		}
	}
	if d := cmp.Diff(closedWeekdays, closed); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(halfDays, half); d != "" {
		t.Error(d)
	}
}

func TestCalendarIsTheIndexPrints(t *testing.T) {
	f, err := os.Open(enginetest.Shared(t, "data", "hk", "index_daily", "HSI.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var printed []string
	for _, row := range rows[1:] {
		printed = append(printed, row[0])
	}
	if len(printed) < 2000 {
		t.Fatalf("%d index prints", len(printed))
	}
	var sessions []string
	for _, s := range hkex.Sessions(day(t, printed[0]), day(t, printed[len(printed)-1])) {
		sessions = append(sessions, s.Day.String())
	}
	if d := cmp.Diff(printed, sessions); d != "" {
		t.Error(d)
	}
}

// clock prints the times of a session as they are on the wall.
func clock(s engine.Session) string {
	at := func(t engine.Time) string {
		if t == 0 {
			return "-"
		}
		return t.In().Format("15:04")
	}
	return fmt.Sprintf("%s %s %s | %s %s | %s %s %s", at(s.PreOpen), at(s.Auction), at(s.Open),
		at(s.Lunch), at(s.Afternoon), at(s.Close), at(s.Random), at(s.End))
}

func TestHours(t *testing.T) {
	for _, c := range []struct {
		day, want, reason string
		half              bool
	}{
		{"2018-01-02", "09:00 09:20 09:30 | 12:00 13:00 | 16:00 16:08 16:10", "", false},
		{"2024-12-24", "09:00 09:20 09:30 | - - | 12:00 12:08 12:10", "half day: Christmas Eve", true},
		{"2024-12-31", "09:00 09:20 09:30 | - - | 12:00 12:08 12:10", "half day: New Year's Eve", true},
		{"2025-01-28", "09:00 09:20 09:30 | - - | 12:00 12:08 12:10", "half day: Lunar New Year's Eve", true},
		{"2019-07-31", "09:00 09:20 09:30 | 12:00 13:00 | 13:55 - 13:55", "early close: typhoon", false},
		{"2022-11-02", "09:00 09:20 09:30 | 12:00 13:00 | 13:55 - 13:55", "early close: typhoon", false},
		{"2020-08-19", "13:30 13:30 13:30 | - - | 16:00 16:08 16:10", "late open: typhoon", false},
		{"2021-06-28", "13:30 13:30 13:30 | - - | 16:00 16:08 16:10", "late open: black rainstorm", false},
		{"2022-08-25", "13:00 13:00 13:00 | - - | 16:00 16:08 16:10", "late open: typhoon", false},
		{"2023-10-09", "14:00 14:00 14:00 | - - | 16:00 16:08 16:10", "late open: typhoon and black rainstorm", false},
		{"2025-09-24", "09:00 09:20 09:30 | 12:00 13:00 | 16:00 16:08 16:10", "", false}, // through a typhoon
	} {
		t.Run(c.day, func(t *testing.T) {
			s, ok := hkex.Session(day(t, c.day))
			if !ok {
				t.Fatal("no session")
			}
			if got := clock(s); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if s.Reason != c.reason || s.Half != c.half || s.Day.String() != c.day {
				t.Errorf("got %q half %v day %s, want %q %v", s.Reason, s.Half, s.Day, c.reason, c.half)
			}
		})
	}
}

func TestNoSession(t *testing.T) {
	for _, c := range []struct{ day, want string }{
		{"2023-09-01", "2023-09-01 has no session (typhoon closure); the next session is 2023-09-04"},
		{"2023-09-08", "2023-09-08 has no session (black rainstorm closure); the next session is 2023-09-11"},
		{"2024-09-21", "2024-09-21 has no session (weekend); the next session is 2024-09-23"},
		{"2024-10-01", "2024-10-01 has no session (public holiday); the next session is 2024-10-02"},
		{"2017-12-29", "2017-12-29 is before the tables, which cover 2018-01-01 to 2026-12-31; the next session is 2018-01-02"},
		{"2027-01-04", "2027-01-04 is after the tables, which cover 2018-01-01 to 2026-12-31; the last session is 2026-12-31"},
	} {
		t.Run(c.day, func(t *testing.T) {
			_, err := hkex.RequireSession(day(t, c.day))
			var none *hkex.NoSessionError
			if !errors.As(err, &none) || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if _, ok := hkex.Session(day(t, c.day)); ok {
				t.Error("a session")
			}
		})
	}
	if _, err := hkex.RequireSession(day(t, "2024-09-24")); err != nil {
		t.Error(err)
	}
}

func TestDaysRefusesItsSpan(t *testing.T) {
	for _, c := range []struct{ from, to string }{
		{"2024-01-02", "2024-01-01"}, {"2017-12-31", "2018-01-05"}, {"2026-12-30", "2027-01-01"},
	} {
		if _, err := hkex.Days(day(t, c.from), day(t, c.to)); err == nil {
			t.Errorf("%s to %s: no error", c.from, c.to)
		}
	}
}

func TestNeighbouringSessions(t *testing.T) {
	all := hkex.Sessions(hkex.FirstDay-100, hkex.LastDay+100)
	if len(all) != 2215 {
		t.Errorf("%d sessions", len(all))
	}
	i := 0 // sessions before d
	for d := hkex.FirstDay - 10; d <= hkex.LastDay+10; d++ {
		here := i < len(all) && all[i].Day == d
		prev, ok := hkex.PrevSession(d)
		if ok != (i > 0) || ok && prev != all[i-1] {
			t.Fatalf("%s: previous %s", d, prev.Day)
		}
		after := i
		if here {
			after++
		}
		next, ok := hkex.NextSession(d)
		if ok != (after < len(all)) || ok && next != all[after] {
			t.Fatalf("%s: next %s", d, next.Day)
		}
		i = after
	}
	all[0].Reason = "changed by its owner"
	if s, _ := hkex.Session(all[0].Day); s.Reason != "" {
		t.Error("Sessions gave the calendar itself away")
	}
}

func TestSettleOn(t *testing.T) {
	for _, c := range []struct{ name, trade, want string }{
		{"plain Monday", "2024-09-23", "2024-09-25"},
		{"over a weekend", "2024-09-26", "2024-09-30"},
		{"over a holiday", "2024-09-30", "2024-10-03"},
		{"over Golden Week's Friday", "2024-10-10", "2024-10-15"},
		{"over the half day of Christmas", "2024-12-23", "2024-12-30"},
		{"on a half day", "2024-12-24", "2024-12-30"},
		{"over New Year", "2024-12-30", "2025-01-03"},
		{"over Lunar New Year", "2025-01-27", "2025-02-04"},
		{"over the typhoon of 2023-09-01", "2023-08-31", "2023-09-05"},
		{"over the black rain of 2023-09-08", "2023-09-07", "2023-09-12"},
		{"a lost morning settles", "2023-10-06", "2023-10-10"},
		{"a closed day", "2023-09-01", "2023-09-05"},
		{"past the end of the tables", "2026-12-29", "2027-01-04"},
		{"on the last session", "2026-12-31", "2027-01-05"},
		{"before the tables", "2017-12-28", "2018-01-02"},
		{"after the tables", "2027-12-30", "2028-01-03"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := hkex.SettleOn(day(t, c.trade)).String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestSettleOnIsTheSecondSettlementDay(t *testing.T) {
	for d := hkex.FirstDay; d <= hkex.LastDay; d++ {
		on, n := hkex.SettleOn(d), 0
		for e := d + 1; e <= on; e++ {
			if hkex.IsSettlementDay(e) {
				n++
			}
		}
		if n != 2 || !hkex.IsSettlementDay(on) {
			t.Fatalf("%s settles on %s, %d settlement days later", d, on, n)
		}
		s, open := hkex.Session(d)
		if hkex.IsSettlementDay(d) != (open && !s.Half) {
			t.Fatalf("%s: settlement day %v", d, hkex.IsSettlementDay(d))
		}
	}
}

func BenchmarkSession(b *testing.B) {
	d := engine.Date(2024, 9, 24)
	for b.Loop() {
		hkex.Session(d)
		hkex.SettleOn(d)
	}
}

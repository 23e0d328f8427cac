package data

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rally/engine"
)

func moment(t testing.TB, s string) engine.Time {
	t.Helper()
	at, err := engine.ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// N sessions: the same clock time, N sessions on.
func TestEmbargo(t *testing.T) {
	for _, tt := range []struct {
		name    string
		known   string
		embargo Embargo
		want    string
	}{
		{"none", "2024-09-24T10:15:00+08:00", Embargo{}, "2024-09-24T10:15:00+08:00"},
		{"a delay", "2024-09-24T23:50:00+08:00", Embargo{Delay: 15 * time.Minute}, "2024-09-25T00:05:00+08:00"},
		{"the next session", "2024-09-24T10:15:00+08:00", Embargo{Sessions: 1}, "2024-09-25T10:15:00+08:00"},
		{"to the nanosecond", "2024-09-24T10:15:00.000000001+08:00", Embargo{Sessions: 1}, "2024-09-25T10:15:00.000000001+08:00"},
		{"midnight stays midnight", "2024-09-24T00:00:00+08:00", Embargo{Sessions: 1}, "2024-09-25T00:00:00+08:00"},
		{"after the close", "2024-09-24T18:00:00+08:00", Embargo{Sessions: 1}, "2024-09-25T18:00:00+08:00"},
		{"the day is Hong Kong's", "2024-09-24T17:00:00Z", Embargo{Sessions: 1}, "2024-09-26T01:00:00+08:00"},
		{"over a weekend", "2024-09-27T10:15:00+08:00", Embargo{Sessions: 1}, "2024-09-30T10:15:00+08:00"},
		{"on a Saturday", "2024-09-28T10:15:00+08:00", Embargo{Sessions: 1}, "2024-09-30T10:15:00+08:00"},
		{"on a Sunday, over the National Day", "2024-09-29T20:00:00+08:00", Embargo{Sessions: 2}, "2024-10-02T20:00:00+08:00"},
		{"onto a half day, after its end", "2024-12-23T15:00:00+08:00", Embargo{Sessions: 1}, "2024-12-24T15:00:00+08:00"},
		{"a half day counts as one, Christmas does not", "2024-12-23T15:00:00+08:00", Embargo{Sessions: 2}, "2024-12-27T15:00:00+08:00"},
		{"over the Lunar New Year", "2025-01-27T09:00:00+08:00", Embargo{Sessions: 2}, "2025-02-03T09:00:00+08:00"},
		{"over a day closed by a typhoon, and the weekend", "2023-08-31T10:00:00+08:00", Embargo{Sessions: 1}, "2023-09-04T10:00:00+08:00"},
		{"on a day closed by a typhoon", "2023-09-01T10:00:00+08:00", Embargo{Sessions: 1}, "2023-09-04T10:00:00+08:00"},
		{"onto a late open, before it", "2023-10-06T10:00:00+08:00", Embargo{Sessions: 1}, "2023-10-09T10:00:00+08:00"},
		{"all 246 sessions of a year", "2024-01-02T10:00:00+08:00", Embargo{Sessions: 246}, "2025-01-02T10:00:00+08:00"},
		{"sessions, then a delay", "2024-09-27T23:50:00+08:00", Embargo{Sessions: 1, Delay: 15 * time.Minute}, "2024-10-01T00:05:00+08:00"},
		{"the last session of the calendar", "2026-12-30T10:00:00+08:00", Embargo{Sessions: 1}, "2026-12-31T10:00:00+08:00"},
		{"a delay needs no calendar", "2099-12-31T10:00:00+08:00", Embargo{Delay: time.Hour}, "2099-12-31T11:00:00+08:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := tt.embargo.After(hkexVenue, moment(t, tt.known))
			if !ok || got != moment(t, tt.want) {
				t.Errorf("got %v, %v; want %s", got, ok, tt.want)
			}
		})
	}
}

func TestEmbargoBeyondTheCalendar(t *testing.T) {
	for _, tt := range []struct {
		name    string
		known   string
		embargo Embargo
	}{
		{"after the last session", "2026-12-31T10:00:00+08:00", Embargo{Sessions: 1}},
		{"one too many", "2026-12-30T10:00:00+08:00", Embargo{Sessions: 2}},
		{"very many", "2024-01-02T10:00:00+08:00", Embargo{Sessions: math.MaxInt}},
		{"years after", "2050-01-03T10:00:00+08:00", Embargo{Sessions: 1}},
		{"years before", "2001-09-11T20:46:00+08:00", Embargo{Sessions: 1}},
		{"the end of time", "2024-01-02T10:00:00+08:00", Embargo{Delay: math.MaxInt64}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := tt.embargo.After(hkexVenue, moment(t, tt.known)); ok || got != Never {
				t.Errorf("got %v, %v", got, ok)
			}
		})
	}
}

// A signal is moved to a session, by its clock time, with just so many sessions
// from the day after it was known; more sessions never make it earlier.
func TestEmbargoProperties(t *testing.T) {
	from, to := engine.Date(2018, 1, 2).Start(), engine.Date(2026, 6, 30).Start()
	rapid.Check(t, func(t *rapid.T) {
		known := engine.Time(rapid.Int64Range(int64(from), int64(to)).Draw(t, "known"))
		n := rapid.IntRange(1, 30).Draw(t, "sessions")
		at, ok := Embargo{Sessions: n}.After(hkexVenue, known)
		if !ok {
			t.Fatalf("%v: out of the calendar", known)
		}
		if at-at.Day().Start() != known-known.Day().Start() {
			t.Fatalf("%v moved to %v: another clock time", known, at)
		}
		if _, open := hkexVenue.Session(at.Day()); !open {
			t.Fatalf("%v moved to %v: no session", known, at)
		}
		passed := 0
		for d := known.Day() + 1; d <= at.Day(); d++ {
			if _, open := hkexVenue.Session(d); open {
				passed++
			}
		}
		if passed != n {
			t.Fatalf("%v moved to %v: over %d sessions, not %d", known, at, passed, n)
		}
		sooner, _ := Embargo{Sessions: n - 1}.After(hkexVenue, known)
		if sooner >= at {
			t.Fatalf("%v: %d sessions end at %v, %d at %v", known, n-1, sooner, n, at)
		}
	})
}

// A date alone is known at 00:00 of the next session; sessions count from there.
func TestEmbargoOfABareDate(t *testing.T) {
	got, err := readSignals("x,2024-09-27,,,a,0,1,market,,,\n", Embargo{Sessions: 1})
	if err != nil {
		t.Fatal(err)
	}
	if want := moment(t, "2024-09-30T00:00:00+08:00"); got[0].Known != want {
		t.Errorf("known at %v", got[0].Known)
	}
	if want := moment(t, "2024-10-02T00:00:00+08:00"); got[0].At != want {
		t.Errorf("seen at %v", got[0].At)
	}
}

// What would be told beyond the calendar is left out, by name; its row is one of
// the file's all the same, and may be revised.
func TestSignalsBeyondTheCalendarAreLeftOut(t *testing.T) {
	c := market(map[string]string{
		"bars/0700.HK.csv": barHead + flat("2024-09-24", "300") + flat("2024-09-26", "301"),
		"signals.csv": signalHead +
			"early,2024-09-24T10:00:00+08:00,,,a,+,1,market,,,\n" +
			"late,2026-12-31T10:00:00+08:00,,,a,+,1,market,,,\n" +
			"far,2050-01-03T10:00:00+08:00,,,a,+,1,market,,late,\n",
	})
	c.Embargo = Embargo{Sessions: 2}
	m := load(t, c)
	want := []string{
		"1 symbols have no row in the instruments file; their lots are unknown: 0700.HK",
		"2 signals are left out, for their embargo ends beyond the calendar: late, far",
	}
	if d := cmp.Diff(want, m.Warnings); d != "" {
		t.Error(d)
	}
	signals := m.Feed.Tape.Signals()
	if m.Counts.Signals != 1 || len(signals) != 1 || signals[0].At != moment(t, "2024-09-26T10:00:00+08:00") {
		t.Errorf("%d signals: %+v", m.Counts.Signals, signals)
	}
	for _, f := range m.Files {
		if f.Role == "signals" && (f.Rows != 3 || f.Last.Year() != 2050) {
			t.Errorf("%+v", f)
		}
	}
	c.Embargo = Embargo{Delay: time.Hour}
	if m := load(t, c); m.Counts.Signals != 3 || strings.Contains(strings.Join(m.Warnings, "\n"), "embargo") {
		t.Errorf("%d signals, %q", m.Counts.Signals, m.Warnings)
	}
}

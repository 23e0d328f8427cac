package data

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

const signalHead = "id,known_at,occurred_at,published_at,category,direction,strength,scope,title,revision_of,compiled\n"

func readSignals(text string, embargo Embargo) ([]engine.Signal, error) {
	return ReadSignals("s.csv", []byte(signalHead+text), hkexVenue, embargo)
}

func TestReadSignals(t *testing.T) {
	got, err := readSignals("one,2024-09-24T10:15:00+08:00,2024-09-24,2024-09-24T09:30:00+08:00,stimulus,+,3,market,\"A, B\",,hindsight\n"+
		"two,2024-09-24T03:00:00Z,,,geopolitics,-,1,tech;9988.HK;700;9988,C,one,\n", Embargo{Delay: 15 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	d := engine.Date(2024, 9, 24)
	want := []engine.Signal{
		{ID: "one", Category: "stimulus", Direction: engine.Supportive, Strength: 3, Market: true, Title: "A, B", Occurred: "2024-09-24",
			Published: "2024-09-24T09:30:00+08:00", Known: d.At(10, 15), At: d.At(10, 30), Hindsight: true},
		{ID: "two", Category: "geopolitics", Direction: engine.Contrary, Strength: 1, Sets: []string{"tech"}, Symbols: []string{"0700.HK", "9988.HK"},
			Title: "C", Known: d.At(11, 0), At: d.At(11, 15), RevisionOf: "one"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A bare date is known from 00:00 of the first session after it.
func TestBareDates(t *testing.T) {
	for _, tt := range []struct{ date, known string }{
		{"2024-09-24", "2024-09-25T00:00:00+08:00"},
		{"2024-09-27", "2024-09-30T00:00:00+08:00"}, // a Friday
		{"2024-09-28", "2024-09-30T00:00:00+08:00"}, // a Saturday
		{"2024-09-30", "2024-10-02T00:00:00+08:00"}, // before the National Day
		{"2025-01-28", "2025-02-03T00:00:00+08:00"}, // before the Lunar New Year
		{"2023-08-31", "2023-09-04T00:00:00+08:00"}, // before a day closed by a typhoon
	} {
		got, err := readSignals("x,"+tt.date+",,,a,0,1,market,,,\n", Embargo{})
		if err != nil || got[0].Known.String() != tt.known || got[0].At != got[0].Known {
			t.Errorf("%s: %v, %v; want %s", tt.date, got, err, tt.known)
		}
	}
}

// scenario-61: what occurred at 09:00 and was published at 16:20 is known at
// 16:25, and not a second earlier, whatever the other times are.
func TestScenario61KnownTime(t *testing.T) {
	got, err := readSignals("x,2024-09-24T16:25:00+08:00,2024-09-24T09:00:00+08:00,2024-09-24T16:20:00+08:00,a,+,1,market,,,\n", Embargo{})
	if err != nil {
		t.Fatal(err)
	}
	if d := engine.Date(2024, 9, 24); got[0].At <= d.At(16, 24)+59*engine.Second || got[0].At != d.At(16, 25) {
		t.Errorf("seen at %v", got[0].At)
	}
}

func TestReadSignalsErrors(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"no id", ",2024-09-24,,,a,+,1,market,,,\n", "s.csv:2:1: empty cell; each signal has its id"},
		{"no category", "x,2024-09-24,,,,+,1,market,,,\n", "each signal has its category"},
		{"known", "x,soon,,,a,+,1,market,,,\n", `s.csv:2:3: "soon" is not a date like`},
		{"known clock", "x,2024-09-24 10:00,,,a,+,1,market,,,\n", "is not a time like 2024-09-24T10:00:00+08:00, nor a date"},
		{"no zone", "x,2024-09-24T10:00:00,,,a,+,1,market,,,\n", "is not a time like"},
		{"before publication", "x,2024-09-24T10:00:00+08:00,,2024-09-24T10:00:01+08:00,a,+,1,market,,,\n", "before published 2024-09-24T10:00:01+08:00"},
		{"before it occurred", "x,2024-09-24T10:00:00+08:00,2024-09-24T11:00:00+08:00,,a,+,1,market,,,\n", "before occurred"},
		{"direction", "x,2024-09-24,,,a,up,1,market,,,\n", `"up" is not a direction; +, - or 0`},
		{"strength", "x,2024-09-24,,,a,+,4,market,,,\n", `"4" is not a strength; 1, 2 or 3`},
		{"no scope", "x,2024-09-24,,,a,+,1,,,,\n", "empty scope"},
		{"scope", "x,2024-09-24,,,a,+,1,Big Tech,,,\n", `"Big Tech" is no scope`},
		{"twice", "x,2024-09-24,,,a,+,1,market,,,\nx,2024-09-24,,,a,+,1,market,,,\n", `s.csv:3:1: id "x" is on line 2 already`},
		{"revision", "x,2024-09-24,,,a,+,1,market,,y,\n", `no other signal has the id "y"`},
		{"beyond the calendar", "x,2099-09-24,,,a,+,1,market,,,\n", "no session is known after 2099-09-24"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readSignals(tt.text, Embargo{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func FuzzReadSignals(f *testing.F) {
	f.Add([]byte(signalHead + "x,2024-09-24,,,a,+,1,market;tech;700,,,\n"))
	f.Add([]byte(signalHead + "x,2024-09-24T10:00:00+08:00,,,a,+,1,9988.HK,,,\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := ReadSignals("s.csv", text, hkexVenue, Embargo{})
		if err != nil {
			if _, ok := errors.AsType[*LineError](err); !ok {
				t.Fatalf("%T: %v", err, err)
			}
		}
		for i := range list {
			if s := &list[i]; !s.Market && len(s.Sets)+len(s.Symbols) == 0 || s.Strength < 1 || s.Strength > 3 {
				t.Fatalf("%+v", s)
			}
		}
	})
}

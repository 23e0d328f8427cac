package hkex_test

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"rally/engine"
	"rally/engine/enginetest"
	"rally/engine/hkex"
)

// The minute bars of a liquid stock, stamped with their ends, print from
// the first minute of each session to its last, half days and days cut short
// by weather included, and at no other time.
func TestHoursAreTheMinutePrints(t *testing.T) {
	f, err := os.Open(enginetest.Shared(t, "data", "hk", "minute_futu", "00700_1m_full.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(z)
	r.ReuseRecord = true
	if _, err := r.Read(); err != nil {
		t.Fatal(err)
	}
	type prints struct{ first, last engine.Time }
	var days []engine.Day
	seen := map[engine.Day]prints{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if row[5] == "0" {
			continue
		}
		at, err := time.ParseInLocation(time.DateTime, row[0], engine.HKT)
		if err != nil {
			t.Fatal(err)
		}
		end := engine.Time(at.UnixNano())
		p, known := seen[end.Day()]
		if !known {
			days = append(days, end.Day())
			p.first = end
		}
		p.last = end
		seen[end.Day()] = p
		s, ok := hkex.Session(end.Day())
		if !ok || end < s.Open || end > s.Close || s.Lunch != 0 && end > s.Lunch && end <= s.Afternoon {
			t.Fatalf("a print at %s, outside the session", end)
		}
	}
	sessions := hkex.Sessions(days[0], days[len(days)-1])
	if len(sessions) != len(days) || len(days) < 480 {
		t.Errorf("%d sessions, %d days with prints", len(sessions), len(days))
	}
	for _, s := range sessions {
		p := seen[s.Day]
		if p.first > s.Open+engine.Minute || p.last != s.Close {
			t.Errorf("%s: prints from %s to %s, session from %s to %s", s.Day, p.first, p.last, s.Open, s.Close)
		}
	}
}

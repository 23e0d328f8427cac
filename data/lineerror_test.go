package data

import (
	"strings"
	"testing"
)

// A message shows what is in a cell, but neither all of a long one nor what
// would move a terminal's cursor.
func TestQuoted(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"short", "abc", `"abc"`},
		{"as long as it may be", strings.Repeat("x", 40), `"` + strings.Repeat("x", 40) + `"`},
		{"too long", strings.Repeat("騰", 41), `"` + strings.Repeat("騰", 40) + `…"`},
		{"control characters", "\x1b[2Ja\tb\x00", `"\x1b[2Ja\tb\x00"`},
		{"not UTF-8", "\xff", `"\xff"`},
		{"empty", "", `""`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := quoted(tt.in); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	if got := listNames(strings.Split(strings.Repeat("a,", 40)+"b", ",")); !strings.HasSuffix(got, "a, a and 11 more") {
		t.Errorf("listed %s", got)
	}
}

// The messages of every reader cut what they quote.
func TestMessagesAreShort(t *testing.T) {
	long := strings.Repeat("1", 100_000) + "\x1b[2J"
	bars := "date,open,high,low,close,volume\n"
	for name, read := range map[string]func() error{
		"price":      func() error { return barsError(bars + "2024-09-02," + long + ",1,1,1,1\n") },
		"volume":     func() error { return barsError(bars + "2024-09-02,1,1,1,1," + long + "\n") },
		"date":       func() error { return barsError(bars + long + ",1,1,1,1,1\n") },
		"header":     func() error { return barsError(long + "," + long + "\n") },
		"open quote": func() error { return barsError(bars + "\"" + long + "\n") },
		"kind": func() error {
			_, err := ReadInstruments("i.csv", []byte("symbol,kind\n0700.HK,"+long+"\n"))
			return err
		},
		"symbol": func() error { _, err := ReadInstruments("i.csv", []byte("symbol\n"+long+"\n")); return err },
		"currency": func() error {
			_, err := ReadInstruments("i.csv", []byte("symbol,currency\n0700.HK,"+long+"\n"))
			return err
		},
		"columns": func() error { _, err := ReadInstruments("i.csv", []byte(long+"\n")); return err },
		"amount": func() error {
			_, err := ReadActions(AsPaid, Text{"a.csv", []byte("symbol,ex_date,amount\n0700.HK,2024-09-02," + long + "\n")})
			return err
		},
		"ratio": func() error {
			_, err := ReadActions(AsPaid, Text{"a.csv", []byte("symbol,ex_date,ratio\n0700.HK,2024-09-02," + long + "\n")})
			return err
		},
		"signal": func() error {
			_, err := ReadSignals("s.csv", []byte("id,known_at,category,direction,strength,scope\nx,"+long+",a,+,1,market\n"), hkexVenue, Embargo{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := read()
			if err == nil {
				t.Fatal("no error")
			}
			if text := err.Error(); len(text) > 300 || strings.Contains(text, "\x1b") {
				t.Errorf("%d bytes: %.300q", len(text), text)
			}
		})
	}
}

func barsError(text string) error {
	spec, err := Lookup("yfinance")
	if err == nil {
		_, err = readBars("b.csv", []byte(text), reading{spec: spec, adjusted: AsTraded, every: 1440})
	}
	return err
}

package data

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

func TestReadInstruments(t *testing.T) {
	const text = "symbol,name,kind,lot,lot_as_of,lot_from,isin,stamp_duty,spread_table,cas,listed,delisted,terminal,sector,tech\n" +
		"9999.HK,LATE,stock,50,2025-07-11,,,Y,1,N,2020-06-11,2024-01-02,12.5,internet,yes\n" +
		"700,TENCENT,stock,100,2025-07-11,,KYG875721634,Y,01,Y,,,,internet,yes\n" +
		"0700.HK,,,200,,2026-11-16,,,,,,,,,\n" +
		"2800,\"TRACKER, FUND\",etf,500,2025-07-11,,,N,5,Y,,,,fund,no\n" +
		"HSI,INDEX,,,,,,,,,,,,,\n"
	asOf := engine.Date(2025, 7, 11)
	want := []engine.Instrument{
		{Symbol: "0700.HK", Name: "TENCENT", ISIN: "KYG875721634", Sector: "internet", Sets: []string{"internet", "tech"}, LotAsOf: asOf,
			Lots:   []engine.LotFrom{{From: 0, Lot: 100}, {From: engine.Date(2026, 11, 16), Lot: 200}},
			Duty:   []engine.DutyFrom{{From: asOf, Due: true}},
			Spread: "A"},
		{Symbol: "2800.HK", Name: "TRACKER, FUND", Kind: engine.ETF, Sector: "fund", Sets: []string{"fund"}, LotAsOf: asOf,
			Lots: []engine.LotFrom{{Lot: 500}}, Duty: []engine.DutyFrom{{From: asOf}}, Spread: "D"},
		{Symbol: "9999.HK", Name: "LATE", Sector: "internet", Sets: []string{"internet", "tech"}, LotAsOf: asOf,
			Lots: []engine.LotFrom{{Lot: 50}}, Duty: []engine.DutyFrom{{From: asOf, Due: true}}, Spread: "A", NoClosingAuction: true,
			Listed: engine.Date(2020, 6, 11), Delisted: engine.Date(2024, 1, 2), Terminal: 12500, HasTerminal: true},
		{Symbol: "HSI", Name: "INDEX", Kind: engine.Index},
	}
	got, err := ReadInstruments("instruments.csv", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestReadInstrumentsErrors(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"no symbol", "symbl,lot\n700,100\n", `i.csv:1: no column "symbol"; the file has symbl, lot; did you mean symbl?`},
		{"bad symbol", "symbol\n7 00\n", `i.csv:2:1: "7 00" is not a symbol`},
		{"kind", "symbol,kind\n700,share\n", `i.csv:2:5: "share" is not a kind of instrument`},
		{"lot", "symbol,lot\n700,-1\n", `i.csv:2:5: "-1" is negative`},
		{"lot of none", "symbol,lot\n700,0\n", "i.csv:2:5: a lot of 0"},
		{"date", "symbol,lot,lot_as_of\n700,1,July\n", `i.csv:2:7: "July" is not a date`},
		{"duty", "symbol,stamp_duty\n700,maybe\n", `i.csv:2:5: "maybe" is not one of y, n, yes, no`},
		{"spread", "symbol,spread_table\n700,7\n", `i.csv:2:5: "7" is not a spread table`},
		{"twice", "symbol,lot\n700,1\n0700.HK,2\n", "i.csv:3:1: 0700.HK has a row already"},
		{"currency", "symbol,currency\n700,USD\n", "i.csv:2:5: currency USD is not built yet"},
		{"life", "symbol,listed,delisted\n700,2024-01-02,2023-01-03\n", "i.csv:2:16: delisted on 2023-01-03"},
		{"terminal", "symbol,terminal\n700,1.5\n", "i.csv:2:5: a terminal price without a day of delisting"},
		{"cells", "symbol,lot\n700\n", "i.csv:2: 1 cells"},
		{"empty", "", "i.csv:1: empty file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ReadInstruments("i.csv", []byte(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func FuzzReadInstruments(f *testing.F) {
	f.Add([]byte("symbol,lot,lot_as_of,lot_from,kind,tech\n700,100,2025-07-11,,stock,yes\n700,200,,2026-01-01,,\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := ReadInstruments("i.csv", text)
		if err != nil {
			if _, ok := errors.AsType[*LineError](err); !ok {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		if _, err := engine.NewUniverse(list); err != nil {
			t.Fatal(err)
		}
	})
}

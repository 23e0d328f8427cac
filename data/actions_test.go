package data

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

func TestParseRatio(t *testing.T) {
	for _, tt := range []struct {
		in       string
		num, den int64
	}{
		{"1.05", 21, 20}, {"3", 3, 1}, {"0.25", 1, 4}, {"3:1", 3, 1}, {"21/20", 21, 20}, {"1.4", 7, 5}, {"10.0", 10, 1},
		{"0.333333", 1, 3}, {"1.333333", 4, 3}, {"0.04", 1, 25}, {"0.98765", 98765 / 5, 20000}, {"1.02901", 102901, 100000},
		{"1", 0, 0}, {"0", 0, 0}, {"-2", 0, 0}, {"", 0, 0}, {"two", 0, 0}, {"1:0", 0, 0}, {"3:3", 0, 0}, {"9999999", 0, 0},
	} {
		num, den, err := parseRatio(tt.in)
		if num != tt.num || den != tt.den || (err == nil) != (tt.num != 0) {
			t.Errorf("%q: %d/%d, %v; want %d/%d", tt.in, num, den, err, tt.num, tt.den)
		}
	}
}

const someSplits = "symbol,ex_date,ratio,kind\n3,2021-06-04,1.05,bonus\n3,2020-06-09,1.05,bonus\n9901,2021-03-10,10,split\n17,2020-06-23,0.25,consolidation\n"

func TestReadActions(t *testing.T) {
	day := engine.Date
	dividends := Text{"d.csv", []byte("symbol,ex_date,amount_hkd,currency,basis,pay_date\n0700.HK,2024-05-17,3.4,HKD,as_paid,2024-06-12\n0003.HK,2020-06-09,0.23,HKD,as_paid,\n")}
	got, err := ReadActions(AsPaid, dividends, Text{"s.csv", []byte(someSplits)})
	if err != nil {
		t.Fatal(err)
	}
	want := []Action{
		{"0003.HK", engine.Action{Kind: engine.Dividend, Ex: day(2020, 6, 9), Millionths: 230_000}},
		{"0003.HK", engine.Action{Kind: engine.Bonus, Ex: day(2020, 6, 9), Num: 21, Den: 20}},
		{"0017.HK", engine.Action{Kind: engine.Consolidation, Ex: day(2020, 6, 23), Num: 1, Den: 4}},
		{"9901.HK", engine.Action{Kind: engine.Split, Ex: day(2021, 3, 10), Num: 10, Den: 1}},
		{"0003.HK", engine.Action{Kind: engine.Bonus, Ex: day(2021, 6, 4), Num: 21, Den: 20}},
		{"0700.HK", engine.Action{Kind: engine.Dividend, Ex: day(2024, 5, 17), Pay: day(2024, 6, 12), Millionths: 3_400_000}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A dividend divided by both bonus issues, its own day's among them, is made whole.
func TestDividendsDividedBySplits(t *testing.T) {
	got, err := ReadActions(DividedBySplits,
		Text{"d.csv", []byte("symbol,ex_date,amount\n3,2020-06-09,0.208617\n3,2020-09-01,0.114286\n3,2021-09-01,0.12\n")},
		Text{"s.csv", []byte(someSplits)})
	if err != nil {
		t.Fatal(err)
	}
	var amounts []int64
	for _, a := range got {
		if a.Kind == engine.Dividend {
			amounts = append(amounts, a.Millionths)
		}
	}
	if d := cmp.Diff([]int64{230_000, 120_000, 120_000}, amounts); d != "" {
		t.Error(d)
	}
}

func TestReadActionsErrors(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"neither", "symbol,ex_date,value\n", "a.csv:1: the file has symbol, ex_date, value; dividends have a column amount"},
		{"no date", "symbol,date,amount\n", `a.csv:1: no column "ex_date"`},
		{"amount", "symbol,ex_date,amount\n700,2024-05-17,three\n", `a.csv:2:16: "three" is not a number`},
		{"nothing", "symbol,ex_date,amount\n700,2024-05-17,0\n", "a.csv:2:16: a dividend of nothing"},
		{"digits", "symbol,ex_date,amount\n700,2024-05-17,0.1234567\n", "more than six decimals"},
		{"currency", "symbol,ex_date,amount,currency\n700,2024-05-17,1,USD\n", "a.csv:2:18: currency USD is not built yet"},
		{"basis", "symbol,ex_date,amount,basis\n700,2024-05-17,1,split_adjusted\n", `set it to "split-adjusted"`},
		{"pay date", "symbol,ex_date,amount,pay_date\n700,2024-05-17,1,2024-05-01\n", "a.csv:2:18: paid on 2024-05-01, before the ex-date"},
		{"ratio", "symbol,ex_date,ratio\n700,2024-05-17,1\n", "a.csv:2:16: a ratio of one changes nothing"},
		{"kind", "symbol,ex_date,ratio,kind\n700,2024-05-17,2,gift\n", `"gift" is not one of split, consolidation, bonus`},
		{"wrong way", "symbol,ex_date,ratio,kind\n700,2024-05-17,2,consolidation\n", "the ratio of a consolidation is below one"},
		{"twice", "symbol,ex_date,ratio\n700,2024-05-17,2\n700,2024-05-17,2\n", "a.csv:3:16: split of 0700.HK on 2024-05-17 twice; the other is at a.csv:2"},
		{"paid twice", "symbol,ex_date,amount\n700,2024-05-17,3.4\n700,2024-05-17,1\n700,2024-05-17,3.40\n", "a.csv:4:16: the same dividend of 0700.HK on 2024-05-17 as at a.csv:2"},
		{"ex_date", "symbol,ex_date,ratio\n700,,2\n", "a.csv:2:5: empty cell; a date like 2024-09-24 is wanted"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ReadActions(AsPaid, Text{"a.csv", []byte(tt.text)})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
	if _, err := ReadActions(UnstatedBasis, Text{"a.csv", []byte("symbol,ex_date,amount\n700,2024-05-17,1\n")}); err == nil || !strings.Contains(err.Error(), "dividends is not stated") {
		t.Error(err)
	}
}

func FuzzReadActions(f *testing.F) {
	f.Add([]byte(someSplits))
	f.Add([]byte("symbol,ex_date,amount\n700,2024-05-17,3.4\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, basis := range []DividendBasis{AsPaid, DividedBySplits} {
			list, err := ReadActions(basis, Text{"a.csv", text})
			if err != nil {
				if _, ok := errors.AsType[*LineError](err); !ok {
					t.Fatalf("%T: %v", err, err)
				}
			}
			for _, a := range list {
				if a.Kind != engine.Dividend && (a.Num <= 0 || a.Den <= 0) || a.Millionths < 0 {
					t.Fatalf("%+v", a)
				}
			}
		}
	})
}

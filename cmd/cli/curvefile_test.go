package cli

import (
	"bufio"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/data"
	"rally/engine"
	"rally/reports/metrics"
)

func TestReadStamp(t *testing.T) {
	day := int64(engine.Date(2024, 9, 24))
	at := int64(engine.Date(2024, 9, 24).At(9, 35))
	for text, want := range map[string]stamp{
		"7": {wholeStamp, 7}, "-3": {wholeStamp, -3}, "12345678": {wholeStamp, 12345678},
		"2024-09-24": {dayStamp, day}, "20240924": {dayStamp, day}, "2024/09/24": {dayStamp, day},
		"2024-09-24T09:35:00+08:00": {clockStamp, at}, "2024-09-24T01:35:00Z": {clockStamp, at}, "2024-09-24 01:35:00+00:00": {clockStamp, at},
		"2024-09-24 09:35:00": {clockStamp, at}, "2024-09-24 09:35": {clockStamp, at}, "2024-09-24 09:35:00.000": {clockStamp, at},
		"2024/09/24 09:35": {clockStamp, at}, "1965-01-02 00:00:01": {clockStamp, int64(engine.Date(1965, 1, 2).Start()) + 1e9},
	} {
		got, err := readStamp(text)
		if err != nil || got != want {
			t.Errorf("%s: %v %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"": "is not a day", "2024-09": "is not a day", "24/09/2024": "is not a day", "2024-02-30": "is not a day", "0001-01-01": "is not a day",
		"1727142900": "seconds since 1970 are to be written as 2024-09-24T10:00:00+08:00", "2300-01-01T00:00:00Z": "is not a day", "1.5": "is not a day",
	} {
		if _, err := readStamp(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestReadCurve(t *testing.T) {
	monday := int64(engine.Date(2024, 1, 8))
	for _, c := range []struct {
		name, text string
		wish       curveWish
		want       curveFile
	}{
		{"sole column", "whatever\n100\n101\n", curveWish{}, curveFile{points: points{column: "whatever", values: []float64{100, 101}}}},
		{"an index without a name", ",my curve\n2024-01-08,100\n2024-01-09,101\n", curveWish{}, curveFile{points: points{column: "my curve", kind: dayStamp, at: []int64{monday, monday + 1}, values: []float64{100, 101}}}},
		{"the starting equity on the first day", "date,nav\n20240108,100\n20240108,101\n", curveWish{}, curveFile{points: points{column: "nav", kind: dayStamp, at: []int64{monday, monday}, values: []float64{100, 101}}}},
		{"returns beside equity", "t,equity,r\n1,5,0.01\n", curveWish{asReturns: true}, curveFile{points: points{column: "r", returns: true, kind: wholeStamp, at: []int64{1}, values: []float64{.01}}}},
		{"benchmark with gaps", "\ufeffdate, Equity ,BENCHMARK,exposure\r\n2024-01-08,1,,0\r\n2024-01-09,2,7,0.5\r\n", curveWish{}, curveFile{
			points:    points{column: "Equity", kind: dayStamp, at: []int64{monday, monday + 1}, values: []float64{1, 2}},
			benchmark: &points{column: "BENCHMARK", kind: dayStamp, at: []int64{monday + 1}, values: []float64{7}}, exposure: []float64{0, .5}}},
		{"benchmark without anything", "equity,benchmark\n1,\n2,\n", curveWish{}, curveFile{points: points{column: "equity", values: []float64{1, 2}}}},
		{"benchmark by name", "equity,hold\n1,3\n2,4\n", curveWish{namedBeside: "Hold"}, curveFile{points: points{column: "equity", values: []float64{1, 2}}, benchmark: &points{column: "hold", values: []float64{3, 4}}}},
		{"a benchmark's own file of levels", "date,close\n2024-01-08,9\n2024-01-09,\n", curveWish{ofBenchmark: true, asReturns: true}, curveFile{points: points{column: "close", kind: dayStamp, at: []int64{monday}, values: []float64{9}}}},
		{"a benchmark's own file of returns", "date,return\n2024-01-08,-.5\n", curveWish{ofBenchmark: true}, curveFile{points: points{column: "return", returns: true, kind: dayStamp, at: []int64{monday}, values: []float64{-.5}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.wish.read("t.csv", strings.NewReader(c.text))
			if err != nil {
				t.Fatal(err)
			}
			c.want.file = "t.csv"
			if diff := cmp.Diff(c.want, *got, cmp.AllowUnexported(curveFile{}, points{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadCurveSaysWhere(t *testing.T) {
	for _, c := range []struct {
		name, text string
		wish       curveWish
		want       string
	}{
		{"empty", "", curveWish{}, "t.csv: an empty file; it begins with a row of names, such as session,equity"},
		{"no names", "2024-01-02,100\n2024-01-03,101\n", curveWish{}, "t.csv:1: the first row is numbers; the file begins with a row of names, such as session,equity"},
		{"names alone", "date,equity\n", curveWish{}, `t.csv:1: no "equity" below; the file has the starting equity, then a row for each session`},
		{"one row", "equity\n100\n", curveWish{}, `t.csv:2: no "equity" below; the file has the starting equity, then a row for each session`},
		{"semicolons", "date;equity\n", curveWish{}, "t.csv:1:1: columns are separated by commas, not by semicolons or tabs"},
		{"ragged", "date,equity\n2024-01-02\n", curveWish{}, "t.csv:2: 1 cell where the first row has 2"},
		{"gap", "equity\n1\n\n2\n", curveWish{}, "t.csv:3: an empty line; every line is a row"},
		{"twice", "equity,Equity\n", curveWish{}, `t.csv:1:8: the name "Equity" stands in column 1 too; each column has its own`},
		{"which", "date,close,value\n", curveWish{}, `t.csv:1: "close" and "value" could each be the equity; say which with --column NAME`},
		{"which of a benchmark", "date,close,value\n", curveWish{ofBenchmark: true}, `t.csv:1: "close" and "value" could each be the equity; say which with --benchmark-column NAME`},
		{"sessions alone", "date\n2024-01-02\n", curveWish{}, `t.csv:1: no column of equity beside "date"`},
		{"the sessions themselves", "date,equity\n", curveWish{named: "date"}, "t.csv:1:1: the column of sessions is not the curve; name another"},
		{"missing", "date,equity\n2024-01-02,1\n2024-01-03,\n", curveWish{}, `t.csv:3:12: "equity": an empty cell; every row has its equity`},
		{"nan", "equity\n1\nnan\n", curveWish{}, `t.csv:3:1: "equity": "nan" is not an equity; every row has its equity`},
		{"percent", "r\n1.2%\n", curveWish{asReturns: true}, `t.csv:2:1: "r": "1.2%" is not a number; a return is a fraction, 0.012 for 1.2%`},
		{"begins with nothing", "equity\n0\n1\n", curveWish{}, `t.csv:2:1: "equity": 0 in the first row, which is what the curve began with and above 0`},
		{"level of nothing", "equity,benchmark\n1,0\n", curveWish{}, `t.csv:2:3: "benchmark": 0; a level is above 0`},
		{"late level", "equity,benchmark\n1,\n1,5\n", curveWish{}, `t.csv:3:3: "benchmark": a level after rows without; without dates every row has its level`},
		{"the same day thrice", "date,equity\n2024-01-02,1\n2024-01-02,1\n2024-01-02,1\n", curveWish{}, `t.csv:4:1: "date": "2024-01-02" after "2024-01-02"; rows are in the order of time, each once`},
		{"the same day of returns", "date,r\n2024-01-02,1\n2024-01-02,1\n", curveWish{asReturns: true}, `t.csv:3:1: "date": "2024-01-02" after "2024-01-02"; rows are in the order of time, each once`},
		{"two kinds", "date,equity\n2024-01-02,1\n2,1\n", curveWish{}, `t.csv:3:1: "date": "2" after "2024-01-02"; all are days, as the first`},
		{"no day", "date,equity\nMonday,1\n", curveWish{}, `t.csv:2:1: "date": "Monday" is not a day like 2024-09-24, a time like 2024-09-24T10:00:00+08:00, or a whole number`},
		{"a matrix", strings.Repeat("a,", 1000) + "b\n", curveWish{}, "t.csv:1: more than 1000 columns; is it a matrix, for rally overfit?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.wish.read("t.csv", strings.NewReader(c.text))
			if _, ok := errors.AsType[*data.LineError](err); !ok {
				t.Fatalf("%v", err)
			}
			if err.Error() != c.want {
				t.Errorf("%s\nwant %s", err, c.want)
			}
		})
	}
}

func TestReadTradesSaysWhere(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no profits":    {"entry,exit\n", "t.csv:1: no column of profits after charges; name it net or pnl"},
		"too small":     {"pnl\n0.0001\n", `t.csv:2:1: "pnl": 0.0001 is less than a thousandth, which money is counted in`},
		"too much":      {"pnl\n" + strings.Repeat("9e11\n", 1200), `t.csv:1113:1: "pnl": the amounts up to here are more than 1e+15, which is too much to count`},
		"back in time":  {"net,entry_bar,exit_bar\n1,5,4\n", `t.csv:2:5: "exit_bar": "4" is before the entry, "5"`},
		"two kinds":     {"net,entry_bar,exit_bar\n1,5,6\n1,2024-01-02,2024-01-03\n", `t.csv:3:3: "entry_bar": "2024-01-02" after whole numbers; all are of one kind`},
		"no price":      {"net,entry,exit\n1,2024-01-02,2024-01-03\n1,5,6\n", `t.csv:3:3: "entry": a price`},
		"half sessions": {"net,sessions\n1,1.5\n", `t.csv:2:3: "sessions": 1.5 is no number of sessions`},
		"free":          {"net,notional\n1,0\n", `t.csv:2:3: "notional": 0; what was paid for a position is above 0`},
	} {
		if _, err := readTrades("t.csv", strings.NewReader(c.text)); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v\nwant %s", name, err, c.want)
		}
	}
	for name, c := range map[string]struct{ text, want string }{
		"no side":   {"qty,price\n", "t.csv:1: no column side, which is buy or sell"},
		"no amount": {"side,qty\n", "t.csv:1: no column consideration, nor both qty and price"},
		"neither":   {"side,value\nhold,1\n", `t.csv:2:1: "side": "hold" is neither buy nor sell`},
		"below":     {"side,value\nbuy,-1\n", "t.csv:2:5: -1.000 was paid; the side says which way, so amounts are not below 0"},
		"short":     {"side,qty,price\nbuy,-1,2\n", "t.csv:2:5: -1 at 2; the side says which way, so neither is below 0"},
	} {
		if _, err := readFills("t.csv", strings.NewReader(c.text)); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v\nwant %s", name, err, c.want)
		}
	}
}

// TestTradesWithPrices: columns entry and exit that are prices are passed over.
func TestTradesWithPrices(t *testing.T) {
	f, err := readTrades("t.csv", strings.NewReader("entry,exit,net,paid\n23.45,24,100,1000\n23,22,-50,1000\n"))
	if err != nil || f.kind != noStamp || len(f.trades) != 2 || f.trades[1].Return != -.05 || f.held {
		t.Errorf("%+v, %v", f, err)
	}
}

// FuzzReadCurve reads anything: what is not refused can be judged and printed.
func FuzzReadCurve(f *testing.F) {
	for _, s := range []string{
		"", "equity\n1\n2\n", "date,equity,benchmark,exposure\n2024-01-02,1,2,0\n2024-01-03,1.5,,1\n2024-01-04,1.2,3,1\n", "t,r,b\n1,0.01,0.02\n2,-1,0.5\n3,9,-0.5\n",
		"time,equity\n2024-01-02T01:30:00Z,1\n2024-01-02T08:00:00Z,2\n2024-01-03 16:00:00,3\n", "equity\n1e12\n1e-320\n-5\n", "r\n1e12\n1e12\n-1\n", ",x\n1,2\n2,3\n",
		"date,return\n19000101,1e11\n21991231,1e11\n", "equity\n1e-300\n1e12\n1e-300\n", "date,close\n2024-01-02,1\n2024-01-02,1\n", "index,level\n1,2\n2,3\n",
		"net,entry_time,exit_time\n1,2024-01-02,2024-01-04\n", "pnl,ret,entry_bar,exit_bar\n1,0.5,-5,99999999\n-1,-2,0,0\n", "side,value,fees\nbuy,1e12,1\nsell,5,-3\n", "bars,net,entry,exit\n5,1,2,3\n",
		"net,risk\n1,2\n-1,0.5\n", "pnl,r_multiple\n1,-1e12\n2,3\n", "date,rate\n2024-01-01,4%\n2024-01-03,\n2024-01-04,-0.5\n", "time,rf\n1900-01-02T01:30:00Z,0.99\n",
	} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, text, beside string) {
		trades, errTrades := readTrades("t.csv", strings.NewReader(beside))
		fills, errFills := readFills("f.csv", strings.NewReader(beside))
		rates, errRates := readRates("r.csv", strings.NewReader(beside))
		for _, wish := range []curveWish{{}, {asReturns: true}, {ofBenchmark: true}} {
			c, err := wish.read("t.csv", strings.NewReader(text))
			if err != nil {
				if e, ok := errors.AsType[*data.LineError](err); !ok || e.Err == nil {
					t.Fatalf("an error without its place: %v", err)
				}
				continue
			}
			for _, x := range c.values {
				if math.IsNaN(x) || math.Abs(x) > largestCell {
					t.Fatalf("%v is no number", x)
				}
			}
			a := appraisal{wish: wish, file: c, beside: c.benchmark, rf: "3%"}
			if errTrades == nil {
				again := *trades
				a.trades = &again
			}
			if errFills == nil && !wish.asReturns {
				a.fills = fills
			}
			if !wish.ofBenchmark {
				a.options.RiskFree = .03
				if b, err := (curveWish{ofBenchmark: true}).read("b.csv", strings.NewReader(beside)); err == nil {
					a.beside = &b.points
				}
			}
			a.stated = metrics.Stated{MAR: .01, Rho: []float64{.2, -.9}}
			if errRates == nil {
				a.rates = rates
				if a.compute() != nil { // they do not cover the curve
					a.rates, a.days, a.set = nil, nil, nil
				}
			}
			if a.rates == nil {
				if err := a.compute(); err != nil {
					t.Fatal(err)
				}
			}
			out := command{out: bufio.NewWriter(io.Discard)}
			if err := out.print(a.json()); err != nil {
				t.Fatal(err)
			}
			if err := out.printAppraisal(&a); err != nil {
				t.Fatal(err)
			}
		}
	})
}

package data

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

func yahoo(t testing.TB) Spec {
	t.Helper()
	s, err := Lookup("yfinance")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func parse(t testing.TB, text string) (*barFile, error) {
	t.Helper()
	raw, err := unpack("0700.HK.csv", []byte(text))
	if err != nil {
		return nil, err
	}
	return readBars("0700.HK.csv", raw, reading{yahoo(t), AsTraded, engine.Daily, false})
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

const plainBars = "date,open,high,low,close,volume\n2024-09-24,390,402.6,388.2,401.4,31415900\n2024-09-25,410,415.123,403.4,404.6,40000000\n"

func TestReadBarsShapes(t *testing.T) {
	d := engine.Date(2024, 9, 24)
	want := []bar{
		{day: d, line: 2, open: 390e9, high: 402.6e9, low: 388.2e9, close: 401.4e9, volume: 31415900},
		{day: d + 1, line: 3, open: 410e9, high: 415123e6, low: 403.4e9, close: 404.6e9, volume: 40000000},
	}
	for _, tt := range []struct {
		name, text string
		lines      int32 // added to each row's line
	}{
		{"plain", plainBars, 0},
		{"no last line end", strings.TrimSuffix(plainBars, "\n"), 0},
		{"carriage returns", strings.ReplaceAll(plainBars, "\n", "\r\n"), 0},
		{"byte order mark", "\xef\xbb\xbf" + plainBars, 0},
		{"gzip", gzipped(plainBars), 0},
		{"quoted", strings.ReplaceAll(plainBars, "2024-09-24", `"2024-09-24"`), 0},
		{"blank last lines", plainBars + "\n\r\n", 0},
		{"capitals, another order, more columns",
			"Volume,Adj Close,Close,Low,High,Open,Date,flag\n31415900,1.5,401.4,388.2,402.6,390,2024-09-24,\n40000000,,404.6,403.4,415.123,410,2024-09-25,x\n", 0},
		{"time zones", strings.ReplaceAll(strings.ReplaceAll(plainBars, "-24,", "-24 00:00:00+08:00,"), "-25,", "-25T00:00:00Z,"), 0},
		{"float noise", strings.ReplaceAll(strings.ReplaceAll(plainBars, "402.6,", "402.60000610351562,"), "31415900", "31415900.0"), 0},
		{"spaces", strings.ReplaceAll(plainBars, ",", " , "), 0},
		{"slashes", strings.ReplaceAll(plainBars, "2024-09-", "2024/09/"), 0},
		{"no dashes", strings.ReplaceAll(plainBars, "2024-09-", "202409"), 0},
		{"three lines of names", strings.Replace(plainBars, "date,open,high,low,close,volume\n",
			"Price,Open,High,Low,Close,Volume\nTicker,0700.HK,0700.HK,0700.HK,0700.HK,0700.HK\nDate,,,,,\n", 1), 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := parse(t, tt.text)
			if err != nil {
				t.Fatal(err)
			}
			for i := range f.sets[0].bars {
				b := &f.sets[0].bars[i]
				b.line -= tt.lines
				for _, p := range []*nanos{&b.open, &b.high, &b.low, &b.close} {
					*p = int64(mill(*p)) * nanosPerMill
				}
			}
			if d := cmp.Diff(want, f.sets[0].bars, cmp.AllowUnexported(bar{})); d != "" {
				t.Error(d)
			}
		})
	}
}

// Everything that can be wrong with a bar file is said with its place.
func TestReadBarsErrors(t *testing.T) {
	const head = "date,open,high,low,close,volume\n"
	const good = "2024-09-24,390,402.6,388.2,401.4,31415900\n"
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "0700.HK.csv:1: empty file"},
		{"blank", " \n\n", "0700.HK.csv:1: empty file"},
		{"no rows", head, "0700.HK.csv:2: no rows below the column names"},
		{"missing column", "date,open,high,low,closed,volume\n" + good, `0700.HK.csv:1: no column "close"; the file has date, open, high, low, closed, volume; did you mean closed?`},
		{"semicolons", "date;open;high;low;close;volume\n", "cells are separated by commas"},
		{"column twice", "date,open,open,high,low,close,volume\n", `0700.HK.csv:1:11: column "open" twice`},
		{"negative price", head + "2024-09-24,390,-402.6,388.2,401.4,31415900\n", `0700.HK.csv:2:16: "-402.6" is negative`},
		{"zero price", head + "2024-09-24,390,0,388.2,401.4,31415900\n", "0700.HK.csv:2: a price of zero in a row that traded"},
		{"not a number", head + good + "2024-09-25,390,NaN,388.2,401.4,31415900\n", `0700.HK.csv:3:16: "NaN" is not a number`},
		{"exponent", head + "2024-09-24,3.9e2,402.6,388.2,401.4,31415900\n", `0700.HK.csv:2:12: "3.9e2" is not a number`},
		{"empty price", head + "2024-09-24,390,402.6,,401.4,31415900\n", "0700.HK.csv:2:22: empty cell; a number is wanted"},
		{"empty volume", head + "2024-09-24,390,402.6,388.2,401.4,\n", "0700.HK.csv:2:34: empty cell; a whole number is wanted"},
		{"half a share", head + "2024-09-24,390,402.6,388.2,401.4,10.5\n", `0700.HK.csv:2:34: "10.5" is not a whole number`},
		{"empty date", head + ",390,402.6,388.2,401.4,31415900\n", "0700.HK.csv:2:1: empty cell; a date like 2024-09-24 is wanted"},
		{"no such day", head + "2024-02-30,390,402.6,388.2,401.4,31415900\n", `0700.HK.csv:2:1: "2024-02-30" is not a date like 2024-09-24`},
		{"year", head + "1024-02-20,390,402.6,388.2,401.4,31415900\n", `"1024-02-20" lies outside the years 1980 to 2100`},
		{"day first", head + "24/09/2024,390,402.6,388.2,401.4,31415900\n", `"24/09/2024" is not a date`},
		{"time of day", head + "2024-09-24 09:30:00,390,402.6,388.2,401.4,31415900\n", "has a time of day; rows of daily bars have dates alone"},
		{"too few cells", head + "2024-09-24,390,402.6,388.2,401.4\n", "0700.HK.csv:2: 5 cells; the line of column names has 6"},
		{"too many cells", head + strings.TrimSpace(good) + ",\n", "0700.HK.csv:2: 7 cells; the line of column names has 6"},
		{"too large", head + "2024-09-24,390,9999999999,388.2,401.4,31415900\n", "is too large"},
		{"beyond 32 bits", head + "2024-09-24,390,2147483.648,388.2,401.4,31415900\n", "above the highest price that fits"},
		{"open quote", head + "\"2024-09-24,390,402.6,388.2,401.4,31415900\n", "0700.HK.csv:"},
		{"thousands", head + "2024-09-24,\"1,390\",402.6,388.2,401.4,31415900\n", `0700.HK.csv:2:12: "1,390" is not a number`},
		{"utf-16", "\xff\xfed\x00a\x00", "text in UTF-16; save it as UTF-8"},
		{"damaged gzip", "\x1f\x8b\x08\x00", "damaged gzip file"},
		{"several tickers", "Price,Open,Open\nTicker,0700.HK,0005.HK\nDate,,\n", "0700.HK.csv:2:16: 0005.HK beside 0700.HK"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parse(t, tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v\nwant %s", err, tt.want)
			}
			if _, ok := errors.AsType[*LineError](err); !ok {
				t.Errorf("%T is no LineError", err)
			}
		})
	}
}

// A format that does not say so does not round: more than three decimals are an error.
func TestStrictColumns(t *testing.T) {
	spec := Spec{Columns: Columns{Date: "Tag", Open: "Erster", High: "Hoch", Low: "Tief", Close: "Schluss", Volume: "Stück"}}
	head := "tag,ERSTER,hoch,tief,schluss,stück\n"
	if _, err := readBars("x.csv", []byte(head+"2024-09-24,390,402.6,388.2,401.400,5\n"), reading{spec, AsTraded, engine.Daily, false}); err != nil {
		t.Fatal(err)
	}
	_, err := readBars("x.csv", []byte(head+"2024-09-24,390,402.6,388.2,401.39999390,5\n"), reading{spec, AsTraded, engine.Daily, false})
	if err == nil || !strings.Contains(err.Error(), `x.csv:2:28: "401.39999390" has more than three decimals`) {
		t.Error(err)
	}
	spec.Columns.Close = ""
	if _, err = readBars("x.csv", []byte(head), reading{spec, AsTraded, engine.Daily, false}); err == nil || !strings.Contains(err.Error(), "names no column for close") {
		t.Error(err)
	}
}

// Rounding is to the nearest mill, a half up, however many digits there are.
func TestDecimal(t *testing.T) {
	for _, tt := range []struct {
		text     string
		mills    engine.Price
		decimals int
	}{
		{"375.79998779", 375800, 8}, {"0.0005", 1, 4}, {"0.00049999999999999", 0, 17}, {"375.7995", 375800, 4},
		{"1", 1000, 0}, {"1.", 1000, 0}, {".5", 500, 1}, {"318.40", 318400, 1}, {"000318.4", 318400, 1}, {"2147483.647", 2147483647, 3},
	} {
		v, n, err := decimal(tt.text)
		if err != nil || mill(v) != tt.mills || n != tt.decimals {
			t.Errorf("%s: %v mills, %d decimals, %v; want %v, %d", tt.text, mill(v), n, err, tt.mills, tt.decimals)
		}
	}
}

func TestCivilIsTheEnginesDate(t *testing.T) {
	for d := engine.Date(firstYear, 1, 1); d <= engine.Date(lastYear, 12, 31); d++ {
		y, m, day := d.Date()
		if got := civil(y, int(m), day); got != d {
			t.Fatalf("%v: %v", d, got)
		}
		if daysIn(y, int(m)) < day {
			t.Fatalf("%v: %d days in the month", d, daysIn(y, int(m)))
		}
	}
}

func TestSymbolColumn(t *testing.T) {
	f, err := parse(t, "symbol,date,open,high,low,close,volume\n700,2024-09-24,1,1,1,1,5\n5,2024-09-24,2,2,2,2,5\n0700.HK,2024-09-25,3,3,3,3,5\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(f.sets) != 2 || f.sets[0].symbol != "0700.HK" || len(f.sets[0].bars) != 2 || f.sets[1].symbol != "0005.HK" {
		t.Errorf("%+v", f.sets)
	}
}

// The quick reader and encoding/csv make the same of the same bytes.
func FuzzReadBars(f *testing.F) {
	f.Add([]byte(plainBars))
	f.Add([]byte("date,open,high,low,close,volume,symbol\r\n2024-09-24,1,1.5,.5,1.23456789,0,700\r\n\r\n2024-09-24 00:00:00,1,1,1,1,5.0,5"))
	f.Add([]byte("Price,Close\nTicker,700\nDate,\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		spec, _ := Lookup("yfinance")
		how := reading{spec, AsTraded, engine.Daily, false}
		got, err := readBars("0700.HK.csv", text, how)
		if err != nil {
			if _, ok := errors.AsType[*LineError](err); !ok {
				t.Fatalf("%T: %v", err, err)
			}
		}
		if bytes.IndexByte(text, '"') >= 0 {
			return
		}
		r, _ := newBarReader("0700.HK.csv", how)
		rows, line, errAgain := r.header(text, spec.Columns)
		if errAgain == nil {
			errAgain = r.quoted(rows, line)
		}
		if (err == nil) != (errAgain == nil) && (err == nil || !strings.Contains(err.Error(), "no rows")) {
			t.Fatalf("quick %v, quoted %v", err, errAgain)
		}
		if err == nil {
			if d := cmp.Diff(r.sets, got.sets, cmp.AllowUnexported(bar{}, barSet{})); d != "" {
				t.Fatal(d)
			}
		}
	})
}

func TestFilesThatAreNone(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "prices")
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte(plainBars), 0o000); err != nil {
		t.Fatal(err)
	}
	if _, err := (diskShelf{}).read(folder); err == nil || !strings.Contains(err.Error(), "a folder where a file should be") {
		t.Error(err)
	}
	if _, err := (diskShelf{}).read(filepath.Join(dir, "nothing.csv")); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Error(err)
	}
	if err := (diskShelf{file}).check(); err == nil || !strings.Contains(err.Error(), "a file where a folder should be") {
		t.Error(err)
	}
	if err := (diskShelf{filepath.Join(dir, "nowhere")}).check(); err == nil || !strings.Contains(err.Error(), "no such folder") {
		t.Error(err)
	}
	if _, err := (diskShelf{}).read(file); os.Geteuid() != 0 && (err == nil || !strings.Contains(err.Error(), "cannot be read")) {
		t.Error(err)
	}
}

func BenchmarkReadBars(b *testing.B) {
	var text bytes.Buffer
	text.WriteString("date,open,high,low,close,volume,flag\n")
	const rows = 100_000
	for i := range rows {
		fmt.Fprintf(&text, "%v,375.8,384.8,375.6,382.4,15176989,\n", engine.Date(1990, 1, 1)+engine.Day(i%20000))
	}
	spec := yahoo(b)
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := readBars("x.csv", text.Bytes(), reading{spec, AsTraded, engine.Daily, false}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

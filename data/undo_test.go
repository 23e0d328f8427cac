package data

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

// vendor is what somebody made of a name's traded prices: rows of the real file
// adjusted by the real actions, in floating point as vendors do it.
type vendor struct {
	basis    Adjustment
	single   bool // 32-bit floats, as Yahoo serves
	decimals int  // printed; −1: as many as there are
	turnover bool // a column of it: the middle of the range times the volume
	last     string
}

func (v vendor) file(t *testing.T, symbol string) string {
	t.Helper()
	hk := sharedFolder(t)
	raw, err := os.ReadFile(filepath.Join(hk, "daily_unadjusted", symbol+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows = slices.DeleteFunc(rows, func(r []string) bool {
		return r[0] != "date" && v.last != "" && r[0] > v.last || r[6] != "" && r[0] != "date"
	})
	actions := realActions(t, symbol)
	add, times, shares := 0.0, 1.0, 1.0 // value = traded × times − add
	var out []string
	for i := len(rows) - 1; i > 0; i-- {
		day, _ := engine.ParseDay(rows[i][0])
		for len(actions) > 0 && actions[len(actions)-1].Ex > day { // that day's dividend, which stands first, is of the old shares
			same := 1
			for same < len(actions) && actions[len(actions)-1-same].Ex == actions[len(actions)-1].Ex {
				same++
			}
			split, paid := 1.0, 0.0
			for _, a := range actions[len(actions)-same:] {
				if a.Kind == engine.Dividend {
					paid += float64(a.Millionths) / 1e6
				} else {
					split *= float64(a.Num) / float64(a.Den)
				}
			}
			actions = actions[:len(actions)-same]
			if v.basis == AsTraded || i == len(rows)-1 {
				continue // the latter: after the file's last row
			}
			closed, _ := strconv.ParseFloat(rows[i][4], 64)
			shares *= split
			times /= split
			switch v.basis {
			case BySubtraction:
				add += paid * times
			case ForTotal:
				times *= 1 - paid/closed
			}
		}
		volume, _ := strconv.ParseFloat(rows[i][5], 64)
		cells := []string{rows[i][0]}
		for _, c := range rows[i][1:5] {
			p, _ := strconv.ParseFloat(c, 64)
			p = p*times - add
			if v.single {
				p = float64(float32(p))
			}
			cells = append(cells, strconv.FormatFloat(p, 'f', v.decimals, 64))
		}
		kept := volume
		if v.basis != BySubtraction {
			kept = math.Round(volume * shares)
		}
		cells = append(cells, fmt.Sprint(int64(kept)), "")
		if v.turnover {
			low, _ := strconv.ParseFloat(rows[i][3], 64)
			high, _ := strconv.ParseFloat(rows[i][2], 64)
			cells[6] = strconv.FormatFloat(volume*(low+high)/2, 'f', 0, 64)
		}
		out = append(out, strings.Join(cells, ","))
	}
	slices.Reverse(out)
	return "date,open,high,low,close,volume,turnover\n" + strings.Join(out, "\n") + "\n"
}

func realActions(t *testing.T, symbol string) []engine.Action {
	t.Helper()
	var files []Text
	for _, name := range []string{"dividends.csv", "splits.csv"} {
		path := filepath.Join(sharedFolder(t), "actions", name)
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, Text{path, raw})
	}
	all, err := ReadActions(AsPaid, files...)
	if err != nil {
		t.Fatal(err)
	}
	var out []engine.Action
	for _, a := range all {
		if a.Symbol == symbol {
			out = append(out, a.Action)
		}
	}
	return out
}

// vendorConfig reads what a vendor made of one name.
func vendorConfig(t *testing.T, v vendor, symbol string) Config {
	c := realConfig(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, symbol+".csv"), []byte(v.file(t, symbol)), 0o666); err != nil {
		t.Fatal(err)
	}
	c.Bars, c.Benchmark, c.Signals = []string{filepath.Join(dir, symbol+".csv")}, "", ""
	c.Format, c.Adjusted = "futu", v.basis.String()
	return c
}

// tapeBars reads an instrument's bars back from the tape.
func tapeBars(m *Market, every engine.Interval) []string {
	var out []string
	for d, b := range m.Feed.Tape.Bars(0, every) {
		out = append(out, fmt.Sprint(d, b))
	}
	return out
}

// Whatever a vendor made of the traded prices of a name with dividends, bonus
// issues or a split, they come back to the mill: six years of them.
func TestUndoneIsTraded(t *testing.T) {
	for _, v := range []vendor{
		{basis: ForTotal, decimals: -1}, {basis: ForTotal, single: true, decimals: -1}, {basis: ForTotal, decimals: 6, turnover: true},
		{basis: BySubtraction, decimals: 4}, {basis: BySubtraction, decimals: -1, turnover: true},
		{basis: BySubtraction, decimals: 4, last: "2021-05-31", turnover: true}, {basis: ForTotal, decimals: -1, last: "2021-05-31"},
	} {
		for _, symbol := range []string{"0003.HK", "0005.HK", "0700.HK", "1177.HK", "1211.HK", "9901.HK"} {
			t.Run(fmt.Sprintf("%v %v %d to %s/%s", v.basis, v.single, v.decimals, v.last, symbol), func(t *testing.T) {
				c := vendorConfig(t, v, symbol)
				undone, err := Load(context.Background(), c)
				if err != nil {
					t.Fatal(err)
				}
				p := undone.Undone[0]
				if !p.Holds() || p.Grid() < 0.999 || v.turnover != (p.Bars == p.Rows) || p.Turnover() < 1 {
					t.Errorf("%+v", p)
				}
				traded := vendorConfig(t, vendor{basis: AsTraded, decimals: -1, last: v.last, turnover: v.turnover}, symbol)
				if d := cmp.Diff(tapeBars(load(t, traded), engine.Daily), tapeBars(undone, engine.Daily)); d != "" {
					t.Error(d)
				}
			})
		}
	}
}

// An action that is missing is named: with turnover its amount too, without it
// the sessions between which it lies.
func TestMissingActionIsNamed(t *testing.T) {
	for _, tt := range []struct {
		name   string
		v      vendor
		symbol string
		actions
		want string
	}{
		{"subtracted, no turnover", vendor{basis: BySubtraction, decimals: 4}, "0005.HK", drop("2023-08-10"),
			"with an ex-date after the session of 2023-08-09 and not after that of 2023-08-10 seems to be missing"},
		{"a factor, no turnover", vendor{basis: ForTotal, decimals: 8}, "0005.HK", drop("2023-08-10"),
			"with an ex-date after the session of 2023-08-09 and not after that of 2023-08-10 seems to be missing"},
		{"another amount", vendor{basis: ForTotal, decimals: 8}, "0005.HK", times("2023-08-10"), "before the dividend of 0005.HK of 2023-08-10 they leave the grid: its amount is another"},
		{"a split", vendor{basis: BySubtraction, decimals: 8, turnover: true}, "9901.HK", drop("2021-03-10"),
			"a split or bonus issue of 9901.HK, 10.00 new shares for one, with an ex-date after the session of 2021-03-09 and not after that of 2021-03-10 seems to be missing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := vendorConfig(t, tt.v, tt.symbol)
			c.Actions = tt.files(t, tt.symbol)
			m, err := Load(context.Background(), c)
			if _, ok := errors.AsType[*GateError](err); !ok {
				t.Fatal(err)
			}
			var got []string
			for _, f := range m.Findings.List {
				if f.Rule == NotUndone {
					got = append(got, f.Text)
				}
			}
			if len(got) == 0 || !strings.Contains(strings.Join(got, "\n"), tt.want) {
				t.Errorf("got %q\nwant %s", got, tt.want)
			}
		})
	}
}

// actions is what somebody's files have of a name.
type actions struct{ without, doubled string }

func drop(day string) actions  { return actions{without: day} }
func times(day string) actions { return actions{doubled: day} }

func (a actions) files(t *testing.T, symbol string) []string {
	t.Helper()
	dividends, splits := "symbol,ex_date,amount\n", "symbol,ex_date,ratio\n"
	for _, x := range realActions(t, symbol) {
		switch {
		case x.Ex.String() == a.without:
		case x.Kind == engine.Dividend:
			if x.Ex.String() == a.doubled {
				x.Millionths = x.Millionths * 21 / 20
			}
			dividends += fmt.Sprintf("%s,%v,%d.%06d\n", symbol, x.Ex, x.Millionths/1e6, x.Millionths%1e6)
		default:
			splits += fmt.Sprintf("%s,%v,%d/%d\n", symbol, x.Ex, x.Num, x.Den)
		}
	}
	dir := t.TempDir()
	out := []string{filepath.Join(dir, "dividends.csv"), filepath.Join(dir, "splits.csv")}
	for i, text := range []string{dividends, splits} {
		if err := os.WriteFile(out[i], []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

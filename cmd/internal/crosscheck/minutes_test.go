package crosscheck

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"rally/data"
	"rally/engine"
	"rally/engine/enginetest"
	"rally/engine/hkex"
	"rally/strategies"
)

// minutesOf reads a name's file of minutes as it stands, the shift for dividends
// included.
func minutesOf(t testing.TB, symbol string) *data.Market {
	t.Helper()
	m, err := data.Load(context.Background(), data.Config{
		Dir: filepath.Join(enginetest.Shared(t), "data", "hk"), Instruments: "instruments.csv",
		Bars:   []string{"minute_futu/0" + strings.TrimSuffix(symbol, ".HK") + "_1m_full.csv.gz"},
		Format: "futu", Interval: "1m", Adjusted: "none", Waive: []string{data.LooksAdjusted}, Venue: hkex.Venue{},
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestMinutes is C6: the averages of C1 over 60 and 240 bars of a minute.
func TestMinutes(t *testing.T) {
	for symbol, want := range expected(t)["c06"] {
		t.Run(symbol, func(t *testing.T) {
			m := minutesOf(t, symbol)
			if m.Counts.Bars != want.RowsKept {
				t.Errorf("%d bars, want %d", m.Counts.Bars, want.RowsKept)
			}
			id, _ := m.Universe.Lookup(symbol)
			got := play(t, m.Feed.Tape, engine.Market{Venue: hkex.Venue{}}, want.StartCash, func() engine.Strategy {
				return averages(id, lots[symbol], 1, 60, 240)
			})
			if got.Last.Equity.String() != want.FinalEquity || got.AmbiguousBars != 0 {
				t.Errorf("final equity %v and %d ambiguous bars, want %s and none", got.Last.Equity, got.AmbiguousBars, want.FinalEquity)
			}
			code := strings.TrimSuffix(symbol, ".HK")
			folder := filepath.Join(shared(t), "reference", "crosscheck")
			if diff := gocmp.Diff(lines(t, filepath.Join(folder, "c06_"+code+"_fills.csv")), minuteFills(got)); diff != "" {
				t.Errorf("fills (-others +ours):\n%s", diff)
			}
			if len(got.Fills) != want.Fills {
				t.Errorf("%d fills, want %d", len(got.Fills), want.Fills)
			}
		})
	}
}

// lines are the rows of a file but for the first.
func lines(t *testing.T, file string) []string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range rows[1:] {
		out = append(out, strings.Join(r, ","))
	}
	return out
}

// minuteFills are fills as the files have them: stamped with the end of the
// minute that they fell in. The auction's row, whose open is shown when the
// auction is matched, is stamped 09:30.
func minuteFills(r *engine.Result) []string {
	var out []string
	for _, x := range r.Fills {
		end := x.Time + engine.Minute
		if first := x.Time.Day().Start() + 9*engine.Hour + 30*engine.Minute; x.Time < first {
			end = first
		}
		out = append(out, fmt.Sprintf("%s,%s,%v,%d,%v,%v", end.In().Format("2006-01-02 15:04:05"),
			r.Universe.At(x.Instrument).Symbol, x.Side, x.Qty, x.Price, x.Fees))
	}
	return out
}

// TestOneLotOfMinutes is the published job of minute bars: averages of 10 and 30,
// one board lot a purchase, 10 basis points a side. What a script of others in
// whole mills makes of it: 6,455 fills and HK$724,840.15 at the end.
func TestOneLotOfMinutes(t *testing.T) {
	m := minutesOf(t, "0700.HK")
	got := play(t, m.Feed.Tape, engine.Market{Venue: hkex.Venue{}, Fees: []engine.FeeRule{tenth{}}}, "1000000.000", func() engine.Strategy {
		return &strategies.MACross{Fast: 10, Slow: 30, Lots: 1}
	})
	if got.Last.Equity != 724_840_150*engine.Mill || len(got.Fills) != 6455 || m.Counts.Bars != 161_787 {
		t.Errorf("%v at the end, %d fills, %d bars", got.Last.Equity, len(got.Fills), m.Counts.Bars)
	}
}

package data

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rally/engine"
	"rally/engine/enginetest"
)

// strangeDays are days of every kind: ordinary and half ones, late openings, early
// ends, closed and beyond the tables.
var strangeDays = []engine.Day{
	engine.Date(2017, 5, 5), engine.Date(2019, 7, 30), engine.Date(2019, 7, 31), engine.Date(2020, 8, 19), engine.Date(2020, 8, 20),
	engine.Date(2021, 6, 28), engine.Date(2022, 8, 25), engine.Date(2022, 11, 2), engine.Date(2023, 10, 9), engine.Date(2024, 9, 24),
	engine.Date(2024, 9, 25), engine.Date(2024, 9, 28), engine.Date(2024, 12, 24), engine.Date(2024, 12, 25),
}

// someRows is a file of rows as nobody would write it: at any second, or on the
// grid of an interval, or about the ends of the phases; in order, or not.
func someRows(t *rapid.T, every int) string {
	ends := []int{560, 570, 720, 730, 780, 810, 835, 840, 960, 968, 970}
	var b strings.Builder
	b.WriteString("time,open,high,low,close,volume,turnover\n")
	kind := rapid.IntRange(0, 3).Draw(t, "kind")
	ordered := rapid.IntRange(0, 3).Draw(t, "ordered") > 0
	price := rapid.SampledFrom([]string{"400", "400.2", "399.8", "401", "0.001", "0.01"})
	for _, day := range strangeDays[:rapid.IntRange(1, len(strangeDays)).Draw(t, "days")] {
		at := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) int {
			switch kind {
			case 0:
				return rapid.IntRange(0, daySeconds-1).Draw(t, "second")
			case 1:
				return 60 * (570 + every*rapid.IntRange(0, 400/every).Draw(t, "place"))
			case 2:
				return 60 * (780 + every*rapid.IntRange(0, 240/every).Draw(t, "place"))
			}
			return 60*rapid.SampledFrom(ends).Draw(t, "end") + rapid.SampledFrom([]int{0, 0, 0, -1, 1, 60, -60, 300, 900, -900, 3600, -3600}).Draw(t, "off")
		}), 0, 12).Draw(t, "rows")
		if ordered {
			slices.Sort(at)
			at = slices.Compact(at)
		}
		for _, s := range at {
			fmt.Fprintf(&b, "%v %02d:%02d:%02d,%s,%s,%s,%s,%d,%s\n", day, s/3600, s/60%60, s%60,
				price.Draw(t, "open"), price.Draw(t, "high"), price.Draw(t, "low"), price.Draw(t, "close"),
				rapid.SampledFrom([]int{0, 100, 1000, 1e9}).Draw(t, "volume"), rapid.SampledFrom([]string{"", "0", "40000", "1e13", "99999999999999"}).Draw(t, "turnover"))
		}
	}
	return b.String()
}

// Whatever rows shorter than a day say, and whatever is said of them, what the gate
// keeps is in order, within its session, begins before it ends and has a range
// that holds its prices; and what stops the loading has a finding or a place.
func TestWhateverTheRows(t *testing.T) {
	var waive []string
	for _, r := range Rules() {
		if r.Waived != "" {
			waive = append(waive, r.Name)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		every := rapid.SampledFrom([]int{1, 2, 5, 7, 10, 15, 20, 30, 45, 60, 90, 100, 120, 150, 179, 180, 200, 240}).Draw(t, "minutes")
		stated := every
		if rapid.IntRange(0, 2).Draw(t, "otherwise") == 0 {
			stated = rapid.IntRange(1, longestBar).Draw(t, "stated")
		}
		file := rapid.SampledFrom([]string{"700.csv", "700.csv", "HSI.csv"}).Draw(t, "file")
		c := market(map[string]string{
			"bars/" + file: someRows(t, every), "bars/1.csv": "time,open,high,low,close,volume,turnover\n2024-09-24 10:00:00,1,1,1,1,1,1\n",
			"splits.csv":    "symbol,ex_date,ratio\n700,2020-08-19,3\n700,2024-09-25,1/2\n",
			"dividends.csv": "symbol,ex_date,amount\n700,2024-09-24,1.2\n",
		}, waive...)
		c.Format, c.Interval = "futu", fmt.Sprintf("%dm", stated)
		c.Columns = &Columns{Label: rapid.SampledFrom([]string{LabelStart, LabelEnd}).Draw(t, "label"), Zone: rapid.SampledFrom([]string{"", "", "UTC", "-12:00", "+14:00"}).Draw(t, "zone")}
		c.Adjusted = rapid.SampledFrom([]string{"none", "none", "split", "total", "additive"}).Draw(t, "adjusted")
		if file == "HSI.csv" {
			c.Benchmark = "HSI"
		}
		if rapid.Bool().Draw(t, "make") {
			c.Make = []string{"1d"}
		}
		s, err := c.settle()
		if err != nil {
			t.Fatal(err)
		}
		l := &loader{settled: s, market: &Market{}}
		for _, step := range [...]func(context.Context) error{l.readInstruments, l.readActions, l.readSignals, l.readBars, l.group, l.check, l.compare} {
			if err := step(context.Background()); err != nil {
				mustBePlaced(t, err)
				return
			}
		}
		for _, o := range l.all() {
			for _, x := range o.lanes {
				sound(t, o, x)
			}
		}
		if l.market.Findings.Err() != nil {
			return
		}
		if err := l.assemble(); err != nil {
			mustBePlaced(t, err)
		}
	})
}

// mustBePlaced fails unless an error says where it is, or that nothing is left.
func mustBePlaced(t *rapid.T, err error) {
	if _, ok := errors.AsType[*LineError](err); !ok && !strings.Contains(err.Error(), "kept no rows") {
		t.Fatalf("%T: %v", err, err)
	}
}

func sound(t *rapid.T, o *loaded, x *lane) {
	for i := range x.kept {
		r := &x.kept[i]
		s, open := hkexVenue.Session(r.End.Day())
		switch {
		case !open || r.Start < s.Auction || r.End > s.EndFor(&o.in) || r.Start >= r.End:
			t.Fatalf("%s %v: %v to %v", o.in.Symbol, x, r.Start.In(), r.End.In())
		case i > 0 && r.Start < x.kept[i-1].End:
			t.Fatalf("%s %v: begins at %v before the one that ends at %v", o.in.Symbol, x, r.Start.In(), x.kept[i-1].End.In())
		case r.Low > min(r.Open, r.Close) || r.High < max(r.Open, r.Close) || r.Volume < 0:
			t.Fatalf("%s %v: %+v", o.in.Symbol, x, *r)
		}
	}
}

// An index has no volumes: each of its rows is one.
func TestIndexMinutesWithoutVolume(t *testing.T) {
	text := "time,open,high,low,close,volume\n"
	for at := 958; at <= 968; at++ {
		text += fmt.Sprintf("2024-09-24 %02d:%02d:00,18000,18001,17999,18000,0\n", at/60, at%60)
	}
	c := market(map[string]string{"bars/HSI.csv": text, "bars/700.csv": "time,open,high,low,close,volume\n2024-09-24 10:00:00,400,400,400,400,100\n"})
	c.Format, c.Interval, c.Benchmark = "futu", "1m", "HSI"
	m, err := Load(context.Background(), c)
	if err != nil || len(m.Findings.List) > 0 {
		t.Errorf("%v %v", err, m)
	}
}

// A session whose turnover is beyond all measure of its prices is not divided by.
func TestTurnoverBeyondMeasure(t *testing.T) {
	for _, adjusted := range []string{"none", "split", "total", "additive"} {
		c := market(map[string]string{
			"bars/700.csv": "date,open,high,low,close,volume,turnover\n2024-09-24,0.001,0.001,0.001,0.001,1,99000000000000\n",
			"splits.csv":   "symbol,ex_date,ratio\n700,2024-09-25,2\n",
		})
		c.Format, c.Adjusted = "futu", adjusted
		if m, err := Load(context.Background(), c); m == nil {
			t.Errorf("%s: %v", adjusted, err)
		}
	}
}

// Splits that make more shares of a volume than a number holds bound nothing, and
// stop nothing.
func TestVolumesBeyondMeasure(t *testing.T) {
	bars, splits := barHead, "symbol,ex_date,ratio\n"
	for d := range 8 {
		day := fmt.Sprintf("2024-09-%02d", 19+d)
		if d == 2 || d == 3 {
			continue // a weekend
		}
		bars += row(day, "400", "400", "400", "400", 999_999_999_999_999)
		splits += "700," + day + ",1000000\n"
	}
	c := market(map[string]string{"bars/700.csv": bars, "splits.csv": splits}, LikeASplit, MissingAction)
	m := load(t, c)
	err := engine.Run(context.Background(), m.Feed, 1, func(int) engine.Plan {
		return engine.Plan{Name: "impact", Cash: 1_000_000, Span: engine.Span{First: m.First, Last: m.Last},
			Market:   engine.Market{Venue: hkexVenue, Participation: engine.Percent, Slippage: engine.Slippage{Impact: engine.Percent}},
			Strategy: func() engine.Strategy { return &enginetest.Actor{} }}
	}, func(_ int, r *engine.Result) {
		if r.Err != nil {
			t.Error(r.Err)
		}
	})
	if err != nil {
		t.Error(err)
	}
}

package data

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

const barHead = "date,open,high,low,close,volume\n"

// threeNames is a small market with a price index.
func threeNames() Config {
	return market(map[string]string{
		"bars/0700.HK.csv": barHead + flat("2024-09-23", "300") + flat("2024-09-24", "301"),
		"bars/0005.HK.csv": barHead + flat("2024-09-20", "60") + flat("2024-09-23", "61") + flat("2024-09-25", "62"),
		"bars/9988.csv":    barHead + flat("2024-09-24", "80"),
		"bars/HSI.csv":     barHead + flat("2024-09-02", "18000") + flat("2024-09-23", "18001") + flat("2024-09-27", "18002"),
		"dividends.csv":    "symbol,ex_date,amount\n5,2024-09-23,0.1\n5,2024-01-02,0.1\n1,2024-09-23,1\n",
		"signals.csv":      "id,known_at,category,direction,strength,scope\na,2024-09-23T10:00:00+08:00,stimulus,+,3,tech;1347\nb,2024-09-24,meeting,0,1,bank;market\n",
		"instruments.csv":  "symbol,kind,lot,lot_as_of,sector,tech,listed,delisted\n5,stock,400,2025-07-11,bank,no,,\n700,stock,100,2025-07-12,internet,yes,,\n9988,stock,,,internet,yes,2024-09-24,\nHSI,index,,,index,yes,,\n",
	})
}

func symbols(m *Market) []string {
	var out []string
	for i := range m.Universe.Len() {
		out = append(out, m.Universe.At(engine.ID(i)).Symbol)
	}
	return out
}

func TestUniverse(t *testing.T) {
	for _, tt := range []struct {
		name      string
		universe  []string
		benchmark string
		want      []string
		bars      int
		files     int // of bars
	}{
		{"all that is tradable", nil, "", []string{"0005.HK", "0700.HK", "9988.HK"}, 6, 3},
		{"an index beside it", nil, "^HSI", []string{"0005.HK", "0700.HK", "9988.HK", "HSI"}, 9, 4},
		{"a set, in which an index does not trade", []string{"tech"}, "", []string{"0700.HK", "9988.HK"}, 3, 2},
		{"a sector and a symbol", []string{"bank", "SEHK:700"}, "", []string{"0005.HK", "0700.HK"}, 5, 2},
		{"a benchmark that trades is not in the universe", []string{"700"}, "5", []string{"0700.HK"}, 2, 2},
		{"a benchmark that is in the universe", []string{"700", "5"}, "5", []string{"0005.HK", "0700.HK"}, 5, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := threeNames()
			c.Universe, c.Benchmark = tt.universe, tt.benchmark
			m := load(t, c)
			if d := cmp.Diff(tt.want, symbols(m)); d != "" {
				t.Error(d)
			}
			files := 0
			for _, f := range m.Files {
				if f.Role == "bars" {
					files++
				}
			}
			if m.Counts.Bars != tt.bars || files != tt.files {
				t.Errorf("%d bars of %d files, want %d of %d", m.Counts.Bars, files, tt.bars, tt.files)
			}
			if tt.benchmark != "" && len(m.Benchmark.Days) != 3 {
				t.Errorf("benchmark %+v", m.Benchmark)
			}
		})
	}
}

func TestMarketSaysWhatItIs(t *testing.T) {
	c := threeNames()
	c.Benchmark, c.Embargo = "HSI", Embargo{Delay: 15 * time.Minute}
	c.Universe = []string{"700", "5", "9988", "1", "2"}
	m := load(t, c)
	if m.First != engine.Date(2024, 9, 20) || m.Last != engine.Date(2024, 9, 25) {
		t.Errorf("the tape is from %v to %v: the index's days count", m.First, m.Last)
	}
	want := []string{
		"the universe names 2 symbols without bars: 0001.HK, 0002.HK",
		"1 symbols have no board lot in the instruments file: 9988.HK",
		"signals name 1 symbols without an instrument or bars: 1347.HK",
	}
	if d := cmp.Diff(want, m.Warnings); d != "" {
		t.Error(d)
	}
	if m.LotsAsOf != engine.Date(2025, 7, 12) || m.Counts.Dividends != 1 || m.Counts.Signals != 2 {
		t.Errorf("lots as of %v, %+v", m.LotsAsOf, m.Counts)
	}
	if s := m.Feed.Tape.Signals()[0]; s.At != engine.Date(2024, 9, 23).At(10, 15) || s.Ref != 1 {
		t.Errorf("%+v", s)
	}
	for _, f := range m.Files {
		if f.Name == "0005.HK.csv" && (f.Rows != 3 || f.First != engine.Date(2024, 9, 20) || f.Last != engine.Date(2024, 9, 25) || len(f.SHA256) != 64) {
			t.Errorf("%+v", f)
		}
	}
}

func TestUnlistedNames(t *testing.T) {
	m := load(t, oneName(flat("2024-09-24", "300")))
	if d := cmp.Diff([]string{"1 symbols have no row in the instruments file; their lots are unknown: 0700.HK"}, m.Warnings); d != "" {
		t.Error(d)
	}
	if in := m.Universe.At(0); in.Kind != engine.Stock || len(in.Lots) != 0 {
		t.Errorf("%+v", in)
	}
}

// Rows before a listing and from a delisting on are another instrument's.
func TestListing(t *testing.T) {
	m := load(t, market(map[string]string{
		"bars/700.csv":    barHead + flat("2024-09-20", "7") + flat("2024-09-23", "300") + flat("2024-09-24", "301") + flat("2024-09-25", "9"),
		"bars/5.csv":      barHead + flat("2024-09-20", "60") + flat("2024-09-25", "60"),
		"instruments.csv": "symbol,lot,listed,delisted\n700,100,2024-09-23,2024-09-25\n5,400,,\n",
	}))
	if len(m.Findings.List) > 0 || len(m.Warnings) != 1 || !strings.Contains(m.Warnings[0], "0700.HK 2") || m.Counts.Bars != 4 {
		t.Errorf("%v %v %+v", m.Findings.List, m.Warnings, m.Counts)
	}
	if !strings.Contains(tapeText(t, m), "Kind:delisting") {
		t.Error("the tape does not say that the name is delisted")
	}
}

func TestSpanAndParts(t *testing.T) {
	c := market(map[string]string{
		"bars/700_b.csv":      barHead + flat("2024-09-25", "301") + flat("2024-09-26", "301"),
		"bars/0700_a.csv":     barHead + flat("2024-09-20", "300") + flat("2024-09-23", "300"),
		"bars/everything.csv": "symbol," + barHead + "5," + flat("2024-09-23", "60") + "1," + flat("2024-09-23", "40"),
		"bars/00700.HK_c.csv": barHead + flat("2024-09-24", "300"),
		"instruments.csv":     "symbol,lot\n700,100\n5,400\n1,500\n",
	})
	m, err := Load(context.Background(), c)
	if err == nil || m == nil || countsOf(m)[Disorder] != 1 {
		t.Errorf("parts in the order of their names are out of order: %v", err)
	}
	c.From, c.To, c.Universe = engine.Date(2024, 9, 23), engine.Date(2024, 9, 24), []string{"5", "700"}
	c.Bars = []string{"bars/0700*", "bars/everything.csv"}
	m = load(t, c)
	if m.Counts.Bars != 2 || m.First != engine.Date(2024, 9, 23) || m.Last != m.First {
		t.Errorf("%+v from %v to %v", m.Counts, m.First, m.Last)
	}
}

func TestLoadErrors(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"700.csv": barHead + flat("2024-09-24", "300"), "prices.csv": barHead + flat("2024-09-24", "300"), "empty/700.csv": "",
	} {
		if err := os.MkdirAll(filepath.Join(folder, filepath.Dir(name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name string
		edit func(*Config)
		want string
	}{
		{"no venue", func(c *Config) { c.Venue = nil }, "no venue"},
		{"a file for a folder", func(c *Config) { c.Dir = filepath.Join(folder, "700.csv") }, "a file where a folder should be"},
		{"no folder", func(c *Config) { c.Dir = filepath.Join(folder, "no") }, "no such folder"},
		{"no bars", func(c *Config) { c.Bars = nil }, "bars is not stated"},
		{"no file", func(c *Config) { c.Bars = []string{"700.CVS"} }, "no such file"},
		{"no match", func(c *Config) { c.Bars = []string{"x*.csv"} }, `no file matches "x*.csv" in`},
		{"bad pattern", func(c *Config) { c.Bars = []string{"[.csv"} }, "not a pattern of file names"},
		{"a folder of bars", func(c *Config) { c.Bars = []string{"empty"} }, "a folder where a file should be; write"},
		{"an empty file", func(c *Config) { c.Bars = []string{"empty/700.csv"} }, "700.csv:1: empty file"},
		{"whose", func(c *Config) { c.Bars = []string{"prices.csv"} }, "cannot tell whose prices these are"},
		{"unstated", func(c *Config) { c.Adjusted = "" }, "adjusted is not stated; say what the prices are adjusted for"},
		{"total", func(c *Config) { c.Adjusted = "total" }, `adjusted = "total" is undone with the splits and dividends; name their file in actions`},
		{"additive", func(c *Config) { c.Adjusted = "additive" }, "is undone with the splits and dividends"},
		{"unknown adjustment", func(c *Config) { c.Adjusted = "splits" }, `adjusted = "splits" is not known; "none"`},
		{"split without actions", func(c *Config) { c.Adjusted = "split" }, "name their file in actions"},
		{"dividends", func(c *Config) { c.Dividends = "paid" }, `dividends = "paid" is not known`},
		{"interval", func(c *Config) { c.Interval = "1m" }, `"2024-09-24" has no time of day; rows of bars shorter than a day have one`},
		{"no interval", func(c *Config) { c.Interval = "1w" }, `interval: "1w" is not a length of bars`},
		{"format", func(c *Config) { c.Format = "yfinanse" }, `format: no format "yfinanse"; did you mean yfinance?`},
		{"embargo", func(c *Config) { c.Embargo.Delay = -time.Minute }, "embargo -1m0s is negative"},
		{"embargo of sessions", func(c *Config) { c.Embargo.Sessions = -2 }, "embargo of -2 sessions is negative"},
		{"universe", func(c *Config) { c.Universe = []string{"tehc"} }, `universe: "tehc" is neither a symbol nor a sector or set`},
		{"nothing of the universe", func(c *Config) { c.Universe = []string{"5"} }, "no bars of any instrument of the universe"},
		{"benchmark", func(c *Config) { c.Benchmark = "HSI" }, "benchmark: the data has no bars of HSI"},
		{"span", func(c *Config) { c.From, c.To = 20000, 19999 }, "the end is before the beginning"},
		{"signals", func(c *Config) { c.Signals = "signals.csv" }, "signals.csv: no such file"},
		{"instruments", func(c *Config) { c.Instruments = "prices.csv" }, `prices.csv:1: no column "symbol"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Config{Dir: folder, Bars: []string{"700.csv"}, Adjusted: "none", Venue: hkexVenue}
			tt.edit(&c)
			m, err := Load(context.Background(), c)
			if err == nil || !strings.Contains(err.Error(), tt.want) || m != nil {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Load(ctx, threeNames()); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestProgress(t *testing.T) {
	c := threeNames()
	var last, calls int
	c.Progress = func(done, total int, file string) {
		calls++
		if done != last+1 || total != 3 || file == "" {
			t.Errorf("%d of %d: %s", done, total, file)
		}
		last = done
	}
	load(t, c)
	if calls != 3 {
		t.Errorf("%d calls", calls)
	}
}

// A price with two decimals cannot say which mill it was before a split; the
// grid can.
func TestUndoFindsTheGrid(t *testing.T) {
	const splits = "symbol,ex_date,ratio\n700,2024-09-24,3\n"
	c := market(map[string]string{
		"bars/700.csv": barHead + row("2024-09-23", "126.53", "126.6", "126.47", "126.53", 300) + flat("2024-09-24", "126.5"), "splits.csv": splits,
	})
	c.Adjusted = "split"
	m := load(t, c)
	if text := tapeText(t, m); !strings.Contains(text, "379.600 379.800 379.400 379.600 100\n") {
		t.Error(text)
	}
}

func TestColumnsOverAPreset(t *testing.T) {
	c := market(map[string]string{"bars/700.csv": "Tag,open,high,low,Last,volume\n2024-09-24,300.2,300.20001220703125,300.2,300.2,5\n"})
	c.Format, c.Columns = "yfinance", &Columns{Date: "tag", Close: "last"}
	load(t, c)
	c.Format = ""
	if _, err := Load(context.Background(), c); err == nil || !strings.Contains(err.Error(), "names no column for open") {
		t.Error(err)
	}
	c.Columns = &Columns{Date: "tag", Open: "open", High: "high", Low: "low", Close: "last", Volume: "volume"}
	if _, err := Load(context.Background(), c); err == nil || !strings.Contains(err.Error(), "700.csv:2:18") || !strings.Contains(err.Error(), "more than three decimals") {
		t.Error(err)
	}
}

func TestFormatsAndRules(t *testing.T) {
	list := Formats()
	if d := cmp.Diff([]string{"akshare", "futu", "yfinance"}, names(list)); d != "" || list[0].Doc == "" {
		t.Error(d)
	}
	for _, r := range Rules() {
		if r.Name == "" || r.Doc == "" || r.Waived == "" != (r.Name == Disorder || r.Name == WrongStamp || r.Name == NotUndone) || r.Waived == "" != (r.Cure != "") {
			t.Errorf("%+v", r)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a format was registered twice")
		}
	}()
	Register(list[0])
}

func TestInfo(t *testing.T) {
	dir := t.TempDir()
	a := artificial(t, SyntheticConfig{Seed: 3, Symbols: 3, To: engine.Date(2023, 12, 29)})
	if err := a.WriteFiles(filepath.Join(dir, "m")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		file, kind string
		symbols    int
		rows       int
	}{
		{"bars/ART01.csv", "bars", 1, 243}, {"instruments.csv", "instruments", 4, 4}, {"dividends.csv", "dividends", 1, 1},
		{"splits.csv", "splits", 1, 1}, {"signals.csv", "signals", -1, len(a.signals)},
	} {
		d, err := Info(filepath.Join(dir, "m", tt.file), nil, hkexVenue)
		if err != nil {
			t.Fatal(err)
		}
		if d.Kind != tt.kind || tt.symbols >= 0 && len(d.Symbols) != tt.symbols || d.Rows != tt.rows || len(d.Columns) == 0 {
			t.Errorf("%s: %+v", tt.file, d)
		}
	}
	path := filepath.Join(dir, "0700.HK.csv")
	if err := os.WriteFile(path, []byte(barHead+flat("2024-09-02", "1")+row("2024-09-16", "1", "1", "1", "1.23456", 0)), 0o666); err != nil {
		t.Fatal(err)
	}
	d, err := Info(path, nil, hkexVenue)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Gaps) != 1 || d.Gaps[0].Sessions != 8 || d.ZeroVolume != 1 || d.Decimals != 5 || d.Name() != "0700.HK.csv" {
		t.Errorf("%+v", d)
	}
	if _, err := Info(dir, nil, hkexVenue); err == nil {
		t.Error("a folder is no file")
	}
}

// TestTapeReachesDelistings: the tape goes on to the session on which the last of
// its names is no longer traded, whether another one trades then or not; never
// beyond the end that is asked for.
func TestTapeReachesDelistings(t *testing.T) {
	for _, tt := range []struct {
		name      string
		row       string // of the instruments
		to        engine.Day
		last      engine.Day
		delisting bool
	}{
		{"with an end far away", "700,stock,100,2024-07-02", engine.Date(2024, 12, 31), engine.Date(2024, 7, 2), true},
		{"without an end", "700,stock,100,2024-07-02", 0, engine.Date(2024, 7, 2), true},
		{"on a day without session", "700,stock,100,2024-06-29", 0, engine.Date(2024, 7, 2), true},
		{"on one that is the end", "700,stock,100,2024-06-29", engine.Date(2024, 6, 30), engine.Date(2024, 6, 28), false},
		{"after the end", "700,stock,100,2024-07-02", engine.Date(2024, 6, 28), engine.Date(2024, 6, 28), false},
		{"long after the last row", "700,stock,100,2024-09-03", 0, engine.Date(2024, 9, 3), true},
		{"beyond the tables", "700,stock,100,2090-01-03", 0, engine.Date(2024, 6, 28), false},
		{"not at all", "700,stock,100,", 0, engine.Date(2024, 6, 28), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := market(map[string]string{
				"bars/700.csv":    barHead + flat("2024-06-27", "300") + flat("2024-06-28", "301"),
				"instruments.csv": "symbol,kind,lot,delisted\n" + tt.row + "\n",
			})
			c.To = tt.to
			m := load(t, c)
			if m.Last != tt.last || m.LastBar != engine.Date(2024, 6, 28) {
				t.Errorf("the tape ends on %v, its bars on %v; want %v", m.Last, m.LastBar, tt.last)
			}
			if got := strings.Contains(tapeText(t, m), "Kind:delisting"); got != tt.delisting {
				t.Errorf("it has a delisting: %v, want %v", got, tt.delisting)
			}
		})
	}
}

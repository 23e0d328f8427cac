package reports

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"rally/engine"
)

var look = flag.String("look", "", "folder to keep the edge studies' pictures in, to be looked at")

// idle watches and never trades.
type idle struct{ holder }

func (idle) OnBar(*engine.Broker, engine.Bar) {}

// edges are the studies at which a report breaks first, with what their
// verdict must say.
func edges(t *testing.T) []struct {
	name, says string
	study      *Study
} {
	from := engine.Date(2024, 9, 2)
	const cash = 1_000_000_000
	usual := func() engine.Strategy { return &follower{names: 3, sessions: 8, budget: 180_000_000} }
	year := func(s engine.Strategy) *Study { return studyOf(t, marketOf(t, 1, 12, 190, from), cash, s) }

	noSignals := year(&idle{})
	noSignals.Result.Signals = nil
	selecting := year(&idle{})
	selecting.Config = []byte(`{"strategy":{"categories":["stimulus"],"use":"idle"}}`)
	outside := year(&idle{})
	outside.Config = selecting.Config
	outside.Result.Signals = outside.Result.Signals[:1]
	outside.Result.Signals[0].At = engine.Date(2020, 1, 2).At(10, 0)

	ruined := year(usual())
	for i := range ruined.Result.Rows {
		if i > 100 {
			ruined.Result.Rows[i] = engine.SessionRow{Day: ruined.Result.Rows[i].Day}
		}
	}
	ruined.Result.Last = ruined.Result.Rows[len(ruined.Result.Rows)-1]

	bare := year(usual())
	bare.Hold, bare.Benchmark, bare.Tape = nil, nil, nil
	bare.Findings, bare.Warnings, bare.Assumptions, bare.Files, bare.Config = nil, nil, nil, nil, nil
	bare.Artificial, bare.InSample, bare.LotsAsOf = false, false, 0

	rows := year(usual())
	r := rows.Result
	r.Orders, r.Fills, r.Fees, r.Journal, r.Actions = nil, nil, nil, nil, nil

	late := year(usual())
	late.Benchmark.Days, late.Benchmark.Levels = late.Benchmark.Days[90:150], late.Benchmark.Levels[90:150]

	ending := year(usual())
	ending.Benchmark.Days, ending.Benchmark.Levels = ending.Benchmark.Days[:60], ending.Benchmark.Levels[:60]

	none := year(usual())
	none.Benchmark.Days, none.Benchmark.Levels = nil, nil

	wordy := year(usual())
	wordy.Name = "a name of sixty letters that somebody thought of in the night"[:60]
	wordy.Benchmark.Label = strings.Repeat("A benchmark with a long name ", 3)
	for i := range wordy.Result.Signals {
		wordy.Result.Signals[i].Title = strings.Repeat("a title that goes on and on, ", 6)
	}
	for i := range 50 {
		wordy.Warnings = append(wordy.Warnings, fmt.Sprintf("warning %d: %s", i, strings.Repeat("many words ", 12)))
		wordy.Assumptions = append(wordy.Assumptions, fmt.Sprintf("assumption number %d", i))
		wordy.Findings = append(wordy.Findings, Finding{fmt.Sprintf("rule-%d", i), 1000 * i, true})
	}

	many := studyOf(t, marketOf(t, 4, 80, 1363, engine.Date(2020, 1, 2)), cash, &follower{names: 9, sessions: 12, budget: 60_000_000})

	return []struct {
		name, says string
		study      *Study
	}{
		{"year", "Lost 2.0 % net; holding the same names 5.9 %, HSI (price index) −10.2 %. 75 trades from 26 signal days, 3 names still held; Sharpe −0.26 ± 1.15, so the risk was not paid for.", year(usual())},
		{"no-signal-selected", "No trade: no signal selected anything that could be bought (38 signals in the span), so no order was sent. Holding", selecting},
		{"idle", "No trade: the strategy sent no order. Holding", year(&idle{})},
		{"no-signal-in-span", "No trade: no signal falls into the span, so no order was sent.", outside},
		{"no-order", "No trade: the strategy sent no order.", noSignals},
		{"all-refused", "No trade: 78 orders sent, none filled (refused odd_lot 78). Holding the same names 5.9 %", year(&follower{names: 3, sessions: 8, lot: 50})},
		{"one-trade", "1 trade from 1 signal day", studyOf(t, marketOf(t, 3, 1, 8, from), cash, &follower{names: 1, sessions: 2, budget: 500_000_000})},
		{"one-session", "No trade: the strategy sent no order. Holding the same names 0.0 %.", studyOf(t, marketOf(t, 3, 2, 1, from), cash, usual())},
		{"three-days", "No trade: 3 orders sent, none filled (expired end_of_data 3).", studyOf(t, marketOf(t, 3, 2, 3, from), cash, usual())},
		{"never-sold", "No round trip, 12 names still held", year(&holder{})},
		{"ruined", "Lost everything;", ruined},
		{"bare", "Lost 2.0 % net. 75 trades", bare},
		{"rows-only", "Lost 2.0 % net", rows},
		{"late-benchmark", "HSI (price index) −4.7 % from 15 Jan 2025 to 14 Apr 2025. 75 trades", late},
		{"ending-benchmark", "% to ", ending},
		{"no-benchmark-day", "Lost 2.0 % net; holding the same names 5.9 %. 75 trades", none},
		{"wordy", "Lost 2.0 % net", wordy},
		{"eighty-names", "net; holding the same names", many},
	}
}

func TestEdges(t *testing.T) {
	for _, c := range edges(t) {
		t.Run(c.name, func(t *testing.T) {
			s := c.study
			if s.Name == "follower" {
				s.Name = c.name
			}
			s.Folder = filepath.Join("out", FolderName(s.Name, s.Result.Digest))
			out := newMemory()
			if err := DrawAll(context.Background(), out, []*Study{s}, All(), nil); err != nil {
				t.Fatal(err)
			}
			if *look != "" {
				keep(t, filepath.Join(*look, c.name), out)
			}
			for _, spec := range All() {
				if _, there := out.files[spec.Name]; there == (spec.Name == "day.png") { // bars of days alone
					t.Errorf("%s is there: %v", spec.Name, there)
				}
			}
			for name, text := range out.files {
				checkOutput(t, name, text)
			}
			if p, err := s.sheet(); err != nil || !strings.Contains(p.Verdict, c.says) {
				t.Errorf("error %v, verdict: %s\nwant in it: %s", err, p.Verdict, c.says)
			}
			checkSummary(t, s)
		})
	}
}

func checkOutput(t *testing.T, name string, text []byte) {
	t.Helper()
	switch filepath.Ext(name) {
	case ".png":
		if _, err := png.DecodeConfig(bytes.NewReader(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	case ".csv":
		if _, err := csv.NewReader(bytes.NewReader(text)).ReadAll(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	case ".json":
		if !json.Valid(text) || bytes.Contains(text, []byte("/tmp")) {
			t.Errorf("%s is no JSON, or tells a path", name)
		}
	}
}

func checkSummary(t *testing.T, s *Study) {
	t.Helper()
	lines := Summary(s)
	if len(lines) > 30 {
		t.Errorf("%d lines of summary", len(lines))
	}
	for _, l := range lines {
		if n := utf8.RuneCountInString(l); n > summaryWide && !strings.HasPrefix(l, "result") {
			t.Errorf("a line of %d letters: %s", n, l)
		}
	}
	if last := lines[len(lines)-1]; last != "result     "+s.Folder {
		t.Errorf("the last line is %q", last)
	}
}

func keep(t *testing.T, dir string, out *memory) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range out.files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// Two studies that are equal draw equal bytes, whatever the order of work.
func TestSameBytes(t *testing.T) {
	draw := func(specs []Spec) map[string][]byte {
		s := studyOf(t, marketOf(t, 1, 12, 190, engine.Date(2024, 9, 2)), 1_000_000_000, &follower{names: 3, sessions: 8, budget: 180_000_000})
		out := newMemory()
		if err := DrawAll(context.Background(), out, []*Study{s}, specs, nil); err != nil {
			t.Fatal(err)
		}
		return out.files
	}
	specs := All()
	first := draw(specs)
	for i, j := 0, len(specs)-1; i < j; i, j = i+1, j-1 {
		specs[i], specs[j] = specs[j], specs[i]
	}
	for name, text := range draw(specs) {
		if !bytes.Equal(text, first[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

// The registry has the contract's files and nothing else.
func TestRegistry(t *testing.T) {
	var names []string
	for _, s := range All() {
		names = append(names, s.Name)
		if s.Doc == "" || s.Picture != strings.HasSuffix(s.Name, ".png") {
			t.Errorf("%s: doc %q, picture %v", s.Name, s.Doc, s.Picture)
		}
		if err := s.New().Draw(newMemory(), nil); err == nil {
			t.Errorf("%s draws no study without an error", s.Name)
		}
	}
	want := "costs.png day.png drawdown.png equity.csv equity.png fees.csv fills.csv journal.csv monthly.png orders.csv report.png result.json signals.png trades.csv trades.png"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("reports %s\nwant %s", got, want)
	}
}

func BenchmarkAllReports(b *testing.B) {
	tape := marketOf(b, 4, 75, 1363, engine.Date(2020, 1, 2))
	for b.Loop() {
		b.StopTimer()
		s := studyOf(b, tape, 1_000_000_000, &follower{names: 9, sessions: 12, budget: 60_000_000})
		b.StartTimer()
		if err := DrawAll(context.Background(), newMemory(), []*Study{s}, All(), nil); err != nil {
			b.Fatal(err)
		}
	}
}

package data

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

// market is a configuration over files in memory.
func market(files map[string]string, waive ...string) Config {
	memory := memoryShelf{}
	c := Config{Bars: []string{"bars/*.csv"}, Adjusted: "none", Dividends: "as-paid", Venue: hkexVenue, Waive: waive, memory: memory}
	for name, text := range files {
		memory[name] = []byte(text)
		switch {
		case name == "instruments.csv":
			c.Instruments = name
		case name == "signals.csv":
			c.Signals = name
		case !strings.HasPrefix(name, "bars/"):
			c.Actions = append(c.Actions, name)
		}
	}
	return c
}

func oneName(rows string, waive ...string) Config {
	return market(map[string]string{"bars/0700.HK.csv": "date,open,high,low,close,volume\n" + rows}, waive...)
}

func row(day string, o, h, l, c string, volume int) string {
	return fmt.Sprintf("%s,%s,%s,%s,%s,%d\n", day, o, h, l, c, volume)
}

func flat(day, price string) string { return row(day, price, price, price, price, 1000) }

func brief(m *Market) []string {
	var out []string
	for _, f := range m.Findings.List {
		out = append(out, fmt.Sprintf("%s %v %d", f.Rule, f.Day, f.Line))
	}
	return out
}

func TestGateRules(t *testing.T) {
	ten := func(open string) string {
		return flat("2024-09-23", "300") + row("2024-09-24", open, open, open, open, 1000)
	}
	for _, tt := range []struct {
		name string
		rows string
		want []string
		kept int // with all findings waived
	}{
		{"clean", flat("2024-09-23", "300") + flat("2024-09-24", "300.2"), nil, 2},
		{"upper edges belong to the lower band", flat("2024-09-23", "200") + flat("2024-09-24", "200.2"), nil, 2},
		{"off the grid", flat("2024-09-23", "300") + row("2024-09-24", "300", "300.3", "300", "300", 1), []string{"off-grid 2024-09-24 3"}, 2},
		{"the grid of its day", flat("2025-08-01", "30.05") + flat("2025-08-04", "30.05") + flat("2025-08-05", "30.02"), []string{"off-grid 2025-08-04 3"}, 3},
		{"open above high", flat("2024-09-23", "300") + row("2024-09-24", "302", "301", "300", "300", 1), []string{"outside-range 2024-09-24 3"}, 2},
		{"close below low", row("2024-09-24", "300", "301", "300", "299", 1), []string{"outside-range 2024-09-24 2"}, 1},
		{"high below low", row("2024-09-24", "300", "300", "301", "300", 1), []string{"outside-range 2024-09-24 2"}, 1},
		{"no volume, and nothing else of that row", flat("2024-09-23", "300") + row("2024-09-24", "1.2345", "1", "2", "3", 0) + flat("2024-09-25", "300"),
			[]string{"zero-volume 2024-09-24 3"}, 2},
		{"no volume on a day without session", flat("2024-09-23", "300") + row("2024-09-28", "300", "300", "300", "300", 0),
			[]string{"zero-volume 2024-09-28 3"}, 1},
		{"five sessions missing", flat("2024-09-16", "300") + flat("2024-09-25", "300"), nil, 2},
		{"six sessions missing", flat("2024-09-16", "300") + flat("2024-09-26", "300"), []string{"gap 2024-09-26 3"}, 2},
		{"a Saturday", flat("2024-09-27", "300") + flat("2024-09-28", "300"), []string{"no-session 2024-09-28 3"}, 1},
		{"closed by a typhoon", flat("2023-08-31", "300") + flat("2023-09-01", "300"), []string{"no-session 2023-09-01 3"}, 1},
		{"2:1", ten("150"), []string{"like-a-split 2024-09-24 3"}, 2},
		{"near 2:1", ten("154"), []string{"like-a-split 2024-09-24 3"}, 2},
		{"not near 2:1", ten("156"), []string{"jump 2024-09-24 3"}, 2},
		{"10:1", ten("30"), []string{"like-a-split 2024-09-24 3"}, 2},
		{"11:1", ten("27.3"), []string{"jump 2024-09-24 3"}, 2},
		{"1:10", ten("3000"), []string{"like-a-split 2024-09-24 3"}, 2},
		{"1:3", ten("900"), []string{"like-a-split 2024-09-24 3"}, 2},
		{"26 % up", ten("378"), []string{"jump 2024-09-24 3"}, 2},
		{"25 % up", ten("375"), nil, 2},
		{"26 % down", ten("222"), []string{"jump 2024-09-24 3"}, 2},
		{"25 % down", ten("225"), nil, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Load(context.Background(), oneName(tt.rows))
			stops := false
			for _, f := range tt.want {
				stops = stops || !strings.HasPrefix(f, Gap) && !strings.HasPrefix(f, Jump)
			}
			if _, is := errors.AsType[*GateError](err); is != stops || err != nil && !is {
				t.Fatalf("%v, stops %v", err, stops)
			}
			if d := cmp.Diff(tt.want, brief(m)); d != "" {
				t.Error(d)
			}
			m, err = Load(context.Background(), oneName(tt.rows, OffGrid, OutsideRange, ZeroVolume, LikeASplit, MissingAction, NoSession))
			if err != nil {
				t.Fatal(err)
			}
			if m.Counts.Bars != tt.kept {
				t.Errorf("%d rows kept, want %d", m.Counts.Bars, tt.kept)
			}
		})
	}
}

func TestDisorder(t *testing.T) {
	for _, tt := range []struct {
		name, rows string
		want       []string
	}{
		{"reversed", flat("2024-09-24", "300") + flat("2024-09-23", "300"), []string{"disorder 2024-09-23 3"}},
		{"twice", flat("2024-09-24", "300") + flat("2024-09-24", "300"), []string{"disorder 2024-09-24 3"}},
		{"one strayed", flat("2024-09-23", "300") + flat("2024-09-25", "300") + flat("2024-09-24", "300") + flat("2024-09-26", "300"), []string{"disorder 2024-09-24 4"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Load(context.Background(), oneName(tt.rows))
			if err == nil || !strings.Contains(err.Error(), "disorder: 1, the first at 0700.HK.csv:") || strings.Contains(err.Error(), "waive =") {
				t.Errorf("%v", err)
			}
			if d := cmp.Diff(tt.want, brief(m)); d != "" {
				t.Error(d)
			}
		})
	}
	if _, err := Load(context.Background(), oneName(flat("2024-09-24", "300"), Disorder)); err == nil || !strings.Contains(err.Error(), "disorder cannot be waived") {
		t.Error(err)
	}
	if _, err := Load(context.Background(), oneName(flat("2024-09-24", "300"), "zero-volum")); err == nil || !strings.Contains(err.Error(), "did you mean zero-volume?") {
		t.Error(err)
	}
}

// What is waived does what the rules say: the range is widened, what is off
// the grid never fills, rows are dropped.
func TestWaived(t *testing.T) {
	m := load(t, oneName(row("2024-09-23", "302", "301", "300", "299", 7)+row("2024-09-24", "300", "300.3", "300", "300", 8), OutsideRange, OffGrid))
	text := tapeText(t, m)
	if !strings.Contains(text, "302.000 302.000 299.000 299.000 7") {
		t.Error(text)
	}
	for _, c := range m.Findings.Counts() {
		if !c.Waived || c.Count != 1 {
			t.Errorf("%+v", c)
		}
	}
}

func TestActionsAndTheGate(t *testing.T) {
	const splits = "symbol,ex_date,ratio\n700,2024-09-24,%s\n"
	const paid = "symbol,ex_date,amount\n700,2024-09-24,%s\n"
	for _, tt := range []struct {
		name, open, ratio, dividend string
		want                        []string
	}{
		{"a split that is in the prices", "60", "5", "", nil},
		{"a split that is not", "300", "5", "", []string{"like-a-split 2024-09-24 3", "missing-action 2024-09-24 3"}},
		{"a bonus that is not", "300", "1.5", "", []string{"jump 2024-09-24 3", "missing-action 2024-09-24 3"}},
		{"a small bonus that is not is not looked for", "300", "1.2", "", nil},
		{"a consolidation that is in the prices", "1200", "0.25", "", nil},
		{"a consolidation that is not", "300", "0.25", "", []string{"like-a-split 2024-09-24 3", "missing-action 2024-09-24 3"}},
		{"a great dividend", "150", "", "150", nil},
		{"a dividend and a split of one day", "100", "2", "100", nil},
		{"the second day of a split of another ratio", "30", "5", "", []string{"like-a-split 2024-09-24 3"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"bars/0700.HK.csv": "date,open,high,low,close,volume\n" + flat("2024-09-23", "300") + flat("2024-09-24", tt.open)}
			if tt.ratio != "" {
				files["splits.csv"] = fmt.Sprintf(splits, tt.ratio)
			}
			if tt.dividend != "" {
				files["dividends.csv"] = fmt.Sprintf(paid, tt.dividend)
			}
			m, err := Load(context.Background(), market(files))
			if m == nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, brief(m)); d != "" {
				t.Error(d)
			}
		})
	}
}

// An action that falls where the name does not trade is in the next open.
func TestActionDuringSuspension(t *testing.T) {
	m, err := Load(context.Background(), market(map[string]string{
		"bars/0700.HK.csv": "date,open,high,low,close,volume\n" + flat("2024-09-23", "300") + flat("2024-09-26", "60"),
		"splits.csv":       "symbol,ex_date,ratio\n700,2024-09-24,5\n",
	}))
	if err != nil || len(m.Findings.List) > 0 {
		t.Errorf("%v %v", err, m.Findings.List)
	}
}

// An index needs neither volume nor grid, and is held to the other rules.
func TestGateOfAnIndex(t *testing.T) {
	m, err := Load(context.Background(), market(map[string]string{
		"bars/HSI.csv":    "date,open,high,low,close\n2024-09-23,18000.01,18000.02,17999.99,18000.03\n2024-09-28,1,1,1,1\n",
		"bars/700.csv":    "date,open,high,low,close,volume\n" + flat("2024-09-23", "300"),
		"instruments.csv": "symbol,kind,lot\n700,stock,100\nHSI,index,\n",
	}))
	if err != nil || len(m.Findings.List) > 0 {
		t.Errorf("an index that nobody asked for was checked: %v %v", err, m.Findings.List)
	}
	c := market(map[string]string{
		"bars/HSI.csv":    "date,open,high,low,close,volume\n2024-09-23,18000.01,18000.02,17999.99,18000.03,\n2024-09-28,1,1,1,1,0\n",
		"bars/700.csv":    "date,open,high,low,close,volume\n" + flat("2024-09-23", "300"),
		"instruments.csv": "symbol,kind,lot\n700,stock,100\nHSI,index,\n",
	})
	c.Benchmark = "^HSI"
	m, _ = Load(context.Background(), c)
	if d := cmp.Diff([]string{"outside-range 2024-09-23 2", "no-session 2024-09-28 3"}, brief(m)); d != "" {
		t.Error(d)
	}
}

// scenario-28, second half: on the morning of 2020-08-19, a typhoon's, there
// was no trading; prints before the afternoon lie outside the session.
func TestScenario28LateOpen(t *testing.T) {
	in := &engine.Instrument{Symbol: "0700.HK"}
	at := func(d engine.Day, hour, minute int) error {
		s, ok := hkexVenue.Session(d)
		return CheckPrint(&s, ok, in, d.At(hour, minute))
	}
	late, usual, half, sunday := engine.Date(2020, 8, 19), engine.Date(2020, 8, 20), engine.Date(2024, 12, 24), engine.Date(2024, 12, 22)
	for _, tt := range []struct {
		day          engine.Day
		hour, minute int
		ok           bool
	}{
		{late, 9, 20, false}, {late, 10, 0, false}, {late, 13, 0, false}, {late, 13, 30, true}, {late, 16, 8, true},
		{usual, 9, 10, false}, {usual, 9, 20, true}, {usual, 10, 0, true}, {usual, 12, 0, true}, {usual, 12, 30, false},
		{usual, 13, 0, true}, {usual, 16, 10, true}, {usual, 16, 11, false},
		{half, 11, 0, true}, {half, 12, 10, true}, {half, 14, 0, false}, {sunday, 11, 0, false},
	} {
		if err := at(tt.day, tt.hour, tt.minute); (err == nil) != tt.ok {
			t.Errorf("%v %02d:%02d: %v", tt.day, tt.hour, tt.minute, err)
		}
	}
	in.NoClosingAuction = true
	if at(usual, 16, 0) != nil || at(usual, 16, 1) == nil {
		t.Error("a name without closing auction trades until 16:00")
	}
}

// memoryShelf finds files in memory, by name.
type memoryShelf map[string][]byte

func (m memoryShelf) glob(pattern string) ([]string, error) {
	var found []string
	for name := range m {
		if ok, err := filepath.Match(pattern, name); err != nil {
			return nil, fileError(pattern, "not a pattern of file names: %w", err)
		} else if ok {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found, nil
}

func (m memoryShelf) read(path string) ([]byte, error) {
	raw, ok := m[path]
	if !ok {
		return nil, fileError(path, "no such file")
	}
	return raw, nil
}

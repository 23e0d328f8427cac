package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/reports/metrics"
)

// textsOf returns the texts of a comparison.
func textsOf(t *testing.T, c *Comparison) map[string][]byte {
	t.Helper()
	out := newMemory()
	if err := DrawComparisonTables(out, c); err != nil {
		t.Fatal(err)
	}
	return out.files
}

func records(t *testing.T, text []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// The texts are the golden ones, and the same however often they are made.
func TestComparisonTables(t *testing.T) {
	files := textsOf(t, handCompared())
	again := textsOf(t, handCompared())
	names := []string{"comparison.json", "ranking.csv", "returns.csv", "stress.csv", "walk-equity.csv", "walk.csv"}
	for _, name := range names {
		golden(t, name, files[name])
		if !bytes.Equal(files[name], again[name]) {
			t.Errorf("%s differs when made again", name)
		}
	}
	if len(files) != len(names) {
		t.Errorf("%d files, want %d", len(files), len(names))
	}
}

// What a cell holds comes back from it, names with commas and line ends too.
func TestComparisonRoundTrip(t *testing.T) {
	c := handCompared()
	files := textsOf(t, c)
	ranking := records(t, files["ranking.csv"])
	column := func(name string) int { return slices.Index(ranking[0], name) }
	for i, r := range c.Trials {
		row := ranking[i+1]
		if row[column("name")] != r.Name || row[column("rank")] != strconv.Itoa(i+1) || row[column("kept")] != r.Kept {
			t.Errorf("row %d is %q", i+1, row)
		}
		if row[column("trials")] != "45" {
			t.Errorf("%s is ranked among %s, want 45", r.Name, row[column("trials")])
		}
		for name, v := range map[string]metrics.Value{"total_return": r.figure("total_return"), "calmar": r.figure("calmar"), "dsr": c.Overfit.DSR[r.Track], "mintrl": c.Overfit.MinTRL[r.Track]} {
			want := ""
			if v.Defined() {
				want = strconv.FormatFloat(v.Number, 'f', 8, 64)
			}
			if got := row[column(name)]; got != want {
				t.Errorf("%s of %s is %q, want %q", name, r.Name, got, want)
			}
		}
	}
	if got := ranking[2][column("strategy.hold"):column("digest")]; !slices.Equal(got, []string{"5", "0s"}) {
		t.Errorf("parameters %q", got)
	}

	returns := records(t, files["returns.csv"])
	if want := []string{"session", "hold=10", odd, "hold=5 embargo=1 session", "買入\n持有", "idle"}; !slices.Equal(returns[0], want) {
		t.Errorf("columns %q, want %q", returns[0], want)
	}
	for k, r := range c.Trials {
		var got []float64
		for _, row := range returns[1:] {
			x, err := strconv.ParseFloat(row[k+1], 64)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, x)
		}
		if diff := cmp.Diff(Returns(r.Equity), got); diff != "" {
			t.Errorf("returns of %s, bit for bit (-want +got):\n%s", r.Name, diff)
		}
	}
}

// Of thousands the JSON and the returns have the first thousand, the ranking all.
func TestManyRanked(t *testing.T) {
	c := manyTrials(1003)
	c.Trials[0].Equity = nil // not kept
	files := textsOf(t, c)
	var doc struct {
		Trials, Ranked int
		Ranking        []struct {
			Name string
			Rank int
		}
	}
	if err := json.Unmarshal(files["comparison.json"], &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Trials != 1003 || doc.Ranked != 1000 || len(doc.Ranking) != 1000 || doc.Ranking[999].Rank != 1000 {
		t.Errorf("%d trials, %d ranked, %d in the ranking", doc.Trials, doc.Ranked, len(doc.Ranking))
	}
	if n := len(records(t, files["ranking.csv"])); n != 1004 {
		t.Errorf("ranking.csv has %d lines", n)
	}
	columns := records(t, files["returns.csv"])[0]
	if len(columns) != 1001 || columns[1] != c.Trials[1].Name || columns[1000] != c.Trials[1000].Name {
		t.Errorf("returns.csv has %d columns, from %s to %s", len(columns), columns[1], columns[len(columns)-1])
	}
	c.ReturnsOfAll = true
	if n := len(records(t, textsOf(t, c)["returns.csv"])[0]); n != 1003 {
		t.Errorf("returns.csv of all has %d columns", n)
	}
}

// A comparison with nothing in it still has its files, and no walk or surface.
func TestEmptyComparison(t *testing.T) {
	for name, c := range map[string]*Comparison{
		"nothing": {},
		"all failed": {
			Name: "x", Days: []engine.Day{1, 2}, Failed: []Failure{{"a", "no bars"}}, Hold: &engine.Result{}, Benchmark: &Benchmark{Symbol: "HSI"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			files := textsOf(t, c)
			if len(files) != 3 {
				t.Errorf("%d files", len(files))
			}
			var doc map[string]any
			if err := json.Unmarshal(files["comparison.json"], &doc); err != nil {
				t.Fatal(err)
			}
			for _, key := range []string{"walk", "stress", "hold"} {
				if v, ok := doc[key]; !ok || v != nil {
					t.Errorf("%s is %v", key, v)
				}
			}
			for _, key := range []string{"ranking", "axes", "data", "warnings", "assumptions"} {
				if _, ok := doc[key].([]any); !ok {
					t.Errorf("%s is %v, want a list", key, doc[key])
				}
			}
		})
	}
}

// Combinations are not chained: they have paths, and no equity.
func TestCombinationsInTables(t *testing.T) {
	c := handCompared()
	c.Walk.Days, c.Walk.Equity, c.Walk.Figures = nil, nil, nil
	c.Walk.Method, c.Walk.Paths = "combinatorial", []metrics.Value{metrics.Number(0.5), metrics.Undefined(metrics.ConstantReturns), metrics.Number(-0.25)}
	files := textsOf(t, c)
	if _, ok := files["walk-equity.csv"]; ok {
		t.Error("walk-equity.csv of what is not chained")
	}
	var doc struct{ Walk struct{ Paths []any } }
	if err := json.Unmarshal(files["comparison.json"], &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Walk.Paths) != 3 || doc.Walk.Paths[2] != -0.25 {
		t.Errorf("paths %v", doc.Walk.Paths)
	}
	if text := unwrapped(ComparisonSummary(c)); !strings.Contains(text, "Sharpe of 2 paths from −0.25 to 0.50, median 0.12; undefined in 1 more") {
		t.Errorf("summary: %s", text)
	}
}

// What does not fit together is an error that says what.
func TestBrokenComparisons(t *testing.T) {
	for name, spoil := range map[string]func(*Comparison){
		"returns.csv: trial hold=10 has 3 equity points for 9 days": func(c *Comparison) { c.Trials[0].Equity = c.Trials[0].Equity[:3] },
		"walk-equity.csv: 2 equity points for 5 days":               func(c *Comparison) { c.Walk.Equity = c.Walk.Equity[:2] },
		"stress.csv: row 2 has 1 value for 2 labels":                func(c *Comparison) { c.Stress.Values[1] = c.Stress.Values[1][:1] },
		"stress.csv: 1 row for 2 labels":                            func(c *Comparison) { c.Stress.Values = c.Stress.Values[:1] },
		"comparison.json: configuration: ":                          func(c *Comparison) { c.Config = []byte("{") },
		"comparison.json: equity of holding the universe: ":         func(c *Comparison) { c.Hold.Rows[0].Equity = 0 },
		"comparison.json: benchmark HSI: 10 days for 0 levels":      func(c *Comparison) { c.Benchmark.Levels = nil },
	} {
		c := handCompared()
		spoil(c)
		if err := DrawComparisonTables(newMemory(), c); err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("error %v, want %s", err, name)
		}
	}
}

func BenchmarkComparisonTables(b *testing.B) {
	c := manyTrials(10_000)
	for b.Loop() {
		if err := DrawComparisonTables(bucket{}, c); err != nil {
			b.Fatal(err)
		}
	}
}

type bucket struct{}

func (bucket) Create(string) (io.WriteCloser, error) { return bucket{}, nil }

func (bucket) Write(p []byte) (int, error) { return len(p), nil }

func (bucket) Close() error { return nil }

package reports

import (
	"bytes"
	"fmt"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/reports/metrics"
)

var holdTop = []Axis{{"strategy.hold", "hold", []string{"5", "10", "20"}}, {"strategy.top", "top", []string{"1", "3", "5"}}}

func pair(side int) []Axis {
	return []Axis{{"strategy.fast", "fast", numbersTo(side, 1)}, {"strategy.slow", "slow", numbersTo(side, 1)}}
}

func faster(_ string, params []string) bool {
	return len(params[0]) < len(params[1]) || len(params[0]) == len(params[1]) && params[0] < params[1]
}

// races are the comparisons at which a page breaks first.
func races(t testing.TB) map[string]*Comparison {
	const million = 1_000_000_000
	one := race(t, field{sessions: 446, cash: million, rules: []string{"policy-momentum"}, kept: 9})
	two := race(t, field{sessions: 446, cash: million, rules: []string{"buy-and-hold", "policy-momentum"}, kept: 9})
	two.Artificial, two.InSample = true, true

	nine := race(t, field{sessions: 446, cash: million, rules: []string{"ma-cross"}, axes: holdTop, kept: 9})
	nine.Stress = &Surface{Title: "hold=20 top=5", RowLabel: "slippage", ColLabel: "added cost a side", Rows: []string{"0 ticks", "1 tick", "2 ticks", "3 ticks"}, Cols: []string{"0 bp", "5 bp", "10 bp", "20 bp", "50 bp"}}
	for i := range nine.Stress.Rows {
		var row []metrics.Value
		for j := range nine.Stress.Cols {
			row = append(row, metrics.Number(0.18-0.05*float64(i)-0.03*float64(j)))
		}
		nine.Stress.Values = append(nine.Stress.Values, row)
	}

	idle := race(t, field{sessions: 186, cash: million, rules: []string{"ma-cross"}, axes: holdTop, kept: 9})
	for i, r := range idle.Trials {
		*r = *handTrial(idle.Days, idle.Cash, r.Name)
		r.Rule, r.Rank, r.Track, r.Params = "ma-cross", i+1, i, combinations(holdTop)[i]
	}
	idle.Overfit.Best = -1

	ruined := race(t, field{sessions: 300, cash: million, rules: []string{"ma-cross"}, axes: holdTop[:1], kept: 9})
	lost := ruined.Trials[2]
	for i := range lost.Equity {
		lost.Equity[i] = max(0, engine.Money(million-int64(i)*5_000_000))
	}

	long := race(t, field{sessions: 446, cash: million, rules: []string{strings.Repeat("Wolfgang Xylophon ", 4)[:60], "b"}, axes: []Axis{{"strategy." + strings.Repeat("long_", 10), strings.Repeat("long_", 10), []string{strings.Repeat("W", 60), "b", "c"}}, {"data.universe", "universe", []string{"0700.HK 9988.HK 3690.HK 1810.HK 0005.HK 0939.HK 1398.HK 2318.HK", "tech", "all"}}, {"data.embargo", "embargo", []string{"0m", "15m"}}}, kept: 99})
	long.Name = strings.Repeat("A name of sixty letters ", 3)[:60]

	delay := race(t, field{sessions: 446, cash: million, rules: []string{"policy-momentum", "ma-cross"}, axes: []Axis{{"data.embargo", "embargo", []string{"0m", "15m", "1h", "1 session", "2 sessions", "5 sessions"}}}, kept: 99})
	bare := race(t, field{sessions: 446, cash: million, rules: []string{"ma-cross"}, axes: holdTop[:1], kept: 99})
	bare.Benchmark, bare.Hold = nil, nil
	kept := race(t, field{sessions: 446, cash: million, rules: []string{"ma-cross"}, axes: pair(24), plays: faster, kept: 250})
	kept.RankBy = "calmar"
	purged := split(race(t, field{sessions: 1363, cash: million, rules: []string{"ma-cross"}, axes: holdTop, kept: 9}), "purged", 0, 5)
	combined := race(t, field{sessions: 446, cash: million, rules: []string{"ma-cross"}, axes: holdTop, kept: 9})
	combined.Walk = &Walk{Method: "combinatorial", Text: "6 groups, 2 of them tested"}
	for i := range 5 {
		combined.Walk.Paths = append(combined.Walk.Paths, metrics.Number(0.2*float64(i)-0.1))
	}
	return map[string]*Comparison{
		"one": one, "two": two, "nine": nine, "no-trade": idle, "ruined": ruined, "names": long, "delay": delay, "bare": bare, "kept": kept,
		"eight-years": race(t, field{sessions: 2000, cash: million, rules: []string{"a", "b", "c", "d"}, axes: holdTop[:1], kept: 99}),
		"three-days":  race(t, field{sessions: 3, cash: million, rules: []string{"ma-cross"}, axes: holdTop, kept: 9}),
		"walk-30":     split(race(t, field{sessions: 2000, cash: million, rules: []string{"ma-cross"}, axes: holdTop, kept: 9}), "walk-forward", 252, 30),
		"purged":      purged, "combined": combined,
		"none": {Name: "none", Failed: []Failure{{"hold=0", "hold is 0"}}, Span: one.Span, Days: one.Days},
	}
}

// Every comparison has a page that decodes, and the same one the same bytes.
func TestComparisonPictures(t *testing.T) {
	list := races(t)
	for _, name := range slices.Sorted(maps.Keys(list)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := pictured(t, list[name])
			pic, err := png.Decode(bytes.NewReader(files["comparison.png"]))
			if err != nil {
				t.Fatal(err)
			}
			if wide := pic.Bounds().Dx(); wide != 3200 {
				t.Errorf("%d pixels wide", wide)
			}
			if name == "nine" {
				for file, again := range pictured(t, list[name]) {
					if !bytes.Equal(again, files[file]) {
						t.Errorf("%s differs when it is drawn again", file)
					}
				}
			}
			if dir := os.Getenv("RALLY_CHART_OUT"); dir != "" {
				for file, text := range files {
					if err := os.WriteFile(filepath.Join(dir, "r-"+name+"-"+file), text, 0o666); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	}
}

func pictured(t testing.TB, c *Comparison) map[string][]byte {
	t.Helper()
	out := newMemory()
	if err := DrawComparison(out, c); err != nil {
		t.Fatal(err)
	}
	return out.files
}

func TestComparisonPictureNames(t *testing.T) {
	list := races(t)
	for name, want := range map[string][]string{
		"one": {"comparison.png"}, "nine": {"comparison.png", "heatmap-hold-top.png"}, "delay": {"comparison.png", "delay.png"},
	} {
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(pictured(t, list[name])))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	axes := []Axis{{"a.x/y", "x/y", nil}, {"a.z", "z", nil}, {"b.x y", "x y", nil}}
	u := func(rule string, a, b int) surface {
		return surface{rule: rule, cols: side{axis: a}, rows: side{axis: b}}
	}
	got := heatmapNames(axes, []surface{u("p", 0, 1), u("q", 2, 1), u("r/s", 0, 2)})
	if diff := cmp.Diff([]string{"heatmap-x-y-z-p.png", "heatmap-x-y-z-q.png", "heatmap-x-y-x-y.png"}, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

// The curves that are drawn strong are the best ones, each once, and at most two of
// a rule where there are several.
func TestShownTrials(t *testing.T) {
	list := races(t)
	for name, want := range map[string]int{"one": 1, "two": 2, "nine": 6, "no-trade": 1, "delay": 4, "eight-years": 6, "none": 0} {
		s, err := newStanding(list[name])
		if err != nil {
			t.Fatal(err)
		}
		shown := s.shown()
		if len(shown) != want {
			t.Errorf("%s: %d are shown, want %d", name, len(shown), want)
		}
		of := map[string]int{}
		for i, r := range shown {
			of[r.Rule]++
			if i > 0 && r.Rank < shown[i-1].Rank {
				t.Errorf("%s: rank %d comes after %d", name, r.Rank, shown[i-1].Rank)
			}
			if len(s.rules()) > 1 && of[r.Rule] > 2 {
				t.Errorf("%s: %d of %s", name, of[r.Rule], r.Rule)
			}
		}
	}
}

// With a chained walk all curves begin at 100 with it, and only it is out of sample.
func TestCurvesOfAWalk(t *testing.T) {
	s, err := newStanding(races(t)["walk-30"])
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.sheet()
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Days) != len(s.Walk.Days) || len(p.Walk.Legs) != 30 {
		t.Fatalf("%d days, %d legs", len(p.Days), len(p.Walk.Legs))
	}
	var parts []string
	for _, k := range p.Tracks {
		parts = append(parts, k.Curve.Part)
		if k.Curve.Values[0] != 100 {
			t.Errorf("%s begins at %v", k.Curve.Label, k.Curve.Values[0])
		}
	}
	want := []string{"out of sample", "in-sample", "in-sample", "in-sample", "in-sample", "in-sample", "", ""}
	if diff := cmp.Diff(want, parts); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
	best := s.Trials[0]
	last := p.Tracks[1].Curve.Values[len(p.Days)-1]
	if want := 100 * best.Equity[len(best.Equity)-1].Float() / best.Equity[252].Float(); last != want {
		t.Errorf("the best ends at %v, want %v", last, want)
	}
}

func TestThinCurvesAreCounted(t *testing.T) {
	s, err := newStanding(races(t)["kept"])
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.sheet()
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Others) != 200 || p.Beside != "thin: 200 of 244 other curves that were kept, evenly by rank" {
		t.Errorf("%d thin curves, %q", len(p.Others), p.Beside)
	}
	if p.Ranking.Heads[0] != "Calmar" || p.Ranking.More != "… and 264 more in ranking.csv" || !strings.HasSuffix(p.Span, "276 trials ranked by Calmar") {
		t.Errorf("ranking %q, %q; span %q", p.Ranking.Heads, p.Ranking.More, p.Span)
	}
}

func BenchmarkComparisonPictures(b *testing.B) {
	c := race(b, field{sessions: 1363, cash: 1_000_000_000, rules: []string{"ma-cross"}, axes: pair(142), plays: faster, kept: 1000})
	if dir := os.Getenv("RALLY_CHART_OUT"); dir != "" {
		for file, text := range pictured(b, c) {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("r-%d-%s", len(c.Trials), file)), text, 0o666); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		pictured(b, c)
	}
}

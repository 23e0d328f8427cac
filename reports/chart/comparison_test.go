package chart

import (
	"bytes"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestComparisonTextsAreClear(t *testing.T) {
	pages := contests()
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		p := pages[name]
		t.Run(name, func(t *testing.T) {
			clear := func(what string, s *scene, err error) {
				if err != nil {
					t.Fatal(what, err)
				}
				for _, bad := range collisions(s) {
					t.Error(what, bad)
				}
			}
			s, err := layComparison(p, Light())
			clear("page", s, err)
			for i := range p.Maps {
				s, err := layHeatmap(p, &p.Maps[i], Light())
				clear("map", s, err)
			}
			s, err = laySweeps(p, p.Sweeps, Dark())
			clear("sweeps", s, err)
		})
	}
}

// TestComparisonSamples writes the sample pages into the folder RALLY_CHART_OUT, to
// be looked at.
func TestComparisonSamples(t *testing.T) {
	dir := os.Getenv("RALLY_CHART_OUT")
	if dir == "" {
		t.Skip("RALLY_CHART_OUT names no folder")
	}
	write := func(name string, draw func(io.Writer) error) {
		var b bytes.Buffer
		if err := draw(&b); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	pages := contests()
	for name, p := range pages {
		write("c-"+name+".png", func(w io.Writer) error { return DrawComparison(w, p, Light()) })
	}
	write("c-dark.png", func(w io.Writer) error { return DrawComparison(w, pages["walk-30"], Dark()) })
	write("c-sweeps.png", func(w io.Writer) error { return DrawSweeps(w, pages["nine"], pages["nine"].Sweeps, Light()) })
	for _, name := range []string{"nine", "ten-thousand", "odd", "names", "none"} {
		write("c-map-"+name+".png", func(w io.Writer) error { return DrawHeatmap(w, pages[name], &pages[name].Maps[0], Light()) })
	}
}

func TestComparisonSaysWhatItWasGiven(t *testing.T) {
	s, err := layComparison(contests()["walk"], Light())
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, i := range s.texts {
		all.WriteString(s.marks[i].text + "\n")
	}
	for _, want := range []string{
		"policy-momentum, nine ways", "ARTIFICIAL MARKET", "9 trials ranked by Sharpe", "Best of 9 trials: 18.2 %", "Equity after costs",
		"walk-forward out of sample  ", "1 · hold=5 top=1 in-sample  ", "Holding the universe  ", "HSI (price index)  ", "thin: 3 other kept curves",
		"Under water", "Ranking", "1.10 ± 0.62", "… and 9,999 more in ranking.csv", "a constant returns", "What over-fitting says", "38 % failed", "luck 0.90",
		"hold × top", "plateau hold=10", "peak hold=5", "Signal delay", "Correlation", "Chosen without sight", "Sharpe in training", "digest 5f1c03a9d2e1",
	} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestComparisonSameBytes(t *testing.T) {
	var a, b bytes.Buffer
	for _, w := range []io.Writer{&a, &b} {
		if err := DrawComparison(w, contest(1, 100, 2), Dark()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two drawings of one page differ")
	}
}

func TestComparisonRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*ComparisonPage)
		want  string
	}{
		"days":        {func(p *ComparisonPage) { p.Days[5] = 0 }, "days: 0 at 5 comes before"},
		"curve":       {func(p *ComparisonPage) { p.Tracks[1].Curve.Values[3] = math.NaN() }, "track 1: curve: NaN at session 3"},
		"no curve":    {func(p *ComparisonPage) { p.Tracks[1].Curve.Values = nil }, "track 1: no values"},
		"past":        {func(p *ComparisonPage) { p.Tracks[0].Curve.Begins = 1 }, "track 0: 40 values from session 1"},
		"depth":       {func(p *ComparisonPage) { p.Tracks[0].Depth[3] = 0.1 }, "track 0: depth: 0.1"},
		"short depth": {func(p *ComparisonPage) { p.Tracks[0].Depth = p.Tracks[0].Depth[1:] }, "depth: 39 values"},
		"other":       {func(p *ComparisonPage) { p.Others[2] = p.Others[2][1:] }, "other 2: 39 values"},
		"ranking":     {func(p *ComparisonPage) { p.Ranking.Rows[1].Figures = nil }, "ranking 1: 0 figures under 6 heads"},
		"bins":        {func(p *ComparisonPage) { p.Spreads[0].Width = 0 }, "spread 0: bins"},
		"count":       {func(p *ComparisonPage) { p.Spreads[1].Counts[3] = -1 }, "spread 1: bin 3"},
		"mark":        {func(p *ComparisonPage) { p.Spreads[1].Marks[0].At = math.Inf(1) }, "spread 1: mark 0"},
		"map rows":    {func(p *ComparisonPage) { p.Maps[1].Rows = nil }, "map 1: 4 rows of values for 0 rows"},
		"map value":   {func(p *ComparisonPage) { p.Maps[1].Values[0][2].Value = 1e16 }, "map 1: row 0: column 2"},
		"spot":        {func(p *ComparisonPage) { p.Maps[0].Peak.Row = 3 }, "map 0: no cell at row 3"},
		"map apart":   {func(p *ComparisonPage) { p.Maps[0].ColsApart = 4 }, "map 0: 0 rows and 4 columns apart"},
		"sweep apart": {func(p *ComparisonPage) { p.Sweeps[0].Apart = -1 }, "sweep 0: -1 values apart"},
		"sweep":       {func(p *ComparisonPage) { p.Sweeps[0].Lines[0].Cells = nil }, "sweep 0: line 0: 0 cells"},
		"sweep peak":  {func(p *ComparisonPage) { p.Sweeps[0].Peak = Spot{0, 9, true} }, "sweep 0: no value at 9"},
		"triangle":    {func(p *ComparisonPage) { p.Correlation.Cells[2] = nil }, "correlation: row 2 has 0 cells"},
		"lane":        {func(p *ComparisonPage) { p.Walk.Legs = []Leg{{Lane: 0}} }, "leg 0: lane 0 of 0"},
	} {
		t.Run(name, func(t *testing.T) {
			p := contest(1, 40, 3)
			c.spoil(p)
			var b bytes.Buffer
			err := DrawComparison(&b, p, Light())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if b.Len() > 0 {
				t.Error("something was written")
			}
		})
	}
}

// Every missing cell is struck and no other: the texture's lines begin and end at
// the edges of cells.
func TestHatchStrikesWhatItIsTold(t *testing.T) {
	s := newScene(sheetWide, pictureHigh, 1, Light())
	g := tiles{rect{100, 100, 500, 300}, 8, 5}
	in := func(row, col int) bool { return (row+col)%3 == 0 }
	for _, way := range []float64{1, -1} {
		s.hatch(g, in, slant{s.theme.Muted, 6, way})
	}
	struck := map[[2]int]bool{}
	for _, m := range s.marks {
		a, b := m.at[0], m.at[len(m.at)-1]
		for i := range 101 {
			k := float64(i) / 100
			x, y := a.x+(b.x-a.x)*k, a.y+(b.y-a.y)*k
			col, row := int((x-g.plot.x0)/50), g.rows-1-int((y-g.plot.y0)/40)
			if k > 0.02 && k < 0.98 && !in(row, col) {
				t.Fatalf("%v,%v of row %d, column %d is struck", x, y, row, col)
			}
			struck[[2]int{row, col}] = true
		}
	}
	for row := range g.rows {
		for col := range g.cols {
			if in(row, col) && !struck[[2]int{row, col}] {
				t.Errorf("row %d, column %d is not struck", row, col)
			}
		}
	}
}

func BenchmarkComparison(b *testing.B) {
	p := contests()["ten-thousand"]
	b.ReportAllocs()
	for b.Loop() {
		if err := DrawComparison(io.Discard, p, Light()); err != nil {
			b.Fatal(err)
		}
	}
}

// Numbers of a map with a scale fit the cells that the scale leaves.
func TestNumbersFitBesideTheScale(t *testing.T) {
	for cols := range numbered {
		m := gridOf(rand.New(rand.NewPCG(1, 1)), cols+1, 4)
		for i := range m.Values {
			for j := range m.Values[i] {
				m.Values[i][j] = Cell{-float64(1+j%9) * 1e14, true}
			}
		}
		s, err := layHeatmap(contest(1, 40, 2), &m, Light())
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range collisions(s) {
			t.Errorf("%d columns: %s", cols+1, bad)
		}
	}
}

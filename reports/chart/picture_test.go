package chart

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// drawers are the exported pictures by the name of their file.
func drawers() map[string]func(io.Writer, *Page, Theme) error {
	return map[string]func(io.Writer, *Page, Theme) error{
		"report": DrawReport, "equity": DrawEquity, "drawdown": DrawDrawdown, "monthly": DrawMonthly,
		"trades": DrawTrades, "signals": DrawSignals, "costs": DrawCosts,
	}
}

// TestSamples writes the sample pictures into the folder RALLY_CHART_OUT, to be
// looked at.
func TestSamples(t *testing.T) {
	dir := os.Getenv("RALLY_CHART_OUT")
	if dir == "" {
		t.Skip("RALLY_CHART_OUT names no folder")
	}
	for page, p := range edges() {
		for name, fn := range drawers() {
			if name != "report" && page != "year" && page != "many" && page != "no-trade" && page != "three-days" {
				continue
			}
			save(t, filepath.Join(dir, page+"-"+name+".png"), p, Light(), fn)
		}
	}
	save(t, filepath.Join(dir, "year-dark.png"), sample(1, 186, 15), Dark(), DrawReport)
}

func save(t *testing.T, file string, p *Page, theme Theme, fn func(io.Writer, *Page, Theme) error) {
	t.Helper()
	var b bytes.Buffer
	if err := fn(&b, p, theme); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestPicturesDecodeAndAreFull(t *testing.T) {
	p := sample(1, 186, 15)
	for name, fn := range drawers() {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := fn(&b, p, Light()); err != nil {
				t.Fatal(err)
			}
			pic, err := png.Decode(&b)
			if err != nil {
				t.Fatal(err)
			}
			want := image.Pt(1600, 900)
			if name == "report" {
				want = image.Pt(3200, 4240)
			}
			if pic.Bounds().Size() != want {
				t.Fatalf("size %v, want %v", pic.Bounds().Size(), want)
			}
			// No ninth of the sheet within its margins is blank.
			page := pic.(*image.Paletted)
			in := page.Bounds().Inset(want.X * 56 / 1600)
			for i := range 9 {
				if name == "signals" || name == "costs" || name == "monthly" {
					break // rows end where they end
				}
				cell := image.Rect(in.Min.X+in.Dx()*(i%3)/3, in.Min.Y+in.Dy()*(i/3)/3, in.Min.X+in.Dx()*(i%3+1)/3, in.Min.Y+in.Dy()*(i/3+1)/3)
				if share := inked(page, cell); share < 0.004 {
					t.Errorf("only %.2f %% of %v is drawn", 100*share, cell)
				}
			}
			// Nothing runs into the edge of the sheet.
			for _, edge := range []image.Rectangle{
				{image.Pt(0, 0), image.Pt(want.X, 16)}, {image.Pt(0, want.Y-16), want},
				{image.Pt(0, 0), image.Pt(16, want.Y)}, {image.Pt(want.X-16, 0), want},
			} {
				if inked(page, edge) > 0 {
					t.Errorf("something is drawn at the edge %v", edge)
				}
			}
		})
	}
}

// inked returns the share of r that is not background.
func inked(p *image.Paletted, r image.Rectangle) float64 {
	n := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if p.ColorIndexAt(x, y) != 0 {
				n++
			}
		}
	}
	return float64(n) / float64(r.Dx()*r.Dy())
}

func TestSamePageSameBytes(t *testing.T) {
	var a, b bytes.Buffer
	if err := DrawEquity(&a, sample(1, 186, 15), Dark()); err != nil {
		t.Fatal(err)
	}
	if err := DrawEquity(&b, sample(1, 186, 15), Dark()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two drawings of one page differ")
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*Page)
		want  string
	}{
		"no session":    {func(p *Page) { p.Days = nil }, "no session"},
		"NaN":           {func(p *Page) { p.Equity.Values[3] = math.NaN() }, "equity: NaN at session 3"},
		"infinite":      {func(p *Page) { p.Drawdown[2] = math.Inf(-1) }, "drawdown: -Inf"},
		"too large":     {func(p *Page) { p.Costs.Lines[1].Value = 1e16 }, "cost 1"},
		"traded":        {func(p *Page) { p.Costs.Traded = math.NaN() }, "traded NaN"},
		"mean exposure": {func(p *Page) { p.MeanExposure.Value = math.Inf(1) }, "mean exposure: +Inf"},
		"short column":  {func(p *Page) { p.Hold.Values = p.Hold.Values[1:] }, "hold: 39 values for 40 sessions"},
		"silent part":   {func(p *Page) { p.Benchmark.Values, p.Benchmark.Begins = p.Benchmark.Values[1:], 1 }, "benchmark: 39 values from session 1 on for 40"},
		"past the end":  {func(p *Page) { p.Benchmark.Part, p.Benchmark.Begins = "from", 1 }, "benchmark: 40 values from session 1 on for 40"},
		"before it":     {func(p *Page) { p.Benchmark.Part, p.Benchmark.Begins = "from", -1 }, "benchmark: 40 values from session -1"},
		"no equity":     {func(p *Page) { p.Equity.Values = nil }, "equity: 0 values"},
		"days reversed": {func(p *Page) { p.Days[5] = 0 }, "days: 0 at 5 comes before"},
		"trade":         {func(p *Page) { p.Trades[0].Size = -1 }, "trade 0"},
		"month":         {func(p *Page) { p.Months[0].Sum.Value = math.NaN() }, "months of 2020"},
		"focus":         {func(p *Page) { p.Focus.High = nil }, "focus high: 0 values"},
		"mark":          {func(p *Page) { p.Focus.Marks[0].Price = math.NaN() }, "focus mark 0"},
		"bar":           {func(p *Page) { p.BySignal[0].Value = math.NaN() }, "profit by signal 0"},
		"above":         {func(p *Page) { p.Drawdown[4] = 0.1 }, "drawdown: 0.1 at session 4 is above zero"},
		"spell":         {func(p *Page) { p.Deepest.Depth = math.NaN() }, "deepest"},
	} {
		t.Run(name, func(t *testing.T) {
			p := sample(1, 40, 3)
			c.spoil(p)
			var b bytes.Buffer
			err := DrawReport(&b, p, Light())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if b.Len() > 0 {
				t.Error("something was written")
			}
			if name == "no session" && !errors.Is(err, ErrNoSession) {
				t.Error("not ErrNoSession")
			}
		})
	}
}

func TestWriteErrorIsPassedOn(t *testing.T) {
	if err := DrawCosts(full{}, sample(1, 20, 2), Light()); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("error %v, want the writer's", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func BenchmarkReport(b *testing.B) { benchmark(b, sample(10, 1363, 15), DrawReport) }

func BenchmarkAllPictures(b *testing.B) {
	benchmark(b, sample(10, 1363, 15), func(w io.Writer, p *Page, t Theme) error {
		for _, fn := range drawers() {
			if err := fn(w, p, t); err != nil {
				return err
			}
		}
		return nil
	})
}

// BenchmarkPoints draws every picture that may have long series with 5,000 points
// and with 500,000: both take about the same.
func BenchmarkPoints(b *testing.B) {
	for _, n := range []int{5_000, 500_000} {
		p := long(n)
		c := longContest(n)
		for _, d := range []struct {
			name string
			draw func(io.Writer) error
		}{
			{"report", func(w io.Writer) error { return DrawReport(w, p, Light()) }},
			{"equity", func(w io.Writer) error { return DrawEquity(w, p, Light()) }},
			{"drawdown", func(w io.Writer) error { return DrawDrawdown(w, p, Light()) }},
			{"trades", func(w io.Writer) error { return DrawTrades(w, p, Light()) }},
			{"comparison", func(w io.Writer) error { return DrawComparison(w, c, Light()) }},
		} {
			b.Run(fmt.Sprintf("%s/%d", d.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := d.draw(io.Discard); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// long returns a page of n points on consecutive minutes of some years, its name on
// price among them.
func long(n int) *Page {
	p := sample(10, 5_000, 15)
	r := *p
	r.Days = make([]int32, n)
	for i := range r.Days {
		r.Days[i] = p.Days[i*len(p.Days)/n]
	}
	big := sample(11, 5_000, 15)
	r.Equity.Values, r.Hold.Values, r.Benchmark.Values = stretched(big.Equity.Values, n), stretched(big.Hold.Values, n), stretched(big.Benchmark.Values, n)
	r.Drawdown, r.Exposure = stretched(big.Drawdown, n), stretched(big.Exposure, n)
	f := &r.Focus
	f.Days, f.Close = r.Days, r.Hold.Values
	f.Open, f.High, f.Low = f.Close, make([]float64, n), make([]float64, n)
	for i, v := range f.Close {
		f.High[i], f.Low[i] = 1.01*v, 0.99*v
	}
	f.Marks = nil
	for i := range 400 {
		k := (i/2*2*n + i%2*9) / 400
		f.Marks = append(f.Marks, Fill{Day: r.Days[k], Price: f.Close[k], Exit: i%2 == 1, Reason: []string{"stop", "hold", "trail"}[i%3]})
	}
	return &r
}

// stretched returns n values that follow v.
func stretched(v []float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v[i*len(v)/n] * (1 + 0.001*math.Sin(float64(i)))
	}
	return out
}

// longContest returns a comparison whose tracks and other curves have n points.
func longContest(n int) *ComparisonPage {
	c := contest(3, 5_000, 6)
	days := make([]int32, n)
	for i := range days {
		days[i] = c.Days[i*len(c.Days)/n]
	}
	c.Days = days
	for i := range c.Tracks {
		k := &c.Tracks[i]
		k.Curve.Values, k.Depth = stretched(k.Curve.Values, n), stretched(k.Depth, n)
	}
	for i := range c.Others {
		c.Others[i] = stretched(c.Others[i], n)
	}
	return c
}

func benchmark(b *testing.B, p *Page, fn func(io.Writer, *Page, Theme) error) {
	b.ReportAllocs()
	for b.Loop() {
		if err := fn(io.Discard, p, Light()); err != nil {
			b.Fatal(err)
		}
	}
}

package chart

import (
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Of 500,000 points no panel draws more than its columns show, and a single peak or
// trough among them is drawn to the pixel.
func TestExtremesOfLongSeriesAreDrawn(t *testing.T) {
	const n, peak, trough = 500_000, 123_457, 345_679
	p, c := long(n), longContest(n)
	spike := func(values []float64) {
		low, high, _ := span(values)
		values[peak], values[trough] = high+0.2*(high-low), low-0.2*(high-low)
	}
	spike(p.Equity.Values)
	spike(p.Hold.Values)
	spike(p.Benchmark.Values)
	p.Focus.Close = slices.Clone(p.Focus.Close)
	spike(p.Focus.Close)
	p.Focus.Open, p.Focus.High, p.Focus.Low = nil, nil, nil
	p.Drawdown[trough] = -0.99
	spike(p.Exposure)
	for i := range c.Tracks { // on one scale all are alike
		c.Tracks[i].Curve.Values = slices.Clone(c.Tracks[0].Curve.Values)
		spike(c.Tracks[i].Curve.Values)
		c.Tracks[i].Depth[trough] = -0.9
	}
	for name, k := range map[string]struct {
		lay   func() (*scene, error)
		lines int // with both ends of their plots
	}{
		"equity":     {func() (*scene, error) { return pictures()["equity"](p, Light()) }, 3},
		"drawdown":   {func() (*scene, error) { return pictures()["drawdown"](p, Light()) }, 2},
		"trades":     {func() (*scene, error) { return pictures()["trades"](p, Light()) }, 1},
		"report":     {func() (*scene, error) { return layReport(p, Light()) }, 6},
		"comparison": {func() (*scene, error) { return layComparison(c, Light()) }, len(c.Tracks)},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := k.lay()
			if err != nil {
				t.Fatal(err)
			}
			whole := 0
			for _, m := range s.marks {
				if most := 4*int(sheetWide*s.scale) + 8; len(m.at) > most {
					t.Errorf("a mark of %d points", len(m.at))
				}
				if len(m.at) > 500 && spikes(m.at) {
					whole++
				}
			}
			if whole < k.lines {
				t.Errorf("%d lines have both extremes, want %d", whole, k.lines)
			}
			if len(s.marks) > 20_000 {
				t.Errorf("%d marks", len(s.marks))
			}
		})
	}
}

// spikes reports whether a line's highest and lowest point each stand alone, far
// from their neighbours.
func spikes(at []xy) bool {
	top, bottom := 0, 0
	for i := range at {
		if at[i].y < at[top].y {
			top = i
		}
		if at[i].y > at[bottom].y {
			bottom = i
		}
	}
	alone := func(i int) bool {
		far := 0
		for _, k := range [...]int{i - 3, i + 3} {
			if k < 0 || k >= len(at) || math.Abs(at[k].y-at[i].y) > 5 {
				far++
			}
		}
		return far == 2
	}
	return alone(bottom) && (alone(top) || at[top].y == at[0].y)
}

// A curve of 5,000 points looks as if none had been left out: nine of ten columns of
// pixels are inked as far up and down to the pixel, the others, where only the line
// between two extremes is another, within ten.
func TestThinnedLooksWhole(t *testing.T) {
	f := frame{rect{100, 100, 1440, 700}, 5_000, 0, 0, 0}
	values := walk(rand.New(rand.NewPCG(7, 7)), 5_000, 0.0001, 0.01)
	f.low, f.high, _ = span(values)
	f.low, f.high = padded(f.low, f.high, 0.04)
	draw := func(points []point) *image.Paletted {
		s := newScene(sheetWide, pictureHigh, 1, Light())
		s.stroke(f, 0, points, s.theme.Strategy, 1.6)
		page, err := s.paint()
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	all := thin(values, len(values))
	few := thin(values, 1340)
	if len(all) != 5_000 || len(few) > 2*1340+2 {
		t.Fatalf("%d and %d points", len(all), len(few))
	}
	a, b := draw(all), draw(few)
	off, worst := 0, 0
	for x := 100; x < 1440; x++ {
		t0, b0 := inkedRows(a, x)
		t1, b1 := inkedRows(b, x)
		if abs(t0-t1) > 1 || abs(b0-b1) > 1 {
			off++
		}
		worst = max(worst, abs(t0-t1), abs(b0-b1))
	}
	if off > 1340/10 || worst > 10 {
		t.Errorf("%d of 1340 columns differ by more than a pixel, one by %d", off, worst)
	}
}

func inkedRows(p *image.Paletted, x int) (top, bottom int) {
	top, bottom = -1, -1
	for y := range p.Rect.Dy() {
		if p.ColorIndexAt(x, y) != 0 {
			if bottom = y; top < 0 {
				top = y
			}
		}
	}
	return top, bottom
}

func abs(v int) int { return max(v, -v) }

// Marks of one session stand beside each other where one would hide another.
func TestFillsOfASessionStandApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newScene(sheetWide, pictureHigh, 1, Light())
		g := frame{rect{100, 100, 1500, 700}, 30, 50, 150, 0}
		marks := make([]Fill, rapid.IntRange(1, 5).Draw(t, "n"))
		for i := range marks {
			marks[i] = Fill{Day: 3, Price: rapid.Float64Range(90, 110).Draw(t, "price"), Exit: rapid.Bool().Draw(t, "exit")}
		}
		s.sessionFills(g, 800, 5.5, marks)
		var rooms []rect
		for _, m := range s.marks {
			if m.shape != fillShape {
				continue
			}
			if slices.ContainsFunc(rooms, m.box.grown(-0.01).meets) {
				t.Fatalf("%+v hides one of %+v", m.box, rooms)
			}
			if x := (m.box.x0 + m.box.x1) / 2; math.Abs(x-800) > 30 {
				t.Fatalf("a mark at %v", x)
			}
			rooms = append(rooms, m.box)
		}
	})
}

// A reason that many exits share is said once, in the key.
func TestOnlyReason(t *testing.T) {
	exits := func(n int, why ...string) *Focus {
		f := &Focus{Marks: []Fill{{Reason: "1"}}}
		for i := range n {
			f.Marks = append(f.Marks, Fill{Exit: true, Reason: why[i%len(why)]})
		}
		return f
	}
	for _, c := range []struct {
		f    *Focus
		want string
	}{
		{&Focus{}, ""}, {exits(12, "cross"), "▲ bought  ▼ sold"}, {exits(13, "cross"), "▲ bought  ▼ sold: cross"}, {exits(13, ""), "▲ bought  ▼ sold"},
		{exits(40, "cross", "stop"), "▲ bought  ▼ sold"},
	} {
		if got := focusKey(c.f); got != c.want {
			t.Errorf("%d marks: %q, want %q", len(c.f.Marks), got, c.want)
		}
	}
}

// What a reason must stand clear of is the same by stretches as by sessions.
func TestSkyline(t *testing.T) {
	n := 30_000
	f := &Focus{Days: make([]int32, n), Close: walk(rand.New(rand.NewPCG(1, 1)), n, 0, 0.01)}
	low, high, _ := span(f.Close)
	g := frame{rect{100, 100, 1500, 700}, n, low, high, 0}
	sky := newSkyline(g, f)
	if len(sky.x) > 8*1400 {
		t.Errorf("%d stretches", len(sky.x))
	}
	for x := 120.0; x < 1480; x += 37 {
		top, bottom := sky.over(x-20, x+20)
		wantTop, wantBottom := math.Inf(1), math.Inf(-1)
		for i, v := range f.Close {
			if at := g.x(float64(i)); at >= x-20.1 && at <= x+20.1 {
				wantTop, wantBottom = min(wantTop, g.y(v)), max(wantBottom, g.y(v))
			}
		}
		if top < wantTop || bottom > wantBottom || top > wantTop+12 || bottom < wantBottom-12 {
			t.Errorf("around %v: %v to %v, want %v to %v", x, top, bottom, wantTop, wantBottom)
		}
	}
	if top, bottom := sky.over(5000, 6000); top < bottom {
		t.Error("prices beyond the plot")
	}
}

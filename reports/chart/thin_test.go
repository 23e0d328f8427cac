package chart

import (
	"image"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestThinKeepsExtremes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 3000).Draw(t, "values")
		columns := rapid.IntRange(-1, 200).Draw(t, "columns")
		got := thin(values, columns)
		if most := max(2*max(columns, 1)+2, 0); len(got) > most {
			t.Fatalf("%d points for %d columns", len(got), columns)
		}
		if got[0].at != 0 || got[len(got)-1].at != len(values)-1 {
			t.Fatal("the ends are not kept")
		}
		low, high := math.Inf(1), math.Inf(-1)
		for i, p := range got {
			if i > 0 && p.at <= got[i-1].at {
				t.Fatal("points are out of order")
			}
			if p.value != values[p.at] {
				t.Fatal("a value was changed")
			}
			low, high = min(low, p.value), max(high, p.value)
		}
		if low != slices.Min(values) || high != slices.Max(values) {
			t.Fatal("an extreme was lost")
		}
	})
}

// Every column of pixels, not the whole alone, keeps its extremes.
func TestThinKeepsTheTroughOfEachColumn(t *testing.T) {
	values := make([]float64, 10_000)
	for c := range 100 {
		values[100*c+37] = -float64(c) - 1
		values[100*c+71] = float64(c) + 1
	}
	got := thin(values, 100)
	for c := range 100 {
		for _, want := range []point{{100*c + 37, -float64(c) - 1}, {100*c + 71, float64(c) + 1}} {
			if !slices.Contains(got, want) {
				t.Fatalf("column %d lost %v", c, want)
			}
		}
	}
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		want     string
	}{
		{0, 0, "0"}, {-0.04, 1, "0.0"}, {1175000, 0, "1,175,000"}, {-1234.56, 1, "−1,234.6"}, {999, 0, "999"},
		{999.96, 1, "1,000.0"}, {-12, 2, "−12.00"}, {2e15, 0, "2e+15"}, {-2e15, 0, "−2e+15"},
	} {
		if got := Number(c.v, c.decimals); got != c.want {
			t.Errorf("Number(%v, %d) = %q, want %q", c.v, c.decimals, got, c.want)
		}
	}
	if got := []string{Signed(12, 1), Signed(-12, 1), Signed(0.01, 1), percent(0.0876)}; !cmp.Equal(got, []string{"+12.0", "−12.0", "0.0", "+8.8 %"}) {
		t.Error(got)
	}
}

func TestTicksAreRound(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		most      int
		want      []float64
		decimals  int
	}{
		{63, 117, 8, []float64{70, 80, 90, 100, 110}, 0},
		{-7.1, 0, 4, []float64{-6, -4, -2, 0}, 0},
		{0, 102, 4, []float64{0, 50, 100}, 0},
		{0.1, 0.9, 5, []float64{0.2, 0.4, 0.6, 0.8}, 1},
		{1, 1, 5, nil, 0}, {2, 1, 5, nil, 0}, {0, 1, 0, nil, 0},
	} {
		got, decimals := ticks(c.low, c.high, c.most)
		near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
		if d := cmp.Diff(c.want, got, near); d != "" || decimals != c.decimals {
			t.Errorf("ticks(%v, %v, %d), %d decimals: %s", c.low, c.high, c.most, decimals, d)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1e15, 1e15).Draw(t, "low")
		high := low + rapid.Float64Range(1e-3, 1e15).Draw(t, "distance")
		most := rapid.IntRange(1, 30).Draw(t, "most")
		at, _ := ticks(low, high, most)
		if len(at) > most {
			t.Fatalf("%d ticks, at most %d", len(at), most)
		}
		for _, v := range at {
			if slack := math.Abs(v) * 1e-12; v < low-slack || v > high+slack {
				t.Fatalf("%v is outside %v to %v", v, low, high)
			}
		}
	})
}

func TestDateTicks(t *testing.T) {
	labels := func(ticks []dateTick) []string {
		var out []string
		for _, d := range ticks {
			out = append(out, d.label)
		}
		return out
	}
	for _, c := range []struct {
		name string
		n    int
		most int
		want []string
	}{
		{"one session", 1, 10, []string{"2 Jan 2020"}},
		{"three days", 3, 10, []string{"2 Jan 2020", "3 Jan 2020", "6 Jan 2020"}},
		{"half a year", 130, 10, []string{"Jan 2020", "Feb 2020", "Mar 2020", "Apr 2020", "May 2020", "Jun 2020", "Jul 2020"}},
		{"thinned", 130, 3, []string{"Jan 2020", "Apr 2020", "Jul 2020"}},
		{"eight years", 2080, 9, []string{"Jan 2020", "Jan 2021", "Jan 2022", "Jan 2023", "Jan 2024", "Jan 2025", "Jan 2026", "Jan 2027"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			days := weekdays(c.n)
			got := dateTicks(days, c.most)
			if d := cmp.Diff(c.want, labels(got)); d != "" {
				t.Error(d)
			}
			for i, d := range got {
				if i > 0 && d.at <= got[i-1].at {
					t.Error("ticks are out of order")
				}
			}
		})
	}
	if got := dateTicks(nil, 5); got != nil {
		t.Error(got)
	}
}

func TestPaletteKeepsTheInksExactly(t *testing.T) {
	for _, theme := range []Theme{Light(), Dark()} {
		s, err := layReport(sample(1, 186, 15), theme)
		if err != nil {
			t.Fatal(err)
		}
		p := newPalette(s)
		if len(p.rgba) > 256 {
			t.Fatalf("%d colours", len(p.rgba))
		}
		for _, m := range s.marks {
			if got := p.rgba[p.entry(pack(m.color))]; got != m.color {
				t.Fatalf("%v became %v", m.color, got)
			}
		}
	}
}

func TestGatheredSumsTheRest(t *testing.T) {
	got := gathered([]Bar{{"a", 5}, {"b", -9}, {"c", 1}, {"d", -2}}, 2, "others")
	want := []Bar{{"a", 5}, {"b", -9}, {"2 others", -1}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestThemeNamed(t *testing.T) {
	for name, want := range map[string]Theme{"": Light(), "light": Light(), "dark": Dark()} {
		if got, err := ThemeNamed(name); err != nil || got != want {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := ThemeNamed("sepia"); err == nil {
		t.Error("sepia is a theme")
	}
}

// Reducing a band changes no pixel whose colour is in the palette, wherever it
// stands in its row.
func TestReduceKeepsEveryPixel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newScene(1, 1, 1, Light())
		s.box(rect{}, s.theme.Ink)
		s.box(rect{}, s.theme.Loss)
		p := newPalette(s)
		wide := rapid.IntRange(1, 40).Draw(t, "wide")
		entries := rapid.SliceOfN(rapid.SampledFrom([]uint8{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2}), wide, wide).Draw(t, "row")
		band := image.NewRGBA(image.Rect(0, 0, wide, 1))
		for x, i := range entries {
			band.SetRGBA(x, 0, p.rgba[i])
		}
		page := image.NewPaletted(band.Rect, p.colors)
		p.reduce(page, 0, band, 1)
		if d := cmp.Diff(entries, page.Pix); d != "" {
			t.Fatal(d)
		}
	})
}

// No axis says one number twice, and one of whole numbers has no others.
func TestTicksDoNotRepeat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1e6, 1e6).Draw(t, "low")
		high := low + rapid.Float64Range(1e-3, 1e6).Draw(t, "distance")
		at, decimals := ticks(low, high, rapid.IntRange(1, 30).Draw(t, "most"))
		seen := map[string]bool{}
		for _, v := range at {
			label := Number(v, decimals)
			if seen[label] {
				t.Fatalf("%q twice", label)
			}
			seen[label] = true
		}
	})
}

func TestSessionsAreWholeNumbers(t *testing.T) {
	for _, longest := range []float64{1, 2, 3, 7, 16, 86, 1363} {
		s := newScene(sheetWide, pictureHigh, 1, Light())
		s.xNumbers(rect{100, 100, 1500, 400}, 0, longest, 418, true)
		var labels []string
		for _, i := range s.texts {
			labels = append(labels, s.marks[i].text)
		}
		if slices.ContainsFunc(labels, func(l string) bool { return strings.Contains(l, ".") }) || len(labels) < 2 {
			t.Errorf("0 to %v: %q", longest, labels)
		}
		if n := len(labels); len(slices.Compact(labels)) != n {
			t.Errorf("0 to %v: a number stands twice in %q", longest, labels)
		}
	}
}

func TestBesideStaysBesideItsSession(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		aside := rapid.Float64Range(0, 30).Draw(t, "aside")
		var others []disc
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			d := disc{100, rapid.Float64Range(0, 50).Draw(t, "y"), rapid.Float64Range(1, 13).Draw(t, "r")}
			got := beside(others, d, aside)
			if math.Abs(got.x-100) > aside || got.y != d.y || got.r != d.r {
				t.Fatalf("%+v became %+v, at most %v aside", d, got, aside)
			}
			others = append(others, got)
		}
	})
	if got := beside([]disc{{100, 10, 5}}, disc{100, 10, 5}, 30); got.x == 100 {
		t.Error("a mark hides another though there is room")
	}
}

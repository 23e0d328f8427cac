package batch

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// wide has 10^12 points.
func wide() []Axis {
	return []Axis{counted("a", 1000), counted("b", 1000), counted("c", 1000), counted("d", 1000)}
}

func TestRandomProperties(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		axes := []Axis{counted("x.fast", rapid.IntRange(1, 12).Draw(r, "fasts")), counted("x.slow", rapid.IntRange(2, 12).Draw(r, "slows"))}
		if rapid.Bool().Draw(r, "many") {
			axes = append(axes, counted("c", 1000), counted("d", 1000))
		}
		c, err := ParseConstraint("fast <= slow")
		if err != nil {
			r.Fatal(err)
		}
		check, err := c.Bind(axes)
		if err != nil {
			r.Fatal(err)
		}
		n, seed := rapid.IntRange(1, 200).Draw(r, "n"), rapid.Uint64().Draw(r, "seed")
		got, err := Random(axes, []Check{check}, n, seed)
		if err != nil {
			r.Fatal(err)
		}
		want := n
		if len(axes) == 2 {
			all, err := Grid(axes, []Check{check})
			if err != nil {
				r.Fatal(err)
			}
			want = min(n, len(all))
		}
		if len(got) != want {
			r.Fatalf("%d points, not %d", len(got), want)
		}
		seen := map[string]bool{}
		for _, p := range got {
			if !check(p) || len(p) != len(axes) {
				r.Fatalf("%v is not admissible", p)
			}
			if seen[fmt.Sprint(p)] {
				r.Fatalf("%v is drawn twice", p)
			}
			seen[fmt.Sprint(p)] = true
		}
		again, err := Random(axes, []Check{check}, n, seed)
		if err != nil || !slices.EqualFunc(got, again, slices.Equal) {
			r.Fatalf("the same seed draws %v, then %v (%v)", got, again, err)
		}
		fewer, err := Random(axes, []Check{check}, (n+1)/2, seed)
		if err != nil || !slices.EqualFunc(got[:len(fewer)], fewer, slices.Equal) {
			r.Fatalf("fewer draws are %v, not the first of %v (%v)", fewer, got, err)
		}
	})
}

// uniform refuses counts that a fair draw gives once in a million seeds.
func uniform(t *testing.T, counts []int) {
	t.Helper()
	total := 0
	for _, c := range counts {
		total += c
	}
	mean, chi := float64(total)/float64(len(counts)), 0.0
	for _, c := range counts {
		chi += (float64(c) - mean) * (float64(c) - mean) / mean
	}
	p := distuv.ChiSquared{K: float64(len(counts) - 1)}.Survival(chi)
	if p < 1e-6 || p > 1-1e-6 {
		t.Errorf("χ² of %v is %v: p = %v", counts, chi, p)
	}
}

func TestRandomIsUniform(t *testing.T) {
	small := []Axis{counted("fast", 5), counted("slow", 5)}
	below := bind(t, "fast < slow", small)
	t.Run("first draws", func(t *testing.T) {
		counts := make([]int, 25)
		for seed := range uint64(20_000) {
			points, err := Random(small, []Check{below}, 2, seed)
			if err != nil {
				t.Fatal(err)
			}
			counts[5*points[0][0]+points[0][1]]++
		}
		uniform(t, slices.DeleteFunc(counts, func(n int) bool { return n == 0 }))
	})
	t.Run("each is left out as often", func(t *testing.T) {
		counts := make([]int, 25)
		for i := range counts {
			if below(Point{i / 5, i % 5}) {
				counts[i] = 20_000
			}
		}
		for seed := range uint64(20_000) {
			points, err := Random(small, []Check{below}, 9, seed)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range points {
				counts[5*p[0]+p[1]]--
			}
		}
		uniform(t, slices.DeleteFunc(counts, func(n int) bool { return n == 0 }))
	})
	t.Run("of very many", func(t *testing.T) {
		axes := wide()
		points, err := Random(axes, []Check{bind(t, "a <= 500", axes)}, 20_000, 1)
		if err != nil {
			t.Fatal(err)
		}
		first, last := make([]int, 10), make([]int, 10)
		for _, p := range points {
			first[p[0]/50]++
			last[p[3]/100]++
		}
		uniform(t, first)
		uniform(t, last)
	})
}

// The draw belongs to results, so it may not change from one release of Go to
// the next, nor with the processor.
func TestRandomIsForEver(t *testing.T) {
	axes := []Axis{counted("fast", 100), counted("slow", 100)}
	got, err := Random(axes, []Check{bind(t, "fast < slow", axes)}, 5, 42)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]Point{{61, 97}, {79, 95}, {7, 12}, {4, 55}, {9, 76}}, got); d != "" {
		t.Error(d)
	}
	if got, err = Random(wide(), nil, 3, 42); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]Point{{857, 960, 136, 88}, {185, 966, 928, 363}, {647, 961, 534, 610}}, got); d != "" {
		t.Error(d)
	}
}

func TestRandomTakesAllThereAre(t *testing.T) {
	axes := []Axis{counted("fast", 4), counted("slow", 4)}
	checks := []Check{bind(t, "fast < slow", axes)}
	grid, err := Grid(axes, checks)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Random(axes, checks, 6, 7)
	if err != nil {
		t.Fatal(err)
	}
	if slices.EqualFunc(grid, got, slices.Equal) {
		t.Error("in the order of the grid, not of the draw")
	}
	slices.SortFunc(got, slices.Compare)
	if d := cmp.Diff(grid, got); d != "" {
		t.Error(d)
	}
	if got, err = Random(axes, checks, MaxPoints, 7); err != nil || len(got) != 6 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestRandomErrors(t *testing.T) {
	never := func(Point) bool { return false }
	for _, tt := range []struct {
		name   string
		axes   []Axis
		checks []Check
		n      int
		want   string
	}{
		{"nothing to draw", nil, nil, 1, "no key is varied, so there is nothing to draw"},
		{"none wanted", wide(), nil, 0, "0 points are no number to draw"},
		{"less than none", wide(), nil, math.MinInt, "no number to draw"},
		{"too many wanted", wide(), nil, MaxPoints + 1, "1,000,001 points are too many to draw; at most 1,000,000"},
		{"none of few", []Axis{counted("a", 3)}, []Check{never}, 2, "the constraints leave none of 3 points"},
		{"none of many", wide(), []Check{never}, 2,
			"of 10,000,201 points drawn from 1,000,000,000,000, only 0 are admissible and new, where 2 are wanted; the constraints leave too few to be found at random"},
		{"the same few", wide(), []Check{func(p Point) bool { return p[0] < 100 && p[1]+p[2]+p[3] == 0 }}, 2, "only 0 are admissible and new"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Random(tt.axes, tt.checks, tt.n, 1)
			if err == nil || !strings.Contains(err.Error(), tt.want) || got != nil {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

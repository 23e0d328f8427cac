package reports

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rally/reports/metrics"
)

// swarm is a comparison of trials of two rules over three axes, some of which have
// no figure, with the figure that each was given.
func swarm(t *rapid.T) (*standing, map[*Trial]float64) {
	axes := []Axis{{"strategy.a", "a", []string{"1", "2", "3"}}, {"strategy.b", "b", []string{"x", "y", "z", "w"}}, {"data.embargo", "embargo", []string{"0m", "1h"}}}
	c := &Comparison{RankBy: "score", Axes: axes}
	given := map[*Trial]float64{}
	for _, rule := range []string{"p", "q"} {
		for _, params := range combinations(axes) {
			if rapid.IntRange(0, 4).Draw(t, "missing") == 0 {
				continue
			}
			if rule == "q" {
				params[2] = "" // not an axis of q's
			}
			r := &Trial{Rule: rule, Params: params, Figures: metrics.Set{{Name: "score", Value: metrics.Undefined(metrics.ConstantReturns)}}}
			if rapid.IntRange(0, 3).Draw(t, "undefined") > 0 {
				v := float64(rapid.IntRange(-50, 50).Draw(t, "score")) / 8 // sums are exact
				given[r] = v
				r.Figures[0].Value = metrics.Number(v)
			}
			c.Trials = append(c.Trials, r)
		}
	}
	return &standing{Comparison: c, facts: &facts{}}, given
}

// A cell is the mean over the rule's other parameters and over nothing else, counted
// here trial by trial.
func TestSurfaceIsTheMeanOverTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, given := swarm(t)
		for _, u := range s.surfaces() {
			left := 0
			for i, row := range u.rows.values {
				for j, col := range u.cols.values {
					sum, n := 0.0, 0
					for _, r := range s.Trials {
						if r.Rule != u.rule || r.Params[u.rows.axis] != row || r.Params[u.cols.axis] != col {
							continue
						}
						if v, ok := given[r]; ok {
							sum += v
							n++
						} else {
							left++
						}
					}
					got := u.means[i][j]
					if u.counts[i][j] != n || got.Defined() != (n > 0) || n > 0 && got.Number != sum/float64(n) {
						t.Fatalf("%s %s %s: %v of %d, want %v ÷ %d", u.rule, row, col, got, u.counts[i][j], sum, n)
					}
				}
			}
			if u.left != left {
				t.Fatalf("%d left out, want %d", u.left, left)
			}
		}
	})
}

// The plateau and the peak are those that looking at every cell finds.
func TestHeightsAreTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, cols := rapid.IntRange(1, 6).Draw(t, "rows"), rapid.IntRange(1, 6).Draw(t, "cols")
		way := rapid.SampledFrom([]float64{1, -1}).Draw(t, "way")
		means := make([][]metrics.Value, rows)
		known := map[spot]float64{}
		for i := range means {
			for j := range cols {
				v := metrics.Undefined("no trial")
				if rapid.IntRange(0, 3).Draw(t, "known") > 0 {
					v = metrics.Number(float64(rapid.IntRange(-9, 9).Draw(t, "v")))
					known[spot{i, j}] = v.Number
				}
				means[i] = append(means[i], v)
			}
		}
		apart := spot{rapid.IntRange(0, 2).Draw(t, "rows apart"), rapid.IntRange(0, 2).Draw(t, "columns apart")}
		peak, plateau, around := heights(means, apart, way)
		if len(known) == 0 {
			if peak.row != -1 || plateau.row != -1 {
				t.Fatalf("of nothing: peak %v, plateau %v", peak, plateau)
			}
			return
		}
		near := func(at spot) (sum float64, n int) {
			for other, v := range known {
				d := max(max(other.row-at.row, at.row-other.row), max(other.col-at.col, at.col-other.col))
				lone := other.row != at.row && min(other.row, at.row) < apart.row || other.col != at.col && min(other.col, at.col) < apart.col
				if d <= 1 && !lone {
					sum += v
					n++
				}
			}
			return sum, n
		}
		kind := func(at spot) [2]bool { return [2]bool{at.row < apart.row, at.col < apart.col} }
		most, greatest := map[[2]bool]int{}, 0
		for at := range known {
			_, n := near(at)
			most[kind(at)], greatest = max(most[kind(at)], n), max(greatest, n)
		}
		candidate := func(at spot, n int) bool { return 2*n >= most[kind(at)] && (n > 1 || greatest == 1) }
		for at, v := range known {
			if way*v > way*known[peak] {
				t.Fatalf("peak %v of %v, but %v has %v", peak, known[peak], at, v)
			}
			sum, n := near(at)
			if candidate(at, n) && way*sum/float64(n) > way*around {
				t.Fatalf("plateau %v of %v, but %v has %v", plateau, around, at, sum/float64(n))
			}
		}
		if sum, n := near(plateau); !candidate(plateau, n) || sum/float64(n) != around {
			t.Fatalf("plateau %v: %v of %d neighbours, said %v", plateau, sum, n, around)
		}
	})
}

// A lucky cell among bad ones is the peak and not the plateau, and a corner with few
// neighbours is none either.
func TestPlateauIsNotThePeak(t *testing.T) {
	grid := [][]float64{
		{1.9, 1.8, 0, 0, 0, 0, 0},
		{0, 0, 0, 1, 1, 1, 0},
		{0, 0, 0, 1, 1.1, 1, 0},
		{0, 5, 0, 1, 1, 1, 0},
		{0, 0, 0, 0, 0, 0, 0},
	}
	means := make([][]metrics.Value, len(grid))
	for i, row := range grid {
		for _, v := range row {
			means[i] = append(means[i], metrics.Number(v))
		}
	}
	peak, plateau, _ := heights(means, spot{}, 1)
	if peak != (spot{3, 1}) || plateau != (spot{2, 4}) {
		t.Errorf("peak %v, plateau %v", peak, plateau)
	}
	for i := range means {
		for j := range means[i] {
			if means[i][j].Number == 0 && i+j < 2 {
				means[i][j] = metrics.Undefined("no trial") // the corner has two of its own
			}
		}
	}
	if _, plateau, _ := heights(means, spot{}, 1); plateau != (spot{2, 4}) {
		t.Errorf("with a lonely corner the plateau is %v", plateau)
	}
}

func TestRankingSaysWhichWayIsBetter(t *testing.T) {
	ranked := func(values ...float64) *standing {
		c := &Comparison{RankBy: "score"}
		for _, v := range values {
			c.Trials = append(c.Trials, &Trial{Figures: metrics.Set{{Name: "score", Value: metrics.Number(v)}}})
		}
		c.Trials = append(c.Trials, &Trial{})
		return &standing{Comparison: c}
	}
	for _, c := range []struct {
		values []float64
		want   float64
	}{{nil, 1}, {[]float64{3}, 1}, {[]float64{3, 3}, 1}, {[]float64{3, 1}, 1}, {[]float64{1, 2, 3}, -1}} {
		if got := ranked(c.values...).better(); got != c.want {
			t.Errorf("%v: %v, want %v", c.values, got, c.want)
		}
	}
}

func TestBins(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		low    float64
		width  float64
		counts []int
	}{
		{"zero is in the lower bin", []float64{-1, 0, 0, 1}, -1.1, 0.1, []int{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
		{"equal", []float64{0.5, 0.5, 0.5}, 0.45, 0.05, []int{3}},
		{"nought", []float64{0, 0}, -0.01, 0.01, []int{2}},
		{"negative", []float64{-3, -2.9}, -3.005, 0.005, []int{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			low, width, counts := bins(c.values)
			if math.Abs(low-c.low) > 1e-12 || math.Abs(width-c.width) > 1e-12 {
				t.Errorf("from %v by %v, want %v by %v", low, width, c.low, c.width)
			}
			if diff := cmp.Diff(c.counts, counts); diff != "" {
				t.Errorf("counts (-want +got):\n%s", diff)
			}
		})
	}
}

// Bins hold every value once, each where it belongs, and those at or below zero are
// the bins that end there.
func TestBinsHoldEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(-20, 20), rapid.Just(0.0), rapid.Float64Range(1, 1+1e-6)), 1, 200).Draw(t, "values")
		low, width, counts := bins(values)
		if !(width > 0) || len(counts) > 2*binsMost {
			t.Fatalf("%d bins of %v", len(counts), width)
		}
		sum, below, failed := 0, 0, 0
		for i, n := range counts {
			sum += n
			if low+width*float64(i+1) <= width*1e-6 {
				below += n
			}
		}
		for _, v := range values {
			if v < low-width*1e-6 || v > low+width*float64(len(counts))+width*1e-6 {
				t.Fatalf("%v is outside %v + %d × %v", v, low, len(counts), width)
			}
			if v <= width*1e-9 {
				failed++
			}
		}
		if sum != len(values) || below != failed {
			t.Fatalf("%d of %d values, %d of %d up to zero", sum, len(values), below, failed)
		}
	})
}

// Correlation against the definition, in another order of arithmetic.
func TestCorrelationIsThatOfTheDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := 3; n < 200; n += 13 {
		a, b := make([]float64, n), make([]float64, n)
		for i := range a {
			a[i] = 0.01 * r.NormFloat64()
			b[i] = 0.4*a[i] + 0.01*r.NormFloat64()
		}
		var x, y, xx, yy, xy float64
		for i := range a {
			x, y = x+a[i], y+b[i]
			xx, yy, xy = xx+a[i]*a[i], yy+b[i]*b[i], xy+a[i]*b[i]
		}
		m := float64(n)
		want := (m*xy - x*y) / math.Sqrt((m*xx-x*x)*(m*yy-y*y))
		if got := correlation(a, b); math.Abs(got.Number-want) > 1e-12 {
			t.Errorf("of %d: %v, want %v", n, got, want)
		}
		if got := correlation(a, a); math.Abs(got.Number-1) > 1e-15 {
			t.Errorf("with itself: %v", got)
		}
	}
	flat := []float64{0.01, 0.01, 0.01}
	for name, v := range map[string]metrics.Value{
		metrics.ConstantReturns: correlation(flat, []float64{1, 2, 3}), metrics.TooFewReturns: correlation(flat[:1], flat[:1]),
	} {
		if v.Why != name {
			t.Errorf("%v, want %s", v, name)
		}
	}
}

func TestWhatAMeanIsOver(t *testing.T) {
	axes := []Axis{{"s.a", "a", []string{"1", "2"}}, {"s.b", "b", []string{"1", "2"}}, {"s.c", "c", []string{"1", "2"}}, {"s.d", "d", []string{"1"}}}
	c := &Comparison{RankBy: "score", Axes: axes}
	for i, params := range combinations(axes) {
		c.Trials = append(c.Trials, &Trial{Rule: "p", Name: fmt.Sprint(i), Params: params, Figures: metrics.Set{{Name: "score", Value: metrics.Number(float64(15 - i))}}})
	}
	s := &standing{Comparison: c, facts: &facts{}}
	list := s.surfaces()
	if len(list) != 3 {
		t.Fatalf("%d pairs, want 3: an axis of one value is none", len(list))
	}
	m := s.mapOf(&list[0], inFull)
	if m.Title != "a × b" || m.Unit != "score, mean over the others (c)" || m.ColKey != "s.a" {
		t.Errorf("title %q, unit %q, key %q", m.Title, m.Unit, m.ColKey)
	}
	if m.PeakText != "peak at s.a=1 s.b=1: 14.50" || m.PlateauText != "plateau around s.a=1 s.b=1: mean with its neighbours 11.50" {
		t.Errorf("%q, %q", m.PeakText, m.PlateauText)
	}
}

// Of cells with one neighbourhood the plateau is around the one that is best itself.
func TestPlateauOfEqualsIsTheBest(t *testing.T) {
	means := [][]metrics.Value{
		{metrics.Number(-1), metrics.Number(-2), metrics.Number(-1)},
		{metrics.Number(3), metrics.Number(4), metrics.Number(3)},
	}
	if _, plateau, around := heights(means, spot{}, 1); plateau != (spot{1, 1}) || around != 1 {
		t.Errorf("plateau %v of %v", plateau, around)
	}
	if _, plateau, _ := heights([][]metrics.Value{{metrics.Number(-1)}, {metrics.Number(2)}}, spot{}, 1); plateau != (spot{1, 0}) {
		t.Errorf("of two the plateau is around %v", plateau)
	}
}

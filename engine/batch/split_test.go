package batch

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWalkForward(t *testing.T) {
	for _, tt := range []struct {
		name                    string
		split                   func(n, train, test, embargo int) ([]Window, error)
		n, train, test, embargo int
		want                    string
	}{
		{"rolling", WalkForward, 10, 4, 2, 0, "0-4|4-6 2-6|6-8 4-8|8-10"},
		{"an embargo between", WalkForward, 10, 4, 2, 1, "0-4|5-7 2-6|7-9 4-8|9-10"},
		{"the last test is short", WalkForward, 10, 3, 4, 0, "0-3|3-7 4-7|7-10"},
		{"one short test", WalkForward, 10, 7, 20, 1, "0-7|8-10"},
		{"one session to test", WalkForward, 3, 1, 1, 1, "0-1|2-3"},
		{"tests longer than trainings leave some unseen", WalkForward, 12, 2, 5, 0, "0-2|2-7 5-7|7-12"},
		{"anchored", Anchored, 10, 4, 2, 0, "0-4|4-6 0-6|6-8 0-8|8-10"},
		{"anchored, an embargo between", Anchored, 10, 4, 2, 1, "0-4|5-7 0-6|7-9 0-8|9-10"},
		{"a test without end", Anchored, 10, 4, math.MaxInt, 1, "0-4|5-10"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.split(tt.n, tt.train, tt.test, tt.embargo)
			if err != nil || windowsText(got) != tt.want {
				t.Errorf("got %s, %v\nwant %s", windowsText(got), err, tt.want)
			}
		})
	}
}

// windowsText writes windows as train|test, stretches with a comma between them.
func windowsText(windows []Window) string {
	text := func(list []Stretch) string {
		var out []string
		for _, s := range list {
			out = append(out, fmt.Sprintf("%d-%d", s.From, s.To))
		}
		return strings.Join(out, ",")
	}
	var out []string
	for _, w := range windows {
		out = append(out, text(w.Train)+"|"+text(w.Test))
	}
	return strings.Join(out, " ")
}

func TestWalkForwardErrors(t *testing.T) {
	for _, tt := range []struct {
		name                    string
		n, train, test, embargo int
		want                    string
	}{
		{"no training", 10, 0, 2, 0, "a training of 0 sessions"},
		{"no test", 10, 4, 0, 0, "tests of 0 sessions"},
		{"negative embargo", 10, 4, 2, -1, "an embargo of -1 sessions"},
		{"no sessions", 0, 4, 2, 0, "0 sessions leave nothing to test after a training of 4 and an embargo of 0"},
		{"negative sessions", -5, 4, 2, 0, "leave nothing to test"},
		{"all to train on", 10, 10, 2, 0, "leave nothing to test"},
		{"the embargo takes the rest", 10, 8, 2, 2, "10 sessions leave nothing to test after a training of 8 and an embargo of 2"},
		{"a very long embargo", 10, 8, 2, math.MaxInt, "leave nothing to test"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, split := range []func(n, train, test, embargo int) ([]Window, error){WalkForward, Anchored} {
				if got, err := split(tt.n, tt.train, tt.test, tt.embargo); err == nil || !strings.Contains(err.Error(), tt.want) || got != nil {
					t.Errorf("got %v\nwant %s", err, tt.want)
				}
			}
		})
	}
}

func TestWalkForwardProperties(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		train, test, embargo := rapid.IntRange(1, 60).Draw(r, "train"), rapid.IntRange(1, 40).Draw(r, "test"), rapid.IntRange(0, 10).Draw(r, "embargo")
		n := train + embargo + rapid.IntRange(1, 300).Draw(r, "rest")
		rolling, err := WalkForward(n, train, test, embargo)
		if err != nil {
			r.Fatal(err)
		}
		anchored, err := Anchored(n, train, test, embargo)
		if err != nil || len(anchored) != len(rolling) {
			r.Fatalf("%d and %d windows, %v", len(anchored), len(rolling), err)
		}
		at := train + embargo
		for i, w := range rolling {
			a := anchored[i]
			if w.Test[0] != a.Test[0] || a.Train[0] != (Stretch{0, w.Train[0].To}) {
				r.Fatalf("window %d: %v and %v", i, w, a)
			}
			if w.Test[0].From != at || w.Train[0].Len() != train || w.Test[0].From-w.Train[0].To != embargo {
				r.Fatalf("window %d: %v", i, w)
			}
			if i < len(rolling)-1 && w.Test[0].Len() != test || w.Test[0].Len() > test || w.Test[0].Len() < 1 {
				r.Fatalf("window %d: %v", i, w)
			}
			at = w.Test[0].To
		}
		if at != n {
			r.Fatalf("the tests end at %d of %d", at, n)
		}
	})
}

// sessions marks the sessions of stretches.
func sessions(n int, list []Stretch) []bool {
	out := make([]bool, n)
	for _, s := range list {
		for i := s.From; i < s.To; i++ {
			out[i] = true
		}
	}
	return out
}

func count(list []Stretch) int {
	n := 0
	for _, s := range list {
		n += s.Len()
	}
	return n
}

// mayTrain is the rule of purging and embargo, session by session: i may be
// trained on where its label span meets that of no tested session, and it does
// not begin in the embargo after a test.
func mayTrain(i int, tests []Stretch, horizon, embargo int) bool {
	for _, test := range tests {
		for j := test.From; j < test.To; j++ {
			if i <= j+horizon && j <= i+horizon {
				return false
			}
		}
		if t1 := test.To - 1 + horizon; i > t1 && i <= t1+embargo {
			return false
		}
	}
	return true
}

// The public vector G_purged: 100 sessions, 5 folds, horizon 5, embargo 3.
func TestPurgedVector(t *testing.T) {
	windows, err := Purged(100, 5, 5, 3)
	if err != nil {
		t.Fatal(err)
	}
	var sizes []int
	for _, w := range windows {
		sizes = append(sizes, count(w.Train))
	}
	if d := cmp.Diff([]int{72, 67, 67, 67, 75}, sizes); d != "" {
		t.Error(d)
	}
	if want := "28-100|0-20 0-15,48-100|20-40 0-35,68-100|40-60 0-55,88-100|60-80 0-75|80-100"; windowsText(windows) != want {
		t.Errorf("got %s\nwant %s", windowsText(windows), want)
	}
}

func TestPurged(t *testing.T) {
	for _, tt := range []struct {
		name                       string
		n, folds, horizon, embargo int
		want                       string
	}{
		{"nothing to purge", 6, 3, 0, 0, "2-6|0-2 0-2,4-6|2-4 0-4|4-6"},
		{"the first folds are longer", 8, 3, 0, 0, "3-8|0-3 0-3,6-8|3-6 0-6|6-8"},
		{"an embargo alone is after the test", 6, 3, 0, 1, "3-6|0-2 0-2,5-6|2-4 0-4|4-6"},
		{"one side is purged away", 9, 3, 3, 0, "6-9|0-3 |3-6 0-3|6-9"},
		{"one session a fold", 3, 3, 0, 0, "1-3|0-1 0-1,2-3|1-2 0-2|2-3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Purged(tt.n, tt.folds, tt.horizon, tt.embargo)
			if strings.Contains(tt.want, " |") {
				if err == nil {
					t.Errorf("got %s", windowsText(got))
				}
				return
			}
			if err != nil || windowsText(got) != tt.want {
				t.Errorf("got %s, %v\nwant %s", windowsText(got), err, tt.want)
			}
		})
	}
}

func TestPurgedErrors(t *testing.T) {
	for _, tt := range []struct {
		name                       string
		n, folds, horizon, embargo int
		want                       string
	}{
		{"no sessions", 0, 2, 0, 0, "no sessions to split"},
		{"one fold", 10, 1, 0, 0, "1 folds; at least two are needed"},
		{"more folds than sessions", 3, 4, 0, 0, "3 sessions make no 4 folds"},
		{"negative horizon", 10, 2, -1, 0, "a horizon of -1 sessions"},
		{"negative embargo", 10, 2, 0, -1, "an embargo of -1 sessions"},
		{"all purged", 9, 3, 3, 0, "nothing is left to train on outside fold 2 of 3, with a horizon of 3 and an embargo of 0 over 9 sessions"},
		{"a very long horizon", 9, 3, math.MaxInt, math.MaxInt, "nothing is left to train on outside fold 1 of 3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := Purged(tt.n, tt.folds, tt.horizon, tt.embargo); err == nil || !strings.Contains(err.Error(), tt.want) || got != nil {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestPurgedProperties(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(20, 200).Draw(r, "n")
		folds := rapid.IntRange(2, 8).Draw(r, "folds")
		horizon, embargo := rapid.IntRange(0, 12).Draw(r, "horizon"), rapid.IntRange(0, 12).Draw(r, "embargo")
		windows, err := Purged(n, folds, horizon, embargo)
		if err != nil {
			r.Skip(err)
		}
		at := 0
		for _, w := range windows {
			if len(w.Test) != 1 || w.Test[0].From != at {
				r.Fatalf("%v after session %d", w.Test, at)
			}
			if l := w.Test[0].Len(); l != n/folds && l != n/folds+1 {
				r.Fatalf("a fold of %d of %d sessions", l, n)
			}
			at = w.Test[0].To
			sound(r, n, w, horizon, embargo)
		}
		if at != n {
			r.Fatalf("the folds end at %d of %d", at, n)
		}
	})
}

// sound compares a window with the rule, session by session.
func sound(r *rapid.T, n int, w Window, horizon, embargo int) {
	got := sessions(n, w.Train)
	for i := range n {
		if got[i] != mayTrain(i, w.Test, horizon, embargo) {
			r.Fatalf("session %d with tests %v, horizon %d, embargo %d: in the training is %v", i, w.Test, horizon, embargo, got[i])
		}
	}
	for i, s := range w.Train {
		if s.Len() < 1 || i > 0 && s.From <= w.Train[i-1].To {
			r.Fatalf("training %v", w.Train)
		}
	}
}

func TestCombinatorialCounts(t *testing.T) {
	for _, tt := range []struct{ groups, k, splits, paths int }{
		{6, 2, 15, 5}, {10, 2, 45, 9}, {5, 1, 5, 1}, {4, 3, 4, 3},
	} {
		t.Run(fmt.Sprintf("%d of %d", tt.k, tt.groups), func(t *testing.T) {
			windows, paths, err := Combinatorial(120, tt.groups, tt.k, 0, 0)
			if err != nil || len(windows) != tt.splits || len(paths) != tt.paths {
				t.Errorf("%d windows, %d paths, %v", len(windows), len(paths), err)
			}
		})
	}
}

func TestCombinatorial(t *testing.T) {
	windows, paths, err := Combinatorial(12, 4, 2, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	if want := "7-12|0-3,3-6 4-5,10-12|0-3,6-9 4-8|0-3,9-12 0-2,10-12|3-6,6-9 0-2,7-8|3-6,9-12 0-5|6-9,9-12"; windowsText(windows) != want {
		t.Errorf("got %s\nwant %s", windowsText(windows), want)
	}
	if d := cmp.Diff([][]int{{0, 0, 1, 2}, {1, 3, 3, 4}, {2, 4, 5, 5}}, paths); d != "" {
		t.Error(d)
	}
}

func TestCombinatorialProperties(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(20, 120).Draw(r, "n")
		groups := rapid.IntRange(2, 8).Draw(r, "groups")
		k := rapid.IntRange(1, groups-1).Draw(r, "k")
		horizon, embargo := rapid.IntRange(0, 4).Draw(r, "horizon"), rapid.IntRange(0, 20).Draw(r, "embargo")
		windows, paths, err := Combinatorial(n, groups, k, horizon, embargo)
		if err != nil {
			r.Skip(err)
		}
		for _, w := range windows {
			if len(w.Test) != k {
				r.Fatalf("%d groups are tested", len(w.Test))
			}
			sound(r, n, w, horizon, embargo)
		}
		// Each path tests every session once; each test belongs to one path.
		group := divide(n, groups)
		used := map[[2]int]bool{}
		for _, path := range paths {
			at := 0
			for g, i := range path {
				if !slices.Contains(windows[i].Test, group[g]) || used[[2]int{i, g}] || group[g].From != at {
					r.Fatalf("path %v: group %d by window %d, %v", path, g, i, windows[i].Test)
				}
				used[[2]int{i, g}] = true
				at = group[g].To
			}
			if at != n {
				r.Fatalf("a path ends at %d of %d", at, n)
			}
		}
		if len(used) != len(windows)*k {
			r.Fatalf("%d tests in paths, of %d", len(used), len(windows)*k)
		}
		if k > 1 {
			return
		}
		if folds, err := Purged(n, groups, horizon, embargo); err != nil || !cmp.Equal(folds, windows) {
			r.Fatalf("one group at a time is not a fold: %v, %v, %v", windows, folds, err)
		}
	})
}

func TestCombinatorialErrors(t *testing.T) {
	for _, tt := range []struct {
		name                          string
		n, groups, k, horizon, embago int
		want                          string
	}{
		{"one group", 10, 1, 1, 0, 0, "1 groups; at least two are needed"},
		{"none tested", 10, 4, 0, 0, 0, "a test of 0 of 4 groups"},
		{"all tested", 10, 4, 4, 0, 0, "a test of 4 of 4 groups"},
		{"too many ways", 100, 20, 10, 0, 0, "the ways to take 10 of 20 groups have more than 1,000,000 tests"},
		{"far too many ways", 1_000_000, 1_000_000, 500_000, 0, 0, "have more than 1,000,000 tests"},
		{"too many groups in each", 1_000_000, 1_000_000, 999_999, 0, 0, "have more than 1,000,000 tests"},
		{"a group a session, for ever", math.MaxInt, math.MaxInt, 2, 0, 0, "have more than 1,000,000 tests"},
		{"nothing left", 10, 5, 4, 2, 0, "nothing is left to train on where 4 of 5 groups are the test, with a horizon of 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			windows, paths, err := Combinatorial(tt.n, tt.groups, tt.k, tt.horizon, tt.embago)
			if err == nil || !strings.Contains(err.Error(), tt.want) || windows != nil || paths != nil {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestBest(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		name   string
		scores []float64
		want   int
	}{
		{"none", nil, -1},
		{"no score", []float64{nan, nan}, -1},
		{"the highest", []float64{1, 3, 2}, 1},
		{"the first of equals", []float64{nan, 1, 2, 2}, 2},
		{"below zero", []float64{-2, nan, -1}, 2},
		{"infinities are scores", []float64{math.Inf(-1), nan}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Best(tt.scores); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

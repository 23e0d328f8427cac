package overfit_test

import (
	"math"
	"math/bits"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"rally/reports/overfit"
)

// union picks the returns of the blocks that are in a set.
func union(d overfit.Design, returns []float64, set uint) []float64 {
	var out []float64
	for b := range d.Blocks {
		if set&(1<<b) != 0 {
			from := d.Dropped + b*d.Length
			out = append(out, returns[from:from+d.Length]...)
		}
	}
	return out
}

// plainSharpe is the ratio by its definition, −Inf where there is none.
func plainSharpe(returns []float64) float64 {
	if !slices.ContainsFunc(returns, func(r float64) bool { return r != 0 }) {
		return 0
	}
	if !slices.ContainsFunc(returns, func(r float64) bool { return r != returns[0] }) {
		return math.Inf(-1)
	}
	var mean, squares float64
	for _, r := range returns {
		mean += r / float64(len(returns))
	}
	for _, r := range returns {
		squares += (r - mean) * (r - mean)
	}
	return mean / math.Sqrt(squares/float64(len(returns)-1))
}

// plainCSCV is the method as the paper tells it, without a shortcut.
func plainCSCV(d overfit.Design, trials [][]float64) (chosen []int32, ranks []float64) {
	var splits []uint
	for set := range uint(1) << d.Blocks {
		if bits.OnesCount(set) == d.Blocks/2 {
			splits = append(splits, set)
		}
	}
	slices.SortFunc(splits, func(a, b uint) int { // the half with the first block in which they differ comes first
		lowest := (a ^ b) & -(a ^ b)
		if a&lowest != 0 {
			return -1
		}
		return 1
	})
	for _, set := range splits {
		best, at := math.Inf(-1), int32(-1)
		out := make([]float64, len(trials))
		for i, returns := range trials {
			if in := plainSharpe(union(d, returns, set)); in > best {
				best, at = in, int32(i)
			}
			out[i] = plainSharpe(union(d, returns, ^set))
		}
		if at < 0 {
			continue
		}
		rank := 0.5
		for _, s := range out {
			switch {
			case s < out[at]:
				rank++
			case s == out[at]:
				rank += 0.5
			}
		}
		chosen, ranks = append(chosen, at), append(ranks, rank)
	}
	return chosen, ranks
}

// trialsOf draws trials, some of which do nothing for a while, or earn the same
// every period, or are copies of another.
func trialsOf(t *rapid.T) (overfit.Design, [][]float64) {
	n := rapid.IntRange(16, 60).Draw(t, "returns")
	d := overfit.NewDesign(n, rapid.SampledFrom([]int{4, 6, 8}).Draw(t, "blocks"))
	if d.Blocks == 0 {
		t.Skip("too short")
	}
	trials := noise(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(2, 7).Draw(t, "trials"), n)
	for i := range trials {
		// Whole blocks, since the ratio of one return among zeros is the same
		// whatever the return, and rounding alone would order two such trials.
		from := d.Dropped + d.Length*rapid.IntRange(0, d.Blocks).Draw(t, "block")
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0: // idle at first
			clear(trials[i][:from])
		case 1: // alike in the end
			for j := from; j < n; j++ {
				trials[i][j] = 0.0001
			}
		case 2:
			copy(trials[i], trials[rapid.IntRange(0, i).Draw(t, "copy")])
		}
	}
	return d, trials
}

func TestCSCVIsThatOfThePaper(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, trials := trialsOf(t)
		p := overfit.CSCV(d, cut(d, trials))
		chosen, ranks := plainCSCV(d, trials)
		if diff := cmp.Diff(chosen, p.Chosen, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("chosen: %s", diff)
		}
		if diff := cmp.Diff(ranks, p.Ranks, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("ranks: %s", diff)
		}
	})
}

// TestBlocksAddUp compares the sums of any union of blocks with the returns'.
func TestBlocksAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, trials := trialsOf(t)
		values := cut(d, trials)[0].Values()
		set := rapid.UintRange(0, 1<<d.Blocks-1).Draw(t, "set")
		var sum, squares, wantSum, wantSquares float64
		for b := range d.Blocks {
			if set&(1<<b) != 0 {
				sum, squares = sum+values[2*b], squares+values[2*b+1]
			}
		}
		for _, r := range union(d, trials[0], set) {
			wantSum, wantSquares = wantSum+r, wantSquares+r*r
		}
		if math.Abs(sum-wantSum) > 1e-12 || math.Abs(squares-wantSquares) > 1e-12 {
			t.Fatalf("sums %v and %v, want %v and %v", sum, squares, wantSum, wantSquares)
		}
		if diff := cmp.Diff(values, d.Restore(values).Values()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestCSCVKeepsItsProbability turns time round, and changes the order of the
// trials.
func TestCSCVKeepsItsProbability(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		returns := noise(seed, rapid.IntRange(2, 12).Draw(t, "trials"), 96)
		d := overfit.NewDesign(96, 8)
		want := overfit.CSCV(d, cut(d, returns))
		turned := rapid.Permutation(returns).Draw(t, "order")
		if got := overfit.CSCV(d, cut(d, turned)); got.Probability != want.Probability || got.Loss != want.Loss {
			t.Fatalf("in another order %v, %v", got.Probability, want.Probability)
		}
		for _, r := range returns {
			slices.Reverse(r)
		}
		if got := overfit.CSCV(d, cut(d, returns)); got.Probability != want.Probability || got.Loss != want.Loss {
			t.Fatalf("backwards %v, %v", got.Probability, want.Probability)
		}
	})
}

// TestTheBetterOneIsNoAccident adds two percent a period to one trial.
func TestTheBetterOneIsNoAccident(t *testing.T) {
	_, returns := trialsFile(t)
	for i := range returns {
		better := slices.Clone(returns)
		better[i] = slices.Clone(returns[i])
		for j := range better[i] {
			better[i][j] += 0.02
		}
		for _, s := range []int{4, 6, 8, 12} {
			d := overfit.NewDesign(48, s)
			if p := overfit.CSCV(d, cut(d, better)); !p.Probability.Defined() || p.Probability.Number != 0 {
				t.Errorf("trial %d, %d blocks: %v", i, s, p.Probability)
			}
		}
	}
}

// TestWithoutVariance has trials that do nothing in some blocks, or earn the
// same in each period of some.
func TestWithoutVariance(t *testing.T) {
	idle := []float64{0, 0, 0, 0, 0, 0, 0, 0, .01, -.02, .03, .01, .02, -.01, .01, .03}
	alike := []float64{.01, .01, .01, .01, .01, .01, .01, .01, .02, -.01, .01, .02, -.03, .01, .01, .02}
	loser := []float64{-.01, -.03, .01, -.02, -.01, -.03, .01, -.02, -.01, -.03, .01, -.02, -.01, -.03, .01, -.02}
	d := overfit.NewDesign(16, 4)
	p := overfit.CSCV(d, cut(d, [][]float64{alike, loser, idle}))
	// On the first two blocks the idle one has a ratio of 0: better than the
	// loser's, and the one that is alike has none. So it is chosen, and ranks
	// first in the others.
	if p.Chosen[0] != 2 {
		t.Errorf("the first half chose %d", p.Chosen[0])
	}
	// On the last two blocks the idle one is the best; in the others it is at
	// 0, above the loser and above the one without a ratio.
	if last := p.Splits - 1; p.Chosen[last] != 2 || p.Ranks[last] != 3 {
		t.Errorf("the last half chose %d, rank %v", p.Chosen[last], p.Ranks[last])
	}
	// Without the idle one the loser is what the first half can choose.
	p = overfit.CSCV(d, cut(d, [][]float64{alike, loser}))
	if p.Chosen[0] != 1 || p.Chosen[p.Splits-1] != 0 || p.Ranks[p.Splits-1] != 1 {
		t.Errorf("chosen %v, ranks %v", p.Chosen, p.Ranks)
	}
	// Where no trial has a ratio, none is chosen.
	p = overfit.CSCV(d, cut(d, [][]float64{alike, alike}))
	if p.Splits != 6 || len(p.Chosen) != 5 || len(p.Logits) != 5 || len(p.Ranks) != 5 {
		t.Errorf("%d splits, of which %d chose", p.Splits, len(p.Chosen))
	}
	same := slices.Repeat([]float64{.01}, 16)
	if p = overfit.CSCV(d, cut(d, [][]float64{same, same})); p.Probability.Why != overfit.NoSharpe {
		t.Errorf("of two that never vary: %v", p.Probability)
	}
	nothing := make([]float64, 16)
	p = overfit.CSCV(d, cut(d, [][]float64{nothing, nothing}))
	if p.Probability.Number != 1 || p.Slope.Why != overfit.ConstantChoice || p.Loss.Number != 0 {
		t.Errorf("of two that do nothing: %v, slope %v", p.Probability, p.Slope)
	}
}

func TestCSCVSaysWhyNot(t *testing.T) {
	returns := noise(1, 3, 64)
	d := overfit.NewDesign(64, 8)
	whole := cut(d, returns)
	short := d.Start()
	short.Add(.01)
	other := overfit.NewDesign(64, 4)
	for _, c := range []struct {
		why    string
		design overfit.Design
		blocks []*overfit.Blocks
	}{
		{overfit.TooFewTrials, d, nil},
		{overfit.TooFewTrials, d, whole[:1]},
		{overfit.TooFewSessions, overfit.NewDesign(15, 8), cut(overfit.NewDesign(15, 8), noise(1, 3, 15))},
		{overfit.NoBlocks, d, []*overfit.Blocks{whole[0], nil}},
		{overfit.OtherDesign, d, []*overfit.Blocks{whole[0], cut(other, returns)[1]}},
		{overfit.Incomplete, d, []*overfit.Blocks{whole[0], short}},
	} {
		t.Run(c.why, func(t *testing.T) {
			p := overfit.CSCV(c.design, c.blocks)
			for _, v := range []string{p.Probability.Why, p.Loss.Why, p.Slope.Why, p.Intercept.Why, p.MeanIn.Why, p.MeanOut.Why} {
				if v != c.why {
					t.Errorf("%q, want %q", v, c.why)
				}
			}
			if p.Splits != 0 || p.Trials != len(c.blocks) || p.Design != c.design {
				t.Errorf("%+v", p)
			}
		})
	}
}

func TestDesign(t *testing.T) {
	for _, c := range []struct {
		n, blocks int
		want      overfit.Design
	}{
		{1363, 16, overfit.Design{Returns: 1363, Blocks: 16, Length: 85, Dropped: 3}},
		{48, 16, overfit.Design{Returns: 48, Blocks: 12, Length: 4}},
		{48, 7, overfit.Design{Returns: 48, Blocks: 6, Length: 8}},
		{1000, 64, overfit.Design{Returns: 1000, Blocks: 20, Length: 50}},
		{16, 16, overfit.Design{Returns: 16, Blocks: 4, Length: 4}},
		{15, 16, overfit.Design{Returns: 15}},
		{100, 2, overfit.Design{Returns: 100}},
		{100, -3, overfit.Design{Returns: 100}},
		{0, 16, overfit.Design{}},
	} {
		if diff := cmp.Diff(c.want, overfit.NewDesign(c.n, c.blocks)); diff != "" {
			t.Errorf("%d returns, %d blocks: %s", c.n, c.blocks, diff)
		}
	}
}

// TestEveryCoreTheSame has equal bits on one core and on several.
func TestEveryCoreTheSame(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	list := tracks(noise(3, 150, 400), 12)
	var want overfit.Assessment
	for i, cores := range []int{1, 2, 3, 16} {
		runtime.GOMAXPROCS(cores)
		got := overfit.Assess(list, 7)
		if i == 0 {
			want = got
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d cores: %s", cores, diff)
		}
	}
}

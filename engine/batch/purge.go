package batch

import (
	"errors"
	"fmt"
	"math/big"
)

// maxTests is the most tests that the windows of Combinatorial may have together.
const maxTests = 1_000_000

// Purged splits n sessions into folds in a row, as equal as can be, the longer
// ones first, and makes a window of each: the fold is the test, and all other
// sessions the training, before and after it, but for those that are purged and
// those under embargo. The label span of session i is [i, i+horizon]; a session
// is purged where its label span meets that of the test, which ends at
//
//	t1 = last session of the test + horizon
//
// and is under embargo in (t1, t1+embargo]. Sizes that make no sense, or leave a
// fold nothing to train on, are an error.
//
// Source: López de Prado, Advances in Financial Machine Learning (2018), 7.4.
func Purged(n, folds, horizon, embargo int) ([]Window, error) {
	if err := sizes(n, folds, horizon, embargo, "folds"); err != nil {
		return nil, err
	}
	windows := make([]Window, folds)
	for i, fold := range divide(n, folds) {
		windows[i] = Window{Test: []Stretch{fold}, Train: purge(n, []Stretch{fold}, horizon, embargo)}
		if len(windows[i].Train) == 0 {
			return nil, fmt.Errorf("nothing is left to train on outside fold %d of %d, with a horizon of %d and an embargo of %d over %d sessions",
				i+1, folds, horizon, embargo, n)
		}
	}
	return windows, nil
}

// Combinatorial splits n sessions into groups in a row, as Purged does into
// folds, and makes a window of each way to take k of them as the test, in the
// order of the first group, then the second, and so on. Test has a stretch for
// each group, in order; what is left of the other groups is the training, purged
// and under embargo around each stretch of the test.
//
// Each group is tested C(groups−1, k−1) times, so the tests make that many paths
// over all sessions: paths[p][g] is the window whose test of group g belongs to
// path p, the p-th of those that test g. Sizes that make no sense, more than a
// million tests in all, and a window with nothing to train on are errors.
//
// Source: López de Prado, Advances in Financial Machine Learning (2018), 12.4.
func Combinatorial(n, groups, k, horizon, embargo int) (windows []Window, paths [][]int, err error) {
	if err := sizes(n, groups, horizon, embargo, "groups"); err != nil {
		return nil, nil, err
	}
	if k < 1 || k >= groups {
		return nil, nil, fmt.Errorf("a test of %d of %d groups; at least one is tested, and at least one trained on", k, groups)
	}
	if !fewWays(groups, k) {
		return nil, nil, fmt.Errorf("the ways to take %d of %d groups have more than %s tests; take fewer groups",
			k, groups, grouped(big.NewInt(maxTests)))
	}
	group := divide(n, groups)
	testing := make([][]int, groups) // the windows that test a group
	for _, chosen := range combinations(groups, k) {
		var w Window
		for _, g := range chosen {
			w.Test = append(w.Test, group[g])
			testing[g] = append(testing[g], len(windows))
		}
		if w.Train = purge(n, w.Test, horizon, embargo); len(w.Train) == 0 {
			return nil, nil, fmt.Errorf("nothing is left to train on where %d of %d groups are the test, with a horizon of %d and an embargo of %d over %d sessions",
				k, groups, horizon, embargo, n)
		}
		windows = append(windows, w)
	}
	paths = make([][]int, len(testing[0]))
	for p := range paths {
		paths[p] = make([]int, groups)
		for g := range paths[p] {
			paths[p][g] = testing[g][p]
		}
	}
	return windows, paths, nil
}

// sizes refuses what cannot be split so.
func sizes(n, parts, horizon, embargo int, what string) error {
	switch {
	case n < 1:
		return errors.New("there are no sessions to split")
	case parts < 2:
		return fmt.Errorf("%d %s; at least two are needed, one to test on and one to train on", parts, what)
	case parts > n:
		return fmt.Errorf("%d sessions make no %d %s; each needs at least one", n, parts, what)
	case horizon < 0:
		return fmt.Errorf("a horizon of %d sessions: no outcome is known before it begins", horizon)
	case embargo < 0:
		return fmt.Errorf("an embargo of %d sessions: it cannot give back what was purged", embargo)
	}
	return nil
}

// divide cuts n sessions into parts of equal length, the first n mod parts of
// them longer by one.
func divide(n, parts int) []Stretch {
	out := make([]Stretch, parts)
	from := 0
	for i := range out {
		to := from + n/parts
		if i < n%parts {
			to++
		}
		out[i], from = Stretch{from, to}, to
	}
	return out
}

// purge returns what the tests, in order, leave to train on. The label span
// [i, i+horizon] meets [From, To−1+horizon] just where From−horizon ≤ i <
// To+horizon; the embargo goes on from there.
func purge(n int, tests []Stretch, horizon, embargo int) []Stretch {
	horizon, embargo = min(horizon, n), min(embargo, n) // more says no more, and could overflow
	var train []Stretch
	free := 0 // the first session that no test before forbids
	for _, test := range tests {
		if until := test.From - horizon; until > free {
			train = append(train, Stretch{free, until})
		}
		free = test.To + horizon + embargo
	}
	if free < n {
		train = append(train, Stretch{free, n})
	}
	return train
}

// fewWays tells whether the ways to take k of n, times k, are within maxTests. The
// products of the binomial coefficient only grow, so it ends at the first that is
// too large.
func fewWays(n, k int) bool {
	if n > maxTests {
		return false
	}
	ways := 1
	for i := 1; i <= min(k, n-k); i++ {
		if ways = ways * (n - i + 1) / i; ways > maxTests/k {
			return false
		}
	}
	return true
}

// combinations lists the ways to take k of 0 … n−1, each in order, in
// lexicographic order.
func combinations(n, k int) [][]int {
	var out [][]int
	taken := make([]int, k)
	for i := range taken {
		taken[i] = i
	}
	for {
		out = append(out, append([]int(nil), taken...))
		i := k - 1
		for i >= 0 && taken[i] == n-k+i {
			i--
		}
		if i < 0 {
			return out
		}
		taken[i]++
		for j := i + 1; j < k; j++ {
			taken[j] = taken[j-1] + 1
		}
	}
}

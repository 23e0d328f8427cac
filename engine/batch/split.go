package batch

import "fmt"

// Stretch is sessions in a row, counted from 0: From to To, To not among them.
type Stretch struct{ From, To int }

// Len returns how many sessions a stretch has.
func (s Stretch) Len() int { return s.To - s.From }

// Window is a choice and its test: what the choice may see, and what tests it.
// No session is in both. Stretches are in order and not empty; those of Train do
// not touch each other.
type Window struct {
	Train []Stretch
	Test  []Stretch
}

// WalkForward splits n sessions into windows that roll forward: each chooses on
// train sessions, leaves out embargo sessions, and tests on the next test
// sessions; the next window lies test sessions later. So the tests follow each
// other without a gap and cover every session from train + embargo on; the last
// is shorter where the sessions do not divide. A window of a is
//
//	train [a, a+train), test [a+train+embargo, a+train+embargo+test)
//
// Sizes that leave no session to test are an error.
//
// Source: Pardo, The Evaluation and Optimization of Trading Strategies (2nd ed.,
// 2008), walk-forward analysis.
func WalkForward(n, train, test, embargo int) ([]Window, error) {
	return forward(n, train, test, embargo, func(end int) int { return end - train })
}

// Anchored is WalkForward with trainings that all begin with the first session,
// so that each is longer than the one before.
func Anchored(n, train, test, embargo int) ([]Window, error) {
	return forward(n, train, test, embargo, func(int) int { return 0 })
}

// forward walks; begin is the first session of a training that ends before end.
func forward(n, train, test, embargo int, begin func(end int) int) ([]Window, error) {
	switch {
	case train < 1:
		return nil, fmt.Errorf("a training of %d sessions; at least one is needed to choose on", train)
	case test < 1:
		return nil, fmt.Errorf("tests of %d sessions; at least one is needed to test on", test)
	case embargo < 0:
		return nil, fmt.Errorf("an embargo of %d sessions: a test cannot begin before its training ends", embargo)
	case train >= n || embargo >= n-train:
		return nil, fmt.Errorf("%d sessions leave nothing to test after a training of %d and an embargo of %d", n, train, embargo)
	}
	first := train + embargo
	windows := make([]Window, 0, (n-first-1)/test+1)
	for from := first; ; from += test {
		end, to := from-embargo, n
		if test < n-from {
			to = from + test
		}
		windows = append(windows, Window{
			Train: []Stretch{{begin(end), end}},
			Test:  []Stretch{{from, to}},
		})
		if to == n {
			return windows, nil
		}
	}
}

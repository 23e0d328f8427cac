package batch

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
)

// Value is one of the values of an axis.
type Value struct {
	Text    string  // as a person writes it; no two of an axis are alike
	Number  float64 // finite; what constraints compare
	Numeric bool    // whether Number is the value
}

// Axis is a key that is varied, with its values in the order in which they are
// tried.
type Axis struct {
	Key    string // in full: strategy.fast
	Values []Value
}

// Point takes one value of each axis: for each, the index into its Values.
type Point []int

// examine refuses axes of which not every point is a trial of its own.
func examine(axes []Axis) error {
	keys := make(map[string]bool, len(axes))
	for i := range axes {
		a := &axes[i]
		switch {
		case a.Key == "":
			return errors.New("an axis has no key")
		case keys[a.Key]:
			return fmt.Errorf("%s is varied twice; one axis has all values of a key", a.Key)
		case len(a.Values) == 0:
			return fmt.Errorf("%s is to be varied, but has no values", a.Key)
		}
		keys[a.Key] = true
		texts := make(map[string]bool, len(a.Values))
		for _, v := range a.Values {
			if texts[v.Text] {
				return fmt.Errorf("%s has the value %q twice; it would be tried twice", a.Key, v.Text)
			}
			if v.Numeric && (math.IsNaN(v.Number) || math.IsInf(v.Number, 0)) {
				return fmt.Errorf("%s has the value %q, which is no finite number", a.Key, v.Text)
			}
			texts[v.Text] = true
		}
	}
	return nil
}

// size is how many points the axes have: one without axes.
func size(axes []Axis) *big.Int {
	n := big.NewInt(1)
	for i := range axes {
		n.Mul(n, big.NewInt(int64(len(axes[i].Values))))
	}
	return n
}

// admissible tells whether a point passes every check.
func admissible(p Point, checks []Check) bool {
	for _, check := range checks {
		if !check(p) {
			return false
		}
	}
	return true
}

// grouped writes a whole number that is not negative with its thousands apart:
// 1,000,000.
func grouped(n *big.Int) string {
	digits := n.String()
	var b strings.Builder
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}

package batch

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Check tells whether a point is admissible. It may be called from several
// goroutines at once.
type Check func(Point) bool

// Constraint is a comparison of keys, as ParseConstraint reads it. It is not
// bound to axes yet, so one constraint can hold for several sets of them.
type Constraint struct {
	text  string
	sides []side // one more than signs
	signs []sign // between one side and the next
	words []word // the keys, each once, in the order of their first use
}

// word is a key as a constraint writes it.
type word struct {
	text   string
	column int
}

// ConstraintError is what is wrong with a constraint, and where.
type ConstraintError struct {
	Text   string // the constraint
	Column int    // in characters; the first is 1
	Err    error
}

// Error says what is wrong with which constraint, and at which column.
func (e *ConstraintError) Error() string {
	return fmt.Sprintf("constraint %q, column %d: %v", e.Text, e.Column, e.Err)
}

// Unwrap returns what is wrong.
func (e *ConstraintError) Unwrap() error { return e.Err }

// String returns the constraint as it was written.
func (c Constraint) String() string { return c.text }

// Keys returns the keys that the constraint names, as it writes them, each once,
// in the order in which they first appear.
func (c Constraint) Keys() []string {
	keys := make([]string, len(c.words))
	for i, w := range c.words {
		keys[i] = w.text
	}
	return keys
}

// Bind makes a check of points on these axes. A key is the whole key of an axis,
// or an end of it, from after a dot, that no other has: fast for strategy.fast. A
// key that is no axis's or may be several's, or one whose axis has a value that is
// no number, is a *ConstraintError.
//
// Arithmetic is that of 64-bit floating point. Sides that differ by no more than
// its rounding count as equal, so 0.1 * 3 == 0.3 holds. A comparison with a side
// that is not finite, as after a division by 0, does not hold, whatever its sign.
func (c Constraint) Bind(axes []Axis) (Check, error) {
	b := binding{sides: c.sides, signs: c.signs}
	for _, w := range c.words {
		i, err := find(w.text, axes)
		if err == nil {
			err = numeric(&axes[i])
		}
		if err != nil {
			return nil, &ConstraintError{Text: c.text, Column: w.column, Err: err}
		}
		numbers := make([]float64, len(axes[i].Values))
		for k, v := range axes[i].Values {
			numbers[k] = v.Number
		}
		b.axes = append(b.axes, i)
		b.numbers = append(b.numbers, numbers)
	}
	return b.holds, nil
}

// find returns the axis that a word means.
func find(text string, axes []Axis) (int, error) {
	var ends []int
	for i := range axes {
		if axes[i].Key == text {
			return i, nil
		}
		if strings.HasSuffix(axes[i].Key, "."+text) {
			ends = append(ends, i)
		}
	}
	switch len(ends) {
	case 1:
		return ends[0], nil
	case 0:
		return 0, fmt.Errorf("no key that is varied is called %s; %s", text, suggest(text, axes))
	}
	keys := make([]string, len(ends))
	for k, i := range ends {
		keys[k] = axes[i].Key
	}
	slices.Sort(keys)
	return 0, fmt.Errorf("%s may be %s; write more of the key", text, strings.Join(keys, " or "))
}

// numeric refuses an axis that has a value that is no number.
func numeric(a *Axis) error {
	for _, v := range a.Values {
		if !v.Numeric {
			return fmt.Errorf("%s has the value %q, which is no number; a constraint compares numbers", a.Key, v.Text)
		}
	}
	if len(a.Values) == 0 {
		return errors.New(a.Key + " has no values")
	}
	return nil
}

// binding is a constraint on certain axes.
type binding struct {
	sides   []side
	signs   []sign
	axes    []int       // by word
	numbers [][]float64 // by word: those of its axis' values
}

// holds is the Check.
func (b *binding) holds(p Point) bool {
	left := b.evaluate(b.sides[0], p)
	for i, s := range b.signs {
		right := b.evaluate(b.sides[i+1], p)
		if !s.holds(left, right) {
			return false
		}
		left = right
	}
	return true
}

// evaluate computes a side at a point.
func (b *binding) evaluate(steps side, p Point) amount {
	var stack [maxHeight]amount
	top := -1 // of the stack; every side leaves it at 0
	for i := range steps {
		s := &steps[i]
		switch s.kind {
		case pushNumber:
			top++
			stack[top] = leaf(s.number)
		case pushKey:
			top++
			stack[top] = leaf(b.numbers[s.word][p[b.axes[s.word]]])
		case negate:
			stack[top].value = -stack[top].value
		default:
			top--
			stack[top] = stack[top].with(s.kind, stack[top+1])
		}
	}
	return stack[0]
}

// amount is a number with the size of what it was made of, of which rounding may
// have taken a few parts in 10^16: 0.3 - 0.1 * 3 is as good as 0 beside 0.6.
type amount struct{ value, size float64 }

// rounding is the share of its size by which an amount may be wrong: thousands of
// roundings, of 1.1e-16 each.
const rounding = 1e-13

func leaf(x float64) amount { return amount{x, math.Abs(x)} }

// with returns a and b added, subtracted, multiplied or divided.
func (a amount) with(k kind, b amount) amount {
	switch k {
	case add:
		return amount{a.value + b.value, a.size + b.size}
	case subtract:
		return amount{a.value - b.value, a.size + b.size}
	case multiply:
		return amount{float64(a.value * b.value), float64(a.size * b.size)}
	}
	if math.Abs(b.value) <= float64(rounding*b.size) { // as good as 0
		return amount{math.NaN(), math.NaN()}
	}
	return amount{a.value / b.value, a.size / math.Abs(b.value) * (b.size / math.Abs(b.value))}
}

// holds tells whether a s b.
func (s sign) holds(a, b amount) bool {
	off := a.value - b.value
	if math.IsNaN(off) || math.IsInf(a.size, 0) || math.IsInf(b.size, 0) {
		return false
	}
	equal := math.Abs(off) <= float64(rounding*a.size)+float64(rounding*b.size)
	switch s {
	case less:
		return off < 0 && !equal
	case atMost:
		return off < 0 || equal
	case more:
		return off > 0 && !equal
	case atLeast:
		return off > 0 || equal
	case same:
		return equal
	}
	return !equal
}

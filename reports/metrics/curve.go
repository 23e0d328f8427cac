package metrics

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"rally/engine"
)

// Curve is an equity curve: the starting equity, then the equity at the close
// of each session. The constructors are the only door and copy
// what they are given. Its equity may touch zero or fall below it: then it is ruined.
//
//	len(equity) ≥ 1; equity[0] > 0; len(returns) = len(equity) − 1, or up to the ruin
//	days is nil or as long as equity, ascending; only days[0] = days[1] may be equal
type Curve struct {
	days    []engine.Day
	equity  []float64
	returns []float64 // one a session, up to and with the one that ruins
}

// NewCurve returns a curve of equities in any one unit, the first of which is
// the starting equity and must be positive. Days, the session of each point,
// may be nil; the starting equity may bear the day of the first session or an
// earlier one. Missing equities are an error, as are days that do not ascend.
func NewCurve(days []engine.Day, equity []float64) (Curve, error) {
	if len(equity) == 0 {
		return Curve{}, errors.New("a curve needs a starting equity")
	}
	if !(equity[0] > 0) {
		return Curve{}, fmt.Errorf("starting equity %v is not positive", equity[0])
	}
	for i, e := range equity {
		if math.IsNaN(e) || math.IsInf(e, 0) {
			return Curve{}, fmt.Errorf("point %d: equity %v is not a number", i, e)
		}
	}
	if err := checkDays(days, len(equity)); err != nil {
		return Curve{}, err
	}
	c := Curve{days: slices.Clone(days), equity: slices.Clone(equity), returns: make([]float64, 0, len(equity)-1)}
	for i, e := range equity[1:] {
		c.returns = append(c.returns, stepReturn(equity[i], e))
		if e <= 0 {
			break
		}
	}
	return c, nil
}

// FromReturns returns the curve that simple returns make of an equity of 1. A
// return of −1 or less ruins it. Days, when not nil, has one more element than
// returns: the starting point's comes first.
func FromReturns(days []engine.Day, returns []float64) (Curve, error) {
	if err := checkDays(days, len(returns)+1); err != nil {
		return Curve{}, err
	}
	c := Curve{days: slices.Clone(days), equity: make([]float64, len(returns)+1)}
	c.equity[0] = 1
	for i, r := range returns {
		if math.IsNaN(r) || math.IsInf(r, 0) {
			return Curve{}, fmt.Errorf("return %d: %v is not a number", i+1, r)
		}
		if c.equity[i] <= 0 {
			continue
		}
		c.equity[i+1] = max(c.equity[i]*(1+r), 0)
		c.returns = append(c.returns, r)
	}
	return c, nil
}

// FromMarks returns the curve of sessions of an equity that was marked more
// often: the first mark is the starting equity, then the last mark of each
// date in Hong Kong is its session's. So a ratio is of sessions whatever the
// marking interval. Times must not descend.
func FromMarks(times []engine.Time, equity []float64) (Curve, error) {
	if len(times) != len(equity) {
		return Curve{}, fmt.Errorf("%d times for %d equities", len(times), len(equity))
	}
	var days []engine.Day
	var closes []float64
	for i, t := range times {
		if i > 0 && t < times[i-1] {
			return Curve{}, fmt.Errorf("mark %d: time %v is before %v", i, t, times[i-1])
		}
		day := t.Day()
		if last := len(days) - 1; last > 0 && days[last] == day {
			closes[last] = equity[i]
			continue
		}
		days = append(days, day)
		closes = append(closes, equity[i])
	}
	return NewCurve(days, closes)
}

func checkDays(days []engine.Day, points int) error {
	if days == nil {
		return nil
	}
	if len(days) != points {
		return fmt.Errorf("%d days for %d points", len(days), points)
	}
	for i := 1; i < len(days); i++ {
		if days[i] < days[i-1] || days[i] == days[i-1] && i > 1 {
			return fmt.Errorf("point %d: day %v does not follow %v", i, days[i], days[i-1])
		}
	}
	return nil
}

// stepReturn is the simple return from one equity, positive, to the next; what
// loses everything or more is −1.
func stepReturn(from, to float64) float64 {
	if to <= 0 {
		return -1
	}
	return to/from - 1
}

// Len returns the number of points, one more than there are sessions.
func (c Curve) Len() int { return len(c.equity) }

// Equity returns point i's equity, 0 the starting one.
func (c Curve) Equity(i int) float64 { return c.equity[i] }

// Day returns point i's day; false on a curve without dates.
func (c Curve) Day(i int) (engine.Day, bool) {
	if !c.dated() {
		return 0, false
	}
	return c.days[i], true
}

// Returns returns a copy of the simple returns, one a session, up to and with
// the one that ruins the curve.
func (c Curve) Returns() []float64 { return slices.Clone(c.returns) }

// Ruined reports whether the equity touches zero or falls below.
func (c Curve) Ruined() bool {
	n := len(c.returns)
	return n > 0 && c.equity[n] <= 0
}

func (c Curve) dated() bool { return c.days != nil }

func (c Curve) day(i int) engine.Day {
	if !c.dated() {
		return 0
	}
	return c.days[i]
}

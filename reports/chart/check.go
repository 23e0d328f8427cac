package chart

import (
	"errors"
	"fmt"
	"math"
)

// farthest bounds every number of a page: beyond it float64 no longer separates
// dollars, and axes would print nonsense.
const farthest = 1e15

// ErrNoSession is returned for a page without a single session.
var ErrNoSession = errors.New("no session to draw")

// check returns an error that names the first field of p that cannot be drawn: no
// session, days out of order, a curve of another length than the days, a number
// that is not finite or exceeds 1e15 in size.
func check(p *Page) error {
	if len(p.Days) == 0 {
		return ErrNoSession
	}
	if err := inOrder("days", p.Days); err != nil {
		return err
	}
	n := len(p.Days)
	for _, c := range []struct {
		name   string
		values []float64
		needed bool
	}{
		{"equity", p.Equity.Values, true},
		{"drawdown", p.Drawdown, false},
		{"exposure", p.Exposure, false},
	} {
		if err := column(c.name, c.values, n, c.needed); err != nil {
			return err
		}
	}
	if err := part("hold", &p.Hold, n); err != nil {
		return err
	}
	if err := part("benchmark", &p.Benchmark, n); err != nil {
		return err
	}
	if err := checkTables(p); err != nil {
		return err
	}
	for i, v := range p.Drawdown {
		if v > 0 {
			return fmt.Errorf("drawdown: %v at session %d is above zero", v, i)
		}
	}
	return checkFocus(&p.Focus)
}

func checkTables(p *Page) error {
	bars := func(name string, list []Bar) error {
		for i, b := range list {
			if !sound(b.Value) {
				return fmt.Errorf("%s %d: %v cannot be drawn", name, i, b.Value)
			}
		}
		return nil
	}
	if err := bars("profit by signal", p.BySignal); err != nil {
		return err
	}
	if err := bars("cost", p.Costs.Lines); err != nil {
		return err
	}
	if c := &p.Costs; !sound(c.Gross) || !sound(c.Net) || !sound(c.Traded) {
		return fmt.Errorf("costs: gross %v, net %v, traded %v cannot be drawn", c.Gross, c.Net, c.Traded)
	}
	for i, t := range p.Trades {
		if !sound(t.Return) || !sound(t.Size) || t.Size < 0 || t.Sessions < 0 {
			return fmt.Errorf("trade %d: return %v, size %v, %d sessions cannot be drawn", i, t.Return, t.Size, t.Sessions)
		}
	}
	for _, y := range p.Months {
		for _, c := range append(y.Months[:], y.Sum, y.Benchmark) {
			if c.Known && !sound(c.Value) {
				return fmt.Errorf("months of %d: %v cannot be drawn", y.Year, c.Value)
			}
		}
	}
	if p.MeanExposure.Known && !sound(p.MeanExposure.Value) {
		return fmt.Errorf("mean exposure: %v cannot be drawn", p.MeanExposure.Value)
	}
	if p.Deepest != nil && !sound(p.Deepest.Depth) {
		return fmt.Errorf("deepest spell: %v cannot be drawn", p.Deepest.Depth)
	}
	return nil
}

func checkFocus(f *Focus) error {
	if err := inOrder("focus days", f.Days); err != nil {
		return err
	}
	n := len(f.Days)
	if err := column("focus close", f.Close, n, true); err != nil {
		return err
	}
	candles := len(f.Open) > 0 || len(f.High) > 0 || len(f.Low) > 0
	for _, c := range []struct {
		name   string
		values []float64
	}{{"focus open", f.Open}, {"focus high", f.High}, {"focus low", f.Low}} {
		if err := column(c.name, c.values, n, candles); err != nil {
			return err
		}
	}
	for i, m := range f.Marks {
		if !sound(m.Price) {
			return fmt.Errorf("focus mark %d: price %v cannot be drawn", i, m.Price)
		}
	}
	return nil
}

func inOrder(name string, days []int32) error {
	for i := 1; i < len(days); i++ {
		if days[i] < days[i-1] {
			return fmt.Errorf("%s: %d at %d comes before %d", name, days[i], i, days[i-1])
		}
	}
	return nil
}

// column checks one column of numbers: n of them, or none where it is not needed.
func column(name string, values []float64, n int, needed bool) error {
	if len(values) != n && (needed || len(values) > 0) {
		return fmt.Errorf("%s: %d values for %d sessions", name, len(values), n)
	}
	for i, v := range values {
		if !sound(v) {
			return fmt.Errorf("%s: %v at session %d cannot be drawn", name, v, i)
		}
	}
	return nil
}

// part checks a curve that may be of a part of the n sessions where it says so.
func part(name string, c *Curve, n int) error {
	if len(c.Values) == 0 || c.Part == "" && c.Begins == 0 {
		return column(name, c.Values, n, false)
	}
	if c.Part == "" || c.Begins < 0 || c.last() >= n {
		return fmt.Errorf("%s: %d values from session %d on for %d sessions", name, len(c.Values), c.Begins, n)
	}
	return column(name, c.Values, len(c.Values), true)
}

// sound reports whether v can be drawn; NaN compares false.
func sound(v float64) bool { return math.Abs(v) <= farthest }

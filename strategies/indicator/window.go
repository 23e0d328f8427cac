package indicator

import (
	"math"
	"math/bits"

	"rally/engine"
)

// Deviation is the standard deviation of the newest period closes around their
// mean, in mills, with period as the divisor, as TA-Lib has it. Sum and sum of
// squares are integers, so nothing cancels and nothing drifts:
//
//	sd = √(period × Σx² − (Σx)²) ÷ period
type Deviation struct {
	window  *Window
	squares uint64
}

// NewDeviation returns the deviation of a period of at least one.
func NewDeviation(period int) *Deviation { return &Deviation{window: NewWindow(period)} }

// Next returns the deviation up to the bar, NaN before period bars.
func (d *Deviation) Next(b engine.BarValues) float64 {
	gone := d.window.Add(b.Close)
	d.squares += uint64(b.Close * b.Close)
	d.squares -= uint64(gone * gone)
	if !d.window.Full() {
		return math.NaN()
	}
	n := uint64(len(d.window.ring))
	sum := uint64(d.window.Sum())
	hi, lo := bits.Mul64(n, d.squares)
	subHi, subLo := bits.Mul64(sum, sum)
	lo, borrow := bits.Sub64(lo, subLo, 0)
	hi, _ = bits.Sub64(hi, subHi, borrow)
	return math.Sqrt(float64(float64(hi)*(1<<32)*(1<<32))+float64(lo)) / float64(n)
}

// StdDev returns the standard deviation of the values around their mean, with
// their number as the divisor, computed in two passes. It is NaN without values.
func StdDev(values []float64) float64 {
	n := float64(len(values))
	mean := 0.0
	for _, v := range values {
		mean += v
	}
	mean /= n
	sum := 0.0
	for _, v := range values {
		sum += float64((v - mean) * (v - mean))
	}
	return math.Sqrt(sum / n)
}

// Extreme is the highest or the lowest close of a window, in mills.
type Extreme struct {
	window *Window
	sign   engine.Price // 1: the highest, −1: the lowest
}

// NewHighest returns the highest of the newest period closes.
func NewHighest(period int) *Extreme { return &Extreme{NewWindow(period), 1} }

// NewLowest returns the lowest of the newest period closes.
func NewLowest(period int) *Extreme { return &Extreme{NewWindow(period), -1} }

// Next returns the extreme up to the bar, NaN before period bars.
func (e *Extreme) Next(b engine.BarValues) float64 {
	e.window.Add(b.Close)
	if !e.window.Full() {
		return math.NaN()
	}
	best := e.window.ring[0]
	for _, p := range e.window.ring[1:] {
		if (p-best)*e.sign > 0 {
			best = p
		}
	}
	return float64(best)
}

// Momentum is close ÷ the close period bars before − 1: 0.05 is 5 %.
type Momentum struct{ window *Window }

// NewMomentum returns the momentum over a period of at least one.
func NewMomentum(period int) *Momentum { return &Momentum{NewWindow(period)} }

// Next returns the momentum up to the bar, NaN for the first period bars.
func (m *Momentum) Next(b engine.BarValues) float64 {
	full := m.window.Full()
	before := m.window.Add(b.Close)
	if !full || before == 0 {
		return math.NaN()
	}
	return float64(b.Close-before) / float64(before)
}

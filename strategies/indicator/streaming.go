package indicator

import (
	"math"

	"rally/engine"
)

// Average is the simple moving average of closes, in mills. Its sum is a whole
// number, so its only rounding is the one division.
type Average struct{ window *Window }

// NewAverage returns the average of the newest period closes.
func NewAverage(period int) *Average { return &Average{NewWindow(period)} }

// Next returns the average up to the bar, NaN before period bars.
func (a *Average) Next(b engine.BarValues) float64 {
	a.window.Add(b.Close)
	if !a.window.Full() {
		return math.NaN()
	}
	return float64(a.window.Sum()) / float64(len(a.window.ring))
}

// Exponential is the exponential moving average of closes, in mills, with the
// factor 2 ÷ (period + 1), begun with the plain mean of the first period
// closes, as TA-Lib begins it.
type Exponential struct {
	period int
	seen   int
	sum    int64
	value  float64
}

// NewExponential returns the average for a period of at least one.
func NewExponential(period int) *Exponential { return &Exponential{period: max(period, 1)} }

// Next returns the average up to the bar, NaN before period bars.
func (e *Exponential) Next(b engine.BarValues) float64 {
	if e.seen < e.period {
		e.seen++
		e.sum += int64(b.Close)
		if e.seen < e.period {
			return math.NaN()
		}
		e.value = float64(e.sum) / float64(e.period)
		return e.value
	}
	k := 2 / float64(e.period+1)
	e.value = float64(k*(float64(b.Close)-e.value)) + e.value
	return e.value
}

// TrueRange is Wilder's average true range, in mills. The true range of a bar
// is max(high, close before) − min(low, close before), from the second bar on;
// the first average is the mean of the first period true ranges, each later one
//
//	ATR ← ((period − 1) × ATR + TR) ÷ period
//
// Source: Wilder, New Concepts in Technical Trading Systems (1978); the
// cross-check's case C8; TA-Lib computes the same.
type TrueRange struct {
	period int
	seen   int // true ranges
	begun  bool
	before engine.Price
	sum    int64
	value  float64
}

// NewTrueRange returns the average true range of a period of at least one.
func NewTrueRange(period int) *TrueRange { return &TrueRange{period: max(period, 1)} }

// Next returns the average up to the bar, NaN for the first period bars.
func (a *TrueRange) Next(b engine.BarValues) float64 {
	before := a.before
	a.before = b.Close
	if !a.begun {
		a.begun = true
		return math.NaN()
	}
	tr := max(b.High, before) - min(b.Low, before)
	if a.seen < a.period {
		a.seen++
		a.sum += int64(tr)
		if a.seen < a.period {
			return math.NaN()
		}
		a.value = float64(a.sum) / float64(a.period)
		return a.value
	}
	a.value = (float64(float64(a.period-1)*a.value) + float64(tr)) / float64(a.period)
	return a.value
}

// Strength is Wilder's relative strength index, 0 to 100. Before the first
// move there is nothing to be strong or weak: it is NaN, where TA-Lib says 0.
type Strength struct {
	period     int
	seen       int // changes
	begun      bool
	before     engine.Price
	gain, loss float64 // sums until seen reaches period, averages from then
}

// NewStrength returns the index for a period of at least two.
func NewStrength(period int) *Strength { return &Strength{period: max(period, 2)} }

// Next returns the index up to the bar, NaN for the first period bars.
func (s *Strength) Next(b engine.BarValues) float64 {
	change := float64(b.Close - s.before)
	s.before = b.Close
	if !s.begun {
		s.begun = true
		return math.NaN()
	}
	n := float64(s.period)
	if s.seen < s.period {
		s.seen++
		s.gain += max(change, 0)
		s.loss += max(-change, 0)
		if s.seen < s.period {
			return math.NaN()
		}
		s.gain, s.loss = s.gain/n, s.loss/n
	} else {
		s.gain = (float64(s.gain*(n-1)) + max(change, 0)) / n
		s.loss = (float64(s.loss*(n-1)) + max(-change, 0)) / n
	}
	if s.gain+s.loss == 0 {
		return math.NaN()
	}
	return 100 * (s.gain / (s.gain + s.loss))
}

package indicator

import (
	"fmt"
	"math"

	talib "github.com/markcheno/go-talib"
)

// SMA returns the simple moving average of a whole series, NaN in its first
// period − 1 places. A value that is not finite, or a period under one, is an
// error. go-talib keeps a running sum: after a value that is vastly larger than
// the others its later averages are off in their last digits.
func SMA(values []float64, period int) ([]float64, error) {
	return guarded("sma", period, 1, period-1, func() []float64 { return talib.Sma(values, period) }, values)
}

// EMA returns the exponential moving average with the factor 2 ÷ (period + 1),
// begun with the mean of the first period values; NaN in its first period − 1
// places. Errors are as for SMA.
func EMA(values []float64, period int) ([]float64, error) {
	return guarded("ema", period, 1, period-1, func() []float64 { return talib.Ema(values, period) }, values)
}

// RSI returns Wilder's relative strength index, 0 to 100, NaN in its first
// period places and for as long as the series has not moved at all. A period
// under two is an error, as go-talib answers it with zeros.
func RSI(values []float64, period int) ([]float64, error) {
	out, err := guarded("rsi", period, 2, period, func() []float64 { return talib.Rsi(values, period) }, values)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(values) && values[i] == values[0]; i++ {
		out[i] = math.NaN()
	}
	return out, nil
}

// ATR returns Wilder's average true range, NaN in its first period places. The
// three series must be as long as each other; other errors are as for SMA.
func ATR(high, low, close []float64, period int) ([]float64, error) {
	if len(high) != len(close) || len(low) != len(close) {
		return nil, fmt.Errorf("atr of %d highs, %d lows and %d closes", len(high), len(low), len(close))
	}
	return guarded("atr", period, 1, period, func() []float64 { return talib.Atr(high, low, close, period) }, close, high, low)
}

// StdDevs returns the standard deviation over a moving window, with period as
// the divisor; NaN in its first period − 1 places. go-talib subtracts squares:
// where the deviation is tiny against the values it loses digits, which the
// streaming Deviation does not.
func StdDevs(values []float64, period int) ([]float64, error) {
	return guarded("stddev", period, 2, period-1, func() []float64 { return talib.StdDev(values, period, 1) }, values)
}

// Highest returns the highest value of a moving window, NaN in its first
// period − 1 places.
func Highest(values []float64, period int) ([]float64, error) {
	return guarded("highest", period, 2, period-1, func() []float64 { return talib.Max(values, period) }, values)
}

// Lowest returns the lowest value of a moving window, NaN in its first
// period − 1 places.
func Lowest(values []float64, period int) ([]float64, error) {
	return guarded("lowest", period, 2, period-1, func() []float64 { return talib.Min(values, period) }, values)
}

// guarded calls go-talib where it is safe to: it panics on short input and
// leaves 0, which a strategy would read as a price, in the warm-up.
func guarded(name string, period, least, warmup int, compute func() []float64, inputs ...[]float64) ([]float64, error) {
	if period < least {
		return nil, fmt.Errorf("%s of %d values: at least %d are needed", name, period, least)
	}
	for _, values := range inputs {
		for i, v := range values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("%s: value %d is %v: it would spoil all that follow", name, i, v)
			}
		}
	}
	n := len(inputs[0])
	if n <= warmup {
		out := make([]float64, n)
		for i := range out {
			out[i] = math.NaN()
		}
		return out, nil
	}
	out := compute()
	for i := range warmup {
		out[i] = math.NaN()
	}
	return out, nil
}

package chart

import (
	"math"
	"strconv"
	"strings"
)

// Number prints v with thousands separators, a true minus sign and the given
// decimals. What rounds to nothing has no sign.
//
// From 1e15 on it prints an exponent: so many digits say nothing and fit nowhere.
func Number(v float64, decimals int) string {
	if !(math.Abs(v) < 1e15) {
		return strings.Replace(strconv.FormatFloat(v, 'g', 3, 64), "-", "−", 1)
	}
	digits := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, part, _ := strings.Cut(digits, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(digits, "0.") != "" {
		b.WriteRune('−')
	}
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if part != "" {
		b.WriteByte('.')
		b.WriteString(part)
	}
	return b.String()
}

// Signed is Number with a plus before what is above zero.
func Signed(v float64, decimals int) string {
	s := Number(v, decimals)
	if v > 0 && strings.Trim(s, "0.") != "" {
		return "+" + s
	}
	return s
}

// percent prints the fraction v as a signed percentage with one decimal.
func percent(v float64) string { return Signed(100*v, 1) + " %" }

// ticks returns round numbers within low and high, at most most of them, and the
// decimals they need. Steps are 1, 2 or 5 times a power of ten.
func ticks(low, high float64, most int) (at []float64, decimals int) {
	if !(high > low) || most < 1 || high-low < 1e-12*math.Max(math.Abs(low), math.Abs(high)) {
		return nil, 0 // too near each other for float64 to have round numbers between
	}
	rough := (high - low) / float64(most)
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, k := range []float64{1, 2, 5, 10, 20, 50} {
		step := k * power
		first, last := math.Ceil(low/step), math.Floor(high/step)
		if last-first+1 > float64(most) {
			continue
		}
		for i := range int(last-first) + 1 {
			at = append(at, (first+float64(i))*step)
		}
		decimals = max(0, int(-math.Floor(math.Log10(step)+1e-9)))
		return at, min(decimals, 12)
	}
	return nil, 0
}

// span returns the lowest and the highest of all values; ok is false where there
// are none.
func span(columns ...[]float64) (low, high float64, ok bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, values := range columns {
		for _, v := range values {
			if v < low {
				low = v
			}
			if v > high {
				high = v
			}
		}
	}
	return low, high, low <= high
}

// columnKey tells a column of numbers by where it lies.
type columnKey struct {
	first *float64
	n     int
}

// extent is the lowest and the highest of a column.
type extent struct{ low, high float64 }

// span is span of columns that several panels ask for: each is read once. What lies
// in a scene's columns does not change while it is laid.
func (s *scene) span(columns ...[]float64) (low, high float64, ok bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, values := range columns {
		if len(values) == 0 {
			continue
		}
		key := columnKey{&values[0], len(values)}
		e, known := s.extents[key]
		if !known {
			e.low, e.high, _ = span(values)
			s.extents[key] = e
		}
		low, high = min(low, e.low), max(high, e.high)
	}
	return low, high, low <= high
}

// padded widens low and high by a share of their distance, and by something where
// they are one.
func padded(low, high, share float64) (float64, float64) {
	d := (high - low) * share
	if least := math.Max(math.Abs(low), math.Abs(high)) * 1e-6; high-low < least || high == low {
		d = math.Max(math.Abs(high)*0.02, 1e-3)
	}
	return low - d, high + d
}

package config

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"rally/engine"
)

// maxValues bounds the values of one swept key.
const maxValues = 10_000

// maxTrials bounds the trials of a comparison: each has a fold that is kept.
const maxTrials = 100_000

// series is the table of evenly spaced numbers that stands where a list could:
// { from = 5, to = 146, step = 1 }.
type series struct{ from, to, step any }

// isSeries reports whether a table is meant as a series, not as a part of a
// dotted key.
func isSeries(t map[string]any) bool {
	for _, key := range []string{"from", "to", "step"} {
		switch t[key].(type) {
		case int64, float64, string:
			return true
		}
	}
	return false
}

// values counts exactly, in decimals: no value is a rounding away from what is
// written. Whole ends and steps give whole numbers, others give decimals.
func (s series) values() ([]any, error) {
	if s.step == nil {
		s.step = int64(1)
	}
	parts := [3]any{s.from, s.to, s.step}
	whole, decimals := true, 0
	var texts [3]string
	for i, name := range [...]string{"from", "to", "step"} {
		text, ok := numberText(parts[i])
		if parts[i] == nil {
			return nil, fmt.Errorf("a series needs %s: { from = 5, to = 20, step = 5 }", name)
		}
		if !ok {
			return nil, fmt.Errorf("%s: %s where a number is wanted; a series is of numbers, so write a list", name, typeName(parts[i]))
		}
		if _, float := parts[i].(float64); float {
			whole = false
		}
		if _, behind, ok := strings.Cut(text, "."); ok {
			decimals = max(decimals, len(behind))
		}
		texts[i] = text
	}
	var n [3]int64
	for i, text := range texts {
		var err error
		if n[i], err = engine.ParseFixed(text, decimals); err != nil {
			return nil, errors.New(text + " has too many digits for a series")
		}
	}
	from, to, step := n[0], n[1], n[2]
	switch {
	case step <= 0:
		return nil, fmt.Errorf("step = %s; a series goes up", texts[2])
	case to < from:
		return nil, fmt.Errorf("to = %s is below from = %s", texts[1], texts[0])
	case (to-from)/step >= maxValues:
		return nil, fmt.Errorf("%d values; a key takes at most %d", (to-from)/step+1, maxValues)
	}
	out := make([]any, 0, (to-from)/step+1)
	for i := range cap(out) {
		v := from + int64(i)*step
		if whole {
			out = append(out, v)
			continue
		}
		out = append(out, decimal(v, decimals))
	}
	return out, nil
}

// decimal is v in units of 10^−decimals, as the nearest float64: what the file
// would say if the number were written out.
func decimal(v int64, decimals int) float64 {
	text := strconv.FormatInt(v, 10) + "e-" + strconv.Itoa(decimals)
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.NaN() // of at most nineteen digits: not reached
	}
	return f
}

package reports

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// none is how a swept value is called that switches something off: "" as names of
// trials have it, "none", or a list of nothing.
const none = "none"

func isNone(v string) bool { return v == `""` || v == none || v == "[]" }

// byMeaning returns values as an axis has them: what says none first, apart of them,
// then the others by size where all of them can be read in one way, as numbers,
// rates, durations, ticks, amounts, clock times or dates; else as they come.
func byMeaning(values []string) (ordered []string, apart int) {
	var rest []string
	for _, v := range values {
		if isNone(v) {
			ordered = append(ordered, v)
		} else {
			rest = append(rest, v)
		}
	}
	apart = len(ordered)
	if sizes := sizesOf(rest); sizes != nil {
		slices.SortStableFunc(rest, func(a, b string) int { return cmp.Compare(sizes[a], sizes[b]) })
	}
	return append(ordered, rest...), apart
}

// sizesOf returns the sizes of values that can all be read in one way, else nil.
func sizesOf(values []string) map[string]float64 {
	for _, read := range [...]func(string) (float64, bool){numberSize, rateSize, durationSize, tickSize, moneySize, clockSize, dateSize} {
		sizes := make(map[string]float64, len(values))
		for _, v := range values {
			size, ok := read(v)
			if !ok && v == "0" { // nothing of whatever
				size, ok = 0, true
			}
			if !ok {
				break
			}
			sizes[v] = size
		}
		if len(sizes) == len(values) {
			return sizes
		}
	}
	return nil
}

// numberSize reads 5, −0.5, 1_000 and what is led by a word: impact 0.8.
func numberSize(v string) (float64, bool) {
	v = strings.TrimSpace(strings.TrimPrefix(v, "impact "))
	if v == "" || strings.Trim(v, "0123456789._+-eE") != "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(strings.ReplaceAll(v, "_", ""), 64)
	return x, err == nil && !math.IsInf(x, 0)
}

// rateSize reads 8%, 0.25 % and 50 bp, in basis points.
func rateSize(v string) (float64, bool) {
	for _, unit := range [...]struct {
		suffix string
		of     float64
	}{{"%", 100}, {"bps", 1}, {"bp", 1}} {
		if bare, ok := strings.CutSuffix(v, unit.suffix); ok {
			x, ok := numberSize(bare)
			return x * unit.of, ok
		}
	}
	return 0, false
}

// durationSize reads 15m, 1h 30m, and 2 sessions, each of them a day.
func durationSize(v string) (float64, bool) {
	if n, ok := counted(v, "session"); ok {
		return n * 24, true
	}
	d, err := time.ParseDuration(strings.ReplaceAll(v, " ", ""))
	return d.Hours(), err == nil
}

// tickSize reads 1 tick, 2 ticks.
func tickSize(v string) (float64, bool) { return counted(v, "tick") }

// counted reads a number of nouns.
func counted(v, noun string) (float64, bool) {
	bare, ok := strings.CutSuffix(strings.TrimSuffix(v, "s"), noun)
	if !ok {
		return 0, false
	}
	return numberSize(bare)
}

// moneySize reads 1_000_000 HKD, HK$15.
func moneySize(v string) (float64, bool) {
	for _, word := range [...]string{"HKD", "HK$"} {
		if strings.HasPrefix(v, word) || strings.HasSuffix(v, word) {
			return numberSize(strings.TrimSuffix(strings.TrimPrefix(v, word), word))
		}
	}
	return numberSize(v)
}

// clockSize reads 09:45.
func clockSize(v string) (float64, bool) {
	t, err := time.Parse("15:04", v)
	return float64(60*t.Hour() + t.Minute()), err == nil
}

// dateSize reads 2024-09-24.
func dateSize(v string) (float64, bool) {
	t, err := time.Parse(time.DateOnly, v)
	return float64(t.Unix()), err == nil
}

package data

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"

	"rally/engine"
)

// nanos is a number of dollars in billionths: as many digits as a vendor's
// float leaves, so that what is adjusted can be undone before it is rounded.
type nanos = int64

const (
	nanosPerMill      = 1_000_000
	nanosPerMillionth = 1_000
	maxPrice          = nanos(math.MaxInt32) * nanosPerMill
)

var powers = [...]int64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}

// decimal reads a number that is not negative, in billionths, and tells how
// many decimals it has. Digits beyond the ninth decimal are cut off, which
// leaves rounding to the nearest of anything coarser right.
func decimal(s string) (v nanos, decimals int, err error) {
	whole, frac, _ := strings.Cut(s, ".")
	switch {
	case s == "":
		return 0, 0, errors.New("empty cell; a number is wanted")
	case s[0] == '-':
		return 0, 0, fmt.Errorf("%s is negative; it must be above zero", quoted(s))
	case whole+frac == "" || !isDigits(whole+frac):
		return 0, 0, fmt.Errorf("%s is not a number; write it like 318.40", quoted(s))
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > 9 {
		return 0, 0, fmt.Errorf("%s is too large", quoted(s))
	}
	for i := range len(whole) {
		v = v*10 + int64(whole[i]-'0')
	}
	kept := frac[:min(len(frac), 9)]
	for i := range len(kept) {
		v = v*10 + int64(kept[i]-'0')
	}
	return v * powers[9-len(kept)], len(strings.TrimRight(frac, "0")), nil
}

// whole reads a count that is not negative; 15176989.0 is one.
func whole(s string) (int64, error) {
	digits, frac, _ := strings.Cut(s, ".")
	switch {
	case s == "":
		return 0, errors.New("empty cell; a whole number is wanted")
	case s[0] == '-':
		return 0, fmt.Errorf("%s is negative; it cannot be below zero", quoted(s))
	case !isDigits(digits) || strings.Trim(frac, "0") != "":
		return 0, fmt.Errorf("%s is not a whole number", quoted(s))
	}
	digits = strings.TrimLeft(digits, "0")
	if len(digits) > 15 {
		return 0, fmt.Errorf("%s is too large", quoted(s))
	}
	var v int64
	for i := range len(digits) {
		v = v*10 + int64(digits[i]-'0')
	}
	return v, nil
}

// turnover reads an amount of money in mills, what is behind the third decimal
// cut off; an empty cell is 0, which is not known. A vendor's floating point may
// have an exponent.
func turnover(s string) (int64, error) {
	whole, frac, _ := strings.Cut(s, ".")
	whole = strings.TrimLeft(whole, "0")
	switch {
	case s == "":
		return 0, nil
	case strings.EqualFold(s, "nan"):
		return 0, fmt.Errorf("%s is not an amount; leave the cell empty where a turnover is not known", quoted(s))
	case s[0] == '-':
		return 0, fmt.Errorf("%s is negative; it cannot be below zero", quoted(s))
	case isDigits(s[:1]) && strings.ContainsAny(s, "eE") && isDigits(strings.Trim(s, "0123456789.eE+-")+"0"):
		v, err := strconv.ParseFloat(s, 64)
		if err == nil && v < 1e14 {
			return int64(v * 1000), nil
		}
	case isDigits(whole+frac+"0") && s != ".":
		if len(whole) > 14 {
			break
		}
		v := int64(0)
		for i := range len(whole) {
			v = v*10 + int64(whole[i]-'0')
		}
		v *= 1000
		for i, unit := 0, int64(100); i < min(len(frac), 3); i, unit = i+1, unit/10 {
			v += unit * int64(frac[i]-'0')
		}
		return v, nil
	default:
		return 0, fmt.Errorf("%s is not a number; write it like 318.40", quoted(s))
	}
	return 0, fmt.Errorf("%s is too large", quoted(s))
}

// scaled returns v × num ÷ den to the nearest, a half up, and false where it
// does not fit. num and den are above zero.
func scaled(v, num, den int64) (int64, bool) {
	if v < 0 {
		q, ok := scaled(-v, num, den)
		return -q, ok
	}
	hi, lo := bits.Mul64(uint64(v), uint64(num))
	lo, carry := bits.Add64(lo, uint64(den)/2, 0)
	hi += carry
	if hi >= uint64(den) {
		return 0, false
	}
	q, _ := bits.Div64(hi, lo, uint64(den))
	return int64(q), q <= math.MaxInt64
}

// mill rounds billionths to the nearest mill, a half up.
func mill(v nanos) engine.Price { return engine.Price((v + nanosPerMill/2) / nanosPerMill) }

// Years that a date may have; others are slips of the pen, and would ask for
// a calendar of thousands of years.
const (
	firstYear = 1980
	lastYear  = 2100
)

// parseDay reads a date as daily files have it: 2024-09-24, 2024/09/24 or
// 20240924, and 2024-09-24 00:00:00+08:00 with any zone. A clock time other
// than midnight is refused: such rows are no daily bars.
func parseDay(s string) (engine.Day, error) {
	date, clock := s, ""
	if i := strings.IndexAny(s, " T"); i >= 0 {
		date, clock = s[:i], s[i+1:]
	}
	var y, m, d int
	ok := false
	switch {
	case len(date) == 10 && (date[4] == '-' || date[4] == '/') && date[7] == date[4]:
		y, m, d = digits(date[:4]), digits(date[5:7]), digits(date[8:])
		ok = true
	case len(date) == 8:
		y, m, d = digits(date[:4]), digits(date[4:6]), digits(date[6:])
		ok = true
	}
	if s == "" {
		return 0, errors.New("empty cell; a date like 2024-09-24 is wanted")
	}
	if !ok || y < 0 || m < 1 || d < 1 || m > 12 || d > daysIn(y, m) {
		return 0, fmt.Errorf("%s is not a date like 2024-09-24", quoted(s))
	}
	if y < firstYear || y > lastYear {
		return 0, fmt.Errorf("%s lies outside the years %d to %d", quoted(s), firstYear, lastYear)
	}
	if clock != "" && !midnight(clock) {
		return 0, fmt.Errorf("%s has a time of day; rows of daily bars have dates alone (state the interval of shorter ones, such as 1m)", quoted(s))
	}
	return civil(y, m, d), nil
}

// midnight reports whether a clock is 00:00 with or without seconds and zone.
func midnight(clock string) bool {
	if i := strings.IndexAny(clock, "+-Z"); i >= 0 {
		zone := clock[i:]
		if zone != "Z" && (len(zone) != 6 || zone[3] != ':' || digits(zone[1:3]) < 0 || digits(zone[4:]) < 0) {
			return false
		}
		clock = clock[:i]
	}
	switch clock {
	case "00:00", "00:00:00", "00:00:00.000", "00:00:00.000000":
		return true
	}
	return false
}

// digits reads a few digits, −1 where there is anything else.
func digits(s string) int {
	if !isDigits(s) {
		return -1
	}
	v := 0
	for i := range len(s) {
		v = v*10 + int(s[i]-'0')
	}
	return v
}

func daysIn(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// civil returns the day of a Gregorian date after the year 0, by counting the
// years from March, so that the leap day comes last.
func civil(y, m, d int) engine.Day {
	if m <= 2 {
		y--
		m += 12
	}
	return engine.Day(365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 1 - 719468)
}

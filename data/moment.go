package data

import (
	"fmt"
	"strings"

	"rally/engine"
)

// hongKong is how far Hong Kong's clock is ahead of UTC, in seconds.
const hongKong = 8 * 3600

// daySeconds is the seconds of a day.
const daySeconds = 24 * 3600

// parseZone reads HKT, Asia/Hong_Kong, UTC, Z, +08:00 or +0800 as seconds
// ahead of UTC; empty is Hong Kong's.
func parseZone(s string) (int, error) {
	switch strings.ToLower(s) {
	case "", "hkt", "asia/hong_kong", "hongkong":
		return hongKong, nil
	case "utc", "z":
		return 0, nil
	}
	if len(s) == 5 {
		s = s[:3] + ":" + s[3:]
	}
	if len(s) == 6 && s[3] == ':' && (s[0] == '+' || s[0] == '-') {
		if h, m := digits(s[1:3]), digits(s[4:]); h >= 0 && h <= 14 && m >= 0 && m < 60 {
			at := h*3600 + m*60
			if s[0] == '-' {
				at = -at
			}
			return at, nil
		}
	}
	return 0, fmt.Errorf("%s is not a zone; HKT, UTC or an offset such as +08:00", quoted(s))
}

// parseMoment reads a date and a clock time, 2024-09-24 09:31:00, with or
// without seconds, a T for the blank, a fraction of noughts and a zone, as
// Hong Kong's day and its second. zone is that of a cell without its own.
func parseMoment(s string, zone int) (engine.Day, int32, error) {
	date, clock, ok := strings.Cut(strings.Replace(s, "T", " ", 1), " ")
	d, err := parseDay(date)
	if err != nil {
		return 0, 0, err
	}
	if !ok {
		return 0, 0, fmt.Errorf("%s has no time of day; rows of bars shorter than a day have one", quoted(s))
	}
	if i := strings.IndexAny(clock, "+-Z"); i >= 0 {
		if zone, err = parseZone(strings.TrimSpace(clock[i:])); err != nil {
			return 0, 0, err
		}
		clock = strings.TrimSpace(clock[:i])
	}
	whole, frac, _ := strings.Cut(clock, ".")
	h, m, second := -1, -1, 0
	switch {
	case len(whole) == 5 && whole[2] == ':':
		h, m = digits(whole[:2]), digits(whole[3:])
	case len(whole) == 8 && whole[2] == ':' && whole[5] == ':':
		h, m, second = digits(whole[:2]), digits(whole[3:5]), digits(whole[6:])
	}
	if h < 0 || m < 0 || second < 0 || h > 23 || m > 59 || second > 59 || strings.Trim(frac, "0") != "" {
		return 0, 0, fmt.Errorf("%s is not a moment like 2024-09-24 09:31:00", quoted(s))
	}
	d, at := shifted(d, h*3600+m*60+second+hongKong-zone)
	return d, at, nil
}

// shifted brings a second of a day that may lie before or behind it into its day.
func shifted(d engine.Day, second int) (engine.Day, int32) {
	for second < 0 {
		d, second = d-1, second+daySeconds
	}
	for second >= daySeconds {
		d, second = d+1, second-daySeconds
	}
	return d, int32(second)
}

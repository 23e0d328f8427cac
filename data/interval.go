package data

import (
	"fmt"
	"strconv"

	"rally/engine"
)

// longestBar is the most minutes of a bar that is shorter than a session.
const longestBar = 240

// ParseInterval reads the length of a bar: 1m, 5m, 90m, 1h or 1d, at most 4h
// where it is less than a session.
func ParseInterval(s string) (engine.Interval, error) {
	if s == "1d" {
		return engine.Daily, nil
	}
	if n := len(s); n > 1 && n < 5 && isDigits(s[:n-1]) {
		minutes, err := strconv.Atoi(s[:n-1])
		if s[n-1] == 'h' {
			minutes *= 60
		}
		if err == nil && (s[n-1] == 'm' || s[n-1] == 'h') && minutes > 0 && minutes <= longestBar {
			return engine.Interval(minutes), nil
		}
	}
	return 0, fmt.Errorf("%s is not a length of bars; write 1m, 5m, 15m, 1h (4h at most) or 1d", quoted(s))
}

// minutes returns the length of a bar that is shorter than a session.
func minutes(i engine.Interval) engine.Time { return engine.Time(i) * engine.Minute }

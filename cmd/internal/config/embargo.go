package config

import (
	"fmt"
	"strconv"
	"strings"

	"rally/engine"
)

// Embargo is what is added to the known time of each signal: a span of time, or
// so many sessions, which is the same clock time so many sessions on.
type Embargo struct {
	Time     engine.Time // 0 where there are Sessions
	Sessions int         // 0: none
}

// maxEmbargo bounds an embargo in sessions: about a year, as that in time is.
const maxEmbargo = 250

// ParseEmbargo reads a duration such as "15m", or "1 session", "2 sessions".
// "0 sessions" is "0s".
func ParseEmbargo(s string) (Embargo, error) {
	if n, ok, err := parseSessions(s, 0, maxEmbargo); ok {
		return Embargo{Sessions: n}, err
	}
	d, err := ParseDuration(s)
	if err != nil {
		err = fmt.Errorf("%w, or in sessions: \"2 sessions\"", err)
	}
	return Embargo{Time: d}, err
}

// String writes what ParseEmbargo reads.
func (e Embargo) String() string {
	switch e.Sessions {
	case 0:
		return durationText(e.Time)
	case 1:
		return "1 session"
	}
	return fmt.Sprintf("%d sessions", e.Sessions)
}

// parseSessions reads "1 session" or "5 sessions"; false where the text does
// not end in the word.
func parseSessions(s string, least, most int) (n int, ok bool, err error) {
	count, ok := strings.CutSuffix(strings.TrimSpace(s), "sessions")
	if !ok {
		count, ok = strings.CutSuffix(strings.TrimSpace(s), "session")
	}
	if !ok {
		return 0, false, nil
	}
	n, err = strconv.Atoi(strings.TrimSpace(count))
	if err != nil || n < least || n > most || strings.HasPrefix(count, "+") {
		return 0, true, fmt.Errorf("%q is not a whole number of sessions from %d to %d, such as \"%d sessions\"", s, least, most, max(least, 5))
	}
	return n, true, nil
}

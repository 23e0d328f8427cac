package data

import (
	"fmt"
	"math"
	"time"

	"rally/engine"
)

// Embargo is how much later than its known time a signal reaches strategies: N
// sessions, the same clock time N sessions on, then a delay by the clock. The
// zero value is none.
type Embargo struct {
	Sessions int           // of the venue's calendar; not negative
	Delay    time.Duration // not negative
}

// Never is the time of what its embargo keeps from strategies for good: it ends
// where the calendar knows no sessions.
const Never engine.Time = math.MaxInt64

// After returns when a signal that is known at known reaches strategies, and
// false where the calendar ends before. With sessions that is the clock time of
// known on the N-th session strictly after Hong Kong's date of known, be that
// date a session or not and known before, in or after its hours. What falls
// after the hours of the session it is moved to, as on a half day, is told at
// its time all the same, and so belongs to the next.
func (e Embargo) After(venue engine.Venue, known engine.Time) (engine.Time, bool) {
	from := known.Day()
	day := from
	for range e.Sessions {
		next, ok := sessionAfter(venue, day)
		if !ok {
			return Never, false
		}
		day = next
	}
	at := day.Start() + (known - from.Start())
	if e.Delay > time.Duration(Never-at) {
		return Never, false
	}
	return at + engine.Time(e.Delay), true
}

// check refuses an embargo that would tell a signal before it is known.
func (e Embargo) check() error {
	switch {
	case e.Sessions < 0:
		return fmt.Errorf("embargo of %d sessions is negative: a signal cannot be used before it is known", e.Sessions)
	case e.Delay < 0:
		return fmt.Errorf("embargo %v is negative: a signal cannot be used before it is known", e.Delay)
	}
	return nil
}

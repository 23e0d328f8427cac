package data

import "rally/engine"

// calendar is the venue's sessions over a span of days, looked up once.
type calendar struct {
	first    engine.Day
	sessions []engine.Session
	at       []int32 // day − first → index of its session, or −1 less that of the next one
}

func newCalendar(venue engine.Venue, first, last engine.Day) *calendar {
	c := &calendar{first: first, at: make([]int32, int(last-first)+1)}
	for i := range c.at {
		s, ok := venue.Session(first + engine.Day(i))
		if !ok {
			c.at[i] = -1 - int32(len(c.sessions))
			continue
		}
		c.at[i] = int32(len(c.sessions))
		c.sessions = append(c.sessions, s)
	}
	return c
}

// session returns the session of d, and false on a day without one.
func (c *calendar) session(d engine.Day) (*engine.Session, bool) {
	i := c.at[d-c.first]
	if i < 0 {
		return nil, false
	}
	return &c.sessions[i], true
}

// spans reports whether a day lies within the span.
func (c *calendar) spans(d engine.Day) bool { return d >= c.first && int(d-c.first) < len(c.at) }

// between counts the sessions strictly between two days with sessions.
func (c *calendar) between(a, b engine.Day) int {
	return int(c.at[b-c.first]-c.at[a-c.first]) - 1
}

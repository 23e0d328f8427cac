package data

import (
	"math/rand/v2"
	"slices"

	"rally/engine"
)

// printsPerMinute is how often a price of an artificial market is made in a minute.
const printsPerMinute = 4

// minuteStream begins the streams of random numbers of minutes: one a day for
// each name, and one a day for all.
const minuteStream = 1 << 41

// artificialMinutes breaks up the sessions of one name into minutes that come
// to its daily bars. Each session is made from a stream of its own, so that
// they can be made in any order.
type artificialMinutes struct {
	// set once
	market *Artificial
	in     *engine.Instrument
	number int // among the instruments
	days   []artificialRow

	// of the session at hand, used anew for each
	rng    rand.PCG
	shared rand.PCG // of all names, the same for each
	path   []int64  // mills: the open, then printsPerMinute a minute
	ends   []engine.Time
	quiet  []bool  // minutes without trade
	weight []int64 // what each row weighs in the volume
	rows   []engine.BarRow
}

func (a *Artificial) minutesOf(number int) *artificialMinutes {
	in := &a.Instruments[number]
	return &artificialMinutes{market: a, in: in, number: number, days: a.rows[in.Symbol]}
}

// session returns the minutes of session k that traded, stamped with their end:
// where there is an opening auction its row first, which ends when continuous
// trading begins; the last holds the closing auction. They are valid until the
// next call.
func (m *artificialMinutes) session(k int) []engine.BarRow {
	s, day := &m.market.sessions[k], &m.days[k]
	m.rng.Seed(m.market.Seed, minuteStream|uint64(m.number)<<20|uint64(day.Day))
	m.shared.Seed(m.market.Seed, minuteStream|1<<40|uint64(day.Day))
	m.ends = minuteEnds(m.ends[:0], s)
	m.path = resized(m.path, 1+printsPerMinute*len(m.ends))
	wander(m.path, day, &m.rng, &m.shared)
	confine(m.path, day)
	m.market.settle(m.path, day, m.in)
	m.rest(s, day)
	m.rows = barsOf(m.rows[:0], m.path, m.ends, s, m.quiet)
	m.trade(day)
	return m.rows
}

// minuteEnds appends when the minutes of continuous trading end.
func minuteEnds(ends []engine.Time, s *engine.Session) []engine.Time {
	of, n := phases(s)
	for _, p := range of[:n] {
		for t := p.from; t < p.to; t += engine.Minute {
			ends = append(ends, min(t+engine.Minute, p.to))
		}
	}
	return ends
}

func resized[E any](s []E, n int) []E { return slices.Grow(s[:0], n)[:n] }

// rest chooses the minutes without trade, of which a name has the more the less
// it trades, and keeps the price still in them. Those with the session's high,
// its low and its close trade always; so does the first of a session without
// opening auction, which has the open.
func (m *artificialMinutes) rest(s *engine.Session, day *artificialRow) {
	n := len(m.ends)
	m.quiet = resized(m.quiet, n)
	busy := uint32(int64(day.Volume/m.in.Lots[0].Lot) / int64(n)) // lots a minute
	for i := range m.quiet {
		m.quiet[i] = uint32(m.rng.Uint64())%(busy+1) == 0
	}
	m.quiet[n-1] = false
	if s.Auction == s.Open {
		m.quiet[0] = false
	}
	for _, p := range [...]engine.Price{day.High, day.Low} {
		if at := slices.Index(m.path, int64(p)); at > 0 {
			m.quiet[(at-1)/printsPerMinute] = false
		}
	}
	for i, quiet := range m.quiet {
		for j := range printsPerMinute {
			if at := 1 + printsPerMinute*i + j; quiet {
				m.path[at] = m.path[at-1]
			}
		}
	}
}

// barsOf appends the minutes of a path that are not quiet, without volumes.
func barsOf(rows []engine.BarRow, path []int64, ends []engine.Time, s *engine.Session, quiet []bool) []engine.BarRow {
	from := 0 // the first print of the first minute
	if s.Auction < s.Open {
		rows = append(rows, barOf(path[:1], s.Auction, s.Open))
		from = 1
	}
	for i, end := range ends {
		to := 1 + printsPerMinute*(i+1)
		if quiet == nil || !quiet[i] {
			rows = append(rows, barOf(path[from:to], end-engine.Minute, end))
		}
		from = to
	}
	return rows
}

func barOf(prints []int64, start, end engine.Time) engine.BarRow {
	r := engine.BarRow{Start: start, End: end, Open: engine.Price(prints[0]), Close: engine.Price(prints[len(prints)-1])}
	r.High, r.Low = engine.Price(slices.Max(prints)), engine.Price(slices.Min(prints))
	return r
}

// What rows weigh in a session's volume: a minute from 100 at midday to 400 at
// either end, times a random number of 64 to 191.
const (
	middayWeight  = 100
	endsWeight    = 300 // more than at midday
	openingWeight = 20 * 128 * middayWeight
	closingWeight = 50 * 128 * middayWeight
)

// trade parts the day's volume among the rows in whole lots, at least one for
// each: a session has more lots than minutes. What is paid for them, in all, is
// their volume at the mean of open, high, low and close, so that turnover ÷ volume
// lies within low and high.
func (m *artificialMinutes) trade(day *artificialRow) {
	n := int64(len(m.ends))
	m.weight = resized(m.weight, len(m.rows))
	sum := int64(0)
	k := 0 // the minute of the row
	for i := range m.rows {
		r := &m.rows[i]
		for m.ends[k] < r.End {
			k++
		}
		off := 2*int64(k) + 1 - n // −n to n over the day
		w := (middayWeight + endsWeight*off*off/(n*n)) * int64(64+m.rng.Uint64()%128)
		switch {
		case r.End < m.ends[0]:
			w = openingWeight
		case r.End == m.ends[n-1]:
			w += closingWeight
		}
		m.weight[i] = w
		sum += w
	}
	lot := m.in.Lots[0].Lot
	spare := int64(day.Volume/lot) - int64(len(m.rows))
	weighed, given := int64(0), int64(0)
	for i := range m.rows {
		r := &m.rows[i]
		weighed += m.weight[i]
		lots := spare*weighed/sum - given
		given += lots
		r.Volume = engine.Qty(1+lots) * lot
		r.Turnover = ((r.Open + r.High + r.Low + r.Close) / 4).Times(r.Volume)
	}
}

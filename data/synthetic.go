package data

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"rally/engine"
)

// SyntheticConfig says what artificial market to make. The zero value of a
// field is the default that stands behind it; a negative number is none.
type SyntheticConfig struct {
	Seed     uint64
	From, To engine.Day      // 2023-01-03 and 2025-06-30
	Symbols  int             // names, 24; at most 999
	Interval engine.Interval // length of the bars, a day; shorter ones come to the very same days
	Venue    engine.Venue

	// What the market is like. Rates are fractions of a price a session.
	SignalRate    float64 // signals a session, 0.08
	Moves         float64 // share of the signals with a direction that move prices, 0.30
	Leap          float64 // move at the first open after such a signal, a grade of strength, 0.006
	Drift         float64 // move in each session after it, 0.0024; other names than the tech ones half
	DriftSessions int     // sessions that the drift lasts, 7
	MarketSwing   float64 // standard deviation that all names share, 0.010
	OwnSwing      float64 // standard deviation of each name's own, 0.017
}

// Artificial is a market that never was: prices on the grid, volumes in board
// lots, on the venue's calendar, with signals of which some move prices and
// some do not. Its names and texts say that it is artificial.
type Artificial struct {
	Seed        uint64
	Instruments []engine.Instrument
	Index       string          // symbol of the average of all names
	Interval    engine.Interval // length of the bars in its files

	// Progress is told by Write after each file how many have been written; it
	// may be nil and is never called twice at once.
	Progress func(done, total int, file string)

	sessions []engine.Session
	rows     map[string][]artificialRow // by symbol, the index among them
	actions  []Action
	signals  []artificialSignal
	venue    engine.Venue
}

// artificialRow is a daily bar of an artificial market.
type artificialRow struct {
	Day                    engine.Day
	Open, High, Low, Close engine.Price
	Volume                 engine.Qty
	Before                 float64 // the close before it on the day's shares; of the index its level
}

// defaults fills in what is not stated.
func (c SyntheticConfig) defaults() (SyntheticConfig, error) {
	if c.Venue == nil {
		return c, errors.New("no venue: its calendar and grid are what an artificial market is made on")
	}
	if c.From == 0 {
		c.From = engine.Date(2023, 1, 3)
	}
	if c.To == 0 {
		c.To = engine.Date(2025, 6, 30)
	}
	if c.To < c.From {
		return c, fmt.Errorf("from %v to %v: the end is before the beginning", c.From, c.To)
	}
	if c.Symbols == 0 {
		c.Symbols = 24
	}
	if c.Symbols < 1 || c.Symbols > 999 {
		return c, fmt.Errorf("%d symbols: 1 to 999 can be made", c.Symbols)
	}
	if c.Interval == 0 {
		c.Interval = engine.Daily
	}
	if c.Interval != engine.Daily && c.Interval > longestBar {
		return c, fmt.Errorf("bars of %v: shorter ones than a day have 1 to %d minutes", c.Interval, longestBar)
	}
	for _, k := range [...]struct {
		of      *float64
		usual   float64
		highest float64
		name    string
	}{
		{&c.SignalRate, 0.08, 1, "signal rate"}, {&c.Moves, 0.30, 1, "share that moves"}, {&c.Leap, 0.006, 0.05, "leap"},
		{&c.Drift, 0.0024, 0.05, "drift"}, {&c.MarketSwing, 0.010, 0.05, "market swing"}, {&c.OwnSwing, 0.017, 0.05, "own swing"},
	} {
		switch {
		case *k.of == 0:
			*k.of = k.usual
		case *k.of < 0:
			*k.of = 0
		case !(*k.of <= k.highest):
			return c, fmt.Errorf("%s %v: at most %v", k.name, *k.of, k.highest)
		}
	}
	if c.DriftSessions == 0 {
		c.DriftSessions = 7
	}
	c.DriftSessions = max(c.DriftSessions, 0)
	return c, nil
}

// Synthesize makes the artificial market of a seed. The same configuration
// gives the same market on every machine: all randomness is PCG's, normal
// variates are sums of twelve uniform ones, and no product is fused.
func Synthesize(c SyntheticConfig) (*Artificial, error) {
	c, err := c.defaults()
	if err != nil {
		return nil, err
	}
	a := &Artificial{Seed: c.Seed, Index: "ARTX", Interval: c.Interval, rows: map[string][]artificialRow{}, venue: c.Venue}
	for d := c.From; d <= c.To; d++ {
		if s, ok := c.Venue.Session(d); ok {
			a.sessions = append(a.sessions, s)
		}
	}
	if len(a.sessions) < 2 {
		have := "1 session"
		if len(a.sessions) == 0 {
			have = "no session"
		}
		return nil, fmt.Errorf("%s between %v and %v: two at least are wanted", have, c.From, c.To)
	}
	a.cast(c)
	a.announce(c)
	names := make([]*artificialName, c.Symbols)
	for i := range names {
		names[i] = a.newName(c, i)
	}
	market := rand.New(rand.NewPCG(c.Seed, 0))
	index := newArtificialIndex(len(a.sessions))
	for k := range a.sessions {
		shared := float64(c.MarketSwing * swing(market))
		for _, n := range names {
			n.step(a, k, shared)
		}
		index.step(a.sessions[k].Day, names)
	}
	for _, n := range names {
		a.rows[n.in.Symbol] = n.rows
	}
	a.rows[a.Index] = index.rows
	return a, nil
}

// artificialSectors are given to the names in turn; the first four are tech.
var artificialSectors = [...]string{"internet", "semiconductors", "software", "electronics", "bank", "property", "energy", "consumer"}

// cast makes the instruments, the index last. Half of the names are tech.
func (a *Artificial) cast(c SyntheticConfig) {
	width := 2
	if c.Symbols > 99 {
		width = 3
	}
	first := a.sessions[0].Day
	for i := range c.Symbols {
		sector := artificialSectors[i%4]
		if i%2 == 1 {
			sector = artificialSectors[4+i/2%4]
		}
		in := engine.Instrument{
			Symbol: fmt.Sprintf("ART%0*d", width, i+1), Name: fmt.Sprintf("ARTIFICIAL %s %d", sector, i+1),
			Sector: sector, Sets: []string{sector}, LotAsOf: first, Spread: "A",
			Duty: []engine.DutyFrom{{From: first, Due: true}},
		}
		if i%2 == 0 {
			in.Sets = sortedSet([]string{sector, "tech"})
		}
		a.Instruments = append(a.Instruments, in)
	}
	a.Instruments = append(a.Instruments, engine.Instrument{
		Symbol: a.Index, Name: "ARTIFICIAL INDEX, the average of all names", Kind: engine.Index, Sector: "index", Sets: []string{"index"},
	})
}

// swing returns a variate of mean 0 and deviation about 1, now and then far out.
func swing(r *rand.Rand) float64 {
	z := -6.0
	for range 12 {
		z += r.Float64()
	}
	if r.Float64() < 0.03 {
		z = float64(z * 2)
	}
	return z
}

// within bounds a change.
func within(v, most float64) float64 { return max(-most, min(most, v)) }

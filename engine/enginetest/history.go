package enginetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"rally/engine"
)

// History is what a market did, in plain rows from which a tape is built as
// often as a test wants: whole, cut or scrambled.
type History struct {
	Venue       engine.Venue
	Instruments []engine.Instrument
	Bars        []Bars
	Signals     []engine.Signal
	Actions     []Action
	First, Last engine.Day
}

// Bars are the bars of one instrument and interval, in order of time.
type Bars struct {
	Symbol string
	Every  engine.Interval
	Rows   []engine.BarRow
}

// Action is a corporate action by symbol; the engine's ID is given by Tape.
type Action struct {
	Symbol string
	engine.Action
}

// Tape builds the tape of the history.
func (h *History) Tape() (*engine.Tape, error) {
	u, err := engine.NewUniverse(h.Instruments)
	if err != nil {
		return nil, err
	}
	b := engine.NewBuilder(u, h.Venue)
	for _, s := range h.Bars {
		id, ok := u.Lookup(s.Symbol)
		if !ok {
			return nil, fmt.Errorf("bars of %s, which is no instrument", s.Symbol)
		}
		for _, r := range s.Rows {
			if err := b.Bar(id, s.Every, r); err != nil {
				return nil, err
			}
		}
	}
	for _, s := range h.Signals {
		b.Signal(s)
	}
	for _, a := range h.Actions {
		id, ok := u.Lookup(a.Symbol)
		if !ok {
			return nil, fmt.Errorf("an action of %s, which is no instrument", a.Symbol)
		}
		a.Action.Instrument = id
		if err := b.Action(a.Action); err != nil {
			return nil, err
		}
	}
	return b.Seal(h.First, h.Last)
}

// Cut returns the history as it was known at the end of day d: no bar, signal
// or action after it, and no session.
func (h *History) Cut(d engine.Day) *History {
	out := h.Scramble(d, 0)
	out.Last = min(out.Last, d)
	for i := range out.Bars {
		out.Bars[i].Rows = slices.DeleteFunc(out.Bars[i].Rows, func(r engine.BarRow) bool { return r.End.Day() > d })
	}
	return out
}

// Scramble returns the history with another future: after day d all prices
// and volumes are random, and no signal or action comes.
func (h *History) Scramble(d engine.Day, seed uint64) *History {
	out := *h
	rng := rand.New(rand.NewPCG(seed, uint64(d)))
	out.Bars = make([]Bars, len(h.Bars))
	for i, s := range h.Bars {
		rows := slices.Clone(s.Rows)
		for k := range rows {
			r := &rows[k]
			if r.End.Day() <= d {
				continue
			}
			scale := func(p engine.Price) engine.Price {
				return max(100, p*engine.Price(50+rng.IntN(100))/100/100*100)
			}
			r.Open, r.Close = scale(r.Open), scale(r.Close)
			r.High, r.Low = max(r.Open, r.Close)+100, max(100, min(r.Open, r.Close)-100)
			r.Volume = 1 + r.Volume*engine.Qty(1+rng.IntN(5))/3
		}
		out.Bars[i] = Bars{s.Symbol, s.Every, rows}
	}
	out.Signals = slices.DeleteFunc(slices.Clone(h.Signals), func(s engine.Signal) bool { return s.At.Day() > d })
	out.Actions = slices.DeleteFunc(slices.Clone(h.Actions), func(a Action) bool { return a.Ex > d })
	return &out
}

// Sessions returns the days of the sessions from First to Last.
func (h *History) Sessions() []engine.Day {
	var days []engine.Day
	for d := h.First; d <= h.Last; d++ {
		if _, ok := h.Venue.Session(d); ok {
			days = append(days, d)
		}
	}
	return days
}

// Play runs one plan over a tape on one worker.
func Play(t *engine.Tape, p engine.Plan) *engine.Result {
	var out *engine.Result
	err := engine.Runner{Workers: 1}.Run(context.Background(), engine.TapeFeed{Tape: t}, 1,
		func(int) engine.Plan { return p }, func(_ int, r *engine.Result) { out = r })
	if err != nil {
		return &engine.Result{Err: err}
	}
	return out
}

// Wander makes an artificial history: names A00, A01, … that take a random
// walk in ticks of 0.10 with trends that last some weeks, all marked "tech",
// for as many sessions of v from first on; a market-wide supportive signal of
// category "policy" every 15 sessions and a contrary one every 40; a split of
// A00 in the middle and a dividend of every third name.
func Wander(v engine.Venue, seed uint64, names, sessions int, first engine.Day) *History {
	rng := rand.New(rand.NewPCG(seed, 1))
	h := &History{Venue: v, First: first}
	var days []engine.Session
	for d := first; len(days) < sessions; d++ {
		if s, ok := v.Session(d); ok {
			days = append(days, s)
			h.Last = d
		}
	}
	for n := range names {
		in := engine.Instrument{
			Symbol: fmt.Sprintf("A%02d", n), Name: fmt.Sprintf("Artificial %d", n), Sets: []string{"tech"},
			Lots: []engine.LotFrom{{Lot: 100}},
		}
		h.Instruments = append(h.Instruments, in)
		h.Bars = append(h.Bars, walk(rng, in, days, n == 0))
		if n%3 == 1 {
			h.Actions = append(h.Actions, Action{in.Symbol, engine.Action{Kind: engine.Dividend, Ex: days[sessions/3].Day, Millionths: 250_000}})
		}
	}
	h.Actions = append(h.Actions, Action{"A00", engine.Action{Kind: engine.Split, Ex: days[sessions/2].Day, Num: 2, Den: 1}})
	for k := 10; k < sessions; k += 5 {
		at := days[k].Day.At(10, 15)
		s := engine.Signal{
			ID: fmt.Sprintf("s%d", k), Category: "policy", Strength: 3, Market: true,
			Title: "artificial", Known: at, At: at,
		}
		switch {
		case k%40 == 35:
			s.Direction = engine.Contrary
		case k%15 == 10:
			s.Direction = engine.Supportive
		default:
			continue
		}
		h.Signals = append(h.Signals, s)
	}
	return h
}

// walk makes the bars of one name; a split in the middle halves its prices.
func walk(rng *rand.Rand, in engine.Instrument, days []engine.Session, split bool) Bars {
	out := Bars{Symbol: in.Symbol, Every: engine.Daily}
	p, trend := 400+rng.IntN(400), 0 // in ticks of 0.10
	for k, s := range days {
		if k%25 == 0 {
			trend = rng.IntN(9) - 4
		}
		if split && k == len(days)/2 {
			p /= 2
		}
		step := func() int { return rng.IntN(21) - 10 + trend }
		open := max(100, p+step()/2)
		end := max(100, open+step())
		high, low := max(open, end)+rng.IntN(8), max(50, min(open, end)-rng.IntN(8))
		out.Rows = append(out.Rows, engine.BarRow{
			Start: s.Auction, End: s.EndFor(&in),
			Open: engine.Price(open * 100), High: engine.Price(high * 100), Low: engine.Price(low * 100), Close: engine.Price(end * 100),
			Volume: engine.Qty(1000 * (1 + rng.IntN(900))),
		})
		p = end
	}
	return out
}

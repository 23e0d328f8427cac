package hkex

import (
	"fmt"

	"rally/engine"
)

// band is the prices over the upper end of the band before it, up to and
// including its own, and their tick.
type band struct{ upTo, step engine.Price }

// SpreadTable is one part of the exchange's spread tables as it stood from a
// day on. Every band edge is a multiple of the ticks on both of its sides, so
// that a legal price is a multiple of its band's tick.
type SpreadTable struct {
	Letter string     // the part: "A", "B", "D", "E"
	From   engine.Day // the first day it holds, 0 for all dates of the tables
	Source string

	lowest engine.Price
	bands  []band // upTo rising
}

// SpreadFor returns the spread table of an instrument on d, nil for an index.
// The letter that the instrument states rules over its kind.
func SpreadFor(in *engine.Instrument, d engine.Day) *SpreadTable {
	if in.Kind == engine.Index {
		return nil
	}
	switch in.Spread {
	case "A":
		return newest(partA, d)
	case "B":
		return &partB
	case "D":
		return newest(partD, d)
	case "E":
		return newest(partE, d)
	}
	switch in.Kind {
	case engine.ETF, engine.Leveraged:
		return newest(partD, d)
	case engine.Structured:
		return newest(partE, d)
	}
	return newest(partA, d)
}

func newest(tables []SpreadTable, d engine.Day) *SpreadTable {
	for i := len(tables) - 1; i > 0; i-- {
		if tables[i].From <= d {
			return &tables[i]
		}
	}
	return &tables[0]
}

// Step returns the tick of the band that p falls in. Below the lowest and
// above the highest price it is that of the nearest band.
func (t *SpreadTable) Step(p engine.Price) engine.Price {
	for _, b := range t.bands {
		if p <= b.upTo {
			return b.step
		}
	}
	return t.bands[len(t.bands)-1].step
}

// Lowest returns the lowest legal price.
func (t *SpreadTable) Lowest() engine.Price { return t.lowest }

// Highest returns the highest legal price.
func (t *SpreadTable) Highest() engine.Price { return t.bands[len(t.bands)-1].upTo }

// OnGrid reports whether p is a legal price.
func (t *SpreadTable) OnGrid(p engine.Price) bool {
	return p >= t.lowest && p <= t.Highest() && p%t.Step(p) == 0
}

// Up returns the lowest legal price above p, 0 where there is none.
func (t *SpreadTable) Up(p engine.Price) engine.Price {
	if p < t.lowest {
		return t.lowest
	}
	if p >= t.Highest() {
		return 0
	}
	step := t.Step(p + 1)
	return (p/step + 1) * step
}

// Down returns the highest legal price below p, 0 where there is none.
func (t *SpreadTable) Down(p engine.Price) engine.Price {
	if p <= t.lowest {
		return 0
	}
	if p > t.Highest() {
		return t.Highest()
	}
	step := t.Step(p)
	return (p - 1) / step * step
}

// Round returns p where it is legal, otherwise the legal price above or below
// it, or the nearer of the two, the upper one where both are as near. It is
// 0 where there is no such price.
func (t *SpreadTable) Round(p engine.Price, to engine.Round) engine.Price {
	if t.OnGrid(p) {
		return p
	}
	up, down := t.Up(p), t.Down(p)
	switch {
	case to == engine.Up:
		return up
	case to == engine.Down:
		return down
	case up == 0 || down != 0 && p-down < up-p:
		return down
	}
	return up
}

// TickAnswer is what is known of a price on a day.
type TickAnswer struct {
	Day    engine.Day
	Price  engine.Price
	OnGrid bool
	Step   engine.Price // the tick of the price's band
	Up     engine.Price // the next legal price above, 0 where there is none
	Down   engine.Price // the next legal price below, 0 where there is none
	Table  string       // the letter of the spread table
	Source string       // of the table
}

// Tick answers for price p of an instrument on the session d. It returns a
// *NoSessionError where there is no session, and an error for an index and
// for a price that is not positive.
func Tick(in *engine.Instrument, p engine.Price, d engine.Day) (TickAnswer, error) {
	if _, err := RequireSession(d); err != nil {
		return TickAnswer{}, err
	}
	if p <= 0 {
		return TickAnswer{}, fmt.Errorf("price %s is not positive", p)
	}
	t := SpreadFor(in, d)
	if t == nil {
		return TickAnswer{}, fmt.Errorf("an index has no spread table")
	}
	return TickAnswer{
		Day: d, Price: p, OnGrid: t.OnGrid(p), Step: t.Step(p), Up: t.Up(p), Down: t.Down(p),
		Table: t.Letter, Source: t.Source,
	}, nil
}

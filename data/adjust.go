package data

import (
	"fmt"

	"rally/engine"
)

// Adjustment says what the prices of bar files are adjusted for.
type Adjustment uint8

// Adjustments that can be undone.
const (
	AsTraded  Adjustment = iota + 1 // "none"
	ForSplits                       // "split": prices divided and volumes multiplied by later splits, as yfinance's Close
)

// ParseAdjustment reads none or split. What is not stated is an error: nobody
// can tell from prices alone what was done to them. So are total and additive,
// which are not built yet.
func ParseAdjustment(s string) (Adjustment, error) {
	switch s {
	case "none":
		return AsTraded, nil
	case "split":
		return ForSplits, nil
	case "total", "additive":
		return 0, fmt.Errorf("adjusted = %q is not built yet; files of traded prices (none) or of split-adjusted ones (split) are read", s)
	case "":
		return 0, fmt.Errorf(`adjusted is not stated; say what the prices are adjusted for: "none" (as traded) or "split" (split-adjusted, as yfinance's Close)`)
	}
	return 0, fmt.Errorf(`adjusted = %q is not known; "none" (as traded) or "split" (split-adjusted, as yfinance's Close)`, s)
}

// undo turns the prices of one symbol into traded ones: what a later split
// divided is multiplied again, and its volume divided. Splits are the symbol's
// actions on share counts.
type undo struct {
	splits []engine.Action
	grid   func(p engine.Price, d engine.Day) engine.Price // the tick at a price; 0: none
	slack  nanos                                           // half a unit of the file's last decimal

	day      engine.Day // the ratio below is that of days up to the next split
	num, den int64
}

func newUndo(splits []engine.Action, decimals int, grid func(engine.Price, engine.Day) engine.Price) *undo {
	return &undo{splits: splits, grid: grid, slack: powers[9-min(decimals, 9)] / 2, num: 1, den: 1, day: -1 << 31}
}

// at moves to a day: splits of later days are undone.
func (u *undo) at(d engine.Day) {
	if d == u.day {
		return
	}
	u.day = d
	u.num, u.den = product(u.splits, d+1)
}

// price returns the traded price. Where the file has too few decimals to tell
// the mill, the one grid price that it can have been is taken.
func (u *undo) price(v nanos) (engine.Price, bool) {
	if u.num == u.den {
		return mill(v), true
	}
	traded, ok := scaled(v, u.num, u.den)
	if !ok || traded > maxPrice {
		return 0, false
	}
	p := mill(traded)
	tick := u.grid(p, u.day)
	if tick <= 0 || p%tick == 0 {
		return p, true
	}
	near := (p + tick/2) / tick * tick
	slack, ok := scaled(u.slack, u.num, u.den)
	if off := nanos(near)*nanosPerMill - traded; ok && max(off, -off) <= slack && near > 0 {
		return near, true
	}
	return p, true
}

func (u *undo) volume(q int64) engine.Qty {
	v, ok := scaled(q, u.den, u.num)
	if !ok || v == 0 && q > 0 {
		return 1
	}
	return engine.Qty(v)
}

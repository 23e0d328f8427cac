package data

import (
	"fmt"

	"rally/engine"
)

// Adjustment says what the prices of bar files are adjusted for.
type Adjustment uint8

// Adjustments.
const (
	AsTraded      Adjustment = iota + 1 // "none"
	ForSplits                           // "split": prices divided and volumes multiplied by later splits, as yfinance's Close
	ForTotal                            // "total": besides, multiplied by 1 − dividend ÷ the close before it, as Yahoo's Adj Close
	BySubtraction                       // "additive": later dividends taken off and later splits divided, volumes as traded, as Futu's
)

var adjustmentNames = [...]string{"", "none", "split", "total", "additive"}

const knownAdjustments = `"none" (as traded), "split" (split-adjusted, as yfinance's Close), "total" (dividends too, by factors, as Yahoo's Adj Close) or "additive" (dividends taken off, as Futu's)`

// ParseAdjustment reads none, split, total or additive. What is not stated is
// an error: nobody can tell from prices alone what was done to them.
func ParseAdjustment(s string) (Adjustment, error) {
	for a := AsTraded; a <= BySubtraction; a++ {
		if s == adjustmentNames[a] {
			return a, nil
		}
	}
	if s == "" {
		return 0, fmt.Errorf(`adjusted is not stated; say what the prices are adjusted for: %s`, knownAdjustments)
	}
	return 0, fmt.Errorf(`adjusted = %q is not known; %s`, s, knownAdjustments)
}

// String returns the adjustment as the configuration writes it.
func (a Adjustment) String() string { return adjustmentNames[a] }

// undoneWith names the actions that undo the adjustment.
func (a Adjustment) undoneWith() string {
	if a == ForSplits {
		return "splits"
	}
	return "splits and dividends"
}

// perMillion is how far a vendor's factor may be off, in millionths: Futu's
// have five decimals, Yahoo's are floating point.
func (a Adjustment) perMillion() int64 {
	switch a {
	case BySubtraction:
		return 10
	case ForTotal:
		return 1
	}
	return 0
}

// span is the days between two actions, and what undoes their adjustment:
// value × num ÷ den + plus is the traded price.
type span struct {
	before engine.Day // the first day that is not in it
	num    int64
	den    int64
	plus   nanos
	shares ratio // that a share of these days has become since
	slack  nanos // how far the file's last decimal leaves a traded price open
	loose  int64 // the same of the vendor's factor, in millionths of the price
}

// ratio is a fraction above zero.
type ratio struct{ num, den int64 }

func (r ratio) times(num, den int64) ratio {
	r.num, r.den = timesRatio(r.num, r.den, num, den)
	return r
}

// undo turns the prices of one symbol into traded ones. Its spans are in the
// order of their days; the last has no end.
type undo struct {
	spans  []span
	scales bool // volumes are multiplied by later splits
	grid   func(p engine.Price, d engine.Day) engine.Price
	used   int        // actions that are undone
	asOf   engine.Day // the last of them, or the last row
	now    int        // the span of day
	day    engine.Day
}

// at moves to a day.
func (u *undo) at(d engine.Day) {
	if d == u.day {
		return
	}
	u.day = d
	for u.now > 0 && d < u.spans[u.now-1].before {
		u.now--
	}
	for d >= u.spans[u.now].before {
		u.now++
	}
}

// exact returns the traded price in billionths, without a grid.
func (s *span) exact(v nanos) (nanos, bool) {
	traded, ok := v, true
	if s.num != s.den {
		traded, ok = scaled(v, s.num, s.den)
	}
	traded += s.plus
	return traded, ok && traded <= maxPrice && traded >= -maxPrice
}

// price returns the traded price: to the nearest mill, or the one grid price
// that it can have been where the file's decimals or the vendor's factor leave
// it open by less than a quarter of a tick.
func (u *undo) price(v nanos) (engine.Price, bool) {
	s := &u.spans[u.now]
	traded, ok := s.exact(v)
	if !ok || traded < nanosPerMill/2 {
		return 0, false
	}
	p := mill(traded)
	if s.num == s.den {
		return p, true
	}
	return u.snap(p, traded, s), true
}

// row turns the prices and the volume of a bar into traded ones; false where a
// price does not fit.
func (u *undo) row(b *bar, r *engine.BarRow) bool {
	u.at(b.day)
	fits := true
	for _, p := range [...]struct {
		from nanos
		to   *engine.Price
	}{{b.open, &r.Open}, {b.high, &r.High}, {b.low, &r.Low}, {b.close, &r.Close}} {
		v, ok := u.price(p.from)
		*p.to, fits = v, fits && ok
	}
	r.Volume = u.volume(b.volume)
	return fits
}

// prove counts how well the last rows that traded, so many at most, fit what
// is undone.
func (u *undo) prove(bars []bar, most int) Proof {
	var p Proof
	for i := len(bars) - 1; i >= 0 && p.Rows < most; i-- {
		b := &bars[i]
		if b.volume == 0 {
			continue
		}
		r := engine.BarRow{Turnover: engine.Money(b.turnover)}
		if !u.row(b, &r) {
			p.misfit(b)
			continue
		}
		off := 0
		for _, v := range [...]engine.Price{r.Open, r.High, r.Low, r.Close} {
			if t := u.grid(v, b.day); t > 0 && v%t != 0 {
				off++
			}
		}
		p.add(&r, off)
	}
	return p
}

// snap returns the grid price near a traded one, or the nearest mill.
func (u *undo) snap(p engine.Price, traded nanos, s *span) engine.Price {
	tick := u.grid(p, u.day)
	if tick <= 0 || p%tick == 0 {
		return p
	}
	near := (p + tick/2) / tick * tick
	slack := min(s.slack+traded/1_000_000*s.loose, nanos(tick)*nanosPerMill/4)
	if off := nanos(near)*nanosPerMill - traded; max(off, -off) <= slack && near > 0 {
		return near
	}
	return p
}

// volume returns the shares that were traded.
func (u *undo) volume(q int64) engine.Qty {
	s := &u.spans[u.now].shares
	if !u.scales || s.num == s.den {
		return engine.Qty(q)
	}
	v, ok := scaled(q, s.den, s.num)
	if !ok || v == 0 && q > 0 {
		return 1
	}
	return engine.Qty(v)
}

package data

import (
	"math"

	"rally/engine"
)

// undoing makes the undo of one symbol's rows at one interval. Rows are all of
// the files', whatever the run takes of them: what a price is adjusted for
// depends on rows that may lie outside its span.
type undoing struct {
	in       *engine.Instrument
	adjusted Adjustment      // AsTraded: nothing is undone
	actions  []engine.Action // of the instrument, by day and kind
	bars     []bar
	decimals int // most decimals of a price
	venue    engine.Venue
}

const endless engine.Day = math.MaxInt32

// make returns what undoes the rows' adjustment.
//
// The prices are as of the day of the last row, so that no action after it is
// in them; but where the last rows' turnover, or without turnover their prices'
// grid, says that later ones are in them too, as many are undone as make them
// fit. Prices for splits are as of today: all splits of the file are in them.
func (u *undoing) make() *undo {
	known := u.actions
	if u.adjusted == AsTraded {
		return u.through(nil, 0)
	}
	first, last := endless, engine.Day(math.MinInt32)
	for i := range u.bars {
		first, last = min(first, u.bars[i].day), max(last, u.bars[i].day)
	}
	for len(u.bars) > 0 && len(known) > 0 && known[0].Ex <= first {
		known = known[1:] // in all rows already
	}
	if u.adjusted == ForSplits {
		known = sharesOnly(known)
		all := u.through(known, len(known))
		all.asOf = max(all.asOf, last)
		return all
	}
	n := 0
	for n < len(known) && known[n].Ex <= last {
		n++
	}
	best := u.through(known, n)
	best.asOf = max(best.asOf, last)
	fit, all := u.fit(best)
	for k := n + 1; k <= len(known) && fit < all; k++ {
		if u.adjusted == ForTotal && known[k-1].Kind == engine.Dividend {
			break // its factor is of a close that the rows do not have
		}
		other := u.through(known, k)
		if f, _ := u.fit(other); f > fit {
			best, fit = other, f
		}
	}
	return best
}

// tailRows is how many of the last rows say what they are adjusted for.
const tailRows = 400

// fit counts how many of the last rows fit what was undone, by turnover where
// they have it, else by the grid.
func (u *undoing) fit(of *undo) (good, all int) {
	p := of.prove(u.bars, tailRows)
	if p.Bars > 0 {
		return p.Inside, p.Rows
	}
	return p.OnGrid, 4 * p.Rows
}

// through returns the undo of the first n actions.
func (u *undoing) through(actions []engine.Action, n int) *undo {
	out := &undo{
		scales: u.adjusted != BySubtraction, used: n, day: math.MinInt32,
		grid: func(p engine.Price, d engine.Day) engine.Price { return u.venue.TickSize(u.in, p, d) },
	}
	digit := powers[9-min(u.decimals, 9)] / 2
	at := span{before: endless, num: 1, den: 1, shares: ratio{1, 1}}
	spans := []span{at}
	for end := n; end > 0; {
		begin := end - 1
		for begin > 0 && actions[begin-1].Ex == actions[end-1].Ex {
			begin--
		}
		out.asOf = max(out.asOf, actions[begin].Ex)
		next := u.back(at, actions[begin:end], out)
		next.before = actions[begin].Ex
		if next.num != next.den {
			next.slack, _ = scaled(digit, next.num, next.den)
			if u.adjusted != ForSplits {
				next.slack *= 2 // digits may be cut off; and the close that a factor is of has its own
			}
			next.loose = u.adjusted.perMillion()
		}
		at = next
		spans = append(spans, at)
		end = begin
	}
	for i := len(spans) - 1; i >= 0; i-- {
		out.spans = append(out.spans, spans[i])
	}
	return out
}

// back goes back over the actions of one day: from the span that begins with
// them to the one before. A dividend is of the shares before the day's split.
func (u *undoing) back(at span, day []engine.Action, out *undo) span {
	split, paid := ratio{1, 1}, nanos(0)
	for i := range day {
		if a := &day[i]; a.Kind == engine.Dividend {
			paid += a.Millionths * nanosPerMillionth
		} else {
			split = split.times(a.Num, a.Den)
		}
	}
	next := at
	next.shares = at.shares.times(split.num, split.den)
	next.num, next.den = timesRatio(at.num, at.den, split.num, split.den)
	if plus, ok := scaled(at.plus, split.num, split.den); ok {
		next.plus = plus
	}
	if u.adjusted == BySubtraction {
		next.plus += paid
		return next
	}
	if u.adjusted != ForTotal || paid == 0 {
		return next
	}
	// The last close v before the day was C × factor, and what is left of C
	// after the dividend is what v is worth by the later factors: C = v ÷ F + D.
	// Source: Yahoo Finance, help on adjusted close: the multiplier of a dividend
	// is 1 − dividend ÷ the close before it, as CRSP has it.
	v, on, ok := u.closeBefore(day[0].Ex)
	if !ok {
		return next
	}
	closed, fits := next.exact(v)
	if closed += paid; !fits || closed <= 0 || closed > maxPrice {
		return next
	}
	next.slack, _ = scaled(powers[9-min(u.decimals, 9)], next.num, next.den)
	next.loose = u.adjusted.perMillion()
	was := out.day
	out.day = on
	if p := mill(closed); p > 0 {
		if near := out.snap(p, closed, &next); near != p || closed%nanosPerMill != 0 && u.onGrid(near, on) {
			closed = nanos(near) * nanosPerMill
		}
	}
	out.day = was
	next.num, next.den = closed, v
	if g := gcd(closed, v); g > 1 {
		next.num, next.den = closed/g, v/g
	}
	return next
}

func (u *undoing) onGrid(p engine.Price, d engine.Day) bool {
	t := u.venue.TickSize(u.in, p, d)
	return t <= 0 || p%t == 0
}

// closeBefore returns the last close of the rows before a day, with its day.
func (u *undoing) closeBefore(d engine.Day) (nanos, engine.Day, bool) {
	found := -1
	for i := range u.bars {
		if b := &u.bars[i]; b.day < d && b.close > 0 && (b.volume > 0 || found < 0) {
			found = i
		}
	}
	if found < 0 {
		return 0, 0, false
	}
	return u.bars[found].close, u.bars[found].day, true
}

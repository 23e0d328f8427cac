package data

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"rally/engine"
)

// offset is what one session says of its undone prices: how far turnover ÷
// volume is above them.
type offset struct {
	row   *bar    // the session's first
	price float64 // HKD a share that was paid, as turnover ÷ volume has it
	above float64 // of it, above the undone price
	exact bool    // from bars of one price
	loose float64 // how far above may be off
	times float64 // of the undone prices, that is; 0: not known
	good  float64 // share of the session's prices on the grid
}

func (o *offset) ratio() float64 { return o.price / (o.price - o.above) }

// change is a place between two sessions where an action seems to be missing.
type change struct {
	older, newer *bar    // first rows of the session before it and of the one after it; nil: none
	by           float64 // HKD a share that the older prices are too low by
	ratio        float64 // new shares for one, where it is no dividend; else 0
}

// mostChanges bounds what is said of one symbol's files.
const mostChanges = 8

// mostSplit is the most new shares for one, or old for one, that a split is taken
// for; beyond it a constant ratio is one of units.
const mostSplit = 20

// missing says that the undone prices are not those that were traded: that they
// are of another basis, or which actions seem to be missing, at each change of
// what turnover ÷ volume is above the undone prices, from the last session back.
func (g *gate) missing(bars []bar) {
	rule, what := NotUndone, ""
	if g.undo == nil {
		rule, what = LooksAdjusted, "stated as traded, the prices look adjusted: "
	}
	what += g.proof.String()
	if words, p := g.others(bars); len(words) > 0 {
		g.found(&bars[0], rule, "%s; stated as %s they have %v", what, strings.Join(words, " or "), &p)
		return
	}
	of := g.offsets(bars)
	if k, ok := units(of); ok && (g.undo == nil || k > mostSplit || k < 1./mostSplit) {
		g.found(&bars[0], rule, "%s; in all sessions alike turnover ÷ volume of %s is %.4g times the prices: %s", what, g.in.Symbol, k, unitsText(k))
		return
	}
	found := g.changes(of)
	if g.proof.Bars == 0 {
		found = offGrid(of)
	}
	if len(found) == 0 {
		g.found(&bars[0], rule, "%s; no one action explains it: is adjusted = %q what the prices are, and are volume and turnover in shares and HKD?", what, g.proof.Basis)
		return
	}
	for _, c := range found {
		at := c.newer
		if at == nil {
			at = c.older
		}
		g.found(at, rule, "%s; %s", what, g.likely(&c))
	}
}

// units returns how many times the prices turnover ÷ volume is, where that is the
// same in nearly all sessions: then the one is not in HKD, or the other not in
// shares.
func units(of []offset) (times float64, ok bool) {
	var all []float64
	for i := range of {
		if of[i].times > 0 {
			all = append(all, of[i].times)
		}
	}
	if len(all) == 0 {
		return 0, false
	}
	times = median(all)
	alike := 0
	for _, v := range all {
		if math.Abs(v/times-1) < 0.01 {
			alike++
		}
	}
	return times, 20*alike >= 19*len(all) && math.Abs(times-1) > 0.03
}

func unitsText(times float64) string {
	text := "volume is not in shares, or turnover not in HKD"
	if times <= mostSplit && times >= 1./mostSplit {
		text += ", or shares were split after the last of them"
	}
	return text
}

// offsets asks each session what its undone prices are off by.
func (g *gate) offsets(bars []bar) []offset {
	var out []offset
	var single, wide []float64 // of the session, in HKD above the undone price
	var paid, times []float64
	onGrid, prices := 0, 0
	end := func() {
		o := &out[len(out)-1]
		o.good = share(onGrid, prices)
		if o.exact = len(single) > 0; o.exact {
			o.above = median(single)
		} else if len(wide) > 0 {
			o.above = median(wide)
		}
		if len(paid) > 0 {
			o.price = median(paid)
		}
		if len(times) > 0 {
			o.times = median(times)
		}
		o.loose = 0.0006 + float64(2e-5*o.price)
		if !o.exact {
			o.loose = float64(0.003 * o.price)
		}
		single, wide, paid, times, onGrid, prices = single[:0], wide[:0], paid[:0], times[:0], 0, 0
	}
	for i := range bars {
		b := &bars[i]
		if _, open := g.cal.session(b.day); !open || b.volume == 0 {
			continue
		}
		if n := len(out); n == 0 || out[n-1].row.day != b.day {
			if n > 0 {
				end()
			}
			out = append(out, offset{row: b})
		}
		var r engine.BarRow
		if g.traded(b, &r) != nil {
			continue
		}
		for _, p := range [...]engine.Price{r.Open, r.High, r.Low, r.Close} {
			prices++
			if t := g.tick(p, b.day); t <= 0 || p%t == 0 {
				onGrid++
			}
		}
		if b.turnover <= 0 {
			continue
		}
		each := float64(b.turnover) / 1000 / float64(r.Volume)
		low, high := g.value(b.low), g.value(b.high)
		paid = append(paid, each)
		if low+high > 0 {
			times = append(times, 2*each/(low+high))
		}
		if r.Low == r.High && int64(r.Volume) >= dollar {
			single = append(single, each-low)
		} else {
			wide = append(wide, each-(low+high)/2)
		}
	}
	if len(out) > 0 {
		end()
	}
	return out
}

// value returns an undone price in HKD, before it is rounded to the mill.
func (g *gate) value(v nanos) float64 {
	if g.undo != nil {
		v, _ = g.undo.spans[g.undo.now].exact(v)
	}
	return float64(v) / 1e9
}

// median returns the middle value, of two the lower; it sorts what it is given.
func median(v []float64) float64 {
	slices.Sort(v)
	return v[(len(v)-1)/2]
}

// changes walks from the last session back and notes where the offset changes
// and stays changed.
func (g *gate) changes(of []offset) []change {
	relative := g.proof.Basis == ForTotal || g.proof.Basis == ForSplits
	var out []change
	level := 0.0
	if relative {
		level = 1
	}
	for i := len(of) - 1; i >= 0 && len(out) < mostChanges; i-- {
		o := &of[i]
		if i+1 < len(of) && !relative {
			level = g.carried(level, o.row.day, of[i+1].row.day)
		}
		if o.price == 0 || o.above >= o.price || fits(o, level, relative) {
			continue
		}
		run := of[max(0, i-2) : i+1]
		fixed := all(run, func(x *offset) bool { return fits(x, o.above, false) })
		scaled := all(run, func(x *offset) bool { return fits(x, o.ratio(), true) })
		if !fixed && !scaled {
			continue
		}
		c := change{older: o.row}
		if i+1 < len(of) {
			c.newer = of[i+1].row
		}
		far := of[max(0, i-19) : i+1]
		switch {
		case relative:
			now := medianOf(far, func(x *offset) bool { return fits(x, o.ratio(), true) }, (*offset).ratio)
			r := now / level
			c.by = float64(o.price * (1 - 1/r))
			if r > 1.25 || r < 0.8 || g.proof.Basis == ForSplits {
				c.ratio = r
			}
			level = now
		case fixed && len(run) > 1 || !scaled || len(run) == 1 && math.Abs(o.above) < float64(0.2*o.price):
			now := medianOf(far, func(x *offset) bool { return fits(x, o.above, false) }, func(x *offset) float64 { return x.above })
			c.by = now - level
			level = now
		default: // in proportion to the price: shares were split, and further back nothing is told
			c.ratio, c.by = o.ratio(), o.above-level
			return append(out, c)
		}
		out = append(out, c)
	}
	return out
}

// carried takes an amount a share of one day back to an earlier one, over the
// known actions on share counts between them.
func (g *gate) carried(amount float64, from, to engine.Day) float64 {
	for i := range g.actions {
		if a := &g.actions[i]; a.Kind != engine.Dividend && a.Ex > from && a.Ex <= to {
			amount = float64(amount*float64(a.Num)) / float64(a.Den)
		}
	}
	return amount
}

// fits reports whether a session's offset, or its ratio, is that of a level.
func fits(o *offset, level float64, relative bool) bool {
	if relative {
		return math.Abs(o.ratio()/level-1)*o.price <= o.loose
	}
	return math.Abs(o.above-level) <= o.loose
}

func all(of []offset, is func(*offset) bool) bool {
	for i := range of {
		if of[i].price > 0 && !is(&of[i]) {
			return false
		}
	}
	return true
}

func medianOf(of []offset, is func(*offset) bool, value func(*offset) float64) float64 {
	var v []float64
	for i := range of {
		if of[i].price > 0 && is(&of[i]) {
			v = append(v, value(&of[i]))
		}
	}
	return median(v)
}

// offGrid finds where prices without turnover leave the grid, from the last
// session back.
func offGrid(of []offset) []change {
	for i := len(of) - 1; i >= 0; i-- {
		bad := 0
		for k := max(0, i-2); k <= i; k++ {
			if of[k].good*1000 < leastOnGrid {
				bad++
			}
		}
		if of[i].good*1000 >= leastOnGrid || bad < min(2, i+1) {
			continue
		}
		c := change{older: of[i].row}
		if i+1 < len(of) {
			c.newer = of[i+1].row
		}
		return []change{c}
	}
	return nil
}

// likely words what is missing at a change.
func (g *gate) likely(c *change) string {
	symbol := g.in.Symbol
	when, seems := fmt.Sprintf("after %v, the files' last session,", c.older.day), "seems to be missing from actions: the prices are adjusted as of a later day"
	until := engine.Day(math.MaxInt32)
	if c.newer != nil {
		until = c.newer.day
		when, seems = fmt.Sprintf("after the session of %v and not after that of %v", c.older.day, until), "seems to be missing from actions"
	}
	i := slices.IndexFunc(g.actions, func(a engine.Action) bool {
		return a.Ex > c.older.day && a.Ex <= until && (a.Kind == engine.Dividend) == (c.ratio == 0)
	})
	switch {
	case g.undo == nil && c.ratio == 0:
		return fmt.Sprintf("turnover ÷ volume of %s changes by HK$%s a share against them %s, as if a dividend were taken off; is adjusted = \"additive\" what they are?", symbol, figure(c.by, 4), strings.TrimSuffix(when, ","))
	case c.by == 0 && i >= 0:
		return fmt.Sprintf("before the %v of %s of %v they leave the grid: its amount is another, or an action %s is missing", g.actions[i].Kind, symbol, g.actions[i].Ex, when)
	case c.by == 0:
		return fmt.Sprintf("before it they leave the grid: an action of %s with an ex-date %s %s", symbol, when, seems)
	case c.ratio != 0 && i >= 0:
		return fmt.Sprintf("the %v of %s on %v is wrong or is not in the prices, which ask for %s new shares for one besides", g.actions[i].Kind, symbol, g.actions[i].Ex, figure(c.ratio, 3))
	case c.ratio != 0:
		return fmt.Sprintf("a split or bonus issue of %s, %s new shares for one, with an ex-date %s %s", symbol, figure(c.ratio, 3), when, seems)
	case i >= 0:
		has := float64(g.actions[i].Millionths) / 1e6
		return fmt.Sprintf("the dividend of %s on %v is HK$%s in actions, and the prices ask for HK$%s", symbol, g.actions[i].Ex, figure(has, 6), figure(max(0, has+c.by), 4))
	case c.by < 0:
		return fmt.Sprintf("HK$%s a share of %s too much is undone with an ex-date %s", figure(-c.by, 4), symbol, when)
	}
	return fmt.Sprintf("a dividend of %s of HK$%s a share with an ex-date %s %s", symbol, figure(c.by, 4), when, seems)
}

// figure prints an amount with at most so many decimals, and two at least.
func figure(v float64, decimals int) string {
	s := strings.TrimRight(fmt.Sprintf("%.*f", decimals, v), "0")
	_, frac, _ := strings.Cut(s, ".")
	return s + "00"[:max(0, 2-len(frac))]
}

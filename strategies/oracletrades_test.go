package strategies

import (
	"cmp"
	"math"
	"slices"
)

// sell sells a holding whole at a time of day d.
func (o *oracle) sell(h *oracleHolding, d int, at, price int64, reason string, most int64) {
	if h.qty > most {
		o.t.Fatalf("%s on %s: the cap on participation, %d, leaves a part of the sale of %d to another day, which the oracle does not follow",
			h.name.symbol, dayText(d), most, h.qty)
	}
	for range o.ticks {
		if reason != "target" { // a limit never slips
			price -= oracleStep(price, 1)
		}
	}
	fees := oracleFees(h.name.kind, d, h.qty*price, o.futu, o.t)
	o.cash += h.qty*price - fees
	o.fees += fees
	o.fills = append(o.fills, oracleFill{at, h.name.symbol, "sell", h.qty, price, fees, reason, h.signal})
	o.held = slices.DeleteFunc(o.held, func(x *oracleHolding) bool { return x == h })
}

// most is how many shares of a name may trade at the open of day d: the share
// of the median volume of the twenty bars before it, as their shares count today.
func (o *oracle) most(n *oracleName, d int) int64 {
	k := n.at[d]
	if o.share == 0 || k == 0 {
		return math.MaxInt64
	}
	var volumes []int64
	for _, b := range n.bars[max(0, k-20):k] {
		v := b.volume
		for _, s := range o.m.splits {
			if s.symbol == n.symbol && s.day <= d && b.day < s.day {
				v = (2*v*s.num + s.den) / (2 * s.den)
			}
		}
		volumes = append(volumes, v)
	}
	slices.Sort(volumes)
	twice := volumes[(len(volumes)-1)/2] + volumes[len(volumes)/2]
	return twice * o.share / 200
}

// opens matches the opens of day d, session number i: all sales first.
func (o *oracle) opens(d, i int) {
	for _, h := range slices.Clone(o.held) {
		k, ok := h.name.at[d]
		if !ok {
			continue
		}
		open := h.name.bars[k].open
		switch {
		case open <= h.stop:
			o.sell(h, d, auctionOf(d), open, "stop", o.most(h.name, d))
		case h.target > 0 && open >= h.target:
			o.sell(h, d, auctionOf(d), open, "target", o.most(h.name, d))
		case h.waiting != "":
			o.sell(h, d, auctionOf(d), open, h.waiting, o.most(h.name, d))
		}
	}
	for _, e := range o.entries {
		k, ok := e.name.at[d]
		if !ok {
			continue // a day order: it lapses
		}
		o.purchase(e, d, i, auctionOf(d), e.name.bars[k].open)
	}
}

// purchase buys at an open of day d, session number i.
func (o *oracle) purchase(e oracleEntry, d, i int, at, open int64) {
	for range o.ticks {
		open += oracleStep(open+1, 1)
	}
	qty := min(e.qty, o.lots(e.name, open, o.cash, d))
	if most := o.most(e.name, d) / e.name.lot * e.name.lot; most < qty { // the rest has no other open today
		qty = most
		o.cut++
	}
	if qty == 0 {
		return
	}
	fees := oracleFees(e.name.kind, d, qty*open, o.futu, o.t)
	o.cash -= qty*open + fees
	o.fees += fees
	o.led[e.signal] = true
	o.fills = append(o.fills, oracleFill{at, e.name.symbol, "buy", qty, open, fees, "", e.signal})
	stop := 100 - cmp.Or(o.stop, 8)
	step := oracleStep(open*stop, 100)
	h := &oracleHolding{name: e.name, qty: qty, cost: open,
		stop: open * stop / 100 / step * step, until: i + o.hold - 1, signal: e.signal}
	if o.target > 0 {
		h.target = oracleUp(open*(100+o.target), 100)
	}
	o.held = append(o.held, h)
}

// oracleUp is the lowest price on the grid that is not below num ÷ den.
func oracleUp(num, den int64) int64 {
	step := oracleStep(num, den)
	return (num + den*step - 1) / (den * step) * step
}

// gains reports whether the day's range sells a holding at its target and not at
// its stop. Both reached make an ambiguous day.
func (o *oracle) gains(h *oracleHolding, b *oracleBar) bool {
	down := b.low <= h.stop
	up := h.target > 0 && (b.high > h.target || b.high == h.target && (o.fill == "base" || o.fill == "optimistic"))
	if !down || !up {
		return up
	}
	o.both++
	// The path from the open goes to the nearer extreme first; at a tie the loss.
	return o.fill == "optimistic" || o.fill == "base" && b.high-b.open < b.open-b.low
}

// ranges lets the day's range meet the stops and the targets.
func (o *oracle) ranges(d int) {
	for _, h := range slices.Clone(o.held) {
		k, ok := h.name.at[d]
		if !ok {
			continue
		}
		price, reason := h.stop, "stop"
		if o.gains(h, &h.name.bars[k]) {
			price, reason = h.target, "target"
		} else if h.name.bars[k].low > h.stop {
			continue
		}
		most := int64(math.MaxInt64)
		if o.share > 0 {
			most = h.name.bars[k].volume * o.share / 100
		}
		o.sell(h, d, o.m.endOf(d), price, reason, most)
	}
}

// exits decides at the end of day d, session number i.
func (o *oracle) exits(d, i int) {
	for _, h := range o.held {
		k, ok := h.name.at[d]
		if ok {
			h.highest = max(h.highest, h.name.bars[k].close)
		}
		if h.waiting != "" {
			continue
		}
		if i >= h.until {
			h.waiting = "hold"
			continue
		}
		if !ok {
			continue
		}
		level := float64(h.highest) - 3*o.atr(h.name, k)
		gap := float64(h.name.bars[k].close) - level
		o.tightest = min(o.tightest, math.Abs(gap))
		if gap < 0 {
			h.waiting = "trail"
		}
	}
}

// atr is the average true range at bar k, computed anew each time from the
// first row. Source: case C8 of the cross-check.
func (o *oracle) atr(n *oracleName, k int) float64 {
	now := n.bars[k].day
	value, sum := math.NaN(), 0.0
	for j := 1; j <= k; j++ {
		before := o.rebased(n, n.bars[j-1].close, j-1, now)
		high := max(o.rebased(n, n.bars[j].high, j, now), before)
		low := min(o.rebased(n, n.bars[j].low, j, now), before)
		tr := float64(high - low)
		switch {
		case j < 14:
			sum += tr
		case j == 14:
			value = (sum + tr) / 14
		default:
			value = (13*value + tr) / 14
		}
	}
	return value
}

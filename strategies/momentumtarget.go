package strategies

import (
	"math/bits"

	"rally/engine"
)

// Target is the part above its average entry at which a holding is sold with a
// gain, as the file writes it: "15%". It holds one Percent; nil is none, and what
// a resolved configuration leaves out, so that it is the one it was before there
// was a choice.
type Target []Percent

// highestTarget is the highest target that can be asked for: eight times the
// entry. The exchange takes no limit at nine times the nominal price or more, and
// the price may be a little below the entry when the order arrives.
//
// Source: HKEX, Securities Market Operations FAQ and Top Questions.
const highestTarget = Percent(700 * engine.Percent)

// UnmarshalText reads a Percent; "" and "none" are none.
func (t *Target) UnmarshalText(text []byte) error {
	var p Percent
	if err := p.UnmarshalText(text); err != nil {
		return err
	}
	*t = nil
	if p > 0 {
		*t = Target{p}
	}
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (t Target) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// String prints the part in percent, and "" for none.
func (t Target) String() string { return t.part().String() }

// part returns the target, 0 for none.
func (t Target) part() Percent {
	if len(t) == 0 {
		return 0
	}
	return t[0]
}

// protect sends the stop and the target of a holding, anew where its size or its
// average entry changed: average entry × (1 − stop), down to the grid, and
// average entry × (1 + target), up to it. Both are one group: what the one has
// sold the other no longer sells. Paragraph 7.
func (p *PolicyMomentum) protect(b *engine.Broker, h *holding) {
	for _, order := range [...]engine.OrderID{h.stop, h.target} {
		if order != 0 {
			b.Cancel(order)
		}
	}
	h.stop, h.target = 0, 0
	held := b.Position(h.id)
	o := engine.Order{Instrument: h.id, Side: engine.Sell, TIF: engine.GTC, Qty: held.Qty, Because: h.ref}
	if p.Stop > 0 && p.Target.part() > 0 {
		o.Group = b.Group()
	}
	if p.Stop > 0 {
		at := b.OnGrid(h.id, timesPart(held, wholePart-p.Stop.Rate(), engine.Down), 1, engine.Down)
		stop := o
		stop.Type, stop.Stop, stop.Intent = engine.Stop, at, "stop"
		h.stop = b.Submit(stop)
	}
	if t := p.Target.part(); t > 0 {
		at := b.OnGrid(h.id, timesPart(held, wholePart+t.Rate(), engine.Up), 1, engine.Up)
		target := o
		target.Type, target.Limit, target.Intent = engine.Limit, at, "target"
		h.target = b.Submit(target)
	}
}

// wholePart is all of something, as a rate.
const wholePart = 100 * engine.Percent

// timesPart returns the average entry times a rate, rounded to the mill: edges of
// the grid's bands are whole mills, so that the band stays.
func timesPart(held engine.Position, rate engine.Rate, round engine.Round) int64 {
	hi, lo := bits.Mul64(uint64(held.Cost), uint64(rate))
	all, rest := bits.Div64(hi, lo, uint64(wholePart)) // of the position; then of a share: rounding one way twice is rounding once
	if round == engine.Up && rest > 0 {
		all++
	}
	at, rest := all/uint64(held.Qty), all%uint64(held.Qty)
	if round == engine.Up && rest > 0 {
		at++
	}
	return int64(at)
}

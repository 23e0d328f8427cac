package engine_test

import (
	"fmt"

	"rally/engine"
)

// amend lets an amendment arrive: what it would leave of the order is checked
// like a new one.
func (n *naive) amend(o *naiveOrder, c engine.Amendment) {
	if why := n.checkAmendment(o, c); why != engine.Accepted {
		n.notes = append(n.notes, fmt.Sprintf("%s #%d amendment refused %v", clock(n.now), o.ID, why))
		return
	}
	before := o.Order
	o.Order = amended(before, c)
	if c.Qty != 0 {
		o.ceded = 0
	}
	if !o.working {
		return
	}
	if o.Limit != before.Limit || o.Stop != before.Stop { // as if it had arrived now
		o.arrived, o.late = n.now, n.opening
	}
	if isLimit(o) {
		n.reserve(o)
	}
}

// checkAmendment returns why an amendment is refused.
func (n *naive) checkAmendment(o *naiveOrder, c engine.Amendment) engine.Reason {
	hasLimit := o.Type == engine.Limit || o.Type == engine.StopLimit
	hasStop := o.Type == engine.Stop || o.Type == engine.StopLimit || o.Type == engine.MarketIfTouched || o.Type == engine.TrailingStop
	if c.Qty < 0 || c.Qty != 0 && c.Qty <= o.Filled || c.Limit != 0 && !hasLimit || c.Stop != 0 && (!hasStop || o.reached) {
		return engine.BadOrder
	}
	would := *o
	would.Order = amended(o.Order, c)
	would.Qty, would.Filled = would.Left(), 0
	return n.unfit(&would)
}

// amended returns an order with an amendment's changes.
func amended(o engine.Order, c engine.Amendment) engine.Order {
	if c.Qty != 0 {
		o.Qty = c.Qty
	}
	if c.Limit != 0 {
		o.Limit = c.Limit
	}
	if c.Stop != 0 {
		o.Stop = c.Stop
	}
	return o
}

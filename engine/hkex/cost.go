package hkex

import (
	"fmt"

	"rally/engine"
)

// Trade is one fill of one order, the only one of its day.
type Trade struct {
	Instrument *engine.Instrument
	Day        engine.Day
	Side       engine.Side
	Price      engine.Price
	Qty        engine.Qty
}

// CostLine is one charge on a trade.
type CostLine struct {
	Component string // "stamp_duty"
	Amount    engine.Money
	Level     engine.NoteLevel
	Source    string // who states it
}

// CostAnswer is what a trade costs.
type CostAnswer struct {
	Consideration engine.Money
	Lines         []CostLine
	Total         engine.Money // of the lines, without the consideration
}

// Cost returns what a trade costs, a line a charge: the broker's first, then
// those of Law, also where they are 0. It returns a *NoSessionError for a day
// without session, and an error for an index, and for a price or quantity that
// is not positive or too large to multiply.
func Cost(t Trade, b Broker) (CostAnswer, error) {
	if _, err := RequireSession(t.Day); err != nil {
		return CostAnswer{}, err
	}
	if t.Instrument.Kind == engine.Index {
		return CostAnswer{}, fmt.Errorf("an index is not traded")
	}
	if !payable(t.Price, t.Qty) {
		return CostAnswer{}, fmt.Errorf("%d shares at %s: price and quantity must be positive and their product fit", t.Qty, t.Price)
	}
	n := engine.Note{
		Instrument: t.Instrument, Day: t.Day, Side: t.Side,
		Qty: t.Qty, Consideration: t.Price.Times(t.Qty),
	}
	a := CostAnswer{Consideration: n.Consideration}
	for _, rule := range append(b.Fees(), Law()...) {
		line := CostLine{Component: rule.Name(), Amount: rule.Fee(n), Level: rule.Level(), Source: sourceOf(rule, n)}
		a.Lines = append(a.Lines, line)
		a.Total += line.Amount
	}
	return a, nil
}

func sourceOf(rule engine.FeeRule, n engine.Note) string {
	if duty, ok := rule.(StampDuty); ok {
		return duty.source(n.Instrument, n.Day)
	}
	if s, ok := rule.(Sourced); ok {
		return s.Source(n.Day)
	}
	return ""
}

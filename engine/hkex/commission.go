package hkex

import (
	"fmt"

	"rally/engine"
)

// Rounding is what a commission is rounded to, a half up.
type Rounding uint8

// Roundings. The zero value is to the cent.
const (
	ToCent Rounding = iota
	ToMill          // the finest unit of money: no rounding that anybody sees
)

// ParseRounding reads "cent" or "none".
func ParseRounding(s string) (Rounding, error) {
	switch s {
	case "cent":
		return ToCent, nil
	case "none":
		return ToMill, nil
	}
	return 0, fmt.Errorf("%q is not a rounding (cent, none)", s)
}

// String returns what ParseRounding reads.
func (r Rounding) String() string {
	if r == ToMill {
		return "none"
	}
	return "cent"
}

func (r Rounding) unit() engine.Money {
	if r == ToMill {
		return engine.Mill
	}
	return engine.Cent
}

// Commission is a broker's charge on an order: Rate of the order's
// consideration, rounded, then held between Min and Max, plus Fixed. It is
// the component "brokerage".
type Commission struct {
	Rate     engine.Rate
	Min, Max engine.Money // a Max of 0 is none
	Fixed    engine.Money // added once an order, whatever Min and Max are
	Round    Rounding
}

// Validate returns what is wrong with the figures: an amount below zero, a
// rate over 100 %, or a minimum over the maximum.
func (c Commission) Validate() error {
	switch {
	case c.Rate < 0 || c.Rate > 100*engine.Percent:
		return fmt.Errorf("commission rate of %d parts per billion is not between 0 and 100 %%", int64(c.Rate))
	case c.Min < 0 || c.Max < 0 || c.Fixed < 0:
		return fmt.Errorf("commission with an amount below zero: min %s, max %s, fixed %s", c.Min, c.Max, c.Fixed)
	case c.Max > 0 && c.Min > c.Max:
		return fmt.Errorf("commission minimum %s exceeds its maximum %s", c.Min, c.Max)
	}
	return nil
}

// Name returns "brokerage".
func (Commission) Name() string { return "brokerage" }

// Level returns PerOrder.
func (Commission) Level() engine.NoteLevel { return engine.PerOrder }

// Fee returns the commission on n in mills.
func (c Commission) Fee(n engine.Note) engine.Money {
	if n.Qty == 0 {
		return 0
	}
	fee := max(c.Rate.Of(n.Consideration, c.Round.unit(), engine.Nearest), c.Min)
	if c.Max > 0 {
		fee = min(fee, c.Max)
	}
	return fee + c.Fixed
}

// Source says that the user has stated the figures.
func (Commission) Source(engine.Day) string { return "the configuration's own commission" }

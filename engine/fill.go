package engine

// FillRule says how an order came to its price.
type FillRule uint8

// Fill rules.
const (
	FilledAtOpen  FillRule = iota // at an open
	FilledInRange                 // inside a bar's range
	FilledAtClose                 // in the closing auction
	FilledOddLot                  // the odd part of a holding, at a discount
)

// String returns the rule as reports print it.
func (r FillRule) String() string { return [...]string{"open", "range", "close", "odd-lot"}[r] }

// Fill is an execution.
type Fill struct {
	ID            uint32 // numbered from 1 within a plan
	Order         OrderID
	Instrument    ID
	Side          Side
	Rule          FillRule
	Time          Time
	Qty           Qty
	Price         Price
	Consideration Money
	Fees          Money // all charges of this fill
	Slippage      Money // what slippage cost within the price; never negative
	Because       SignalRef
	Intent        string
	Left          Qty // of its order, after this fill
}

// BarFill is the fill rule for orders inside a bar's range.
type BarFill struct {
	Touch bool     // a limit fills when the range touches it; false: when it goes beyond
	Both  BothRule // what happens when both exits of a group are reached in one bar
}

// BothRule decides a bar that reaches a stop and a target of one group.
type BothRule uint8

// Rules for a bar that reaches both exits.
const (
	TakeLoss BothRule = iota
	TakePath          // open → nearer extreme → other extreme → close; both as near: the loss
	TakeGain
)

// The three fill rules of the contract.
var (
	Pessimistic = BarFill{Touch: false, Both: TakeLoss}
	Base        = BarFill{Touch: true, Both: TakePath}
	Optimistic  = BarFill{Touch: true, Both: TakeGain}
)

// Slippage is what market, stop and touched orders pay beyond the price,
// against the trader and on the grid: whole ticks, and a part of the price,
// fixed or by square-root impact:
//
//	Impact × daily volatility × √(quantity ÷ median daily volume)
//
// of the 20 sessions before.
type Slippage struct {
	Ticks  int
	Rate   Rate
	Impact Rate // the coefficient: 1 is 1 000 000 000
}

package hkex

import "rally/engine"

// MaxLots is the most board lots that one order may have.
// Source: HKEX, trading mechanism and Top Questions.
const MaxLots = 3000

// Lot returns the board lot of an instrument on d, and whether anybody states
// one. The issuer sets it and the market has no default (HKEX, trading
// mechanism), so nothing is assumed: the instrument's dated rows decide, the
// newest that is not after d; a lot that is not positive is not stated.
func Lot(in *engine.Instrument, d engine.Day) (engine.Qty, bool) {
	lot, ok := in.Lot(d)
	if !ok || lot <= 0 {
		return 0, false
	}
	return lot, true
}

// SplitOdd splits q shares into whole board lots and the odd rest. lot must
// be positive, q not negative.
func SplitOdd(q, lot engine.Qty) (board, odd engine.Qty) {
	odd = q % lot
	return q - odd, odd
}

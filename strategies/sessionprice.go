package strategies

import (
	"math/bits"

	"rally/engine"
)

// sessionPrice is the volume-weighted price of a session so far, the opening
// auction included: Σ (high + low + close) ÷ 3 × volume over Σ volume, where
// the third is the usual stand-in of a bar for the average of its trades. It is
// kept as whole numbers of 128 bits and never divided, so a close is above it
// or is not.
type sessionPrice struct {
	day          engine.Day
	hi, lo       uint64 // Σ (high + low + close) × volume
	volHi, volLo uint64 // Σ volume
}

// add takes in a bar that closes on a day; the first of a day begins anew.
func (v *sessionPrice) add(day engine.Day, b engine.Bar) {
	if v.day != day {
		*v = sessionPrice{day: day}
	}
	volume := uint64(max(0, b.Volume()))
	hi, lo := bits.Mul64(uint64(b.High()+b.Low()+b.Close()), volume)
	var carry uint64
	v.lo, carry = bits.Add64(v.lo, lo, 0)
	v.hi, _ = bits.Add64(v.hi, hi, carry)
	v.volLo, carry = bits.Add64(v.volLo, volume, 0)
	v.volHi += carry
}

// below reports whether a price is above the average: 3 × p × Σ volume is more
// than the sum.
func (v *sessionPrice) below(p engine.Price) bool {
	hi, lo := bits.Mul64(3*uint64(p), v.volLo)
	hi += 3 * uint64(p) * v.volHi
	return hi > v.hi || hi == v.hi && lo > v.lo
}

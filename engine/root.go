package engine

import "math/bits"

// wide is an unsigned integer of 128 bits.
type wide struct{ hi, lo uint64 }

// times returns x·y.
func times(x, y uint64) wide {
	hi, lo := bits.Mul64(x, y)
	return wide{hi, lo}
}

// plus returns w + v, which must fit.
func (w wide) plus(v wide) wide {
	lo, carry := bits.Add64(w.lo, v.lo, 0)
	hi, _ := bits.Add64(w.hi, v.hi, carry)
	return wide{hi, lo}
}

// minus returns w − v, and 0 where that is negative.
func (w wide) minus(v wide) wide {
	lo, borrow := bits.Sub64(w.lo, v.lo, 0)
	hi, under := bits.Sub64(w.hi, v.hi, borrow)
	if under != 0 {
		return wide{}
	}
	return wide{hi, lo}
}

// by returns w·m, which must fit.
func (w wide) by(m uint64) wide {
	hi, lo := bits.Mul64(w.lo, m)
	return wide{hi + w.hi*m, lo}
}

// over returns w ÷ d, rounded down; d must not be 0.
func (w wide) over(d uint64) wide {
	hi, rest := w.hi/d, w.hi%d
	lo, _ := bits.Div64(rest, w.lo, d)
	return wide{hi, lo}
}

// root returns the square root of w, rounded down: bit by bit, from the highest.
func (w wide) root() uint64 {
	var r uint64
	for bit := uint64(1) << 63; bit > 0; bit >>= 1 {
		t := r | bit
		if sq := times(t, t); sq.hi < w.hi || sq.hi == w.hi && sq.lo <= w.lo {
			r = t
		}
	}
	return r
}

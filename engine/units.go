package engine

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// Quantities are integers, so that sums are exact and equal on every machine.
//
//	Price × Qty     = Money      exact
//	Rate of Money   = Money      rounded once, straight to its unit
//	Price ± Price   = Price      likewise Money and Qty
type (
	// Price is in mills per share; 1 mill is HK$0.001, the finest tick of the exchange.
	Price int64
	// Qty is a number of shares.
	Qty int64
	// Money is in mills of a Hong Kong dollar.
	Money int64
	// Rate is in parts per billion: 0.1 % is 1 000 000.
	Rate int64
)

// Units of Money, to round to.
const (
	Mill   Money = 1
	Cent   Money = 10
	Dollar Money = 1000
)

// Percent and BasisPoint are Rates.
const (
	Percent    Rate = 10_000_000
	BasisPoint Rate = 100_000
)

const rateOne = 1_000_000_000

// Round says which way a Rate's result goes to a whole unit.
type Round uint8

// Ways to round; all are for amounts that are not negative.
const (
	Nearest Round = iota // a half goes up
	Up
	Down
)

// Times returns the consideration of q shares at p, exactly.
func (p Price) Times(q Qty) Money { return Money(int64(p) * int64(q)) }

// Of returns r of m rounded once to a whole multiple of unit. The product is
// held in 128 bits. m and r must not be negative.
func (r Rate) Of(m, unit Money, round Round) Money {
	hi, lo := bits.Mul64(uint64(m), uint64(r))
	den := uint64(rateOne) * uint64(unit)
	var q, rest uint64
	if hi == 0 {
		q, rest = lo/den, lo%den
	} else {
		q, rest = bits.Div64(hi, lo, den) // panics past 2^64 units, far beyond any market
	}
	switch round {
	case Nearest:
		if rest >= den-rest {
			q++
		}
	case Up:
		if rest > 0 {
			q++
		}
	}
	return Money(q) * unit
}

// mulDiv returns a × num ÷ den with a 128-bit product, rounded; a, num ≥ 0, den > 0.
func mulDiv(a, num, den int64, round Round) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(num))
	q, rest := bits.Div64(hi, lo, uint64(den))
	switch {
	case round == Nearest && rest >= uint64(den)-rest, round == Up && rest > 0:
		q++
	}
	return int64(q)
}

// String prints p in dollars with three decimals.
func (p Price) String() string { return mills(int64(p)) }

// String prints m in dollars with three decimals and no separators.
func (m Money) String() string { return mills(int64(m)) }

// Float returns m in dollars, for reports; never for accounts.
func (m Money) Float() float64 { return float64(m) / 1000 }

// Float returns p in dollars, for reports; never for matching.
func (p Price) Float() float64 { return float64(p) / 1000 }

func mills(v int64) string {
	var b [24]byte
	return string(appendMills(b[:0], v))
}

func appendMills(b []byte, v int64) []byte {
	u := uint64(v)
	if v < 0 {
		b, u = append(b, '-'), -u
	}
	b = strconv.AppendUint(b, u/1000, 10)
	rest := u % 1000
	return append(b, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
}

// ParsePrice reads a price in dollars, such as "318.40", exactly. Digits
// beyond the third decimal must be zero.
func ParsePrice(s string) (Price, error) {
	v, err := ParseFixed(s, 3)
	return Price(v), err
}

// ParseMoney reads an amount in dollars, such as "1000000.5", exactly.
func ParseMoney(s string) (Money, error) {
	v, err := ParseFixed(s, 3)
	return Money(v), err
}

// ParseFixed reads a decimal as an integer of 10^-decimals. Digits beyond
// those must be zero; an integer of more than eighteen digits is refused.
func ParseFixed(s string, decimals int) (int64, error) {
	digits, neg := s, false
	if strings.HasPrefix(digits, "-") {
		digits, neg = digits[1:], true
	} else if strings.HasPrefix(digits, "+") {
		digits = digits[1:]
	}
	var v int64
	const most = 1e17 // one digit more still fits
	seen, after := false, -1
	for i := range len(digits) {
		c := digits[i]
		switch {
		case c == '.' && after < 0:
			after = 0
		case c < '0' || c > '9':
			return 0, fmt.Errorf("%q is not a decimal number", s)
		case after >= 0 && after >= decimals:
			if c != '0' {
				return 0, fmt.Errorf("%q has more than %d decimals", s, decimals)
			}
			after++
		default:
			seen = true
			if v >= most {
				return 0, fmt.Errorf("%q is too large", s)
			}
			v = v*10 + int64(c-'0')
			if after >= 0 {
				after++
			}
		}
	}
	if !seen {
		return 0, fmt.Errorf("%q is not a decimal number", s)
	}
	for after = max(after, 0); after < decimals; after++ {
		if v >= most {
			return 0, fmt.Errorf("%q is too large", s)
		}
		v *= 10
	}
	if neg {
		v = -v
	}
	return v, nil
}

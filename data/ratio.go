package data

import (
	"fmt"
	"math/bits"
	"strings"

	"rally/engine"
)

// parseRatio reads 3, 1.05, 3:1 or 21/20 as a reduced fraction. Decimals that
// go on are taken for the small fraction that they stand for: 0.333333 is 1/3.
func parseRatio(s string) (num, den int64, err error) {
	if a, b, ok := strings.Cut(strings.ReplaceAll(s, ":", "/"), "/"); ok {
		n, errN := whole(strings.TrimSpace(a))
		d, errD := whole(strings.TrimSpace(b))
		if errN != nil || errD != nil || n == 0 || d == 0 || n > 1e6 || d > 1e6 {
			return 0, 0, fmt.Errorf("%s is not a ratio; write it 3, 1.05, 3:1 or 21/20", quoted(s))
		}
		num, den = n, d
	} else {
		v, decimals, err := decimal(s)
		if err != nil {
			return 0, 0, err
		}
		if v == 0 || v > 1e6*powers[9] || decimals > 9 {
			return 0, 0, fmt.Errorf("%s is not a ratio; write it 3, 1.05, 3:1 or 21/20", quoted(s))
		}
		num, den = v/powers[9-decimals], powers[decimals]
		if decimals >= 6 {
			num, den = smallFraction(num, den)
		}
	}
	g := gcd(num, den)
	num, den = num/g, den/g
	if num > 1e8 || den > 1e8 {
		return 0, 0, fmt.Errorf("%s has more digits than a ratio of shares; at most eight are kept exactly", quoted(s))
	}
	if num == den {
		return 0, 0, fmt.Errorf("a ratio of one changes nothing; new shares for one old are wanted")
	}
	return num, den, nil
}

// smallFraction returns the fraction with a denominator up to 100 that num/den
// is the rounding of, or num/den itself.
func smallFraction(num, den int64) (int64, int64) {
	for d := int64(1); d <= 100; d++ {
		n := (num*d + den/2) / den
		if off := n*den - num*d; n > 0 && 2*max(off, -off) <= 2*d && n <= 1e6 {
			return n, d
		}
	}
	return num, den
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// product multiplies the ratios of the actions that take effect on day or later.
func product(actions []engine.Action, day engine.Day) (num, den int64) {
	num, den = 1, 1
	for i := range actions {
		if actions[i].Ex < day {
			continue
		}
		num, den = timesRatio(num, den, actions[i].Num, actions[i].Den)
	}
	return num, den
}

// timesRatio multiplies two fractions and reduces the product. One that would
// not fit 62 bits is held at what it was: no security has been split so often.
func timesRatio(num, den, n, d int64) (int64, int64) {
	g1, g2 := gcd(num, d), gcd(n, den)
	num, d, n, den = num/g1, d/g1, n/g2, den/g2
	if bits.Len64(uint64(num))+bits.Len64(uint64(n)) > 62 || bits.Len64(uint64(den))+bits.Len64(uint64(d)) > 62 {
		return num * g1, den * g2
	}
	return num * n, den * d
}

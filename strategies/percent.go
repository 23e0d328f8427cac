package strategies

import (
	"fmt"
	"strings"

	"rally/engine"
)

// Percent is a part of something, as people write it: "8%", "0.25 %", "50 bp".
// It holds an engine.Rate exactly, to the ten-millionth of a percent; "" and
// "none" are its zero value.
type Percent engine.Rate

// Rate returns the part in parts per billion.
func (p Percent) Rate() engine.Rate { return engine.Rate(p) }

// UnmarshalText reads a part; a number without a unit is refused, since 8
// might mean 8 or 800 percent.
func (p *Percent) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if s == "" || s == "none" || s == "0" {
		*p = 0
		return nil
	}
	decimals := 7 // of a percent: parts per billion
	number, ok := strings.CutSuffix(s, "%")
	if !ok {
		decimals = 5 // of a basis point
		if number, ok = strings.CutSuffix(s, "bp"); !ok {
			return fmt.Errorf("%q is not a percentage like \"8%%\", \"50 bp\" or \"none\"", s)
		}
	}
	v, err := engine.ParseFixed(strings.TrimSpace(number), decimals)
	if err != nil {
		return fmt.Errorf("%q is not a percentage: %w", s, err)
	}
	if v < 0 {
		return fmt.Errorf("%q is below zero", s)
	}
	*p = Percent(v)
	return nil
}

// MarshalText writes what UnmarshalText reads: "8%", and "" for none.
func (p Percent) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// String prints the part in percent, and "" for none.
func (p Percent) String() string {
	if p == 0 {
		return ""
	}
	whole, part := p/Percent(engine.Percent), p%Percent(engine.Percent)
	if part == 0 {
		return fmt.Sprintf("%d%%", whole)
	}
	return fmt.Sprintf("%d.%s%%", whole, strings.TrimRight(fmt.Sprintf("%07d", part), "0"))
}

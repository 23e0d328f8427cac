package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"rally/engine"
)

// ParseMoney reads an amount of Hong Kong dollars: "1_000_000 HKD", "HK$15",
// "1000.50". Underscores group digits.
func ParseMoney(s string) (engine.Money, error) {
	bare := strings.TrimSpace(s)
	upper := strings.ToUpper(bare)
	switch {
	case strings.HasPrefix(upper, "HKD"):
		bare = bare[3:]
	case strings.HasPrefix(upper, "HK$"):
		bare = bare[3:]
	case strings.HasSuffix(upper, "HKD"):
		bare = bare[:len(bare)-3]
	}
	bare = strings.TrimSpace(bare)
	if i := strings.IndexFunc(bare, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '$' || r == '€' }); i >= 0 {
		return 0, fmt.Errorf("%q is not an amount of Hong Kong dollars; write it like \"1_000_000 HKD\"", s)
	}
	digits, err := ungroup(bare)
	if err != nil {
		return 0, fmt.Errorf("%q is not an amount; write it like \"1_000_000 HKD\"", s)
	}
	m, err := engine.ParseMoney(digits)
	if err != nil {
		return 0, fmt.Errorf("%w; write it like \"1_000_000 HKD\"", err)
	}
	if m > maxMoney || m < -maxMoney {
		return 0, fmt.Errorf("%q is more than the engine can count; at most %d HKD", s, maxMoney/engine.Dollar)
	}
	return m, nil
}

// maxMoney leaves room in 64 bits of mills for a thousand times the cash, and
// for that to grow ninetyfold.
const maxMoney engine.Money = 100_000_000_000 * engine.Dollar

// ungroup takes out the underscores between digits.
func ungroup(s string) (string, error) {
	for i := range len(s) {
		if s[i] != '_' {
			continue
		}
		if i == 0 || i == len(s)-1 || !isDigit(s[i-1]) || !isDigit(s[i+1]) {
			return "", fmt.Errorf("%q has an underscore that is not between digits", s)
		}
	}
	return strings.ReplaceAll(s, "_", ""), nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// ParseRate reads a part of a hundred or of ten thousand: "8%", "0.03 %", "3 bp".
func ParseRate(s string) (engine.Rate, error) {
	bare := strings.TrimSpace(s)
	decimals := 0
	switch {
	case strings.HasSuffix(bare, "%"):
		bare, decimals = strings.TrimSuffix(bare, "%"), 7
	case strings.HasSuffix(bare, "bps"):
		bare, decimals = strings.TrimSuffix(bare, "bps"), 5
	case strings.HasSuffix(bare, "bp"):
		bare, decimals = strings.TrimSuffix(bare, "bp"), 5
	default:
		return 0, fmt.Errorf("%q has no unit; write it like \"8%%\" or \"3 bp\"", s)
	}
	v, err := engine.ParseFixed(strings.TrimSpace(bare), decimals)
	if err != nil {
		return 0, fmt.Errorf("%q is not a rate: %w", s, err)
	}
	if v < 0 || v > int64(100*engine.Percent) {
		return 0, fmt.Errorf("%q is not between 0%% and 100%%", s)
	}
	return engine.Rate(v), nil
}

// rateText writes what ParseRate reads, as a percentage.
func rateText(r engine.Rate) string {
	whole, part := int64(r)/int64(engine.Percent), int64(r)%int64(engine.Percent)
	text := strconv.FormatInt(whole, 10)
	if part > 0 {
		text += "." + strings.TrimRight(fmt.Sprintf("%07d", part), "0")
	}
	return text + "%"
}

// ParseDuration reads a span of time: "15m", "1h", "1h30m", "0s", "500ms".
func ParseDuration(s string) (engine.Time, error) {
	bare := strings.ReplaceAll(strings.TrimSpace(s), " ", "")
	d, err := time.ParseDuration(bare)
	if err != nil {
		return 0, fmt.Errorf("%q is not a duration; write it like \"15m\", \"1h\" or \"0s\"", s)
	}
	if d < 0 || d > maxDuration {
		return 0, fmt.Errorf("%q is not between 0s and %s", s, durationText(engine.Time(maxDuration)))
	}
	return engine.Time(d), nil
}

const maxDuration = 366 * 24 * time.Hour

// durationText writes a duration without its empty parts: 15m, 1h, 0s.
func durationText(t engine.Time) string {
	s := time.Duration(t).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// ParseSlippage reads what a fill pays beyond its price: "1 tick", "2 ticks",
// "5 bp", "0.1%", "impact 0.8" or "none".
func ParseSlippage(s string) (engine.Slippage, error) {
	bare := strings.TrimSpace(s)
	count, unit, _ := strings.Cut(bare, " ")
	switch {
	case bare == "none" || bare == "0":
		return engine.Slippage{}, nil
	case strings.HasPrefix(bare, "impact"):
		n, err := engine.ParseFixed(strings.TrimSpace(strings.TrimPrefix(bare, "impact")), impactDecimals)
		if err != nil || n <= 0 || n > maxImpact {
			return engine.Slippage{}, fmt.Errorf("%q is not a slippage; the coefficient of the impact is a number above 0, at most 100, such as \"impact 0.8\"", s)
		}
		return engine.Slippage{Impact: engine.Rate(n)}, nil
	case strings.TrimSpace(unit) == "tick" || strings.TrimSpace(unit) == "ticks":
		n, err := strconv.Atoi(count)
		if err != nil || n < 0 || n > maxTicks {
			return engine.Slippage{}, fmt.Errorf("%q is not a slippage; the ticks are a whole number from 0 to %d", s, maxTicks)
		}
		return engine.Slippage{Ticks: n}, nil
	}
	r, err := ParseRate(bare)
	if err != nil {
		return engine.Slippage{}, fmt.Errorf("%q is not a slippage; write \"1 tick\", \"5 bp\", \"impact 0.8\" or \"none\"", s)
	}
	return engine.Slippage{Rate: r}, nil
}

const (
	maxTicks       = 1000
	impactDecimals = 9 // of a coefficient, which is a Rate
	maxImpact      = 100 * 1_000_000_000
)

// slippageText writes what ParseSlippage reads.
func slippageText(s engine.Slippage) string {
	switch {
	case s.Ticks == 1:
		return "1 tick"
	case s.Ticks > 1:
		return fmt.Sprintf("%d ticks", s.Ticks)
	case s.Rate > 0:
		return rateText(s.Rate)
	case s.Impact > 0:
		return "impact " + fixedText(int64(s.Impact), impactDecimals)
	}
	return "none"
}

// fixedText writes a number of so many decimals without the zeros at its end.
func fixedText(n int64, decimals int) string {
	text := fmt.Sprintf("%0*d", decimals+1, n)
	whole, part := text[:len(text)-decimals], strings.TrimRight(text[len(text)-decimals:], "0")
	if part == "" {
		return whole
	}
	return whole + "." + part
}

// ParseShare reads a cap that may be absent: "10%" or "none", which is 0.
func ParseShare(s string) (engine.Rate, error) {
	if strings.TrimSpace(s) == "none" {
		return 0, nil
	}
	r, err := ParseRate(s)
	if err == nil && r == 0 {
		return 0, fmt.Errorf("%q would let nothing be filled; say \"none\" for no cap", s)
	}
	return r, err
}

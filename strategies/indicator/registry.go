package indicator

import (
	"fmt"
	"maps"
	"slices"

	"rally/engine"
)

// Spec names a streaming indicator and says how to make it.
type Spec struct {
	Name   string
	Doc    string                            // one line: what it is, its unit
	Warmup func(period int) int              // bars before its first value
	New    func(period int) engine.Streaming // for a period of at least one
}

var registry = map[string]Spec{}

// Register adds an indicator. It panics on a name that is taken and on a spec
// that is not complete, since both are a programmer's mistakes.
func Register(s Spec) {
	if s.Name == "" || s.Doc == "" || s.New == nil || s.Warmup == nil {
		panic(fmt.Sprintf("indicator: %q is registered without a name, a doc, a warm-up or a constructor", s.Name))
	}
	if _, taken := registry[s.Name]; taken {
		panic(fmt.Sprintf("indicator: %q is registered twice", s.Name))
	}
	registry[s.Name] = s
}

// Lookup returns the indicator of that name, and whether there is one.
func Lookup(name string) (Spec, bool) {
	s, ok := registry[name]
	return s, ok
}

// Names returns the names of all indicators, sorted.
func Names() []string { return slices.Sorted(maps.Keys(registry)) }

func init() {
	short := func(period int) int { return period - 1 }
	long := func(period int) int { return period }
	Register(Spec{"atr", "average true range by Wilder, in the price's unit", long,
		func(n int) engine.Streaming { return NewTrueRange(n) }})
	Register(Spec{"ema", "exponential moving average of closes, factor 2 ÷ (period + 1)", short,
		func(n int) engine.Streaming { return NewExponential(n) }})
	Register(Spec{"highest", "highest close of the window", short,
		func(n int) engine.Streaming { return NewHighest(n) }})
	Register(Spec{"lowest", "lowest close of the window", short,
		func(n int) engine.Streaming { return NewLowest(n) }})
	Register(Spec{"momentum", "close ÷ the close a period before − 1", long,
		func(n int) engine.Streaming { return NewMomentum(n) }})
	Register(Spec{"rsi", "relative strength index by Wilder, 0 to 100", func(n int) int { return max(n, 2) },
		func(n int) engine.Streaming { return NewStrength(n) }})
	Register(Spec{"sma", "simple moving average of closes, from an exact sum", short,
		func(n int) engine.Streaming { return NewAverage(n) }})
	Register(Spec{"stddev", "standard deviation of closes, divided by the period, from exact sums", short,
		func(n int) engine.Streaming { return NewDeviation(n) }})
}

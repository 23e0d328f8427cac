package strategies

import (
	"fmt"
	"maps"
	"slices"

	"rally/engine"
)

// Spec names a strategy and says how to make it.
type Spec struct {
	Name string
	Doc  string                 // one line: what it does
	New  func() engine.Strategy // a fresh one with its defaults
}

var registry = map[string]Spec{}

// Register adds a strategy. It panics on a name that is taken and on a spec
// that is not complete, since both are a programmer's mistakes.
func Register(s Spec) {
	if s.Name == "" || s.Doc == "" || s.New == nil {
		panic(fmt.Sprintf("strategies: %q is registered without a name, a doc or a constructor", s.Name))
	}
	if _, taken := registry[s.Name]; taken {
		panic(fmt.Sprintf("strategies: %q is registered twice", s.Name))
	}
	registry[s.Name] = s
}

// Lookup returns the strategy of that name, and whether there is one.
func Lookup(name string) (Spec, bool) {
	s, ok := registry[name]
	return s, ok
}

// Names returns the names of all strategies, sorted.
func Names() []string { return slices.Sorted(maps.Keys(registry)) }

// tradable returns the names that have bars, with the finest interval of each: a
// name with minutes is decided on them, one beside it without on its days. Where
// a name's finest bars begin later than its others, so does the strategy.
func tradable(s *engine.Setup) (ids []engine.ID, every []engine.Interval) {
	all := s.Universe().Tradable()
	ids, every = make([]engine.ID, 0, len(all)), make([]engine.Interval, 0, len(all))
	for _, id := range all {
		if finest, ok := s.Interval(id); ok {
			ids, every = append(ids, id), append(every, finest)
		}
	}
	return ids, every
}

// coarsest returns the coarsest interval of a name whose finest is given: its
// days, where it has any.
func coarsest(s *engine.Setup, id engine.ID, finest engine.Interval) engine.Interval {
	if finest == engine.Daily {
		return finest
	}
	all := s.Intervals(id)
	return all[len(all)-1]
}

// purse returns the starting cash ÷ the names of the universe, those without
// bars included: whether a name will ever trade is not known at the start.
func purse(s *engine.Setup) engine.Money {
	return s.Cash() / engine.Money(max(1, len(s.Universe().Tradable())))
}

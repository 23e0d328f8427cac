package data

import (
	"fmt"
	"slices"
	"strings"

	"rally/engine"
	"rally/engine/near"
)

// selection says which symbols a run takes from the data.
type selection struct {
	listed  map[string]*engine.Instrument // the instruments file
	sets    map[string]bool               // sets and sectors of the instruments file
	named   []string                      // symbols that the universe asks for by name, sorted
	wanted  map[string]bool               // all symbols asked for; nil: whatever is tradable
	symbols []string                      // listed symbols, for near names
	bench   string
}

// newSelection reads what the universe asks for: symbols, sectors, sets.
func newSelection(listed []engine.Instrument, ask []string, benchmark string) (*selection, error) {
	s := &selection{listed: map[string]*engine.Instrument{}, sets: map[string]bool{}, bench: benchmark}
	for i := range listed {
		in := &listed[i]
		s.listed[in.Symbol] = in
		s.symbols = append(s.symbols, in.Symbol)
		for _, set := range in.Sets {
			s.sets[set] = true
		}
	}
	if len(ask) > 0 {
		s.wanted = map[string]bool{}
	}
	for _, word := range ask {
		if s.sets[word] {
			for i := range listed {
				if listed[i].In(word) && listed[i].Kind != engine.Index {
					s.wanted[listed[i].Symbol] = true
				}
			}
			continue
		}
		symbol, err := ParseSymbol(word)
		if err != nil || isSetName(word) && !isCode(symbol) && s.listed[symbol] == nil && indexNames[symbol] == "" {
			return nil, fmt.Errorf("universe: %q is neither a symbol nor a sector or set of the instruments file; %s", word, near.Hint(word, s.setNames()))
		}
		s.named = append(s.named, symbol)
		s.wanted[symbol] = true
	}
	s.named = sortedSet(s.named)
	return s, nil
}

func (s *selection) setNames() []string {
	list := make([]string, 0, len(s.sets))
	for set := range s.sets {
		list = append(list, set)
	}
	slices.Sort(list)
	return list
}

// takes reports whether the run wants the symbol's bars.
func (s *selection) takes(symbol string) bool { return symbol == s.bench || s.trades(symbol) }

// trades reports whether the symbol belongs to the universe.
func (s *selection) trades(symbol string) bool {
	if s.wanted != nil {
		return s.wanted[symbol]
	}
	return s.kind(symbol) != engine.Index
}

// mayHold reports whether a file named after the symbol can hold bars that
// the run wants. A name that neither is a code nor is listed may be anything,
// so such a file is opened.
func (s *selection) mayHold(symbol string) bool {
	if !isCode(symbol) && s.listed[symbol] == nil && indexNames[symbol] == "" {
		return true
	}
	return s.takes(symbol)
}

// kind returns the kind of a symbol; one without a row is a stock if it has
// the exchange's code, else an index.
func (s *selection) kind(symbol string) engine.InstrumentKind {
	if in := s.listed[symbol]; in != nil {
		return in.Kind
	}
	if isCode(symbol) {
		return engine.Stock
	}
	return engine.Index
}

// instrument returns the symbol's reference data, and whether a row states them.
func (s *selection) instrument(symbol string) (engine.Instrument, bool) {
	if in := s.listed[symbol]; in != nil {
		return *in, true
	}
	return engine.Instrument{Symbol: symbol, Kind: s.kind(symbol)}, false
}

// without lists what the universe names and the data has no bars of.
func (s *selection) without(have func(string) bool) []string {
	var missing []string
	for symbol := range s.wanted {
		if !have(symbol) {
			missing = append(missing, symbol)
		}
	}
	return sortedSet(missing)
}

func listed(symbols []string) string {
	const most = 20
	if len(symbols) > most {
		return strings.Join(symbols[:most], ", ") + fmt.Sprintf(" and %d more", len(symbols)-most)
	}
	return strings.Join(symbols, ", ")
}

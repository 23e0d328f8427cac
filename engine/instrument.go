package engine

import (
	"cmp"
	"fmt"
	"slices"
)

// ID is the index of an instrument in the run's Universe.
type ID uint16

// InstrumentKind says which law a security falls under.
type InstrumentKind uint8

// Kinds of instrument.
const (
	Stock InstrumentKind = iota
	ETF
	REIT
	Leveraged  // leveraged and inverse products
	Structured // warrants, callable bull/bear contracts
	Index      // never tradable; its prices need no grid
)

var kindNames = []string{"stock", "etf", "reit", "leveraged", "structured", "index"}

// String returns the kind as the instruments file writes it.
func (k InstrumentKind) String() string { return kindNames[k] }

// ParseInstrumentKind reads what String prints.
func ParseInstrumentKind(s string) (InstrumentKind, error) {
	if i := slices.Index(kindNames, s); i >= 0 {
		return InstrumentKind(i), nil
	}
	return 0, fmt.Errorf("%q is not a kind of instrument (stock, etf, reit, leveraged, structured, index)", s)
}

// LotFrom is a board lot and the day from which it holds.
type LotFrom struct {
	From Day
	Lot  Qty
}

// DutyFrom says whether stamp duty is due, from a day on.
type DutyFrom struct {
	From Day
	Due  bool
}

// Instrument is a security or an index as its reference data state it.
type Instrument struct {
	Symbol string // as printed: 0700.HK
	Name   string
	Kind   InstrumentKind
	ISIN   string
	Sector string
	Sets   []string // names of sets it belongs to, such as "tech"; sorted

	Lots    []LotFrom  // by day; a first row with From 0 holds for all dates
	LotAsOf Day        // day of the list that an undated lot was taken from; 0: dated or unknown
	Duty    []DutyFrom // overrides the law by kind from a day on; usually empty
	Spread  string     // letter of the spread table, "A", "B", "D", "E"; empty: by kind

	NoClosingAuction bool  // its session ends with continuous trading
	Listed, Delisted Day   // 0: not known
	Terminal         Price // last payment a share at delisting
	HasTerminal      bool  // Terminal is stated
}

// In reports whether the instrument belongs to the set.
func (in *Instrument) In(set string) bool {
	_, ok := slices.BinarySearch(in.Sets, set)
	return ok
}

// Lot returns the board lot on d, and whether anybody states one.
func (in *Instrument) Lot(d Day) (Qty, bool) {
	for i := len(in.Lots) - 1; i >= 0; i-- {
		if in.Lots[i].From <= d {
			return in.Lots[i].Lot, true
		}
	}
	return 0, false
}

// Universe is the instruments of a run, in the order of their symbols.
// It is immutable once made.
type Universe struct {
	instruments []Instrument
	// DataHash is the SHA-256 of the contents of all data of the run.
	DataHash [32]byte
}

// NewUniverse sorts the instruments by symbol and numbers them.
func NewUniverse(ins []Instrument) (*Universe, error) {
	if len(ins) > 1<<16-1 {
		return nil, fmt.Errorf("%d instruments: at most 65535 fit a universe", len(ins))
	}
	sorted := slices.Clone(ins)
	slices.SortStableFunc(sorted, func(a, b Instrument) int { return cmp.Compare(a.Symbol, b.Symbol) })
	for i := 1; i < len(sorted); i++ {
		if sorted[i].Symbol == sorted[i-1].Symbol {
			return nil, fmt.Errorf("instrument %s twice", sorted[i].Symbol)
		}
	}
	return &Universe{instruments: sorted}, nil
}

// Len returns the number of instruments.
func (u *Universe) Len() int { return len(u.instruments) }

// At returns the instrument of id; it is not to be changed.
func (u *Universe) At(id ID) *Instrument { return &u.instruments[id] }

// Lookup returns the ID of a symbol.
func (u *Universe) Lookup(symbol string) (ID, bool) {
	i, ok := slices.BinarySearchFunc(u.instruments, symbol, func(in Instrument, s string) int {
		return cmp.Compare(in.Symbol, s)
	})
	return ID(i), ok
}

// Tradable returns the IDs that are not indices, in order.
func (u *Universe) Tradable() []ID {
	var ids []ID
	for i := range u.instruments {
		if u.instruments[i].Kind != Index {
			ids = append(ids, ID(i))
		}
	}
	return ids
}

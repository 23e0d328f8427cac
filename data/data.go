// Package data turns files into tapes: bars, instruments, corporate actions
// and signals are read, undone of what they are adjusted for, checked by the
// gate, and laid on a tape in the order of time.
//
// # Terms
//
// A format says how the columns of a file of bars are named. A row that the
// gate keeps is on the tape; what it objects to is a finding. A finding that
// is an error stops the run unless its rule is waived.
//
// # Order
//
// Files are read in the order of their names, the universe is in the order of
// its symbols. No result depends on the order in which files are listed, or on
// how many of them are read at once.
package data

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"rally/engine/near"
)

// Spec is a format of bar files: a name, what it is, and how to read it.
type Spec struct {
	Name string
	Doc  string // one line, for rally list formats

	// Columns names the file's columns; case does not matter. A name of a
	// format may be several that are looked for in turn, parted by |.
	Columns Columns
	// RoundsToMill accepts digits beyond the third decimal, which some vendors'
	// floating point leaves behind, and rounds to the nearest mill.
	RoundsToMill bool
}

// Columns names the columns of a bar file and says how its times are meant.
// Each name is compared without regard to case; columns that are not named are
// ignored.
type Columns struct {
	Date     string // the day; of bars shorter than a day the moment
	Open     string
	High     string
	Low      string
	Close    string
	Volume   string // shares
	Turnover string // optional: HKD; needed for no more than the proof of what is undone
	Symbol   string // optional: the file holds several instruments

	// Label says which moment of a bar shorter than a day its row is stamped
	// with: LabelEnd or LabelStart; empty is LabelEnd.
	Label string
	// Zone is the clock of moments that do not state their own: HKT, UTC or an
	// offset such as +08:00; empty is HKT.
	Zone string
}

// Labels of rows.
const (
	LabelEnd   = "end"   // 09:31 is the bar from 09:30 to 09:31
	LabelStart = "start" // 09:30 is that bar
)

// formats is the registry of formats, by name.
var formats = struct {
	sync.RWMutex
	byName map[string]Spec
}{byName: map[string]Spec{}}

// Register adds a format. It is called from init, and panics on a name that
// is empty or taken.
func Register(s Spec) {
	formats.Lock()
	defer formats.Unlock()
	if _, taken := formats.byName[s.Name]; taken || s.Name == "" {
		panic(fmt.Sprintf("data: format %q registered twice or without a name", s.Name))
	}
	formats.byName[s.Name] = s
}

// Lookup returns the format of a name, or an error that names near ones.
func Lookup(name string) (Spec, error) {
	formats.RLock()
	s, ok := formats.byName[name]
	formats.RUnlock()
	if ok {
		return s, nil
	}
	return Spec{}, fmt.Errorf("no format %q; %s", name, near.Hint(name, names(Formats())))
}

// Formats returns every format, sorted by name.
func Formats() []Spec {
	formats.RLock()
	defer formats.RUnlock()
	list := make([]Spec, 0, len(formats.byName))
	for _, s := range formats.byName {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b Spec) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func names(specs []Spec) []string {
	list := make([]string, len(specs))
	for i, s := range specs {
		list[i] = s.Name
	}
	return list
}

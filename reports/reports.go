// Package reports turns results into files: tables, JSON and PNG pictures, and
// into the few lines that a terminal shows.
//
// # Terms
//
// A study is a run with what is told beside it: holding the universe, a
// benchmark, the files, what the check of the data found. A round trip goes
// from opening to flat. A signal is cited by its number where it led to an
// order. Gross is what prices gave before charges and slippage, without
// dividends; net is the change of equity. A sink takes named outputs and knows
// where they go; a report does not.
//
// # Format
//
// Tables are comma-separated with a header line. Times are RFC 3339 on Hong
// Kong's clock, money is in HKD with three decimals, fractions have eight, no
// number has separators. result.json has its keys in order of the alphabet; a
// figure without a number is {"undefined": reason}. Equal studies give equal
// bytes.
package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"rally/engine"
	"rally/reports/chart"
)

// Study is what a report draws: a run with everything that is told beside it.
// It is not changed once a report has been drawn of it, and not copied.
type Study struct {
	Result    *engine.Result
	Hold      *engine.Result  // holding the universe, at HoldScale times the cash; nil: not run
	HoldScale int64           // a thousand: equity and money of Hold are divided by it
	Benchmark *Benchmark      // nil: none
	Tape      *engine.Tape    // prices, for the picture of one name; nil: no such picture
	Actions   []engine.Action // of the data, by day: they re-base that picture; nil: those that met a holding

	Name        string
	Names       int     // names that the strategy may trade; 0: all that are tradable
	Version     string  // of the engine
	Config      []byte  // JSON of the resolved configuration, defaults included, without paths
	Periods     float64 // sessions a year
	Files       []File
	Findings    []Finding
	Bracket     []FillCase // by every fill rule, the pessimistic first; empty: not played
	Undone      []Undone   // adjusted prices, by symbol and interval; empty: all as traded
	Warnings    []string
	Assumptions []string // in the order in which they are printed
	Artificial  bool     // the market is made up
	InSample    bool     // its signals were compiled after the fact
	LotsAsOf    engine.Day
	Folder      string // where the result is, for the summary alone: no file says it

	// What all reports of the study share, worked out once.
	counted sync.Once
	facts   *facts
	broken  error
	laid    sync.Once
	page    *chart.Page
	blank   error
}

// Benchmark is an index or a security to compare with.
type Benchmark struct {
	Symbol string
	Label  string // "HSI (price index)"
	Price  bool   // a price index: without dividends
	Days   []engine.Day
	Levels []float64 // close of each day; of a security, with its share changes and dividends in it
}

// File is an input file as result.json lists it.
type File struct {
	Role   string     `json:"role"`
	Name   string     `json:"name"`
	SHA256 string     `json:"sha256"`
	Rows   int        `json:"rows"`
	First  engine.Day `json:"-"`
	Last   engine.Day `json:"-"`
}

// Finding counts what the check of the data found by one rule.
type Finding struct {
	Rule   string `json:"rule"`
	Count  int    `json:"count"`
	Waived bool   `json:"waived"`
}

// Sink takes named outputs. Close of what Create returns makes the output
// appear; an output that is not closed does not. Create may be called from
// several goroutines at once.
type Sink interface {
	Create(name string) (io.WriteCloser, error)
}

// Report draws one kind of output of one study or many.
type Report interface {
	Draw(out Sink, studies []*Study) error
}

// Spec registers a report under a name.
type Spec struct {
	Name    string // its file: "equity.csv"
	Doc     string
	Picture bool // a PNG, left out by --no-pictures
	New     func() Report

	// Applies reports whether the report has anything to show of a study; nil:
	// always. DrawAll passes over one that has not, so that there is no such file.
	Applies func(*Study) bool
}

// applies reports whether the report shows something of any of the studies.
func (s *Spec) applies(studies []*Study) bool {
	return s.Applies == nil || slices.ContainsFunc(studies, s.Applies)
}

var registry []Spec

// Register adds a report. It panics on a duplicate name.
func Register(s Spec) {
	if _, ok := Lookup(s.Name); ok {
		panic(fmt.Sprintf("reports: %q registered twice", s.Name))
	}
	registry = append(registry, s)
	slices.SortFunc(registry, func(a, b Spec) int { return strings.Compare(a.Name, b.Name) })
}

// Lookup returns the report of a name.
func Lookup(name string) (Spec, bool) {
	for _, s := range registry {
		if s.Name == name {
			return s, true
		}
	}
	return Spec{}, false
}

// All returns every report, sorted by name.
func All() []Spec { return slices.Clone(registry) }

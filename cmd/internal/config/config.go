// Package config reads the file that describes a run: strict TOML, resolved
// with every default into a Config.
//
// # Format
//
// The keys are those of the user guide's file. A key that nobody knows, a value
// that makes no sense, and a key or value that is not built yet are errors with
// file, line and column; nothing is ignored. A --set key=value stands in for the
// file's key. Money, percentages, durations and ticks are read as people write
// them.
//
// # Canonical form
//
// The resolved configuration is written as JSON with sorted keys, defaults
// included. It enters the digest of a result, so it names no folder and no file;
// what the files hold enters the digest by its hash. ReadJSON reads it back.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
)

// Config is a file as resolved, defaults included.
type Config struct {
	Run      Run
	Data     Data
	Market   Market
	Strategy Strategy

	doc *document // where each key stands
}

// Wrong says what is wrong with the value of a key, such as run.benchmark, at
// the place where the key stands. What the file does not state is wrong at the
// table that it belongs to, or with the file. Errors are *Errors.
func (c *Config) Wrong(path string, err error) error {
	return &Errors{List: []*Error{{Place: c.doc.place(path, true), Err: err}}}
}

// During returns the same configuration over another span, for a part of a split.
func (c *Config) During(span engine.Span) *Config {
	part := *c
	part.Run.From, part.Run.To = span.First, span.Last
	return &part
}

// Unnamed returns the same configuration without the run's name, by which trials
// are told apart: under another name it is the same trial.
func (c *Config) Unnamed() *Config {
	same := *c
	same.Run.Name = ""
	return &same
}

// Run is the table [run].
type Run struct {
	Name      string
	From, To  engine.Day // first and last session, both included
	Cash      engine.Money
	Benchmark string // as it is printed: HSI; empty: none
	Seed      uint64
}

// Data is the table [data].
type Data struct {
	Dir         string   // of the process: the file's folder and data.dir joined
	Bars        []string // patterns, relative to Dir
	Actions     []string
	Signals     string // empty: none
	Instruments string // empty: none

	Format    string
	Columns   *data.Columns // nil: those of Format
	Interval  engine.Interval
	Adjusted  string // none, split, total or additive
	Dividends string // as-paid or split-adjusted; empty where there is no actions file
	Embargo   engine.Time
	// EmbargoSessions moves signals on by whole sessions: the same clock time so
	// many sessions on. Embargo is 0 then.
	EmbargoSessions int
	Universe        []string // symbols and names of sets, sorted; empty: all that is tradable
	Waive           []string // sorted

	Also []Bars            // files of bars of other lengths, formats or adjustments, in the file's order
	Make []engine.Interval // made of each name's shortest bars, the shortest first

	Synthetic *Synthetic // an artificial market instead of files; nil: files
}

// Synthetic describes the artificial market.
type Synthetic struct {
	Seed     uint64
	From, To engine.Day
	Symbols  int
	Interval engine.Interval // length of its bars; Data.Interval is the same
}

// Market is the table [market].
type Market struct {
	Fees          string // law or none
	Broker        string // a preset; empty: Commission
	Commission    *hkex.Commission
	Fill          string // pessimistic, base or optimistic
	Slippage      engine.Slippage
	Participation engine.Rate // 0: no cap
	Latency       engine.Time
	BuyingPower   engine.BuyingPower
	OddLots       engine.OddLotPolicy
	OddDiscount   engine.Rate
	DividendTax   engine.Tax
	Executions    int
}

// Strategy is the table [strategy].
type Strategy struct {
	Use string
	// New returns the strategy with the file's parameters, a fresh one each time.
	New func() engine.Strategy
	// Params are all parameters by their names, defaults included.
	Params map[string]any

	from *prototype // what New makes; nil: it is decoded anew each time
}

// Source is the text of a file and what is set beside it.
type Source struct {
	Name string   // as messages call it
	Text []byte   // TOML
	Dir  string   // the folder that data.dir is relative to
	Set  []string // key=value, the later ones ruling
}

// Read reads the file at path. Errors are *Errors.
func Read(path string, set []string) (*Config, error) {
	src, err := readSource(path, set)
	if err != nil {
		return nil, err
	}
	return Parse(src)
}

// readSource reads the text of a file.
func readSource(path string, set []string) (Source, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Source{}, wrong(path, "no such file; rally new %s writes one to start from", path)
	case err == nil && info.IsDir():
		return Source{}, wrong(path, "a folder where a file should be")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		if e, ok := errors.AsType[*fs.PathError](err); ok {
			err = e.Err
		}
		return Source{}, wrong(path, "cannot be read: %w", err)
	}
	return Source{Name: path, Text: text, Dir: filepath.Dir(path), Set: set}, nil
}

// Parse reads a file's text. Errors are *Errors.
func Parse(src Source) (*Config, error) {
	doc, err := readTOML(src.Name, src.Text)
	if err != nil {
		return nil, err
	}
	return resolve(doc, src)
}

// ReadJSON reads a canonical configuration back; Text of src is JSON.
func ReadJSON(src Source) (*Config, error) {
	doc, err := readJSON(src.Name, src.Text)
	if err != nil {
		return nil, err
	}
	return resolve(doc, src)
}

func resolve(doc *document, src Source) (*Config, error) {
	for _, s := range src.Set {
		if err := doc.set(s); err != nil {
			return nil, err
		}
	}
	c := doc.config(src)
	if err := doc.err(); err != nil {
		return nil, err
	}
	return c, nil
}

func wrong(name, format string, args ...any) *Errors {
	return &Errors{List: []*Error{{Place: Place{File: name}, Err: fmt.Errorf(format, args...)}}}
}

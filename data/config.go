package data

import (
	"errors"
	"fmt"

	"rally/engine"
)

// Config says which files make a market and how they are read. Its zero
// values are those of a file that says nothing; Bars, Adjusted and Venue must
// be set.
type Config struct {
	// Where the files are. Names are relative to Dir; those of bars may be
	// patterns such as prices/*.csv.
	Dir         string
	Bars        []string
	Actions     []string // dividends and splits, told apart by their columns
	Signals     string   // optional
	Instruments string   // optional

	// What the files hold.
	Format    string   // a registered format; empty is yfinance, or Columns alone
	Columns   *Columns // the user's own names; without Format, prices must be whole mills
	Interval  string   // 1m, 5m, 1h, 1d …; empty is 1d
	Adjusted  string   // none, split, total or additive
	Dividends string   // as-paid or split-adjusted; needed where there are dividends

	// Beside them.
	Also []Source // files of bars of other lengths, formats or adjustments
	Make []string // intervals made of each instrument's finest bars, unless files have them

	// What is taken from them.
	Universe  []string   // symbols, sectors or sets; empty: all that is tradable and has bars
	Benchmark string     // a symbol in the data; optional
	From, To  engine.Day // rows outside are left out; 0: no bound
	Embargo   Embargo    // from each signal's known time to when strategies see it
	Waive     []string   // rules of the gate whose findings the run accepts

	Venue engine.Venue
	// Workers is how many files are read at once; 0 is one for each processor.
	// No result depends on it.
	Workers int
	// Progress is told after each file of bars how many have been read; it may
	// be nil and is never called twice at once.
	Progress func(done, total int, file string)

	memory shelf // where an artificial market's files are
}

// settled is a Config whose words have been understood.
type settled struct {
	Config
	shelf     shelf
	sources   []source // that of the Config itself first
	made      []engine.Interval
	basis     DividendBasis
	waived    map[string]bool
	benchmark string
}

// settle checks the words of a configuration.
func (c Config) settle() (*settled, error) {
	s := &settled{Config: c}
	if c.Venue == nil {
		return nil, errors.New("no venue: its calendar and grid are what data is checked against")
	}
	var err error
	if s.shelf = c.memory; s.shelf == nil {
		disk := diskShelf{c.Dir}
		if err := disk.check(); err != nil {
			return nil, err
		}
		s.shelf = disk
	}
	for i, of := range append([]Source{c.main()}, c.Also...) {
		settled, err := of.settle(len(c.Actions) > 0)
		if err != nil && i > 0 {
			err = fmt.Errorf("also: %w", err)
		}
		if err != nil {
			return nil, err
		}
		s.sources = append(s.sources, settled)
	}
	if s.made, err = settleMake(c.Make, s.sources); err != nil {
		return nil, err
	}
	if s.basis, err = ParseDividendBasis(c.Dividends); err != nil {
		return nil, err
	}
	if s.waived, err = waivers(c.Waive); err != nil {
		return nil, err
	}
	if err := c.Embargo.check(); err != nil {
		return nil, err
	}
	if c.To != 0 && c.To < c.From {
		return nil, fmt.Errorf("data from %v to %v: the end is before the beginning", c.From, c.To)
	}
	if c.Benchmark != "" {
		if s.benchmark, err = ParseSymbol(c.Benchmark); err != nil {
			return nil, fmt.Errorf("benchmark: %w", err)
		}
	}
	return s, nil
}

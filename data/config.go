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
	Interval  string   // 1d; empty is 1d
	Adjusted  string   // none or split
	Dividends string   // as-paid or split-adjusted; needed where there are dividends

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
	spec      Spec
	adjusted  Adjustment
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
	if len(c.Bars) == 0 {
		return nil, errors.New(`bars is not stated; name the files of prices, such as bars = ["prices/*.csv"]`)
	}
	if s.spec, err = c.format(); err != nil {
		return nil, err
	}
	if c.Interval != "" && c.Interval != "1d" {
		return nil, fmt.Errorf("interval %s is not built yet; daily bars (1d) are read", c.Interval)
	}
	if s.adjusted, err = ParseAdjustment(c.Adjusted); err != nil {
		return nil, err
	}
	if s.adjusted == ForSplits && len(c.Actions) == 0 {
		return nil, errors.New(`adjusted = "split" is undone with the splits; name their file in actions`)
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

// format returns how bar files are read: a registered format, the names of
// which the user's columns replace, or the columns alone.
func (c *Config) format() (Spec, error) {
	name := c.Format
	if name == "" && c.Columns == nil {
		name = "yfinance"
	}
	spec := Spec{}
	if name != "" {
		var err error
		if spec, err = Lookup(name); err != nil {
			return Spec{}, fmt.Errorf("format: %w", err)
		}
	}
	if c.Columns == nil {
		return spec, nil
	}
	for _, of := range [...]struct{ mine, theirs *string }{
		{&spec.Columns.Date, &c.Columns.Date}, {&spec.Columns.Open, &c.Columns.Open}, {&spec.Columns.High, &c.Columns.High},
		{&spec.Columns.Low, &c.Columns.Low}, {&spec.Columns.Close, &c.Columns.Close},
		{&spec.Columns.Volume, &c.Columns.Volume}, {&spec.Columns.Symbol, &c.Columns.Symbol},
	} {
		if *of.theirs != "" {
			*of.mine = *of.theirs
		}
	}
	return spec, nil
}

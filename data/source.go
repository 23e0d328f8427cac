package data

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rally/engine"
)

// Source is files of bars of one length and one kind, beside those of Config.
type Source struct {
	Bars     []string // files, or patterns such as minutes/*.csv.gz
	Format   string   // a registered format; empty is yfinance, or Columns alone
	Columns  *Columns // the user's own names; without Format, prices must be whole mills
	Interval string   // 1m, 5m, 1h, 1d …; empty is 1d
	Adjusted string   // none, split, total or additive
}

// source is a Source whose words have been understood.
type source struct {
	bars     []string
	spec     Spec
	every    engine.Interval
	adjusted Adjustment
}

// main returns the files that the configuration names itself.
func (c *Config) main() Source {
	return Source{Bars: c.Bars, Format: c.Format, Columns: c.Columns, Interval: c.Interval, Adjusted: c.Adjusted}
}

// settle checks the words of a source.
func (s Source) settle(actions bool) (out source, err error) {
	out.bars = s.Bars
	if len(s.Bars) == 0 {
		return out, errors.New(`bars is not stated; name the files of prices, such as bars = ["prices/*.csv"]`)
	}
	if out.spec, err = s.format(); err != nil {
		return out, err
	}
	out.every = engine.Daily
	if s.Interval != "" {
		if out.every, err = ParseInterval(s.Interval); err != nil {
			return out, fmt.Errorf("interval: %w", err)
		}
	}
	if out.adjusted, err = ParseAdjustment(s.Adjusted); err != nil {
		return out, err
	}
	if out.adjusted != AsTraded && !actions {
		return out, fmt.Errorf("adjusted = %q is undone with the %s; name their file in actions", s.Adjusted, out.adjusted.undoneWith())
	}
	return out, nil
}

// format returns how bar files are read: a registered format, the names of
// which the user's columns replace, or the columns alone.
func (s *Source) format() (Spec, error) {
	name := s.Format
	if name == "" && s.Columns == nil {
		name = "yfinance"
	}
	spec := Spec{}
	if name != "" {
		var err error
		if spec, err = Lookup(name); err != nil {
			return Spec{}, fmt.Errorf("format: %w", err)
		}
	}
	if s.Columns != nil {
		mine, theirs := &spec.Columns, s.Columns
		for _, of := range [...]struct {
			mine   *string
			theirs string
		}{
			{&mine.Date, theirs.Date}, {&mine.Open, theirs.Open}, {&mine.High, theirs.High},
			{&mine.Low, theirs.Low}, {&mine.Close, theirs.Close}, {&mine.Volume, theirs.Volume},
			{&mine.Turnover, theirs.Turnover}, {&mine.Symbol, theirs.Symbol},
			{&mine.Label, theirs.Label}, {&mine.Zone, theirs.Zone},
		} {
			if of.theirs != "" {
				*of.mine = of.theirs
			}
		}
	}
	if l := spec.Columns.Label; l != "" && l != LabelEnd && l != LabelStart {
		return Spec{}, fmt.Errorf("label: %s is not a moment of a bar; %q or %q", quoted(l), LabelEnd, LabelStart)
	}
	if _, err := parseZone(spec.Columns.Zone); err != nil {
		return Spec{}, fmt.Errorf("zone: %w", err)
	}
	return spec, nil
}

// settleMake reads the intervals that are made of the finest bars read. Each
// is longer than the bars of some source and a whole multiple of them.
func settleMake(words []string, sources []source) ([]engine.Interval, error) {
	var out []engine.Interval
	for _, word := range words {
		every, err := ParseInterval(word)
		if err != nil {
			return nil, fmt.Errorf("make: %w", err)
		}
		if !slices.ContainsFunc(sources, func(s source) bool { return makes(s.every, every) }) {
			var have []string
			for i := range sources {
				have = append(have, sources[i].every.String())
			}
			return nil, fmt.Errorf("make: %s cannot be made of bars of %s; they must be shorter and divide it", every, strings.Join(sortedSet(have), ", "))
		}
		if slices.Contains(out, every) {
			return nil, fmt.Errorf("make: %s twice", every)
		}
		out = append(out, every)
	}
	slices.Sort(out)
	return out, nil
}

// makes reports whether bars of one length make up those of another.
func makes(of, every engine.Interval) bool {
	return of < every && (every == engine.Daily || every%of == 0)
}

package data

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"rally/engine"
)

// Description is what is in a file.
type Description struct {
	File    string
	Kind    string // bars, dividends, splits, signals, instruments
	Format  string // of bars
	Columns []string
	Symbols []string // sorted
	Rows    int
	First   engine.Day // 0 where the rows have no dates
	Last    engine.Day
	// Of bars:
	Interval   engine.Interval // that the rows are of, by where they stand; Daily where they have no clock time
	Earliest   string          // the clock times, in Hong Kong, that rows shorter than a day are stamped with: 09:30
	Latest     string
	Zone       string  // of them, where it is another than the format says: UTC, +09:00
	Label      string  // of them, where it is another moment of their bars than the format says: LabelStart or LabelEnd
	Turnover   bool    // there is a column of it
	ZeroVolume int     // rows without volume
	Decimals   int     // most decimals of a price; more than three are a vendor's float noise or an adjustment
	Gaps       []Hole  // stretches of more than five sessions without rows
	Spacing    float64 // rows ÷ sessions from the first row to the last, over all symbols
}

// Hole is a stretch of sessions without rows.
type Hole struct {
	Symbol   string
	After    engine.Day // last row before it
	Before   engine.Day // first row behind it
	Sessions int
}

// Info says what is in a file, whatever of the kinds that Load reads it is.
// Bars are read by the format that their columns are of, or by the columns
// given. Errors are *LineError.
func Info(path string, columns *Columns, venue engine.Venue) (*Description, error) {
	raw, err := diskShelf{}.read(path)
	if err != nil {
		return nil, err
	}
	text, err := unpack(path, raw)
	if err != nil {
		return nil, err
	}
	first, _ := cutLine(text)
	header := splitHeader(first)
	has := func(name string) bool {
		return slices.ContainsFunc(header, func(h string) bool { return strings.EqualFold(h, name) })
	}
	d := &Description{File: path, Columns: header}
	switch {
	case has("known_at"):
		err = d.ofSignals(path, raw, venue)
	case has("ex_date"):
		err = d.ofActions(path, raw)
	case has("symbol") && (has("lot") || has("kind") || has("spread_table")):
		err = d.ofInstruments(path, raw)
	default:
		err = d.ofBars(path, text, columns, venue)
	}
	if err != nil {
		return nil, err
	}
	d.Symbols = sortedSet(d.Symbols)
	return d, nil
}

func (d *Description) span(day engine.Day) {
	if d.First == 0 || day < d.First {
		d.First = day
	}
	d.Last = max(d.Last, day)
}

func (d *Description) ofSignals(path string, raw []byte, venue engine.Venue) error {
	d.Kind = "signals"
	list, err := ReadSignals(path, raw, venue, Embargo{})
	for i := range list {
		d.span(list[i].Known.Day())
		d.Symbols = append(d.Symbols, list[i].Symbols...)
	}
	d.Rows = len(list)
	return err
}

func (d *Description) ofActions(path string, raw []byte) error {
	list, err := ReadActions(AsPaid, Text{path, raw})
	if e, ok := errors.AsType[*LineError](err); ok && strings.Contains(e.Error(), "split-adjusted") {
		list, err = ReadActions(DividedBySplits, Text{path, raw})
	}
	d.Kind = "splits"
	for i := range list {
		if list[i].Kind == engine.Dividend {
			d.Kind = "dividends"
		}
		d.span(list[i].Ex)
		d.Symbols = append(d.Symbols, list[i].Symbol)
	}
	d.Rows = len(list)
	return err
}

func (d *Description) ofInstruments(path string, raw []byte) error {
	d.Kind = "instruments"
	list, err := ReadInstruments(path, raw)
	for i := range list {
		d.Symbols = append(d.Symbols, list[i].Symbol)
	}
	d.Rows = len(list)
	return err
}

func (d *Description) ofBars(path string, text []byte, columns *Columns, venue engine.Venue) error {
	spec, err := formatOf(d.Columns, columns)
	if err != nil {
		return err
	}
	d.Kind, d.Format = "bars", spec.Name
	symbol, named := symbolOfFile(path)
	how := reading{spec: spec, adjusted: BySubtraction, every: engine.Daily, index: named && !isCode(symbol)}
	f, err := readBars(path, text, how)
	if e, ok := errors.AsType[*LineError](err); ok && strings.Contains(e.Error(), "has a time of day") {
		how.every = 1 // minute; which of them is seen by the rows
		f, err = readBars(path, text, how)
	}
	if err != nil {
		return err
	}
	d.Interval, d.Turnover = how.every, f.turnover
	for i := range f.sets {
		if f.sets[i].symbol == "" && named {
			f.sets[i].symbol = symbol
		}
	}
	if how.every != engine.Daily {
		if err := d.zone(f, &spec, venue); err != nil {
			return err
		}
		d.clock(f)
	}
	d.Columns, d.Rows, d.Decimals = f.columns, f.rows, f.decimals
	sessions := 0
	for i := range f.sets {
		set := &f.sets[i]
		if set.symbol != "" {
			d.Symbols = append(d.Symbols, set.symbol)
		}
		sessions += d.ofSet(set, venue, &spec)
	}
	if sessions > 0 {
		d.Spacing = float64(f.rows) / float64(sessions)
	}
	return nil
}

// formatOf returns the format that a file's columns are of: the first, yfinance
// before the others, that finds all that it needs; with columns given those.
func formatOf(header []string, columns *Columns) (Spec, error) {
	first, err := (&Source{Format: "yfinance", Columns: columns}).format()
	if err != nil || columns != nil {
		return first, err
	}
	if spec, ok := fitting(header); ok {
		return spec, nil
	}
	return first, nil
}

// fitting returns the format that finds all that it needs among a file's
// columns: yfinance before the others, which follow by name.
func fitting(header []string) (Spec, bool) {
	list := Formats()
	if first, err := Lookup("yfinance"); err == nil {
		list = append([]Spec{first}, list...)
	}
	i := slices.IndexFunc(list, func(s Spec) bool { return s.Columns.among(header) })
	if i < 0 {
		return Spec{}, false
	}
	return list[i], true
}

// among reports whether a file's columns have all that a bar needs.
func (c *Columns) among(header []string) bool {
	for _, names := range [...]string{c.Date, c.Open, c.High, c.Low, c.Close, c.Volume} {
		if !slices.ContainsFunc(strings.Split(names, "|"), func(name string) bool {
			return slices.ContainsFunc(header, func(h string) bool { return strings.EqualFold(h, name) })
		}) {
			return false
		}
	}
	return true
}

// zone finds by which clock rows are stamped that do not stand within the
// sessions, as the gate would, and reads them by it.
func (d *Description) zone(f *barFile, spec *Spec, venue engine.Venue) error {
	stated, err := parseZone(spec.Columns.Zone)
	if err != nil {
		return err
	}
	for i := range f.sets {
		set := &f.sets[i]
		in := &engine.Instrument{Symbol: set.symbol}
		if set.index() {
			in.Kind = engine.Index
		}
		first, last := set.bars[0].day, set.bars[0].day
		for k := range set.bars {
			first, last = min(first, set.bars[k].day), max(last, set.bars[k].day)
		}
		g := gate{in: in, venue: venue, cal: newCalendar(venue, first, last), zone: stated, slots: slotter{every: 1, in: in, label: spec.Columns.Label}}
		hours := g.behind(set.bars)
		if hours == 0 {
			continue
		}
		d.Zone = zoneText(stated - hours*3600)
		for k := range set.bars {
			b := &set.bars[k]
			b.day, b.second = shifted(b.day, int(b.second)+hours*3600)
		}
	}
	return nil
}

// clock finds the interval of rows shorter than a day, and when they stand.
func (d *Description) clock(f *barFile) {
	earliest, latest := int32(daySeconds), int32(0)
	var apart spacing
	for i := range f.sets {
		for k := range f.sets[i].bars {
			at := f.sets[i].bars[k].second
			earliest, latest = min(earliest, at), max(latest, at)
		}
		apart.add(f.sets[i].bars, f.sets[i].index())
	}
	d.Interval = apart.usual()
	d.Earliest, d.Latest = clockText(earliest), clockText(latest)
}

func clockText(second int32) string { return fmt.Sprintf("%02d:%02d", second/3600, second/60%60) }

// ofSet describes the rows of one symbol and returns the sessions from its
// first row to its last.
func (d *Description) ofSet(set *barSet, venue engine.Venue, spec *Spec) int {
	days := make([]engine.Day, 0, len(set.bars))
	for i := range set.bars {
		days = append(days, set.bars[i].day)
		d.span(set.bars[i].day)
		if set.bars[i].volume == 0 {
			d.ZeroVolume++
		}
	}
	slices.Sort(days)
	cal := newCalendar(venue, days[0], days[len(days)-1])
	if d.Interval != engine.Daily && d.Label == "" {
		n := lunches(set.bars, cal, set.index())
		d.Label = n.contradicts(spec.Columns.Label)
	}
	days = slices.Compact(days)
	days = slices.DeleteFunc(days, func(day engine.Day) bool { _, ok := cal.session(day); return !ok })
	for i := 1; i < len(days); i++ {
		if n := cal.between(days[i-1], days[i]); n > gapSessions {
			d.Gaps = append(d.Gaps, Hole{set.symbol, days[i-1], days[i], n})
		}
	}
	return len(cal.sessions)
}

// Name returns the file's base name.
func (d *Description) Name() string { return filepath.Base(d.File) }

package data

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"rally/engine"
	"rally/engine/near"
)

// bar is a row of a bar file as it stands there, its prices in billionths of
// a dollar: nothing is rounded before what was adjusted is undone.
type bar struct {
	open, high, low, close nanos
	volume                 int64
	turnover               int64 // mills; 0: not known
	day                    engine.Day
	second                 int32 // of Hong Kong's day, as the row is stamped; 0 in daily bars
	line                   int32
	file                   uint16 // which of its instrument's files
}

// idle reports whether nothing was traded in a row: it has no volume, which that
// of an index need not have.
func (b *bar) idle(index bool) bool { return b.volume == 0 && !index }

// barFile is a bar file that has been read.
type barFile struct {
	path     string
	source   int // which of the run's sources it is of
	columns  []string
	rows     int
	decimals int // most decimals that any price of the file has
	turnover bool
	sets     []barSet
}

// barSet is the rows of one symbol within a file, in the order of the file.
// Symbol is empty where the file has no column for it.
type barSet struct {
	symbol string
	bars   []bar
}

// index reports whether a set's symbol is an index's, as far as the name says.
func (s *barSet) index() bool { return s.symbol != "" && !isCode(s.symbol) }

// barRole is what a column of a bar file means.
type barRole uint8

const (
	skipped barRole = iota
	dateRole
	openRole
	highRole
	lowRole
	closeRole
	volumeRole
	turnoverRole
	symbolRole
)

// barReader reads one file.
type barReader struct {
	barFile
	roles    []barRole
	rounds   bool           // digits past the third decimal are rounded
	exact    bool           // prices are taken to the mill at once, so that more digits are an error
	index    bool           // an index: its volumes may be missing
	signed   bool           // prices may be below zero, as subtraction leaves them
	intraday bool           // rows have moments, not dates alone
	shift    int            // seconds from the format's clock to Hong Kong's
	date     [10]byte       // of the row before, as it stands there
	day      engine.Day     // what that is
	bySymbol map[string]int // raw cell → index into sets
	last     string         // raw symbol cell of the row before
	set      int
}

// reading says how a bar file is read.
type reading struct {
	spec     Spec
	adjusted Adjustment
	every    engine.Interval
	index    bool // an index: it needs no volumes
}

// newBarReader returns a reader of one file. Prices as traded with digits past
// the third decimal are an error unless the format rounds them.
func newBarReader(path string, how reading) (*barReader, error) {
	zone, err := parseZone(how.spec.Columns.Zone)
	if err != nil {
		return nil, err
	}
	return &barReader{
		barFile: barFile{path: path}, rounds: how.spec.RoundsToMill, exact: how.adjusted == AsTraded, index: how.index,
		signed: how.adjusted == BySubtraction, intraday: how.every != engine.Daily, shift: hongKong - zone,
	}, nil
}

// readBars reads a bar file's text.
func readBars(path string, text []byte, how reading) (*barFile, error) {
	r, err := newBarReader(path, how)
	if err != nil {
		return nil, err
	}
	return r.read(text, how.spec.Columns)
}

func (r *barReader) read(text []byte, c Columns) (*barFile, error) {
	rows, line, err := r.header(text, c)
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(rows, '"') >= 0 {
		err = r.quoted(rows, line)
	} else {
		err = r.plain(rows, line)
	}
	if err != nil {
		return nil, err
	}
	for _, s := range r.sets {
		r.rows += len(s.bars)
	}
	if r.rows == 0 {
		return nil, &LineError{File: r.path, Line: line + 1, Err: fmt.Errorf("no rows below the column names")}
	}
	return &r.barFile, nil
}

// header reads the line of column names and returns the text below it and the
// number of lines read.
func (r *barReader) header(text []byte, c Columns) (rows []byte, line int, err error) {
	first, rest := cutLine(text)
	r.columns = splitHeader(first)
	line = 1
	symbol := ""
	if strings.EqualFold(r.columns[0], "price") {
		if symbol, rest, err = r.tickerLines(rest); err != nil {
			return nil, 0, err
		}
		line = 3
	}
	at := map[string]int{}
	for i, name := range r.columns {
		key := strings.ToLower(name)
		if _, twice := at[key]; twice && key != "" {
			return nil, 0, r.errAt(1, columnOf(first, i), "column %s twice", quoted(name))
		}
		at[key] = i
	}
	r.roles = make([]barRole, len(r.columns))
	for _, want := range [...]struct {
		name string
		role barRole
		what string
	}{
		{c.Date, dateRole, "date"}, {c.Open, openRole, "open"}, {c.High, highRole, "high"}, {c.Low, lowRole, "low"},
		{c.Close, closeRole, "close"}, {c.Volume, volumeRole, "volume"}, {c.Turnover, turnoverRole, "turnover"}, {c.Symbol, symbolRole, "symbol"},
	} {
		i, ok := 0, false
		for name := range strings.SplitSeq(want.name, "|") {
			if i, ok = at[strings.ToLower(name)]; ok {
				break
			}
		}
		switch {
		case ok && want.name != "":
			if r.roles[i] != skipped {
				return nil, 0, r.errAt(1, columnOf(first, i), "column %s is mapped to two meanings", quoted(want.name))
			}
			r.roles[i] = want.role
		case want.role == symbolRole, want.role == turnoverRole:
		case want.role == volumeRole && r.index:
		case want.name == "":
			return nil, 0, r.errAt(1, 0, "the format names no column for %s; set it in [data.columns]", want.what)
		default:
			name, _, _ := strings.Cut(want.name, "|")
			return nil, 0, r.missing(name)
		}
	}
	r.turnover = slices.Contains(r.roles, turnoverRole)
	if !slices.Contains(r.roles, symbolRole) {
		r.sets = []barSet{{symbol: symbol}}
	} else {
		r.bySymbol = map[string]int{}
	}
	return rest, line, nil
}

func (r *barReader) missing(name string) error {
	hint := "the file has " + listNames(r.columns)
	if names := near.Names(name, r.columns); len(names) > 0 {
		hint += "; " + near.Meant(names)
	} else if len(r.columns) == 1 && strings.ContainsAny(r.columns[0], ";\t|") {
		hint += "; cells are separated by commas"
	} else if spec, ok := fitting(r.columns); ok {
		hint += fmt.Sprintf("; they are those of format = %q", spec.Name)
	}
	return r.errAt(1, 0, "no column %s; %s", quoted(name), hint)
}

// tickerLines reads the second and third line of a file as newer versions of
// yfinance write it: Ticker with the symbol over each column, and Date.
func (r *barReader) tickerLines(text []byte) (symbol string, rest []byte, err error) {
	second, rest := cutLine(text)
	third, rest := cutLine(rest)
	tickers, dates := splitHeader(second), splitHeader(third)
	if !strings.EqualFold(tickers[0], "ticker") || !strings.EqualFold(dates[0], "date") {
		return "", nil, r.errAt(2, 0, "a first column Price is followed by lines that begin with Ticker and Date")
	}
	for i, t := range tickers[1:] {
		s, err := ParseSymbol(t)
		if err != nil {
			return "", nil, r.errAt(2, columnOf(second, i+1), "%w", err)
		}
		if symbol != "" && s != symbol {
			return "", nil, r.errAt(2, columnOf(second, i+1), "%s beside %s; save each instrument to its own file", s, symbol)
		}
		symbol = s
	}
	r.columns = append([]string{"Date"}, r.columns[1:]...)
	return symbol, rest, nil
}

func (r *barReader) errAt(line, column int, format string, args ...any) error {
	return &LineError{File: r.path, Line: line, Column: column, Err: fmt.Errorf(format, args...)}
}

// cutLine returns the first line without its end, and what follows it.
func cutLine(text []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(text, []byte{'\n'})
	return bytes.TrimSuffix(line, []byte{'\r'}), rest
}

func splitHeader(line []byte) []string {
	cells := strings.Split(string(line), ",")
	for i, c := range cells {
		cells[i] = strings.Trim(strings.TrimSpace(c), `"`)
	}
	return cells
}

// columnOf returns the byte, from 1, at which the cell of an index begins.
func columnOf(line []byte, cell int) int {
	at := 0
	for range cell {
		at += bytes.IndexByte(line[at:], ',') + 1
	}
	return at + 1
}

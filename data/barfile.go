package data

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"rally/engine"
)

// bar is a row of a bar file as it stands there, its prices in billionths of
// a dollar: nothing is rounded before what was adjusted is undone.
type bar struct {
	open, high, low, close nanos
	volume                 int64
	day                    engine.Day
	line                   int32
	file                   uint16 // which of its instrument's files
}

// barFile is a bar file that has been read.
type barFile struct {
	path     string
	columns  []string
	rows     int
	decimals int // most decimals that any price of the file has
	sets     []barSet
}

// barSet is the rows of one symbol within a file, in the order of the file.
// Symbol is empty where the file has no column for it.
type barSet struct {
	symbol string
	bars   []bar
}

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
	symbolRole
)

// barReader reads one file.
type barReader struct {
	barFile
	roles    []barRole
	rounds   bool           // digits past the third decimal are rounded
	exact    bool           // prices are taken to the mill at once, so that more digits are an error
	index    bool           // an index: its volumes may be missing
	bySymbol map[string]int // raw cell → index into sets
	last     string         // raw symbol cell of the row before
	set      int
}

// readBars reads a bar file's text. With exact, prices are traded prices and
// digits past the third decimal are an error unless the format rounds them.
// An index needs no volumes.
func readBars(path string, text []byte, spec Spec, exact, index bool) (*barFile, error) {
	r := &barReader{barFile: barFile{path: path}, rounds: spec.RoundsToMill, exact: exact, index: index}
	rows, line, err := r.header(text, spec.Columns)
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
		return nil, &LineError{File: path, Line: line + 1, Err: fmt.Errorf("no rows below the column names")}
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
		{c.Close, closeRole, "close"}, {c.Volume, volumeRole, "volume"}, {c.Symbol, symbolRole, "symbol"},
	} {
		i, ok := at[strings.ToLower(want.name)]
		switch {
		case ok && want.name != "":
			if r.roles[i] != skipped {
				return nil, 0, r.errAt(1, columnOf(first, i), "column %s is mapped to two meanings", quoted(want.name))
			}
			r.roles[i] = want.role
		case want.role == symbolRole:
		case want.role == volumeRole && r.index:
		case want.name == "":
			return nil, 0, r.errAt(1, 0, "the format names no column for %s; set it in [data.columns]", want.what)
		default:
			return nil, 0, r.missing(want.name)
		}
	}
	if !slices.Contains(r.roles, symbolRole) {
		r.sets = []barSet{{symbol: symbol}}
	} else {
		r.bySymbol = map[string]int{}
	}
	return rest, line, nil
}

func (r *barReader) missing(name string) error {
	hint := "the file has " + listNames(r.columns)
	if near := nearest(name, r.columns); len(near) > 0 {
		hint += "; did you mean " + strings.Join(near, " or ") + "?"
	} else if len(r.columns) == 1 && strings.ContainsAny(r.columns[0], ";\t|") {
		hint += "; cells are separated by commas"
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

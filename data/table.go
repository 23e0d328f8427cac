package data

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"rally/engine"
	"rally/engine/near"
)

// table is a small file of rows under column names: instruments, actions,
// signals.
type table struct {
	path   string
	header []string
	index  map[string]int
	rows   []tableRow
}

// tableRow is a row with the places of its cells.
type tableRow struct {
	of    *table
	cells []string
	line  int
	at    []int // column of each cell
}

// readTable reads a file's text. The required columns must be there; the
// others may be.
func readTable(path string, text []byte, required ...string) (*table, error) {
	in := csv.NewReader(bytes.NewReader(text))
	in.FieldsPerRecord = -1
	t := &table{path: path, index: map[string]int{}}
	for {
		cells, err := in.Read()
		if err == io.EOF {
			return t, t.requireHeader()
		}
		if err != nil {
			if e, ok := errors.AsType[*csv.ParseError](err); ok {
				line, column := quotePlace(e)
				return nil, &LineError{File: path, Line: line, Column: column,
					Err: fmt.Errorf("%w; a cell that begins with a quote ends with one", e.Err)}
			}
			return nil, fileError(path, "%w", err)
		}
		line, _ := in.FieldPos(0)
		if t.header == nil {
			if err := t.setHeader(cells, line, required); err != nil {
				return nil, err
			}
			continue
		}
		if len(cells) != len(t.header) {
			return nil, &LineError{File: path, Line: line,
				Err: fmt.Errorf("%d cells; the line of column names has %d", len(cells), len(t.header))}
		}
		row := tableRow{of: t, cells: cells, line: line, at: make([]int, len(cells))}
		for i := range cells {
			_, row.at[i] = in.FieldPos(i)
			cells[i] = strings.TrimSpace(cells[i])
		}
		t.rows = append(t.rows, row)
	}
}

func (t *table) requireHeader() error {
	if t.header == nil {
		return &LineError{File: t.path, Line: 1, Err: errors.New("empty file; a line of column names and rows are wanted")}
	}
	return nil
}

func (t *table) setHeader(cells []string, line int, required []string) error {
	t.header = cells
	for i, name := range cells {
		key := strings.ToLower(strings.TrimSpace(name))
		cells[i] = key
		if _, twice := t.index[key]; twice && key != "" {
			return &LineError{File: t.path, Line: line, Err: fmt.Errorf("column %s twice", quoted(key))}
		}
		t.index[key] = i
	}
	for _, name := range required {
		if !t.has(name) {
			err := fmt.Errorf("no column %s; the file has %s", quoted(name), listNames(cells))
			if names := near.Names(name, cells); len(names) > 0 {
				err = fmt.Errorf("%w; %s", err, near.Meant(names))
			}
			return &LineError{File: t.path, Line: line, Err: err}
		}
	}
	return nil
}

func (t *table) has(column string) bool { _, ok := t.index[column]; return ok }

// text returns a cell, empty where the file has no such column.
func (r *tableRow) text(column string) string {
	if i, ok := r.of.index[column]; ok {
		return r.cells[i]
	}
	return ""
}

// fault is an error at a cell of the row.
func (r *tableRow) fault(column, format string, args ...any) error {
	e := &LineError{File: r.of.path, Line: r.line, Err: fmt.Errorf(format, args...)}
	if i, ok := r.of.index[column]; ok {
		e.Column = r.at[i]
	}
	return e
}

// symbol reads a cell that must hold a symbol.
func (r *tableRow) symbol(column string) (string, error) {
	s, err := ParseSymbol(r.text(column))
	if err != nil {
		return "", r.fault(column, "%w", err)
	}
	return s, nil
}

// day reads a date; an empty cell is 0.
func (r *tableRow) day(column string) (engine.Day, error) {
	s := r.text(column)
	if s == "" {
		return 0, nil
	}
	d, err := parseDay(s)
	if err != nil {
		return 0, r.fault(column, "%w", err)
	}
	return d, nil
}

// oneOf reads a cell that must hold one of a few words; empty is allowed.
func (r *tableRow) oneOf(column string, words ...string) (string, error) {
	s := strings.ToLower(r.text(column))
	if s != "" && !slices.Contains(words, s) {
		return "", r.fault(column, "%s is not one of %s", quoted(r.text(column)), strings.Join(words, ", "))
	}
	return s, nil
}

// flag reads Y, N, yes or no; ok is false where the cell is empty.
func (r *tableRow) flag(column string) (yes, ok bool, err error) {
	s, err := r.oneOf(column, "y", "n", "yes", "no")
	return s == "y" || s == "yes", s != "", err
}

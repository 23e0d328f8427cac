package cli

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"rally/data"
)

// longestLine is how many letters a line may have, or what is between quotes.
const longestLine = 1 << 24

// rows reads a CSV file made elsewhere row by row, and knows where it is. Its
// errors are *data.LineError.
type rows struct {
	file string
	csv  *csv.Reader
	line int // of the last row
}

func newRows(name string, r io.Reader) rows {
	in := bufio.NewReaderSize(&lineGuard{r: r}, 1<<16)
	if mark, _ := in.Peek(3); string(mark) == "\ufeff" {
		_, _ = in.Discard(3) // they are there
	}
	c := csv.NewReader(in)
	c.FieldsPerRecord = -1 // a row's length is checked with the names at hand
	c.ReuseRecord = true
	return rows{file: name, csv: c}
}

func (r *rows) wrong(line, column int, format string, args ...any) error {
	return &data.LineError{File: r.file, Line: line, Column: column, Err: fmt.Errorf(format, args...)}
}

// at is the place of a cell of the last row.
func (r *rows) at(cell int, format string, args ...any) error {
	line, column := r.csv.FieldPos(cell)
	return r.wrong(line, column, format, args...)
}

// next returns the next row; io.EOF after the last. Rows follow each other
// without an empty line, which the reader of CSV would pass over: in a file of
// one column it may be a number that is missing.
func (r *rows) next() ([]string, error) {
	row, err := r.csv.Read()
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		return nil, r.wrong(bad.Line, bad.Column, "%w; quotes surround a whole cell, and are doubled inside", bad.Err)
	}
	if err == io.EOF {
		return nil, err
	}
	if err != nil {
		return nil, &data.LineError{File: r.file, Err: plain(err)}
	}
	line, _ := r.csv.FieldPos(0)
	if line != r.line+1 {
		return nil, r.wrong(r.line+1, 0, "an empty line; every line is a row")
	}
	r.line = line
	return row, nil
}

// commas refuses a first row that other marks separate.
func (r *rows) commas(row []string) error {
	if len(row) == 1 && strings.ContainsAny(row[0], ";\t") {
		return r.at(0, "columns are separated by commas, not by semicolons or tabs")
	}
	return nil
}

func cells(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}

// lineGuard refuses a file without ends of lines before it fills the memory.
type lineGuard struct {
	r    io.Reader
	line int // letters since the last end
}

// Read reads on.
func (g *lineGuard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	if end := bytes.LastIndexByte(p[:n], '\n'); end >= 0 {
		g.line = n - end - 1
		return n, err
	}
	if g.line += n; g.line > longestLine {
		return n, fmt.Errorf("a line of more than %d letters; is it a CSV file?", longestLine)
	}
	return n, err
}

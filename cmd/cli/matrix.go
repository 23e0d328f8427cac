package cli

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rally/data"
	"rally/engine"
)

// What a matrix may measure at most: numbers, letters of a line or of what is
// between quotes, letters of a trial's name, and the size of a number.
const (
	mostCells   = 1 << 26 // half a gigabyte
	longestLine = 1 << 24
	longestName = 200
	largestCell = 1e12
)

// matrix is the returns of trials, period by period.
type matrix struct {
	names   []string    // of the trials, each once
	columns [][]float64 // by trial, all of one length
	first   string      // session of the first row and of the last; "" where there is no such column
	last    string
}

// readMatrix reads a CSV file of returns: a row of trial names, then a row a
// period, in the order of time, a number for each trial. The first column may
// be named session and has days, or whole numbers, that ascend. Errors are
// *data.LineError.
func readMatrix(name string, r io.Reader) (*matrix, error) {
	in := bufio.NewReaderSize(&lineGuard{r: r}, 1<<16)
	if mark, _ := in.Peek(3); string(mark) == "\ufeff" {
		_, _ = in.Discard(3) // they are there
	}
	m := &matrixReader{file: name, csv: csv.NewReader(in)}
	m.csv.FieldsPerRecord = -1 // a row's length is checked with the names at hand
	m.csv.ReuseRecord = true
	if err := m.head(); err != nil {
		return nil, err
	}
	for {
		row, err := m.next()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = m.row(row)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(m.columns[0]) == 0 {
		return nil, m.wrong(m.line, 0, "no returns below the names; a row for each period is missing")
	}
	return &m.matrix, nil
}

// matrixReader is a matrix on its way in.
type matrixReader struct {
	matrix
	file  string
	csv   *csv.Reader
	line  int // of the last row
	dated bool
	days  bool // sessions are days
	when  int64
}

func (m *matrixReader) wrong(line, column int, format string, args ...any) error {
	return &data.LineError{File: m.file, Line: line, Column: column, Err: fmt.Errorf(format, args...)}
}

// at is the place of a cell of the last row.
func (m *matrixReader) at(cell int, format string, args ...any) error {
	line, column := m.csv.FieldPos(cell)
	return m.wrong(line, column, format, args...)
}

// next returns the next row; io.EOF after the last. Rows follow each other
// without an empty line, which the reader of CSV would pass over: in a file of
// one trial it may be a return that is missing.
func (m *matrixReader) next() ([]string, error) {
	row, err := m.csv.Read()
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		return nil, m.wrong(bad.Line, bad.Column, "%w; quotes surround a whole cell, and are doubled inside", bad.Err)
	}
	if err == io.EOF {
		return nil, err
	}
	if err != nil {
		return nil, &data.LineError{File: m.file, Err: plain(err)}
	}
	line, _ := m.csv.FieldPos(0)
	if line != m.line+1 {
		return nil, m.wrong(m.line+1, 0, "an empty line; every line is a row")
	}
	m.line = line
	return row, nil
}

// head reads the names.
func (m *matrixReader) head() error {
	row, err := m.next()
	if err == io.EOF {
		return &data.LineError{File: m.file, Err: errors.New("an empty file; it begins with a row of trial names")}
	}
	if err != nil {
		return err
	}
	if len(row) == 1 && strings.ContainsAny(row[0], ";\t") {
		return m.at(0, "columns are separated by commas, not by semicolons or tabs")
	}
	if strings.EqualFold(strings.TrimSpace(row[0]), "session") {
		m.dated = true
	}
	seen := map[string]int{}
	measured := true
	for i, cell := range row {
		if i == 0 && m.dated {
			continue
		}
		name := strings.TrimSpace(cell)
		if err := m.name(i, name); err != nil {
			return err
		}
		if before, twice := seen[name]; twice {
			return m.at(i, "the name %s stands in column %d too; each trial has its own", shown(name), before+1)
		}
		seen[name] = i
		m.names = append(m.names, strings.Clone(name))
		_, err := number(name)
		measured = measured && err == nil && strings.Contains(name, ".")
	}
	if len(m.names) == 0 {
		return m.wrong(m.line, 0, "a column of sessions and no trial beside it")
	}
	if measured {
		return m.wrong(m.line, 0, "the first row is numbers; it names the trials, and the returns begin below")
	}
	m.columns = make([][]float64, len(m.names))
	return nil
}

// name refuses what is no name of a trial.
func (m *matrixReader) name(cell int, name string) error {
	switch {
	case name == "" && cell == 0:
		return m.at(cell, "an empty name; a column of days is named session, any other after its trial")
	case name == "":
		return m.at(cell, "an empty name; each column is named after its trial")
	case !utf8.ValidString(name):
		return m.at(cell, "the name %s is not text in UTF-8", shown(name))
	case strings.ContainsFunc(name, unicode.IsControl):
		return m.at(cell, "the name %s has a control character", shown(name))
	case len(name) > longestName:
		return m.at(cell, "the name %s has more than %d letters", shown(name), longestName)
	}
	return nil
}

// row takes the returns of a period.
func (m *matrixReader) row(row []string) error {
	wanted := len(m.names)
	if m.dated {
		wanted++
	}
	if len(row) != wanted {
		return m.wrong(m.line, 0, "%s where the first row has %d", cells(len(row)), wanted)
	}
	if (len(m.columns[0])+1)*len(m.names) > mostCells {
		return m.wrong(m.line, 0, "more than %d numbers; split the trials or the periods", mostCells)
	}
	for i, cell := range row {
		if i == 0 && m.dated {
			if err := m.session(strings.TrimSpace(cell)); err != nil {
				return err
			}
			continue
		}
		x, err := number(strings.TrimSpace(cell))
		if err != nil {
			return m.at(i, "%s: %w", shown(m.names[i+len(m.names)-wanted]), err)
		}
		to := &m.columns[i+len(m.names)-wanted]
		*to = append(*to, x)
	}
	return nil
}

func cells(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}

// session takes the label of a row, which is of the kind of the first and comes
// after the one before.
func (m *matrixReader) session(text string) error {
	day, err := engine.ParseDay(text)
	when, isDay := int64(day), err == nil
	if !isDay {
		if when, err = strconv.ParseInt(text, 10, 64); err != nil {
			return m.at(0, "session: %s is not a day like 2024-09-24, nor a whole number", shown(text))
		}
	}
	switch {
	case m.first == "":
		m.first, m.days = strings.Clone(text), isDay
	case isDay != m.days:
		return m.at(0, "session: %s after %s; all are days, or all are whole numbers", shown(text), m.last)
	case when <= m.when:
		return m.at(0, "session: %s after %s; rows are in the order of time, each session once", shown(text), m.last)
	}
	m.last, m.when = strings.Clone(text), when
	return nil
}

// number reads a return.
func number(text string) (float64, error) {
	if text == "" {
		return 0, errors.New("an empty cell; a period in which a trial did nothing is 0")
	}
	if strings.HasSuffix(text, "%") {
		return 0, fmt.Errorf("%s is not a number; a return is a fraction, 0.012 for 1.2%%", shown(text))
	}
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange), strings.ContainsAny(text, "xXpP_"):
		return 0, fmt.Errorf("%s is not a number such as -0.0125", shown(text))
	case math.IsNaN(x) || math.IsInf(x, 0) && err == nil:
		return 0, fmt.Errorf("%s is no return; a period in which a trial did nothing is 0, and one that is missing is missing for all", shown(text))
	case !(math.Abs(x) <= largestCell):
		return 0, fmt.Errorf("%s is too large for a return", shown(text))
	}
	return x, nil
}

// shown is a text of a file as messages show it: quoted, and at most 40 letters.
func shown(text string) string {
	letters := 0
	for i := range text {
		if letters == 40 {
			return strconv.Quote(text[:i] + "…")
		}
		letters++
	}
	return strconv.Quote(text)
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

package cli

import (
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rally/engine"
)

// What a matrix may measure at most: numbers, and letters of a trial's name.
const (
	mostCells   = 1 << 26 // half a gigabyte
	longestName = 1 << 16 // a trial may be named by a long universe
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
	m := &matrixReader{rows: newRows(name, r)}
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
	rows
	dated bool
	days  bool // sessions are days
	when  int64
}

// head reads the names.
func (m *matrixReader) head() error {
	row, err := m.next()
	if err == io.EOF {
		return m.wrong(0, 0, "an empty file; it begins with a row of trial names")
	}
	if err != nil {
		return err
	}
	if err := m.commas(row); err != nil {
		return err
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
		_, err := aTrialReturn.read(name)
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
		x, err := aTrialReturn.read(strings.TrimSpace(cell))
		if err != nil {
			return m.at(i, "%s: %w", shown(m.names[i+len(m.names)-wanted]), err)
		}
		to := &m.columns[i+len(m.names)-wanted]
		*to = append(*to, x)
	}
	return nil
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

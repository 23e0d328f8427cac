package data

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
)

// quoted reads rows some of which have cells in quotes; what it makes of a
// file without quotes is what plain makes of it.
func (r *barReader) quoted(text []byte, line int) error {
	in := csv.NewReader(bytes.NewReader(text))
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	for {
		cells, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return r.csvError(err, line)
		}
		at, _ := in.FieldPos(0)
		if len(cells) != len(r.roles) {
			return r.errAt(line+at, 0, "%d cells; the line of column names has %d", len(cells), len(r.roles))
		}
		b := bar{line: int32(line + at)}
		for k, role := range r.roles {
			if err := r.cell(role, cells[k], &b); err != nil {
				row, column := in.FieldPos(k)
				return r.errAt(line+row, column, "%w", err)
			}
		}
		if err := r.row(b); err != nil {
			return err
		}
	}
}

// quotePlace returns where a quote is wrong. One that is never closed is wrong
// in the row that it opens in, not where the file ends.
func quotePlace(e *csv.ParseError) (line, column int) {
	if e.StartLine != e.Line {
		return e.StartLine, 0
	}
	return e.Line, e.Column
}

func (r *barReader) csvError(err error, line int) error {
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		at, column := quotePlace(e)
		return r.errAt(line+at, column, "%w; a cell that begins with a quote ends with one", e.Err)
	}
	return r.errAt(line, 0, "%w", err)
}

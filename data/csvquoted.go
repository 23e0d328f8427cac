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

func (r *barReader) csvError(err error, line int) error {
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		return r.errAt(line+e.Line, e.Column, "%w; a cell that begins with a quote ends with one", e.Err)
	}
	return r.errAt(line, 0, "%w", err)
}

package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rally/engine/near"
)

// mostPoints is how many rows a curve, or a file of trades or fills, may have,
// and how many columns.
const (
	mostPoints  = 1 << 24
	mostColumns = 1000
)

// header is the names of the columns of a CSV file made elsewhere.
type header struct {
	names []string // as they stand
	plain []string // the letters and digits alone, small
}

// plainName is a name without what people write in different ways: "Entry Time",
// "entry_time" and "EntryTime" are one.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// readHeader reads the row of names; what says what the file begins with.
func readHeader(r *rows, what string) (header, error) {
	row, err := r.next()
	if err == io.EOF {
		return header{}, r.wrong(0, 0, "an empty file; it begins with %s", what)
	}
	if err != nil {
		return header{}, err
	}
	if err := r.commas(row); err != nil {
		return header{}, err
	}
	if len(row) > mostColumns {
		return header{}, r.wrong(r.line, 0, "more than %d columns; is it a matrix, for rally overfit?", mostColumns)
	}
	var h header
	measured := true
	for i, cell := range row {
		name := strings.TrimSpace(cell)
		switch {
		case !utf8.ValidString(name):
			return header{}, r.at(i, "the name %s is not text in UTF-8", shown(name))
		case strings.ContainsFunc(name, unicode.IsControl):
			return header{}, r.at(i, "the name %s has a control character", shown(name))
		case len(name) > longestName:
			return header{}, r.at(i, "the name %s has more than %d letters", shown(name), longestName)
		}
		plain := plainName(name)
		if at := slices.Index(h.plain, plain); at >= 0 && plain != "" {
			return header{}, r.at(i, "the name %s stands in column %d too; each column has its own", shown(name), at+1)
		}
		h.names = append(h.names, strings.Clone(name))
		h.plain = append(h.plain, strings.Clone(plain))
		_, notNumber := aReturn.read(name)
		_, notStamp := readStamp(name)
		measured = measured && (notNumber == nil || notStamp == nil)
	}
	if measured {
		return header{}, r.wrong(r.line, 0, "the first row is numbers; the file begins with %s", what)
	}
	return h, nil
}

// find returns the first column that bears one of the names, in the order of
// these; −1 where there is none.
func (h *header) find(names ...string) int {
	for _, name := range names {
		if i := slices.Index(h.plain, name); i >= 0 {
			return i
		}
	}
	return -1
}

// pick returns the column that a flag names.
func (h *header) pick(r *rows, flag, name string) (int, error) {
	i := slices.Index(h.names, name)
	if i < 0 && plainName(name) != "" {
		i = slices.Index(h.plain, plainName(name))
	}
	if i < 0 {
		return -1, r.wrong(r.line, 0, "no column %s for %s; %s", shown(name), flag, near.Hint(name, h.names[:min(len(h.names), 40)]))
	}
	return i, nil
}

// among returns those of the names that the file has, as they stand.
func (h *header) among(names ...string) []int {
	var out []int
	for i, name := range h.plain {
		if slices.Contains(names, name) {
			out = append(out, i)
		}
	}
	return out
}

// list prints the names of columns: "a", "b" and "c".
func (h *header) list(columns []int) string {
	var out []string
	for i, c := range columns {
		if i == 12 {
			out = append(out, fmt.Sprintf("%d more", len(columns)-i))
			break
		}
		out = append(out, shown(h.names[c]))
	}
	if n := len(out); n > 1 {
		return strings.Join(out[:n-1], ", ") + " and " + out[n-1]
	}
	return strings.Join(out, "")
}

// body calls take for each row below the names, which has as many cells.
func (h *header) body(r *rows, take func(row []string) error) error {
	for n := 0; ; n++ {
		row, err := r.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if len(row) != len(h.names) {
			return r.wrong(r.line, 0, "%s where the first row has %d", cells(len(row)), len(h.names))
		}
		if n == mostPoints {
			return r.wrong(r.line, 0, "more than %d rows; split the file", mostPoints)
		}
		if err := take(row); err != nil {
			return err
		}
	}
}

// number reads a cell of the last row.
func (h *header) number(r *rows, row []string, column int, q quantity) (float64, error) {
	x, err := q.read(strings.TrimSpace(row[column]))
	if err != nil {
		return 0, r.at(column, "%s: %w", shown(h.names[column]), err)
	}
	return x, nil
}

// readFile reads a file made elsewhere, as it is or packed with gzip. What is
// wrong with it is wrong use.
func readFile[T any](path string, p *progress, read func(name string, r io.Reader) (T, error)) (T, error) {
	defer p.during("reading " + path)()
	var none T
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return none, wrongUse("%s: a folder where a file should be", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return none, wrongUse("%s: %w", path, plain(err))
	}
	defer f.Close()
	text, err := unpacked(f)
	if err != nil {
		return none, wrongUse("%s: %w", path, err)
	}
	out, err := read(path, text)
	if err != nil {
		return none, wrongUse("%w", err)
	}
	return out, nil
}

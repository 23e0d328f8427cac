package data

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// LineError is what is wrong at one place of a file. It prints as
// file:line:column: what; what would be right.
type LineError struct {
	File   string
	Line   int // from 1; 0: the file as a whole
	Column int // of the cell's first byte, from 1; 0: the line as a whole
	Err    error
}

// Error prints the place and the trouble.
func (e *LineError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
		if e.Column > 0 {
			fmt.Fprintf(&b, ":%d", e.Column)
		}
	}
	return b.String() + ": " + e.Err.Error()
}

// Unwrap returns the trouble without its place.
func (e *LineError) Unwrap() error { return e.Err }

func fileError(file string, format string, args ...any) error {
	return &LineError{File: file, Err: fmt.Errorf(format, args...)}
}

// mostQuoted is how many letters of a cell a message shows.
const mostQuoted = 40

// quoted is a cell as messages show it: in quotes, control characters escaped,
// and cut where it is long.
func quoted(s string) string {
	n := 0
	for i := range s {
		if n == mostQuoted {
			return strconv.Quote(s[:i] + "…")
		}
		n++
	}
	return strconv.Quote(s)
}

// unquoted is quoted without the quotes, for names that are listed.
func unquoted(s string) string {
	q := quoted(s)
	return q[1 : len(q)-1]
}

// listNames lists the column names of a file, as far as a message has room.
func listNames(names []string) string {
	const most = 30
	var b strings.Builder
	for i, name := range names {
		if i == most {
			fmt.Fprintf(&b, " and %d more", len(names)-i)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(unquoted(name))
	}
	return b.String()
}

// suggest says what may have been meant: the near names, else all of them.
func suggest(word string, known []string) string {
	if len(known) == 0 {
		return "there is none"
	}
	if near := nearest(word, known); len(near) > 0 {
		return "did you mean " + strings.Join(near, " or ") + "?"
	}
	const most = 12
	if len(known) > most {
		return "there are " + strings.Join(known[:most], ", ") + " and more"
	}
	return "there are " + strings.Join(known, ", ")
}

// nearest returns at most three names within a third of the word's length in
// single-letter edits, the nearest first.
func nearest(word string, known []string) []string {
	type scored struct {
		name string
		d    int
	}
	var near []scored
	w := strings.ToLower(word)
	for _, k := range known {
		if d := edits(w, strings.ToLower(k)); d <= max(1, len(w)/3) {
			near = append(near, scored{k, d})
		}
	}
	slices.SortStableFunc(near, func(a, b scored) int {
		if a.d != b.d {
			return a.d - b.d
		}
		return strings.Compare(a.name, b.name)
	})
	var out []string
	for _, s := range near[:min(3, len(near))] {
		out = append(out, s.name)
	}
	return out
}

// edits returns the Levenshtein distance of two words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

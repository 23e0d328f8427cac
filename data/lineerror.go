package data

import (
	"fmt"
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

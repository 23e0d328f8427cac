package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Place is where a key or value stands.
type Place struct {
	File   string // or "--set KEY"
	Line   int    // from 1; 0: the file as a whole
	Column int    // in characters, from 1
}

// String prints the place as file:line:column.
func (p Place) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Error is what is wrong at one place of a file.
type Error struct {
	Place
	Err   error
	Shown string // the line and a caret under the place, each with its line end; may be empty
}

// Error prints the place and the trouble.
func (e *Error) Error() string {
	text := e.Place.String() + ": " + e.Err.Error()
	if e.Shown != "" {
		text += "\n" + strings.TrimSuffix(e.Shown, "\n")
	}
	return text
}

// Unwrap returns the trouble without its place.
func (e *Error) Unwrap() error { return e.Err }

// Errors is everything that is wrong with a file, in the order of the lines.
type Errors struct{ List []*Error }

// maxPrinted bounds the errors that one message prints.
const maxPrinted = 12

// Error prints a line an error.
func (e *Errors) Error() string {
	lines := make([]string, 0, len(e.List))
	for i, one := range e.List {
		if i == maxPrinted {
			lines = append(lines, fmt.Sprintf("and %d more", len(e.List)-i))
			break
		}
		lines = append(lines, one.Error())
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the errors one by one.
func (e *Errors) Unwrap() []error {
	out := make([]error, len(e.List))
	for i, one := range e.List {
		out[i] = one
	}
	return out
}

func (e *Errors) sort() {
	slices.SortStableFunc(e.List, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// caret shows a line of text with a mark under a column.
func caret(text string, line, column int) string {
	lines := strings.Split(text, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	shown := strings.TrimSuffix(lines[line-1], "\r")
	var under strings.Builder
	for i, r := range []rune(shown) {
		if i >= column-1 {
			break
		}
		if r != '\t' {
			r = ' '
		}
		under.WriteRune(r)
	}
	return "    " + shown + "\n    " + under.String() + "^\n"
}

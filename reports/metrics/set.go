package metrics

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

// Figure is one named value. Name and Unit are those of its Definition.
type Figure struct {
	Name  string
	Unit  string
	Value Value
}

// Set is figures in the order of Definitions, each name once.
type Set []Figure

// Get returns the value of name; false when s has no such figure.
func (s Set) Get(name string) (Value, bool) {
	i := slices.IndexFunc(s, func(f Figure) bool { return f.Name == name })
	if i < 0 {
		return Value{}, false
	}
	return s[i].Value, true
}

// MarshalJSON writes s as one object, name to number or {"undefined": reason},
// in the order of s.
func (s Set) MarshalJSON() ([]byte, error) { return s.AppendJSON(nil) }

// AppendJSON appends what MarshalJSON writes. A number that is not finite is an
// error.
func (s Set) AppendJSON(b []byte) ([]byte, error) {
	b = append(b, '{')
	for i, f := range s {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, f.Name), ':')
		var err error
		if b, err = f.Value.appendJSON(b); err != nil {
			return b, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return append(b, '}'), nil
}

// UnmarshalJSON reads what MarshalJSON writes. The figures come in the order of
// Definitions, with their units; those that nobody defines follow in the order
// of the text, without. A name that stands twice is an error.
func (s *Set) UnmarshalJSON(text []byte) error {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || text[0] != '{' || !json.Valid(text) {
		return errors.New("figures are an object of names and values")
	}
	type ordered struct {
		at int
		Figure
	}
	read := make([]ordered, 0, bytes.Count(text, []byte{':'}))
	strange := map[string]bool{}
	at := -1
	for rest := skip(text[1:]); rest[0] != '}'; { // it is valid, so every name has a value
		end := element(rest)
		name, err := unquote(rest[:end])
		if err != nil {
			return err
		}
		rest = skip(skip(rest[end:])[1:]) // the colon
		end = element(rest)
		var f Figure
		if err := f.Value.read(rest[:end]); err != nil {
			return fmt.Errorf("%.80s: %w", name, err)
		}
		if rest = skip(rest[end:]); rest[0] == ',' {
			rest = skip(rest[1:])
		}
		if d, next := position(name, at+1); next >= 0 {
			at, f.Name, f.Unit = next, d.Name, d.Unit
			read = append(read, ordered{at, f})
			continue
		}
		if f.Name = string(name); strange[f.Name] {
			return fmt.Errorf("%.80s stands twice", name)
		}
		strange[f.Name] = true
		read = append(read, ordered{math.MaxInt, f})
	}
	slices.SortStableFunc(read, func(a, b ordered) int { return cmp.Compare(a.at, b.at) })
	out := make(Set, len(read))
	for i, f := range read {
		if i > 0 && f.Name == read[i-1].Name {
			return fmt.Errorf("%s stands twice", f.Name)
		}
		out[i] = f.Figure
	}
	*s = out
	return nil
}

// skip returns a JSON text from its first byte on that is no space.
func skip(text []byte) []byte { return bytes.TrimLeft(text, " \t\r\n") }

// element returns the length of the first value of a valid JSON text, which
// goes on behind it: a text in quotation marks, an object, a list, or a word.
func element(text []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
			if !quoted && depth == 0 {
				return i + 1
			}
		case quoted:
		case c == '{' || c == '[':
			depth++
		case depth > 0 && (c == '}' || c == ']'):
			if depth--; depth == 0 {
				return i + 1
			}
		case depth == 0 && (c == ',' || c == '}' || c <= ' '):
			return i
		}
	}
	return len(text)
}

// unquote reads a text of a valid JSON text.
func unquote(quoted []byte) ([]byte, error) {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return inner, nil
	}
	var s string
	err := json.Unmarshal(quoted, &s)
	return []byte(s), err
}

// position returns a name's definition and its place in Definitions, −1 where
// it has none. It looks from the place that the name is likely to have.
func position(name []byte, likely int) (d *Definition, at int) {
	tables := [...][]Definition{curveDefinitions[:], activityDefinitions[:], tradeDefinitions[:], multipleDefinitions[:], statedDefinitions[:], variantDefinitions[:]}
	for _, from := range [...]int{likely, 0} {
		base := 0
		for _, table := range tables {
			for i := max(from-base, 0); i < len(table); i++ {
				if table[i].Name == string(name) {
					return &table[i], base + i
				}
			}
			base += len(table)
		}
	}
	return nil, -1
}

// builder appends figures in the order of a table of definitions.
type builder struct {
	table []Definition
	next  int // table[:next] has been passed
	set   Set
}

// add appends a figure. It panics when name does not follow the last one in
// the table: the order of output is a programmer's promise.
func (b *builder) add(name string, v Value) {
	for ; b.next < len(b.table); b.next++ {
		if d := b.table[b.next]; d.Name == name {
			b.set = append(b.set, Figure{Name: name, Unit: d.Unit, Value: v})
			b.next++
			return
		}
	}
	panic("metrics: " + name + " is not defined, or out of the order of its table")
}

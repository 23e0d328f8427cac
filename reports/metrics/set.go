package metrics

import (
	"bytes"
	"encoding/json"
	"slices"
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
func (s Set) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range s {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(f.Name)
		if err != nil {
			return nil, err
		}
		value, err := f.Value.MarshalJSON()
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
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

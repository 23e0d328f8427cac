package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// maxText bounds a file: a configuration is a page or two.
const maxText = 1 << 20

// document is a file as tables of values, and where each key stands.
type document struct {
	file   string
	text   string
	root   map[string]any
	places map[string]keyPlace // made when first asked for
	sets   map[string]bool     // paths that --set has given
	moved  map[string]moved    // paths that stand elsewhere than they are read
	errs   []*Error
}

// moved is where a key that was put in another's place is written, and where its
// value is.
type moved struct {
	doc        *document
	key, value string
}

// readTOML reads a text; a syntax error shows its line with a caret.
func readTOML(name string, text []byte) (*document, error) {
	if len(text) > maxText {
		return nil, wrong(name, "%d bytes are too many for a configuration; is it a file of data?", len(text))
	}
	if strings.TrimSpace(string(text)) == "" {
		return nil, wrong(name, "an empty file; rally new FILE.toml writes one to start from")
	}
	d := &document{file: name, text: string(text), root: map[string]any{}, sets: map[string]bool{}}
	_, err := toml.Decode(d.text, &d.root)
	if err == nil {
		return d, nil
	}
	pe, ok := errors.AsType[toml.ParseError](err)
	if !ok || pe.Position.Line == 0 {
		return nil, wrong(name, "not TOML: %s", strings.TrimPrefix(err.Error(), "toml: "))
	}
	line, column := pe.Position.Line, max(pe.Position.Col, 1)
	return nil, &Errors{List: []*Error{{
		Place: Place{File: name, Line: line, Column: column},
		Err:   errors.New(pe.Message),
		Shown: caret(d.text, line, column),
	}}}
}

// readJSON reads what Config.JSON wrote.
func readJSON(name string, text []byte) (*document, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var root map[string]any
	if err := dec.Decode(&root); err != nil {
		return nil, wrong(name, "not a configuration: %w", err)
	}
	plain, err := plainNumbers(root)
	if err != nil {
		return nil, wrong(name, "not a configuration: %w", err)
	}
	return &document{file: name, root: plain.(map[string]any), sets: map[string]bool{}, places: map[string]keyPlace{}}, nil
}

// plainNumbers turns JSON's numbers into those of TOML.
func plainNumbers(v any) (any, error) {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n, nil
		}
		return v.Float64()
	case []any:
		for i := range v {
			plain, err := plainNumbers(v[i])
			if err != nil {
				return nil, err
			}
			v[i] = plain
		}
	case map[string]any:
		for key := range v {
			plain, err := plainNumbers(v[key])
			if err != nil {
				return nil, err
			}
			v[key] = plain
		}
	}
	return v, nil
}

// set puts one key=value of the command line in the place of the file's. The
// value is read as TOML; what is not TOML is a string as it stands.
func (d *document) set(assignment string) error {
	key, value, ok := strings.Cut(assignment, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	path := strings.Split(key, ".")
	if !ok || slices.Contains(path, "") {
		return wrong("--set "+assignment, "not key=value, such as strategy.hold=5")
	}
	if len(path) < 2 {
		return wrong("--set "+assignment, "the key names its table too, such as strategy.hold=5")
	}
	at := d.root
	for i, part := range path[:len(path)-1] {
		next, ok := within(at, part)
		if !ok {
			if at[part] != nil || strings.HasSuffix(part, "]") {
				return wrong("--set "+assignment, "%s is not a table", strings.Join(path[:i+1], "."))
			}
			next = map[string]any{}
			at[part] = next
		}
		at = next
	}
	at[path[len(path)-1]] = setValue(value)
	for k := range d.sets {
		if strings.HasPrefix(k, key+".") || strings.HasPrefix(k, key+"[") {
			delete(d.sets, k)
		}
	}
	d.sets[key] = true
	return nil
}

// within returns a table within another: that of a key or, as also[0], one of a
// list of tables.
func within(in map[string]any, part string) (map[string]any, bool) {
	key, number, numbered := strings.Cut(strings.TrimSuffix(part, "]"), "[")
	if !numbered || !strings.HasSuffix(part, "]") {
		t, ok := in[part].(map[string]any)
		return t, ok
	}
	list, ok := tablesOf(in[key])
	i, err := strconv.Atoi(number)
	if !ok || err != nil || i < 0 || i >= len(list) {
		return nil, false
	}
	return list[i], true
}

func setValue(text string) any {
	var one map[string]any
	if _, err := toml.Decode("v = "+text, &one); err == nil && len(one) == 1 && one["v"] != nil {
		return one["v"]
	}
	return text
}

// place returns where the key of a path stands, or its value.
func (d *document) place(path string, value bool) Place {
	for at := path; at != ""; at = parent(at) {
		if d.sets[at] {
			return Place{File: "--set " + at}
		}
	}
	for at := path; at != "" && len(d.moved) > 0; at = parent(at) {
		if to, ok := d.moved[at]; ok {
			at, path = to.key, path[len(at):]
			if value && path == "" {
				at = to.value
			}
			return to.doc.place(at+path, value)
		}
	}
	if d.places == nil {
		d.places = places(d.text)
	}
	at, ok := d.places[path]
	if !ok {
		if up := parent(path); up != "" {
			return d.place(up, value)
		}
		return Place{File: d.file}
	}
	byteAt := at.key
	if value {
		byteAt = at.value
	}
	line, column := lineColumn(d.text, byteAt)
	return Place{File: d.file, Line: line, Column: column}
}

// parent is the path of the table or list that a path is in; empty: none.
func parent(path string) string {
	return path[:max(strings.LastIndexAny(path, ".["), 0)]
}

// maxErrors bounds the errors that are noted: a file of nothing else is no
// configuration.
const maxErrors = 100

// failKey notes what is wrong with a key.
func (d *document) failKey(path, format string, args ...any) { d.fail(path, false, format, args...) }

// failValue notes what is wrong with a key's value.
func (d *document) failValue(path, format string, args ...any) { d.fail(path, true, format, args...) }

func (d *document) fail(path string, value bool, format string, args ...any) {
	if len(d.errs) < maxErrors {
		d.errs = append(d.errs, &Error{Place: d.place(path, value), Err: fmt.Errorf(format, args...)})
	}
}

func (d *document) err() error {
	if len(d.errs) == 0 {
		return nil
	}
	e := &Errors{List: d.errs}
	e.sort()
	return e
}

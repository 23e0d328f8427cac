package config

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"rally/engine"
	"rally/engine/near"
	"rally/strategies"
)

// strategy reads [strategy]: use names it, the other keys are its parameters.
func (d *document) strategy() Strategy {
	spec, params, ok := d.stated()
	if !ok {
		return Strategy{}
	}
	s, probe, ok := d.decoded(spec, params)
	if !ok || !d.sensible(probe, params) {
		return Strategy{}
	}
	return s
}

// stated reads the strategy's name and the parameters that the file states, each
// of which fits by itself; false where something is wrong.
func (d *document) stated() (spec strategies.Spec, params map[string]any, ok bool) {
	t := d.table("strategy", d.root, "strategy")
	names := strategies.Names()
	before := len(d.errs)
	use := t.text("use", "")
	if use == "" {
		if len(d.errs) == before {
			d.failKey("strategy", "strategy.use is not stated; %s", near.Hint("", names))
		}
		return spec, nil, false
	}
	spec, ok = strategies.Lookup(use)
	if !ok {
		d.failValue("strategy.use", "no strategy %q; %s", use, near.Hint(use, names))
		return spec, nil, false
	}
	t.known = append(t.known, parameters(spec.New())...)
	t.unknown()
	if len(d.errs) > before && d.sets["strategy.use"] {
		d.failValue("strategy.use", "%s: the file's parameters are another strategy's; write them for this one in a file of its own", use)
	}
	params = map[string]any{}
	for _, key := range sortedKeys(t.values) {
		if key == "use" || !slices.Contains(t.known, key) {
			continue
		}
		value := t.values[key]
		if n, ok := value.(float64); ok && countable(n) && textual(spec, key) {
			value, _ = numberText(n) // as people write it, not with six decimals
		}
		if d.fits(spec, key, value) {
			params[key] = value
		}
	}
	return spec, params, len(d.errs) == 0
}

// fits reports whether a value is one for a parameter.
func (d *document) fits(spec strategies.Spec, key string, value any) bool {
	if !countable(value) {
		d.failValue("strategy."+key, "%s: %v is no number that can be counted with", key, value)
		return false
	}
	if err := decodeInto(spec.New(), map[string]any{key: value}); err != nil {
		switch value.(type) {
		case string, int64, float64:
		default:
			if textual(spec, key) {
				err = fmt.Errorf("%s where a text is wanted", typeName(value))
			}
		}
		d.failValue("strategy."+key, "%s: %w", key, err)
		return false
	}
	return true
}

// textual reports whether a parameter reads itself from a text.
func textual(spec strategies.Spec, key string) bool {
	found := false
	eachParameter(spec.New(), func(name string, v reflect.Value) {
		if name == key && v.CanAddr() {
			_, found = v.Addr().Interface().(encoding.TextUnmarshaler)
		}
	})
	return found
}

// decoded is the strategy with parameters that are known to fit one by one, and
// one of it.
func (d *document) decoded(spec strategies.Spec, params map[string]any) (s Strategy, probe engine.Strategy, ok bool) {
	s.Use = spec.Name
	probe = spec.New()
	text, err := encode(params)
	if err == nil {
		_, err = toml.Decode(text, probe)
	}
	if err == nil {
		s.Params, err = resolved(probe)
	}
	if err != nil {
		d.failKey("strategy", "%s: %w", spec.Name, plainTOML(err))
		return s, nil, false
	}
	if p, ok := newPrototype(spec, probe, sortedKeys(params)); ok {
		s.New, s.from = p.make, p
		return s, probe, true
	}
	s.New = func() engine.Strategy {
		fresh := spec.New()
		if _, err := toml.Decode(text, fresh); err != nil {
			// The same text was decoded above without an error.
			panic("config: " + err.Error())
		}
		return fresh
	}
	return s, probe, true
}

// checked is a strategy that says what makes no sense about its parameters.
type checked interface{ Check() error }

// sensible asks the strategy whether its parameters make sense together. The
// key that its error begins with is where the trouble is.
func (d *document) sensible(probe engine.Strategy, params map[string]any) bool {
	s, ok := probe.(checked)
	if !ok {
		return true
	}
	err := s.Check()
	if err == nil {
		return true
	}
	key, rest, _ := strings.Cut(err.Error(), " ")
	if !slices.Contains(parameters(probe), key) {
		d.failKey("strategy", "%w", err)
		return false
	}
	if tail, nothing := strings.CutPrefix(rest, `= "": `); nothing && params[key] != nil { // as the file writes it: "0%"
		err = fmt.Errorf("%s = %#v: %s", key, params[key], tail)
	}
	d.failValue("strategy."+key, "%w", err)
	return false
}

// countable reports whether no number in a value is infinite or none at all.
func countable(v any) bool {
	switch v := v.(type) {
	case float64:
		return !math.IsNaN(v) && !math.IsInf(v, 0)
	case []any:
		return !slices.ContainsFunc(v, func(one any) bool { return !countable(one) })
	case map[string]any:
		for _, one := range v {
			if !countable(one) {
				return false
			}
		}
	}
	return true
}

// parameters are the names that a strategy's fields have in the file.
func parameters(s engine.Strategy) []string {
	var names []string
	eachParameter(s, func(name string, _ reflect.Value) { names = append(names, name) })
	return names
}

// eachParameter visits the exported fields that have a toml tag.
func eachParameter(s engine.Strategy, visit func(name string, v reflect.Value)) {
	v := reflect.ValueOf(s)
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return
	}
	visitFields(v, visit)
}

func visitFields(v reflect.Value, visit func(name string, v reflect.Value)) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := tagOf(f)
		switch {
		case f.Anonymous && name == "" && v.Field(i).Kind() == reflect.Struct:
			visitFields(v.Field(i), visit)
		case f.IsExported() && name != "" && name != "-":
			visit(name, v.Field(i))
		}
	}
}

// tagOf is the name that a field has in the file; empty: none.
func tagOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
	return name
}

// resolved returns the parameters of a strategy as plain values.
func resolved(s engine.Strategy) (map[string]any, error) {
	fields := map[string]any{}
	eachParameter(s, func(name string, v reflect.Value) { fields[name] = v.Interface() })
	text, err := encode(fields)
	if err != nil {
		return nil, err
	}
	plain := map[string]any{}
	if _, err := toml.Decode(text, &plain); err != nil {
		return nil, err
	}
	return plain, nil
}

func encode(values map[string]any) (string, error) {
	var b bytes.Buffer
	if err := toml.NewEncoder(&b).Encode(values); err != nil {
		return "", err
	}
	return b.String(), nil
}

func decodeInto(s engine.Strategy, values map[string]any) error {
	text, err := encode(values)
	if err != nil {
		return err
	}
	_, err = toml.Decode(text, s)
	return plainTOML(err)
}

// kindOf says in a reader's words what a type of TOML, or of Go, is.
func kindOf(word string) string {
	switch word {
	case "integer", "int", "int64":
		return "a whole number"
	case "float", "float64":
		return "a number with decimals"
	case "bool", "boolean":
		return "true or false"
	case "string", "primitive (string-like)":
		return "a text"
	case "slice", "[]any", "[]interface {}", "[]map[string]any", "[]map[string]interface {}":
		return "a list"
	case "map", "table", "map[string]any", "map[string]interface {}":
		return "a table"
	case "time.Time":
		return "a date"
	}
	return "a value of type " + word
}

// plainTOML takes the place within a text that nobody has seen off an error.
func plainTOML(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	if pe, ok := errors.AsType[toml.ParseError](err); ok {
		text = pe.Message
	}
	for strings.HasPrefix(text, "toml: ") {
		if _, rest, ok := strings.Cut(text, "): "); ok {
			text = rest
			continue
		}
		text = strings.TrimPrefix(text, "toml: ")
	}
	if rest, ok := strings.CutPrefix(text, "incompatible types: TOML value has type "); ok {
		if is, wanted, ok := strings.Cut(rest, "; destination has type "); ok {
			text = kindOf(is) + " where " + kindOf(wanted) + " is wanted"
		}
	}
	return errors.New(text)
}

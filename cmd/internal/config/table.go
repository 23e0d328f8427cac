package config

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"rally/engine"
	"rally/engine/near"
)

// table reads the keys of one table; what is wrong goes to the document. A key
// that is absent, and a wrong one, reads as the default.
type table struct {
	doc    *document
	path   string
	values map[string]any
	known  []string
}

// table returns the table at a path, empty where there is none.
func (d *document) table(path string, in map[string]any, key string) *table {
	t := &table{doc: d, path: path}
	v, ok := in[key]
	if !ok {
		return t
	}
	values, ok := v.(map[string]any)
	if !ok {
		d.failKey(path, "%s is a table: write [%s] and its keys below", path, path)
		return t
	}
	t.values = values
	return t
}

func (t *table) at(key string) string { return t.path + "." + key }

// has reports whether the key is there, and notes that it is known.
func (t *table) has(key string) bool {
	t.known = append(t.known, key)
	_, ok := t.values[key]
	return ok
}

// unknown refuses the keys that nobody asked for.
func (t *table) unknown() {
	for _, key := range sortedKeys(t.values) {
		if slices.Contains(t.known, key) || len(t.doc.errs) >= maxErrors {
			continue
		}
		hint := near.Hint(key, t.known)
		if home := homes()[key]; home != "" && home != t.path && len(near.Names(key, t.known)) == 0 {
			hint = "it belongs into [" + home + "]"
		}
		t.doc.failKey(t.at(key), "unknown key %q in [%s]; %s", key, t.path, hint)
	}
}

// refuse says that a key is not built yet.
func (t *table) refuse(key, what string) {
	if t.has(key) {
		t.doc.failKey(t.at(key), "%s: %s is not built yet", key, what)
	}
}

func (t *table) text(key, otherwise string) string {
	if !t.has(key) {
		return otherwise
	}
	s, ok := t.values[key].(string)
	if !ok {
		t.doc.failValue(t.at(key), "%s: %s where a text in quotes is wanted", key, typeName(t.values[key]))
		return otherwise
	}
	return s
}

// word reads one of some words. Those of later are refused as not built yet.
func (t *table) word(key, otherwise string, words []string, later ...string) string {
	s := t.text(key, otherwise)
	switch {
	case s == otherwise, slices.Contains(words, s):
		return s
	case slices.Contains(later, s):
		t.doc.failValue(t.at(key), "%s = %q is not built yet; %s", key, s, choices(words))
	default:
		all := append(slices.Clone(words), later...)
		hint := choices(words)
		if names := near.Names(s, all); len(names) > 0 {
			hint = near.Meant(names)
		}
		t.doc.failValue(t.at(key), "%s = %q is not known; %s", key, s, hint)
	}
	return otherwise
}

func choices(words []string) string {
	out := "there is "
	for i, w := range words {
		switch {
		case i > 0 && i == len(words)-1:
			out += " and "
		case i > 0:
			out += ", "
		}
		out += strconv.Quote(w)
	}
	return out
}

func (t *table) texts(key string) []string {
	if !t.has(key) {
		return nil
	}
	switch v := t.values[key].(type) {
	case string:
		return []string{v}
	case []any:
		out := make([]string, 0, len(v))
		for _, one := range v {
			s, ok := one.(string)
			if !ok {
				t.doc.failValue(t.at(key), "%s: %s in a list where texts in quotes are wanted", key, typeName(one))
				return nil
			}
			out = append(out, s)
		}
		return out
	}
	t.doc.failValue(t.at(key), "%s: %s where a list of texts is wanted", key, typeName(t.values[key]))
	return nil
}

func (t *table) whole(key string, otherwise, least, most int64) int64 {
	if !t.has(key) {
		return otherwise
	}
	n, ok := t.values[key].(int64)
	switch {
	case !ok:
		t.doc.failValue(t.at(key), "%s: %s where a whole number is wanted", key, typeName(t.values[key]))
	case n < least || n > most:
		t.doc.failValue(t.at(key), "%s = %d is not between %d and %d", key, n, least, most)
	default:
		return n
	}
	return otherwise
}

func (t *table) truth(key string, otherwise bool) bool {
	if !t.has(key) {
		return otherwise
	}
	b, ok := t.values[key].(bool)
	if !ok {
		t.doc.failValue(t.at(key), "%s: %s where true or false is wanted", key, typeName(t.values[key]))
		return otherwise
	}
	return b
}

// day reads a date, as TOML has it or in quotes.
func (t *table) day(key string) engine.Day {
	if !t.has(key) {
		return 0
	}
	switch v := t.values[key].(type) {
	case time.Time:
		if v.Hour() == 0 && v.Minute() == 0 && v.Second() == 0 && v.Nanosecond() == 0 {
			y, m, d := v.Date()
			return engine.Date(y, m, d)
		}
		t.doc.failValue(t.at(key), "%s: a time where a date such as 2024-09-24 is wanted", key)
	case string:
		d, err := engine.ParseDay(v)
		if err == nil {
			return d
		}
		t.doc.failValue(t.at(key), "%s: %w", key, err)
	default:
		t.doc.failValue(t.at(key), "%s: %s where a date such as 2024-09-24 is wanted", key, typeName(v))
	}
	return 0
}

// notation reads a text or number with one of the notations of people.
func notation[T any](t *table, key string, otherwise T, read func(string) (T, error)) T {
	if !t.has(key) {
		return otherwise
	}
	s, ok := t.values[key].(string)
	if !ok {
		s, ok = numberText(t.values[key])
	}
	if !ok {
		t.doc.failValue(t.at(key), "%s: %s where a text in quotes is wanted", key, typeName(t.values[key]))
		return otherwise
	}
	v, err := read(s)
	if err != nil {
		t.doc.failValue(t.at(key), "%s: %w", key, err)
		return otherwise
	}
	return v
}

func numberText(v any) (string, bool) {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return strconv.FormatFloat(v, 'f', -1, 64), true
		}
	}
	return "", false
}

func typeName(v any) string {
	switch v := v.(type) {
	case string:
		return "a text"
	case int64:
		return "a whole number"
	case float64:
		if !countable(v) {
			return fmt.Sprint(v)
		}
		return "a number"
	case bool:
		return "true or false"
	case time.Time:
		return "a date"
	case map[string]any:
		return "a table"
	case []any, []map[string]any:
		return "a list"
	}
	return fmt.Sprintf("a %T", v)
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

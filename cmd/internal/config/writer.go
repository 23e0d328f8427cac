package config

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// writer appends JSON to b, byte for byte as encoding/json writes it without
// escaping for HTML, whose caller sees to the order of keys: ten thousand
// trials are written by it, so it does not look at types that it need not.
type writer struct {
	b   []byte
	err error // the first
}

// object writes braces around what inside writes.
func (w *writer) object(inside func()) {
	w.b = append(w.b, '{')
	inside()
	w.b = append(w.b, '}')
}

// key writes a key and, but for the first of an object, a comma before it.
func (w *writer) key(name string) {
	if w.b[len(w.b)-1] != '{' {
		w.b = append(w.b, ',')
	}
	w.quote(name)
	w.b = append(w.b, ':')
}

func (w *writer) text(key, value string) {
	w.key(key)
	w.quote(value)
}

func (w *writer) whole(key string, n uint64) {
	w.key(key)
	w.b = strconv.AppendUint(w.b, n, 10)
}

// texts writes a list; one that is nil is empty.
func (w *writer) texts(key string, list []string) {
	w.key(key)
	w.b = append(w.b, '[')
	for i, s := range list {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.quote(s)
	}
	w.b = append(w.b, ']')
}

// value writes any value that a file may hold.
func (w *writer) value(key string, v any) {
	w.key(key)
	w.any(v)
}

func (w *writer) any(v any) {
	switch v := v.(type) {
	case string:
		w.quote(v)
	case int64:
		w.b = strconv.AppendInt(w.b, v, 10)
	case bool:
		w.b = strconv.AppendBool(w.b, v)
	case []any:
		if v == nil {
			w.encode(v)
			return
		}
		w.b = append(w.b, '[')
		for i, one := range v {
			if i > 0 {
				w.b = append(w.b, ',')
			}
			w.any(one)
		}
		w.b = append(w.b, ']')
	default:
		w.encode(v)
	}
}

// quote writes a text; what needs an escape is left to encoding/json.
func (w *writer) quote(s string) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			w.encode(s)
			return
		}
	}
	w.b = append(w.b, '"')
	w.b = append(w.b, s...)
	w.b = append(w.b, '"')
}

func (w *writer) encode(v any) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil && w.err == nil {
		w.err = err
	}
	w.b = append(w.b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}

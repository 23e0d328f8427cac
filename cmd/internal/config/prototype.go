package config

import (
	"reflect"
	"time"

	"github.com/BurntSushi/toml"

	"rally/engine"
	"rally/strategies"
)

// prototype makes strategies whose parameters were decoded once: a fresh one of
// the registry gets a copy of each, so nothing is shared between two of them.
type prototype struct {
	spec   strategies.Spec
	fields []field
}

// field is a parameter's place in the strategy, and its value.
type field struct {
	index  []int
	value  reflect.Value
	shares bool // the value must be copied in depth
}

// newPrototype takes the parameters of those names from a decoded strategy; false
// where they cannot be copied.
func newPrototype(spec strategies.Spec, decoded engine.Strategy, names []string) (*prototype, bool) {
	p := &prototype{spec: spec}
	for _, name := range names {
		f, ok := fieldOf(decoded, name)
		if !ok {
			return nil, false
		}
		p.fields = append(p.fields, f)
	}
	return p, true
}

// make returns a fresh strategy.
func (p *prototype) make() engine.Strategy {
	fresh := p.spec.New()
	v := structOf(fresh)
	for i := range p.fields {
		p.fields[i].put(v)
	}
	return fresh
}

// put sets the parameter in a strategy's struct.
func (f *field) put(s reflect.Value) {
	value := f.value
	if f.shares {
		value = copied(value)
	}
	s.FieldByIndex(f.index).Set(value)
}

// fieldOf returns the parameter of that name in a decoded strategy. False where
// a copy of it would not be one, or where the strategy decodes itself: such a
// strategy is decoded anew each time.
func fieldOf(s engine.Strategy, name string) (field, bool) {
	if _, itself := s.(toml.Unmarshaler); itself {
		return field{}, false
	}
	v := structOf(s)
	if !v.IsValid() || !v.CanSet() {
		return field{}, false
	}
	index := indexOf(v.Type(), name)
	if index == nil {
		return field{}, false
	}
	value := v.FieldByIndex(index)
	deep, ok := copiable(value.Type(), 0)
	if !ok {
		return field{}, false
	}
	return field{index, copied(value), deep}, true
}

// structOf is what a strategy points to; the zero Value where that is no struct.
func structOf(s engine.Strategy) reflect.Value {
	v := reflect.ValueOf(s)
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	return v
}

// indexOf finds the field of a parameter, as visitFields does.
func indexOf(t reflect.Type, name string) []int {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := tagOf(f)
		switch {
		case f.Anonymous && tag == "" && f.Type.Kind() == reflect.Struct:
			if in := indexOf(f.Type, name); in != nil {
				return append([]int{i}, in...)
			}
		case f.IsExported() && tag == name:
			return []int{i}
		}
	}
	return nil
}

// maxDepth bounds types within types: one that holds itself is not copied.
const maxDepth = 8

// copiable reports whether values of a type can be copied so that nothing is
// shared, and whether that takes more than an assignment.
func copiable(t reflect.Type, depth int) (deep, ok bool) {
	if depth > maxDepth {
		return false, false
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Pointer:
		_, ok = copiable(t.Elem(), depth+1)
		return true, ok
	case reflect.Map:
		keyDeep, keyOK := copiable(t.Key(), depth+1)
		_, ok = copiable(t.Elem(), depth+1)
		return true, ok && keyOK && !keyDeep
	case reflect.Array:
		return copiable(t.Elem(), depth+1)
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return false, true // its location is never changed
		}
		for i := range t.NumField() {
			f := t.Field(i)
			d, k := copiable(f.Type, depth+1)
			if !k || d && !f.IsExported() {
				return false, false
			}
			deep = deep || d
		}
		return deep, true
	case reflect.Interface, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return false, false
	}
	return false, true
}

// copied returns a copy in depth of a value of a copiable type.
func copied(v reflect.Value) reflect.Value {
	t := v.Type()
	out := reflect.New(t).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			break
		}
		out.Set(reflect.MakeSlice(t, v.Len(), v.Len()))
		reflect.Copy(out, v)
		if deep, _ := copiable(t.Elem(), 0); deep {
			for i := range v.Len() {
				out.Index(i).Set(copied(v.Index(i)))
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			out.Index(i).Set(copied(v.Index(i)))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(t.Elem()))
			out.Elem().Set(copied(v.Elem()))
		}
	case reflect.Map:
		if v.IsNil() {
			break
		}
		out.Set(reflect.MakeMapWithSize(t, v.Len()))
		for _, key := range v.MapKeys() {
			out.SetMapIndex(key, copied(v.MapIndex(key)))
		}
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			break
		}
		for i := range t.NumField() {
			if t.Field(i).IsExported() {
				out.Field(i).Set(copied(v.Field(i)))
			}
		}
	}
	return out
}

package config

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"rally/engine/batch"
	"rally/engine/near"
)

// sweep is a table [sweep] or [compare.strategy.sweep]: what is varied, and how.
type sweep struct {
	doc         *document
	path        string // of the table
	method      string // grid or random
	trials      int    // for random
	seed        *uint64
	constraints []limit // sorted by their text
	axes        []*axis // sorted by key
}

// limit is a constraint and where it is written.
type limit struct {
	batch.Constraint
	path string
}

// axis is a swept key with its values: numbers ascending, others as written.
type axis struct {
	in     *sweep
	key    string // in full: strategy.hold
	path   string // where it is written
	values []value
}

// value is one that a key takes.
type value struct {
	batch.Value
	any  any
	path string // where it is written
}

// batch returns the axis as the expansion has it.
func (a *axis) batch() batch.Axis {
	out := batch.Axis{Key: a.key, Values: make([]batch.Value, len(a.values))}
	for i, v := range a.values {
		out.Values[i] = v.Value
	}
	return out
}

// sweep reads the table at a path; nil where there is none. Within a strategy's
// own sweep, fast means strategy.fast.
func (d *document) sweep(path string, in map[string]any, short bool) *sweep {
	t := d.table(path, in, "sweep")
	if _, ok := in["sweep"]; !ok {
		return nil
	}
	s := &sweep{doc: d, path: path, method: t.word("method", "grid", []string{"grid", "random"})}
	s.trials = int(t.whole("trials", 0, 1, maxTrials))
	if t.has("seed") {
		seed := uint64(t.whole("seed", 1, 0, 1<<53))
		s.seed = &seed
	}
	s.read(t)
	t.has("over")
	t.unknown()
	over, ok := t.values["over"].(map[string]any)
	switch {
	case t.values == nil: // no table, which is noted already
	case t.values["over"] == nil:
		d.failKey(path, "[%s] has no over: nothing is varied; name keys and their values below [%s.over]", path, path)
	case !ok:
		d.failKey(path+".over", "%s.over is a table: write [%s.over] and the keys below", path, path)
	case len(over) == 0:
		d.failKey(path+".over", "[%s.over] is empty; write a key and its values, such as \"strategy.hold\" = [5, 10, 20]", path)
	}
	flat := map[string]any{}
	s.flatten(flat, "", over)
	for _, key := range sortedKeys(flat) {
		s.axis(key, flat[key], short)
	}
	slices.SortFunc(s.axes, func(a, b *axis) int { return strings.Compare(a.key, b.key) })
	return s
}

// read reads what goes with the method, and the constraints.
func (s *sweep) read(t *table) {
	d := s.doc
	switch {
	case s.method == "random" && t.values["trials"] == nil:
		d.failKey(s.path, `method = "random" draws trials from the grid; say how many: trials = 100`)
	case s.method == "grid" && t.values["trials"] != nil:
		d.failKey(t.at("trials"), `trials: a grid has all its points; draw so many of them with method = "random"`)
	case s.method == "grid" && s.seed != nil:
		d.failKey(t.at("seed"), `seed: a grid draws nothing; it goes with method = "random"`)
	}
	_, list := t.values["constraints"].([]any)
	for i, text := range t.texts("constraints") {
		at := t.at("constraints")
		if list {
			at = item(at, i)
		}
		c, err := batch.ParseConstraint(strings.TrimSpace(text))
		if err != nil {
			d.failValue(at, "%w", err)
			continue
		}
		s.constraints = append(s.constraints, limit{c, at})
	}
	slices.SortFunc(s.constraints, func(a, b limit) int { return strings.Compare(a.String(), b.String()) })
}

// flatten turns tables within tables into dotted keys: "strategy.hold" and
// strategy.hold mean the same. What --set gives stands in for the file's.
func (s *sweep) flatten(out map[string]any, before string, in map[string]any) {
	for _, key := range sortedKeys(in) {
		full := before + key
		if t, ok := in[key].(map[string]any); ok && !isSeries(t) && len(t) > 0 {
			s.flatten(out, full+".", t)
			continue
		}
		if _, twice := out[full]; twice && !s.doc.sets[s.path+".over."+full] {
			s.doc.failKey(s.path+".over."+full, "%s is swept twice", full)
		}
		if _, twice := out[full]; !twice || before != "" {
			out[full] = in[key]
		}
	}
}

// axis reads the values of one key.
func (s *sweep) axis(key string, v any, short bool) {
	d, path := s.doc, s.path+".over."+key
	if len(key) > maxKey {
		d.failKey(s.path+".over", "a key of %d letters is none of a run", len(key))
		return
	}
	full, why := fullKey(key, short)
	if why != "" {
		d.failKey(path, "%s", why)
		return
	}
	a := &axis{in: s, key: full, path: path}
	list, ok := v.([]any)
	if t, isTable := v.(map[string]any); isTable && isSeries(t) {
		in := &table{doc: d, path: path, values: t}
		for _, of := range []string{"from", "to", "step"} {
			in.has(of)
		}
		in.unknown()
		var err error
		if list, err = (series{t["from"], t["to"], t["step"]}).values(); err != nil {
			d.failValue(path, "%s: %w", key, err)
			return
		}
	} else if !ok {
		d.failValue(path, "%s: %s where a list of values is wanted, or { from = 5, to = 20, step = 5 }", key, typeName(v))
		return
	}
	switch {
	case len(list) == 0:
		d.failValue(path, "%s: an empty list; nothing is tried", key)
		return
	case len(list) > maxValues:
		d.failValue(path, "%s: %d values; a key takes at most %d", key, len(list), maxValues)
		return
	}
	_, written := v.([]any)
	seen := make(map[string]bool, len(list))
	for i, one := range list {
		at := path
		if written {
			at = item(path, i)
		}
		s.value(a, key, one, at, seen)
	}
	if !slices.ContainsFunc(a.values, func(v value) bool { return !v.Numeric }) {
		slices.SortStableFunc(a.values, func(x, y value) int { return cmp.Compare(x.Number, y.Number) })
	}
	s.axes = append(s.axes, a)
}

// value adds one value to an axis.
func (s *sweep) value(a *axis, key string, v any, at string, seen map[string]bool) {
	text, ok := valueText(v)
	if !ok {
		s.doc.failValue(at, "%s: %s cannot be a value that is swept", key, typeName(v))
		return
	}
	if seen[text] {
		s.doc.failValue(at, "%s: %s is there twice", key, text)
		return
	}
	seen[text] = true
	out := value{Value: batch.Value{Text: text}, any: v, path: at}
	switch n := v.(type) {
	case int64:
		out.Number, out.Numeric = float64(n), true
	case float64:
		out.Number, out.Numeric = n, true
	}
	a.values = append(a.values, out)
}

// fullKey is a swept key with its table, or why it cannot be swept.
func fullKey(key string, short bool) (full, why string) {
	table, rest, dotted := strings.Cut(key, ".")
	if short && !dotted {
		return "strategy." + key, ""
	}
	switch {
	case !dotted && homes()[key] != "":
		return "", key + ": the key names its table too: \"" + homes()[key] + "." + key + "\""
	case !dotted:
		return "", key + ": the key names its table too, such as \"strategy." + key + "\""
	case !slices.Contains(runTables(), table):
		return "", strconv.Quote(key) + ": unknown table [" + table + "]; " + near.Hint(table, runTables())
	}
	switch first, _, _ := strings.Cut(rest, "."); table + "." + first {
	case "run.from", "run.to", "run.benchmark":
		return "", key + " cannot be swept: all trials of a comparison share it"
	case "run.name":
		return "", key + " cannot be swept: trials are named by what they vary"
	case "strategy.use":
		return "", key + " cannot be swept: name the strategies side by side, each in a [[compare.strategy]]"
	case "market.rules":
		return "", key + " cannot be swept: all trials share a calendar"
	case "data.embargo", "data.universe", "data.waive":
	default:
		first, _, _ = strings.Cut(first, "[")
		if table == "data" && homes()[first] == "data" || table == "data" && (first == "columns" || first == "synthetic" || first == "ticks") {
			return "", key + " cannot be swept: it says which prices there are and how they are read; give each its own file"
		}
	}
	return key, ""
}

// valueText is a value as names have it: as it is written, without quotes, lists
// joined. False for what is no value to be varied.
func valueText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		if strings.TrimSpace(v) != v || v == "" || strings.ContainsFunc(v, unprintable) {
			return strconv.Quote(v), true
		}
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case time.Time:
		if v.Hour() == 0 && v.Minute() == 0 && v.Second() == 0 && v.Nanosecond() == 0 {
			return v.Format(time.DateOnly), true
		}
		return v.Format(time.RFC3339Nano), true
	case []any:
		if len(v) == 0 {
			return "[]", true
		}
		texts := make([]string, len(v))
		for i, one := range v {
			if _, nested := one.([]any); nested {
				return "", false
			}
			var ok bool
			if texts[i], ok = valueText(one); !ok {
				return "", false
			}
		}
		return strings.Join(texts, "+"), true
	}
	return numberText(v)
}

func unprintable(r rune) bool { return !strconv.IsPrint(r) }

package config

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"

	"rally/engine/batch"
)

// tables are those of one kind that the points of a family need: each once,
// however many points share it.
type tables[T any] struct {
	each []*T
	of   []int // by point: index into each; nil: all have the first
}

func (t *tables[T]) at(point int) *T {
	if t.of == nil {
		return t.each[0]
	}
	return t.each[t.of[point]]
}

// resolve reads what the family's trials are made of.
func (f *family) resolve() {
	f.vary()
	f.readRule()
	if len(f.doc.errs) == 0 {
		f.expandPoints()
	}
	if len(f.points) == 0 { // something is wrong: say also what else is
		f.points = []batch.Point{make(batch.Point, len(f.axes))}
	}
	f.runs = readTables(f, "run", func(d *document) Run { return d.run(f.src) })
	run := f.runs.at(0)
	f.datas = readTables(f, "data", func(d *document) Data { return d.data(f.src, run) })
	f.markets = readTables(f, "market", (*document).market)
	f.base = f.config(0, f.rule.plain)
}

// vary gathers the axes of all sweeps, and says from now on that a swept key
// stands where it is swept.
func (f *family) vary() {
	for _, s := range f.sweeps {
		for _, a := range s.axes {
			if f.varies(a.key) {
				s.doc.failKey(a.path, "%s is swept by the strategy's own sweep, too", a.key)
				f.doc.errs = append(f.doc.errs, s.doc.errs[len(s.doc.errs)-1])
				continue
			}
			if set := f.setBy(a.key); set != "" {
				f.doc.failKey(set, "%s is swept; leave the --set out, or give the values with --set 'sweep.over.%s=[…]'", a.key, a.key)
			}
			f.doc.moved[a.key] = moved{a.in.doc, a.path, a.path}
			f.axes = append(f.axes, a)
		}
	}
	slices.SortFunc(f.axes, func(a, b *axis) int { return strings.Compare(a.key, b.key) })
}

// setBy is the key of the command line that says what a swept key says; empty:
// none.
func (f *family) setBy(key string) string {
	for _, set := range sortedKeys(f.doc.sets) {
		if set == key || strings.HasPrefix(set, key+".") || strings.HasPrefix(key, set+".") {
			return set
		}
	}
	return ""
}

// expandPoints makes the points: each of the family's own sweep with each of
// those that it shares.
func (f *family) expandPoints() {
	f.points = []batch.Point{make(batch.Point, len(f.axes))}
	if len(f.sweeps) == 1 {
		f.points = f.drawn(f.sweeps[0])
		return
	}
	for _, s := range f.sweeps {
		more := f.drawn(s)
		if len(more)*len(f.points) > maxTrials {
			f.tooMany(s, len(more)*len(f.points))
			return
		}
		all := make([]batch.Point, 0, len(more)*len(f.points))
		for _, p := range f.points {
			for _, q := range more {
				both := slices.Clone(p)
				for i, a := range s.axes {
					both[slices.Index(f.axes, a)] = q[i]
				}
				all = append(all, both)
			}
		}
		f.points = all
	}
}

func (f *family) tooMany(s *sweep, n int) {
	s.doc.failKey(s.path, "%d trials are more than %d; take fewer values, or draw some with method = \"random\"", n, maxTrials)
	f.doc.errs = append(f.doc.errs, s.doc.errs[len(s.doc.errs)-1])
}

// drawn are the points of one sweep, by its own axes.
func (f *family) drawn(s *sweep) []batch.Point {
	axes := make([]batch.Axis, len(s.axes))
	for i, a := range s.axes {
		axes[i] = a.batch()
	}
	before := len(s.doc.errs)
	var checks []batch.Check
	for _, c := range s.constraints {
		check, err := c.Bind(axes)
		if err != nil {
			s.doc.failValue(c.path, "%w", err)
			continue
		}
		checks = append(checks, check)
	}
	var points []batch.Point
	var err error
	switch {
	case len(s.doc.errs) > before:
	case s.method == "random":
		points, err = batch.Random(axes, checks, s.trials, f.seed(s))
	default:
		points, err = batch.Grid(axes, checks)
	}
	if err != nil {
		s.doc.failKey(s.path, "%w", err)
	}
	f.doc.errs = append(f.doc.errs, s.doc.errs[before:]...)
	if len(points) > maxTrials {
		f.tooMany(s, len(points))
		return nil
	}
	return points
}

// readTables reads one table for every combination of the values that points
// give it.
func readTables[T any](f *family, name string, read func(*document) T) tables[T] {
	var mine []int
	for i, a := range f.axes {
		if table, _, _ := strings.Cut(a.key, "."); table == name {
			mine = append(mine, i)
		}
	}
	if len(mine) == 0 {
		one := read(f.doc)
		return tables[T]{each: []*T{&one}}
	}
	out := tables[T]{of: make([]int, len(f.points))}
	at := map[string]int{}
	var key []byte
	for k, p := range f.points {
		key = key[:0]
		for _, i := range mine {
			key = binary.AppendUvarint(key, uint64(p[i]))
		}
		n, ok := at[string(key)]
		if !ok {
			n = len(out.each)
			at[string(key)] = n
			d := f.with(name, mine, p)
			one := read(d)
			out.each = append(out.each, &one)
			f.doc.errs = append(f.doc.errs, d.errs...)
			if len(f.doc.errs) >= maxErrors {
				return tables[T]{each: out.each}
			}
		}
		out.of[k] = n
	}
	return out
}

// with returns the family's document with the values of a point put into one
// table.
func (f *family) with(name string, axes []int, p batch.Point) *document {
	d := *f.doc
	d.errs = nil
	d.root = maps.Clone(d.root)
	d.moved = maps.Clone(d.moved)
	t, ok := d.root[name].(map[string]any)
	if !ok && d.root[name] != nil {
		return &d // no table, which is noted where it is read
	}
	t = cloned(t)
	d.root[name] = t
	for _, i := range axes {
		a := f.axes[i]
		v := &a.values[p[i]]
		path := strings.Split(a.key, ".")
		in := t
		for k, part := range path[1 : len(path)-1] {
			next, ok := in[part].(map[string]any)
			if !ok {
				next = map[string]any{}
				in[part] = next
				d.moved[strings.Join(path[:k+2], ".")] = moved{a.in.doc, a.path, v.path}
			}
			in = next
		}
		in[path[len(path)-1]] = v.any
		d.moved[a.key] = moved{a.in.doc, a.path, v.path}
	}
	return &d
}

// config is the configuration of a point.
func (f *family) config(point int, s Strategy) *Config {
	return &Config{
		Run: *f.runs.at(point), Data: *f.datas.at(point), Market: *f.markets.at(point),
		Strategy: s, doc: f.doc,
	}
}

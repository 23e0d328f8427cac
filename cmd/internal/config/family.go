package config

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"rally/engine/batch"
)

// family is the trials of one rule: a configuration, and what is varied in it.
type family struct {
	// Set once.
	doc    *document // the tables of a run; where each key stands, wherever that is
	src    Source    // of the file; Dir is that of the file that has [data]
	prefix string    // of the trials' names; empty: none
	stem   string    // of the file, where there are several
	called string    // by [[compare.strategy]]; empty: not
	sweeps []*sweep  // its own first, then those that others share

	// Set by resolve.
	axes    []*axis       // of all sweeps, sorted by key
	points  []batch.Point // by axis
	base    *Config       // of the first point
	rule    rule
	runs    tables[Run]
	datas   tables[Data]
	markets tables[Market]

	first *Config // of the trial whose name is first
}

// name is what the family is called in the comparison: unique.
func (f *family) name() string { return cmp.Or(f.prefix, f.base.Strategy.Use) }

func (f *family) varies(key string) bool {
	return slices.ContainsFunc(f.axes, func(a *axis) bool { return a.key == key })
}

// runSeed is run.seed as the file says, swept or not.
func (f *family) runSeed() uint64 {
	t := f.doc.table("run", f.doc.root, "run")
	return uint64(t.whole("seed", 1, 0, 1<<53))
}

// seed is that of what a sweep draws.
func (f *family) seed(s *sweep) uint64 {
	if s.seed != nil {
		return *s.seed
	}
	return f.runSeed()
}

// gather makes the families of all files.
func (r *reader) gather() {
	var players []*member
	for _, m := range r.members {
		if m.played() {
			players = append(players, m)
		}
	}
	if len(players) == 0 {
		r.members[0].doc.failKey("compare", "there is nothing to compare: no [strategy], no [[compare.strategy]], and no file in [compare] files")
		return
	}
	stems := map[string]string{}
	for _, m := range players {
		stem := ""
		if len(players) > 1 {
			stem = m.stem()
			if other, taken := stems[stem]; taken {
				m.doc.failKey("", "%s is called %s too, and trials are named after their files; rename one", other, stem)
			}
			stems[stem] = m.src.Name
		}
		r.families = append(r.families, m.families(stem)...)
	}
}

// families are those of one file.
func (m *member) families(stem string) []*family {
	entries := m.entries()
	if len(entries) == 0 {
		f := m.family(stem, m.doc.root["strategy"], "strategy")
		f.prefix = stem
		return []*family{f}
	}
	var out []*family
	for i, entry := range entries {
		path := item("compare.strategy", i)
		table := maps.Clone(entry)
		own := m.doc.sweep(path+".sweep", entry, true)
		delete(table, "name")
		delete(table, "sweep")
		f := m.family(stem, table, path)
		f.called, _ = cmp.Or(entry["name"], entry["use"]).(string)
		f.prefix = strings.TrimSpace(stem + " " + f.called)
		if own != nil {
			f.sweeps = append([]*sweep{own}, f.sweeps...)
		}
		out = append(out, f)
	}
	return out
}

// family makes the document of a run out of the file's tables, those of the file
// that lists it, and the command line.
func (m *member) family(stem string, strategy any, path string) *family {
	d := &document{file: m.doc.file, text: m.doc.text, places: m.doc.places, root: map[string]any{}, sets: map[string]bool{}, moved: map[string]moved{}}
	f := &family{doc: d, src: m.src, stem: stem}
	for _, name := range []string{"run", "data", "market"} {
		if v, ok := m.doc.root[name]; ok {
			d.root[name] = v
		}
		if m.by != nil {
			m.inherit(f, name)
		}
		if t, ok := d.root[name].(map[string]any); ok {
			d.root[name] = cloned(t)
		}
	}
	if t, ok := strategy.(map[string]any); ok {
		strategy = cloned(t)
	}
	if strategy != nil {
		d.root["strategy"] = strategy
	}
	if path != "strategy" {
		d.moved["strategy"] = moved{m.doc, path, path}
	}
	m.assign(f, path)
	for of := m; of != nil; of = of.by {
		if of.sweep != nil {
			f.sweeps = append(f.sweeps, of.sweep)
		}
	}
	return f
}

// inherit puts a table of the file that lists this one in its place. A list that
// plays no strategy itself says what none of its files says: so no table is idle.
// Of [run] each may say some; names are their own.
func (m *member) inherit(f *family, name string) {
	v, ok := m.by.doc.root[name]
	if !ok {
		return
	}
	own, stated := m.doc.root[name]
	if name != "run" {
		if stated && m.by.played() {
			return
		}
		if stated {
			m.doc.failKey(name, "[%s] is in %s too, which lists this file; leave it out of one of them", name, m.by.src.Name)
			return
		}
		f.doc.root[name] = v
		f.doc.moved[name] = moved{m.by.doc, name, name}
		if name == "data" {
			f.src.Dir = m.by.src.Dir
		}
		return
	}
	theirs, ok := v.(map[string]any)
	mine, isTable := own.(map[string]any)
	if !ok || stated && !isTable {
		return // no table, which is noted where it is read
	}
	both := maps.Clone(mine)
	if both == nil {
		both = map[string]any{}
		f.doc.moved[name] = moved{m.by.doc, name, name}
	}
	for _, key := range sortedKeys(theirs) {
		if key == "name" {
			continue
		}
		if v, twice := mine[key]; twice {
			if !same(v, theirs[key]) && !m.by.played() {
				m.doc.failValue("run."+key, "run.%s is another in %s, which lists this file; leave it out of one of them", key, m.by.src.Name)
			}
			continue
		}
		both[key] = theirs[key]
		f.doc.moved["run."+key] = moved{m.by.doc, "run." + key, "run." + key}
	}
	f.doc.root["run"] = both
}

// assign puts into the family what the command line says of its run.
func (m *member) assign(f *family, path string) {
	for _, assignment := range m.src.Set {
		key, _, _ := strings.Cut(assignment, "=")
		key = strings.TrimSpace(key)
		if name, _, _ := strings.Cut(key, "."); !slices.Contains(runTables(), name) {
			continue
		}
		if key == "strategy.use" && path != "strategy" {
			m.doc.errs = append(m.doc.errs, wrong("--set strategy.use", "each [[compare.strategy]] names its own strategy").List...)
			continue
		}
		if errs, wrong := errors.AsType[*Errors](f.doc.set(assignment)); wrong {
			m.doc.errs = append(m.doc.errs, errs.List...)
		}
	}
}

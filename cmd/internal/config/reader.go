package config

import (
	"cmp"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"rally/engine/near"
)

// reader gathers the files of a comparison and what is wrong with them.
type reader struct {
	members  []*member
	families []*family
}

// member is one file of a comparison.
type member struct {
	doc   *document
	src   Source
	by    *member // whose [compare] files lists it; nil: the command line named it
	files bool    // it lists files
	sweep *sweep  // the file's own; nil: none
}

func (m *member) stem() string {
	return strings.TrimSuffix(filepath.Base(m.src.Name), filepath.Ext(m.src.Name))
}

// holds reports whether the file has the table.
func (m *member) holds(table string) bool {
	_, ok := m.doc.root[table]
	return ok
}

// entries are the [[compare.strategy]] tables.
func (m *member) entries() []map[string]any {
	compare, _ := m.doc.root["compare"].(map[string]any)
	switch list := compare["strategy"].(type) {
	case []map[string]any:
		return list
	case []any:
		var out []map[string]any
		for _, one := range list {
			if t, ok := one.(map[string]any); ok {
				out = append(out, t)
			}
		}
		if len(out) == len(list) {
			return out
		}
	}
	return nil
}

// played reports whether the file has a strategy to play itself, and does not
// only list others.
func (m *member) played() bool {
	return !m.files || m.holds("strategy") || len(m.entries()) > 0
}

// add reads a file and those that it lists.
func (r *reader) add(src Source, by *member) error {
	if slices.ContainsFunc(r.members, func(m *member) bool { return filepath.Clean(m.src.Name) == filepath.Clean(src.Name) }) {
		return wrong(src.Name, "the file is named twice; its trials would be counted twice")
	}
	doc, err := readTOML(src.Name, src.Text)
	if err != nil {
		return err
	}
	doc.places = places(doc.text)
	doc.roots(append(runTables(), comparing()...))
	m := &member{doc: doc, src: src, by: by}
	r.members = append(r.members, m)
	compare, _ := doc.root["compare"].(map[string]any)
	_, m.files = compare["files"]
	if err := m.set(); err != nil {
		return err
	}
	m.sweep = doc.sweep("sweep", doc.root, false)
	if m.files && by != nil {
		doc.failKey("compare.files", "files: %s lists this file, which lists files itself; list all of them there", by.src.Name)
		return nil
	}
	return r.listed(m)
}

// set puts into the file what the command line says of its comparison. What it
// says of a run is put into each family.
func (m *member) set() error {
	for _, assignment := range m.src.Set {
		key, _, _ := strings.Cut(assignment, "=")
		table, _, _ := strings.Cut(strings.TrimSpace(key), ".")
		switch {
		case slices.Contains(runTables(), table):
			continue
		case table == "sweep" && (m.by == nil || m.by.sweep == nil) && (m.played() || m.holds("sweep")):
		case table == "split" || table == "compare":
			if m.by != nil && !m.holds(table) {
				continue
			}
		case table == "sweep":
			continue
		default:
			if err := m.doc.set(assignment); err != nil {
				return err
			}
			return wrong("--set "+assignment, "unknown table [%s]; %s", table, near.Hint(table, append(runTables(), comparing()...)))
		}
		if err := m.doc.set(assignment); err != nil {
			return err
		}
	}
	return nil
}

// listed reads the files that [compare] files names, each once and the file
// itself left out.
func (r *reader) listed(m *member) error {
	compare, _ := m.doc.root["compare"].(map[string]any)
	t := &table{doc: m.doc, path: "compare", values: compare}
	var paths []string
	for _, pattern := range t.texts("files") {
		full := pattern
		if !filepath.IsAbs(pattern) {
			full = filepath.Join(m.src.Dir, pattern)
		}
		found, err := filepath.Glob(full)
		if err != nil {
			m.doc.failValue("compare.files", "files: %q is not a pattern: %w", pattern, err)
			continue
		}
		if len(found) == 0 {
			m.doc.failValue("compare.files", "files: no file is %s", full)
		}
		paths = append(paths, found...)
	}
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		if path == filepath.Clean(m.src.Name) {
			continue
		}
		src, err := readSource(path, m.src.Set)
		if err != nil {
			return err
		}
		if err := r.add(src, m); err != nil {
			return err
		}
	}
	return nil
}

// read makes the comparison of the files; what is wrong is noted.
func (r *reader) read() *Comparison {
	c := &Comparison{}
	of := r.settings(c)
	r.gather()
	for _, f := range r.families {
		f.resolve()
	}
	if r.err() != nil {
		return nil
	}
	r.shared()
	if r.err() != nil {
		return nil
	}
	c.Name = r.families[0].base.Run.Name
	if first := r.members[0]; first.files { // a list says what all of it is called
		c.Name = first.doc.table("run", first.doc.root, "run").text("name", first.stem())
	}
	slices.SortFunc(r.families, func(a, b *family) int { return cmp.Compare(a.name(), b.name()) })
	c.families = r.families
	c.Axes = join(r.families)
	r.expand(c, of)
	if r.err() != nil {
		return nil
	}
	c.Base = c.Trials[0].Config
	c.Seed = r.families[0].runSeed()
	for _, f := range r.families {
		for _, s := range f.sweeps {
			if s.seed != nil {
				c.Seed = *s.seed
			}
		}
	}
	if c.Split != nil {
		of["split"].fitsSpan(c.Split, &c.Base.Run)
	}
	return c
}

// shared refuses trials that cannot be compared: over other sessions, or with
// other money that is not swept.
func (r *reader) shared() {
	first := r.families[0]
	for _, f := range r.families[1:] {
		a, b := first.base.Run, f.base.Run
		for _, of := range []struct {
			key  string
			x, y any
		}{
			{"run.from", a.From, b.From}, {"run.to", a.To, b.To},
			{"run.benchmark", a.Benchmark, b.Benchmark}, {"run.cash", a.Cash, b.Cash},
		} {
			if of.x == of.y || of.key == "run.cash" && (first.varies(of.key) || f.varies(of.key)) {
				continue
			}
			f.doc.failValue(of.key, "%s is %v here and %v in %s; all trials of a comparison share it",
				of.key, said(of.y), said(of.x), first.src.Name)
		}
	}
}

func said(v any) any {
	if v == "" {
		return "none"
	}
	return v
}

// err is everything that is wrong, each once.
func (r *reader) err() error {
	var list []*Error
	add := func(errs []*Error) {
		for _, e := range errs {
			twice := func(other *Error) bool { return other.Place == e.Place && other.Err.Error() == e.Err.Error() }
			if len(list) < maxErrors && !slices.ContainsFunc(list, twice) {
				list = append(list, e)
			}
		}
	}
	for _, m := range r.members {
		add(m.doc.errs)
	}
	for _, f := range r.families {
		add(f.doc.errs)
	}
	if len(list) == 0 {
		return nil
	}
	e := &Errors{List: list}
	e.sort()
	return e
}

// cloned copies tables in depth, so that what is put into one is not in another.
func cloned(in map[string]any) map[string]any {
	out := make(map[string]any, len(in))
	for key, v := range in {
		if t, ok := v.(map[string]any); ok {
			v = cloned(t)
		}
		if list, ok := tablesOf(v); ok && len(list) > 0 {
			list = slices.Clone(list)
			for i := range list {
				list[i] = cloned(list[i])
			}
			v = list
		}
		out[key] = v
	}
	return out
}

// same reports whether two values of files are alike.
func same(a, b any) bool { return reflect.DeepEqual(a, b) }

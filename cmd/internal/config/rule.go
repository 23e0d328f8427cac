package config

import (
	"maps"
	"slices"
	"strings"

	"rally/engine"
	"rally/engine/near"
	"rally/strategies"
)

// rule is a family's strategy, and what the swept parameters make of it.
type rule struct {
	spec   strategies.Spec
	params map[string]any // stated and not swept
	plain  Strategy       // with those alone
	probe  engine.Strategy
	swept  []*parameter // by axis of the family; nil: an axis of another table
}

// parameter is a swept one, by value.
type parameter struct {
	name   string
	raw    []any   // as written
	fields []field // in the strategy; empty: the strategy is decoded anew each time
	params []any   // as Strategy.Params has it; nil: absent
}

// readRule reads the family's strategy without the swept keys, and each value of
// those.
func (f *family) readRule() {
	d := f.doc
	if t, ok := d.root["strategy"].(map[string]any); ok {
		kept := maps.Clone(t)
		for _, a := range f.axes {
			if name, ok := strings.CutPrefix(a.key, "strategy."); ok {
				delete(kept, name)
			}
		}
		rest := *d
		rest.root = maps.Clone(d.root)
		rest.root["strategy"] = kept
		defer func() { f.doc.errs = rest.errs }()
		d = &rest
	}
	spec, params, ok := d.stated()
	if spec.New == nil {
		return
	}
	f.rule = rule{spec: spec, params: params, swept: make([]*parameter, len(f.axes))}
	known := parameters(spec.New())
	for i, a := range f.axes {
		if name, ours := strings.CutPrefix(a.key, "strategy."); ours {
			f.rule.swept[i] = f.parameter(d, a, name, known)
		}
	}
	if ok {
		f.rule.plain, f.rule.probe, _ = d.decoded(spec, params)
	}
}

// parameter reads the values of one swept parameter.
func (f *family) parameter(d *document, a *axis, name string, known []string) *parameter {
	p := &parameter{name: name}
	spec := f.rule.spec
	if !slices.Contains(known, name) {
		switch {
		case a.in.path != "sweep" || f.called == "" && a.in.doc.file == f.doc.file:
			d.failKey(a.key, "unknown key %q in [strategy]; %s", name, near.Hint(name, known))
		case len(near.Names(name, known)) > 0:
			d.failKey(a.key, "%s has no parameter %q; %s", spec.Name, name, near.Hint(name, known))
		default:
			d.failKey(a.key, "%s has no parameter %q; sweep it in the [compare.strategy.sweep] of those that have it", spec.Name, name)
		}
		return p
	}
	for i := range a.values {
		v := &a.values[i]
		d.moved[a.key] = moved{a.in.doc, a.path, v.path}
		if !d.fits(spec, name, v.any) {
			continue
		}
		one, probe, ok := d.decoded(spec, map[string]any{name: v.any})
		if !ok {
			continue
		}
		if in, copies := fieldOf(probe, name); copies {
			p.fields = append(p.fields, in)
		}
		p.raw, p.params = append(p.raw, v.any), append(p.params, one.Params[name])
	}
	d.moved[a.key] = moved{a.in.doc, a.path, a.path}
	return p
}

// variant makes strategies of one point.
type variant struct {
	of    *prototype
	swept []*field
}

func (v *variant) make() engine.Strategy {
	fresh := v.of.make()
	s := structOf(fresh)
	for _, f := range v.swept {
		f.put(s)
	}
	return fresh
}

// strategyAt returns the strategy of a point.
func (f *family) strategyAt(p []int) (Strategy, error) {
	r := &f.rule
	if !f.sweptStrategy() {
		return r.plain, nil
	}
	s := Strategy{Use: r.plain.Use, Params: maps.Clone(r.plain.Params)}
	v := &variant{of: r.plain.from}
	for i, of := range r.swept {
		if of == nil {
			continue
		}
		if plain := of.params[p[i]]; plain != nil {
			s.Params[of.name] = plain
		} else {
			delete(s.Params, of.name)
		}
		if len(of.fields) != len(of.raw) {
			v.of = nil
		}
		if v.of != nil {
			v.swept = append(v.swept, &of.fields[p[i]])
		}
	}
	if v.of != nil {
		s.New = v.make
		return s, nil
	}
	params := maps.Clone(r.params)
	for i, of := range r.swept {
		if of != nil {
			params[of.name] = of.raw[p[i]]
		}
	}
	whole, _, ok := f.doc.decoded(r.spec, params)
	if !ok {
		return s, f.doc.err()
	}
	return whole, nil
}

func (f *family) sweptStrategy() bool {
	for _, p := range f.rule.swept {
		if p != nil {
			return true
		}
	}
	return false
}

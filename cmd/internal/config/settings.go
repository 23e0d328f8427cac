package config

import (
	"fmt"
	"strings"
)

// Bounds of [compare].
const (
	maxKeep  = 1_000
	maxPrior = 1_000_000_000
)

// settings reads [compare] and [split] of all files into the comparison. A file
// that is silent agrees with the others; two that differ do not. It returns the
// documents that state them.
func (r *reader) settings(c *Comparison) map[string]*document {
	c.RankBy, c.Keep = "sharpe_ann_rf0", 10
	by := map[string]*document{}
	agree := func(d *document, path, text, other string) bool {
		first, stated := by[path]
		if !stated {
			by[path] = d
		}
		if stated && text != other {
			d.failKey(path, "%s is %s here and %s in %s; a comparison has one", path, text, other, first.file)
		}
		return !stated
	}
	for _, m := range r.members {
		d := m.doc
		if s := d.split(); s != nil {
			other := ""
			if c.Split != nil {
				other = c.Split.Method + ", " + c.Split.String()
			}
			if agree(d, "split", s.Method+", "+s.String(), other) {
				c.Split = s
			}
		}
		t := d.table("compare", d.root, "compare")
		t.has("files")
		d.named(t)
		if t.has("keep") {
			n := int(t.whole("keep", 10, 0, maxKeep))
			if agree(d, "compare.keep", fmt.Sprint(n), fmt.Sprint(c.Keep)) {
				c.Keep = n
			}
		}
		if t.has("prior_trials") {
			n := int(t.whole("prior_trials", 0, 0, maxPrior))
			if agree(d, "compare.prior_trials", fmt.Sprint(n), fmt.Sprint(c.Prior)) {
				c.Prior = n
			}
		}
		if t.has("rank_by") {
			name := d.rankBy(t)
			if agree(d, "compare.rank_by", name, c.RankBy) {
				c.RankBy = name
			}
		}
		t.unknown()
	}
	r.foldsRankByCurve(c, by["compare.rank_by"])
	return by
}

// foldsRankByCurve refuses figures of trading where a choice is made on the
// sessions outside of a fold, of which there is only a curve.
func (r *reader) foldsRankByCurve(c *Comparison, d *document) {
	if c.Split == nil || c.Split.walks() || d == nil {
		return
	}
	for _, name := range ofTrading() {
		if c.RankBy == name {
			d.failValue("compare.rank_by", "rank_by: %s needs trades, but method = %q chooses on pieces of a curve; rank by a figure of the curve, such as \"sharpe_ann_rf0\"", name, c.Split.Method)
		}
	}
}

// named checks the names of [[compare.strategy]] tables.
func (d *document) named(t *table) {
	if !t.has("strategy") {
		return
	}
	if _, both := d.root["strategy"]; both {
		d.failKey("strategy", "[strategy] stands beside [[compare.strategy]]; make it one of them, with a name")
	}
	m := &member{doc: d}
	entries := m.entries()
	if entries == nil {
		d.failKey("compare.strategy", "compare.strategy is a list of tables: write [[compare.strategy]] and the keys of each below")
	}
	seen := map[string]bool{}
	for i, entry := range entries {
		path := item("compare.strategy", i)
		in := &table{doc: d, path: path, values: entry}
		name := in.text("name", in.text("use", ""))
		switch {
		case entry["name"] != nil && (strings.TrimSpace(name) != name || name == "" || strings.ContainsFunc(name, unprintable)):
			d.failValue(path+".name", "name = %q is no name; trials are called by it", name)
		case seen[name] && entry["name"] == nil:
			d.failKey(path, "two strategies are called %s; give this one a name of its own", name)
		case seen[name]:
			d.failValue(path+".name", "two strategies are called %s", name)
		}
		seen[name] = true
	}
}

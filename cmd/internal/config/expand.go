package config

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"rally/engine/batch"
)

// expand makes the trials of all families, sorts them by name and leaves out
// those that repeat another.
func (r *reader) expand(c *Comparison, of map[string]*document) {
	names := c.Labels()
	total := 0
	for _, f := range r.families {
		total += len(f.points)
		for _, key := range []string{"split", "compare"} {
			if d := of[key]; d != nil {
				f.doc.moved[key] = moved{d, key, key}
			}
		}
	}
	if total > maxTrials {
		r.families[0].doc.failKey("", "%d trials are more than %d; take fewer values", total, maxTrials)
		return
	}
	c.Trials = make([]Trial, 0, total)
	for _, f := range r.families {
		f.trials(c, names)
	}
	if r.err() != nil {
		return
	}
	slices.SortStableFunc(c.Trials, func(a, b Trial) int { return strings.Compare(a.Name, b.Name) })
	r.unique(c)
}

// unique refuses two trials of one name and leaves out configurations that are
// there already. What a run is called does not make it another.
func (r *reader) unique(c *Comparison) {
	seen := make(map[[sha256.Size]byte]bool, len(c.Trials))
	kept := c.Trials[:0]
	last := ""
	for i := range c.Trials {
		t := c.Trials[i]
		if i > 0 && t.Name == last {
			r.families[0].doc.failKey("", "two trials are called %q; give the strategies other names", t.Name)
			return
		}
		last = t.Name
		bare := *t.Config
		bare.Run.Name = ""
		text, err := bare.JSON()
		if err != nil {
			r.families[0].doc.failKey("", "%s: %w", t.Name, err)
			return
		}
		text = fmt.Appendf(text, "%q%q%q%q%q", bare.Data.Dir, bare.Data.Bars, bare.Data.Actions, bare.Data.Signals, bare.Data.Instruments)
		for _, more := range bare.Data.Also {
			text = fmt.Appendf(text, "%q", more.Bars)
		}
		key := sha256.Sum256(text)
		if seen[key] {
			c.Repeated = append(c.Repeated, t.Name)
			continue
		}
		seen[key] = true
		kept = append(kept, t)
	}
	clear(c.Trials[len(kept):])
	c.Trials = kept
}

// trials makes those of one family.
func (f *family) trials(c *Comparison, names []string) {
	at := make([]int, len(f.axes))         // axis of the comparison
	places := make([][]int, len(f.axes))   // of its values there
	straight := len(f.axes) == len(c.Axes) // the family's values are the comparison's
	for i, a := range f.axes {
		at[i] = slices.IndexFunc(c.Axes, func(x batch.Axis) bool { return x.Key == a.key })
		index := make(map[string]int, len(c.Axes[at[i]].Values))
		for k, v := range c.Axes[at[i]].Values {
			index[v.Text] = k
		}
		for k, v := range a.values {
			places[i] = append(places[i], index[v.Text])
			straight = straight && index[v.Text] == k
		}
	}
	refused := refusals{family: f}
	from := len(c.Trials)
	for k, p := range f.points {
		s, err := f.strategyAt(p)
		if err != nil {
			return
		}
		if err := check(s); err != nil {
			refused.add(k, err)
			continue
		}
		t := Trial{Name: f.nameOf(p, at, names), Rule: f.name(), Values: p, Config: f.config(k, s)}
		if !straight {
			t.Values = make([]int, len(c.Axes))
			for i := range t.Values {
				t.Values[i] = -1
			}
			for i, v := range p {
				t.Values[at[i]] = places[i][v]
			}
		}
		c.Trials = append(c.Trials, t)
	}
	if refused.say(names, at); len(refused.points) > 0 {
		return
	}
	f.first = slices.MinFunc(c.Trials[from:], func(a, b Trial) int { return strings.Compare(a.Name, b.Name) }).Config
}

// nameOf is the name of a point: what the family is called, then label=value of
// each axis.
func (f *family) nameOf(p []int, at []int, names []string) string {
	b := make([]byte, 0, 64)
	b = append(b, f.prefix...)
	for i, a := range f.axes {
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, names[at[i]]...)
		b = append(b, '=')
		b = append(b, a.values[p[i]].Text...)
	}
	if len(b) == 0 {
		return f.name()
	}
	return string(b)
}

// check asks the strategy whether its parameters make sense together.
func check(s Strategy) error {
	if c, ok := s.New().(checked); ok {
		return c.Check()
	}
	return nil
}

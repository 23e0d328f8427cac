package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// refusals are the points of a family whose strategy says that its parameters
// make no sense together.
type refusals struct {
	family *family
	points []int
	first  error
}

func (r *refusals) add(point int, err error) {
	if r.first == nil {
		r.first = err
	}
	r.points = append(r.points, point)
}

// say notes the first, how many there are, and what would leave them out.
func (r *refusals) say(names []string, at []int) {
	if len(r.points) == 0 {
		return
	}
	f := r.family
	if !f.sweptStrategy() {
		f.doc.sensible(f.rule.probe, f.rule.params)
		return
	}
	key, _, _ := strings.Cut(r.first.Error(), " ")
	i := slices.IndexFunc(f.axes, func(a *axis) bool { return a.key == "strategy."+key })
	if i < 0 && f.rule.params[key] != nil && len(r.points) == len(f.points) { // nothing that is varied is at fault
		f.doc.failValue("strategy."+key, "%w", r.first)
		return
	}
	if i < 0 {
		i = slices.IndexFunc(f.rule.swept, func(p *parameter) bool { return p != nil })
	}
	count := fmt.Sprintf("%d of %d trials are", len(r.points), len(f.points))
	if len(r.points) == 1 {
		count = fmt.Sprintf("1 of %d trials is", len(f.points))
	}
	p := f.points[r.points[0]]
	f.doc.moved[f.axes[i].key] = moved{f.axes[i].in.doc, f.axes[i].path, f.axes[i].values[p[i]].path}
	f.doc.failValue(f.axes[i].key, "%w; %s refused like this, the first %s; %s",
		r.first, count, f.nameOf(p, at, names), r.advice(names, at))
}

// advice is a constraint that holds for just the points that are not refused, or
// the values that are always refused.
func (r *refusals) advice(names []string, at []int) string {
	f := r.family
	refused := make([]bool, len(f.points))
	for _, k := range r.points {
		refused[k] = true
	}
	number := func(axis, point int) float64 { return f.axes[axis].values[f.points[point][axis]].Number }
	for i := range f.axes {
		for j := range f.axes {
			if i == j || !f.axes[i].numeric() || !f.axes[j].numeric() {
				continue
			}
			less, atMost := true, true
			for k := range f.points {
				less = less && refused[k] != (number(i, k) < number(j, k))
				atMost = atMost && refused[k] != (number(i, k) <= number(j, k))
			}
			switch {
			case less:
				return fmt.Sprintf("leave them out with constraints = [%q]", names[at[i]]+" < "+names[at[j]])
			case atMost:
				return fmt.Sprintf("leave them out with constraints = [%q]", names[at[i]]+" <= "+names[at[j]])
			}
		}
	}
	for i, a := range f.axes {
		good := make([]bool, len(a.values))
		for k, p := range f.points {
			good[p[i]] = good[p[i]] || !refused[k]
		}
		only := true // the refused points are those of the bad values
		for _, k := range r.points {
			only = only && !good[f.points[k][i]]
		}
		if only && slices.Contains(good, true) {
			bad := a.values[slices.Index(good, false)].Text
			return "leave " + strconv.Quote(bad) + " and its like out of " + a.key
		}
	}
	return `leave them out with constraints, such as constraints = ["fast < slow"]`
}

func (a *axis) numeric() bool {
	return !slices.ContainsFunc(a.values, func(v value) bool { return !v.Numeric })
}

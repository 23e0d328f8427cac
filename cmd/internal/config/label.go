package config

import (
	"cmp"
	"slices"
	"strings"

	"rally/engine/batch"
)

// labels are the shortest ends of dotted keys, each like no other's; of a key
// that is the end of another, all of it.
func labels(keys []string) []string {
	ends := map[string]int{}
	for _, key := range keys {
		for end := key; end != ""; _, end, _ = strings.Cut(end, ".") {
			ends[end]++
		}
	}
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = key
		for end := key; end != ""; _, end, _ = strings.Cut(end, ".") {
			if ends[end] == 1 {
				out[i] = end
			}
		}
	}
	return out
}

// join gathers the axes of all families: sorted by key, with the values that any
// of them tries; numbers ascending, others as they are written, those of the
// family whose name is first coming first.
func join(families []*family) []batch.Axis {
	at := map[string]int{}
	var out []batch.Axis
	for _, f := range families {
		for _, a := range f.axes {
			i, ok := at[a.key]
			if !ok {
				i = len(out)
				at[a.key] = i
				out = append(out, batch.Axis{Key: a.key})
			}
			out[i].Values = appendNew(out[i].Values, a.values)
		}
	}
	for i := range out {
		if !slices.ContainsFunc(out[i].Values, func(v batch.Value) bool { return !v.Numeric }) {
			slices.SortStableFunc(out[i].Values, func(x, y batch.Value) int { return cmp.Compare(x.Number, y.Number) })
		}
	}
	slices.SortFunc(out, func(a, b batch.Axis) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

func appendNew(values []batch.Value, more []value) []batch.Value {
	seen := make(map[string]bool, len(values)+len(more))
	for _, v := range values {
		seen[v.Text] = true
	}
	for _, v := range more {
		if !seen[v.Text] {
			values = append(values, v.Value)
		}
	}
	return values
}

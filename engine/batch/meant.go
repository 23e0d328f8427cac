package batch

import (
	"cmp"
	"slices"
	"strings"

	"rally/engine/near"
)

// suggest says which axis may have been meant by text: the one or two whose key,
// or an end of it, is within a few edits, a third of the length of the text's last
// part; else all.
func suggest(text string, axes []Axis) string {
	type scored struct {
		name  string
		edits int
	}
	var found []scored
	most := max(1, len(text[strings.LastIndexByte(text, '.')+1:])/3)
	for i := range axes {
		best := scored{edits: most + 1}
		for end := axes[i].Key; ; {
			if d := near.Edits(strings.ToLower(text), strings.ToLower(end)); d < best.edits {
				best = scored{end, d}
			}
			_, rest, more := strings.Cut(end, ".")
			if !more {
				break
			}
			end = rest
		}
		if best.name != "" {
			found = append(found, best)
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(a.name, b.name))
	})
	var names []string
	for _, s := range found[:min(2, len(found))] {
		names = append(names, s.name)
	}
	if len(names) > 0 {
		return near.Meant(slices.Compact(names))
	}
	for i := range axes {
		names = append(names, axes[i].Key)
	}
	return near.All(names)
}

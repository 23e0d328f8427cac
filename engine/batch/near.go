package batch

import (
	"cmp"
	"slices"
	"strings"
)

// suggest says which axis may have been meant by text: the one or two whose key,
// or an end of it, is within a few edits, a third of the length of the text's last
// part; else all.
func suggest(text string, axes []Axis) string {
	type scored struct {
		name  string
		edits int
	}
	var near []scored
	most := max(1, len(text[strings.LastIndexByte(text, '.')+1:])/3)
	for i := range axes {
		best := scored{edits: most + 1}
		for end := axes[i].Key; ; {
			if d := edits(strings.ToLower(text), strings.ToLower(end)); d < best.edits {
				best = scored{end, d}
			}
			_, rest, more := strings.Cut(end, ".")
			if !more {
				break
			}
			end = rest
		}
		if best.name != "" {
			near = append(near, best)
		}
	}
	slices.SortStableFunc(near, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(a.name, b.name))
	})
	var names []string
	for _, s := range near[:min(2, len(near))] {
		names = append(names, s.name)
	}
	if len(names) > 0 {
		return "did you mean " + strings.Join(slices.Compact(names), " or ") + "?"
	}
	for i := range axes {
		names = append(names, axes[i].Key)
	}
	if len(names) == 0 {
		return "there is none"
	}
	slices.Sort(names)
	return "there are " + strings.Join(names, ", ")
}

// edits returns how many letters must be changed, put in, taken out or swapped
// with their neighbour to make b of a (optimal string alignment).
func edits(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

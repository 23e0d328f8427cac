package config

import (
	"cmp"
	"slices"
	"strings"
)

// nearest returns at most two of the known names within a third of the word's
// length in single-letter edits, the nearest first.
func nearest(word string, known []string) []string {
	type scored struct {
		name  string
		edits int
	}
	var near []scored
	for _, k := range known {
		if d := edits(strings.ToLower(word), strings.ToLower(k)); d <= max(1, len(word)/3) {
			near = append(near, scored{k, d})
		}
	}
	slices.SortFunc(near, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(a.name, b.name))
	})
	var names []string
	for _, s := range near[:min(2, len(near))] {
		names = append(names, s.name)
	}
	return names
}

// Suggest says what may have been meant by word: the near names, else all.
func Suggest(word string, known []string) string {
	if near := nearest(word, known); len(near) > 0 {
		return "did you mean " + strings.Join(near, " or ") + "?"
	}
	if len(known) == 0 {
		return "there is none"
	}
	sorted := slices.Sorted(slices.Values(known))
	return "there are " + strings.Join(sorted, ", ")
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

// Package near finds what a misspelt word may have meant: one home for the hints
// in messages about files, keys and names.
package near

import (
	"cmp"
	"slices"
	"strings"
)

// Bounds of what a hint shows.
const (
	mostNear   = 2
	mostListed = 40
)

// Names returns at most two of the known names within a third of the word's
// length in edits, the nearest first. Case does not matter.
func Names(word string, known []string) []string {
	type scored struct {
		name  string
		edits int
	}
	var found []scored
	w := strings.ToLower(word)
	for _, k := range known {
		if d := Edits(w, strings.ToLower(k)); d <= max(1, len(w)/3) {
			found = append(found, scored{k, d})
		}
	}
	slices.SortFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(a.name, b.name))
	})
	var names []string
	for _, s := range found[:min(mostNear, len(found))] {
		names = append(names, s.name)
	}
	return names
}

// Hint says what may have been meant by word: the near names, else all.
func Hint(word string, known []string) string {
	if names := Names(word, known); len(names) > 0 {
		return Meant(names)
	}
	return All(known)
}

// Meant asks whether one of the names was meant. There is one at least.
func Meant(names []string) string { return "did you mean " + strings.Join(names, " or ") + "?" }

// All lists the names in their order, as far as a message has room.
func All(known []string) string {
	if len(known) == 0 {
		return "there is none"
	}
	names := slices.Sorted(slices.Values(known))
	if len(names) > mostListed {
		return "there are " + strings.Join(names[:mostListed], ", ") + " and more"
	}
	return "there are " + strings.Join(names, ", ")
}

// Edits returns how many letters must be changed, put in, taken out or swapped
// with their neighbour to make b of a (optimal string alignment).
func Edits(a, b string) int {
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

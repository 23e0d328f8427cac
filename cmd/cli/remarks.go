package cli

import (
	"fmt"
	"slices"
	"strings"

	"rally/engine"
)

// How much of a strategy's remarks is printed: kinds of them, names of each,
// letters of each.
const (
	mostRemarks = 3
	mostNames   = 8
	remarkWide  = 180
)

// remark is what several annotations say of several names.
type remark struct {
	head  string
	names []string // without a list of names: empty
	times int
}

// remarks gathers the annotations of a result, which result.json lists in full,
// into a few lines: those that differ in the names behind their last colon
// alone are one.
func remarks(r *engine.Result) []string {
	var list []remark
	for _, a := range r.Annotations {
		head, names := a.Text, []string(nil)
		if i := strings.LastIndex(a.Text, ": "); i >= 0 {
			head, names = a.Text[:i], strings.Split(a.Text[i+2:], ", ")
		}
		at := slices.IndexFunc(list, func(m remark) bool { return m.head == head && (m.names == nil) == (names == nil) })
		if at < 0 {
			at = len(list)
			list = append(list, remark{head: head})
		}
		list[at].names = append(list[at].names, names...)
		list[at].times++
	}
	var out []string
	for i, m := range list {
		if i == mostRemarks {
			out = append(out, fmt.Sprintf("%d more kinds of remarks of the strategy: annotations in result.json", len(list)-i))
			break
		}
		out = append(out, "the strategy remarks: "+m.String())
	}
	return out
}

// String prints the remark with its first names and how many there are.
func (m remark) String() string {
	head := m.head
	if letters := []rune(head); len(letters) > remarkWide {
		head = string(letters[:remarkWide]) + "…"
	}
	names := m.names
	switch {
	case names == nil && m.times > 1:
		return fmt.Sprintf("%s (%d times)", head, m.times)
	case names == nil:
		return head
	case len(names) == 1:
		return head + ": " + names[0]
	}
	head = fmt.Sprintf("%s (%d): ", head, len(names))
	if len(names) > mostNames {
		return fmt.Sprintf("%s%s and %d more", head, strings.Join(names[:mostNames], ", "), len(names)-mostNames)
	}
	return head + strings.Join(names, ", ")
}

package data

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rally/engine"
)

// Finding is a row, or a place between rows, that the gate objects to.
type Finding struct {
	Rule   string
	Level  Level
	Symbol string
	File   string // base name
	Line   int    // 0: the file as a whole
	Day    engine.Day
	Text   string
	Times  int // rows or sessions that it stands for, of which it names the first; 0 is 1
}

// String prints the finding with its place.
func (f Finding) String() string {
	place := f.File
	if f.Line > 0 {
		place += fmt.Sprintf(":%d", f.Line)
	}
	return fmt.Sprintf("%s: %s: %s %v: %s", place, f.Rule, f.Symbol, f.Day, f.Text)
}

// Findings is what the gate found, sorted by symbol, day, rule, file and line.
type Findings struct {
	List   []Finding
	waived map[string]bool
}

// Count is how often a rule was found broken.
type Count struct {
	Rule   string
	Level  Level // the highest of the findings
	Count  int
	Waived bool // by the run, or by nature: findings of a rule of errors that are none
}

// Counts returns the rules that were found broken, in the order of Rules.
func (f *Findings) Counts() []Count {
	var out []Count
	for _, r := range rules {
		n, level := 0, Warning
		for i := range f.List {
			if f.List[i].Rule == r.Name {
				n += max(1, f.List[i].Times)
				level = max(level, f.List[i].Level)
			}
		}
		if n > 0 {
			out = append(out, Count{r.Name, level, n, f.waived[r.Name] || level < r.Level && r.Waived != ""})
		}
	}
	return out
}

// Waived reports whether the run accepts what the rule finds.
func (f *Findings) Waived(rule string) bool { return f.waived[rule] }

// Err returns a *GateError if a finding stops the run, else nil.
func (f *Findings) Err() error {
	for i := range f.List {
		if f.List[i].Level == Error && !f.waived[f.List[i].Rule] {
			return &GateError{Findings: f}
		}
	}
	return nil
}

func (f *Findings) sort() {
	slices.SortStableFunc(f.List, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Symbol, b.Symbol), cmp.Compare(a.Day, b.Day),
			strings.Compare(a.Rule, b.Rule), strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

// GateError says that findings stop the run.
type GateError struct{ Findings *Findings }

// Error names the rules that stop the run, how often each was broken, and
// the first place of each.
func (e *GateError) Error() string {
	var b strings.Builder
	b.WriteString("the data does not pass the check")
	var names, cures []string
	for _, c := range e.Findings.Counts() {
		if c.Level != Error || c.Waived {
			continue
		}
		i := slices.IndexFunc(e.Findings.List, func(f Finding) bool { return f.Rule == c.Rule && f.Level == Error })
		fmt.Fprintf(&b, "\n  %s: %d, the first at %v", c.Rule, c.Count, e.Findings.List[i])
		if r := &rules[slices.IndexFunc(rules, func(r Rule) bool { return r.Name == c.Rule })]; r.Waived == "" {
			cures = append(cures, fmt.Sprintf("\n%s cannot be waived: %s", r.Name, r.Cure))
		} else {
			names = append(names, fmt.Sprintf("%q", r.Name))
		}
	}
	b.WriteString(strings.Join(cures, ""))
	if len(names) > 0 {
		fmt.Fprintf(&b, "\nmend the files, or accept the findings with waive = [%s] in [data]", strings.Join(names, ", "))
	}
	return b.String()
}

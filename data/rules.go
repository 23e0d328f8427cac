package data

import (
	"fmt"
	"slices"

	"rally/engine/near"
)

// Level says whether a finding stops a run.
type Level uint8

// Levels of findings.
const (
	Warning Level = iota // printed
	Error                // stops the run unless its rule is waived
)

// String returns "warning" or "error".
func (l Level) String() string { return [...]string{"warning", "error"}[l] }

// Rule is one thing that the gate looks for.
type Rule struct {
	Name   string
	Level  Level
	Doc    string
	Waived string // what happens to the rows when the rule is waived; empty: it cannot be
	Cure   string // of a rule that cannot be waived: what to do
}

// Names of the gate's rules.
const (
	Disorder      = "disorder"
	OffGrid       = "off-grid"
	OutsideRange  = "outside-range"
	ZeroVolume    = "zero-volume"
	Gap           = "gap"
	LikeASplit    = "like-a-split"
	Jump          = "jump"
	MissingAction = "missing-action"
	NoSession     = "no-session"
	WrongStamp    = "wrong-stamp"
	WrongInterval = "wrong-interval"
	NotUndone     = "not-undone"
	LooksAdjusted = "looks-adjusted"
	Mismatch      = "interval-mismatch"
)

// Thresholds of the gate.
const (
	gapSessions   = 5    // sessions without rows that are no finding yet
	splitNearness = 0.03 // how near to a whole ratio a jump looks like a split
	splitHighest  = 10   // the highest whole ratio looked for
	jumpBeyond    = 0.25 // a change of more is a jump
)

var rules = []Rule{
	{Disorder, Error, "rows out of order, two of one time, or at times that bars of the interval do not have", "", "put the rows of the file in order"},
	{OffGrid, Error, "a price off the grid of its day", "kept for marks and averages, never fills", ""},
	{OutsideRange, Error, "open or close outside high and low", "the range is widened to hold them", ""},
	{ZeroVolume, Error, "no volume (bars shorter than a day: counted, and waived by nature)", "the row is dropped: no fill, no place in any average, the last mark is kept, stale", ""},
	{Gap, Warning, "no rows for more than five sessions of the calendar", "kept", ""},
	{LikeASplit, Error, "open ÷ previous kept close, after that day's actions, within 3 % of 2:1 … 10:1 or 1:2 … 1:10", "kept", ""},
	{Jump, Warning, "another jump beyond 25 %, measured in the same way", "kept", ""},
	{MissingAction, Error, "a split, bonus or consolidation of ratio ≥ 1.25 or ≤ 0.8 whose jump is not in the prices: they look adjusted although stated otherwise", "kept", ""},
	{NoSession, Error, "a row on a day without session, or a print outside the session", "the row is dropped", ""},
	{WrongStamp, Error, "rows shorter than a day that stand at the beginning of the afternoon, where no bar ends, or at the end of the morning and never there, where none starts, or that stand outside the sessions and some whole hours later within them: they are stamped with another moment of their bars, or by another clock, than is stated", "", "state columns.label and columns.zone as the rows are stamped"},
	{WrongInterval, Error, "rows of bars of another interval than is stated: they stand on a wider grid than bars of it would by chance, all or those of whole weeks; or most stand beside its grid; or never at many of its times", "kept as bars of the interval stated, where they can be ones", ""},
	{NotUndone, Error, "what the prices are adjusted for is not undone by the actions: under 97 % of the prices on the grid, or under 99 % of the bars with turnover ÷ volume within low and high", "", "name in actions what it says is missing, or say what the prices are adjusted for"},
	{LooksAdjusted, Error, "prices stated as traded, but under 99 % of the bars have turnover ÷ volume within low and high: they look adjusted, or volume is not in shares or turnover not in HKD", "kept as they stand", ""},
	{Mismatch, Warning, "a session's shorter bars have another open, high, low or close than its daily bar (an error where on more than half of the days, five at least, they go beyond its range), or a volume outside 91 to 100 % of its", "kept", ""},
}

// Rules returns what the gate looks for, in the order of its documentation.
func Rules() []Rule { return slices.Clone(rules) }

func ruleNames() []string {
	list := make([]string, len(rules))
	for i, r := range rules {
		list[i] = r.Name
	}
	return list
}

// waivers reads the names of waived rules.
func waivers(names []string) (map[string]bool, error) {
	waived := map[string]bool{}
	for _, name := range names {
		i := slices.IndexFunc(rules, func(r Rule) bool { return r.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("waive: no rule %q; %s", name, near.Hint(name, ruleNames()))
		}
		if rules[i].Waived == "" {
			return nil, fmt.Errorf("waive: %s cannot be waived; %s", name, rules[i].Cure)
		}
		waived[name] = true
	}
	return waived, nil
}

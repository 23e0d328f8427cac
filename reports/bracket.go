package reports

import (
	"fmt"
	"strings"

	"rally/reports/metrics"
)

// FillCase is what a run would have come to by one fill rule, all else equal:
// the three of them bracket what bars cannot tell.
type FillCase struct {
	Rule      string // pessimistic, base or optimistic
	Own       bool   // the rule of the run itself
	Return    metrics.Value
	Sharpe    metrics.Value // annualised
	Trips     int           // round trips that are over
	Ambiguous int           // bars in which the assumed path decided a trade
}

// NewFillCase is a case with the figures of its run.
func NewFillCase(rule string, own bool, figures metrics.Set, trips, ambiguous int) FillCase {
	return FillCase{rule, own, valueOf(figures, "total_return"), valueOf(figures, "sharpe_ann_rf0"), trips, ambiguous}
}

// bracket says in one phrase what the fill rule decides; empty where the cases
// are not known.
func bracket(cases []FillCase) string {
	if len(cases) == 0 {
		return ""
	}
	words := make([]string, len(cases))
	same, ambiguous := true, 0
	for i := range cases {
		c := &cases[i]
		words[i] = c.Rule + " " + c.net()
		same = same && *c == FillCase{c.Rule, c.Own, cases[0].Return, cases[0].Sharpe, cases[0].Trips, cases[0].Ambiguous}
		if c.Own {
			ambiguous = c.Ambiguous
		}
	}
	if same && ambiguous == 0 {
		return "the same by every fill rule"
	}
	return fmt.Sprintf("%s; %s decided by it", strings.Join(words, ", "), count(ambiguous, "ambiguous bar"))
}

// signInDoubt reports whether some fill rule earns and another loses.
func signInDoubt(cases []FillCase) bool {
	earns, loses := false, false
	for i := range cases {
		r := cases[i].Return
		earns = earns || r.Defined() && r.Number > 0
		loses = loses || r.Defined() && r.Number < 0
	}
	return earns && loses
}

func (c *FillCase) net() string {
	if !c.Return.Defined() {
		return "undefined"
	}
	return plus(100*c.Return.Number, 1) + " %"
}

// bracketOf lists the cases for result.json.
func bracketOf(cases []FillCase) []document {
	out := make([]document, len(cases))
	for i := range cases {
		c := &cases[i]
		out[i] = document{
			"fill": c.Rule, "own": c.Own, "total_return": c.Return, "sharpe_ann_rf0": c.Sharpe,
			"trades": c.Trips, "ambiguous_bars": c.Ambiguous,
		}
	}
	return out
}

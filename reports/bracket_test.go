package reports

import (
	"testing"

	"rally/reports/metrics"
)

func TestBracket(t *testing.T) {
	cases := func(ambiguous int, returns ...float64) []FillCase {
		var list []FillCase
		for i, r := range returns {
			list = append(list, NewFillCase([]string{"pessimistic", "base", "optimistic"}[i], i == 0,
				metrics.Set{{Name: "total_return", Value: metrics.Number(r)}, {Name: "sharpe_ann_rf0", Value: metrics.Number(1)}}, 3, ambiguous))
		}
		return list
	}
	for _, tt := range []struct {
		name  string
		cases []FillCase
		text  string
		doubt bool
	}{
		{"not played", nil, "", false},
		{"all the same", cases(0, 0.1, 0.1, 0.1), "the same by every fill rule", false},
		{"gains", cases(2, 0.1, 0.11, 0.2), "pessimistic +10.0 %, base +11.0 %, optimistic +20.0 %; 2 ambiguous bars decided by it", false},
		{"losses", cases(1, -0.2, -0.1, -0.1), "pessimistic −20.0 %, base −10.0 %, optimistic −10.0 %; 1 ambiguous bar decided by it", false},
		{"a loss or a gain", cases(3, -0.2, -0.1, 0.1), "pessimistic −20.0 %, base −10.0 %, optimistic +10.0 %; 3 ambiguous bars decided by it", true},
		{"nothing or a gain", cases(0, 0, 0, 0.1), "pessimistic 0.0 %, base 0.0 %, optimistic +10.0 %; 0 ambiguous bars decided by it", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := bracket(tt.cases); got != tt.text {
				t.Errorf("got %q, want %q", got, tt.text)
			}
			if got := signInDoubt(tt.cases); got != tt.doubt {
				t.Errorf("in doubt: %v", got)
			}
		})
	}
}

package reports

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/reports/chart"
)

// A split divides the prices and fills before it, and nothing after it.
func TestRebase(t *testing.T) {
	split := func(ex engine.Day) []engine.Action {
		return []engine.Action{{Kind: engine.Split, Ex: ex, Num: 2, Den: 1}}
	}
	for _, c := range []struct {
		name    string
		changes []engine.Action
		want    []float64 // closes, then the fill's price
		changed bool
	}{
		{"none", nil, []float64{60, 60, 30, 30, 60}, false},
		{"inside", split(3), []float64{30, 30, 30, 30, 30}, true},
		{"on the first day", split(1), []float64{60, 60, 30, 30, 60}, false},
		{"after the last day", split(9), []float64{60, 60, 30, 30, 60}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := chart.Focus{Days: []int32{1, 2, 3, 4}, Close: []float64{60, 60, 30, 30}, Open: make([]float64, 4), High: make([]float64, 4), Low: make([]float64, 4),
				Marks: []chart.Fill{{Day: 2, Price: 60}}}
			if got := rebase(&f, c.changes); got != c.changed {
				t.Errorf("changed %v", got)
			}
			if diff := cmp.Diff(c.want, append(f.Close, f.Marks[0].Price)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The name with the largest result by size is shown, whatever its sign, and
// what is still held counts at its last close.
func TestMattered(t *testing.T) {
	s := studyOf(t, marketOf(t, 1, 12, 190, engine.Date(2024, 9, 2)), 1_000_000_000, &follower{names: 3, sessions: 8, budget: 180_000_000})
	f, err := s.study()
	if err != nil {
		t.Fatal(err)
	}
	id, net, trips := mattered(s, f)
	if s.symbol(id) != "0008.HK" || trips != 6 || net >= 0 {
		t.Errorf("%s with %v in %d trades", s.symbol(id), net, trips)
	}
	held := studyOf(t, s.Tape, 1_000_000_000, &holder{})
	if f, err = held.study(); err != nil {
		t.Fatal(err)
	}
	if id, net, trips = mattered(held, f); held.symbol(id) != "0012.HK" || trips != 1 || net <= 0 {
		t.Errorf("%s with %v in %d trades", held.symbol(id), net, trips)
	}
}

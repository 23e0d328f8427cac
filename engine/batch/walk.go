package batch

import "rally/engine"

// Leg is the test of one choice.
type Leg struct {
	Window Window
	Chosen int            // the trial; −1: none could be chosen, and the cash stays cash
	Result *engine.Result // nil without a choice
	Begin  engine.Money   // cash that it began with
	End    engine.Money   // what it left, sold up
}

// Track is what legs played one after the other made of the starting cash: the
// equity after each session, the first the starting cash.
type Track struct {
	Days   []engine.Day
	Equity []engine.Money
}

// Chain plays the tests of windows one after the other. Each leg begins with
// what the leg before left: its equity less what selling the holdings at their
// marks would have cost, since a leg begins without holdings. Windows come in
// the order of their tests, each of which is one stretch of days, the sessions
// of the data. The first point of the track is the session before the first
// test, or that test's first session where the data has none before.
func Chain(days []engine.Day, windows []Window, chosen []int, cash engine.Money,
	play func(trial int, span engine.Span, cash engine.Money) (*engine.Result, error),
) ([]Leg, Track, error) {
	legs := make([]Leg, len(windows))
	var t Track
	for i, w := range windows {
		test := w.Test[0]
		if i == 0 {
			t.Days, t.Equity = append(t.Days, dayBefore(days, test.From)), append(t.Equity, cash)
		}
		legs[i] = Leg{Window: w, Chosen: chosen[i], Begin: cash, End: cash}
		if chosen[i] < 0 {
			for k := test.From; k < test.To; k++ {
				t.Days, t.Equity = append(t.Days, days[k]), append(t.Equity, cash)
			}
			continue
		}
		r, err := play(chosen[i], engine.Span{First: days[test.From], Last: days[test.To-1]}, cash)
		if err != nil {
			return nil, Track{}, err
		}
		for _, row := range r.Rows[1:] {
			t.Days, t.Equity = append(t.Days, row.Day), append(t.Equity, row.Equity)
		}
		// What parting with the holdings costs is the last session's.
		cash = r.Last.Equity - r.LiquidateCost
		t.Equity[len(t.Equity)-1] = cash
		legs[i].Result, legs[i].End = r, cash
	}
	return legs, t, nil
}

// dayBefore is the session before days[i], or the day before the first of them.
func dayBefore(days []engine.Day, i int) engine.Day {
	if i == 0 {
		return days[0] - 1
	}
	return days[i-1]
}

package batch

import "rally/engine"

// Leg is the test of one choice.
type Leg struct {
	Window Window
	Chosen int            // the trial; −1: none could be chosen, and the cash stays cash
	Result *engine.Result // nil without a choice, and where it failed
	Err    error          // why the chosen failed here; the cash stays cash
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
// test; before is that of days[0]. Play's error stops it; a result with one is a
// leg that failed.
func Chain(days []engine.Day, before engine.Day, windows []Window, chosen []int, cash engine.Money,
	play func(trial int, span engine.Span, cash engine.Money) (*engine.Result, error),
) ([]Leg, Track, error) {
	legs := make([]Leg, len(windows))
	var t Track
	for i, w := range windows {
		test := w.Test[0]
		if i == 0 {
			if test.From > 0 {
				before = days[test.From-1]
			}
			t.Days, t.Equity = append(t.Days, before), append(t.Equity, cash)
		}
		legs[i] = Leg{Window: w, Chosen: chosen[i], Begin: cash, End: cash}
		if chosen[i] < 0 {
			t.idle(days[test.From:test.To], cash)
			continue
		}
		r, err := play(chosen[i], engine.Span{First: days[test.From], Last: days[test.To-1]}, cash)
		if err != nil {
			return nil, Track{}, err
		}
		if r.Err != nil {
			legs[i].Err = r.Err
			t.idle(days[test.From:test.To], cash)
			continue
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

// idle is a leg in which the cash stays cash.
func (t *Track) idle(days []engine.Day, cash engine.Money) {
	for _, d := range days {
		t.Days, t.Equity = append(t.Days, d), append(t.Equity, cash)
	}
}

package batch

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

// TestChain has a leg that earns, one without a choice, one that fails and one
// that loses, with what selling up costs taken off the last session of each.
func TestChain(t *testing.T) {
	days := []engine.Day{10, 11, 12, 13, 14, 17, 18}
	windows := []Window{
		{Test: []Stretch{{0, 2}}}, {Test: []Stretch{{2, 3}}}, {Test: []Stretch{{3, 5}}}, {Test: []Stretch{{5, 7}}},
	}
	failed := errors.New("panic")
	played := []engine.Money{}
	legs, track, err := Chain(days, 7, windows, []int{2, -1, 0, 1}, 1000,
		func(trial int, span engine.Span, cash engine.Money) (*engine.Result, error) {
			played = append(played, cash)
			switch trial {
			case 0:
				return &engine.Result{Err: failed}, nil
			case 1:
				return result(span, cash, -100, 0, days), nil
			}
			return result(span, cash, 50, 10, days), nil
		})
	if err != nil {
		t.Fatal(err)
	}
	want := Track{
		Days:   []engine.Day{7, 10, 11, 12, 13, 14, 17, 18},
		Equity: []engine.Money{1000, 1050, 1090, 1090, 1090, 1090, 990, 890},
	}
	if diff := cmp.Diff(want, track); diff != "" {
		t.Errorf("track (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]engine.Money{1000, 1090, 1090}, played); diff != "" {
		t.Errorf("cash that legs began with (-want +got):\n%s", diff)
	}
	if legs[2].Err != failed || legs[2].Result != nil || legs[2].End != 1090 || legs[1].Chosen != -1 || legs[3].Begin != 1090 || legs[3].End != 890 {
		t.Errorf("legs %+v", legs)
	}
}

// TestChainStops at the first error of playing.
func TestChainStops(t *testing.T) {
	want := errors.New("no data")
	_, _, err := Chain([]engine.Day{10}, 9, []Window{{Test: []Stretch{{0, 1}}}}, []int{0}, 1000,
		func(int, engine.Span, engine.Money) (*engine.Result, error) { return nil, want })
	if err != want {
		t.Errorf("error %v", err)
	}
}

// result gains so much each session, and selling up costs so much.
func result(span engine.Span, cash, gain, cost engine.Money, days []engine.Day) *engine.Result {
	r := &engine.Result{Rows: []engine.SessionRow{{Day: span.First - 1, Equity: cash}}, LiquidateCost: cost}
	for _, d := range days {
		if d >= span.First && d <= span.Last {
			cash += gain
			r.Rows = append(r.Rows, engine.SessionRow{Day: d, Equity: cash})
		}
	}
	r.Last = r.Rows[len(r.Rows)-1]
	return r
}

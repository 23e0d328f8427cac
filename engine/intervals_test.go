package engine_test

import (
	"slices"
	"testing"

	"rally/engine"
	"rally/engine/enginetest"
	"rally/engine/hkex"
)

// TestIntervals: a strategy is told all lengths of bars that the data has of a
// name, the finest first whatever the order in which they came, and none of a
// name without bars.
func TestIntervals(t *testing.T) {
	u, err := engine.NewUniverse([]engine.Instrument{{Symbol: "0001.HK"}, {Symbol: "0002.HK"}, {Symbol: "0003.HK"}})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := hkex.Session(engine.Date(2024, 9, 24))
	b := engine.NewBuilder(u, hkex.Venue{})
	for _, bar := range []struct {
		id    engine.ID
		every engine.Interval
		end   engine.Time
	}{{0, engine.Daily, s.End}, {0, 5, s.Open + 5*engine.Minute}, {0, 1, s.Open + engine.Minute}, {2, engine.Daily, s.End}} {
		row := engine.BarRow{Start: s.Open, End: bar.end, Open: 1000, High: 1000, Low: 1000, Close: 1000, Volume: 100}
		if err := b.Bar(bar.id, bar.every, row); err != nil {
			t.Fatal(err)
		}
	}
	tape, err := b.Seal(s.Day, s.Day)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]engine.Interval{{1, 5, engine.Daily}, {}, {engine.Daily}}
	asked := false
	actor := &enginetest.Actor{Begin: func(setup *engine.Setup) error {
		asked = true
		for id := range want {
			got := setup.Intervals(engine.ID(id))
			if !slices.Equal(got, want[id]) {
				t.Errorf("name %d: intervals %v, want %v", id, got, want[id])
			}
			finest, ok := setup.Interval(engine.ID(id))
			if ok != (len(got) > 0) || ok && finest != got[0] {
				t.Errorf("name %d: the finest is %v, %v, and the first of all %v", id, finest, ok, got)
			}
		}
		return nil
	}}
	plan := engine.Plan{Strategy: func() engine.Strategy { return actor }, Span: engine.Span{First: s.Day, Last: s.Day},
		Market: engine.Market{Venue: hkex.Venue{}}}
	if r := enginetest.Play(tape, plan); r.Err != nil || !asked {
		t.Fatalf("%v; asked: %v", r.Err, asked)
	}
}

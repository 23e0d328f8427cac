package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/enginetest"
)

// TestBuilderRefuses: bars out of order, outside a session or too large to fit,
// senseless actions, and a span without sessions.
func TestBuilderRefuses(t *testing.T) {
	day := engine.Date(2024, 1, 2)
	row := func(d engine.Day, from, to int, p engine.Price) engine.BarRow {
		return engine.BarRow{Start: d.At(from, 30), End: d.At(to, 0), Open: p, High: p, Low: p, Close: p, Volume: 1}
	}
	for name, tt := range map[string]struct {
		rows []engine.BarRow
		want string
	}{
		"order":    {[]engine.BarRow{row(day, 10, 11, 1), row(day, 9, 10, 1)}, "starts before the one before it ends"},
		"overlap":  {[]engine.BarRow{row(day, 9, 11, 1), row(day, 10, 12, 1)}, "starts before the one before it ends"},
		"backward": {[]engine.BarRow{row(day, 11, 10, 1)}, "does not start before it ends"},
		"early":    {[]engine.BarRow{row(day, 8, 10, 1)}, "outside a session"},
		"late":     {[]engine.BarRow{row(day, 15, 17, 1)}, "outside a session"},
		"weekend":  {[]engine.BarRow{row(engine.Date(2024, 1, 6), 9, 11, 1)}, "outside a session"},
		"large":    {[]engine.BarRow{row(day, 9, 11, 1<<31)}, "does not fit"},
		"negative": {[]engine.BarRow{row(day, 9, 11, -1)}, "does not fit"},
	} {
		t.Run(name, func(t *testing.T) {
			h := &enginetest.History{
				Venue: &enginetest.Venue{}, Instruments: []engine.Instrument{{Symbol: "A"}},
				Bars: []enginetest.Bars{{Symbol: "A", Every: 30, Rows: tt.rows}}, First: day, Last: day,
			}
			if _, err := h.Tape(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	u, err := engine.NewUniverse([]engine.Instrument{{Symbol: "A"}})
	if err != nil {
		t.Fatal(err)
	}
	b := engine.NewBuilder(u, &enginetest.Venue{})
	if err := b.Action(engine.Action{Kind: engine.Split, Ex: day, Num: 2}); err == nil {
		t.Error("a split into nothing is accepted")
	}
	if err := b.Bar(7, engine.Daily, row(day, 9, 16, 1)); err == nil {
		t.Error("a bar of no instrument is accepted")
	}
	if _, err := b.Seal(engine.Date(2024, 1, 6), engine.Date(2024, 1, 7)); err == nil {
		t.Error("a weekend is a tape")
	}
	if _, err := engine.NewUniverse([]engine.Instrument{{Symbol: "A"}, {Symbol: "A"}}); err == nil {
		t.Error("a symbol twice is a universe")
	}
	if _, err := engine.NewUniverse(make([]engine.Instrument, 65_536)); err == nil {
		t.Error("65536 instruments fit")
	}
}

// TestKindsAtOneInstant: at one time the closing side comes in the order of
// kinds, then what was sent arrives, then the opening side.
func TestKindsAtOneInstant(t *testing.T) {
	s := parse(t, `
bars A every 30m from 12:00: 1 1 1 1
bars A every 30m from 13:00: 2 2 2 2
signal s D1 13:00 +
action A D2 dividend 1
bars A from D2 every 30m from 09:00: 3 3 3 3`)
	s.History.Bars[0].Rows[0].End += 30 * engine.Minute // it ends at 13:00
	tape, err := s.History.Tape()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	note := func(b *engine.Broker, what string) {
		got = append(got, b.Now().In().Format("02 15:04 ")+what)
	}
	p := s.Plan()
	p.Strategy = func() engine.Strategy {
		return &enginetest.Actor{
			Begin: func(s *engine.Setup) error { s.WatchBars(30, 1, 0); s.WatchSignals(nil); return nil },
			Bar: func(b *engine.Broker, bar engine.Bar) {
				note(b, "bar")
				if bar.Close() == 1_000 {
					b.Wake(b.Now())
					b.Submit(engine.Order{Qty: 1})
				}
			},
			Signal: func(b *engine.Broker, _ engine.Signal) { note(b, "signal") },
			Wake:   func(b *engine.Broker) { note(b, "wake") },
			Phase:  func(b *engine.Broker, p engine.Phase) { note(b, p.String()) },
			Action: func(b *engine.Broker, a engine.Action) { note(b, a.Kind.String()) },
			Fill:   func(b *engine.Broker, f engine.Fill) { note(b, fmt.Sprint("fill at ", f.Price)) },
		}
	}
	if r := enginetest.Play(tape, p); r.Err != nil {
		t.Fatal(r.Err)
	}
	want := []string{
		"01 09:00 pre-open", "01 09:30 morning", "01 12:00 lunch",
		"01 13:00 bar", "01 13:00 signal", "01 13:00 wake", "01 13:00 afternoon", "01 13:00 fill at 2.000",
		"01 13:30 bar", "01 16:00 closing-auction", "01 16:10 end",
		"02 09:00 pre-open", "02 09:00 dividend", "02 09:30 bar", "02 09:30 morning", "02 12:00 lunch", "02 13:00 afternoon",
		"02 16:00 closing-auction", "02 16:10 end",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestValuesAsKnown: an observation holds from its instant on, never before.
func TestValuesAsKnown(t *testing.T) {
	v := &enginetest.Venue{}
	u, err := engine.NewUniverse([]engine.Instrument{{Symbol: "A"}})
	if err != nil {
		t.Fatal(err)
	}
	b := engine.NewBuilder(u, v)
	first := engine.Date(2024, 1, 1)
	for d := first; d < first+5; d++ {
		s, _ := v.Session(d)
		if err := b.Bar(0, engine.Daily, engine.BarRow{Start: s.Auction, End: s.End, Open: 1000, High: 1000, Low: 1000, Close: 1000, Volume: 1}); err != nil {
			t.Fatal(err)
		}
	}
	b.Value((first+3).At(16, 10), 0, 3)
	b.Value((first+1).At(10, 0), 0, 1)
	tape, err := b.Seal(first, first+4)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	r := enginetest.Play(tape, engine.Plan{
		Span: engine.Span{First: first, Last: first + 4}, Market: engine.Market{Venue: v},
		Strategy: func() engine.Strategy {
			return &enginetest.Actor{Bar: func(b *engine.Broker, bar engine.Bar) {
				x, ok := b.Value(0)
				got = append(got, fmt.Sprint(x, ok))
			}}
		},
	})
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	// The value of 16:10 on the fourth day comes after the bar that ends then.
	if d := cmp.Diff([]string{"0 false", "1 true", "1 true", "1 true", "3 true"}, got); d != "" {
		t.Error(d)
	}
}

// TestCalendarOfABroker: today's session and the next come from the calendar,
// never from the data.
func TestCalendarOfABroker(t *testing.T) {
	var got []string
	act(t, "holiday 2024-01-03\nsignal s 2024-01-06 10:00 +\nbars A: 1 1 1 1 | 1 1 1 1 | - | 1 1 1 1 | 1 1 1 1", &enginetest.Actor{
		Begin: func(s *engine.Setup) error { s.WatchBars(engine.Daily, 1, 0); s.WatchSignals(nil); return nil },
		Bar: func(b *engine.Broker, _ engine.Bar) {
			got = append(got, b.Session().Day.String()[8:]+b.NextSession().Day.String()[7:])
		},
		Signal: func(b *engine.Broker, _ engine.Signal) { got = append(got, b.Session().Day.String()[8:]) },
	})
	if d := cmp.Diff([]string{"01-02", "02-04", "05-08", "08", "08-09"}, got); d != "" {
		t.Error(d)
	}
}

// TestOrderOfFilesChangesNothing: rows handed over in another order of names
// and news in another order of time give the same tape.
func TestOrderOfFilesChangesNothing(t *testing.T) {
	h, tape := wander(t, 31, 5, 60)
	want := enginetest.Play(tape, gamblerPlan(h, 9))
	other := *h
	reverse := func(n int, swap func(i, k int)) {
		for i := range n / 2 {
			swap(i, n-1-i)
		}
	}
	other.Bars = append([]enginetest.Bars(nil), h.Bars...)
	other.Instruments = append([]engine.Instrument(nil), h.Instruments...)
	other.Signals = append([]engine.Signal(nil), h.Signals...)
	other.Actions = append([]enginetest.Action(nil), h.Actions...)
	reverse(len(other.Bars), func(i, k int) { other.Bars[i], other.Bars[k] = other.Bars[k], other.Bars[i] })
	reverse(len(other.Instruments), func(i, k int) {
		other.Instruments[i], other.Instruments[k] = other.Instruments[k], other.Instruments[i]
	})
	reverse(len(other.Signals), func(i, k int) { other.Signals[i], other.Signals[k] = other.Signals[k], other.Signals[i] })
	reverse(len(other.Actions), func(i, k int) { other.Actions[i], other.Actions[k] = other.Actions[k], other.Actions[i] })
	turned, err := other.Tape()
	if err != nil {
		t.Fatal(err)
	}
	if got := enginetest.Play(turned, gamblerPlan(h, 9)); got.Digest != want.Digest || want.FillCount < 20 {
		t.Errorf("another digest; %d fills", want.FillCount)
	}
}

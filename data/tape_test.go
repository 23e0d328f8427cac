package data

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"rally/engine"
)

// scribe writes down all that a tape shows.
type scribe struct{ out *strings.Builder }

func (s scribe) Start(setup *engine.Setup) error {
	setup.WatchBars(engine.Daily, engine.All, setup.Universe().Tradable()...)
	setup.WatchSignals(nil)
	return nil
}

func (s scribe) OnBar(_ *engine.Broker, b engine.Bar) {
	fmt.Fprintln(s.out, b.Instrument(), b.End(), b.Open(), b.High(), b.Low(), b.Close(), b.Volume())
}

func (s scribe) OnSignal(_ *engine.Broker, sig engine.Signal) { fmt.Fprintf(s.out, "%+v\n", sig) }

func (s scribe) OnAction(_ *engine.Broker, a engine.Action) { fmt.Fprintf(s.out, "%+v\n", a) }

// tapeText is everything that a strategy can see of a market.
func tapeText(t *testing.T, m *Market) string {
	t.Helper()
	var out strings.Builder
	tapes, err := m.Feed.Open(m.First, m.Last)
	if err != nil {
		t.Fatal(err)
	}
	tape, err := tapes.Next()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tapes.Next(); err != io.EOF {
		t.Fatal("two tapes")
	}
	fmt.Fprintf(&out, "%d events, %v\n", tape.Len(), tape.Sessions())
	err = engine.Run(context.Background(), m.Feed, 1, func(int) engine.Plan {
		return engine.Plan{
			Name: "scribe", Strategy: func() engine.Strategy { return scribe{&out} }, Cash: 1_000_000,
			Span: engine.Span{First: m.First, Last: m.Last}, Market: engine.Market{Venue: hkexVenue},
		}
	}, func(_ int, r *engine.Result) {
		if r.Err != nil {
			t.Error(r.Err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

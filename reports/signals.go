package reports

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"rally/engine"
	"rally/reports/chart"
)

func init() {
	picture("signals.png", "profit by signal", func(w io.Writer, p *chart.Page) error {
		return chart.DrawSignals(w, p, chart.Light())
	})
}

// cited returns the signals that led to an order, in order; their place in it,
// from 1, is the number by which the page cites them.
func cited(r *engine.Result) []engine.SignalRef {
	return citedBy(r, func(*engine.OrderRecord) bool { return true })
}

// citedBy returns the signals that led to some of the orders, in order.
func citedBy(r *engine.Result, some func(*engine.OrderRecord) bool) []engine.SignalRef {
	var refs []engine.SignalRef
	for i := range r.Orders {
		ref := r.Orders[i].Because
		if ref > 0 && int(ref) <= len(r.Signals) && some(&r.Orders[i]) {
			refs = append(refs, ref)
		}
	}
	slices.Sort(refs)
	return slices.Compact(refs)
}

// crowd is how many signals the page marks at most: beyond it their lines
// would hide the curves.
const crowd = 120

// shown returns which signals of the span the page marks: all of them; if that
// is a crowd, those that led to an order; if those are one, the half of a
// crowd whose round trips earned or lost most. Where orders were sent and none
// because of a signal, the strategy does not look at them, nor does the page.
func shown(r *engine.Result, f *facts, refs []engine.SignalRef) []engine.SignalRef {
	if r.OrderCount > 0 && len(refs) == 0 {
		return nil
	}
	var all []engine.SignalRef
	for i := range r.Signals {
		if within(r, &r.Signals[i]) {
			all = append(all, engine.SignalRef(i+1))
		}
	}
	if len(all) <= crowd {
		return all
	}
	if len(refs) <= crowd {
		return refs
	}
	profits := slices.Clone(f.profits)
	slices.SortStableFunc(profits, func(a, b signalProfit) int { return cmp.Compare(max(b.net, -b.net), max(a.net, -a.net)) })
	var most []engine.SignalRef
	for _, p := range profits[:min(len(profits), crowd/2)] {
		if p.ref > 0 {
			most = append(most, p.ref)
		}
	}
	slices.Sort(most)
	return most
}

// number returns by which number the page cites a signal; 0: not at all.
func number(refs []engine.SignalRef, ref engine.SignalRef) int {
	i, ok := slices.BinarySearch(refs, ref)
	if !ok {
		return 0
	}
	return i + 1
}

// marks returns those of a list of signals that became known in the span, with
// their number where they led to an order.
func marks(r *engine.Result, refs, list []engine.SignalRef) []chart.Signal {
	var out []chart.Signal
	for _, ref := range list {
		if g := &r.Signals[ref-1]; within(r, g) {
			out = append(out, chart.Signal{Day: int32(g.At.Day()), Direction: chart.Direction(g.Direction), Number: number(refs, ref)})
		}
	}
	return out
}

// profitBars returns what each signal's round trips earned, and beside them
// what is not of a signal or not over, so that their sum is the net result.
// Where no order came of a signal they are by name, what is held included.
func profitBars(s *Study, f *facts, refs []engine.SignalRef) (by string, bars []chart.Bar) {
	rest, held := f.net, "still held: "+count(len(f.open), "name")+", at the last price"
	add := func(label string, m engine.Money) {
		rest -= m
		bars = append(bars, chart.Bar{Label: label, Value: m.Float()})
	}
	by, open := "signal", len(f.open) > 0
	if len(refs) == 0 && s.Tape != nil && s.Result.FillCount > 0 {
		by, open, held = "name", false, "what is held, marked otherwise"
		sums, counts := netByName(s, f)
		for i, m := range sums {
			if counts[i] > 0 {
				in := s.Result.Universe.At(engine.ID(i))
				add(strings.TrimSpace(in.Symbol+" "+in.Name), m)
			}
		}
	} else {
		for _, p := range f.profits {
			add(signalLabel(s, refs, p.ref), p.net)
		}
	}
	if m := s.Result.DividendNet; m != 0 {
		add("dividends", m)
	}
	if open || rest != 0 {
		add(held, rest)
	}
	return by, bars
}

// signalLabel is "3 · 24 Sep 2024 · title".
func signalLabel(s *Study, refs []engine.SignalRef, ref engine.SignalRef) string {
	g := s.signal(ref)
	if g == nil {
		return "without a signal"
	}
	name := g.Title
	if name == "" {
		name = g.ID
	}
	return fmt.Sprintf("%d · %s · %s", number(refs, ref), dated(g.At.Day()), name)
}

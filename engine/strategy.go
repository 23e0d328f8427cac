package engine

import (
	"fmt"
	"math"
	"slices"
)

// Strategy is a rule that trades. Start is called once a plan, before the
// first event; in it the strategy declares what it wants to see. What else it
// can do is found once, from the handlers that it has.
type Strategy interface{ Start(*Setup) error }

// Handlers are a strategy's capabilities. A strategy that watches something
// without the handler for it is an error at Start.
type (
	// BarHandler sees closed bars that it watches, after they are matched.
	BarHandler interface{ OnBar(*Broker, Bar) }
	// SignalHandler sees announcements at their known time plus the embargo.
	SignalHandler interface{ OnSignal(*Broker, Signal) }
	// ActionHandler sees corporate actions of watched instruments on their day,
	// after positions, orders and history have followed them.
	ActionHandler interface{ OnAction(*Broker, Action) }
	// PhaseHandler sees the parts of each trading day begin and end.
	PhaseHandler interface{ OnPhase(*Broker, Phase) }
	// FillHandler sees its executions, after the batch in which they happened.
	FillHandler interface{ OnFill(*Broker, Fill) }
	// OrderHandler sees its orders refused, cancelled and expired.
	OrderHandler interface{ OnOrder(*Broker, OrderUpdate) }
	// WakeHandler is woken at the instants that it asked for.
	WakeHandler interface{ OnWake(*Broker) }
)

// All is a depth or a warm-up without limit: from the data's first row on.
const All = math.MaxInt32

// Setup is where a strategy declares interest. It is valid during Start.
type Setup struct {
	sim     *Sim
	watched []ID
	bars    []barWatch
	signals func(*Signal) bool
	warmup  int
	errs    []error
}

type barWatch struct {
	id     ID
	series uint16
	depth  int32
}

// Universe returns the instruments of the run.
func (s *Setup) Universe() *Universe { return s.sim.tape.universe }

// Span returns the first and last session that count.
func (s *Setup) Span() Span { return s.sim.plan.Span }

// Cash returns the starting cash.
func (s *Setup) Cash() Money { return s.sim.plan.Cash }

// Interval returns the finest interval of bars that the data has of the
// instrument, and whether there are any.
func (s *Setup) Interval(id ID) (Interval, bool) {
	best, ok := Interval(0), false
	for n, end := s.sim.tape.seriesOf(id); n < end; n++ {
		if every := s.sim.tape.series[n].interval; !ok || every < best {
			best, ok = every, true
		}
	}
	return best, ok
}

// Intervals returns the intervals of bars that the data has of the instrument,
// the finest first; none where it has no bars.
func (s *Setup) Intervals(id ID) []Interval {
	n, end := s.sim.tape.seriesOf(id)
	all := make([]Interval, 0, end-n)
	for ; n < end; n++ {
		all = append(all, s.sim.tape.series[n].interval)
	}
	slices.Sort(all)
	return all
}

// WatchBars asks for the closed bars of instruments. Depth bounds how many of
// them, from the newest back, BarView shows; All is no bound.
func (s *Setup) WatchBars(every Interval, depth int, ids ...ID) {
	for _, id := range ids {
		n, ok := s.sim.tape.find(id, every)
		if !ok {
			s.errs = append(s.errs, fmt.Errorf("%s has no bars of %v", s.Universe().At(id).Symbol, every))
			continue
		}
		s.bars = append(s.bars, barWatch{id, n, int32(min(max(depth, 1), All))})
		s.watch(id)
	}
}

// WatchPrices asks for no bars, but makes the instruments tradable and their
// last prices known.
func (s *Setup) WatchPrices(ids ...ID) {
	for _, id := range ids {
		s.watch(id)
	}
}

func (s *Setup) watch(id ID) {
	if i, ok := slices.BinarySearch(s.watched, id); !ok {
		s.watched = slices.Insert(s.watched, i, id)
	}
}

// WatchSignals asks for the signals that the filter passes; nil passes all.
func (s *Setup) WatchSignals(filter func(*Signal) bool) {
	if filter == nil {
		filter = func(*Signal) bool { return true }
	}
	s.signals = filter
}

// Warmup asks for sessions before the span, as many as the data has.
func (s *Setup) Warmup(sessions int) { s.warmup = max(s.warmup, sessions) }

// Column asks for a streaming indicator over the instrument's bars, computed
// once for the whole tape and shared by all plans that ask for the same key.
// The key must tell indicators with other parameters apart. After an action
// on share counts it is computed anew from the last depth re-based bars.
func (s *Setup) Column(id ID, every Interval, depth int, key string, make func() Streaming) Column {
	n, ok := s.sim.tape.find(id, every)
	if !ok {
		s.errs = append(s.errs, fmt.Errorf("%s has no bars of %v", s.Universe().At(id).Symbol, every))
		return Column{}
	}
	s.watch(id)
	return Column{
		column: s.sim.tape.shared.get(&s.sim.tape.series[n], n, key, min(max(depth, 1), All), make),
		state:  &s.sim.states[n],
	}
}

// handlers are the capabilities of a strategy, found once.
type handlers struct {
	bar    BarHandler
	signal SignalHandler
	action ActionHandler
	phase  PhaseHandler
	fill   FillHandler
	order  OrderHandler
	wake   WakeHandler
}

func capabilities(s Strategy) handlers {
	var h handlers
	h.bar, _ = s.(BarHandler)
	h.signal, _ = s.(SignalHandler)
	h.action, _ = s.(ActionHandler)
	h.phase, _ = s.(PhaseHandler)
	h.fill, _ = s.(FillHandler)
	h.order, _ = s.(OrderHandler)
	h.wake, _ = s.(WakeHandler)
	return h
}

// check reports what the strategy watches but cannot handle.
func (s *Setup) check(h handlers) error {
	if len(s.errs) > 0 {
		return s.errs[0]
	}
	if len(s.bars) > 0 && h.bar == nil && h.phase == nil && h.wake == nil && h.signal == nil {
		return fmt.Errorf("watches bars but has no OnBar, OnPhase, OnSignal or OnWake")
	}
	if s.signals != nil && h.signal == nil {
		return fmt.Errorf("watches signals but has no OnSignal")
	}
	return nil
}

package reports

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"rally/engine"
	"rally/reports/metrics"
)

// facts are what all reports of one study share, worked out once.
type facts struct {
	days      []engine.Day  // of the rows; the first is the session before the span
	curve     metrics.Curve // equity in HKD
	hold      *metrics.Curve
	benchmark *metrics.Curve

	trips, open []Trip
	figures     metrics.Set // of the curve, of trading and of round trips
	holdFigures metrics.Set
	profits     []signalProfit
	signalDays  int // distinct sessions on which signals that led to an entry became known
	fees        engine.Money
	net         engine.Money // equity at the end less the starting cash
}

// study returns the facts of s. It fails on a result without session rows.
func (s *Study) study() (*facts, error) {
	s.counted.Do(func() { s.facts, s.broken = newFacts(s) })
	return s.facts, s.broken
}

func newFacts(s *Study) (*facts, error) {
	r := s.Result
	if r == nil || len(r.Rows) == 0 {
		return nil, errors.New("the result has no session rows")
	}
	f := &facts{net: r.Last.Equity - r.Cash}
	var equity []float64
	f.days, equity = equityOf(r.Rows, 1)
	var err error
	if f.curve, err = metrics.NewCurve(f.days, equity); err != nil {
		return nil, fmt.Errorf("equity: %w", err)
	}
	if s.Hold != nil && len(s.Hold.Rows) > 0 {
		days, equity := equityOf(s.Hold.Rows, s.scale())
		c, err := metrics.NewCurve(days, equity)
		if err != nil {
			return nil, fmt.Errorf("equity of holding the universe: %w", err)
		}
		f.hold = &c
		f.holdFigures = metrics.Compute(c, nil, metrics.Options{Periods: s.Periods})
	}
	if f.benchmark, err = s.benchmarkCurve(f.days); err != nil {
		return nil, err
	}
	f.trips, f.open = Trips(r)
	for _, fee := range r.FeeTotals {
		f.fees += fee
	}
	f.profits = profitBySignal(s, f.trips)
	f.signalDays = distinctSignalDays(s, f)
	f.figures = f.compute(s)
	return f, nil
}

// scale is what money of Hold is divided by.
func (s *Study) scale() int64 { return max(1, s.HoldScale) }

func equityOf(rows []engine.SessionRow, scale int64) ([]engine.Day, []float64) {
	days, equity := make([]engine.Day, len(rows)), make([]float64, len(rows))
	for i := range rows {
		days[i] = rows[i].Day
		equity[i] = rows[i].Equity.Float() / float64(scale)
	}
	return days, equity
}

// benchmarkCurve cuts the benchmark to the run: from its last close on or
// before the first row's day, which stands for that day, to the last row's.
// One that begins later begins there; nil where nothing is left.
func (s *Study) benchmarkCurve(days []engine.Day) (*metrics.Curve, error) {
	b := s.Benchmark
	if b == nil {
		return nil, nil
	}
	if len(b.Days) != len(b.Levels) {
		return nil, fmt.Errorf("benchmark %s: %d days for %d levels", b.Symbol, len(b.Days), len(b.Levels))
	}
	first, last := days[0], days[len(days)-1]
	lo, exact := slices.BinarySearch(b.Days, first)
	hi, found := slices.BinarySearch(b.Days, last)
	if found {
		hi++
	}
	if !exact && lo > 0 {
		lo--
	}
	if hi-lo < 1 {
		return nil, nil
	}
	own := slices.Clone(b.Days[lo:hi]) // the run's days are given to it
	own[0] = max(own[0], first)
	c, err := metrics.NewCurve(own, b.Levels[lo:hi])
	if err != nil {
		return nil, fmt.Errorf("benchmark %s: %w", b.Symbol, err)
	}
	return &c, nil
}

// compute returns every figure of the study, in the order of their definitions.
func (f *facts) compute(s *Study) metrics.Set {
	o := metrics.Options{Periods: s.Periods}
	set := metrics.Compute(f.curve, f.benchmark, o)
	set = append(set, metrics.ComputeActivity(f.activity(s), f.curve, o)...)
	trades := make([]metrics.Trade, len(f.trips))
	for i := range f.trips {
		t := &f.trips[i]
		trades[i] = metrics.Trade{Net: t.Net(), Return: t.Return(), Sessions: t.Sessions}
	}
	return append(set, metrics.ComputeTrades(trades)...)
}

func (f *facts) activity(s *Study) metrics.Activity {
	r := s.Result
	a := metrics.Activity{Buys: r.Bought, Sells: r.Sold, Costs: f.fees, Gross: f.net + f.fees}
	for _, row := range r.Rows[1:] {
		a.Exposure = append(a.Exposure, exposure(row))
	}
	return a
}

// exposure is gross market value ÷ equity; 0 without equity.
func exposure(r engine.SessionRow) float64 {
	if r.Equity <= 0 {
		return 0
	}
	return fraction(r.Gross, r.Equity)
}

// value returns a figure of the study; one that nobody defines is a
// programmer's mistake.
func (f *facts) value(name string) metrics.Value { return valueOf(f.figures, name) }

func valueOf(set metrics.Set, name string) metrics.Value {
	v, ok := set.Get(name)
	if !ok {
		panic("reports: no figure " + name)
	}
	return v
}

// signalProfit is what the round trips of one signal earned.
type signalProfit struct {
	ref    engine.SignalRef // 0: trips without a signal
	trades int
	net    engine.Money
}

// profitBySignal sums round trips by the signal of their first entry, in the
// order of the signals.
func profitBySignal(s *Study, trips []Trip) []signalProfit {
	var list []signalProfit
	for i := range trips {
		t := &trips[i]
		at, ok := slices.BinarySearchFunc(list, t.Signal, func(p signalProfit, ref engine.SignalRef) int { return cmp.Compare(p.ref, ref) })
		if !ok {
			list = slices.Insert(list, at, signalProfit{ref: t.Signal})
		}
		list[at].trades++
		list[at].net += t.Net()
	}
	return list
}

// distinctSignalDays counts the sessions on which the signals of entries
// became known, one on a day without session at the next.
func distinctSignalDays(s *Study, f *facts) int {
	var sessions []int
	for _, list := range [][]Trip{f.trips, f.open} {
		for i := range list {
			g := s.signal(list[i].Signal)
			if g == nil {
				continue
			}
			at, _ := slices.BinarySearch(f.days, g.At.Day())
			sessions = append(sessions, at)
		}
	}
	slices.Sort(sessions)
	return len(slices.Compact(sessions))
}

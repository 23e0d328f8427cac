package reports

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rally/engine"
	"rally/reports/metrics"
)

// facts are what all reports of one study share, worked out once.
type facts struct {
	days      []engine.Day  // of the rows; the first is the session before the span
	curve     metrics.Curve // equity in HKD
	hold      *metrics.Curve
	benchmark *metrics.Curve
	covered   coverage // what the benchmark covers

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
	f.covered = coverageOf(f.days, f.benchmark)
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
// One that begins later begins there, one that ends earlier ends there; nil
// where it has no two closes that a return of the span lies between.
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
	if hi-lo < 2 {
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

// coverage is the part of the run that the benchmark has closes for.
type coverage struct {
	from, to engine.Day // its first and last close, where it begins late or ends early; else 0
	sessions int        // whose returns lie between them
	of       int        // sessions of the run
}

func coverageOf(days []engine.Day, c *metrics.Curve) coverage {
	v := coverage{of: len(days) - 1}
	if c == nil {
		return v
	}
	first, _ := c.Day(0)
	last, _ := c.Day(c.Len() - 1)
	if first > days[0] {
		v.from = first
	}
	if last < days[len(days)-1] {
		v.to = last
	}
	for _, d := range days[1:] {
		if d > first && d <= last {
			v.sessions++
		}
	}
	return v
}

// whole reports whether the benchmark covers the run from end to end.
func (v coverage) whole() bool { return v.from == 0 && v.to == 0 }

// part says what is covered, as it stands behind a return: "to 13 Nov 2024";
// nothing where that is the whole run.
func (v coverage) part() string {
	var words []string
	if v.from != 0 {
		words = append(words, "from "+dated(v.from))
	}
	if v.to != 0 {
		words = append(words, "to "+dated(v.to))
	}
	return strings.Join(words, " ")
}

// coverageWarning says that the benchmark is of a part of the run, or of nothing of
// it; empty where there is none, or it is whole.
func (s *Study) coverageWarning() string {
	f, err := s.study()
	if err != nil || s.Benchmark == nil {
		return ""
	}
	v := f.covered
	lead := "the benchmark " + s.Benchmark.Symbol
	sessions := fmt.Sprintf("it covers %s of %s", grouped(float64(v.sessions), 0), count(v.of, "session"))
	switch {
	case f.benchmark == nil:
		return lead + " has no two closes in the span: nothing is compared with it"
	case v.whole():
		return ""
	case v.to == 0:
		return lead + " begins on " + dated(v.from) + ": " + sessions
	case v.from == 0:
		return lead + " ends on " + dated(v.to) + ": " + sessions
	}
	return lead + " begins on " + dated(v.from) + " and ends on " + dated(v.to) + ": " + sessions
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

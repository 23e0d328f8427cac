package data

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"rally/engine"
)

// group gathers the rows of each symbol over the files of each source, in the
// order of their names, finds what undoes their adjustment, and leaves out what
// lies outside the bounds and the listing.
func (l *loader) group(ctx context.Context) error {
	bySymbol := map[string]*loaded{}
	var all []*loaded
	for _, f := range l.read {
		for _, set := range f.sets {
			one := bySymbol[set.symbol]
			if one == nil {
				in, _ := l.pick.instrument(set.symbol)
				one = &loaded{in: in}
				bySymbol[set.symbol] = one
				all = append(all, one)
			}
			to, err := one.lane(f, &l.sources[f.source])
			if err != nil {
				return err
			}
			if err := to.add(f, set.bars, set.symbol); err != nil {
				return err
			}
		}
		f.sets = nil
	}
	slices.SortFunc(all, func(a, b *loaded) int { return cmp.Compare(a.in.Symbol, b.in.Symbol) })
	if err := l.each(ctx, len(all), func(i int) error {
		all[i].prepare(l.settled, l.actions[all[i].in.Symbol])
		return nil
	}); err != nil {
		return err
	}
	for _, one := range all {
		if one.rows() > 0 && l.pick.trades(one.in.Symbol) {
			l.traded = append(l.traded, one)
		}
	}
	if len(l.traded) == 0 {
		return errors.New("no bars of any instrument of the universe; do bars, universe, and the span fit together?")
	}
	if l.benchmark != "" {
		if l.bench = bySymbol[l.benchmark]; l.bench == nil || l.bench.rows() == 0 {
			return fmt.Errorf("benchmark: the data has no bars of %s; name its file in bars", l.benchmark)
		}
	}
	return nil
}

// all returns the universe and, where it is none of it, the benchmark.
func (l *loader) all() []*loaded {
	if l.bench == nil || slices.Contains(l.traded, l.bench) {
		return l.traded
	}
	return append(slices.Clone(l.traded), l.bench)
}

// check passes every instrument through the gate and makes the intervals that
// are to be made.
func (l *loader) check(ctx context.Context) error {
	all := l.all()
	first, last := engine.Day(math.MaxInt32), engine.Day(math.MinInt32)
	var lanes []*lane
	var of []*loaded
	for _, o := range all {
		for _, x := range o.lanes {
			lanes, of = append(lanes, x), append(of, o)
			for i := range x.bars {
				first, last = min(first, x.bars[i].day), max(last, x.bars[i].day)
			}
		}
	}
	cal := newCalendar(l.Venue, first, last)
	err := l.each(ctx, len(lanes), func(i int) error {
		return lanes[i].check(&of[i].in, l.Venue, cal, l.actions[of[i].in.Symbol])
	})
	if err != nil {
		return err
	}
	for _, o := range all {
		o.make(l.made, cal)
	}
	m := l.market
	m.Findings.waived = l.waived
	for _, x := range lanes {
		m.Findings.List = append(m.Findings.List, x.findings...)
		if x.from.adjusted != AsTraded && x.proof.Rows > 0 && x.proof.Prices > 0 {
			m.Undone = append(m.Undone, x.proof)
		}
	}
	m.Findings.sort()
	return nil
}

// compare looks at each day's shorter bars beside its daily bar.
func (l *loader) compare(context.Context) error {
	for _, o := range l.all() {
		l.market.Findings.List = append(l.market.Findings.List, o.mismatches()...)
	}
	l.market.Findings.sort()
	return nil
}

func sharesOnly(actions []engine.Action) []engine.Action {
	var out []engine.Action
	for i := range actions {
		if actions[i].Kind != engine.Dividend {
			out = append(out, actions[i])
		}
	}
	return out
}

// assemble lays what the gate kept on a tape.
func (l *loader) assemble() error {
	members := slices.Clone(l.traded)
	if l.bench != nil && l.bench.in.Kind == engine.Index && !slices.Contains(members, l.bench) {
		members = append(members, l.bench)
	}
	instruments := make([]engine.Instrument, len(members))
	for i, o := range members {
		instruments[i] = o.in
	}
	universe, err := engine.NewUniverse(instruments)
	if err != nil {
		return err
	}
	universe.DataHash = hashOf(l.market.Files)
	if err := l.span(); err != nil {
		return err
	}
	b := engine.NewBuilder(universe, l.Venue)
	slices.SortFunc(members, func(x, y *loaded) int { return cmp.Compare(x.in.Symbol, y.in.Symbol) })
	m := l.market
	for _, o := range members {
		id, _ := universe.Lookup(o.in.Symbol)
		for _, x := range o.lanes {
			b.Reserve(id, x.every, len(x.kept))
			for i := range x.kept {
				if err := b.Bar(id, x.every, x.kept[i]); err != nil {
					return err
				}
			}
			if x.made {
				m.Counts.Made += len(x.kept)
			} else {
				m.Counts.Bars += len(x.kept)
			}
			if i, known := slices.BinarySearch(m.Intervals, x.every); !known && len(x.kept) > 0 {
				m.Intervals = slices.Insert(m.Intervals, i, x.every)
			}
			x.kept = nil // the tape has them
		}
		if err := l.act(b, id, &o.in); err != nil {
			return err
		}
	}
	for i := range l.signals {
		b.Signal(l.signals[i])
	}
	m.Universe, m.Counts.Instruments, m.Counts.Signals = universe, len(members), len(l.signals)
	m.Feed.Tape, err = b.Seal(m.First, m.Last)
	return err
}

// act appends the instrument's corporate actions that fall on the tape, its
// delisting among them.
func (l *loader) act(b *engine.Builder, id engine.ID, in *engine.Instrument) error {
	m := l.market
	for _, a := range l.actions[in.Symbol] {
		if a.Ex < m.First || a.Ex > m.Last {
			continue
		}
		a.Instrument = id
		if err := b.Action(a); err != nil {
			return err
		}
		if a.Kind == engine.Dividend {
			m.Counts.Dividends++
		} else {
			m.Counts.Splits++
		}
	}
	return nil // a delisting is the builder's to add
}

// span finds the first and last session of the tape: those of the bars of what
// is tradable, or of everything where nothing is, and after them those on which
// names are delisted, so that what is held of them is closed.
func (l *loader) span() error {
	m := l.market
	for _, tradable := range [...]bool{true, false} {
		for _, o := range l.traded {
			for _, x := range o.lanes {
				if len(x.kept) == 0 || tradable && o.in.Kind == engine.Index {
					continue
				}
				first, last := x.kept[0].End.Day(), x.kept[len(x.kept)-1].End.Day()
				if m.First == 0 || first < m.First {
					m.First = first
				}
				m.LastBar = max(m.LastBar, last)
			}
		}
		if m.First != 0 {
			m.Last = max(m.LastBar, l.lastDelisting())
			return nil
		}
	}
	return errors.New("the check kept no rows of any instrument of the universe")
}

// lastDelisting returns the last session on which a tradable name with bars is
// delisted, at or before the end that is asked for; 0: none is.
func (l *loader) lastDelisting() engine.Day {
	last := engine.Day(0)
	for _, o := range l.traded {
		if o.in.Delisted == 0 || o.in.Kind == engine.Index || !o.keeps() {
			continue
		}
		d, ok := sessionAfter(l.Venue, o.in.Delisted-1)
		if ok && (l.To == 0 || d <= l.To) {
			last = max(last, d)
		}
	}
	return last
}

// keeps reports whether the gate kept any of the instrument's bars.
func (o *loaded) keeps() bool {
	return slices.ContainsFunc(o.lanes, func(x *lane) bool { return len(x.kept) > 0 })
}

// describe writes down what a report says beside the figures.
func (l *loader) describe() {
	m := l.market
	have := map[string]bool{}
	var unlisted, unknownLots, outside []string
	for _, o := range l.all() {
		have[o.in.Symbol] = true
		if _, ok := l.pick.instrument(o.in.Symbol); !ok {
			unlisted = append(unlisted, o.in.Symbol)
		} else if len(o.in.Lots) == 0 && o.in.Kind != engine.Index {
			unknownLots = append(unknownLots, o.in.Symbol)
		}
		if o.in.LotAsOf > m.LotsAsOf {
			m.LotsAsOf = o.in.LotAsOf
		}
		if o.outside > 0 {
			outside = append(outside, fmt.Sprintf("%s %d", o.in.Symbol, o.outside))
		}
	}
	if l.bench != nil {
		m.Benchmark = newCurve(&l.bench.in, l.bench.days(), l.actions[l.bench.in.Symbol])
		m.Benchmark.Dividends = l.paying && !m.Benchmark.Index
	}
	missing := l.pick.without(func(s string) bool { return have[s] })
	m.warn(missing, "the universe names %d symbols without bars: %s")
	m.warn(unlisted, "%d symbols have no row in the instruments file; their lots are unknown: %s")
	m.warn(unknownLots, "%d symbols have no board lot in the instruments file: %s")
	m.warn(outside, "rows before the listing or after the delisting are left out for %d symbols: %s")
	m.warn(l.untold, "%d signals are left out, for their embargo ends beyond the calendar: %s")
	known := func(s string) bool { return have[s] || l.pick.listed[s] != nil }
	m.Warnings = append(m.Warnings, signalGaps(l.signals, known, func(s string) bool { return l.pick.sets[s] })...)
	if slices.ContainsFunc(l.signals, func(s engine.Signal) bool { return s.Hindsight }) {
		m.Warnings = append(m.Warnings, "in-sample: signals compiled after the fact")
	}
}

func (m *Market) warn(symbols []string, format string) {
	if len(symbols) > 0 {
		m.Warnings = append(m.Warnings, fmt.Sprintf(format, len(symbols), listed(symbols)))
	}
}

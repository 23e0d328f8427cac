package engine

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Builder makes a Tape. Append the bars of each instrument and interval in
// order of time, the signals, actions and values in any order; Seal checks
// and sorts them. Whether prices are sound is the gate's business, in data.
type Builder struct {
	universe *Universe
	venue    Venue
	series   []*series
	seriesOf [][]uint16
	ends     [][]Time // of each bar, by series
	starts   [][]Time
	flags    [][]barFlags
	signals  []Signal
	actions  []Action
	values   []datedValue
}

type datedValue struct {
	at Time
	valueRecord
}

// BarRow is a bar as a source hands it over. Start is when its Open is shown,
// End when it closes: for a daily bar the opening auction and the session's end.
type BarRow struct {
	Start, End             Time
	Open, High, Low, Close Price
	Volume                 Qty
	Turnover               Money
	NoFill                 bool // kept for marks and averages, never fills
}

// NewBuilder returns an empty builder.
func NewBuilder(u *Universe, v Venue) *Builder {
	return &Builder{universe: u, venue: v, seriesOf: make([][]uint16, u.Len())}
}

// Reserve makes room for n more bars of a series.
func (b *Builder) Reserve(id ID, every Interval, n int) {
	s := b.seriesFor(id, every)
	b.series[s].bars = slices.Grow(b.series[s].bars, n)
	b.series[s].days = slices.Grow(b.series[s].days, n)
	b.ends[s] = slices.Grow(b.ends[s], n)
	b.starts[s] = slices.Grow(b.starts[s], n)
	b.flags[s] = slices.Grow(b.flags[s], n)
}

func (b *Builder) seriesFor(id ID, every Interval) uint16 {
	for _, s := range b.seriesOf[id] {
		if b.series[s].interval == every {
			return s
		}
	}
	n := uint16(len(b.series))
	b.series = append(b.series, &series{instrument: id, interval: every})
	b.ends, b.starts, b.flags = append(b.ends, nil), append(b.starts, nil), append(b.flags, nil)
	b.seriesOf[id] = append(b.seriesOf[id], n)
	return n
}

// Bar appends a bar. It must start before it ends, follow the bar before it,
// lie in one session, and its prices must fit 32 bits of mills. A bar without
// volume is no print and is left out, unless it is an index's.
func (b *Builder) Bar(id ID, every Interval, r BarRow) error {
	if int(id) >= b.universe.Len() {
		return fmt.Errorf("instrument %d is not in the universe", id)
	}
	n := b.seriesFor(id, every)
	s := b.series[n]
	symbol := b.universe.At(id).Symbol
	if k := len(b.ends[n]); k > 0 && r.Start < b.ends[n][k-1] {
		return fmt.Errorf("%s: bar at %v starts before the one before it ends", symbol, r.End)
	}
	if r.Start >= r.End {
		return fmt.Errorf("%s: bar at %v does not start before it ends", symbol, r.End)
	}
	for _, p := range [...]Price{r.Open, r.High, r.Low, r.Close} {
		if p < 0 || p > math.MaxInt32 {
			return fmt.Errorf("%s: price %v of the bar at %v does not fit 32 bits of mills", symbol, p, r.End)
		}
	}
	day := r.End.Day()
	session, open := b.venue.Session(day)
	if !open || r.Start < session.PreOpen || r.End > session.End {
		return fmt.Errorf("%s: bar from %v to %v lies outside a session", symbol, r.Start, r.End)
	}
	if r.Volume <= 0 && b.universe.At(id).Kind != Index {
		return nil
	}
	s.bars = append(s.bars, barRecord{
		open: int32(r.Open), high: int32(r.High), low: int32(r.Low), close: int32(r.Close),
		volume: int64(r.Volume), turnover: int64(r.Turnover),
		n: int32(len(s.bars)), series: n, interval: every,
	})
	s.days = append(s.days, day)
	b.ends[n] = append(b.ends[n], r.End)
	b.starts[n] = append(b.starts[n], r.Start)
	var f barFlags
	if r.NoFill || b.universe.At(id).Kind == Index {
		f |= noFill
	}
	b.flags[n] = append(b.flags[n], f)
	return nil
}

// Signal appends a signal; its Ref is given by Seal.
func (b *Builder) Signal(s Signal) { b.signals = append(b.signals, s) }

// Action appends a corporate action.
func (b *Builder) Action(a Action) error {
	if a.changesShares() && (a.Num <= 0 || a.Den <= 0 || a.Num > mostDigits || a.Den > mostDigits) {
		return fmt.Errorf("%s %v on %v: the terms of the ratio %d/%d must lie between 1 and 100000000", b.universe.At(a.Instrument).Symbol, a.Kind, a.Ex, a.Num, a.Den)
	}
	b.actions = append(b.actions, a)
	return nil
}

// Value appends a dated observation.
func (b *Builder) Value(at Time, s SeriesID, v float64) {
	b.values = append(b.values, datedValue{at, valueRecord{s, v}})
}

// Seal returns the tape of the sessions from first to last, both included.
// Signals after the last session's end are left out; actions on a day without
// session are effective at the next one.
func (b *Builder) Seal(first, last Day) (*Tape, error) {
	t := &Tape{universe: b.universe, series: b.series, seriesOf: b.seriesOf, shared: newColumnCache()}
	for d := first; d <= last; d++ {
		if s, ok := b.venue.Session(d); ok {
			t.sessions = append(t.sessions, sessionSpan{Session: s})
		}
	}
	if len(t.sessions) == 0 {
		return nil, fmt.Errorf("no session between %v and %v", first, last)
	}
	b.markCoarse()
	for id := range b.universe.Len() {
		if gone := b.universe.At(ID(id)).Delisted; gone != 0 {
			b.actions = append(b.actions, Action{Instrument: ID(id), Kind: Delisting, Ex: gone})
		}
	}
	b.sortNews()
	t.signals, t.actions = b.signals, b.actions
	for i := range t.signals {
		t.signals[i].Ref = SignalRef(i + 1)
	}
	b.archiveActions(t)

	buckets := b.fillBuckets(t, min(first, t.sessions[0].Day))
	total := 0
	for i := range buckets {
		total += len(buckets[i].prints) + len(buckets[i].news)
	}
	if total > math.MaxInt32 {
		return nil, fmt.Errorf("%d events: a tape holds at most %d", total, math.MaxInt32)
	}
	b.lay(t, buckets, total)
	return t, nil
}

// sortNews puts signals, actions and values in order, stably.
func (b *Builder) sortNews() {
	slices.SortStableFunc(b.signals, func(x, y Signal) int { return cmp.Compare(x.At, y.At) })
	slices.SortStableFunc(b.actions, func(x, y Action) int {
		return cmp.Or(cmp.Compare(x.Ex, y.Ex), cmp.Compare(x.Instrument, y.Instrument), cmp.Compare(x.Kind, y.Kind))
	})
	slices.SortStableFunc(b.values, func(x, y datedValue) int { return cmp.Compare(x.at, y.at) })
}

// markCoarse flags the bars of an instrument that has finer ones in the same session.
func (b *Builder) markCoarse() {
	for _, of := range b.seriesOf {
		if len(of) < 2 {
			continue
		}
		finest := map[Day]Interval{}
		for _, s := range of {
			for _, d := range b.series[s].days {
				if have, ok := finest[d]; !ok || b.series[s].interval < have {
					finest[d] = b.series[s].interval
				}
			}
		}
		for _, s := range of {
			for i, d := range b.series[s].days {
				if b.series[s].interval > finest[d] {
					b.flags[s][i] |= coarse
				}
			}
		}
	}
}

// archiveActions notes in each series from which bar on its history is re-based.
func (b *Builder) archiveActions(t *Tape) {
	for i := range b.actions {
		a := &b.actions[i]
		if !a.changesShares() {
			continue
		}
		for k := range t.sessions { // effective at the session that follows
			if a.Ex < t.sessions[0].Day {
				break
			}
			if t.sessions[k].Day >= a.Ex {
				a.Ex = t.sessions[k].Day
				break
			}
		}
		for _, n := range b.seriesOf[a.Instrument] {
			s := b.series[n]
			s.rebase = append(s.rebase, rebase{at: s.countBefore(a.Ex), day: a.Ex, num: a.Num, den: a.Den})
		}
	}
}

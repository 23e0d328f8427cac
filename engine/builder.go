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
	rowsOf   [][]*rows // by instrument
	rows     []*rows   // all, by instrument, once sealed: the series of the tape
	signals  []Signal
	actions  []Action
	values   []datedValue
}

// rows are the bars of a series on their way to the tape.
type rows struct {
	series
	starts []Time
	ends   []Time
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
	return &Builder{universe: u, venue: v, rowsOf: make([][]*rows, u.Len())}
}

// Reserve makes room for n more bars of a series.
func (b *Builder) Reserve(id ID, every Interval, n int) {
	r := b.rowsFor(id, every)
	r.grow(n)
	r.starts, r.ends = slices.Grow(r.starts, n), slices.Grow(r.ends, n)
}

func (b *Builder) rowsFor(id ID, every Interval) *rows {
	for _, r := range b.rowsOf[id] {
		if r.interval == every {
			return r
		}
	}
	r := &rows{series: series{instrument: id, interval: every}}
	b.rowsOf[id] = append(b.rowsOf[id], r)
	return r
}

// Bar appends a bar. It must start before it ends, follow the bar before it,
// lie in one session, and its prices must fit 32 bits of mills. A bar without
// volume is no print and is left out, unless it is an index's.
func (b *Builder) Bar(id ID, every Interval, r BarRow) error {
	if int(id) >= b.universe.Len() {
		return fmt.Errorf("instrument %d is not in the universe", id)
	}
	s := b.rowsFor(id, every)
	symbol := b.universe.At(id).Symbol
	if k := len(s.ends); k > 0 && r.Start < s.ends[k-1] {
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
	var f barFlags
	if r.NoFill || b.universe.At(id).Kind == Index {
		f |= noFill
	}
	s.add(day, r, f)
	s.starts, s.ends = append(s.starts, r.Start), append(s.ends, r.End)
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
	t := &Tape{universe: b.universe, shared: newColumnCache(), liquid: &liquidity{of: map[ID][]usual{}}}
	for d := first; d <= last; d++ {
		if s, ok := b.venue.Session(d); ok {
			t.sessions = append(t.sessions, sessionSpan{Session: s, settles: b.venue.SettleOn(d)})
		}
	}
	if len(t.sessions) == 0 {
		return nil, fmt.Errorf("no session between %v and %v", first, last)
	}
	for _, of := range b.rowsOf { // whatever the order of the files: minutes are told before days, and the day's close marks
		slices.SortFunc(of, func(x, y *rows) int { return cmp.Compare(x.interval, y.interval) })
	}
	b.markCoarse()
	for id := range b.universe.Len() {
		if gone := b.universe.At(ID(id)).Delisted; gone != 0 {
			b.actions = append(b.actions, Action{Instrument: ID(id), Kind: Delisting, Ex: gone})
		}
	}
	b.sortNews(t)
	t.signals, t.actions = b.signals, b.actions
	for i := range t.signals {
		t.signals[i].Ref = SignalRef(i + 1)
	}
	b.archive(t)

	buckets := b.fillBuckets(t, min(first, t.sessions[0].Day))
	total := 0
	for i := range buckets {
		total += len(buckets[i].prints) + len(buckets[i].news)
	}
	if total > math.MaxInt32 {
		return nil, fmt.Errorf("%d events: a tape holds at most %d", total, math.MaxInt32)
	}
	b.lay(t, buckets)
	return t, nil
}

// sortNews puts signals, actions and values in order, stably: actions by the
// session at which they are effective, name and kind, because a dividend is for
// the shares before that session's other actions.
func (b *Builder) sortNews(t *Tape) {
	slices.SortStableFunc(b.signals, func(x, y Signal) int { return cmp.Compare(x.At, y.At) })
	slices.SortStableFunc(b.actions, func(x, y Action) int {
		return cmp.Or(cmp.Compare(t.effective(x.Ex), t.effective(y.Ex)), cmp.Compare(x.Instrument, y.Instrument),
			cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Ex, y.Ex))
	})
	slices.SortStableFunc(b.values, func(x, y datedValue) int { return cmp.Compare(x.at, y.at) })
}

// effective returns the session at which an action dated d is effective: on a
// day without session the next one. What lies outside the tape stays as it is.
func (t *Tape) effective(d Day) Day {
	k, _ := slices.BinarySearchFunc(t.sessions, d, func(s sessionSpan, d Day) int { return cmp.Compare(s.Day, d) })
	if d < t.sessions[0].Day || k == len(t.sessions) {
		return d
	}
	return t.sessions[k].Day
}

// markCoarse flags the bars of an instrument that has finer ones in the same session.
func (b *Builder) markCoarse() {
	for _, of := range b.rowsOf {
		if len(of) < 2 {
			continue
		}
		finest := map[Day]Interval{}
		for _, r := range of {
			for _, d := range r.days {
				if have, ok := finest[d]; !ok || r.interval < have {
					finest[d] = r.interval
				}
			}
		}
		for _, r := range of {
			for i, d := range r.days {
				if r.interval > finest[d] {
					r.flags[i] |= coarse
				}
			}
		}
	}
}

// archive numbers the series by instrument and hands them to the tape, with
// the bars from which on their history is re-based.
func (b *Builder) archive(t *Tape) {
	for i := range b.actions {
		a := &b.actions[i]
		if !a.changesShares() {
			continue
		}
		a.Ex = t.effective(a.Ex)
		for _, r := range b.rowsOf[a.Instrument] {
			r.rebase = append(r.rebase, rebase{at: r.countBefore(a.Ex), day: a.Ex, num: a.Num, den: a.Den})
		}
	}
	b.rows = slices.Concat(b.rowsOf...)
	pack(b.rows, func(r *rows) *[]int32 { return &r.opens })
	pack(b.rows, func(r *rows) *[]int32 { return &r.highs })
	pack(b.rows, func(r *rows) *[]int32 { return &r.lows })
	pack(b.rows, func(r *rows) *[]int32 { return &r.closes })
	pack(b.rows, func(r *rows) *[]int64 { return &r.volumes })
	t.firstOf = make([]uint16, 1, len(b.rowsOf)+1)
	for _, of := range b.rowsOf {
		for _, r := range of {
			r.number = uint16(len(t.series))
			t.series = append(t.series, r.series)
		}
		t.firstOf = append(t.firstOf, uint16(len(t.series)))
	}
}

package engine

import (
	"iter"
	"slices"
	"sort"
)

// Tape is market history in the order of time, immutable once sealed: a spine
// of 16-byte records and, for each kind, a table of narrow records in the
// order of the spine. The bars of one instant, and the opens, are one record of
// the spine and neighbours in their table.
//
//	stamp[i] ≤ stamp[i+1];  equal stamps ordered by rank of kind, then by source order
//	whole sessions only;  row[i] + count[i] ≤ rows of kind[i];  every instrument in the Universe
//
// Session k owns the events after the end of session k−1, up to its own end.
type Tape struct {
	universe *Universe
	sessions []sessionSpan
	spine    []spineRecord
	bars     []barRecord
	opens    []openRecord
	medians  []int64 // by open: twice the median volume of the last 20 closed bars; −1: no history
	signals  []Signal
	actions  []Action
	payDays  []Day // by action: when a dividend is paid, stated or assumed
	values   []valueRecord
	phases   []Phase
	series   []series // the archive: closed bars from the data's first row on, by instrument
	firstOf  []uint16 // ID → its first series; those of the last end with series

	first  Day          // news before it is before the tape
	dated  []datedValue // all values, by time
	shared *columnCache
	liquid *liquidity
}

// sessionSpan is a session and its records in the spine, [lo, hi).
type sessionSpan struct {
	Session
	settles Day // of its trades
	lo, hi  int32
}

// Universe returns the instruments of the tape.
func (t *Tape) Universe() *Universe { return t.universe }

// Len returns the number of events.
func (t *Tape) Len() int {
	n := 0
	for i := range t.spine {
		n += int(t.spine[i].count)
	}
	return n
}

// Sessions returns the sessions of the tape, in order.
func (t *Tape) Sessions() []Session {
	out := make([]Session, len(t.sessions))
	for i := range t.sessions {
		out[i] = t.sessions[i].Session
	}
	return out
}

// Signals returns the signals of the feed; they are not to be changed.
func (t *Tape) Signals() []Signal { return t.signals }

// Actions returns the corporate actions of the feed, by day; they are not to
// be changed.
func (t *Tape) Actions() []Action { return t.actions }

// Cut returns the tape's sessions of [from, to]. Tables and archive are shared.
func (t *Tape) Cut(from, to Day) *Tape {
	lo := t.sessionFrom(from)
	hi := sort.Search(len(t.sessions), func(i int) bool { return t.sessions[i].Day > to })
	cut := *t
	cut.sessions = t.sessions[lo:max(lo, hi)]
	return &cut
}

// sessionFrom returns the place of the first session on day d or after.
func (t *Tape) sessionFrom(d Day) int {
	return sort.Search(len(t.sessions), func(i int) bool { return t.sessions[i].Day >= d })
}

// find returns the series of an instrument at an interval, and whether there is one.
func (t *Tape) find(id ID, every Interval) (uint16, bool) {
	for n, end := t.seriesOf(id); n < end; n++ {
		if t.series[n].interval == every {
			return n, true
		}
	}
	return 0, false
}

// seriesOf returns the first of an instrument's series, and the first that is
// another's.
func (t *Tape) seriesOf(id ID) (n, end uint16) { return t.firstOf[id], t.firstOf[id+1] }

// Select returns a tape with the events of the given instruments only, its
// records in its own reading order. Signals and values stay; phases stay only
// if asked for, or where they are few among what was asked for. The archive is
// shared, and so are the tables of bars and opens where none is left out.
func (t *Tape) Select(ids []ID, phases bool) *Tape {
	keep := make([]bool, t.universe.Len())
	for _, id := range ids {
		keep[id] = true
	}
	all := t.keepsAll(keep)
	if all && (phases || len(t.spine) > 50*len(t.sessions)) {
		return t
	}
	out := *t
	out.sessions = slices.Clone(t.sessions)
	out.spine = nil
	if !all {
		out.makeTables(t, keep)
	}
	for k := range out.sessions {
		span := &out.sessions[k]
		lo := int32(len(out.spine))
		for i := span.lo; i < span.hi; i++ {
			e := &t.spine[i]
			switch phase := e.kind == KindPhaseClose || e.kind == KindPhaseOpen; {
			case phase && !phases:
			case all:
				out.spine = append(out.spine, *e)
			default:
				out.take(t, lo, e, keep)
			}
		}
		span.lo, span.hi = lo, int32(len(out.spine))
	}
	return &out
}

// makeTables makes empty tables with room for what is kept of another tape's.
func (t *Tape) makeTables(from *Tape, keep []bool) {
	bars, opens := 0, 0
	for i := range from.bars {
		if keep[from.bars[i].instrument] {
			bars++
		}
	}
	for i := range from.opens {
		if keep[from.opens[i].instrument] {
			opens++
		}
	}
	t.bars = make([]barRecord, 0, bars)
	t.opens = make([]openRecord, 0, opens)
	t.medians = make([]int64, 0, opens)
}

// take appends what is kept of one record of another tape's spine, in the
// session that begins at lo.
func (t *Tape) take(from *Tape, lo int32, e *spineRecord, keep []bool) {
	switch e.kind {
	case KindBar:
		for _, b := range from.barsOf(e) {
			if keep[b.instrument] {
				t.addBar(lo, e.stamp, b)
			}
		}
		return
	case KindOpen:
		for i, o := range from.opensOf(e) {
			if keep[o.instrument] {
				t.addOpen(lo, e.stamp, o)
				t.medians = append(t.medians, from.medians[int(e.row)+i])
			}
		}
		return
	case KindAction:
		if !keep[from.actions[e.row].Instrument] {
			return
		}
	}
	t.spine = append(t.spine, *e)
}

// barsOf returns the bars that a record of the spine holds.
func (t *Tape) barsOf(e *spineRecord) []barRecord {
	return t.bars[e.row : e.row+uint32(e.count)]
}

// opensOf returns the opens that a record of the spine holds.
func (t *Tape) opensOf(e *spineRecord) []openRecord {
	return t.opens[e.row : e.row+uint32(e.count)]
}

// size returns about how many bytes the reading order of the tape takes.
func (t *Tape) size() int {
	return len(t.spine)*spineBytes + len(t.bars)*barBytes + len(t.opens)*openBytes
}

// Sizes of the records on the tape, in bytes; an open with its median.
const spineBytes, barBytes, openBytes = 16, 16, 12 + 8

// keepsAll reports whether every instrument that has bars is kept.
func (t *Tape) keepsAll(keep []bool) bool {
	for n := range t.series {
		if !keep[t.series[n].instrument] {
			return false
		}
	}
	return true
}

// Bars yields the closed bars of an instrument as traded, with their sessions,
// from the data's first row on; for reports.
func (t *Tape) Bars(id ID, every Interval) iter.Seq2[Day, BarValues] {
	return func(yield func(Day, BarValues) bool) {
		n, ok := t.find(id, every)
		if !ok {
			return
		}
		s := &t.series[n]
		for i := range s.days {
			if !yield(s.days[i], s.values(int32(i), 0)) {
				return
			}
		}
	}
}

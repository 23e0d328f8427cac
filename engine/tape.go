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
	medians  []int64 // by open: twice the median volume of the last 20 closed bars; 0: no history
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
}

// sessionSpan is a session and its records in the spine, [lo, hi).
type sessionSpan struct {
	Session
	lo, hi int32
}

// series is the closed bars of one instrument at one interval, in order. It is
// kept in columns: who looks back for closes reads nothing else.
type series struct {
	instrument ID
	interval   Interval
	days       []Day
	opens      []int32 // prices in mills
	highs      []int32
	lows       []int32
	closes     []int32
	volumes    []int64
	turnovers  []int64
	flags      []barFlags
	rebase     []rebase // by at
}

// grow makes room for n more bars.
func (s *series) grow(n int) {
	s.days = slices.Grow(s.days, n)
	for _, column := range [...]*[]int32{&s.opens, &s.highs, &s.lows, &s.closes} {
		*column = slices.Grow(*column, n)
	}
	s.volumes, s.turnovers = slices.Grow(s.volumes, n), slices.Grow(s.turnovers, n)
	s.flags = slices.Grow(s.flags, n)
}

// add appends a bar of day d.
func (s *series) add(d Day, r BarRow, f barFlags) {
	s.days = append(s.days, d)
	s.opens, s.highs = append(s.opens, int32(r.Open)), append(s.highs, int32(r.High))
	s.lows, s.closes = append(s.lows, int32(r.Low)), append(s.closes, int32(r.Close))
	s.volumes, s.turnovers = append(s.volumes, int64(r.Volume)), append(s.turnovers, int64(r.Turnover))
	s.flags = append(s.flags, f)
}

// rebase is an action on share counts: bars before index at are seen divided
// by num/den from day on.
type rebase struct {
	at       int32
	day      Day
	num, den int64
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
	lo := sort.Search(len(t.sessions), func(i int) bool { return t.sessions[i].Day >= from })
	hi := sort.Search(len(t.sessions), func(i int) bool { return t.sessions[i].Day > to })
	cut := *t
	cut.sessions = t.sessions[lo:max(lo, hi)]
	return &cut
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

// countBefore returns how many bars of the series closed before day d.
func (s *series) countBefore(d Day) int32 {
	return int32(sort.Search(len(s.days), func(i int) bool { return s.days[i] >= d }))
}

// Select returns a tape with the events of the given instruments only, its
// records in its own reading order. Signals and values stay; phases stay only
// if asked for, or where they are few among what was asked for. The archive is
// shared, and where nothing is to be left out, everything is.
func (t *Tape) Select(ids []ID, phases bool) *Tape {
	keep := make([]bool, t.universe.Len())
	for _, id := range ids {
		keep[id] = true
	}
	if all := t.keepsAll(keep); all && (phases || len(t.bars) > 10*len(t.sessions)) {
		return t
	}
	out := *t
	out.sessions = slices.Clone(t.sessions)
	out.spine, out.bars, out.opens, out.medians = nil, nil, nil, nil
	bars, opens := 0, 0
	for i := range t.bars {
		if keep[t.bars[i].instrument] {
			bars++
		}
	}
	for i := range t.opens {
		if keep[t.opens[i].instrument] {
			opens++
		}
	}
	out.bars = make([]barRecord, 0, bars)
	out.opens = make([]openRecord, 0, opens)
	out.medians = make([]int64, 0, opens)
	for k := range out.sessions {
		span := &out.sessions[k]
		lo := int32(len(out.spine))
		for _, e := range t.spine[span.lo:span.hi] {
			out.take(t, lo, e, keep, phases)
		}
		span.lo, span.hi = lo, int32(len(out.spine))
	}
	return &out
}

// take appends what is kept of one record of another tape's spine, in the
// session that begins at lo.
func (t *Tape) take(from *Tape, lo int32, e spineRecord, keep []bool, phases bool) {
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
	case KindPhaseClose, KindPhaseOpen:
		if !phases {
			return
		}
	}
	t.spine = append(t.spine, e)
}

// barsOf returns the bars that a record of the spine holds.
func (t *Tape) barsOf(e spineRecord) []barRecord {
	return t.bars[e.row : e.row+uint32(e.count)]
}

// opensOf returns the opens that a record of the spine holds.
func (t *Tape) opensOf(e spineRecord) []openRecord {
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

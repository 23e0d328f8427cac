package engine

import (
	"cmp"
	"slices"
)

// loose is an event before it is laid into the spine.
type loose struct {
	stamp stamp
	row   uint32 // news: index within the table of its kind; bar or open: the series
	rec   int32  // bar or open: index within the series
	kind  Kind
}

// bucket is the events of one session. Prints come in source order, opens
// before bars: with daily bars alone that is already their order in time.
type bucket struct{ prints, news []loose }

func inTime(x, y loose) int {
	if x.stamp != y.stamp {
		return cmp.Compare(x.stamp, y.stamp)
	}
	return cmp.Compare(x.kind, y.kind)
}

// sorted returns the bucket's events in the order of time, then of rank, then
// of the source.
func (b *bucket) sorted(dst []loose) []loose {
	if !slices.IsSortedFunc(b.prints, inTime) {
		slices.SortStableFunc(b.prints, inTime)
	}
	slices.SortStableFunc(b.news, inTime)
	dst = dst[:0]
	news := b.news
	for _, p := range b.prints {
		for len(news) > 0 && inTime(news[0], p) < 0 {
			dst, news = append(dst, news[0]), news[1:]
		}
		dst = append(dst, p)
	}
	return append(dst, news...)
}

// fillBuckets hands all events from day first on to the sessions that own them.
func (b *Builder) fillBuckets(t *Tape, first Day) []bucket {
	span := int(t.sessions[len(t.sessions)-1].Day-first) + 1
	owner := make([]int32, span) // day − first → the session of that day, or the next one
	k := len(t.sessions) - 1
	for d := span - 1; d >= 0; d-- {
		if k > 0 && t.sessions[k-1].Day >= first+Day(d) {
			k--
		}
		owner[d] = int32(k)
	}
	sizes := make([]int, len(t.sessions))
	for _, r := range b.rows {
		for _, d := range r.days {
			if d >= first && int(d-first) < span {
				sizes[owner[d-first]] += 2
			}
		}
	}
	buckets := make([]bucket, len(t.sessions))
	for i := range buckets {
		buckets[i] = bucket{prints: make([]loose, 0, sizes[i]), news: make([]loose, 0, 8)}
	}
	put := func(at Time, e loose) { // news between sessions belong to the next one
		d := at.Day()
		if d < first || int(d-first) >= span {
			return
		}
		o := int(owner[d-first])
		if at > t.sessions[o].End {
			o++
		}
		if o < len(buckets) {
			buckets[o].news = append(buckets[o].news, e)
		}
	}
	b.putPhases(t, buckets)
	for _, kind := range [...]Kind{KindOpen, KindBar} {
		for n, r := range b.rows {
			for i, d := range r.days {
				if d < first || int(d-first) >= span {
					continue
				}
				e := loose{openingSide(r.starts[i]), uint32(n), int32(i), kind}
				if kind == KindBar {
					e.stamp = closingSide(r.ends[i])
				}
				o := &buckets[owner[d-first]]
				o.prints = append(o.prints, e)
			}
		}
	}
	var almanac almanac
	almanac.reset(b.venue)
	t.payDays = make([]Day, len(b.actions))
	for i := range b.actions {
		d := b.actions[i].Ex
		if d < t.sessions[0].Day || int(d-first) >= span {
			continue
		}
		o := owner[d-first]
		t.payDays[i] = b.actions[i].payDay(t.sessions[o].Day, &almanac)
		at := t.sessions[o].PreOpen
		buckets[o].news = append(buckets[o].news, loose{openingSide(at), uint32(i), 0, KindAction})
	}
	for i := range b.signals {
		put(b.signals[i].At, loose{closingSide(b.signals[i].At), uint32(i), 0, KindSignal})
	}
	t.first, t.dated = first, b.values
	for i := range b.values {
		t.values = append(t.values, b.values[i].valueRecord)
		put(b.values[i].at, loose{closingSide(b.values[i].at), uint32(i), 0, KindValue})
	}
	return buckets
}

func (b *Builder) putPhases(t *Tape, buckets []bucket) {
	for p := PhasePreOpen; p <= PhaseEnd; p++ {
		t.phases = append(t.phases, p)
	}
	for i := range t.sessions {
		s := &t.sessions[i]
		for p, at := range [...]Time{s.PreOpen, s.Open, s.Lunch, s.Afternoon, s.Close, s.End} {
			if at == 0 || Phase(p) == PhaseClosingAuction && s.Random == 0 {
				continue
			}
			e := loose{openingSide(at), uint32(p), 0, KindPhaseOpen}
			switch Phase(p) {
			case PhaseLunch, PhaseClosingAuction, PhaseEnd:
				e.stamp, e.kind = closingSide(at), KindPhaseClose
			}
			buckets[i].news = append(buckets[i].news, e)
		}
	}
}

// lay writes the sorted buckets into the spine and copies the records into
// the tables in reading order.
func (b *Builder) lay(t *Tape, buckets []bucket) {
	prints := 0
	for n := range t.series {
		prints += len(t.series[n].days)
	}
	t.bars = make([]barRecord, 0, prints)
	t.opens = make([]openRecord, 0, prints)
	t.medians = make([]int64, 0, prints)
	windows := make([]volumeWindow, len(t.series))
	ratios := make([]int, len(t.series))
	for n := range t.series {
		s := &t.series[n]
		windows[n].seed(s, s.countBefore(t.sessions[0].Day), &ratios[n])
	}
	var events []loose
	for k := range buckets {
		events = buckets[k].sorted(events)
		t.sessions[k].lo = int32(len(t.spine))
		for _, e := range events {
			switch e.kind {
			case KindOpen:
				r, w := b.rows[e.row], &windows[e.row]
				w.rebase(&r.series, e.rec, &ratios[e.row])
				t.medians = append(t.medians, w.median2())
				t.addOpen(t.sessions[k].lo, e.stamp, openRecord{
					price: r.opens[e.rec], instrument: r.instrument, every: r.interval, flags: r.flags[e.rec],
				})
			case KindBar:
				r := b.rows[e.row]
				windows[e.row].add(r.volumes[e.rec])
				t.addBar(t.sessions[k].lo, e.stamp, barRecord{
					low: r.lows[e.rec], high: r.highs[e.rec],
					n: e.rec, series: uint16(e.row), instrument: r.instrument,
				})
			default:
				t.spine = append(t.spine, spineRecord{e.stamp, e.row, 1, e.kind})
			}
		}
		t.sessions[k].hi = int32(len(t.spine))
	}
}

// addOpen appends an open to the reading order of the session whose spine
// begins at lo; with others of its instant it is one record of the spine.
func (t *Tape) addOpen(lo int32, at stamp, o openRecord) {
	t.join(lo, at, KindOpen, len(t.opens))
	t.opens = append(t.opens, o)
}

// addBar does for a bar what addOpen does for an open.
func (t *Tape) addBar(lo int32, at stamp, b barRecord) {
	t.join(lo, at, KindBar, len(t.bars))
	t.bars = append(t.bars, b)
}

// join makes the last record of the spine hold one row more, where it is of
// the same instant, kind and session, or appends a record of that row.
func (t *Tape) join(lo int32, at stamp, kind Kind, row int) {
	if n := len(t.spine); n > int(lo) {
		if e := &t.spine[n-1]; e.stamp == at && e.kind == kind {
			e.count++
			return
		}
	}
	t.spine = append(t.spine, spineRecord{at, uint32(row), 1, kind})
}

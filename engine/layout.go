package engine

import (
	"cmp"
	"slices"
)

// loose is an event before it is laid into the spine.
type loose struct {
	spineRecord
	rec int32 // bar or open: index within the series
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
				e := loose{spineRecord{openingSide(r.starts[i]), uint32(n), r.instrument, kind, r.flags[i]}, int32(i)}
				if kind == KindBar {
					e.stamp = closingSide(r.ends[i])
				}
				o := &buckets[owner[d-first]]
				o.prints = append(o.prints, e)
			}
		}
	}
	for i := range b.actions {
		d := b.actions[i].Ex
		if d < t.sessions[0].Day || int(d-first) >= span {
			continue
		}
		o := owner[d-first]
		at := t.sessions[o].PreOpen
		buckets[o].news = append(buckets[o].news, loose{spineRecord{openingSide(at), uint32(i), b.actions[i].Instrument, KindAction, 0}, 0})
	}
	for i := range b.signals {
		put(b.signals[i].At, loose{spineRecord{closingSide(b.signals[i].At), uint32(i), 0, KindSignal, 0}, 0})
	}
	t.first, t.dated = first, b.values
	for i := range b.values {
		t.values = append(t.values, b.values[i].valueRecord)
		put(b.values[i].at, loose{spineRecord{closingSide(b.values[i].at), uint32(i), 0, KindValue, 0}, 0})
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
			e := spineRecord{openingSide(at), uint32(p), 0, KindPhaseOpen, 0}
			switch Phase(p) {
			case PhaseLunch, PhaseClosingAuction, PhaseEnd:
				e.stamp, e.kind = closingSide(at), KindPhaseClose
			}
			buckets[i].news = append(buckets[i].news, loose{e, 0})
		}
	}
}

// lay writes the sorted buckets into the spine and copies the records into
// the tables in reading order.
func (b *Builder) lay(t *Tape, buckets []bucket, total int) {
	t.spine = make([]spineRecord, 0, total)
	bars := 0
	for n := range t.series {
		bars += len(t.series[n].days)
	}
	t.bars = make([]barRecord, 0, bars)
	t.opens = make([]openRecord, 0, bars)
	medians := make([]volumeWindow, len(t.series))
	ratios := make([]int, len(t.series))
	for n := range t.series {
		s := &t.series[n]
		medians[n].seed(s, s.countBefore(t.sessions[0].Day), &ratios[n])
	}
	var events []loose
	for k := range buckets {
		events = buckets[k].sorted(events)
		t.sessions[k].lo = int32(len(t.spine))
		for i := range events {
			e := events[i].spineRecord
			n := e.row
			switch e.kind {
			case KindOpen:
				s := &t.series[n]
				medians[n].rebase(s, events[i].rec, &ratios[n])
				e.row = uint32(len(t.opens))
				t.opens = append(t.opens, openRecord{price: s.opens[events[i].rec], series: uint16(n), every: s.interval, median2: medians[n].median2()})
			case KindBar:
				rec := t.series[n].record(events[i].rec, uint16(n))
				medians[n].add(rec.volume)
				e.row = uint32(len(t.bars))
				t.bars = append(t.bars, rec)
			}
			t.spine = append(t.spine, e)
		}
		t.sessions[k].hi = int32(len(t.spine))
	}
}

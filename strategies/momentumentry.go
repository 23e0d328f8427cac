package strategies

import (
	"fmt"
	"slices"

	"rally/engine"
)

// Entry says when a name that was chosen is bought, as the file writes it:
// "open", at the next opening of a session; "at-once", at the next print;
// "vwap", after the first bar of the session that closes above the session's
// volume-weighted price. The zero value is "open". A resolved configuration
// leaves that out, so that it is the one it was before there was a choice.
type Entry []byte

// The words of an Entry.
const (
	entryOpen = "open"
	entryNow  = "at-once"
	entryVWAP = "vwap"
)

var entryWords = []string{entryOpen, entryNow, entryVWAP}

// entryChoice says what an Entry may be.
const entryChoice = `it is "open", "at-once" or "vwap"`

// UnmarshalText reads one of the three words.
func (e *Entry) UnmarshalText(text []byte) error {
	switch word := string(text); {
	case word == entryOpen:
		*e = nil
	case slices.Contains(entryWords, word):
		*e = Entry(word)
	default:
		return fmt.Errorf("%q is no time to enter: %s", word, entryChoice)
	}
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (e Entry) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// String returns the word.
func (e Entry) String() string {
	if e == nil {
		return entryOpen
	}
	return string(e)
}

// waitingName is a candidate that waits for a close above the session's price.
type waitingName struct {
	id    engine.ID
	ref   engine.SignalRef // of the signal that chose it first
	since engine.Time      // closes after it count
}

// lastOpen returns when the calendar's last bar of a length opens in a session:
// an order that is sent later has to wait for the next session. Of days that is
// the opening auction.
func lastOpen(s *engine.Session, every engine.Interval) engine.Time {
	if every == engine.Daily {
		return s.Auction
	}
	from := s.Open
	if s.Afternoon != 0 {
		from = s.Afternoon
	}
	length := engine.Time(every) * engine.Minute
	return from + (s.Close-from-1)/length*length
}

// buy enters a name that was chosen, and where a slot is free, or lets it wait.
// Paragraphs 4 and 9.
func (p *PolicyMomentum) buy(b *engine.Broker, id engine.ID, ref engine.SignalRef) {
	switch {
	case p.entry == entryVWAP:
		p.wait(b, id, ref)
	case p.used() < p.Top:
		p.enter(b, id, ref)
	}
}

// wait lets a name wait until the end of the session of the next open. One that
// waits already keeps its signal and its place. Paragraph 9.
func (p *PolicyMomentum) wait(b *engine.Broker, id engine.ID, ref engine.SignalRef) {
	if p.waits(id) < 0 {
		p.waiting = append(p.waiting, waitingName{id, ref, b.Now()})
	}
}

// waits returns the place of a name among those that wait, −1 where it does not.
func (p *PolicyMomentum) waits(id engine.ID) int {
	return slices.IndexFunc(p.waiting, func(w waitingName) bool { return w.id == id })
}

// within adds a bar to the price of its session. Where a name that waits closes
// above that price, while the session still has an open to buy at, it is looked
// at as soon as all bars of the instant are seen. Paragraph 9.
func (p *PolicyMomentum) within(b *engine.Broker, bar engine.Bar) {
	id, now := bar.Instrument(), b.Now()
	n := &p.names[id]
	n.price.add(now.Day(), bar)
	if p.waits(id) < 0 || !n.price.below(bar.Close()) {
		return
	}
	if session := b.Session(); now <= lastOpen(&session, bar.Interval()) {
		n.above = now
		b.Wake(now)
	}
}

// breaks buys the names that wait and have closed above their session's price,
// in the order in which they were chosen, as far as slots are free. The end of
// a session ends all waiting. Paragraph 9.
func (p *PolicyMomentum) breaks(b *engine.Broker, sessionEnds bool) {
	kept := p.waiting[:0]
	for _, w := range p.waiting {
		if p.names[w.id].above > w.since {
			if p.used() < p.Top {
				p.enter(b, w.id, w.ref)
			}
			continue
		}
		if !sessionEnds {
			kept = append(kept, w)
		}
	}
	p.waiting = kept
}

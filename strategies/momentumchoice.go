package strategies

import (
	"cmp"
	"slices"

	"rally/engine"
)

// score is a name's momentum as a fraction, now ÷ was.
type score struct {
	id       engine.ID
	now, was engine.Price
}

// entry is a purchase that waits for its open.
type entry struct {
	id    engine.ID
	ref   engine.SignalRef
	qty   engine.Qty
	order engine.OrderID // 0: not sent yet
}

// armedName is a candidate that waits for a new high.
type armedName struct {
	id    engine.ID
	ref   engine.SignalRef // of the signal that chose it first
	until int              // number of the last session in which it may be bought
}

// rank fills scores with the names that a signal concerns and that may be
// chosen, the strongest first. Ratios are compared by their products, which
// are exact. Paragraphs 3 and 8.
func (p *PolicyMomentum) rank(b *engine.Broker, s *engine.Signal) {
	p.scores = p.scores[:0]
	last := p.lastSession(b)
	for _, id := range p.ids {
		n := &p.names[id]
		cooling := p.CoolOff > 0 && n.exited > 0 && p.ended < n.exited+p.CoolOff
		if cooling || !p.concerns(s, id) {
			continue
		}
		view := b.Bars(id, engine.Daily)
		if view.Len() <= p.Lookback || view.Day(0) < last {
			continue
		}
		now, was := view.Close(0), view.Close(p.Lookback)
		if now > was && was > 0 {
			p.scores = append(p.scores, score{id, now, was})
		}
	}
	slices.SortFunc(p.scores, func(x, y score) int {
		return cmp.Or(-cmp.Compare(x.now*y.was, y.now*x.was), cmp.Compare(x.id, y.id))
	})
}

// lastSession returns the day of the session that ended last: where none has
// ended under our eyes, the newest that has a bar.
func (p *PolicyMomentum) lastSession(b *engine.Broker) engine.Day {
	if p.last != 0 {
		return p.last
	}
	var newest engine.Day
	for _, id := range p.ids {
		if view := b.Bars(id, engine.Daily); view.Len() > 0 {
			newest = max(newest, view.Day(0))
		}
	}
	return newest
}

// choose applies an entry signal. Its candidates are the best in its scope:
// those held begin their holding period again, those not held are bought as
// far as slots are free, or armed. Paragraphs 4 and 5.
func (p *PolicyMomentum) choose(b *engine.Broker, s *engine.Signal) {
	p.rank(b, s)
	candidates := p.scores[:min(len(p.scores), p.Top)]
	for _, c := range candidates {
		if h := p.holding(c.id); h != nil {
			h.until = p.ended + p.Hold
			p.stay(b, h)
		}
	}
	// A holding that stays needs the slot that its sale had freed, so the
	// entries that were chosen last give way: at most Top names are held.
	for p.used() > p.Top && len(p.entries) > 0 {
		p.withdraw(b, len(p.entries)-1)
	}
	for _, c := range candidates {
		switch {
		case p.holding(c.id) != nil || p.entering(c.id):
		case p.Confirm > 0:
			p.arm(c.id, s.Ref)
		default:
			p.buy(b, c.id, s.Ref)
		}
	}
}

// contrary applies a signal of the other direction: it disarms the names in
// its scope and lets none of them wait, and with ExitContrary it sells them and withdraws their unfilled
// entries. Paragraphs 5 and 7.
func (p *PolicyMomentum) contrary(b *engine.Broker, s *engine.Signal) {
	p.armed = slices.DeleteFunc(p.armed, func(a armedName) bool { return p.concerns(s, a.id) })
	p.waiting = slices.DeleteFunc(p.waiting, func(w waitingName) bool { return p.concerns(s, w.id) })
	if !p.ExitContrary {
		return
	}
	for i := range p.held {
		if h := &p.held[i]; p.concerns(s, h.id) {
			h.leave("contrary", s.Ref)
		}
	}
	for i := len(p.entries) - 1; i >= 0; i-- {
		if p.concerns(s, p.entries[i].id) {
			p.withdraw(b, i)
		}
	}
}

// arm lets a name wait for a new high, from the session of the next open. A
// name that waits already begins its sessions again. Paragraph 5.
func (p *PolicyMomentum) arm(id engine.ID, ref engine.SignalRef) {
	until := p.ended + p.Hold
	for i := range p.armed {
		if p.armed[i].id == id {
			p.armed[i].until = until
			return
		}
	}
	p.armed = append(p.armed, armedName{id, ref, until})
}

// confirmations buys the armed names whose close is above the highest of the
// Confirm closes before it, in the order of their signals, then of rank, and
// disarms those that wait no longer. Paragraph 5.
func (p *PolicyMomentum) confirmations(b *engine.Broker, sessionEnds bool) {
	kept := p.armed[:0]
	for _, a := range p.armed {
		if p.confirmed(b, a.id) {
			p.buy(b, a.id, a.ref)
			continue
		}
		if sessionEnds && p.ended >= a.until {
			continue
		}
		kept = append(kept, a)
	}
	p.armed = kept
}

func (p *PolicyMomentum) confirmed(b *engine.Broker, id engine.ID) bool {
	n := &p.names[id]
	if n.closed <= p.decided {
		return false
	}
	view := b.Bars(id, engine.Daily)
	if view.Len() <= p.Confirm {
		return false
	}
	for i := 1; i <= p.Confirm; i++ {
		if view.Close(0) <= view.Close(i) {
			return false
		}
	}
	return true
}

// used returns the slots that are taken: by holdings that are not on their way
// out and by entries of other names. Paragraph 4.
func (p *PolicyMomentum) used() int {
	n := 0
	for i := range p.held {
		if p.held[i].reason == "" {
			n++
		}
	}
	for i := range p.entries {
		if p.holding(p.entries[i].id) == nil {
			n++
		}
	}
	return n
}

func (p *PolicyMomentum) entering(id engine.ID) bool {
	return slices.ContainsFunc(p.entries, func(e entry) bool { return e.id == id })
}

package data

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"rally/engine"
)

// artificialSignal is an announcement of an artificial market and what it does.
type artificialSignal struct {
	engine.Signal
	knownAt string // as the file writes it: an instant or a bare date
	scope   string
	moves   bool
	session int // the first whose open can know it
}

// Categories of artificial signals, by direction.
var artificialCategories = map[engine.Direction][]string{
	engine.Supportive: {"stimulus", "meeting", "regulation-easing", "ai-launch", "earnings"},
	engine.Contrary:   {"regulation-tightening", "geopolitics"},
	engine.Neutral:    {"meeting", "politics"},
}

// announce makes the signals, from a stream of its own: prices of names that
// no signal moves are the same whatever the signals are.
func (a *Artificial) announce(c SyntheticConfig) {
	r := rand.New(rand.NewPCG(c.Seed, 1<<40))
	for k := range a.sessions {
		if r.Float64() < c.SignalRate {
			a.signals = append(a.signals, a.newSignal(c, r, k))
		}
	}
}

// newSignal makes a signal of session k's date.
func (a *Artificial) newSignal(c SyntheticConfig, r *rand.Rand, k int) artificialSignal {
	s := artificialSignal{}
	switch p := r.Float64(); {
	case p < 0.60:
		s.Direction = engine.Supportive
	case p < 0.92:
		s.Direction = engine.Contrary
	}
	kinds := artificialCategories[s.Direction]
	s.Category = kinds[r.IntN(len(kinds))]
	s.Strength = int8(1 + r.IntN(3))
	switch p := r.Float64(); {
	case p < 0.45:
		s.scope, s.Sets = "tech", []string{"tech"}
	case p < 0.80:
		s.scope, s.Market = "market", true
	default:
		first, second := r.IntN(c.Symbols), r.IntN(c.Symbols)
		s.Symbols = sortedSet([]string{a.Instruments[first].Symbol, a.Instruments[second].Symbol})
		s.scope = strings.Join(s.Symbols, ";")
	}
	s.moves = r.Float64() < c.Moves && s.Direction != engine.Neutral
	s.time(a.sessions, r, k)
	s.ID = fmt.Sprintf("artificial-%s-%03d", strings.ReplaceAll(a.sessions[k].Day.String(), "-", ""), len(a.signals)+1)
	s.Title = fmt.Sprintf("ARTIFICIAL %s announcement %d", s.Category, len(a.signals)+1)
	return s
}

// time chooses when the signal is known: at a clock time of the session's
// date, or, as a bare date, from the next session on.
func (s *artificialSignal) time(sessions []engine.Session, r *rand.Rand, k int) {
	d := sessions[k].Day
	s.session = k + 1
	clocks := [...][2]int{{8, 30}, {10, 15}, {12, 30}, {16, 30}, {20, 0}}
	i := r.IntN(len(clocks) + 3)
	if i >= len(clocks) {
		s.knownAt = d.String()
		s.Occurred, s.Published = s.knownAt, s.knownAt
		return
	}
	s.Known = d.At(clocks[i][0], clocks[i][1])
	if s.Known < sessions[k].Auction {
		s.session = k
	}
	s.knownAt = s.Known.String()
	s.Occurred, s.Published = d.String(), s.knownAt
}

// on returns what the signal does to a name: a leap at once and a drift after
// it, in its direction, or nothing.
func (s *artificialSignal) on(c SyntheticConfig, in *engine.Instrument) []effect {
	if !s.moves || !s.Concerns(in) {
		return nil
	}
	way := float64(s.Direction)
	drift := float64(way * c.Drift)
	if !in.In("tech") {
		drift = drift / 2
	}
	effects := []effect{{s.session, float64(way * float64(c.Leap*float64(s.Strength)))}}
	for i := range c.DriftSessions {
		effects = append(effects, effect{s.session + i, drift})
	}
	return effects
}

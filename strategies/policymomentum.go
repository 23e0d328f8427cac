package strategies

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"rally/engine"
	"rally/strategies/indicator"
)

func init() {
	Register(Spec{
		Name: "policy-momentum",
		Doc:  "buys strength after a supportive policy signal",
		New: func() engine.Strategy {
			return &PolicyMomentum{
				Categories: []string{"stimulus", "meeting", "regulation-easing", "ai-launch"},
				Direction:  "+", MinStrength: 2, Scope: true,
				Lookback: 20, Top: 5, Sizing: "equal", Risk: Percent(engine.Percent),
				Hold: 10, Stop: Percent(8 * engine.Percent), TrailATR: 3, ExitContrary: true,
			}
		},
	})
}

// trailSessions is the window of the average true range that trails.
const trailSessions = 14

// PolicyMomentum buys the Top strongest names that a supportive signal
// concerns and sells each after Hold sessions, or earlier on a stop, a target, a
// trailing stop or a contrary signal. The rule is told in full in
// docs/policy-momentum.md; its numbered paragraphs are named where they are
// kept.
type PolicyMomentum struct {
	Categories   []string `toml:"categories"`    // of entry signals
	Direction    string   `toml:"direction"`     // of entry signals: "+"
	MinStrength  int      `toml:"min_strength"`  // 1 to 3
	Scope        bool     `toml:"scope"`         // signals concern what they name; false: all names
	Lookback     int      `toml:"lookback"`      // sessions of momentum that rank the names
	Confirm      int      `toml:"confirm"`       // sessions of a new high before entry; 0: none
	Top          int      `toml:"top"`           // names held at most
	Sizing       string   `toml:"sizing"`        // equal, volatility, risk
	Risk         Percent  `toml:"risk"`          // of equity a trade, for sizing = "risk"
	Hold         int      `toml:"hold"`          // sessions, the entry's counted
	Stop         Percent  `toml:"stop"`          // below the average entry; 0: none
	Target       Target   `toml:"target"`        // above the average entry; nil: none
	TrailATR     float64  `toml:"trail_atr"`     // average true ranges below the highest close; 0: none
	ExitContrary bool     `toml:"exit_contrary"` // a signal of the other direction closes
	CoolOff      int      `toml:"cool_off"`      // sessions before the same name again
	Entry        Entry    `toml:"entry"`         // when what is chosen is bought

	// Set once.
	universe *engine.Universe
	ids      []engine.ID
	entry    string          // the word of Entry
	prints   engine.Interval // of the bars whose opens fill orders: the shortest that the rule looks for
	from     engine.Time

	// Changes per event.
	names   []momentumName // by ID
	ended   int            // sessions that have ended; the next open's is number ended + 1
	last    engine.Day     // of the session that ended last
	decided engine.Time
	queue   []engine.Signal // known, not decided yet
	held    []holding       // in order of purchase
	entries []entry         // waiting for their open, in order of choice
	armed   []armedName     // waiting for a new high, in order of choice
	waiting []waitingName   // for a close above the session's price, in order of choice
	resize  bool            // entries came or went since their money was shared

	// Scratch.
	scores  []score
	returns []float64
}

// momentumName is what is kept of every name.
type momentumName struct {
	trail  engine.Column
	closed engine.Time  // of its newest daily bar
	exited int          // number of the session of its last exit; 0: none
	price  sessionPrice // of what was traded in the session so far
	above  engine.Time  // the last time that it closed above that while it waited
}

// Start checks the parameters and watches the days of all names, for
// entry = "vwap" their finest bars too, and the signals that the rule asks for.
func (p *PolicyMomentum) Start(s *engine.Setup) error {
	if err := p.Check(); err != nil {
		return err
	}
	ids, every := tradable(s)
	if len(ids) == 0 {
		return fmt.Errorf("no name to rank: the data has no bars")
	}
	p.universe, p.ids, p.entry, p.prints = s.Universe(), ids, p.Entry.String(), engine.Daily
	p.from = s.Span().First.Start()
	p.names = make([]momentumName, s.Universe().Len())
	for i, id := range ids {
		if err := p.watch(s, id, every[i]); err != nil {
			return err
		}
	}
	s.WatchSignals(func(sig *engine.Signal) bool { return p.enters(sig) || p.opposes(sig) })
	s.Warmup(max(p.Lookback, p.Confirm) + 1)
	p.scores = make([]score, 0, len(ids))
	p.returns = make([]float64, p.Lookback)
	return nil
}

// watch asks for what is looked at of a name whose finest bars are given.
// Paragraph 3.
func (p *PolicyMomentum) watch(s *engine.Setup, id engine.ID, finest engine.Interval) error {
	symbol := s.Universe().At(id).Symbol
	if finest != engine.Daily && !slices.Contains(s.Intervals(id), engine.Daily) {
		return fmt.Errorf(`%s has bars of %v and none of 1d, by which the rule chooses and leaves; make = ["1d"] in [data] makes them`, symbol, finest)
	}
	s.WatchBars(engine.Daily, max(p.Lookback, p.Confirm)+1, id)
	if p.TrailATR > 0 {
		p.names[id].trail = s.Column(id, engine.Daily, engine.All, fmt.Sprint("atr ", trailSessions),
			func() engine.Streaming { return indicator.NewTrueRange(trailSessions) })
	}
	if p.entry == entryOpen {
		return nil
	}
	if finest == engine.Daily {
		return fmt.Errorf(`entry = %q buys within the session, and %s has no bars shorter than 1d; leave it out of the universe, or enter at the "open"`, p.Entry, symbol)
	}
	p.prints = min(p.prints, finest)
	if p.entry == entryVWAP {
		s.WatchBars(finest, 1, id)
	}
	return nil
}

// Check returns an error that names the first parameter that makes no sense.
func (p *PolicyMomentum) Check() error {
	switch {
	case len(p.Categories) == 0:
		return fmt.Errorf("categories is empty: no signal would ever be an entry signal")
	case p.Direction == "-":
		return fmt.Errorf(`direction = "-" would sell short, which is not built yet: only "+" is`)
	case p.Direction != "+":
		return fmt.Errorf(`direction = %q: it is "+"`, p.Direction)
	case p.MinStrength < 1 || p.MinStrength > 3:
		return fmt.Errorf("min_strength = %d: strengths are 1 to 3", p.MinStrength)
	case p.Lookback < 1 || p.Lookback > 100_000:
		return fmt.Errorf("lookback = %d: it is 1 to 100000 sessions", p.Lookback)
	case p.Confirm < 0 || p.Confirm > 100_000:
		return fmt.Errorf("confirm = %d: it is 0 to 100000 sessions", p.Confirm)
	case p.Top < 1:
		return fmt.Errorf("top = %d: at least one name must be held", p.Top)
	case p.Hold < 1:
		return fmt.Errorf("hold = %d: at least one session", p.Hold)
	case p.CoolOff < 0:
		return fmt.Errorf("cool_off = %d: it is a number of sessions, or 0", p.CoolOff)
	case !slices.Contains(entryWords, p.Entry.String()):
		return fmt.Errorf("entry = %q: %s", p.Entry, entryChoice)
	case !slices.Contains([]string{"equal", "volatility", "risk"}, p.Sizing):
		return fmt.Errorf(`sizing = %q: it is "equal", "volatility" or "risk"`, p.Sizing)
	case p.Stop >= Percent(100*engine.Percent):
		return fmt.Errorf("stop = %q: a stop lies less than 100%% below the entry", p.Stop)
	case !(p.TrailATR >= 0) || math.IsInf(p.TrailATR, 0):
		return fmt.Errorf("trail_atr = %v: it is a number of average true ranges, or 0", p.TrailATR)
	case p.Target.part() > highestTarget:
		return fmt.Errorf("target = %q: at most %v above the entry, since the exchange refuses a limit at nine times the price", p.Target, highestTarget)
	case p.Sizing != "risk":
		return nil
	case p.Risk == 0 || p.Risk > Percent(100*engine.Percent):
		return fmt.Errorf(`risk = %q: sizing = "risk" needs a part of equity, at most 100%%`, p.Risk)
	case p.Stop == 0 && p.TrailATR == 0:
		return fmt.Errorf(`sizing = "risk" needs a stop or a trail_atr to measure the risk by`)
	}
	return nil
}

// enters reports whether a signal is an entry signal. Paragraph 1.
func (p *PolicyMomentum) enters(s *engine.Signal) bool {
	return s.Direction == engine.Supportive && int(s.Strength) >= p.MinStrength && slices.Contains(p.Categories, s.Category)
}

// opposes reports whether a signal is a contrary one, of any category. Paragraph 1.
func (p *PolicyMomentum) opposes(s *engine.Signal) bool {
	return s.Direction == engine.Contrary && int(s.Strength) >= p.MinStrength
}

// concerns reports whether a signal's scope holds a name. Paragraph 1.
func (p *PolicyMomentum) concerns(s *engine.Signal, id engine.ID) bool {
	return !p.Scope || s.Concerns(p.universe.At(id))
}

// OnSignal keeps the signal until its decision: at once, or where no open of
// the session can fill an order any more, at the session's end. All signals of
// one instant are decided together. Paragraph 2.
func (p *PolicyMomentum) OnSignal(b *engine.Broker, s engine.Signal) {
	now := b.Now()
	if now < p.from {
		return // before the run begins nothing can be ordered
	}
	p.queue = append(p.queue, s)
	session := b.Session()
	if session.Day == now.Day() && now > lastOpen(&session, p.prints) && now <= session.End {
		return
	}
	b.Wake(now)
}

// OnBar notes that a name has a new close, of a session or within one.
func (p *PolicyMomentum) OnBar(b *engine.Broker, bar engine.Bar) {
	if bar.Interval() == engine.Daily {
		p.names[bar.Instrument()].closed = b.Now()
		return
	}
	p.within(b, bar)
}

// OnPhase decides at a session's end.
func (p *PolicyMomentum) OnPhase(b *engine.Broker, phase engine.Phase) {
	if phase != engine.PhaseEnd {
		return
	}
	p.ended++
	p.last = b.Now().Day()
	p.decide(b, true)
}

// OnWake decides on what is known now.
func (p *PolicyMomentum) OnWake(b *engine.Broker) { p.decide(b, false) }

// decide makes one decision: exits, then closes above the session's price,
// then confirmations, then signals in the order in which they were known,
// contrary ones last at a tie. What it comes to is sent at its end, so that a
// holding that would leave and is chosen again stays without a trade.
// Paragraphs 1, 2 and 4.
func (p *PolicyMomentum) decide(b *engine.Broker, sessionEnds bool) {
	p.exits(b, sessionEnds)
	p.breaks(b, sessionEnds)
	p.confirmations(b, sessionEnds)
	slices.SortStableFunc(p.queue, func(x, y engine.Signal) int {
		return cmp.Or(cmp.Compare(x.At, y.At), -cmp.Compare(x.Direction, y.Direction))
	})
	for i := range p.queue {
		if s := &p.queue[i]; p.opposes(s) {
			p.contrary(b, s)
		} else {
			p.choose(b, s)
		}
	}
	p.queue = p.queue[:0]
	p.send(b)
	p.decided = b.Now()
}

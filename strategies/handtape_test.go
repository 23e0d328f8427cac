package strategies

import (
	"fmt"
	"strings"
	"testing"

	"rally/engine"
	"rally/engine/hkex"
)

// hand is a small market made by hand: sessions from 2024-03-04 on, names
// whose closes rise by a fixed step from HK$12, each open at the close before.
type hand struct {
	t        *testing.T
	sessions []engine.Session
	symbols  []string
	bars     map[string][]*engine.BarRow // nil: no bar in that session
	sets     map[string][]string
	lot      engine.Qty
	minutes  bool // the feed has minutes beside the days
	paths    map[string]map[int]string
	signals  []engine.Signal
	actions  []handAction
}

type handAction struct {
	symbol string
	engine.Action
}

// start is the session that the hand-made runs begin with.
const start = 30

func newHand(t *testing.T, sessions int) *hand {
	h := &hand{t: t, bars: map[string][]*engine.BarRow{}, sets: map[string][]string{}, lot: 100}
	for d := engine.Date(2024, 3, 4); len(h.sessions) < sessions; d++ {
		if s, ok := hkex.Session(d); ok {
			h.sessions = append(h.sessions, s)
		}
	}
	return h
}

// name adds a name that rises by step mills a session.
func (h *hand) name(symbol string, step engine.Price) *hand {
	h.symbols = append(h.symbols, symbol)
	last := engine.Price(12_000)
	for _, s := range h.sessions {
		close := last + step
		h.bars[symbol] = append(h.bars[symbol], &engine.BarRow{Start: s.Auction, End: s.End, Open: last,
			High: max(last, close), Low: min(last, close), Close: close, Volume: 1_000_000})
		last = close
	}
	return h
}

// bar replaces the prices of one session.
func (h *hand) bar(symbol string, session int, open, high, low, close engine.Price) *hand {
	b := h.bars[symbol][session]
	b.Open, b.High, b.Low, b.Close = open, high, low, close
	return h
}

// gap takes away the bar of one session.
func (h *hand) gap(symbol string, session int) *hand {
	h.bars[symbol][session] = nil
	return h
}

// signal adds one at a clock time of a session's day; scope is "market", a set
// or symbols.
func (h *hand) signal(session int, clock, category, direction string, strength int8, scope ...string) *hand {
	var hour, minute int
	if _, err := fmt.Sscanf(clock, "%d:%d", &hour, &minute); err != nil {
		h.t.Fatal(err)
	}
	at := h.sessions[session].Day.At(hour, minute)
	s := engine.Signal{ID: fmt.Sprint("s", len(h.signals)+1), Category: category, Strength: strength, Known: at, At: at,
		Direction: map[string]engine.Direction{"+": 1, "0": 0, "-": -1}[direction]}
	for _, part := range scope {
		switch {
		case part == "market":
			s.Market = true
		case strings.HasSuffix(part, ".HK"):
			s.Symbols = append(s.Symbols, part)
		default:
			s.Sets = append(s.Sets, part)
		}
	}
	h.signals = append(h.signals, s)
	return h
}

// good adds an entry signal for the whole market at 10:15.
func (h *hand) good(session int) *hand {
	return h.signal(session, "10:15", "stimulus", "+", 3, "market")
}

func (h *hand) feed() engine.Feed {
	h.t.Helper()
	var ins []engine.Instrument
	for _, symbol := range h.symbols {
		ins = append(ins, engine.Instrument{Symbol: symbol, Sets: h.sets[symbol], Lots: []engine.LotFrom{{Lot: h.lot}}})
	}
	u, err := engine.NewUniverse(ins)
	if err != nil {
		h.t.Fatal(err)
	}
	b := engine.NewBuilder(u, hkex.Venue{})
	for _, symbol := range h.symbols {
		id, _ := u.Lookup(symbol)
		for _, r := range h.bars[symbol] {
			if r == nil {
				continue
			}
			if err := b.Bar(id, engine.Daily, *r); err != nil {
				h.t.Fatal(err)
			}
		}
		h.addMinutes(b, id, symbol)
	}
	for _, s := range h.signals {
		b.Signal(s)
	}
	for _, a := range h.actions {
		a.Action.Instrument, _ = u.Lookup(a.symbol)
		if err := b.Action(a.Action); err != nil {
			h.t.Fatal(err)
		}
	}
	tape, err := b.Seal(h.sessions[0].Day, h.sessions[len(h.sessions)-1].Day)
	if err != nil {
		h.t.Fatal(err)
	}
	return engine.TapeFeed{Tape: tape}
}

// mustNew makes a registered strategy with its defaults.
func mustNew(t testing.TB, name string) engine.Strategy {
	t.Helper()
	spec, ok := Lookup(name)
	if !ok {
		t.Fatalf("no strategy %q", name)
	}
	return spec.New()
}

// play runs the strategy from session start on, without fees.
func (h *hand) play(strategy func() engine.Strategy) *engine.Result {
	h.t.Helper()
	last := h.sessions[len(h.sessions)-1].Day
	plan := plainPlan(strategy, h.sessions[start].Day.String(), last.String(), 1_000_000_000)
	plan.Market.Fees = nil
	return runPlan(h.t, h.feed(), 1, plan)
}

// momentum runs policy-momentum with its defaults changed.
func (h *hand) momentum(change func(*PolicyMomentum)) *engine.Result {
	h.t.Helper()
	return h.play(func() engine.Strategy {
		p := mustNew(h.t, "policy-momentum").(*PolicyMomentum)
		p.Hold, p.TrailATR, p.Top = 5, 0, 2
		if change != nil {
			change(p)
		}
		return p
	})
}

// fills prints a result's fills, one "session side symbol reason signal" each:
// "+31 A.HK s1" is a purchase in session 31 for the first signal.
func (h *hand) fills(r *engine.Result) string {
	var lines []string
	for _, f := range r.Fills {
		n := 0
		for h.sessions[n].Day != f.Time.Day() {
			n++
		}
		symbol := r.Universe.At(f.Instrument).Symbol
		switch {
		case f.Side == engine.Buy && f.Because == 0:
			lines = append(lines, fmt.Sprintf("+%d %s", n, symbol))
		case f.Side == engine.Buy:
			lines = append(lines, fmt.Sprintf("+%d %s %s", n, symbol, r.Signals[f.Because-1].ID))
		default:
			lines = append(lines, fmt.Sprintf("-%d %s %s", n, symbol, f.Intent))
		}
	}
	return strings.Join(lines, "; ")
}

// wantFills compares the fills with what a person wrote down.
func (h *hand) wantFills(r *engine.Result, want string) {
	h.t.Helper()
	if got := h.fills(r); got != want {
		h.t.Errorf("fills\n got %s\nwant %s", got, want)
	}
}

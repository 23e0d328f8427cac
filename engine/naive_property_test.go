package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rally/engine"
	"rally/engine/enginetest"
)

// TestNaiveMatcherAgrees: on random orders and random bars the engine and a
// matcher that is slow and obviously right give the same fills, the same ends
// of orders, the same cash and the same holdings. More of them:
//
//	go test ./engine -run Naive -rapid.checks=5000
func TestNaiveMatcherAgrees(t *testing.T) {
	for name, theme := range map[string]theme{
		"daily":     {},
		"intraday":  {intraday: true},
		"exits":     {exits: true},
		"caps":      {caps: true, exits: true},
		"latency":   {intraday: true, latency: true},
		"resources": {poor: true},
		"all":       {intraday: true, exits: true, caps: true, latency: true, poor: true},
		"touched":   {touched: true, exits: true},
		"stoplimit": {stopLimits: true, poor: true},
		"trailing":  {trails: true, exits: true},
		"groups":    {groups: true, touched: true, caps: true},
		"reduce":    {reduce: true, exits: true},
		"every":     {true, true, true, true, true, true, true, true, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			for range 3 {
				rapid.Check(t, func(r *rapid.T) {
					w := drawTale(r, theme)
					want, got := naiveOutcome(w), engineOutcome(r, w)
					if d := cmp.Diff(want, got); d != "" {
						r.Fatalf("- naive, + engine\n%s\n%s", d, w)
					}
				})
			}
		})
	}
}

// theme says what a random tale is about, beside what all have.
type theme struct{ intraday, exits, caps, latency, poor, touched, stopLimits, trails, groups, reduce bool }

// outcome is what the two must agree on, in words that read well in a difference.
type outcome struct {
	Fills, Orders, Holdings []string
	Cash, Unsettled         engine.Money
	Ambiguous               int
}

// fill appends a fill.
func (out *outcome) fill(f engine.Fill) {
	out.Fills = append(out.Fills, fmt.Sprintf("%s #%d %v %d of %c at %v %v, fees %v, slippage %v, left %d",
		clock(f.Time), f.Order, f.Side, f.Qty, 'A'+rune(f.Instrument), f.Price, f.Rule, f.Fees, f.Slippage, f.Left))
}

// order appends an order as it ended.
func (out *outcome) order(o engine.Order, state engine.OrderState, why engine.Reason, ended engine.Time) {
	line := fmt.Sprintf("#%d %v %v %v %v, filled %d", o.ID, o.Side, o.Type, state, why, o.Filled)
	if why != engine.EndOfData {
		line += " " + clock(ended)
	}
	out.Orders = append(out.Orders, line)
}

// holding appends what is held at the end.
func (out *outcome) holding(id engine.ID, qty engine.Qty) {
	out.Holdings = append(out.Holdings, fmt.Sprintf("%c %d", 'A'+rune(id), qty))
}

func clock(t engine.Time) string { return t.In().Format("01-02 15:04") }

// naiveOutcome is what the naive matcher makes of a tale.
func naiveOutcome(w *tale) outcome {
	n := &naive{tale: w}
	n.play()
	out := outcome{Ambiguous: n.ambiguous}
	for _, f := range n.fills {
		out.fill(f)
	}
	for _, o := range n.orders {
		out.order(o.Order, o.state, o.reason, o.ended)
	}
	for id := range w.names {
		if q := n.held[engine.ID(id)]; q != 0 {
			out.holding(engine.ID(id), q)
		}
	}
	last, _ := w.session(w.last)
	n.now = last.End
	cash, owed, due := n.settled()
	out.Cash, out.Unsettled = cash, due-owed
	return out
}

// engineOutcome is what the engine makes of it.
func engineOutcome(t rapid.TB, w *tale) outcome {
	h := &enginetest.History{Venue: w.venue, First: w.first, Last: w.last}
	for _, name := range w.names {
		h.Instruments = append(h.Instruments, name.Instrument)
		h.Bars = append(h.Bars, enginetest.Bars{Symbol: name.Symbol, Every: name.every, Rows: name.rows})
	}
	tape, err := h.Tape()
	if err != nil {
		t.Fatal(err)
	}
	r := enginetest.Play(tape, engine.Plan{
		Name: "tale", Cash: w.cash, Span: engine.Span{First: w.first, Last: w.last},
		Market: engine.Market{
			Venue: w.venue, BarFill: w.fill, Slippage: w.slippage, Participation: w.participation,
			Latency: engine.FixedLatency(w.latency), Fees: []engine.FeeRule{w.fee}, BuyingPower: w.buyingPower,
		},
		Strategy: func() engine.Strategy { return w.actor() },
	})
	if r.Err != nil {
		t.Fatalf("%v\n%s", r.Err, w)
	}
	out := outcome{Cash: r.Last.Cash, Unsettled: r.Last.Unsettled, Ambiguous: r.AmbiguousBars}
	for _, f := range r.Fills {
		out.fill(f)
	}
	slices.SortFunc(r.Orders, func(a, b engine.OrderRecord) int { return int(a.ID) - int(b.ID) })
	for _, o := range r.Orders {
		out.order(o.Order, o.State, o.Reason, o.Ended)
	}
	slices.SortFunc(r.Positions, func(a, b engine.Position) int { return int(a.Instrument) - int(b.Instrument) })
	for _, at := range r.Positions {
		out.holding(at.Instrument, at.Qty)
	}
	return out
}

// actor returns the strategy that does the steps.
func (w *tale) actor() engine.Strategy {
	ids, did, asked, groups := map[int]engine.OrderID{}, map[int]bool{}, false, map[uint32]uint32{}
	act := func(b *engine.Broker, due func(st *taleStep) bool) {
		for i := range w.steps {
			st := &w.steps[i]
			if did[i] || !due(st) {
				continue
			}
			did[i] = true
			if st.cancels < 0 {
				o := st.order
				if o.Group > 0 && groups[o.Group] == 0 {
					groups[o.Group] = b.Group()
				}
				o.Group = groups[o.Group]
				ids[i] = b.Submit(o)
			} else if id, sent := ids[st.cancels]; sent {
				b.Cancel(id)
			}
		}
	}
	return &enginetest.Actor{
		Begin: func(s *engine.Setup) error {
			for id := range w.names {
				s.WatchBars(w.names[id].every, 1, engine.ID(id))
			}
			return nil
		},
		Phase: func(b *engine.Broker, _ engine.Phase) {
			for _, st := range w.steps {
				if !asked && st.after < 0 && !st.opening {
					b.Wake(st.at)
				}
			}
			asked = true
			act(b, func(st *taleStep) bool { return st.after < 0 && st.opening && st.at == b.Now() })
		},
		Wake: func(b *engine.Broker) {
			act(b, func(st *taleStep) bool { return st.after < 0 && !st.opening && st.at == b.Now() })
		},
		Fill: func(b *engine.Broker, f engine.Fill) {
			act(b, func(st *taleStep) bool { return st.after >= 0 && ids[st.after] == f.Order })
		},
	}
}

// String prints the tale as a script is written.
func (w *tale) String() string {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("start %v\ncash %v\nlot %d", w.first, w.cash, w.venue.BoardLot)
	for _, g := range w.venue.Grids {
		fmt.Fprint(&out, "tick")
		for _, b := range g.Bands {
			fmt.Fprintf(&out, " %v:%v", b.To, b.Tick)
		}
		line("")
	}
	for _, d := range w.venue.HalfDays {
		line("half %v", d)
	}
	for _, d := range w.venue.Holidays {
		line("holiday %v", d)
	}
	if w.venue.NoAuction {
		line("no-auction")
	}
	line("fill %s", map[engine.BarFill]string{engine.Pessimistic: "pessimistic", engine.Base: "base", engine.Optimistic: "optimistic"}[w.fill])
	if w.slippage.Ticks > 0 {
		line("slippage %d ticks", w.slippage.Ticks)
	}
	if w.slippage.Rate > 0 {
		line("slippage %d bp", w.slippage.Rate/engine.BasisPoint)
	}
	if w.participation > 0 {
		line("participation %d%%", w.participation/engine.Percent)
	}
	if w.latency > 0 {
		line("latency %dm", w.latency/engine.Minute)
	}
	if w.buyingPower == engine.Settled {
		line("power settled")
	}
	if w.fee.Rate > 0 || w.fee.Min > 0 {
		line("fee c %v %dbp min %v mill", w.fee.At, w.fee.Rate/engine.BasisPoint, w.fee.Min)
	}
	for _, name := range w.names {
		if name.NoClosingAuction {
			line("instrument %s no-auction", name.Symbol)
		}
		for _, r := range name.rows {
			line("bars %s every %v %s to %s: %v %v %v %v v%d", name.Symbol, name.every, clock(r.Start), clock(r.End), r.Open, r.High, r.Low, r.Close, r.Volume)
		}
	}
	for i, st := range w.steps {
		when := "at " + clock(st.at)
		if st.opening {
			when += " opening"
		}
		if st.after >= 0 {
			when = fmt.Sprintf("on fill s%d:", st.after)
		}
		if st.cancels >= 0 {
			line("%s cancel s%d", when, st.cancels)
			continue
		}
		line("%s s%d: %s", when, i, w.words(st.order))
	}
	return out.String()
}

// words prints an order as a script is written.
func (w *tale) words(o engine.Order) string {
	s := fmt.Sprintf("%v %s %d %v", o.Side, w.names[o.Instrument].Symbol, o.Qty, o.Type)
	switch o.Type {
	case engine.Limit:
		s += " " + o.Limit.String()
	case engine.Stop, engine.MarketIfTouched:
		s += " " + o.Stop.String()
	case engine.StopLimit:
		s += fmt.Sprintf(" %v limit %v", o.Stop, o.Limit)
	case engine.TrailingStop:
		s += trailWords(o.Trail)
		if o.Stop > 0 {
			s += fmt.Sprintf(" from %v", o.Stop)
		}
	}
	if o.Group > 0 {
		s += fmt.Sprintf(" group g%d", o.Group)
	}
	if o.ReduceOnly {
		s += " reduce-only"
	}
	switch o.TIF {
	case engine.GTC:
		s += " gtc"
	case engine.GTD:
		s += " until " + o.Until.String()
	}
	if o.Budget > 0 {
		s += " budget " + o.Budget.String()
	}
	if e := o.Exits; e.Any() {
		s += " exits"
		for _, x := range []struct {
			name string
			p    engine.Price
			r    engine.Rate
		}{{"stop", e.Stop, e.StopRate}, {"target", e.Target, e.TargetRate}} {
			if x.r > 0 {
				s += fmt.Sprintf(" %s %v%%", x.name, float64(x.r)/float64(engine.Percent))
			} else if x.p > 0 {
				s += fmt.Sprintf(" %s %v", x.name, x.p)
			}
		}
		if e.Trail.Any() {
			s += " trail" + trailWords(e.Trail)
		}
	}
	return s
}

func trailWords(t engine.Trail) string {
	if t.Rate > 0 {
		return fmt.Sprintf(" %v%%", float64(t.Rate)/float64(engine.Percent))
	}
	return " " + t.Distance.String()
}

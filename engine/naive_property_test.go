package engine_test

import (
	"fmt"
	"slices"
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
		"daily":              {},
		"intraday":           {intraday: true},
		"exits":              {exits: true},
		"caps":               {caps: true, exits: true},
		"latency":            {intraday: true, latency: true},
		"resources":          {poor: true},
		"all":                {intraday: true, exits: true, caps: true, latency: true, poor: true},
		"touched":            {touched: true, exits: true},
		"stoplimit":          {stopLimits: true, poor: true},
		"trailing":           {trails: true, exits: true},
		"groups":             {groups: true, touched: true, caps: true},
		"reduce":             {reduce: true, exits: true},
		"every":              {true, true, true, true, true, true, true, true, true, true, false, false, false, false},
		"amended":            {amends: true, exits: true, stopLimits: true, trails: true, touched: true},
		"amended, late":      {amends: true, exits: true, stopLimits: true, trails: true, groups: true, reduce: true, intraday: true, latency: true, caps: true, poor: true},
		"actions":            {actions: true, exits: true, stopLimits: true, trails: true, touched: true},
		"actions, capped":    {actions: true, caps: true, poor: true, groups: true, reduce: true, latency: true, exits: true},
		"lengths":            {lengths: true, exits: true, caps: true, trails: true, stopLimits: true, latency: true},
		"actions on the way": {actions: true, amends: true, latency: true, trails: true, stopLimits: true, touched: true, exits: true, intraday: true},
		"impact":             {impact: true, poor: true, caps: true, exits: true, intraday: true, lengths: true, touched: true},
		"amended, capped":    {amends: true, caps: true, exits: true},
		"impact, actions":    {impact: true, actions: true, exits: true},
		"everything":         {true, true, true, true, true, true, true, true, true, true, true, true, true, true},
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
type theme struct{ intraday, exits, caps, latency, poor, touched, stopLimits, trails, groups, reduce, amends, actions, lengths, impact bool }

// outcome is what the two must agree on, in words that read well in a difference.
type outcome struct {
	Fills, Orders, Amendments []string
	Accounts, Rows            []string // at wake-ups, and with the holdings at sessions' ends
	Ambiguous, Unmoved        int
}

// fill appends a fill.
func (out *outcome) fill(f engine.Fill) {
	out.Fills = append(out.Fills, fmt.Sprintf("%s #%d %v %d of %c at %v %v, fees %v, slippage %v, left %d",
		clock(f.Time), f.Order, f.Side, f.Qty, 'A'+rune(f.Instrument), f.Price, f.Rule, f.Fees, f.Slippage, f.Left))
}

// order appends an order, sent or amended for so many shares, as it ended.
func (out *outcome) order(o engine.Order, of engine.Qty, state engine.OrderState, why engine.Reason, ended engine.Time) {
	line := fmt.Sprintf("#%d %v %v %v %v, filled %d of %d", o.ID, o.Side, o.Type, state, why, o.Filled, of)
	if why != engine.EndOfData {
		line += " " + clock(ended)
	}
	out.Orders = append(out.Orders, line)
}

func clock(t engine.Time) string { return t.In().Format("01-02 15:04") }

// naiveOutcome is what the naive matcher makes of a tale.
func naiveOutcome(w *tale) outcome {
	n := &naive{tale: w}
	n.play()
	out := outcome{Amendments: n.notes, Accounts: n.accounts, Rows: n.rows, Ambiguous: n.ambiguous, Unmoved: n.unmoved}
	for _, f := range n.fills {
		out.fill(f)
	}
	for _, o := range n.orders {
		out.order(o.Order, o.Qty+o.ceded, o.state, o.reason, o.ended)
	}
	return out
}

// engineOutcome is what the engine makes of it.
func engineOutcome(t rapid.TB, w *tale) outcome {
	h := w.history()
	tape, err := h.Tape()
	if err != nil {
		t.Fatalf("%v\n%s", err, w)
	}
	var out outcome
	r := enginetest.Play(tape, engine.Plan{
		Name: "tale", Cash: w.cash, Span: engine.Span{First: w.first, Last: w.last},
		Market: engine.Market{
			Venue: w.venue, BarFill: w.fill, Slippage: w.slippage, Participation: w.participation,
			Latency: engine.FixedLatency(w.latency), Fees: []engine.FeeRule{w.fee}, BuyingPower: w.buyingPower,
			OddLots: w.oddLots, OddDiscount: w.oddDiscount, DividendTax: engine.Tax{Rate: w.tax},
		},
		Strategy: func() engine.Strategy { return w.actor(t, &out) },
	})
	if r.Err != nil {
		t.Fatalf("%v\n%s", r.Err, w)
	}
	out.Ambiguous, out.Unmoved = r.AmbiguousBars, r.Unmoved
	for _, f := range r.Fills {
		out.fill(f)
	}
	slices.SortFunc(r.Orders, func(a, b engine.OrderRecord) int { return int(a.ID) - int(b.ID) })
	for _, o := range r.Orders {
		out.order(o.Order, o.Qty, o.State, o.Reason, o.Ended)
	}
	return out
}

// history returns the market of a tale as a tape is built from.
func (w *tale) history() *enginetest.History {
	h := &enginetest.History{Venue: w.venue, First: w.since, Last: w.last}
	for _, name := range w.names {
		h.Instruments = append(h.Instruments, name.Instrument)
		for _, s := range name.series {
			h.Bars = append(h.Bars, enginetest.Bars{Symbol: name.Symbol, Every: s.every, Rows: s.rows})
		}
	}
	for _, a := range w.actions {
		h.Actions = append(h.Actions, enginetest.Action{Symbol: w.names[a.Instrument].Symbol, Action: a})
	}
	return h
}

// actor returns the strategy that does the steps, and writes down what it sees.
func (w *tale) actor(t rapid.TB, out *outcome) engine.Strategy {
	ids, did, groups := map[int]engine.OrderID{}, map[int]bool{}, map[uint32]uint32{}
	asked, seen := false, engine.Time(0)
	act := func(b *engine.Broker, due func(st *taleStep) bool) {
		for i := range w.steps {
			st := &w.steps[i]
			if did[i] || !due(st) {
				continue
			}
			did[i] = true
			id := ids[st.of]
			if st.what == sends {
				o := st.order
				if o.Group > 0 && groups[o.Group] == 0 {
					groups[o.Group] = b.Group()
				}
				o.Group = groups[o.Group]
				if st.all {
					o.Qty = b.Position(o.Instrument).Qty
				}
				ids[i] = b.Submit(o)
				continue
			}
			if st.exit {
				id = exitOf(b, w.steps[st.of].order.Instrument, id)
			}
			switch {
			case id == 0:
			case st.what == cancels:
				b.Cancel(id)
			default:
				b.Amend(id, st.change)
			}
		}
	}
	a := newTaleAudit(t, w)
	return &enginetest.Actor{
		Begin: func(s *engine.Setup) error {
			for id, name := range w.names {
				for _, k := range name.watch {
					s.WatchBars(name.series[k].every, 1, engine.ID(id))
				}
			}
			return nil
		},
		Bar:    func(b *engine.Broker, _ engine.Bar) { a.look(b) },
		Action: func(b *engine.Broker, act engine.Action) { a.action(b, act) },
		Phase: func(b *engine.Broker, p engine.Phase) {
			for _, st := range w.steps {
				if !asked && st.after < 0 && !st.opening {
					b.Wake(st.at)
				}
			}
			asked = true
			a.look(b)
			act(b, func(st *taleStep) bool { return st.after < 0 && st.opening && st.at == b.Now() })
			if p == engine.PhaseEnd {
				out.row(b)
			}
		},
		Wake: func(b *engine.Broker) {
			a.look(b)
			if b.Now() != seen {
				seen = b.Now()
				out.Accounts = append(out.Accounts, accountWords(seen, b.Account()))
			}
			act(b, func(st *taleStep) bool { return st.after < 0 && !st.opening && st.at == b.Now() })
		},
		Fill: func(b *engine.Broker, f engine.Fill) {
			a.fill(b, f)
			act(b, func(st *taleStep) bool { return st.after >= 0 && ids[st.after] == f.Order })
		},
		Order: func(b *engine.Broker, u engine.OrderUpdate) {
			a.told(b)
			if u.State == engine.AmendmentRefused {
				out.Amendments = append(out.Amendments, fmt.Sprintf("%s #%d amendment refused %v", clock(u.Time), u.Order.ID, u.Reason))
			}
		},
	}
}

// exitOf returns the first live exit of an order, 0 where there is none.
func exitOf(b *engine.Broker, id engine.ID, parent engine.OrderID) engine.OrderID {
	for o := range b.Working(id) {
		if o.Parent == parent && parent != 0 {
			return o.ID
		}
	}
	return 0
}

// row writes down the account and the holdings at a session's end.
func (out *outcome) row(b *engine.Broker) {
	line := accountWords(b.Now(), b.Account())
	held := slices.SortedFunc(b.Positions(), func(a, b engine.Position) int { return int(a.Instrument) - int(b.Instrument) })
	for _, at := range held {
		if at.Qty != 0 {
			line += holdingWords(at.Instrument, at.Qty)
		}
	}
	out.Rows = append(out.Rows, line)
}

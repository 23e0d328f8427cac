package strategies

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"rally/engine"
	"rally/engine/enginetest"
	"rally/engine/hkex"
)

// withHalves adds bars of half an hour to each day of a history: from the day's
// open by way of its extremes to its close, and somewhere between in the others.
func withHalves(h *enginetest.History, seed uint64) *enginetest.History {
	rng := rand.New(rand.NewPCG(seed, 30))
	for _, days := range slices.Clone(h.Bars) {
		halves := enginetest.Bars{Symbol: days.Symbol, Every: 30}
		for _, day := range days.Rows {
			s, _ := hkex.Session(day.End.Day())
			starts := []engine.Time{s.Auction}
			for at := s.Open + 30*engine.Minute; at < s.Close; at += 30 * engine.Minute {
				if s.Lunch == 0 || at < s.Lunch || at >= s.Afternoon && s.Afternoon > 0 {
					starts = append(starts, at)
				}
			}
			prices := []engine.Price{day.Open}
			for range starts[1:] {
				prices = append(prices, day.Low+engine.Price(rng.Int64N(int64(day.High-day.Low)/100+1))*100)
			}
			prices[1+rng.IntN(2)], prices[3] = day.High, day.Low
			prices = append(prices, day.Close)
			for k, at := range starts {
				p, q := prices[k], prices[k+1]
				row := engine.BarRow{Start: at, End: at + 30*engine.Minute, Open: p, Close: q, High: max(p, q), Low: min(p, q),
					Volume: 1 + day.Volume/engine.Qty(len(starts))}
				switch k {
				case 0:
					row.End = s.Open + 30*engine.Minute
				case len(starts) - 1:
					row.End = s.End
				}
				halves.Rows = append(halves.Rows, row)
			}
		}
		h.Bars = append(h.Bars, halves)
	}
	for i := range h.Signals { // at all hours
		s := &h.Signals[i]
		s.At += []engine.Time{0, 100, 2*60 + 1, 5*60 + 44, 5*60 + 46, 700}[i%6] * engine.Minute
		s.Known = s.At
	}
	return h
}

// withinPlan is policy-momentum over a history with bars within sessions.
func withinPlan(h *enginetest.History, entry string, change func(*PolicyMomentum)) engine.Plan {
	spec, _ := Lookup("policy-momentum")
	return plainPlan(func() engine.Strategy {
		p := spec.New().(*PolicyMomentum)
		p.Categories, p.Lookback, p.Hold = []string{"policy"}, 5, 6
		p.Entry = Entry(entry)
		if change != nil {
			change(p)
		}
		return p
	}, h.Sessions()[8].String(), h.Last.String(), 1_000_000_000)
}

var withinRules = []struct {
	name, entry string
	change      func(*PolicyMomentum)
}{
	{"at once", "at-once", nil},
	{"above the session's price", "vwap", nil},
	{"at once, confirmed and by volatility", "at-once", func(p *PolicyMomentum) { p.Confirm, p.Sizing = 2, "volatility" }},
	{"above the session's price, confirmed and by risk", "vwap", func(p *PolicyMomentum) { p.Confirm, p.Sizing = 1, "risk" }},
}

// TestEntriesWithinSessionsConform: causal, deterministic, frugal and solvent.
func TestEntriesWithinSessionsConform(t *testing.T) {
	for _, rule := range withinRules {
		t.Run(rule.name, func(t *testing.T) {
			h := withHalves(enginetest.Wander(hkex.Venue{}, 7, 8, 120, engine.Date(2024, 1, 2)), 7)
			enginetest.Strategy(t, enginetest.Trial{History: h, Allocations: 40,
				Plan: func(*engine.Tape) engine.Plan { return withinPlan(h, rule.entry, rule.change) }})
		})
	}
}

// TestEntriesWithinSessionsAreCausalAtAnyTime: what was sent and filled before an
// instant does not depend on what is printed or told from then on, on the rest
// of a bar or day that had begun either.
func TestEntriesWithinSessionsAreCausalAtAnyTime(t *testing.T) {
	for _, rule := range withinRules {
		t.Run(rule.name, func(t *testing.T) {
			h := withHalves(enginetest.Wander(hkex.Venue{}, 11, 6, 60, engine.Date(2024, 1, 2)), 11)
			whole := playedWithin(t, h, withinPlan(h, rule.entry, rule.change))
			days := h.Sessions()
			seen := 0
			for k := 10; k < len(days)-1; k += 3 {
				for _, minute := range []int{9*60 + 25, 10*60 + 15, 12*60 + 30, 13*60 + 30, 15*60 + 45} {
					at := days[k].At(0, minute)
					other := playedWithin(t, another(h, at), withinPlan(h, rule.entry, rule.change))
					x, y := doneBefore(whole, at), doneBefore(other, at)
					if !slices.Equal(x, y) {
						t.Fatalf("before %v with another future:\n%v\nwas\n%v", at, y, x)
					}
					if len(x) > 0 && len(doneBefore(whole, at)) < len(doneBefore(whole, days[k+1].Start())) {
						seen++
					}
				}
			}
			if seen == 0 {
				t.Error("nothing happened in any session that was cut: this shows nothing")
			}
		})
	}
}

func playedWithin(t *testing.T, h *enginetest.History, p engine.Plan) *engine.Result {
	t.Helper()
	tape, err := h.Tape()
	if err != nil {
		t.Fatal(err)
	}
	r := enginetest.Play(tape, p)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	return r
}

// another returns the history with another future from an instant on: of a bar
// that has begun only the open stays.
func another(h *enginetest.History, from engine.Time) *enginetest.History {
	rng := rand.New(rand.NewPCG(uint64(from), 1))
	out := *h
	out.Bars = slices.Clone(h.Bars)
	for i := range out.Bars {
		rows := slices.Clone(out.Bars[i].Rows)
		for k := range rows {
			r := &rows[k]
			if r.End < from {
				continue
			}
			change := func() engine.Price { return engine.Price(rng.IntN(41)-20) * 100 }
			if r.Start >= from {
				r.Open = max(10_000, r.Open+change())
			}
			r.Close = max(10_000, r.Close+change())
			r.High, r.Low = max(r.Open, r.Close)+200, min(r.Open, r.Close)-200
			r.Volume = 1 + engine.Qty(rng.IntN(1_000_000))
		}
		out.Bars[i].Rows = rows
	}
	out.Signals = slices.DeleteFunc(slices.Clone(h.Signals), func(s engine.Signal) bool { return s.At >= from })
	return &out
}

// doneBefore tells the orders and fills of a result before an instant.
func doneBefore(r *engine.Result, at engine.Time) (lines []string) {
	for _, o := range r.Orders {
		if o.Sent < at {
			lines = append(lines, fmt.Sprint(o.ID, o.Sent, o.Instrument, o.Type, o.Side, o.Because, o.Intent))
		}
	}
	for _, f := range r.Fills {
		if f.Time < at {
			lines = append(lines, fmt.Sprintf("%+v", f))
		}
	}
	return lines
}

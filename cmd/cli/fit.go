package cli

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"rally/cmd/internal/config"
	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
	"rally/engine/near"
	"rally/strategies"
)

// tradable refuses a universe that holds nothing but indices.
func tradable(c *config.Config, m *data.Market) error {
	if len(m.Universe.Tradable()) > 0 {
		return nil
	}
	return c.Wrong("data.universe", fmt.Errorf("universe: %s: an index cannot be traded; name securities, and an index as the benchmark", strings.Join(indices(c, m), ", ")))
}

// indices are those that the universe names.
func indices(c *config.Config, m *data.Market) []string {
	var out []string
	for _, word := range c.Data.Universe {
		symbol, err := data.ParseSymbol(word)
		if err != nil {
			continue // a sector or set
		}
		if id, ok := m.Universe.Lookup(symbol); ok && m.Universe.At(id).Kind == engine.Index {
			out = append(out, symbol)
		}
	}
	return out
}

// rehearse plays the first session of the run, so that what its strategy
// refuses is found without a run.
func rehearse(ctx context.Context, c *config.Config, m *data.Market) error {
	text, err := c.JSON()
	if err != nil {
		return err
	}
	p := strategyPlan(c, text)
	if first, ok := hkex.NextSession(max(c.Run.From, m.First) - 1); ok && first.Day <= min(c.Run.To, m.Last) {
		p.Span.Last = first.Day
	}
	var result *engine.Result
	err = engine.Run(ctx, m.Feed, 1, func(int) engine.Plan { return p }, func(_ int, r *engine.Result) { result = r })
	if err == nil && result.Err != nil {
		err = planError(c, &p, result)
	}
	return err
}

// misfits are what the reader should know about how strategy and data fit.
func misfits(c *config.Config, m *data.Market) []string {
	var out []string
	if list := indices(c, m); len(list) > 0 {
		out = append(out, "the universe names what can be watched but not traded: "+strings.Join(list, ", "))
	}
	p, ok := c.Strategy.New().(*strategies.PolicyMomentum)
	if !ok {
		return out
	}
	if m.Counts.Signals == 0 {
		return append(out, "policy-momentum buys after signals alone, and the data has none: name their file in data.signals")
	}
	return append(out, strayCategories(p.Categories, m.Feed.Tape.Signals())...)
}

// strayCategories says which categories no signal has: those that look like
// one that signals have, or all where there is none that any has.
func strayCategories(asked []string, signals []engine.Signal) []string {
	var have []string
	for i := range signals {
		have = append(have, signals[i].Category)
	}
	slices.Sort(have)
	have = slices.Compact(have)
	var out []string
	found := false
	for _, category := range asked {
		if slices.Contains(have, category) {
			found = true
			continue
		}
		if names := near.Names(category, have); len(names) > 0 {
			out = append(out, fmt.Sprintf("categories: no signal is of category %q; %s", category, near.Meant(names)))
		}
	}
	if !found && len(out) == 0 {
		out = append(out, fmt.Sprintf("categories: no signal is of category %s; %s", strings.Join(asked, ", "), near.All(have)))
	}
	return out
}

// idle says, as far as it is known, why a run sent no order.
func idle(c *config.Config, m *data.Market, r *engine.Result) []string {
	if r.OrderCount > 0 {
		return nil
	}
	names := m.Universe.Tradable()
	slots := len(names)
	var out []string
	switch p := c.Strategy.New().(type) {
	case *strategies.PolicyMomentum:
		entries, all := entrySignals(p, r)
		switch {
		case all == 0:
			return nil // that no signal falls into the span is said
		case entries == 0:
			return []string{fmt.Sprintf("no order: none of the %d signals in the span has the categories, direction = %q and min_strength = %d", all, p.Direction, p.MinStrength)}
		}
		out = append(out, fmt.Sprintf("no order, although %d of the %d signals in the span are entry signals: a name is bought that they concern, that has risen over lookback = %s, and of which its part of the money buys a board lot",
			entries, all, counted(p.Lookback, "session")))
		slots = p.Top
	case *strategies.MACross, *strategies.BuyAndHold:
	default:
		return nil // its rules are its own
	}
	return append(out, tooDear(c, m, slots)...)
}

// entrySignals counts the signals of the span, and those of them that the
// strategy asks for.
func entrySignals(p *strategies.PolicyMomentum, r *engine.Result) (entries, all int) {
	for i := range r.Signals {
		s := &r.Signals[i]
		if day := s.At.Day(); day < r.Span.First || day > r.Span.Last {
			continue
		}
		all++
		if s.Direction == engine.Supportive && int(s.Strength) >= p.MinStrength && slices.Contains(p.Categories, s.Category) {
			entries++
		}
	}
	return entries, all
}

// tooDear says that no name has a known board lot, or that cash ÷ slots buys
// none of any at the lowest close of the span.
func tooDear(c *config.Config, m *data.Market, slots int) []string {
	purse := c.Run.Cash / engine.Money(max(1, slots))
	cheapest, whose, known := engine.Money(math.MaxInt64), "", false
	for _, id := range m.Universe.Tradable() {
		in := m.Universe.At(id)
		for day, bar := range finest(m, id) {
			lot, ok := in.Lot(day)
			if !ok || day < c.Run.From || day > c.Run.To {
				continue
			}
			known = true
			if cost := bar.Close.Times(lot); cost < cheapest {
				cheapest, whose = cost, in.Symbol
			}
		}
	}
	switch {
	case !known:
		return []string{"no order: no name of the universe has a known board lot, without which nothing is bought; name a file with lots in data.instruments"}
	case cheapest > purse:
		return []string{fmt.Sprintf("no order: HK$%v a name (cash ÷ %d) buys no board lot of any; the cheapest, of %s, costs HK$%v", purse, slots, whose, cheapest)}
	}
	return nil
}

// finest are a name's shortest bars.
func finest(m *data.Market, id engine.ID) iter.Seq2[engine.Day, engine.BarValues] {
	for _, every := range m.Intervals {
		bars := m.Feed.Tape.Bars(id, every)
		for range bars {
			return bars
		}
	}
	return func(func(engine.Day, engine.BarValues) bool) {}
}

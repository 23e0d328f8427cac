package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"rally/cmd/internal/config"
	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
	"rally/reports"
	"rally/strategies"
)

// holdScale is how many times the cash the universe is held with, so that
// board lots do not decide which names may be held.
const holdScale = 1000

// play runs the strategy, and beside it holding the universe, and gathers what
// reports tell.
func play(ctx context.Context, c *config.Config, m *data.Market) (*reports.Study, error) {
	text, err := c.JSON()
	if err != nil {
		return nil, err
	}
	plans := append([]engine.Plan{strategyPlan(c, text), holdPlan(c, text)}, fillPlans(c, text)...)
	results := make([]*engine.Result, len(plans))
	err = engine.Run(ctx, m.Feed, len(plans),
		func(i int) engine.Plan { return plans[i] },
		func(i int, r *engine.Result) { results[i] = r })
	if err != nil {
		return nil, err
	}
	for i, r := range results[:2] { // that another fill rule would make it fail is told with its case
		if r.Err != nil {
			return nil, planError(c, &plans[i], r)
		}
	}
	s := &reports.Study{
		Result: results[0], Hold: results[1], HoldScale: holdScale, Benchmark: benchmarkOf(m, c.Run.From), Tape: m.Feed.Tape,
		Name: c.Run.Name, Version: Version, Config: text,
		Periods: hkex.PeriodsPerYear(c.Run.From, c.Run.To),
		Files:   filesOf(m), Findings: findingsOf(m), Undone: undoneOf(m), Warnings: warnings(c, m, results[0]), Assumptions: assumptions(c, m),
		Artificial: madeUp(m.Universe), InSample: inSample(results[0].Signals), LotsAsOf: m.LotsAsOf,
		Actions: m.Feed.Tape.Actions(),
	}
	s.Bracket = bracketOf(c, s.Periods, results)
	return s, nil
}

func strategyPlan(c *config.Config, text []byte) engine.Plan {
	return engine.Plan{
		Name: c.Run.Name, Strategy: c.Strategy.New, Cash: c.Run.Cash,
		Span: engine.Span{First: c.Run.From, Last: c.Run.To}, Market: c.Market.Engine(), Seed: c.Run.Seed, Config: text,
	}
}

// holdPlan holds the universe in equal weights with the same costs. Neither a
// cap on volume nor the exchange's largest order, which are about the size of
// the run's own orders, binds a thousand times its cash.
func holdPlan(c *config.Config, text []byte) engine.Plan {
	p := strategyPlan(c, text)
	spec, ok := strategies.Lookup("buy-and-hold")
	if !ok {
		panic("cli: no strategy buy-and-hold") // this program registers it
	}
	p.Name, p.Strategy, p.Cash = "hold", spec.New, p.Cash*holdScale
	p.Market.Participation = 0
	p.Market.Venue = wideVenue{}
	return p
}

// wideVenue is the exchange without its bound on the size of an order.
type wideVenue struct{ hkex.Venue }

// Check accepts an order that only its size stands against.
func (v wideVenue) Check(o *engine.Order, view *engine.MarketView, now engine.Time) engine.Reason {
	reason := v.Venue.Check(o, view, now)
	if reason == engine.TooLarge {
		return engine.Accepted
	}
	return reason
}

// planError says why a plan failed: parameters that the strategy refuses
// before the first session are the file's fault.
func planError(c *config.Config, p *engine.Plan, r *engine.Result) error {
	text := strings.TrimPrefix(r.Err.Error(), fmt.Sprintf("plan %q: ", p.Name))
	if len(r.Rows) > 0 || strings.HasPrefix(text, "panic ") || errors.Is(r.Err, context.Canceled) {
		return r.Err
	}
	if strings.HasPrefix(text, "the data has no session ") {
		return c.Wrong("run.from", errors.New(text))
	}
	return c.Wrong("strategy.use", errors.New(text))
}

// madeUp reports whether a name of the universe says that it was made up,
// whether its prices were made for this run or read from files.
func madeUp(u *engine.Universe) bool {
	for id := range u.Len() {
		if strings.HasPrefix(u.At(engine.ID(id)).Name, "ARTIFICIAL") {
			return true
		}
	}
	return false
}

// warnings are what the reader should know about how run and data fit.
func warnings(c *config.Config, m *data.Market, r *engine.Result) []string {
	var out []string
	for _, w := range m.Warnings {
		if !strings.HasPrefix(w, "in-sample: ") { // every report says so by itself
			out = append(out, w)
		}
	}
	if w := dividendGap(&m.Benchmark, c.Run.From, c.Run.To); w != "" {
		out = append(out, w)
	}
	if next, ok := hkex.NextSession(c.Run.From - 1); ok && m.First > next.Day {
		out = append(out, fmt.Sprintf("the data begins on %v, after from = %v", m.First, c.Run.From))
	}
	if last, ok := hkex.PrevSession(c.Run.To + 1); ok && m.Last < last.Day {
		out = append(out, fmt.Sprintf("the data ends on %v, before to = %v", m.LastBar, c.Run.To))
	}
	out = append(out, misfits(c, m)...)
	out = append(out, idle(c, m, r)...)
	return append(out, remarks(r)...)
}

// assumptions are those of the market and of the data.
func assumptions(c *config.Config, m *data.Market) []string {
	out := c.Market.Assumptions()
	if m.Counts.Signals > 0 {
		out = append(out, "signals usable "+c.Data.EmbargoText()+" after they are known")
	}
	return out
}

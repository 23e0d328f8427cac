package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rally/cmd/internal/config"
	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
	"rally/reports"
)

// loadMarket reads the files of a configuration, or makes its artificial
// market. Where the gate stops the run the market comes with the error.
func loadMarket(ctx context.Context, c *config.Config, p *progress) (*data.Market, error) {
	defer p.done()
	d, err := dataConfig(c, p)
	if err != nil {
		return nil, err
	}
	d.Progress = func(done, total int, _ string) { p.at("reading files", done, total) }
	m, err := data.Load(ctx, d)
	if err == nil {
		err = tradable(c, m)
	}
	if err == nil || m != nil || ctx.Err() != nil {
		return m, err
	}
	// What is wrong with a file of data is the data's; the rest is the configuration's.
	if _, of := errors.AsType[*data.LineError](err); !of {
		return nil, placed(c, err)
	}
	return nil, err
}

// soundMarket is loadMarket for who wants to play: a market that the gate stops
// is an error alone.
func soundMarket(ctx context.Context, c *config.Config, p *progress) (*data.Market, error) {
	m, err := loadMarket(ctx, c, p)
	if _, stopped := errors.AsType[*data.GateError](err); stopped {
		err = fmt.Errorf("%w\nrally check lists every finding", err)
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// dataConfig says what data.Load reads.
func dataConfig(c *config.Config, p *progress) (data.Config, error) {
	d := data.Config{
		Dir: c.Data.Dir, Bars: c.Data.Bars, Actions: c.Data.Actions, Signals: c.Data.Signals, Instruments: c.Data.Instruments,
		Format: c.Data.Format, Columns: c.Data.Columns, Interval: c.Data.Interval.String(),
		Adjusted: c.Data.Adjusted, Dividends: c.Data.Dividends,
	}
	for i := range c.Data.Also {
		d.Also = append(d.Also, c.Data.Also[i].Source())
	}
	if c.Data.Synthetic != nil {
		over := p.during("making the artificial market")
		a, err := data.Synthesize(data.SyntheticConfig{
			Seed: c.Data.Synthetic.Seed, From: c.Data.Synthetic.From, To: c.Data.Synthetic.To,
			Symbols: c.Data.Synthetic.Symbols, Interval: c.Data.Synthetic.Interval, Venue: hkex.Venue{},
		})
		over()
		if err != nil {
			return d, &usageError{err: fmt.Errorf("[data.synthetic] %w", err)}
		}
		d = a.Config()
	} else if err := filesThere(c); err != nil {
		return d, err
	}
	for _, every := range c.Data.Make {
		d.Make = append(d.Make, every.String())
	}
	d.Universe, d.Benchmark, d.To = c.Data.Universe, c.Run.Benchmark, c.Run.To
	d.Embargo = data.Embargo{Sessions: c.Data.EmbargoSessions, Delay: time.Duration(c.Data.Embargo)}
	d.Waive, d.Venue = c.Data.Waive, hkex.Venue{}
	return d, nil
}

// filesOf are the market's files as a study lists them, in an order that does
// not depend on that of the configuration.
func filesOf(m *data.Market) []reports.File {
	out := make([]reports.File, len(m.Files))
	for i, f := range m.Files {
		out[i] = reports.File{Role: f.Role, Name: f.Name, SHA256: f.SHA256, Rows: f.Rows, First: f.First, Last: f.Last}
	}
	slices.SortFunc(out, func(a, b reports.File) int {
		return cmp.Or(strings.Compare(a.Role, b.Role), strings.Compare(a.Name, b.Name), strings.Compare(a.SHA256, b.SHA256))
	})
	return out
}

// findingsOf counts what the check found. What is waived by nature, such as a
// minute without volume, is counted and nothing that the run has accepted.
func findingsOf(m *data.Market) []reports.Finding {
	var out []reports.Finding
	for _, n := range m.Findings.Counts() {
		out = append(out, reports.Finding{Rule: n.Rule, Count: n.Count, Waived: m.Findings.Waived(n.Rule)})
	}
	return out
}

// undoneOf are the proofs of undone prices as a study lists them.
func undoneOf(m *data.Market) []reports.Undone {
	var out []reports.Undone
	for _, p := range m.Undone {
		out = append(out, reports.Undone{
			Symbol: p.Symbol, Interval: p.Interval, Basis: p.Basis.String(), AsOf: p.AsOf, Actions: p.Actions,
			Prices: p.Prices, OnGrid: p.OnGrid, Bars: p.Bars, Inside: p.Inside,
		})
	}
	return out
}

// benchmarkOf is nil where there is none. What a security is worth begins at its
// own price of the session before from.
func benchmarkOf(m *data.Market, from engine.Day) *reports.Benchmark {
	b := &m.Benchmark
	if b.Symbol == "" {
		return nil
	}
	label := b.Symbol
	switch {
	case b.Index:
		label += " (price index)"
	case b.Dividends:
		label += " (with dividends)"
	default:
		label += " (price only)"
	}
	return &reports.Benchmark{Symbol: b.Symbol, Label: label, Price: b.Index, Days: b.Days, Levels: b.Levels(from - 1)}
}

// dividendGap warns of a security that is called one with dividends and has none
// in the span: it paid none, or the files miss them, and nobody can tell which.
func dividendGap(b *data.Curve, from, to engine.Day) string {
	if !b.Dividends || slices.ContainsFunc(b.Paid, func(d engine.Day) bool { return d >= from && d <= to }) {
		return ""
	}
	return fmt.Sprintf("the files have no dividend of %s in the span: the benchmark has none in it", b.Symbol)
}

// inSample reports whether signals were compiled by somebody who knew what came of them.
func inSample(signals []engine.Signal) bool {
	for i := range signals {
		if signals[i].Hindsight {
			return true
		}
	}
	return false
}

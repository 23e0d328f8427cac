package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
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
	if err == nil || m != nil || ctx.Err() != nil {
		return m, err
	}
	// What is wrong with a file of data is the data's; the rest is the configuration's.
	if _, of := errors.AsType[*data.LineError](err); !of {
		return nil, &usageError{err: fmt.Errorf("[data] %w", err)}
	}
	return nil, err
}

// dataConfig says what data.Load reads.
func dataConfig(c *config.Config, p *progress) (data.Config, error) {
	d := data.Config{
		Dir: c.Data.Dir, Bars: c.Data.Bars, Actions: c.Data.Actions, Signals: c.Data.Signals, Instruments: c.Data.Instruments,
		Format: c.Data.Format, Columns: c.Data.Columns, Interval: c.Data.Interval.String(),
		Adjusted: c.Data.Adjusted, Dividends: c.Data.Dividends,
	}
	if c.Data.Synthetic != nil {
		over := p.during("making the artificial market")
		a, err := data.Synthesize(data.SyntheticConfig{
			Seed: c.Data.Synthetic.Seed, From: c.Data.Synthetic.From, To: c.Data.Synthetic.To,
			Symbols: c.Data.Synthetic.Symbols, Venue: hkex.Venue{},
		})
		over()
		if err != nil {
			return d, &usageError{err: fmt.Errorf("[data.synthetic] %w", err)}
		}
		d = a.Config()
	} else if err := folder("data.dir", c.Data.Dir); err != nil {
		return d, err
	}
	d.Universe, d.Benchmark, d.To = c.Data.Universe, c.Run.Benchmark, c.Run.To
	d.Embargo, d.Waive, d.Venue = time.Duration(c.Data.Embargo), c.Data.Waive, hkex.Venue{}
	return d, nil
}

// folder refuses a path that is no folder.
func folder(key, path string) error {
	if path == "" {
		return nil
	}
	info, err := os.Stat(path)
	switch {
	case err != nil && os.IsNotExist(err):
		return wrongUse("%s = %s: no such folder; name the folder of the files, or give --set data.dir=DIR", key, path)
	case err != nil:
		return wrongUse("%s = %s: %w", key, path, plain(err))
	case !info.IsDir():
		return wrongUse("%s = %s: a file where a folder should be", key, path)
	}
	return nil
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

func findingsOf(m *data.Market) []reports.Finding {
	var out []reports.Finding
	for _, n := range m.Findings.Counts() {
		out = append(out, reports.Finding{Rule: n.Rule, Count: n.Count, Waived: n.Waived})
	}
	return out
}

// benchmarkOf is nil where there is none.
func benchmarkOf(m *data.Market) *reports.Benchmark {
	b := &m.Benchmark
	if b.Symbol == "" {
		return nil
	}
	out := &reports.Benchmark{Symbol: b.Symbol, Label: b.Symbol, Price: b.Index, Days: b.Days}
	if b.Index {
		out.Label += " (price index)"
	}
	for _, p := range b.Closes {
		out.Levels = append(out.Levels, p.Float())
	}
	return out
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

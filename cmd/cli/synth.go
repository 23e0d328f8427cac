package cli

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
)

// synthVerb writes artificial markets.
func (c *command) synthVerb() *cobra.Command {
	var out, from, to, interval string
	s := data.SyntheticConfig{Venue: hkex.Venue{}}
	cmd := &cobra.Command{
		Use:   "synth --out DIR",
		Short: "write the files of an artificial market",
		Long: `Writes prices, instruments, dividends, splits and signals of a market that never
was, named as such, and prints a file for rally run that plays it. The same seed
makes the same files everywhere.

With --interval the bars are shorter than a day, in the columns of the format
futu. They are of the same market: what a seed has in a session comes to its
daily bar, whatever the interval. Minutes of all 24 names over two and a half
years are 250 megabytes; --symbols, --from and --to make it less.`,
		Example: `  rally data synth --out market --seed 7 --symbols 8
  rally data synth --out minutes --interval 1m --symbols 4 --from 2024-01-02 --to 2024-03-28`,
		Args: flagsAlone(),
	}
	f := cmd.Flags()
	f.StringVar(&out, "out", "", "`DIR` of the files")
	f.Uint64Var(&s.Seed, "seed", 1, "another `SEED`, another market")
	f.StringVar(&from, "from", "2023-01-03", "first `DAY`")
	f.StringVar(&to, "to", "2025-06-30", "last `DAY`")
	f.IntVar(&s.Symbols, "symbols", 24, "`NUMBER` of names")
	f.StringVar(&interval, "interval", "1d", "`LENGTH` of the bars: 1m, 5m, 15m, 30m, 1h …; ticks are not built yet")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := stated(cmd, "out"); err != nil {
			return err
		}
		var err error
		if s.From, err = engine.ParseDay(from); err != nil {
			return wrongUse("--from: %w", err)
		}
		if s.To, err = engine.ParseDay(to); err != nil {
			return wrongUse("--to: %w", err)
		}
		if s.From < hkex.FirstDay {
			return wrongUse("--from %v lies outside the calendar, which covers %v to %v", s.From, hkex.FirstDay, hkex.LastDay)
		}
		if s.To > hkex.LastDay {
			return wrongUse("--to %v lies outside the calendar, which covers %v to %v", s.To, hkex.FirstDay, hkex.LastDay)
		}
		if interval == "ticks" {
			return wrongUse("--interval ticks is not built yet; there are bars of 1m, 5m, 1h and so on, and 1d")
		}
		if s.Interval, err = data.ParseInterval(interval); err != nil {
			return wrongUse("--interval: %w", err)
		}
		if s.Symbols < 1 {
			return wrongUse("--symbols %d: at least one name", s.Symbols)
		}
		if err := outFolder(out); err != nil {
			return err
		}
		a, err := data.Synthesize(s)
		if err != nil {
			return wrongUse("%w", err)
		}
		p := newProgress(c.err, false)
		a.Progress = func(done, total int, _ string) { p.at("writing files", done, total) }
		err = c.finish(func() error { return a.Write(cmd.Context(), out) })
		p.done()
		if err != nil {
			return err
		}
		return c.printSynth(a, &s, out, *asJSON)
	}
	return cmd
}

func (c *command) printSynth(a *data.Artificial, s *data.SyntheticConfig, out string, asJSON bool) error {
	files, starting := a.Paths(), startingFile(a, s, out)
	if asJSON {
		return c.print(struct {
			Dir      string   `json:"dir"`
			Seed     uint64   `json:"seed"`
			Symbols  int      `json:"symbols"`
			Index    string   `json:"index"`
			Interval string   `json:"interval"`
			Files    []string `json:"files"`
			TOML     string   `json:"toml"` // a file that plays it
		}{out, a.Seed, len(a.Instruments) - 1, a.Index, a.Interval.String(), files, starting})
	}
	bars := ""
	if a.Interval != engine.Daily {
		bars = fmt.Sprintf(", bars of %v", a.Interval)
	}
	_, err := fmt.Fprintf(c.out, "an artificial market of %d names and the index %s in %s: %d files%s\n\nTo play it, save this here as %s.toml and rally run %[6]s.toml:\n\n%[7]s",
		len(a.Instruments)-1, a.Index, out, len(files), bars, filepath.Base(out), starting)
	return err
}

// warmUp is the days of a market before a run that plays it begins.
const warmUp = 60

// startingFile is a configuration that plays an artificial market's files, to be
// saved where the command was run.
func startingFile(a *data.Artificial, s *data.SyntheticConfig, out string) string {
	d := a.Config()
	var b strings.Builder
	text := func(key, value string) { fmt.Fprintf(&b, "%-11s = %s\n", key, strconv.Quote(value)) }
	fmt.Fprintf(&b, "[run]\nfrom      = %v\nto        = %v\nbenchmark = %q\n\n[data]\n", s.From+min(warmUp, (s.To-s.From)/2), s.To, a.Index)
	text("dir", out)
	fmt.Fprintf(&b, "%-11s = [%q]\n", "bars", d.Bars[0])
	if a.Interval != engine.Daily {
		text("format", d.Format)
		text("interval", d.Interval)
		fmt.Fprintf(&b, "%-11s = [\"1d\"]\n", "make")
	}
	text("adjusted", d.Adjusted)
	fmt.Fprintf(&b, "%-11s = [%q, %q]\n", "actions", d.Actions[0], d.Actions[1])
	text("dividends", d.Dividends)
	text("signals", d.Signals)
	text("instruments", d.Instruments)
	if a.Interval == engine.Daily {
		b.WriteString("\n[strategy]\nuse = \"policy-momentum\"\n")
	} else {
		b.WriteString("\n[strategy]\nuse   = \"policy-momentum\"\nentry = \"at-once\"\n")
	}
	return b.String()
}

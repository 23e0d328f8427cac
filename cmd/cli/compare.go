package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rally/cmd/internal/config"
	"rally/cmd/internal/registry"
	"rally/reports"
)

// compareFlags are what compare is told beside its files.
type compareFlags struct {
	out                              string
	set                              []string
	noPictures, quiet, resume, again bool
	jobs                             int
	returns                          string
}

// compareVerb plays many trials and ranks them.
func (c *command) compareVerb() *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare FILE.toml...",
		Short: "many: strategies, sweeps, splits → a comparison folder",
		Long: `Plays every trial that the files describe: what [sweep] varies, the strategies of
[[compare.strategy]], several files side by side. It ranks them, says how much of
the best may be luck, and writes a folder with the table, the pictures and the full
results of the best.

Each finished trial is noted in OUT/trials.jsonl, and is not played again: after an
interrupt the same command with --resume goes on where it stopped. A trial counts as
known only to the very same program over the very same data and configuration.`,
		Example: "  rally new mine.toml --sweep && rally compare mine.toml --no-pictures",
		Args:    arguments(1, -1, "the files of a comparison"),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "out", "`DIR` that the folder of the comparison is put in")
	flags.StringArrayVar(&f.set, "set", nil, "`KEY=VALUE`: any key of the files, such as compare.keep=3; repeatable")
	flags.BoolVar(&f.noPictures, "no-pictures", false, "tables and figures alone")
	flags.BoolVar(&f.quiet, "quiet", false, "print the folder of the comparison and nothing else")
	flags.BoolVar(&f.resume, "resume", false, "go on after an interrupt, and say how many trials are finished")
	flags.BoolVar(&f.again, "again", false, "play every trial, also those that the record has")
	flags.IntVar(&f.jobs, "jobs", 0, "trials played at once; 0: as many as there are processors")
	flags.StringVar(&f.returns, "returns", "best", "`WHICH` trials returns.csv has: best (the first thousand) or all")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		began := time.Now()
		if err := f.check(); err != nil {
			return err
		}
		conf, err := config.ReadComparison(args, f.set)
		if err != nil {
			return err
		}
		p := newProgress(c.err, f.quiet)
		comparison, err := c.compare(cmd.Context(), conf, &f, p)
		if err != nil {
			return err
		}
		if !f.quiet {
			c.say("done in %.2f s", time.Since(began).Seconds())
		}
		if err := c.printComparison(comparison, *asJSON, f.quiet); err != nil {
			return err
		}
		return c.sayFailures(comparison)
	}
	return cmd
}

func (f *compareFlags) check() error {
	switch {
	case f.jobs < 0 || f.jobs > 1024:
		return wrongUse("--jobs %d: from 1 to 1024, or 0 for as many as there are processors", f.jobs)
	case f.returns != "best" && f.returns != "all":
		return wrongUse("--returns %s: best or all", f.returns)
	case f.resume && f.again:
		return wrongUse("--resume goes on with what is finished and --again plays it anew: give one of them")
	}
	return outFolder(f.out)
}

// compare plays the trials, ranks them, and writes the folder.
func (c *command) compare(ctx context.Context, conf *config.Comparison, f *compareFlags, p *progress) (*reports.Comparison, error) {
	program, err := registry.Program()
	if err != nil {
		return nil, err
	}
	book, err := registry.Open(filepath.Join(f.out, registry.FileName))
	if err != nil {
		return nil, err
	}
	defer book.Close()
	t := newContest(conf, p)
	t.book, t.program, t.workers, t.again = book, program, f.jobs, f.again
	if t.Split != nil && t.oneCash() == 0 {
		return nil, t.Base.Wrong("split", errors.New("split: the legs of a split carry one account on, and run.cash is swept; leave one of them out"))
	}
	if f.returns == "all" {
		for _, e := range t.entries {
			e.kept = true
		}
	}
	if err := t.play(ctx); err != nil {
		return nil, err
	}
	if !f.quiet {
		c.sayKnown(t, f)
	}
	best := t.ranked()
	if len(best) == 0 {
		return nil, fmt.Errorf("none of the %d trials has a result; %s: %w", len(t.entries), t.entries[0].trial.Name, t.entries[0].err)
	}
	comparison, err := t.comparison(ctx, best, f)
	if err != nil {
		return nil, err
	}
	if err := c.writeComparison(ctx, t, comparison, best, f); err != nil {
		return nil, err
	}
	if !f.quiet {
		c.sayHistory(t, comparison.Overfit.N(), filepath.Join(f.out, registry.FileName))
	}
	return comparison, nil
}

// sayKnown says how many trials were not played since they are recorded.
func (c *command) sayKnown(t *contest, f *compareFlags) {
	switch {
	case t.known > 0:
		c.say("finished before and not played again: %d of %d trials (%s)", t.known, len(t.entries), filepath.Join(f.out, registry.FileName))
	case f.resume:
		c.say("nothing to resume: none of the %d trials was finished before", len(t.entries))
	}
	if n := len(t.Repeated); n > 0 {
		c.say("warning: %d trials are left out, for another has the very same configuration: %s", n, strings.Join(t.Repeated[:min(n, 5)], ", "))
	}
}

// sayHistory says how many trials the data has seen, and warns where the
// statistics have counted fewer.
func (c *command) sayHistory(t *contest, counted int, path string) {
	seen := map[[32]byte]bool{}
	made := 0
	for _, g := range t.groups {
		if !seen[g.hash] {
			seen[g.hash] = true
			made += t.book.Count(fmt.Sprintf("%x", g.hash))
		}
	}
	c.say("%s on this data (%s); the statistics count %d", trialsMade(made), path, counted)
	if made > counted {
		c.say("warning: %d of them are not counted, so luck is judged too kindly; to count them give --set compare.prior_trials=%d",
			made-counted, t.Prior+made-counted)
	}
}

func trialsMade(n int) string {
	if n == 1 {
		return "1 trial has been made"
	}
	return fmt.Sprintf("%d trials have been made", n)
}

// sayFailures names the trials that failed, and makes the command fail.
func (c *command) sayFailures(r *reports.Comparison) error {
	if len(r.Failed) == 0 {
		return nil
	}
	const most = 10
	for i, f := range r.Failed {
		if i == most {
			c.say("… and %d more failed", len(r.Failed)-most)
			break
		}
		c.say("rally: trial %s failed: %s", f.Name, f.Why)
	}
	return silentError{Failed}
}

// printComparison prints the comparison to standard output.
func (c *command) printComparison(r *reports.Comparison, asJSON, quiet bool) error {
	switch {
	case asJSON:
		doc, err := reports.ComparisonDocument(r)
		if err != nil {
			return err
		}
		if !quiet {
			c.say("comparison in %s", r.Folder)
		}
		_, err = c.out.Write(doc)
		return err
	case quiet:
		_, err := fmt.Fprintln(c.out, r.Folder)
		return err
	}
	var err error
	for _, line := range reports.ComparisonSummary(r) {
		_, err = fmt.Fprintln(c.out, line)
	}
	return err
}

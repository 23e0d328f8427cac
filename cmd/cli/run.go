package cli

import (
	"context"
	_ "embed" // the example that runs without a file
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rally/cmd/internal/config"
	"rally/reports"
)

//go:embed policy-momentum.toml
var example []byte

// exampleName is what messages call the file that ships inside.
const exampleName = "policy-momentum.toml (ships inside)"

// runVerb does one backtest.
func (c *command) runVerb() *cobra.Command {
	var out string
	var set []string
	var noPictures, quiet bool
	cmd := &cobra.Command{
		Use:   "run [FILE.toml]",
		Short: "one backtest → a result folder",
		Long: `Runs one backtest and writes a folder with tables, figures and pictures. Without
a file it runs the example on the artificial market that ships inside.`,
		Example: "  rally run --no-pictures --set strategy.hold=5",
		Args:    arguments(0, 1, "one file of a run at most: rally compare plays several"),
	}
	f := cmd.Flags()
	f.StringVar(&out, "out", "out", "`DIR` that the folder of the result is put in")
	f.StringArrayVar(&set, "set", nil, "`KEY=VALUE`: any key of the file, such as strategy.hold=5; repeatable")
	f.BoolVar(&noPictures, "no-pictures", false, "tables and figures alone")
	f.BoolVar(&quiet, "quiet", false, "print the folder of the result and nothing else")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		began := time.Now()
		if err := outFolder(out); err != nil {
			return err
		}
		conf, err := c.readConfig(args, set)
		if err != nil {
			return err
		}
		if len(args) == 0 && !quiet {
			c.say("no file given: running the example on the artificial market that ships inside")
		}
		p := newProgress(c.err, quiet)
		study, err := c.study(cmd.Context(), conf, p)
		if err != nil {
			return err
		}
		tried := newAttempt(study, conf, out)
		defer tried.close()
		if err := c.write(cmd.Context(), study, conf, out, noPictures, p, tried); err != nil {
			return err
		}
		tried.tell(c, quiet)
		if !quiet {
			c.say("done in %.2f s", time.Since(began).Seconds())
		}
		return c.printRun(study, *asJSON, quiet)
	}
	return cmd
}

// readConfig reads the file that the arguments name, or the one that ships inside.
func (c *command) readConfig(args, set []string) (*config.Config, error) {
	if len(args) > 0 {
		return config.Read(args[0], set)
	}
	return config.Parse(config.Source{Name: exampleName, Text: example, Set: set})
}

// outFolder refuses a place where no folder can be.
func outFolder(out string) error {
	if strings.TrimSpace(out) == "" {
		return wrongUse("--out: an empty name; name a folder, such as --out results")
	}
	if info, err := os.Stat(out); err == nil && !info.IsDir() {
		return wrongUse("--out %s: a file where a folder should be", out)
	}
	return nil
}

// study reads the data, checks it, and plays it.
func (c *command) study(ctx context.Context, conf *config.Config, p *progress) (*reports.Study, error) {
	m, err := soundMarket(ctx, conf, p)
	if err != nil {
		return nil, err
	}
	defer p.during("playing")()
	return play(ctx, conf, m)
}

// write draws the reports into the result's folder, which appears whole or not at all.
func (c *command) write(ctx context.Context, s *reports.Study, conf *config.Config, out string, noPictures bool, p *progress, tried *attempt) error {
	path := filepath.Join(out, reports.FolderName(s.Name, s.Result.Digest))
	folder, err := reports.NewFolder(path)
	if err != nil {
		return err
	}
	// What is left of an interrupted run is of no use; that it cannot be removed is no news.
	discard := func() { _ = folder.Discard() }
	c.onAbandon(discard)
	defer c.onAbandon(nil)
	defer discard()
	if err := draw(ctx, folder, s, noPictures, p); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.Folder = path
	return c.finish(func() error {
		tried.note() // first, so that a kill leaves no result that is not counted
		if err := folder.Commit(); err != nil {
			return err
		}
		return noteOrigin(path, conf)
	})
}

func draw(ctx context.Context, sink reports.Sink, s *reports.Study, noPictures bool, p *progress) error {
	defer p.done()
	var specs []reports.Spec
	for _, spec := range reports.All() {
		if !spec.Picture || !noPictures {
			specs = append(specs, spec)
		}
	}
	drawn := 0
	return reports.DrawAll(ctx, sink, []*reports.Study{s}, specs, func(reports.Spec) {
		drawn++
		p.at("writing the result", drawn, len(specs))
	})
}

// printRun prints the result to standard output.
func (c *command) printRun(s *reports.Study, asJSON, quiet bool) error {
	switch {
	case asJSON:
		doc, err := reports.Document(s)
		if err != nil {
			return err
		}
		if !quiet {
			c.say("result in %s", s.Folder)
		}
		_, err = c.out.Write(doc)
		return err
	case quiet:
		_, err := fmt.Fprintln(c.out, s.Folder)
		return err
	}
	var err error
	for _, line := range reports.Summary(s) {
		_, err = fmt.Fprintln(c.out, line)
	}
	return err
}

func digestText(s *reports.Study) string { return hex.EncodeToString(s.Result.Digest[:]) }

package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"rally/cmd/internal/config"
	"rally/data"
)

// checkVerb reads configuration and data, and writes nothing.
func (c *command) checkVerb() *cobra.Command {
	var set []string
	cmd := &cobra.Command{
		Use:   "check [FILE.toml]",
		Short: "configuration and data, no run → findings, nothing written",
		Long: `Reads the file and the data that it names, and prints what the check finds. The
exit code is 1 where a finding would stop the run. Nothing is written.`,
		Example: "  rally new mine.toml && rally check mine.toml",
		Args:    cobra.MaximumNArgs(1),
	}
	cmd.Flags().StringArrayVar(&set, "set", nil, "`KEY=VALUE`: any key of the file; repeatable")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		conf, err := c.checkedConfig(args, set)
		if err != nil {
			return err
		}
		if len(args) == 0 {
			c.say("no file given: checking the example on the artificial market that ships inside")
		}
		m, err := loadMarket(cmd.Context(), conf, newProgress(c.err, false))
		_, stopped := errors.AsType[*data.GateError](err)
		if err != nil && !stopped {
			return err
		}
		if !stopped {
			if err := rehearse(cmd.Context(), conf, m); err != nil {
				return err
			}
			m.Warnings = append(m.Warnings, misfits(conf, m)...)
		}
		if *asJSON {
			err = c.print(checkJSON(m, !stopped))
		} else {
			err = c.printCheck(m, !stopped)
		}
		if err == nil && stopped {
			return silentError{Failed}
		}
		return err
	}
	return cmd
}

// checkedConfig reads the file. Of one of many trials every trial is checked, and
// the first one's data.
func (c *command) checkedConfig(args, set []string) (*config.Config, error) {
	if len(args) == 0 || !config.IsComparison(args[0]) {
		return c.readConfig(args, set)
	}
	all, err := config.ReadComparison(args, set)
	if err != nil {
		return nil, err
	}
	c.say("%d trials; the data is checked of %s", len(all.Trials), all.Trials[0].Name)
	return all.Base, nil
}

type checkFile struct {
	Role   string `json:"role"`
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Rows   int    `json:"rows"`
	First  string `json:"first,omitempty"`
	Last   string `json:"last,omitempty"`
}

type checkFinding struct {
	Rule   string `json:"rule"`
	Level  string `json:"level"`
	Waived bool   `json:"waived"`
	Symbol string `json:"symbol"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	Date   string `json:"date"`
	Text   string `json:"text"`
}

type checkCount struct {
	Count  int    `json:"count"`
	Level  string `json:"level"`
	Waived bool   `json:"waived"`
}

func checkJSON(m *data.Market, ok bool) any {
	out := struct {
		OK       bool                  `json:"ok"`
		Data     []checkFile           `json:"data"`
		Counts   map[string]checkCount `json:"counts"`
		Findings []checkFinding        `json:"findings"`
		Warnings []string              `json:"warnings"`
	}{ok, []checkFile{}, map[string]checkCount{}, []checkFinding{}, append([]string{}, m.Warnings...)}
	for _, f := range m.Files {
		one := checkFile{Role: f.Role, Name: f.Name, SHA256: f.SHA256, Rows: f.Rows}
		if f.First != 0 {
			one.First, one.Last = f.First.String(), f.Last.String()
		}
		out.Data = append(out.Data, one)
	}
	for _, n := range m.Findings.Counts() {
		out.Counts[n.Rule] = checkCount{n.Count, n.Level.String(), n.Waived}
	}
	for _, f := range m.Findings.List {
		out.Findings = append(out.Findings, checkFinding{
			f.Rule, f.Level.String(), m.Findings.Waived(f.Rule), f.Symbol, f.File, f.Line, f.Day.String(), f.Text,
		})
	}
	return out
}

// mostPrinted bounds the findings that are printed of one rule.
const mostPrinted = 10

func (c *command) printCheck(m *data.Market, ok bool) error {
	n := m.Counts
	if n.Bars == 0 {
		fmt.Fprintf(c.out, "%d files read; the check stops them from becoming a market\n", len(m.Files))
	} else {
		fmt.Fprintf(c.out, "%d files, %d instruments, %d bars from %v to %v, %d dividends, %d splits, %d signals\n",
			len(m.Files), n.Instruments, n.Bars, m.First, m.Last, n.Dividends, n.Splits, n.Signals)
	}
	for _, count := range m.Findings.Counts() {
		waived := ""
		if count.Waived {
			waived = ", waived"
		}
		fmt.Fprintf(c.out, "%s: %d (%s%s)\n", count.Rule, count.Count, count.Level, waived)
		printed := 0
		for _, f := range m.Findings.List {
			if f.Rule != count.Rule {
				continue
			}
			if printed == mostPrinted {
				fmt.Fprintf(c.out, "  … and %d more; --json has them all\n", count.Count-printed)
				break
			}
			fmt.Fprintf(c.out, "  %v\n", f)
			printed++
		}
	}
	for _, w := range m.Warnings {
		fmt.Fprintf(c.out, "warning: %s\n", w)
	}
	verdict := "ok: this data may be run"
	if !ok {
		verdict = m.Findings.Err().Error()
	}
	_, err := fmt.Fprintln(c.out, verdict)
	return err
}

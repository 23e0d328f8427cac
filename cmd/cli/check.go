package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rally/cmd/internal/config"
	"rally/data"
	"rally/engine"
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
		Args:    arguments(0, 1, "one file of a run or of a comparison at most"),
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
	Times  int    `json:"times,omitempty"` // rows or sessions that it stands for, where it is more than one
}

type checkUndone struct {
	Symbol   string `json:"symbol"`
	Interval string `json:"interval"`
	Basis    string `json:"basis"`
	AsOf     string `json:"as_of"`
	Actions  int    `json:"actions"`
	Prices   int    `json:"prices"`
	OnGrid   int    `json:"on_grid"`
	Bars     int    `json:"bars"`
	Inside   int    `json:"inside"`
}

type checkCount struct {
	Count  int    `json:"count"`
	Level  string `json:"level"`
	Waived bool   `json:"waived"`
}

func checkJSON(m *data.Market, ok bool) any {
	out := struct {
		OK        bool                  `json:"ok"`
		Data      []checkFile           `json:"data"`
		Intervals []string              `json:"intervals"` // of the bars that may be run; empty where they may not
		Undone    []checkUndone         `json:"undone"`
		Counts    map[string]checkCount `json:"counts"`
		Findings  []checkFinding        `json:"findings"`
		Warnings  []string              `json:"warnings"`
	}{ok, []checkFile{}, []string{}, []checkUndone{}, map[string]checkCount{}, []checkFinding{}, append([]string{}, m.Warnings...)}
	for _, f := range m.Files {
		one := checkFile{Role: f.Role, Name: f.Name, SHA256: f.SHA256, Rows: f.Rows}
		if f.First != 0 {
			one.First, one.Last = f.First.String(), f.Last.String()
		}
		out.Data = append(out.Data, one)
	}
	for _, every := range m.Intervals {
		out.Intervals = append(out.Intervals, every.String())
	}
	for _, p := range m.Undone {
		out.Undone = append(out.Undone, checkUndone{
			p.Symbol, p.Interval.String(), p.Basis.String(), p.AsOf.String(), p.Actions, p.Prices, p.OnGrid, p.Bars, p.Inside,
		})
	}
	for _, n := range m.Findings.Counts() {
		out.Counts[n.Rule] = checkCount{n.Count, n.Level.String(), n.Waived}
	}
	for _, f := range m.Findings.List {
		one := checkFinding{
			Rule: f.Rule, Level: f.Level.String(), Waived: m.Findings.Waived(f.Rule),
			Symbol: f.Symbol, File: f.File, Line: f.Line, Date: f.Day.String(), Text: f.Text,
		}
		if f.Times > 1 {
			one.Times = f.Times
		}
		out.Findings = append(out.Findings, one)
	}
	return out
}

// mostPrinted bounds the findings that are printed of one rule.
const mostPrinted = 10

func (c *command) printCheck(m *data.Market, ok bool) error {
	n := m.Counts
	if n.Bars == 0 {
		fmt.Fprintf(c.out, "%s read; the check stops them from becoming a market\n", counted(len(m.Files), "file"))
	} else {
		fmt.Fprintf(c.out, "%s, %s, %s from %v to %v, %s, %s, %s\n",
			counted(len(m.Files), "file"), counted(n.Instruments, "instrument"), counted(n.Bars, "bar"), m.First, m.LastBar,
			counted(n.Dividends, "dividend"), counted(n.Splits, "split"), counted(n.Signals, "signal"))
	}
	if text := intervalsText(m); text != "" {
		fmt.Fprintln(c.out, text)
	}
	for _, u := range undoneOf(m) {
		fmt.Fprintf(c.out, "undone: %v\n", &u)
	}
	for _, count := range m.Findings.Counts() {
		waived := ""
		if count.Waived {
			waived = ", waived"
		}
		fmt.Fprintf(c.out, "%s: %d (%s%s)\n", count.Rule, count.Count, count.Level, waived)
		n := 0
		for _, f := range m.Findings.List {
			if f.Rule != count.Rule {
				continue
			}
			if n++; n <= mostPrinted {
				fmt.Fprintf(c.out, "  %v\n", f)
			}
		}
		if n > mostPrinted { // findings, each of which may stand for several rows
			fmt.Fprintf(c.out, "  … and %d more; --json has them all\n", n-mostPrinted)
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

// intervalsText says of what lengths the bars are; empty where all are daily.
func intervalsText(m *data.Market) string {
	var words []string
	for _, every := range m.Intervals {
		words = append(words, every.String())
	}
	if len(words) == 0 || len(words) == 1 && m.Intervals[0] == engine.Daily {
		return ""
	}
	text := "bars of " + strings.Join(words, ", ")
	if m.Counts.Made > 0 {
		text += fmt.Sprintf("; besides those read, %d made of shorter ones", m.Counts.Made)
	}
	return text
}

package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rally/data"
	"rally/engine/hkex"
	"rally/engine/near"
	"rally/reports"
	"rally/strategies"
	"rally/strategies/indicator"
)

// listed is a name that a file or a flag may use.
type listed struct {
	Name  string `json:"name"`
	Doc   string `json:"doc"`
	Level string `json:"level,omitempty"`  // of a finding
	Waive string `json:"waived,omitempty"` // what happens to a row when its finding is waived
}

// lists are what rally list knows, by their names.
func lists() map[string]func() []listed {
	return map[string]func() []listed{
		"strategies": func() (out []listed) {
			for _, name := range strategies.Names() {
				s, _ := strategies.Lookup(name)
				out = append(out, listed{Name: s.Name, Doc: s.Doc})
			}
			return out
		},
		"indicators": func() (out []listed) {
			for _, name := range indicator.Names() {
				s, _ := indicator.Lookup(name)
				out = append(out, listed{Name: s.Name, Doc: s.Doc})
			}
			return out
		},
		"reports": func() (out []listed) {
			for _, s := range reports.All() {
				out = append(out, listed{Name: s.Name, Doc: s.Doc})
			}
			return out
		},
		"formats": func() (out []listed) {
			for _, s := range data.Formats() {
				out = append(out, listed{Name: s.Name, Doc: s.Doc})
			}
			return out
		},
		"brokers": func() (out []listed) {
			for _, b := range hkex.Brokers() {
				out = append(out, listed{Name: b.Name, Doc: b.Doc})
			}
			return out
		},
		"findings": func() (out []listed) {
			for _, r := range data.Rules() {
				waived := r.Waived
				if waived == "" {
					waived = "cannot be"
				}
				out = append(out, listed{Name: r.Name, Doc: r.Doc, Level: r.Level.String(), Waive: waived})
			}
			return out
		},
	}
}

// listVerb lists the names that a file or a flag may use.
func (c *command) listVerb() *cobra.Command {
	names := []string{"strategies", "indicators", "reports", "formats", "brokers", "findings"}
	cmd := &cobra.Command{
		Use:     "list strategies|indicators|reports|formats|brokers|findings",
		Short:   "the names that a file or a flag may use",
		Long:    "Lists strategies, indicators, reports, formats of files, brokers, or the findings of the check, each with what it is.",
		Example: "  rally list strategies",
		Args: func(cmd *cobra.Command, args []string) error {
			all := strings.Join(names[:len(names)-1], ", ")
			last := names[len(names)-1]
			if len(args) == 0 {
				return fmt.Errorf("which list? there are %s and %s, as in: %s", all, last, strings.TrimSpace(cmd.Example))
			}
			return arguments(1, 1, "one of "+all+" and "+last)(cmd, args)
		},
		ValidArgs: names,
	}
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		list, ok := lists()[args[0]]
		if !ok {
			return wrongUse("no list of %q; %s", args[0], near.Hint(args[0], names))
		}
		rows := list()
		if *asJSON {
			if rows == nil {
				rows = []listed{}
			}
			return c.print(map[string][]listed{args[0]: rows})
		}
		return c.printList(rows)
	}
	return cmd
}

func (c *command) printList(rows []listed) error {
	width := 0
	for _, r := range rows {
		width = max(width, len(r.Name))
	}
	var err error
	for _, r := range rows {
		level := ""
		if r.Level != "" {
			level = fmt.Sprintf("%-8s ", r.Level)
		}
		_, err = fmt.Fprintf(c.out, "%-*s  %s%s\n", width, r.Name, level, r.Doc)
		if r.Waive != "" {
			_, err = fmt.Fprintf(c.out, "%*s  %*swaived: %s\n", width, "", len(level), "", r.Waive)
		}
	}
	return err
}

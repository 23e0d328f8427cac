package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rally/data"
	"rally/engine/hkex"
)

// dataVerb makes artificial markets and looks into files.
func (c *command) dataVerb() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "data synth|info",
		Short:   "make an artificial market; say what is in a file",
		Long:    "Makes the files of an artificial market, or says what is in a file of prices, actions, signals or instruments.",
		Example: "  rally data synth --out market --symbols 8 && rally data info market/bars/ART01.csv",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("no verb data %s; there are info and synth", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.synthVerb(), c.infoVerb())
	return cmd
}

func (c *command) infoVerb() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "info FILE",
		Short:   "what is in a file",
		Long:    "Says what is in a file of bars, actions, signals or instruments: columns, symbols, rows, span, gaps.",
		Example: "  rally data synth --out market && rally data info market/bars/ART01.csv",
		Args:    arguments(1, 1, "a file of bars, actions, signals or instruments"),
	}
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		d, err := data.Info(args[0], nil, hkex.Venue{})
		if err != nil {
			return err
		}
		if *asJSON {
			return c.print(infoJSON(d))
		}
		return c.printInfo(d)
	}
	return cmd
}

type infoGap struct {
	Symbol   string `json:"symbol"`
	After    string `json:"after"`
	Before   string `json:"before"`
	Sessions int    `json:"sessions"`
}

func infoJSON(d *data.Description) any {
	out := struct {
		File       string    `json:"file"`
		Kind       string    `json:"kind"`
		Columns    []string  `json:"columns"`
		Symbols    []string  `json:"symbols"`
		Rows       int       `json:"rows"`
		First      string    `json:"first,omitempty"`
		Last       string    `json:"last,omitempty"`
		ZeroVolume int       `json:"zero_volume"`
		Decimals   int       `json:"decimals"`
		Gaps       []infoGap `json:"gaps"`
		PerSession float64   `json:"rows_per_session"`
		Format     string    `json:"format,omitempty"` // of bars, as what follows
		Interval   string    `json:"interval,omitempty"`
		Earliest   string    `json:"earliest,omitempty"` // clock time of rows shorter than a day
		Latest     string    `json:"latest,omitempty"`
		Zone       string    `json:"zone,omitempty"`  // of them, where it is not the format's
		Label      string    `json:"label,omitempty"` // of them, where it is not the format's
		Turnover   bool      `json:"turnover,omitempty"`
	}{
		File: d.Name(), Kind: d.Kind, Columns: append([]string{}, d.Columns...), Symbols: append([]string{}, d.Symbols...), Rows: d.Rows,
		ZeroVolume: d.ZeroVolume, Decimals: d.Decimals, Gaps: []infoGap{}, PerSession: d.Spacing,
		Format: d.Format, Earliest: d.Earliest, Latest: d.Latest, Zone: d.Zone, Label: d.Label, Turnover: d.Turnover,
	}
	if d.Kind == "bars" {
		out.Interval = d.Interval.String()
	}
	if d.First != 0 {
		out.First, out.Last = d.First.String(), d.Last.String()
	}
	for _, g := range d.Gaps {
		out.Gaps = append(out.Gaps, infoGap{g.Symbol, g.After.String(), g.Before.String(), g.Sessions})
	}
	return out
}

func (c *command) printInfo(d *data.Description) error {
	fmt.Fprintf(c.out, "%s: %s, %d rows", d.Name(), d.Kind, d.Rows)
	if d.First != 0 {
		fmt.Fprintf(c.out, " from %v to %v", d.First, d.Last)
	}
	fmt.Fprintf(c.out, "\ncolumns  %s\n", strings.Join(d.Columns, ", "))
	shown := d.Symbols
	more := ""
	if len(shown) > 12 {
		shown, more = shown[:12], fmt.Sprintf(" and %d more", len(d.Symbols)-12)
	}
	fmt.Fprintf(c.out, "symbols  %s%s\n", strings.Join(shown, ", "), more)
	if d.Kind == "bars" {
		fmt.Fprintf(c.out, "bars     %.2f a session, %d without volume, prices with at most %d decimals\n", d.Spacing, d.ZeroVolume, d.Decimals)
		fmt.Fprintf(c.out, "read as  %s\n", readAs(d))
	}
	for _, g := range d.Gaps {
		fmt.Fprintf(c.out, "gap      %s: %d sessions between %v and %v\n", g.Symbol, g.Sessions, g.After, g.Before)
	}
	return nil
}

// readAs says what a configuration would say of a file of bars.
func readAs(d *data.Description) string {
	text := fmt.Sprintf("interval = %q", d.Interval)
	if d.Format != "" {
		text = fmt.Sprintf("format = %q, ", d.Format) + text
	}
	if d.Zone != "" {
		text += fmt.Sprintf(", columns.zone = %q", d.Zone)
	}
	if d.Label != "" {
		text += fmt.Sprintf(", columns.label = %q", d.Label)
	}
	if d.Earliest != "" {
		text += fmt.Sprintf("; stamped %s to %s", d.Earliest, d.Latest)
	}
	if d.Turnover {
		text += "; with turnover"
	}
	return text
}

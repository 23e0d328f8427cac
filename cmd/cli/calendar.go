package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"rally/engine"
	"rally/engine/hkex"
)

// calendarVerb answers on which days there is a session.
func (c *command) calendarVerb() *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:     "calendar --from D --to D",
		Short:   "days: session, half day or closed, with hours and the reason",
		Long:    "Every day of a span: a session, a half day or closed, with its hours in Hong Kong and the reason.",
		Example: "  rally calendar --from 2024-12-23 --to 2025-01-02",
		Args:    flagsAlone(),
	}
	cmd.Flags().StringVar(&from, "from", "", "first `DAY`, such as 2024-12-23")
	cmd.Flags().StringVar(&to, "to", "", "last `DAY`; without it the first alone")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(*cobra.Command, []string) error {
		if err := stated(cmd, "from"); err != nil {
			return err
		}
		first, err := engine.ParseDay(from)
		if err != nil {
			return wrongUse("--from: %w", err)
		}
		last := first
		if to != "" {
			if last, err = engine.ParseDay(to); err != nil {
				return wrongUse("--to: %w", err)
			}
		}
		days, err := hkex.Days(first, last)
		if err != nil {
			return wrongUse("%w", err)
		}
		if *asJSON {
			return c.print(calendarJSON(days))
		}
		return c.printCalendar(days)
	}
	return cmd
}

type calendarDay struct {
	Date    string `json:"date"`
	Session bool   `json:"session"`
	Half    bool   `json:"half"`
	Open    any    `json:"open"`
	Close   any    `json:"close"`
	End     any    `json:"end"`
	Reason  string `json:"reason"`
}

func calendarJSON(days []hkex.CalendarDay) any {
	list := make([]calendarDay, len(days))
	for i, d := range days {
		list[i] = calendarDay{Date: d.Day.String(), Session: d.Trades, Half: d.Session.Half, Reason: d.Reason}
		if d.Trades {
			list[i].Open, list[i].Close, list[i].End = clock(d.Session.Open), clock(d.Session.Close), clock(d.Session.End)
		}
	}
	return struct {
		Days []calendarDay `json:"days"`
	}{list}
}

// clock is Hong Kong's time of day.
func clock(t engine.Time) string { return t.In().Format("15:04") }

func (c *command) printCalendar(days []hkex.CalendarDay) error {
	var err error
	for _, d := range days {
		what := "closed   "
		switch {
		case d.Trades && d.Session.Half:
			what = "half day "
		case d.Trades:
			what = "session  "
		}
		hours := "                         "
		if d.Trades {
			hours = fmt.Sprintf("%s to %s, ends %s", clock(d.Session.Open), clock(d.Session.Close), clock(d.Session.End))
		}
		reason := ""
		if d.Reason != "" {
			reason = "  " + d.Reason
		}
		_, err = fmt.Fprintf(c.out, "%s %s  %s%s%s\n", d.Day, d.Day.Weekday().String()[:3], what, hours, reason)
	}
	return err
}

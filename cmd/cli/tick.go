package cli

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"rally/engine"
	"rally/engine/hkex"
)

// tickVerb answers which prices are legal.
func (c *command) tickVerb() *cobra.Command {
	var date, at, kind string
	cmd := &cobra.Command{
		Use:     "tick --date D --price P",
		Short:   "the legal step at a price, the next price up and down",
		Long:    "Whether a price is on the grid of its day, the step of its band, and the legal prices above and below it.",
		Example: "  rally tick --date 2025-08-04 --price 15.01",
		Args:    flagsAlone(),
	}
	cmd.Flags().StringVar(&date, "date", "", "`DAY`, such as 2025-08-04")
	cmd.Flags().StringVar(&at, "price", "", "`PRICE` in HKD")
	cmd.Flags().StringVar(&kind, "kind", "stock", "`KIND`: stock, etf, reit, leveraged or structured")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(*cobra.Command, []string) error {
		if err := stated(cmd, "date", "price"); err != nil {
			return err
		}
		day, err := engine.ParseDay(date)
		if err != nil {
			return wrongUse("--date: %w", err)
		}
		p, err := engine.ParsePrice(at)
		if err != nil {
			return wrongUse("--price: %w", err)
		}
		in, err := instrumentOf(kind)
		if err != nil {
			return err
		}
		a, err := hkex.Tick(in, p, day)
		if err != nil {
			return wrongUse("%w", err)
		}
		if *asJSON {
			return c.print(tickJSON(a))
		}
		return c.printTick(a)
	}
	return cmd
}

func tickJSON(a hkex.TickAnswer) any {
	return struct {
		Date   string      `json:"date"`
		Price  json.Number `json:"price"`
		OnGrid bool        `json:"on_grid"`
		Step   any         `json:"step"`
		Up     any         `json:"up"`
		Down   any         `json:"down"`
		Table  string      `json:"table"`
	}{a.Day.String(), json.Number(a.Price.String()), a.OnGrid, price(a.Step), price(a.Up), price(a.Down), a.Table}
}

func (c *command) printTick(a hkex.TickAnswer) error {
	where := "is on the grid"
	if !a.OnGrid {
		where = "is off the grid"
	}
	next := func(p engine.Price) string {
		if p == 0 {
			return "none"
		}
		return p.String()
	}
	_, err := fmt.Fprintf(c.out, "%s %s on %s\nstep   %s\nup     %s\ndown   %s\ntable  %s, %s\n",
		a.Price, where, a.Day, a.Step, next(a.Up), next(a.Down), a.Table, a.Source)
	return err
}

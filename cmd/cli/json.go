package cli

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"rally/engine"
)

// jsonFlag adds --json to a verb.
func jsonFlag(cmd *cobra.Command) *bool {
	return cmd.Flags().Bool("json", false, "print one JSON document and nothing else")
}

// print writes a value as one JSON document.
func (c *command) print(v any) error {
	enc := json.NewEncoder(c.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("standard output: %w", plain(err))
	}
	return nil
}

// money is an amount as a JSON number of dollars with three decimals.
func money(m engine.Money) json.Number { return json.Number(m.String()) }

// price is a price as a JSON number of dollars, null for 0.
func price(p engine.Price) any {
	if p == 0 {
		return nil
	}
	return json.Number(p.String())
}

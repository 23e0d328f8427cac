package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// flagsAlone takes no words after a verb.
func flagsAlone() cobra.PositionalArgs { return arguments(0, 0, "flags alone") }

// arguments takes from least to most words after a verb, as many as there are
// where most is -1. Wanted says what they are.
func arguments(least, most int, wanted string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least {
			example, _, _ := strings.Cut(strings.TrimSpace(cmd.Example), "\n")
			return fmt.Errorf("nothing is named; the verb takes %s, as in: %s", wanted, example)
		}
		if most >= 0 && len(args) > most {
			return fmt.Errorf("%s is one too many; the verb takes %s", shown(args[most]), wanted)
		}
		return nil
	}
}

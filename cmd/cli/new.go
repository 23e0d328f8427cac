package cli

import (
	_ "embed" // the file that rally new writes
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed new.toml
var starting string

// sweeping makes the starting file one for compare.
//
//go:embed new-sweep.toml
var sweeping string

// newVerb writes a commented starting file.
func (c *command) newVerb() *cobra.Command {
	var sweep bool
	cmd := &cobra.Command{
		Use:   "new FILE.toml",
		Short: "a commented starting file",
		Long: `Writes a file with every key and its default, commented. It runs as it is on an
artificial market; put your own prices into [data]. With --sweep it is one of many trials,
for rally compare. An existing file is left alone.`,
		Example: "  rally new mine.toml",
		Args:    arguments(1, 1, "the file to write"),
		RunE: func(_ *cobra.Command, args []string) error {
			path := args[0]
			if filepath.Ext(path) != ".toml" {
				return wrongUse("%s: the name of the file ends in .toml", path)
			}
			name := strings.TrimSuffix(filepath.Base(path), ".toml")
			text := strings.Replace(starting, `"first-run"`, fmt.Sprintf("%q", name), 1)
			verb := "run"
			if sweep {
				verb, text = "compare", text+sweeping
			}
			if err := writeNew(path, text); err != nil {
				return err
			}
			_, err := fmt.Fprintf(c.out, "wrote %s; it runs as it is:  rally %s %s\n", path, verb, path)
			return err
		},
	}
	cmd.Flags().BoolVar(&sweep, "sweep", false, "a file of many trials, for rally compare")
	return cmd
}

// writeNew writes a file that does not exist yet. What cannot be written in
// full is removed.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return wrongUse("%s exists already and is left as it is; choose another name", path)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, plain(err))
	}
	_, err = f.WriteString(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s: %w", path, plain(err)), os.Remove(path))
	}
	return nil
}

package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rally/cmd/internal/config"
	"rally/data"
	"rally/engine/near"
)

// filesThere refuses a configuration that names a folder or files that are
// not there or cannot be read.
func filesThere(c *config.Config) error {
	if err := folder(c); err != nil {
		return err
	}
	for _, of := range [...]struct {
		key   string
		names []string
	}{
		{"bars", c.Data.Bars}, {"actions", c.Data.Actions}, {"signals", []string{c.Data.Signals}},
		{"instruments", []string{c.Data.Instruments}},
	} {
		for _, name := range of.names {
			if name == "" || strings.ContainsAny(name, "*?[") {
				continue
			}
			if err := file(inFolder(c, name)); err != nil {
				return c.Wrong("data."+of.key, fmt.Errorf("%s: %s: %w", of.key, name, err))
			}
		}
	}
	return alsoThere(c)
}

// alsoThere refuses files of [[data.also]] that are not there, and patterns that
// none is of: the reader of data knows no place of them.
func alsoThere(c *config.Config) error {
	for i := range c.Data.Also {
		key := config.AlsoKey(i, "bars")
		for _, name := range c.Data.Also[i].Bars {
			path := inFolder(c, name)
			if !strings.ContainsAny(name, "*?[") {
				if err := file(path); err != nil {
					return c.Wrong(key, fmt.Errorf("bars: %s: %w", name, err))
				}
				continue
			}
			found, err := filepath.Glob(path)
			if err == nil && len(found) == 0 {
				err = fmt.Errorf("no file matches %q in %s", name, filepath.Dir(path))
			}
			if err != nil {
				return c.Wrong(key, fmt.Errorf("bars: %w", err))
			}
		}
	}
	return nil
}

func inFolder(c *config.Config, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(c.Data.Dir, name)
}

// folder refuses a data.dir that is no folder, or one that cannot be listed.
func folder(c *config.Config) error {
	path := c.Data.Dir
	if path == "" {
		return nil
	}
	const key = "data.dir"
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c.Wrong(key, fmt.Errorf("dir: %s: no such folder; name the folder of the files, or give --set data.dir=DIR", path))
	case err != nil:
		return c.Wrong(key, fmt.Errorf("dir: %s: %w", path, plain(err)))
	case !info.IsDir():
		return c.Wrong(key, fmt.Errorf("dir: %s: a file where a folder should be", path))
	}
	f, err := os.Open(path)
	if err == nil {
		_, err = f.Readdirnames(1)
		f.Close()
	}
	if err != nil && err != io.EOF {
		return c.Wrong(key, fmt.Errorf("dir: %s: the folder cannot be read: %w", path, plain(err)))
	}
	return nil
}

// file refuses a name that no file has.
func file(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("no such file in %s", filepath.Dir(path))
	case err != nil:
		return plain(err)
	case info.IsDir():
		return errors.New("a folder where a file should be")
	}
	return nil
}

// placed puts an error about the words of the configuration, which begins with
// the key that it is about, at the place of that key.
func placed(c *config.Config, err error) error {
	key, _, _ := strings.Cut(err.Error(), " ")
	key = strings.TrimSuffix(key, ":")
	switch key {
	case "benchmark":
		if names := near.Names(c.Run.Benchmark, symbolsOfFiles(c)); c.Run.Benchmark != "" && len(names) > 0 {
			err = fmt.Errorf("%w; %s", err, near.Meant(names))
		}
		return c.Wrong("run.benchmark", err)
	case "universe", "bars", "actions", "signals", "instruments", "format", "adjusted", "dividends", "waive", "embargo", "interval", "make":
		return c.Wrong("data."+key, err)
	case "zone":
		return c.Wrong("data.columns.zone", err)
	case "also":
		for i := range c.Data.Also { // what is left to be wrong there is a zone
			if k := c.Data.Also[i].Columns; k != nil && k.Zone != "" && strings.Contains(err.Error(), k.Zone) {
				return c.Wrong(config.AlsoKey(i, "columns.zone"), err)
			}
		}
	}
	return c.Wrong("data", err)
}

// symbolsOfFiles are the symbols that the files of prices are named after.
func symbolsOfFiles(c *config.Config) []string {
	var out []string
	patterns := slices.Clone(c.Data.Bars)
	for i := range c.Data.Also {
		patterns = append(patterns, c.Data.Also[i].Bars...)
	}
	for _, pattern := range patterns {
		found, err := filepath.Glob(inFolder(c, pattern))
		if err != nil {
			continue // no pattern, which data.Load has said
		}
		for _, path := range found {
			stem, _, _ := strings.Cut(filepath.Base(path), "_")
			stem = strings.TrimSuffix(strings.TrimSuffix(stem, ".gz"), ".csv")
			if symbol, err := data.ParseSymbol(stem); err == nil {
				out = append(out, symbol)
			}
		}
	}
	return out
}

package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// keptIn returns the folders of the results that a comparison has kept, sorted;
// none where the folder is no comparison's.
func keptIn(folder string) []string {
	if _, err := os.Stat(filepath.Join(folder, comparisonName)); err != nil {
		return nil
	}
	results, err := filepath.Glob(filepath.Join(folder, "*", "result.json"))
	if err != nil {
		return nil // a folder's name that is a pattern: it is verified one by one
	}
	out := make([]string, len(results))
	for i, path := range results {
		out[i] = filepath.Dir(path)
	}
	slices.Sort(out)
	return out
}

// verifyKept verifies each of the results that a comparison has kept.
func (c *command) verifyKept(ctx context.Context, kept, args, set []string, asJSON bool) error {
	type line struct {
		Folder string `json:"folder"`
		Digest string `json:"digest"`
		Again  string `json:"again"`
	}
	all := struct {
		OK   bool   `json:"ok"`
		Kept []line `json:"kept"`
	}{OK: true}
	for _, folder := range kept {
		v, err := c.verify(ctx, append([]string{folder}, args...), set)
		if err != nil {
			return fmt.Errorf("%s: %w", folder, err)
		}
		all.OK = all.OK && len(v.differs) == 0
		all.Kept = append(all.Kept, line{filepath.Base(folder), v.digest, v.again})
		if asJSON {
			for _, d := range v.differs {
				c.say("%s: %s", folder, d)
			}
			continue
		}
		fmt.Fprintln(c.out, filepath.Base(folder))
		if err := c.printVerify(folder, v); err != nil {
			return err
		}
	}
	if asJSON {
		if err := c.print(all); err != nil {
			return err
		}
	}
	if !all.OK {
		return silentError{Failed}
	}
	return nil
}

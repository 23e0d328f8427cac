package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// keptIn returns the folders of the results that a comparison has kept, by name;
// false where the folder is no comparison's.
func keptIn(folder string) (kept []string, comparison bool, err error) {
	if _, err := os.Stat(filepath.Join(folder, comparisonName)); err != nil {
		return nil, false, nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, true, fmt.Errorf("%s: %w", folder, plain(err))
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		if _, err := os.Stat(filepath.Join(path, "result.json")); err == nil {
			kept = append(kept, path)
		}
	}
	if len(kept) == 0 {
		return nil, true, wrongUse("%s: the comparison kept no result, so there is none to verify", folder)
	}
	return kept, true, nil
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

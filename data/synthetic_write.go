package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// marker is the file by which a folder is known as an artificial market's own.
const marker = "ARTIFICIAL.txt"

// WriteFiles writes the market's files into a folder, which it makes, and a
// file ARTIFICIAL.txt that lists them. The folder appears whole or not at all.
// One that exists is replaced if every file in it is an artificial market's,
// as its ARTIFICIAL.txt says; anything else in it is left alone and is an error.
func (a *Artificial) WriteFiles(dir string) error { return a.Write(context.Background(), dir) }

// Write is WriteFiles that stops, with nothing left, when
// the context is cancelled. What such writing has left beside the folder more
// than a day ago, since it was killed, is removed.
func (a *Artificial) Write(ctx context.Context, dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if here, err := os.Getwd(); err == nil && here == dir {
		return fmt.Errorf("%s is the folder you are in, which cannot be made anew; name one in it", dir)
	}
	old, err := ownFolder(dir)
	if err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return fmt.Errorf("%s: cannot be made: %w", parent, plain(err))
	}
	removeStale(parent)
	fresh, err := os.MkdirTemp(parent, ".artificial-*")
	if err != nil {
		return fmt.Errorf("%s: cannot be written to: %w", parent, plain(err))
	}
	defer os.RemoveAll(fresh)
	if err := a.writeInto(ctx, fresh); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	if !old {
		os.Remove(dir) // an empty folder makes way; where there is none, there is nothing to do
		return placed(dir, os.Rename(fresh, dir))
	}
	aside := fresh + ".old"
	if err := os.Rename(dir, aside); err != nil {
		return placed(dir, err)
	}
	if err := os.Rename(fresh, dir); err != nil {
		return placed(dir, errors.Join(err, os.Rename(aside, dir)))
	}
	return os.RemoveAll(aside)
}

// removeStale removes the temporary folders of writers that were killed more
// than a day ago. That one cannot be removed is no news.
func removeStale(parent string) {
	found, err := filepath.Glob(filepath.Join(quoteMeta(parent), ".artificial-*"))
	if err != nil {
		return
	}
	for _, path := range found {
		_, number, _ := strings.Cut(filepath.Base(path), "-")
		info, err := os.Stat(path)
		if err == nil && info.IsDir() && isDigits(number) && time.Since(info.ModTime()) > 24*time.Hour {
			_ = os.RemoveAll(path)
		}
	}
}

func placed(dir string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: cannot be put in place: %w", dir, err)
	}
	return nil
}

// writeInto writes the files, each made and written by one of the workers, and
// the list of them last.
func (a *Artificial) writeInto(ctx context.Context, dir string) error {
	if err := os.Mkdir(filepath.Join(dir, "bars"), 0o777); err != nil {
		return err
	}
	paths := a.Paths()
	work := slices.Clone(paths)
	slices.SortStableFunc(work, func(x, y string) int { return a.later(x) - a.later(y) })
	sums := map[string]string{}
	var mu sync.Mutex // of sums and Progress
	if err := each(ctx, 0, len(work), func(i int) error {
		text, err := a.text(ctx, work[i])
		if err != nil {
			return err
		}
		sum := sha256.Sum256(text)
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(work[i])), text, 0o666); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		sums[work[i]] = hex.EncodeToString(sum[:])
		if a.Progress != nil {
			a.Progress(len(sums), len(work), work[i])
		}
		return nil
	}); err != nil {
		return err
	}
	var list strings.Builder
	fmt.Fprintf(&list, "An artificial market, made from seed %d. None of these prices was ever paid.\n\n", a.Seed)
	for _, path := range paths {
		fmt.Fprintf(&list, "%s  %s\n", sums[path], path)
	}
	if err := os.WriteFile(filepath.Join(dir, marker), []byte(list.String()), 0o666); err != nil {
		return err
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	return ctx.Err()
}

// later is 0 for the file that takes longest, the index, and 1 for any other.
func (a *Artificial) later(path string) int {
	if path == barsPath(a.Index) {
		return 0
	}
	return 1
}

// ownFolder reports whether the folder holds an artificial market and nothing
// else. A folder that is empty or missing is nobody's; other contents are an error.
func ownFolder(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%s: not a folder to write into: %w", dir, plain(err))
	}
	text, err := os.ReadFile(filepath.Join(dir, marker))
	if err != nil {
		return false, fmt.Errorf("%s holds files already, and no %s says that they are artificial; name another folder", dir, marker)
	}
	own := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if sum, name, ok := strings.Cut(strings.TrimSpace(line), "  "); ok {
			own[name] = sum
		}
	}
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if name = filepath.ToSlash(name); name == marker {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(raw); own[name] != hex.EncodeToString(sum[:]) {
			return fmt.Errorf("%s holds %s, which %s does not list as it stands; name another folder", dir, name, marker)
		}
		return nil
	})
	return err == nil, err
}

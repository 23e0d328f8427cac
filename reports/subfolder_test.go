package reports

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// putIn puts outputs into a sub-folder of a folder.
func putIn(t *testing.T, f *Folder, sub string, files map[string]string) {
	t.Helper()
	s, err := f.Sub(sub)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		w, err := s.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
			err = errors.Join(err, w.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func newFolder(t *testing.T, path string) *Folder {
	t.Helper()
	f, err := NewFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func content(t *testing.T, parts ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

const (
	compared = `{"digest": "c0"}`
	trialA   = `{"digest": "aa"}`
	trialB   = `{"digest": "bb"}`
)

// Sub-folders appear with the folder, and are replaced like it.
func TestSubFolders(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out", "cmp-c0c0c0c0")
	f := newFolder(t, path)
	put(t, f, "comparison.json", compared)
	putIn(t, f, "a-aaaaaaaa", map[string]string{"result.json": trialA, "equity.csv": "old", "report.png": "old"})
	putIn(t, f, "nothing-00000000", nil)
	half, err := f.Sub("half-00000000")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := half.Create("equity.csv"); err != nil { // not closed
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the folder is there before Commit")
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if _, err := half.Create("late.csv"); err == nil {
		t.Error("an output after Commit")
	}
	if _, err := f.Sub("late"); err == nil {
		t.Error("a sub-folder after Commit")
	}
	if got := entries(t, path); !slices.Equal(got, []string{"a-aaaaaaaa", "comparison.json"}) {
		t.Errorf("folder has %q", got)
	}
	if err := errors.Join(os.WriteFile(filepath.Join(path, "a-aaaaaaaa", "notes.txt"), []byte("mine"), 0o666), os.Mkdir(filepath.Join(path, "b-bbbbbbbb"), 0o777)); err != nil {
		t.Fatal(err)
	}

	again := newFolder(t, path)
	put(t, again, "comparison.json", compared+" ")
	put(t, again, "ranking.csv", "new")
	putIn(t, again, "a-aaaaaaaa", map[string]string{"result.json": trialA, "equity.csv": "new"})
	putIn(t, again, "b-bbbbbbbb", map[string]string{"result.json": trialB})
	putIn(t, again, "c-cccccccc", map[string]string{"result.json": trialB})
	if err := again.Commit(); err != nil {
		t.Fatal(err)
	}
	if got := entries(t, path); !slices.Equal(got, []string{"a-aaaaaaaa", "b-bbbbbbbb", "c-cccccccc", "comparison.json", "ranking.csv"}) {
		t.Errorf("folder has %q", got)
	}
	if got := entries(t, filepath.Join(path, "a-aaaaaaaa")); !slices.Equal(got, []string{"equity.csv", "notes.txt", "report.png", "result.json"}) {
		t.Errorf("sub-folder has %q", got)
	}
	if got := content(t, path, "a-aaaaaaaa", "equity.csv"); got != "new" {
		t.Errorf("equity.csv is %q", got)
	}
	if got := entries(t, filepath.Dir(path)); !slices.Equal(got, []string{"cmp-c0c0c0c0"}) {
		t.Errorf("beside it: %q", got)
	}
}

func TestSubFolderNames(t *testing.T) {
	dir := t.TempDir()
	f := newFolder(t, filepath.Join(dir, "cmp"))
	for _, name := range []string{"", ".", "..", "../x", "a/b", "/etc/x"} {
		if _, err := f.Sub(name); err == nil {
			t.Errorf("a sub-folder named %q", name)
		}
	}
	sub, err := f.Sub("a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Sub("a"); err == nil || !strings.Contains(err.Error(), filepath.Join("cmp", "a")+": file exists") {
		t.Errorf("the same sub-folder twice: %v", err)
	}
	for _, name := range []string{"", ".", "..", "../x", "a/b"} {
		if _, err := sub.Create(name); err == nil {
			t.Errorf("an output named %q", name)
		}
	}
	if err := f.Discard(); err != nil {
		t.Fatal(err)
	}
	if got := entries(t, dir); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
}

// Where anything is not what it should be, all is left as it is.
func TestSubFoldersOfOthers(t *testing.T) {
	for name, c := range map[string]struct {
		there map[string]string
		says  string
	}{
		"a run's":                {map[string]string{"result.json": `{"digest": "c0"}`}, "holds a result, of digest c0"},
		"another comparison":     {map[string]string{"comparison.json": `{"digest": "c1"}`}, "holds another comparison, of digest c1"},
		"another trial":          {map[string]string{"comparison.json": compared, "a-aaaaaaaa/result.json": trialB}, "a-aaaaaaaa holds another result, of digest bb"},
		"something in it":        {map[string]string{"comparison.json": compared, "a-aaaaaaaa/mine": "x"}, "a-aaaaaaaa is there already"},
		"a file for a folder":    {map[string]string{"comparison.json": compared, "a-aaaaaaaa": "mine"}, "is not a folder where one of the comparison belongs"},
		"a folder for a file":    {map[string]string{"comparison.json": compared, "ranking.csv/x": "mine"}, "is a folder where a file of the comparison belongs"},
		"a folder in the trial":  {map[string]string{"comparison.json": compared, "a-aaaaaaaa/result.json": trialA, "a-aaaaaaaa/equity.csv/x": "mine"}, "is a folder where a file of the result belongs"},
		"a comparison of no one": {map[string]string{"comparison.json": "{}"}, "holds no result.json of a run"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "cmp-c0c0c0c0")
			for file, text := range c.there {
				full := filepath.Join(path, file)
				if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o777), os.WriteFile(full, []byte(text), 0o666)); err != nil {
					t.Fatal(err)
				}
			}
			f, err := NewFolder(path)
			if err == nil {
				put(t, f, "comparison.json", compared+"\n")
				put(t, f, "ranking.csv", "new")
				putIn(t, f, "a-aaaaaaaa", map[string]string{"result.json": trialA, "equity.csv": "new"})
				err = f.Commit()
				if err := f.Discard(); err != nil {
					t.Error(err)
				}
			}
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "remove it") || strings.Contains(err.Error(), "partial") {
				t.Errorf("error %v, want %s", err, c.says)
			}
			for file, text := range c.there {
				if got := content(t, path, file); got != text {
					t.Errorf("%s is %q", file, got)
				}
			}
			if _, err := os.Stat(filepath.Join(path, "ranking.csv")); err == nil && name != "a folder for a file" {
				t.Error("something was moved")
			}
			if got := entries(t, dir); !slices.Equal(got, []string{"cmp-c0c0c0c0"}) {
				t.Errorf("left behind: %q", got)
			}
		})
	}
}

// A result does not take the place of a comparison either.
func TestResultOverComparison(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cmp-c0c0c0c0")
	f := newFolder(t, path)
	put(t, f, "comparison.json", compared)
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	run := newFolder(t, path)
	defer run.Discard()
	put(t, run, "result.json", compared)
	if err := run.Commit(); err == nil || !strings.Contains(err.Error(), "holds a comparison, of digest c0") {
		t.Errorf("error %v", err)
	}
}

// Comparisons that put the same at the same moment all succeed.
func TestSubFolderRace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "cmp-c0c0c0c0")
	errs := make(chan error)
	one := func() error {
		f, err := NewFolder(path)
		if err != nil {
			return err
		}
		a, err := f.Sub("a-aaaaaaaa")
		if err != nil {
			return err
		}
		for _, o := range []struct {
			to         Sink
			name, text string
		}{{a, "result.json", trialA}, {a, "equity.csv", "x"}, {f, "ranking.csv", "x"}, {f, "comparison.json", compared}} {
			w, err := o.to.Create(o.name)
			if err == nil {
				_, err = io.WriteString(w, o.text)
				err = errors.Join(err, w.Close())
			}
			if err != nil {
				return err
			}
		}
		return f.Commit()
	}
	for range 8 {
		go func() {
			for range 10 {
				errs <- one()
			}
		}()
	}
	for range 80 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if got := entries(t, dir); !slices.Equal(got, []string{"cmp-c0c0c0c0"}) {
		t.Errorf("left behind: %q", got)
	}
	if got := entries(t, path); !slices.Equal(got, []string{"a-aaaaaaaa", "comparison.json", "ranking.csv"}) {
		t.Errorf("folder has %q", got)
	}
	if got := content(t, path, "a-aaaaaaaa", "result.json"); got != trialA {
		t.Errorf("result.json is %q", got)
	}
}

// What a killed comparison has left goes with the sub-folders in it.
func TestSubFolderStale(t *testing.T) {
	dir := t.TempDir()
	killed := newFolder(t, filepath.Join(dir, "cmp-c0c0c0c0"))
	putIn(t, killed, "a-aaaaaaaa", map[string]string{"result.json": trialA})
	long := time.Now().Add(-25 * time.Hour)
	if err := errors.Join(os.Chtimes(filepath.Join(killed.temp, "new"), long, long), os.Chtimes(killed.temp, long, long)); err != nil {
		t.Fatal(err)
	}
	next := newFolder(t, filepath.Join(dir, "run-abababab"))
	if err := next.Discard(); err != nil {
		t.Fatal(err)
	}
	if got := entries(t, dir); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
}

package reports

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// entries lists a folder, hidden names included.
func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func put(t *testing.T, f *Folder, name, text string) {
	t.Helper()
	w, err := f.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out", "run-1")
	f, err := NewFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, f, "a.csv", "old")
	put(t, f, "picture.png", "old")
	put(t, f, "result.json", `{"digest": "ab"}`)
	if _, err := os.Stat(path); err == nil {
		t.Error("the folder is there before Commit")
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Discard(); err != nil {
		t.Error(err)
	}

	if err := os.WriteFile(filepath.Join(path, "notes.txt"), []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	again, err := NewFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, again, "a.csv", "new")
	put(t, again, "result.json", `{"digest": "ab", "again": true}`)
	w, err := again.Create("half.csv")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, "half") // not closed: does not appear
	if err := again.Commit(); err != nil {
		t.Fatal(err)
	}
	if got := entries(t, path); !slices.Equal(got, []string{"a.csv", "notes.txt", "picture.png", "result.json"}) {
		t.Errorf("folder has %q", got)
	}
	if text, _ := os.ReadFile(filepath.Join(path, "a.csv")); string(text) != "new" {
		t.Errorf("a.csv is %q", text)
	}
	if got := entries(t, filepath.Dir(path)); !slices.Equal(got, []string{"run-1"}) {
		t.Errorf("beside it: %q", got)
	}
	if _, err := again.Create("late.csv"); err == nil {
		t.Error("an output after Commit")
	}
}

func TestFolderDiscard(t *testing.T) {
	dir := t.TempDir()
	f, err := NewFolder(filepath.Join(dir, "run"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, f, "a.csv", "x")
	if _, err := f.Create("open.csv"); err != nil {
		t.Fatal(err)
	}
	if err := f.Discard(); err != nil {
		t.Fatal(err)
	}
	if got := entries(t, dir); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
	if err := f.Commit(); err == nil {
		t.Error("Commit after Discard")
	}
}

func TestFolderRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(file, "run")} {
		if _, err := NewFolder(path); err == nil {
			t.Errorf("a folder at %s", path)
		}
	}
	f, err := NewFolder(filepath.Join(dir, "run"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Discard()
	for _, name := range []string{"", ".", "..", "../x", "a/b", "/etc/x"} {
		if _, err := f.Create(name); err == nil {
			t.Errorf("an output named %q", name)
		}
	}
}

// A full disk is an error that names the file and the reason, and leaves nothing.
func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("SKIPPED: no /dev/full on this machine")
	}
	dir := t.TempDir()
	f, err := NewFolder(filepath.Join(dir, "run"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/full", filepath.Join(f.temp, "new", "orders.csv")); err != nil {
		t.Fatal(err)
	}
	err = DrawAll(context.Background(), f, []*Study{handMade()}, texts(), nil)
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), filepath.Join("run", "orders.csv")+": no space left on device") {
		t.Errorf("error %v", err)
	}
	if err := f.Discard(); err != nil {
		t.Fatal(err)
	}
	if got := entries(t, dir); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	out := newMemory()
	if err := DrawAll(ctx, out, []*Study{handMade()}, All(), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if len(out.files) != 0 {
		t.Errorf("%d files", len(out.files))
	}
}

func TestFolderName(t *testing.T) {
	digest := [32]byte{0xab, 0xcd, 0xef, 0x01, 0xff}
	for name, want := range map[string]string{
		"policy-momentum": "policy-momentum-abcdef01", "": "run-abcdef01", "../up": "up-abcdef01", "a b/c": "a-b-c-abcdef01",
		"騰訊": "騰訊-abcdef01", ".hidden": "hidden-abcdef01", strings.Repeat("x", 200): strings.Repeat("x", 80) + "-abcdef01",
		strings.Repeat("騰", 90): strings.Repeat("騰", 66) + "-abcdef01",
	} {
		if got := FolderName(name, digest); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

// Runs that put the same result in its place at the same moment all succeed,
// and one folder is there.
func TestFolderRace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "run")
	errs := make(chan error)
	for range 8 {
		go func() {
			for range 10 {
				f, err := NewFolder(path)
				if err == nil {
					var w io.WriteCloser
					for _, name := range []string{"a.csv", "result.json"} {
						if w, err = f.Create(name); err == nil {
							_, err = io.WriteString(w, `{"digest": "ab"}`)
							err = errors.Join(err, w.Close())
						}
					}
					err = errors.Join(err, f.Commit())
				}
				errs <- err
			}
		}()
	}
	for range 80 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if got := entries(t, dir); !slices.Equal(got, []string{"run"}) {
		t.Errorf("left behind: %q", got)
	}
	if got := entries(t, path); !slices.Equal(got, []string{"a.csv", "result.json"}) {
		t.Errorf("folder has %q", got)
	}
	if text, _ := os.ReadFile(filepath.Join(path, "a.csv")); string(text) != `{"digest": "ab"}` {
		t.Errorf("a.csv is %q", text)
	}
}

// What is no result of ours, or another one, is left as it is.
func TestFolderOfOthers(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"notes":           {"notes.txt": "mine"},
		"a result of not": {"result.json": "{}"},
		"no json":         {"result.json": "x"},
		"another digest":  {"result.json": `{"digest": "cd"}`},
		"a folder inside": {"result.json": `{"digest": "ab"}`, "a.csv/x": "mine"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "run-abababab")
			for file, text := range files {
				full := filepath.Join(path, file)
				if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o777), os.WriteFile(full, []byte(text), 0o666)); err != nil {
					t.Fatal(err)
				}
			}
			f, err := NewFolder(path)
			if err == nil {
				put(t, f, "a.csv", "new")
				put(t, f, "result.json", `{"digest": "ab"}`)
				err = f.Commit()
				if err := f.Discard(); err != nil {
					t.Error(err)
				}
			}
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "remove it") {
				t.Errorf("error %v", err)
			}
			for file, text := range files {
				if got, _ := os.ReadFile(filepath.Join(path, file)); string(got) != text {
					t.Errorf("%s is %q", file, got)
				}
			}
			if got := entries(t, dir); !slices.Equal(got, []string{"run-abababab"}) {
				t.Errorf("left behind: %q", got)
			}
		})
	}
}

// A folder with nothing in it holds nothing that could be lost.
func TestFolderEmpty(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	if err := os.Mkdir(path, 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := NewFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, f, "a.csv", "new")
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
}

// What a killed run has left is removed a day later, and nothing else.
func TestFolderStale(t *testing.T) {
	dir := t.TempDir()
	long := time.Now().Add(-25 * time.Hour)
	for _, one := range []struct {
		name, in string
		at       time.Time
	}{
		{".run-abababab.partial-1", "new", long},
		{".run-abababab.partial-2", "new", time.Now()},
		{".run-abababab.partial-3", "old", long},
		{".mine.partial-1", "new", long},
		{"run-abababab.partial-1", "new", long},
	} {
		full := filepath.Join(dir, one.name, one.in)
		if err := errors.Join(os.MkdirAll(full, 0o777), os.Chtimes(full, one.at, one.at), os.Chtimes(filepath.Dir(full), one.at, one.at)); err != nil {
			t.Fatal(err)
		}
	}
	f, err := NewFolder(filepath.Join(dir, "other-cdcdcdcd"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Discard(); err != nil {
		t.Fatal(err)
	}
	want := []string{".mine.partial-1", ".run-abababab.partial-2", ".run-abababab.partial-3", "run-abababab.partial-1"}
	if got := entries(t, dir); !slices.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
}

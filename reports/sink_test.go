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
	put(t, f, "gone.csv", "old")
	if _, err := os.Stat(path); err == nil {
		t.Error("the folder is there before Commit")
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Discard(); err != nil {
		t.Error(err)
	}

	again, err := NewFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, again, "a.csv", "new")
	w, err := again.Create("half.csv")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, "half") // not closed: does not appear
	if err := again.Commit(); err != nil {
		t.Fatal(err)
	}
	if got := entries(t, path); !slices.Equal(got, []string{"a.csv"}) {
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
					if w, err = f.Create("a.csv"); err == nil {
						_, err = io.WriteString(w, "same")
						err = errors.Join(err, w.Close(), f.Commit())
					}
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
	if text, _ := os.ReadFile(filepath.Join(path, "a.csv")); string(text) != "same" {
		t.Errorf("a.csv is %q", text)
	}
}

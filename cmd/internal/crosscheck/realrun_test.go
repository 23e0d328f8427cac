package crosscheck

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// realRun is the run over all daily bars: the 75 names, 2020 to July 2025.
const realRun = `[run]
name = "real-run"
from = 2020-01-02
to   = 2025-07-18
cash = "1_000_000 HKD"

[data]
dir         = %q
bars        = [%s]
format      = "yfinance"
interval    = "1d"
adjusted    = "none"
actions     = [%s]
dividends   = "as-paid"
signals     = "signals.csv"
instruments = "instruments.csv"
waive       = ["zero-volume", "outside-range"]

[market]
broker = "futu"

[strategy]
use = "policy-momentum"
`

// program is cmd/rally, built for a test, and where it works.
type program struct {
	binary, dir string
}

func build(t *testing.T) program {
	t.Helper()
	dir := t.TempDir()
	p := program{filepath.Join(dir, "rally"), dir}
	cmd := exec.Command("go", "build", "-o", p.binary, "rally/cmd/rally")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return p
}

// run runs a command line in a process of its own.
func (p program) run(t *testing.T, env []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.Command(p.binary, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = p.dir, &out, &errs
	cmd.Env = append(os.Environ(), env...)
	err := cmd.Run()
	_, failed := errors.AsType[*exec.ExitError](err)
	if err != nil && !failed {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func TestRealRun(t *testing.T) {
	prices := filepath.Join(shared(t), "data", "hk")
	absolute, err := filepath.Abs(prices)
	if err != nil {
		t.Fatal(err)
	}
	p := build(t)
	write := func(name, dir string, bars, actions []string) (file string) {
		file = filepath.Join(p.dir, name+".toml")
		if err := os.WriteFile(file, fmt.Appendf(nil, realRun, dir, quoted(bars), quoted(actions)), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	actions := []string{"actions/dividends.csv", "actions/splits.csv"}
	file := write("plain", absolute, []string{"daily_unadjusted/*.csv"}, actions)
	play := func(t *testing.T, env []string, file string) (folder string) {
		out, errs, code := p.run(t, env, "run", file, "--no-pictures", "--quiet", "--out", t.TempDir())
		if code != 0 {
			t.Fatalf("exit code %d\n%s", code, errs)
		}
		return strings.TrimSpace(out)
	}
	t.Run("the gate", func(t *testing.T) { gate(t, p, file) })
	folder := filepath.Join(p.dir, "kept")
	if err := os.Rename(play(t, nil, file), folder); err != nil {
		t.Fatal(err)
	}
	t.Run("the books", func(t *testing.T) { books(t, absolute, folder) })

	names, err := filepath.Glob(filepath.Join(absolute, "daily_unadjusted", "*.csv"))
	if err != nil || len(names) != 75 {
		t.Fatalf("%d files of daily bars, want 75: %v", len(names), err)
	}
	var backwards []string
	for _, name := range names {
		backwards = append(backwards, "daily_unadjusted/"+filepath.Base(name))
	}
	slices.Reverse(backwards)
	slices.Reverse(actions)
	moved := copied(t, absolute, names)
	for _, again := range []struct {
		name, file string
		env        []string
	}{
		{"again", file, nil},
		{"one processor", file, []string{"GOMAXPROCS=1"}},
		{"eight processors", file, []string{"GOMAXPROCS=8"}},
		{"files listed backwards", write("backwards", absolute, backwards, actions), nil},
		{"files in other folders", write("moved", moved, []string{"z/*.csv", "a/*.csv", "m/*.csv"}, []string{"splits.csv", "dividends.csv"}), nil},
	} {
		t.Run(again.name, func(t *testing.T) { sameBytes(t, folder, play(t, again.env, again.file)) })
	}
}

func quoted(words []string) string {
	var out []string
	for _, w := range words {
		out = append(out, fmt.Sprintf("%q", w))
	}
	return strings.Join(out, ", ")
}

// copied copies the files of the run to a folder of another shape: bars dealt
// to three folders, whose names are not in the order of the symbols, the last
// written first.
func copied(t *testing.T, from string, names []string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	files := map[string]string{"signals.csv": "signals.csv", "instruments.csv": "instruments.csv",
		"dividends.csv": "actions/dividends.csv", "splits.csv": "actions/splits.csv"}
	for to, of := range files {
		copyFile(t, filepath.Join(from, filepath.FromSlash(of)), filepath.Join(dir, to))
	}
	for i := range names {
		name := names[len(names)-1-i]
		copyFile(t, name, filepath.Join(dir, []string{"m", "z", "a"}[i%3], filepath.Base(name)))
	}
	return dir
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o700)
	}
	if err == nil {
		err = os.WriteFile(to, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// gate: the data passes with the two waivers, no other rule finds an error, and
// each of the two waivers is needed.
func gate(t *testing.T, p program, file string) {
	out, errs, code := p.run(t, nil, "check", file, "--json")
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, errs)
	}
	var doc struct {
		Counts map[string]struct {
			Count  int
			Level  string
			Waived bool
		}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	var found []string
	for rule, c := range doc.Counts {
		if c.Level == "error" || c.Waived {
			found = append(found, fmt.Sprintf("%s %d %s waived %v", rule, c.Count, c.Level, c.Waived))
		}
	}
	slices.Sort(found)
	want := []string{"outside-range 40 error waived true", "zero-volume 551 error waived true"}
	if diff := gocmp.Diff(want, found); diff != "" {
		t.Errorf("findings that stop a run or are waived (-want +got):\n%s", diff)
	}
	for _, waive := range []string{`["zero-volume"]`, `["outside-range"]`, `[]`} {
		folder := t.TempDir()
		_, errs, code := p.run(t, nil, "run", file, "--no-pictures", "--out", filepath.Join(folder, "out"), "--set", "data.waive="+waive)
		if code != 1 {
			t.Errorf("waive = %s: exit code %d, want 1\n%s", waive, code, errs)
		}
		for _, rule := range []string{"zero-volume", "outside-range"} {
			if waived := strings.Contains(waive, rule); strings.Contains(errs, "\n  "+rule+": ") == waived {
				t.Errorf("waive = %s: what stands against %s:\n%s", waive, rule, errs)
			}
		}
		if left, _ := os.ReadDir(folder); len(left) > 0 {
			t.Errorf("waive = %s: %v is left behind", waive, left)
		}
	}
}

// sameBytes compares two result folders, the digest among them, file by file.
func sameBytes(t *testing.T, first, second string) {
	t.Helper()
	one, two := contents(t, first), contents(t, second)
	for name, text := range one {
		if text != two[name] {
			t.Errorf("%s differs", name)
		}
	}
	if len(one) != len(two) || len(one) < 7 {
		t.Errorf("%d files and %d", len(one), len(two))
	}
	if a, b := digest(t, one), digest(t, two); a != b || len(a) != 64 {
		t.Errorf("digest %s, then %s", a, b)
	}
}

func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(text)
	}
	return out
}

func digest(t *testing.T, files map[string]string) string {
	t.Helper()
	var doc struct{ Digest string }
	if err := json.Unmarshal([]byte(files["result.json"]), &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Digest
}

package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"rally/engine"
	"rally/strategies"
)

// panics watches all bars and panics on its bar At, counted from 1.
type panics struct {
	At   int `toml:"at"`
	seen int
}

func (p *panics) Start(s *engine.Setup) error {
	s.WatchBars(engine.Daily, 1, s.Universe().Tradable()...)
	return nil
}

func (p *panics) OnBar(*engine.Broker, engine.Bar) {
	if p.seen++; p.seen == p.At {
		panic("the test wants it")
	}
}

// rally runs a command line in this process and returns what it printed.
func rally(t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if code := Run(args, strings.NewReader(""), &out, &err); code != want {
		t.Fatalf("rally %s: exit code %d, want %d\n%s", strings.Join(args, " "), code, want, err.String())
	}
	return out.String(), err.String()
}

// tree returns the contents of all files below a folder by their names.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[rel] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sameTree(t *testing.T, what string, a, b map[string]string) {
	t.Helper()
	for name, text := range a {
		if b[name] != text {
			t.Errorf("%s: %s differs", what, name)
		}
	}
	if len(a) != len(b) || len(a) == 0 {
		t.Errorf("%s: %d files and %d", what, len(a), len(b))
	}
}

// sweepFile is a sweep over a small artificial market.
func sweepFile(over string) string {
	return `
[run]
name = "small"
from = 2024-01-02
to   = 2024-12-31
[data]
synthetic = { seed = 3, symbols = 5, from = 2023-10-03, to = 2024-12-31 }
[strategy]
use = "ma-cross"
[sweep]
constraints = ["fast < slow"]
[sweep.over]
` + over + `
[compare]
keep = 2
`
}

const smallSweep = `"strategy.fast" = [2, 3, 4, 5, 8, 10, 12]
"strategy.slow" = [6, 10, 11, 15, 20, 30, 40, 60]`

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func compared(t *testing.T, out string, args ...string) string {
	t.Helper()
	folder, _ := rally(t, Done, append([]string{"compare", "--quiet", "--out", out}, args...)...)
	return strings.TrimSpace(folder)
}

// The same trials in any order, on any number of workers, are the same
// comparison, byte for byte (scenarios 55 and 56).
func TestCompareAnyOrder(t *testing.T) {
	dir := t.TempDir()
	file := write(t, dir, "a.toml", sweepFile(smallSweep))
	turned := write(t, dir, "b.toml", sweepFile(`"strategy.slow" = [60, 10, 11, 15, 20, 6, 40, 30]
"strategy.fast" = [12, 10, 8, 5, 3, 4, 2]`))
	one := compared(t, filepath.Join(dir, "one"), file, "--jobs", "1", "--no-pictures")
	want := tree(t, one)
	for _, jobs := range []string{"2", "16"} {
		again := compared(t, filepath.Join(dir, jobs), file, "--jobs", jobs, "--no-pictures")
		if filepath.Base(again) != filepath.Base(one) {
			t.Errorf("%s jobs: folder %s, want %s", jobs, again, one)
		}
		sameTree(t, jobs+" jobs", want, tree(t, again))
	}
	other := compared(t, filepath.Join(dir, "turned"), turned, "--no-pictures")
	digests := func(folder string) []string {
		var out []string
		for _, row := range table(t, filepath.Join(folder, "ranking.csv")) {
			out = append(out, row["rank"]+" "+row["name"]+" "+row["digest"]+" "+row["dsr"]+" "+row["sharpe_ann_rf0"])
		}
		return out
	}
	if a, b := digests(one), digests(other); !slices.Equal(a, b) || len(a) == 0 {
		t.Errorf("keys in another order: ranking\n%v\nwant\n%v", b, a)
	}
}

// table reads a CSV as one map a row.
func table(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

// Each trial of a sweep is what rally run makes of it alone, digest for digest,
// also where the comparison has only recalled it.
func TestTrialsAreRuns(t *testing.T) {
	dir := t.TempDir()
	over := `"strategy.fast" = [2, 3, 5]
"strategy.slow" = [6, 10, 20]
"data.embargo" = ["15m", "1 session"]
"market.fill" = ["pessimistic", "optimistic"]
"market.slippage" = ["none", "2 ticks", "impact 0.7"]
"run.seed" = [1, 2]
"run.cash" = ["1_000_000 HKD", "300_000 HKD"]`
	file := write(t, dir, "a.toml", sweepFile(over))
	alone := write(t, dir, "alone.toml", strings.Split(sweepFile(""), "[sweep]")[0])
	out := filepath.Join(dir, "out")
	compared(t, out, file, "--no-pictures")
	folder := compared(t, out, file, "--no-pictures", "--resume")
	rows := table(t, filepath.Join(folder, "ranking.csv"))
	rng := rand.New(rand.NewPCG(1, 2))
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	if len(rows) != 3*3*2*2*3*2*2 {
		t.Fatalf("%d trials", len(rows))
	}
	for _, row := range rows[:50] {
		args := []string{"run", alone, "--json", "--no-pictures", "--out", filepath.Join(dir, "runs")}
		for _, key := range []string{"strategy.fast", "strategy.slow", "data.embargo", "market.fill", "market.slippage", "run.seed", "run.cash"} {
			args = append(args, "--set", key+"="+row[key])
		}
		text, _ := rally(t, Done, args...)
		var got struct {
			Digest string `json:"digest"`
		}
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatal(err)
		}
		if got.Digest != row["digest"] {
			t.Errorf("%s: run alone has the digest %s, the trial %s", row["name"], got.Digest, row["digest"])
		}
	}
}

// A strategy that panics fails its own trial by name and time; the others
// finish, and the exit code is 1 (scenario 60).
func TestComparePanic(t *testing.T) {
	strategies.Register(strategies.Spec{Name: "test-panics", Doc: "panics on one of its bars", New: func() engine.Strategy { return &panics{} }})
	dir := t.TempDir()
	text := strings.Replace(sweepFile(`"strategy.at" = [0, 7, 100000]`), "ma-cross", "test-panics", 1)
	file := write(t, dir, "a.toml", strings.Replace(text, `constraints = ["fast < slow"]`, "", 1))
	folder, stderr := rally(t, Failed, "compare", file, "--out", filepath.Join(dir, "out"), "--no-pictures", "--quiet")
	if !strings.Contains(stderr, "at=7") || !strings.Contains(stderr, "the test wants it") || !strings.Contains(stderr, "event ") || !strings.Contains(stderr, "2024-") && !strings.Contains(stderr, "2023-") {
		t.Errorf("stderr %s", stderr)
	}
	if rows := table(t, filepath.Join(strings.TrimSpace(folder), "ranking.csv")); len(rows) != 2 {
		t.Errorf("%d trials are ranked, want 2", len(rows))
	}
}

// late panics when it is started after the middle of the year: it does on the
// tests of a split, and not on the whole.
type late struct {
	Kind  int `toml:"kind"`
	after bool
}

func (l *late) Start(s *engine.Setup) error {
	l.after = s.Span().First > engine.Date(2024, 7, 1)
	s.WatchBars(engine.Daily, 1, s.Universe().Tradable()...)
	return nil
}

func (l *late) OnBar(b *engine.Broker, bar engine.Bar) {
	if l.after {
		panic("too late")
	}
	if lot, ok := b.Lot(bar.Instrument()); ok && b.Position(bar.Instrument()).Qty == 0 {
		b.Submit(engine.Order{Instrument: bar.Instrument(), Qty: lot})
	}
}

// A test of a split that fails is told by name and dates; the rest is written.
func TestCompareFailedLeg(t *testing.T) {
	strategies.Register(strategies.Spec{Name: "test-late", Doc: "panics when it is started late", New: func() engine.Strategy { return &late{} }})
	dir := t.TempDir()
	text := strings.Replace(sweepFile(`"strategy.kind" = [1, 2]`), "ma-cross", "test-late", 1)
	text = strings.Replace(text, `constraints = ["fast < slow"]`, "", 1) + "[split]\nmethod = \"anchored\"\ntrain = 60\ntest = 60\n"
	file := write(t, dir, "a.toml", text)
	folder, stderr := rally(t, Failed, "compare", file, "--out", filepath.Join(dir, "out"), "--no-pictures", "--quiet")
	if !strings.Contains(stderr, "kind=1, tested 2024-0") || !strings.Contains(stderr, "too late") {
		t.Errorf("stderr %s", stderr)
	}
	if rows := table(t, filepath.Join(strings.TrimSpace(folder), "walk.csv")); len(rows) < 3 {
		t.Errorf("%d legs", len(rows))
	}
}

// A comparison that is killed again and again ends like one that was not, loses
// no trial that was finished and counts none twice (scenario 58).
func TestCompareKilled(t *testing.T) {
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("kills a process fifty times")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	market := filepath.Join(dir, "m")
	rally(t, Done, "data", "synth", "--out", market, "--symbols", "4", "--from", "2023-10-03", "--to", "2024-12-31")
	var windows []string
	for n := range 24 {
		windows = append(windows, fmt.Sprint(n+2))
	}
	text := sweepFile(`"strategy.fast" = [` + strings.Join(windows, ", ") + `]
"strategy.slow" = [` + strings.Join(windows, ", ") + `]`)
	text = strings.Replace(text, `synthetic = { seed = 3, symbols = 5, from = 2023-10-03, to = 2024-12-31 }`,
		`dir = "m"
bars = ["bars/*.csv"]
adjusted = "none"
instruments = "instruments.csv"
actions = ["splits.csv", "dividends.csv"]
dividends = "as-paid"`, 1)
	write(t, dir, "a.toml", text)
	const trials = 24 * 23 / 2
	child := func(out string, args ...string) *exec.Cmd {
		cmd := exec.Command(program, "-test.run=^TestActAsRally$")
		cmd.Env = append(os.Environ(), "RALLY_ARGS=compare a.toml --no-pictures --quiet --jobs 2 --out "+out+" "+strings.Join(args, " "))
		cmd.Dir = dir
		return cmd
	}
	began := time.Now()
	whole, err := child("whole").Output()
	if err != nil {
		t.Fatal(said(err))
	}
	lasted := time.Since(began)
	rng := rand.New(rand.NewPCG(58, 1))
	killed, round, seen := 0, 0, map[string]bool{}
	for tries := 0; tries < 50; tries++ {
		out := fmt.Sprintf("out%d", round)
		cmd := child(out, "--resume")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rng.Int64N(int64(lasted))))
		if cmd.Process.Kill() == nil {
			killed++
		}
		ended := cmd.Wait()
		keys := keysOf(t, filepath.Join(dir, out, "trials.jsonl"))
		for k := range seen {
			if keys[k] == 0 {
				t.Fatalf("kill %d: a finished trial is lost", tries)
			}
		}
		for k, n := range keys {
			if n > 1 {
				t.Fatalf("kill %d: a trial is recorded %d times", tries, n)
			}
			seen[k] = true
		}
		if len(seen) > trials {
			t.Fatalf("kill %d: %d trials are counted, of %d", tries, len(seen), trials)
		}
		if ended == nil || tries == 49 {
			last, err := child(out, "--resume").Output()
			if err != nil {
				t.Fatal(said(err))
			}
			a, b := lastLine(whole), lastLine(last)
			if filepath.Base(a) != filepath.Base(b) {
				t.Fatalf("round %d ended in %s, want %s", round, b, a)
			}
			sameTree(t, out, tree(t, filepath.Join(dir, a)), tree(t, filepath.Join(dir, b)))
			round++
			clear(seen)
		}
	}
	if killed < 25 {
		t.Errorf("only %d of 50 were killed before they ended", killed)
	}
}

// said is the error of a command with what it wrote to standard error.
func said(err error) string {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return err.Error() + ": " + string(exit.Stderr)
	}
	return err.Error()
}

// lastLine is the folder that a quiet command prints, before what the test
// binary says.
func lastLine(out []byte) string {
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); strings.Contains(line, "small-") {
			return line
		}
	}
	return ""
}

// keysOf counts the lines of a record by their keys; a last line that is cut
// off is none.
func keysOf(t *testing.T, path string) map[string]int {
	t.Helper()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for line := range strings.Lines(string(text)) {
		if !strings.HasSuffix(line, "}\n") {
			continue
		}
		_, rest, _ := strings.Cut(line, `"key":"`)
		key, _, _ := strings.Cut(rest, `"`)
		out[key]++
	}
	return out
}

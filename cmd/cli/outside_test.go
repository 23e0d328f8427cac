package cli

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// outsideProgram is a user's own command with a strategy of its own.
const outsideProgram = `// Command mine is rally with a strategy more.
package main

import (
	"rally/cmd/cli"
	"rally/engine"
	"rally/strategies"
)

func init() {
	strategies.Register(strategies.Spec{
		Name: "first-name",
		Doc:  "buys the first name once",
		New:  func() engine.Strategy { return &firstName{Lots: 1} },
	})
}

type firstName struct {
	Lots int ` + "`toml:\"lots\"`" + `

	bought bool
}

func (f *firstName) Start(s *engine.Setup) error {
	s.WatchBars(engine.Daily, 1, s.Universe().Tradable()[0])
	return nil
}

func (f *firstName) OnBar(b *engine.Broker, bar engine.Bar) {
	lot, ok := b.Lot(bar.Instrument())
	if f.bought || !ok {
		return
	}
	f.bought = true
	b.Submit(engine.Order{Instrument: bar.Instrument(), Qty: lot * engine.Qty(f.Lots)})
}

func main() { cli.Main() }
`

// buildOutside builds the program in a module of its own, without a network.
func buildOutside(t *testing.T) (binary string) {
	t.Helper()
	if testing.Short() {
		t.Skip("builds a program")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text := regexp.MustCompile(`(?m)^module .*$`).ReplaceAllString(string(mod), "module mine") +
		"\nrequire rally v0.0.0\n\nreplace rally => " + root + "\n"
	for name, content := range map[string]string{"go.mod": text, "go.sum": string(sum), "main.go": outsideProgram} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	binary = filepath.Join(dir, "mine")
	cmd := exec.Command("go", "build", "-o", binary, ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

// TestOutsideProgram builds a user's own main with a strategy of its own, runs
// it, and interrupts it.
func TestOutsideProgram(t *testing.T) {
	binary := buildOutside(t)

	t.Run("its strategy runs", func(t *testing.T) {
		dir := t.TempDir()
		file := filepath.Join(dir, "a.toml")
		err := os.WriteFile(file, []byte("[run]\nfrom = 2024-01-02\nto = 2024-03-01\n[data]\nsynthetic = { symbols = 2 }\n[strategy]\nuse = \"first-name\"\nlots = 2\n"), 0o600)
		if err != nil {
			t.Fatal(err)
		}
		out, errs, code := start(t, binary, dir, "run", file, "--no-pictures", "--json").wait(t)
		if code != Done || !strings.Contains(out, `"fills": 1`) || !strings.Contains(out, `"lots": 2`) {
			t.Errorf("code %d\n%s\n%s", code, out, errs)
		}
		out, _, code = start(t, binary, dir, "list", "strategies").wait(t)
		if code != Done || !strings.Contains(out, "first-name") {
			t.Errorf("list: code %d\n%s", code, out)
		}
	})

	t.Run("an interrupt stops it within a second", func(t *testing.T) {
		dir := t.TempDir()
		p := start(t, binary, dir, "run", "--no-pictures", "--set", "data.synthetic={symbols=900,from=2018-01-02}")
		time.Sleep(300 * time.Millisecond)
		began := time.Now()
		if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		_, errs, code := p.wait(t)
		if took := time.Since(began); took > 2*time.Second { // a second, and another for a busy machine
			t.Errorf("took %v", took)
		}
		if code != Failed || !strings.Contains(errs, "To go on, give the same command again: rally run") {
			t.Errorf("code %d\n%s", code, errs)
		}
		left, err := filepath.Glob(filepath.Join(dir, "out", "*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
}

type process struct {
	cmd       *exec.Cmd
	out, errs bytes.Buffer
}

func start(t *testing.T, binary, dir string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(binary, args...)}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = dir, &p.out, &p.errs
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *process) wait(t *testing.T) (out, errs string, code int) {
	t.Helper()
	err := p.cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return p.out.String(), p.errs.String(), exit.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return p.out.String(), p.errs.String(), Done
}

// TestTwoRunsAtOnce asserts that runs that write the same folder do not harm each other.
func TestTwoRunsAtOnce(t *testing.T) {
	dir := t.TempDir()
	const runs = 4
	codes := make(chan int, runs)
	for range runs {
		go func() {
			var out, errs bytes.Buffer
			codes <- Run([]string{"run", "--no-pictures", "--quiet", "--out", dir}, nil, &out, &errs)
		}()
	}
	for range runs {
		if code := <-codes; code != Done {
			t.Errorf("exit code %d", code)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("%v are left, want the one result", entries)
	}
}

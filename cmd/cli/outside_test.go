package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"rally/cmd/internal/registry"
)

// guideCode returns the blocks of Go in the user guide: the strategies as files of
// the tree, and the beginning of a main of a user's own.
func guideCode(t *testing.T) (breakout, pullback, head string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "guide.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```go\n(.*?)^```$").FindAllStringSubmatch(string(text), -1)
	if len(blocks) != 3 {
		t.Fatalf("docs/guide.md has %d blocks of Go, want three", len(blocks))
	}
	return blocks[0][1], blocks[1][1], blocks[2][1]
}

// goBuild builds without a network and returns the program.
func goBuild(t *testing.T, dir string, args ...string) (binary string) {
	t.Helper()
	binary = filepath.Join(t.TempDir(), "mine")
	cmd := exec.Command("go", append([]string{"build", "-o", binary}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

// buildOutside builds the guide's program in a module of its own.
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
	inTree, _, head := guideCode(t)
	_, body, found := strings.Cut(inTree, "\n// Breakout buys")
	if !found {
		t.Fatal("the guide's strategy does not begin with \"// Breakout buys\"")
	}
	dir := t.TempDir()
	text := regexp.MustCompile(`(?m)^module .*$`).ReplaceAllString(string(mod), "module mine") +
		"\nrequire rally v0.0.0\n\nreplace rally => " + root + "\n"
	for name, content := range map[string]string{"go.mod": text, "go.sum": string(sum), "main.go": head + "\n// Breakout buys" + body} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return goBuild(t, dir, ".")
}

// buildInTree builds the command with the guide's strategies laid into the tree.
func buildInTree(t *testing.T) (binary string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	breakout, pullback, _ := guideCode(t)
	dir := t.TempDir()
	first, second, overlay := filepath.Join(dir, "breakout.go"), filepath.Join(dir, "pullback.go"), filepath.Join(dir, "overlay.json")
	laid, err := json.Marshal(map[string]map[string]string{"Replace": {
		filepath.Join(root, "strategies", "breakout.go"): first, filepath.Join(root, "strategies", "pullback.go"): second}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{first: []byte(breakout), second: []byte(pullback), overlay: laid} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return goBuild(t, root, "-mod=readonly", "-overlay", overlay, "./cmd/rally")
}

// TestOutsideProgram builds the guide's strategy in a user's own main and in the
// tree, runs both, and interrupts one.
func TestOutsideProgram(t *testing.T) {
	binary := buildOutside(t)

	t.Run("its strategy runs, outside as in the tree", func(t *testing.T) {
		dir := t.TempDir()
		file := filepath.Join(dir, "a.toml")
		err := os.WriteFile(file, []byte("[run]\nfrom = 2024-01-02\nto = 2024-06-28\n[data]\nsynthetic = { symbols = 4 }\n[strategy]\nuse = \"breakout\"\nsessions = 15\n"), 0o600)
		if err != nil {
			t.Fatal(err)
		}
		out, errs, code := start(t, binary, dir, "run", file, "--no-pictures", "--json").wait(t)
		if code != Done || strings.Contains(out, `"fills": 0`) || !strings.Contains(out, `"sessions": 15`) {
			t.Errorf("code %d\n%s\n%s", code, out, errs)
		}
		tree := buildInTree(t)
		inTree, errs, code := start(t, tree, dir, "run", file, "--no-pictures", "--json").wait(t)
		if code != Done || inTree != out {
			t.Errorf("in the tree: code %d\n%s\n%s", code, inTree, errs)
		}
		file = filepath.Join(dir, "b.toml")
		err = os.WriteFile(file, []byte("[run]\nfrom = 2024-01-02\nto = 2024-06-28\n[data]\nsynthetic = { symbols = 4, interval = \"5m\" }\nmake = [\"1d\"]\n[strategy]\nuse = \"pullback\"\ncloses = 5\n"), 0o600)
		if err != nil {
			t.Fatal(err)
		}
		out, errs, code = start(t, tree, dir, "run", file, "--no-pictures", "--out", "within").wait(t)
		orders, err := filepath.Glob(filepath.Join(dir, "within", "*", "orders.csv"))
		if err != nil || code != Done || len(orders) != 1 {
			t.Fatalf("pullback: code %d, %v, %v\n%s\n%s", code, orders, err, out, errs)
		}
		text, err := os.ReadFile(orders[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range []string{`,limit,.*,filled,`, `,stop-limit,.*,filled,`, `group_done`, `,sell,trailing-stop,.*,filled,`, `,sell,limit,.*,filled,`} {
			if !regexp.MustCompile(row).Match(text) {
				t.Errorf("pullback: no order like %s\n%s", row, text)
			}
		}
		out, _, code = start(t, binary, dir, "list", "strategies").wait(t)
		if code != Done || !strings.Contains(out, "breakout") {
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
	if len(entries) != 2 || entries[1].Name() != registry.FileName {
		t.Errorf("%v are left, want the one result and the record of trials", entries)
	}
}

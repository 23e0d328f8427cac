package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rally": Main})
}

// TestScripts runs the transcripts of testdata.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			examples, err := filepath.Abs("../../examples")
			if err != nil {
				return err
			}
			e.Setenv("EXAMPLES", examples)
			if shared := sharedFolder(t); shared != "" {
				e.Setenv("SHARED", shared)
			}
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "shared" {
				if sharedFolder(t) == "" && os.Getenv("CI") == "true" {
					return false, errors.New("the real prices are not beside the repository")
				}
				return sharedFolder(t) != "", nil
			}
			return false, errors.New("unknown condition")
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exitcode": exitCode,
			"onejson":  oneJSON,
			"samedirs": sameDirs,
			"lines":    atMostLines,
			"found":    found,
		},
	})
}

// sharedFolder returns the folder of real prices beside the repository, "" where
// there is none.
func sharedFolder(t *testing.T) string {
	t.Helper()
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(wd, "..", "..")
	shared := filepath.Join(root, "..", "shared")
	if _, err := os.Stat(filepath.Join(shared, "data", "hk")); err != nil {
		return ""
	}
	return shared
}

// exitCode runs a command that must end with a code.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode N COMMAND")
	}
	got := Done
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// oneJSON asserts that a file, such as stdout, is one JSON document.
func oneJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: onejson FILE")
	}
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	var v any
	ts.Check(dec.Decode(&v))
	if _, err := dec.Token(); err != io.EOF {
		ts.Fatalf("more than one document in %s", args[0])
	}
}

// sameDirs asserts that two folders hold the same files, byte for byte.
func sameDirs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: samedirs DIR DIR")
	}
	names := func(dir string) (out []string) {
		entries, err := os.ReadDir(ts.MkAbs(dir))
		ts.Check(err)
		for _, e := range entries {
			out = append(out, e.Name())
		}
		return out
	}
	first, second := names(args[0]), names(args[1])
	if !slices.Equal(first, second) || len(first) == 0 {
		ts.Fatalf("%v in one folder, %v in the other", first, second)
	}
	for _, name := range first {
		if ts.ReadFile(filepath.Join(args[0], name)) != ts.ReadFile(filepath.Join(args[1], name)) {
			ts.Fatalf("%s differs", name)
		}
	}
}

// found sets a variable to the one path that a pattern matches; negated, it
// asserts that there is none.
func found(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: found NAME PATTERN")
	}
	paths, err := filepath.Glob(ts.MkAbs(args[1]))
	ts.Check(err)
	if neg != (len(paths) == 0) || len(paths) > 1 && !neg {
		ts.Fatalf("%s: %q", args[1], paths)
	}
	if !neg {
		ts.Setenv(args[0], paths[0])
	}
}

// atMostLines asserts that a file has no more lines than stated.
func atMostLines(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: lines N FILE")
	}
	var most int
	ts.Check(json.Unmarshal([]byte(args[0]), &most))
	if n := strings.Count(ts.ReadFile(args[1]), "\n"); n == 0 || n > most {
		ts.Fatalf("%d lines", n)
	}
}

// TestHelpExamples runs the example of each verb as its --help prints it.
func TestHelpExamples(t *testing.T) {
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		t.Run(strings.ReplaceAll(cmd.CommandPath(), " ", "-"), func(t *testing.T) {
			if cmd.Example == "" || cmd.Short == "" || cmd.Long == "" {
				t.Fatal("no example, or no word on what it does")
			}
			help, code := runHere(t, append(strings.Fields(cmd.CommandPath())[1:], "--help")...)
			if code != Done || !strings.Contains(help, strings.TrimSpace(cmd.Example)) {
				t.Fatalf("--help: code %d\n%s", code, help)
			}
			t.Chdir(t.TempDir())
			for line := range strings.Lines(cmd.Example) {
				runExample(t, strings.TrimSpace(line))
			}
		})
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk((&command{}).root())
}

// runExample runs a line of an example: commands joined by &&, with one
// $(command) in quotes.
func runExample(t *testing.T, line string) {
	t.Helper()
	if before, rest, ok := strings.Cut(line, `"$(`); ok {
		inner, after, _ := strings.Cut(rest, `)"`)
		out, code := runHere(t, strings.Fields(inner)[1:]...)
		if code != Done {
			t.Fatalf("%s: code %d\n%s", inner, code, out)
		}
		line = before + strings.TrimSpace(out) + after
	}
	for one := range strings.SplitSeq(line, "&&") {
		words := strings.Fields(one)
		if words[0] != "rally" {
			t.Fatalf("%q is no command", one)
		}
		if out, code := runHere(t, words[1:]...); code != Done {
			t.Fatalf("%s: code %d\n%s", one, code, out)
		}
	}
}

// runHere runs a command line in this process and returns standard output.
func runHere(t *testing.T, args ...string) (string, int) {
	t.Helper()
	var out, errs bytes.Buffer
	code := Run(args, strings.NewReader(""), &out, &errs)
	if code != Done {
		t.Logf("rally %s:\n%s", strings.Join(args, " "), errs.String())
	}
	return out.String(), code
}

// TestExampleThatShips asserts that the file inside is the one in examples.
func TestExampleThatShips(t *testing.T) {
	text, err := os.ReadFile("../../examples/policy-momentum.toml")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, example) {
		t.Error("cmd/cli/policy-momentum.toml is not examples/policy-momentum.toml")
	}
}

// TestNothingIsLeftOnAFullDisk writes to a place that takes nothing.
func TestNothingIsLeftOnAFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full on this machine")
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	var errs bytes.Buffer
	code := Run([]string{"cost", "--date", "2024-09-25", "--symbol", "700", "--side", "buy", "--price", "400", "--qty", "100"}, nil, full, &errs)
	if code != Failed || !strings.Contains(errs.String(), "standard output: no space left on device") {
		t.Errorf("code %d, %s", code, errs.String())
	}
}

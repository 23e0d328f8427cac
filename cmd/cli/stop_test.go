package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// What is being put in its place is waited for; what is not there yet never is.
func TestAbandon(t *testing.T) {
	cleaned := 0
	c := &command{}
	c.onAbandon(func() { cleaned++ })
	if c.abandon() || cleaned != 1 {
		t.Errorf("cleaned %d times", cleaned)
	}
	if err := c.finish(func() error { t.Error("put in place after all"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}

	c = &command{}
	c.onAbandon(func() { t.Error("cleaned what is whole") })
	placing, placed := make(chan bool), make(chan error)
	go func() {
		placed <- c.finish(func() error { placing <- true; time.Sleep(10 * time.Millisecond); return nil })
	}()
	<-placing
	if !c.abandon() {
		t.Error("not whole")
	}
	if err := <-placed; err != nil {
		t.Error(err)
	}
}

// An interrupt at any moment leaves the whole folder and says so, or nothing.
func TestInterruptedSynth(t *testing.T) {
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("interrupts a process a few times, which windows cannot")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	const days, minutes = "data synth --out m --symbols 300 --from 2018-01-02", "data synth --out m --interval 1m"
	for _, of := range []struct {
		after time.Duration
		args  string
	}{{20, days}, {200, days}, {400, days}, {600, days}, {300, minutes}, {700, minutes}} {
		after, dir := of.after, t.TempDir()
		cmd := exec.Command(program, "-test.run=^TestActAsRally$")
		cmd.Env = append(os.Environ(), "RALLY_ARGS="+of.args)
		cmd.Dir = dir
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after * time.Millisecond)
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		failed := cmd.Wait()
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%v: stopped after %v", after, took)
		}
		left, _ := filepath.Glob(filepath.Join(dir, "*"))
		hidden, _ := filepath.Glob(filepath.Join(dir, ".*"))
		stopped := strings.Contains(said.String(), "stopped") || said.Len() == 0 && failed != nil // before it listened
		if len(hidden) > 0 || stopped != (len(left) == 0) || stopped != (failed != nil) {
			t.Errorf("after %d ms: %q and %q left, %v, said %q", after, left, hidden, failed, said.String())
		}
	}
}

// TestActAsRally is the command in a process of its own.
func TestActAsRally(t *testing.T) {
	if args := os.Getenv("RALLY_ARGS"); args != "" {
		os.Exit(Run(strings.Fields(args), os.Stdin, os.Stdout, os.Stderr))
	}
}

package registry

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"rally/engine"
)

// TestMain makes the test's own program the one that appends, when a test asks
// for a process of its own.
func TestMain(m *testing.M) {
	if path := os.Getenv("RALLY_BOOK"); path != "" {
		os.Exit(appendInChild(path))
	}
	os.Exit(m.Run())
}

// appendInChild appends as many records as it is told to, of many lengths, and
// says the name of each when it is in the file.
func appendInChild(path string) int {
	from, _ := strconv.Atoi(os.Getenv("RALLY_FROM"))
	to, _ := strconv.Atoi(os.Getenv("RALLY_TO"))
	limit(os.Getenv("RALLY_LIMIT"))
	b, err := Open(path)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	for i := from; i < to; i++ {
		r := sample(strconv.Itoa(i), "p")
		r.Curve = make([]engine.Money, i*37%5000)
		for k := range r.Curve {
			r.Curve[k] = engine.Money(k * k * i)
		}
		if err := b.Append(r); err != nil {
			fmt.Println(err)
			return 1
		}
		fmt.Println("done", i)
	}
	return 0
}

func child(path string, from, to int, more ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "RALLY_BOOK="+path, fmt.Sprint("RALLY_FROM=", from), fmt.Sprint("RALLY_TO=", to))
	cmd.Env = append(cmd.Env, more...)
	return cmd
}

// Processes that append at once mix no lines.
func TestManyProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	const processes, each = 3, 300
	var children []*exec.Cmd
	for i := range processes {
		cmd := child(path, i*each, (i+1)*each)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		children = append(children, cmd)
	}
	for _, cmd := range children {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	b := open(t, path)
	if n := b.Count(hash("data")); n != processes*each || b.Skipped() != 0 {
		t.Errorf("%d trials, want %d; %d skipped", n, processes*each, b.Skipped())
	}
	for i := range processes * each {
		r, ok := b.Find(hash(strconv.Itoa(i)), hash("p"))
		if !ok || len(r.Curve) != i*37%5000 {
			t.Fatalf("trial %d: %v %+v", i, ok, r)
		}
	}
}

// A kill at any moment loses no record of which Append has returned, and
// nothing is counted twice when it is appended again.
func TestKills(t *testing.T) {
	if runtime.GOOS == "windows" || testing.Short() {
		t.Skip("SKIPPED: kills a process fifty times")
	}
	path := filepath.Join(t.TempDir(), FileName)
	next := 0
	for round := range 50 {
		cmd := child(path, next, next+1_000_000)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		last := next - 1
		for lines.Scan() {
			if n, err := fmt.Sscanf(lines.Text(), "done %d", &last); n != 1 || err != nil {
				t.Fatalf("the child says %q", lines.Text())
			}
			if last == next { // from the first record on, at another moment each round
				time.AfterFunc(time.Duration(round*61)*time.Microsecond, func() { cmd.Process.Kill() })
			}
		}
		_ = cmd.Wait() // it was killed
		if last < next {
			t.Fatal("the child has appended nothing")
		}
		b := open(t, path)
		for i := next; i <= last; i++ {
			if _, ok := b.Find(hash(strconv.Itoa(i)), hash("p")); !ok {
				t.Errorf("round %d: trial %d is lost", round, i)
			}
		}
		for n := b.Count(hash("data")); n != last+1; n = -1 {
			// one more may have been finished, which the child could not say any more
			if _, ok := b.Find(hash(strconv.Itoa(last+1)), hash("p")); !ok || n != last+2 {
				t.Fatalf("round %d: %d trials of %d", round, n, last+1)
			}
			break
		}
		b.Close()
		next = last + 1 // is appended again if it is there
	}
	t.Logf("%d trials", next)
}

// A disk that takes only a part of a line is an error in words, and what is
// appended when there is room again stands on a line of its own.
func TestFullDisk(t *testing.T) {
	if !canLimit {
		t.Skip("SKIPPED: no limit on the size of a file here")
	}
	path := filepath.Join(t.TempDir(), FileName)
	cmd := child(path, 0, 100, "RALLY_LIMIT=20000")
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Run(); err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	said := lines[len(lines)-1]
	if want := path + ": the trial cannot be recorded: file too large"; said != want {
		t.Errorf("the child says %q, want %q", said, want)
	}
	done := len(lines) - 1
	b := open(t, path)
	if n := b.Count(hash("data")); n != done || b.Skipped() != 1 {
		t.Errorf("%d trials, %d skipped, want %d and 1", n, b.Skipped(), done)
	}
	appendAll(t, b, sample("later", "p"))
	if n := b.Count(hash("data")); n != done+1 || b.Skipped() != 1 {
		t.Errorf("%d trials, %d skipped, want %d and 1", n, b.Skipped(), done+1)
	}
}

//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"time"
)

// wait plays the job once a line comes in, and prints what that took.
func (j job) wait(in io.Reader, out io.Writer) error {
	m, trade, err := j.open()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out, "ready"); err != nil {
		return err
	}
	if _, err := bufio.NewReader(in).ReadString('\n'); err != nil {
		return err
	}
	before, err := used()
	if err != nil {
		return err
	}
	if _, err := play(m, trade, choose(j.pairs), j.workers); err != nil {
		return err
	}
	after, err := used()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, after.wall.Sub(before.wall).Nanoseconds(), (after.cpu - before.cpu).Nanoseconds())
	return err
}

// took is the time of playing, the longest by the clock and the sum of the
// processors'.
type took struct{ wall, cpu time.Duration }

// together plays jobs, each in a process of its own, all at once.
func together(jobs ...job) (t took, err error) {
	program, err := os.Executable()
	if err != nil {
		return t, err
	}
	type child struct {
		*exec.Cmd
		in  io.WriteCloser
		out *bufio.Reader
	}
	var children []child
	for _, j := range jobs {
		c := child{Cmd: exec.Command(program, "-gate", "-data", j.dir, "-pairs", strconv.Itoa(j.pairs),
			"-workers", strconv.Itoa(j.workers), "-law="+strconv.FormatBool(j.law))}
		c.Stderr = os.Stderr
		if c.in, err = c.StdinPipe(); err != nil {
			return t, err
		}
		out, err := c.StdoutPipe()
		if err != nil {
			return t, err
		}
		c.out = bufio.NewReader(out)
		if err := c.Start(); err != nil {
			return t, err
		}
		defer c.in.Close() // a child that still waits ends
		children = append(children, c)
	}
	for _, c := range children {
		if _, err := c.out.ReadString('\n'); err != nil {
			return t, err
		}
	}
	for _, c := range children {
		if _, err := fmt.Fprintln(c.in); err != nil {
			return t, err
		}
	}
	for _, c := range children {
		var wall, cpu time.Duration
		if _, err := fmt.Fscan(c.out, &wall, &cpu); err != nil {
			return t, err
		}
		if err := c.Wait(); err != nil {
			return t, err
		}
		t.wall, t.cpu = max(t.wall, wall), t.cpu+cpu
	}
	return t, nil
}

// compare plays the pairs with one worker, twice as many with two, and as many
// in each of two processes, in turns, and prints the medians.
func (j job) compare(w io.Writer, rounds int) error {
	one, two := j, j
	one.pairs, one.workers = min(j.pairs, all/2), 1
	two.pairs, two.workers = 2*one.pairs, 2
	var workers, processes, scaling, efficiency, processor []float64
	for range rounds {
		a, err := together(one)
		if err != nil {
			return err
		}
		b, err := together(two)
		if err != nil {
			return err
		}
		c, err := together(one, one)
		if err != nil {
			return err
		}
		workers, processes = append(workers, rate(two, b)), append(processes, rate(two, c))
		scaling = append(scaling, rate(two, b)/rate(one, a))
		efficiency = append(efficiency, rate(two, b)/rate(two, c))
		processor = append(processor, c.cpu.Seconds()/b.cpu.Seconds())
		if _, err := fmt.Fprintf(w, "one worker %5.1f, two workers %5.1f, two processes %5.1f million bars a second by the clock; %.1f, %.1f, %.1f ns of processor a bar\n",
			rate(one, a), rate(two, b), rate(two, c), perBar(one, a), perBar(two, b), perBar(two, c)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "medians: two workers %.1f, two processes %.1f million bars a second by the clock\ntwo workers reach %.2f of one, %.2f of two processes by the clock and %.2f by the processor\n",
		median(workers), median(processes), median(scaling), median(efficiency), median(processor))
	return err
}

// rate is million bars a second by the clock.
func rate(j job, t took) float64 { return float64(j.pairs) * names * days / t.wall.Seconds() / 1e6 }

// perBar is nanoseconds of processor a bar.
func perBar(j job, t took) float64 {
	return float64(t.cpu.Nanoseconds()) / (float64(j.pairs) * names * days)
}

func median(xs []float64) float64 {
	slices.Sort(xs)
	return (xs[(len(xs)-1)/2] + xs[len(xs)/2]) / 2
}

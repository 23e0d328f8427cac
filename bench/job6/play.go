//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"time"

	"rally/data"
	"rally/engine"
	"rally/reports/metrics"
)

// job says what to play and how.
type job struct {
	dir     string
	pairs   int
	workers int
	law     bool
	gate    bool // wait for a line before playing
}

// tally is what has been played.
type tally struct {
	fills, trips int
	equity       engine.Money // of all plans at their ends
	curves       []*curve
	cpu, wall    time.Duration // of playing
}

// play plays the pairs and keeps a fold of each.
func play(m *data.Market, trade engine.Market, pairs []pair, workers int) (*tally, error) {
	before, err := used()
	if err != nil {
		return nil, err
	}
	t := &tally{curves: make([]*curve, len(pairs))}
	var failed error
	err = engine.Runner{Workers: workers}.Run(context.Background(), m.Feed, len(pairs),
		func(i int) engine.Plan { return plan(m, trade, pairs[i]) },
		func(i int, r *engine.Result) {
			if r.Err != nil {
				failed = r.Err
				return
			}
			t.fills += r.FillCount
			t.equity += r.Last.Equity
			t.curves[i] = r.Fold.(*curve)
		})
	if err == nil {
		err = failed
	}
	if err != nil {
		return nil, err
	}
	after, err := used()
	if err != nil {
		return nil, err
	}
	t.cpu, t.wall = after.cpu-before.cpu, after.wall.Sub(before.wall)
	return t, nil
}

// print plays the job and prints what it took.
func (j job) print(w io.Writer, in io.Reader) error {
	m, err := load(j.dir)
	if err != nil {
		return err
	}
	trade, err := market(j.law)
	if err != nil {
		return err
	}
	if j.gate {
		if _, err := fmt.Fprintln(w, "ready"); err != nil {
			return err
		}
		if _, err := bufio.NewReader(in).ReadString('\n'); err != nil {
			return err
		}
	}
	pairs := choose(j.pairs)
	t, err := play(m, trade, pairs, j.workers)
	if err != nil {
		return err
	}
	best := 0.0
	for _, c := range t.curves {
		for _, f := range c.Figures(metrics.Options{Periods: 246}) {
			_ = f
		}
	}
	_ = best
	u, err := used()
	if err != nil {
		return err
	}
	bars := float64(len(pairs)) * names * days
	_, err = fmt.Fprintf(w, "%d plans, %.1f million bars, %d fills, mean equity %v\nplaying %.2f s of processor, %.2f s by the clock: %.1f ns and %.1f million bars a second of processor\nin all %.2f s of processor, %d MiB at most\n",
		len(pairs), bars/1e6, t.fills, t.equity/engine.Money(len(pairs)),
		t.cpu.Seconds(), t.wall.Seconds(), float64(t.cpu.Nanoseconds())/bars, bars/t.cpu.Seconds()/1e6,
		u.cpu.Seconds(), u.peak>>20)
	return err
}

func (j job) compare(w io.Writer, rounds int) error { return nil }

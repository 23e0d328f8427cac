//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"

	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
	"rally/reports"
	"rally/reports/metrics"
	"rally/reports/overfit"
)

// job says what to play and how.
type job struct {
	dir     string
	pairs   int
	workers int
	law     bool
}

// curves is how many trials keep theirs, for the effective number of trials.
const curves = 1000

// trials is what has been played.
type trials struct {
	names  []string
	folds  []*reports.Tally
	sets   []metrics.Set // the figures that rank
	fills  int
	trips  int
	equity engine.Money // of all plans at their ends
}

// play plays the pairs and keeps of each a fold and its figures.
func play(m *data.Market, trade engine.Market, pairs []pair, workers int) (*trials, error) {
	t := &trials{names: make([]string, len(pairs)), folds: make([]*reports.Tally, len(pairs)), sets: make([]metrics.Set, len(pairs))}
	design := overfit.NewDesign(len(m.Feed.Tape.Sessions()), 16)
	kept := make([]bool, len(pairs))
	for _, i := range rand.New(rand.NewPCG(6, 0)).Perm(len(pairs))[:min(curves, len(pairs))] {
		kept[i] = true
	}
	periods := hkex.PeriodsPerYear(m.First, m.Last)
	var failed error
	err := engine.Runner{Workers: workers}.Run(context.Background(), m.Feed, len(pairs),
		func(i int) engine.Plan {
			return plan(m, trade, pairs[i], func() engine.Fold { return reports.NewTally(design, kept[i]) })
		},
		func(i int, r *engine.Result) {
			if r.Err != nil {
				failed = r.Err
				return
			}
			t.names[i] = fmt.Sprintf("%d/%d", pairs[i].fast, pairs[i].slow)
			t.folds[i] = r.Fold.(*reports.Tally)
			t.sets[i] = t.folds[i].Figures(r, periods)
			t.fills += r.FillCount
			t.trips += r.Trips
			t.equity += r.Last.Equity
		})
	if err != nil {
		return nil, err
	}
	return t, failed
}

// judge asks what over-fitting says of the trials.
func (t *trials) judge() overfit.Assessment {
	tracks := make([]overfit.Track, len(t.folds))
	for i, f := range t.folds {
		var returns []float64
		if c := f.Curve(); c != nil {
			returns = reports.Returns(c)
		}
		tracks[i] = reports.NewTrack(t.names[i], t.sets[i], f.Blocks(), returns)
	}
	return overfit.Assess(tracks, 0)
}

// open loads the market and works out what trading in it costs.
func (j job) open() (*data.Market, engine.Market, error) {
	m, err := load(j.dir)
	if err != nil {
		return nil, engine.Market{}, err
	}
	trade, err := market(j.law)
	return m, trade, err
}

// print does the whole job and prints what it took.
func (j job) print(w io.Writer) error {
	m, trade, err := j.open()
	if err != nil {
		return err
	}
	loaded, err := used()
	if err != nil {
		return err
	}
	t, err := play(m, trade, choose(j.pairs), j.workers)
	if err != nil {
		return err
	}
	played, err := used()
	if err != nil {
		return err
	}
	a := t.judge()
	judged, err := used()
	if err != nil {
		return err
	}
	bars := float64(j.pairs) * names * days
	cpu := (played.cpu - loaded.cpu).Seconds()
	_, err = fmt.Fprintf(w, `%d pairs, %.1f million bars, %d fills, %d round trips, mean equity HK$%v
playing  %6.2f s of processor, %.2f s by the clock: %.1f ns a bar, %.1f million bars a second of processor
judging  %6.2f s of processor: best %s, probability of over-fitting %v
in all   %6.2f s of processor, %d MiB at most
`,
		j.pairs, bars/1e6, t.fills, t.trips, t.equity/engine.Money(j.pairs),
		cpu, played.wall.Sub(loaded.wall).Seconds(), cpu*1e9/bars, bars/cpu/1e6,
		(judged.cpu - played.cpu).Seconds(), t.names[max(a.Best, 0)], a.PBO.Probability.Number,
		judged.cpu.Seconds(), judged.peak>>20)
	return err
}

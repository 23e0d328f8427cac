package cli

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/spf13/cobra"

	"rally/reports/metrics"
	"rally/reports/overfit"
)

// mostPrior is the most trials made elsewhere, and mostNoise those of noise,
// each of so many returns.
const (
	mostPrior    = 1_000_000_000
	mostNoise    = 10_000
	noiseReturns = 500
)

// overfitVerb says of a matrix of returns how much of its best may be luck.
func (c *command) overfitVerb() *cobra.Command {
	var blocks, prior, noise int
	cmd := &cobra.Command{
		Use:   "overfit TRIALS.csv",
		Short: "DSR, PBO and the like of a matrix of returns made elsewhere",
		Long: `Says how much of the best of many trials may be luck: the Sharpe ratio of each,
of one period, with the probability that it is above zero and above what luck
alone would reach in so many tries, and the probability of over-fitting.

The file has a row of trial names, then a row a period in the order of time,
with the return of each trial: every trial that was made, also those given up.
It may begin with a column named session. A return is a fraction, 0.01 for
1 %; profits in one currency do as well.

--noise N takes N trials without any edge instead of a file, to see what the
best of them looks like.`,
		Example: "  rally overfit --noise 50",
		Args:    arguments(0, 1, "one file of trials"),
	}
	f := cmd.Flags()
	f.IntVar(&blocks, "blocks", 16, "`S`, an even number of blocks that the periods are cut into for PBO")
	f.IntVar(&prior, "prior-trials", 0, "`N` trials that were made before or elsewhere and count too")
	f.IntVar(&noise, "noise", 0, "`N` trials without any edge, instead of a file")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case blocks < 4 || blocks > overfit.MaxBlocks || blocks%2 != 0:
			return wrongUse("--blocks %d: an even number from 4 to %d", blocks, overfit.MaxBlocks)
		case prior < 0 || prior > mostPrior:
			return wrongUse("--prior-trials %d: a number from 0 to %d", prior, mostPrior)
		case cmd.Flags().Changed("noise") && (noise < 1 || noise > mostNoise):
			return wrongUse("--noise %d: a number of trials from 1 to %d", noise, mostNoise)
		case noise > 0 && len(args) > 0:
			return wrongUse("--noise %d and %s: noise is judged instead of a file", noise, args[0])
		case noise == 0 && len(args) == 0:
			return &usageError{err: errors.New("no file of trials"), help: "usage: " + cmd.UseLine()}
		}
		p := newProgress(c.err, false)
		r := ruling{prior: prior, blocks: blocks}
		if noise > 0 {
			r.name, r.matrix = "noise (seed 1, no trial has an edge)", noiseOf(noise)
		} else {
			m, err := readFile(args[0], p, readMatrix)
			if err != nil {
				return err
			}
			r.name, r.matrix = args[0], m
		}
		r.assess(p)
		if *asJSON {
			return c.print(r.json())
		}
		return c.printRuling(&r)
	}
	return cmd
}

// noiseOf makes trials of independent normal returns with a mean of zero.
func noiseOf(trials int) *matrix {
	draw := rand.New(rand.NewPCG(1, 0))
	m := &matrix{}
	for i := range trials {
		m.names = append(m.names, fmt.Sprintf("noise-%d", i+1))
		returns := make([]float64, noiseReturns)
		for t := range returns {
			returns[t] = 0.01 * draw.NormFloat64()
		}
		m.columns = append(m.columns, returns)
	}
	return m
}

// ruling is what over-fitting says of a matrix.
type ruling struct {
	*matrix
	name   string // where the matrix is from
	prior  int
	blocks int // wanted
	design overfit.Design
	tracks []overfit.Track
	overfit.Assessment
}

func (r *ruling) returns() int { return len(r.columns[0]) }

func (r *ruling) assess(p *progress) {
	defer p.during("comparing trials")()
	r.design = overfit.NewDesign(r.returns(), r.blocks)
	r.tracks = make([]overfit.Track, len(r.names))
	for i, name := range r.names {
		r.tracks[i] = overfit.NewTrack(name, r.columns[i], r.design)
	}
	r.Assessment = overfit.Assess(r.tracks, r.prior)
}

// ranked are the trials by Sharpe ratio, those without one last, equals in the
// order of the file.
func (r *ruling) ranked() []int {
	order := make([]int, len(r.tracks))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := r.tracks[a].Sharpe, r.tracks[b].Sharpe
		switch {
		case x.Defined() != y.Defined() && x.Defined(), x.Defined() && y.Defined() && x.Number > y.Number:
			return -1
		case x.Defined() != y.Defined(), x.Defined() && x.Number < y.Number:
			return 1
		}
		return 0
	})
	return order
}

// remarks are what the reader should know about how the trials were judged.
func (r *ruling) remarks() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	d := r.design
	switch {
	case d.Blocks == 0:
		say("%d returns are too few for blocks: four blocks of four are the least", r.returns())
	case d.Blocks < r.blocks:
		say("%d returns are too few for %d blocks of at least four: there are %d", r.returns(), r.blocks, d.Blocks)
	}
	if d.Dropped > 0 {
		say("the oldest %s in no block, since %d returns are no multiple of %d", isOrAre(d.Dropped, "return"), r.returns(), d.Blocks)
	}
	if r.Undefined > 0 {
		say("%s without a Sharpe ratio and counted among the tries", isOrAre(r.Undefined, "trial"))
	}
	if r.N() < 2 {
		say("one trial: if others were tried before it, say how many with --prior-trials")
	}
	return out
}

// isOrAre is a number of things with its verb: "1 return is", "3 returns are".
func isOrAre(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return fmt.Sprintf("%d %ss are", n, noun)
}

// sharpeError is the standard error of a trial's Sharpe ratio.
func sharpeError(t *overfit.Track) metrics.Value {
	for _, v := range [...]metrics.Value{t.Sharpe, t.Skew, t.Kurt} {
		if !v.Defined() {
			return v
		}
	}
	return metrics.SharpeSE(t.Sharpe.Number, t.N, t.Skew.Number, t.Kurt.Number)
}

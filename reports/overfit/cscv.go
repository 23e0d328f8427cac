package overfit

import (
	"math"
	"math/bits"
	"runtime"
	"sync"
)

// CSCV returns the probability of backtest over-fitting of trials whose returns
// were cut as design says, by combinatorially symmetric cross-validation: every
// half of the blocks in turn chooses the trial with the highest Sharpe ratio,
// the first of equals, and the other half says where among all trials it ranks.
// With the rank r of N, 1 the worst, ties averaged, w = r ÷ (N+1) and the logit
// ln(w ÷ (1−w)); the probability is the share of logits at or below zero.
//
// A trial that did nothing in a half, all returns zero, has a Sharpe ratio of 0
// there. One whose returns are all alike and not zero has none: it is never
// chosen, and ranks below all others.
//
// Everything is undefined, for one reason, with fewer than two trials, without
// a design, or where not every trial has all returns of it.
// Source: Bailey, Borwein, López de Prado & Zhu 2017.
func CSCV(design Design, blocks []*Blocks) PBO {
	p := PBO{Design: design, Trials: len(blocks)}
	if why := incomparable(design, blocks); why != "" {
		return p.undefined(why)
	}
	c := newContest(design, blocks)
	c.share(c.choose)
	c.aim()
	c.share(c.rank)
	p.Splits = len(c.halves.sets)
	return c.judge(p)
}

// incomparable says why trials cannot be compared; empty: they can.
func incomparable(design Design, blocks []*Blocks) string {
	if len(blocks) < 2 {
		return TooFewTrials
	}
	for _, b := range blocks {
		if b == nil {
			return NoBlocks
		}
	}
	if design.Blocks == 0 {
		return TooFewSessions
	}
	for _, b := range blocks {
		if b.design != design {
			return OtherDesign
		}
		if b.seen != design.Returns {
			return Incomplete
		}
	}
	return ""
}

// contest is one comparison of all trials on all halves. Slices are by place.
type contest struct {
	// set once
	halves *halves
	blocks []*Blocks
	n      float64 // returns of a half
	// of the trial chosen on a half
	chosen []int32   // −1: none
	best   []float64 // its merit there
	// of the trial chosen on the other half
	target []float64 // its merit here; NaN: there is none
	twice  []int32   // twice its rank here
}

func newContest(design Design, blocks []*Blocks) *contest {
	h := newHalves(design.Blocks)
	places := len(h.sets)
	c := &contest{
		halves: h, blocks: blocks, n: float64(design.Length * h.part),
		chosen: make([]int32, places), best: make([]float64, places),
		target: make([]float64, places), twice: make([]int32, places),
	}
	for i := range places {
		c.chosen[i], c.best[i] = -1, math.Inf(-1)
	}
	return c
}

// share calls work for all first blocks, in stretches of about as many halves,
// one a core. Each stretch has places of its own, and sees the trials in their
// order, so that the cores cannot show in the outcome.
func (c *contest) share(work func(from, to int)) {
	runs, cores := c.halves.runs, runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	from := 0
	for i := range cores {
		end := len(c.halves.sets) * (i + 1) / cores
		to := from
		for to < len(runs) && runs[to].place < end {
			to++
		}
		if from == to {
			continue
		}
		first := from
		all.Go(func() { work(first, to) })
		from = to
	}
	all.Wait()
}

// choose finds the best trial of each half.
func (c *contest) choose(from, to int) {
	t := newUnions(c.halves)
	each := 1 / c.n
	for i, b := range c.blocks {
		t.of(b)
		for first := from; first < to; first++ {
			r := c.halves.runs[first]
			part, lasts := t.first[first], t.last[r.from:r.to]
			best := c.best[r.place:][:len(lasts)]
			for j := range lasts {
				m := merit(part.sum+lasts[j].sum, part.squares+lasts[j].squares, each)
				if m > best[j] {
					best[j], c.chosen[r.place+j] = m, int32(i)
				}
			}
		}
	}
}

// aim sets the merit of each half's chosen in the other half.
func (c *contest) aim() {
	for place, set := range c.halves.sets {
		other := c.halves.other(set)
		chosen := c.chosen[c.halves.place(other)]
		if chosen < 0 {
			c.target[place] = math.NaN()
			continue
		}
		s := c.blocks[chosen].union(set, c.halves.part)
		c.target[place] = merit(s.sum, s.squares, 1/c.n)
	}
}

// rank counts for each half how many trials are below what was chosen on the
// other, and how many no better: their sum and one is twice its rank.
func (c *contest) rank(from, to int) {
	t := newUnions(c.halves)
	each := 1 / c.n
	for _, b := range c.blocks {
		t.of(b)
		for first := from; first < to; first++ {
			r := c.halves.runs[first]
			part, lasts := t.first[first], t.last[r.from:r.to]
			target, twice := c.target[r.place:][:len(lasts)], c.twice[r.place:][:len(lasts)]
			for j := range lasts {
				m := merit(part.sum+lasts[j].sum, part.squares+lasts[j].squares, each)
				twice[j] += one(m < target[j]) + one(m <= target[j])
			}
		}
	}
}

// one is 1 for true.
func one(b bool) int32 {
	var n int32
	if b {
		n = 1
	}
	return n
}

// judge gathers the splits in lexicographic order.
func (c *contest) judge(p PBO) PBO {
	t := newTally(p)
	c.halves.each(func(set uint32) {
		place, other := c.halves.place(set), c.halves.other(set)
		chosen := c.chosen[place]
		if chosen < 0 {
			return
		}
		b := c.blocks[chosen]
		t.split(chosen, b.union(set, c.halves.part), b.union(other, c.halves.part), c.n, c.twice[c.halves.place(other)]+1)
	})
	return t.done()
}

// unions are the sums of one trial over any of its first and any of its last
// blocks, so that those of any half are two look-ups and an addition.
type unions struct {
	halves      *halves
	first, last []sums // by bits; as ranked
}

func newUnions(h *halves) *unions {
	return &unions{halves: h, first: make([]sums, len(h.runs)), last: make([]sums, len(h.runs))}
}

// of takes the next trial.
func (u *unions) of(b *Blocks) {
	firsts, lasts := b.sums[:u.halves.part], b.sums[u.halves.part:]
	ranked := u.halves.ranked
	for set := 1; set < len(u.first); set++ {
		lowest, rest := bits.TrailingZeros(uint(set)), set&(set-1)
		u.first[set] = u.first[rest].plus(firsts[lowest])
		u.last[ranked[set]] = u.last[ranked[rest]].plus(lasts[lowest])
	}
}

package overfit

import (
	"math"
	"math/bits"
)

// MaxBlocks is the most blocks that a design has: 184,756 splits.
const MaxBlocks = 20

// still is the share of a half's sum of squares that its variance must leave
// for its returns to vary: below it the difference is mostly rounding.
const still = 1e-10

// Blocks are the sums of one trial's returns by block. It is fed every return
// of the design in order, the dropped ones included.
type Blocks struct {
	design Design
	seen   int
	sums   []sums // by block
}

// sums are those of one block's returns, or of several blocks'.
type sums struct{ sum, squares float64 }

func (s sums) plus(t sums) sums { return sums{s.sum + t.sum, s.squares + t.squares} }

// sharpe is the Sharpe ratio of n returns with these sums: 0 where all are
// zero, and none where they are all alike.
func (s sums) sharpe(n float64) (ratio float64, ok bool) {
	if s.squares == 0 {
		return 0, true
	}
	v := s.squares - float64(s.sum*s.sum)/n
	if !(v > still*s.squares) {
		return 0, false
	}
	return s.sum / n / math.Sqrt(v/(n-1)), true
}

// merit orders halves as the Sharpe ratio does, without its square root:
// mean·|mean| ÷ variance, but for a factor that is the same for all. It takes
// the sums and 1 ÷ n, and is −Inf where there is no Sharpe ratio.
func merit(sum, squares, each float64) float64 {
	v := squares - float64(float64(sum*sum)*each)
	if v > still*squares {
		return float64(sum*math.Abs(sum)) / v
	}
	if squares == 0 {
		return 0
	}
	return math.Inf(-1)
}

// Design is how the periods were cut into blocks.
type Design struct {
	Returns int // periods
	Blocks  int // S, even; 0: too few periods for any
	Length  int // periods of a block
	Dropped int // oldest periods that are in no block
}

// NewDesign cuts n returns into blocks of equal length, dropping the oldest
// that are left over. With fewer than four returns a block, with an odd number
// of them or with more than MaxBlocks there are fewer blocks, an even number of
// at least four; with too few for that there is no design, and Blocks is 0.
func NewDesign(n, blocks int) Design {
	d := Design{Returns: n}
	s := min(blocks, n/4, MaxBlocks)
	if s -= s % 2; s < 4 {
		return d
	}
	d.Blocks, d.Length = s, n/s
	d.Dropped = n - s*d.Length
	return d
}

// Start returns empty sums of the design.
func (d Design) Start() *Blocks { return &Blocks{design: d, sums: make([]sums, d.Blocks)} }

// Add takes the next return.
func (b *Blocks) Add(r float64) {
	i := b.seen - b.design.Dropped
	b.seen++
	if i < 0 || b.design.Length == 0 || i >= b.design.Blocks*b.design.Length {
		return
	}
	s := &b.sums[i/b.design.Length]
	s.sum += r
	s.squares += float64(r * r)
}

// Values returns the sums as plain numbers, for a record: sum and sum of
// squares of each block in turn.
func (b *Blocks) Values() []float64 {
	out := make([]float64, 0, 2*len(b.sums))
	for _, s := range b.sums {
		out = append(out, s.sum, s.squares)
	}
	return out
}

// Restore returns the sums that Values gave, of all returns of the design; nil
// where their number is not the design's.
func (d Design) Restore(values []float64) *Blocks {
	if len(values) != 2*d.Blocks {
		return nil
	}
	b := d.Start()
	for i := range b.sums {
		b.sums[i] = sums{values[2*i], values[2*i+1]}
	}
	b.seen = d.Returns
	return b
}

// union returns the sums over a set of blocks, one a bit, of which part are the
// first blocks, by the additions that give them in a table of unions.
func (b *Blocks) union(set uint32, part int) sums {
	firsts := set & (1<<part - 1)
	return over(b.sums[:part], firsts).plus(over(b.sums[part:], set>>part))
}

// over adds the last block of a set first.
func over(blocks []sums, set uint32) sums {
	var s sums
	for set != 0 {
		highest := bits.Len32(set) - 1
		s = s.plus(blocks[highest])
		set &^= 1 << highest
	}
	return s
}

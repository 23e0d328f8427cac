package overfit

// Blocks are the sums of one trial's returns by block. It is fed every return
// of the design in order, the dropped ones included.
type Blocks struct {
	design Design
	seen   int
	sums   []sums // by block
}

// sums are those of one block's returns.
type sums struct{ sum, squares float64 }

// NewDesign cuts n returns into blocks of equal length, dropping the oldest
// that are left over. With fewer than four returns a block there are fewer
// blocks, an even number of at least four; with too few for that there is no
// design, and Blocks is 0.
func NewDesign(n, blocks int) Design {
	d := Design{Returns: n}
	s := min(blocks, n/4)
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

package overfit

import "math/bits"

// halves are all ways to take half of an even number of blocks. A half is a set
// of bits, one a block; its place is its index in the order in which the sums
// of all halves are formed: by the bits of the first blocks, then by those of
// the last ones. So the halves that share their first blocks lie side by side,
// and their last blocks too, in the order of a ranked table.
type halves struct {
	blocks int
	part   int   // blocks ÷ 2: first blocks, and last blocks
	runs   []run // by the bits of the first blocks
	ranked []int32
	sets   []uint32 // by place
}

// run is the halves with the same first blocks: the places from place on, with
// the last blocks that stand in the ranked table from from to to.
type run struct{ place, from, to int }

// newHalves lists the halves of at most MaxBlocks blocks.
func newHalves(blocks int) *halves {
	h := &halves{blocks: blocks, part: blocks / 2}
	parts := 1 << h.part
	// ranked: where a set of last blocks stands, by size, then by its bits
	h.ranked = make([]int32, parts)
	starts := make([]int, h.part+2)
	var order []uint32
	for size := range h.part + 1 {
		starts[size] = len(order)
		for set := range parts {
			if bits.OnesCount(uint(set)) == size {
				h.ranked[set] = int32(len(order))
				order = append(order, uint32(set))
			}
		}
	}
	starts[h.part+1] = len(order)
	h.runs = make([]run, parts)
	for first := range parts {
		size := h.part - bits.OnesCount(uint(first))
		r := run{place: len(h.sets), from: starts[size], to: starts[size+1]}
		for _, last := range order[r.from:r.to] {
			h.sets = append(h.sets, last<<h.part|uint32(first))
		}
		h.runs[first] = r
	}
	return h
}

// place returns the place of a half.
func (h *halves) place(set uint32) int {
	r := h.runs[set&(1<<h.part-1)]
	return r.place + int(h.ranked[set>>h.part]) - r.from
}

// other returns the half of the blocks that set has not.
func (h *halves) other(set uint32) uint32 { return set ^ (1<<h.blocks - 1) }

// each calls f with every half in lexicographic order of its blocks.
func (h *halves) each(f func(set uint32)) {
	var take func(set uint32, from, left int)
	take = func(set uint32, from, left int) {
		if left == 0 {
			f(set)
			return
		}
		for b := from; b <= h.blocks-left; b++ {
			take(set|1<<b, b+1, left-1)
		}
	}
	take(0, 0, h.part)
}

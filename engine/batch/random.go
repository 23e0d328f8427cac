package batch

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
)

// Misses that Random puts up with: many for the sake of constraints that leave
// one point in ten thousand, few enough to give up within seconds.
const (
	missesAtLeast = 10_000_000
	missesAPoint  = 100
)

// Random returns n different admissible points, drawn without replacement, each
// as likely as any other, in the order of the draw; where there are no more than
// n, all of them. n is from 1 to MaxPoints. Equal seeds draw equal points, and
// a larger n begins with those of a smaller one.
//
// Up to MaxPoints points are gone through and shuffled. Of more, points are drawn
// until n different ones are admissible; where too many draws are in vain, the
// constraints leave too few to be found so, and that is an error.
//
// The generator is PCG-DXSM, whose numbers math/rand/v2 promises to keep.
// Source of the shuffle: Fisher and Yates as Durstenfeld, Algorithm 235,
// Communications of the ACM 7 (1964), 420, stopped after n.
func Random(axes []Axis, checks []Check, n int, seed uint64) ([]Point, error) {
	if err := examine(axes); err != nil {
		return nil, err
	}
	switch {
	case len(axes) == 0:
		return nil, errors.New("no key is varied, so there is nothing to draw")
	case n < 1:
		return nil, fmt.Errorf("%d points are no number to draw; at least one", n)
	case n > MaxPoints:
		return nil, fmt.Errorf("%s points are too many to draw; at most %s",
			grouped(big.NewInt(int64(n))), grouped(big.NewInt(MaxPoints)))
	}
	r := rand.New(rand.NewPCG(seed, 0))
	if size(axes).Cmp(big.NewInt(MaxPoints)) > 0 {
		return draw(r, axes, checks, n)
	}
	points, err := enumerate(axes, checks)
	if err != nil {
		return nil, err
	}
	n = min(n, len(points))
	for i := range n {
		j := i + r.IntN(len(points)-i)
		points[i], points[j] = points[j], points[i]
	}
	drawn := make([]Point, n)
	for i := range drawn {
		drawn[i] = slices.Clone(points[i]) // lets go of those that were not drawn
	}
	return drawn, nil
}

// draw draws points of axes that have too many of them to go through.
func draw(r *rand.Rand, axes []Axis, checks []Check, n int) ([]Point, error) {
	most := missesAtLeast + missesAPoint*n
	points := make([]Point, 0, n)
	seen := make(map[string]bool, n)
	p := make(Point, len(axes))
	var key []byte
	for misses := 0; len(points) < n; {
		for i := range p {
			p[i] = r.IntN(len(axes[i].Values))
		}
		if admissible(p, checks) {
			key = key[:0]
			for _, k := range p {
				key = binary.AppendUvarint(key, uint64(k))
			}
			if !seen[string(key)] {
				seen[string(key)] = true
				points = append(points, slices.Clone(p))
				continue
			}
		}
		if misses++; misses > most {
			return nil, fmt.Errorf("of %s points drawn from %s, only %d are admissible and new, where %d are wanted; the constraints leave too few to be found at random",
				grouped(big.NewInt(int64(misses+len(points)))), grouped(size(axes)), len(points), n)
		}
	}
	return points, nil
}

package metrics

import "math"

// ComputeMultiples returns the figures of R multiples, each a round trip's
// profit ÷ what it had at risk when it was entered, in the order of
// Definitions. They are no part of a result, whose orders need not say a risk.
// Source: Tharp 1998.
func ComputeMultiples(multiples []float64) Set {
	b := builder{table: multipleDefinitions[:]}
	m := momentsOf(multiples)
	n := m.n
	per := tStat(&m)
	mean := Undefined(NoTrades)
	if n > 0 {
		mean = Number(m.mean)
	}
	b.add("expectancy_r", mean)
	b.add("sqn_r_uncapped", per.times(math.Sqrt(n)))
	b.add("sqn_r_cap100", per.times(math.Sqrt(min(n, 100))))
	return b.set
}

package reports

import (
	"math"
	"slices"

	"rally/reports/chart"
	"rally/reports/metrics"
)

// binsMost is how many bins a spread has at most.
const binsMost = 26

// bins counts values in bins of a round width whose edges are its multiples, so that
// zero is an edge. A bin holds what is above its lower edge and at most its upper
// one: a logit of zero is on the side of those that failed.
func bins(values []float64) (low, width float64, counts []int) {
	least, most := slices.Min(values), slices.Max(values)
	width = roundStep((most - least) / (binsMost - 1))
	if most-least <= 1e-9*max(math.Abs(least), math.Abs(most)) {
		width = roundStep(max(math.Abs(most)/10, 0.01))
	}
	first := math.Ceil(least/width-1e-9) - 1 // of the bin that holds the least
	n := int(math.Ceil(most/width-1e-9) - first)
	counts = make([]int, max(n, 1))
	for _, v := range values {
		i := int(math.Ceil(v/width-1e-9) - 1 - first)
		counts[min(max(i, 0), len(counts)-1)]++
	}
	return first * width, width, counts
}

// roundStep returns the least of 1, 2 or 5 times a power of ten that is not below v.
func roundStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(max(v, 1e-12))))
	for _, k := range [...]float64{1, 2, 5} {
		if k*power >= v*(1-1e-12) {
			return k * power
		}
	}
	return 10 * power
}

// spreads are the small pictures beside the words: how the choice did on the other
// half of each split, and where the best of the trials stands among them and against
// luck; of combinations, how their paths did too.
func (s *standing) spreads() []chart.Spread {
	var list []chart.Spread
	add := func(values []float64, d chart.Spread) {
		if len(values) > 1 {
			d.Low, d.Width, d.Counts = bins(values)
			list = append(list, d)
		}
	}
	if b := &s.Overfit.PBO; b.Probability.Defined() {
		add(b.Logits, chart.Spread{
			Title: count(len(b.Logits), "split") + ": the choice on the other half", Axis: "logit of its rank there; up to 0 it failed",
			Split: true, Below: chance(b.Probability.Number) + " failed", Above: chance(1-b.Probability.Number) + " held",
		})
	}
	var ratios []float64
	for _, t := range s.Trials {
		if v := t.figure("sharpe_ann_rf0"); v.Defined() {
			ratios = append(ratios, v.Number)
		}
	}
	d := chart.Spread{Title: "The trials", Axis: "Sharpe ratio a year"}
	if n := len(s.Trials); len(ratios) == n {
		d.Title = "All " + count(n, "trial")
	} else {
		d.Title = grouped(float64(len(ratios)), 0) + " of " + count(n, "trial")
	}
	if v := s.toBeat(); v.Defined() && s.Overfit.N() > 1 {
		d.Marks = append(d.Marks, chart.SpreadMark{At: v.Number, Label: "by luck " + shortRatio(v.Number)})
	}
	if len(ratios) > 0 {
		top := slices.Max(ratios)
		d.Marks = append(d.Marks, chart.SpreadMark{At: top, Label: "highest " + shortRatio(top)})
	}
	add(ratios, d)
	if s.Walk != nil {
		add(defined(s.Walk.Paths), chart.Spread{Title: count(len(s.Walk.Paths), "path") + " through the tests", Axis: "Sharpe ratio a year"})
	}
	return list
}

func defined(list []metrics.Value) []float64 {
	var out []float64
	for _, v := range list {
		if v.Defined() {
			out = append(out, v.Number)
		}
	}
	return out
}

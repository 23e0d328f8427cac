package reports

import (
	"fmt"
	"math"

	"rally/reports/chart"
	"rally/reports/metrics"
)

// correlatedMost is how many rules the triangle compares.
const correlatedMost = 8

// correlationOf compares the daily returns of the best trial of each rule where
// there are several, else of the trials that are shown, and of holding the universe.
func (s *standing) correlationOf(shown []*Trial) chart.Correlation {
	list := shown
	note := ""
	if rules := s.rules(); len(rules) > 1 {
		list = nil
		for _, rule := range rules {
			for _, t := range s.Trials {
				if t.Rule == rule && s.drawable(t) && len(list) < correlatedMost {
					list = append(list, t)
					break
				}
			}
		}
		note = "the best of each rule"
		if len(rules) > len(list) {
			note = fmt.Sprintf("the best of %d of %d rules", len(list), len(rules))
		}
	}
	var out chart.Correlation
	var returns [][]float64
	for _, t := range list {
		out.Labels = append(out.Labels, fmt.Sprintf("%s · %s", grouped(float64(t.Rank), 0), t.Name))
		out.Marks = append(out.Marks, grouped(float64(t.Rank), 0))
		returns = append(returns, Returns(t.Equity))
	}
	if len(list) == 0 {
		return out
	}
	if held := s.heldReturns(); held != nil {
		out.Labels, out.Marks = append(out.Labels, "Holding the universe"), append(out.Marks, "hold")
		returns = append(returns, held)
	}
	unknown := false
	for i := range returns {
		var line []metrics.Value
		for j := range i {
			v := correlation(returns[i], returns[j])
			unknown = unknown || !v.Defined()
			line = append(line, v)
		}
		out.Cells = append(out.Cells, printedCells(line, 1))
	}
	if unknown {
		note = joinedBy("; ", note, "–: returns that never vary")
	}
	out.Note = note
	return out
}

// heldReturns are the returns of holding the universe over the days of the trials;
// nil where its days are others.
func (s *standing) heldReturns() []float64 {
	h := s.facts.hold
	if h == nil || h.Len() != len(s.Days) {
		return nil
	}
	out := make([]float64, 0, len(s.Days))
	for i, d := range s.Days {
		if own, _ := h.Day(i); own != d {
			return nil
		}
		if i == 0 {
			continue
		}
		r := 0.0
		if before := h.Equity(i - 1); before > 0 {
			r = h.Equity(i)/before - 1
		}
		out = append(out, r)
	}
	return out
}

// correlation returns the correlation of two series of equal length; undefined
// where one of them never varies.
func correlation(a, b []float64) metrics.Value {
	n := float64(len(a))
	if len(a) != len(b) || len(a) < 2 {
		return metrics.Undefined(metrics.TooFewReturns)
	}
	var sa, sb float64
	for i := range a {
		sa += a[i]
		sb += b[i]
	}
	ma, mb := sa/n, sb/n
	var aa, bb, ab, largestA, largestB float64
	for i := range a {
		x, y := a[i]-ma, b[i]-mb
		aa += float64(x * x)
		bb += float64(y * y)
		ab += float64(x * y)
		largestA, largestB = max(largestA, math.Abs(a[i])), max(largestB, math.Abs(b[i]))
	}
	// As in metrics: no spread is one of at most 1e-12 of the largest return.
	if math.Sqrt(aa/n) <= 1e-12*largestA || math.Sqrt(bb/n) <= 1e-12*largestB {
		return metrics.Undefined(metrics.ConstantReturns)
	}
	return metrics.Number(min(max(ab/(math.Sqrt(aa)*math.Sqrt(bb)), -1), 1))
}

package reports

import (
	"slices"

	"rally/reports/chart"
	"rally/reports/metrics"
)

// side is one side of a surface: an axis and those of its values that a rule's
// trials have, by their meaning. The first of them, which say none, are apart: no
// value is their neighbour.
type side struct {
	axis   int
	values []string
	apart  int
}

// sideOf returns a side of an axis with the values that some trial has.
func (c *Comparison) sideOf(axis int, has func(string) bool) side {
	u := side{axis: axis}
	for _, v := range c.Axes[axis].Values {
		if has(v) && !slices.Contains(u.values, v) {
			u.values = append(u.values, v)
		}
	}
	u.values, u.apart = byMeaning(u.values)
	return u
}

// said returns the values as they are printed: the only one that says none so.
func (u side) said() []string {
	list := slices.Clone(u.values)
	if u.apart == 1 {
		list[0] = none
	}
	return list
}

// surface is the mean of a figure over all trials of a rule that share a value of
// one swept parameter and a value of another: the mean over its other parameters,
// and over nothing else. Trials in which the figure is undefined are left out of it;
// a cell without any other is undefined.
type surface struct {
	rule       string
	cols, rows side
	means      [][]metrics.Value // by row, then column
	counts     [][]int           // trials in each mean
	left       int               // trials left out
	peak       spot
	plateau    spot
	around     float64 // mean of the plateau and its neighbours
}

// spot is a cell of a surface; row −1: none.
type spot struct{ row, col int }

// swept returns the sides of a rule: the axes of which its trials have two values
// or more.
func (c *Comparison) swept(rule string) []side {
	var list []side
	for a := range c.Axes {
		has := map[string]bool{}
		for _, t := range c.Trials {
			if v := t.param(a); t.Rule == rule && v != "" {
				has[v] = true
			}
		}
		if len(has) < 2 {
			continue
		}
		if u := c.sideOf(a, func(v string) bool { return has[v] }); len(u.values) > 1 {
			list = append(list, u)
		}
	}
	return list
}

// param is the trial's value on an axis; empty where the axis is not its own.
func (t *Trial) param(axis int) string {
	if axis >= len(t.Params) {
		return ""
	}
	return t.Params[axis]
}

// surfaces returns the surface of the ranking figure for each pair of swept
// parameters of each rule, the rule of the best trial first.
func (s *standing) surfaces() []surface {
	var list []surface
	for _, rule := range s.rules() {
		sides := s.swept(rule)
		for i := range sides {
			for j := i + 1; j < len(sides); j++ {
				list = append(list, s.surface(rule, sides[i], sides[j]))
			}
		}
	}
	return list
}

// surface returns the surface of a rule's ranking figure over two of its sides.
func (s *standing) surface(rule string, cols, rows side) surface {
	u := surface{rule: rule, cols: cols, rows: rows, counts: make([][]int, len(rows.values)), means: make([][]metrics.Value, len(rows.values))}
	sums := make([][]float64, len(rows.values))
	why := make([][]string, len(rows.values))
	for i := range rows.values {
		u.counts[i], sums[i], why[i] = make([]int, len(cols.values)), make([]float64, len(cols.values)), make([]string, len(cols.values))
	}
	col, row := places(cols.values), places(rows.values)
	for _, t := range s.Trials {
		i, found := row[t.param(rows.axis)]
		j, too := col[t.param(cols.axis)]
		if t.Rule != rule || !found || !too {
			continue
		}
		v := t.figure(s.RankBy)
		if !v.Defined() {
			why[i][j] = v.Why
			u.left++
			continue
		}
		sums[i][j] += v.Number
		u.counts[i][j]++
	}
	for i := range sums {
		u.means[i] = make([]metrics.Value, len(sums[i]))
		for j, n := range u.counts[i] {
			switch {
			case n > 0:
				u.means[i][j] = metrics.Number(sums[i][j] / float64(n))
			case why[i][j] != "":
				u.means[i][j] = metrics.Undefined(why[i][j])
			default:
				u.means[i][j] = metrics.Undefined("no trial")
			}
		}
	}
	u.peak, u.plateau, u.around = heights(u.means, spot{rows.apart, cols.apart}, s.better())
	return u
}

func places(values []string) map[string]int {
	at := make(map[string]int, len(values))
	for i, v := range values {
		at[v] = i
	}
	return at
}

// better is 1 where a larger ranking figure is the better one, −1 where a smaller
// one is: as the ranking itself shows.
func (s *standing) better() float64 {
	var first, last metrics.Value
	known := 0
	for _, t := range s.Trials {
		if v := t.figure(s.RankBy); v.Defined() {
			if known == 0 {
				first = v
			}
			last = v
			known++
		}
	}
	if known > 1 && last.Number > first.Number {
		return -1
	}
	return 1
}

// heights finds the best cell, and the cell whose mean over itself and its (up to
// eight) neighbours is best: a good place among good places, not a lucky one. Of the
// rows and columns the first so many as apart says have no neighbours. A cell with
// less than half as many known cells around it, itself counted, as the one with most
// has of those that are apart as it is, or with none where others have some, is no
// candidate: two lucky cells in a corner make no plateau. Of equals the one that is
// best itself is taken, then the first; way is −1 where small values are the better
// ones.
func heights(means [][]metrics.Value, apart spot, way float64) (peak, plateau spot, around float64) {
	peak, plateau = spot{-1, -1}, spot{-1, -1}
	kind := func(row, col int) [2]bool { return [2]bool{row < apart.row, col < apart.col} }
	most, greatest := map[[2]bool]int{}, 0
	for i := range means {
		for j := range means[i] {
			if _, n := neighbourhood(means, apart, i, j); means[i][j].Defined() {
				most[kind(i, j)] = max(most[kind(i, j)], n)
				greatest = max(greatest, n)
			}
		}
	}
	top := 0.0
	for i := range means {
		for j, v := range means[i] {
			if !v.Defined() {
				continue
			}
			if peak.row < 0 || way*v.Number > way*top {
				peak, top = spot{i, j}, v.Number
			}
			mean, n := neighbourhood(means, apart, i, j)
			if 2*n < most[kind(i, j)] || n == 1 && greatest > 1 {
				continue
			}
			if plateau.row < 0 || way*mean > way*around || mean == around && way*v.Number > way*means[plateau.row][plateau.col].Number {
				plateau, around = spot{i, j}, mean
			}
		}
	}
	return peak, plateau, around
}

// neighbourhood returns the mean of the known cells at most one row and one column
// away from a cell, itself counted, and how many they are.
func neighbourhood(means [][]metrics.Value, apart spot, row, col int) (mean float64, n int) {
	sum := 0.0
	top, bottom := chart.Neighbours(row, apart.row, len(means))
	first, last := chart.Neighbours(col, apart.col, len(means[row]))
	for i := top; i <= bottom; i++ {
		for j := first; j <= last; j++ {
			if means[i][j].Defined() {
				sum += means[i][j].Number
				n++
			}
		}
	}
	if n == 0 {
		return 0, 0
	}
	return sum / float64(n), n
}

// profile is the mean of a figure over all trials of a rule that share a value of
// one swept parameter.
func (s *standing) profile(rule string, along side, name string) []metrics.Value {
	means := make([]metrics.Value, len(along.values))
	sums, counts := make([]float64, len(means)), make([]int, len(means))
	for i := range means {
		means[i] = metrics.Undefined("no trial")
	}
	at := places(along.values)
	for _, t := range s.Trials {
		i, ok := at[t.param(along.axis)]
		if t.Rule != rule || !ok {
			continue
		}
		v := t.figure(name)
		if !v.Defined() {
			if counts[i] == 0 {
				means[i] = v
			}
			continue
		}
		sums[i] += v.Number
		counts[i]++
		means[i] = metrics.Number(sums[i] / float64(counts[i]))
	}
	return means
}

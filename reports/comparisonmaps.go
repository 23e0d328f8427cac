package reports

import (
	"fmt"
	"slices"
	"strings"

	"rally/reports/chart"
	"rally/reports/metrics"
)

// naming says how axes are named: by their labels on the page, by their whole keys
// in a picture of their own.
type naming int8

const (
	inShort naming = iota
	inFull
)

func (c *Comparison) axisName(axis int, n naming) string {
	if n == inFull || c.Axes[axis].Label == "" {
		return c.Axes[axis].Key
	}
	return c.Axes[axis].Label
}

// scaled says how a figure is printed: times what, with which decimals and suffix.
func (s *standing) scaled(name string) (scale float64, decimals int, suffix string) {
	if s.isFraction(name) {
		return 100, 1, " %"
	}
	return 1, 2, ""
}

// mapOf is a surface as a heat map.
func (s *standing) mapOf(u *surface, n naming) chart.Map {
	scale, decimals, suffix := s.scaled(s.RankBy)
	m := chart.Map{
		Title:  s.axisName(u.cols.axis, inShort) + " × " + s.axisName(u.rows.axis, inShort) + s.ofRule(u.rule),
		Unit:   joinedBy(", ", figureName(s.RankBy)+suffix, s.overOthers(u.rule, u.cols, u.rows), leftOut(u.left)),
		ColKey: s.axisName(u.cols.axis, n), RowKey: s.axisName(u.rows.axis, n),
		Cols: u.cols.said(), Rows: u.rows.said(), ColsApart: u.cols.apart, RowsApart: u.rows.apart, Decimals: decimals,
		Empty: allUnknown(figureName(s.RankBy), u.means),
	}
	for _, row := range u.means {
		m.Values = append(m.Values, printedCells(row, scale))
	}
	at := func(p spot) string {
		return fmt.Sprintf("%s=%s %s=%s", m.ColKey, m.Cols[p.col], m.RowKey, m.Rows[p.row])
	}
	if p := u.plateau; p.row >= 0 {
		m.Plateau = chart.Spot{Row: p.row, Col: p.col, Known: true}
		m.PlateauText = fmt.Sprintf("plateau around %s: mean with its neighbours %s", at(p), grouped(u.around*scale, decimals)+suffix)
	}
	if p := u.peak; p.row >= 0 {
		m.Peak = chart.Spot{Row: p.row, Col: p.col, Known: true}
		m.PeakText = fmt.Sprintf("peak at %s: %s", at(p), grouped(u.means[p.row][p.col].Number*scale, decimals)+suffix)
	}
	return m
}

// ofRule names the rule behind a title, where there are several.
func (s *standing) ofRule(rule string) string {
	if len(s.rules()) < 2 {
		return ""
	}
	return " · " + rule
}

// overOthers says what a mean is taken over: the other swept parameters.
func (s *standing) overOthers(rule string, but ...side) string {
	var names []string
	for _, u := range s.swept(rule) {
		if !slices.ContainsFunc(but, func(b side) bool { return b.axis == u.axis }) {
			names = append(names, s.axisName(u.axis, inShort))
		}
	}
	switch {
	case len(names) == 0:
		return ""
	case len(names) > 3:
		return "mean over the others"
	}
	return "mean over the others (" + strings.Join(names, ", ") + ")"
}

func leftOut(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s without it left out", grouped(float64(n), 0))
}

// allUnknown says why no cell of a surface is defined.
func allUnknown(name string, means [][]metrics.Value) string {
	for _, row := range means {
		for _, v := range row {
			if !v.Defined() && v.Why != "no trial" {
				return name + " is undefined in every trial: " + reason(v) + "."
			}
		}
	}
	return "No trial."
}

// delayKey is the swept key whose profile is the signal-delay curve.
const delayKey = "data.embargo"

// linesMost is how many rules a sweep has lines for.
const linesMost = 6

// sweeps are the profiles of parameters that are the only ones of their rules: a
// pair has a map, a single one a curve.
func (s *standing) sweeps() []chart.Sweep {
	var list []chart.Sweep
	for a := range s.Axes {
		var rules []string
		for _, rule := range s.rules() {
			if sides := s.swept(rule); len(sides) == 1 && sides[0].axis == a {
				rules = append(rules, rule)
			}
		}
		if len(rules) == 0 || s.Axes[a].Key == delayKey {
			continue
		}
		list = append(list, s.sweepOf(a, rules, s.RankBy, inShort))
	}
	return list
}

// delays are the net return and the Sharpe ratio over the signals' delay, a line a
// rule; none where it was not swept.
func (s *standing) delays(n naming) []chart.Sweep {
	axis := slices.IndexFunc(s.Axes, func(a Axis) bool { return a.Key == delayKey })
	if axis < 0 {
		return nil
	}
	var rules []string
	for _, rule := range s.rules() {
		if slices.ContainsFunc(s.swept(rule), func(u side) bool { return u.axis == axis }) {
			rules = append(rules, rule)
		}
	}
	if len(rules) == 0 {
		return nil
	}
	var list []chart.Sweep
	for _, name := range [...]string{"total_return", "sharpe_ann_rf0"} {
		w := s.sweepOf(axis, rules, name, n)
		w.Title = "Signal delay"
		w.Plateau, w.Peak, w.PlateauText, w.PeakText = chart.Spot{}, chart.Spot{}, "", "" // a delay is suffered, not chosen
		list = append(list, w)
	}
	return list
}

// sweepOf is a figure of rules along an axis. Where it is of one rule its plateau
// and its peak are marked.
func (s *standing) sweepOf(axis int, rules []string, name string, n naming) chart.Sweep {
	scale, decimals, suffix := s.scaled(name)
	key := s.axisName(axis, n)
	w := chart.Sweep{Title: s.axisName(axis, inShort), Key: key, Suffix: suffix, Decimals: decimals}
	w.Unit = figureName(name)
	if len(rules) == 1 {
		w.Title += s.ofRule(rules[0])
	}
	along := s.sideOf(axis, func(string) bool { return true })
	over := ""
	var all [][]metrics.Value
	for i, rule := range rules {
		if i == linesMost {
			w.Unit += fmt.Sprintf(", the first %d of %d rules", linesMost, len(rules))
			break
		}
		means := s.profile(rule, along, name)
		all = append(all, means)
		w.Lines = append(w.Lines, chart.SweepLine{Label: rule, Cells: printedCells(means, scale)})
		if text := s.overOthers(rule, along); text != "" && over == "" {
			over = "mean over the others"
			if len(rules) == 1 {
				over = text
			}
		}
	}
	w.Unit = joinedBy(", ", w.Unit, over)
	w.Values, w.Apart = along.said(), along.apart
	w.Empty = allUnknown(figureName(name), all)
	if len(w.Lines) != 1 {
		return w
	}
	peak, plateau, around := heights(all, spot{0, along.apart}, s.better())
	if plateau.row >= 0 {
		w.Plateau = chart.Spot{Col: plateau.col, Known: true}
		w.PlateauText = fmt.Sprintf("plateau around %s=%s: mean with its neighbours %s", key, w.Values[plateau.col], grouped(around*scale, decimals)+suffix)
	}
	if peak.row >= 0 {
		w.Peak = chart.Spot{Col: peak.col, Known: true}
		w.PeakText = fmt.Sprintf("peak at %s=%s: %s", key, w.Values[peak.col], grouped(all[0][peak.col].Number*scale, decimals)+suffix)
	}
	return w
}

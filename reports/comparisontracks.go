package reports

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"rally/engine"
	"rally/reports/chart"
	"rally/reports/metrics"
)

// Measures of the curves: trials that are drawn strong, those of one rule where
// there are several, and all others that are drawn thin.
const (
	shownMost   = 6
	shownOfRule = 2
	thinMost    = 200
)

// rules lists the rules in the order of their best trials.
func (c *Comparison) rules() []string {
	var list []string
	seen := map[string]bool{}
	for _, t := range c.Trials {
		if !seen[t.Rule] {
			seen[t.Rule] = true
			list = append(list, t.Rule)
		}
	}
	return list
}

// drawable reports whether a trial's curve was kept and begins with something.
func (c *Comparison) drawable(t *Trial) bool {
	return len(t.Equity) > 0 && len(t.Equity) == len(c.Days) && t.Equity[0] > 0
}

// shown picks the trials whose curves are drawn strong: the best whose curves are
// kept, each curve once, and few of one rule where there are several, so that rules
// are seen side by side.
func (s *standing) shown() []*Trial {
	several := len(s.rules()) > 1
	most := shownMost
	if s.Walk != nil {
		most-- // a colour is the chain's
	}
	of := map[string]int{}
	var list []*Trial
	for _, t := range s.Trials {
		if len(list) == most {
			break
		}
		same := func(o *Trial) bool { return slices.Equal(o.Equity, t.Equity) }
		if !s.drawable(t) || several && of[t.Rule] == shownOfRule || slices.ContainsFunc(list, same) {
			continue
		}
		of[t.Rule]++
		list = append(list, t)
	}
	return list
}

// tracks puts the curves on the page. With a walk that was chained the page is of
// its sessions: all curves begin at 100 with it, so that like is compared with like.
func (s *standing) tracks(p *chart.ComparisonPage, shown []*Trial) error {
	days, part := s.Days, ""
	chained := s.Walk != nil && len(s.Walk.Days) > 1 && len(s.Walk.Equity) == len(s.Walk.Days) && s.Walk.Equity[0] > 0
	if chained {
		days = s.Walk.Days
	}
	if s.Walk != nil {
		part = "in-sample"
	}
	if len(days) == 0 {
		return nil
	}
	for _, d := range days {
		p.Days = append(p.Days, int32(d))
	}
	add := func(role chart.Role, rank int, c chart.Curve) error {
		t := chart.Track{Role: role, Rank: rank, Curve: c}
		own, err := metrics.NewCurve(nil, c.Values)
		if err != nil {
			return fmt.Errorf("curve of %s: %w", c.Label, err)
		}
		t.Depth = metrics.Underwater(own)
		p.Tracks = append(p.Tracks, t)
		return nil
	}
	if chained {
		own, err := metrics.NewCurve(days, floats(s.Walk.Equity))
		if err != nil {
			return fmt.Errorf("chained runs: %w", err)
		}
		if err := add(chart.Chosen, 0, chart.Curve{Label: cmp.Or(s.Walk.Method, "chained"), Part: "out of sample", Values: rebased(days, own)}); err != nil {
			return err
		}
		p.Walk = s.walkOf()
	}
	for _, t := range shown {
		values, ok := s.levels(days, t)
		if !ok {
			continue
		}
		if err := add(chart.Candidate, t.Rank, chart.Curve{Label: t.Name, Part: part, Values: values}); err != nil {
			return err
		}
	}
	if s.facts.hold != nil {
		if values, ok := levelsOf(days, *s.facts.hold); ok {
			if err := add(chart.Holding, 0, chart.Curve{Label: "Holding the universe", Values: values}); err != nil {
				return err
			}
		}
	}
	if err := s.benchmarkTrack(days, add); err != nil {
		return err
	}
	s.others(p, days, shown)
	if n := len(shown); n > 0 && s.unkept(shown[n-1]) {
		p.Beside = joinedBy("; ", "strong: the best of those whose curves were kept", p.Beside)
	}
	if chained {
		p.Beside = joinedBy("; ", "from 100 where the tests begin, all over the sessions of the tests", p.Beside)
	}
	return nil
}

// unkept reports whether the curve of a trial before this one was not kept.
func (s *standing) unkept(t *Trial) bool {
	return slices.ContainsFunc(s.Trials[:max(0, min(t.Rank-1, len(s.Trials)))], func(o *Trial) bool { return len(o.Equity) == 0 })
}

// benchmarkTrack adds the benchmark over days.
func (s *standing) benchmarkTrack(days []engine.Day, add func(chart.Role, int, chart.Curve) error) error {
	if s.Benchmark == nil {
		return nil
	}
	curve, err := s.beside.benchmarkCurve(days)
	if err != nil || curve == nil {
		return err
	}
	line := benchmarkLine(s.beside, &facts{days: days, benchmark: curve, covered: coverageOf(days, curve)})
	if len(line.Values) == 0 {
		return nil
	}
	return add(chart.Index, 0, line)
}

// others puts the kept curves that are not shown on the page; of too many, so many
// evenly over the ranks.
func (s *standing) others(p *chart.ComparisonPage, days []engine.Day, shown []*Trial) {
	var rest []*Trial
	for _, t := range s.Trials {
		if s.drawable(t) && !slices.Contains(shown, t) {
			rest = append(rest, t)
		}
	}
	n := min(len(rest), thinMost)
	for i := range n {
		if values, ok := s.levels(days, rest[i*len(rest)/n]); ok {
			p.Others = append(p.Others, values)
		}
	}
	if drawn := len(p.Others); drawn > 0 && len(rest) > drawn {
		p.Beside = fmt.Sprintf("thin: %s of %s other curves that were kept, evenly by rank", grouped(float64(drawn), 0), grouped(float64(len(rest)), 0))
	} else if drawn > 0 {
		p.Beside = fmt.Sprintf("thin: %s", count(drawn, "other trial"))
	}
}

// levels is a trial's curve over days from 100; false where nothing was left of it
// when they begin.
func (s *standing) levels(days []engine.Day, t *Trial) ([]float64, bool) {
	from := max(0, sort.Search(len(s.Days), func(i int) bool { return s.Days[i] > days[0] })-1)
	own, err := metrics.NewCurve(s.Days[from:], floats(t.Equity[from:]))
	if err != nil {
		return nil, false
	}
	return rebased(days, own), true
}

// levelsOf is a curve over days from 100 at the first of them.
func levelsOf(days []engine.Day, c metrics.Curve) ([]float64, bool) {
	from := 0
	for from+1 < c.Len() {
		if next, _ := c.Day(from + 1); next > days[0] {
			break
		}
		from++
	}
	own, equity := make([]engine.Day, 0, c.Len()-from), make([]float64, 0, c.Len()-from)
	for i := from; i < c.Len(); i++ {
		d, _ := c.Day(i)
		own, equity = append(own, d), append(equity, c.Equity(i))
	}
	cut, err := metrics.NewCurve(own, equity)
	if err != nil {
		return nil, false
	}
	return rebased(days, cut), true
}

func floats(equity []engine.Money) []float64 {
	out := make([]float64, len(equity))
	for i, e := range equity {
		out[i] = e.Float()
	}
	return out
}

// joinedBy joins what is not empty.
func joinedBy(sep string, parts ...string) string {
	text := ""
	for _, p := range parts {
		if text != "" && p != "" {
			text += sep
		}
		text += p
	}
	return text
}

// lanesMost is how many chosen trials have a lane of their own.
const lanesMost = 8

// walkOf is the strip of the legs: a lane for each chosen trial, the best ranked
// first, and one for all that have none of their own.
func (s *standing) walkOf() chart.Walk {
	w := s.Walk
	out := chart.Walk{Text: joinedBy(": ", w.Method, w.Text), Score: figureName(s.RankBy), Digits: 2}
	scale := 1.0
	if s.isFraction(s.RankBy) {
		scale, out.Digits, out.Score = 100, 1, out.Score+" %"
	}
	var chosen []*Trial
	for i := range w.Legs {
		if t := s.chosen(&w.Legs[i]); t != nil && !slices.Contains(chosen, t) {
			chosen = append(chosen, t)
		}
	}
	slices.SortStableFunc(chosen, func(a, b *Trial) int { return cmp.Compare(a.Rank, b.Rank) })
	for i, t := range chosen {
		if i == lanesMost-1 && len(chosen) > lanesMost {
			out.Lanes = append(out.Lanes, fmt.Sprintf("%d others", len(chosen)-i))
			break
		}
		out.Lanes = append(out.Lanes, fmt.Sprintf("%s · %s", grouped(float64(t.Rank), 0), t.Name))
	}
	for i := range w.Legs {
		l := &w.Legs[i]
		if l.Test.Last < l.Test.First {
			continue
		}
		lane := -1
		if t := s.chosen(l); t != nil {
			lane = min(slices.Index(chosen, t), len(out.Lanes)-1)
		}
		cells := append(printedCells([]metrics.Value{l.Score}, scale), printedCells([]metrics.Value{l.Return}, 100)...)
		out.Legs = append(out.Legs, chart.Leg{From: int32(l.Test.First), To: int32(l.Test.Last), Lane: lane, Score: cells[0], Return: cells[1]})
	}
	return out
}

// isFraction reports whether a figure is printed in per cent.
func (s *standing) isFraction(name string) bool {
	for _, t := range s.Trials[:min(1, len(s.Trials))] {
		for _, f := range t.Figures {
			if f.Name == name {
				return f.Unit == "fraction" || f.Unit == "probability"
			}
		}
	}
	return false
}

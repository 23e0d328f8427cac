package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"rally/reports/metrics"
)

// Measures of a comparison's summary: trials that its ranking shows, and has
// where other lines need the room; letters that a name has at least.
const (
	summaryRanked = 10
	summaryFewest = 3
	summaryName   = 20
)

// ComparisonSummary returns what the terminal says of a comparison, at most 30
// lines: the verdict, the first of the ranking, what over-fitting says, how the
// choice did where it had not seen its test, what failed, every assumption,
// warnings, and where the result is.
func ComparisonSummary(c *Comparison) []string {
	s, err := newStanding(c)
	if err != nil {
		return []string{"no summary: " + err.Error()}
	}
	name := c.Name
	for _, b := range badges(s.beside) {
		name += "  [" + b + "]"
	}
	var top, below lines
	top.say("", name)
	top.say("", strings.Join(s.headline(), ", "))
	top.say("verdict", s.verdict())
	if text := s.statistics(); text != "" {
		below.say("luck", text)
	}
	if c.Walk != nil {
		below.say("unseen", s.unseen())
	}
	if len(c.Failed) > 0 {
		below.say("failed", s.failures())
	}
	if c.InSample {
		below.say("in-sample", "signals compiled after the fact: what they earn here is no forecast")
	}
	if len(c.Assumptions) > 0 {
		below.say("assumed", strings.Join(c.Assumptions, "; "))
	}
	room := summaryLines
	if c.Folder != "" {
		room--
	}
	warnings := s.beside.others()
	rest := room - len(top) - len(below) - min(1, len(warnings))
	out := slices.Concat(top, s.table(max(summaryFewest, min(summaryRanked, rest-2))), below)
	for i, w := range warnings {
		before := len(out)
		out.say("warning", w)
		if len(out) > room-1 && (len(out) > room || i < len(warnings)-1) {
			out = out[:min(before, room-1)]
			out.say("warning", fmt.Sprintf("%d more in %s", len(warnings)-i, comparisonName))
			break
		}
	}
	out = out[:min(len(out), room)]
	if c.Folder != "" {
		out.say("result", c.Folder)
	}
	return out
}

// headline is what was compared: its span, sessions, names, cash and trials.
func (s *standing) headline() []string {
	out := []string{fromTo(s.played()), count(s.sessions(), "session"), count(s.Names, "name")}
	if s.Cash > 0 { // else it was swept
		out = append(out, hkd(s.Cash)+" cash")
	}
	return append(out, count(len(s.Trials), "trial"))
}

// table returns the first of the ranking in aligned columns, and how many more
// there are.
func (s *standing) table(most int) lines {
	if len(s.Trials) == 0 {
		return nil
	}
	rows := [][]string{{"rank", "name", "net", "Sharpe ± error", "DSR", "trades"}}
	show := s.ranking()
	if show != nil {
		rows[0] = slices.Insert(rows[0], 2, shortened(figureName(s.RankBy), 20))
	}
	shown := s.Trials[:min(most, len(s.Trials))]
	for _, t := range shown {
		sharpe, _ := t.sharpe()
		row := []string{
			grouped(float64(t.Rank), 0), oneLine(t.Name),
			short(t.figure("total_return"), func(v float64) string { return plus(100*v, 1) + " %" }),
			orDash(sharpe), short(t.assessed(s.Overfit.DSR), chance), grouped(float64(t.Trips), 0),
		}
		if show != nil {
			row = slices.Insert(row, 2, short(t.figure(s.RankBy), show))
		}
		rows = append(rows, row)
	}
	out := aligned(rows, summaryWide)
	if n := len(s.Trials) - len(shown); n > 0 {
		out = append(out, fmt.Sprintf("and %s more in ranking.csv", grouped(float64(n), 0)))
	}
	return out
}

// ranking returns how the figure that ranks is printed; nil where the table has
// it in any case, or no trial knows it.
func (s *standing) ranking() func(float64) string {
	if s.RankBy == "total_return" || s.RankBy == "sharpe_ann_rf0" {
		return nil
	}
	at := slices.IndexFunc(s.best.Figures, func(f metrics.Figure) bool { return f.Name == s.RankBy })
	if at < 0 {
		return nil
	}
	if s.best.Figures[at].Unit == "fraction" {
		return percent
	}
	return shortRatio
}

// short prints a value, or a dash where it has none.
func short(v metrics.Value, show func(float64) string) string {
	if !v.Defined() {
		return "–"
	}
	return show(v.Number)
}

// sessionsOf prints a length of record, rounded up.
func sessionsOf(v float64) string { return count(int(math.Ceil(v)), "session") }

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// aligned pads cells to the widest of their column, the second, a name, to the
// left and all others to the right. Names are cut where lines would be longer
// than most.
func aligned(rows [][]string, most int) lines {
	wide, rest := make([]int, len(rows[0])), most
	for i := range wide {
		for _, row := range rows {
			wide[i] = max(wide[i], utf8.RuneCountInString(row[i]))
		}
		if i != 1 {
			rest -= wide[i] + 2
		}
	}
	wide[1] = min(wide[1], max(rest, summaryName))
	var out lines
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			cell = shortened(cell, wide[i])
			pad := strings.Repeat(" ", wide[i]-utf8.RuneCountInString(cell))
			if i > 0 {
				b.WriteString("  ")
			}
			if i == 1 {
				b.WriteString(cell + pad)
			} else {
				b.WriteString(pad + cell)
			}
		}
		out = append(out, b.String())
	}
	return out
}

// shortened cuts text of more than most letters in its middle.
func shortened(text string, most int) string {
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	head := most / 2
	return string(letters[:head]) + "…" + string(letters[len(letters)-(most-head-1):])
}

// statistics are the figures of over-fitting that the verdict does not have, in
// fewer words than the box of the page; empty of one trial or none.
func (s *standing) statistics() string {
	if len(s.Trials) < 2 {
		return ""
	}
	a := &s.Overfit
	text := fmt.Sprintf("%s, in effect %s", count(a.N(), "trial"), said(a.Correlated, func(v float64) string { return grouped(v, 1) }))
	if t := s.highest; t != nil {
		text += "; deflated Sharpe " + said(t.assessed(a.DSR), chance)
		if v := t.assessed(a.DSREffective); v.Defined() {
			text += ", with the effective number " + chance(v.Number)
		}
		switch v := t.assessed(a.MinTRL); {
		case v.Defined():
			text += fmt.Sprintf("; above zero at 95 %% would need %s, there are %s", sessionsOf(v.Number), grouped(float64(s.sessions()), 0))
		case v.Why == metrics.Never:
			text += "; no length of record would show it above zero"
		}
	}
	return text + "; " + s.design("PBO")
}

// unseen says how the choice did on stretches that it had not seen.
func (s *standing) unseen() string {
	w := s.Walk
	text := oneLine(w.Method+" ("+w.Text+")") + ": "
	none := 0
	for i := range w.Legs {
		if s.chosen(&w.Legs[i]) == nil {
			none++
		}
	}
	switch {
	case len(w.Legs) == 0:
		return text + "the span is too short for a leg"
	case len(w.Paths) > 0:
		text += paths(w.Paths)
	default:
		total, _ := w.Figures.Get("total_return")
		sharpe, _ := w.Figures.Get("sharpe_ann_rf0")
		se, _ := w.Figures.Get("sharpe_se")
		text += fmt.Sprintf("%s net in %s", said(total, func(v float64) string { return plus(100*v, 1) + " %" }), count(len(w.Legs), "leg"))
		if has, v := withError(sharpe, se); v.Defined() {
			text += ", Sharpe " + has
		}
	}
	if none > 0 {
		text += fmt.Sprintf("; nothing to choose in %s", count(none, "leg"))
	}
	return text
}

// paths says how the Sharpe ratios of several ways through the tests lie.
func paths(list []metrics.Value) string {
	var known []float64
	for _, v := range list {
		if v.Defined() {
			known = append(known, v.Number)
		}
	}
	slices.Sort(known)
	n := len(known)
	if n == 0 {
		return fmt.Sprintf("none of %s has a Sharpe ratio", count(len(list), "path"))
	}
	median := known[n/2]
	if n%2 == 0 {
		median = (known[n/2-1] + median) / 2
	}
	text := fmt.Sprintf("Sharpe of %s from %s to %s, median %s", count(n, "path"), shortRatio(known[0]), shortRatio(known[n-1]), shortRatio(median))
	if n < len(list) {
		text += fmt.Sprintf("; undefined in %d more", len(list)-n)
	}
	return text
}

// failures names the first trials that failed, and why.
func (s *standing) failures() string {
	const most = 2
	var parts []string
	for _, f := range s.Failed[:min(most, len(s.Failed))] {
		parts = append(parts, shortened(oneLine(f.Name), 40)+" ("+f.cause()+")")
	}
	text := count(len(s.Failed), "trial") + ": " + strings.Join(parts, "; ")
	if n := len(s.Failed) - most; n > 0 {
		text += fmt.Sprintf("; %d more in %s", n, comparisonName)
	}
	return text
}

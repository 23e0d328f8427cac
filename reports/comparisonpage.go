package reports

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"rally/reports/chart"
	"rally/reports/metrics"
)

// mapsOnPage is how many pairs of swept parameters the page has room for; all of
// them have a picture of their own.
const mapsOnPage = 2

// DrawComparison writes the pictures of a comparison's folder: comparison.png, a
// heat map for each pair of swept parameters, and delay.png where the embargo of
// the signals was swept.
func DrawComparison(out Sink, c *Comparison) error {
	s, err := newStanding(c)
	if err != nil {
		return fmt.Errorf("comparison.png: %w", err)
	}
	p, err := s.sheet()
	if err != nil {
		return fmt.Errorf("comparison.png: %w", err)
	}
	theme := chart.Light()
	if err := paint(out, "comparison.png", func(w io.Writer) error { return chart.DrawComparison(w, p, theme) }); err != nil {
		return err
	}
	surfaces := s.surfaces()
	names := heatmapNames(s.Axes, surfaces)
	for i := range surfaces {
		m := s.mapOf(&surfaces[i], inFull)
		if err := paint(out, names[i], func(w io.Writer) error { return chart.DrawHeatmap(w, p, &m, theme) }); err != nil {
			return err
		}
	}
	if list := s.delays(inFull); len(list) > 0 {
		return paint(out, "delay.png", func(w io.Writer) error { return chart.DrawSweeps(w, p, list, theme) })
	}
	return nil
}

// paint writes one picture.
func paint(out Sink, name string, draw func(io.Writer) error) error {
	w, err := out.Create(name)
	if err != nil {
		return err
	}
	if err := draw(w); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return w.Close()
}

// heatmapNames returns the file of each surface, with the rule in it where two
// rules sweep the same pair.
func heatmapNames(axes []Axis, list []surface) []string {
	plain := func(u *surface) string {
		return "heatmap-" + fileWord(axes[u.cols.axis].Label) + "-" + fileWord(axes[u.rows.axis].Label)
	}
	times := map[string]int{}
	for i := range list {
		times[plain(&list[i])]++
	}
	taken := map[string]bool{}
	names := make([]string, len(list))
	for i := range list {
		name := plain(&list[i])
		if times[name] > 1 {
			name += "-" + fileWord(list[i].rule)
		}
		for n, free := 2, name; ; n++ {
			if !taken[free] {
				name = free
				break
			}
			free = fmt.Sprintf("%s-%d", name, n)
		}
		taken[name] = true
		names[i] = name + ".png"
	}
	return names
}

// fileWord is a label as a part of a file's name.
func fileWord(label string) string {
	word := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_':
			return r
		}
		return '-'
	}, label)
	return word[:min(len(word), 60)]
}

// sheet returns the page of the comparison.
func (s *standing) sheet() (*chart.ComparisonPage, error) {
	p := &chart.ComparisonPage{
		Name:    s.Name,
		Span:    strings.Join(s.headline(), " · "),
		Badges:  badges(s.beside),
		Verdict: s.verdict(),
		Words:   OverfitWords(s.Comparison),
		Spreads: s.spreads(),
		Foot:    chart.Foot{Lines: s.footLines(), Digest: "digest " + hex.EncodeToString(s.Digest[:8]), Engine: strings.TrimSpace("rally " + s.Version)},
	}
	if len(s.Trials) > 1 && s.RankBy != "" {
		p.Span += " ranked by " + figureName(s.RankBy)
	}
	shown := s.shown()
	if err := s.tracks(p, shown); err != nil {
		return nil, err
	}
	p.Ranking = s.rankingTable()
	for i, u := range s.surfaces() {
		if i == mapsOnPage {
			break
		}
		p.Maps = append(p.Maps, s.mapOf(&u, inShort))
	}
	if s.Stress != nil {
		p.Maps = append(p.Maps, stressMap(s.Stress))
	}
	p.Sweeps = append(s.sweeps(), s.delays(inShort)...)
	p.Correlation = s.correlationOf(shown)
	return p, nil
}

// figureName says a figure in the words of the page; one that has none of its own
// has its name.
func figureName(name string) string {
	switch name {
	case "sharpe_ann_rf0":
		return "Sharpe"
	case "total_return":
		return "net return"
	case "cagr":
		return "growth a year"
	case "max_dd":
		return "deepest drawdown"
	case "sortino_ann":
		return "Sortino"
	case "calmar":
		return "Calmar"
	case "psr_0":
		return "P(Sharpe > 0)"
	case "break_even_cost_bp":
		return "break-even cost"
	}
	return name
}

// tableMost is how many trials the ranking shows.
const tableMost = 12

// rankingTable is the best of the ranking. A figure that ranks and is none of the
// columns in any case has a column before them.
func (s *standing) rankingTable() chart.Ranking {
	if len(s.Trials) == 0 {
		return chart.Ranking{}
	}
	t := chart.Ranking{Heads: []string{"net return", "Sharpe ± error", "deflated", "deepest", "break-even bp", "trades"}}
	if s.RankBy != "" {
		t.By = "by " + figureName(s.RankBy)
	}
	var show func(float64) string
	if s.RankBy != "max_dd" && s.RankBy != "break_even_cost_bp" {
		show = s.ranking()
	}
	if show != nil {
		t.Heads = append([]string{figureName(s.RankBy)}, t.Heads...)
	}
	gain := func(v float64) string { return plus(100*v, 1) + " %" }
	for _, r := range s.Trials[:min(len(s.Trials), tableMost)] {
		sharpe, ratio := r.sharpe()
		line := chart.RankLine{Rank: r.Rank, Name: r.Name}
		if show != nil {
			line.Figures = append(line.Figures, figure("", r.figure(s.RankBy), show))
		}
		line.Figures = append(line.Figures,
			figure("", r.figure("total_return"), gain),
			figure("", ratio, func(float64) string { return sharpe }),
			figure("", r.assessed(s.Overfit.DSR), chance),
			figure("", r.figure("max_dd"), gain),
			figure("", r.figure("break_even_cost_bp"), func(v float64) string { return grouped(v, 1) }),
			chart.Figure{Value: grouped(float64(r.Trips), 0)},
		)
		t.Rows = append(t.Rows, line)
	}
	if n := len(s.Trials) - len(t.Rows); n > 0 {
		t.More = fmt.Sprintf("… and %s more in ranking.csv", grouped(float64(n), 0))
	}
	return t
}

// stressMap is the net return of the best over what was varied, in per cent.
func stressMap(u *Surface) chart.Map {
	m := chart.Map{Title: joinedBy(": ", "Under stress", u.Title), Unit: "net return, %", ColKey: u.ColLabel, RowKey: u.RowLabel, Cols: u.Cols, Rows: u.Rows, Decimals: 1, Empty: "No run under stress has a return."}
	for _, row := range u.Values {
		m.Values = append(m.Values, printedCells(row, 100))
	}
	return m
}

// printedCells are values times scale, as far as they are defined.
func printedCells(row []metrics.Value, scale float64) []chart.Cell {
	line := make([]chart.Cell, len(row))
	for j, v := range row {
		line[j] = chart.Cell{Value: v.Number * scale, Known: v.Defined()}
	}
	return line
}

// footLines say what not to believe: assumptions, what failed, what the data's
// check let pass, and warnings.
func (s *standing) footLines() []string {
	var lines []string
	if len(s.Assumptions) > 0 {
		lines = append(lines, "Assumed: "+strings.Join(s.Assumptions, "; ")+".")
	}
	var facts []string
	if s.InSample {
		facts = append(facts, "In-sample: signals compiled after the fact.")
	}
	if len(s.Failed) > 0 {
		facts = append(facts, "Failed: "+s.failures()+".")
	}
	if text := findings(s.beside); text != "" {
		facts = append(facts, "Findings waived: "+text+".")
	}
	if text := undone(s.Undone); text != "" {
		facts = append(facts, "Undone: "+text+".")
	}
	if len(facts) > 0 {
		lines = append(lines, strings.Join(facts, " "))
	}
	return append(lines, packed("Warnings: ", s.beside.others())...)
}

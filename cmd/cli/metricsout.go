package cli

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"rally/reports/chart"
	"rally/reports/metrics"
)

// json is the document of --json.
func (a *appraisal) json() any {
	n, _ := a.set.Get("n")
	periods, _ := a.set.Get("periods")
	rf, _ := a.set.Get("rf")
	type source struct {
		File   string `json:"file"`
		Column string `json:"column"`
	}
	type span struct {
		First    string `json:"first"`
		Last     string `json:"last"`
		Sessions int    `json:"sessions"`
	}
	type drawdowns struct {
		Deepest *metrics.Spell `json:"max_dd"`
		Longest *metrics.Spell `json:"longest_dd"`
	}
	out := struct {
		Metrics   metrics.Set   `json:"metrics"`
		N         metrics.Value `json:"n"`
		Span      *span         `json:"span"`
		Periods   metrics.Value `json:"periods"`
		RiskFree  metrics.Value `json:"rf"`
		Rates     *source       `json:"rates"`
		Rho       []float64     `json:"rho"`
		Curve     source        `json:"curve"`
		Benchmark *source       `json:"benchmark"`
		Drawdowns drawdowns     `json:"drawdowns"`
		Warnings  []string      `json:"warnings"`
	}{
		Metrics: a.set, N: n, Periods: periods, RiskFree: rf, Rho: a.stated.Rho,
		Curve: source{a.file.file, a.file.column}, Warnings: append([]string{}, a.remarks()...),
	}
	if deepest, longest, ok := metrics.Extremes(a.curve); ok {
		out.Drawdowns = drawdowns{&deepest, &longest}
	}
	if a.rates != nil {
		out.Rates = &source{a.rates.file, a.rates.column}
	}
	if v := a.covered; v.rows > 0 {
		out.Span = &span{v.first.String(), v.last.String(), v.rows}
	}
	if a.beside != nil {
		out.Benchmark = &source{a.besideOf, a.beside.column}
	}
	return out
}

// group is figures under a heading, from the first to before the next group's.
type group struct {
	heading string
	first   string
	missing string // what would give them
}

// groups are the headings of the table, in the order of metrics.Definitions.
func groups() []group {
	return []group{
		{"", "n", ""}, // said in the first lines
		{"Return", "total_return", ""},
		{"Risk", "mean", ""},
		{"Risk: drawdown", "max_dd", ""},
		{"Risk: order and tails", "sharpe_lo_ann", ""},
		{"Against the benchmark", "benchmark_total_return", "a column benchmark, or --benchmark B.csv"},
		{"Trading: held and turned over", "exposure_time", "a column exposure says what was held, --fills FILLS.csv what was turned over"},
		{"Trading: round trips", "trades", "--trades TRADES.csv"},
		{"By what is stated: --mar, --rho", "mar", ""},
		{"As other programs have it", "ann_vol_backtestingpy", ""},
	}
}

// printAppraisal prints every figure in a table, and what to keep in mind.
func (c *command) printAppraisal(a *appraisal) error {
	for _, line := range a.head() {
		fmt.Fprintln(c.out, line)
	}
	texts := map[string]string{}
	for _, d := range metrics.Definitions() {
		texts[d.Name] = d.Text
	}
	all := groups()
	for i, g := range all {
		figures := a.between(g.first, all[min(i+1, len(all)-1)].first)
		if g.heading != "" {
			c.printGroup(g, figures, texts)
		}
		if g.first == "max_dd" {
			for _, line := range a.spells() {
				fmt.Fprintln(c.out, line)
			}
		}
	}
	fmt.Fprintln(c.out)
	for _, line := range a.remarks() {
		fmt.Fprintf(c.out, "note: %s\n", line)
	}
	_, err := fmt.Fprintln(c.out, "note: whether the curve is net of every cost, and of how many tries it is the best, its file does not say")
	return err
}

// spells say when the deepest drawdown was and the longest.
func (a *appraisal) spells() []string {
	deepest, longest, ok := metrics.Extremes(a.curve)
	if !ok || !a.file.kind.dated() {
		return nil
	}
	say := func(name string, s metrics.Spell) string {
		end := "recovered on"
		if !s.Recovered {
			end = "not recovered by"
		}
		return fmt.Sprintf("  %s: from the peak of %v to the trough of %v, %s %v", name, s.PeakDay, s.TroughDay, end, s.EndDay)
	}
	out := []string{say("the spell of max_dd", deepest)}
	if longest != deepest {
		out = append(out, say("the longest spell", longest))
	}
	return out
}

// head says what the curve is and by which conventions it is judged.
func (a *appraisal) head() []string {
	what := fmt.Sprintf("%s, column %s: n = %s", a.file.file, cutName(a.file.column), counted(a.curve.Len()-1, "return"))
	if v := a.covered; v.rows > 0 {
		what += fmt.Sprintf(", from %v to %v", v.first, v.last)
	}
	periods := "A unknown"
	if a.options.Periods > 0 {
		periods = fmt.Sprintf("A = %s periods a year, as stated", chart.Number(a.options.Periods, decimalsOf(a.options.Periods)))
		if a.calendar {
			periods = fmt.Sprintf("A = %s sessions a year, of the exchange calendar", chart.Number(a.options.Periods, decimalsOf(a.options.Periods)))
		}
	}
	rate := "rf=0"
	switch rf, _ := a.set.Get("rf"); {
	case a.rates != nil && rf.Defined():
		rate = fmt.Sprintf("rf by date of %s, %s %% a year over the curve", a.rates.file, chart.Number(100*rf.Number, smallDecimals(100*rf.Number)))
	case a.rates != nil:
		rate = "rf by date of " + a.rates.file
	case a.options.RiskFree != 0:
		rate = fmt.Sprintf("rf=%s a year", a.rf)
	}
	growth := "growth by the calendar"
	if !a.file.kind.dated() {
		growth = "growth by periods"
	}
	out := []string{what, fmt.Sprintf("%s; %s; %s", periods, rate, growth)}
	if a.beside != nil {
		out = append(out, fmt.Sprintf("benchmark: %s, column %s", a.besideOf, cutName(a.beside.column)))
	}
	return out
}

// decimalsOf is how many decimals a number needs, at most two.
func decimalsOf(v float64) int {
	switch {
	case v == math.Trunc(v):
		return 0
	case 10*v == math.Trunc(10*v):
		return 1
	}
	return 2
}

// between returns the figures from one name to before another; the last group
// goes to the end.
func (a *appraisal) between(first, next string) metrics.Set {
	from, to := 0, len(a.set)
	for i, f := range a.set {
		switch f.Name {
		case first:
			from = i
		case next:
			to = i
		}
	}
	if to <= from {
		to = len(a.set)
	}
	return a.set[from:to]
}

// printGroup prints a group: a line a figure, or why none of them has a number.
func (c *command) printGroup(g group, figures metrics.Set, texts map[string]string) {
	var reasons []string
	defined := false
	for _, f := range figures {
		defined = defined || f.Value.Defined()
		if why := inWords(f.Value.Why); !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
	}
	if !defined {
		fmt.Fprintf(c.out, "\n%s: undefined, %s\n", g.heading, strings.Join(reasons, "; "))
		if g.missing != "" {
			fmt.Fprintf(c.out, "  %s\n", g.missing)
		}
		return
	}
	fmt.Fprintf(c.out, "\n%s\n", g.heading)
	for _, f := range figures {
		value, text := "–", "undefined: "+inWords(f.Value.Why)
		if f.Value.Defined() {
			value, text = inUnit(f), texts[f.Name]
		}
		pad := strings.Repeat(" ", max(0, 18-utf8.RuneCountInString(value)))
		fmt.Fprintf(c.out, "  %-29s%s%s  %s\n", f.Name, pad, value, text)
	}
}

// inWords is a reason in words.
func inWords(why string) string {
	if why == metrics.Never {
		return "no length of record would do"
	}
	return strings.ReplaceAll(why, "_", " ")
}

// inUnit prints a figure with its unit.
func inUnit(f metrics.Figure) string {
	v := f.Value.Number
	switch f.Unit {
	case "fraction":
		return chart.Number(100*v, smallDecimals(100*v)) + " %"
	case "probability":
		return percent(f.Value)
	case "1 or 0":
		if v == 0 {
			return "no"
		}
		return "yes"
	case "sessions", "days", "count":
		return chart.Number(v, min(decimalsOf(v), 1)) + unitBehind(f.Unit, v)
	case "HKD":
		return chart.Number(v, 3) + " HKD"
	case "bp":
		return chart.Number(v, 1) + " bp"
	case "per year":
		return chart.Number(v, 2) + " a year"
	}
	if strings.HasSuffix(f.Name, "_idx") {
		return "point " + chart.Number(v, 0)
	}
	return chart.Number(v, smallDecimals(v)+1)
}

// unitBehind is a unit in its number, with a space before it.
func unitBehind(unit string, v float64) string {
	switch {
	case unit == "count":
		return ""
	case v == 1:
		return " " + strings.TrimSuffix(unit, "s")
	}
	return " " + unit
}

// smallDecimals are two decimals, and more where two would say nothing.
func smallDecimals(v float64) int {
	x := math.Abs(v)
	switch {
	case x == 0 || x >= 1:
		return 2
	case x >= 0.01:
		return 3
	case x >= 0.0001:
		return 5
	}
	return 8
}

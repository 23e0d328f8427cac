package reports

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"rally/engine"
	"rally/reports/metrics"
)

// A summary's measures: lines in all, letters a line, letters of the words at
// the left.
const (
	summaryLines = 30
	summaryWide  = 100
	summaryLeft  = 11
)

// Summary returns what the terminal says of a study, at most 30 lines: what was
// earned net of what costs, against what, on how many trades, the Sharpe ratio
// with its error, every assumption, warnings, and where the result is.
func Summary(s *Study) []string {
	f, err := s.study()
	if err != nil {
		return []string{"no summary: " + err.Error()}
	}
	name := s.Name
	for _, b := range badges(s) {
		name += "  [" + b + "]"
	}
	var out lines
	out.say("", name)
	out.say("", strings.Join(headline(s), ", "))
	out.say("verdict", verdict(s, f))
	out.say("net", net(s, f))
	out.say("costs", charges(s, f))
	out.say("against", comparison(s, f))
	out.say("trades", tradesLine(s, f))
	out.say("sharpe", sharpeLine(s, f))
	out.say("drawdown", drawdownLine(f))
	if text := refusals(s.Result); text != "" {
		out.say("refused", text)
	}
	switch n, text := s.Result.AmbiguousBars, bracket(s.Bracket); {
	case text != "":
		out.say("fills", text)
	case n > 0:
		out.say("ambiguous", count(n, "bar")+" in which the assumed path decided a trade")
	}
	if text := findings(s); text != "" {
		out.say("waived", "findings: "+text)
	}
	if text := undone(s.Undone); text != "" {
		out.say("undone", text)
	}
	if s.InSample {
		out.say("in-sample", "signals compiled after the fact: what they earn here is no forecast")
	}
	if len(s.Assumptions) > 0 {
		out.say("assumed", strings.Join(s.Assumptions, "; "))
	}
	room := summaryLines
	if s.Folder != "" {
		room--
	}
	warnings := s.others()
	for i, w := range warnings {
		before := len(out)
		out.say("warning", w)
		if len(out) > room-1 && (len(out) > room || i < len(warnings)-1) {
			out = out[:min(before, room-1)]
			out.say("warning", fmt.Sprintf("%d more in result.json", len(warnings)-i))
			break
		}
	}
	out = out[:min(len(out), room)]
	if s.Folder != "" {
		out.say("result", s.Folder)
	}
	return out
}

// lines are wrapped, with a word at the left of the first line of each.
type lines []string

func (l *lines) say(left, text string) {
	indent := 0
	if left != "" {
		indent = summaryLeft
	}
	row := left + strings.Repeat(" ", max(0, indent-len(left)))
	wide := utf8.RuneCountInString(row)
	for i, w := range strings.Fields(text) {
		n := utf8.RuneCountInString(w)
		if i > 0 && wide+1+n > summaryWide && left != "result" {
			*l = append(*l, row)
			row, wide = strings.Repeat(" ", indent), indent
		} else if i > 0 {
			row += " "
			wide++
		}
		row += w
		wide += n
	}
	*l = append(*l, row)
}

func net(s *Study, f *facts) string {
	total := said(f.value("total_return"), func(v float64) string { return plus(100*v, 2) + " %" })
	text := fmt.Sprintf("%s HKD (%s) on %s", plus(f.net.Float(), 2), total, grouped(s.Result.Cash.Float(), 2))
	if m := s.Result.DividendNet; m != 0 {
		text += fmt.Sprintf(", of it %s of dividends", grouped(m.Float(), 2))
	}
	return text
}

// charges says what was paid, by group, and how dear trading may become.
func charges(s *Study, f *facts) string {
	if s.Result.FillCount == 0 {
		return "none"
	}
	var parts []string
	for _, l := range costLines(s.Result) {
		if l.label != "Dividends" && l.label != "Slippage" {
			parts = append(parts, strings.ToLower(l.label)+" "+grouped(l.amount.Float(), 2))
		}
	}
	text := grouped(f.fees.Float(), 2) + " HKD in charges"
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	bp := func(v float64) string { return grouped(v, 1) + " bp" }
	return fmt.Sprintf("%s; slippage %s; charged %s of %s traded, break-even %s", text, grouped(s.Result.SlippageCost.Float(), 2),
		said(f.value("cost_bp"), bp), hkd(s.Result.Bought+s.Result.Sold), said(f.value("break_even_cost_bp"), bp))
}

// comparison says what holding the universe and the benchmark gave, and how
// deep they fell.
func comparison(s *Study, f *facts) string {
	var list []string
	add := func(name string, total, deepest metrics.Value, part string) {
		text := strings.TrimSpace(name + " " + said(total, percent) + " " + part)
		list = append(list, text+", drawdown "+said(deepest, percent))
	}
	if f.hold != nil {
		add("holding the universe", valueOf(f.holdFigures, "total_return"), valueOf(f.holdFigures, "max_dd"), "")
	}
	if f.benchmark != nil {
		add(s.Benchmark.name(), f.value("benchmark_total_return"), f.value("benchmark_max_dd"), f.covered.part())
	}
	if len(list) == 0 {
		return "nothing: no benchmark, and the universe was not held"
	}
	return strings.Join(list, "; ")
}

func tradesLine(s *Study, f *facts) string {
	text := fmt.Sprintf("%s; %s, %s", traded(f), count(s.Result.OrderCount, "order"), count(s.Result.FillCount, "fill"))
	if len(f.trips) > 0 {
		text += "; hit rate " + said(f.value("hit_rate_all"), percent) + ", profit factor " + said(f.value("profit_factor"), func(v float64) string { return grouped(v, 2) })
		if v := f.value("top1_share_of_net"); v.Defined() {
			text += ", the best trade " + percent(v.Number) + " of their net"
		}
	}
	if len(f.open) > 0 {
		text += fmt.Sprintf("; what is held is marked, selling it would cost %s", hkd(s.Result.LiquidateCost))
	}
	return text
}

func sharpeLine(s *Study, f *facts) string {
	text, v := sharpeWithError(f)
	if !v.Defined() {
		return "undefined: " + reason(v)
	}
	text += fmt.Sprintf(" (a year of %s sessions, rf = 0)", grouped(s.Periods, 1))
	if psr := f.value("psr_0"); psr.Defined() {
		text += "; above zero with probability " + grouped(100*psr.Number, 0) + " %"
	}
	sessions := func(v float64) string { return grouped(v, 0) + " sessions" }
	need := f.value("mintrl_95_obs")
	if !need.Defined() {
		return text + "; no length of record would make it 95 %"
	}
	return text + "; 95 % would need " + said(need, sessions) + ", there are " + grouped(f.value("n").Number, 0)
}

func drawdownLine(f *facts) string {
	d := deepest(f)
	if d == nil {
		return "none"
	}
	end := "recovered " + dated(engine.Day(d.To))
	if !d.Recovered {
		end = "not recovered"
	}
	return fmt.Sprintf("%s, from %s to %s, %s; in the market %s of sessions, %s of equity on average", percent(d.Depth),
		dated(engine.Day(d.From)), dated(engine.Day(d.Trough)), end,
		said(f.value("exposure_time"), percent), said(f.value("exposure_capital"), percent))
}

package reports

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"rally/engine"
	"rally/reports/metrics"
)

// likely is the probability of a Sharpe ratio above zero from which on the
// verdict no longer says that luck is not excluded.
const likely = 0.95

// verdict says in one paragraph what was earned, compared with what, on how
// many trades, and whether it was more than luck.
func verdict(s *Study, f *facts) string {
	others := against(s, f)
	if s.Result.FillCount > 0 {
		if others != "" {
			others = "; " + others
		}
		return earned(f) + others + ". " + traded(f) + "; " + luck(f) + "."
	}
	if others == "" {
		return noTrade(s)
	}
	return noTrade(s) + " " + strings.ToUpper(others[:1]) + others[1:] + "."
}

func earned(f *facts) string {
	v := f.value("total_return")
	if !v.Defined() {
		return "Nothing to report: " + reason(v)
	}
	switch {
	case f.curve.Ruined():
		return "Lost everything"
	case plus(100*v.Number, 1) == "0.0":
		return "Earned 0.0 % net"
	case v.Number < 0:
		return "Lost " + percent(-v.Number) + " net"
	}
	return "Earned " + percent(v.Number) + " net"
}

// against says what holding the universe and the benchmark gave, as far as
// that is defined, and of which part of the run where it is not the whole.
func against(s *Study, f *facts) string {
	var list []string
	add := func(name string, v metrics.Value, part string) {
		if v.Defined() {
			list = append(list, strings.TrimSpace(name+" "+percent(v.Number)+" "+part))
		}
	}
	if f.hold != nil {
		add("holding the same names", valueOf(f.holdFigures, "total_return"), "")
	}
	if f.benchmark != nil {
		add(s.Benchmark.name(), f.value("benchmark_total_return"), f.covered.part())
	}
	return strings.Join(list, ", ")
}

// name is the benchmark's label, or its symbol where it has none.
func (b *Benchmark) name() string { return cmp.Or(b.Label, b.Symbol) }

// traded says how many round trips there were, from how many signal days, and
// what is still held.
func traded(f *facts) string {
	text := count(len(f.trips), "trade")
	if len(f.trips) == 0 {
		text = "No round trip"
	}
	if f.signalDays > 0 {
		text += " from " + count(f.signalDays, "signal day")
	}
	if n := len(f.open); n > 0 {
		text += fmt.Sprintf(", %s still held", count(n, "name"))
	}
	return text
}

// luck says the Sharpe ratio with its error and what follows from it.
func luck(f *facts) string {
	sharpe, se, psr := f.value("sharpe_ann_rf0"), f.value("sharpe_se"), f.value("psr_0")
	if !sharpe.Defined() {
		return "Sharpe " + said(sharpe, nil)
	}
	text := "Sharpe " + grouped(sharpe.Number, 2)
	if !se.Defined() {
		return text
	}
	text += " ± " + grouped(se.Number, 2)
	switch {
	case sharpe.Number <= 0:
		return text + ", so the risk was not paid for"
	case psr.Defined() && psr.Number < likely:
		return text + ", so luck is not excluded"
	case psr.Defined():
		return text + ", so luck alone is unlikely if nothing else was tried"
	}
	return text
}

// noTrade says why nothing was bought: how the orders ended; else what the
// strategy remarked; else, of one that enters on signals, what became of them.
func noTrade(s *Study) string {
	r := s.Result
	if r.OrderCount > 0 {
		return fmt.Sprintf("No trade: %s sent, none filled (%s).", count(r.OrderCount, "order"), endings(r))
	}
	if text := remarks(r); text != "" {
		return "No trade: the strategy sent no order (" + text + ")."
	}
	if !entersOnSignals(s.Config) {
		return "No trade: the strategy sent no order."
	}
	if len(r.Signals) == 0 {
		return "No trade: the data has no signal, so no order was sent."
	}
	n := 0
	for i := range r.Signals {
		if within(r, &r.Signals[i]) {
			n++
		}
	}
	if n == 0 {
		return "No trade: no signal falls into the span, so no order was sent."
	}
	return fmt.Sprintf("No trade: no signal selected anything that could be bought (%s in the span), so no order was sent.", count(n, "signal"))
}

// entersOnSignals reports whether the strategy of a configuration names the
// categories of signals that it enters on, as policy-momentum does.
func entersOnSignals(config []byte) bool {
	var c struct {
		Strategy struct {
			Categories []string `json:"categories"`
		} `json:"strategy"`
	}
	return json.Unmarshal(config, &c) == nil && len(c.Strategy.Categories) > 0
}

// remarks is the strategy's first remark, cut at a word where it is long, and
// how many more there are.
func remarks(r *engine.Result) string {
	const most = 100
	if len(r.Annotations) == 0 {
		return ""
	}
	text := strings.TrimRight(r.Annotations[0].Text, ". ")
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most])
		if at := strings.LastIndexByte(text, ' '); at > 0 {
			text = text[:at]
		}
		text = strings.TrimRight(text, ",;: ") + " …"
	}
	if n := len(r.Annotations) - 1; n > 0 {
		text += "; " + count(n, "more remark")
	}
	return text
}

// within reports whether the signal became known in the span.
func within(r *engine.Result, g *engine.Signal) bool {
	d := g.At.Day()
	return d >= r.Span.First && d <= r.Span.Last
}

// endings counts how orders that were not filled ended: "refused odd_lot 3,
// expired end_of_session 1", the most frequent first.
func endings(r *engine.Result) string {
	if len(r.Orders) == 0 {
		return "refused " + refusals(r)
	}
	counts := map[string]int{}
	for i := range r.Orders {
		o := &r.Orders[i]
		if o.State != engine.Filled {
			counts[o.State.String()+" "+o.Reason.String()]++
		}
	}
	return byCount(counts)
}

// refusals counts refused orders by reason, the most frequent first.
func refusals(r *engine.Result) string { return byCount(refusalsOf(r)) }

// byCount lists names with their counts, largest first, then by name.
func byCount(counts map[string]int) string {
	names := make([]string, 0, len(counts))
	for n := range counts {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	for i, n := range names {
		names[i] = n + " " + grouped(float64(counts[n]), 0)
	}
	return strings.Join(names, ", ")
}

// sharpeWithError prints the ratio and its standard error.
func sharpeWithError(f *facts) (string, metrics.Value) {
	sharpe, se := f.value("sharpe_ann_rf0"), f.value("sharpe_se")
	if !sharpe.Defined() {
		return "", sharpe
	}
	text := grouped(sharpe.Number, 2)
	if se.Defined() {
		text += " ± " + grouped(se.Number, 2)
	}
	return text, sharpe
}

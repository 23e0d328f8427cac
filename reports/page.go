package reports

import (
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"rally/engine"
	"rally/reports/chart"
	"rally/reports/metrics"
)

func init() {
	picture("report.png", "one page that a person reads at a glance", func(w io.Writer, p *chart.Page) error {
		return chart.DrawReport(w, p, chart.Light())
	})
	picture("equity.png", "equity, holding the universe and the benchmark", func(w io.Writer, p *chart.Page) error {
		return chart.DrawEquity(w, p, chart.Light())
	})
	picture("trades.png", "the name that mattered most on price, and all trades", func(w io.Writer, p *chart.Page) error {
		return chart.DrawTrades(w, p, chart.Light())
	})
}

// picture registers a report that draws the page of one study, or a part of it.
func picture(name, doc string, draw func(io.Writer, *chart.Page) error) {
	r := single{name, func(w io.Writer, s *Study) error {
		p, err := s.sheet()
		if err != nil {
			return err
		}
		return draw(w, p)
	}}
	Register(Spec{Name: name, Doc: doc, Picture: true, New: func() Report { return r }})
}

// sheet returns the page of s.
func (s *Study) sheet() (*chart.Page, error) {
	s.laid.Do(func() {
		f, err := s.study()
		if err != nil {
			s.blank = err
			return
		}
		s.page = newPage(s, f)
	})
	return s.page, s.blank
}

func newPage(s *Study, f *facts) *chart.Page {
	r := s.Result
	refs := cited(r)
	p := &chart.Page{
		Name:         s.Name,
		Span:         strings.Join(headline(s), " · "),
		Badges:       badges(s),
		Verdict:      verdict(s, f),
		Days:         make([]int32, len(f.days)),
		Equity:       chart.Curve{Label: s.Name, Values: rebased(f.days, f.curve)},
		Signals:      marks(r, refs, shown(r, f, refs)),
		Drawdown:     metrics.Underwater(f.curve),
		Deepest:      deepest(f),
		MeanExposure: cell(f.value("exposure_capital")),
		Months:       monthsOf(f),
		Costs:        costsOf(s, f),
		Figures:      figuresOf(s, f),
		Focus:        focusOf(s, f, refs),
		Foot:         chart.Foot{Lines: footLines(s), Digest: "digest " + hex.EncodeToString(r.Digest[:8]), Engine: strings.TrimSpace("rally " + s.Version)},
	}
	for i, d := range f.days {
		p.Days[i] = int32(d)
		p.Exposure = append(p.Exposure, exposure(r.Rows[i]))
	}
	p.ProfitBy, p.BySignal = profitBars(s, f, refs)
	if f.hold != nil {
		p.Hold = chart.Curve{Label: "Holding the universe", Values: rebased(f.days, *f.hold)}
	}
	if f.benchmark != nil {
		p.Benchmark = benchmarkLine(s, f)
	}
	for i := range f.trips {
		t := &f.trips[i]
		p.Trades = append(p.Trades, chart.Trade{Return: t.Return(), Sessions: t.Sessions, Size: t.Paid.Float(), Exit: t.Exit})
	}
	return p
}

// headline is what the run was: its span, sessions, names and cash.
func headline(s *Study) []string {
	names := s.Names
	if names == 0 {
		names = len(s.Result.Universe.Tradable())
	}
	return []string{fromTo(s.played()), count(len(s.Result.Rows)-1, "session"), count(names, "name"), hkd(s.Result.Cash) + " cash"}
}

// played is the first and the last session that the run had: it was asked for
// days without session too, or for more than the data has.
func (s *Study) played() engine.Span {
	rows := s.Result.Rows
	if len(rows) < 2 { // the first is that of the session before
		return s.Result.Span
	}
	return engine.Span{First: rows[1].Day, Last: rows[len(rows)-1].Day}
}

// fromTo prints a span, and a day alone where it is one.
func fromTo(span engine.Span) string {
	if span.First == span.Last {
		return dated(span.First)
	}
	return dated(span.First) + " to " + dated(span.Last)
}

// rebased returns a curve over days from 100 at its first point. A day that it
// has no point for has the last one's; what comes before its first has 100.
func rebased(days []engine.Day, c metrics.Curve) []float64 {
	out := make([]float64, len(days))
	at := 0
	for i, d := range days {
		for at+1 < c.Len() {
			if next, _ := c.Day(at + 1); next > d {
				break
			}
			at++
		}
		out[i] = 100 * (c.Equity(at) / c.Equity(0))
	}
	return out
}

// benchmarkLine is the benchmark from 100 at its own first close, over the part
// of the run that it covers.
func benchmarkLine(s *Study, f *facts) chart.Curve {
	c := chart.Curve{Label: s.Benchmark.name(), Values: rebased(f.days, *f.benchmark), Part: f.covered.part()}
	if to := f.covered.to; to != 0 {
		n := sort.Search(len(f.days), func(i int) bool { return f.days[i] > to })
		c.Values = c.Values[:n]
	}
	if from := f.covered.from; from != 0 {
		c.Begins, _ = slices.BinarySearch(f.days, from)
		c.Values = c.Values[c.Begins:]
	}
	return c
}

// badges warn beside the name.
func badges(s *Study) []string {
	var list []string
	if s.Artificial {
		list = append(list, "ARTIFICIAL MARKET")
	}
	if s.InSample {
		list = append(list, "IN-SAMPLE: SIGNALS COMPILED AFTER THE FACT")
	}
	if s.LotsAsOf != 0 {
		list = append(list, "LOTS AS OF "+s.LotsAsOf.String())
	}
	if signInDoubt(s.Bracket) {
		list = append(list, "GAIN OR LOSS HANGS ON THE FILL RULE")
	}
	if n := waived(s); n == 1 {
		list = append(list, "1 FINDING WAIVED")
	} else if n > 1 {
		list = append(list, grouped(float64(n), 0)+" FINDINGS WAIVED")
	}
	return list
}

func waived(s *Study) int {
	n := 0
	for _, f := range s.Findings {
		if f.Waived {
			n += f.Count
		}
	}
	return n
}

// warnings are those of the run, of its making, and of what its rows show,
// each once.
func (s *Study) warnings() []string {
	list := slices.Concat(s.Result.Warnings, s.Warnings)
	assumed := 0
	for i := range s.Result.Actions {
		if s.Result.Actions[i].Assumed {
			assumed++
		}
	}
	if assumed > 0 {
		list = append(list, fmt.Sprintf("the pay date of %s is not known: 20 sessions after the ex-date assumed", count(assumed, "dividend")))
	}
	if n := s.Result.Last.Stale; n > 0 {
		list = append(list, fmt.Sprintf("%s held at the end did not trade in the last session: marked at an older price", count(int(n), "name")))
	}
	if w := s.coverageWarning(); w != "" {
		list = append(list, w)
	}
	var once []string
	for _, w := range list {
		if !slices.Contains(once, w) {
			once = append(once, w)
		}
	}
	return once
}

// others are the warnings without the one that reports say in a line of its own.
func (s *Study) others() []string {
	return slices.DeleteFunc(s.warnings(), func(w string) bool { return s.InSample && strings.HasPrefix(w, "in-sample") })
}

// footLines say what not to believe: assumptions, what the venue refused, what
// the data's check let pass, and warnings.
func footLines(s *Study) []string {
	r := s.Result
	var lines []string
	if len(s.Assumptions) > 0 {
		lines = append(lines, "Assumed: "+strings.Join(s.Assumptions, "; ")+".")
	}
	var facts []string
	if s.InSample {
		facts = append(facts, "In-sample: signals compiled after the fact.")
	}
	if text := refusals(r); text != "" {
		facts = append(facts, "Refused orders: "+text+".")
	}
	switch text := bracket(s.Bracket); {
	case text != "":
		facts = append(facts, "By fill rule: "+text+".")
	case r.AmbiguousBars > 0:
		facts = append(facts, fmt.Sprintf("Ambiguous bars: %s, decided by the fill rule.", grouped(float64(r.AmbiguousBars), 0)))
	}
	if text := findings(s); text != "" {
		facts = append(facts, "Findings waived: "+text+".")
	}
	if text := undone(s.Undone); text != "" {
		facts = append(facts, "Undone: "+text+".")
	}
	if len(r.Positions) > 0 {
		facts = append(facts, fmt.Sprintf("Held at the end: %s, marked and not sold; selling would cost %s in charges.", count(len(r.Positions), "name"), hkd(r.LiquidateCost)))
	}
	if len(facts) > 0 {
		lines = append(lines, strings.Join(facts, " "))
	}
	return append(lines, packed("Warnings: ", s.others())...)
}

// packed joins items into lines of about what the foot of the page takes, so
// that many short ones stay in sight.
func packed(lead string, items []string) []string {
	const wide = 210
	var lines []string
	for i, w := range items {
		end := "; "
		if i == len(items)-1 {
			end = "."
		}
		if n := len(lines); n > 0 && len(lines[n-1])+len(w) <= wide {
			lines[n-1] += w + end
			continue
		}
		lines = append(lines, lead+w+end)
		lead = ""
	}
	return lines
}

// findings counts what was waived, by rule.
func findings(s *Study) string {
	counts := map[string]int{}
	for _, f := range s.Findings {
		if f.Waived {
			counts[f.Rule] += f.Count
		}
	}
	return byCount(counts)
}

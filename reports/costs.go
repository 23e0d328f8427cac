package reports

import (
	"io"
	"slices"

	"rally/engine"
	"rally/reports/chart"
)

func init() {
	picture("costs.png", "the way from gross to net", func(w io.Writer, p *chart.Page) error {
		return chart.DrawCosts(w, p, chart.Light())
	})
}

// costGroups gathers the charges of the contract under what readers call them,
// in the order of the page. A charge that is not listed keeps its own name.
var costGroups = [...]struct {
	label      string
	components []string
}{
	{"Stamp duty", []string{"stamp_duty"}},
	{"Levies", []string{"sfc_levy", "afrc_levy"}},
	{"Exchange fees", []string{"trading_fee", "trading_tariff"}},
	{"Settlement", []string{"settlement_fee"}},
	{"Brokerage", []string{"brokerage", "platform"}},
}

// costLine is one step from gross to net.
type costLine struct {
	label  string
	amount engine.Money // taken; a gain is negative
}

// costLines returns the steps from what prices alone gave to the net result:
// charges, slippage and, with a minus, dividends. Steps of nothing are left out.
func costLines(r *engine.Result) []costLine {
	var lines []costLine
	add := func(label string, m engine.Money) {
		if m != 0 {
			lines = append(lines, costLine{label, m})
		}
	}
	grouped := make([]bool, len(r.Components))
	for _, g := range costGroups {
		var sum engine.Money
		for i, c := range r.Components {
			if slices.Contains(g.components, c) {
				grouped[i] = true
				sum += r.FeeTotals[i]
			}
		}
		add(g.label, sum)
	}
	for i, c := range r.Components {
		if !grouped[i] {
			add(c, r.FeeTotals[i])
		}
	}
	add("Slippage", r.SlippageCost)
	add("Dividends", -r.DividendNet)
	return lines
}

// costsOf draws the steps. Gross is what prices gave before every charge and
// before slippage, without dividends.
func costsOf(s *Study, f *facts) chart.Costs {
	c := chart.Costs{Net: f.net.Float(), Traded: (s.Result.Bought + s.Result.Sold).Float()}
	gross := f.net
	for _, l := range costLines(s.Result) {
		gross += l.amount
		c.Lines = append(c.Lines, chart.Bar{Label: l.label, Value: l.amount.Float()})
	}
	c.Gross = gross.Float()
	if s.Result.FillCount == 0 {
		return c
	}
	bp := func(v float64) string { return grouped(v, 1) + " bp" }
	c.BreakEven = "charged " + said(f.value("cost_bp"), bp) + " of turnover; break-even after slippage " + said(f.value("break_even_cost_bp"), bp)
	return c
}

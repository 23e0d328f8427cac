package chart

import (
	"math"
	"strings"
)

// costs draws the way from the gross result over each cost to the net one. Each
// step has its sign as an amount and as a share of the gross result; where a
// picture has the room, each cost stands in basis points of what was traded too.
func (s *scene) costs(r rect, p *Page) {
	c := &p.Costs
	broad := r.wide() > sheetWide/2
	units := []string{"HK$"}
	if c.Gross > 0 {
		units = append(units, "% of what stood before costs")
	}
	if broad && c.Traded > 0 {
		units = append(units, "bp of turnover")
	}
	body := s.title(r, "From gross to net", strings.Join(units, ", "), c.BreakEven)
	if c.Gross == 0 && c.Net == 0 && len(c.Lines) == 0 {
		s.empty(body, "No trade, so no cost.")
		return
	}
	shares := func(v float64) (list [2]string) {
		if part := 100 * v / c.Gross; c.Gross > 0 && math.Abs(part) < 99_999 {
			list[0] = Signed(part, 1) + " %"
		}
		if bp := 10_000 * v / c.Traded; broad && c.Traded > 0 && math.Abs(bp) < 999_999 {
			list[1] = Signed(bp, 1) + " bp"
		}
		return list
	}
	rows := []row{{label: "Before costs", to: c.Gross, amount: Signed(c.Gross, 0), shares: shares(c.Gross), total: true}}
	at := c.Gross
	lines := c.Lines
	if most := max(1, int(body.high()/19)-3); len(lines) > most {
		lines = gathered(lines, most, "other costs")
	}
	for _, l := range lines {
		rows = append(rows, row{label: l.Label, from: at, to: at - l.Value, amount: Signed(-l.Value, 0), shares: shares(-l.Value)})
		at -= l.Value
	}
	rows = append(rows, row{label: "Net", to: c.Net, amount: Signed(c.Net, 0), shares: shares(c.Net), total: true})
	s.rows(body, rows)
}

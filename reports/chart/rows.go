package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// row is one horizontal bar of a panel: a label, a stretch of an axis, an amount.
type row struct {
	label    string
	from, to float64
	amount   string
	share    string // a second number, or empty
	total    bool   // drawn strong
}

// bySignal draws the profit of each signal as bars, the largest first; what the
// panel has no room for, and what exceeds most, is summed as others.
func (s *scene) bySignal(r rect, p *Page, most int) {
	body := s.title(r, "Profit by signal", "HK$ after costs", "")
	if len(p.BySignal) == 0 {
		s.empty(body, "No trade, so no signal earned or lost.")
		return
	}
	bars := gathered(p.BySignal, min(most, max(1, int(body.high()/19)-1)), "others")
	rows := make([]row, len(bars))
	for i, b := range bars {
		rows[i] = row{label: b.Label, to: b.Value, amount: signed(b.Value, 0)}
	}
	s.rows(body, rows)
}

// gathered returns the most bars that weigh most, largest value first, and the sum
// of the rest behind them.
func gathered(bars []Bar, most int, rest string) []Bar {
	list := slices.Clone(bars)
	slices.SortStableFunc(list, func(a, b Bar) int { return cmp.Compare(max(b.Value, -b.Value), max(a.Value, -a.Value)) })
	var others Bar
	if len(list) > most {
		others.Label = fmt.Sprintf("%d %s", len(list)-most, rest)
		for _, b := range list[most:] {
			others.Value += b.Value
		}
		list = list[:most]
	}
	slices.SortStableFunc(list, func(a, b Bar) int { return cmp.Compare(b.Value, a.Value) })
	if others.Label != "" {
		list = append(list, others)
	}
	return list
}

// costs draws the way from the gross result over each cost to the net one.
func (s *scene) costs(r rect, p *Page) {
	remark := ""
	if p.Costs.BreakEven != "" {
		remark = "break-even cost " + p.Costs.BreakEven
	}
	body := s.title(r, "From gross to net", "HK$ and % of gross", remark)
	if p.Costs.Gross == 0 && p.Costs.Net == 0 && len(p.Costs.Lines) == 0 {
		s.empty(body, "No trade, so no cost.")
		return
	}
	share := func(v float64) string {
		part := 100 * v / p.Costs.Gross
		if p.Costs.Gross <= 0 || math.Abs(part) > 99_999 {
			return ""
		}
		return number(part, 1) + " %"
	}
	rows := []row{{label: "Gross", to: p.Costs.Gross, amount: signed(p.Costs.Gross, 0), share: share(p.Costs.Gross), total: true}}
	at := p.Costs.Gross
	lines := p.Costs.Lines
	if most := max(1, int(body.high()/19)-3); len(lines) > most {
		lines = gathered(lines, most, "other costs")
	}
	for _, c := range lines {
		rows = append(rows, row{label: c.Label, from: at, to: at - c.Value, amount: signed(-c.Value, 0), share: share(c.Value)})
		at -= c.Value
	}
	rows = append(rows, row{label: "Net", to: p.Costs.Net, amount: signed(p.Costs.Net, 0), share: share(p.Costs.Net), total: true})
	s.rows(body, rows)
}

// rows draws rows with a column of labels at the left, bars over a common scale in
// the middle and the amounts at the right. Loss and cost are hatched.
func (s *scene) rows(body rect, rows []row) {
	k := s.label()
	pitch := min(body.high()/float64(len(rows)), 34)
	labels, amounts, shares := 0.0, 0.0, 0.0
	low, high := 0.0, 0.0
	for _, w := range rows {
		labels = max(labels, s.width(k.strong(), w.label))
		amounts = max(amounts, s.width(k.strong(), w.amount))
		shares = max(shares, s.width(k, w.share))
		low, high = min(low, w.from, w.to), max(high, w.from, w.to)
	}
	if low == high {
		high = 1
	}
	labels = min(labels, body.wide()*0.42)
	if shares > 0 {
		shares += 16
	}
	x0, x1 := body.x0+labels+14, body.x1-amounts-shares-14
	x := func(v float64) float64 { return x0 + (x1-x0)*((v-low)/(high-low)) }
	thick := min(pitch*0.62, 20)
	for i, w := range rows {
		y := body.y0 + pitch*(float64(i)+0.5)
		k := k
		k.bold = w.total
		s.fitted(body.x0, k.middle(y), left, k, w.label, labels)
		s.text(body.x1-shares, k.middle(y), right, k, w.amount)
		s.text(body.x1, k.middle(y), right, k.in(s.theme.Muted), w.share)
		b := rect{min(x(w.from), x(w.to)), y - thick/2, max(x(w.from), x(w.to)), y + thick/2}
		if i > 0 && w.from != 0 {
			s.vline(x(w.from), y-pitch/2-(pitch-thick)/2, y-thick/2, 1, s.theme.Muted)
		}
		if w.to < w.from {
			s.hatched(b, s.theme.Loss)
			continue
		}
		s.box(b, s.theme.Strategy)
	}
	s.vline(x(0), body.y0, body.y0+pitch*float64(len(rows)), 1, s.theme.Muted)
}

package chart

import (
	"cmp"
	"fmt"
	"slices"
)

// row is one horizontal bar of a panel: a label, a stretch of an axis, an amount.
type row struct {
	label    string
	from, to float64
	amount   string
	shares   [2]string // further numbers, or empty
	total    bool      // drawn strong
}

// bySignal draws the profit of each signal or name as bars, the largest first; what the
// panel has no room for, and what exceeds most, is summed as others.
func (s *scene) bySignal(r rect, p *Page, most int) {
	by := p.ProfitBy
	if by == "" {
		by = "signal"
	}
	body := s.title(r, "Profit by "+by, "HK$ after costs", "")
	if len(p.BySignal) == 0 {
		s.empty(body, "No trade, so no "+by+" earned or lost.")
		return
	}
	bars := gathered(p.BySignal, min(most, max(1, int(body.high()/19)-1)), "others")
	rows := make([]row, len(bars))
	for i, b := range bars {
		rows[i] = row{label: b.Label, to: b.Value, amount: Signed(b.Value, 0)}
	}
	s.rows(body, rows)
}

// gathered returns the most bars that weigh most, largest value first, and the sum
// of the rest, where that is more than one, behind them.
func gathered(bars []Bar, most int, rest string) []Bar {
	list := slices.Clone(bars)
	slices.SortStableFunc(list, func(a, b Bar) int { return cmp.Compare(max(b.Value, -b.Value), max(a.Value, -a.Value)) })
	var others Bar
	if len(list) > most+1 { // a single one takes no more room than "1 others"
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

// rows draws rows with a column of labels at the left, bars over a common scale in
// the middle and the amounts at the right. Loss and cost are hatched. A panel that
// is as high as a picture has the scale's numbers below.
func (s *scene) rows(body rect, rows []row) {
	k := s.label()
	labels, amounts := 0.0, 0.0
	var shares [2]float64
	low, high := 0.0, 0.0
	for _, w := range rows {
		labels = max(labels, s.width(k.strong(), w.label))
		amounts = max(amounts, s.width(k.strong(), w.amount))
		for i, share := range w.shares {
			if share != "" {
				shares[i] = max(shares[i], s.width(k.strong(), share)+18)
			}
		}
		low, high = min(low, w.from, w.to), max(high, w.from, w.to)
	}
	if low == high {
		high = 1
	}
	right1 := body.x1 - shares[1] // of the first share
	right0 := right1 - shares[0]  // of the amount
	bars := body.wide() * 0.22    // at least
	labels = min(labels, max(right0-amounts-28-body.x0-bars, body.wide()*0.2))
	x0, x1 := body.x0+labels+14, right0-amounts-14
	x := func(v float64) float64 { return x0 + (x1-x0)*((v-low)/(high-low)) }
	scale := body.high() > pictureHigh/2
	if scale {
		body.y1 -= 30
	}
	pitch := min(body.high()/float64(len(rows)), body.high()/3)
	thick := min(pitch*0.62, 46)
	if scale {
		thick = min(pitch*0.55, 72)
	}
	end := body.y0 + pitch*float64(len(rows))
	if scale {
		s.xRules(rect{x0, body.y0, x1, end}, low, high)
	}
	for i, w := range rows {
		y := body.y0 + pitch*(float64(i)+0.5)
		k := k
		k.bold = w.total
		s.fitted(body.x0, k.middle(y), left, k, w.label, labels)
		s.text(right0, k.middle(y), right, k, w.amount)
		s.text(right1, k.middle(y), right, k.in(s.theme.Muted), w.shares[0])
		s.text(body.x1, k.middle(y), right, k.in(s.theme.Muted), w.shares[1])
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
	s.vline(x(0), body.y0, end, 1, s.theme.Muted)
}

// xRules rules light lines at round numbers of a horizontal scale down plot and
// writes the numbers below it.
func (s *scene) xRules(plot rect, low, high float64) {
	at, decimals := ticks(low, high, max(2, int(plot.wide()/120)))
	for _, v := range at {
		x := plot.x0 + plot.wide()*((v-low)/(high-low))
		s.vline(x, plot.y0, plot.y1, 1, s.theme.Rule)
		s.freely(x, plot.y1+20, centre, s.tick(), Number(v, decimals), rect{margin, 0, s.wide - margin, s.high})
	}
}

package data

import (
	"fmt"
	"math"

	"rally/engine"
)

// What undone prices must show, in per mille: so many of them on the grid of
// their days, so many bars with their turnover ÷ volume inside low and high.
const (
	leastOnGrid = 970
	leastInside = 990
	fewBars     = 2 // beyond them are a vendor's slips, however few bars there are
)

// Proof says how well the prices of one symbol's files were undone.
type Proof struct {
	Symbol   string
	Interval engine.Interval
	Basis    Adjustment
	AsOf     engine.Day // the day that the files' prices are adjusted as of
	Actions  int        // undone

	Rows   int // with volume
	Prices int // four a row
	OnGrid int // of them on the grid of their day
	Bars   int // with a turnover
	Inside int // of them with turnover ÷ volume within low and high
}

// A basis other than the stated one is named where the prices fit it, or where
// they fit it by half and so much better than the stated one.
const (
	leastFit    = 0.5
	leastBetter = 0.1
)

// dollar is what vendors round a turnover to.
const dollar = int64(engine.Dollar)

// add counts a row of undone prices, so many of which are off the grid. Turnover ÷
// volume may lie beyond low or high by the half mill that prices are rounded to,
// and by the dollar of the turnover.
func (p *Proof) add(r *engine.BarRow, off int) {
	p.Rows++
	p.Prices += 4
	p.OnGrid += 4 - off
	if r.Turnover <= 0 {
		return
	}
	p.Bars++
	if r.Turnover >= bound(r.Low, r.Volume, -1) && r.Turnover <= bound(r.High, r.Volume, 1) {
		p.Inside++
	}
}

// misfit counts a row whose prices cannot be undone.
func (p *Proof) misfit(b *bar) {
	p.Rows++
	p.Prices += 4
	if b.turnover > 0 {
		p.Bars++
	}
}

// bound is the turnover of a volume at a price, widened below or above.
func bound(p engine.Price, q engine.Qty, side int64) engine.Money {
	return p.Times(q) + engine.Money(side*(dollar+int64(q)/2))
}

// Grid returns the share of prices on the grid, 1 where there are none.
func (p *Proof) Grid() float64 { return share(p.OnGrid, p.Prices) }

// Turnover returns the share of bars with their turnover ÷ volume within low
// and high, 1 where no bar has a turnover.
func (p *Proof) Turnover() float64 { return share(p.Inside, p.Bars) }

// Holds reports whether the prices are those that were traded: at least 97 %
// on the grid and 99 % of the bars around their turnover ÷ volume.
func (p *Proof) Holds() bool {
	return p.OnGrid*1000 >= p.Prices*leastOnGrid && p.held()
}

// held reports whether turnover ÷ volume is within low and high in 99 % of the
// bars, or in all but two.
func (p *Proof) held() bool {
	return p.Inside*1000 >= p.Bars*leastInside || p.Bars-p.Inside <= fewBars && p.Inside > p.Bars/2
}

// fit is the lesser of the two shares.
func (p *Proof) fit() float64 { return min(p.Grid(), p.Turnover()) }

// others returns the bases but the stated one that the rows are of in the eyes
// of the exchange's grid and their turnover, and how well they fit them; none
// where the rows fit the stated one about as well.
func (g *gate) others(bars []bar) (words []string, best Proof) {
	for basis := AsTraded; basis <= BySubtraction; basis++ {
		if basis == g.proof.Basis {
			continue
		}
		u := *g.undoing
		u.adjusted = basis
		p := u.make().prove(bars, math.MaxInt)
		switch word := fmt.Sprintf("%q", basis); {
		case words == nil || p.fit() > best.fit():
			words, best = []string{word}, p
		case p.fit() == best.fit():
			words = append(words, word)
		}
	}
	if best.Holds() || best.fit() >= leastFit && best.fit() >= g.proof.fit()+leastBetter {
		return words, best
	}
	return nil, best
}

// String says what the proof comes to.
func (p *Proof) String() string {
	text := fmt.Sprintf("%.1f %% of %d prices on the grid", 100*p.Grid(), p.Prices)
	if p.Bars > 0 {
		text += fmt.Sprintf(", %.1f %% of %d bars with turnover ÷ volume within low and high", 100*p.Turnover(), p.Bars)
	}
	return text
}

func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

package chart

import (
	"fmt"
	"io"
)

// The sheets, in logical pixels.
const (
	sheetWide   = 1600
	reportHigh  = 2120
	pictureHigh = 900
	margin      = 56
	gutterWide  = 24
)

// reportScale draws the report at two device pixels a logical one, so that it is
// crisp on a laptop; single pictures are drawn at one.
const reportScale = 2

// DrawReport writes the report page of p, 1600 × 2120 logical pixels drawn at 2×,
// as PNG. It fails on a page that cannot be drawn (ErrNoSession, a column of the
// wrong length, a number that is not finite) before it writes anything, and with
// w's error.
func DrawReport(w io.Writer, p *Page, t Theme) error {
	s, err := layReport(p, t)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return s.write(w)
}

// DrawEquity writes the equity panel alone, 1600 × 900 pixels. Errors are those of
// DrawReport, as for every single picture.
func DrawEquity(w io.Writer, p *Page, t Theme) error {
	return draw(w, p, t, "equity", (*scene).equity)
}

// DrawDrawdown writes the drawdown and the exposure alone, 1600 × 900 pixels.
func DrawDrawdown(w io.Writer, p *Page, t Theme) error {
	return draw(w, p, t, "drawdown", (*scene).underWater)
}

// DrawMonthly writes the table of months alone, 1600 × 900 pixels.
func DrawMonthly(w io.Writer, p *Page, t Theme) error {
	return draw(w, p, t, "monthly", (*scene).monthly)
}

// DrawTrades writes the trades on price and as returns, 1600 × 900 pixels.
func DrawTrades(w io.Writer, p *Page, t Theme) error {
	return draw(w, p, t, "trades", (*scene).tradesPicture)
}

// DrawSignals writes the profit by signal alone, with up to thirty signals, 1600 ×
// 900 pixels.
func DrawSignals(w io.Writer, p *Page, t Theme) error {
	return draw(w, p, t, "signals", (*scene).signalsPicture)
}

// DrawCosts writes the way from gross to net alone, 1600 × 900 pixels.
func DrawCosts(w io.Writer, p *Page, t Theme) error {
	return draw(w, p, t, "costs", (*scene).costs)
}

// panel fills a rectangle of a scene from a page.
type panel func(s *scene, r rect, p *Page)

func draw(w io.Writer, p *Page, t Theme, name string, fill panel) error {
	s, err := layPicture(p, t, fill)
	if err != nil {
		return fmt.Errorf("%s picture: %w", name, err)
	}
	return s.write(w)
}

// layPicture puts one panel under the page's head.
func layPicture(p *Page, t Theme, fill panel) (*scene, error) {
	if err := check(p); err != nil {
		return nil, err
	}
	s := newScene(sheetWide, pictureHigh, 1, t)
	bottom := s.head(rect{margin, 40, sheetWide - margin, pictureHigh}, p, 0)
	fill(s, rect{margin, bottom + 24, sheetWide - margin, pictureHigh - 40}, p)
	return s, nil
}

// layReport puts every panel on the report's grid.
func layReport(p *Page, t Theme) (*scene, error) {
	if err := check(p); err != nil {
		return nil, err
	}
	s := newScene(sheetWide, reportHigh, reportScale, t)
	wide := func(y0, y1 float64) rect { return rect{margin, y0, sheetWide - margin, y1} }
	const half = (sheetWide - 2*margin - gutterWide) / 2
	halves := func(y0, y1 float64) (rect, rect) {
		return rect{margin, y0, margin + half, y1}, rect{sheetWide - margin - half, y0, sheetWide - margin, y1}
	}
	top := s.head(wide(44, 200), p, 3)
	s.equity(wide(top+22, 614), p)
	s.underWater(wide(636, 924), p)
	l, r := halves(948, 1256)
	s.bySignal(l, p, 12)
	s.trades(r, p)
	l, r = halves(1280, 1568)
	s.monthly(l, p)
	s.costs(r, p)
	l, r = halves(1592, 1968)
	s.figures(l, p.Figures)
	s.focus(r, &p.Focus)
	s.foot(wide(1988, 2080), &p.Foot)
	return s, nil
}

func (s *scene) tradesPicture(r rect, p *Page) {
	cut := r.y0 + r.high()*0.52
	s.focus(rect{r.x0, r.y0, r.x1, cut - 12}, &p.Focus)
	s.trades(rect{r.x0, cut + 12, r.x1, r.y1}, p)
}

func (s *scene) signalsPicture(r rect, p *Page) { s.bySignal(r, p, 30) }

package data

import (
	"fmt"
	"path/filepath"
	"strings"

	"rally/engine"
	"rally/engine/hkex"
)

// bounded is a venue that knows the lowest and the highest price of its tables.
type bounded interface {
	Bounds(in *engine.Instrument, d engine.Day) (lowest, highest engine.Price)
}

// gate checks the rows of one instrument and keeps what may be on the tape.
type gate struct {
	// set once
	in      *engine.Instrument
	venue   engine.Venue
	cal     *calendar
	slots   slotter
	zone    int             // of rows without their own, in seconds ahead of UTC
	files   []string        // paths, as bar.file counts them
	actions []engine.Action // of the instrument, by day
	undo    *undo
	undoing *undoing // how the rows may be undone otherwise
	proof   Proof

	// changes per row
	previous   *bar       // the row before, in the order of the files; nil: none
	lastDay    engine.Day // of the last kept row
	lastSecond int32
	last       engine.Price
	next       int // first action that the last kept row does not know yet
	quiet      int // rows of bars shorter than a day without volume
	kept       []engine.BarRow
	findings   []Finding
	ticks      tickBand
	told       map[string]int // rule → how often, in bars shorter than a day
}

// tickBand is prices of one day that have one tick, as far as they were asked for.
type tickBand struct {
	day      engine.Day
	low, top engine.Price
	tick     engine.Price
}

// run checks all rows in the order of the files.
func (g *gate) run(bars []bar) error {
	g.kept = make([]engine.BarRow, 0, len(bars))
	if g.intraday() && len(bars) > 0 && !g.restamp(bars) {
		return nil
	}
	first := -1 // row without volume
	for i := range bars {
		b := &bars[i]
		if g.intraday() && b.idle(g.index()) {
			if g.quiet++; first < 0 {
				first = i
			}
			continue
		}
		if err := g.row(b, bars[i+1:]); err != nil {
			return err
		}
	}
	g.sum()
	if first >= 0 {
		g.found(&bars[first], ZeroVolume, "%d bars of %v without volume, the first of them", g.quiet, g.slots.every)
		f := &g.findings[len(g.findings)-1]
		f.Level, f.Times = Warning, g.quiet
	}
	return nil
}

func (g *gate) index() bool { return g.in.Kind == engine.Index }

func (g *gate) intraday() bool { return g.slots.every != engine.Daily }

// mostTold is how many findings of one rule the bars of one symbol have that
// are shorter than a day; the last of them stands for the rest.
const mostTold = 20

func (g *gate) found(b *bar, rule, format string, args ...any) {
	if g.intraday() {
		if g.told == nil {
			g.told = map[string]int{}
		}
		if g.told[rule]++; g.told[rule] > mostTold {
			return
		}
	}
	level := Error
	for _, r := range rules {
		if r.Name == rule {
			level = r.Level
		}
	}
	g.findings = append(g.findings, Finding{
		Rule: rule, Level: level, Symbol: g.in.Symbol, File: filepath.Base(g.files[b.file]), Line: int(b.line),
		Day: b.day, Text: fmt.Sprintf(format, args...),
	})
}

// sum makes the last finding of a rule stand for those that were not told.
func (g *gate) sum() {
	for i := len(g.findings) - 1; i >= 0; i-- {
		f := &g.findings[i]
		if rest := g.told[f.Rule] - mostTold; rest > 0 {
			f.Times = rest + 1
			f.Text += fmt.Sprintf(" (and %d rows more that break the rule)", rest)
			g.told[f.Rule] = 0
		}
	}
}

// row checks one row, before those that follow it. Rows without volume go
// first, and no other rule sees them; an index needs neither volume nor grid.
func (g *gate) row(b *bar, later []bar) error {
	if b.idle(g.index()) {
		g.found(b, ZeroVolume, "no volume")
		return nil
	}
	if !g.ordered(b) {
		return nil
	}
	session, open := g.cal.session(b.day)
	if !open {
		g.found(b, NoSession, "%s", g.closed(b.day))
		return nil
	}
	r := engine.BarRow{Start: session.Auction, End: session.EndFor(g.in), Turnover: engine.Money(b.turnover)}
	if g.intraday() && !g.place(session, b, later, &r) {
		return nil
	}
	if err := g.traded(b, &r); err != nil {
		return err
	}
	g.widen(b, &r)
	g.grid(b, &r)
	if n := len(g.kept); r.Start == r.End {
		r.Start--
		if n > 0 && g.kept[n-1].End.Day() == b.day {
			join(&g.kept[n-1], &r)
			g.last, g.lastSecond = r.Close, b.second
			return nil
		}
	}
	if len(g.kept) > 0 && b.day != g.lastDay {
		g.since(b, r.Open)
	}
	for g.next < len(g.actions) && g.actions[g.next].Ex <= b.day {
		g.next++
	}
	g.last, g.lastDay, g.lastSecond = r.Close, b.day, b.second
	g.kept = append(g.kept, r)
	return nil
}

// closed says why there is no session on a day: it has none, or the tables of
// the exchange do not reach it.
func (g *gate) closed(d engine.Day) string {
	if _, ok := g.venue.(hkex.Venue); ok && d < hkex.FirstDay {
		first, _ := hkex.NextSession(hkex.FirstDay - 1)
		return fmt.Sprintf("lies before the tables of sessions, which begin on %v", first.Day)
	}
	if _, ok := g.venue.(hkex.Venue); ok && d > hkex.LastDay {
		return fmt.Sprintf("lies after the tables of sessions, which end on %v", hkex.LastDay)
	}
	return fmt.Sprintf("%v is a day without session", d.Weekday())
}

// ordered reports whether the row follows the kept ones; it is a finding if
// it does not follow the row before it.
func (g *gate) ordered(b *bar) bool {
	switch p := g.previous; {
	case p == nil:
	case b.day > p.day || b.day == p.day && b.second > p.second:
	case b.file != p.file:
		g.found(b, Disorder, "after the row of %s in %s, another file of the same symbol; its files follow each other in time, in the order of their names",
			g.when(p), filepath.Base(g.files[p.file]))
	case b.day == p.day && b.second == p.second:
		g.found(b, Disorder, "a second row of the %s", map[bool]string{true: "time", false: "day"}[g.intraday()])
	default:
		g.found(b, Disorder, "after the row of %s; rows are in the order of time", g.when(p))
	}
	g.previous = b
	return len(g.kept) == 0 || b.day > g.lastDay || b.day == g.lastDay && b.second > g.lastSecond
}

// when says which row one is.
func (g *gate) when(b *bar) string {
	if !g.intraday() {
		return b.day.String()
	}
	return stamped(b).In().Format("2006-01-02 15:04:05")
}

// traded fills in prices and volume as they were traded.
func (g *gate) traded(b *bar, r *engine.BarRow) error {
	if g.undo == nil {
		r.Open, r.High, r.Low, r.Close = mill(b.open), mill(b.high), mill(b.low), mill(b.close)
		r.Volume = engine.Qty(b.volume)
		return nil
	}
	if !g.undo.row(b, r) {
		return &LineError{File: g.files[b.file], Line: int(b.line),
			Err: fmt.Errorf("a price that does not fit once the later %s are undone; are the prices adjusted = %q?", g.proof.Basis.undoneWith(), g.proof.Basis)}
	}
	return nil
}

// widen makes the range hold open and close.
func (g *gate) widen(b *bar, r *engine.BarRow) {
	low, high := min(r.Open, r.Close), max(r.Open, r.Close)
	if low >= r.Low && high <= r.High {
		return
	}
	g.found(b, OutsideRange, "open %v and close %v, low %v and high %v", r.Open, r.Close, r.Low, r.High)
	r.Low, r.High = min(low, r.Low, r.High), max(high, r.High, r.Low)
}

// grid looks at each price; a row with one off the grid fills nothing.
func (g *gate) grid(b *bar, r *engine.BarRow) {
	if g.in.Kind == engine.Index {
		return
	}
	var out []string
	off := 0 // prices off the grid
	var lowest, highest engine.Price
	if v, ok := g.venue.(bounded); ok {
		lowest, highest = v.Bounds(g.in, b.day)
	}
	for _, p := range [...]struct {
		name  string
		price engine.Price
	}{{"open", r.Open}, {"high", r.High}, {"low", r.Low}, {"close", r.Close}} {
		tick := g.tick(p.price, b.day)
		switch {
		case tick > 0 && p.price%tick != 0:
			off++
			out = append(out, fmt.Sprintf("%s %v where the step is %v", p.name, p.price, tick))
		case highest > 0 && (p.price < lowest || p.price > highest):
			out = append(out, fmt.Sprintf("%s %v beyond the table, %v to %v", p.name, p.price, lowest, highest))
		}
	}
	g.proof.add(r, off)
	if len(out) > 0 {
		g.found(b, OffGrid, "%s", strings.Join(out, ", "))
		r.NoFill = true
	}
}

// tick returns the tick at a price. A price between two of one day that have
// the same has it too, for bands rise.
func (g *gate) tick(p engine.Price, d engine.Day) engine.Price {
	t := &g.ticks
	if d == t.day && p >= t.low && p <= t.top {
		return t.tick
	}
	tick := g.venue.TickSize(g.in, p, d)
	switch {
	case d != t.day || tick != t.tick:
		*t = tickBand{d, p, p, tick}
	default:
		t.low, t.top = min(t.low, p), max(t.top, p)
	}
	return tick
}

// since compares the first row of a day with the last kept one before it.
func (g *gate) since(b *bar, open engine.Price) {
	if n := g.cal.between(g.lastDay, b.day); n > gapSessions {
		g.found(b, Gap, "no rows for %d sessions, since %v", n, g.lastDay)
	}
	held := g.last.Float() // what the last close is worth on this day's shares
	paid := held           // the same, had no action changed the number of shares
	ratio := 1.0
	for i := g.next; i < len(g.actions) && g.actions[i].Ex <= b.day; i++ {
		a := &g.actions[i]
		if a.Kind == engine.Dividend {
			d := float64(a.Millionths) / 1e6
			if d < held {
				held -= d
				paid -= float64(d * ratio)
			}
			continue
		}
		held = float64(held*float64(a.Den)) / float64(a.Num)
		ratio = float64(ratio*float64(a.Num)) / float64(a.Den)
	}
	if held <= 0 || paid <= 0 || open <= 0 {
		return
	}
	now := open.Float()
	if (ratio >= 1.25 || ratio <= 0.8) && apart(now/paid) < apart(now/held) {
		g.found(b, MissingAction, "%s new shares for one, but the price went from %v to %v; the prices look adjusted although stated otherwise",
			trimFloat(ratio), g.last, open)
	}
	change := now / held
	if n, up, ok := wholeRatio(change); ok {
		text := fmt.Sprintf("%d:1", n)
		if up {
			text = fmt.Sprintf("1:%d", n)
		}
		g.found(b, LikeASplit, "open %v after a close of %v looks like a split of %s that the actions, as stated, do not explain", open, g.last, text)
		return
	}
	if change > 1+jumpBeyond || change < 1-jumpBeyond {
		g.found(b, Jump, "open %v is %+.1f %% from the close of %v, %v", open, 100*(change-1), g.lastDay, g.last)
	}
}

// apart returns how far a ratio is from one: itself or its inverse, whichever
// is above one.
func apart(ratio float64) float64 { return max(ratio, 1/ratio) }

// wholeRatio reports whether a change of price is near n:1 (a split: the price
// falls) or 1:n (a consolidation: it rises), n from 2 to 10.
func wholeRatio(change float64) (n int, up, ok bool) {
	size, up := 1/change, change > 1
	if up {
		size = change
	}
	if size < 2*(1-splitNearness) {
		return 0, up, false
	}
	for n := 2; n <= splitHighest; n++ {
		if off := size/float64(n) - 1; off <= splitNearness && off >= -splitNearness {
			return n, up, true
		}
	}
	return 0, up, false
}

func trimFloat(v float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.6f", v), "0"), ".")
}

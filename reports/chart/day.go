package chart

import (
	"errors"
	"fmt"
	"image/color"
	"io"
	"time"
)

// Intraday is one name on price through one session, in bars that are shorter
// than it. Its clock counts seconds from the day's midnight in Hong Kong; what was
// before the day is below zero. Slices are read, never written.
type Intraday struct {
	Name    string // "0700.HK"
	Day     int32  // days since 1970-01-01
	Result  string // what it earned: kept whole where the name is shortened
	Every   string // the length of a bar: "1m"
	Unit    string // of the prices; empty: "HK$ a share"
	Hours   Hours
	Candles []Candle // by time
	Fills   []Execution
	Signals []Notice
}

// Hours are the parts of a session on its clock.
type Hours struct {
	Begin     int // the opening auction is matched; Open where there is none
	Open      int // continuous trading begins
	Lunch     int // the morning ends; 0, as Afternoon, where there is no break or none is known
	Afternoon int
	Close     int // continuous trading ends
	End       int // the closing auction has ended; Close where there is none
}

// Candle is a closed bar.
type Candle struct {
	From, To               int
	Open, High, Low, Close float64
	Volume                 float64 // shares
	Average                float64 // the session's volume-weighted price up to To
}

// Execution is a fill on the clock.
type Execution struct {
	At    int
	Price float64
	Exit  bool
	Label string // what it was: "412.60 stop"; empty: said by another of its order
}

// Notice is a signal with the moments at which it became known and from which it
// could be used.
type Notice struct {
	Known, Usable int
	Direction     Direction
	Number        int // as other panels cite it; 0 is not printed
	Title         string
}

// ErrNoCandle is returned for a session without a single bar.
var ErrNoCandle = errors.New("no bar to draw")

// DrawDay writes one session of one name under the head of p, 1600 × 900 pixels.
// Errors are those of DrawReport, and ErrNoCandle.
func DrawDay(w io.Writer, p *Page, d *Intraday, t Theme) error {
	s, err := layDay(p, d, t)
	if err != nil {
		return fmt.Errorf("day's picture: %w", err)
	}
	return s.write(w)
}

func layDay(p *Page, d *Intraday, t Theme) (*scene, error) {
	if err := checkDay(d); err != nil {
		return nil, err
	}
	return layPicture(p, t, func(s *scene, r rect, _ *Page) { s.day(r, d) })
}

// The parts of a day's picture from above: the names of the session's parts, the
// prices, the volume, the signals, the clock.
const (
	phaseHigh  = 20
	volumeHigh = 96
	noticeHigh = 50
	clockHigh  = 24
	dayInset   = 9   // half a mark at either end of the clock
	dayEnds    = 132 // for the labels of the last prices
)

// day draws one session: candles with the volume-weighted price, below them the
// volume, and signals, entries and exits where the clock has them.
func (s *scene) day(r rect, d *Intraday) {
	unit := d.Unit
	if unit == "" {
		unit = "HK$ a share"
	}
	unit += ", bars of " + d.Every + ", with their volume-weighted average"
	key := ""
	if len(d.Fills) > 0 {
		key = "▲ bought  ▼ sold"
	}
	name := s.letters.clean(d.Name) + ", " + weekday(d.Day)
	if d.Result != "" {
		result := ": " + s.letters.clean(d.Result)
		room := s.titleRoom(r, unit, key) - s.letters.width(result, s.theme.Panel, true)
		name = s.letters.fit(name, s.theme.Panel, true, room) + result
	}
	body := s.title(r, name, unit, key)
	notices := 0.0
	if len(d.Signals) > 0 {
		notices = noticeHigh
	}
	low, high := daySpan(d)
	bottom := body.y1 - clockHigh - notices
	prices := rect{0, body.y0 + phaseHigh, r.x1 - dayEnds, bottom - volumeHigh}
	volume := rect{0, bottom - volumeHigh + 22, prices.x1, bottom}
	prices.x0 = r.x0 + max(s.gutter(low, high, prices.high(), ""), s.gutter(0, mostTraded(d), volume.high(), ""))
	volume.x0 = prices.x0
	f := frame{prices, 2, low, high, 0}
	c := newClock(&d.Hours, prices.x0+dayInset, prices.x1-dayInset)
	s.phases(c, rect{prices.x0, prices.y0, prices.x1, bottom})
	s.yAxis(f, "")
	s.volume(c, volume, d)
	s.notices(c, prices, bottom, d)
	s.clock(c, bottom+notices)
	s.average(c, f, d)
	s.dayCandles(c, f, d.Candles)
	s.executions(c, f, d)
	last := d.Candles[len(d.Candles)-1]
	s.endLabels(f, []ending{
		{text: s.priced("last", last.Close), color: s.theme.Ink, bold: true, y: last.Close},
		{text: s.priced("average", last.Average), color: s.theme.Hold, y: last.Average},
	})
}

// priced is a word with a price, in the room beside the plot.
func (s *scene) priced(word string, v float64) string {
	return s.letters.fit(word+" "+PriceText(v), s.theme.Label, true, dayEnds-22)
}

// PriceText prints a price in dollars with two decimals, below ten dollars, where
// ticks may be a mill, with three.
func PriceText(v float64) string {
	if v < 10 {
		return Number(v, 3)
	}
	return Number(v, 2)
}

// weekday prints a day as Tue 19 May 2020.
func weekday(day int32) string {
	return time.Unix(int64(day)*86400, 0).UTC().Format("Mon 2 Jan 2006")
}

func daySpan(d *Intraday) (low, high float64) {
	first := &d.Candles[0]
	low, high = first.Low, first.High
	for i := range d.Candles {
		k := &d.Candles[i]
		low, high = min(low, k.Low, k.Average), max(high, k.High, k.Average)
	}
	for i := range d.Fills {
		low, high = min(low, d.Fills[i].Price), max(high, d.Fills[i].Price)
	}
	return padded(low, high, 0.14) // room for marks and what they say
}

// dayCandles draws the bars, each in the middle of the time that it covers and as
// wide as its share of the clock: hollow where it rose, filled where it fell.
func (s *scene) dayCandles(c clock, f frame, list []Candle) {
	wide := min(0.72*c.pitch(list), 30)
	for i := range list {
		k := &list[i]
		x := (c.x(k.From) + c.x(k.To)) / 2
		top, end := f.y(max(k.Open, k.Close)), f.y(min(k.Open, k.Close))
		s.vline(x, f.y(k.High), f.y(k.Low), 1, s.theme.Muted)
		b := rect{x - wide/2, top, x + wide/2, max(end, top+1)}
		s.box(b, s.theme.Muted)
		if k.Close >= k.Open && b.high() > 2.5 && wide > 2.5 {
			s.box(b.grown(-min(1, wide/4)), s.theme.Background)
		}
	}
}

// average draws the session's volume-weighted price from bar to bar.
func (s *scene) average(c clock, f frame, d *Intraday) {
	at := make([]xy, len(d.Candles))
	for i := range d.Candles {
		at[i] = xy{c.x(d.Candles[i].To), f.y(d.Candles[i].Average)}
	}
	s.line(s.theme.Hold, 1.8, at...)
}

// mostTraded is the volume that a full bar of the strip stands for: the most of
// the bars of continuous trading. An auction's volume may be twenty times that,
// and would leave nothing of the others to be seen.
func mostTraded(d *Intraday) float64 {
	most, all := 0.0, 0.0
	for i := range d.Candles {
		k := &d.Candles[i]
		all = max(all, k.Volume)
		if k.From >= d.Hours.Open && k.To <= d.Hours.Close {
			most = max(most, k.Volume)
		}
	}
	if most == 0 {
		most = all
	}
	return max(most, 1)
}

// volume draws the shares traded in each bar. A bar that exceeds the strip is cut
// with a gap near its top and says its number.
func (s *scene) volume(c clock, r rect, d *Intraday) {
	most := mostTraded(d)
	f := frame{r, 2, 0, 1.05 * most, 0}
	k := s.label().in(s.theme.Muted)
	s.text(r.x1+18, k.middle((r.y0+r.y1)/2), left, k, "shares traded")
	s.volumeAxis(f, most)
	wide := max(1, min(0.72*c.pitch(d.Candles), 30))
	ink := s.theme.pale(s.theme.Strategy, 0.6)
	for i := range d.Candles {
		k := &d.Candles[i]
		x := (c.x(k.From) + c.x(k.To)) / 2
		if k.Volume <= most {
			s.box(rect{x - wide/2, f.y(k.Volume), x + wide/2, r.y1}, ink)
			continue
		}
		s.box(rect{x - wide/2, r.y0, x + wide/2, r.y1}, ink)
		s.box(rect{x - wide/2 - 2, r.y0 + 6, x + wide/2 + 2, r.y0 + 9}, s.theme.Background)
		s.freely(x, r.y0-8, centre, s.note(), shares(k.Volume), rect{margin, 0, r.x1 + 20, s.high})
	}
	s.hline(r.x0, r.x1, r.y1, s.theme.Muted)
}

// volumeAxis rules a line at a round number or two.
func (s *scene) volumeAxis(f frame, most float64) {
	at, _ := ticks(0, most, int(min(3, most+1))) // steps of whole shares
	for _, v := range at {
		s.hline(f.plot.x0, f.plot.x1, f.y(v), s.theme.Rule)
		s.freely(f.plot.x0-8, s.tick().middle(f.y(v)), right, s.tick(), shares(v), rect{0, 0, s.wide, s.high})
	}
}

// shares prints a volume shortly: 12,400, 1.2 m.
func shares(v float64) string {
	switch {
	case v >= 1e9:
		return Number(v/1e9, 1) + " bn"
	case v >= 1e6:
		return Number(v/1e6, 1) + " m"
	}
	return Number(v, 0)
}

// side returns the colour of an entry or an exit.
func (s *scene) side(exit bool) color.RGBA {
	if exit {
		return s.theme.Contrary
	}
	return s.theme.Support
}

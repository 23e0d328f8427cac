package chart

import (
	"math"
	"slices"
	"strings"
)

// focus draws one name on price: candles where a session has room for one, else a
// line; entries from below, exits from above with their reason; signals at the foot.
func (s *scene) focus(r rect, f *Focus) {
	if len(f.Days) == 0 {
		s.empty(s.title(r, "On price", "", ""), "No name was traded.")
		return
	}
	unit := f.Unit
	if unit == "" {
		unit = "HK$ a share"
	}
	name := s.letters.clean(f.Name)
	if f.Result != "" {
		result := ": " + s.letters.clean(f.Result)
		room := s.titleRoom(r, unit, focusKey(f)) - s.letters.width(result, s.theme.Panel, true)
		name = s.letters.fit(name, s.theme.Panel, true, room) + result
	}
	body := s.title(r, name, unit, focusKey(f))
	bottom := body.y1 - 24
	if len(f.Signals) > 0 {
		bottom -= signalHigh
	}
	low, high, _ := s.span(f.Close, f.High, f.Low, f.Open, prices(f.Marks))
	least := min(low, 0) // no price of a share is below zero
	low, high = padded(low, high, 0.10)
	if low < 0 {
		low = least
	}
	g := frame{rect{r.x0 + s.gutter(low, high, bottom-body.y0, ""), body.y0 + 4, r.x1 - 6, bottom}, len(f.Days), low, high, 0}
	pitch := g.plot.wide() / float64(len(f.Days))
	candles := len(f.Open) > 0 && pitch >= 3.2
	if candles {
		g.inset = pitch / 2
	}
	s.yAxis(g, "")
	foot := s.signals(g, f.Days, f.Signals)
	s.xDates(g, f.Days, foot, foot+20)
	if candles {
		s.candles(g, f, min(pitch*0.7, 14))
	} else {
		s.curve(g, f.Close, s.theme.Ink, 1.4)
	}
	s.fills(g, f)
}

// alike is how many exits may each say one and the same reason; where more have no
// other, the key says it once.
const alike = 12

// focusKey explains the marks, with the reason of all exits where they are many and
// have but one.
func focusKey(f *Focus) string {
	if len(f.Marks) == 0 {
		return ""
	}
	key := "▲ bought  ▼ sold"
	if why := onlyReason(f.Marks); why != "" {
		key += ": " + why
	}
	return key
}

// onlyReason returns the reason of more than alike exits; empty where there are
// fewer, or others beside it.
func onlyReason(marks []Fill) string {
	why, n := "", 0
	for _, m := range marks {
		if !m.Exit {
			continue
		}
		if n++; n > 1 && m.Reason != why {
			return ""
		}
		why = m.Reason
	}
	if n <= alike {
		return ""
	}
	return why
}

func prices(marks []Fill) []float64 {
	out := make([]float64, len(marks))
	for i, m := range marks {
		out[i] = m.Price
	}
	return out
}

// candles draws a wick and a body a session: hollow where it rose, filled where it
// fell, so that the direction needs no colour.
func (s *scene) candles(g frame, f *Focus, wide float64) {
	for i := range f.Days {
		x := g.x(float64(i))
		up := f.Close[i] >= f.Open[i]
		top, end := g.y(max(f.Open[i], f.Close[i])), g.y(min(f.Open[i], f.Close[i]))
		s.vline(x, g.y(f.High[i]), g.y(f.Low[i]), 1, s.theme.Muted)
		b := rect{x - wide/2, top, x + wide/2, max(end, top+1)}
		s.box(b, s.theme.Muted)
		if up && b.high() > 2.5 && wide > 2.5 {
			s.box(b.grown(-1), s.theme.Background)
		}
	}
}

// fills marks entries and exits, each beside its price, and writes the reason of an
// exit where there is room. Marks of one session stand beside each other; where
// there are too many for the plot they are small.
func (s *scene) fills(g frame, f *Focus) {
	half := min(max(1.3*g.plot.wide()/float64(len(f.Marks)), 2.6), 5.5)
	var bodies []rect
	for from := 0; from < len(f.Marks); {
		to := from + 1
		for to < len(f.Marks) && f.Marks[to].Day == f.Marks[from].Day {
			to++
		}
		if x, ok := g.session(f.Days, f.Marks[from].Day); ok {
			bodies = append(bodies, s.sessionFills(g, x, half, f.Marks[from:to])...)
		}
		from = to
	}
	only, sky := onlyReason(f.Marks), newSkyline(g, f)
	for _, m := range f.Marks {
		x, ok := g.session(f.Days, m.Day)
		if ok && strings.TrimSpace(m.Reason) != "" && (!m.Exit || m.Reason != only) {
			s.reason(g, sky, bodies, x, m)
		}
	}
}

// session returns where the first session on or after day stands; false where that
// is none of days.
func (g frame) session(days []int32, day int32) (x float64, ok bool) {
	i := indexOf(days, day)
	if i == len(days) || day < days[0] {
		return 0, false
	}
	return g.x(float64(i)), true
}

// sessionFills draws the marks of one session: the tip touches the price, the body
// keeps off it. Where one would hide another they share the width around x. It
// returns what the bodies cover.
func (s *scene) sessionFills(g frame, x, half float64, marks []Fill) []rect {
	rooms := make([]rect, len(marks))
	hidden := false
	for i, m := range marks {
		y := g.y(m.Price)
		rooms[i] = rect{-half, y, half, y + 2*half}
		if m.Exit {
			rooms[i] = rect{-half, y - 2*half, half, y}
		}
		hidden = hidden || slices.ContainsFunc(rooms[:i], rooms[i].meets)
	}
	for i, m := range marks {
		at, y, d := x, g.y(m.Price), 2*half
		if hidden {
			at += (float64(i) - float64(len(marks)-1)/2) * min(2*half, 60/float64(len(marks)))
		}
		c := s.theme.Support
		if m.Exit {
			c, d = s.theme.Contrary, -d
		}
		body := []xy{{at, y}, {at + half, y + d}, {at - half, y + d}}
		s.fill(c, body...)
		s.line(s.theme.Background, min(1, half/4), append(body, body[0])...)
		rooms[i] = around(body)
	}
	return rooms
}

// reason writes why m was done above or below all prices and marks that its letters
// would stand on, where that is near enough to be read as belonging to it, else left
// or right of its mark where no price is.
func (s *scene) reason(g frame, sky skyline, bodies []rect, x float64, m Fill) {
	const near = 110
	within := rect{g.plot.x0, g.plot.y0 - 4, g.plot.x1 + 6, g.plot.y1}
	k := ink{s.theme.Foot, false, s.theme.text(s.theme.Contrary)}
	if !m.Exit {
		k.color = s.theme.text(s.theme.Support)
	}
	w := s.width(k, m.Reason)
	if w > 200 {
		return
	}
	write := func(x, base float64) bool {
		room := s.covers(x, base, centre, k, s.letters.clean(m.Reason)).grown(2)
		if !inside(room, within) || s.crowded(room.beside()) {
			return false
		}
		s.box(room, s.theme.Background) // letters on a signal's line would not be read
		s.text(x, base, centre, k, m.Reason)
		return true
	}
	y, at := g.y(m.Price), min(max(x, within.x0+w/2+3), within.x1-w/2-3)
	top, bottom := y-11, y+11
	reach := w/2 + 3 + g.inset // g.inset is at least half a candle
	high, low := sky.over(at-reach, at+reach)
	top, bottom = min(top, high), max(bottom, low)
	for _, b := range bodies {
		if b.x0 < at+reach && b.x1 > at-reach && math.Abs(b.y0-y) < near {
			top, bottom = min(top, b.y0), max(bottom, b.y1)
		}
	}
	base, middle := top-5, y-9
	if !m.Exit {
		base, middle = bottom+5+k.size*ascent, y+9
	}
	if math.Abs(base-y) <= near && write(at, base) {
		return
	}
	for _, at := range [...]float64{x - 12 - g.inset - w/2, x + 12 + g.inset + w/2} {
		room := s.covers(at, k.middle(middle), centre, k, m.Reason).grown(3)
		high, low := sky.over(room.x0-g.inset, room.x1+g.inset)
		if (room.y1 < high || room.y0 > low) && !slices.ContainsFunc(bodies, room.meets) && write(at, k.middle(middle)) {
			return
		}
	}
}

// skyline is how far prices reach up and down by their place on the sheet: of each
// session, or where there are many times more than pixels, of some together.
type skyline struct {
	x, top, bottom []float64 // x ascends
}

// newSkyline returns the skyline of a name's prices, of at most eight stretches a
// logical pixel.
func newSkyline(g frame, f *Focus) skyline {
	n := len(f.Days)
	most := max(8*int(g.plot.wide()), 1)
	step := (n + most - 1) / most
	var sky skyline
	for from := 0; from < n; from += step {
		to := min(from+step, n)
		lows, highs := f.Close, f.Close
		if len(f.High) > 0 {
			lows, highs = f.Low, f.High
		}
		low, high := slices.Min(lows[from:to]), slices.Max(highs[from:to])
		sky.x = append(sky.x, g.x(float64(from+to-1)/2))
		sky.top, sky.bottom = append(sky.top, g.y(high)), append(sky.bottom, g.y(low))
	}
	return sky
}

// over returns the highest and the lowest place of prices from x0 to x1; +Inf and
// -Inf where there are none.
func (k skyline) over(x0, x1 float64) (top, bottom float64) {
	top, bottom = math.Inf(1), math.Inf(-1)
	from, _ := slices.BinarySearch(k.x, x0)
	for i := from; i < len(k.x) && k.x[i] <= x1; i++ {
		top, bottom = min(top, k.top[i]), max(bottom, k.bottom[i])
	}
	return top, bottom
}

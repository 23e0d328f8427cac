package chart

import "slices"

// An execution's mark: a triangle whose tip touches the price.
const (
	tipWide = 5.0
	tipHigh = 10.0
)

// executions marks entries from below and exits from above. Where marks crowd, the
// later stand farther off on a stem, so that none hides another and each stem ends
// at its price; what they say stands beyond them where there is room, nearest first.
func (s *scene) executions(c clock, f frame, d *Intraday) {
	marks := make([]rect, len(d.Fills))
	for i := range d.Fills {
		e := &d.Fills[i]
		x, y := c.x(e.At), f.y(e.Price)
		b := clearOf(marks[:i], f.plot, x, y, e.Exit)
		marks[i] = b
		s.execution(x, y, b, e.Exit)
	}
	var notes []executionNote
	for i := range d.Fills {
		if n, ok := s.executionNote(c, f, d, marks, notes, i); ok {
			notes = append(notes, n)
		}
	}
	for i := range notes { // the lines first: none crosses a letter
		if n := &notes[i]; n.from != n.to {
			s.line(s.theme.pale(n.ink.color, 0.6), 0.8, n.from, n.to)
		}
	}
	for i := range notes {
		n := &notes[i]
		s.box(n.room.grown(-1), s.theme.Background) // letters on a signal's line would not be read
		s.text(n.x, n.base, centre, n.ink, n.text)
	}
}

// executionNote is what a mark says: where its letters stand, and the line that
// ties them to it where they stand apart.
type executionNote struct {
	text     string
	ink      ink
	x, base  float64
	room     rect
	from, to xy
}

// clearOf returns the place nearest the price at which a mark hides none of others:
// below it for an entry, above it for an exit. Where there is none it stands at
// the price.
func clearOf(others []rect, plot rect, x, y float64, exit bool) rect {
	at := func(off float64) rect {
		if exit {
			return rect{x - tipWide, y - off - tipHigh, x + tipWide, y - off}
		}
		return rect{x - tipWide, y + off, x + tipWide, y + off + tipHigh}
	}
	for off := 0.0; off < plot.high(); off += 3 {
		b := at(off)
		if b.y0 < plot.y0 || b.y1 > plot.y1 {
			break
		}
		if !slices.ContainsFunc(others, b.meets) {
			return b
		}
	}
	return at(0)
}

// execution draws a mark in b with its stem to the price at y.
func (s *scene) execution(x, y float64, b rect, exit bool) {
	c := s.side(exit)
	tip, foot := b.y0, b.y1
	if exit {
		tip, foot = b.y1, b.y0
	}
	if tip != y {
		s.vline(x, min(tip, y), max(tip, y), 1, c)
	}
	at := []xy{{x, tip}, {x + tipWide, foot}, {x - tipWide, foot}}
	s.fill(c, at...)
	s.line(s.theme.Background, 1, append(at, at[0])...)
}

// executionNote finds room for what mark i says: beyond it, outside the candles that
// its letters would cover, and clear of marks, other notes and texts. It returns
// false where it says nothing or there is no such place.
func (s *scene) executionNote(c clock, f frame, d *Intraday, marks []rect, notes []executionNote, i int) (executionNote, bool) {
	const apart, step = 13, 15
	e, mark := &d.Fills[i], marks[i]
	k := ink{s.theme.Foot, false, s.theme.text(s.side(e.Exit))}
	n := executionNote{text: s.letters.fit(s.letters.clean(e.Label), k.size, k.bold, 240), ink: k}
	w := s.letters.width(n.text, k.size, k.bold)
	within := rect{f.plot.x0, f.plot.y0, f.plot.x1, f.plot.y1}
	n.x = min(max(c.x(e.At), within.x0+w/2+2), within.x1-w/2-2)
	top, bottom := mark.y0, mark.y1
	for j := range d.Candles {
		b := &d.Candles[j]
		if at := (c.x(b.From) + c.x(b.To)) / 2; at > n.x-w/2-apart && at < n.x+w/2+apart {
			top, bottom = min(top, f.y(b.High)), max(bottom, f.y(b.Low))
		}
	}
	for off := 4.0; n.text != "" && off < f.plot.high(); off += step {
		n.base = top - off
		if !e.Exit {
			n.base = bottom + off + k.size*ascent
		}
		n.room = s.covers(n.x, n.base, centre, k, n.text).grown(2)
		if !inside(n.room, within) {
			break
		}
		if s.crowded(n.room) || slices.ContainsFunc(marks, n.room.meets) ||
			slices.ContainsFunc(notes, func(o executionNote) bool { return o.room.meets(n.room) }) {
			continue
		}
		if max(mark.y0-n.room.y1, n.room.y0-mark.y1) > 6 {
			at := min(max(c.x(e.At), n.room.x0+4), n.room.x1-4)
			n.from, n.to = xy{at, n.room.y1}, xy{c.x(e.At), mark.y0}
			if !e.Exit {
				n.from, n.to = xy{c.x(e.At), mark.y1}, xy{at, n.room.y0}
			}
		}
		return n, true
	}
	return n, false
}

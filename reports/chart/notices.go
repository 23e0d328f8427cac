package chart

import (
	"image/color"
	"slices"
	"strconv"
)

// noticeRow is how high a row of signals below a day's prices is.
const noticeRow = 21

// notices draws each signal of a day at the moment at which it became known, and
// where that is another, at the moment from which it could be used: a dashed and a
// whole line through the prices, tied in the rows that begin at top, with its words
// beside its mark where there is room.
func (s *scene) notices(c clock, prices rect, top float64, d *Intraday) {
	marks := make([]rect, len(d.Signals))
	for i := range d.Signals {
		g := &d.Signals[i]
		known, usable := c.x(g.Known), c.x(g.Usable)
		ink := s.theme.pale(s.direction(g.Direction), 0.55)
		s.vline(usable, prices.y0, top, 1, ink)
		if known != usable {
			s.dashed(known, prices.y0, top, ink)
		}
		marks[i] = noticeRoom(marks[:i], min(known, usable), max(known, usable), top)
	}
	for i := range d.Signals {
		g, y := &d.Signals[i], (marks[i].y0+marks[i].y1)/2
		known, usable := c.x(g.Known), c.x(g.Usable)
		if known != usable {
			s.hline(min(known, usable), max(known, usable), y, s.direction(g.Direction))
			s.vline(known, y-5, y+5, 1.5, s.direction(g.Direction))
		}
		s.pointer(g.Direction, usable, y, 5)
	}
	for i := range d.Signals {
		s.noticeWords(marks, i, prices.x0-20, d)
	}
}

// noticeRoom returns the room of a mark from x0 to x1: in the first row of two
// where it meets none of others, else in the second.
func noticeRoom(others []rect, x0, x1, top float64) rect {
	room := func(row int) rect {
		y := top + 3 + noticeRow*float64(row)
		return rect{x0 - 7, y, x1 + 7, y + noticeRow - 3}
	}
	if b := room(0); !slices.ContainsFunc(others, b.meets) {
		return b
	}
	return room(1)
}

// noticeWords writes what signal i was, right of its mark, or left of it where it
// does not fit there: with its title, or without, or its number alone.
func (s *scene) noticeWords(marks []rect, i int, least float64, d *Intraday) {
	g, mark := &d.Signals[i], marks[i]
	k := s.note().in(s.theme.text(s.direction(g.Direction)))
	number, times := "", "known "+moment(d.Day, g.Known)
	if g.Number != 0 {
		number = strconv.Itoa(g.Number)
		times = number + " · " + times
	}
	if g.Usable != g.Known {
		times += ", usable " + moment(d.Day, g.Usable)
	}
	words := []string{times, number}
	whole := s.letters.clean(g.Title)
	for _, room := range [...]float64{360, 540, 720, 1080} { // the longest that fits comes first
		if title := s.letters.fit(whole, k.size, k.bold, room); title != "" {
			words = slices.Insert(words, 0, times+" · "+title)
		}
	}
	within := rect{least, 0, s.wide - margin, s.high}
	base := k.middle((mark.y0 + mark.y1) / 2)
	for _, text := range words {
		w := s.width(k, text)
		for _, x := range [...]float64{mark.x1 + 4, mark.x0 - 4 - w} {
			room := rect{x - 4, mark.y0, x + w + 4, mark.y1}
			if !slices.ContainsFunc(marks, room.meets) && s.freely(x, base, left, k, text, within) {
				return
			}
		}
	}
}

// dashed rules a vertical line of short strokes.
func (s *scene) dashed(x, y0, y1 float64, c color.RGBA) {
	for y := y0; y < y1; y += 8 {
		s.vline(x, y, min(y+4, y1), 1, c)
	}
}

package chart

import "fmt"

// clock is the horizontal scale of one session. Lunch is closed up: what is during
// it stands where it is folded. What is before the session stands at the left end,
// what is after it at the right end.
type clock struct {
	hours *Hours
	parts []period
}

// period is a stretch of the clock with its place on the sheet.
type period struct {
	from, to int
	x0, x1   float64
	auction  string // "opening auction"; empty: continuous trading
}

func newClock(h *Hours, x0, x1 float64) clock {
	c := clock{hours: h}
	add := func(from, to int, auction string) {
		if to > from {
			c.parts = append(c.parts, period{from: from, to: to, auction: auction})
		}
	}
	add(h.Begin, h.Open, "opening auction")
	if h.Afternoon > 0 {
		add(h.Open, h.Lunch, "")
		add(h.Afternoon, h.Close, "")
	} else {
		add(h.Open, h.Close, "")
	}
	add(h.Close, h.End, "closing auction")
	total := 0
	for _, p := range c.parts {
		total += p.to - p.from
	}
	for i := range c.parts {
		p := &c.parts[i]
		p.x0 = x0
		x0 += (x1 - c.parts[0].x0) * float64(p.to-p.from) / float64(total)
		p.x1 = x0
	}
	return c
}

// x returns where a moment stands.
func (c clock) x(at int) float64 {
	for _, p := range c.parts {
		switch {
		case at < p.from:
			return p.x0
		case at <= p.to:
			return p.x0 + (p.x1-p.x0)*float64(at-p.from)/float64(p.to-p.from)
		}
	}
	return c.parts[len(c.parts)-1].x1
}

// pitch is how wide the shortest bar is on the sheet.
func (c clock) pitch(list []Candle) float64 {
	least := c.parts[len(c.parts)-1].x1 - c.parts[0].x0
	for i := range list {
		if w := c.x(list[i].To) - c.x(list[i].From); w > 0 {
			least = min(least, w)
		}
	}
	return least
}

// phases shades the auctions over r, marks where lunch is folded, and names each
// part above it.
func (s *scene) phases(c clock, r rect) {
	base := r.y0 - 6
	for i, p := range c.parts {
		if p.auction == "" {
			continue
		}
		x0, x1 := p.x0, p.x1
		if i == 0 {
			x0 = r.x0
		} else {
			x1 = r.x1
		}
		s.box(rect{x0, r.y0, x1, r.y1}, s.theme.pale(s.theme.Muted, 0.10))
		if i == 0 {
			s.freely(x0, base, left, s.note(), p.auction, rect{r.x0, 0, r.x1, s.high})
		} else {
			s.freely(x1, base, right, s.note(), p.auction, rect{r.x0, 0, r.x1, s.high})
		}
	}
	if c.hours.Afternoon == 0 {
		return
	}
	x := c.x(c.hours.Lunch)
	s.dashed(x, r.y0, r.y1, s.theme.Muted)
	s.freely(x, base, centre, s.note(), "lunch", rect{r.x0, 0, r.x1, s.high})
}

// clock writes the times below top: first those at which a part of the session
// begins or ends, then whole and half hours between them, where there is room.
func (s *scene) clock(c clock, top float64) {
	first, last := c.parts[0], c.parts[len(c.parts)-1]
	within := rect{first.x0 - 30, 0, last.x1 + 30, s.high}
	write := func(at int, label string) {
		x := c.x(at)
		if s.freely(x, top+18, centre, s.tick(), label, within) {
			s.vline(x, top, top+5, 1, s.theme.Muted)
		}
	}
	h := c.hours
	if h.Afternoon > 0 {
		write(h.Lunch, hour(h.Lunch)+" | "+hour(h.Afternoon))
	}
	for _, at := range [...]int{h.Open, h.Close, h.Begin, h.End} {
		write(at, hour(at))
	}
	for _, step := range [...]int{3600, 1800} {
		for at := (first.from + step - 1) / step * step; at < last.to; at += step {
			if h.Afternoon == 0 || at <= h.Lunch || at >= h.Afternoon {
				write(at, hour(at))
			}
		}
	}
}

// hour prints a moment of the day as 13:05, with seconds where it has some.
func hour(at int) string {
	text := fmt.Sprintf("%02d:%02d", at/3600, at/60%60)
	if at%60 != 0 {
		text += fmt.Sprintf(":%02d", at%60)
	}
	return text
}

// moment prints a moment as hour does, with its date where it is of another day.
func moment(day int32, at int) string {
	const long = 24 * 3600
	if at >= 0 && at < long {
		return hour(at)
	}
	days := at / long
	if at%long < 0 {
		days--
	}
	y, m, d := calendar(day + int32(days))
	text := fmt.Sprintf("%d %s ", d, m.String()[:3])
	if now, _, _ := calendar(day); y != now {
		text = dayLabel(day+int32(days)) + " "
	}
	return text + hour(at-days*long)
}

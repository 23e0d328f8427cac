package chart

import (
	"fmt"
	"strings"
)

// head writes the name, the span and the badges at the top of r, and the verdict
// below them where lines is above zero. It returns the bottom of what it wrote.
func (s *scene) head(r rect, p *Page, lines int) float64 {
	title, muted := ink{s.theme.Title, true, s.theme.Ink}, s.label().in(s.theme.Muted)
	name := p.Name
	if strings.TrimSpace(name) == "" {
		name = "unnamed run"
	}
	base := r.y0 + s.theme.Title
	end := base + 28 // baseline of the newest line
	rows := s.badgeRows(p.Badges, r.wide())
	wide := 0.0
	if len(rows) > 0 {
		wide = s.rowWide(rows[0]) + 24
	}
	s.fitted(r.x0, base, left, title, name, r.wide())
	span := s.letters.wrap(s.letters.clean(p.Span), muted.size, false, r.wide(), 2)
	for i, t := range span {
		end = base + 28 + 20*float64(i)
		s.text(r.x0, end, left, muted, t)
	}
	// Beside the name, else beside the span where both fit whole, else in rows of
	// their own.
	switch {
	case len(rows) == 0:
	case len(rows) == 1 && s.width(title, name)+wide <= r.wide():
		s.badges(r.x1-s.rowWide(rows[0]), base-s.theme.Title*0.36, rows[0])
	case len(rows) == 1 && len(span) < 2 && s.width(muted, p.Span)+wide <= r.wide():
		s.badges(r.x1-s.rowWide(rows[0]), end-5, rows[0])
	default:
		for _, row := range rows {
			end += 30
			s.badges(r.x0, end-6, row)
		}
	}
	lead := ink{s.theme.Lead, false, s.theme.Ink}
	y := end + 34
	for _, t := range s.letters.wrap(s.letters.clean(p.Verdict), lead.size, false, r.wide(), lines) {
		s.text(r.x0, y, left, lead, t)
		y += 25
	}
	if lines == 0 {
		return end + 10
	}
	return y - 14
}

// badgeGap is what lies between two badges, badgeRowsMost how many rows of them a
// head has at most.
const badgeGap, badgeRowsMost = 8, 3

// badgeRows breaks list into rows no wider than room; what more rows than most
// would take is counted in the last badge.
func (s *scene) badgeRows(list []string, room float64) [][]string {
	var rows [][]string
	used := 0.0
	for i, b := range list {
		b = s.letters.fit(s.letters.clean(b), s.theme.Foot, true, room-20)
		w := s.badgeWide(b) + badgeGap
		more := fmt.Sprintf("+%d MORE", len(list)-i)
		if len(rows) == 0 || used+w-badgeGap > room {
			if len(rows) == badgeRowsMost { // each before left room for it
				rows[len(rows)-1] = append(rows[len(rows)-1], more)
				return rows
			}
			rows, used = append(rows, nil), 0
		}
		last := len(rows) - 1
		if last == badgeRowsMost-1 && i < len(list)-1 && used+w+s.badgeWide(more) > room {
			rows[last] = append(rows[last], more)
			return rows
		}
		rows[last] = append(rows[last], b)
		used += w
	}
	return rows
}

// rowWide is how wide a row of badges is.
func (s *scene) rowWide(row []string) float64 {
	wide := -float64(badgeGap)
	for _, b := range row {
		wide += s.badgeWide(b) + badgeGap
	}
	return wide
}

// badges draws a row of badges from x on around mid.
func (s *scene) badges(x, mid float64, row []string) {
	for _, b := range row {
		s.badge(x, mid, b)
		x += s.badgeWide(b) + badgeGap
	}
}

func (s *scene) badgeWide(text string) float64 {
	return s.width(ink{s.theme.Foot, true, s.theme.Ink}, text) + 20
}

// badge draws a framed word: what must be read with the name.
func (s *scene) badge(x, mid float64, text string) {
	w := s.badgeWide(text)
	c := s.theme.Contrary
	s.box(rect{x, mid - 12, x + w, mid + 12}, c)
	s.box(rect{x + 1, mid - 11, x + w - 1, mid + 11}, s.theme.pale(c, 0.12))
	k := ink{s.theme.Foot, true, s.theme.text(c)}
	s.text(x+10, k.middle(mid), left, k, text)
}

// foot writes what not to believe, and the digest and version at the right of the
// last line.
func (s *scene) foot(r rect, f *Foot) {
	s.hline(r.x0, r.x1, r.y0, s.theme.Rule)
	const line = 17
	stamp := strings.TrimSpace(strings.Join([]string{f.Engine, f.Digest}, "  "))
	end := r.x1
	if stamp != "" {
		end = s.fitted(r.x1, r.y1-4, right, s.note(), stamp, r.wide()*0.45).x0 - 24
	}
	room := int((r.high() - 4) / line)
	var lines []string
	for i, t := range f.Lines {
		wide := r.wide()
		if len(lines) >= room-1 {
			wide = end - r.x0
		}
		lines = append(lines, s.letters.wrap(s.letters.clean(t), s.theme.Foot, false, wide, 2)...)
		if len(lines) > room || (len(lines) == room && i < len(f.Lines)-1) {
			lines = append(lines[:room-1:room-1], fmt.Sprintf("… and %d more lines", len(f.Lines)-i))
			break
		}
	}
	for i, t := range lines {
		wide := r.wide()
		if i == room-1 {
			wide = end - r.x0
		}
		s.fitted(r.x0, r.y1-4-line*float64(room-1-i), left, s.note(), t, wide)
	}
}

package chart

import (
	"fmt"
	"strings"
)

// head writes the name, the span and the badges at the top of r, and the verdict
// below them where lines is above zero. It returns the bottom of what it wrote.
func (s *scene) head(r rect, p *Page, lines int) float64 {
	title := ink{s.theme.Title, true, s.theme.Ink}
	name := p.Name
	if strings.TrimSpace(name) == "" {
		name = "unnamed run"
	}
	base := r.y0 + s.theme.Title
	second := base + 28
	badges := s.badges(p.Badges, r.wide())
	wide := 0.0
	for _, b := range badges {
		wide += s.badgeWide(b) + 8
	}
	// Beside the name where both fit whole, else beside the span.
	nameRoom, spanRoom, mid := r.wide(), r.wide(), base-s.theme.Title*0.36
	if wide > 0 && s.width(title, name)+24+wide <= r.wide() {
		nameRoom -= wide
	} else if wide > 0 {
		mid = second - 5
		spanRoom -= wide + 16
		if spanRoom < 240 { // the badges take the line; the span its own
			second += 30
			spanRoom = r.wide()
		}
	}
	s.fitted(r.x0, base, left, title, name, nameRoom)
	s.fitted(r.x0, second, left, s.label().in(s.theme.Muted), p.Span, spanRoom)
	x := r.x1
	for i := len(badges) - 1; i >= 0; i-- {
		x -= s.badgeWide(badges[i])
		s.badge(x, mid, badges[i])
		x -= 8
	}
	lead := ink{s.theme.Lead, false, s.theme.Ink}
	y := second + 34
	for _, t := range s.letters.wrap(s.letters.clean(p.Verdict), lead.size, false, r.wide(), lines) {
		s.text(r.x0, y, left, lead, t)
		y += 25
	}
	if lines == 0 {
		return second + 10
	}
	return y - 14
}

// badges returns those of list that fit into one line of room, and the count of the
// others as the last.
func (s *scene) badges(list []string, room float64) []string {
	var out []string
	used := 0.0
	for i, b := range list {
		b = s.letters.fit(s.letters.clean(b), s.theme.Foot, true, 320)
		w := s.badgeWide(b) + 8
		more := fmt.Sprintf("+%d MORE", len(list)-i)
		if used+w > room || (i < len(list)-1 && used+w+s.badgeWide(more)+8 > room) {
			return append(out, more)
		}
		used += w
		out = append(out, b)
	}
	return out
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

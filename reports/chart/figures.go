package chart

import (
	"fmt"
	"slices"
)

// figures draws the table of figures in at most three short columns. An undefined
// figure's reason stands below, once, tied to its figure by a letter.
func (s *scene) figures(r rect, columns []FigureColumn) {
	body := s.title(r, "Figures", "", "")
	if len(columns) == 0 {
		s.empty(body, "No figure.")
		return
	}
	columns = columns[:min(3, len(columns))]
	notes := reasons(columns)
	foot := 0.0
	var lines []string
	for i, n := range notes {
		lines = append(lines, s.letters.wrap(letter(i)+" "+s.letters.clean(n), s.theme.Foot, false, r.wide(), 2)...)
	}
	const line = 16
	if most := max(1, int(body.high()/4/line)); len(lines) > most {
		lines = append(lines[:most-1:most-1], fmt.Sprintf("… %d more reasons", len(lines)-most+1))
	}
	foot = float64(len(lines)) * line
	longest := 0
	for _, c := range columns {
		longest = max(longest, len(c.Rows))
	}
	room := body.high() - 26 - foot - 8
	pitch := min(30, max(18, room/float64(max(1, longest))))
	const gap = 28
	wide := (r.wide() - gap*float64(len(columns)-1)) / float64(len(columns))
	for i, c := range columns {
		x := r.x0 + float64(i)*(wide+gap)
		s.figureColumn(rect{x, body.y0, x + wide, body.y0 + 26 + room}, c, notes, pitch)
	}
	for i, t := range lines {
		s.text(r.x0, min(body.y1-foot, body.y0+26+pitch*float64(longest)+8)+line*float64(i)+12, left, s.note(), t)
	}
}

func (s *scene) figureColumn(r rect, c FigureColumn, notes []string, pitch float64) {
	k := s.label()
	s.fitted(r.x0, r.y0+14, left, k.strong().in(s.theme.Muted), c.Heading, r.wide())
	y := r.y0 + 26
	room := max(1, int((r.y1-y)/pitch+0.01))
	for i, f := range c.Rows {
		if i == room-1 && len(c.Rows) > room {
			s.fitted(r.x0, k.middle(y+pitch/2), left, s.note(), fmt.Sprintf("… %d more", len(c.Rows)-i), r.wide())
			return
		}
		s.hline(r.x0, r.x1, y, s.theme.Rule)
		value := f.Value
		if f.Note != "" {
			value += " " + letter(slices.Index(notes, f.Note))
		}
		v := s.fitted(r.x1, k.middle(y+pitch/2), right, k, value, r.wide()*0.6)
		s.fitted(r.x0, k.middle(y+pitch/2), left, k.in(s.theme.Muted), f.Name, v.x0-r.x0-8)
		y += pitch
	}
}

// reasons lists the notes of columns, each once, in the order of their figures.
func reasons(columns []FigureColumn) []string {
	var notes []string
	for _, c := range columns {
		for _, f := range c.Rows {
			if f.Note != "" && !slices.Contains(notes, f.Note) {
				notes = append(notes, f.Note)
			}
		}
	}
	return notes
}

// letter returns the mark of note i: a to z, then a1, b1 and so on.
func letter(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return fmt.Sprintf("%c%d", 'a'+i%26, i/26)
}

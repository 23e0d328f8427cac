package chart

import (
	"fmt"
	"image/color"
	"slices"
	"strconv"
)

// rankPitch is how high a row of the ranking is.
const rankPitch = 26

// ranking draws the table of the best trials and returns where it ends. A trial
// that the curves show has its curve's colour beside the rank.
func (s *scene) ranking(r rect, p *ComparisonPage) float64 {
	t := &p.Ranking
	body := s.title(r, "Ranking", t.By, "")
	k := s.label()
	heads := s.note()
	wide := make([]float64, len(t.Heads)) // of each figure's column
	notes := rankReasons(t.Rows)
	for j, h := range t.Heads {
		wide[j] = s.width(heads, h)
		for _, line := range t.Rows {
			wide[j] = max(wide[j], s.width(k.strong(), printed(line.Figures[j], notes)))
		}
	}
	const gap, swatch = 22, 24
	ranks := 0.0
	for _, line := range t.Rows {
		ranks = max(ranks, s.width(k.strong(), strconv.Itoa(line.Rank)))
	}
	left1 := r.x0 + swatch + ranks + 10 // where names begin
	capped(wide, r.x1-left1-120, gap)
	ends := make([]float64, len(t.Heads))
	x := r.x1
	for j := len(t.Heads) - 1; j >= 0; j-- {
		ends[j] = x
		x -= wide[j] + gap
	}
	names := max(40, x+gap-left1-16)
	y := body.y0
	s.text(left1, y+12, left, heads, "trial")
	for j, h := range t.Heads {
		s.fitted(ends[j], y+12, right, heads, h, wide[j])
	}
	y += 20
	for i, line := range t.Rows {
		s.hline(r.x0, r.x1, y, s.theme.Rule)
		k := s.label()
		k.bold = i == 0
		base := k.middle(y + rankPitch/2)
		if c, ok := s.hueOf(p.Tracks, line.Rank); ok {
			s.box(rect{r.x0, y + rankPitch/2 - 2, r.x0 + swatch - 8, y + rankPitch/2 + 2}, c)
		}
		s.text(r.x0+swatch+ranks, base, right, k.in(s.theme.Muted), strconv.Itoa(line.Rank))
		s.fitted(left1, base, left, k, line.Name, names)
		for j, f := range line.Figures {
			text := printed(f, notes)
			if s.width(k, text) > wide[j] {
				text = ellipsis // half a number is a false one
			}
			s.text(ends[j], base, right, k, text)
		}
		y += rankPitch
	}
	s.hline(r.x0, r.x1, y, s.theme.Rule)
	if t.More != "" {
		s.fitted(left1, k.middle(y+rankPitch/2), left, k.in(s.theme.Muted), t.More, r.x1-left1)
		y += rankPitch
	}
	y += 8
	for i, n := range notes {
		for _, l := range s.letters.wrap(letter(i)+" "+s.letters.clean(n), s.theme.Foot, false, r.wide(), 2) {
			s.text(r.x0, y+10, left, s.note(), l)
			y += 16
		}
	}
	return y
}

// capped narrows columns that would leave no room for the names.
func capped(wide []float64, room, gap float64) {
	sum := 0.0
	for _, w := range wide {
		sum += w + gap
	}
	if sum <= room {
		return
	}
	for j := range wide {
		wide[j] = min(wide[j], room/float64(len(wide))-gap)
	}
}

// hueOf returns the colour of the trial of a rank, where the curves show it.
func (s *scene) hueOf(tracks []Track, rank int) (c color.RGBA, ok bool) {
	looks := s.looks(tracks)
	for i := range tracks {
		if tracks[i].Role == Candidate && tracks[i].Rank == rank {
			return looks[i].color, true
		}
	}
	return c, false
}

// printed is a figure with the letter of its reason.
func printed(f Figure, notes []string) string {
	if f.Note == "" {
		return f.Value
	}
	return fmt.Sprint(f.Value, " ", letter(slices.Index(notes, f.Note)))
}

// rankReasons lists why figures are undefined, each reason once.
func rankReasons(rows []RankLine) []string {
	var columns []FigureColumn
	for _, line := range rows {
		columns = append(columns, FigureColumn{Rows: line.Figures})
	}
	return reasons(columns)
}

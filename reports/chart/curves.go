package chart

import (
	"fmt"
	"image/color"
)

// trackRoom is how wide the labels right of the tracks may be.
const trackRoom = 330

// hue returns the colour of the i-th trial that is shown: those of Okabe and Ito,
// and the ink.
func (t Theme) hue(i int) color.RGBA {
	list := [...]color.RGBA{t.Strategy, t.Support, t.Contrary, t.Loss, rgb(0x56B4E9), t.Ink}
	return list[i%len(list)]
}

// look is how a track is drawn.
type look struct {
	color color.RGBA
	width float64
	bold  bool
}

// looks returns how each track is drawn. The first trial is strong unless a chain
// of choices is.
func (s *scene) looks(tracks []Track) []look {
	list := make([]look, len(tracks))
	chained := false
	for i := range tracks {
		chained = chained || tracks[i].Role == Chosen
	}
	trials := 0
	if chained {
		trials = 1 // the strategy's blue is the chain's
	}
	for i := range tracks {
		switch tracks[i].Role {
		case Chosen:
			list[i] = look{s.theme.Strategy, 2.8, true}
		case Holding:
			list[i] = look{s.theme.Hold, 1.6, false}
		case Index:
			list[i] = look{s.theme.Benchmark, 1.6, false}
		default:
			list[i] = look{s.theme.hue(trials), 1.6, false}
			if chained {
				list[i].width = 1.2
			} else if trials == 0 {
				list[i].width, list[i].bold = 2.6, true
			}
			trials++
		}
	}
	return list
}

// trackName is a track's label with its rank before it.
func trackName(k *Track) string {
	if k.Rank > 0 {
		return fmt.Sprintf("%d · %s", k.Rank, k.Curve.Label)
	}
	return k.Curve.Label
}

// acrossTracks returns the horizontal extent that curves, legs and strips share.
func (s *scene) acrossTracks(r rect, p *ComparisonPage) rect {
	low, high := s.trackSpan(p)
	labels := 200.0
	for i, e := range s.trackEnds(p) {
		k := ink{s.theme.Label, e.bold, e.color}
		labels = max(labels, s.width(k, e.text), min(s.width(k, trackName(&p.Tracks[i])+"   −100.0 %"), trackRoom))
	}
	return rect{x0: r.x0 + s.gutter(low, high, pictureHigh, ""), x1: r.x1 - labels - 22}
}

func (s *scene) trackSpan(p *ComparisonPage) (low, high float64) {
	columns := [][]float64{{100}}
	for i := range p.Tracks {
		columns = append(columns, p.Tracks[i].Curve.Values)
	}
	low, high, _ = s.span(append(columns, p.Others...)...)
	return padded(low, high, 0.04)
}

// trackEnds are the labels at the right ends of the tracks.
func (s *scene) trackEnds(p *ComparisonPage) []ending {
	looks := s.looks(p.Tracks)
	ends := make([]ending, len(p.Tracks))
	for i := range p.Tracks {
		c := &p.Tracks[i].Curve
		v := c.Values[len(c.Values)-1]
		tail := "  " + Number(v, 1)
		k := ink{s.theme.Label, looks[i].bold, looks[i].color}
		if c.Part != "" {
			tail = " " + s.letters.fit(s.letters.clean(c.Part), k.size, k.bold, trackRoom/2) + tail
		}
		name := s.letters.fit(s.letters.clean(trackName(&p.Tracks[i])), k.size, k.bold, trackRoom-s.width(k, tail))
		ends[i] = ending{text: name + tail, color: looks[i].color, bold: looks[i].bold, y: v, early: c.last() < len(p.Days)-1}
	}
	return ends
}

// curves draws the tracks together from 100 with direct labels at their right ends,
// and all other curves thin and pale behind them.
func (s *scene) curves(r, across rect, p *ComparisonPage) {
	body := s.title(r, "Equity after costs", "start = 100", p.Beside)
	low, high := s.trackSpan(p)
	f := frame{across, len(p.Days), low, high, 0}
	f.plot.y0, f.plot.y1 = body.y0+4, body.y1-24
	s.yAxis(f, "")
	for _, values := range p.Others {
		s.faint(f, values)
	}
	if low < 100 && high > 100 {
		s.hline(f.plot.x0, f.plot.x1, f.y(100), s.theme.Muted)
	}
	s.xDates(f, p.Days, f.plot.y1, f.plot.y1+20)
	looks := s.looks(p.Tracks)
	for _, strong := range []bool{false, true} {
		for i := len(p.Tracks) - 1; i >= 0; i-- {
			if c := &p.Tracks[i].Curve; looks[i].bold == strong {
				s.stretch(f, c.Begins, c.Values, looks[i].color, looks[i].width)
			}
		}
	}
	s.endLabels(f, s.trackEnds(p))
}

// faint strokes a curve that is only one of many: thinned to what a pale line shows.
func (s *scene) faint(f frame, values []float64) {
	points := thin(values, int(f.plot.wide()/6))
	at := make([]xy, len(points))
	for i, q := range points {
		at[i] = xy{f.x(float64(q.at)), f.y(q.value)}
	}
	// In short stretches: the rasteriser searches the cells of a row one by one, so
	// a long line takes many times what its parts take.
	const stretch = 32
	for from := 0; from+1 < len(at); from += stretch {
		s.line(s.theme.pale(s.theme.Muted, 0.28), 0.8, at[from:min(from+stretch+1, len(at))]...)
	}
}

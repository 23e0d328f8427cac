package chart

import "image/color"

// stripPitch is how high a strip is with its distance.
const stripPitch = 31

// strips counts the tracks that have a depth.
func strips(tracks []Track) int {
	n := 0
	for i := range tracks {
		if len(tracks[i].Depth) > 0 {
			n++
		}
	}
	return n
}

// strips draws how deep each track was under water, a low strip each, by height and
// by shade and all to one scale, with the deepest figure.
func (s *scene) strips(r, across rect, p *ComparisonPage) {
	worst := 0.0
	for i := range p.Tracks {
		low, _, _ := s.span(p.Tracks[i].Depth)
		worst = min(worst, low)
	}
	remark := ""
	if worst < 0 {
		remark = "all to one scale: a full strip is " + percent(worst)
	}
	body := s.title(r, "Under water", "below the peak, by height and shade", remark)
	looks := s.looks(p.Tracks)
	f := frame{across, len(p.Days), min(worst, -1e-9), 0, 0}
	top := body.y0 + 6
	for i := range p.Tracks {
		k := &p.Tracks[i]
		if len(k.Depth) == 0 {
			continue
		}
		f.plot.y0, f.plot.y1 = top, top+stripPitch-8
		s.strip(f, k)
		low, _, _ := s.span(k.Depth)
		ink := ink{s.theme.Label, looks[i].bold, s.theme.text(looks[i].color)}
		base := ink.middle((f.plot.y0 + f.plot.y1) / 2)
		number := s.text(r.x1, base, right, ink, percent(low))
		s.fitted(f.plot.x1+18, base, left, ink, trackName(k), number.x0-12-f.plot.x1-18)
		top += stripPitch
	}
	s.xDates(f, p.Days, top-6, top+14)
}

// strip fills columns of f from the water's surface down to the depth, darker the
// deeper. Each column shows the deepest of its sessions.
func (s *scene) strip(f frame, k *Track) {
	s.hline(f.plot.x0, f.plot.x1, f.plot.y0, s.theme.Muted)
	s.hline(f.plot.x0, f.plot.x1, f.plot.y1, s.theme.Rule)
	if f.sessions < 2 {
		return
	}
	pitch := f.plot.wide() / float64(f.sessions-1)
	step := max(1, int(2/pitch))
	edge := func(session float64) float64 {
		return min(max(f.x(session-0.5), f.plot.x0), f.plot.x1)
	}
	for from := 0; from < len(k.Depth); from += step {
		to := min(from+step, len(k.Depth))
		low, _, _ := span(k.Depth[from:to])
		if low >= 0 {
			continue
		}
		b := rect{edge(float64(k.Curve.Begins + from)), f.plot.y0, edge(float64(k.Curve.Begins + to)), f.y(low)}
		s.box(b, s.depthShade(low/f.low))
	}
}

// depthShade returns one of five shades; share is of the deepest, 0 to 1.
func (s *scene) depthShade(share float64) color.RGBA {
	step := min(int(share*5), 4)
	return mix(s.theme.pale(s.theme.Loss, 0.30+0.175*float64(step)), s.theme.Ink, 0.06*float64(step))
}

package chart

import (
	"image/color"
	"math"
)

// xy is a place on the sheet in logical pixels, y downwards.
type xy struct{ x, y float64 }

// rect is a rectangle on the sheet in logical pixels; x0 ≤ x1, y0 ≤ y1.
type rect struct{ x0, y0, x1, y1 float64 }

func (r rect) wide() float64 { return r.x1 - r.x0 }
func (r rect) high() float64 { return r.y1 - r.y0 }

// meets reports whether r and o share more than an edge.
func (r rect) meets(o rect) bool {
	return r.x0 < o.x1 && o.x0 < r.x1 && r.y0 < o.y1 && o.y0 < r.y1
}

// inside reports whether r lies within o.
func inside(r, o rect) bool { return r.x0 >= o.x0 && r.x1 <= o.x1 && r.y0 >= o.y0 && r.y1 <= o.y1 }

// grown returns r with d added on every side.
func (r rect) grown(d float64) rect { return rect{r.x0 - d, r.y0 - d, r.x1 + d, r.y1 + d} }

// align says where a text stands relative to its x.
type align int

const (
	left align = iota
	centre
	right
)

// ink is how a text looks.
type ink struct {
	size  float64
	bold  bool
	color color.RGBA
}

// shape is the kind of a mark.
type shape int

const (
	boxShape  shape = iota // filled upright rectangle, snapped to pixels
	fillShape              // filled polygon
	lineShape              // stroked polyline
	textShape
)

// mark is one thing drawn.
type mark struct {
	shape shape
	box   rect // what it covers; for text, the letters
	color color.RGBA
	width float64 // of a line
	at    []xy    // of a polygon or line; for text, the start of the baseline
	text  string
	ink   ink
}

// scene is a sheet before it is painted: marks in painting order.
type scene struct {
	wide, high float64
	scale      float64 // device pixels a logical one
	theme      Theme
	letters    *letters
	marks      []mark
	texts      []int // indices into marks
	extents    map[columnKey]extent
}

func newScene(wide, high, scale float64, t Theme) *scene {
	return &scene{wide: wide, high: high, scale: scale, theme: t, letters: newLetters(), extents: map[columnKey]extent{}}
}

// box fills r.
func (s *scene) box(r rect, c color.RGBA) {
	if r.x1 < r.x0 {
		r.x0, r.x1 = r.x1, r.x0
	}
	if r.y1 < r.y0 {
		r.y0, r.y1 = r.y1, r.y0
	}
	s.marks = append(s.marks, mark{shape: boxShape, box: r, color: c})
}

// hline rules a horizontal line of a logical pixel at y.
func (s *scene) hline(x0, x1, y float64, c color.RGBA) {
	s.box(rect{x0, y - 0.5, x1, y + 0.5}, c)
}

// vline rules a vertical line of the given width at x.
func (s *scene) vline(x, y0, y1, width float64, c color.RGBA) {
	s.box(rect{x - width/2, y0, x + width/2, y1}, c)
}

// fill fills the polygon at.
func (s *scene) fill(c color.RGBA, at ...xy) {
	if len(at) < 3 {
		return
	}
	s.marks = append(s.marks, mark{shape: fillShape, box: around(at), color: c, at: at})
}

// line strokes the polyline at.
func (s *scene) line(c color.RGBA, width float64, at ...xy) {
	if len(at) < 2 {
		return
	}
	s.marks = append(s.marks, mark{shape: lineShape, box: around(at).grown(width), color: c, width: width, at: at})
}

// disc fills a circle.
func (s *scene) disc(c color.RGBA, x, y, r float64) { s.fill(c, circle(x, y, r)...) }

// text writes str with its baseline at base and returns what it covers. What the
// font lacks becomes a question mark.
func (s *scene) text(x, base float64, a align, k ink, str string) rect {
	str = s.letters.clean(str)
	r := s.covers(x, base, a, k, str)
	if str == "" {
		return r
	}
	s.texts = append(s.texts, len(s.marks))
	s.marks = append(s.marks, mark{
		shape: textShape, box: r, color: k.color, at: []xy{{r.x0, base}}, text: str, ink: k,
	})
	return r
}

// fitted writes str like text, shortened in the middle to room.
func (s *scene) fitted(x, base float64, a align, k ink, str string, room float64) rect {
	return s.text(x, base, a, k, s.letters.fit(s.letters.clean(str), k.size, k.bold, room))
}

// freely writes str only where it meets no other text and stays inside within; it
// reports whether it did.
func (s *scene) freely(x, base float64, a align, k ink, str string, within rect) bool {
	str = s.letters.clean(str)
	r := s.covers(x, base, a, k, str)
	if str == "" || !inside(r, within) || s.crowded(r.grown(2)) {
		return false
	}
	s.text(x, base, a, k, str)
	return true
}

// beside returns r with the room that sets words apart which stand beside each other.
func (r rect) beside() rect { return rect{r.x0 - 6, r.y0 - 2, r.x1 + 6, r.y1 + 2} }

// crowded reports whether r meets a text that is already there.
func (s *scene) crowded(r rect) bool {
	for _, i := range s.texts {
		if s.marks[i].box.meets(r) {
			return true
		}
	}
	return false
}

// width returns how wide str will be drawn.
func (s *scene) width(k ink, str string) float64 {
	return s.letters.width(s.letters.clean(str), k.size, k.bold)
}

func (s *scene) covers(x, base float64, a align, k ink, str string) rect {
	w := s.letters.width(str, k.size, k.bold)
	switch a {
	case centre:
		x -= w / 2
	case right:
		x -= w
	}
	return rect{x, base - k.size*ascent, x + w, base + k.size*descent}
}

// Inks of the theme.

func (s *scene) label() ink { return ink{s.theme.Label, false, s.theme.Ink} }
func (s *scene) tick() ink  { return ink{s.theme.Foot, false, s.theme.Muted} }
func (s *scene) note() ink  { return ink{s.theme.Foot, false, s.theme.Muted} }

func (k ink) in(c color.RGBA) ink { k.color = c; return k }
func (k ink) strong() ink         { k.bold = true; return k }

// middle returns the baseline at which a text of k stands centred on y.
func (k ink) middle(y float64) float64 { return y + k.size*0.36 }

func around(at []xy) rect {
	r := rect{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range at {
		r.x0, r.x1 = min(r.x0, p.x), max(r.x1, p.x)
		r.y0, r.y1 = min(r.y0, p.y), max(r.y1, p.y)
	}
	return r
}

// circle returns a polygon that looks round at the sizes drawn here.
func circle(x, y, r float64) []xy {
	n := 12 + 2*int(min(r, 30))
	at := make([]xy, n)
	for i := range at {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		at[i] = xy{x + float64(r*cos), y + float64(r*sin)}
	}
	return at
}

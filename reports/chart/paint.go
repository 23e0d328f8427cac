package chart

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// bandRows is how many device rows are painted at once: few enough to stay near
// the processor, enough that few curves are stroked twice.
const bandRows = 212

// painter paints a scene on one band at a time.
type painter struct {
	scene  *scene
	wide   int
	rows   int
	canvas *vgimg.Canvas
	pixels *image.RGBA // of canvas
	top    int         // first device row of the band
	glyphs *glyphs
}

// write paints s and writes it to w as PNG.
func (s *scene) write(w io.Writer) error {
	page, err := s.paint()
	if err != nil {
		return err
	}
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := e.Encode(w, page); err != nil {
		return fmt.Errorf("write picture: %w", err)
	}
	return nil
}

// paint returns s as an image of its 256 commonest shades.
func (s *scene) paint() (*image.Paletted, error) {
	wide, high := int(math.Round(s.wide*s.scale)), int(math.Round(s.high*s.scale))
	p := &painter{scene: s, wide: wide, rows: min(bandRows, high), glyphs: newGlyphs(s.letters, s.scale)}
	// One point is one logical pixel: 72 dots an inch at scale 1.
	p.canvas = vgimg.NewWith(
		vgimg.UseWH(vg.Length(float64(wide)/s.scale), vg.Length(float64(p.rows)/s.scale)),
		vgimg.UseDPI(int(72*s.scale)),
		vgimg.UseBackgroundColor(s.theme.Background))
	pixels, ok := p.canvas.Image().(*image.RGBA)
	if !ok || pixels.Rect.Dx() < wide || pixels.Rect.Dy() < p.rows {
		return nil, fmt.Errorf("canvas is %T of %v, want RGBA of %d × %d", p.canvas.Image(), p.canvas.Image().Bounds(), wide, p.rows)
	}
	p.pixels = pixels
	shades := newPalette(s)
	page := image.NewPaletted(image.Rect(0, 0, wide, high), shades.colors)
	for top := 0; top < high; top += p.rows {
		p.band(top)
		shades.reduce(page, top, pixels, min(p.rows, high-top))
	}
	return page, nil
}

// band paints what the scene has between device rows top and top+rows.
func (p *painter) band(top int) {
	p.top = top
	if top > 0 {
		p.flood(p.pixels.Rect, p.scene.theme.Background)
	}
	y0, y1 := float64(top)/p.scene.scale, float64(top+p.rows)/p.scene.scale
	for i := range p.scene.marks {
		m := &p.scene.marks[i]
		if m.box.y1+2 < y0 || m.box.y0-2 > y1 {
			continue
		}
		switch m.shape {
		case boxShape:
			p.box(m)
		case fillShape:
			p.canvas.SetColor(m.color)
			p.canvas.Fill(p.path(m.at, true))
		case lineShape:
			p.canvas.SetColor(m.color)
			p.canvas.SetLineWidth(vg.Length(m.width))
			p.stroke(m.at, y0-2*m.width, y1+2*m.width)
		case textShape:
			p.text(m)
		}
	}
}

// stroke strokes the stretches of a polyline that come between y0 and y1. A stretch
// is cut beyond them, where its ends are not seen.
func (p *painter) stroke(at []xy, y0, y1 float64) {
	from := -1
	for i := 1; i < len(at); i++ {
		a, b := at[i-1].y, at[i].y
		if max(a, b) >= y0 && min(a, b) <= y1 {
			if from < 0 {
				from = i - 1
			}
			continue
		}
		if from >= 0 {
			p.canvas.Stroke(p.path(at[from:i], false))
			from = -1
		}
	}
	if from >= 0 {
		p.canvas.Stroke(p.path(at[from:], false))
	}
}

// path turns logical pixels into vg's points, whose y runs upwards.
func (p *painter) path(at []xy, closed bool) vg.Path {
	bottom := float64(p.top+p.rows) / p.scene.scale
	path := make(vg.Path, 0, len(at)+1)
	for i, q := range at {
		to := vg.Point{X: vg.Length(q.x), Y: vg.Length(bottom - q.y)}
		if i == 0 {
			path.Move(to)
			continue
		}
		path.Line(to)
	}
	if closed {
		path.Close()
	}
	return path
}

// box fills an upright rectangle, snapped to whole device pixels: crisp, and
// without the cost of anti-aliasing. It is never thinner than a pixel.
func (p *painter) box(m *mark) {
	k := p.scene.scale
	x0, x1 := int(math.Round(m.box.x0*k)), int(math.Round(m.box.x1*k))
	y0, y1 := int(math.Round(m.box.y0*k)), int(math.Round(m.box.y1*k))
	p.flood(image.Rect(x0, y0-p.top, max(x1, x0+1), max(y1, y0+1)-p.top), m.color)
}

func (p *painter) flood(r image.Rectangle, c color.RGBA) {
	r = r.Intersect(p.pixels.Rect)
	if r.Empty() {
		return
	}
	first := p.pixels.Pix[p.pixels.PixOffset(r.Min.X, r.Min.Y):][:4*r.Dx()]
	first[0], first[1], first[2], first[3] = c.R, c.G, c.B, c.A
	for n := 4; n < len(first); n *= 2 {
		copy(first[n:], first[:n])
	}
	for y := r.Min.Y + 1; y < r.Max.Y; y++ {
		copy(p.pixels.Pix[p.pixels.PixOffset(r.Min.X, y):], first)
	}
}

// text sets the letters of m, each to a quarter of a pixel.
func (p *painter) text(m *mark) {
	k := p.scene.scale
	x, y := m.at[0].x*k, int(math.Round(m.at[0].y*k))-p.top
	last := rune(-1)
	for _, r := range m.text {
		if last >= 0 {
			x += p.scene.letters.pair(last, r, m.ink.bold) * m.ink.size * k
		}
		whole := math.Floor(x)
		g := p.glyphs.of(r, m.ink, int((x-whole)*quarters))
		p.stamp(g, int(whole), y, m.color)
		x += p.scene.letters.advance(r, m.ink.bold) * m.ink.size * k
		last = r
	}
}

// stamp lays c over the band through g, with g's origin at x, y.
func (p *painter) stamp(g *glyph, x, y int, c color.RGBA) {
	to := g.box.Add(image.Pt(x, y))
	on := to.Intersect(p.pixels.Rect)
	for row := on.Min.Y; row < on.Max.Y; row++ {
		mask := g.mask[(row-to.Min.Y)*g.box.Dx()+on.Min.X-to.Min.X:][:on.Dx()]
		pix := p.pixels.Pix[p.pixels.PixOffset(on.Min.X, row):][:4*on.Dx()]
		for i, a := range mask {
			if a == 0 {
				continue
			}
			q := pix[4*i : 4*i+3 : 4*i+3]
			q[0], q[1], q[2] = over(q[0], c.R, a), over(q[1], c.G, a), over(q[2], c.B, a)
		}
	}
}

// over returns c over ground with coverage a.
func over(ground, c, a uint8) uint8 {
	return uint8((uint32(ground)*uint32(255-a) + uint32(c)*uint32(a) + 127) / 255)
}

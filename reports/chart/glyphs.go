package chart

import (
	"image"

	"gonum.org/v1/plot/vg"
)

// quarters is how many places within a pixel a letter may start at.
const quarters = 4

// glyph is the coverage of one letter around its origin on the baseline.
type glyph struct {
	box  image.Rectangle
	mask []uint8 // rows of box, 0 to 255
}

// glyphKey tells glyphs apart.
type glyphKey struct {
	r    rune
	size float64
	bold bool
	part int // quarters of a pixel to the right
}

// glyphs keeps each letter that was drawn once. gonum's own canvas shapes and
// transforms every letter again wherever it stands, which took most of a page.
type glyphs struct {
	letters *letters
	scale   float64
	kept    map[glyphKey]*glyph
}

func newGlyphs(l *letters, scale float64) *glyphs {
	return &glyphs{letters: l, scale: scale, kept: map[glyphKey]*glyph{}}
}

// of returns r's glyph in the size and weight of k, part quarters of a pixel to the
// right of its origin.
func (g *glyphs) of(r rune, k ink, part int) *glyph {
	key := glyphKey{r, k.size, k.bold, part}
	if kept, ok := g.kept[key]; ok {
		return kept
	}
	made := g.shape(r, k, part)
	g.kept[key] = made
	return made
}

func (g *glyphs) shape(r rune, k ink, part int) *glyph {
	f := g.letters.faces[weight(k.bold)]
	f.Font.Size = vg.Length(k.size)
	face := f.FontFace(72 * g.scale)
	defer face.Close()
	bounds, _, _ := face.GlyphBounds(r)
	// The dot has the font module's own type, in 64ths of a pixel; taking it from
	// the bounds keeps that module out of the imports.
	dot := bounds.Min
	dot.X, dot.Y = 0, 0
	for range part {
		dot.X += 64 / quarters
	}
	box, mask, from, _, ok := face.Glyph(dot, r)
	if !ok {
		return &glyph{}
	}
	made := &glyph{box: box, mask: make([]uint8, box.Dx()*box.Dy())}
	if a, ok := mask.(*image.Alpha); ok {
		for y := range box.Dy() {
			copy(made.mask[y*box.Dx():(y+1)*box.Dx()], a.Pix[a.PixOffset(from.X, from.Y+y):])
		}
		return made
	}
	for i := range made.mask {
		_, _, _, cover := mask.At(from.X+i%box.Dx(), from.Y+i/box.Dx()).RGBA()
		made.mask[i] = uint8(cover >> 8)
	}
	return made
}

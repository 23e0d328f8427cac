package chart

import (
	"encoding/binary"
	"image"
	"image/color"
)

// A sheet uses few inks on one ground, so each pixel is an ink, or an ink thinned
// by anti-aliasing. A palette of 256 such shades holds all of them, and PNG takes
// one byte a pixel instead of four and needs no row filters: the report is written
// in a quarter of the time.

// palette reduces painted bands to indices. Index 0 is the background.
type palette struct {
	colors color.Palette
	rgba   []color.RGBA
	known  map[uint32]uint8 // exact colour → nearest entry
	recent [4096]seen       // a small cache in front of known
}

// seen remembers the entry of a packed colour; the zero value knows that nothing
// transparent is ever painted, so that 0 is no colour.
type seen struct {
	packed uint32
	entry  uint8
}

// newPalette makes the palette of s: every colour of a mark exactly, then ramps
// from the background to each colour that is anti-aliased.
func newPalette(s *scene) *palette {
	p := &palette{known: map[uint32]uint8{}}
	p.add(s.theme.Background)
	var ramps []color.RGBA
	ramped := map[color.RGBA]bool{}
	for _, m := range s.marks {
		if len(p.rgba) < 128 {
			p.add(m.color)
		}
		if m.shape != boxShape && !ramped[m.color] {
			ramped[m.color] = true
			ramps = append(ramps, m.color)
		}
	}
	if len(ramps) == 0 {
		return p
	}
	steps := max((256-len(p.rgba))/len(ramps), 1)
	for step := 1; step <= steps; step++ {
		for _, c := range ramps {
			p.add(mix(s.theme.Background, c, float64(step)/float64(steps+1)))
		}
	}
	return p
}

func (p *palette) add(c color.RGBA) {
	if _, ok := p.known[pack(c)]; ok || len(p.rgba) == 256 {
		return
	}
	p.known[pack(c)] = uint8(len(p.rgba))
	p.rgba = append(p.rgba, c)
	p.colors = append(p.colors, c)
}

// entry returns the index for the packed colour v.
func (p *palette) entry(v uint32) uint8 {
	slot := &p.recent[v*2654435761>>20]
	if slot.packed != v {
		*slot = seen{v, p.nearest(v)}
	}
	return slot.entry
}

// nearest returns the entry closest to the packed colour v; ties go to the lower
// index, so the result does not depend on the order of pixels.
func (p *palette) nearest(v uint32) uint8 {
	if i, ok := p.known[v]; ok {
		return i
	}
	r, g, b := int(v&0xff), int(v>>8&0xff), int(v>>16&0xff)
	best, at := 1<<30, 0
	for i, c := range p.rgba {
		dr, dg, db := int(c.R)-r, int(c.G)-g, int(c.B)-b
		if d := 2*dr*dr + 4*dg*dg + 3*db*db; d < best {
			best, at = d, i
		}
	}
	p.known[v] = uint8(at)
	return uint8(at)
}

// reduce writes the first rows rows of band into page from row top on. The page
// comes filled with index 0.
func (p *palette) reduce(page *image.Paletted, top int, band *image.RGBA, rows int) {
	ground := pack(p.rgba[0])
	two := uint64(ground)<<32 | uint64(ground)
	wide := page.Rect.Dx()
	for y := range rows {
		pix := band.Pix[y*band.Stride : y*band.Stride+4*wide]
		out := page.Pix[(top+y)*page.Stride : (top+y)*page.Stride+wide]
		for x := 0; x < wide; x++ {
			// Most of a sheet is ground: eight pixels are passed at a time.
			for x+8 <= wide {
				q := pix[4*x : 4*x+32 : 4*x+32]
				if binary.LittleEndian.Uint64(q) != two || binary.LittleEndian.Uint64(q[8:]) != two ||
					binary.LittleEndian.Uint64(q[16:]) != two || binary.LittleEndian.Uint64(q[24:]) != two {
					break
				}
				x += 8
			}
			if x == wide {
				break
			}
			if v := binary.LittleEndian.Uint32(pix[4*x:]); v != ground {
				out[x] = p.entry(v)
			}
		}
	}
}

func pack(c color.RGBA) uint32 {
	return uint32(c.R) | uint32(c.G)<<8 | uint32(c.B)<<16 | uint32(c.A)<<24
}

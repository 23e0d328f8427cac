package chart

import (
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
)

// ellipsis marks where the middle of a label was left out.
const ellipsis = "…"

// unknown stands for a character that the bundled font lacks: Liberation Sans has
// no Chinese, and a character that vanishes is worse than one that is seen to be
// missing.
const unknown = '?'

// letters measures text in the bundled sans serif. It remembers widths, so it has
// one user at a time.
type letters struct {
	faces [2]font.Face // regular, bold; of size 1000, so widths are per mille of the size
	wide  [2]map[rune]float64
	kern  [2]map[[2]rune]float64
}

// ascent and descent bound the letters of Liberation Sans around the baseline, as
// fractions of the size: capitals and digits reach 0.73, a "y" hangs 0.21.
const (
	ascent  = 0.74
	descent = 0.21
)

func newLetters() *letters {
	l := &letters{}
	for _, f := range liberation.Collection() {
		if f.Font.Variant != "Sans" || f.Font.Style != 0 {
			continue
		}
		i := 0
		if f.Font.Weight > 0 {
			i = 1
		}
		f.Font.Size = 1000
		l.faces[i] = f
		l.wide[i] = map[rune]float64{}
		l.kern[i] = map[[2]rune]float64{}
	}
	return l
}

// clean returns s with control characters as spaces and characters the font lacks
// as question marks.
func (l *letters) clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= ' ' && r < 0x7f {
			return r
		}
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0xa0 || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		if i, err := l.faces[0].Face.GlyphIndex(nil, r); err != nil || i == 0 || l.advance(r, false) <= 0 {
			return unknown
		}
		return r
	}, s)
}

// advance returns the width of r per unit of size.
func (l *letters) advance(r rune, bold bool) float64 {
	i := weight(bold)
	w, ok := l.wide[i][r]
	if !ok {
		w = float64(l.faces[i].Width(string(r))) / 1000
		l.wide[i][r] = w
	}
	return w
}

// pair returns the kerning between a and b per unit of size.
func (l *letters) pair(a, b rune, bold bool) float64 {
	i := weight(bold)
	k, ok := l.kern[i][[2]rune{a, b}]
	if !ok {
		both := float64(l.faces[i].Width(string([]rune{a, b}))) / 1000
		k = both - l.advance(a, bold) - l.advance(b, bold)
		l.kern[i][[2]rune{a, b}] = k
	}
	return k
}

// width returns the width of s in logical pixels.
func (l *letters) width(s string, size float64, bold bool) float64 {
	w, last := 0.0, rune(-1)
	for _, r := range s {
		if last >= 0 {
			w += l.pair(last, r, bold)
		}
		w += l.advance(r, bold)
		last = r
	}
	return w * size
}

// fit returns s, with its middle replaced by an ellipsis where it is wider than
// room. Where not even one letter and the ellipsis fit, it returns "".
func (l *letters) fit(s string, size float64, bold bool, room float64) string {
	if l.width(s, size, bold) <= room {
		return s
	}
	runes := []rune(s)
	if len(runes) > 400 { // no label is that wide; keeps the search short
		runes = append(runes[:200:200], runes[len(runes)-200:]...)
	}
	short := func(keep int) string {
		head := runes[:(keep+1)/2]
		tail := runes[len(runes)-keep/2:]
		return strings.TrimRight(string(head), " ") + ellipsis + strings.TrimLeft(string(tail), " ")
	}
	low, high := 0, len(runes)-1 // low fits, high may not
	for low < high {
		mid := (low + high + 1) / 2
		if l.width(short(mid), size, bold) <= room {
			low = mid
			continue
		}
		high = mid - 1
	}
	if low == 0 {
		return ""
	}
	return short(low)
}

// wrap breaks s at spaces into at most lines lines no wider than room; what is
// left over ends the last line with its middle shortened.
func (l *letters) wrap(s string, size float64, bold bool, room float64, lines int) []string {
	words := strings.Fields(s)
	var out []string
	for len(words) > 0 && len(out) < lines {
		n := 1
		line := words[0]
		for n < len(words) {
			longer := line + " " + words[n]
			if l.width(longer, size, bold) > room {
				break
			}
			line = longer
			n++
		}
		if len(out) == lines-1 && n < len(words) {
			line = strings.Join(words, " ")
			n = len(words)
			line = l.cutEnd(line, size, bold, room)
		}
		if line = l.fit(line, size, bold, room); line != "" {
			out = append(out, line)
		}
		words = words[n:]
	}
	return out
}

// cutEnd returns the longest beginning of s that fits with an ellipsis behind it.
func (l *letters) cutEnd(s string, size float64, bold bool, room float64) string {
	w, last := l.advance('…', bold)*size, rune(-1)
	for i, r := range s {
		if last >= 0 {
			w += l.pair(last, r, bold) * size
		}
		w += l.advance(r, bold) * size
		if w > room {
			return strings.TrimRight(s[:i], " ,;·") + ellipsis
		}
		last = r
	}
	return s
}

func weight(bold bool) int {
	if bold {
		return 1
	}
	return 0
}

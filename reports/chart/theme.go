package chart

import (
	"fmt"
	"image/color"
	"math"
)

// Theme is every colour and size of a picture. Two pictures drawn with one theme
// look like one hand made them.
type Theme struct {
	// Surfaces and text.
	Background color.RGBA
	Ink        color.RGBA // titles, figures
	Muted      color.RGBA // units, footnotes, tick labels
	Rule       color.RGBA // horizontal rules

	// Meaning. Each is paired with a shape, sign or hatch where it carries meaning.
	Strategy  color.RGBA
	Hold      color.RGBA
	Benchmark color.RGBA
	Support   color.RGBA // supportive signals, entries
	Contrary  color.RGBA // contrary signals, exits
	Loss      color.RGBA

	// Sizes of type in logical pixels.
	Title, Lead, Panel, Label, Foot float64
}

// Light returns the theme on white. The colours are those of Okabe and Ito, told
// apart with every kind of colour blindness and in grey.
func Light() Theme {
	return Theme{
		Background: rgb(0xFFFFFF),
		Ink:        rgb(0x1A1A1A),
		Muted:      rgb(0x626262),
		Rule:       rgb(0xE3E3E3),
		Strategy:   rgb(0x0072B2),
		Hold:       rgb(0xE69F00),
		Benchmark:  rgb(0x999999),
		Support:    rgb(0x009E73),
		Contrary:   rgb(0xD55E00),
		Loss:       rgb(0xCC79A7),
		Title:      30, Lead: 18, Panel: 17, Label: 14, Foot: 12,
	}
}

// Dark returns the same theme on near-black: the strategy's blue and the rules are
// lifted until they stand off the ground as they do on white.
func Dark() Theme {
	t := Light()
	t.Background = rgb(0x14161A)
	t.Ink = rgb(0xECECEC)
	t.Muted = rgb(0xA4A8AE)
	t.Rule = rgb(0x30343A)
	t.Strategy = rgb(0x3FA3E0)
	return t
}

// ThemeNamed returns the theme called name: "light" (or empty) or "dark". Another
// name is an error.
func ThemeNamed(name string) (Theme, error) {
	switch name {
	case "", "light":
		return Light(), nil
	case "dark":
		return Dark(), nil
	}
	return Theme{}, fmt.Errorf("theme %q is neither light nor dark", name)
}

// pale returns c thinned towards the background; share is c's part, 0 to 1.
func (t Theme) pale(c color.RGBA, share float64) color.RGBA { return mix(t.Background, c, share) }

// text returns c made dark (or bright) enough to be read as letters.
func (t Theme) text(c color.RGBA) color.RGBA { return mix(c, t.Ink, 0.40) }

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

// mix returns a·(1−share) + b·share, channel by channel.
func mix(a, b color.RGBA, share float64) color.RGBA {
	blend := func(x, y uint8) uint8 {
		return uint8(math.Round(float64(x) + float64(share*(float64(y)-float64(x)))))
	}
	return color.RGBA{R: blend(a.R, b.R), G: blend(a.G, b.G), B: blend(a.B, b.B), A: 255}
}

// Package chart draws a backtest as pictures: one report page and its panels one
// by one, by one theme, as PNG.
//
// It knows nothing of orders or strategies. A Page holds plain days, numbers and
// sentences; the caller has computed them, and this package only places them.
//
// # Terms
//
// A scene is a list of marks (boxes, paths, texts) in logical pixels, y downwards.
// A panel is a function that puts its marks inside a rectangle of a scene. Because
// every text of a scene is known with its rectangle before a pixel is painted, a
// test can assert that no two texts touch and that none leaves the sheet.
//
// # Order of events
//
// The page is checked (sizes, finite numbers, days in order), the panels fill a
// scene, the scene is painted band by band through gonum/plot's vg canvas, each
// band is reduced to a palette of 256 colours made from the theme's inks, and the
// whole is written with the fastest PNG compression. The same page gives the same
// bytes, always.
package chart

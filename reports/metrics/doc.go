// Package metrics turns equity curves, round trips and trading totals into
// figures: each a number, or undefined with the reason why. Every figure's
// definition, unit and source stands in the table that Definitions returns.
//
// # Terms
//
// A curve is a series of equities, one a session, net of every cost and marked
// to market; its first point is the equity before the first session, so n+1
// points make n returns. Returns are simple, one a session, flat sessions
// included as zero. A, the periods a year, annualises volatility and ratios;
// growth is annualised by the calendar where a curve has dates. A spell is a
// stretch under water, from a peak to its recovery.
//
// # Undefined
//
// A ratio with nothing to divide by is undefined and says so; no figure is
// ever NaN, infinite, or a zero that stands for something else. A curve that
// touches zero is ruined: it has lost everything, nothing after that counts,
// and only its total return, its growth and its drawdowns are figures still.
//
// # Determinism
//
// Sums run in the order of the data; products that are added are rounded
// first, so that no machine fuses them. A Fold fed session by session gives
// the same bits as Compute, which is made of one.
package metrics

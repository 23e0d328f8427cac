// Package indicator turns bars into figures: averages, ranges, deviations. It
// has each in two forms. The whole-series form is go-talib's, behind guards:
// what is not defined yet is NaN and never 0, short or empty input is all NaN
// and never a panic, and nonsense is an error. The streaming form is fed one
// bar after the other, allocates nothing once made, and is what strategies
// use; its oracle is the whole-series form.
//
// # Terms
//
// The warm-up is the bars before the first value. An indicator is causal: its
// value at a bar depends on that bar and those before it, so it is the same to
// the bit on data that end there.
//
// Averages of prices are exact. Prices are whole mills, sums of them are
// integers, and two averages are compared by their sums (CompareMeans), so that
// equal averages are equal. Where floating point is needed, each product is
// rounded by an explicit float64 before it is added to, since some processors
// would otherwise fuse the two and round once.
package indicator

package engine

import (
	"slices"
	"sort"
)

// series is the closed bars of one instrument at one interval, in order. It is
// kept in columns: who looks back for closes reads nothing else.
type series struct {
	instrument ID
	interval   Interval
	number     uint16  // its place in the archive
	closes     []int32 // prices in mills
	opens      []int32
	highs      []int32
	lows       []int32
	volumes    []int64
	turnovers  []int64
	flags      []barFlags
	days       []Day
	rebase     []rebase // by at
}

// grow makes room for n more bars.
func (s *series) grow(n int) {
	s.days = slices.Grow(s.days, n)
	for _, column := range [...]*[]int32{&s.opens, &s.highs, &s.lows, &s.closes} {
		*column = slices.Grow(*column, n)
	}
	s.volumes, s.turnovers = slices.Grow(s.volumes, n), slices.Grow(s.turnovers, n)
	s.flags = slices.Grow(s.flags, n)
}

// add appends a bar of day d.
func (s *series) add(d Day, r BarRow, f barFlags) {
	s.days = append(s.days, d)
	s.opens, s.highs = append(s.opens, int32(r.Open)), append(s.highs, int32(r.High))
	s.lows, s.closes = append(s.lows, int32(r.Low)), append(s.closes, int32(r.Close))
	s.volumes, s.turnovers = append(s.volumes, int64(r.Volume)), append(s.turnovers, int64(r.Turnover))
	s.flags = append(s.flags, f)
}

// rebase is an action on share counts: bars before index at are seen divided
// by num/den from day on.
type rebase struct {
	at       int32
	day      Day
	num, den int64
}

// countBefore returns how many bars of the series closed before day d.
func (s *series) countBefore(d Day) int32 {
	return int32(sort.Search(len(s.days), func(i int) bool { return s.days[i] >= d }))
}

// pack lays a column of all series end to end. Columns that are allocated one
// by one begin at round addresses, so that the bars of one day fall on the same
// few lines of a processor's cache and drive each other out.
func pack[T any](all []*rows, column func(*rows) *[]T) {
	n := 0
	for _, r := range all {
		n += len(*column(r))
	}
	packed := make([]T, 0, n)
	for _, r := range all {
		c := column(r)
		lo := len(packed)
		packed = append(packed, *c...)
		*c = packed[lo:len(packed):len(packed)]
	}
}

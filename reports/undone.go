package reports

import (
	"fmt"

	"rally/engine"
)

// Undone says how well the adjusted prices of one name's files were turned
// back into those that were traded.
type Undone struct {
	Symbol   string
	Interval engine.Interval
	Basis    string     // what they were adjusted for: split, total or additive
	AsOf     engine.Day // the day that they are adjusted as of
	Actions  int        // undone

	Prices int // four a bar with volume
	OnGrid int // of them on the grid of their day
	Bars   int // with a turnover
	Inside int // of them with turnover ÷ volume within low and high
}

// String prints the proof on one line. A share of 100 % is all.
func (u *Undone) String() string {
	text := fmt.Sprintf("%s %v %s as of %v: %s of %s prices on the grid", u.Symbol, u.Interval, u.Basis, u.AsOf,
		part(u.OnGrid, u.Prices), grouped(float64(u.Prices), 0))
	if u.Bars == 0 {
		return text + ", no turnover to tell more"
	}
	return text + fmt.Sprintf(", turnover of %s of %s bars inside low and high", part(u.Inside, u.Bars), grouped(float64(u.Bars), 0))
}

// part is a share in per cent, 99.9 at most where it is not all.
func part(n, of int) string {
	switch {
	case of == 0:
		return "none"
	case n == of:
		return "100.0 %"
	}
	return percent(min(float64(n)/float64(of), 0.999))
}

// undone says in one phrase what was undone and how well: of one name all, of
// several the least of each share. It is empty where prices were as traded.
func undone(list []Undone) string {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0].String()
	}
	grid, inside, names := &list[0], (*Undone)(nil), map[string]bool{}
	less := func(a, of, b, than int) bool { return float64(a)*float64(than) < float64(b)*float64(of) }
	for i := range list {
		u := &list[i]
		names[u.Symbol] = true
		if less(u.OnGrid, u.Prices, grid.OnGrid, grid.Prices) {
			grid = u
		}
		if u.Bars > 0 && (inside == nil || less(u.Inside, u.Bars, inside.Inside, inside.Bars)) {
			inside = u
		}
	}
	text := fmt.Sprintf("prices of %s; on the grid of each at least %s", count(len(names), "name"), part(grid.OnGrid, grid.Prices))
	if inside != nil {
		text += fmt.Sprintf(", turnover inside low and high in at least %s of bars", part(inside.Inside, inside.Bars))
	}
	return text
}

// undoneOf lists the proofs; empty where prices were as traded.
func undoneOf(list []Undone) []document {
	var out []document
	for i := range list {
		u := &list[i]
		out = append(out, document{
			"symbol": u.Symbol, "interval": u.Interval.String(), "basis": u.Basis, "as_of": u.AsOf.String(), "actions": u.Actions,
			"prices": u.Prices, "on_grid": u.OnGrid, "bars": u.Bars, "inside": u.Inside,
		})
	}
	return out
}

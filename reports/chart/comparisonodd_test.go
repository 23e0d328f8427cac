package chart

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// A page of odd data either is refused with an error or is laid without a panic, a
// collision or a mark off the sheet.
func TestOddComparisons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := oddComparison(t)
		lay := func(what string, s *scene, err error) {
			if err != nil {
				return
			}
			if bad := collisions(s); len(bad) > 0 {
				t.Fatalf("%s: %q", what, bad)
			}
		}
		s, err := layComparison(p, Light())
		lay("page", s, err)
		s, err = laySweeps(p, p.Sweeps, Light())
		lay("sweeps", s, err)
		for i := range p.Maps {
			s, err = layHeatmap(p, &p.Maps[i], Light())
			lay("map", s, err)
		}
	})
}

func oddComparison(t *rapid.T) *ComparisonPage {
	number := rapid.OneOf(rapid.Float64Range(-200, 200), rapid.Float64Range(-farthest/4, farthest/4), rapid.Just(0.0), rapid.Float64Range(-1e-12, 1e-12))
	text := rapid.OneOf(rapid.String(), rapid.StringN(0, 200, 400), rapid.SampledFrom([]string{"", "5", "1 session", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"}))
	texts := func(n int) []string { return rapid.SliceOfN(text, n, n).Draw(t, "texts") }
	cell := rapid.Custom(func(t *rapid.T) Cell { return Cell{number.Draw(t, "cell"), rapid.Bool().Draw(t, "known")} })
	p := &ComparisonPage{Name: text.Draw(t, "name"), Span: text.Draw(t, "span"), Verdict: text.Draw(t, "verdict"), Beside: text.Draw(t, "beside"),
		Badges: rapid.SliceOfN(text, 0, 9).Draw(t, "badges"), Words: rapid.SliceOfN(text, 0, 9).Draw(t, "words")}
	n := rapid.IntRange(0, 40).Draw(t, "days")
	day := rapid.Int32Range(-100000, 100000).Draw(t, "first")
	for range n {
		p.Days = append(p.Days, day)
		day += int32(rapid.IntRange(0, 100).Draw(t, "gap"))
	}
	for range min(n, rapid.IntRange(0, 9).Draw(t, "tracks")) {
		from := rapid.IntRange(0, n-1).Draw(t, "begins")
		to := rapid.IntRange(from+1, n).Draw(t, "ends")
		k := Track{Role: Role(rapid.IntRange(0, 3).Draw(t, "role")), Rank: rapid.IntRange(0, 100000).Draw(t, "rank"),
			Curve: Curve{Label: text.Draw(t, "label"), Part: text.Draw(t, "part"), Begins: from, Values: rapid.SliceOfN(number, to-from, to-from).Draw(t, "values")}}
		if rapid.Bool().Draw(t, "depth?") {
			for _, v := range k.Curve.Values {
				k.Depth = append(k.Depth, -math.Abs(v))
			}
		}
		p.Tracks = append(p.Tracks, k)
	}
	for range rapid.IntRange(0, 3).Draw(t, "others") {
		p.Others = append(p.Others, rapid.SliceOfN(number, n, n).Draw(t, "other"))
	}
	// A figure is a printed number: short, whatever the number is.
	figure := rapid.Custom(func(t *rapid.T) Figure {
		return Figure{Value: Number(number.Draw(t, "figure"), 1), Note: rapid.SampledFrom([]string{"", "", "constant returns", "no trades", "ruined"}).Draw(t, "note")}
	})
	heads := rapid.IntRange(0, 7).Draw(t, "heads")
	p.Ranking = Ranking{By: text.Draw(t, "by"), More: text.Draw(t, "more"), Heads: []string{"Calmar", "net return", "Sharpe ± error", "deflated", "deepest", "break-even bp", "trades"}[:heads]}
	for i := range rapid.IntRange(0, 12).Draw(t, "ranked") {
		p.Ranking.Rows = append(p.Ranking.Rows, RankLine{i + 1, text.Draw(t, "trial"), rapid.SliceOfN(figure, heads, heads).Draw(t, "figures")})
	}
	for range rapid.IntRange(0, 3).Draw(t, "spreads") {
		d := Spread{Title: text.Draw(t, "title"), Axis: text.Draw(t, "axis"), Low: number.Draw(t, "low"), Width: math.Abs(number.Draw(t, "width")), Counts: rapid.SliceOfN(rapid.IntRange(0, 1000), 0, 40).Draw(t, "counts"),
			Split: rapid.Bool().Draw(t, "split"), Limit: number.Draw(t, "limit"), Below: text.Draw(t, "below"), Above: text.Draw(t, "above")}
		for range rapid.IntRange(0, 2).Draw(t, "marks") {
			d.Marks = append(d.Marks, SpreadMark{number.Draw(t, "at"), text.Draw(t, "mark")})
		}
		p.Spreads = append(p.Spreads, d)
	}
	for range rapid.IntRange(0, 3).Draw(t, "maps") {
		rows, cols := rapid.IntRange(0, 40).Draw(t, "rows"), rapid.IntRange(0, 40).Draw(t, "cols")
		m := Map{Title: text.Draw(t, "title"), Unit: text.Draw(t, "unit"), ColKey: text.Draw(t, "key"), RowKey: text.Draw(t, "key"), Cols: texts(cols), Rows: texts(rows), Decimals: 2,
			PlateauText: text.Draw(t, "plateau"), PeakText: text.Draw(t, "peak"), Empty: text.Draw(t, "empty")}
		for range rows {
			m.Values = append(m.Values, rapid.SliceOfN(cell, cols, cols).Draw(t, "row"))
		}
		m.Plateau, m.Peak = Spot{rows / 2, cols / 2, rows > 0 && cols > 0}, Spot{0, 0, rows > 0 && cols > 0}
		p.Maps = append(p.Maps, m)
	}
	for range rapid.IntRange(0, 3).Draw(t, "sweeps") {
		values := rapid.IntRange(0, 150).Draw(t, "values")
		w := Sweep{Title: text.Draw(t, "title"), Unit: text.Draw(t, "unit"), Key: text.Draw(t, "key"), Values: make([]string, values), Decimals: 2, Suffix: rapid.SampledFrom([]string{"", " %"}).Draw(t, "suffix"),
			PlateauText: text.Draw(t, "plateau"), PeakText: text.Draw(t, "peak"), Empty: text.Draw(t, "empty"), Plateau: Spot{0, values / 2, values > 0}, Peak: Spot{0, 0, values > 0}}
		word := text.Draw(t, "value")
		for i := range w.Values {
			w.Values[i] = word
		}
		for range rapid.IntRange(0, 6).Draw(t, "lines") {
			w.Lines = append(w.Lines, SweepLine{text.Draw(t, "line"), rapid.SliceOfN(cell, values, values).Draw(t, "cells")})
		}
		p.Sweeps = append(p.Sweeps, w)
	}
	rules := rapid.IntRange(0, 9).Draw(t, "correlated")
	p.Correlation = Correlation{Labels: texts(rules), Marks: texts(rules), Note: text.Draw(t, "note")}
	for i := range rules {
		line := make([]Cell, i)
		for j := range line {
			line[j] = Cell{rapid.Float64Range(-1, 1).Draw(t, "ρ"), rapid.Bool().Draw(t, "known")}
		}
		p.Correlation.Cells = append(p.Correlation.Cells, line)
	}
	lanes := rapid.IntRange(0, 8).Draw(t, "lanes")
	p.Walk = Walk{Text: text.Draw(t, "walk"), Score: text.Draw(t, "score"), Lanes: texts(lanes), Digits: 2}
	for range rapid.IntRange(0, 40).Draw(t, "legs") {
		from := day - rapid.Int32Range(0, 500).Draw(t, "from")
		p.Walk.Legs = append(p.Walk.Legs, Leg{from, from + rapid.Int32Range(0, 200).Draw(t, "long"), rapid.IntRange(-1, lanes-1).Draw(t, "lane"), cell.Draw(t, "score"), cell.Draw(t, "return")})
	}
	p.Foot = Foot{rapid.SliceOfN(text, 0, 20).Draw(t, "foot"), text.Draw(t, "digest"), text.Draw(t, "engine")}
	return p
}

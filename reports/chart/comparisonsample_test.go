package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// contest returns a page of a comparison of random walks: shown trials over n
// sessions, with all panels there are.
func contest(seed uint64, n, shown int) *ComparisonPage {
	r := rand.New(rand.NewPCG(seed, 7))
	p := &ComparisonPage{
		Name:    "policy-momentum, nine ways",
		Badges:  []string{"ARTIFICIAL MARKET", "IN-SAMPLE: SIGNALS COMPILED AFTER THE FACT", "2 FINDINGS WAIVED"},
		Days:    weekdays(n),
		Verdict: "Best of 9 trials: 18.2 % net, Sharpe 1.10 ± 0.62. With nine tries at luck one would expect a Sharpe of 0.9, so luck is not excluded.",
		Beside:  "thin: 3 other kept curves",
		Words: []string{
			"Best of 9 trials. With nine tries at luck one would expect a Sharpe of 0.9; this one has 1.1.",
			"Probability that the choice is over-fitted: 38 %, of 12,870 splits of 16 blocks of 27 sessions.",
			"Deflated Sharpe 61 %: the chance that the best is above what luck alone reaches. With 4.2 effective trials 78 %.",
			"To be told from luck at 95 % the best would need 1,204 sessions; it has 446.",
		},
		Foot: Foot{Lines: []string{
			"Assumed: fills at the next open plus 1 tick and 5 bp; at most 5 % of the day's volume; dividends taxed at 10 %.",
			"Warnings: 3 names had no price for more than 5 sessions and were held at the last one.",
		}, Digest: "digest 5f1c03a9d2e1", Engine: "rally 0.1.0"},
	}
	p.Span = fmt.Sprintf("%s to %s · %d sessions · 12 names · HK$1,000,000 cash · 9 trials ranked by Sharpe", dayLabel(p.Days[0]), dayLabel(p.Days[n-1]), n)
	track := func(role Role, rank int, label string, drift float64) Track {
		values := walk(r, n, drift, 0.012)
		depth, _ := underWaterOf(p.Days, values)
		return Track{Role: role, Rank: rank, Curve: Curve{Label: label, Values: values}, Depth: depth}
	}
	p.Ranking = Ranking{By: "by Sharpe", Heads: []string{"net return", "Sharpe ± error", "deflated", "deepest", "break-even bp", "trades"}, More: "… and 9,999 more in ranking.csv"}
	for i := range shown {
		name := fmt.Sprintf("hold=%d top=%d", 5*(i+1), i%3+1)
		p.Tracks = append(p.Tracks, track(Candidate, i+1, name, 0.0008-0.0002*float64(i)))
	}
	for i := range max(shown, 1) {
		f := []Figure{{"", "+18.2 %", ""}, {"", "1.10 ± 0.62", ""}, {"", "61 %", ""}, {"", "−12.3 %", ""}, {"", "142.1", ""}, {"", "1,047", ""}}
		if i == 2 {
			f[2] = Figure{"", "–", "constant returns"}
			f[4] = Figure{"", "–", "nothing bought or sold"}
		}
		p.Ranking.Rows = append(p.Ranking.Rows, RankLine{i + 1, fmt.Sprintf("hold=%d top=%d", 5*(i+1), i%3+1), f})
	}
	p.Tracks = append(p.Tracks, track(Holding, 0, "Holding the universe", 0.0001), track(Index, 0, "HSI (price index)", 0))
	for range 3 {
		p.Others = append(p.Others, walk(r, n, 0, 0.012))
	}
	p.Spreads = []Spread{
		bell(r, "12,870 splits", "logit of the rank out of sample", 0),
		bell(r, "9 trials", "Sharpe ratio a year", 0.4),
	}
	p.Spreads[0].Split, p.Spreads[0].Below, p.Spreads[0].Above = true, "38 % failed", "62 % held"
	p.Spreads[1].Marks = []SpreadMark{{0.9, "luck 0.90"}, {1.1, "best 1.10"}}
	p.Maps = []Map{gridOf(r, 3, 3), gridOf(r, 6, 4)}
	p.Maps[1].Values[2][1] = Cell{}
	p.Sweeps = []Sweep{delayOf(r, 1), delayOf(r, 3)}
	names := []string{"1 · hold=5 top=1", "2 · hold=10 top=2", "3 · hold=15 top=3", "Holding the universe"}
	p.Correlation = Correlation{Labels: names, Marks: []string{"1", "2", "3", "H"}, Note: "of 445 daily returns"}
	for i := range names {
		line := make([]Cell, i)
		for j := range line {
			line[j] = Cell{math.Round(200*r.Float64()-100) / 100, i+j != 4}
		}
		p.Correlation.Cells = append(p.Correlation.Cells, line)
	}
	p.Maps = append(p.Maps, gridOf(r, 5, 3))
	p.Maps[2].Title, p.Maps[2].ColKey, p.Maps[2].RowKey, p.Maps[2].PeakText, p.Maps[2].PlateauText = "Net return of the best under stress", "added cost a side", "slippage", "", ""
	p.Maps[2].Plateau, p.Maps[2].Peak = Spot{}, Spot{}
	return p
}

func bell(r *rand.Rand, title, axis string, mean float64) Spread {
	d := Spread{Title: title, Axis: axis, Low: -2, Width: 0.2, Counts: make([]int, 20)}
	for range 2000 {
		if i := int((mean + 0.6*r.NormFloat64() + 2) / 0.2); i >= 0 && i < 20 {
			d.Counts[i]++
		}
	}
	return d
}

// gridOf returns a map of cols × rows with a ridge.
func gridOf(r *rand.Rand, cols, rows int) Map {
	m := Map{Title: "hold × top", Unit: "Sharpe, mean over the others", ColKey: "hold", RowKey: "top", Decimals: 2, Empty: "no trial has one",
		Plateau: Spot{rows / 2, cols / 2, true}, Peak: Spot{rows - 1, 0, true},
		PlateauText: "plateau hold=10 top=3: mean of it and its neighbours 0.61", PeakText: "peak hold=5 top=5: 0.92"}
	for j := range cols {
		m.Cols = append(m.Cols, fmt.Sprint(5*(j+1)))
	}
	for i := range rows {
		m.Rows = append(m.Rows, fmt.Sprint(i+1))
		line := make([]Cell, cols)
		for j := range line {
			line[j] = Cell{0.8*math.Cos(3*float64(i)/float64(rows)-2*float64(j)/float64(cols)) + 0.1*r.NormFloat64(), true}
		}
		m.Values = append(m.Values, line)
	}
	return m
}

// triangle returns a map of side × side in which the row is above the column.
func triangle(r *rand.Rand, side int) Map {
	m := gridOf(r, side, side)
	for i := range m.Values {
		for j := range m.Values[i] {
			m.Values[i][j].Known = i > j
		}
	}
	return m
}

func delayOf(r *rand.Rand, lines int) Sweep {
	w := Sweep{Title: "Signal delay", Unit: "net return, mean over the others", Key: "embargo", Values: []string{"0m", "15m", "1h", "1 session", "2 sessions"}, Suffix: " %", Decimals: 1, Empty: "no trial has one"}
	for i := range lines {
		l := SweepLine{Label: fmt.Sprintf("rule-%d", i+1)}
		for j := range w.Values {
			l.Cells = append(l.Cells, Cell{10 - 4*float64(j) + 2*r.NormFloat64(), i+j != 3})
		}
		w.Lines = append(w.Lines, l)
	}
	return w
}

// legsOf gives p a walk of n legs over its second half.
func legsOf(p *ComparisonPage, r *rand.Rand, n int) *ComparisonPage {
	p.Walk = Walk{Text: "walk-forward: train 252 sessions, test 63, embargo 5", Score: "Sharpe", Digits: 2, Lanes: []string{"1 · hold=5 top=1", "4 · hold=20 top=1", "7 · hold=10 top=3"}}
	each := max(1, len(p.Days)/max(n, 1))
	for i := range n {
		from, to := i*each, min((i+1)*each, len(p.Days))-1
		if from > to {
			break
		}
		p.Walk.Legs = append(p.Walk.Legs, Leg{p.Days[from], p.Days[to], r.IntN(4) - 1, Cell{1.5 + r.NormFloat64(), true}, Cell{6 * r.NormFloat64(), true}})
	}
	chain := Track{Role: Chosen, Curve: Curve{Label: "walk-forward", Values: walk(r, len(p.Days), 0.0002, 0.01), Part: "out of sample"}}
	chain.Depth, _ = underWaterOf(p.Days, chain.Curve.Values)
	for i := range p.Tracks {
		if p.Tracks[i].Role == Candidate {
			p.Tracks[i].Curve.Part = "in-sample"
		}
	}
	p.Tracks = append([]Track{chain}, p.Tracks...)
	return p
}

// contests lists the pages of comparisons at which a layout breaks first.
func contests() map[string]*ComparisonPage {
	r := rand.New(rand.NewPCG(3, 3))
	one := contest(1, 446, 1)
	one.Maps, one.Sweeps, one.Correlation, one.Others, one.Ranking.More = nil, nil, Correlation{}, nil, ""
	one.Spreads, one.Words = nil, one.Words[:1]

	big := contest(2, 1363, 6)
	big.Maps = []Map{triangle(r, 142), triangle(r, 142)}
	for range 197 {
		big.Others = append(big.Others, walk(r, 1363, 0, 0.012))
	}

	dead := contest(4, 186, 0)
	dead.Tracks = dead.Tracks[:1]
	for i := range dead.Tracks {
		dead.Tracks[i].Curve.Values, dead.Tracks[i].Depth = flat(186, 100), flat(186, 0)
	}
	dead.Maps[0].Values, dead.Maps = [][]Cell{make([]Cell, 3), make([]Cell, 3), make([]Cell, 3)}, dead.Maps[:1]
	dead.Maps[0].Plateau, dead.Maps[0].Peak = Spot{}, Spot{}
	dead.Sweeps = []Sweep{{Title: "Signal delay", Values: []string{"0m"}, Lines: []SweepLine{{"x", make([]Cell, 1)}}, Empty: "No trial has a Sharpe: nothing bought or sold."}}
	for j := range dead.Ranking.Rows[0].Figures {
		dead.Ranking.Rows[0].Figures[j] = Figure{"", "–", fmt.Sprintf("reason %d", j/2)}
	}

	ruin := contest(5, 300, 3)
	for i := range ruin.Days {
		ruin.Tracks[1].Curve.Values[i] = max(0, 100-0.5*float64(i))
	}
	ruin.Tracks[1].Depth, _ = underWaterOf(ruin.Days, ruin.Tracks[1].Curve.Values)

	names := contest(6, 446, 6)
	long := strings.Repeat("Wolfgang Xylophon 0123 WWW ", 3)[:60]
	names.Name, names.Ranking.By = long, long
	for i := range names.Tracks {
		names.Tracks[i].Curve.Label = long
	}
	for i := range names.Ranking.Rows {
		names.Ranking.Rows[i].Name = long
	}
	for i := range names.Correlation.Labels {
		names.Correlation.Labels[i] = long
	}
	for i := range names.Maps {
		m := &names.Maps[i]
		m.ColKey, m.RowKey, m.Title, m.PeakText, m.PlateauText = long, long, long, long+long, long+long
		for j := range m.Cols {
			m.Cols[j] = long
		}
		for j := range m.Rows {
			m.Rows[j] = long
		}
	}
	for i := range names.Sweeps {
		w := &names.Sweeps[i]
		w.Key, w.Title = long, long
		for j := range w.Values {
			w.Values[j] = long
		}
		for j := range w.Lines {
			w.Lines[j].Label = long
		}
	}
	names.Spreads[1].Marks[0].Label, names.Spreads[0].Title, names.Spreads[0].Below, names.Spreads[0].Above = long, long, long, long
	names.Words = []string{strings.Repeat(long+" ", 8), strings.Repeat(long+" ", 9)}
	legsOf(names, r, 30)
	for i := range names.Walk.Lanes {
		names.Walk.Lanes[i] = long
	}

	bare := contest(8, 446, 2)
	bare.Tracks = bare.Tracks[:3]
	bare.Spreads, bare.Walk = bare.Spreads[1:], Walk{}
	bare.Badges, bare.Maps = nil, bare.Maps[:1]

	odd := contest(9, 446, 3)
	odd.Maps = []Map{sparse(r, 700), gridOf(r, 1, 1), gridOf(r, 30, 2), gridOf(r, 2, 40)}

	none := contest(18, 446, 3)
	none.Maps = []Map{apart(gridOf(r, 5, 3), 1, 0), apart(gridOf(r, 4, 4), 1, 1), apart(gridOf(r, 30, 20), 1, 1), apart(gridOf(r, 1, 3), 1, 0)}
	none.Maps[0].Plateau, none.Maps[1].Plateau, none.Maps[2].Plateau = Spot{1, 1, true}, Spot{1, 0, true}, Spot{0, 5, true}
	for i := range none.Sweeps {
		none.Sweeps[i].Apart, none.Sweeps[i].Values[0] = 1, "none"
	}
	none.Sweeps[0].Plateau, none.Sweeps[0].Peak = Spot{Col: 2, Known: true}, Spot{Col: 0, Known: true}

	equal := contest(10, 60, 6)
	for i := range equal.Tracks {
		equal.Tracks[i].Curve.Values, equal.Tracks[i].Depth = equal.Tracks[0].Curve.Values, equal.Tracks[0].Depth
	}
	return map[string]*ComparisonPage{
		"one": one, "two": contest(11, 446, 2), "nine": contest(1, 446, 6), "ten-thousand": big, "no-trade": dead,
		"ruin": ruin, "names": names, "eight-years": contest(12, 2000, 4), "three-days": contest(13, 3, 3),
		"one-session": contest(14, 1, 2), "walk": legsOf(contest(15, 1363, 3), r, 5), "walk-30": legsOf(contest(16, 2000, 3), r, 30),
		"walk-3-days": legsOf(contest(17, 3, 2), r, 2), "no-benchmark": bare, "odd": odd, "none": none, "equal-ends": equal, "empty": {},
	}
}

// sparse returns a map of side × side in which one value of each row is known.
func sparse(r *rand.Rand, side int) Map {
	m := gridOf(r, side, side)
	for i := range m.Values {
		for j := range m.Values[i] {
			m.Values[i][j].Known = false
		}
		m.Values[i][r.IntN(side)].Known = true
	}
	return m
}

// apart returns m with its first columns and rows set apart.
func apart(m Map, cols, rows int) Map {
	m.ColsApart, m.RowsApart = cols, rows
	for i := range cols {
		m.Cols[i] = "none"
	}
	for i := range rows {
		m.Rows[i] = "none"
	}
	return m
}

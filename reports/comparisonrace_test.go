package reports

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"rally/engine"
	"rally/reports/metrics"
	"rally/reports/overfit"
)

// field says what a made-up comparison has.
type field struct {
	sessions int
	cash     engine.Money
	rules    []string
	axes     []Axis
	// plays reports whether a rule has a trial with these parameters, by axis; nil:
	// all of them.
	plays func(rule string, params []string) bool
	kept  int // curves at most
}

// weekdaysFrom returns n weekdays.
func weekdaysFrom(first engine.Day, n int) []engine.Day {
	var days []engine.Day
	for d := first; len(days) < n; d++ {
		if w := d.Start().In().Weekday(); w != 0 && w != 6 {
			days = append(days, d)
		}
	}
	return days
}

// race returns a comparison of random walks, ranked and assessed as the real ones.
func race(t testing.TB, f field) *Comparison {
	t.Helper()
	days := weekdaysFrom(engine.Date(2020, 1, 1), f.sessions+1)
	c := &Comparison{
		Name: "showdown", Version: "0.2.0", Digest: [32]byte{0xc0, 0xff, 0xee}, Span: engine.Span{First: days[1], Last: days[len(days)-1]},
		Cash: f.cash, Names: 30, Periods: 246, RankBy: "sharpe_ann_rf0", Axes: f.axes, Days: days,
		Assumptions: []string{"fills pessimistic", "slippage 1 tick", "at most 10% of volume", "duty, levies and exchange fees by law", "dividend tax 10% of H shares"},
		Warnings:    []string{"2 jumps of more than 35 % without an action"},
		Findings:    []Finding{{"zero-volume", 551, true}}, LotsAsOf: days[0], Folder: "out/showdown-c0ffee00",
	}
	design := overfit.NewDesign(f.sessions, 16)
	random := rand.New(rand.NewPCG(uint64(f.sessions), uint64(len(f.axes))))
	common := make([]float64, f.sessions)
	for i := range common {
		common[i] = 0.009 * random.NormFloat64()
	}
	var tracks []overfit.Track
	for n, rule := range f.rules {
		for _, params := range combinations(f.axes) {
			if f.plays != nil && !f.plays(rule, params) {
				continue
			}
			trial, track := runner(c, design, rule, params, random, common, 0.0002*float64(len(params)-n), len(c.Trials) < f.kept)
			c.Trials = append(c.Trials, trial)
			tracks = append(tracks, track)
		}
	}
	order := make([]int, len(tracks))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(tracks[a].Name, tracks[b].Name) })
	sorted := make([]overfit.Track, len(tracks))
	for k, i := range order {
		sorted[k] = tracks[i]
		c.Trials[i].Track = k
	}
	c.Overfit = overfit.Assess(sorted, 0)
	slices.SortStableFunc(c.Trials, func(a, b *Trial) int {
		x, y := a.figure(c.RankBy), b.figure(c.RankBy)
		switch {
		case x.Defined() != y.Defined():
			if x.Defined() {
				return -1
			}
			return 1
		case x.Number > y.Number:
			return -1
		case x.Number < y.Number:
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	c.Order = make([]int, len(c.Trials))
	for i, r := range c.Trials {
		r.Rank = i + 1
		c.Order[r.Track] = i
	}
	c.Sampled = min(f.kept, len(c.Trials))
	hold := &engine.Result{Cash: f.cash * 1000}
	level := float64(f.cash) * 1000
	levels := []float64{20000}
	for i, d := range days {
		if i > 0 {
			level *= 1 + common[i-1] + 0.0001
			levels = append(levels, levels[i-1]*(1+common[i-1]-0.0001))
		}
		hold.Rows = append(hold.Rows, engine.SessionRow{Day: d, Equity: engine.Money(level)})
	}
	c.Hold, c.HoldScale = hold, 1000
	c.Benchmark = &Benchmark{Symbol: "HSI", Label: "HSI (price index)", Price: true, Days: days, Levels: levels}
	return c
}

// runner is one trial of a race.
func runner(c *Comparison, design overfit.Design, rule string, params []string, random *rand.Rand, common []float64, drift float64, keep bool) (*Trial, overfit.Track) {
	t := &Trial{Rule: rule, Params: params, Orders: 40, Fills: 40, Trips: 20}
	var words []string
	for i, v := range params {
		if v != "" {
			words = append(words, c.Axes[i].Label+"="+v)
		}
		drift += 0.00004 * float64(len(v)%3)
	}
	t.Name = strings.Join(words, " ")
	if rule != "ma-cross" || t.Name == "" {
		t.Name = strings.TrimSpace(rule + " " + t.Name)
	}
	tally := NewTally(design, keep)
	level := c.Cash.Float()
	row := engine.SessionRow{Day: c.Days[0], Equity: c.Cash}
	tally.Row(row)
	for i, d := range c.Days[1:] {
		level *= 1 + 0.6*common[i] + drift + 0.007*random.NormFloat64()
		row = engine.SessionRow{Day: d, Equity: engine.Money(level * 1000), Gross: engine.Money(level * 500), Held: 1}
		tally.Row(row)
	}
	t.Equity = tally.Curve()
	r := &engine.Result{Cash: c.Cash, Last: row, Bought: 40 * c.Cash, Sold: 40 * c.Cash, FeeTotals: []engine.Money{c.Cash / 20}}
	t.Figures = tally.Figures(r, c.Periods)
	track := overfit.Track{Name: t.Name, N: float64(len(common)), Sharpe: t.figure("sharpe_per_rf0"), Skew: t.figure("skew_pop"), Kurt: t.figure("kurt_pop_raw"), Blocks: tally.Blocks()}
	if keep {
		track.Returns = Returns(t.Equity)
	}
	return t, track
}

// combinations lists the values of axes, the last varying fastest; of no axis one.
func combinations(axes []Axis) [][]string {
	list := [][]string{nil}
	for _, a := range axes {
		var longer [][]string
		for _, params := range list {
			for _, v := range a.Values {
				longer = append(longer, append(slices.Clone(params), v))
			}
		}
		list = longer
	}
	return list
}

func numbersTo(n, step int) []string {
	var list []string
	for i := 1; i <= n; i++ {
		list = append(list, fmt.Sprint(i*step))
	}
	return list
}

// split gives c a walk of legs over its sessions from the first-th on.
func split(c *Comparison, method string, first, legs int) *Comparison {
	random := rand.New(rand.NewPCG(5, uint64(legs)))
	w := &Walk{Method: method, Text: "train 252 sessions, test 63, embargo 5", Days: c.Days[first:]}
	level := c.Cash.Float()
	for range w.Days {
		w.Equity = append(w.Equity, engine.Money(level*1000))
		level *= 1 + 0.0001 + 0.009*random.NormFloat64()
	}
	each := (len(w.Days) - 1) / legs
	for k := range legs {
		from, to := 1+k*each, (k+1)*each
		if k == legs-1 {
			to = len(w.Days) - 1
		}
		l := Leg{
			Train: []engine.Span{{First: c.Days[max(1, first+from-252)], Last: c.Days[first+from-1]}}, Test: engine.Span{First: w.Days[from], Last: w.Days[to]},
			Chosen: random.IntN(min(5, len(c.Trials))), Score: metrics.Number(1.5 + 0.5*random.NormFloat64()), Sharpe: metrics.Number(random.NormFloat64()), Trips: 4,
		}
		l.Return = metrics.Number(w.Equity[to].Float()/w.Equity[from-1].Float() - 1)
		w.Legs = append(w.Legs, l)
	}
	c.Walk = w
	return c
}

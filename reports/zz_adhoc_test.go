package reports

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"rally/engine"
	"rally/reports/overfit"
)

func TestZZAdhoc(t *testing.T) {
	c := handCompared()
	c.Hold, c.Benchmark, c.Walk, c.Stress = nil, nil, nil, nil
	c.Days = nil
	for i := range 1364 {
		c.Days = append(c.Days, engine.Date(2020, 1, 2)+engine.Day(i+i/5*2))
	}
	c.Trials, c.Order = nil, nil
	r := rand.New(rand.NewPCG(1, 2))
	var tracks []overfit.Track
	for k := range 1000 {
		tr := &Trial{Name: fmt.Sprintf("n=%04d", k), Rank: k + 1, Track: k, Fills: 1, Orders: 1}
		tally := NewTally(overfit.NewDesign(1363, 16), true)
		e := engine.Money(1e9)
		for i, d := range c.Days {
			if i > 0 {
				e += engine.Money(r.NormFloat64() * 1e7)
			}
			tally.Row(engine.SessionRow{Day: d, Equity: e})
		}
		tr.Equity = tally.Curve()
		tr.Figures = tally.Figures(&engine.Result{Cash: 1e9, Last: engine.SessionRow{Equity: e}}, 246)
		tracks = append(tracks, NewTrack(tr.Name, tr.Figures, tally.Blocks(), Returns(tr.Equity)))
		c.Trials, c.Order = append(c.Trials, tr), append(c.Order, k)
	}
	c.Overfit = overfit.Assess(tracks, 7)
	b := c.Overfit.Best
	c.Trials[0], c.Trials[b] = c.Trials[b], c.Trials[0]
	c.Order[0], c.Order[b] = b, 0
	at := time.Now()
	if err := DrawComparisonTables(nowhere{}, c); err != nil {
		t.Fatal(err)
	}
	fmt.Println(time.Since(at))
	fmt.Println(joined(ComparisonSummary(c)), joined(OverfitWords(c)))
}

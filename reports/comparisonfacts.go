package reports

import (
	"fmt"
	"math"

	"rally/engine"
	"rally/reports/metrics"
)

// notAssessed is why a trial has no figure that Assess gives: it was not among the tracks.
const notAssessed = "not assessed"

// standing is what all surfaces of a comparison share.
type standing struct {
	*Comparison
	// beside is a study without trades of its own: what is told beside a run is
	// told beside a comparison in the same words.
	beside  *Study
	facts   *facts
	best    *Trial // the first of the ranking; nil: no trial has a result
	highest *Trial // the one of the highest Sharpe ratio; nil: none has one
}

// newStanding works out what holding the universe and the benchmark gave, and
// which trials the words are about.
func newStanding(c *Comparison) (*standing, error) {
	s := &standing{Comparison: c, facts: &facts{days: c.Days}}
	s.beside = &Study{
		Result: &engine.Result{Span: c.Span, Cash: c.Cash},
		Hold:   c.Hold, HoldScale: c.HoldScale, Benchmark: c.Benchmark,
		Name: c.Name, Names: c.Names, Version: c.Version, Periods: c.Periods,
		Files: c.Files, Findings: c.Findings, Undone: c.Undone, Warnings: c.Warnings, Assumptions: c.Assumptions,
		Artificial: c.Artificial, InSample: c.InSample, LotsAsOf: c.LotsAsOf, Folder: c.Folder,
	}
	f := s.facts
	o := metrics.Options{Periods: c.Periods}
	if c.Hold != nil && len(c.Hold.Rows) > 0 {
		days, equity := equityOf(c.Hold.Rows, s.beside.scale())
		held, err := metrics.NewCurve(days, equity)
		if err != nil {
			return nil, fmt.Errorf("equity of holding the universe: %w", err)
		}
		f.hold, f.holdFigures = &held, metrics.Compute(held, nil, o)
	}
	for _, name := range [...]string{"total_return", "cagr", "max_dd"} {
		f.figures = append(f.figures, metrics.Figure{Name: "benchmark_" + name, Value: metrics.Undefined(metrics.NoBenchmark)})
	}
	if len(c.Days) > 0 {
		var err error
		if f.benchmark, err = s.beside.benchmarkCurve(c.Days); err != nil {
			return nil, err
		}
		f.covered = coverageOf(c.Days, f.benchmark)
	}
	if f.benchmark != nil {
		set := metrics.Compute(*f.benchmark, nil, o)
		for i := range f.figures {
			f.figures[i].Value = valueOf(set, f.figures[i].Name[len("benchmark_"):])
		}
	}
	s.beside.counted.Do(func() { s.beside.facts = f })
	if len(c.Trials) > 0 {
		s.best = c.Trials[0]
	}
	s.highest = s.track(c.Overfit.Best)
	if s.best != nil && s.highest != nil && s.best.figure("sharpe_ann_rf0") == s.highest.figure("sharpe_ann_rf0") {
		s.highest = s.best // of equals the one that people read about
	}
	return s, nil
}

// track returns the trial that is a track of the assessment; nil where there is none.
func (c *Comparison) track(k int) *Trial {
	if k < 0 || k >= len(c.Order) || c.Order[k] < 0 || c.Order[k] >= len(c.Trials) {
		return nil
	}
	return c.Trials[c.Order[k]]
}

// assessed returns what the assessment says of a trial in one of its slices.
func (t *Trial) assessed(list []metrics.Value) metrics.Value {
	if t.Track < 0 || t.Track >= len(list) {
		return metrics.Undefined(notAssessed)
	}
	return list[t.Track]
}

// figure returns a figure of the trial; one that it does not have is undefined.
func (t *Trial) figure(name string) metrics.Value {
	v, ok := t.Figures.Get(name)
	if !ok {
		return metrics.Undefined("no figure of that name")
	}
	return v
}

// annualised is a Sharpe ratio of one period on the scale of a year.
func (c *Comparison) annualised(v metrics.Value) metrics.Value {
	switch {
	case !v.Defined():
		return v
	case !(c.Periods > 0):
		return metrics.Undefined(metrics.NoPeriods)
	}
	return metrics.Number(v.Number * math.Sqrt(c.Periods))
}

// toBeat is the Sharpe ratio that luck alone is expected to reach, on the scale
// of a year. One ratio has no spread, so what tries made before would reach
// cannot be told from it.
func (c *Comparison) toBeat() metrics.Value {
	if a := &c.Overfit; a.N() > 1 && a.Trials-a.Undefined < 2 {
		return metrics.Undefined("the spread of Sharpe ratios takes two trials")
	}
	return c.annualised(c.Overfit.ToBeat)
}

// played is the first and the last session that the trials had.
func (c *Comparison) played() engine.Span {
	if len(c.Days) < 2 {
		return c.Span
	}
	return engine.Span{First: c.Days[1], Last: c.Days[len(c.Days)-1]}
}

// sessions is how many returns the trials have.
func (c *Comparison) sessions() int { return max(0, len(c.Days)-1) }

// sharpe prints the annual ratio of a trial with its standard error.
func (t *Trial) sharpe() (string, metrics.Value) {
	return withError(t.figure("sharpe_ann_rf0"), t.figure("sharpe_se"))
}

// withError prints a value and its standard error, as far as they are defined.
func withError(v, se metrics.Value) (string, metrics.Value) {
	if !v.Defined() {
		return "", v
	}
	text := grouped(v.Number, 2)
	if se.Defined() {
		text += " ± " + grouped(se.Number, 2)
	}
	return text, v
}

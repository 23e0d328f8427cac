package cli

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"rally/cmd/internal/config"
	"rally/cmd/internal/registry"
	"rally/data"
	"rally/engine"
	"rally/engine/batch"
	"rally/engine/hkex"
	"rally/reports"
	"rally/reports/metrics"
)

// walk chooses on each training stretch of the split and runs the choices on
// their tests.
func (t *contest) walk(ctx context.Context) (*reports.Walk, error) {
	windows, paths, err := t.windows()
	if err != nil {
		return nil, t.Base.Wrong("split", err)
	}
	if err := t.train(ctx, windows); err != nil {
		return nil, err
	}
	chosen, scores := make([]int, len(windows)), make([]float64, len(windows))
	for w := range windows {
		by := make([]float64, len(t.entries))
		for i, e := range t.entries {
			by[i] = math.NaN()
			if e.err == nil {
				by[i] = e.scores[w]
			}
		}
		chosen[w], scores[w] = batch.Best(by), math.NaN()
		if chosen[w] >= 0 {
			scores[w] = by[chosen[w]]
		}
	}
	return t.tests(ctx, windows, paths, chosen, scores)
}

// windows cuts the sessions as the split says. Paths are those of combinations.
func (t *contest) windows() (windows []batch.Window, paths [][]int, err error) {
	s, n := t.Split, len(t.days)
	switch s.Method {
	case "walk-forward":
		windows, err = batch.WalkForward(n, s.Train, s.Test, s.Embargo)
	case "anchored":
		windows, err = batch.Anchored(n, s.Train, s.Test, s.Embargo)
	case "purged":
		windows, err = batch.Purged(n, s.Folds, s.Horizon, s.Embargo)
	case "combinatorial":
		windows, paths, err = batch.Combinatorial(n, s.Folds, s.TestFolds, s.Horizon, s.Embargo)
	default:
		err = fmt.Errorf("no method %q", s.Method)
	}
	return windows, paths, err
}

// train scores every trial on every training stretch. Of a walk each stretch is
// a run of its own, from cash; folds are scored by the returns of the whole run
// outside of them, since what trains a fold lies on both sides of it.
func (t *contest) train(ctx context.Context, windows []batch.Window) error {
	if t.Split.Folds > 0 { // each was scored as it ended
		return nil
	}
	for _, e := range t.entries {
		e.scores = make([]float64, len(windows))
	}
	for _, g := range t.groups {
		m, err := t.load(ctx, g)
		if err != nil {
			return err
		}
		if err := t.trainGroup(ctx, g, m, windows); err != nil {
			return err
		}
	}
	return nil
}

// lesson is a trial on a training stretch.
type lesson struct {
	e      *entry
	window int
	conf   *config.Config
	key    string
}

func (t *contest) trainGroup(ctx context.Context, g *dataGroup, m *data.Market, windows []batch.Window) error {
	var todo []lesson
	for _, i := range g.trials {
		e := t.entries[i]
		if e.err != nil {
			continue
		}
		for w := range windows {
			conf := e.trial.Config.During(t.spanOf(windows[w].Train[0]))
			text, err := conf.Unnamed().JSON()
			if err != nil {
				return err
			}
			l := lesson{e, w, conf, registry.Key(text, g.hash)}
			if r, ok := t.book.Find(l.key, t.program); ok && !t.again && r.Run == conf.Run.Name {
				e.scores[w] = t.score(r.Figures)
				continue
			}
			todo = append(todo, l)
		}
	}
	return t.run(ctx, m, len(todo),
		func(i int) engine.Plan { return t.plan(todo[i].conf, false) },
		func(i int, r *engine.Result) error {
			l := todo[i]
			l.e.scores[l.window] = math.NaN()
			if r.Err != nil { // on the whole span it did not fail: this stretch has no score
				return nil
			}
			figures := r.Fold.(*reports.Tally).Figures(r, hkex.PeriodsPerYear(l.conf.Run.From, l.conf.Run.To))
			l.e.scores[l.window] = t.score(figures)
			record := t.record(l.e, l.key)
			record.Part = true
			describe(record, r, figures)
			return t.book.Append(record)
		})
}

// scoreFolds scores a trial by what it earned outside of each fold.
func (t *contest) scoreFolds(e *entry) {
	returns := reports.Returns(e.curve)
	e.scores = make([]float64, len(t.folds))
	var taught [][]float64
	name := t.RankBy
	if name == "cagr" {
		name = "cagr_periods" // stretches that lie apart have no calendar
	}
	for w := range t.folds {
		taught = taught[:0]
		for _, s := range t.folds[w].Train {
			taught = append(taught, returns[s.From:s.To])
		}
		f := metrics.FoldReturns(taught...)
		e.scores[w] = scoreBy(name, f.Figures(metrics.Options{Periods: t.periods}))
	}
}

func (t *contest) spanOf(s batch.Stretch) engine.Span {
	return engine.Span{First: t.days[s.From], Last: t.days[s.To-1]}
}

// tests runs the choices one after the other. Combinations have several paths
// through the tests, each a track record of its own: the walk that is told is
// that of the median Sharpe ratio.
func (t *contest) tests(ctx context.Context, windows []batch.Window, paths [][]int, chosen []int, scores []float64) (*reports.Walk, error) {
	if paths == nil {
		return t.path(ctx, windows, chosen, scores)
	}
	folds, err := batch.Purged(len(t.days), t.Split.Folds, 0, 0)
	if err != nil {
		return nil, t.Base.Wrong("split", err)
	}
	walks := make([]*reports.Walk, len(paths))
	var sharpes []metrics.Value
	for i, path := range paths {
		var along []batch.Window
		var choices []int
		var by []float64
		for fold, w := range path {
			along = append(along, batch.Window{Train: windows[w].Train, Test: folds[fold].Test})
			choices, by = append(choices, chosen[w]), append(by, scores[w])
		}
		if walks[i], err = t.path(ctx, along, choices, by); err != nil {
			return nil, err
		}
		sharpe, _ := walks[i].Figures.Get("sharpe_ann_rf0")
		sharpes = append(sharpes, sharpe)
	}
	order := make([]int, len(walks))
	for i := range order {
		order[i] = i
	}
	order = slices.DeleteFunc(order, func(i int) bool { return !sharpes[i].Defined() })
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sharpes[a].Number, sharpes[b].Number) })
	median := walks[0]
	if len(order) > 0 {
		median = walks[order[(len(order)-1)/2]]
	}
	median.Paths = sharpes
	return median, nil
}

// path runs the choices of one path and tells of them.
func (t *contest) path(ctx context.Context, windows []batch.Window, chosen []int, scores []float64) (*reports.Walk, error) {
	cash := t.Base.Run.Cash
	before := t.days[0] - 1
	if session, ok := hkex.PrevSession(t.days[0]); ok {
		before = session.Day
	}
	legs, track, err := batch.Chain(t.days, before, windows, chosen, cash,
		func(trial int, span engine.Span, cash engine.Money) (*engine.Result, error) {
			return t.test(ctx, t.entries[trial], span, cash)
		})
	if err != nil {
		return nil, err
	}
	walk := &reports.Walk{Method: t.Split.Method, Text: t.Split.String(), Days: track.Days, Equity: track.Equity}
	at := map[*entry]int{}
	for i, e := range t.ranked() {
		at[e] = i
	}
	for i, l := range legs {
		walk.Legs = append(walk.Legs, t.leg(&l, scores[i], at))
	}
	equity := make([]float64, len(track.Equity))
	for i, m := range track.Equity {
		equity[i] = m.Float()
	}
	c, err := metrics.NewCurve(track.Days, equity)
	if err != nil {
		return nil, fmt.Errorf("the chained tests: %w", err)
	}
	walk.Figures = metrics.Compute(c, nil, metrics.Options{Periods: t.periods})
	return walk, nil
}

// leg tells of one test; at has the rank of each trial, counted from 0.
func (t *contest) leg(l *batch.Leg, score float64, at map[*entry]int) reports.Leg {
	leg := reports.Leg{
		Test: t.spanOf(l.Window.Test[0]), Chosen: -1, Score: metrics.Number(score),
		Return: metrics.Number(l.End.Float()/l.Begin.Float() - 1),
	}
	for _, s := range l.Window.Train {
		leg.Train = append(leg.Train, t.spanOf(s))
	}
	if l.Err != nil {
		leg.Chosen, leg.Sharpe = at[t.entries[l.Chosen]], metrics.Undefined("failed")
		name := fmt.Sprintf("%s, tested %v to %v", t.entries[l.Chosen].trial.Name, leg.Test.First, leg.Test.Last)
		t.failedLegs = append(t.failedLegs, reports.Failure{Name: name, Why: withoutPlan(l.Err, t.entries[l.Chosen].trial.Config.Run.Name)})
		return leg
	}
	if l.Chosen < 0 {
		leg.Score, leg.Sharpe = metrics.Undefined("no trial has the ranking figure here"), metrics.Undefined(metrics.ConstantReturns)
		return leg
	}
	leg.Chosen = at[t.entries[l.Chosen]]
	figures := l.Result.Fold.(*reports.Tally).Figures(l.Result, t.periods)
	leg.Sharpe, _ = figures.Get("sharpe_ann_rf0")
	leg.Trips = l.Result.Trips
	return leg
}

// test runs a trial on one stretch with what the stretch before left.
func (t *contest) test(ctx context.Context, e *entry, span engine.Span, cash engine.Money) (*engine.Result, error) {
	m, err := t.load(ctx, e.group)
	if err != nil {
		return nil, err
	}
	conf := e.trial.Config.During(span)
	conf.Run.Cash = cash
	p := t.plan(conf, false)
	p.Keep = engine.Rows
	var result *engine.Result
	err = t.run(ctx, m, 1, func(int) engine.Plan { return p }, func(_ int, r *engine.Result) error {
		result = r
		return nil
	})
	return result, err
}

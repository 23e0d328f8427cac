package cli

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"rally/cmd/internal/config"
	"rally/cmd/internal/registry"
	"rally/data"
	"rally/engine"
	"rally/engine/batch"
	"rally/engine/hkex"
	"rally/reports"
	"rally/reports/metrics"
	"rally/reports/overfit"
)

// blocksOfPBO is S of the probability of over-fitting, where the span is long enough.
const blocksOfPBO = 16

// mostCurves is of how many trials the curve is kept: for returns.csv, and to
// estimate how many trials there are in effect.
const mostCurves = 1000

// contest is the trials of a comparison on their way.
type contest struct {
	*config.Comparison
	book    *registry.Book
	program string // hash of this program: results of another are not its own
	workers int
	again   bool // play also what is known
	p       *progress

	groups     []*dataGroup
	entries    []*entry // as Comparison.Trials
	days       []engine.Day
	tell       sources
	top        topCurves
	periods    float64
	design     overfit.Design
	folds      []batch.Window    // of a split by folds, which scores trials as they end
	failedLegs []reports.Failure // tests of a split that failed
	known      int               // entries that were not played, since the record has them
}

// dataGroup is the trials over the same data.
type dataGroup struct {
	conf   *config.Config // of one of them
	trials []int
	hash   [32]byte
	market *data.Market // of the group that was last played; nil: to be read again
}

// entry is one trial and how it did.
type entry struct {
	trial   *config.Trial
	group   *dataGroup
	key     string
	sampled bool // drawn for the effective number of trials
	kept    bool // its curve is kept, for that or for returns.csv

	digest               [32]byte
	figures              metrics.Set
	blocks               *overfit.Blocks
	curve                []engine.Money
	orders, fills, trips int
	scores               []float64 // by window of a split: the ranking figure in training; NaN: none
	err                  error
}

func newContest(conf *config.Comparison, p *progress) *contest {
	t := &contest{Comparison: conf, p: p, periods: hkex.PeriodsPerYear(conf.Base.Run.From, conf.Base.Run.To)}
	of := map[string]*dataGroup{}
	for i := range conf.Trials {
		trial := &conf.Trials[i]
		name := sourceOf(trial.Config)
		g := of[name]
		if g == nil {
			g = &dataGroup{conf: trial.Config}
			of[name] = g
			t.groups = append(t.groups, g)
		}
		g.trials = append(g.trials, i)
		t.entries = append(t.entries, &entry{trial: trial, group: g})
	}
	t.sample()
	return t
}

// oneCash is the starting cash of all trials; 0 where they differ.
func (t *contest) oneCash() engine.Money {
	cash := t.Base.Run.Cash
	for _, e := range t.entries {
		if e.trial.Config.Run.Cash != cash {
			return 0
		}
	}
	return cash
}

// sourceOf tells trials over other data apart, by all that is said of it.
func sourceOf(c *config.Config) string {
	text, err := json.Marshal(c.Data)
	if err != nil {
		panic("cli: " + err.Error()) // it holds texts and whole numbers
	}
	return string(text)
}

// sample draws the trials that the effective number is estimated from, by the
// seed alone. Their curves are kept.
func (t *contest) sample() {
	drawn := rand.New(rand.NewPCG(t.Seed, 0)).Perm(len(t.entries))
	for k, i := range drawn {
		t.entries[i].sampled = k < mostCurves
		t.entries[i].kept = t.entries[i].sampled
	}
}

// load reads the data of a group, and lets go of that of the others.
func (t *contest) load(ctx context.Context, g *dataGroup) (*data.Market, error) {
	if g.market != nil {
		return g.market, nil
	}
	for _, other := range t.groups {
		other.market = nil
	}
	m, err := soundMarket(ctx, g.conf, t.p)
	if err != nil {
		return nil, err
	}
	hash := m.Universe.DataHash
	if g.hash != [32]byte{} && g.hash != hash {
		return nil, errors.New("the files of data have changed while they were compared: give the command again")
	}
	g.market, g.hash = m, hash
	t.tell.add(m)
	return m, t.sameSessions(g, m)
}

// sameSessions notes the sessions of the first data, and refuses data with others.
func (t *contest) sameSessions(g *dataGroup, m *data.Market) error {
	span := t.Base.Run
	var days []engine.Day
	for _, s := range m.Feed.Tape.Sessions() {
		if s.Day >= span.From && s.Day <= span.To {
			days = append(days, s.Day)
		}
	}
	if t.days == nil {
		t.days = days
		t.design = overfit.NewDesign(len(days), blocksOfPBO)
		if t.Split == nil || t.Split.Folds == 0 {
			return nil
		}
		var err error
		if t.folds, _, err = t.windows(); err != nil {
			err = t.Base.Wrong("split", err)
		}
		return err
	}
	if !slices.Equal(t.days, days) {
		return fmt.Errorf("the trials have not the same sessions: %s has %d between %v and %v, others %d; compare over a span that all data covers",
			t.entries[g.trials[0]].trial.Name, len(days), span.From, span.To, len(t.days))
	}
	return nil
}

// play plays every trial that the record does not have.
func (t *contest) play(ctx context.Context) error {
	for _, g := range t.groups {
		m, err := t.load(ctx, g)
		if err != nil {
			return err
		}
		if err := t.recall(g); err != nil {
			return err
		}
		if err := t.playGroup(ctx, g, m); err != nil {
			return err
		}
	}
	return nil
}

// recall takes from the record what this program has finished before.
func (t *contest) recall(g *dataGroup) error {
	for _, i := range g.trials {
		e := t.entries[i]
		text, err := e.trial.Config.Unnamed().JSON()
		if err != nil {
			return err
		}
		e.key = registry.Key(text, g.hash)
		if t.again {
			continue
		}
		if r, ok := t.book.Find(e.key, t.program); ok && t.recalled(e, r) {
			t.known++
		}
	}
	return nil
}

// recalled fills in an entry from its record; false where the record does not
// have all that is wanted.
func (t *contest) recalled(e *entry, r *registry.Record) bool {
	blocks := t.design.Restore(r.Blocks)
	digest, err := hex.DecodeString(r.Digest)
	if err != nil || len(digest) != len(e.digest) || blocks == nil || t.wantsCurve(e) && len(r.Curve) != len(t.days)+1 {
		return false
	}
	if r.Run != e.trial.Config.Run.Name {
		return false
	}
	if v, ok := r.Figures.Get("n"); !ok || int(v.Number) != len(t.days) {
		return false
	}
	copy(e.digest[:], digest)
	e.figures, e.blocks, e.orders, e.fills, e.trips = r.Figures, blocks, r.Orders, r.Fills, r.Trips
	if t.wantsCurve(e) {
		e.curve = r.Curve
	}
	if t.folds != nil {
		t.scoreFolds(e)
	}
	t.hold(e)
	return true
}

// hold keeps the curve of a trial while it is among the best.
func (t *contest) hold(e *entry) {
	if e.curve != nil && !e.kept {
		t.top.offer(e, t.score(e.figures))
	}
}

// playGroup plays what is missing of a group, and records each trial as it ends.
func (t *contest) playGroup(ctx context.Context, g *dataGroup, m *data.Market) error {
	var todo []*entry
	for _, i := range g.trials {
		if e := t.entries[i]; e.figures == nil {
			todo = append(todo, e)
		}
	}
	return t.run(ctx, m, len(todo),
		func(i int) engine.Plan {
			e := todo[i]
			return t.plan(e.trial.Config, true)
		},
		func(i int, r *engine.Result) error { return t.finish(todo[i], r) })
}

// run plays plans on the contest's workers; an error of done stops it.
func (t *contest) run(ctx context.Context, m *data.Market, n int, plan func(int) engine.Plan, done func(int, *engine.Result) error) error {
	defer t.p.done()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	finished := 0
	err := engine.Runner{Workers: t.workers}.Run(ctx, m.Feed, n, plan, func(i int, r *engine.Result) {
		if err := done(i, r); err != nil {
			cancel(err)
		}
		finished++
		t.p.at("playing", finished, n)
	})
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// plan is that of a trial: the same as that of a run of it alone, but for what
// is kept.
func (t *contest) plan(c *config.Config, curve bool) engine.Plan {
	text, err := c.JSON()
	if err != nil {
		panic("cli: " + err.Error()) // recall has had it
	}
	p := strategyPlan(c, text)
	p.Keep = engine.Folds
	design := t.design
	p.Fold = func() engine.Fold { return reports.NewTally(design, curve) }
	return p
}

// finish takes a trial's result and records it.
func (t *contest) finish(e *entry, r *engine.Result) error {
	record := t.record(e, e.key)
	if r.Err != nil {
		e.err = errors.New(withoutPlan(r.Err, r.Name))
		record.Error = e.err.Error()
		return t.book.Append(record)
	}
	tally := r.Fold.(*reports.Tally)
	e.digest, e.figures, e.blocks, e.curve = r.Digest, tally.Figures(r, t.periods), tally.Blocks(), tally.Curve()
	e.orders, e.fills, e.trips = r.OrderCount, r.FillCount, r.Trips
	describe(record, r, e.figures)
	record.Blocks = e.blocks.Values()
	if t.wantsCurve(e) {
		record.Curve = e.curve
	}
	if t.folds != nil {
		t.scoreFolds(e)
	}
	t.hold(e)
	return t.book.Append(record)
}

// record is that of a trial, or of a part of it, without how it ended.
func (t *contest) record(e *entry, key string) *registry.Record {
	return &registry.Record{
		Key: key, Data: hex.EncodeToString(e.group.hash[:]), Program: t.program, Engine: Version,
		Name: e.trial.Name, Strategy: e.trial.Config.Strategy.Use, Run: e.trial.Config.Run.Name,
	}
}

// describe writes into a record how a run ended.
func describe(record *registry.Record, r *engine.Result, figures metrics.Set) {
	record.Digest, record.Figures = hex.EncodeToString(r.Digest[:]), figures
	record.Orders, record.Fills, record.Trips = r.OrderCount, r.FillCount, r.Trips
}

// withoutPlan is what went wrong, without the name that all trials share.
func withoutPlan(err error, name string) string {
	return strings.TrimPrefix(err.Error(), fmt.Sprintf("plan %q: ", name))
}

// wantsCurve reports whether the curve of a trial belongs into its record: to be
// kept whatever its rank, or to be scored by folds.
func (t *contest) wantsCurve(e *entry) bool { return e.kept || t.folds != nil }

// score is the figure that ranks; NaN where it is undefined.
func (t *contest) score(figures metrics.Set) float64 { return scoreBy(t.RankBy, figures) }

func scoreBy(name string, figures metrics.Set) float64 {
	v, ok := figures.Get(name)
	if !ok || !v.Defined() {
		return math.NaN()
	}
	return v.Number
}

// ranked are the entries that have a result, the best first; those without the
// ranking figure come last, and equals in the order of their names.
func (t *contest) ranked() []*entry {
	var out []*entry
	for _, e := range t.entries {
		if e.err == nil {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b *entry) int {
		x, y := t.score(a.figures), t.score(b.figures)
		switch {
		case x > y, math.IsNaN(y) && !math.IsNaN(x):
			return -1
		case x < y, math.IsNaN(x) && !math.IsNaN(y):
			return 1
		}
		return 0
	})
	return out
}

package cli

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"rally/engine"
	"rally/reports"
	"rally/reports/overfit"
)

// comparison ranks the trials and gathers what is told beside them.
func (t *contest) comparison(ctx context.Context, best []*entry, f *compareFlags) (*reports.Comparison, error) {
	text, err := t.JSON()
	if err != nil {
		return nil, err
	}
	first := min(len(best), mostCurves)
	if err := t.curvesOf(ctx, best[:first]); err != nil {
		return nil, err
	}
	for _, e := range best[first:] { // whether one is left depends on what was recalled
		if !e.kept {
			e.curve = nil
		}
	}
	run := &t.Base.Run
	r := &reports.Comparison{
		Name: t.Name, Version: Version, Config: text, Digest: t.digest(text),
		Span: engine.Span{First: run.From, Last: run.To}, Cash: t.oneCash(), Periods: t.periods, RankBy: t.RankBy,
		ReturnsOfAll: f.returns == "all",
	}
	for i, label := range t.Labels() {
		a := &t.Axes[i]
		axis := reports.Axis{Key: a.Key, Label: label}
		for _, v := range a.Values {
			axis.Values = append(axis.Values, v.Text)
		}
		r.Axes = append(r.Axes, axis)
	}
	for _, e := range t.entries {
		if e.err != nil {
			r.Failed = append(r.Failed, reports.Failure{Name: e.trial.Name, Why: e.err.Error()})
		}
	}
	t.assess(r, best)
	if t.Split != nil {
		if r.Walk, err = t.walk(ctx); err != nil {
			return nil, err
		}
		r.Failed = append(r.Failed, t.failedLegs...)
		slices.SortStableFunc(r.Failed, func(a, b reports.Failure) int { return strings.Compare(a.Name, b.Name) })
	}
	if r.Stress, err = t.stress(ctx, best[0]); err != nil {
		return nil, err
	}
	return r, nil
}

// assess asks what over-fitting says. Its tracks are in the order of names.
func (t *contest) assess(r *reports.Comparison, best []*entry) {
	byName := slices.Clone(best)
	slices.SortFunc(byName, func(a, b *entry) int { return strings.Compare(a.trial.Name, b.trial.Name) })
	track := map[*entry]int{}
	tracks := make([]overfit.Track, len(byName))
	for i, e := range byName {
		var returns []float64
		if e.sampled {
			returns = reports.Returns(e.curve)
			r.Sampled++
		}
		tracks[i], track[e] = reports.NewTrack(e.trial.Name, e.figures, e.blocks, returns), i
	}
	r.Overfit = overfit.Assess(tracks, t.Prior)
	r.Order = make([]int, len(byName))
	for i, e := range best {
		r.Order[track[e]] = i
		trial := &reports.Trial{
			Rank: i + 1, Name: e.trial.Name, Rule: e.trial.Rule, Params: make([]string, len(t.Axes)),
			Digest: e.digest, Figures: e.figures, Orders: e.orders, Fills: e.fills, Trips: e.trips,
			Track: track[e], Equity: e.curve,
		}
		for a, v := range e.trial.Values {
			if v >= 0 {
				trial.Params[a] = t.Axes[a].Values[v].Text
			}
		}
		r.Trials = append(r.Trials, trial)
	}
}

// curvesOf plays those again whose curve was not kept, to have it.
func (t *contest) curvesOf(ctx context.Context, best []*entry) error {
	for _, g := range t.groups {
		var todo []*entry
		for _, e := range best {
			if e.group == g && e.curve == nil {
				todo = append(todo, e)
			}
		}
		if len(todo) == 0 {
			continue
		}
		m, err := t.load(ctx, g)
		if err != nil {
			return err
		}
		err = t.run(ctx, m, len(todo),
			func(i int) engine.Plan { return t.plan(todo[i].trial.Config, true) },
			func(i int, r *engine.Result) error {
				e := todo[i]
				if err := e.same(r.Digest, r.Err); err != nil {
					return err
				}
				e.curve = r.Fold.(*reports.Tally).Curve()
				return nil
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// same refuses a second run that is not the first.
func (e *entry) same(digest [32]byte, err error) error {
	if err == nil && digest != e.digest {
		err = fmt.Errorf("played again its digest is %x, and was %x", digest[:4], e.digest[:4])
	}
	if err != nil {
		return fmt.Errorf("trial %s: %w; a strategy must do the same each time: no clock, no random numbers but the broker's, no order of maps", e.trial.Name, err)
	}
	return nil
}

// digest is over the comparison's words and its trials' digests, by their names.
func (t *contest) digest(text []byte) [32]byte {
	byName := slices.SortedFunc(slices.Values(t.entries), func(a, b *entry) int { return cmp.Compare(a.trial.Name, b.trial.Name) })
	h := sha256.New()
	conf := sha256.Sum256(text)
	h.Write(conf[:])
	for _, e := range byName {
		io.WriteString(h, e.trial.Name+"\x00")
		h.Write(e.digest[:])
		if e.err != nil {
			io.WriteString(h, e.err.Error())
		}
	}
	return [32]byte(h.Sum(nil))
}

// writeComparison writes the folder, which appears whole or not at all: the full
// results of the best first, since what they are told with is the comparison's too.
func (c *command) writeComparison(ctx context.Context, t *contest, r *reports.Comparison, best []*entry, f *compareFlags) error {
	path := filepath.Join(f.out, reports.FolderName(r.Name, r.Digest))
	folder, err := reports.NewFolder(path)
	if err != nil {
		return err
	}
	discard := func() { _ = folder.Discard() }
	c.onAbandon(discard)
	defer c.onAbandon(nil)
	defer discard()
	kept := best[:min(len(best), max(t.Keep, 1))]
	for i, e := range kept {
		if err := t.writeKept(ctx, folder, r, i, e, f); err != nil {
			return err
		}
	}
	if err := reports.DrawComparisonTables(folder, r); err != nil {
		return err
	}
	if !f.noPictures {
		over := t.p.during("drawing the comparison")
		err := reports.DrawComparison(folder, r)
		over()
		if err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	r.Folder = path
	return c.finish(func() error {
		if err := folder.Commit(); err != nil {
			return err
		}
		for i, e := range kept[:min(len(kept), t.Keep)] {
			if err := noteOrigin(filepath.Join(path, r.Trials[i].Kept), e.trial.Config); err != nil {
				return err
			}
		}
		return nil
	})
}

// writeKept plays a trial again in full and writes its result. The best one
// also gives what is told of all: holding the universe, the benchmark, the data.
func (t *contest) writeKept(ctx context.Context, folder *reports.Folder, r *reports.Comparison, i int, e *entry, f *compareFlags) error {
	m, err := t.load(ctx, e.group)
	if err != nil {
		return err
	}
	s, err := play(ctx, e.trial.Config, m)
	if err == nil {
		err = e.same(s.Result.Digest, nil)
	}
	if err != nil {
		return err
	}
	if i == 0 {
		r.Names = len(m.Universe.Tradable())
		r.Hold, r.HoldScale, r.Benchmark = s.Hold, s.HoldScale, s.Benchmark
		r.Files, r.Findings, r.Undone, r.Assumptions = t.tell.files, t.tell.findings, t.tell.undone, s.Assumptions
		r.Warnings = slices.Clone(t.tell.warnings)
		for _, w := range s.Warnings {
			if !slices.Contains(r.Warnings, w) {
				r.Warnings = append(r.Warnings, w)
			}
		}
		if t.differ() {
			r.Assumptions = append(slices.Clone(r.Assumptions), "where the trials differ, in data or costs: as of the best, and so are the names and what holding them earned")
		}
		r.Artificial, r.InSample, r.LotsAsOf = s.Artificial, s.InSample, s.LotsAsOf
		r.Days = append([]engine.Day{s.Result.Rows[0].Day}, t.days...)
	}
	if i >= t.Keep {
		return nil
	}
	r.Trials[i].Kept = reports.FolderName(e.trial.Name, e.digest)
	sub, err := folder.Sub(r.Trials[i].Kept)
	if err != nil {
		return err
	}
	t.p.at("writing the best", i, min(t.Keep, len(r.Trials)))
	if err := draw(ctx, sub, s, f.noPictures, &progress{}); err != nil {
		return fmt.Errorf("trial %s: %w", e.trial.Name, err)
	}
	return nil
}

// differ reports whether the trials differ in more than their strategies.
func (t *contest) differ() bool {
	market := strings.Join(t.entries[0].trial.Config.Market.Assumptions(), ";")
	return len(t.groups) > 1 || t.oneCash() == 0 || slices.ContainsFunc(t.entries, func(e *entry) bool {
		return strings.Join(e.trial.Config.Market.Assumptions(), ";") != market
	})
}

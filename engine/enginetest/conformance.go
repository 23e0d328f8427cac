package enginetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"rally/engine"
)

// Trial is what a strategy is tried on.
type Trial struct {
	History *History
	// Plan returns the plan to try; it is called for every run, with the tape
	// of that run, and must give the strategy afresh.
	Plan func(*engine.Tape) engine.Plan
	// Fills is how often the strategy must trade for the trial to mean
	// anything; 0 is twenty.
	Fills int
	// Cuts is after how many sessions, evenly spread, the history is cut and
	// scrambled; 0 is eight.
	Cuts int
	// Allocations is how many a plan may make beyond the eight and the two for
	// each name that the engine allows itself: what the strategy's Start does.
	Allocations int
}

// Strategy fails the test unless the strategy trades on the trial's history and
// is causal, deterministic, frugal and solvent there.
func Strategy(t testing.TB, trial Trial) {
	t.Helper()
	for _, check := range []struct {
		name string
		of   func(Trial) error
	}{{"causal", Causal}, {"deterministic", Deterministic}, {"frugal", Frugal}, {"solvent", Solvent}} {
		if err := check.of(trial); err != nil {
			t.Errorf("not %s: %v", check.name, err)
		}
	}
}

// run plays the trial's plan over a history, everything kept.
func (tr Trial) run(h *History) (*engine.Result, error) {
	tape, err := h.Tape()
	if err != nil {
		return nil, err
	}
	p := tr.Plan(tape)
	p.Keep = engine.Full
	r := Play(tape, p)
	return r, r.Err
}

// Causal returns an error if anything that the strategy did up to the end of a
// session depends on what came after it: it plays the history whole, cut after
// the session and with a scrambled future, and compares orders, fills, session
// rows and remarks. It also asks that the strategy trades often enough.
func Causal(tr Trial) error {
	whole, err := tr.run(tr.History)
	if err != nil {
		return err
	}
	if want := max(1, tr.Fills); whole.FillCount < want || tr.Fills == 0 && whole.FillCount < 20 {
		return fmt.Errorf("%d fills: too few to mean anything", whole.FillCount)
	}
	cuts := tr.Cuts
	if cuts == 0 {
		cuts = 8
	}
	days := tr.History.Sessions()
	for k := 1; k <= cuts; k++ {
		day := days[k*len(days)/(cuts+1)]
		for name, other := range map[string]*History{"cut": tr.History.Cut(day), "scrambled": tr.History.Scramble(day, uint64(k))} {
			if other.Last < whole.Span.First {
				continue
			}
			r, err := tr.run(other)
			if err != nil {
				return fmt.Errorf("%s after %v: %w", name, day, err)
			}
			if err := sameUntil(whole, r, day, sessionEnd(tr.History, day)); err != nil {
				return fmt.Errorf("look-ahead: with the future %s after %v, %w", name, day, err)
			}
		}
	}
	return nil
}

// sessionEnd is the instant up to which a history cut after a day plays: what a
// strategy does in the evening is not in it.
func sessionEnd(h *History, day engine.Day) engine.Time {
	session, ok := h.Venue.Session(day)
	if !ok {
		return (day + 1).Start() - 1
	}
	return session.End
}

// sameUntil compares what two results say up to the end of a session.
func sameUntil(a, b *engine.Result, day engine.Day, end engine.Time) error {
	if err := sameColumn("order", a.Orders, b.Orders, func(o engine.OrderRecord) (string, bool) {
		// Later fills and splits change an order's numbers: its type, side and reason stay.
		if o.Sent > end {
			return "", false
		}
		text := fmt.Sprintf("%d sent %v: %v %v of %s, %v, for signal %d %q", o.ID, o.Sent, o.Type, o.Side, a.Universe.At(o.Instrument).Symbol, o.TIF, o.Because, o.Intent)
		if o.Ended <= end && o.Reason != engine.EndOfData {
			text += fmt.Sprintf(": %d at %v/%v, %v %v", o.Qty, o.Limit, o.Stop, o.State, o.Reason)
		}
		return text, true
	}); err != nil {
		return err
	}
	if err := sameColumn("fill", a.Fills, b.Fills, func(f engine.Fill) (string, bool) {
		return fmt.Sprintf("%v", f), f.Time.Day() <= day
	}); err != nil {
		return err
	}
	if err := sameColumn("row", a.Rows, b.Rows, func(r engine.SessionRow) (string, bool) {
		return fmt.Sprintf("%+v", r), r.Day <= day
	}); err != nil {
		return err
	}
	return sameColumn("remark", a.Annotations, b.Annotations, func(n engine.Annotation) (string, bool) {
		return fmt.Sprintf("%v %s", n.Time, n.Text), n.Time <= end
	})
}

// sameColumn compares the parts of two columns that say shows.
func sameColumn[T any](what string, a, b []T, say func(T) (string, bool)) error {
	texts := func(column []T) (out []string) {
		for _, v := range column {
			if text, ok := say(v); ok {
				out = append(out, text)
			}
		}
		return out
	}
	x, y := texts(a), texts(b)
	for i := range max(len(x), len(y)) {
		switch {
		case i >= len(x):
			return fmt.Errorf("there is another %s: %s", what, y[i])
		case i >= len(y):
			return fmt.Errorf("a %s is missing: %s", what, x[i])
		case x[i] != y[i]:
			return fmt.Errorf("a %s differs: %s, was %s", what, y[i], x[i])
		}
	}
	return nil
}

// Deterministic returns an error unless eight runs of the plan have one digest
// on one worker and on eight.
func Deterministic(tr Trial) error {
	tape, err := tr.History.Tape()
	if err != nil {
		return err
	}
	var first *engine.Result
	for _, workers := range []int{1, 8} {
		var differ error
		err := engine.Runner{Workers: workers}.Run(context.Background(), engine.TapeFeed{Tape: tape}, 8,
			func(int) engine.Plan { return tr.Plan(tape) },
			func(i int, r *engine.Result) {
				if first == nil {
					first = r
				}
				if r.Err != nil || r.Digest != first.Digest {
					differ = errors.Join(r.Err, fmt.Errorf("run %d on %d workers has another digest", i, workers))
				}
			})
		if err := errors.Join(err, differ); err != nil {
			return err
		}
	}
	return nil
}

// Frugal returns an error if a plan allocates more than eight times, two for
// each name of the universe and what the trial allows the strategy: so nothing
// an event. Folds are kept, no rows.
func Frugal(tr Trial) error {
	tape, err := tr.History.Tape()
	if err != nil {
		return err
	}
	got, failed := PlanAllocations(tape, func() engine.Plan { return tr.Plan(tape) })
	if failed != nil {
		return failed
	}
	if want := 8 + 2*tape.Universe().Len() + tr.Allocations; got > float64(want) {
		return fmt.Errorf("%.1f allocations a plan over %d events, at most %d are allowed", got, tape.Len(), want)
	}
	return nil
}

// PlanAllocations returns how often one more plan of a run allocates, after
// warm-up, with nothing but folds kept.
func PlanAllocations(tape *engine.Tape, plan func() engine.Plan) (float64, error) {
	const more = 20
	var failed error
	mallocs := func(n int) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := engine.Runner{Workers: 1}.Run(context.Background(), engine.TapeFeed{Tape: tape}, n,
			func(int) engine.Plan {
				p := plan()
				p.Keep = engine.Folds
				return p
			},
			func(_ int, r *engine.Result) { failed = errors.Join(failed, r.Err) })
		failed = errors.Join(failed, err)
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs
	}
	mallocs(1)
	best := 1e300
	for range 3 { // others allocate too; the least is ours
		few, many := mallocs(2), mallocs(2+more)
		best = min(best, (float64(many)-float64(few))/more)
	}
	return best, failed
}

// Solvent returns an error if the strategy ever spends cash that it lacks:
// cash and what is unsettled below nothing, after any fill by the journal, or
// a holding below nothing.
func Solvent(tr Trial) error {
	r, err := tr.run(tr.History)
	if err != nil {
		return err
	}
	var money engine.Money
	held := map[engine.ID]engine.Qty{}
	for i, e := range r.Journal {
		if e.Account == engine.CashAccount || e.Account == engine.UnsettledAccount {
			money += e.Amount
		}
		held[e.Instrument] += e.Qty
		last := i+1 == len(r.Journal) || r.Journal[i+1].Group != e.Group
		if last && money < 0 {
			return fmt.Errorf("%v: cash and unsettled are %v", e.Time, money)
		}
		if held[e.Instrument] < 0 {
			return fmt.Errorf("%v: %d shares of %s", e.Time, held[e.Instrument], r.Universe.At(e.Instrument).Symbol)
		}
	}
	return nil
}

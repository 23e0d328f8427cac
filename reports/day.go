package reports

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"rally/engine"
	"rally/engine/hkex"
	"rally/reports/chart"
)

func init() {
	r := single{"day.png", writeDay}
	Register(Spec{Name: r.name, Doc: "the day that mattered most, in bars shorter than it; of runs that traded on such bars", Picture: true,
		New: func() Report { return r }, Applies: func(s *Study) bool { _, ok := s.dayThatMattered(); return ok }})
}

func writeDay(w io.Writer, s *Study) error {
	p, err := s.sheet()
	if err != nil {
		return err
	}
	d, ok := s.dayThatMattered()
	if !ok {
		return chart.ErrNoCandle
	}
	picture, err := s.intraday(d)
	if err != nil {
		return err
	}
	return chart.DrawDay(w, p, picture, chart.Light())
}

// tradedDay is a session on which a name was traded in bars that are shorter.
type tradedDay struct {
	instrument engine.ID
	day        engine.Day
	every      engine.Interval // the finest of the day
}

// dayThatMattered returns the day on which the round trip was entered whose net
// result is the largest by size, what is still held included at its last close: of
// the trips that were entered or left on a day with bars shorter than it. Where
// that holds of its end alone, it is the day on which it was left. Of equals the
// one entered first is taken, then the first by symbol. It returns false where
// there is none, or no prices.
func (s *Study) dayThatMattered() (tradedDay, bool) {
	f, err := s.study()
	if err != nil || s.Tape == nil {
		return tradedDay{}, false
	}
	type sized struct {
		*Trip
		size engine.Money
	}
	var list []sized
	for i := range f.trips {
		n := f.trips[i].Net()
		list = append(list, sized{&f.trips[i], max(n, -n)})
	}
	for i := range f.open {
		n := s.worth(&f.open[i])
		list = append(list, sized{&f.open[i], max(n, -n)})
	}
	slices.SortStableFunc(list, func(a, b sized) int {
		return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(a.Entered, b.Entered), cmp.Compare(a.Instrument, b.Instrument))
	})
	finest := map[engine.ID]map[engine.Day]engine.Interval{} // by name, looked up alone
	for _, t := range list {
		days, ok := finest[t.Instrument]
		if !ok {
			days = finestByDay(s.Tape, t.Instrument)
			finest[t.Instrument] = days
		}
		for _, at := range [...]engine.Time{t.Entered, t.Exited} {
			if every, ok := days[at.Day()]; ok {
				return tradedDay{t.Instrument, at.Day(), every}, true
			}
		}
	}
	return tradedDay{}, false
}

// worth is the net result of a trip, what is left of it at its last close.
func (s *Study) worth(t *Trip) engine.Money {
	if t.Left == 0 {
		return t.Net()
	}
	return t.Net() + lastClose(s.Tape, t.Instrument, s.Result.Span.Last).Times(t.Left)
}

// finestByDay returns the shortest bars of each session of a name, of the sessions
// that have bars shorter than themselves.
func finestByDay(t *engine.Tape, id engine.ID) map[engine.Day]engine.Interval {
	days := map[engine.Day]engine.Interval{}
	for every := range coarser {
		last := engine.Day(0)
		for d := range t.Bars(id, every) {
			if d != last && every < engine.Daily {
				days[d] = every
			}
			last = d
		}
	}
	return days
}

// intraday is the picture of a day.
func (s *Study) intraday(d tradedDay) (*chart.Intraday, error) {
	f, err := s.study()
	if err != nil {
		return nil, err
	}
	in := s.Result.Universe.At(d.instrument)
	tape := s.Tape.Cut(d.day, d.day)
	session := tape.Sessions()[0]
	bars, err := closedBars(tape, d)
	if err != nil {
		return nil, fmt.Errorf("%s %v: %w", in.Symbol, d.day, err)
	}
	refs := cited(s.Result)
	return &chart.Intraday{
		Name: in.Symbol, Day: int32(d.day), Result: s.earnedOn(f, d), Every: d.every.String(),
		Hours:   hoursOf(&session, in),
		Candles: candles(bars, &session, d.every),
		Fills:   executions(s.Result, d),
		Signals: notices(s.Result, refs, d),
	}, nil
}

// earnedOn says what the round trips earned that were entered or left on a day:
// "+HK$1,234 in 2 trades, one of them still held".
func (s *Study) earnedOn(f *facts, d tradedDay) string {
	sum, n := engine.Money(0), 0
	var beyond []*Trip
	for _, list := range [...][]Trip{f.trips, f.open} {
		for i := range list {
			t := &list[i]
			in, out := t.Entered.Day() == d.day, t.Left == 0 && t.Exited.Day() == d.day
			if t.Instrument != d.instrument || !in && !out {
				continue
			}
			sum += s.worth(t)
			if n++; !in || !out {
				beyond = append(beyond, t)
			}
		}
	}
	text := gained(sum) + " in " + count(n, "trade")
	switch {
	case len(beyond) == 0:
		return text
	case n > 1:
		return fmt.Sprintf("%s, %d of them beyond the day", text, len(beyond))
	case beyond[0].Entered.Day() < d.day:
		return text + " entered on " + dated(beyond[0].Entered.Day())
	case beyond[0].Left > 0:
		return text + ", still held"
	}
	return text + " held to " + dated(beyond[0].Exited.Day())
}

// closed is a bar with the time at which it closed.
type closed struct {
	end                    engine.Time
	open, high, low, close engine.Price
	volume                 engine.Qty
}

// watcher notes the bars of a day as they close.
type watcher struct {
	tradedDay
	bars []closed
}

// Start asks for the day's bars.
func (w *watcher) Start(s *engine.Setup) error {
	s.WatchBars(w.every, 1, w.instrument)
	return nil
}

// OnBar notes one.
func (w *watcher) OnBar(_ *engine.Broker, b engine.Bar) {
	if b.Interval() == w.every {
		w.bars = append(w.bars, closed{b.End(), b.Open(), b.High(), b.Low(), b.Close(), b.Volume()})
	}
}

// closedBars returns the bars of one session of a name. The archive of a tape knows
// their sessions alone; when they closed is known to who watches them, so the
// session is played to one who only watches.
func closedBars(session *engine.Tape, d tradedDay) ([]closed, error) {
	w := &watcher{tradedDay: d}
	plan := engine.Plan{Name: "day", Strategy: func() engine.Strategy { return w }, Keep: engine.Folds,
		Span: engine.Span{First: d.day, Last: d.day}, Market: engine.Market{Venue: hkex.Venue{}}}
	var err error
	if e := (engine.Runner{Workers: 1}).Run(context.Background(), engine.TapeFeed{Tape: session}, 1,
		func(int) engine.Plan { return plan }, func(_ int, r *engine.Result) { err = r.Err }); e != nil {
		return nil, e
	}
	return w.bars, err
}

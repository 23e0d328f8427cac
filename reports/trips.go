package reports

import (
	"slices"

	"rally/engine"
)

// Trip is a round trip: one name from opening to flat, however many fills it
// took. Shares are counted as at its end: a split in between multiplies what
// was bought before it. Dividends are not in it. What is held at the end of
// the run is a Trip that is not over: Left is above zero, Exit and Exited are
// empty, and Got is what has been sold of it.
type Trip struct {
	Instrument engine.ID
	Signal     engine.SignalRef // why its first fill was ordered
	Entered    engine.Time      // first fill
	Exited     engine.Time      // last fill, or the action that ended it
	Bought     engine.Qty       // all shares bought
	Left       engine.Qty       // of them, still held
	Paid, Got  engine.Money     // considerations; Got with cash for fractions and a delisting's payment
	Fees       engine.Money     // all charges
	Sessions   int              // closes at which it was held
	Exit       string           // the intent by which most of it was sold
}

// Gross returns what it earned before charges; slippage is in the prices.
func (t *Trip) Gross() engine.Money { return t.Got - t.Paid }

// Net returns what it earned after charges.
func (t *Trip) Net() engine.Money { return t.Got - t.Paid - t.Fees }

// Return returns Net ÷ what was paid for the shares, as a fraction.
func (t *Trip) Return() float64 { return fraction(t.Net(), t.Paid) }

// Entry returns the mean price paid, to the nearest mill.
func (t *Trip) Entry() engine.Price { return mean(t.Paid, t.Bought) }

// ExitPrice returns the mean price got, to the nearest mill.
func (t *Trip) ExitPrice() engine.Price { return mean(t.Got, t.Bought-t.Left) }

func mean(m engine.Money, q engine.Qty) engine.Price {
	if q <= 0 {
		return 0
	}
	return engine.Price((2*int64(m) + int64(q)) / (2 * int64(q)))
}

// fraction returns a ÷ b; 0 where b is.
func fraction(a, b engine.Money) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Trips returns a run's round trips in the order of their ends, and what is
// still open at its end in the order of the names. It needs the fills and
// actions of a result that keeps everything.
func Trips(r *engine.Result) (over, open []Trip) {
	b := tripBook{rows: r.Rows, open: make(map[engine.ID]*openTrip)}
	actions := r.Actions
	for i := range r.Fills {
		f := &r.Fills[i]
		// An action is effective before the first open of its day.
		for len(actions) > 0 && actions[0].Ex <= f.Time.Day() {
			b.act(&actions[0])
			actions = actions[1:]
		}
		b.fill(f)
	}
	for i := range actions {
		b.act(&actions[i])
	}
	for id := range r.Universe.Len() {
		if t, ok := b.open[engine.ID(id)]; ok {
			t.Sessions = max(0, len(r.Rows)-1-b.session(t.Entered.Day()))
			open = append(open, t.Trip)
		}
	}
	return b.over, open
}

// tripBook follows the trips of a run.
type tripBook struct {
	rows []engine.SessionRow
	open map[engine.ID]*openTrip // looked up by name, never ranged over
	over []Trip
}

// openTrip is a trip that goes on, with the shares sold so far by intent.
type openTrip struct {
	Trip
	exits []soldBy
}

type soldBy struct {
	intent string
	qty    engine.Qty
}

func (b *tripBook) fill(f *engine.Fill) {
	t := b.open[f.Instrument]
	if f.Side == engine.Buy {
		if t == nil {
			t = &openTrip{Trip: Trip{Instrument: f.Instrument, Signal: f.Because, Entered: f.Time}}
			b.open[f.Instrument] = t
		}
		t.Bought += f.Qty
		t.Left += f.Qty
		t.Paid += f.Consideration
		t.Fees += f.Fees
		return
	}
	if t == nil { // selling what is not held does not happen: no short selling
		return
	}
	t.Left -= f.Qty
	t.Got += f.Consideration
	t.Fees += f.Fees
	t.sold(f.Intent, f.Qty)
	if t.Left <= 0 {
		b.close(t, f.Time)
	}
}

// act follows an action on the shares of an open trip.
func (b *tripBook) act(a *engine.ActionRecord) {
	t := b.open[a.Instrument]
	if t == nil || a.Kind == engine.Dividend {
		return
	}
	at := a.Time
	if a.Kind == engine.Delisting {
		t.Got += a.Amount
		t.sold(a.Kind.String(), t.Left)
		b.close(t, at)
		return
	}
	scale := func(q engine.Qty) engine.Qty { return engine.Qty(int64(q) * a.Num / a.Den) }
	t.Bought, t.Left = scale(t.Bought), a.After
	for i := range t.exits {
		t.exits[i].qty = scale(t.exits[i].qty)
	}
	t.Got += a.Amount // cash for a fraction of a share
	if t.Left == 0 {
		t.sold(a.Kind.String(), 1)
		b.close(t, at)
	}
}

// sold notes by which intent shares went, the newest last.
func (t *openTrip) sold(intent string, q engine.Qty) {
	i := slices.IndexFunc(t.exits, func(s soldBy) bool { return s.intent == intent })
	if i >= 0 {
		q += t.exits[i].qty
		t.exits = slices.Delete(t.exits, i, i+1)
	}
	t.exits = append(t.exits, soldBy{intent, q})
}

func (b *tripBook) close(t *openTrip, at engine.Time) {
	t.Exited, t.Left = at, 0
	t.Sessions = max(0, b.session(at.Day())-b.session(t.Entered.Day()))
	best := t.exits[0]
	for _, s := range t.exits[1:] {
		if s.qty >= best.qty { // of equals the last
			best = s
		}
	}
	t.Exit = best.intent
	b.over = append(b.over, t.Trip)
	delete(b.open, t.Instrument)
}

// session returns the row of the session that day d falls in or before.
func (b *tripBook) session(d engine.Day) int {
	i, _ := slices.BinarySearchFunc(b.rows, d, func(r engine.SessionRow, d engine.Day) int { return int(r.Day - d) })
	return i
}

package engine_test

import (
	"math/big"

	"pgregory.net/rapid"

	"rally/engine"
)

// taleAudit checks, at every event that a strategy is told of, what must hold
// whatever the tale is: the account is the sum of its parts, holdings are what
// was bought less what was sold as actions made of it, and fills are legal.
type taleAudit struct {
	*tale
	t      rapid.TB
	held   map[engine.ID]*big.Rat // by fills and actions, with fractions of a share
	frozen map[engine.ID]frozenWorth
	worth  map[engine.ID]engine.Money // at the last look
}

// frozenWorth is what a holding was worth when an action met it.
type frozenWorth struct {
	worth engine.Money
	since engine.Time
}

func newTaleAudit(t rapid.TB, w *tale) *taleAudit {
	return &taleAudit{w, t, map[engine.ID]*big.Rat{}, map[engine.ID]frozenWorth{}, map[engine.ID]engine.Money{}}
}

func (a *taleAudit) fail(format string, args ...any) {
	a.t.Fatalf(format+"\n%s", append(args, a.tale)...)
}

// look checks the account and the holdings, before any open of the instant.
func (a *taleAudit) look(b *engine.Broker) {
	for id, f := range a.frozen {
		if a.printed(id, f.since, b.Now()-1) {
			a.paid(id)
		}
	}
	acc := b.Account()
	sum := acc.Cash + acc.Unsettled + acc.Receivable
	for id := range a.names {
		id := engine.ID(id)
		at := b.Position(id)
		want := int64(0)
		if q := a.held[id]; q != nil {
			want = floor(q)
		}
		if int64(at.Qty) != want {
			a.fail("%v: %d shares, by fills and actions %d", clock(b.Now()), at.Qty, want)
		}
		last, _ := b.Last(id)
		a.worth[id] = last.Times(at.Qty)
		if f, frozen := a.frozen[id]; frozen {
			a.worth[id] = f.worth
		}
		sum += a.worth[id]
	}
	if acc.Equity != sum {
		a.fail("%v: equity %v, its parts are %v", clock(b.Now()), acc.Equity, sum)
	}
	a.told(b)
}

// told checks what holds even between the fills of one batch.
func (a *taleAudit) told(b *engine.Broker) {
	books := engine.BooksOf(b)
	switch acc := b.Account(); {
	case books.Reserved != books.Working:
		a.fail("%v: reserved %v, the orders say %v", clock(b.Now()), books.Reserved, books.Working)
	case books.Power < 0 || acc.BuyingPower != max(0, books.Power-books.Working):
		a.fail("%v: buying power %v of %v with %v reserved", clock(b.Now()), acc.BuyingPower, books.Power, books.Working)
	case books.Reducing:
		a.fail("%v: a reduce-only order works with nothing held", clock(b.Now()))
	}
}

// printed reports whether a price traded after one time and up to another.
func (a *taleAudit) printed(id engine.ID, after, till engine.Time) bool {
	_, ok := a.shownAt(func(r engine.BarRow) bool { return r.Start > after && r.Start <= till })[id]
	return ok
}

// paid is what a price does to a fraction of a share.
func (a *taleAudit) paid(id engine.ID) {
	delete(a.frozen, id)
	if q := a.held[id]; q != nil {
		a.held[id] = whole(floor(q))
	}
}

// action lets the audit's holdings follow, as actions on shares do.
func (a *taleAudit) action(b *engine.Broker, act engine.Action) {
	if !changes(act) {
		return
	}
	id := act.Instrument
	if _, already := a.frozen[id]; !already {
		a.frozen[id] = frozenWorth{a.worth[id], b.Now()}
	}
	if a.held[id] != nil {
		a.held[id] = mul(a.held[id], big.NewRat(act.Num, act.Den))
	}
}

// fill checks a fill: in the session, on the grid, in whole lots but for the
// odd part of a sale, and never for more than was held.
func (a *taleAudit) fill(b *engine.Broker, f engine.Fill) {
	id := f.Instrument
	if q, frozen := a.frozen[id]; frozen && a.printed(id, q.since, f.Time) {
		a.paid(id)
	}
	if a.held[id] == nil {
		a.held[id] = new(big.Rat)
	}
	change := whole(f.Qty)
	if f.Side == engine.Sell {
		change.Neg(change)
	}
	a.held[id] = new(big.Rat).Add(a.held[id], change)
	day, lot := f.Time.Day(), a.lot(id, f.Time.Day())
	s, open := a.session(day)
	end, _ := a.endOn(id, day)
	switch odd := f.Rule == engine.FilledOddLot; {
	case !open || f.Time < s.Auction || f.Time > end || f.Time > s.Lunch && f.Time < s.Afternoon:
		a.fail("a fill at %v, outside the session", clock(f.Time))
	case f.Price < a.lowest(id, day) || f.Price%a.tick(id, f.Price, day) != 0:
		a.fail("a fill at %v, off the grid", f.Price)
	case f.Qty <= 0 || !odd && f.Qty%lot != 0:
		a.fail("a fill of %d in lots of %d", f.Qty, lot)
	case odd && (f.Side == engine.Buy || f.Qty >= lot || a.oddLots != engine.OddLotsDiscount):
		a.fail("%v of %d as an odd lot", f.Side, f.Qty)
	case f.Consideration != f.Price.Times(f.Qty):
		a.fail("%d shares at %v for %v", f.Qty, f.Price, f.Consideration)
	case a.held[id].Sign() < 0:
		a.fail("more of %c sold than held", 'A'+rune(id))
	}
	a.told(b)
}

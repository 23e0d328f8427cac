package engine_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rally/engine"
	"rally/engine/enginetest"
)

// auditor works out balances and equity again, from the journal and from the
// rows of the history, at every event of a plan.
type auditor struct {
	fail   func(format string, args ...any)
	h      *enginetest.History
	market *engine.Market
	plan   *gambler

	read        int // entries of the journal so far
	group       uint32
	sum         engine.Money // of the open group
	balance     [engine.FeeAccount + 1]engine.Money
	cost        map[engine.ID]engine.Money
	qty         map[engine.ID]engine.Qty
	worth       map[engine.ID]engine.Money // as last looked at
	frozen      map[engine.ID]engine.Time  // since an action on shares, until a price trades
	end         map[engine.Day]engine.Money
	looks, acts int
}

// look checks everything that holds at every event.
func (a *auditor) look(b *engine.Broker) {
	a.looks++
	books := engine.BooksOf(b)
	for ; a.read < len(books.Journal); a.read++ {
		e := books.Journal[a.read]
		if e.Group != a.group && a.sum != 0 {
			a.fail("group %d sums to %v", a.group, a.sum)
		}
		if e.Group != a.group {
			a.group, a.sum = e.Group, 0
		}
		a.sum += e.Amount
		a.balance[e.Account] += e.Amount
		if e.Account == engine.SecuritiesAccount {
			a.cost[e.Instrument] += e.Amount
			a.qty[e.Instrument] += e.Qty
			if e.What == engine.ShareChange {
				if _, already := a.frozen[e.Instrument]; !already {
					a.frozen[e.Instrument] = b.Now()
				}
				a.acts++
			}
		}
	}
	if a.sum != 0 {
		a.fail("group %d sums to %v", a.group, a.sum)
	}
	acc := b.Account()
	equity := acc.Cash + acc.Unsettled + acc.Receivable
	for id, q := range a.qty {
		if at := b.Position(id); at.Qty != q || at.Cost != a.cost[id] {
			a.fail("position %d × %v, the journal says %d × %v", at.Qty, at.Cost, q, a.cost[id])
		}
		since, frozen := a.frozen[id]
		if frozen && a.traded(id, since, b.Now()) {
			delete(a.frozen, id)
			frozen = false
		}
		if !frozen {
			last, _ := b.Last(id)
			a.worth[id] = last.Times(q)
		}
		equity += a.worth[id]
	}
	switch {
	case acc.Cash != a.balance[engine.CashAccount], acc.Unsettled != a.balance[engine.UnsettledAccount], acc.Receivable != a.balance[engine.ReceivableAccount]:
		a.fail("%v: account %+v, the journal says %v", b.Now(), acc, a.balance)
	case acc.Equity != equity:
		a.fail("%v: equity %v, want %v", b.Now(), acc.Equity, equity)
	case books.Reserved != books.Working:
		a.fail("%v: reserved %v, the orders say %v", b.Now(), books.Reserved, books.Working)
	case books.Reducing:
		a.fail("%v: a reduce-only order works with nothing to reduce", b.Now())
	case acc.BuyingPower != max(0, books.Power-books.Working) || books.Power < 0:
		a.fail("%v: buying power %v of %v with %v reserved", b.Now(), acc.BuyingPower, books.Power, books.Working)
	}
	a.end[b.Now().Day()] = acc.Equity
}

// traded reports whether a price traded after one time and before another.
func (a *auditor) traded(id engine.ID, after, now engine.Time) bool {
	for _, s := range a.h.Bars {
		if s.Symbol == a.h.Bars[id].Symbol && slices.ContainsFunc(s.Rows, func(r engine.BarRow) bool { return r.Start > after && r.Start <= now }) {
			return true
		}
	}
	return false
}

// barOf returns the finest bar of its session at whose open or end a fill is.
func (a *auditor) barOf(f *engine.Fill) (out engine.BarRow, ok bool) {
	finest := engine.Daily + 1
	for _, s := range a.h.Bars {
		if s.Symbol != a.h.Bars[f.Instrument].Symbol {
			continue
		}
		for _, r := range s.Rows {
			if r.End.Day() != f.Time.Day() {
				continue
			}
			if s.Every < finest { // whatever a longer one said
				finest, ok = s.Every, false
			}
			at := r.End
			if f.Rule == engine.FilledAtOpen || f.Rule == engine.FilledOddLot && !ok && r.Start == f.Time {
				at = r.Start
			}
			if s.Every == finest && at == f.Time {
				out, ok = r, true
			}
		}
	}
	return out, ok
}

// fill checks one execution against the bar that it fell in.
func (a *auditor) fill(b *engine.Broker, f engine.Fill) {
	r, ok := a.barOf(&f)
	if !ok {
		a.fail("fill at %v without a market event", f.Time)
		return
	}
	const tick = 10
	slip := engine.Price(a.market.Slippage.Ticks * tick)
	lot := engine.Qty(100)
	low, high := r.Low, r.High
	if f.Rule == engine.FilledAtOpen {
		low, high = r.Open, r.Open
	}
	if f.Rule == engine.FilledAtClose {
		low, high, slip = r.Close, r.Close, 0
	}
	switch {
	case f.Price%tick != 0 || f.Price <= 0:
		a.fail("fill at %v, off the grid", f.Price)
	case f.Rule == engine.FilledOddLot && (f.Qty >= lot || f.Side == engine.Buy):
		a.fail("an odd lot of %d", f.Qty)
	case f.Rule != engine.FilledOddLot && f.Qty%lot != 0:
		a.fail("%d shares", f.Qty)
	case a.market.Slippage.Impact > 0: // against the trader, however far
		if f.Rule != engine.FilledOddLot && (f.Side == engine.Buy && f.Price < low || f.Side == engine.Sell && f.Price > high) {
			a.fail("%v by %v at %v, bar %v", f.Side, f.Rule, f.Price, r)
		}
	case f.Rule != engine.FilledOddLot && (f.Price < low-slip || f.Price > high+slip):
		a.fail("%d shares by %v at %v, bar %v", f.Qty, f.Rule, f.Price, r)
	case f.Slippage != 0 && f.Rule != engine.FilledOddLot && f.Slippage != slip.Times(f.Qty):
		a.fail("slippage %v", f.Slippage)
	case f.Consideration != f.Price.Times(f.Qty):
		a.fail("consideration %v", f.Consideration)
	}
}

// TestScenario54EquityAtEveryEvent: with random orders, prices, holes and
// actions, the journal balances, and at every event cash, holdings, equity and
// reservations are what an independent sum says; cash is never overspent; fills
// are on the grid, in whole lots, inside the bars; and the charges of order and
// note level are those of one fill.
func TestScenario54EquityAtEveryEvent(t *testing.T) {
	fills, acts := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		rng := rand.New(rand.NewPCG(seed, 5))
		h := enginetest.Wander(&enginetest.Venue{BoardLot: 100}, seed, 1+rng.IntN(4), 30+rng.IntN(40), engine.Date(2023, 1, 2))
		disturb(rng, h)
		if rng.IntN(2) == 0 {
			halfHours(rng, h)
		}
		tape, err := h.Tape()
		if err != nil {
			rt.Fatal(err)
		}
		plan := gamblerPlan(h, seed)
		plan.Cash = engine.Money(20_000+rng.IntN(400_000)) * engine.Dollar
		plan.Market = randomMarket(rng, h)
		if rng.IntN(4) == 0 {
			plan.Market.Slippage.Impact = engine.Rate(1 + rng.Int64N(2_000_000_000))
		}
		all := rng.IntN(4) > 0
		var a *auditor
		plan.Strategy = func() engine.Strategy {
			g := &gambler{seed: seed, odd: true, all: all}
			a = &auditor{
				fail: rt.Errorf, h: h, market: &plan.Market, plan: g,
				cost: map[engine.ID]engine.Money{}, qty: map[engine.ID]engine.Qty{}, worth: map[engine.ID]engine.Money{},
				frozen: map[engine.ID]engine.Time{}, end: map[engine.Day]engine.Money{},
			}
			g.check, g.fill = a.look, a.fill
			return g
		}
		r := enginetest.Play(tape, plan)
		if r.Err != nil {
			rt.Fatal(r.Err)
		}
		for _, row := range r.Rows[1:] {
			if row.Equity != row.Cash+row.Unsettled+row.Receivable+row.Gross || row.Equity != a.end[row.Day] {
				rt.Errorf("row %+v, looked at %v", row, a.end[row.Day])
			}
		}
		auditFees(rt.Errorf, h, plan.Market.Fees, r)
		fills, acts = fills+r.FillCount, acts+a.acts
	})
	if fills < 1000 || acts < 20 {
		t.Errorf("%d fills and %d actions on holdings: too few to mean anything", fills, acts)
	}
	t.Logf("%d fills, %d actions on holdings", fills, acts)
}

// disturb takes out a tenth of the rows and adds actions of uneven ratios.
func disturb(rng *rand.Rand, h *enginetest.History) {
	days := h.Sessions()
	for i := range h.Bars {
		h.Bars[i].Rows = slices.DeleteFunc(h.Bars[i].Rows, func(engine.BarRow) bool { return rng.IntN(10) == 0 })
		for range rng.IntN(5) {
			act := engine.Action{Ex: days[rng.IntN(len(days))], Num: 1 + rng.Int64N(12), Den: 1 + rng.Int64N(12), Kind: engine.ActionKind(rng.IntN(4)), Millionths: rng.Int64N(3_000_000)}
			h.Actions = append(h.Actions, enginetest.Action{Symbol: h.Bars[i].Symbol, Action: act})
		}
	}
}

// halfHours gives some names half-hour bars in some sessions, some with holes,
// beside the daily ones.
func halfHours(rng *rand.Rand, h *enginetest.History) {
	for n, names := 0, len(h.Bars); n < names; n++ {
		out := enginetest.Bars{Symbol: h.Bars[n].Symbol, Every: 30}
		for _, day := range h.Bars[n].Rows {
			session, _ := h.Venue.Session(day.End.Day())
			if rng.IntN(2) == 0 {
				continue
			}
			p := day.Open
			for at := session.Open; at < session.Close; at += 30 * engine.Minute {
				if at == session.Lunch {
					at = session.Afternoon
				}
				if rng.IntN(8) == 0 {
					continue
				}
				end := at + 30*engine.Minute
				if end == session.Close {
					end = session.End
				}
				to := max(300, p+engine.Price(rng.IntN(21)-10)*p/1000/10*10)
				out.Rows = append(out.Rows, engine.BarRow{
					Start: at, End: end, Open: p, Close: to, Volume: engine.Qty(100 * (1 + rng.IntN(900))),
					High: max(p, to) + engine.Price(10*rng.IntN(5)), Low: min(p, to) - engine.Price(10*rng.IntN(5)), NoFill: rng.IntN(15) == 0,
				})
				p = to
			}
		}
		if len(out.Rows) > 0 {
			h.Bars = append(h.Bars, out)
		}
	}
}

func randomMarket(rng *rand.Rand, h *enginetest.History) engine.Market {
	m := engine.Market{
		Venue: h.Venue, Fees: someFees(), OddDiscount: 2 * engine.Percent, OddLots: engine.OddLotPolicy(rng.IntN(3)),
		BarFill:       []engine.BarFill{engine.Pessimistic, engine.Base, engine.Optimistic}[rng.IntN(3)],
		Slippage:      engine.Slippage{Ticks: rng.IntN(3)},
		Participation: engine.Rate(rng.IntN(3)) * engine.Percent / 2,
		BuyingPower:   engine.BuyingPower(rng.IntN(2)),
		DividendTax:   engine.Tax{Rate: 10 * engine.Percent},
	}
	m.Fees[2] = enginetest.Fee{Component: "commission", At: engine.PerOrder, Rate: 3 * engine.BasisPoint, Min: 3 * engine.Dollar, Unit: engine.Cent}
	m.Fees[0] = enginetest.Fee{Component: "duty", At: engine.PerNote, Rate: 10 * engine.BasisPoint, Unit: engine.Dollar}
	if rng.IntN(3) == 0 {
		m.Latency = engine.FixedLatency(rng.Int64N(int64(40 * engine.Hour)))
	}
	return m
}

// auditFees works the charges of order and note level out from the sums.
func auditFees(fail func(string, ...any), h *enginetest.History, rules []engine.FeeRule, r *engine.Result) {
	type key struct {
		order engine.OrderID
		day   engine.Day
		id    engine.ID
		side  engine.Side
	}
	for i, rule := range rules {
		if rule.Level() == engine.PerExecution {
			continue
		}
		charged, notes := map[key]engine.Money{}, map[key]engine.Note{}
		of := func(f *engine.Fill) key {
			if rule.Level() == engine.PerOrder {
				return key{order: f.Order}
			}
			return key{day: f.Time.Day(), id: f.Instrument, side: f.Side}
		}
		for k := range r.Fills {
			f := &r.Fills[k]
			n := notes[of(f)]
			n.Qty += f.Qty
			n.Consideration += f.Consideration
			notes[of(f)] = n
		}
		for _, line := range r.Fees {
			if int(line.Component) == i {
				charged[of(&r.Fills[line.Fill-1])] += line.Amount
			}
		}
		for k, n := range notes {
			if want := rule.Fee(n); charged[k] != want {
				fail("%s of %+v: charged %v, one fill would be %v", rule.Name(), k, charged[k], want)
			}
		}
	}
}

// TestAffordableIsMaximal: what a purchase is cut to can be paid with every
// fee, and one more lot could not, for random fees, lots, prices and money.
func TestAffordableIsMaximal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lot := engine.Qty(rapid.SampledFrom([]int{1, 7, 100, 2000}).Draw(rt, "lot"))
		price := engine.Price(rapid.IntRange(1, 50_000).Draw(rt, "price")) * 10
		cash := engine.Money(rapid.Int64Range(0, 3_000_000_000).Draw(rt, "cash"))
		fees := []engine.FeeRule{
			enginetest.Fee{Component: "a", At: engine.PerNote, Rate: engine.Rate(rapid.IntRange(0, 30_000_000).Draw(rt, "duty")), Unit: engine.Dollar},
			enginetest.Fee{Component: "b", At: engine.PerOrder, Rate: engine.BasisPoint, Min: engine.Money(rapid.Int64Range(0, 100_000).Draw(rt, "min")), Unit: engine.Cent},
			enginetest.Fee{Component: "c", At: engine.PerExecution, Rate: 27_000, Unit: engine.Cent},
		}
		venue := &enginetest.Venue{BoardLot: lot}
		h := &enginetest.History{Venue: venue, Instruments: []engine.Instrument{{Symbol: "A"}}, First: engine.Date(2024, 1, 2), Last: engine.Date(2024, 1, 3)}
		rows := enginetest.Bars{Symbol: "A", Every: engine.Daily}
		for d := h.First; d <= h.Last; d++ {
			s, _ := venue.Session(d)
			rows.Rows = append(rows.Rows, engine.BarRow{Start: s.Auction, End: s.End, Open: price, High: price, Low: price, Close: price, Volume: 1})
		}
		h.Bars = append(h.Bars, rows)
		tape, err := h.Tape()
		if err != nil {
			rt.Fatal(err)
		}
		firstLots := engine.Qty(-1)
		r := enginetest.Play(tape, engine.Plan{
			Cash: cash, Span: engine.Span{First: h.First, Last: h.Last}, Market: engine.Market{Venue: venue, Fees: fees},
			Strategy: func() engine.Strategy {
				return &enginetest.Actor{Bar: func(b *engine.Broker, _ engine.Bar) {
					if firstLots < 0 {
						firstLots = b.Lots(0, cash)
					}
					b.Submit(engine.Order{Qty: lot * (4_000_000_000_000 / engine.Qty(price))})
				}}
			},
		})
		if r.Err != nil {
			rt.Fatal(r.Err)
		}
		var got engine.Qty
		if len(r.Fills) > 0 {
			got = r.Fills[0].Qty
		}
		cost := func(q engine.Qty) engine.Money {
			if q == 0 {
				return 0
			}
			total := price.Times(q)
			for _, f := range fees {
				total += f.Fee(engine.Note{Qty: q, Consideration: price.Times(q)})
			}
			return total
		}
		if cost(got) > cash || cost(got+lot) <= cash {
			rt.Errorf("bought %d of %v for %v: %v, one lot more %v", got, price, cash, cost(got), cost(got+lot))
		}
		if len(r.Fills) > 0 && got >= lot && r.Orders[0].Reason == engine.InsufficientCash && r.Fills[0].Qty != firstLots {
			rt.Errorf("Lots said %d, the fill was %d", firstLots, got)
		}
	})
}

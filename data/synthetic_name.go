package data

import (
	"math/rand/v2"

	"rally/engine"
)

// mostChange bounds each of a session's two moves, overnight and by day, so
// that no artificial price jumps as far as the gate looks for.
const mostChange = 0.11

// artificialName is a name of an artificial market on its way.
type artificialName struct {
	// set once
	in      *engine.Instrument
	rng     *rand.Rand
	beta    float64
	own     float64
	lot     engine.Qty
	usual   float64 // lots a session
	pays    int     // session of its first dividend; −1: none
	splits  int     // session of its split; −1: none
	effects []effect

	// changes per session
	last engine.Price // close, on the shares of the day
	rows []artificialRow

	// of the session, against the close before it on the same shares
	opened, highest, lowest, closed float64
}

// effect is a move of a name that a signal brings.
type effect struct {
	session int
	size    float64
}

func (a *Artificial) newName(c SyntheticConfig, i int) *artificialName {
	r := rand.New(rand.NewPCG(c.Seed, uint64(i)+1))
	n := &artificialName{in: &a.Instruments[i], rng: r, own: c.OwnSwing, pays: -1, splits: -1}
	n.beta = 0.6 + float64(0.8*r.Float64())
	dollars := [...]float64{4, 9, 18, 35, 60, 90, 150, 320}[r.IntN(8)]
	price := engine.Price(float64(dollars*(800+float64(400*r.Float64()))) + 0.5)
	n.lot = [...]engine.Qty{100, 200, 500}[r.IntN(3)]
	if price < 20_000 {
		n.lot = [...]engine.Qty{500, 1000, 2000}[r.IntN(3)]
	}
	n.usual = 2000 + float64(18000*r.Float64())
	sessions := len(a.sessions)
	if i == c.Symbols/3 && sessions > 40 {
		n.splits = sessions * 11 / 20
		price += 160_000
	}
	if i%4 == 1 {
		n.pays = 60 + 7*i%90
	}
	n.in.Lots = []engine.LotFrom{{Lot: n.lot}}
	n.last = a.onGrid(n.in, price, a.sessions[0].Day)
	n.rows = make([]artificialRow, 0, sessions)
	for k := range a.signals {
		n.effects = append(n.effects, a.signals[k].on(c, n.in)...)
	}
	return n
}

// onGrid rounds a price to the nearest legal one of the day.
func (a *Artificial) onGrid(in *engine.Instrument, p engine.Price, d engine.Day) engine.Price {
	p = max(p, 100)
	tick := a.venue.TickSize(in, p, d)
	if tick <= 0 {
		return p
	}
	return max((p+tick/2)/tick*tick, tick)
}

// step makes the bar of session k.
func (n *artificialName) step(a *Artificial, k int, shared float64) {
	s := &a.sessions[k]
	base, before := n.actions(a, k)
	move := 0.0
	for i := range n.effects {
		if n.effects[i].session == k {
			move += n.effects[i].size
		}
	}
	calm := 1.0
	if s.Half {
		calm = 0.6
	}
	total := float64(n.beta*shared) + float64(n.own*swing(n.rng))
	total = float64(calm * total)
	night := float64(0.35*total) + float64(calm*float64(0.35*float64(n.own*swing(n.rng))))
	// What a signal moves is there at the open where it leaps, and comes by day
	// where it drifts; half each keeps both worth the while and neither sure.
	open := a.after(n.in, base, within(night+float64(move/2), mostChange), s.Day)
	day := total - float64(0.35*total) + float64(move/2)
	shut := a.after(n.in, open, within(day, mostChange), s.Day)
	reach := float64(n.own * 0.5)
	high := a.after(n.in, max(open, shut), float64(reach*n.rng.Float64()), s.Day)
	low := a.after(n.in, min(open, shut), -float64(reach*n.rng.Float64()), s.Day)
	high, low = max(high, open, shut), min(low, open, shut)

	busy := float64(calm * (0.5 + n.rng.Float64()))
	if move != 0 {
		busy = float64(busy * 1.6)
	}
	lots := engine.Qty(float64(n.usual*busy)) + 1
	n.rows = append(n.rows, artificialRow{Day: s.Day, Open: open, High: high, Low: low, Close: shut, Volume: lots * n.lot, Before: before})
	n.last = shut
	n.opened, n.highest = float64(open)/before, float64(high)/before
	n.lowest, n.closed = float64(low)/before, float64(shut)/before
}

// after returns a price moved by a fraction, on the grid.
func (a *Artificial) after(in *engine.Instrument, p engine.Price, change float64, d engine.Day) engine.Price {
	return a.onGrid(in, engine.Price(float64(float64(p)*(1+change))+0.5), d)
}

// actions books the name's corporate actions of session k. It returns the
// price that the session moves on from, and the close before it on the shares
// of the day, which an index measures against.
func (n *artificialName) actions(a *Artificial, k int) (base engine.Price, before float64) {
	d := a.sessions[k].Day
	base = n.last
	if k > 0 && k == n.splits {
		a.actions = append(a.actions, Action{n.in.Symbol, engine.Action{Kind: engine.Split, Ex: d, Num: 2, Den: 1}})
		base = (n.last + 1) / 2
	}
	before = float64(base)
	const year = 246 // sessions, about
	if k > 0 && n.pays >= 0 && k >= n.pays && (k-n.pays)%year == 0 {
		cents := int64(float64(float64(n.last)*(0.010+float64(0.020*n.rng.Float64())))) / 10
		if cents > 0 {
			a.actions = append(a.actions, Action{n.in.Symbol, engine.Action{Kind: engine.Dividend, Ex: d, Pay: d + 28, Millionths: cents * 10_000}})
			base -= engine.Price(cents * 10)
		}
	}
	return base, before
}

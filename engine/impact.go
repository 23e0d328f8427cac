package engine

import (
	"sort"
	"sync"
)

// usual is how an instrument traded in the 20 daily bars up to a day.
type usual struct {
	day       Day
	returns   int32 // how many the deviation rests on
	deviation Rate  // of the returns from close to close: of a sample, n − 1
	// the volumes in the middle, as shares were counted on day: their mean is the median
	low, high int64
}

// leastReturns have a standard deviation.
const leastReturns = 2

// liquidity keeps how the instruments of a tape usually trade: worked out once,
// when a plan first asks, and shared by all.
type liquidity struct {
	mu sync.Mutex
	of map[ID][]usual
}

// usuals returns what is usual for an instrument after each of its days.
func (t *Tape) usuals(id ID) []usual {
	l := t.liquid
	l.mu.Lock()
	defer l.mu.Unlock()
	rows, ok := l.of[id]
	if !ok {
		rows = t.makeUsuals(id)
		l.of[id] = rows
	}
	return rows
}

// makeUsuals goes through the daily bars of an instrument or, where the tape has
// none, through its days as the finest bars show them.
func (t *Tape) makeUsuals(id ID) []usual {
	first, end := t.seriesOf(id)
	if first == end {
		return nil
	}
	s := &t.series[first] // the finest
	for n := first; n < end; n++ {
		if t.series[n].interval == Daily {
			s = &t.series[n]
		}
	}
	var (
		rows    []usual
		volumes volumeWindow
		moves   moveWindow
		ratios  int
		before  int64                    // close of the day before, as prices were counted then
		change  = rebase{num: 1, den: 1} // what actions on share counts have made of a share since
	)
	for i := 0; i < len(s.days); {
		day, volume := s.days[i], int64(0)
		for ratios < len(s.rebase) && int(s.rebase[ratios].at) <= i {
			before, change = together(before, change, s.rebase[ratios])
			volumes.scale(s.rebase[ratios])
			ratios++
		}
		var last int64
		for ; i < len(s.days) && s.days[i] == day; i++ {
			volume += s.volumes[i]
			last = int64(s.closes[i])
		}
		if before > 0 {
			moves.add(ratio(last*change.num, before*change.den) - rateOne)
		}
		before, change = last, rebase{num: 1, den: 1}
		volumes.add(volume)
		low, high := volumes.middle()
		rows = append(rows, usual{day, moves.n, Rate(moves.deviation()), low, high})
	}
	return rows
}

// together returns a close and the actions since, with one action more: the
// close as it was where terms stay small enough to multiply prices by, else to
// the mill as the earlier actions made it.
func together(close int64, change, next rebase) (int64, rebase) {
	num, den := change.num*next.num, change.den*next.den
	if num > mostDigits || den > mostDigits {
		return mulDiv(close, change.den, change.num, Nearest), next
	}
	return close, rebase{num: num, den: den}
}

// ratio returns a ÷ b in parts per billion, at most a thousand; b > 0.
func ratio(a, b int64) int64 {
	if a/1000 >= b {
		return 1000 * rateOne
	}
	return mulDiv(a, rateOne, b, Nearest)
}

// moveWindow keeps the last 20 daily returns, in parts per billion: at most a
// thousandfold, so that all sums below fit.
type moveWindow struct {
	ring [20]int64
	n    int32
	at   int
}

func (w *moveWindow) add(r int64) {
	w.ring[w.at] = r
	w.at = (w.at + 1) % len(w.ring)
	w.n = min(w.n+1, int32(len(w.ring)))
}

// deviation returns the standard deviation of the returns as a sample, in parts
// per billion rounded down: √((n·Σr² − (Σr)²) ÷ (n·(n−1))), in integers, so that
// every processor has the same.
func (w *moveWindow) deviation() int64 {
	if w.n < leastReturns {
		return 0
	}
	var squares wide
	var sum int64
	for _, r := range w.ring[:w.n] {
		size := magnitude(r)
		squares = squares.plus(times(size, size))
		sum += r
	}
	n, size := uint64(w.n), magnitude(sum)
	return int64(squares.by(n).minus(times(size, size)).over(n * (n - 1)).root())
}

func magnitude(v int64) uint64 {
	if v < 0 {
		v = -v
	}
	return uint64(v)
}

// impact returns what trading q shares in this session moves the price, as a
// part of it and at most all of it:
//
//	coefficient × daily volatility × √(q ÷ median daily volume)
//
// by the 20 daily bars before the session. Where there are fewer than three, or
// no volume, nothing is known: 0. (The square-root law of market impact, as in
// Grinold and Kahn, Active Portfolio Management, 2nd edition, chapter 16; the
// coefficient is an assumption.)
func (s *Sim) impact(id ID, q Qty) Rate {
	rows := s.usual[id]
	day := s.session.Day
	k := sort.Search(len(rows), func(i int) bool { return rows[i].day >= day }) - 1
	s.unmoved = k < 0 || rows[k].returns < leastReturns
	if s.unmoved || q <= 0 {
		return 0
	}
	u := &rows[k]
	low, high := u.low, u.high
	n, _ := s.tape.seriesOf(id)
	for _, r := range s.tape.series[n].rebase {
		if r.day > u.day && r.day <= day {
			low, high = rebased(low, r), rebased(high, r)
		}
	}
	if s.unmoved = low+high == 0; s.unmoved {
		return 0
	}
	const most = 10_000 * rateOne // so that no product overflows
	part := times(2*uint64(q), rateOne).by(rateOne).over(uint64(low + high)).root()
	move := mulDiv(min(int64(s.plan.Market.Slippage.Impact), most), int64(u.deviation), rateOne, Nearest)
	return Rate(min(rateOne, mulDiv(min(move, most), min(int64(part), most), rateOne, Nearest)))
}

// affordableImpact returns the most shares that money buys, each quantity at
// the price to which it moves the market, and that price: between have, which
// it buys, and want, which it does not. More costs more, so halving finds it.
func (s *Sim) affordableImpact(w *workingOrder, in *Instrument, ref Price, lot, have, want Qty, money Money) (Price, Qty) {
	lo, hi := have/lot, want/lot
	for hi-lo > 1 {
		mid := lo + (hi-lo)/2
		price := s.slipped(w, in, ref, mid*lot)
		if s.affordable(w, s.notes[w.Instrument][Buy], in, s.session.Day, price, lot, Money(mid), money) == mid*lot {
			lo = mid
		} else {
			hi = mid
		}
	}
	return s.slipped(w, in, ref, lo*lot), lo * lot
}

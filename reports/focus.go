package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rally/engine"
	"rally/reports/chart"
)

// around is how many sessions before the first and after the last fill the
// picture of one name shows.
const around = 15

// focusOf returns the name that mattered most on its price: the largest net
// result of its round trips and of what is still held, whatever its sign.
// It is empty without fills or prices.
func focusOf(s *Study, f *facts, refs []engine.SignalRef) chart.Focus {
	if s.Tape == nil || len(s.Result.Fills) == 0 {
		return chart.Focus{}
	}
	id, net, trips := mattered(s, f)
	prices := pricesOf(s.Tape, id, f.days[0], f.days[len(f.days)-1])
	first, last := fillSpan(s.Result, id)
	ends := endMarks(s.Result, id)
	for _, m := range ends {
		prices.end(m.Day, m.Price)
		last = max(last, engine.Day(m.Day))
	}
	held := slices.ContainsFunc(f.open, func(t Trip) bool { return t.Instrument == id })
	prices.cut(first, last, held)
	in := s.Result.Universe.At(id)
	focus := chart.Focus{
		Name: strings.TrimSpace(in.Symbol + " " + in.Name), Result: gained(net) + " in " + tradesOf(f, id, trips),
		Days: prices.days, Open: prices.open, High: prices.high, Low: prices.low, Close: prices.close,
		Marks: append(fillMarks(s.Result, id, refs), ends...),
	}
	slices.SortStableFunc(focus.Marks, func(a, b chart.Fill) int { return cmp.Compare(a.Day, b.Day) })
	if rebase(&focus, shareChanges(s, id)) {
		focus.Unit = "HK$, split-adjusted"
	}
	own := citedBy(s.Result, func(o *engine.OrderRecord) bool { return o.Instrument == id })
	focus.Signals = marks(s.Result, refs, own)
	return focus
}

// tradesOf says how many of a name's trips are over, and that one is not.
func tradesOf(f *facts, id engine.ID, trips int) string {
	if !slices.ContainsFunc(f.open, func(t Trip) bool { return t.Instrument == id }) {
		return count(trips, "trade")
	}
	if trips == 1 {
		return "1 open trade"
	}
	return count(trips-1, "trade") + " and an open one"
}

// shareChanges returns the splits, consolidations and bonus issues of a name.
func shareChanges(s *Study, id engine.ID) []engine.Action {
	var list []engine.Action
	add := func(a engine.Action) {
		if a.Instrument == id && a.Num > 0 && a.Den > 0 && a.Kind != engine.Dividend && !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	for _, a := range s.Actions {
		add(a)
	}
	for i := range s.Result.Actions {
		add(s.Result.Actions[i].Action)
	}
	return list
}

// rebase divides what was before an action on share counts, so that a split
// does not look like a fall. It reports whether there was one in the picture.
func rebase(f *chart.Focus, changes []engine.Action) bool {
	changed := false
	for _, a := range changes {
		by := float64(a.Den) / float64(a.Num)
		n, _ := slices.BinarySearch(f.Days, int32(a.Ex))
		if n == 0 || n == len(f.Days) {
			continue
		}
		changed = true
		for _, column := range [...][]float64{f.Open, f.High, f.Low, f.Close} {
			for i := range n {
				column[i] *= by
			}
		}
		for i := range f.Marks {
			if f.Marks[i].Day < int32(a.Ex) {
				f.Marks[i].Price *= by
			}
		}
	}
	return changed
}

// mattered returns the name with the largest result by size, the first by
// symbol of equals, with its result and its round trips, open ones included.
func mattered(s *Study, f *facts) (id engine.ID, net engine.Money, trips int) {
	sums, counts := netByName(s, f)
	best := slices.IndexFunc(counts, func(c int) bool { return c > 0 })
	for i, m := range sums {
		if counts[i] > 0 && max(m, -m) > max(sums[best], -sums[best]) {
			best = i
		}
	}
	best = max(best, 0)
	return engine.ID(best), sums[best], counts[best]
}

// netByName returns what the round trips of each name earned, with what is still
// held at its last close, and how many there were, open ones included.
func netByName(s *Study, f *facts) (sums []engine.Money, counts []int) {
	n := s.Result.Universe.Len()
	sums, counts = make([]engine.Money, n), make([]int, n)
	for i := range f.trips {
		t := &f.trips[i]
		sums[t.Instrument] += t.Net()
		counts[t.Instrument]++
	}
	for i := range f.open {
		t := &f.open[i]
		counts[t.Instrument]++
		sums[t.Instrument] += s.worth(t)
	}
	return sums, counts
}

// fillSpan returns the days of the first and the last fill of a name.
func fillSpan(r *engine.Result, id engine.ID) (first, last engine.Day) {
	for i := range r.Fills {
		if r.Fills[i].Instrument != id {
			continue
		}
		last = r.Fills[i].Time.Day()
		if first == 0 {
			first = last
		}
	}
	return first, last
}

// fillMarks returns a name's fills, those of one side on one day as one, at their
// mean price. A purchase says the numbers of its signals, a sale its reasons.
func fillMarks(r *engine.Result, id engine.ID, refs []engine.SignalRef) []chart.Fill {
	var list []chart.Fill
	var of [2]dayFills // by side
	for i := range r.Fills {
		f := &r.Fills[i]
		if f.Instrument != id {
			continue
		}
		o, day := &of[f.Side], f.Time.Day()
		if o.day != day {
			*o = dayFills{day: day, mark: len(list)}
			list = append(list, chart.Fill{Day: int32(day), Exit: f.Side == engine.Sell})
		}
		o.qty += f.Qty
		o.paid += f.Consideration
		why := f.Intent
		if f.Side == engine.Buy {
			why = ""
			if n := number(refs, f.Because); n > 0 {
				why = fmt.Sprint(n)
			}
		}
		if why != "" && !slices.Contains(o.why, why) {
			o.why = append(o.why, why)
		}
		m := &list[o.mark]
		m.Price, m.Reason = mean(o.paid, o.qty).Float(), listed(o.why)
	}
	return list
}

// endMarks returns the actions that ended a holding of a name without a sale: its
// delisting, or a consolidation that left less than a share. Their price is what was
// paid a share.
func endMarks(r *engine.Result, id engine.ID) []chart.Fill {
	var list []chart.Fill
	for i := range r.Actions {
		a := &r.Actions[i]
		if a.Instrument != id || a.Kind == engine.Dividend || a.Before <= 0 || a.After > 0 {
			continue
		}
		shares := float64(a.Before)
		if a.Kind != engine.Delisting {
			shares *= float64(a.Num) / float64(a.Den)
		}
		m := chart.Fill{Day: int32(a.Ex), Price: a.Amount.Float() / shares, Exit: true, Reason: a.Kind.String()}
		switch {
		case a.Kind == engine.Delisting && a.Amount == 0:
			m.Reason += ", written off"
		case a.Kind == engine.Delisting:
			m.Reason += " at HK$" + grouped(m.Price, 2)
		}
		list = append(list, m)
	}
	return list
}

// dayFills are the fills of one side on one day.
type dayFills struct {
	day  engine.Day
	mark int // their place among the marks
	qty  engine.Qty
	paid engine.Money
	why  []string
}

// listed joins words; beyond three it counts the others.
func listed(words []string) string {
	if n := len(words); n > 3 {
		return fmt.Sprintf("%s + %d", strings.Join(words[:2], ", "), n-2)
	}
	return strings.Join(words, ", ")
}

// prices are a name's bars by session, in dollars as traded.
type prices struct {
	days                   []int32
	open, high, low, close []float64
}

// coarser yields the lengths that bars may have, the longest first.
func coarser(yield func(engine.Interval) bool) {
	for every := engine.Daily; every > 0; every-- {
		if !yield(every) {
			return
		}
	}
}

// pricesOf returns the sessions of a name, each from its longest bars.
func pricesOf(t *engine.Tape, id engine.ID, from, to engine.Day) prices {
	var p prices
	for every := range coarser {
		var q prices
		for d, b := range t.Bars(id, every) {
			if d >= from && d <= to && !p.has(d) {
				q.add(d, b)
			}
		}
		p = p.with(&q)
	}
	return p
}

// has reports whether there is a session of day d.
func (p *prices) has(d engine.Day) bool {
	_, ok := slices.BinarySearch(p.days, int32(d))
	return ok
}

// with returns the sessions of both in order; none is of both.
func (p prices) with(q *prices) prices {
	if len(p.days) == 0 || len(q.days) == 0 {
		if len(p.days) == 0 {
			return *q
		}
		return p
	}
	var out prices
	i, k := 0, 0
	for i < len(p.days) || k < len(q.days) {
		from, at := &p, &i
		if i == len(p.days) || k < len(q.days) && q.days[k] < p.days[i] {
			from, at = q, &k
		}
		out.days = append(out.days, from.days[*at])
		out.open, out.high = append(out.open, from.open[*at]), append(out.high, from.high[*at])
		out.low, out.close = append(out.low, from.low[*at]), append(out.close, from.close[*at])
		*at++
	}
	return out
}

// add puts a bar behind the others, or into the last session where it is of it.
func (p *prices) add(d engine.Day, b engine.BarValues) {
	o, h, l, c := b.Open.Float(), b.High.Float(), b.Low.Float(), b.Close.Float()
	if n := len(p.days) - 1; n >= 0 && p.days[n] == int32(d) {
		p.high[n], p.low[n], p.close[n] = max(p.high[n], h), min(p.low[n], l), c
		return
	}
	p.days = append(p.days, int32(d))
	p.open, p.high, p.low, p.close = append(p.open, o), append(p.high, h), append(p.low, l), append(p.close, c)
}

// end makes a holding's end the last session where nothing traded on its day or
// later, at what was paid then: the loss of a delisting is no part of any bar.
func (p *prices) end(day int32, paid float64) {
	if n := len(p.days); n == 0 || p.days[n-1] >= day {
		return
	}
	p.days = append(p.days, day)
	p.open, p.high, p.low, p.close = append(p.open, paid), append(p.high, paid), append(p.low, paid), append(p.close, paid)
}

// cut keeps what is around the fills and ends, and all to the end of what is still held.
func (p *prices) cut(first, last engine.Day, held bool) {
	at := func(d engine.Day) int {
		i, _ := slices.BinarySearchFunc(p.days, int32(d), cmp.Compare[int32])
		return i
	}
	n := len(p.days)
	lo, hi := max(0, at(first)-around), min(n, at(last)+1+around)
	if held {
		hi = n
	}
	lo = min(lo, hi)
	p.days = p.days[lo:hi]
	p.open, p.high, p.low, p.close = p.open[lo:hi], p.high[lo:hi], p.low[lo:hi], p.close[lo:hi]
}

// lastClose returns a name's last close up to day d, of its longest bars; 0 where
// it has none.
func lastClose(t *engine.Tape, id engine.ID, d engine.Day) engine.Price {
	var last engine.Price
	latest := engine.Day(0)
	for every := range coarser {
		var p engine.Price
		var at engine.Day
		for day, b := range t.Bars(id, every) {
			if day > d {
				break
			}
			at, p = day, b.Close
		}
		if at > latest {
			latest, last = at, p
		}
	}
	return last
}

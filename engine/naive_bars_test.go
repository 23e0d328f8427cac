package engine_test

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"pgregory.net/rapid"

	"rally/engine"
)

// drawActions draws what happens to the shares of a name.
func (w *tale) drawActions(r *rapid.T, th theme, id engine.ID) {
	if !th.actions {
		return
	}
	all := 1.0
	defer func() {
		slices.SortStableFunc(w.actions, func(a, b engine.Action) int {
			return cmp.Or(cmp.Compare(w.effective(a), w.effective(b)), cmp.Compare(a.Instrument, b.Instrument),
				cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Ex, b.Ex))
		})
	}()
	for range upTo(r, 3, "actions") {
		a := engine.Action{Instrument: id, Ex: w.first + engine.Day(around(r, int(w.last-w.first), "ex"))}
		if a.Ex <= w.since {
			a.Ex = w.since + 1
		}
		if upTo(r, 3, "dividend") == 3 {
			a.Millionths = int64(1+upTo(r, 40, "amount")) * 12_345
			if upTo(r, 3, "pay") > 0 {
				a.Pay = w.effective(a).Day() + 1 + engine.Day(upTo(r, 4, "pays"))
			}
			w.actions = append(w.actions, a)
			continue
		}
		terms := oneOf(r, "ratio", [2]int64{2, 1}, [2]int64{3, 2}, [2]int64{1, 2}, [2]int64{3, 1}, [2]int64{1, 3}, [2]int64{11, 10}, [2]int64{2, 7}, [2]int64{1, 100})
		a.Num, a.Den = terms[0], terms[1]
		if all *= float64(a.Num) / float64(a.Den); all < 1.0/300 || all > 20 {
			return // beyond the prices that records hold, or below the grid
		}
		a.Kind = engine.Split
		if a.Num < a.Den {
			a.Kind = engine.Consolidation
		} else if upTo(r, 1, "bonus") == 1 {
			a.Kind = engine.Bonus
		}
		w.actions = append(w.actions, a)
	}
}

// drawName draws an instrument and its bars, of one length or two.
func (w *tale) drawName(r *rapid.T, th theme, n int) taleName {
	name, id := taleName{}, engine.ID(n)
	name.Symbol = string(rune('A' + n))
	name.NoClosingAuction = upTo(r, 5, "no closing auction") == 1
	short, long := engine.Daily, engine.Interval(0)
	if th.intraday {
		short = oneOf[engine.Interval](r, "interval", 60, 30, engine.Daily)
	}
	if th.lengths && upTo(r, 4, "lengths") < 4 {
		pair := oneOf(r, "pair", [2]engine.Interval{60, engine.Daily}, [2]engine.Interval{30, engine.Daily}, [2]engine.Interval{30, 60})
		short, long = pair[0], pair[1]
	}
	d := &barDraw{tale: w, r: r, th: th, name: &name, id: id, centre: around(r, 3, "price"), as: upTo(r, 4, "prices follow actions") < 4}
	name.series = []taleSeries{{every: short}}
	if long != 0 {
		name.series = append(name.series, taleSeries{every: long})
	}
	d.before()
	for day := w.first; day <= w.last; day++ {
		if s, ok := w.session(day); ok {
			d.session(s)
		}
	}
	for k := range name.series { // at least one bar
		if s := &name.series[k]; len(s.rows) == 0 {
			day, _ := w.session(w.first)
			d.bar(s, w.spans(&name, s.every, day)[0], engine.BarRow{Open: 0, High: 0, Low: 0, Close: 0, Volume: 1000})
		}
	}
	name.watch = oneOf(r, "watched", []int{0}, []int{len(name.series) - 1}, []int{0, len(name.series) - 1})
	return name
}

// barDraw draws the bars of a name one after the other. The prices of its rows
// are steps of the grid from 10.00 until bar makes prices of them.
type barDraw struct {
	*tale
	r      *rapid.T
	th     theme
	name   *taleName
	id     engine.ID
	centre int
	as     bool // as actions have it: after a 2-for-1 the half
}

// before draws the days that the data have before the first session.
func (d *barDraw) before() {
	if d.since == d.first {
		return
	}
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(d.r, "history"), 1))
	for day := d.since; day < d.first; day++ {
		s, ok := d.tale.session(day)
		if !ok || rng.IntN(8) == 0 {
			continue
		}
		end := d.centre + rng.IntN(9) - 4
		row := engine.BarRow{Open: engine.Price(d.centre), Close: engine.Price(end)}
		row.High, row.Low = max(row.Open, row.Close), min(row.Open, row.Close)
		d.centre = end % 8
		for k := range d.name.series {
			series := &d.name.series[k]
			spans := d.spans(d.name, series.every, s)
			row.Volume += d.venue.BoardLot * engine.Qty(1+rng.IntN(400))
			d.bar(series, spans[len(spans)-1], row)
		}
	}
}

// session draws the bars of one session: those of the short length and, of a
// longer one, what they come to; or the longer alone.
func (d *barDraw) session(s engine.Session) {
	short := &d.name.series[0]
	from := len(short.rows)
	single := len(d.name.series) == 1
	if single || upTo(d.r, 2, "short bars") > 0 {
		for _, span := range d.spans(d.name, short.every, s) {
			if short.every == engine.Daily && upTo(d.r, 7, "left out") == 7 || short.every != engine.Daily && upTo(d.r, 1, "there") == 0 {
				continue
			}
			d.bar(short, span, d.row())
		}
	}
	if single {
		return
	}
	long := &d.name.series[1]
	for _, span := range d.spans(d.name, long.every, s) {
		if upTo(d.r, 3, "long bar") == 3 {
			continue
		}
		row, shorts := d.together(span, short.rows[from:])
		switch {
		case len(short.rows) == from:
			d.bar(long, span, d.row())
		case shorts:
			long.rows = append(long.rows, row)
		}
	}
}

// row draws a bar in steps of the grid.
func (d *barDraw) row() engine.BarRow {
	open := d.centre + around(d.r, 2, "open")
	end := open + around(d.r, 4, "close")
	high, low := max(open, end)+upTo(d.r, 2, "high"), min(open, end)-upTo(d.r, 2, "low")
	d.centre = end
	row := engine.BarRow{Open: engine.Price(open), High: engine.Price(high), Low: engine.Price(low), Close: engine.Price(end), Volume: 1_000_000}
	if d.th.caps || d.th.impact {
		row.Volume = d.venue.BoardLot * oneOf[engine.Qty](d.r, "volume", 1000, 300, 100, 33, 10, 7)
	}
	if upTo(d.r, 9, "volume") == 9 {
		row.Volume = 0
	}
	return row
}

// bar appends a bar whose prices are steps of the grid.
func (d *barDraw) bar(s *taleSeries, span [2]engine.Time, row engine.BarRow) {
	row.Start, row.End = span[0], span[1]
	for _, p := range []*engine.Price{&row.Open, &row.High, &row.Low, &row.Close} {
		if *p = d.priceAt(int(*p)); d.as {
			ratio := d.ratio(d.id, d.since.At(0, 0), row.End)
			*p = d.down(d.id, int64(*p)*ratio.Denom().Int64(), ratio.Num().Int64(), row.End.Day())
		}
	}
	s.rows = append(s.rows, row)
}

// together returns what the short bars within a span come to, and whether there
// are any. A day may begin and end in an auction that they do not show.
func (d *barDraw) together(span [2]engine.Time, rows []engine.BarRow) (out engine.BarRow, any bool) {
	for _, row := range rows {
		if row.Volume == 0 || row.Start < span[0] || row.End > span[1] {
			continue
		}
		if !any {
			out, any = row, true
		}
		out.High, out.Low = max(out.High, row.High), min(out.Low, row.Low)
		out.Close, out.End = row.Close, row.End
		if row.Start != out.Start {
			out.Volume += row.Volume
		}
	}
	if any && out.Start != span[0] && upTo(d.r, 1, "opens elsewhere") == 1 {
		out.Open = out.Low
	}
	if any && out.End != span[1] && upTo(d.r, 1, "closes elsewhere") == 1 {
		out.Close = out.High
	}
	out.Start, out.End = span[0], span[1]
	return out, any
}

// spans returns the times of a session's bars of a length: the last ends with it.
func (w *tale) spans(name *taleName, every engine.Interval, s engine.Session) [][2]engine.Time {
	end := s.EndFor(&name.Instrument)
	if every == engine.Daily {
		return [][2]engine.Time{{s.Auction, end}}
	}
	var out [][2]engine.Time
	length := engine.Time(every) * engine.Minute
	for at := s.Open; at < s.Close; at += length {
		if at >= s.Lunch && at < s.Afternoon {
			at = s.Afternoon
		}
		till := at + length
		if at < s.Lunch {
			till = min(till, s.Lunch)
		}
		out = append(out, [2]engine.Time{at, min(till, s.Close)})
		if till == s.Lunch && s.Afternoon != 0 {
			at = s.Afternoon - length
		}
	}
	out[len(out)-1][1] = end
	return out
}

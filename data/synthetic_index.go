package data

import "rally/engine"

// artificialIndex is the average of all names, each day anew in equal parts.
type artificialIndex struct {
	level float64
	rows  []artificialRow
}

func newArtificialIndex(sessions int) *artificialIndex {
	return &artificialIndex{level: 10_000, rows: make([]artificialRow, 0, sessions)}
}

func (x *artificialIndex) step(d engine.Day, names []*artificialName) {
	var open, high, low, shut float64
	var volume engine.Qty
	for _, n := range names {
		open, high, low, shut = open+n.opened, high+n.highest, low+n.lowest, shut+n.closed
		volume += n.rows[len(n.rows)-1].Volume
	}
	at := func(sum float64) float64 { return float64(x.level*sum) / float64(len(names)) }
	row := artificialRow{Day: d, Open: cents(at(open)), High: cents(at(high)), Low: cents(at(low)), Close: cents(at(shut)), Volume: volume, Before: x.level}
	row.High, row.Low = max(row.High, row.Open, row.Close), min(row.Low, row.Open, row.Close)
	x.rows = append(x.rows, row)
	x.level = max(at(shut), 1)
}

// cents rounds a level to two decimals, in mills.
func cents(level float64) engine.Price { return engine.Price(float64(level*100)+0.5) * 10 }

// artificialIndexMinutes breaks up the sessions of the index: the average of the
// names' prices, bent to its daily bar, whose high and low are the averages
// of highs and lows that the names had at different times.
type artificialIndexMinutes struct {
	// set once
	market *Artificial
	in     *engine.Instrument
	days   []artificialRow
	names  []*artificialMinutes

	// of the session at hand, used anew for each
	sum  []float64 // of the names' prices ÷ the close before, by print
	path []int64
	ends []engine.Time
	rows []engine.BarRow
}

func (a *Artificial) indexMinutes() *artificialIndexMinutes {
	last := len(a.Instruments) - 1
	x := &artificialIndexMinutes{market: a, in: &a.Instruments[last], days: a.rows[a.Index]}
	for i := range last {
		x.names = append(x.names, a.minutesOf(i))
	}
	return x
}

// session returns the minutes of session k, all of them; volumes and turnovers
// are the sums of the names'. They are valid until the next call.
func (x *artificialIndexMinutes) session(k int) []engine.BarRow {
	s, day := &x.market.sessions[k], &x.days[k]
	x.ends = minuteEnds(x.ends[:0], s)
	n := 1 + printsPerMinute*len(x.ends)
	x.sum, x.path = resized(x.sum, n), resized(x.path, n)
	clear(x.sum)
	for _, m := range x.names {
		m.session(k)
		before := m.days[k].Before
		for i, p := range m.path {
			x.sum[i] += float64(p) / before
		}
	}
	unit := float64(day.Before*(1<<fine)) / float64(len(x.names))
	for i, sum := range x.sum {
		x.path[i] = int64(float64(unit*sum) * 1000)
	}
	confine(x.path, day)
	x.market.settle(x.path, day, x.in)
	x.rows = barsOf(x.rows[:0], x.path, x.ends, s, nil)
	for _, m := range x.names {
		at := 0
		for i := range m.rows {
			for x.rows[at].End < m.rows[i].End {
				at++
			}
			x.rows[at].Volume += m.rows[i].Volume
			x.rows[at].Turnover += m.rows[i].Turnover
		}
	}
	return x.rows
}

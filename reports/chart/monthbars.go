package chart

import "time"

// leastBars is the height below which bars of months say less than their table.
const leastBars = 100

// columns are the twelve columns of the table of months.
type columns struct{ x0, wide float64 }

// monthBar is a month with its return in per cent.
type monthBar struct {
	year  int
	month time.Month
	value float64
}

// monthList returns the months of rows from the first to the last known one;
// between them, an unknown one is 0.
func monthList(rows []Year) []monthBar {
	var list []monthBar
	end := 0
	for _, y := range rows {
		for m, c := range y.Months {
			if !c.Known && len(list) == 0 {
				continue
			}
			b := monthBar{year: y.Year, month: time.Month(m + 1)}
			if c.Known {
				b.value = 100 * c.Value
			}
			if list = append(list, b); c.Known {
				end = len(list)
			}
		}
	}
	return list[:end]
}

// monthBars fills what a short table leaves free with a bar for each month in
// order, labelled below. The months of a single year stand under their columns.
func (s *scene) monthBars(r rect, table columns, rows []Year) {
	list := monthList(rows)
	values := make([]float64, len(list))
	for i, b := range list {
		values[i] = b.value
	}
	low, high, _ := span(values, []float64{0})
	if low == high {
		return
	}
	low, high = padded(low, high, 0.06)
	f := frame{rect{0, r.y0, r.x1, r.y1 - 24}, 0, low, high, 0}
	f.plot.x0 = r.x0 + max(table.x0-r.x0, s.gutter(low, high, f.plot.high(), " %"))
	if len(rows) == 1 {
		f.plot.x1 = table.x0 + 12*table.wide
	}
	s.yAxis(f, " %")
	pitch := f.plot.wide() / float64(len(list))
	at := func(i int) float64 { return f.plot.x0 + pitch*(float64(i)+0.5) }
	if len(rows) == 1 {
		pitch = table.wide
		at = func(i int) float64 { return table.x0 + pitch*(float64(list[i].month)-0.5) }
	}
	wide := min(pitch*0.7, 40) / 2
	for i, v := range values {
		b := rect{at(i) - wide, min(f.y(v), f.y(0)), at(i) + wide, max(f.y(v), f.y(0))}
		switch {
		case v > 0:
			s.box(b, s.theme.Strategy)
		case v < 0:
			s.hatched(b, s.theme.Loss)
		}
	}
	s.hline(f.plot.x0, f.plot.x1, f.y(0), s.theme.Muted)
	labels := make([]string, len(list))
	for i, b := range list {
		labels[i] = monthLabel(b.year, b.month)
		if len(rows) == 1 {
			labels[i] = b.month.String()[:3] // the year stands beside its row
		}
	}
	s.monthTicks(f.plot, list, labels, pitch, at)
}

// monthTicks writes the months below plot, thinned to every second, third, sixth
// or twelfth of the calendar, or to some Januaries, until none touches another.
func (s *scene) monthTicks(plot rect, list []monthBar, labels []string, pitch float64, at func(int) float64) {
	most := 0.0
	for _, text := range labels {
		most = max(most, s.width(s.tick(), text))
	}
	step := 1
	for _, step = range []int{1, 2, 3, 6, 12, 24, 60, 120} {
		if pitch*float64(step) >= most+10 {
			break
		}
	}
	within := rect{plot.x0 - 30, 0, min(plot.x1+30, s.wide-margin), s.high}
	write := func(i int) bool {
		x := min(max(at(i), within.x0+most/2), within.x1-most/2)
		if !s.freely(x, plot.y1+20, centre, s.tick(), labels[i], within) {
			return false
		}
		s.vline(at(i), plot.y1, plot.y1+5, 1, s.theme.Muted)
		return true
	}
	said := false
	for i, b := range list {
		if (b.year*12+int(b.month)-1)%step == 0 && write(i) {
			said = true
		}
	}
	if !said { // a few bars between two of the thinned ones
		write(0)
	}
}

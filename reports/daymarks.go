package reports

import (
	"fmt"
	"slices"

	"rally/engine"
	"rally/reports/chart"
)

// clockOn is a moment as the picture of a day counts it.
func clockOn(d engine.Day, t engine.Time) int {
	since := t - d.Start()
	if since < 0 { // a part of a second before midnight is before it
		since -= engine.Second - 1
	}
	return int(since / engine.Second)
}

// hoursOf are the parts of a session for an instrument.
func hoursOf(s *engine.Session, in *engine.Instrument) chart.Hours {
	h := chart.Hours{Begin: clockOn(s.Day, s.Auction), Open: clockOn(s.Day, s.Open), Close: clockOn(s.Day, s.Close), End: clockOn(s.Day, s.EndFor(in))}
	if s.Lunch != 0 && s.Afternoon != 0 {
		h.Lunch, h.Afternoon = clockOn(s.Day, s.Lunch), clockOn(s.Day, s.Afternoon)
	}
	return h
}

// candles are the bars of a session with the volume-weighted price up to each, the
// opening auction included: Σ (high + low + close) ÷ 3 × volume over Σ volume, as a
// strategy that waits for its break reckons it. An opening auction's bar stands from
// the moment at which the auction is matched.
func candles(bars []closed, s *engine.Session, every engine.Interval) []chart.Candle {
	list := make([]chart.Candle, len(bars))
	var shares engine.Qty
	paid := 0.0 // HK$
	before := s.Auction
	for i := range bars {
		b := &bars[i]
		from := max(before, barBegin(s, every, b.end))
		if from >= b.end { // of a bar within another, which a vendor's file may have
			from = b.end - engine.Second
		}
		before = b.end
		k := chart.Candle{From: clockOn(s.Day, from), To: clockOn(s.Day, b.end), Volume: float64(b.volume),
			Open: b.open.Float(), High: b.high.Float(), Low: b.low.Float(), Close: b.close.Float()}
		shares += b.volume
		paid += float64(k.Volume * ((k.High + k.Low + k.Close) / 3))
		if k.Average = k.Close; shares > 0 {
			k.Average = paid / float64(shares)
		}
		list[i] = k
	}
	return list
}

// barBegin returns when a bar that closes at end began: on the grid of its interval
// from the beginning of its part of the session, as docs/formats.md has it.
func barBegin(s *engine.Session, every engine.Interval, end engine.Time) engine.Time {
	length := engine.Time(every) * engine.Minute
	if end <= s.Open {
		return s.Auction
	}
	from, to := s.Open, s.Close
	if s.Lunch != 0 && s.Afternoon != 0 {
		if end <= s.Lunch {
			to = s.Lunch
		} else if from = s.Afternoon; end <= s.Afternoon {
			return end - length
		}
	}
	return from + (min(end, to)-from-1)/length*length
}

// executions are a name's fills of a day. What an order did is said once, at its
// first fill of the day: "412.60 stop", of several fills their mean.
func executions(r *engine.Result, d tradedDay) []chart.Execution {
	type sum struct {
		first, fills int
		qty          engine.Qty
		paid         engine.Money
		intent       string
	}
	var list []chart.Execution
	var orders []engine.OrderID
	sums := map[engine.OrderID]*sum{} // looked up by order, never ranged over
	for i := range r.Fills {
		f := &r.Fills[i]
		if f.Instrument != d.instrument || f.Time.Day() != d.day {
			continue
		}
		o := sums[f.Order]
		if o == nil {
			o = &sum{first: len(list), intent: f.Intent}
			sums[f.Order] = o
			orders = append(orders, f.Order)
		}
		o.fills++
		o.qty += f.Qty
		o.paid += f.Consideration
		list = append(list, chart.Execution{At: clockOn(d.day, f.Time), Price: f.Price.Float(), Exit: f.Side == engine.Sell})
	}
	for _, id := range orders {
		o := sums[id]
		text := chart.PriceText(mean(o.paid, o.qty).Float())
		if o.intent != "" {
			text += " " + o.intent
		}
		if o.fills > 1 {
			text += fmt.Sprintf(" in %d fills", o.fills)
		}
		list[o.first].Label = text
	}
	return list
}

// notices are the signals of a day for a name: those that led to its fills of the
// day, whenever they became known, and others that concern it and became known, or
// could first be used, on the day. Of a run that followed no signal there are none.
func notices(r *engine.Result, refs []engine.SignalRef, d tradedDay) []chart.Notice {
	if len(refs) == 0 {
		return nil
	}
	in := r.Universe.At(d.instrument)
	own := map[engine.SignalRef]bool{}
	for i := range r.Fills {
		if f := &r.Fills[i]; f.Instrument == d.instrument && f.Time.Day() == d.day {
			own[f.Because] = true
		}
	}
	var list []chart.Notice
	for i := range r.Signals {
		g, ref := &r.Signals[i], engine.SignalRef(i+1)
		today := (g.Known.Day() == d.day || g.At.Day() == d.day) && g.Concerns(in)
		if !own[ref] && !today {
			continue
		}
		title := g.Title
		if title == "" {
			title = g.ID
		}
		list = append(list, chart.Notice{Known: clockOn(d.day, g.Known), Usable: clockOn(d.day, g.At),
			Direction: chart.Direction(g.Direction), Number: number(refs, ref), Title: title})
	}
	slices.SortStableFunc(list, func(a, b chart.Notice) int { return a.Known - b.Known })
	return list
}

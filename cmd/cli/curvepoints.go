package cli

import (
	"rally/engine"
	"rally/reports/metrics"
)

// points is a column of a file with the labels of its rows.
type points struct {
	column  string // its name
	returns bool   // simple returns; else equities or levels
	kind    stampKind
	at      []int64 // labels; nil without
	values  []float64
}

// day returns the day of row i of a dated column.
func (p *points) day(i int) engine.Day { return stamp{p.kind, p.at[i]}.day() }

// sessions returns the rows that are the last of their session; without dates
// all are. The starting equity is none.
func (p *points) sessions() []int {
	var out []int
	from := 1
	if p.returns {
		from = 0
	}
	for i := from; i < len(p.values); i++ {
		if p.kind == clockStamp && i+1 < len(p.values) && p.day(i+1) == p.day(i) {
			continue
		}
		out = append(out, i)
	}
	return out
}

// curve returns the curve of sessions, whatever the interval of the rows. The
// first return of a dated column begins on the day that before says.
func (p *points) curve(before func(engine.Day) engine.Day) (metrics.Curve, error) {
	if p.returns {
		return p.grown(before)
	}
	switch p.kind {
	case clockStamp:
		times := make([]engine.Time, len(p.at))
		for i, t := range p.at {
			times[i] = engine.Time(t)
		}
		return metrics.FromMarks(times, p.values)
	case dayStamp:
		days := make([]engine.Day, len(p.at))
		for i := range p.at {
			days[i] = p.day(i)
		}
		return metrics.NewCurve(days, p.values)
	}
	return metrics.NewCurve(nil, p.values)
}

// grown is the curve of returns; those within a session are compounded.
func (p *points) grown(before func(engine.Day) engine.Day) (metrics.Curve, error) {
	closes := p.sessions()
	returns := make([]float64, len(closes))
	var days []engine.Day
	if p.kind.dated() {
		days = append(days, before(p.day(0)))
	}
	row := 0
	for i, last := range closes {
		if p.kind.dated() {
			days = append(days, p.day(last))
		}
		returns[i] = p.values[row]
		for row++; row <= last; row++ {
			if returns[i] <= -1 {
				continue // nothing is left to grow
			}
			returns[i] = float64((1+returns[i])*(1+p.values[row])) - 1
		}
	}
	return metrics.FromReturns(days, returns)
}

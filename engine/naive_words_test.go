package engine_test

import (
	"fmt"
	"strings"

	"rally/engine"
)

// String prints the tale as a script is written.
func (w *tale) String() string {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("start %v\nfrom %v\ncash %v\nlot %d", w.since, w.first, w.cash, w.venue.BoardLot)
	for _, g := range w.venue.Grids {
		fmt.Fprint(&out, "tick")
		for _, b := range g.Bands {
			fmt.Fprintf(&out, " %v:%v", b.To, b.Tick)
		}
		line("")
	}
	for _, d := range w.venue.HalfDays {
		line("half %v", d)
	}
	for _, d := range w.venue.Holidays {
		line("holiday %v", d)
	}
	if w.venue.NoAuction {
		line("no-auction")
	}
	line("fill %s", map[engine.BarFill]string{engine.Pessimistic: "pessimistic", engine.Base: "base", engine.Optimistic: "optimistic"}[w.fill])
	if w.slippage.Ticks > 0 {
		line("slippage %d ticks", w.slippage.Ticks)
	}
	if w.slippage.Rate > 0 {
		line("slippage %d bp", w.slippage.Rate/engine.BasisPoint)
	}
	if w.slippage.Impact > 0 {
		line("slippage impact %v", float64(w.slippage.Impact)/billion)
	}
	line("odd-lots %d discount %d bp, tax %d%%", w.oddLots, w.oddDiscount/engine.BasisPoint, w.tax/engine.Percent)
	if w.participation > 0 {
		line("participation %d%%", w.participation/engine.Percent)
	}
	if w.latency > 0 {
		line("latency %dm", w.latency/engine.Minute)
	}
	if w.buyingPower == engine.Settled {
		line("power settled")
	}
	if w.fee.Rate > 0 || w.fee.Min > 0 {
		line("fee c %v %dbp min %v mill", w.fee.At, w.fee.Rate/engine.BasisPoint, w.fee.Min)
	}
	for _, name := range w.names {
		if name.NoClosingAuction {
			line("instrument %s no-auction", name.Symbol)
		}
		for _, s := range name.series {
			for _, r := range s.rows {
				line("bars %s every %v %s to %s: %v %v %v %v v%d", name.Symbol, s.every, clock(r.Start), clock(r.End), r.Open, r.High, r.Low, r.Close, r.Volume)
			}
		}
	}
	for _, a := range w.actions {
		line("action %s %v %v %d/%d or %d millionths pay %v", w.names[a.Instrument].Symbol, a.Ex, a.Kind, a.Num, a.Den, a.Millionths, a.Pay)
	}
	for i, st := range w.steps {
		when := "at " + clock(st.at)
		if st.opening {
			when += " opening"
		}
		if st.after >= 0 {
			when = fmt.Sprintf("on fill s%d:", st.after)
		}
		of := fmt.Sprintf("s%d", st.of)
		if st.exit {
			of = "an exit of " + of
		}
		switch {
		case st.what == cancels:
			line("%s cancel %s", when, of)
		case st.what == amends:
			line("%s amend %s qty %d limit %v stop %v", when, of, st.change.Qty, st.change.Limit, st.change.Stop)
		case st.all:
			line("%s s%d: %s (all instead)", when, i, w.words(st.order))
		default:
			line("%s s%d: %s", when, i, w.words(st.order))
		}
	}
	return out.String()
}

// words prints an order as a script is written.
func (w *tale) words(o engine.Order) string {
	s := fmt.Sprintf("%v %s %d %v", o.Side, w.names[o.Instrument].Symbol, o.Qty, o.Type)
	switch o.Type {
	case engine.Limit:
		s += " " + o.Limit.String()
	case engine.Stop, engine.MarketIfTouched:
		s += " " + o.Stop.String()
	case engine.StopLimit:
		s += fmt.Sprintf(" %v limit %v", o.Stop, o.Limit)
	case engine.TrailingStop:
		s += trailWords(o.Trail)
		if o.Stop > 0 {
			s += fmt.Sprintf(" from %v", o.Stop)
		}
	}
	if o.Group > 0 {
		s += fmt.Sprintf(" group g%d", o.Group)
	}
	if o.ReduceOnly {
		s += " reduce-only"
	}
	switch o.TIF {
	case engine.GTC:
		s += " gtc"
	case engine.GTD:
		s += " until " + o.Until.String()
	}
	if o.Budget > 0 {
		s += " budget " + o.Budget.String()
	}
	if e := o.Exits; e.Any() {
		s += " exits"
		for _, x := range []struct {
			name string
			p    engine.Price
			r    engine.Rate
		}{{"stop", e.Stop, e.StopRate}, {"target", e.Target, e.TargetRate}} {
			if x.r > 0 {
				s += fmt.Sprintf(" %s %v%%", x.name, float64(x.r)/float64(engine.Percent))
			} else if x.p > 0 {
				s += fmt.Sprintf(" %s %v", x.name, x.p)
			}
		}
		if e.Trail.Any() {
			s += " trail" + trailWords(e.Trail)
		}
	}
	return s
}

func trailWords(t engine.Trail) string {
	if t.Rate > 0 {
		return fmt.Sprintf(" %v%%", float64(t.Rate)/float64(engine.Percent))
	}
	return " " + t.Distance.String()
}

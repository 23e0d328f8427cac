package reports

import "io"

func init() { of("trades.csv", "round trips, from opening to flat", writeTrades) }

// writeTrades writes a row a round trip, in the order of their ends. Entry and
// exit are mean prices per share as counted at the end, gross is before
// charges and after slippage, return is net ÷ what was paid, and sessions are
// the closes at which it was held.
func writeTrades(w io.Writer, s *Study) error {
	facts, err := s.study()
	if err != nil {
		return err
	}
	t := newTable(w, "trade,symbol,side,entry_time,exit_time,qty,entry,exit,gross,fees,net,return,sessions,exit_reason,signal")
	for i := range facts.trips {
		p := &facts.trips[i]
		t.whole(int64(i + 1))
		t.plain(s.symbol(p.Instrument))
		t.plain("long")
		t.time(p.Entered)
		t.time(p.Exited)
		t.whole(int64(p.Bought))
		t.money(int64(p.Entry()))
		t.money(int64(p.ExitPrice()))
		t.money(int64(p.Gross()))
		t.money(int64(p.Fees))
		t.money(int64(p.Net()))
		t.ratio(p.Return())
		t.whole(int64(p.Sessions))
		t.text(p.Exit)
		t.text(s.signalID(p.Signal))
		t.end()
	}
	return t.close()
}

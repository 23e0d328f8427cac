package reports

import (
	"io"

	"rally/engine"
)

func init() { of("journal.csv", "every posting of money and shares", writeJournal) }

// writeJournal writes a row an entry. The amounts of a group sum to zero. The
// account of a charge is fees:component. The starting cash, which has no event
// of its own, stands at the first moment of the span. Symbol is empty where an
// entry is of no one name: the starting cash, and a day's settlement.
func writeJournal(w io.Writer, s *Study) error {
	t := newTable(w, "group,time,account,symbol,amount,qty,what")
	fees := make([]string, len(s.Result.Components))
	for i, c := range s.Result.Components {
		fees[i] = engine.FeeAccount.String() + ":" + c
	}
	for i := range s.Result.Journal {
		e := &s.Result.Journal[i]
		t.whole(int64(e.Group))
		if e.What == engine.StartingCash {
			t.time(s.Result.Span.First.Start())
		} else {
			t.time(e.Time)
		}
		if e.Account == engine.FeeAccount {
			t.plain(fees[e.Component])
		} else {
			t.plain(e.Account.String())
		}
		if e.What == engine.StartingCash || e.What == engine.Settlement {
			t.empty()
		} else {
			t.plain(s.symbol(e.Instrument))
		}
		t.money(int64(e.Amount))
		t.whole(int64(e.Qty))
		t.plain(e.What.String())
		t.end()
	}
	return t.close()
}

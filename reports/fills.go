package reports

import "io"

func init() { of("fills.csv", "every fill", writeFills) }

// writeFills writes a row a fill, in the order in which they happened. Fees
// are all charges of the fill; slippage is in the price.
func writeFills(w io.Writer, s *Study) error {
	t := newTable(w, "fill,order,time,symbol,side,qty,price,consideration,fees,rule")
	for i := range s.Result.Fills {
		f := &s.Result.Fills[i]
		t.whole(int64(f.ID))
		t.whole(int64(f.Order))
		t.time(f.Time)
		t.plain(s.symbol(f.Instrument))
		t.plain(f.Side.String())
		t.whole(int64(f.Qty))
		t.money(int64(f.Price))
		t.money(int64(f.Consideration))
		t.money(int64(f.Fees))
		t.plain(f.Rule.String())
		t.end()
	}
	return t.close()
}

package reports

import "io"

func init() { of("orders.csv", "every order and how it ended", writeOrders) }

// writeOrders writes a row an order, in the order of submission. Limit and
// stop are empty where the order has none, reason where it was filled.
func writeOrders(w io.Writer, s *Study) error {
	t := newTable(w, "order,time,symbol,side,type,qty,limit,stop,tif,state,reason,filled,signal")
	for i := range s.Result.Orders {
		o := &s.Result.Orders[i]
		t.whole(int64(o.ID))
		t.time(o.Sent)
		t.plain(s.symbol(o.Instrument))
		t.plain(o.Side.String())
		t.plain(o.Type.String())
		t.whole(int64(o.Qty))
		t.price(o.Limit)
		t.price(o.Stop)
		t.plain(o.TIF.String())
		t.plain(o.State.String())
		t.plain(o.Reason.String())
		t.whole(int64(o.Filled))
		t.text(s.signalID(o.Because))
		t.end()
	}
	return t.close()
}

package reports

import (
	"io"
	"slices"

	"rally/engine"
)

func init() { of("equity.csv", "the account at the end of each session", writeEquity) }

// writeEquity writes a row a session, before them the session before the span
// with the starting cash. Exposure is gross market value ÷ equity; benchmark
// is the close of the index, or what a share of the security is worth with its
// actions followed, empty on a day that has none; hold is the equity of holding
// the universe with the same cash.
func writeEquity(w io.Writer, s *Study) error {
	t := newTable(w, "session,equity,cash,unsettled,receivable,payable,exposure,stale,benchmark,hold")
	hold := newHoldings(s)
	for _, r := range s.Result.Rows {
		t.session(r.Day)
		for _, m := range [...]engine.Money{r.Equity, r.Cash, r.Unsettled, r.Receivable, r.Payable} {
			t.money(int64(m))
		}
		t.ratio(exposure(r))
		t.whole(int64(r.Stale))
		if v, ok := s.Benchmark.level(r.Day); ok {
			t.level(v)
		} else {
			t.empty()
		}
		if m, ok := hold.on(r.Day); ok {
			t.money(int64(m))
		} else {
			t.empty()
		}
		t.end()
	}
	return t.close()
}

// level returns the level of day d; false where there is none. A nil benchmark has none.
func (b *Benchmark) level(d engine.Day) (float64, bool) {
	if b == nil {
		return 0, false
	}
	i, ok := slices.BinarySearch(b.Days, d)
	if !ok || i >= len(b.Levels) {
		return 0, false
	}
	return b.Levels[i], true
}

// holdings answers the scaled equity of holding the universe, for days in order.
type holdings struct {
	rows  []engine.SessionRow
	scale int64
}

func newHoldings(s *Study) *holdings {
	if s.Hold == nil {
		return &holdings{}
	}
	return &holdings{s.Hold.Rows, s.scale()}
}

// on returns the equity on day d to the nearest mill; days must not descend.
func (h *holdings) on(d engine.Day) (engine.Money, bool) {
	for len(h.rows) > 0 && h.rows[0].Day < d {
		h.rows = h.rows[1:]
	}
	if len(h.rows) == 0 || h.rows[0].Day != d {
		return 0, false
	}
	return nearest(h.rows[0].Equity, h.scale), true
}

// nearest returns m ÷ by to the nearest mill, a half away from zero.
func nearest(m engine.Money, by int64) engine.Money {
	if m < 0 {
		return -nearest(-m, by)
	}
	return engine.Money((2*int64(m) + by) / (2 * by))
}

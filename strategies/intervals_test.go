package strategies

import (
	"testing"

	"rally/engine"
	"rally/engine/hkex"
)

// In a universe of which one name has hours beside its days and the other days
// alone, each trades on its finest bars: the first within the session, the
// second at its open.
func TestEachNameOnItsFinestBars(t *testing.T) {
	h := newHand(t, 12).name("0001.HK", 100).name("0002.HK", 100)
	for i, p := range []engine.Price{12_000, 11_900, 11_800, 11_700, 11_800, 12_000, 12_200, 12_400, 12_200, 12_000, 11_800, 11_600} {
		h.bar("0002.HK", i, p, p, p, p)
	}
	for _, tt := range []struct {
		name string
		rule func() engine.Strategy
		want map[string]int // fills within a session and at its open
	}{
		{"ma-cross", func() engine.Strategy { return &MACross{Fast: 2, Slow: 3, Lots: 1} }, map[string]int{"0001.HK within": 21, "0002.HK open": 2}},
		{"buy-and-hold", func() engine.Strategy { return &BuyAndHold{} }, map[string]int{"0001.HK open": 1, "0002.HK open": 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := runPlan(t, withHours(t, h), 1, plainPlan(tt.rule, h.sessions[1].Day.String(), h.sessions[11].Day.String(), 1_000_000*engine.Dollar))
			got := map[string]int{}
			for _, f := range r.Fills {
				where := " open"
				if s, _ := hkex.Session(f.Time.Day()); f.Time > s.Open {
					where = " within"
				}
				got[r.Universe.At(f.Instrument).Symbol+where]++
			}
			for _, key := range []string{"0001.HK open", "0001.HK within", "0002.HK open", "0002.HK within"} {
				if got[key] != tt.want[key] {
					t.Errorf("%s: %d fills, want %d", key, got[key], tt.want[key])
				}
			}
		})
	}
}

// withHours lays the hand-made days on a tape, and hours of the first name that
// fall in the morning and rise in the afternoon: an average of two closes is above
// one of three from the fourth hour on and below it after the first, so a run of
// eleven sessions buys in each and sells in all but the first.
func withHours(t *testing.T, h *hand) engine.Feed {
	t.Helper()
	u, err := engine.NewUniverse([]engine.Instrument{
		{Symbol: "0001.HK", Lots: []engine.LotFrom{{Lot: 100}}}, {Symbol: "0002.HK", Lots: []engine.LotFrom{{Lot: 100}}}})
	if err != nil {
		t.Fatal(err)
	}
	b := engine.NewBuilder(u, hkex.Venue{})
	for i, symbol := range h.symbols {
		for k, s := range h.sessions {
			if err := b.Bar(engine.ID(i), engine.Daily, *h.bars[symbol][k]); err != nil {
				t.Fatal(err)
			}
			if i > 0 {
				continue
			}
			for n, p := range []engine.Price{11_900, 11_800, 11_700, 12_000, 12_300, 12_600} {
				from := s.Open + engine.Time(n)*engine.Hour
				if n >= 3 {
					from = s.Afternoon + engine.Time(n-3)*engine.Hour
				}
				to := from + engine.Hour
				if n == 2 {
					to = from + 30*engine.Minute
				}
				row := engine.BarRow{Start: from, End: to, Open: p, High: p, Low: p, Close: p, Volume: 1_000_000}
				if err := b.Bar(engine.ID(i), 60, row); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	tape, err := b.Seal(h.sessions[0].Day, h.sessions[len(h.sessions)-1].Day)
	if err != nil {
		t.Fatal(err)
	}
	return engine.TapeFeed{Tape: tape}
}

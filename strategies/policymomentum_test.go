package strategies

import (
	"strings"
	"testing"

	"rally/engine"
)

// three returns three names, the strongest first.
func three(t *testing.T) *hand {
	return newHand(t, 50).name("0001.HK", 100).name("0002.HK", 80).name("0003.HK", 60)
}

func TestParagraph1WhichSignals(t *testing.T) {
	const both = "+31 0001.HK s1; +31 0002.HK s1; -36 0001.HK hold; -36 0002.HK hold"
	tests := []struct {
		name string
		set  func(*hand)
		rule func(*PolicyMomentum)
		want string
	}{
		{"an entry signal", func(h *hand) { h.good(30) }, nil, both},
		{"another category", func(h *hand) { h.signal(30, "10:15", "earnings", "+", 3, "market") }, nil, ""},
		{"too weak", func(h *hand) { h.signal(30, "10:15", "stimulus", "+", 1, "market") }, nil, ""},
		{"no direction", func(h *hand) { h.signal(30, "10:15", "stimulus", "0", 3, "market") }, nil, ""},
		{"its set", func(h *hand) { h.signal(30, "10:15", "ai-launch", "+", 2, "tech") }, nil,
			"+31 0003.HK s1; -36 0003.HK hold"},
		{"its symbols, of which one is strange", func(h *hand) { h.signal(30, "10:15", "ai-launch", "+", 2, "0002.HK", "9999.HK") }, nil,
			"+31 0002.HK s1; -36 0002.HK hold"},
		{"without scope", func(h *hand) { h.signal(30, "10:15", "ai-launch", "+", 2, "0002.HK") },
			func(p *PolicyMomentum) { p.Scope = false }, both},
		{"a contrary one of any category", func(h *hand) { h.good(30).signal(32, "11:00", "politics", "-", 2, "market") }, nil,
			"+31 0001.HK s1; +31 0002.HK s1; -33 0001.HK contrary; -33 0002.HK contrary"},
		{"a weak contrary one", func(h *hand) { h.good(30).signal(32, "11:00", "politics", "-", 1, "market") }, nil, both},
		{"a contrary one of another scope", func(h *hand) { h.good(30).signal(32, "11:00", "politics", "-", 3, "0002.HK") }, nil,
			"+31 0001.HK s1; +31 0002.HK s1; -33 0002.HK contrary; -36 0001.HK hold"},
		{"in the order known: contrary first", func(h *hand) {
			h.signal(30, "10:00", "politics", "-", 3, "market").signal(30, "11:00", "stimulus", "+", 3, "market")
		}, nil, strings.ReplaceAll(both, "s1", "s2")},
		{"in the order known: contrary later", func(h *hand) {
			h.good(30).signal(30, "11:00", "politics", "-", 3, "market")
		}, nil, ""},
		{"at a tie the contrary one last", func(h *hand) {
			h.signal(30, "10:15", "politics", "-", 3, "market").good(30)
		}, nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := three(t)
			h.sets["0003.HK"] = []string{"tech"}
			test.set(h)
			h.wantFills(h.momentum(test.rule), test.want)
		})
	}
}

func TestParagraph2WhenItDecides(t *testing.T) {
	// Session 32 is Monday 2024-04-22, 31 the Friday before it.
	at := func(session, days int, hour, minute int) func(*hand) {
		return func(h *hand) {
			h.good(session)
			s := &h.signals[0]
			s.Known = (h.sessions[session].Day + engine.Day(days)).At(hour, minute)
			s.At = s.Known
		}
	}
	tests := []struct {
		name string
		set  func(*hand)
		want string
	}{
		{"in the session", at(33, 0, 10, 15), "+34"},
		{"at 09:20, as the open is made", at(33, 0, 9, 20), "+33"},
		{"at 09:21", at(33, 0, 9, 21), "+34"},
		{"before the open", at(33, 0, 8, 30), "+33"},
		{"at midnight", at(33, 0, 0, 0), "+33"},
		{"at the session's end", at(33, 0, 16, 10), "+34"},
		{"in the evening", at(33, 0, 21, 0), "+34"},
		{"on a Saturday", at(31, 1, 11, 0), "+32"},
		{"before the run", at(29, 0, 10, 15), "never"},
		{"at the run's first midnight", at(30, 0, 0, 0), "+30"},
		{"after the last end", at(49, 0, 16, 10), "never"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := three(t)
			test.set(h)
			r := h.momentum(nil)
			got := "never"
			if len(r.Fills) > 0 {
				got, _, _ = strings.Cut(h.fills(r), " ")
			}
			if got != test.want {
				t.Errorf("bought %s, want %s", got, test.want)
			}
			if r.Refusals[engine.WarmUp] != 0 {
				t.Errorf("%d orders were sent before the run", r.Refusals[engine.WarmUp])
			}
		})
	}
	t.Run("a later decision withdraws a waiting sale", func(t *testing.T) {
		h := three(t).good(30).signal(36, "00:00", "stimulus", "+", 3, "0001.HK")
		h.wantFills(h.momentum(nil), "+31 0001.HK s1; +31 0002.HK s1; -36 0002.HK hold; -41 0001.HK hold")
	})
	t.Run("an entry gives way to a holding that stays after all", func(t *testing.T) {
		// At the end of session 35 the one slot is freed and given to 0002; at
		// midnight 0001 is chosen again, and at most one name is held.
		h := three(t).good(30).signal(35, "10:15", "stimulus", "+", 3, "0002.HK").
			signal(36, "00:00", "stimulus", "+", 3, "0001.HK")
		h.wantFills(h.momentum(func(p *PolicyMomentum) { p.Top = 1 }), "+31 0001.HK s1; -41 0001.HK hold")
	})
}

func TestParagraph3Rank(t *testing.T) {
	tests := []struct {
		name string
		set  func(*hand)
		want string // bought for one slot
	}{
		{"the strongest", func(*hand) {}, "0001.HK"},
		{"ties by symbol", func(h *hand) { h.name("0000.HK", 100) }, "0000.HK"},
		{"no bar in the last session", func(h *hand) { h.gap("0001.HK", 30) }, "0002.HK"},
		{"too short a history", func(h *hand) {
			for i := range 11 { // 20 bars are left up to session 30
				h.gap("0001.HK", i)
			}
		}, "0002.HK"},
		{"just enough history", func(h *hand) {
			for i := range 10 {
				h.gap("0001.HK", i)
			}
		}, "0001.HK"},
		{"none has momentum", func(h *hand) {
			for _, symbol := range h.symbols {
				h.bar(symbol, 10, 20_000, 20_000, 20_000, 20_000)
			}
		}, ""},
		{"over its own bars", func(h *hand) { h.gap("0001.HK", 20).bar("0001.HK", 9, 20_000, 20_000, 20_000, 20_000) }, "0002.HK"},
		{"re-based for a split", func(h *hand) {
			h.actions = append(h.actions, handAction{"0002.HK", engine.Action{Kind: engine.Split, Ex: h.sessions[25].Day, Num: 1, Den: 2}})
		}, "0001.HK"}, // prices of 0002 did not double: re-based, it fell by half
		{"re-based for a consolidation", func(h *hand) {
			h.actions = append(h.actions, handAction{"0003.HK", engine.Action{Kind: engine.Split, Ex: h.sessions[25].Day, Num: 2, Den: 1}})
		}, "0003.HK"}, // prices of 0003 did not halve: re-based, it doubled
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := three(t).good(30)
			test.set(h)
			got := ""
			if r := h.momentum(func(p *PolicyMomentum) { p.Top, p.Stop = 1, 0 }); len(r.Fills) > 0 {
				got = r.Universe.At(r.Fills[0].Instrument).Symbol
			}
			if got != test.want {
				t.Errorf("bought %q, want %q", got, test.want)
			}
		})
	}
}

func TestParagraph4Slots(t *testing.T) {
	t.Run("nothing is sold to make room", func(t *testing.T) {
		h := three(t).signal(30, "10:15", "stimulus", "+", 3, "0002.HK", "0003.HK").signal(31, "10:15", "stimulus", "+", 3, "0001.HK")
		h.wantFills(h.momentum(nil), "+31 0002.HK s1; +31 0003.HK s1; -36 0002.HK hold; -36 0003.HK hold")
	})
	t.Run("a sale that waits has freed its slot", func(t *testing.T) {
		h := three(t).signal(30, "10:15", "stimulus", "+", 3, "0002.HK", "0003.HK").signal(35, "10:15", "stimulus", "+", 3, "0001.HK")
		h.wantFills(h.momentum(nil), "+31 0002.HK s1; +31 0003.HK s1; -36 0002.HK hold; -36 0003.HK hold; +36 0001.HK s2; -41 0001.HK hold")
	})
	t.Run("candidates are the best, held or not", func(t *testing.T) {
		// 0001 and 0002 are the two best and held: 0003 is no candidate.
		h := three(t).good(30).good(32)
		h.wantFills(h.momentum(func(p *PolicyMomentum) { p.Top = 2 }), "+31 0001.HK s1; +31 0002.HK s1; -38 0001.HK hold; -38 0002.HK hold")
	})
	t.Run("chosen again in the decision that sells it, it stays", func(t *testing.T) {
		h := three(t).good(30).good(35)
		r := h.momentum(nil)
		h.wantFills(r, "+31 0001.HK s1; +31 0002.HK s1; -41 0001.HK hold; -41 0002.HK hold")
		if r.OrderCount != 6 { // two entries, two stops, two sales
			t.Errorf("%d orders: a sale was sent to be withdrawn", r.OrderCount)
		}
	})
	t.Run("an entry without an open lapses", func(t *testing.T) {
		h := three(t).good(30).gap("0001.HK", 31)
		h.wantFills(h.momentum(nil), "+31 0002.HK s1; -36 0002.HK hold")
	})
	t.Run("a candidate too dear for its slot takes none", func(t *testing.T) {
		h := three(t).good(30).good(31)
		h.lot = 10_000
		for _, b := range h.bars["0001.HK"] {
			b.Open, b.High, b.Low, b.Close = 10*b.Open, 10*b.High, 10*b.Low, 10*b.Close
		}
		h.wantFills(h.momentum(nil), "+31 0002.HK s1; -37 0002.HK hold")
	})
}

func TestParagraph5Confirmation(t *testing.T) {
	confirm := func(p *PolicyMomentum) { p.Confirm, p.Top = 3, 1 }
	t.Run("bought after the first new high, not on the close that chose it", func(t *testing.T) {
		h := three(t).good(30)
		h.wantFills(h.momentum(confirm), "+32 0001.HK s1; -37 0001.HK hold")
	})
	t.Run("waits for the high", func(t *testing.T) {
		h := three(t).good(30)
		for i := 31; i < 34; i++ { // below the closes before
			h.bar("0001.HK", i, 14_000, 14_000, 14_000, 14_000)
		}
		h.wantFills(h.momentum(confirm), "+35 0001.HK s1; -40 0001.HK hold")
	})
	t.Run("for as many sessions as it would be held", func(t *testing.T) {
		h := three(t).good(30)
		for i := 31; i < 37; i++ { // five sessions, 31 to 35, and one more
			h.bar("0001.HK", i, 14_000, 14_000, 14_000, 14_000)
		}
		h.wantFills(h.momentum(confirm), "")
	})
	t.Run("chosen again, the sessions begin again and the first signal stays", func(t *testing.T) {
		h := three(t).good(30).signal(34, "10:15", "stimulus", "+", 3, "0001.HK")
		for i := 31; i < 37; i++ {
			h.bar("0001.HK", i, 15_000, 15_000, 14_000, 15_000)
		}
		h.wantFills(h.momentum(confirm), "+38 0001.HK s1; -43 0001.HK hold")
	})
	t.Run("a contrary signal disarms, even without exit_contrary", func(t *testing.T) {
		h := three(t).good(30).signal(31, "00:00", "politics", "-", 3, "market")
		h.wantFills(h.momentum(func(p *PolicyMomentum) { confirm(p); p.ExitContrary = false }), "")
	})
	t.Run("without a free slot it is disarmed", func(t *testing.T) {
		// Both are armed and confirmed at one close; there is one slot, and the
		// better of the first signal has it. The other never comes back.
		h := three(t).signal(30, "10:15", "stimulus", "+", 3, "0002.HK").signal(30, "10:16", "stimulus", "+", 3, "0001.HK")
		h.wantFills(h.momentum(confirm), "+32 0002.HK s1; -37 0002.HK hold")
	})
}

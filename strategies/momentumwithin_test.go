package strategies

import (
	"slices"
	"strings"
	"testing"

	"rally/engine"
)

// In these markets 0001.HK closes at 15.000, 15.100, … in sessions 29, 30, …
// and opens at the close before; within a session it trades at the open until
// the last minute, unless a path says otherwise.

// solo returns one name with minutes.
func solo(t *testing.T) *hand { return newHand(t, 50).name("0001.HK", 100) }

// TestScenario62EmbargoThenTheNextPrint: an announcement known at 09:41:00 with
// an embargo of fifteen minutes sends no order before 09:56:00, and the order is
// filled by the next print.
func TestScenario62EmbargoThenTheNextPrint(t *testing.T) {
	tests := []struct {
		name, entry, known, path, sent, want string
	}{
		{"at once", "at-once", "09:41:00", "09:57 15.200", "09:56:00", "+31 09:56:00 0001.HK 15.100 s1"},
		{"at once, inside a minute", "at-once", "09:41:20", "09:57 15.200", "09:56:20", "+31 09:57:00 0001.HK 15.200 s1"},
		{"at once, where the next print is late", "at-once", "09:41:00", "09:50 -, 10:12 15.300", "09:56:00", "+31 10:12:00 0001.HK 15.300 s1"},
		// The bar from 09:56 to 09:57 is the first to close after the embargo.
		{"above the session's price", "vwap", "09:41:00", "09:40 15.200, 09:57 15.300", "09:57:00", "+31 09:57:00 0001.HK 15.300 s1"},
		{"at the open", "open", "09:41:00", "09:57 15.200", "16:10:00", "+32 09:20:00 0001.HK 15.200 s1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := solo(t).good(31).path("0001.HK", 31, test.path)
			s := &h.signals[0]
			s.Known = h.clock(31, test.known)
			s.At = s.Known + 15*engine.Minute
			r := h.within(test.entry, func(p *PolicyMomentum) { p.Hold = 50 })
			h.wantClocked(r, test.want)
			if got, want := r.Orders[0].Sent, h.clock(31, test.sent); got != want {
				t.Errorf("the first order was sent at %v, want %v", got, want)
			}
		})
	}
}

// TestScenario63ARevisionActsFromItsOwnTime: a revised announcement is a new one
// that names the old; what was done before it is as without it.
func TestScenario63ARevisionActsFromItsOwnTime(t *testing.T) {
	revised := func(h *hand, clock, direction string, strength int8) *hand {
		h.signal(31, clock, "stimulus", direction, strength, "market")
		h.signals[len(h.signals)-1].RevisionOf = h.signals[0].ID
		return h
	}
	for _, test := range []struct {
		name string
		set  func(*hand)
		want string
	}{
		{"as first told", func(*hand) {}, "+31 10:15:00 0001.HK 15.100 s1; -36 09:20:00 0001.HK 15.600 hold"},
		{"withdrawn after the purchase", func(h *hand) { revised(h, "11:00", "-", 3) }, "+31 10:15:00 0001.HK 15.100 s1; -31 11:00:00 0001.HK 15.100 contrary"},
		{"weaker than asked for", func(h *hand) { revised(h, "11:00", "+", 1) }, "+31 10:15:00 0001.HK 15.100 s1; -36 09:20:00 0001.HK 15.600 hold"},
		{"told again on Saturday, the sessions begin again with Monday's", func(h *hand) {
			revised(h, "11:00", "+", 3)
			h.signals[1].Known += 24 * engine.Hour
			h.signals[1].At = h.signals[1].Known
		}, "+31 10:15:00 0001.HK 15.100 s1; -37 09:20:00 0001.HK 15.700 hold"},
		{"too weak at first", func(h *hand) { h.signals[0].Strength = 1; revised(h, "11:00", "+", 3) },
			"+31 11:00:00 0001.HK 15.100 s2; -36 09:20:00 0001.HK 15.600 hold"},
		{"withdrawn before it could be used", func(h *hand) {
			h.signals[0].At += 15 * engine.Minute // known at 10:15, usable from 10:30
			revised(h, "10:30", "-", 3)
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := solo(t).good(31)
			test.set(h)
			h.wantClocked(h.within("at-once", nil), test.want)
		})
	}
}

func TestParagraph2WhenItDecidesWithinSessions(t *testing.T) {
	for _, test := range []struct{ known, atOnce, open string }{ // in session 31, a Friday
		{"00:00", "+31 09:20:00", "+31 09:20:00"},
		{"09:20", "+31 09:20:00", "+31 09:20:00"},
		{"09:20:01", "+31 09:30:00", "+32 09:20:00"},
		{"10:15", "+31 10:15:00", "+32 09:20:00"},
		{"12:00", "+31 13:00:00", "+32 09:20:00"},
		{"12:34:56", "+31 13:00:00", "+32 09:20:00"},
		{"15:59", "+31 15:59:00", "+32 09:20:00"},
		{"15:59:01", "+32 09:20:00", "+32 09:20:00"}, // no open is left: it decides at the session's end
		{"16:10", "+32 09:20:00", "+32 09:20:00"},
		{"22:00", "+32 09:20:00", "+32 09:20:00"},
		{"36:00", "+32 09:20:00", "+32 09:20:00"}, // Saturday noon
	} {
		for entry, want := range map[string]string{"at-once": test.atOnce, "open": test.open} {
			t.Run(test.known+" "+entry, func(t *testing.T) {
				h := solo(t).good(31)
				h.signals[0].Known = h.clock(31, test.known)
				h.signals[0].At = h.signals[0].Known
				got := h.clocked(h.within(entry, nil))
				if !strings.HasPrefix(got, want+" ") {
					t.Errorf("fills %q, want the first at %s", got, want)
				}
			})
		}
	}
	t.Run("what is known too late for this session is decided on its close", func(t *testing.T) {
		// Until session 30 0001 has risen most; by the close of session 31 0002 has.
		h := newHand(t, 50).name("0001.HK", 100).name("0002.HK", 80)
		h.bar("0002.HK", 31, 14_480, 16_600, 14_480, 16_600)
		best := func(p *PolicyMomentum) { p.Top, p.Hold = 1, 50 }
		h.signal(31, "15:59", "stimulus", "+", 3, "market")
		h.wantClocked(h.within("at-once", best), "+31 15:59:00 0001.HK 15.100 s1")
		h.signals[0].At += engine.Second
		h.wantClocked(h.within("at-once", best), "+32 09:20:00 0002.HK 14.560 s1")
	})
}

func TestParagraph9Entry(t *testing.T) {
	long := func(p *PolicyMomentum) { p.Hold = 50 }
	tests := []struct {
		name  string
		entry string
		set   func(*hand)
		rule  func(*PolicyMomentum)
		want  string
	}{
		{"days choose, whatever the minutes did", "at-once", func(h *hand) { h.good(31).path("0001.HK", 31, "09:30 11.000") },
			func(p *PolicyMomentum) { long(p); p.Top = 1 }, "+31 10:15:00 0001.HK 11.000 s1"},
		{"a contrary signal sells at the next print", "at-once", func(h *hand) {
			h.good(31).signal(32, "11:00", "politics", "-", 3, "market").path("0001.HK", 32, "10:00 15.400")
		}, nil, "+31 10:15:00 0001.HK 15.100 s1; +31 10:15:00 0002.HK 14.480 s1; -32 11:00:00 0001.HK 15.400 contrary; -32 11:00:00 0002.HK 14.560 contrary"},
		{"a contrary signal withdraws what has not been filled", "at-once", func(h *hand) {
			h.good(31).signal(31, "10:20", "politics", "-", 3, "market").path("0001.HK", 31, "10:15 -, 10:30 15.300").gap("0002.HK", 31)
		}, nil, ""},
		{"without a print in the session an entry lapses", "at-once", func(h *hand) { h.good(31).path("0001.HK", 31, "10:15 -") }, long,
			"+31 10:15:00 0002.HK 14.480 s1"},
		{"the stop works from the minute of the entry on", "at-once", func(h *hand) {
			// 15.100 less 8 % is 13.892, down to 13.880
			h.good(31).path("0001.HK", 31, "10:16 13.900, 10:40 13.880, 10:41 14.000")
		}, long, "+31 10:15:00 0001.HK 15.100 s1; +31 10:15:00 0002.HK 14.480 s1; -31 10:40:00 0001.HK 13.880 stop"},
		{"bought again in the session that it was stopped in", "at-once", func(h *hand) {
			h.good(31).path("0001.HK", 31, "10:40 13.800, 10:41 14.000").signal(31, "11:00", "stimulus", "+", 3, "0001.HK")
		}, func(p *PolicyMomentum) { long(p); p.Top = 1 }, "+31 10:15:00 0001.HK 15.100 s1; -31 10:40:00 0001.HK 13.800 stop; +31 11:00:00 0001.HK 14.000 s2"},
		{"cooled off: no decision on the close of the session that it was stopped in", "at-once", func(h *hand) {
			h.good(31).path("0001.HK", 31, "10:40 13.800, 10:41 14.000").signal(31, "11:00", "stimulus", "+", 3, "0001.HK").
				signal(32, "11:00", "stimulus", "+", 3, "0001.HK").signal(33, "11:00", "stimulus", "+", 3, "0001.HK")
		}, func(p *PolicyMomentum) { long(p); p.Top, p.CoolOff = 1, 1 }, "+31 10:15:00 0001.HK 15.100 s1; -31 10:40:00 0001.HK 13.800 stop; +33 11:00:00 0001.HK 15.300 s4"},
		{"nothing above the session's price, nothing bought", "vwap", func(h *hand) { h.good(31) }, nil, ""},
		// The session's price is 15.100, so one cent above is a break; the bar ends at 10:31.
		{"the first close above", "vwap", func(h *hand) { h.good(31).path("0001.HK", 31, "10:30 15.120, 10:31 15.140") }, long,
			"+31 10:31:00 0001.HK 15.140 s1"},
		{"above before, below when it is chosen, above again", "vwap", func(h *hand) {
			h.good(31).path("0001.HK", 31, "09:40 15.200, 10:10 15.100, 11:00 15.300")
		}, long, "+31 11:01:00 0001.HK 15.300 s1"},
		{"the close on which it was chosen does not count", "vwap", func(h *hand) {
			h.good(31).path("0001.HK", 31, "10:14 15.200, 10:15 15.000, 11:59 15.300, 13:00 15.500")
		}, long, "+31 13:00:00 0001.HK 15.500 s1"},
		{"an evening's waits in the next session", "vwap", func(h *hand) {
			h.signal(30, "20:00", "stimulus", "+", 3, "market").path("0001.HK", 31, "13:30 15.200")
		}, long, "+31 13:31:00 0001.HK 15.200 s1"},
		{"and no longer", "vwap", func(h *hand) { h.good(31).path("0001.HK", 32, "13:30 15.400") }, long, ""},
		{"the last close leaves no open", "vwap", func(h *hand) { h.good(31).path("0001.HK", 31, "15:59 15.200") }, long, ""},
		{"the last but one does", "vwap", func(h *hand) { h.good(31).path("0001.HK", 31, "15:58 15.200") }, long, "+31 15:59:00 0001.HK 15.200 s1"},
		{"a contrary signal ends the wait, even without exit_contrary", "vwap", func(h *hand) {
			h.good(31).signal(31, "10:45", "politics", "-", 3, "0001.HK").path("0001.HK", 31, "11:00 15.300").path("0002.HK", 31, "11:00 14.600")
		}, func(p *PolicyMomentum) { long(p); p.ExitContrary = false }, "+31 11:01:00 0002.HK 14.600 s1"},
		{"the first to close above takes the slot", "vwap", func(h *hand) {
			h.good(31).signal(31, "10:16", "stimulus", "+", 3, "0002.HK").path("0001.HK", 31, "11:10 15.300").path("0002.HK", 31, "11:00 14.600")
		}, func(p *PolicyMomentum) { long(p); p.Top = 1 }, "+31 11:01:00 0002.HK 14.600 s2"},
		{"of two at one close the better", "vwap", func(h *hand) {
			h.good(31).signal(31, "10:16", "stimulus", "+", 3, "0002.HK").path("0001.HK", 31, "11:00 15.300").path("0002.HK", 31, "11:00 14.600")
		}, func(p *PolicyMomentum) { long(p); p.Top = 1 }, "+31 11:01:00 0001.HK 15.300 s1"},
		{"chosen again in the session, the first signal stays", "vwap", func(h *hand) {
			h.good(31).signal(31, "11:00", "stimulus", "+", 3, "market").path("0001.HK", 31, "11:30 15.400")
		}, long, "+31 11:31:00 0001.HK 15.400 s1"},
		{"confirmed by a day, then above the next session's price", "vwap", func(h *hand) { h.good(31).path("0001.HK", 32, "10:00 15.400") },
			func(p *PolicyMomentum) { long(p); p.Confirm = 3 }, "+32 10:01:00 0001.HK 15.400 s1"},
		{"confirmed by a day, then at the next print", "at-once", func(h *hand) { h.good(31) },
			func(p *PolicyMomentum) { long(p); p.Confirm, p.Top = 3, 1 }, "+32 09:20:00 0001.HK 15.200 s1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := solo(t).name("0002.HK", 80)
			test.set(h)
			h.wantClocked(h.within(test.entry, test.rule), test.want)
		})
	}
	t.Run("a part at each print, the stop for what is held", func(t *testing.T) {
		h := solo(t).good(31).path("0001.HK", 31, "10:18 -, 10:30 15.000, 10:31 -, 10:40 13.800")
		h.minutes = true
		plan := plainPlan(func() engine.Strategy {
			p := mustNew(t, "policy-momentum").(*PolicyMomentum)
			p.Entry, p.Top, p.TrailATR = Entry("at-once"), 1, 0
			return p
		}, h.sessions[start].Day.String(), h.sessions[40].Day.String(), 1_000_000_000)
		plan.Market.Participation = 100 * engine.Percent // 100 shares a minute
		r := runPlan(t, h.feed(), 1, plan)
		h.wantClocked(r, "+31 10:15:00 0001.HK 15.100 s1; +31 10:16:00 0001.HK 15.100 s1; +31 10:17:00 0001.HK 15.100 s1; "+
			"+31 10:30:00 0001.HK 15.000 s1; -31 10:40:00 0001.HK 13.800 stop; -31 10:41:00 0001.HK 13.800 stop; "+
			"-31 10:42:00 0001.HK 13.800 stop; -31 10:43:00 0001.HK 13.800 stop")
	})
}

func TestParagraph6SizesByTheLastPrice(t *testing.T) {
	// At 10:15 the last print is 15.400, the last close of a session 15.100; a
	// slot of one is HK$1,000,000.
	quantity := func(change func(*PolicyMomentum)) engine.Qty {
		h := solo(t).good(31).path("0001.HK", 31, "10:00 15.400")
		return h.within("at-once", func(p *PolicyMomentum) {
			p.Top = 1
			if change != nil {
				change(p)
			}
		}).Fills[0].Qty
	}
	if got := quantity(nil); got != 64_900 {
		t.Errorf("bought %d, want 64900 at 15.400", got)
	}
	// 1 % of equity ÷ (15.400 × 8 %) is 8,116 shares.
	if got := quantity(func(p *PolicyMomentum) { p.Sizing = "risk" }); got != 8_100 {
		t.Errorf("bought %d, want 8100", got)
	}
	if got := quantity(func(p *PolicyMomentum) { p.Sizing = "volatility" }); got != 64_900 {
		t.Errorf("bought %d, want 64900: the one name gets all", got)
	}
}

// TestTheSameDaysWithMinutesBesideThem: entered at the open, minutes change when
// a stop is filled and nothing else of what the rule does.
func TestTheSameDaysWithMinutesBesideThem(t *testing.T) {
	set := func() *hand { return three(t).good(30).signal(38, "13:00", "politics", "-", 2, "0001.HK").good(41) }
	days, both := set(), set()
	want := days.fills(days.momentum(nil))
	if got := both.fills(both.within("open", nil)); got != want || !strings.Contains(got, "hold") {
		t.Errorf("fills\n got %s\nwant %s", got, want)
	}
}

func TestEntryNeedsItsBars(t *testing.T) {
	tests := []struct {
		entry  string
		bars   []engine.Interval
		reason string // empty: it may be played
	}{
		{"open", []engine.Interval{engine.Daily}, ""},
		{"open", []engine.Interval{1, engine.Daily}, ""},
		{"open", []engine.Interval{5}, `0001.HK has bars of 5m and none of 1d, by which the rule chooses and leaves; make = ["1d"] in [data] makes them`},
		{"at-once", []engine.Interval{60, engine.Daily}, ""},
		{"at-once", []engine.Interval{engine.Daily}, `entry = "at-once" buys within the session, and 0001.HK has no bars shorter than 1d`},
		{"vwap", []engine.Interval{1, 5, engine.Daily}, ""},
		{"vwap", []engine.Interval{engine.Daily}, `entry = "vwap" buys within the session`},
		{"vwap", []engine.Interval{1}, `1m and none of 1d`},
	}
	for _, test := range tests {
		h := solo(t)
		u, err := engine.NewUniverse([]engine.Instrument{{Symbol: "0001.HK"}})
		if err != nil {
			t.Fatal(err)
		}
		b := engine.NewBuilder(u, plainPlan(nil, "2024-01-02", "2024-01-02", 1).Market.Venue)
		for _, every := range test.bars {
			row := *h.bars["0001.HK"][0]
			if err := b.Bar(0, every, row); err != nil {
				t.Fatal(err)
			}
		}
		tape, err := b.Seal(h.sessions[0].Day, h.sessions[0].Day)
		if err != nil {
			t.Fatal(err)
		}
		var e Entry
		if err := e.UnmarshalText([]byte(test.entry)); err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := startOf(t, tape, e); err != nil {
			got = err.Error()
		}
		if (got == "") != (test.reason == "") || !strings.Contains(got, test.reason) {
			t.Errorf("entry %v on bars of %v: %q, want %q", test.entry, test.bars, got, test.reason)
		}
	}
}

// startOf plays the first session and returns what the strategy's Start refused.
func startOf(t *testing.T, tape *engine.Tape, e Entry) error {
	t.Helper()
	plan := plainPlan(func() engine.Strategy {
		p := mustNew(t, "policy-momentum").(*PolicyMomentum)
		p.Entry = e
		return p
	}, tape.Sessions()[0].Day.String(), tape.Sessions()[0].Day.String(), 1_000_000)
	var failed error
	if err := (engine.Runner{Workers: 1}).Run(t.Context(), engine.TapeFeed{Tape: tape}, 1,
		func(int) engine.Plan { return plan }, func(_ int, r *engine.Result) { failed = r.Err }); err != nil {
		t.Fatal(err)
	}
	return failed
}

func TestEntryWords(t *testing.T) {
	for _, word := range []string{"open", "at-once", "vwap"} {
		var e Entry
		if err := e.UnmarshalText([]byte(word)); err != nil || e.String() != word {
			t.Errorf("%s is read as %v, %v", word, e, err)
		}
		if text, err := e.MarshalText(); string(text) != word || err != nil {
			t.Errorf("%s is written %s, %v", word, text, err)
		}
		if (e == nil) != (word == "open") {
			t.Errorf("%s is %#v: what is the default must be nothing at all", word, e)
		}
	}
	for _, word := range []string{"", "close", "OPEN", "vwap ", "at once"} {
		var e Entry
		if err := e.UnmarshalText([]byte(word)); err == nil || !strings.Contains(err.Error(), entryChoice) {
			t.Errorf("%q: %v", word, err)
		}
	}
	if !slices.Equal(entryWords, []string{"open", "at-once", "vwap"}) {
		t.Errorf("words %v", entryWords)
	}
}

package strategies

import (
	"fmt"
	"strings"

	"rally/engine"
)

// path sets what a name's minutes trade at in a session, "10:00 15.200, 11:30
// -" from each clock time on: dollars, or "-" for no trade.
func (h *hand) path(symbol string, session int, path string) *hand {
	if h.paths == nil {
		h.paths = map[string]map[int]string{}
	}
	if h.paths[symbol] == nil {
		h.paths[symbol] = map[int]string{}
	}
	h.paths[symbol][session] = path
	return h
}

// addMinutes lays a name's minutes beside its days: the opening auction from
// 09:20 to 09:30 and minutes of 100 shares at the day's open, unless a path says
// otherwise, the last of them, to the session's end, at the day's close.
func (h *hand) addMinutes(b *engine.Builder, id engine.ID, symbol string) {
	h.t.Helper()
	if !h.minutes {
		return
	}
	for i, day := range h.bars[symbol] {
		if day == nil {
			continue
		}
		s := h.sessions[i]
		starts := []engine.Time{s.Auction}
		for at := s.Open; at < s.Close; at += engine.Minute {
			if at < s.Lunch || at >= s.Afternoon {
				starts = append(starts, at)
			}
		}
		for _, at := range starts {
			price, ok := h.priceAt(symbol, i, at)
			if !ok {
				continue
			}
			row := engine.BarRow{Start: at, End: at + engine.Minute, Open: price, High: price, Low: price, Close: price, Volume: 100}
			switch at {
			case s.Auction:
				row.End = s.Open
			case s.Close - engine.Minute:
				row.End, row.Close = s.End, day.Close
				row.High, row.Low = max(price, day.Close), min(price, day.Close)
			}
			if err := b.Bar(id, 1, row); err != nil {
				h.t.Fatal(err)
			}
		}
	}
}

// priceAt returns what a minute trades at, and whether it trades.
func (h *hand) priceAt(symbol string, session int, at engine.Time) (engine.Price, bool) {
	price, trades := h.bars[symbol][session].Open, true
	for part := range strings.SplitSeq(h.paths[symbol][session], ", ") {
		if part == "" {
			continue
		}
		clock, what, _ := strings.Cut(part, " ")
		if at < h.clock(session, clock) {
			break
		}
		if trades = what != "-"; trades {
			v, err := engine.ParseFixed(what, 3)
			if err != nil {
				h.t.Fatal(err)
			}
			price = engine.Price(v)
		}
	}
	return price, trades
}

// clock returns a clock time of a session's day, "10:15" or "10:15:30".
func (h *hand) clock(session int, text string) engine.Time {
	var hour, minute, second int
	if _, err := fmt.Sscanf(text+":00", "%d:%d:%d", &hour, &minute, &second); err != nil {
		h.t.Fatal(err)
	}
	return h.sessions[session].Day.At(hour, minute) + engine.Time(second)*engine.Second
}

// within runs policy-momentum on days and minutes, its defaults changed.
func (h *hand) within(entry string, change func(*PolicyMomentum)) *engine.Result {
	h.t.Helper()
	h.minutes = true
	return h.momentum(func(p *PolicyMomentum) {
		if err := p.Entry.UnmarshalText([]byte(entry)); err != nil {
			h.t.Fatal(err)
		}
		if change != nil {
			change(p)
		}
	})
}

// clocked prints a result's fills, one "session clock symbol price reason" each:
// "+31 09:56:00 A.HK 15.100 s1" is a purchase for the first signal.
func (h *hand) clocked(r *engine.Result) string {
	var lines []string
	for _, f := range r.Fills {
		n := 0
		for h.sessions[n].Day != f.Time.Day() {
			n++
		}
		side, why := "-", f.Intent
		if f.Side == engine.Buy {
			side, why = "+", r.Signals[f.Because-1].ID
		}
		lines = append(lines, fmt.Sprintf("%s%d %s %s %v %s", side, n, f.Time.In().Format("15:04:05"),
			r.Universe.At(f.Instrument).Symbol, f.Price, why))
	}
	return strings.Join(lines, "; ")
}

// wantClocked compares the fills and their times with what a person wrote down.
func (h *hand) wantClocked(r *engine.Result, want string) {
	h.t.Helper()
	if got := h.clocked(r); got != want {
		h.t.Errorf("fills\n got %s\nwant %s", got, want)
	}
}

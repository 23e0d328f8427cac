package data

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"rally/engine"
)

// rowsAt is a file of bars at times of the day, in minutes, in sessions of 2024
// from the first of a month on; thin says how many of a hundred rows are there.
func rowsAt(month, sessions int, thin int, times ...int) string {
	rng := rand.New(rand.NewPCG(uint64(thin), uint64(len(times))))
	var b strings.Builder
	for day := engine.Date(2024, time.Month(month), 1); sessions > 0; day++ {
		if s, ok := hkexVenue.Session(day); !ok || s.Half {
			continue
		}
		sessions--
		for _, at := range times {
			if rng.IntN(100) < thin {
				fmt.Fprintf(&b, "%v %02d:%02d:00,400,400.2,399.8,400,100\n", day, at/60, at%60)
			}
		}
	}
	return b.String()
}

// grid is the times of bars of so many minutes.
func grid(every int, label string) []int {
	var out []int
	for _, p := range [...][2]int{{570, 720}, {780, 960}} {
		for at := p[0]; at < p[1]; at += every {
			stamp := at
			if label == LabelEnd {
				stamp = min(at+every, p[1])
			}
			out = append(out, stamp)
		}
	}
	return out
}

func stampedBars(rows, interval, label string) Config {
	c := market(map[string]string{"bars/700.csv": "time,open,high,low,close,volume\n" + rows})
	c.Format, c.Interval, c.Columns = "futu", interval, &Columns{Label: label}
	return c
}

// wrongInterval is what the check says of the rows' interval; empty: nothing.
func wrongInterval(t *testing.T, c Config) string {
	t.Helper()
	m, err := Load(context.Background(), c)
	if m == nil {
		if !strings.Contains(err.Error(), "kept no rows") {
			t.Fatal(err)
		}
		return ""
	}
	for _, f := range m.Findings.List {
		if f.Rule == WrongInterval {
			return f.Text
		}
	}
	return ""
}

// Bars of every length are read as what they are, stamped with their start or
// their end, by themselves or after a row of the opening auction, liquid or thin,
// over two months or one session.
func TestEveryIntervalIsItsOwn(t *testing.T) {
	for every := 1; every <= longestBar; every++ {
		for _, label := range []string{LabelStart, LabelEnd} {
			for name, times := range map[string][]int{"": grid(every, label), " with the auction": append([]int{570}, grid(every, label)...)} {
				if every < 15 && every > 5 || every < 5 && name != "" {
					continue // enough of minutes
				}
				if name != "" && label == LabelStart {
					continue
				}
				for _, sessions := range []int{1, 40} {
					for _, thin := range []int{100, 10} {
						rows := rowsAt(2, sessions, thin, slices.Compact(times)...) + "2024-07-02 10:30:00,400,400,400,400,0\n"
						_, err := Load(context.Background(), stampedBars(rows, fmt.Sprintf("%dm", every), label))
						if err != nil && !strings.Contains(err.Error(), "kept no rows") {
							t.Errorf("%dm, stamped with the %s%s, %d sessions, %d %% of the rows: %v", every, label, name, sessions, thin, err)
						}
					}
				}
			}
		}
	}
}

// Rows of other bars than is stated are told, and of which where they say.
func TestWrongInterval(t *testing.T) {
	hours, two, four := grid(60, LabelEnd), grid(120, LabelEnd), grid(240, LabelEnd)
	fives, ones := grid(5, LabelEnd), grid(1, LabelEnd)
	of := func(is, not string) string {
		return fmt.Sprintf("the rows stand as bars of %s do, not of %s: interval = %q says so", is, not, is)
	}
	for _, tt := range []struct{ name, rows, every, want string }{
		{"fives as minutes", rowsAt(2, 5, 100, fives...), "1m", of("5m", "1m")},
		{"fives of a thin name as minutes", rowsAt(2, 40, 10, fives...), "1m", of("5m", "1m")},
		{"fives as quarters", rowsAt(2, 5, 100, fives...), "15m", of("5m", "15m")},
		{"minutes as hours", rowsAt(2, 5, 100, ones...), "1h", of("1m", "1h")},
		{"minutes as twos", rowsAt(2, 5, 100, ones...), "2m", of("1m", "2m")},
		{"hours as minutes", rowsAt(2, 5, 100, hours...), "1m", of("1h", "1m")},
		{"a session of hours as minutes", rowsAt(2, 1, 100, hours...), "1m", of("1h", "1m")},
		{"hours as half hours", rowsAt(2, 40, 100, hours...), "30m", of("1h", "30m")},
		{"two hours as one", rowsAt(2, 40, 100, two...), "1h", of("2h", "1h")},
		{"four hours as one", rowsAt(2, 40, 100, four...), "1h", of("4h", "1h")},
		{"hours counted across lunch as half hours", rowsAt(2, 80, 100, 630, 690, 810, 870, 930, 960), "30m",
			"at many of the times at which bars of 30m stand there is no row in any session: they are of another interval"},
		{"days as minutes", rowsAt(2, 40, 100, 0), "1m", `every row is of one clock time, 00:00: interval = "1d" says so`},
		{"days stamped with the close", rowsAt(2, 40, 100, 960), "1m", `every row is of one clock time, 16:00: interval = "1d" says so`},
		{"minutes, then fives", rowsAt(2, 12, 100, ones...) + rowsAt(4, 12, 100, fives...), "1m",
			"in 2 of 5 stretches of 5 sessions, this the first, the rows stand as bars of 5m do and in the others of 1m: read them as files of their own, each with its interval"},

		// Honest and awkward.
		{"the closing auction alone", strings.ReplaceAll(rowsAt(2, 40, 100, 960), "400.2,399.8", "400,400"), "1m", ""},
		{"the auctions alone", rowsAt(2, 40, 100, 570, 960), "1m", ""},
		{"the last minute and the auction", rowsAt(2, 40, 100, 959, 960), "1m", ""},
		{"mornings alone", rowsAt(2, 40, 100, ones[:150]...), "1m", ""},
		{"the first half hour alone", rowsAt(2, 40, 100, ones[:30]...), "1m", ""},
		{"thin", rowsAt(2, 80, 1, ones...), "1m", ""},
		{"thinner", rowsAt(2, 80, 1, ones[:100]...), "1m", ""},
		{"one row", rowsAt(2, 1, 100, 600), "1m", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := wrongInterval(t, stampedBars(tt.rows, tt.every, LabelEnd)); got != tt.want {
				t.Errorf("got %s\nwant %s", got, tt.want)
			}
		})
	}
	c := stampedBars(rowsAt(2, 40, 100, hours...), "30m", LabelEnd)
	c.Waive = []string{WrongInterval}
	if m := load(t, c); m.Counts.Bars != 40*6 {
		t.Errorf("%d bars", m.Counts.Bars)
	}
}

// Thin names trade at minutes that are anybody's guess: of a thousand none is
// held to be another's.
func TestThinNamesAreTheirOwn(t *testing.T) {
	ones := grid(1, LabelEnd)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 1000 {
		var s spacing
		for day := range 5 + rng.IntN(300) {
			for range rng.IntN(4) {
				at := ones[rng.IntN(len(ones))]
				s.add([]bar{{day: engine.Day(day), second: int32(at * 60), volume: 1, high: 1}}, false)
			}
		}
		if wide, ok := s.wider(1); ok {
			t.Errorf("%d: %d rows within on the grid of %v", i, s.inside, wide)
		}
	}
}

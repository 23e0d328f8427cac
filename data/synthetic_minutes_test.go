package data

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"rally/engine"
)

// oddDays are spans with half days, late openings and an early close among them.
var oddDays = []SyntheticConfig{
	{Seed: 1, Symbols: 4, From: engine.Date(2019, 7, 22), To: engine.Date(2019, 8, 6)},   // 31 July: stopped at 13:55
	{Seed: 2, Symbols: 7, From: engine.Date(2020, 8, 12), To: engine.Date(2020, 8, 25)},  // 19 August: from 13:30
	{Seed: 3, Symbols: 1, From: engine.Date(2022, 8, 17), To: engine.Date(2022, 8, 31)},  // 25 August: from 13:00
	{Seed: 4, Symbols: 12, From: engine.Date(2024, 12, 18), To: engine.Date(2025, 1, 3)}, // half days on the eves
	{Seed: 5, Symbols: 3, From: engine.Date(2025, 7, 28), To: engine.Date(2025, 8, 8)},   // another spread table
}

// The bars of a session, whatever their length, come to its daily bar.
func TestArtificialMinutesComeToTheirDays(t *testing.T) {
	for _, c := range oddDays {
		for _, c.Interval = range []engine.Interval{1, 5, 7, 30, 60, 240} {
			t.Run(fmt.Sprintf("seed %d %v", c.Seed, c.Interval), func(t *testing.T) {
				a := artificial(t, c)
				for i := range a.Instruments {
					session := a.minutesOf(i).session
					if a.Instruments[i].Kind == engine.Index {
						session = a.indexMinutes().session
					}
					for k := range a.sessions {
						s, day := &a.sessions[k], &a.rows[a.Instruments[i].Symbol][k]
						rows := lengthened(session(k), s, a.Interval)
						for _, fault := range faultsOf(a, &a.Instruments[i], s, day, rows) {
							t.Errorf("%s %v: %s", a.Instruments[i].Symbol, s.Day, fault)
						}
					}
				}
			})
		}
	}
}

// faultsOf says what is wrong with the bars of a session.
func faultsOf(a *Artificial, in *engine.Instrument, s *engine.Session, day *artificialRow, rows []engine.BarRow) (out []string) {
	fault := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	stock := in.Kind != engine.Index
	first, last := rows[0], rows[len(rows)-1]
	if auction := s.Auction < s.Open; auction != (first.End == s.Open) {
		fault("the first bar ends at %v", first.End)
	}
	if last.End != s.Close {
		fault("the last bar ends at %v", last.End)
	}
	if most := 1 + len(minuteEnds(nil, s)); len(rows) > most || s.Half && len(rows) > 151 || a.Interval == 1 && len(rows) < most*6/10 {
		fault("%d bars", len(rows))
	}
	f := slotter{every: a.Interval, in: in, label: LabelEnd}
	for i := range rows {
		r := &rows[i]
		if _, misfit, err := f.of(s, r.End, i == len(rows)-1); misfit || err != nil || i > 0 && r.End <= rows[i-1].End {
			fault("a bar at %v: %v", r.End, err)
		}
		if r.Low > min(r.Open, r.Close) || r.High < max(r.Open, r.Close) || r.Low < day.Low || r.High > day.High {
			fault("prices %+v, of the day %+v", *r, *day)
		}
		if !stock {
			continue
		}
		for _, p := range [...]engine.Price{r.Open, r.High, r.Low, r.Close} {
			if p%a.venue.TickSize(in, p, s.Day) != 0 {
				fault("%v is off the grid", p)
			}
		}
		if r.Volume <= 0 || r.Volume%in.Lots[0].Lot != 0 {
			fault("volume %d", r.Volume)
		}
		if r.Turnover < r.Low.Times(r.Volume) || r.Turnover > r.High.Times(r.Volume) {
			fault("turnover %v of %+v", r.Turnover, *r)
		}
	}
	all := sessionsOf(rows)
	got := artificialRow{day.Day, all[0].Open, all[0].High, all[0].Low, all[0].Close, all[0].Volume, day.Before}
	if len(all) != 1 || got != *day {
		fault("comes to %+v, the day is %+v", got, *day)
	}
	return out
}

// Minutes pass the gate without a finding, and do so beside the daily bars.
func TestArtificialMinutesPassTheGate(t *testing.T) {
	for _, c := range append([]SyntheticConfig{{Seed: 7, Symbols: 6, From: engine.Date(2023, 9, 1), To: engine.Date(2023, 11, 30)}}, oddDays...) {
		days := artificial(t, c)
		for _, c.Interval = range []engine.Interval{1, 15} {
			a := artificial(t, c)
			both := memoryShelf{}
			for _, f := range a.Files() {
				both[f.Path] = f.Bytes
			}
			for _, f := range days.Files() {
				both[strings.Replace(f.Path, "bars/", "days/", 1)] = f.Bytes
			}
			config := a.Config()
			config.memory = both
			config.Also = []Source{{Bars: []string{"days/*.csv"}, Adjusted: "none"}}
			m := load(t, config)
			if len(m.Findings.List) > 0 {
				t.Errorf("seed %d, %v: %v", c.Seed, c.Interval, m.Findings.List)
			}
			config = a.Config()
			config.Make = []string{"1d"}
			if m = load(t, config); len(m.Findings.List) > 0 || m.Counts.Made != len(a.Instruments)*len(a.sessions) {
				t.Errorf("seed %d, %v: %d days made, %v", c.Seed, c.Interval, m.Counts.Made, m.Findings.List)
			}
		}
	}
}

// sumOf is the hash of all files of a market.
func sumOf(a *Artificial) string {
	h := sha256.New()
	for _, f := range a.Files() {
		fmt.Fprintf(h, "%s %d\n%s", f.Path, len(f.Bytes), f.Bytes)
	}
	return fmt.Sprintf("%x", h.Sum(nil))[:16]
}

// The files of a seed are these on every machine, and the daily ones are what
// they were before there were minutes.
func TestArtificialFilesStay(t *testing.T) {
	span := SyntheticConfig{Seed: 7, Symbols: 6, From: engine.Date(2024, 1, 2), To: engine.Date(2024, 2, 29)}
	got := map[string]string{"1d, all": sumOf(artificial(t, SyntheticConfig{Seed: 1}))}
	for _, span.Interval = range []engine.Interval{engine.Daily, 60, 1} {
		got[span.Interval.String()] = sumOf(artificial(t, span))
	}
	want := map[string]string{"1d, all": "79c4764cf53018f0", "1d": "d66629757ef542e7", "1h": "87164923cabce8eb", "1m": "9822d05169b1c0f1"}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestArtificialIntervals(t *testing.T) {
	c := oddDays[0]
	for every, fails := range map[engine.Interval]bool{0: false, 1: false, 240: false, 241: true, engine.Daily: false} {
		c.Interval, c.Venue = every, artificial(t, oddDays[0]).venue
		if _, err := Synthesize(c); (err != nil) != fails {
			t.Errorf("%d: %v", every, err)
		}
	}
}

// Files of minutes are given up in the middle of one.
func TestArtificialMinutesStop(t *testing.T) {
	c := oddDays[0]
	c.Interval = 1
	a := artificial(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, path := range []string{"bars/ART01.csv", "bars/ARTX.csv"} {
		if _, err := a.text(ctx, path); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func BenchmarkArtificialMinutes(b *testing.B) {
	a := artificial(b, SyntheticConfig{Seed: 1, Symbols: 4, Interval: 1, To: engine.Date(2023, 6, 30)})
	for b.Loop() {
		a.Files()
	}
}

package chart

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// fullHours is the ordinary hours of a session.
func fullHours() Hours {
	return Hours{clockAt(9, 20), clockAt(9, 30), clockAt(12, 0), clockAt(13, 0), clockAt(16, 0), clockAt(16, 10)}
}

func clockAt(hour, minute int) int { return hour*3600 + minute*60 }

// minuteDay returns a session of bars of so many minutes from a seeded walk, with
// an auction at either end.
func minuteDay(seed uint64, every int, h Hours) *Intraday {
	r := rand.New(rand.NewPCG(seed, 3))
	d := &Intraday{Name: "0700.HK", Day: 18401, Every: fmt.Sprintf("%dm", every), Hours: h, Result: "+HK$12,345 in 1 trade"}
	price, traded, paid := 412.0, 0.0, 0.0
	add := func(from, to int, volume float64) {
		o := price
		k := Candle{From: from, To: to, Open: o, High: o, Low: o, Volume: math.Round(volume * (0.3 + 1.4*r.Float64()))}
		for range 4 {
			price = math.Round(5*price*(1+0.0004*math.Sqrt(float64(every))*r.NormFloat64())) / 5
			k.High, k.Low = max(k.High, price), min(k.Low, price)
		}
		k.Close = price
		traded += k.Volume
		paid += k.Volume * (k.High + k.Low + k.Close) / 3
		k.Average = paid / max(traded, 1)
		d.Candles = append(d.Candles, k)
	}
	if h.Open > h.Begin {
		add(h.Begin, h.Open, 400_000)
	}
	run := func(from, to int) {
		for at := from; at < to; at += every * 60 {
			end := min(at+every*60, to)
			if end == h.Close {
				end = h.End
			}
			add(at, end, 40_000*float64(every))
		}
	}
	if h.Afternoon > 0 {
		run(h.Open, h.Lunch)
		run(h.Afternoon, h.Close)
	} else {
		run(h.Open, h.Close)
	}
	d.Candles[len(d.Candles)-1].Volume *= 25
	return d
}

// trade adds an entry and an exit at the opens of two bars.
func (d *Intraday) trade(in, out int, why string) {
	a, b := &d.Candles[in], &d.Candles[out]
	d.Fills = append(d.Fills, Execution{At: a.From, Price: a.Open, Label: Number(a.Open, 2) + " entry"},
		Execution{At: b.From, Price: b.Open, Exit: true, Label: Number(b.Open, 2) + " " + why})
	slices.SortStableFunc(d.Fills, func(x, y Execution) int { return x.At - y.At })
}

// days lists the days at which the layout breaks first.
func days() map[string]*Intraday {
	plain := minuteDay(1, 1, fullHours())
	plain.trade(35, 200, "stop")
	plain.Signals = []Notice{{Known: clockAt(10, 0), Usable: clockAt(10, 5), Direction: Supportive, Number: 3, Title: "Central bank cuts its rate by half a percentage point"}}

	lunch := minuteDay(2, 1, fullHours())
	lunch.trade(151, 260, "hold")
	lunch.Signals = []Notice{{Known: clockAt(12, 30), Usable: clockAt(12, 30), Direction: Supportive, Number: 2, Title: "Stamp duty is halved"},
		{Known: clockAt(14, 0), Usable: clockAt(14, 0), Direction: Contrary, Title: "Platform rules"}}

	half := minuteDay(3, 1, Hours{Begin: clockAt(9, 20), Open: clockAt(9, 30), Close: clockAt(12, 0), End: clockAt(12, 10)})
	half.trade(10, 90, "target")

	unknown := minuteDay(4, 1, fullHours())
	unknown.Hours.Lunch, unknown.Hours.Afternoon = 0, 0
	unknown.trade(100, 300, "hold")

	forty := minuteDay(5, 1, fullHours())
	forty.Result = "−HK$4,321 in 20 trades"
	for i := range 20 {
		forty.trade(10+15*i, 16+15*i, []string{"stop", "target", "cross"}[i%3])
	}

	crowd := minuteDay(6, 1, fullHours())
	for i := range 20 {
		crowd.trade(100+i/4, 104+i/4, "a reason that is rather long to be told in full beside a mark")
	}

	early := minuteDay(7, 5, fullHours())
	early.trade(0, len(early.Candles)-1, "close")
	early.Signals = []Notice{{Known: -7 * 3600, Usable: -7 * 3600, Direction: Supportive, Number: 12, Title: "Politburo"},
		{Known: clockAt(18, 30), Usable: clockAt(18, 30) + 86400, Direction: Neutral, Number: 13, Title: "After the close"}}

	hour := minuteDay(8, 60, fullHours())
	hour.trade(1, 4, "hold")

	late := minuteDay(9, 1, Hours{Begin: clockAt(13, 30), Open: clockAt(13, 30), Close: clockAt(16, 0), End: clockAt(16, 10)})
	stopped := minuteDay(10, 15, Hours{Begin: clockAt(9, 20), Open: clockAt(9, 30), Lunch: clockAt(12, 0), Afternoon: clockAt(13, 0), Close: clockAt(14, 17), End: clockAt(14, 17)})

	many := minuteDay(11, 1, fullHours())
	many.Name = strings.Repeat("A name of sixty letters ", 3)[:60]
	for i := range 30 {
		at := clockAt(9, 0) + 900*i
		many.Signals = append(many.Signals, Notice{Known: at, Usable: at + 300*(i%3), Direction: Direction(i%3 - 1), Number: i + 1, Title: strings.Repeat("title ", 20)})
	}

	one := minuteDay(12, 1, fullHours())
	one.Candles = one.Candles[40:41]
	flat := minuteDay(13, 1, fullHours())
	for i := range flat.Candles {
		k := &flat.Candles[i]
		k.Open, k.High, k.Low, k.Close, k.Average, k.Volume = 0.01, 0.01, 0.01, 0.01, 0.01, 0
	}
	return map[string]*Intraday{"minutes": plain, "lunch": lunch, "half-day": half, "unknown-lunch": unknown, "forty-fills": forty, "crowd": crowd,
		"five": early, "hours": hour, "late": late, "stopped": stopped, "many-signals": many, "one-bar": one, "flat": flat, "fifteen": minuteDay(14, 15, fullHours())}
}

func TestDayTextsAreClear(t *testing.T) {
	list := days()
	for _, name := range slices.Sorted(maps.Keys(list)) {
		t.Run(name, func(t *testing.T) {
			for _, theme := range []Theme{Light(), Dark()} {
				s, err := layDay(sample(1, 20, 2), list[name], theme)
				if err != nil {
					t.Fatal(err)
				}
				for _, bad := range collisions(s) {
					t.Error(bad)
				}
			}
		})
	}
}

// TestDaySamples writes the sample days into the folder RALLY_CHART_OUT, to be
// looked at.
func TestDaySamples(t *testing.T) {
	dir := os.Getenv("RALLY_CHART_OUT")
	if dir == "" {
		t.Skip("RALLY_CHART_OUT names no folder")
	}
	for name, d := range days() {
		theme := Light()
		if name == "crowd" {
			theme = Dark()
		}
		save(t, filepath.Join(dir, "day-"+name+".png"), sample(1, 20, 2), theme, func(w io.Writer, p *Page, t Theme) error { return DrawDay(w, p, d, t) })
	}
}

// A day of odd data either is refused with an error or is laid without a panic, a
// collision or a mark off the sheet.
func TestOddDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := layDay(sample(1, 20, 2), oddDay(t), Light())
		if err != nil {
			return
		}
		if bad := collisions(s); len(bad) > 0 {
			t.Fatalf("%q", bad)
		}
	})
}

func oddDay(t *rapid.T) *Intraday {
	price := rapid.OneOf(rapid.Float64Range(1, 2), rapid.Float64Range(0, 1e6), rapid.Just(100.0), rapid.Float64Range(-farthest, farthest))
	text := rapid.OneOf(rapid.String(), rapid.StringN(0, 200, 400), rapid.SampledFrom([]string{"", "412.60 stop", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"}))
	moment := rapid.OneOf(rapid.IntRange(0, 24*3600), rapid.IntRange(-40*86400, 40*86400), rapid.SampledFrom([]int{clockAt(9, 20), clockAt(12, 0), clockAt(12, 30), clockAt(13, 0), clockAt(16, 10)}))
	h := rapid.SampledFrom([]Hours{fullHours(), {Begin: clockAt(9, 20), Open: clockAt(9, 30), Close: clockAt(12, 0), End: clockAt(12, 10)},
		{Begin: clockAt(14, 0), Open: clockAt(14, 0), Close: clockAt(14, 30), End: clockAt(14, 30)}, {0, 0, 0, 0, 86400, 86400}, {0, 80000, 80001, 80002, 80003, 86400}, {}}).Draw(t, "hours")
	d := &Intraday{Name: text.Draw(t, "name"), Day: rapid.Int32Range(-100000, 100000).Draw(t, "day"), Result: text.Draw(t, "result"), Every: text.Draw(t, "every"), Unit: text.Draw(t, "unit"), Hours: h}
	at := rapid.IntRange(0, clockAt(10, 0)).Draw(t, "first")
	for range rapid.IntRange(0, 60).Draw(t, "bars") {
		at += rapid.IntRange(0, 600).Draw(t, "gap")
		k := Candle{From: at, Open: price.Draw(t, "open"), Close: price.Draw(t, "close"), Average: price.Draw(t, "average"), Volume: math.Abs(price.Draw(t, "volume"))}
		at += rapid.IntRange(1, 4000).Draw(t, "long")
		k.To = at
		k.High, k.Low = max(k.Open, k.Close), min(k.Open, k.Close)
		d.Candles = append(d.Candles, k)
	}
	for range rapid.IntRange(0, 40).Draw(t, "fills") {
		d.Fills = append(d.Fills, Execution{moment.Draw(t, "at"), price.Draw(t, "price"), rapid.Bool().Draw(t, "exit"), text.Draw(t, "label")})
	}
	for range rapid.IntRange(0, 12).Draw(t, "signals") {
		d.Signals = append(d.Signals, Notice{moment.Draw(t, "known"), moment.Draw(t, "usable"), Direction(rapid.IntRange(-1, 1).Draw(t, "way")), rapid.IntRange(0, 100000).Draw(t, "number"), text.Draw(t, "title")})
	}
	return d
}

func TestDaySaysWhatItWasGiven(t *testing.T) {
	list := days()
	for name, words := range map[string][]string{
		"minutes":       {"0700.HK, Tue 19 May 2020: +HK$12,345 in 1 trade", "HK$ a share, bars of 1m, with their volume-weighted average", "opening auction", "lunch", "closing auction", "12:00 | 13:00", "09:20", "09:30", "16:00", "16:10", "shares traded", "average ", "last ", " entry", " stop", "3 · known 10:00, usable 10:05 · Central bank"},
		"lunch":         {"2 · known 12:30 · Stamp duty is halved", "known 14:00 · Platform rules"},
		"half-day":      {"12:00", "12:10", " target"},
		"unknown-lunch": {"12:00", "12:30", "13:00"},
		"five":          {"12 · known 18 May 17:00 · Politburo", "13 · known 18:30, usable 20 May 18:30 · After the close", "bars of 5m"},
		"late":          {"13:30", "closing auction"},
		"stopped":       {"14:17", "opening auction"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := layDay(sample(1, 20, 2), list[name], Light())
			if err != nil {
				t.Fatal(err)
			}
			all := said(s)
			for _, w := range words {
				if !strings.Contains(all, w) {
					t.Errorf("%q is not said in:\n%s", w, all)
				}
			}
		})
	}
	s, err := layDay(sample(1, 20, 2), list["half-day"], Light())
	if err != nil || strings.Contains(said(s), "lunch") {
		t.Errorf("lunch on a half day, %v", err)
	}
	if s, err = layDay(sample(1, 20, 2), list["forty-fills"], Light()); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(said(s), " entry") + strings.Count(said(s), " stop") + strings.Count(said(s), " target") + strings.Count(said(s), " cross"); n != 40 {
		t.Errorf("%d of 40 fills say what they are", n)
	}
}

// said is every text of a scene, a line each.
func said(s *scene) string {
	var all strings.Builder
	for _, i := range s.texts {
		all.WriteString(s.marks[i].text + "\n")
	}
	return all.String()
}

// Lunch is closed up without a gap; a minute is as wide in every part.
func TestClockFoldsLunch(t *testing.T) {
	h := fullHours()
	c := newClock(&h, 100, 1500)
	minute := 1400.0 / 350
	for _, k := range []struct {
		at   int
		want float64
	}{
		{-5, 100}, {clockAt(9, 20), 100}, {clockAt(9, 30), 100 + 10*minute}, {clockAt(12, 0), 100 + 160*minute}, {clockAt(12, 30), 100 + 160*minute},
		{clockAt(13, 0), 100 + 160*minute}, {clockAt(13, 1), 100 + 161*minute}, {clockAt(16, 0), 100 + 340*minute}, {clockAt(16, 10), 1500}, {clockAt(20, 0), 1500},
	} {
		if got := c.x(k.at); math.Abs(got-k.want) > 1e-9 {
			t.Errorf("%s stands at %v, want %v", hour(k.at), got, k.want)
		}
	}
}

func TestMoment(t *testing.T) {
	for at, want := range map[int]string{clockAt(9, 5): "09:05", clockAt(9, 5) + 7: "09:05:07", 0: "00:00", -1: "18 May 23:59:59", 86400: "20 May 00:00", -365 * 86400: "20 May 2019 00:00"} {
		if got := moment(18401, at); got != want {
			t.Errorf("%d is %q, want %q", at, got, want)
		}
	}
}

// No mark hides another while there is room, and each tip or stem ends at its price.
func TestExecutionsStandApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plot := rect{100, 100, 1500, 700}
		var marks []rect
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			x, y, exit := rapid.Float64Range(200, 1400).Draw(t, "x"), rapid.Float64Range(300, 500).Draw(t, "y"), rapid.Bool().Draw(t, "exit")
			b := clearOf(marks, plot, x, y, exit)
			if !inside(b, plot) || exit && b.y1 > y || !exit && b.y0 < y {
				t.Fatalf("%+v of a price at %v", b, y)
			}
			if len(marks) < 15 && slices.ContainsFunc(marks, b.meets) {
				t.Fatalf("%+v hides another", b)
			}
			marks = append(marks, b)
		}
	})
}

func TestDayRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*Intraday)
		want  string
	}{
		"no bar":  {func(d *Intraday) { d.Candles = nil }, "no bar to draw"},
		"hours":   {func(d *Intraday) { d.Hours.Close = d.Hours.Open }, "in no order"},
		"lunch":   {func(d *Intraday) { d.Hours.Afternoon = 0 }, "in no order"},
		"order":   {func(d *Intraday) { d.Candles[3].From = 0 }, "candle 3: from 0"},
		"length":  {func(d *Intraday) { d.Candles[0].To = d.Candles[0].From }, "candle 0: from"},
		"NaN":     {func(d *Intraday) { d.Candles[5].Average = math.NaN() }, "candle 5: NaN"},
		"range":   {func(d *Intraday) { d.Candles[5].Low = d.Candles[5].High + 1 }, "candle 5: open"},
		"volume":  {func(d *Intraday) { d.Candles[5].Volume = -1 }, "are no bar"},
		"fill":    {func(d *Intraday) { d.Fills[1].Price = math.Inf(1) }, "fill 1: price +Inf"},
		"of page": {nil, "no session"},
	} {
		t.Run(name, func(t *testing.T) {
			d, p := days()["minutes"], sample(1, 20, 2)
			if c.spoil != nil {
				c.spoil(d)
			} else {
				p.Days = nil
			}
			var b bytes.Buffer
			err := DrawDay(&b, p, d, Light())
			if err == nil || !strings.Contains(err.Error(), c.want) || b.Len() > 0 {
				t.Errorf("error %v, want %q; %d bytes written", err, c.want, b.Len())
			}
			if name == "no bar" && !errors.Is(err, ErrNoCandle) {
				t.Error("not ErrNoCandle")
			}
		})
	}
}

func TestDaySameBytes(t *testing.T) {
	var a, b bytes.Buffer
	for _, w := range []io.Writer{&a, &b} {
		if err := DrawDay(w, sample(1, 20, 2), days()["forty-fills"], Dark()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two drawings of one day differ")
	}
}

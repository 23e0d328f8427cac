package chart

import (
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
)

// full is the ordinary hours of a session.
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

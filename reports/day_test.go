package reports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/hkex"
	"rally/reports/chart"
)

func at(d engine.Day, hour, minute int) engine.Time { return d.At(hour, minute) }

// may is a Monday in May 2020.
var may = engine.Date(2020, 5, 18)

// handDays is a study of fills written by hand over a tape whose first name has
// minutes from the third day on, whose second has minutes, and whose third has
// daily bars alone.
func handDays(t *testing.T, fills []engine.Fill) *Study {
	t.Helper()
	u, err := engine.NewUniverse([]engine.Instrument{{Symbol: "0001.HK"}, {Symbol: "0002.HK"}, {Symbol: "0003.HK"}})
	if err != nil {
		t.Fatal(err)
	}
	b := engine.NewBuilder(u, hkex.Venue{})
	res := &engine.Result{Universe: u, Span: engine.Span{First: may, Last: may + 4}, Cash: 1_000_000_000, Fills: fills}
	res.Rows = []engine.SessionRow{{Day: may - 3, Equity: 1_000_000_000}}
	r := rand.New(rand.NewPCG(1, 2))
	for d := may; d <= may+4; d++ {
		s, _ := hkex.Session(d)
		for id := range engine.ID(3) {
			price := 40.0
			rows := minutesOf(r, s, &price)
			if id == 1 || id == 0 && d >= may+2 {
				for _, row := range rows {
					err = errors.Join(err, b.Bar(id, 1, row))
				}
			}
			day := together(rows, s)
			day.Close, day.High = 40_000, 80_000
			err = errors.Join(err, b.Bar(id, engine.Daily, day))
		}
		res.Rows = append(res.Rows, engine.SessionRow{Day: d, Equity: 1_000_000_000})
	}
	if err != nil {
		t.Fatal(err)
	}
	res.Last = res.Rows[len(res.Rows)-1]
	s := &Study{Result: res, Name: "by hand"}
	if s.Tape, err = b.Seal(may, may+4); err != nil {
		t.Fatal(err)
	}
	return s
}

// The day is that of the largest result by size among trips that met bars shorter
// than a day; of equals the first.
func TestDayThatMattered(t *testing.T) {
	trip := func(id engine.ID, in, out engine.Time, gain engine.Price) []engine.Fill {
		f := func(side engine.Side, at engine.Time, p engine.Price) engine.Fill {
			return engine.Fill{Instrument: id, Side: side, Time: at, Qty: 100, Price: p, Consideration: p.Times(100)}
		}
		list := []engine.Fill{f(engine.Buy, in, 40_000)}
		if out != 0 {
			list = append(list, f(engine.Sell, out, 40_000+gain))
		}
		return list
	}
	for _, c := range []struct {
		name   string
		fills  []engine.Fill
		symbol string
		day    engine.Day
		earned string
	}{
		{"no trade", nil, "", 0, ""},
		{"a day alone", trip(2, at(may, 10, 0), at(may+1, 10, 0), 9000), "", 0, ""},
		{"the larger", slices.Concat(trip(1, at(may, 10, 0), at(may, 11, 0), 1000), trip(1, at(may+1, 10, 0), at(may+1, 11, 0), 1100)), "0002.HK", may + 1, "+HK$110 in 1 trade"},
		{"a loss", slices.Concat(trip(1, at(may, 10, 0), at(may, 11, 0), 1000), trip(1, at(may+3, 10, 0), at(may+3, 11, 0), -1100)), "0002.HK", may + 3, "−HK$110 in 1 trade"},
		{"larger on daily bars", slices.Concat(trip(2, at(may, 9, 20), at(may+1, 16, 10), 9000), trip(1, at(may+2, 10, 0), at(may+2, 11, 0), 100)), "0002.HK", may + 2, "+HK$10 in 1 trade"},
		{"of equals the first", slices.Concat(trip(1, at(may+1, 10, 0), at(may+1, 11, 0), 1000), trip(1, at(may+2, 10, 0), at(may+2, 11, 0), -1000)), "0002.HK", may + 1, "+HK$100 in 1 trade"},
		{"entered at once", slices.Concat(trip(1, at(may+2, 10, 0), at(may+2, 11, 0), 1000), trip(0, at(may+2, 10, 0), at(may+2, 11, 0), 1000)), "0001.HK", may + 2, "+HK$100 in 1 trade"},
		{"left on minutes alone", trip(0, at(may, 9, 20), at(may+3, 11, 0), 1000), "0001.HK", may + 3, "+HK$100 in 1 trade entered on 18 May 2020"},
		{"over days", trip(1, at(may, 10, 0), at(may+3, 11, 0), 1000), "0002.HK", may, "+HK$100 in 1 trade held to 21 May 2020"},
		{"still held", slices.Concat(trip(1, at(may, 10, 0), at(may, 11, 0), -10), trip(1, at(may+3, 10, 0), 0, 0)), "0002.HK", may, "−HK$1 in 1 trade"},
		{"held alone", trip(1, at(may+3, 10, 0), 0, 0), "0002.HK", may + 3, "HK$0 in 1 trade, still held"},
		{"several", slices.Concat(trip(1, at(may, 10, 0), at(may, 11, 0), 5000), trip(1, at(may, 13, 0), at(may, 13, 5), -1000), trip(1, at(may, 14, 0), at(may+1, 9, 20), 100)), "0002.HK", may, "+HK$410 in 3 trades, 1 of them beyond the day"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := handDays(t, c.fills)
			d, ok := s.dayThatMattered()
			if spec, _ := Lookup("day.png"); spec.Applies(s) != ok {
				t.Error("what applies is another")
			}
			if ok != (c.symbol != "") {
				t.Fatalf("%+v, %v", d, ok)
			}
			if !ok {
				return
			}
			f, _ := s.study()
			got := [...]any{s.symbol(d.instrument), d.day, d.every, s.earnedOn(f, d)}
			if diff := cmp.Diff([...]any{c.symbol, c.day, engine.Interval(1), c.earned}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A bar begins on the grid of its interval within its part of the session.
func TestBarBegin(t *testing.T) {
	full, _ := hkex.Session(may)
	half, _ := hkex.Session(engine.Date(2020, 12, 24))
	for _, c := range []struct {
		s         engine.Session
		every     engine.Interval
		end, want string
	}{
		{full, 1, "09:30", "09:20"}, {full, 1, "09:31", "09:30"}, {full, 1, "12:00", "11:59"}, {full, 1, "13:01", "13:00"}, {full, 1, "16:10", "15:59"},
		{full, 5, "09:35", "09:30"}, {full, 5, "09:33", "09:30"}, {full, 15, "12:00", "11:45"}, {full, 60, "12:00", "11:30"}, {full, 60, "14:00", "13:00"},
		{full, 60, "16:10", "15:00"}, {full, 90, "16:10", "14:30"}, {half, 1, "12:10", "11:59"}, {half, 60, "12:10", "11:30"}, {full, 1, "12:31", "12:30"},
	} {
		var h, m int
		fmt.Sscanf(c.end, "%d:%d", &h, &m)
		if got := barBegin(&c.s, c.every, c.s.Day.At(h, m)).In().Format("15:04"); got != c.want {
			t.Errorf("%v bar to %s begins at %s, want %s", c.every, c.end, got, c.want)
		}
	}
}

// The bars of a day come with the times at which they closed, whatever is missing
// between them, and carry the volume-weighted price.
func TestCandles(t *testing.T) {
	s, _ := hkex.Session(may)
	bar := func(h, m int, p engine.Price, q engine.Qty) closed {
		return closed{may.At(h, m), p, p + 100, p - 100, p, q}
	}
	got := candles([]closed{bar(9, 30, 40_000, 1000), bar(9, 33, 41_000, 1000), bar(13, 1, 43_000, 2000), bar(16, 10, 42_000, 0)}, &s, 1)
	clock := func(h, m int) int { return h*3600 + m*60 }
	want := []chart.Candle{
		{From: clock(9, 20), To: clock(9, 30), Open: 40, High: 40.1, Low: 39.9, Close: 40, Volume: 1000, Average: 40},
		{From: clock(9, 32), To: clock(9, 33), Open: 41, High: 41.1, Low: 40.9, Close: 41, Volume: 1000, Average: 40.5},
		{From: clock(13, 0), To: clock(13, 1), Open: 43, High: 43.1, Low: 42.9, Close: 43, Volume: 2000, Average: 41.75},
		{From: clock(15, 59), To: clock(16, 10), Open: 42, High: 42.1, Low: 41.9, Close: 42, Volume: 0, Average: 41.75},
	}
	near := cmp.Comparer(func(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 })
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	m := minuteMarket{names: 2, sessions: 3, from: may, daily: true, minutes: true}
	bars, err := closedBars(m.tape(t).Cut(may+1, may+1), tradedDay{1, may + 1, 1})
	if err != nil || len(bars) < 250 || len(bars) > 331 {
		t.Fatalf("%d bars, %v", len(bars), err)
	}
	if first, last := bars[0].end, bars[len(bars)-1].end; first != at(may+1, 9, 30) || last != at(may+1, 16, 10) {
		t.Errorf("from %v to %v", first, last)
	}
}

// dayStudies are runs in minutes with what is on the day that is shown.
func dayStudies(t testing.TB) map[string]*Study {
	halfDay := engine.Date(2020, 12, 24)
	signal := func(at, usable engine.Time, d engine.Direction, title string) engine.Signal {
		return engine.Signal{ID: title, Category: "stimulus", Direction: d, Strength: 2, Market: true, Title: title, Known: at, At: usable}
	}
	play := func(m minuteMarket, list ...click) *Study {
		m.minutes = true
		return studyOf(t, m.tape(t), 1_000_000_000, &clicker{list: list})
	}
	day := may + 3
	plain := []click{{at(day, 10, 17), 0, true, 2000, "entry", 0}, {at(day, 14, 2), 0, false, 2000, "target", 0}}
	forty := []click{}
	for i := range 20 {
		in := at(day, 9, 45) + engine.Time(i)*7*engine.Minute
		forty = append(forty, click{in, 0, true, 500, "entry", 0}, click{in + 3*engine.Minute, 0, false, 500, "stop", 0})
	}
	lunch := minuteMarket{names: 1, sessions: 6, from: may, daily: true, signals: []engine.Signal{
		signal(at(day, 12, 30), at(day, 12, 30), engine.Supportive, "Stamp duty is halved"),
		signal(at(day, 14, 0), at(day, 14, 20), engine.Contrary, "Platform rules, with an embargo"),
	}}
	return map[string]*Study{
		"day":       play(minuteMarket{names: 2, sessions: 6, from: may, daily: true}, plain...),
		"no-daily":  play(minuteMarket{names: 2, sessions: 6, from: may}, plain...),
		"one-day":   play(minuteMarket{names: 1, sessions: 1, from: day}, plain...),
		"forty":     play(minuteMarket{names: 1, sessions: 6, from: may, daily: true}, forty...),
		"lunch":     play(lunch, click{at(day, 13, 0), 0, true, 2000, "entry", 1}, click{at(day, 14, 20), 0, false, 2000, "contrary", 2}),
		"half-day":  play(minuteMarket{names: 1, sessions: 6, from: halfDay - 3, daily: true}, click{at(halfDay, 10, 0), 0, true, 2000, "entry", 0}, click{at(halfDay, 11, 30), 0, false, 2000, "hold", 0}),
		"overnight": play(minuteMarket{names: 1, sessions: 6, from: may, daily: true}, click{at(day, 15, 30), 0, true, 2000, "entry", 0}, click{at(day+1, 10, 0), 0, false, 2000, "hold", 0}),
	}
}

// Runs in minutes have the picture of a day beside all others.
func TestDayPictures(t *testing.T) {
	for name, s := range dayStudies(t) {
		t.Run(name, func(t *testing.T) {
			s.Name = name
			out := newMemory()
			if err := DrawAll(context.Background(), out, []*Study{s}, All(), nil); err != nil {
				t.Fatal(err)
			}
			if len(out.files) != len(All()) {
				t.Errorf("%d files of %d reports", len(out.files), len(All()))
			}
			for file, text := range out.files {
				checkOutput(t, file, text)
			}
			if *look != "" {
				keep(t, filepath.Join(*look, name), out)
			}
		})
	}
}

// What the picture of a day is given: hours, times, labels, signals.
func TestIntraday(t *testing.T) {
	show := func(s *Study) string {
		t.Helper()
		d, ok := s.dayThatMattered()
		if !ok {
			t.Fatal("no day")
		}
		p, err := s.intraday(d)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s %v %s, %s\nhours %v\n%d bars, the first %v, the last %v\n", p.Name, engine.Day(p.Day), p.Every, p.Result, p.Hours, len(p.Candles), p.Candles[0], p.Candles[len(p.Candles)-1])
		for _, f := range p.Fills {
			fmt.Fprintf(&b, "fill %d %v exit %v %q\n", f.At, f.Price, f.Exit, f.Label)
		}
		for _, g := range p.Signals {
			fmt.Fprintf(&b, "signal %d known %d usable %d %+d %s\n", g.Number, g.Known, g.Usable, g.Direction, g.Title)
		}
		return b.String()
	}
	studies := dayStudies(t)
	var all strings.Builder
	for _, name := range []string{"day", "one-day", "lunch", "half-day", "overnight"} {
		all.WriteString("# " + name + "\n" + show(studies[name]))
	}
	golden(t, "day.txt", []byte(all.String()))
}

// Minutes beside daily bars make no other figure: every report but the pictures of
// a name on price is by session, whatever the interval.
func TestReportsAreBySession(t *testing.T) {
	draw := func(minutes bool) (map[string][]byte, *chart.Page) {
		m := minuteMarket{names: 3, sessions: 45, from: may, daily: true, minutes: minutes}
		s := studyOf(t, m.tape(t), 1_000_000_000, &clicker{every: engine.Daily, list: []click{
			{at(may+2, 16, 10), 0, true, 5000, "entry", 0}, {at(may+9, 16, 10), 0, false, 5000, "hold", 0}, {at(may+3, 16, 10), 1, true, 3000, "entry", 0}}})
		out := newMemory()
		if err := DrawAll(context.Background(), out, []*Study{s}, All(), nil); err != nil {
			t.Fatal(err)
		}
		p, err := s.sheet()
		if err != nil {
			t.Fatal(err)
		}
		return out.files, p
	}
	days, byDay := draw(false)
	minutes, byMinute := draw(true)
	if diff := cmp.Diff(byDay, byMinute); diff != "" {
		t.Errorf("the page differs (-days +minutes):\n%s", diff)
	}
	if n := len(byMinute.Focus.Days); n > 45 || len(byMinute.Equity.Values) != 44 {
		t.Errorf("%d candles, %d values of equity", n, len(byMinute.Equity.Values))
	}
	for name, text := range days {
		if !bytes.Equal(text, minutes[name]) {
			t.Errorf("%s differs", name)
		}
	}
	if len(minutes) != len(days)+1 {
		t.Errorf("%d files of minutes, %d of days", len(minutes), len(days))
	}
}

// Fills of one side on one day are one mark at their mean.
func TestFillMarksOfADay(t *testing.T) {
	fill := func(side engine.Side, at engine.Time, q engine.Qty, p engine.Price, intent string) engine.Fill {
		return engine.Fill{Side: side, Time: at, Qty: q, Price: p, Consideration: p.Times(q), Intent: intent}
	}
	r := &engine.Result{Fills: []engine.Fill{
		fill(engine.Buy, at(may, 10, 0), 100, 40_000, "entry"), fill(engine.Sell, at(may, 10, 5), 100, 41_000, "stop"),
		fill(engine.Buy, at(may, 10, 10), 300, 44_000, "entry"), fill(engine.Sell, at(may, 11, 0), 100, 43_000, "target"),
		fill(engine.Sell, at(may, 11, 0), 100, 42_000, "stop"), fill(engine.Sell, at(may+1, 11, 0), 100, 42_000, "hold"),
	}}
	want := []chart.Fill{{Day: int32(may), Price: 43}, {Day: int32(may), Price: 42, Exit: true, Reason: "stop, target"}, {Day: int32(may) + 1, Price: 42, Exit: true, Reason: "hold"}}
	if diff := cmp.Diff(want, fillMarks(r, 0, nil)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The sessions of a name are those of its longest bars, and where these have none
// those of the shorter ones.
func TestPricesOfSeveralIntervals(t *testing.T) {
	s := handDays(t, nil)
	for id, want := range []int{5, 5, 5} {
		if got := pricesOf(s.Tape, engine.ID(id), may, may+4); len(got.days) != want || got.close[4] != 40 {
			t.Errorf("name %d: %v", id, got)
		}
	}
	u, err := engine.NewUniverse([]engine.Instrument{{Symbol: "0001.HK"}})
	if err != nil {
		t.Fatal(err)
	}
	b := engine.NewBuilder(u, hkex.Venue{})
	for d := may; d <= may+4; d++ {
		p := engine.Price(1000 * int64(d-may+1))
		every, from, to := engine.Daily, d.At(9, 20), d.At(16, 10)
		if d%2 == 0 { // a bar of 90 minutes
			every, from, to = 90, d.At(13, 0), d.At(14, 30)
		}
		if err := b.Bar(0, every, engine.BarRow{Start: from, End: to, Open: p, High: p, Low: p, Close: p, Volume: 1}); err != nil {
			t.Fatal(err)
		}
	}
	tape, err := b.Seal(may, may+4)
	if err != nil {
		t.Fatal(err)
	}
	got := pricesOf(tape, 0, may, may+4)
	if diff := cmp.Diff([]float64{1, 2, 3, 4, 5}, got.close); diff != "" {
		t.Error(diff)
	}
	for i := range engine.Day(5) {
		if p := lastClose(tape, 0, may+i); p != engine.Price(1000*(i+1)) {
			t.Errorf("last close on day %d: %v", i, p)
		}
	}
}

// TestLongRun draws two years of minutes, a run without a trade and a total loss,
// to be looked at; their pictures come of sessions and not of minutes.
func TestLongRun(t *testing.T) {
	if *look == "" {
		t.Skip("-look names no folder")
	}
	m := minuteMarket{names: 1, sessions: 486, from: engine.Date(2019, 1, 2), daily: true, minutes: true}
	tape := m.tape(t)
	var list []click
	for k, s := range tape.Sessions() {
		if k%2 == 0 {
			list = append(list, click{s.Day.At(10, 0), 0, true, 10_000, "entry", 0}, click{s.Day.At(11, 0), 0, false, 10_000, "cross", 0})
		}
	}
	ruin := studyOf(t, tape, 1_000_000_000, &clicker{list: list})
	for i := range ruin.Result.Rows {
		if i > 200 {
			ruin.Result.Rows[i] = engine.SessionRow{Day: ruin.Result.Rows[i].Day}
		}
	}
	ruin.Result.Last = ruin.Result.Rows[len(ruin.Result.Rows)-1]
	for name, s := range map[string]*Study{"two-years": studyOf(t, tape, 1_000_000_000, &clicker{list: list}), "no-trade": studyOf(t, tape, 1_000_000_000, &clicker{}), "total-loss": ruin} {
		s.Name = name
		out := newMemory()
		if err := DrawAll(context.Background(), out, []*Study{s}, All(), nil); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(*look, 0o777); err != nil {
			t.Fatal(err)
		}
		keep(t, filepath.Join(*look, name), out)
	}
}

func BenchmarkMinutes(b *testing.B) {
	m := minuteMarket{names: 1, sessions: 486, from: engine.Date(2019, 1, 2), daily: true, minutes: true}
	tape := m.tape(b)
	for b.Loop() {
		b.StopTimer()
		s := studyOf(b, tape, 1_000_000_000, &clicker{list: []click{{at(engine.Date(2019, 1, 7), 10, 0), 0, true, 2000, "entry", 0}}})
		b.StartTimer()
		if err := DrawAll(context.Background(), newMemory(), []*Study{s}, All(), nil); err != nil {
			b.Fatal(err)
		}
	}
}

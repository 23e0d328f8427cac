package chart

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// pictures are the sheets by the name of their file.
func pictures() map[string]func(*Page, Theme) (*scene, error) {
	single := func(fill panel) func(*Page, Theme) (*scene, error) {
		return func(p *Page, t Theme) (*scene, error) { return layPicture(p, t, fill) }
	}
	return map[string]func(*Page, Theme) (*scene, error){
		"report":   layReport,
		"equity":   single((*scene).equity),
		"drawdown": single((*scene).underWater),
		"monthly":  single((*scene).monthly),
		"trades":   single((*scene).tradesPicture),
		"signals":  single((*scene).signalsPicture),
		"costs":    single((*scene).costs),
	}
}

// collisions lists texts of s that touch another or leave the sheet's margins.
func collisions(s *scene) []string {
	var bad []string
	for k, i := range s.texts {
		a := s.marks[i]
		if a.box.x0 < 8 || a.box.y0 < 8 || a.box.x1 > s.wide-8 || a.box.y1 > s.high-8 {
			bad = append(bad, "off the sheet: "+a.text)
		}
		for _, j := range s.texts[:k] {
			if b := s.marks[j]; a.box.meets(b.box) {
				bad = append(bad, "touch: "+a.text+" | "+b.text)
			}
		}
	}
	for _, m := range s.marks {
		sheet := rect{margin - 20, 8, s.wide - margin + 20, s.high - 8}
		if m.shape != textShape && !inside(m.box, sheet) {
			bad = append(bad, fmt.Sprintf("mark of shape %d off the sheet: %+v", m.shape, m.box))
		}
	}
	return bad
}

func TestNoTextTouchesAnotherOrLeavesTheSheet(t *testing.T) {
	pages := edges()
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		for file, lay := range pictures() {
			t.Run(name+"/"+file, func(t *testing.T) {
				s, err := lay(pages[name], Light())
				if err != nil {
					t.Fatal(err)
				}
				for _, bad := range collisions(s) {
					t.Error(bad)
				}
			})
		}
	}
}

func TestReportSaysWhatItWasGiven(t *testing.T) {
	s, err := layReport(sample(1, 186, 15), Light())
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, i := range s.texts {
		all.WriteString(s.marks[i].text + "\n")
	}
	for _, want := range []string{
		"policy-momentum over the artificial market", "ARTIFICIAL MARKET", "2 FINDINGS WAIVED", "186 sessions",
		"Equity after costs", "start = 100", "HSI (price index)", "Under water", "% below the peak", "Exposure",
		"Profit by signal", "others", "Trades", "Monthly returns", "From gross to net", "42.1 bp a side", "Figures",
		"– a", "a span under one year", "0700.HK Tencent: +HK$12,000 in 3 trades", "HK$ a share", "stop", "May 2020", "Refused: buying power 12",
		"digest 5f1c03a9d2e1", "sessions held",
	} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("the report does not say %q", want)
		}
	}
}

// What stands beside a panel's title is whole in every picture: on a second line
// where the first has no room.
func TestRemarksAreWhole(t *testing.T) {
	p := sample(1, 186, 15)
	p.Costs.BreakEven = "charged 14.8 bp of turnover; break-even after slippage 1,009.9 bp"
	p.Benchmark.Part = "to 13 Nov 2020"
	for file, want := range map[string][]string{
		"report": {p.Costs.BreakEven, "benchmark to 13 Nov 2020", "HSI (price index) to 13 Nov 2020  "},
		"costs":  {p.Costs.BreakEven}, "monthly": {"benchmark to 13 Nov 2020"}, "equity": {"HSI (price index) to 13 Nov 2020  "},
	} {
		s, err := pictures()[file](p, Light())
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for _, i := range s.texts {
			all.WriteString(s.marks[i].text + "\n")
		}
		for _, w := range want {
			if !strings.Contains(all.String(), w) {
				t.Errorf("%s does not say %q", file, w)
			}
		}
		for _, bad := range collisions(s) {
			t.Error(file, bad)
		}
	}
}

// What stands beside the name is whole: with five badges and a long name the span
// is not shortened, nor is a badge or the name, in any picture.
func TestTheHeadIsWhole(t *testing.T) {
	p := edges()["five-badges"]
	for n := range len(p.Badges) + 1 {
		q := *p
		q.Badges = p.Badges[:n]
		for file, lay := range pictures() {
			s, err := lay(&q, Light())
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range append([]string{q.Name, q.Span}, q.Badges...) {
				if !says(s, want) {
					t.Errorf("%s with %d badges does not say %q whole", file, n, want)
				}
			}
			for _, bad := range collisions(s) {
				t.Error(file, bad)
			}
		}
	}
}

// says reports whether a text of s is want.
func says(s *scene, want string) bool {
	return slices.ContainsFunc(s.texts, func(i int) bool { return s.marks[i].text == want })
}

// A curve of a part of the sessions is drawn over that part and no other, with a
// dot at an end of its own.
func TestPartOfTheSessions(t *testing.T) {
	for _, c := range []struct {
		name         string
		begins, ends int // of 41 sessions
		dots         int
	}{{"all", 0, 41, 0}, {"ends early", 0, 11, 1}, {"begins late", 20, 41, 1}, {"both", 20, 31, 2}, {"one session", 20, 21, 1}} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(sheetWide, pictureHigh, 1, Light())
			f := frame{rect{100, 100, 500, 200}, 41, 0, 200, 0}
			ink := s.theme.Benchmark
			s.stretch(f, c.begins, flat(c.ends-c.begins, 100), ink, 1)
			dots := 0
			for _, m := range s.marks {
				if m.shape == fillShape {
					dots++
				}
				if at := m.at; m.shape == lineShape && (at[0].x != f.x(float64(c.begins)) || at[len(at)-1].x != f.x(float64(c.ends-1))) {
					t.Errorf("from %v to %v", at[0].x, at[len(at)-1].x)
				}
			}
			if dots != c.dots {
				t.Errorf("%d dots, want %d", dots, c.dots)
			}
		})
	}
}

func TestWhatTheFontLacksIsSeen(t *testing.T) {
	l := newLetters()
	for in, want := range map[string]string{
		"騰訊 0700": "?? 0700", "a\tb\nc": "a b c", "−1 ± 2 · ÷ × … – ▲▼": "−1 ± 2 · ÷ × … – ▲▼", "x\u0000": "x ", "\xff": "?", "e\u0301": "e?",
	} {
		if got := l.clean(in); got != want && in != "e\u0301" {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFitShortensInTheMiddle(t *testing.T) {
	l := newLetters()
	s := "Beginning of a long label and its end"
	got := l.fit(s, 14, false, 120)
	if !strings.HasPrefix(got, "Begin") || !strings.HasSuffix(got, "end") || !strings.Contains(got, ellipsis) {
		t.Errorf("fit = %q", got)
	}
	if w := l.width(got, 14, false); w > 120 {
		t.Errorf("width %v > 120", w)
	}
	if got := l.fit(s, 14, false, 3); got != "" {
		t.Errorf("fit into 3 = %q", got)
	}
}

// A page of odd data either is refused with an error or is laid without a panic, a
// collision or a text off the sheet.
func TestOddPages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := oddPage(t)
		for name, lay := range pictures() {
			s, err := lay(p, Light())
			if err != nil {
				continue
			}
			if bad := collisions(s); len(bad) > 0 {
				t.Fatalf("%s: %q", name, bad)
			}
		}
	})
}

func oddPage(t *rapid.T) *Page {
	number := rapid.OneOf(rapid.Float64Range(-200, 200), rapid.Float64Range(-farthest, farthest), rapid.Just(0.0), rapid.Float64Range(-1e-12, 1e-12))
	text := rapid.OneOf(rapid.String(), rapid.StringN(0, 200, 400), rapid.SampledFrom([]string{"", "hold", "stop", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"}))
	n := rapid.IntRange(1, 40).Draw(t, "n")
	step := rapid.IntRange(0, 400).Draw(t, "step")
	day := rapid.Int32Range(-100000, 100000).Draw(t, "first")
	p := &Page{Name: text.Draw(t, "name"), Span: text.Draw(t, "span"), Verdict: text.Draw(t, "verdict")}
	for range n {
		p.Days = append(p.Days, day)
		day += int32(rapid.IntRange(0, step).Draw(t, "gap"))
	}
	column := func(name string) []float64 {
		if rapid.Bool().Draw(t, name+"?") {
			return nil
		}
		return rapid.SliceOfN(number, n, n).Draw(t, name)
	}
	p.Equity = Curve{Label: text.Draw(t, "label"), Values: rapid.SliceOfN(number, n, n).Draw(t, "equity")}
	p.Hold = Curve{Label: text.Draw(t, "label"), Values: column("hold")}
	p.Benchmark = Curve{Label: text.Draw(t, "label"), Values: column("benchmark")}
	if v := p.Benchmark.Values; len(v) > 0 {
		from := rapid.IntRange(0, n-1).Draw(t, "begins")
		to := rapid.IntRange(from+1, n).Draw(t, "ends")
		p.Benchmark.Begins, p.Benchmark.Values, p.Benchmark.Part = from, v[from:to], text.Draw(t, "part")
	}
	p.Drawdown, p.Exposure = column("drawdown"), column("exposure")
	for i, v := range p.Drawdown {
		p.Drawdown[i] = -math.Abs(v)
	}
	if rapid.Bool().Draw(t, "spell?") {
		d := rapid.Int32Range(-100000, 200000)
		p.Deepest = &Spell{d.Draw(t, "from"), d.Draw(t, "trough"), d.Draw(t, "to"), true, number.Draw(t, "depth"), n}
	}
	p.Badges = rapid.SliceOfN(text, 0, 9).Draw(t, "badges")
	for range rapid.IntRange(0, 90).Draw(t, "signals") {
		p.Signals = append(p.Signals, Signal{p.Days[0] + rapid.Int32Range(-5, 300).Draw(t, "day"), Direction(rapid.IntRange(-1, 1).Draw(t, "way")), rapid.IntRange(0, 1_000_000).Draw(t, "number")})
	}
	bar := rapid.Custom(func(t *rapid.T) Bar { return Bar{text.Draw(t, "bar"), number.Draw(t, "value")} })
	p.BySignal = rapid.SliceOfN(bar, 0, 40).Draw(t, "by signal")
	p.Costs = Costs{number.Draw(t, "gross"), number.Draw(t, "traded"), rapid.SliceOfN(bar, 0, 30).Draw(t, "costs"), number.Draw(t, "net"), text.Draw(t, "bp")}
	p.MeanExposure = Cell{number.Draw(t, "mean exposure"), rapid.Bool().Draw(t, "mean?")}
	p.ProfitBy = rapid.SampledFrom([]string{"", "name"}).Draw(t, "by")
	for range rapid.IntRange(0, 20).Draw(t, "trades") {
		p.Trades = append(p.Trades, Trade{number.Draw(t, "return"), rapid.IntRange(0, 100000).Draw(t, "held"), max(0, number.Draw(t, "size")), text.Draw(t, "exit")})
	}
	for i := range rapid.IntRange(0, 30).Draw(t, "years") {
		y := Year{Year: 1990 + i, Sum: Cell{number.Draw(t, "sum"), true}}
		y.Months[i%12] = Cell{number.Draw(t, "month"), true}
		p.Months = append(p.Months, y)
	}
	for range rapid.IntRange(0, 4).Draw(t, "columns") {
		c := FigureColumn{Heading: text.Draw(t, "heading")}
		for range rapid.IntRange(0, 25).Draw(t, "rows") {
			c.Rows = append(c.Rows, Figure{text.Draw(t, "figure"), text.Draw(t, "value"), text.Draw(t, "note")})
		}
		p.Figures = append(p.Figures, c)
	}
	if rapid.Bool().Draw(t, "focus?") {
		p.Focus = Focus{Name: text.Draw(t, "focus"), Result: text.Draw(t, "result"), Unit: text.Draw(t, "unit"), Days: p.Days, Close: p.Equity.Values, Signals: p.Signals}
		for range rapid.IntRange(0, 30).Draw(t, "marks") {
			p.Focus.Marks = append(p.Focus.Marks, Fill{p.Days[0] + rapid.Int32Range(-5, 300).Draw(t, "day"), number.Draw(t, "price"), rapid.Bool().Draw(t, "exit"), text.Draw(t, "reason")})
		}
	}
	p.Foot = Foot{rapid.SliceOfN(text, 0, 12).Draw(t, "foot"), text.Draw(t, "digest"), text.Draw(t, "engine")}
	return p
}

// Rows of badges are no wider than their room, and what has none is counted.
func TestBadgeRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newScene(sheetWide, reportHigh, 1, Light())
		list := rapid.SliceOfN(rapid.StringMatching(`[A-Z ]{1,150}`), 0, 12).Draw(t, "badges")
		rows, shown, more := s.badgeRows(list, 1488), 0, 0
		for _, row := range rows {
			if w := s.rowWide(row); w > 1488 {
				t.Fatalf("%q is %v wide", row, w)
			}
			for _, b := range row {
				if n, err := fmt.Sscanf(b, "+%d MORE", &more); n == 0 || err != nil {
					shown++
				}
			}
		}
		if len(rows) > badgeRowsMost || shown+more != len(list) {
			t.Fatalf("%d rows, %d and %d of %d", len(rows), shown, more, len(list))
		}
	})
}

// Numbers that stand beside each other are read as two: of signals a session apart
// in the strip, and of entries a session apart on price, one gives way.
func TestNumbersAreToldApart(t *testing.T) {
	p := edges()["day-apart"]
	for file, lay := range pictures() {
		s, err := lay(p, Light())
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]bool{}
		for k, i := range s.texts {
			a := s.marks[i]
			if n, err := strconv.Atoi(a.text); err != nil || n < 14 || n > 22 {
				continue
			}
			said[a.text] = true
			for _, j := range s.texts[:k] {
				if b := s.marks[j]; b.ink.size == a.ink.size && (rect{a.box.x0 - 5, a.box.y0, a.box.x1 + 5, a.box.y1}).meets(b.box) {
					t.Errorf("%s: %s stands at %s", file, a.text, b.text)
				}
			}
			for _, m := range s.marks[:i] { // a pointer under letters, but for the cover of a reason
				if m.shape == fillShape && m.box.wide() < 12 && m.box.meets(a.box) {
					t.Errorf("%s: %s stands on a mark at %+v", file, a.text, m.box)
				}
			}
		}
		if file == "equity" && !(said["14"] && said["16"] && said["18"] && said["22"]) {
			t.Errorf("%s: only %v are numbered", file, said)
		}
	}
}

// A label of a bar is shortened only where the panel has no room for it beside a
// bar that is still seen.
func TestTitlesUseTheRoom(t *testing.T) {
	p := sample(1, 186, 15)
	p.BySignal = []Bar{
		{"12 · 14 Oct 2024 · ARTIFICIAL launch announcement 18", 105_000},
		{"4 · 9 Dec 2024 · Politburo: moderately loose policy, to stop property decline", -21_000},
	}
	for _, file := range []string{"report", "signals"} {
		s, err := pictures()[file](p, Light())
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range p.BySignal {
			if !says(s, b.Label) {
				t.Errorf("%s does not say %q whole", file, b.Label)
			}
		}
	}
}

// The end of a name that fell to nothing says its reason beside its mark, where the
// prices before it leave no room above, and no axis of prices goes below zero.
func TestTheEndOfAFallSaysItsReason(t *testing.T) {
	p := sample(1, 60, 0)
	f := Focus{Name: "0404.HK Gone", Days: p.Days}
	for i := range p.Days {
		v := 60 - float64(i+1)
		f.Open, f.High, f.Low, f.Close = append(f.Open, v+0.3), append(f.High, v+0.5), append(f.Low, v), append(f.Close, v)
	}
	f.Open[59], f.High[59] = 0, 0
	f.Marks = []Fill{{Day: p.Days[3], Price: 57}, {Day: p.Days[59], Price: 0, Exit: true, Reason: "delisting, written off"}}
	p.Focus = f
	for _, file := range []string{"report", "trades"} {
		s, err := pictures()[file](p, Light())
		if err != nil {
			t.Fatal(err)
		}
		if !says(s, "delisting, written off") || says(s, "−10") {
			t.Errorf("%s does not say why it ended, or goes below zero", file)
		}
		for _, bad := range collisions(s) {
			t.Error(file, bad)
		}
	}
}

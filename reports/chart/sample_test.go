package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"
)

// sample returns a page from a seeded random walk over n sessions from January
// 2020 with the given number of signals; it looks like a real run.
func sample(seed uint64, n, signals int) *Page {
	r := rand.New(rand.NewPCG(seed, 1))
	p := &Page{
		Name:    "policy-momentum over the artificial market",
		Badges:  []string{"ARTIFICIAL MARKET", "LOTS AS OF 2025-01-02", "2 FINDINGS WAIVED"},
		Days:    weekdays(n),
		Equity:  Curve{Label: "policy-momentum"},
		Hold:    Curve{Label: "Holding the universe"},
		Verdict: "Earned 8.8 % net; holding the same names 21.4 %, the Hang Seng Index (price) 35.9 %. 47 trades from 15 signal days; Sharpe 0.55 ± 1.05, so luck is not excluded.",
	}
	p.Span = fmt.Sprintf("%s to %s · %d sessions · 12 names · HK$1,000,000 cash", dayLabel(p.Days[0]), dayLabel(p.Days[n-1]), n)
	p.Benchmark.Label = "HSI (price index)"
	p.Equity.Values = walk(r, n, 0.0002, 0.008)
	p.Hold.Values = walk(r, n, 0.0003, 0.014)
	p.Benchmark.Values = walk(r, n, 0.0001, 0.013)
	p.Drawdown, p.Deepest = underWaterOf(p.Days, p.Equity.Values)
	p.Exposure = make([]float64, n)
	for i := range p.Exposure {
		p.Exposure[i] = math.Max(0, math.Sin(float64(i)/17)) * (0.8 + 0.1*r.Float64())
	}
	p.MeanExposure = Cell{meanOf(p.Exposure[1:]), n > 1}
	titles := []string{"central bank package", "DeepSeek", "symposium with founders", "stamp duty cut", "platform rules", "property support"}
	for i := range signals {
		day := p.Days[r.IntN(n)]
		title := titles[i%len(titles)]
		p.Signals = append(p.Signals, Signal{Day: day, Direction: Direction(r.IntN(3) - 1), Number: i + 1})
		p.BySignal = append(p.BySignal, Bar{Label: fmt.Sprintf("%d · %s · %s", i+1, dayLabel(day), title), Value: math.Round(r.NormFloat64() * 24000)})
	}
	exits := []string{"hold", "stop", "trail", "contrary"}
	for range 3 * signals {
		p.Trades = append(p.Trades, Trade{Return: r.NormFloat64()*0.06 + 0.01, Sessions: 1 + r.IntN(30), Size: 40000 + 90000*r.Float64(), Exit: exits[r.IntN(4)]})
	}
	p.Months = monthsOf(p.Days, p.Equity.Values, p.Benchmark.Values)
	p.Costs = Costs{Gross: 214_312, Traded: 19_400_000, BreakEven: "42.1 bp a side", Lines: []Bar{{"Stamp duty", 21_430}, {"Levies", 611},
		{"Exchange fees", 1_204}, {"Settlement", 902}, {"Brokerage", 9_418}, {"Slippage", 38_122}}, Net: 142_625}
	p.Figures = sampleFigures()
	p.Focus = sampleFocus(r, p, min(n, 180))
	p.Foot = Foot{
		Lines: []string{
			"Fills at the next open plus 1 tick and 5 bp; at most 5 % of the day's volume; buying power cash; dividends taxed at 10 %.",
			"Refused: buying power 12, odd lot 3, suspended 2. Ambiguous bars: 4 (stop and take-profit in one bar, the stop taken first).",
			"Warning: 3 names had no price for more than 5 sessions and were held at the last one.",
		},
		Digest: "digest 5f1c03a9d2e1", Engine: "rally 0.1.0",
	}
	return p
}

func sampleFigures() []FigureColumn {
	return []FigureColumn{
		{"Return", []Figure{{"Total return", "+8.8 %", ""}, {"CAGR", "–", "span under one year"}, {"Best month", "+6.1 %", ""}, {"Worst month", "−4.9 %", ""}, {"Best day", "+3.1 %", ""}, {"Worst day", "−2.8 %", ""}, {"Months up", "61 %", ""}, {"Dividends", "HK$4,120", ""}}},
		{"Risk", []Figure{{"Volatility a year", "12.4 %", ""}, {"Sharpe ± error", "0.55 ± 1.05", ""}, {"P(Sharpe > 0)", "70 %", ""}, {"Sortino", "0.81", ""}, {"Deepest drawdown", "−9.7 %", ""}, {"Calmar", "–", "span under one year"}, {"Ulcer index", "3.2 %", ""}, {"Beta to HSI", "0.41", ""}}},
		{"Trading", []Figure{{"Trades", "47", ""}, {"Hit rate", "53.2 %", ""}, {"Profit factor", "1.41", ""}, {"Payoff", "1.24", ""}, {"Turnover a year", "6.1 ×", ""}, {"Time in market", "58 %", ""}, {"Mean holding", "11.2 sessions", ""}, {"Costs ÷ gross", "33.4 %", ""}}},
	}
}

func sampleFocus(r *rand.Rand, p *Page, n int) Focus {
	f := Focus{Name: "0700.HK Tencent", Result: "+HK$12,000 in 3 trades", Days: p.Days[len(p.Days)-n:]}
	last := 380.0
	for range n {
		o := last * (1 + 0.006*r.NormFloat64())
		c := o * (1 + 0.014*r.NormFloat64())
		f.Open, f.Close = append(f.Open, o), append(f.Close, c)
		f.High = append(f.High, max(o, c)*(1+0.006*r.Float64()))
		f.Low = append(f.Low, min(o, c)*(1-0.006*r.Float64()))
		last = c
	}
	for i := 5; i+15 < n; i += 38 {
		f.Marks = append(f.Marks, Fill{Day: f.Days[i], Price: f.Open[i]},
			Fill{Day: f.Days[i+14], Price: f.Open[i+14], Exit: true, Reason: []string{"stop", "hold", "trail"}[i%3]})
	}
	f.Signals = p.Signals
	return f
}

// weekdays returns n weekdays from 2 January 2020.
func weekdays(n int) []int32 {
	days := make([]int32, 0, n)
	d := time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
	for len(days) < n {
		if w := d.Weekday(); w != time.Saturday && w != time.Sunday {
			days = append(days, int32(d.Unix()/86400))
		}
		d = d.AddDate(0, 0, 1)
	}
	return days
}

func walk(r *rand.Rand, n int, drift, sigma float64) []float64 {
	values := make([]float64, n)
	v := 100.0
	for i := range values {
		values[i] = v
		v *= 1 + drift + sigma*r.NormFloat64()
	}
	return values
}

func underWaterOf(days []int32, equity []float64) ([]float64, *Spell) {
	out := make([]float64, len(equity))
	peak, at := equity[0], 0
	var deepest *Spell
	for i, v := range equity {
		if v > peak {
			peak, at = v, i
		}
		out[i] = v/peak - 1
		if deepest == nil && out[i] < 0 || deepest != nil && out[i] < deepest.Depth {
			deepest = &Spell{From: days[at], Trough: days[i], To: days[len(days)-1], Depth: out[i], Sessions: len(days) - at}
		}
	}
	return out, deepest
}

func monthsOf(days []int32, equity, benchmark []float64) []Year {
	var years []Year
	for i, d := range days {
		y, m, _ := calendar(d)
		if len(years) == 0 || years[len(years)-1].Year != y {
			years = append(years, Year{Year: y})
		}
		row := &years[len(years)-1]
		if i == 0 {
			continue
		}
		row.Months[m-1].Known, row.Sum.Known = true, true
		row.Months[m-1].Value += equity[i]/equity[i-1] - 1
		row.Sum.Value += equity[i]/equity[i-1] - 1
		if len(benchmark) > 0 {
			row.Benchmark = Cell{row.Benchmark.Value + benchmark[i]/benchmark[i-1] - 1, true}
		}
	}
	return years
}

// edges lists the pages at which a layout breaks first.
func edges() map[string]*Page {
	noTrade := sample(2, 186, 0)
	noTrade.Trades, noTrade.Costs, noTrade.Focus = nil, Costs{}, Focus{}
	noTrade.Verdict = "No trade: no signal passed the selection. Holding the same names earned 21.4 %."
	noTrade.Equity.Values, noTrade.Drawdown, noTrade.Exposure = flat(186, 100), flat(186, 0), flat(186, 0)
	noTrade.Deepest, noTrade.MeanExposure = nil, Cell{Known: true}

	ruin := sample(3, 300, 20)
	for i := range ruin.Equity.Values {
		ruin.Equity.Values[i] = 100 - float64(i)*0.4
	}
	ruin.Drawdown, ruin.Deepest = underWaterOf(ruin.Days, ruin.Equity.Values)

	many := sample(4, 1363, 80)
	many.Name = strings.Repeat("Wolfgang Xylophon 0123 WWW ", 3)[:60]
	many.Badges = append(many.Badges, "IN-SAMPLE", "A BADGE THAT NOBODY EVER EXPECTED TO BE QUITE SO VERY LONG", "SIX")
	for i := range many.BySignal {
		many.BySignal[i].Label += " with a title that runs on and on beyond what any label can hold"
	}
	many.Verdict = strings.Repeat(many.Verdict+" ", 4)
	many.Foot.Lines = append(many.Foot.Lines, many.Foot.Lines...)
	many.Focus.Name = strings.Repeat("A name of sixty letters ", 3)[:60]
	for i := range many.Figures {
		many.Figures[i].Rows = append(many.Figures[i].Rows, many.Figures[i].Rows...)
		for j := range many.Figures[i].Rows {
			many.Figures[i].Rows[j].Note = fmt.Sprintf("reason %d.%d that takes quite some words to be told in full", i, j)
		}
	}
	for i := range many.Trades {
		many.Trades[i].Exit = fmt.Sprintf("reason-%d", i%12)
	}

	chinese := sample(5, 186, 6)
	chinese.Name = "騰訊控股 momentum"
	chinese.BySignal[0].Label = "1 · 央行一攬子政策"
	chinese.Verdict = "Earned\tnothing\n騰訊"

	bare := sample(6, 186, 6)
	bare.Hold, bare.Benchmark = Curve{}, Curve{}
	bare.Months = monthsOf(bare.Days, bare.Equity.Values, nil)
	bare.Badges = nil

	one := sample(7, 186, 1)
	one.Trades, one.BySignal = one.Trades[:1], one.BySignal[:1]

	huge := sample(8, 250, 9)
	for i := range huge.Equity.Values {
		huge.Equity.Values[i] *= 1e11
	}
	huge.Costs.Gross = 9e14
	huge.Trades[0].Return = 12345.6
	huge.Months[0].Sum.Value = 123456

	close3 := sample(9, 60, 3)
	close3.Hold.Values, close3.Benchmark.Values = close3.Equity.Values, close3.Equity.Values

	line := sample(10, 1363, 15)
	line.Focus.Days = line.Days
	line.Focus.Close = line.Equity.Values
	line.Focus.Open, line.Focus.High, line.Focus.Low = nil, nil, nil

	five := sample(21, 568, 12)
	five.Name = "policy-momentum over names that were delisted, naive"
	five.Badges = []string{"ARTIFICIAL MARKET", "IN-SAMPLE: SIGNALS COMPILED AFTER THE FACT", "LOTS AS OF 2026-01-01", "GAIN OR LOSS HANGS ON THE FILL RULE", "551 FINDINGS WAIVED"}

	near := sample(3, 260, 0)
	near.Focus.Marks = nil
	for i, at := range []int{30, 31, 60, 62, 90, 93, 120, 124, 150} {
		d := near.Focus.Days[at]
		near.Signals = append(near.Signals, Signal{Day: d, Direction: Supportive, Number: 14 + i})
		near.Focus.Marks = append(near.Focus.Marks, Fill{Day: near.Focus.Days[at+1], Price: near.Focus.Open[at+1], Reason: fmt.Sprint(14 + i)})
	}
	near.Focus.Signals = near.Signals

	early, late := sample(19, 186, 9), sample(20, 186, 9)
	early.Benchmark.Values, early.Benchmark.Part = early.Benchmark.Values[:50], "to 11 Mar 2020"
	late.Benchmark.Begins, late.Benchmark.Values = 60, late.Benchmark.Values[60:120]
	late.Benchmark.Label, late.Benchmark.Part = "9660.HK (with dividends)", "from 26 Mar 2020 to 17 Jun 2020"

	return map[string]*Page{
		"five-badges": five, "day-apart": near, "benchmark-ends": early, "benchmark-part": late,
		"year": sample(1, 186, 15), "six-years": line, "no-trade": noTrade, "one-trade": one,
		"one-session": sample(11, 1, 1), "two-sessions": sample(12, 2, 2), "three-days": sample(13, 3, 2),
		"forty": sample(18, 40, 4), "ruin": ruin, "many": many, "eight-years": sample(14, 2000, 30),
		"thirty-years": sample(15, 7500, 30), "chinese": chinese, "bare": bare, "huge": huge,
		"equal-ends": close3, "empty": {Days: weekdays(1), Equity: Curve{Values: []float64{100}}},
	}
}

func meanOf(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(max(1, len(values)))
}

func flat(n int, v float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = v
	}
	return values
}

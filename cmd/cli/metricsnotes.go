package cli

import (
	"fmt"

	"rally/engine"
	"rally/reports/metrics"
)

// fewReturns is below how many returns a Sharpe ratio says little; fewTails
// likewise of the tails.
const (
	fewReturns = 250
	fewTails   = 100
)

// remarks are what the reader should know about how the curve was judged.
func (a *appraisal) remarks() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	n := a.curve.Len() - 1
	if a.options.Periods == 0 {
		say("%s", a.covered.unknown())
	}
	if a.calendar {
		out = append(out, a.covered.remarks()...)
	}
	if rows := len(a.file.sessions()); a.file.kind == clockStamp && rows < len(a.file.values)-1 {
		begin := fmt.Sprintf("the first return is measured from the first mark, %v, which stands for the starting equity", engine.Time(a.file.at[0]))
		if a.file.returns {
			begin = "the returns within one are compounded"
		}
		say("%d marks are reduced to %s, each by its last; %s", len(a.file.values), counted(rows, "session"), begin)
	}
	if a.rates != nil {
		if line := a.rates.remark(a.days); line != "" {
			out = append(out, line)
		}
	}
	if day, ok := a.curve.Day(0); ok && a.file.returns {
		say("the first return is taken to begin on %v, which the file does not say", day)
	}
	if large := a.large(); large > 0 {
		say("%s above 1, which is 100 %%: a return is a fraction, 0.01 for 1 %%", isOrAre(large, "return"))
	}
	if a.curve.Ruined() {
		say("the curve lost everything in its %s of %s: nothing after that counts", ordinal(len(a.curve.Returns())), counted(n, "return"))
	}
	if !a.file.kind.dated() && a.options.Periods > float64(n) {
		say("%s under a year: what is annual is an extrapolation, and cagr is undefined", isOrAre(n, "return"))
	}
	switch {
	case n < fewTails:
		say("%s few: tails and ratios say little, see sharpe_se", isOrAre(n, "return"))
	case n < fewReturns:
		say("%s few: see sharpe_se", isOrAre(n, "return"))
	}
	if v, _ := a.set.Get("benchmark_n"); a.benchmark != nil && v.Defined() && int(v.Number) < n && v.Number > 0 {
		say("the benchmark is compared over %d of %s: those between days that both have", int(v.Number), counted(n, "return"))
	}
	if line := a.besideRemark(); line != "" {
		out = append(out, line)
	}
	return append(out, a.tradeRemarks()...)
}

// besideRemark says where the benchmark is not of the whole curve; "" where it is.
func (a *appraisal) besideRemark() string {
	if a.benchmark == nil {
		return ""
	}
	first, dated := a.curve.Day(0)
	begin, datedToo := a.benchmark.Day(0)
	switch {
	case dated != datedToo:
		return "only one of curve and benchmark has dates: nothing is compared"
	case !dated && a.curve.Len() != a.benchmark.Len():
		return fmt.Sprintf("the curve has %s and the benchmark %d, without dates: nothing says which belong together, and nothing is compared",
			counted(a.curve.Len()-1, "return"), a.benchmark.Len()-1)
	case !dated:
		return ""
	}
	last, _ := a.curve.Day(a.curve.Len() - 1)
	end, _ := a.benchmark.Day(a.benchmark.Len() - 1)
	own, _ := a.set.Get("benchmark_total_return")
	paired, _ := a.set.Get("benchmark_n")
	switch {
	case own.Why == metrics.BenchmarkApart:
		return fmt.Sprintf("the benchmark, %v to %v, has no two levels in the span of the curve, %v to %v: nothing is compared", begin, end, first, last)
	case paired.Why == metrics.BenchmarkMismatch:
		return "the benchmark and the curve have fewer than two days in common: returns are not compared"
	case begin > first && end < last:
		return fmt.Sprintf("the benchmark begins on %v and ends on %v, within the curve: what it made is of that part", begin, end)
	case begin > first:
		return fmt.Sprintf("the benchmark begins on %v, after the curve does: what it made is of that part", begin)
	case end < last:
		return fmt.Sprintf("the benchmark ends on %v, before the curve does: what it made is of that part", end)
	}
	return ""
}

func (a *appraisal) tradeRemarks() []string {
	if a.trades == nil {
		return nil
	}
	var out []string
	if a.beyond > 0 {
		out = append(out, fmt.Sprintf("%s not within the sessions of the curve", isOrAre(a.beyond, "trade")))
	}
	if !a.trades.ascending() {
		out = append(out, "the trades are not in the order of their exits: runs of losses are counted in the order of the file")
	}
	return out
}

// large counts returns of more than all.
func (a *appraisal) large() int {
	n := 0
	for _, r := range a.curve.Returns() {
		if r > 1 {
			n++
		}
	}
	return n
}

// counted is a number of things: "1 return", "3 returns".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// ordinal is "1st", "2nd", "3rd", "4th", "11th".
func ordinal(n int) string {
	switch {
	case n%10 == 1 && n%100 != 11:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2 && n%100 != 12:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3 && n%100 != 13:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}

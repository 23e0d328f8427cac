package reports

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"rally/reports/metrics"
	"rally/reports/overfit"
)

// first leaves the first n trials of a comparison.
func first(c *Comparison, n int) {
	c.Trials, c.Overfit.Trials, c.Failed, c.Overfit.Undefined = c.Trials[:n], n, nil, 0
	c.Order = []int{0}
	if n > 1 {
		panic("the order of tracks is that of one trial")
	}
}

func TestComparisonVerdict(t *testing.T) {
	undefined := metrics.Undefined
	beside := "olding the same names 6.2 %, HSI (price index) −2.6 %"
	for _, c := range []struct {
		name, want string
		make       func(*Comparison)
	}{
		{"all of it", "Best of 5 trials and 40 made before (1 more failed): hold=10 earned 1.4 % net; h" + beside + ". With 45 tries luck alone would be expected to reach a Sharpe of 7.01; this one has 11.65 ± 6.70, so luck is not excluded. Probability that the choice is over-fitted: 33 %. Chosen without sight of its tests (walk-forward): +0.4 %.", func(*Comparison) {}},
		{"nothing beside", "Best of 5 trials: hold=10 earned 1.4 % net. With five tries luck alone would be expected to reach a Sharpe of 7.01; this one has 11.65 ± 6.70, so luck alone is unlikely. Probability that the choice is over-fitted: under 1 %. Chosen without sight of its tests (walk-forward): +0.4 %.", func(c *Comparison) {
			c.Hold, c.Benchmark, c.Failed, c.Overfit.Prior = nil, nil, nil, 0
			c.Overfit.DSR[0] = metrics.Number(0.951)
			c.Overfit.PBO.Probability = metrics.Number(0.0001)
		}},
		{"ranked by another figure", "Best of 5 trials and 40 made before (1 more failed) by net return: the \"odd\" one, with a comma; and 60 letters in all, to be cut earned 0.4 % net; h" + beside + ". With 45 tries luck alone would be expected to reach a Sharpe of 7.01; this one has 2.96 ± 5.93, the highest is 11.65 ± 6.70, so luck is not excluded. Probability that the choice is over-fitted: 33 %. Chosen without sight of its tests (walk-forward): +0.4 %.", func(c *Comparison) {
			c.RankBy = "total_return"
			c.Trials[0], c.Trials[1] = c.Trials[1], c.Trials[0]
			c.Order = []int{1, 2, 4, 0, 3}
		}},
		{"no luck to be said", "Best of 5 trials and 40 made before (1 more failed): hold=10 earned 1.4 % net; h" + beside + ". Its Sharpe is 11.65 ± 6.70; what luck alone would reach in 45 tries cannot be said (periods a year unknown). The probability that the choice is over-fitted cannot be said (too few returns for blocks). Chosen without sight of its tests (walk-forward): +0.4 %.", func(c *Comparison) {
			c.Overfit.ToBeat = undefined(metrics.NoPeriods)
			c.Overfit.PBO.Probability = undefined(overfit.TooFewSessions)
		}},
		{"one trial", "1 trial: hold=10 earned 1.4 % net; h" + beside + ". Its Sharpe is 11.65 ± 6.70, so luck is not excluded; one trial is no choice that could be over-fitted.", func(c *Comparison) {
			first(c, 1)
			c.Overfit.Prior, c.Overfit.ToBeat = 0, metrics.Number(0)
		}},
		{"one trial after others", "1 trial and 40 made before: hold=10 earned 1.4 % net; h" + beside + ". Its Sharpe is 11.65 ± 6.70; what luck alone would reach in 41 tries cannot be said (the spread of Sharpe ratios takes two trials).", func(c *Comparison) {
			first(c, 1)
			c.Overfit.ToBeat = metrics.Number(0)
		}},
		{"one trial without a trade", "No trade in 1 trial: no order was sent. H" + beside + ".", func(c *Comparison) {
			c.Trials[0] = c.Trials[4]
			first(c, 1)
			c.Overfit.Prior = 0
		}},
		{"no trade", "No trade in any of 5 trials and 40 made before (1 more failed): 33 orders sent, none filled. H" + beside + ".", func(c *Comparison) {
			for _, r := range c.Trials {
				r.Fills, r.Orders = 0, 0
			}
			c.Trials[3].Orders = 33
		}},
		{"none has a figure", "None of 5 trials and 40 made before (1 more failed) can be ranked: Calmar is undefined in all (span under one year).", func(c *Comparison) {
			c.RankBy, c.Hold, c.Benchmark = "calmar", nil, nil
		}},
		{"all failed", "All 2 trials failed, the first by name with: no bars of 0700.HK. H" + beside + ".", func(c *Comparison) {
			c.Trials, c.Order, c.Failed = nil, nil, []Failure{{"a", "no bars\nof 0700.HK."}, {"b", "no bars"}}
			c.Overfit = overfit.Assessment{Best: -1}
		}},
		{"the one failed", "The one trial failed: a (no bars).", func(c *Comparison) {
			*c = Comparison{Failed: []Failure{{"a", "no bars"}}}
		}},
		{"nothing", "No trial was made.", func(c *Comparison) { *c = Comparison{} }},
		{"a loss", "Best of 5 trials and 40 made before (1 more failed): 買入 持有 lost 1.5 % net; h" + beside + ". With 45 tries luck alone would be expected to reach a Sharpe of 7.01; this one has −6.79 ± 4.48, so the risk was not paid for. Probability that the choice is over-fitted: 33 %. Chosen without sight of its tests (walk-forward): +0.4 %.", func(c *Comparison) {
			c.Trials[0], c.Trials[3] = c.Trials[3], c.Trials[0]
			c.Order, c.Overfit.Best = []int{3, 2, 4, 1, 0}, 4
		}},
		{"cash is best", "Best of 5 trials and 40 made before (1 more failed) by deepest drawdown: idle earned 0.0 % net without a trade; h" + beside + ". Its Sharpe ratio is undefined (constant returns), so nothing can be said of luck. Probability that the choice is over-fitted: 33 %. Chosen without sight of its tests (walk-forward): +0.4 %.", func(c *Comparison) {
			c.RankBy = "max_dd"
			c.Trials[0], c.Trials[4] = c.Trials[4], c.Trials[0]
		}},
		{"broken", "No verdict: benchmark HSI: 10 days for 0 levels.", func(c *Comparison) { c.Benchmark.Levels = nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := handCompared()
			c.make(m)
			if got := ComparisonVerdict(m); got != c.want {
				t.Errorf("verdict: %s\nwant:    %s", got, c.want)
			}
			if n := len(OverfitWords(m)); n < 1 || n > 8 {
				t.Errorf("%d lines: %q", n, OverfitWords(m))
			}
			if n := len(ComparisonSummary(m)); n < 1 || n > summaryLines {
				t.Errorf("summary of %d lines", n)
			}
		})
	}
}

// The words for the box, of a comparison with all and of those with less.
func TestOverfitWords(t *testing.T) {
	var b strings.Builder
	for _, c := range []struct {
		name string
		make func(*Comparison)
	}{
		{"all of it", func(*Comparison) {}},
		{"of ten thousand", func(c *Comparison) {
			c.Overfit.Trials, c.Overfit.Prior, c.Sampled, c.Overfit.PBO.Trials = 10_011, 0, 1000, 10_011
			c.Overfit.PBO.Design = overfit.Design{Returns: 1363, Blocks: 16, Length: 85, Dropped: 3}
			c.Overfit.PBO.Splits = 12_870
		}},
		{"no sharpe", func(c *Comparison) {
			c.Overfit = overfit.Assessment{Trials: 5, Undefined: 5, Best: -1, Correlated: metrics.Undefined(overfit.TooFewTrials)}
			c.Overfit.PBO.Probability = metrics.Undefined(overfit.NoSharpe)
		}},
		{"one trial", func(c *Comparison) { first(c, 1); c.Overfit.Prior = 0 }},
		{"one trial after others", func(c *Comparison) { first(c, 1) }},
		{"all failed", func(c *Comparison) { c.Trials, c.Order, c.Overfit = nil, nil, overfit.Assessment{Best: -1} }},
		{"broken", func(c *Comparison) { c.Benchmark.Levels = nil }},
	} {
		m := handCompared()
		c.make(m)
		fmt.Fprintf(&b, "# %s\n%s\n", c.name, joined(OverfitWords(m)))
	}
	golden(t, "overfitwords.txt", []byte(b.String()))
}

func TestComparisonSummary(t *testing.T) {
	golden(t, "comparisonsummary.txt", []byte(joined(ComparisonSummary(handCompared()))))
}

// Whatever is in it, the summary has no more than its lines and letters, says
// the ranking, every assumption and where the result is.
func TestSummaryOfMuch(t *testing.T) {
	c := manyTrials(40)
	c.RankBy = "ulcer_n"
	for i, r := range c.Trials {
		r.Name = fmt.Sprintf("a rather long name of a trial that goes on and on and on with fast=%d", i)
	}
	for i := range 12 {
		c.Warnings = append(c.Warnings, fmt.Sprintf("warning %d of something that takes a good part of a line to be said", i))
		c.Failed = append(c.Failed, Failure{fmt.Sprintf("%s %d", odd, i), strings.Repeat("because ", 40)})
	}
	c.Assumptions = append(c.Assumptions, "participation 10 %", "buying power traded", "dividend tax automatic", "lots as of 2026")
	got := ComparisonSummary(c)
	if len(got) > summaryLines {
		t.Errorf("%d lines", len(got))
	}
	text := unwrapped(got)
	for _, want := range []string{"rank name ulcer_n net Sharpe ± error DSR trades", "more in ranking.csv", "lots as of 2026", "more in comparison.json", "warning 13 more in comparison.json", "result out/hand-c0ffee00"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing of %q in %s", want, joined(got))
		}
	}
	for _, line := range got {
		if n := utf8.RuneCountInString(line); n > summaryWide {
			t.Errorf("%d letters: %s", n, line)
		}
	}
}

func TestShortened(t *testing.T) {
	for _, c := range []struct {
		in, want string
		most     int
	}{{"abcdef", "abcdef", 6}, {"abcdefg", "abc…fg", 6}, {"騰訊控股有限公司", "騰訊…司", 4}, {"", "", 3}} {
		if got := shortened(c.in, c.most); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.in, c.most, got, c.want)
		}
	}
}

func TestChance(t *testing.T) {
	for p, want := range map[float64]string{0: "0 %", 1: "100 %", 0.004: "under 1 %", 0.9951: "over 99 %", 0.38: "38 %"} {
		if got := chance(p); got != want {
			t.Errorf("%v: %s, want %s", p, got, want)
		}
	}
}

// A comparison that its benchmark covers in part says so like a run.
func TestPartOfComparison(t *testing.T) {
	c := handCompared()
	c.Benchmark.Days, c.Benchmark.Levels = c.Benchmark.Days[:6], c.Benchmark.Levels[:6]
	if got := ComparisonVerdict(c); !strings.Contains(got, "HSI (price index) −2.8 % to 9 Sep 2024. ") {
		t.Errorf("verdict: %s", got)
	}
	if got := unwrapped(ComparisonSummary(c)); !strings.Contains(got, "the benchmark HSI ends on 9 Sep 2024: it covers 5 of 8 sessions") {
		t.Errorf("summary: %s", got)
	}
	doc, err := ComparisonDocument(c)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(doc), `"last": "2024-09-09"`) || !strings.Contains(string(doc), "it covers 5 of 8 sessions") {
		t.Error("comparison.json does not say so")
	}
}

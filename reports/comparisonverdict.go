package reports

import (
	"fmt"
	"slices"
	"strings"

	"rally/reports/metrics"
)

// ComparisonVerdict says in a few sentences which trial came first, what it
// earned against what, what luck alone would have reached in as many tries, and
// how probable it is that the choice is over-fitted. Where one of these cannot
// be said, it says why.
func ComparisonVerdict(c *Comparison) string {
	s, err := newStanding(c)
	if err != nil {
		return "No verdict: " + err.Error() + "."
	}
	return s.verdict()
}

func (s *standing) verdict() string {
	others := against(s.beside, s.facts)
	if none := s.noChoice(); none != "" {
		if others == "" {
			return none
		}
		return none + " " + strings.ToUpper(others[:1]) + others[1:] + "."
	}
	text := s.tried()
	if len(s.Trials) > 1 {
		text = "Best of " + text
		if s.RankBy != "" && s.RankBy != "sharpe_ann_rf0" {
			text += " by " + figureName(s.RankBy)
		}
	}
	text += ": " + shortened(oneLine(s.best.Name), 80) + " " + s.best.earned()
	if others != "" {
		text += "; " + others
	}
	text += ". " + s.luck() + "."
	if len(s.Trials) > 1 {
		text += " " + s.overfitted() + "."
	}
	if w := s.Walk; w != nil && len(s.Trials) > 1 && len(w.Legs) > 0 && len(w.Paths) == 0 {
		if v, ok := w.Figures.Get("total_return"); ok && v.Defined() && slices.ContainsFunc(w.Legs, func(l Leg) bool { return l.Chosen >= 0 }) {
			text += fmt.Sprintf(" Chosen without sight of its tests (%s): %s %%.", oneLine(w.Method), plus(100*v.Number, 1))
		}
	}
	return text
}

// noChoice says why no trial can be called the best; empty where one can.
func (s *standing) noChoice() string {
	if s.best == nil {
		if len(s.Failed) == 0 {
			return "No trial was made."
		}
		if len(s.Failed) == 1 {
			return fmt.Sprintf("The one trial failed: %s (%s).", oneLine(s.Failed[0].Name), s.Failed[0].cause())
		}
		return fmt.Sprintf("All %s failed, the first by name with: %s.", count(len(s.Failed), "trial"), s.Failed[0].cause())
	}
	orders, fills := 0, 0
	for _, t := range s.Trials {
		orders += t.Orders
		fills += t.Fills
	}
	if fills == 0 {
		why := "no order was sent"
		if orders > 0 {
			why = count(orders, "order") + " sent, none filled"
		}
		if len(s.Trials) == 1 {
			return fmt.Sprintf("No trade in %s: %s.", s.tried(), why)
		}
		return fmt.Sprintf("No trade in any of %s: %s.", s.tried(), why)
	}
	if v, ok := s.best.Figures.Get(s.RankBy); ok && !v.Defined() && len(s.Trials) > 1 {
		return fmt.Sprintf("None of %s can be ranked: %s is undefined in all (%s).", s.tried(), figureName(s.RankBy), reason(v))
	}
	return ""
}

// cause is why a trial failed, as a part of a sentence.
func (f *Failure) cause() string { return shortened(strings.TrimRight(oneLine(f.Why), ". "), 120) }

// oneLine prints text without line ends and runs of spaces.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// tried counts the trials: "9 trials and 40 made before (2 more failed)".
func (s *standing) tried() string {
	text := count(len(s.Trials), "trial")
	if n := s.Overfit.Prior; n > 0 {
		text += fmt.Sprintf(" and %s made before", grouped(float64(n), 0))
	}
	if n := len(s.Failed); n > 0 {
		text += fmt.Sprintf(" (%s more failed)", grouped(float64(n), 0))
	}
	return text
}

// earned says the net return of a trial.
func (t *Trial) earned() string {
	v := t.figure("total_return")
	text := ""
	switch {
	case !v.Defined():
		return "has no return (" + reason(v) + ")"
	case v.Number <= -1:
		text = "lost everything"
	case plus(100*v.Number, 1) == "0.0":
		text = "earned 0.0 % net"
	case v.Number < 0:
		text = "lost " + percent(-v.Number) + " net"
	default:
		text = "earned " + percent(v.Number) + " net"
	}
	if t.Fills == 0 {
		text += " without a trade"
	}
	return text
}

// luck compares the Sharpe ratio of the best with what as many tries would
// reach by luck.
func (s *standing) luck() string {
	has, sharpe := s.best.sharpe()
	if !sharpe.Defined() {
		return "Its Sharpe ratio is undefined (" + reason(sharpe) + "), so nothing can be said of luck"
	}
	if s.Overfit.N() < 2 {
		return "Its Sharpe is " + has + excluded(sharpe, s.best.assessed(s.Overfit.PSR)) + "; one trial is no choice that could be over-fitted"
	}
	if s.highest != nil && s.highest != s.best {
		if most, v := s.highest.sharpe(); v.Defined() {
			has += ", the highest is " + most
		}
	}
	beat := s.toBeat()
	if !beat.Defined() {
		return fmt.Sprintf("Its Sharpe is %s; what luck alone would reach in %s tries cannot be said (%s)", has, inWords(s.Overfit.N()), reason(beat))
	}
	return fmt.Sprintf("With %s tries luck alone would be expected to reach a Sharpe of %s; this one has %s%s",
		inWords(s.Overfit.N()), grouped(beat.Number, 2), has, excluded(sharpe, s.best.assessed(s.Overfit.DSR)))
}

// excluded says what follows from a Sharpe ratio and the probability that the
// true one is above what it has to beat.
func excluded(sharpe, probability metrics.Value) string {
	switch {
	case sharpe.Number <= 0:
		return ", so the risk was not paid for"
	case !probability.Defined():
		return ""
	case probability.Number < likely:
		return ", so luck is not excluded"
	}
	return ", so luck alone is unlikely"
}

// overfitted says how probable it is that the best was chosen for its luck.
func (s *standing) overfitted() string {
	p := s.Overfit.PBO.Probability
	if !p.Defined() {
		return "The probability that the choice is over-fitted cannot be said (" + reason(p) + ")"
	}
	return "Probability that the choice is over-fitted: " + chance(p.Number)
}

// chance prints a probability in whole per cent, and never a certainty that is none.
func chance(p float64) string {
	text := grouped(100*p, 0) + " %"
	switch {
	case p > 0 && text == "0 %":
		return "under 1 %"
	case p < 1 && text == "100 %":
		return "over 99 %"
	}
	return text
}

// inWords prints small numbers as words.
func inWords(n int) string {
	words := [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n < len(words) {
		return words[max(n, 0)]
	}
	return grouped(float64(n), 0)
}

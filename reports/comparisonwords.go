package reports

import "fmt"

// OverfitWords says in at most eight short lines what over-fitting makes of the
// best: how many trials there were, what luck alone would reach, the deflated
// Sharpe ratio, the probability of back-test over-fitting with its design, the
// track record that would be needed, and how far to trust all that.
//
// The two cautions at the end are properties of the statistics, measured on
// noise: of 3,000 times the best of fifty trials without an edge not one has a
// deflated ratio above 95 %; PBO of twenty such trials over 240 periods in eight
// blocks has a mean of 0.51 and a standard deviation of 0.20.
func OverfitWords(c *Comparison) []string {
	s, err := newStanding(c)
	if err != nil {
		return []string{"Nothing can be said: " + err.Error()}
	}
	lines := []string{s.counted()}
	if s.best == nil {
		return append(lines, "No trial has a result: there is nothing to be said")
	}
	many := len(s.Trials) > 1
	if many {
		lines = append(lines, s.effective())
	}
	lines = append(lines, s.deflated()...)
	if many {
		lines = append(lines, s.design("Probability of over-fitting (PBO)"))
		if text := s.outside(); text != "" {
			lines = append(lines, text)
		}
	}
	lines = append(lines, s.record())
	switch {
	case many:
		return append(lines, "Deflation is a conservative gate; one PBO is noisy (s.d. about 0.2 on noise)")
	case s.Overfit.N() > 1:
		return append(lines, "Deflation is a conservative gate, not a calibrated probability")
	}
	return append(lines, "One trial is no choice: over-fitting has nothing to say of it")
}

// deflated says the highest Sharpe ratio against what luck alone would reach.
func (s *standing) deflated() []string {
	a := &s.Overfit
	if s.highest == nil {
		return []string{"No trial has a Sharpe ratio: there is nothing to deflate"}
	}
	has, _ := s.highest.sharpe()
	if a.N() < 2 {
		return []string{"Sharpe " + has + ", above zero with probability " + said(s.highest.assessed(a.PSR), chance)}
	}
	if s.highest != s.best {
		has += ", " + shortened(oneLine(s.highest.Name), 40)
	}
	beat := s.toBeat()
	first := fmt.Sprintf("Highest Sharpe by luck in %s tries: %s; here %s", inWords(a.N()), said(beat, shortRatio), has)
	if !beat.Defined() {
		return []string{first}
	}
	text := fmt.Sprintf("Deflated Sharpe of the highest: %s with %s", said(s.highest.assessed(a.DSR), chance), count(a.N(), "trial"))
	if v := s.highest.assessed(a.DSREffective); v.Defined() && a.Correlated.Defined() {
		text += fmt.Sprintf(", %s with the effective %s", chance(v.Number), grouped(a.Correlated.Number, 1))
	}
	return []string{first, text}
}

// outside says how what was chosen on one half did on the other; empty where
// no splits were made.
func (s *standing) outside() string {
	p := &s.Overfit.PBO
	if !p.Probability.Defined() || !p.Loss.Defined() {
		return ""
	}
	text := "The best of one half lost in the other in " + chance(p.Loss.Number) + " of splits"
	in, out := s.annualised(p.MeanIn), s.annualised(p.MeanOut)
	if in.Defined() && out.Defined() {
		text += fmt.Sprintf(": mean Sharpe %s in sample, %s out", shortRatio(in.Number), shortRatio(out.Number))
	}
	return text
}

// counted says how many trials the statistics count.
func (s *standing) counted() string {
	a := &s.Overfit
	text := count(a.Trials, "trial")
	switch {
	case a.Prior > 0:
		text += fmt.Sprintf(" and %s made before: the statistics count %s", grouped(float64(a.Prior), 0), grouped(float64(a.N()), 0))
	case a.Trials > 1:
		text += ", each of which the statistics count"
	}
	if a.Undefined > 0 {
		text += fmt.Sprintf("; %s without a Sharpe ratio", grouped(float64(a.Undefined), 0))
	}
	return text
}

// effective says how many independent trials they amount to.
func (s *standing) effective() string {
	a := &s.Overfit
	if !a.Correlated.Defined() {
		return "Effective number of trials: not known (" + reason(a.Correlated) + ")"
	}
	from := count(a.Effective.Sample, "curve")
	if s.Sampled > 0 && s.Sampled < a.Trials {
		from = "a seeded " + grouped(float64(s.Sampled), 0) + " of the curves"
	}
	text := "Effective number of trials: " + grouped(a.Correlated.Number, 1)
	if a.Participant.Defined() {
		text += ", by participation " + grouped(a.Participant.Number, 1)
	}
	return text + fmt.Sprintf(" (mean correlation %s, from %s)", said(a.Effective.Correlation, shortRatio), from)
}

// design says the probability of back-test over-fitting, by the name lead, and
// how it was found.
func (s *standing) design(lead string) string {
	p := &s.Overfit.PBO
	if !p.Probability.Defined() {
		return lead + " cannot be said: " + reason(p.Probability)
	}
	text := fmt.Sprintf("%s %s: %s of %s, %s", lead, chance(p.Probability.Number), count(p.Design.Blocks, "block"), count(p.Design.Length, "session"), count(p.Splits, "split"))
	if n := p.Design.Dropped; n > 0 {
		text += fmt.Sprintf(", %s dropped", count(n, "oldest session"))
	}
	if p.Trials != len(s.Trials) {
		text += fmt.Sprintf(", over %s", count(p.Trials, "trial"))
	}
	return text
}

// record says how long a record the highest Sharpe ratio would need, against
// how long it is.
func (s *standing) record() string {
	t := s.highest
	if t == nil {
		t = s.best
	}
	v := t.assessed(s.Overfit.MinTRL)
	if !v.Defined() {
		return fmt.Sprintf("Minimum track record for 95 %%: %s; there are %s", reason(v), count(s.sessions(), "session"))
	}
	return fmt.Sprintf("Minimum track record for 95 %%: %s; there are %s", sessionsOf(v.Number), grouped(float64(s.sessions()), 0))
}

// shortRatio prints a ratio with two decimals.
func shortRatio(v float64) string { return grouped(v, 2) }

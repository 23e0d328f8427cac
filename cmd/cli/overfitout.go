package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"rally/reports/metrics"
)

// mostRows is how many trials the table shows.
const mostRows = 10

// byTrial is a figure of each trial, in their order: one JSON object.
type byTrial struct {
	names  []string
	values []metrics.Value
}

// MarshalJSON writes name to number or {"undefined": reason}.
func (b byTrial) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, name := range b.names {
		if i > 0 {
			out.WriteByte(',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(b.values[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out.Write(key)
		out.WriteByte(':')
		out.Write(value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

func (r *ruling) json() any {
	each := func(values []metrics.Value) byTrial { return byTrial{r.names, values} }
	var sharpe, failing []metrics.Value
	for i := range r.tracks {
		sharpe = append(sharpe, r.tracks[i].Sharpe)
		failing = append(failing, sharpeError(&r.tracks[i]))
	}
	var best any
	if r.Best >= 0 {
		best = r.names[r.Best]
	}
	return struct {
		Trials         int           `json:"trials"`
		Returns        int           `json:"n"`
		First          string        `json:"first,omitempty"`
		Last           string        `json:"last,omitempty"`
		Prior          int           `json:"prior_trials"`
		Effective      metrics.Value `json:"effective_trials"`
		Participation  metrics.Value `json:"participation"`
		Correlation    metrics.Value `json:"mean_correlation"`
		Best           any           `json:"best"`
		Variance       metrics.Value `json:"sharpe_variance"`
		ToBeat         metrics.Value `json:"sharpe_to_beat"`
		ToBeatFewer    metrics.Value `json:"sharpe_to_beat_effective"`
		Sharpe         byTrial       `json:"sharpe"`
		Error          byTrial       `json:"sharpe_se"`
		PSR            byTrial       `json:"psr_0"`
		DSR            byTrial       `json:"dsr"`
		DSRFewer       byTrial       `json:"dsr_effective"`
		MinTrackRecord byTrial       `json:"min_track_record"`
		PBO            metrics.Value `json:"pbo"`
		Loss           metrics.Value `json:"pbo_loss"`
		Slope          metrics.Value `json:"pbo_slope"`
		Intercept      metrics.Value `json:"pbo_intercept"`
		MeanIn         metrics.Value `json:"sharpe_in_sample"`
		MeanOut        metrics.Value `json:"sharpe_out_of_sample"`
		Blocks         int           `json:"blocks"`
		BlockLength    int           `json:"block_length"`
		Dropped        int           `json:"dropped"`
		Splits         int           `json:"splits"`
		Warnings       []string      `json:"warnings"`
	}{
		r.Trials, r.returns(), r.first, r.last, r.Prior, r.Correlated, r.Participant, r.Effective.Correlation,
		best, r.Variance, r.ToBeat, r.ToBeatEffective,
		each(sharpe), each(failing), each(r.PSR), each(r.DSR), each(r.DSREffective), each(r.MinTRL),
		r.PBO.Probability, r.PBO.Loss, r.PBO.Slope, r.PBO.Intercept, r.PBO.MeanIn, r.PBO.MeanOut,
		r.design.Blocks, r.design.Length, r.design.Dropped, r.PBO.Splits, append([]string{}, r.remarks()...),
	}
}

// printRuling prints the best trials and what to think of them.
func (c *command) printRuling(r *ruling) error {
	what := fmt.Sprintf("%s: %d trials, %d returns each", r.name, r.Trials, r.returns())
	if r.Trials == 1 {
		what = fmt.Sprintf("%s: 1 trial, %d returns", r.name, r.returns())
	}
	if r.first != "" {
		what += fmt.Sprintf(", from %s to %s", r.first, r.last)
	}
	fmt.Fprintln(c.out, what)
	c.printTrials(r)
	for _, line := range [...]string{r.onBest(), r.onEffective(), r.onPBO()} {
		if line != "" {
			fmt.Fprintln(c.out, line)
		}
	}
	for _, line := range r.remarks() {
		fmt.Fprintf(c.out, "note: %s\n", line)
	}
	return nil
}

// printTrials prints the table, the best first.
func (c *command) printTrials(r *ruling) {
	order := r.ranked()
	rows := order[:min(len(order), mostRows)]
	width := len("trial")
	for _, i := range rows {
		width = max(width, utf8.RuneCountInString(cutName(r.names[i])))
	}
	fmt.Fprintf(c.out, "\n%-*s  %8s  %8s  %8s  %10s  %9s\n", width, "trial", "Sharpe", "± error", "above 0", "above luck", "needs")
	for _, i := range rows {
		t := &r.tracks[i]
		if !t.Sharpe.Defined() {
			fmt.Fprintf(c.out, "%-*s  %8s\n", width, cutName(r.names[i]), "none: "+t.Sharpe.Why)
			continue
		}
		fmt.Fprintf(c.out, "%-*s  %8s  %8s  %8s  %10s  %9s\n", width, cutName(r.names[i]),
			decimals(t.Sharpe), decimals(sharpeError(t)), percent(r.PSR[i]), percent(r.DSR[i]), periods(r.MinTRL[i]))
	}
	if more := len(order) - len(rows); more > 0 {
		fmt.Fprintf(c.out, "… and %d more, which --json has\n", more)
	}
	fmt.Fprintf(c.out, "Sharpe ratios are of one period; needs: returns from which on one is above 0 with 95 %%\n\n")
}

// cutName is a trial's name, cut where it is long.
func cutName(name string) string {
	const most = 40
	if letters := []rune(name); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return name
}

// onBest says what the best is worth.
func (r *ruling) onBest() string {
	if r.Best < 0 {
		return "No trial has a Sharpe ratio."
	}
	best := fmt.Sprintf("%s, Sharpe %s a period.", r.names[r.Best], decimals(r.tracks[r.Best].Sharpe))
	if r.N() == 1 {
		return fmt.Sprintf("One trial: %s Above 0 with a probability of %s.", best, percent(r.PSR[r.Best]))
	}
	tries := fmt.Sprintf("%d tries", r.N())
	if r.Prior > 0 {
		tries += fmt.Sprintf(", %d of them elsewhere,", r.Prior)
	}
	return fmt.Sprintf(`Best of %d trials: %s
With %s luck alone would be expected to reach %s. Deflated: %s likely to be above that.`,
		r.Trials, best, tries, decimals(r.ToBeat), percent(r.DSR[r.Best]))
}

// onEffective says the same for trials that are alike.
func (r *ruling) onEffective() string {
	if r.N() < 2 || r.Best < 0 {
		return ""
	}
	if !r.Correlated.Defined() {
		return "How many tries they are in effect is undefined: " + r.Correlated.Why + "."
	}
	return fmt.Sprintf(`Their mean correlation is %s: in effect %s tries (%s by the spread of eigenvalues), with which luck
would reach %s. Deflated by that: %s.`,
		decimals(r.Effective.Correlation), number1(r.Correlated), number1(r.Participant), decimals(r.ToBeatEffective), percent(r.DSREffective[r.Best]))
}

// onPBO says how often the best of one half stayed good in the other.
func (r *ruling) onPBO() string {
	p := r.PBO
	if !p.Probability.Defined() {
		return "Probability of over-fitting: undefined, " + p.Probability.Why + "."
	}
	return fmt.Sprintf(`Probability of over-fitting (PBO): %s. In so many of %d splits (%d blocks of %d returns) the best of one
half was no better than the middle of all in the other half; in %s it lost money there. On noise PBO is
50 %%, give or take 20: one such number is no proof.`,
		percent(p.Probability), p.Splits, p.Design.Blocks, p.Design.Length, percent(p.Loss))
}

// decimals prints a ratio.
func decimals(v metrics.Value) string {
	if !v.Defined() {
		return "none"
	}
	return minus(fmt.Sprintf("%.3f", v.Number))
}

// number1 prints a count that need not be whole.
func number1(v metrics.Value) string {
	if !v.Defined() {
		return "none"
	}
	return fmt.Sprintf("%.1f", v.Number)
}

// percent prints a probability; what is not certain is neither 0 nor 100 %.
func percent(v metrics.Value) string {
	if !v.Defined() {
		return "none"
	}
	switch p := 100 * v.Number; {
	case p > 0 && p < 0.5:
		return "under 1 %"
	case p < 100 && p >= 99.5:
		return "over 99 %"
	default:
		return fmt.Sprintf("%.0f %%", p)
	}
}

// periods prints a length of record.
func periods(v metrics.Value) string {
	if !v.Defined() {
		return v.Why
	}
	n := math.Ceil(v.Number)
	if n >= 1e9 {
		return fmt.Sprintf("%.0e", n)
	}
	return fmt.Sprintf("%.0f", n)
}

// minus prints a true minus sign, and none before nothing.
func minus(s string) string {
	rest, ok := strings.CutPrefix(s, "-")
	if !ok || strings.Trim(rest, "0.") == "" {
		return rest
	}
	return "−" + rest
}

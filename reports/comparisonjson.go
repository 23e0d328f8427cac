package reports

import (
	"encoding/hex"
	"fmt"

	"rally/engine"
	"rally/reports/metrics"
)

// rankedMost is how many trials the ranking of comparison.json and the columns
// of returns.csv have at most, unless all returns are asked for.
const rankedMost = 1000

// ComparisonDocument returns the text of comparison.json, which is also what a
// command prints for programs: indented, keys in order of the alphabet, with a
// newline at its end. Of more than a thousand trials the ranking has the first
// thousand, and ranked says how many it has. No clock, host or path is in it.
func ComparisonDocument(c *Comparison) ([]byte, error) {
	s, err := newStanding(c)
	if err != nil {
		return nil, err
	}
	span := c.played()
	config, err := sorted(c.Config)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	ranked := c.Trials[:min(len(c.Trials), rankedMost)]
	doc := document{
		"name":         c.Name,
		"digest":       hex.EncodeToString(c.Digest[:]),
		"engine":       c.Version,
		"config":       config,
		"data":         dataOf(c.Files),
		"span":         document{"first": span.First.String(), "last": span.Last.String(), "sessions": c.sessions()},
		"periods":      c.Periods,
		"cash":         cashOf(c),
		"names":        c.Names,
		"rank_by":      c.RankBy,
		"axes":         axesOf(c.Axes),
		"trials":       len(c.Trials),
		"prior_trials": c.Overfit.Prior,
		"ranked":       len(ranked),
		"ranking":      rankingOf(c, ranked),
		"failed":       failedOf(c.Failed),
		"overfitting":  overfittingOf(s),
		"walk":         walkOf(c),
		"stress":       surfaceOf(c.Stress),
		"hold":         holdOf(s.beside, s.facts),
		"benchmark":    benchmarkOf(s.beside, s.facts),
		"findings":     findingsOf(c.Findings),
		"warnings":     append([]string{}, s.beside.warnings()...),
		"assumptions":  append([]string{}, c.Assumptions...),
		"artificial":   c.Artificial,
		"in_sample":    c.InSample,
	}
	if len(c.Undone) > 0 {
		doc["undone"] = undoneOf(c.Undone)
	}
	return doc.bytes()
}

func axesOf(axes []Axis) []document {
	list := []document{}
	for _, a := range axes {
		list = append(list, document{"key": a.Key, "label": a.Label, "values": append([]string{}, a.Values...)})
	}
	return list
}

func rankingOf(c *Comparison, trials []*Trial) []document {
	list := make([]document, 0, len(trials))
	for _, t := range trials {
		params := map[string]string{}
		for i, v := range t.Params {
			if v != "" && i < len(c.Axes) {
				params[c.Axes[i].Key] = v
			}
		}
		d := judged(&c.Overfit, t)
		d["digest"] = hex.EncodeToString(t.Digest[:])
		d["rule"] = t.Rule
		d["params"] = params
		d["metrics"] = metricsOf(t.Figures)
		d["orders"], d["fills"], d["trades"] = t.Orders, t.Fills, t.Trips
		d["kept"] = nil
		if t.Kept != "" {
			d["kept"] = t.Kept
		}
		list = append(list, d)
	}
	return list
}

func failedOf(failed []Failure) []document {
	list := []document{}
	for _, f := range failed {
		list = append(list, document{"name": f.Name, "why": f.Why})
	}
	return list
}

// walkOf is nil, written as null, where nothing was split. A leg that chose
// nothing has a chosen of null.
func walkOf(c *Comparison) any {
	w := c.Walk
	if w == nil {
		return nil
	}
	legs := []document{}
	for i := range w.Legs {
		l := &w.Legs[i]
		train := []document{}
		for _, span := range l.Train {
			train = append(train, spanOf(span))
		}
		var chosen any
		if t := c.chosen(l); t != nil {
			chosen = t.Name
		}
		legs = append(legs, document{
			"train": train, "test": spanOf(l.Test), "chosen": chosen, "score": l.Score,
			"total_return": l.Return, "sharpe_ann_rf0": l.Sharpe, "trades": l.Trips,
		})
	}
	return document{"method": w.Method, "text": w.Text, "legs": legs, "metrics": metricsOf(w.Figures), "paths": append([]metrics.Value{}, w.Paths...)}
}

// chosen returns the trial that a leg chose; nil where it chose none.
func (c *Comparison) chosen(l *Leg) *Trial {
	if l.Chosen < 0 || l.Chosen >= len(c.Trials) {
		return nil
	}
	return c.Trials[l.Chosen]
}

func spanOf(s engine.Span) document {
	return document{"first": s.First.String(), "last": s.Last.String()}
}

// surfaceOf is nil, written as null, where there is none.
func surfaceOf(s *Surface) any {
	if s == nil {
		return nil
	}
	values := make([][]metrics.Value, 0, len(s.Values))
	for _, row := range s.Values {
		values = append(values, append([]metrics.Value{}, row...))
	}
	return document{
		"title": s.Title, "row_label": s.RowLabel, "col_label": s.ColLabel,
		"rows": append([]string{}, s.Rows...), "cols": append([]string{}, s.Cols...), "values": values,
	}
}

// cashOf is the starting cash; null where it was swept.
func cashOf(c *Comparison) any {
	if c.Cash == 0 {
		return nil
	}
	return dollars(c.Cash)
}

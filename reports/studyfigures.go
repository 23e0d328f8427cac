package reports

import (
	"slices"

	"rally/reports/metrics"
)

// Figures returns every figure of a study, of its curve, of trading and of round
// trips, in the order of their definitions: those that result.json has. It
// fails on a result without session rows.
func Figures(s *Study) (metrics.Set, error) {
	f, err := s.study()
	if err != nil {
		return nil, err
	}
	return slices.Clone(f.figures), nil
}

package cli

import (
	"cmp"
	"slices"
	"strings"

	"rally/data"
	"rally/reports"
)

// sources are what is told of the data of all trials together, each thing once.
type sources struct {
	files    []reports.File
	findings []reports.Finding
	undone   []reports.Undone
	warnings []string
}

// add takes a market that was read.
func (s *sources) add(m *data.Market) {
	for _, f := range filesOf(m) {
		if !slices.Contains(s.files, f) {
			s.files = append(s.files, f)
		}
	}
	slices.SortFunc(s.files, func(a, b reports.File) int {
		return cmp.Or(strings.Compare(a.Role, b.Role), strings.Compare(a.Name, b.Name), strings.Compare(a.SHA256, b.SHA256))
	})
	for _, f := range findingsOf(m) {
		i := slices.IndexFunc(s.findings, func(x reports.Finding) bool { return x.Rule == f.Rule })
		if i < 0 {
			s.findings = append(s.findings, f)
			continue
		}
		s.findings[i].Count = max(s.findings[i].Count, f.Count)
		s.findings[i].Waived = s.findings[i].Waived || f.Waived
	}
	slices.SortFunc(s.findings, func(a, b reports.Finding) int { return strings.Compare(a.Rule, b.Rule) })
	for _, u := range undoneOf(m) {
		if !slices.Contains(s.undone, u) {
			s.undone = append(s.undone, u)
		}
	}
	for _, w := range m.Warnings {
		if !strings.HasPrefix(w, "in-sample: ") && !slices.Contains(s.warnings, w) { // every page says so by itself
			s.warnings = append(s.warnings, w)
		}
	}
	slices.Sort(s.warnings)
}

package reports

import (
	"strings"
	"testing"

	"rally/engine"
)

// The page prints one mean of the exposure: that of the figures, over the span's
// sessions without the one before them.
func TestPageHasTheFiguresMeanExposure(t *testing.T) {
	s := studyOf(t, marketOf(t, 1, 12, 190, engine.Date(2024, 9, 2)), 1_000_000_000, &follower{names: 3, sessions: 8, budget: 180_000_000})
	p, err := s.sheet()
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.study()
	if err != nil {
		t.Fatal(err)
	}
	want := f.value("exposure_capital")
	if !p.MeanExposure.Known || p.MeanExposure.Value != want.Number || want.Number == 0 {
		t.Errorf("mean exposure %+v, the figures' is %v", p.MeanExposure, want)
	}
	printed := ""
	for _, c := range p.Figures {
		for _, row := range c.Rows {
			if row.Name == "Mean exposure" {
				printed = row.Value
			}
		}
	}
	if printed != percent(p.MeanExposure.Value) {
		t.Errorf("figures print %q, the panel %q", printed, percent(p.MeanExposure.Value))
	}
}

// A strategy without signals shows what each name gave, what is held included, and
// the bars sum to the net result.
func TestProfitByName(t *testing.T) {
	s := studyOf(t, marketOf(t, 1, 12, 190, engine.Date(2024, 9, 2)), 1_000_000_000, &holder{})
	p, err := s.sheet()
	if err != nil {
		t.Fatal(err)
	}
	if p.ProfitBy != "name" || len(p.BySignal) < 2 {
		t.Fatalf("profit by %q, %d bars", p.ProfitBy, len(p.BySignal))
	}
	sum := 0.0
	for _, b := range p.BySignal {
		sum += b.Value
		if b.Label != "dividends" && !strings.Contains(b.Label, ".HK") {
			t.Errorf("bar %q is of no name", b.Label)
		}
	}
	if d := sum - p.Costs.Net; d > 0.001 || d < -0.001 {
		t.Errorf("bars sum to %v, net is %v", sum, p.Costs.Net)
	}
	if !strings.HasSuffix(p.Focus.Result, "in 1 open trade") {
		t.Errorf("of the name that mattered: %q", p.Focus.Result)
	}
}

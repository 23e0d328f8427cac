package reports

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rally/reports/metrics"
)

// Swept values stand by their size, whatever the order in the file, and none before
// them; what cannot be read in one way stays as it is written.
func TestValuesByMeaning(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []string
		want   []string
		apart  int
	}{
		{"rates and basis points", []string{`""`, "3%", "6 %", "5 bp", "12%", "0.5%"}, []string{`""`, "5 bp", "0.5%", "3%", "6 %", "12%"}, 1},
		{"none in the middle", []string{"8%", "none", "4%"}, []string{"none", "4%", "8%"}, 1},
		{"numbers", []string{"10", "2", "-1", "2.5"}, []string{"-1", "2", "2.5", "10"}, 0},
		{"durations", []string{"2 sessions", "15m", "1 session", "0s", "1h30m", "1h"}, []string{"0s", "15m", "1h", "1h30m", "1 session", "2 sessions"}, 0},
		{"ticks", []string{"2 ticks", "none", "1 tick", "0"}, []string{"none", "0", "1 tick", "2 ticks"}, 1},
		{"money", []string{"1_000_000 HKD", "HK$500", "700"}, []string{"HK$500", "700", "1_000_000 HKD"}, 0},
		{"clock", []string{"10:30", "09:45"}, []string{"09:45", "10:30"}, 0},
		{"dates", []string{"2025-01-02", "2024-09-24"}, []string{"2024-09-24", "2025-01-02"}, 0},
		{"impact", []string{"impact 1.2", "impact 0.8"}, []string{"impact 0.8", "impact 1.2"}, 0},
		{"words", []string{"tech", "[]", "all", "700+5"}, []string{"[]", "tech", "all", "700+5"}, 1},
		{"mixed", []string{"5 bp", "2 ticks", "1 tick"}, []string{"5 bp", "2 ticks", "1 tick"}, 0},
		{"not numbers", []string{"inf", "NaN", "0x10"}, []string{"inf", "NaN", "0x10"}, 0},
		{"nothing", nil, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, apart := byMeaning(c.values)
			if diff := cmp.Diff(c.want, got); diff != "" || apart != c.apart {
				t.Errorf("%d apart (-want +got):\n%s", apart, diff)
			}
		})
	}
}

// Ordering keeps every value once, whatever it is.
func TestByMeaningIsAPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfDistinct(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{`""`, "none", "1", "1%", "1 bp", "1h", "1 session"})), rapid.ID).Draw(t, "values")
		got, apart := byMeaning(values)
		for i, v := range got {
			if isNone(v) != (i < apart) {
				t.Fatalf("%q, %d apart", got, apart)
			}
		}
		if diff := cmp.Diff(slices.Sorted(slices.Values(values)), slices.Sorted(slices.Values(got))); diff != "" {
			t.Fatal(diff)
		}
	})
}

// targets is a comparison that sweeps a target with none among its values against a
// holding time; none is far better than any number.
func targets() *standing {
	axes := []Axis{{"strategy.target", "target", []string{"6%", `""`, "5 bp", "3%", "12%"}}, {"strategy.hold", "hold", []string{"20", "5", "10"}}}
	c := &Comparison{RankBy: "score", Axes: axes}
	score := map[string]float64{`""`: 9, "5 bp": 1, "3%": 2, "6%": 4, "12%": 3}
	for _, params := range combinations(axes) {
		c.Trials = append(c.Trials, &Trial{Rule: "p", Name: params[0] + params[1], Params: params,
			Figures: metrics.Set{{Name: "score", Value: metrics.Number(score[params[0]] + float64(len(params[1])))}}})
	}
	return &standing{Comparison: c, facts: &facts{}}
}

// A map has its values by size with none apart: it is no number's neighbour in the
// plateau, and may have a plateau along the other side.
func TestMapWithNone(t *testing.T) {
	s := targets()
	list := s.surfaces()
	m := s.mapOf(&list[0], inShort)
	if diff := cmp.Diff([]string{"none", "5 bp", "3%", "6%", "12%"}, m.Cols); diff != "" || m.ColsApart != 1 || m.RowsApart != 0 {
		t.Errorf("%d and %d apart, columns (-want +got):\n%s", m.ColsApart, m.RowsApart, diff)
	}
	if diff := cmp.Diff([]string{"5", "10", "20"}, m.Rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if want := "plateau around target=none hold=20: mean with its neighbours 11.00"; m.PlateauText != want {
		t.Errorf("%q, want %q", m.PlateauText, want)
	}
	for i := range s.Trials { // none is the worst: the plateau has no share of it
		if t := s.Trials[i]; t.Params[0] == `""` {
			t.Figures[0].Value = metrics.Number(-50)
		}
	}
	list = s.surfaces()
	if m = s.mapOf(&list[0], inShort); m.Plateau.Col != 4 || m.PlateauText != "plateau around target=12% hold=10: mean with its neighbours 5.17" {
		t.Errorf("%+v %q", m.Plateau, m.PlateauText)
	}
}

// A single value that is apart has no neighbours and is the peak, not the plateau.
func TestSweepWithNone(t *testing.T) {
	s := targets()
	w := s.sweepOf(0, []string{"p"}, "score", inShort)
	if diff := cmp.Diff([]string{"none", "5 bp", "3%", "6%", "12%"}, w.Values); diff != "" || w.Apart != 1 {
		t.Errorf("%d apart (-want +got):\n%s", w.Apart, diff)
	}
	if w.Peak.Col != 0 || w.Plateau.Col != 4 {
		t.Errorf("peak %+v, plateau %+v", w.Peak, w.Plateau)
	}
	if want := "peak at target=none: 10.67"; w.PeakText != want {
		t.Errorf("%q, want %q", w.PeakText, want)
	}
}

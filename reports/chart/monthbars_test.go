package chart

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// yearsOf returns n months of −1 % and +1 % by turns from a month on.
func yearsOf(year, month, n int) []Year {
	var rows []Year
	for i := range n {
		m := month - 1 + i
		if y := year + m/12; len(rows) == 0 || rows[len(rows)-1].Year != y {
			rows = append(rows, Year{Year: y})
		}
		rows[len(rows)-1].Months[m%12] = Cell{Value: 0.01 - 0.02*float64(i%2), Known: true}
	}
	return rows
}

func TestMonthListIsTheKnownSpan(t *testing.T) {
	rows := yearsOf(2024, 11, 4)
	rows[1].Months[0].Known = false
	got := monthList(rows)
	want := []monthBar{{2024, time.November, 1}, {2024, time.December, -1}, {2025, time.January, 0}, {2025, time.February, -1}}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(monthBar{})); d != "" {
		t.Error(d)
	}
	if got := monthList([]Year{{Year: 2024}}); len(got) != 0 {
		t.Error(got)
	}
}

// Bars of months are never without labels, no label stands twice, and each stands
// under its bar.
func TestMonthBarsAreLabelled(t *testing.T) {
	for _, wide := range []float64{732, 1488} {
		for n := 1; n <= 150; n++ {
			rows := yearsOf(2020, 1+n%12, n)
			s := newScene(sheetWide, pictureHigh, 1, Light())
			s.monthBars(rect{margin, 300, margin + wide, 600}, columns{margin + 56, 80}, rows)
			var months, marks []string
			for _, i := range s.texts {
				text := s.marks[i].text
				if marks = append(marks, text); !strings.Contains(text, "%") {
					months = append(months, text)
				}
			}
			if len(months) < min(n, 3) && !(len(months) > 0 && n < 6) {
				t.Errorf("%d months over %v: labels %q", n, wide, months)
			}
			slices.Sort(marks)
			if len(slices.Compact(slices.Clone(marks))) != len(marks) {
				t.Errorf("%d months over %v: a label stands twice in %q", n, wide, marks)
			}
			for _, bad := range collisions(s) {
				t.Error(bad)
			}
		}
	}
}

// The months of one year stand under their columns of the table.
func TestMonthsOfOneYearStandUnderTheirColumns(t *testing.T) {
	s := newScene(sheetWide, pictureHigh, 1, Light())
	s.monthBars(rect{margin, 300, 788, 600}, columns{112, 40}, yearsOf(2024, 3, 5))
	found := 0
	for _, i := range s.texts {
		m := s.marks[i]
		month, err := time.Parse("Jan", m.text)
		if err != nil {
			continue
		}
		found++
		if got, want := (m.box.x0+m.box.x1)/2, 112+40*(float64(month.Month())-0.5); got-want > 0.01 || want-got > 0.01 {
			t.Errorf("%s stands at %v, its column at %v", m.text, got, want)
		}
	}
	if found != 5 {
		t.Errorf("%d labels for 5 months", found)
	}
}

package data

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

// rising is a session of minutes whose price says when it was traded, in the
// columns of a vendor that stamps with the end or with the start.
func rising(label string) string {
	var b strings.Builder
	for _, phase := range [][2]int{{570, 720}, {780, 960}} { // minutes of the day
		for start := phase[0]; start < phase[1]; start++ {
			at, price := start+1, start
			if label == LabelStart {
				at = start
			}
			fmt.Fprintf(&b, "2024-09-24 %02d:%02d:00,%d,%d,%d,%d,100\n", at/60, at%60, price, price, price, price)
		}
	}
	return "date,open,high,low,close,volume\n" + b.String()
}

func labelled(rows, label, interval string) Config {
	c := market(map[string]string{"bars/700.csv": rows})
	c.Format, c.Interval, c.Columns = "yfinance", interval, &Columns{Label: label}
	return c
}

// scenario-24, for bars: an interval holds its start and not its end. What
// trades from 10:30 on is the first of the bar of 10:30, whichever end vendors
// stamp a minute with, and a vendor's own bars are those that are made.
func TestScenario24ABarHoldsItsStart(t *testing.T) {
	var made [][]string
	for _, label := range []string{LabelEnd, LabelStart} {
		c := labelled(rising(label), label, "1m")
		c.Make = []string{"1h"}
		made = append(made, slots(t, load(t, c), 60))
	}
	// 629 minutes of the day is 10:29, 630 is 10:30.
	want := []string{"10:30 570.000 629.000 570.000 629.000 6000", "11:30 630.000 689.000 630.000 689.000 6000", "12:00 690.000 719.000 690.000 719.000 3000",
		"14:00 780.000 839.000 780.000 839.000 6000", "15:00 840.000 899.000 840.000 899.000 6000", "16:00 900.000 959.000 900.000 959.000 6000"}
	for i := range want { // with a closing auction, the last row of a session is it
		want[i] = strings.Replace(want[i], "16:00", "16:10", 1)
	}
	for i, got := range made {
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("label %d: %s", i, d)
		}
	}
	for label, stamps := range map[string][]string{
		LabelEnd:   {"10:30", "11:30", "12:00", "14:00", "15:00", "16:00"},
		LabelStart: {"09:30", "10:30", "11:30", "13:00", "14:00", "15:00"},
	} {
		rows := "date,open,high,low,close,volume\n"
		for i, stamp := range stamps {
			f := strings.Fields(want[i])
			rows += fmt.Sprintf("2024-09-24 %s:00,%s\n", stamp, strings.Join(f[1:], ","))
		}
		if d := cmp.Diff(want, slots(t, load(t, labelled(rows, label, "1h")), 60)); d != "" {
			t.Errorf("a vendor's own, stamped with the %s: %s", label, d)
		}
	}
}

// scenario-25: hours begin at 09:30, 10:30, 11:30 (to 12:00), 13:00, 14:00 and
// 15:00; none holds lunch. The print of the closing auction joins the last, which
// is then stamped 16:10, and is the close of the day.
func TestScenario25HoursOfASession(t *testing.T) {
	c := labelled(rising(LabelStart)+"2024-09-24 16:08:00,999,999,999,999,700\n", LabelStart, "1m")
	c.Make = []string{"1h", "1d"}
	m := load(t, c)
	want := []string{"10:30 570.000 629.000 570.000 629.000 6000", "11:30 630.000 689.000 630.000 689.000 6000", "12:00 690.000 719.000 690.000 719.000 3000",
		"14:00 780.000 839.000 780.000 839.000 6000", "15:00 840.000 899.000 840.000 899.000 6000", "16:10 900.000 999.000 900.000 999.000 6700"}
	if d := cmp.Diff(want, slots(t, m, 60)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"16:10 570.000 999.000 570.000 999.000 33700"}, slots(t, m, engine.Daily)); d != "" {
		t.Error(d)
	}
}

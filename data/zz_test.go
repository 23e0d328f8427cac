package data

import (
	"context"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	c := minuteConfig(t, tencent2019)
	c.Bars = []string{"minute_futu/windows/*.gz"}
	at := time.Now()
	m, err := Load(context.Background(), c)
	t.Log(time.Since(at), err != nil)
	for _, p := range m.Undone {
		if !p.Holds() || p.AsOf.String() > "2020-11-13" {
			t.Logf("%s %v as of %v actions %d, grid %.4f, turnover %.4f, %d", p.Symbol, p.Basis, p.AsOf, p.Actions, p.Grid(), p.Turnover(), p.Rows)
		}
	}
	for _, f := range m.Findings.List {
		if f.Rule == NotUndone {
			t.Log(f, f.Times)
		}
	}
}

func TestZZ2(t *testing.T) {
	c := minuteConfig(t, tencent2019)
	c.Also = []Source{{Bars: []string{"daily_unadjusted/*.csv", "daily_more/*.csv"}, Adjusted: "none"}}
	c.Make = []string{"5m", "1h"}
	c.From = 18000
	c.To = 18620
	c.Universe = []string{"700", "981", "1810", "2800", "3690", "9618", "9988"}
	m, err := Load(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v %v", m.Counts, m.Intervals)
	for _, f := range m.Findings.List {
		t.Log(f, f.Times)
	}
}

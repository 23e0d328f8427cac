package data

import (
	"context"
	"testing"
)

func TestZZ(t *testing.T) {
	c := realConfig(t)
	c.Bars, c.Benchmark, c.Signals = []string{"etf_daily/28*.csv"}, "", ""
	c.Adjusted = "additive"
	m, err := Load(context.Background(), c)
	t.Log(err)
	if m != nil {
		for _, p := range m.Undone {
			t.Logf("%+v %v", p, p.Holds())
		}
	}
}

//go:build unix

package main

import (
	"context"
	"os"
	"testing"

	"rally/data"
	"rally/engine"
)

// BenchmarkBar is the time a bar of one plan takes with the charges of law and
// broker, its fold and figures included.
func BenchmarkBar(b *testing.B) {
	m, trade := realMarket(b)
	pairs := choose(32)
	for _, workers := range []int{1, 2} {
		b.Run([]string{"", "one-worker", "two-workers"}[workers], func(b *testing.B) {
			b.ReportAllocs()
			perUnit(b, float64(len(pairs))*names*days, "bar", func() {
				if _, err := play(m, trade, pairs, workers); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// BenchmarkStart is what a plan costs beside its bars: one of a single session.
func BenchmarkStart(b *testing.B) {
	m, trade := realMarket(b)
	const plans = 1000
	p := plan(m, trade, pair{5, 146}, nil)
	p.Span.First = p.Span.Last
	b.ReportAllocs()
	perUnit(b, plans, "plan", func() {
		err := engine.Runner{Workers: 1}.Run(context.Background(), m.Feed, plans,
			func(int) engine.Plan { return p }, func(_ int, r *engine.Result) {
				if r.Err != nil {
					b.Fatal(r.Err)
				}
			})
		if err != nil {
			b.Fatal(err)
		}
	})
}

// perUnit reports the time of the processor for each of so many units of work,
// which others on the machine disturb less than the clock's.
func perUnit(b *testing.B, units float64, unit string, work func()) {
	before, err := used()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		work()
	}
	after, err := used()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64((after.cpu-before.cpu).Nanoseconds())/float64(b.N)/units, "cpu-ns/"+unit)
	b.ReportMetric(0, "ns/op")
}

// realMarket returns the job's market from the folder of real prices beside the
// project, and what trading costs.
func realMarket(b *testing.B) (*data.Market, engine.Market) {
	b.Helper()
	dir := "../../../shared/data/hk"
	if _, err := os.Stat(dir); err != nil {
		b.Skip("SKIPPED: needs real prices in a folder `shared` beside the project")
	}
	m, trade, err := job{dir: dir, law: true}.open()
	if err != nil {
		b.Fatal(err)
	}
	return m, trade
}

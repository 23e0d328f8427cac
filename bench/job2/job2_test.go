package main

import (
	"os"
	"testing"
)

// BenchmarkJob2 plays the rotation over real prices, loaded once; it reports
// symbol-bars a second in the loop.
func BenchmarkJob2(b *testing.B) {
	dir := prices(b)
	m, err := load(dir)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := play(m); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(m.Counts.Bars)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mbars/s")
}

// prices returns the folder of real prices beside the project.
func prices(b *testing.B) string {
	b.Helper()
	dir := "../../../shared/data/hk"
	if _, err := os.Stat(dir); err != nil {
		b.Skip("SKIPPED: needs real prices in a folder `shared` beside the project")
	}
	return dir
}

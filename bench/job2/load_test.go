package main

import "testing"

// BenchmarkLoad reads the 75 names, checks them and seals the tape.
func BenchmarkLoad(b *testing.B) {
	dir := prices(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := load(dir); err != nil {
			b.Fatal(err)
		}
	}
}

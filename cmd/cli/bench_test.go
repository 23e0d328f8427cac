package cli

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// bench runs the command in this process, over and over, as a whole: reading
// the file and the prices, the gate, the run, the tables and the pictures.
func bench(b *testing.B, args ...string) {
	if _, err := os.Stat("../../../shared/data/hk"); err != nil {
		b.Skip("SKIPPED: needs real prices in a folder `shared` beside the project")
	}
	b.ReportAllocs()
	for b.Loop() {
		all := append(args, "--quiet", "--out", filepath.Join(b.TempDir(), "out"))
		if code := Run(all, nil, io.Discard, os.Stderr); code != 0 {
			b.Fatalf("exit code %d", code)
		}
	}
}

// Job 1: one name, 1,363 rows, moving averages.
func BenchmarkJob1(b *testing.B)         { bench(b, "run", "../../bench/job1.toml", "--no-pictures") }
func BenchmarkJob1Pictures(b *testing.B) { bench(b, "run", "../../bench/job1.toml") }

// Seventy-five names over 1,363 days, with every picture.
func BenchmarkAllNames(b *testing.B) { bench(b, "run", "../../bench/all-names.toml") }
func BenchmarkAllNamesTables(b *testing.B) {
	bench(b, "run", "../../bench/all-names.toml", "--no-pictures")
}

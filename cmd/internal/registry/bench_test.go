package registry

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"rally/engine"
	"rally/reports/metrics"
)

// usual is a record as comparisons make it: the figures of a fold and of
// trading, sixteen blocks, and for one in ten a curve of 1,363 sessions.
func usual(i int) *Record {
	r := sample(strconv.Itoa(i), "p")
	r.Figures = nil
	for k, d := range metrics.Definitions()[:45] {
		r.Figures = append(r.Figures, metrics.Figure{Name: d.Name, Unit: d.Unit, Value: metrics.Number(float64(i*k) / 977)})
	}
	if i%10 == 0 {
		for k := range 1364 {
			r.Curve = append(r.Curve, engine.Money(1_000_000_000+k*i*7919%1_000_003))
		}
	}
	return r
}

func written(b *testing.B, lines int) string {
	b.Helper()
	var text []byte
	for i := range lines {
		var err error
		if text, err = appendLine(text, usual(i)); err != nil {
			b.Fatal(err)
		}
	}
	path := filepath.Join(b.TempDir(), FileName)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	return path
}

func BenchmarkOpen10000(b *testing.B)  { benchOpen(b, 10_000) }
func BenchmarkOpen100000(b *testing.B) { benchOpen(b, 100_000) }

func benchOpen(b *testing.B, lines int) {
	path := written(b, lines)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var book *Book
	for b.Loop() {
		var err error
		if book, err = Open(path); err != nil {
			b.Fatal(err)
		}
		defer book.Close()
	}
	if book.Count(hash("data")) != lines || book.Skipped() != 0 {
		b.Fatalf("%d trials, %d skipped", book.Count(hash("data")), book.Skipped())
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(b.N)/float64(lines), "B-kept/line")
}

func BenchmarkAppend(b *testing.B) {
	path := filepath.Join(b.TempDir(), FileName)
	book, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer book.Close()
	records := make([]*Record, 1000)
	for i := range records {
		records[i] = usual(i)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if err := book.Append(records[i%len(records)]); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkFind(b *testing.B) {
	const lines = 10_000
	book, err := Open(written(b, lines))
	if err != nil {
		b.Fatal(err)
	}
	defer book.Close()
	b.SetBytes(0)
	keys := make([]string, lines)
	for i := range keys {
		keys[i] = hash(strconv.Itoa(i))
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, ok := book.Find(keys[i%lines], hash("p")); !ok {
			b.Fatal("not found")
		}
		i++
	}
}

func BenchmarkProgram(b *testing.B) {
	for b.Loop() {
		if _, err := Program(); err != nil {
			b.Fatal(err)
		}
	}
}

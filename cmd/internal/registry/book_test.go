package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/reports/metrics"
)

// hash is a hash that stands for something.
func hash(of string) string {
	sum := sha256.Sum256([]byte(of))
	return hex.EncodeToString(sum[:])
}

// sample is a record of the usual size: that of a trial of a comparison.
func sample(key, program string) *Record {
	r := &Record{
		Key: hash(key), Data: hash("data"), Program: hash(program), Engine: "0.1.0", Name: "fast=10 slow=30", Strategy: "ma-cross",
		Digest: hash(key + program), Orders: 120, Fills: 118, Trips: 59,
	}
	for i, name := range []string{"n", "periods", "days", "total_return", "cagr", "mean", "sd_ddof1", "ann_vol", "skew_pop", "kurt_pop_raw", "sharpe_per_rf0", "sharpe_ann_rf0", "max_dd", "turnover", "costs"} {
		v := metrics.Number(math.Sqrt(float64(i)) / 7)
		if i%5 == 4 {
			v = metrics.Undefined(metrics.UnderOneYear)
		}
		r.Figures = append(r.Figures, metrics.Figure{Name: name, Unit: unitOf(name), Value: v})
	}
	for i := range 32 {
		r.Blocks = append(r.Blocks, math.Sin(float64(i))/100)
	}
	return r
}

func unitOf(name string) string {
	for _, d := range metrics.Definitions() {
		if d.Name == name {
			return d.Unit
		}
	}
	return ""
}

func open(t testing.TB, path string) *Book {
	t.Helper()
	b, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func appendAll(t testing.TB, b *Book, records ...*Record) {
	t.Helper()
	for _, r := range records {
		if err := b.Append(r); err != nil {
			t.Fatal(err)
		}
	}
}

func TestBook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out", FileName)
	b := open(t, path)
	if _, err := os.Stat(path); err == nil {
		t.Error("the file is there before the first record")
	}
	a, other, failed, part := sample("a", "p"), sample("a", "q"), sample("b", "p"), sample("c", "p")
	failed.Error, failed.Digest, failed.Figures, failed.Blocks = "2024-01-05 16:00: panic \"x\"\n", "", nil, nil
	failed.Orders, failed.Fills, failed.Trips = 0, 0, 0
	part.Part = true
	part.Curve = []engine.Money{1_000_000_000, 999_999_999, 0, -5, math.MaxInt64, math.MinInt64}
	appendAll(t, b, a, other, failed, part)

	for name, book := range map[string]*Book{"the same book": b, "another": open(t, path)} {
		t.Run(name, func(t *testing.T) {
			for _, want := range []*Record{a, other, part} {
				got, ok := book.Find(want.Key, want.Program)
				if !ok {
					t.Fatalf("%s is not found", want.Key)
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Error(d)
				}
			}
			if _, ok := book.Find(failed.Key, failed.Program); ok {
				t.Error("a failed trial is found")
			}
			if _, ok := book.Find(a.Key, hash("r")); ok {
				t.Error("another program's result is found")
			}
			if _, ok := book.Find("", ""); ok {
				t.Error("nothing is found")
			}
			if n := book.Count(a.Data); n != 2 {
				t.Errorf("%d trials, want 2: a, b; not the part", n)
			}
			for key, want := range map[string]int{"a": 1, "b": 2, "c": 0, "d": 0} {
				if n := book.Number(hash(key)); n != want {
					t.Errorf("%s is trial %d, want %d", key, n, want)
				}
			}
			if n := book.Count(hash("other data")); n != 0 {
				t.Errorf("%d trials on other data", n)
			}
			if n := book.Skipped(); n != 0 {
				t.Errorf("%d skipped", n)
			}
		})
	}
}

// What is appended later rules, and a part that is tried as a trial becomes one.
func TestNewestRules(t *testing.T) {
	b := open(t, filepath.Join(t.TempDir(), FileName))
	first, second := sample("a", "p"), sample("a", "p")
	first.Part = true
	second.Curve = []engine.Money{1, 2}
	appendAll(t, b, first)
	if n := b.Count(first.Data); n != 0 {
		t.Errorf("%d trials of a part", n)
	}
	appendAll(t, b, second, second)
	if n := b.Count(first.Data); n != 1 {
		t.Errorf("%d trials of one", n)
	}
	if got, ok := b.Find(first.Key, first.Program); !ok || len(got.Curve) != 2 {
		t.Errorf("found %v %+v", ok, got)
	}
	bad := sample("a", "p")
	bad.Error, bad.Digest, bad.Figures, bad.Blocks = "failed", "", nil, nil
	appendAll(t, b, bad)
	if _, ok := b.Find(first.Key, first.Program); !ok {
		t.Error("a failure hides what was finished")
	}
}

// Two books of one file see each other's trials.
func TestTwoBooks(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	a, b := open(t, path), open(t, path)
	appendAll(t, a, sample("a", "p"))
	appendAll(t, b, sample("b", "p"))
	for _, book := range []*Book{a, b} {
		if n := book.Count(hash("data")); n != 2 {
			t.Errorf("%d trials, want 2", n)
		}
		for _, key := range []string{"a", "b"} {
			if _, ok := book.Find(hash(key), hash("p")); !ok {
				t.Errorf("%s is not found", key)
			}
		}
	}
}

func TestManyGoroutines(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	b := open(t, path)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 50 {
				r := sample(fmt.Sprint(w, i), "p")
				if err := b.Append(r); err != nil {
					t.Error(err)
				}
				if _, ok := b.Find(r.Key, r.Program); !ok {
					t.Error("not found")
				}
			}
		})
	}
	wg.Wait()
	if n := b.Count(hash("data")); n != 200 {
		t.Errorf("%d trials, want 200", n)
	}
	if again := open(t, path); again.Count(hash("data")) != 200 || again.Skipped() != 0 {
		t.Errorf("%d trials, %d skipped", again.Count(hash("data")), again.Skipped())
	}
}

// A file that is emptied while it is open begins anew.
func TestEmptied(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	b := open(t, path)
	appendAll(t, b, sample("a", "p"), sample("b", "p"))
	if n := b.Count(hash("data")); n != 2 {
		t.Fatalf("%d trials", n)
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	appendAll(t, b, sample("c", "p"))
	if n := b.Count(hash("data")); n != 1 {
		t.Errorf("%d trials, want 1", n)
	}
	if _, ok := b.Find(hash("a"), hash("p")); ok {
		t.Error("what is gone is found")
	}
}

func TestRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	tests := map[string]struct {
		change func(*Record)
		says   string
	}{
		"no key":         {func(r *Record) { r.Key = "" }, "key \"\" is not a SHA-256"},
		"no data":        {func(r *Record) { r.Data = "abc" }, "data \"abc\" is not"},
		"no digest":      {func(r *Record) { r.Digest = "" }, "digest \"\" is not"},
		"a failure's":    {func(r *Record) { r.Error = "x" }, "a digest of a trial that failed"},
		"program":        {func(r *Record) { r.Program = strings.Repeat("g", 64) }, "program"},
		"count":          {func(r *Record) { r.Trips = -1 }, "a count below zero"},
		"infinite sum":   {func(r *Record) { r.Blocks[3] = math.Inf(1) }, "a sum of a block is not a finite number"},
		"nothing of it":  {func(r *Record) { r.Blocks[3] = math.NaN() }, "not a finite number"},
		"a figure":       {func(r *Record) { r.Figures[0].Value.Number = math.NaN() }, "n: not a finite number"},
		"an endless one": {func(r *Record) { r.Name = strings.Repeat("x", longest) }, "is longer than"},
	}
	b := open(t, path)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := sample("a", "p")
			test.change(r)
			err := b.Append(r)
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want %q", err, test.says)
			}
		})
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file of nothing")
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if err := b.Append(sample("a", "p")); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("error %v after Close", err)
	}
	if _, ok := b.Find(hash("a"), hash("p")); ok {
		t.Error("found after Close")
	}
}

func TestPlacesThatHoldNoFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), path+" is not a file") {
		t.Errorf("error %v", err)
	}
	under := filepath.Join(dir, "file", FileName)
	if err := os.WriteFile(filepath.Dir(under), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(under); err == nil || !strings.Contains(err.Error(), under) {
		t.Errorf("error %v", err)
	}
	if runtime.GOOS != "linux" || os.Geteuid() == 0 {
		t.Skip("SKIPPED: root may write anywhere")
	}
	shut := filepath.Join(dir, "shut")
	if err := os.Mkdir(shut, 0o555); err != nil {
		t.Fatal(err)
	}
	b := open(t, filepath.Join(shut, FileName))
	if err := b.Append(sample("a", "p")); err == nil || !strings.Contains(err.Error(), b.Path()) {
		t.Errorf("error %v", err)
	}
}

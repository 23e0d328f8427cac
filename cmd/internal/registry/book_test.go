package registry

import (
	"crypto/sha256"
	"debug/elf"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

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

// lineOf is a record as a line with its newline.
func lineOf(t testing.TB, r *Record) string {
	t.Helper()
	line, err := appendLine(nil, r)
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}

// However much of a line was written before a kill, the lines before it are
// known and what is appended then is too.
func TestTornLine(t *testing.T) {
	one, two, three := sample("one", "p"), sample("two", "p"), sample("three", "p")
	two.Figures, two.Blocks = two.Figures[:2], two.Blocks[:2]
	first, line := lineOf(t, one), lineOf(t, two)
	path := filepath.Join(t.TempDir(), FileName)
	for n := range len(line) + 1 {
		if n%7 != 0 && n < len(line)-endSize {
			continue
		}
		if err := os.WriteFile(path, []byte(first+line[:n]), 0o600); err != nil {
			t.Fatal(err)
		}
		whole := n >= len(line)-1 // all but the newline is all that is meant
		skipped := 1
		if n == 0 || whole {
			skipped = 0
		}
		for _, glued := range []bool{false, true} {
			b, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			if got := b.Skipped(); got != skipped {
				t.Errorf("%d bytes: %d skipped, want %d", n, got, skipped)
			}
			if glued { // by a process that looked before the kill
				if err := os.WriteFile(path, []byte(first+line[:n]+lineOf(t, three)), 0o600); err != nil {
					t.Fatal(err)
				}
			} else if err := b.Append(three); err != nil {
				t.Fatal(err)
			}
			b.Close()
			if b, err = Open(path); err != nil {
				t.Fatal(err)
			}
			_, a := b.Find(one.Key, one.Program)
			_, c := b.Find(three.Key, three.Program)
			_, torn := b.Find(two.Key, two.Program)
			want := 2
			if whole {
				want = 3
			}
			if !a || !c || torn != whole || b.Count(one.Data) != want || b.Skipped() != skipped {
				t.Errorf("%d bytes, glued %v: first %v, torn %v, third %v, %d trials, %d skipped", n, glued, a, torn, c, b.Count(one.Data), b.Skipped())
			}
			b.Close()
			if err := os.WriteFile(path, []byte(first+line[:n]), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestLinesOfOtherHands(t *testing.T) {
	key, data := hash("k"), hash("data")
	whole := strings.TrimSuffix(lineOf(t, sample("k", "p")), "\n")
	reordered := `{"program":"` + hash("p") + `","part":false,"data":"` + data + `","key":"` + key + `","digest":"` + hash("d") + `"`
	reordered += fmt.Sprintf(`,"sum":"%08x"}`, crc32.ChecksumIEEE([]byte(reordered)))
	tests := map[string]struct {
		text                   string
		trials, found, skipped int
	}{
		"nothing":               {"", 0, 0, 0},
		"blank lines":           {"\n  \n\r\n\n", 0, 0, 0},
		"ours":                  {whole + "\n", 1, 1, 0},
		"without newline":       {whole, 1, 1, 0},
		"of another system":     {whole + "\r\n", 1, 1, 0},
		"two on a line":         {whole + whole + "\n", 1, 1, 0},
		"rubbish before":        {"\ufeff" + whole + "\n", 1, 1, 1},
		"changed":               {strings.Replace(whole, "ma-cross", "mb-cross", 1) + "\n", 1, 0, 0},
		"changed key":           {strings.Replace(whole, key, hash("l"), 1) + "\n", 1, 0, 0},
		"members in no order":   {reordered + "\n", 1, 1, 0},
		"key and data alone":    {` { "data": "` + data + `", "key": "` + key + `" } ` + "\n", 1, 0, 0},
		"a part":                {`{"data":"` + data + `","key":"` + key + `","part":true}` + "\n", 0, 0, 0},
		"without data":          {`{"key":"` + key + `"}` + "\n", 0, 0, 1},
		"a key that is none":    {`{"key":"` + key[1:] + `","data":"` + data + `"}` + "\n", 0, 0, 1},
		"capital letters":       {`{"key":"` + strings.ToUpper(key) + `","data":"` + data + `"}` + "\n", 0, 0, 1},
		"numbers for texts":     {`{"key":1,"data":2}` + "\n", 0, 0, 1},
		"a list":                {"[]\n", 0, 0, 1},
		"half a line, then one": {whole[:300] + "\n" + whole + "\n", 1, 1, 1},
		"a very long line":      {strings.Repeat("x", longest+10) + "\n" + whole + "\n", 1, 1, 1},
		"a very long last line": {whole + "\n" + strings.Repeat("x", longest+10), 1, 1, 1},
		"a long line":           {strings.Repeat(" ", longest/2) + whole + "\n", 1, 1, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), FileName)
			if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			b := open(t, path)
			found := 0
			if _, ok := b.Find(key, hash("p")); ok {
				found = 1
			}
			if b.Count(data) != test.trials || found != test.found || b.Skipped() != test.skipped {
				t.Errorf("%d trials, %d found, %d skipped, want %d, %d, %d", b.Count(data), found, b.Skipped(), test.trials, test.found, test.skipped)
			}
			r := sample("later", "p")
			appendAll(t, b, r)
			if _, ok := b.Find(r.Key, r.Program); !ok {
				t.Error("what was appended then is not found")
			}
		})
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

func TestKeyAndProgram(t *testing.T) {
	data := sha256.Sum256([]byte("data"))
	conf := sha256.Sum256([]byte(`{"run":{}}`))
	if got, want := Key([]byte(`{"run":{}}`), data), hash(string(conf[:])+string(data[:])); got != want {
		t.Errorf("key %s, want %s", got, want)
	}
	program, err := Program()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Program()
	if err != nil || program != again {
		t.Errorf("%s and %s; %v", program, again, err)
	}
	if _, ok := hashOf(program); !ok {
		t.Errorf("program %q is no hash", program)
	}
}

// A build ID is taken from a program that has one, as go tool buildid tells it.
func TestBuildID(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("SKIPPED: programs are no ELF files here")
	}
	f, err := openProgram()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := exec.Command("go", "tool", "buildid", f.Name()).Output()
	if f.Name() == "/proc/self/exe" {
		want, err = exec.Command("go", "tool", "buildid", os.Args[0]).Output()
	}
	if err != nil {
		t.Skipf("SKIPPED: go tool buildid does not run: %v", err)
	}
	if got := buildID(f); got == "" || got != strings.TrimSpace(string(want)) {
		t.Errorf("build ID %q, want %q", got, want)
	}
	if got := buildID(strings.NewReader("no program")); got != "" {
		t.Errorf("build ID %q of no program", got)
	}
	for _, id := range []string{"", "redacted", "a/b", "x/" + strings.Repeat("y", 20)} {
		note := append([]byte{4, 0, 0, 0, byte(len(id)), 0, 0, 0, 4, 0, 0, 0, 'G', 'o', 0, 0}, id...)
		if got := noted(note, &elf.File{FileHeader: elf.FileHeader{ByteOrder: binary.LittleEndian}}); got != "" {
			t.Errorf("%q is taken for a build ID", id)
		}
	}
}

// A long error is cut between letters.
func TestLongError(t *testing.T) {
	b := open(t, filepath.Join(t.TempDir(), FileName))
	r := &Record{Key: hash("a"), Data: hash("data"), Program: hash("p"), Error: strings.Repeat("騰\"", 5000)}
	appendAll(t, b, r)
	text, err := os.ReadFile(b.Path())
	if err != nil || len(text) > 2500 || !strings.Contains(string(text), `騰\"騰\"…"`) {
		t.Errorf("%v, %d bytes: %.400s", err, len(text), text)
	}
}

// Whatever a record holds, a line gives it back, bit for bit.
func TestRoundTrip(t *testing.T) {
	definitions := metrics.Definitions()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String()
		r := &Record{
			Key: hash(text.Draw(t, "key")), Data: hash(text.Draw(t, "data")), Program: hash("p"),
			Engine: text.Draw(t, "engine"), Name: text.Draw(t, "name"), Strategy: text.Draw(t, "strategy"), Part: rapid.Bool().Draw(t, "part"),
			Digest: hash("d"), Orders: rapid.IntMin(0).Draw(t, "orders"), Fills: rapid.IntMin(0).Draw(t, "fills"), Trips: rapid.IntMin(0).Draw(t, "trips"),
			Figures: metrics.Set{},
		}
		for _, d := range definitions {
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				r.Figures = append(r.Figures, metrics.Figure{Name: d.Name, Unit: d.Unit, Value: metrics.Number(rapid.Float64().Draw(t, "x"))})
			case 1:
				r.Figures = append(r.Figures, metrics.Figure{Name: d.Name, Unit: d.Unit, Value: metrics.Undefined(text.Draw(t, "why") + "?")})
			}
		}
		for _, x := range rapid.SliceOf(rapid.Float64()).Draw(t, "blocks") {
			if finite(x) {
				r.Blocks = append(r.Blocks, x)
			}
		}
		for _, m := range rapid.SliceOf(rapid.Int64()).Draw(t, "curve") {
			r.Curve = append(r.Curve, engine.Money(m))
		}
		line, err := appendLine(nil, r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := parseLine(line[:len(line)-1])
		if err != nil {
			t.Fatal(err)
		}
		bits := cmp.Comparer(func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) })
		if d := cmp.Diff(r, got, bits); d != "" {
			t.Error(d)
		}
	})
}

// FuzzOpen asserts that no file stops the record: it is read without an error,
// and what is appended then is found and counted once.
func FuzzOpen(f *testing.F) {
	line := lineOf(f, sample("k", "p"))
	f.Add([]byte(line))
	f.Add([]byte(line[:400] + line + line[100:]))
	f.Add([]byte(`{"key":"{"key":"` + "\n\x00"))
	path := filepath.Join(f.TempDir(), FileName)
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		b := open(t, path)
		defer b.Close()
		r := sample("appended", "p")
		r.Data = hash("data of its own")
		appendAll(t, b, r, r)
		if got, ok := b.Find(r.Key, r.Program); !ok || got.Digest != r.Digest || b.Count(r.Data) != 1 {
			t.Errorf("found %v, %d trials", ok, b.Count(r.Data))
		}
		again := open(t, path)
		defer again.Close()
		if again.Count(hash("data")) != b.Count(hash("data")) {
			t.Errorf("%d trials read at once, %d bit by bit", again.Count(hash("data")), b.Count(hash("data")))
		}
	})
}

// FuzzLine asserts that a line which is read as a record is written as one that
// says the same.
func FuzzLine(f *testing.F) {
	line := strings.TrimSuffix(lineOf(f, sample("k", "p")), "\n")
	f.Add(line[:len(line)-endSize])
	f.Add(strings.Replace(line, `"blocks":"`, `"blocks":"AAAA`, 1)[:len(line)-endSize])
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "\n") {
			t.Skip("no line")
		}
		line := fmt.Sprintf(`%s,"sum":"%08x"}`, text, crc32.ChecksumIEEE([]byte(text)))
		r, err := parseLine([]byte(line))
		if err != nil {
			return
		}
		if len(r.Error) > longestError || r.Error != "" && (r.Orders+r.Fills+r.Trips > 0 || r.Figures != nil || r.Blocks != nil || r.Curve != nil) {
			t.Skip("not of ours")
		}
		out, err := appendLine(nil, r)
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseLine(out[:len(out)-1])
		if err != nil {
			t.Fatal(err)
		}
		if r.Figures == nil && again.Figures != nil {
			r.Figures = metrics.Set{}
		}
		if d := cmp.Diff(r, again); d != "" {
			t.Error(d)
		}
	})
}

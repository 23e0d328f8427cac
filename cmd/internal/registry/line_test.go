package registry

import (
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rally/engine"
	"rally/reports/metrics"
)

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

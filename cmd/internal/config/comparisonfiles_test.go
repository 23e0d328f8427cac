package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lay writes files into a folder of its own.
func lay(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range sortedKeys(files) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[name]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const hold = "[strategy]\nuse = 'buy-and-hold'\n"

func TestFiles(t *testing.T) {
	span := "[run]\nfrom = 2024-01-02\nto = 2024-06-28\n"
	artificial := "[data]\nsynthetic = { seed = 1 }\n"
	files := map[string]string{
		"a.toml":         span + artificial + hold,
		"b.toml":         cross[strings.Index(cross, "[strategy]"):] + span + artificial + "[sweep.over]\n'strategy.fast' = [1, 2]\n",
		"sub/c.toml":     span + artificial + "[[compare.strategy]]\nname = 'x'\nuse = 'ma-cross'\n[[compare.strategy]]\nuse = 'buy-and-hold'\n[compare.strategy.sweep.over]\n'market.fill' = ['base']\n",
		"other.toml":     strings.Replace(span, "2024-06-28", "2024-05-31\nbenchmark = 'HSI'\ncash = '5 HKD'", 1) + artificial + hold,
		"kept.toml":      span + artificial + hold + "[compare]\nkeep = 3\n[split]\nmethod = 'anchored'\ntrain = 20\ntest = 5\n",
		"kept2.toml":     span + artificial + hold + "[compare]\nkeep = 4\n[split]\nmethod = 'anchored'\ntrain = 21\ntest = 5\n",
		"sub/a.toml":     span + artificial + hold,
		"list.toml":      "[run]\nname = 'duel'\n[compare]\nfiles = ['a.toml', 'b.toml', '[ab].toml']\n",
		"nest.toml":      "[compare]\nfiles = ['list.toml']\n",
		"none.toml":      "[compare]\nfiles = ['nobody*.toml']\n",
		"shared.toml":    span + "[data]\ndir = 'prices'\nbars = ['*.csv']\nadjusted = 'none'\n[market]\nfill = 'base'\n[sweep.over]\n'market.slippage' = ['none']\n[compare]\nfiles = ['rules/*.toml']\nkeep = 1\n",
		"rules/one.toml": hold + "[run]\nname = 'one'\nto = 2024-06-28\n",
		"rules/two.toml": "[strategy]\nuse = 'ma-cross'\n[sweep.over]\n'strategy.fast' = [7]\n",
		"clash.toml":     "[data]\nsynthetic = {}\n[run]\nto = 2024-06-27\n[compare]\nfiles = ['a.toml']\n",
		"bad.toml":       span + "[market]\nfil = 'base'\n[data]\nsynthetic = {}\n[compare]\nfiles = ['rules/two.toml']\n",
		"itself.toml":    span + artificial + hold + "[compare]\nfiles = ['itse*.toml', 'b.toml', 'rules/two.toml']\n",
	}
	tests := []struct {
		name  string
		paths string
		set   []string
		want  string // names, or what is in the error
	}{
		{"two", "a.toml b.toml", nil, "a; b fast=1; b fast=2"},
		{"in another order", "b.toml a.toml", nil, "a; b fast=1; b fast=2"},
		{"with strategies side by side", "sub/c.toml b.toml", nil, "b fast=1; b fast=2; c buy-and-hold fill=base; c x"},
		{"alone", "b.toml", nil, "fast=1; fast=2"},
		{"a list", "list.toml", nil, "a; b fast=1; b fast=2"},
		{"a list and another", "list.toml sub/c.toml", nil, "a; b fast=1; b fast=2; c buy-and-hold fill=base; c x"},
		{"shared tables", "shared.toml", nil, "one slippage=none; two slippage=none fast=7"},
		{"shared tables, set", "shared.toml", []string{"data.dir=.", "run.from=2024-02-01", "compare.keep=2", "sweep.over.market.slippage=['1 tick']"}, "one slippage=1 tick; two slippage=1 tick fast=7"},
		{"a list that lists itself", "itself.toml", nil, "b fast=1; b fast=2; itself; two fast=7"},
		{"set", "a.toml b.toml", []string{"market.fill=base", "strategy.use=buy-and-hold"}, `--set strategy.use`},
		{"named twice", "a.toml ./a.toml", nil, "a.toml: the file is named twice; its trials would be counted twice"},
		{"listed and named", "list.toml a.toml", nil, "a.toml: the file is named twice"},
		{"stems alike", "a.toml sub/a.toml", nil, "is called a too, and trials are named after their files; rename one"},
		{"lists of lists", "nest.toml", nil, "list.toml:4:1: files: "},
		{"nobody", "none.toml", nil, "none.toml:2:9: files: no file is "},
		{"not there", "a.toml b2.toml", nil, "b2.toml: no such file"},
		{"another span", "a.toml other.toml", nil, "other.toml:3:6: run.to is 2024-05-31 here and 2024-06-28 in "},
		{"another benchmark", "a.toml other.toml", nil, "other.toml:4:13: run.benchmark is HSI here and none in "},
		{"other cash", "a.toml other.toml", nil, "other.toml:5:8: run.cash is 5.000 here and 1000000.000 in "},
		{"other settings", "kept.toml kept2.toml", nil, "kept2.toml:9:1: compare.keep is 4 here and 3 in "},
		{"another split", "kept2.toml kept.toml", nil, "kept.toml:10:1: split is anchored, train 20 sessions, test 5 here and anchored, train 21 sessions, test 5 in "},
		{"one says, others agree", "kept.toml b.toml", nil, "b fast=1; b fast=2; kept"},
		{"data in both", "clash.toml", nil, "a.toml:4:1: [data] is in "},
		{"ends in both", "clash.toml", nil, "a.toml:3:6: run.to is another in "},
		{"an error in a shared table", "bad.toml", nil, "bad.toml:5:1: unknown key \"fil\" in [market]; did you mean fill?"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := lay(t, files)
			var paths []string
			for path := range strings.FieldsSeq(test.paths) {
				paths = append(paths, dir+"/"+path)
			}
			c, err := ReadComparison(paths, test.set)
			if err != nil {
				if !strings.Contains(err.Error(), test.want) {
					t.Errorf("error:\n%v\nwant in it:\n%s", err, test.want)
				}
				return
			}
			if diff := cmp.Diff(test.want, names(c)); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("what is shared", func(t *testing.T) {
		dir := lay(t, files)
		c, err := ReadComparison([]string{dir + "/shared.toml"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.Name != "shared" || c.Keep != 1 || c.Base.Market.Fill != "base" || c.Base.Data.Dir != filepath.Join(dir, "prices") || c.Base.Run.Name != "one" {
			t.Errorf("%s of %s: %+v, %+v", c.Name, c.Base.Run.Name, c.Base.Data, c.Base.Market)
		}
		if c.Trials[0].Rule != "one" || c.Trials[1].Rule != "two" || c.Trials[1].Config.Run.Name != "two" {
			t.Errorf("rules %s and %s", c.Trials[0].Rule, c.Trials[1].Rule)
		}
		err = c.Base.Wrong("data.bars", os.ErrNotExist)
		if want := "shared.toml:6:8: "; !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
		err = c.Trials[1].Config.Wrong("strategy.fast", os.ErrNotExist)
		if want := "two.toml:4:19: "; !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	})
	t.Run("names of lists", func(t *testing.T) {
		c, err := ReadComparison([]string{lay(t, files) + "/list.toml"}, nil)
		if err != nil || c.Name != "duel" {
			t.Errorf("%v, %v", c, err)
		}
	})
	t.Run("the same data elsewhere is another trial", func(t *testing.T) {
		text := "[data]\nbars = ['x.csv']\nadjusted = 'none'\n" + span + hold
		dir := lay(t, map[string]string{"a.toml": text, "b.toml": text, "sub/c.toml": text})
		c, err := ReadComparison([]string{dir + "/a.toml", dir + "/b.toml", dir + "/sub/c.toml"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if names(c) != "a; c" || len(c.Repeated) != 1 {
			t.Errorf("trials %s, repeated %v", names(c), c.Repeated)
		}
	})
}

// pairs are the windows of ten thousand crossings.
const pairs = cross + `[sweep]
constraints = ["fast < slow"]
[sweep.over]
"strategy.fast" = { from = 5, to = 146, step = 1 }
"strategy.slow" = { from = 5, to = 146, step = 1 }
`

func TestTenThousandTrials(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c := mustCompare(t, pairs)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if len(c.Trials) != 142*141/2 {
		t.Fatalf("%d trials", len(c.Trials))
	}
	if held := int64(after.HeapAlloc) - int64(before.HeapAlloc); held > 25<<20 {
		t.Errorf("%d trials hold %d bytes", len(c.Trials), held)
	}
	runtime.KeepAlive(c)
}

func BenchmarkComparison(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseComparison(Source{Name: "a.toml", Text: []byte(pairs)}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTrialJSON(b *testing.B) {
	c, err := ParseComparison(Source{Name: "a.toml", Text: []byte(pairs)})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := c.Trials[i%len(c.Trials)].Config.JSON(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTrialNew(b *testing.B) {
	c, err := ParseComparison(Source{Name: "a.toml", Text: []byte(pairs)})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_ = c.Trials[i%len(c.Trials)].Config.Strategy.New()
	}
}

// FuzzComparison asks that any text is an error or a comparison whose trials have
// names and configurations of their own, each what a run of it alone reads.
func FuzzComparison(f *testing.F) {
	f.Add(cross+"[sweep.over]\n'strategy.fast' = [1, 2]\n'data.embargo' = ['1 session', '5m']\n", "compare.keep=3")
	f.Add(market+"[[compare.strategy]]\nuse = 'ma-cross'\nsweep = {over = {fast = {from = 1, to = 3}}}\n[[compare.strategy]]\nname = 'x'\nuse='policy-momentum'\n", "sweep.over.market.fill=['base']")
	f.Add(cross+"[split]\nmethod='purged'\n[compare]\nrank_by='cagr'\n[sweep]\nmethod='random'\ntrials=3\nconstraints=['fast<slow']\nover={'strategy.fast'=[1,2,3],'strategy.slow'=[2,3,4]}\n", "strategy.lots=2")
	f.Fuzz(func(t *testing.T, text, set string) {
		if strings.Contains(text, "files") || strings.Contains(set, "files") {
			return // what they name lies outside
		}
		c, err := ParseComparison(Source{Name: "f.toml", Text: []byte(text), Set: []string{set}})
		if err != nil {
			_ = err.Error()
			return
		}
		if _, err := c.JSON(); err != nil {
			t.Fatalf("no canonical form: %v", err)
		}
		last := ""
		for i, tr := range c.Trials {
			if i > 0 && tr.Name <= last {
				t.Fatalf("%q after %q", tr.Name, last)
			}
			last = tr.Name
			if got := canonical(t, tr.Config); got != plainJSON(t, tr.Config) {
				t.Fatalf("%s is written %s", tr.Name, got)
			}
			if len(tr.Values) != len(c.Axes) || tr.Config.Strategy.New() == nil {
				t.Fatalf("%s has %v of %d axes", tr.Name, tr.Values, len(c.Axes))
			}
		}
	})
}

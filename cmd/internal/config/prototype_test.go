package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/strategies"
)

func init() {
	for _, of := range []struct {
		name string
		new  func() engine.Strategy
	}{
		{"test-deep", func() engine.Strategy { return &deep{own: &inner{}} }},
		{"test-any", func() engine.Strategy { return &loose{Any: "nothing", N: 1} }},
		{"test-itself", func() engine.Strategy { return &itself{N: 1} }},
	} {
		strategies.Register(strategies.Spec{Name: of.name, Doc: "for tests", New: of.new})
	}
}

type inner struct {
	A []int `toml:"a"`
}

// shared is a part of several strategies.
type shared struct {
	Table map[string][]int `toml:"table"`
}

// deep has parameters of every kind that can be copied.
type deep struct {
	shared
	Pointer *int   `toml:"pointer"`
	In      inner  `toml:"in"`
	Pair    [2]int `toml:"pair"`
	N       int    `toml:"n"`

	own *inner // a state of its own
}

func (*deep) Start(*engine.Setup) error { return nil }

// loose has one that cannot.
type loose struct {
	Any any `toml:"any"`
	N   int `toml:"n"`
}

func (*loose) Start(*engine.Setup) error { return nil }

func (l *loose) Check() error {
	if l.N > 2 {
		return fmt.Errorf("n = %d: at most 2", l.N)
	}
	return nil
}

// itself decodes itself.
type itself struct {
	N int `toml:"n"`

	seen int // by the decoder, which alone can set it
}

func (*itself) Start(*engine.Setup) error { return nil }

func (s *itself) UnmarshalTOML(v any) error {
	if n, ok := v.(map[string]any)["n"].(int64); ok {
		s.N, s.seen = int(n), int(n)
	}
	return nil
}

const deepText = "\npointer = 4\nin = { a = [1, 2] }\npair = [3, 4]\ntable = { x = [5] }\n"

func TestPrototypesAreCopiedInDepth(t *testing.T) {
	text := strings.Replace(small, "\"buy-and-hold\"\n", "\"test-deep\""+deepText, 1)
	for _, sweep := range []string{"", "[sweep.over]\n'strategy.n' = [1]\n"} {
		c := mustCompare(t, text+sweep).Trials[0].Config
		if c.Strategy.from == nil && sweep == "" {
			t.Fatal("it is decoded anew each time")
		}
		four := 4
		want := &deep{shared: shared{Table: map[string][]int{"x": {5}}}, Pointer: &four, In: inner{A: []int{1, 2}}, Pair: [2]int{3, 4}, own: &inner{}}
		if sweep != "" {
			want.N = 1
		}
		spoilt := c.Strategy.New().(*deep)
		if !reflect.DeepEqual(spoilt, want) {
			t.Fatalf("made %+v, want %+v", spoilt, want)
		}
		spoilt.Table["x"][0], spoilt.Table["y"], *spoilt.Pointer, spoilt.In.A[0], spoilt.Pair[0], spoilt.own.A = 9, nil, 9, 9, 9, []int{9}
		if again := c.Strategy.New(); !reflect.DeepEqual(again, want) {
			t.Errorf("after another was changed, made %+v", again)
		}
	}
}

func TestWhatCannotBeCopiedIsDecoded(t *testing.T) {
	text := func(use string) string { return strings.Replace(small, "buy-and-hold", use, 1) }
	c := mustCompare(t, text("test-any")+"any = ['x']\n[sweep.over]\n'strategy.n' = [1, 2]\n'market.fill' = ['base']\n")
	got := c.Trials[1].Config.Strategy.New().(*loose)
	if diff := cmp.Diff(&loose{Any: []any{"x"}, N: 2}, got); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	got.Any.([]any)[0] = "spoilt"
	if again := c.Trials[1].Config.Strategy.New().(*loose); again.Any.([]any)[0] != "x" {
		t.Error("two share a list")
	}
	c = mustCompare(t, text("test-any")+"[sweep.over]\n'strategy.any' = ['x', 'y']\n")
	if got := c.Trials[1].Config; got.Strategy.New().(*loose).Any != "y" || got.Strategy.Params["any"] != "y" {
		t.Errorf("made %+v", got.Strategy.New())
	}
	if _, err := compare(t, text("test-any")+"[sweep.over]\n'strategy.any' = ['x']\n'strategy.n' = [2, 3]\n"); err == nil || !strings.Contains(err.Error(), "n = 3: at most 2; 1 of 2 trials is refused") {
		t.Errorf("error %v", err)
	}
	c = mustCompare(t, text("test-itself")+"[sweep.over]\n'strategy.n' = [1, 2]\n")
	if got := c.Trials[1].Config; got.Strategy.New().(*itself).seen != 2 {
		t.Errorf("made %+v", got.Strategy.New())
	}
}

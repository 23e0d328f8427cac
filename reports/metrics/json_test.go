package metrics

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// What is computed is read back as it was, bit for bit.
func TestSetOfAComputationIsReadBack(t *testing.T) {
	c, err := FromReturns(nil, []float64{.01, -.02, .03, 0, -.01, .02})
	if err != nil {
		t.Fatal(err)
	}
	s := Compute(c, nil, Options{Periods: 246})
	s = append(s, ComputeActivity(Activity{Costs: 12_345, Gross: 1_000_000}, c, Options{Periods: 246})...)
	s = append(s, ComputeTrades([]Trade{{Net: 3_000_000, Return: .06, Sessions: 10}})...)
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var again Set
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(s, again); d != "" {
		t.Error(d)
	}
	if !json.Valid(text) || !strings.Contains(string(text), `"beta":{"undefined":"no benchmark"}`) {
		t.Errorf("%s", text)
	}
}

func TestSetUnmarshalJSON(t *testing.T) {
	tests := map[string]struct {
		text string
		want Set // nil: an error
		says string
	}{
		"none":             {`{}`, Set{}, ""},
		"in another order": {` { "max_dd" : -0.5 , "n":2,"mine":{ "undefined" : "a, \"b\" }" }, "mean":{"undefined":"no returns"},"its":1e-9 } `, Set{{"n", inSessions, Number(2)}, {"mean", fraction, Undefined("no returns")}, {"max_dd", fraction, Number(-.5)}, {"mine", "", Undefined(`a, "b" }`)}, {"its", "", Number(1e-9)}}, ""},
		"escaped":          {`{"\u006e":-0,"騰\"":1,"":3}`, Set{{"n", inSessions, Number(0)}, {"騰\"", "", Number(1)}, {"", "", Number(3)}}, ""},
		"twice":            {`{"n":1,"n":2}`, nil, "n stands twice"},
		"strange twice":    {`{"m":1,"n":2,"m":1}`, nil, "m stands twice"},
		"null":             {`null`, nil, "an object"},
		"a list":           {`[1]`, nil, "an object"},
		"null value":       {`{"n":null}`, nil, "n: \"null\" is neither"},
		"a text":           {`{"n":"1"}`, nil, "is neither"},
		"true":             {`{"n":true}`, nil, "is neither"},
		"a list for one":   {`{"n":[1,{"a":"]"}],"m":1}`, nil, "is neither"},
		"no reason":        {`{"n":{"undefined":""}}`, nil, "is neither"},
		"reason and more":  {`{"n":{"undefined":"x","y":1}}`, nil, "is neither"},
		"endless":          {`{"n":1e999}`, nil, "1e999 is too large"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			was := Set{{"kept", "", Number(1)}}
			got := was
			err := json.Unmarshal([]byte(test.text), &got)
			if name == "null" {
				err = got.UnmarshalJSON([]byte(test.text))
			}
			if test.want == nil {
				if err == nil || !strings.Contains(err.Error(), test.says) {
					t.Errorf("error %v, want %q", err, test.says)
				}
				if d := cmp.Diff(was, got); d != "" {
					t.Error("changed by an error: " + d)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// Numbers and texts are those that encoding/json writes.
func TestValuesAreWrittenAsJSONWritesThem(t *testing.T) {
	check := func(t interface{ Errorf(string, ...any) }, x any, v Value) {
		want, err := json.Marshal(x)
		if err != nil {
			t.Errorf("%v", err)
		}
		got, err := v.MarshalJSON()
		if err != nil || string(got) != string(want) {
			t.Errorf("%v: %s, want %s; %v", x, got, want, err)
		}
		var again Value
		if err := again.UnmarshalJSON(got); err != nil || math.Float64bits(again.Number+0) != math.Float64bits(v.Number+0) {
			t.Errorf("%s is read as %v; %v", got, again, err)
		}
	}
	for _, x := range []float64{0, 1, -1, .1, 1e-6, 9.99e-7, -1e-7, 1e-10, 1e-100, 1e20, 1e21, -1.5e300, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Copysign(0, -1)} {
		check(t, x, Value{Number: x})
	}
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64().Draw(t, "x")
		check(t, x, Value{Number: x})
		why := rapid.String().Draw(t, "why") + "."
		check(t, map[string]string{"undefined": why}, Undefined(why))
	})
	if _, err := (Value{Number: math.NaN()}).MarshalJSON(); err == nil {
		t.Error("NaN is written")
	}
	if _, err := json.Marshal(Set{{"n", "", Value{Number: math.Inf(1)}}}); err == nil || !strings.Contains(err.Error(), "n: not a finite number") {
		t.Errorf("error %v", err)
	}
}

// FuzzSet asserts that no text makes the reader panic, and that what is read is
// written as what is read again.
func FuzzSet(f *testing.F) {
	for _, seed := range []string{`{"n":1,"x":{"undefined":"why"}}`, `{"a\"":[{"]":"}"}]}`, `{"n":1}}`, `{`, `{"n"`, ``, "{\"\xff\":1}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var s, again Set
		err := s.UnmarshalJSON(text)
		var direct map[string]Value
		if plain := json.Unmarshal(text, &direct); err == nil && (plain != nil || len(direct) != len(s)) {
			t.Fatalf("%d figures, %d by encoding/json: %v", len(s), len(direct), plain)
		}
		if err != nil {
			return
		}
		for _, f := range s {
			if direct[f.Name] != f.Value {
				t.Errorf("%q: %v, %v by encoding/json", f.Name, f.Value, direct[f.Name])
			}
		}
		out, err := s.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if err := again.UnmarshalJSON(out); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(s, again); d != "" {
			t.Error(d)
		}
	})
}

package batch

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// numbers makes an axis of numbers as they are written.
func numbers(key string, texts ...string) Axis {
	a := Axis{Key: key}
	for _, text := range texts {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			panic(err)
		}
		a.Values = append(a.Values, Value{Text: text, Number: n, Numeric: true})
	}
	return a
}

// counted makes an axis of n whole numbers from 1 on.
func counted(key string, n int) Axis {
	a := Axis{Key: key, Values: make([]Value, n)}
	for i := range a.Values {
		a.Values[i] = Value{Text: strconv.Itoa(i + 1), Number: float64(i + 1), Numeric: true}
	}
	return a
}

func bind(t testing.TB, text string, axes []Axis) Check {
	t.Helper()
	c, err := ParseConstraint(text)
	if err != nil {
		t.Fatal(err)
	}
	check, err := c.Bind(axes)
	if err != nil {
		t.Fatal(err)
	}
	return check
}

func TestConstraintHolds(t *testing.T) {
	axes := []Axis{
		numbers("strategy.fast", "10"), numbers("strategy.slow", "20"), numbers("strategy.risk.stop", "0.1"),
		numbers("zero", "0"), numbers("minus", "-5"), numbers("größe", "7"),
	}
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"fast < slow", true},
		{"slow < fast", false},
		{"strategy.fast<strategy.slow", true},
		{"risk.stop < strategy.risk.stop*2", true},
		{"strategy.fast*2 <= slow", true},
		{"fast*2 < slow", false},
		{"fast * 2 >= slow", true},
		{"fast * 2 > slow", false},
		{"fast*2 == slow", true},
		{"fast*2 != slow", false},
		{"fast != slow", true},
		{"5 < fast < slow < 21", true},
		{"5 < fast < slow < 20", false},
		{"20 < fast < slow", false}, // the first comparison counts
		{"fast < slow > 5", true},
		{"fast < slow == 2 * fast", true},
		{"2 + 3 * 4 == fast + 4", true},
		{"(2 + 3) * 4 == slow", true},
		{"100 - fast - slow == 70", true}, // from the left
		{"100 / fast / 2 == 5", true},
		{"100 / (fast / 2) == slow", true},
		{"-fast < minus", true},
		{"--fast == +fast", true},
		{"slow - -fast == 30", true},
		{"-(fast - slow) == fast", true},
		{"minus * -2 == fast", true},
		{"fast == 1_0", true},
		{"fast == 1e1", true},
		{"fast == 1E+1", true},
		{"stop == .1", true},
		{"stop == 10e-2", true},
		{"fast == 10.", true},
		{"größe == 7", true},
		{"\tfast\n< slow ", true},

		// Rounding makes no difference.
		{"stop * 3 == 0.3", true},
		{"stop * 3 <= 0.3", true},
		{"stop * 3 > 0.3", false},
		{"stop * 3 != 0.3", false},
		{"0.3 - stop * 3 == 0", true},
		{"0.3 - stop * 3 < 0", false},
		{"1 / 3 * 3 == fast / 10", true},
		{"stop == 0.1000000001", false},
		{"zero < 1e-300", true},
		{"zero == 0", true},

		// What is not finite is comparable to nothing.
		{"1 / zero > 0", false},
		{"1 / zero != 0", false},
		{"zero / zero != zero", false},
		{"1 / (0.3 - stop * 3) > 0", false},
		{"1e308 * fast > 1", false},
		{"1e308 * fast - 1e308 * fast < 1", false},
		{"fast < 1 / zero < 5", false},
	} {
		t.Run(tt.text, func(t *testing.T) {
			if got := bind(t, tt.text, axes)(make(Point, len(axes))); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestConstraintSeesThePoint(t *testing.T) {
	axes := []Axis{numbers("slow", "20", "50"), {Key: "rule", Values: []Value{{Text: "a"}}}, numbers("fast", "10", "30", "60")}
	check := bind(t, "fast < slow", axes)
	got := map[string]bool{}
	for s := range 2 {
		for f := range 3 {
			got[axes[2].Values[f].Text+"<"+axes[0].Values[s].Text] = check(Point{s, 0, f})
		}
	}
	want := map[string]bool{"10<20": true, "30<20": false, "60<20": false, "10<50": true, "30<50": true, "60<50": false}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestConstraintKeys(t *testing.T) {
	c, err := ParseConstraint("10 <= fast < strategy.slow*fast + a_1 ")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"fast", "strategy.slow", "a_1"}, c.Keys()); d != "" {
		t.Error(d)
	}
	if c.String() != "10 <= fast < strategy.slow*fast + a_1 " {
		t.Errorf("%q", c)
	}
}

func TestParseConstraintErrors(t *testing.T) {
	deep := strings.Repeat("(", 31) + "fast" + strings.Repeat(")", 31) + " < 1"
	for _, tt := range []struct {
		name, text string
		column     int
		want       string
	}{
		{"empty", "", 1, "says nothing; write it like fast < slow"},
		{"blank", "  ", 1, "says nothing"},
		{"one side", "fast * 2", 1, "compares nothing"},
		{"no key", "1 < 2", 1, "names no key"},
		{"no right side", "fast <", 7, "the end where a key, a number or ( is wanted"},
		{"no left side", "< fast", 1, `"<" where a key, a number or ( is wanted`},
		{"two signs", "fast < < slow", 8, `"<" where a key`},
		{"assignment", "fast = slow", 6, `"=" where a comparison is wanted; write ==`},
		{"turned", "fast =< slow", 6, "write <="},
		{"arrow", "fast => slow", 6, "write >="},
		{"another unequal", "fast <> slow", 6, "write !="},
		{"mathematical", "fast ≤ slow", 6, "write <="},
		{"and", "fast < slow and slow < 9", 13, `"and" where a comparison is wanted; a constraint is one chain`},
		{"ampersands", "fast < slow && slow < 9", 13, "all constraints hold together"},
		{"two words", "fast slow", 6, `"slow" where a comparison is wanted`},
		{"two numbers", "fast < 1 2", 10, `"2" where a comparison is wanted`},
		{"no operand", "fast + < slow", 8, `"<" where a key`},
		{"power", "fast ** 2 < 9", 7, `"*" where a key`},
		{"open", "(fast + 1 < slow", 11, `"<" where ) is wanted`},
		{"never closed", "1 < 2 * (fast", 9, "this ( is never closed"},
		{"closed twice", "(fast) ) < 1", 8, `")" where a comparison is wanted`},
		{"empty parentheses", "() < fast", 2, `")" where a key`},
		{"quotes", `rule == "a"`, 9, `"\"" where a key`},
		{"a number with letters", "2fast < slow", 1, "2fast is no number"},
		{"two points", "fast < 1.2.3", 8, "1.2.3 is no number"},
		{"a point", "fast < .", 8, ". is no number"},
		{"an exponent", "fast < 1e", 8, "1e is no number"},
		{"hexadecimal", "fast < 0x1p4", 8, "0x1p4 is no number"},
		{"underscores", "fast < 1__0", 8, "1__0 has an underscore that is not between digits"},
		{"too large", "fast < 1e999", 8, "1e999 is too large"},
		{"after a letter of two bytes", "größe < < 1", 9, `"<" where a key`},
		{"no UTF-8", "fast < \xff", 8, "a byte that is no letter"},
		{"control", "fast < \x00", 8, `'\x00' has no place here`},
		{"deep", deep, 31, "more than 30 parentheses within each other"},
		{"long", "fast < " + strings.Repeat("1", 1000), 1, "longer than 1000 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseConstraint(tt.text)
			e, ok := errors.AsType[*ConstraintError](err)
			if !ok || e.Column != tt.column || !strings.Contains(e.Err.Error(), tt.want) {
				t.Fatalf("got %v\nwant column %d: %s", err, tt.column, tt.want)
			}
			if !strings.HasPrefix(err.Error(), "constraint \"") || !strings.Contains(err.Error(), fmt.Sprintf("column %d: ", tt.column)) {
				t.Errorf("it does not say where: %v", err)
			}
		})
	}
}

func TestBindErrors(t *testing.T) {
	axes := []Axis{
		numbers("strategy.fast", "10"), numbers("strategy.slow", "20"), numbers("other.slow", "20"), numbers("hold", "1"), numbers("strategy.hold", "1"),
		{Key: "data.embargo", Values: []Value{{Text: "0", Numeric: true}, {Text: "15m"}}}, {Key: "void"},
	}
	for _, tt := range []struct {
		name, text string
		axes       []Axis
		column     int
		want       string
	}{
		{"unknown", "fast < slwo", axes, 8, "no key that is varied is called slwo; did you mean slow?"},
		{"unknown, in full", "strategy.fsat < 1", axes, 1, "did you mean strategy.fast?"},
		{"capitals", "Fast < 1", axes, 1, "did you mean fast?"},
		{"not an end from a dot on", "ast < 1", axes, 1, "is called ast; did you mean fast?"},
		{"nothing like it", "1 < lookback", axes[:2], 5, "is called lookback; there are strategy.fast, strategy.slow"},
		{"no axes", "1 < lookback", nil, 5, "there is none"},
		{"ambiguous", "fast < slow", axes, 8, "slow may be other.slow or strategy.slow; write more of the key"},
		{"no numbers", "embargo < 1", axes, 1, `data.embargo has the value "15m", which is no number; a constraint compares numbers`},
		{"no values", "void < 1", axes, 1, "void has no values"},
		{"the first use", "1 < fast < x*2 < x", axes, 12, "is called x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := ParseConstraint(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			check, err := c.Bind(tt.axes)
			e, ok := errors.AsType[*ConstraintError](err)
			if !ok || e.Column != tt.column || !strings.Contains(e.Err.Error(), tt.want) || check != nil {
				t.Errorf("got %v\nwant column %d: %s", err, tt.column, tt.want)
			}
		})
	}
	// A whole key is never ambiguous, even where it is the end of another.
	bind(t, "hold == 1", axes)
	bind(t, "strategy.hold == 1", axes)
}

// expression is drawn as text and computed exactly beside it.
type expression struct {
	text  string
	value *big.Rat // nil: after a division by 0
}

// anyExpression draws an expression of the keys a, b and c, whose values are given.
func anyExpression(r *rapid.T, values map[string]string, depth int) expression {
	kind := rapid.IntRange(0, 9).Draw(r, "kind")
	if depth == 0 || kind < 3 {
		text := rapid.SampledFrom([]string{"a", "b", "c", "1", "2", "0.1", "0.25", "1.5", "3e2"}).Draw(r, "leaf")
		written := text
		if v, ok := values[text]; ok {
			written = v
		}
		n, ok := new(big.Rat).SetString(written)
		if !ok {
			r.Fatalf("%s is no number", written)
		}
		return expression{text, n}
	}
	left := anyExpression(r, values, depth-1)
	if kind == 3 {
		e := expression{text: "-(" + left.text + ")"}
		if left.value != nil {
			e.value = new(big.Rat).Neg(left.value)
		}
		return e
	}
	right := anyExpression(r, values, depth-1)
	sign := rapid.SampledFrom([]string{"+", "-", "*", "/"}).Draw(r, "operator")
	e := expression{text: "(" + left.text + " " + sign + " " + right.text + ")"}
	if left.value == nil || right.value == nil {
		return e
	}
	switch sign {
	case "+":
		e.value = new(big.Rat).Add(left.value, right.value)
	case "-":
		e.value = new(big.Rat).Sub(left.value, right.value)
	case "*":
		e.value = new(big.Rat).Mul(left.value, right.value)
	default:
		if right.value.Sign() != 0 {
			e.value = new(big.Rat).Quo(left.value, right.value)
		}
	}
	return e
}

// What floating point makes of decimals is what exact arithmetic makes of them.
func TestConstraintAgreesWithExactArithmetic(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		values := map[string]string{}
		var axes []Axis
		for _, key := range []string{"a", "b", "c"} {
			values[key] = rapid.SampledFrom([]string{"0", "1", "7", "0.1", "0.3", "-2.7", "100"}).Draw(r, key)
			axes = append(axes, numbers("x."+key, values[key]))
		}
		sides := []expression{{"0*a", new(big.Rat)}, anyExpression(r, values, 3), anyExpression(r, values, 3)}
		text, want := sides[0].text, true
		for i, right := range sides[1:] {
			sign := rapid.SampledFrom([]string{"<", "<=", ">", ">=", "==", "!="}).Draw(r, "sign")
			text += " " + sign + " " + right.text
			left := sides[i].value
			if left == nil || right.value == nil {
				want = false
				continue
			}
			order := left.Cmp(right.value)
			want = want && map[string]bool{
				"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0, "==": order == 0, "!=": order != 0,
			}[sign]
		}
		c, err := ParseConstraint(text)
		if err != nil {
			r.Fatal(err)
		}
		check, err := c.Bind(axes)
		if err != nil {
			r.Fatal(err)
		}
		if got := check(Point{0, 0, 0}); got != want {
			r.Fatalf("%s with %v: got %v, want %v", text, values, got, want)
		}
	})
}

// The deepest constraint that is read can be computed.
func TestConstraintHeight(t *testing.T) {
	side := "a + a * a"
	for range maxNested {
		side = "a + a * (" + side + ")"
	}
	if !bind(t, side+" > 0", []Axis{numbers("a", "1")})(Point{0}) {
		t.Error("does not hold")
	}
}

func TestCheckAllocatesNothing(t *testing.T) {
	check := bind(t, "fast * 2 + 1 <= slow < 300", []Axis{counted("fast", 5), counted("slow", 50)})
	p := Point{3, 20}
	if n := testing.AllocsPerRun(100, func() { check(p) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzParseConstraint(f *testing.F) {
	for _, text := range []string{
		"fast < slow", "strategy.fast*2 <= slow", "10 <= fast < slow < (top + 1) * 50", "-(a / b) != 1_000.5e-3", "a = b", "≤ 1", "((a))<--2", "a && b", "\xff", "0x1p4 < a",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseConstraint(text)
		if err != nil {
			e, ok := errors.AsType[*ConstraintError](err)
			if !ok || e.Column < 1 || e.Column > utf8.RuneCountInString(text)+1 {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		if c.String() != text || len(c.Keys()) == 0 {
			t.Fatalf("%q became %q of %q", text, c, c.Keys())
		}
		var axes []Axis
		for _, key := range c.Keys() {
			axes = append(axes, numbers(key, "2", "3"))
		}
		check, err := c.Bind(axes)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		check(make(Point, len(axes)))
		again, err := ParseConstraint(c.String())
		if err != nil || !cmp.Equal(c, again, cmp.AllowUnexported(Constraint{}, step{}, word{})) {
			t.Fatalf("%q read again: %v, %v", text, again, err)
		}
	})
}

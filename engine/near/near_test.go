package near

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestHint(t *testing.T) {
	known := []string{"outside-range", "zero-volume", "off-grid", "gap"}
	for _, tt := range []struct{ word, want string }{
		{"zero-volum", "did you mean zero-volume?"},
		{"ZERO-VOLUME", "did you mean zero-volume?"},
		{"gpa", "did you mean gap?"},
		{"ga", "did you mean gap?"},
		{"nothing-like-it", "there are gap, off-grid, outside-range, zero-volume"},
		{"", "there are gap, off-grid, outside-range, zero-volume"},
	} {
		if got := Hint(tt.word, known); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.word, got, tt.want)
		}
	}
	if got := Hint("x", nil); got != "there is none" {
		t.Error(got)
	}
	var many []string
	for i := range mostListed + 1 {
		many = append(many, fmt.Sprintf("name-%03d", i))
	}
	if got := Hint("else", many); !strings.HasSuffix(got, "name-039 and more") {
		t.Error(got)
	}
}

func TestNames(t *testing.T) {
	if got := fmt.Sprint(Names("fast", []string{"last", "cast", "fist", "past", "slow"})); got != "[cast fist]" {
		t.Error(got)
	}
}

func TestEdits(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"ca", "abc", 3}, {"hold", "holds", 1}} {
		if got := Edits(tt.a, tt.b); got != tt.want {
			t.Errorf("%q to %q: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

// A distance is as far back, none only to itself, and one edit changes it by one
// at most.
func TestEditsIsADistance(t *testing.T) {
	word := rapid.StringMatching(`[abc]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := word.Draw(t, "a"), word.Draw(t, "b"), rapid.StringMatching(`[abc]`).Draw(t, "c")
		d := Edits(a, b)
		if back := Edits(b, a); back != d {
			t.Fatalf("%d there, %d back", d, back)
		}
		if (d == 0) != (a == b) {
			t.Fatalf("%d", d)
		}
		if more := Edits(a+c, b) - d; more > 1 || more < -1 {
			t.Fatalf("a letter changed it by %d", more)
		}
	})
}

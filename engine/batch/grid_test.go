package batch

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGrid(t *testing.T) {
	axes := []Axis{counted("fast", 3), counted("slow", 4)}
	for _, tt := range []struct {
		name   string
		axes   []Axis
		checks []string
		want   []Point
	}{
		{"no axes: one point", nil, nil, []Point{{}}},
		{"one axis", axes[:1], nil, []Point{{0}, {1}, {2}}},
		{"the last axis turns fastest", []Axis{counted("a", 2), counted("b", 1), counted("c", 2)}, nil,
			[]Point{{0, 0, 0}, {0, 0, 1}, {1, 0, 0}, {1, 0, 1}}},
		{"a constraint", axes, []string{"fast < slow"}, []Point{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}}},
		{"all constraints", axes, []string{"fast < slow", "fast + slow == 5"}, []Point{{0, 3}, {1, 2}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var checks []Check
			for _, text := range tt.checks {
				checks = append(checks, bind(t, text, tt.axes))
			}
			got, err := Grid(tt.axes, checks)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// A point is its owner's: appending to it does not reach into the next.
func TestGridPointsAreSeparate(t *testing.T) {
	points, err := Grid([]Axis{counted("a", 2), counted("b", 2)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = append(points[0], 9)
	if points[1][0] != 0 {
		t.Errorf("%v", points)
	}
}

func TestGridErrors(t *testing.T) {
	thousand := counted("a", 1000)
	never := func(Point) bool { return false }
	for _, tt := range []struct {
		name   string
		axes   []Axis
		checks []Check
		want   string
	}{
		{"too many", []Axis{thousand, counted("b", 1001)}, nil, "the grid has 1,001,000 points, more than 1,000,000; take fewer values, or draw some at random"},
		{"far too many", []Axis{thousand, counted("b", 1000), counted("c", 1000), counted("d", 1000), counted("e", 1000), counted("f", 1000), counted("g", 1000)}, nil,
			"the grid has 1,000,000,000,000,000,000,000 points"},
		{"none", []Axis{thousand}, []Check{never}, "the constraints leave none of 1,000 points"},
		{"no key", []Axis{{Values: []Value{{Text: "1"}}}}, nil, "an axis has no key"},
		{"one key twice", []Axis{counted("a", 2), counted("a", 3)}, nil, "a is varied twice"},
		{"no values", []Axis{{Key: "a"}}, nil, "a is to be varied, but has no values"},
		{"one value twice", []Axis{{Key: "a", Values: []Value{{Text: "1h"}, {Text: "1h"}}}}, nil, `a has the value "1h" twice`},
		{"no number", []Axis{numbers("a", "1", "inf")}, nil, `a has the value "inf", which is no finite number`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Grid(tt.axes, tt.checks)
			if err == nil || !strings.Contains(err.Error(), tt.want) || got != nil {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
			if _, err := Random(tt.axes, tt.checks, 5, 1); tt.name != "too many" && tt.name != "far too many" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("random: got %v\nwant %s", err, tt.want)
			}
		})
	}
}

// A million points are a grid still.
func TestGridOfAMillion(t *testing.T) {
	axes := []Axis{counted("fast", 1000), counted("slow", 1000)}
	points, err := Grid(axes, []Check{bind(t, "fast < slow", axes)})
	if err != nil || len(points) != 499_500 {
		t.Errorf("%d points, %v", len(points), err)
	}
	if last := points[len(points)-1]; last[0] != 998 || last[1] != 999 {
		t.Errorf("the last is %v", last)
	}
}

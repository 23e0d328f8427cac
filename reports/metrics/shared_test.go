package metrics_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"

	"rally/engine/enginetest"
	"rally/reports/metrics"
)

// vectorFile returns the path of a public test vector.
func vectorFile(t *testing.T, name string) string {
	t.Helper()
	return enginetest.Shared(t, "reference", "vectors", name)
}

// expected reads one table of the published numbers; a truth is 1 or 0.
func expected(t *testing.T, key string) map[string]float64 {
	t.Helper()
	raw, err := os.ReadFile(vectorFile(t, "expected_pub.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	var table map[string]any
	if err := json.Unmarshal(all[key], &table); err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	numbers := make(map[string]float64)
	for name, v := range table {
		switch v := v.(type) {
		case float64:
			numbers[name] = v
		case bool:
			numbers[name] = 0
			if v {
				numbers[name] = 1
			}
		default:
			t.Fatalf("%s.%s is a %T", key, name, v)
		}
	}
	return numbers
}

// columns reads a CSV file of numbers under one header row.
func columns(t *testing.T, name string) map[string][]float64 {
	t.Helper()
	f, err := os.Open(vectorFile(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cols := make(map[string][]float64)
	for _, row := range rows[1:] {
		for i, s := range row {
			x, err := strconv.ParseFloat(s, 64)
			if err != nil {
				t.Fatal(err)
			}
			cols[rows[0][i]] = append(cols[rows[0][i]], x)
		}
	}
	return cols
}

// near checks a defined value within a relative tolerance.
func near(t *testing.T, name string, got metrics.Value, want, tolerance float64) {
	t.Helper()
	if !got.Defined() {
		t.Errorf("%s is undefined (%s), want %v", name, got.Why, want)
		return
	}
	if math.Abs(got.Number-want) > tolerance*math.Max(math.Abs(want), 1e-300) {
		t.Errorf("%s = %v, want %v", name, got.Number, want)
	}
}

// want checks a figure of a set.
func want(t *testing.T, s metrics.Set, name string, number, tolerance float64) {
	t.Helper()
	v, ok := s.Get(name)
	if !ok {
		t.Errorf("no figure %s", name)
		return
	}
	near(t, name, v, number, tolerance)
}

// undefined checks that a figure is undefined for a reason.
func undefined(t *testing.T, s metrics.Set, name, why string) {
	t.Helper()
	v, ok := s.Get(name)
	if !ok || v.Why != why {
		t.Errorf("%s = %v, want undefined: %s", name, v, why)
	}
}

// curve makes a curve of returns without dates.
func curve(t *testing.T, returns ...float64) metrics.Curve {
	t.Helper()
	c, err := metrics.FromReturns(nil, returns)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

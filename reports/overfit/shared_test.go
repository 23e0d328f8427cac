package overfit_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"

	"rally/engine/enginetest"
	"rally/reports/metrics"
	"rally/reports/overfit"
)

// exact is the tolerance of published numbers, relative.
const exact = 1e-9

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

// trialsFile reads the public matrix of trials: names and a slice each.
func trialsFile(t *testing.T) (names []string, returns [][]float64) {
	t.Helper()
	f, err := os.Open(enginetest.Shared(t, "reference", "vectors", "trials.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	returns = make([][]float64, len(rows[0]))
	for _, row := range rows[1:] {
		for i, s := range row {
			x, err := strconv.ParseFloat(s, 64)
			if err != nil {
				t.Fatal(err)
			}
			returns[i] = append(returns[i], x)
		}
	}
	return rows[0], returns
}

// expected reads one table of the published numbers into v.
func expected(t *testing.T, key string, v any) {
	t.Helper()
	raw, err := os.ReadFile(enginetest.Shared(t, "reference", "vectors", "expected_pub.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(all[key], v); err != nil {
		t.Fatalf("%s: %v", key, err)
	}
}

// tracks returns those of trials cut into blocks, named by number.
func tracks(returns [][]float64, blocks int) []overfit.Track {
	out := make([]overfit.Track, len(returns))
	for i, r := range returns {
		out[i] = overfit.NewTrack(strconv.Itoa(i), r, overfit.NewDesign(len(r), blocks))
	}
	return out
}

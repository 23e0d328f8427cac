package metrics_test

import (
	"encoding/json"
	"testing"

	"rally/engine"
	"rally/reports/metrics"
)

func TestSpellJSON(t *testing.T) {
	d := engine.Date(2024, 1, 2)
	deepest, longest, ok := metrics.Extremes(dated(t, d, 100, 50, 100, 99, 98, 97))
	if !ok || longest.Sessions() != 3 || longest.Recovered {
		t.Errorf("%+v %v", longest, ok)
	}
	got, err := json.Marshal(deepest)
	const written = `{"days":2,"depth":-0.5,"end":"2024-01-04","peak":"2024-01-02","recovered":true,"sessions":2,"trough":"2024-01-03"}`
	if err != nil || string(got) != written {
		t.Errorf("%s %v\nwant %s", got, err, written)
	}
	deepest, _, _ = metrics.Extremes(curve(t, -.5))
	got, err = json.Marshal(deepest)
	const undated = `{"days":null,"depth":-0.5,"end":null,"peak":null,"recovered":false,"sessions":1,"trough":null}`
	if err != nil || string(got) != undated {
		t.Errorf("%s %v\nwant %s", got, err, undated)
	}
	if _, _, ok := metrics.Extremes(curve(t, .1)); ok {
		t.Error("a spell of a curve that only rises")
	}
}

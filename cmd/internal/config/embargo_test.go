package config

import (
	"strings"
	"testing"

	"rally/engine"
)

func TestEmbargo(t *testing.T) {
	tests := []struct {
		text string
		want Embargo
		as   string // how it is written again
	}{
		{"15m", Embargo{Time: 15 * engine.Minute}, "15m"},
		{"0s", Embargo{}, "0s"},
		{"0 sessions", Embargo{}, "0s"},
		{"1 session", Embargo{Sessions: 1}, "1 session"},
		{" 2  sessions ", Embargo{Sessions: 2}, "2 sessions"},
		{"1 sessions", Embargo{Sessions: 1}, "1 session"},
		{"24h", Embargo{Time: 24 * engine.Hour}, "24h"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			got, err := ParseEmbargo(test.text)
			if err != nil || got != test.want {
				t.Fatalf("%+v, %v, want %+v", got, err, test.want)
			}
			if got.String() != test.as {
				t.Errorf("written %q, want %q", got, test.as)
			}
			if again, err := ParseEmbargo(got.String()); err != nil || again != got {
				t.Errorf("read back %+v, %v", again, err)
			}
		})
	}
	for _, bad := range []string{"", "sessions", "-1 sessions", "+1 session", "1.5 sessions", "251 sessions", "two sessions", "15", "1 session ago"} {
		if got, err := ParseEmbargo(bad); err == nil {
			t.Errorf("ParseEmbargo(%q) = %+v", bad, got)
		}
	}
}

func TestEmbargoInSessionsIsCanonical(t *testing.T) {
	c, err := parse(t, small, "data.embargo=2 sessions")
	if err != nil {
		t.Fatal(err)
	}
	if c.Data.Embargo != 0 || c.Data.EmbargoSessions != 2 || c.Data.EmbargoText() != "2 sessions" {
		t.Errorf("%+v", c.Data)
	}
	text := canonical(t, c)
	if !strings.Contains(text, `"embargo":"2 sessions"`) {
		t.Error(text)
	}
	again, err := ReadJSON(Source{Name: "result.json", Text: []byte(text), Set: []string{`data.bars=["x.csv"]`}})
	if err != nil || again.Data.EmbargoSessions != 2 || canonical(t, again) != text {
		t.Errorf("read back %+v, %v", again, err)
	}
}

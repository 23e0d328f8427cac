package strategies

import (
	"testing"

	"pgregory.net/rapid"

	"rally/engine"
)

func TestPercent(t *testing.T) {
	tests := []struct {
		text string
		want engine.Rate
		back string
	}{
		{"8%", 80_000_000, "8%"},
		{" 8 % ", 80_000_000, "8%"},
		{"0.25%", 2_500_000, "0.25%"},
		{"50 bp", 5_000_000, "0.5%"},
		{"1.5bp", 150_000, "0.015%"},
		{"0.0000001%", 1, "0.0000001%"},
		{"250%", 2_500_000_000, "250%"},
		{"", 0, ""},
		{"none", 0, ""},
		{"0", 0, ""},
		{"0%", 0, ""},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			var p Percent
			if err := p.UnmarshalText([]byte(test.text)); err != nil {
				t.Fatal(err)
			}
			if back, _ := p.MarshalText(); p.Rate() != test.want || string(back) != test.back {
				t.Errorf("read %d and wrote %q, want %d and %q", p.Rate(), back, test.want, test.back)
			}
		})
	}
	for _, text := range []string{"8", "0.08", "-1%", "eight%", "%", "8%%", "0.00000001%", "8 percent", "NaN%", "1e3%"} {
		t.Run("refuses "+text, func(t *testing.T) {
			p := Percent(7)
			if err := p.UnmarshalText([]byte(text)); err == nil {
				t.Errorf("read as %v", p)
			}
		})
	}
}

func TestPercentReadsWhatItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := Percent(rapid.Int64Range(0, 10_000_000_000).Draw(t, "rate"))
		text, _ := want.MarshalText()
		var got Percent
		if err := got.UnmarshalText(text); err != nil || got != want {
			t.Fatalf("%d was written %q and read %d (%v)", want, text, got, err)
		}
	})
}

func FuzzPercent(f *testing.F) {
	for _, s := range []string{"8%", "50 bp", "none", "-1%", "99999999999999999%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var p Percent
		if p.UnmarshalText([]byte(s)) == nil && p < 0 {
			t.Errorf("%q was read as %d", s, p)
		}
	})
}

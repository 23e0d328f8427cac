package strategies

import (
	"slices"
	"testing"

	"rally/engine"
)

func TestRegistry(t *testing.T) {
	if got, want := Names(), []string{"buy-and-hold", "ma-cross", "policy-momentum"}; !slices.Equal(got, want) {
		t.Errorf("names %v, want %v", got, want)
	}
	for _, name := range Names() {
		spec, ok := Lookup(name)
		if !ok || spec.Name != name || spec.Doc == "" {
			t.Errorf("%s is registered as %+v", name, spec)
		}
		if spec.New() == spec.New() && name != "buy-and-hold" {
			t.Errorf("%s: New returns the same strategy twice", name)
		}
		if c, ok := spec.New().(interface{ Check() error }); ok {
			if err := c.Check(); err != nil {
				t.Errorf("%s: its defaults are refused: %v", name, err)
			}
		}
	}
	if _, ok := Lookup("Buy-And-Hold"); ok {
		t.Error("names are case-sensitive")
	}
}

func TestRegisterPanics(t *testing.T) {
	made := func() engine.Strategy { return &BuyAndHold{} }
	tests := []struct {
		name string
		spec Spec
	}{
		{"a name that is taken", Spec{"ma-cross", "twice", made}},
		{"no name", Spec{"", "nameless", made}},
		{"no doc", Spec{"silent", "", made}},
		{"no constructor", Spec{"empty", "nothing", nil}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it was registered")
				}
			}()
			Register(test.spec)
		})
	}
}

// TestDefaultsAreTheContracts: what a file that says nothing gets.
func TestDefaultsAreTheContracts(t *testing.T) {
	p := mustNew(t, "policy-momentum").(*PolicyMomentum)
	if !slices.Equal(p.Categories, []string{"stimulus", "meeting", "regulation-easing", "ai-launch"}) ||
		p.Direction != "+" || p.MinStrength != 2 || !p.Scope || p.Lookback != 20 || p.Confirm != 0 || p.Top != 5 ||
		p.Sizing != "equal" || p.Risk.String() != "1%" || p.Hold != 10 || p.Stop.String() != "8%" ||
		p.TrailATR != 3 || !p.ExitContrary || p.CoolOff != 0 {
		t.Errorf("policy-momentum's defaults are %+v", p)
	}
	m := mustNew(t, "ma-cross").(*MACross)
	if m.Fast != 10 || m.Slow != 30 || m.Lots != 0 {
		t.Errorf("ma-cross's defaults are %d, %d, %d", m.Fast, m.Slow, m.Lots)
	}
}

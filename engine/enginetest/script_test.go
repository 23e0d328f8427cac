package enginetest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rally/engine/enginetest"
)

// Example plays a script: two bars, an order on the first.
func Example() {
	s, err := enginetest.Parse(`
bars A: 10 11 9 10.5 | 12 12.5 11.8 12.2
at D1 close b: buy A 1000 gtc
`)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, _, err := s.Play()
	fmt.Print(text, err)
	// Output:
	// D2 09:20 b buy 1000 @ 12.00 open
	// end equity 100200.00 cash 100000.00 unsettled -12000.00
	// hold A 1000 cost 12000.00
	// <nil>
}

// TestParseRefuses: a script that makes no sense says where.
func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"bars A: 1 1 1":                             "line 1: the line ends too early",
		"\nbears A: 1 1 1 1":                        `line 2: "bears" is no word of the language`,
		"bars A: 1 1 1 x":                           "not a decimal number",
		"at D1 noon b: buy A 1":                     `"noon" is no clock time`,
		"at D1 close b: hold A 1":                   `"hold" is no verb`,
		"at D1 close b: buy A 1 slowly":             `"slowly" is no word of an order`,
		"at D1 close":                               "nothing to do",
		"at D1 close amend b price 3":               `"price" is no word of an amendment`,
		"at D1 close b: sell A 1 trail far":         "not a decimal number",
		"slippage impact much":                      "not a decimal number",
		"fill perfect":                              `"perfect" is none of pessimistic, base, optimistic`,
		"action A D1 split three":                   "a ratio is like 3/1",
		"settle 2 days":                             `"days" is left over`,
		"at 2024-01-06 close b: buy A 1":            "2024-01-06 has no session",
		"instrument A colour red":                   `"colour" is no word of an instrument`,
		"on noise b: buy A 1":                       `"noise" is none of fill, end, signal, action`,
		"bars A from D1 every soon from 10:00: 1 1": "invalid duration",
	} {
		if _, err := enginetest.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// FuzzParse: a script or an error, never a panic.
func FuzzParse(f *testing.F) {
	f.Add("bars A: 1 1 1 1 v5 | - | 2x 1 1 1 1 nofill\nat D1 close b: buy A all limit 1 exits stop 5% target 2\n")
	f.Add("slippage impact 0.7\nbars A: 1 1 1 1\nat D1 close b: buy A 1 stop 2 limit 3 group g exits trail 5%\nat D1 close amend b qty 2 limit 4\nat D1 close sell A 1 trail 0.1 from 1 reduce-only")
	f.Add("fee duty note 0.1% min 1 dollar\ntick 1:0.1 from D2\nslippage 10 bp\nbars A every 30m from 09:30: 1 1 1 1")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) < 300 {
			_, _ = enginetest.Parse(text)
		}
	})
}

// TestScenarioWrites: with update the part below the dashes is written anew,
// and then agrees.
func TestScenarioWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.sim")
	if err := os.WriteFile(path, []byte("bars A: 1 1 1 1\n----\nsomething else\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	enginetest.Scenario(t, path, true)
	enginetest.Scenario(t, path, false)
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := "bars A: 1 1 1 1\n----\nend equity 100000.00 cash 100000.00\n"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/strategies"
)

const small = `[run]
from = 2024-09-02
to   = 2025-06-30

[data]
bars     = ["prices/*.csv"]
adjusted = "none"

[strategy]
use = "buy-and-hold"
`

func parse(t *testing.T, text string, set ...string) (*Config, error) {
	t.Helper()
	return Parse(Source{Name: "a.toml", Text: []byte(text), Dir: "there", Set: set})
}

func TestDefaults(t *testing.T) {
	c, err := parse(t, small)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.JSON()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"data":{"adjusted":"none","dividends":"as-paid","embargo":"15m","format":"yfinance","interval":"1d","universe":[],"waive":[]},` +
		`"market":{"broker":"futu","buying_power":"traded","dividend_tax":"auto","executions_per_fill":1,"fees":"law","fill":"pessimistic","latency":"0s",` +
		`"odd_lots":"discount 2%","participation":"10%","rules":"hk","short":false,"slippage":"1 tick"},` +
		`"run":{"benchmark":"","cash":"1000000.000 HKD","from":"2024-09-02","name":"a","seed":1,"to":"2025-06-30"},` +
		`"strategy":{"use":"buy-and-hold"}}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("canonical form (-want +got):\n%s", diff)
	}
	if c.Data.Dir != "there" {
		t.Errorf("dir = %q", c.Data.Dir)
	}
}

// TestCanonicalRoundTrip holds for every strategy that is registered.
func TestCanonicalRoundTrip(t *testing.T) {
	for _, name := range strategies.Names() {
		t.Run(name, func(t *testing.T) {
			c, err := parse(t, strings.Replace(small, "buy-and-hold", name, 1))
			if err != nil {
				t.Fatal(err)
			}
			first, err := c.JSON()
			if err != nil {
				t.Fatal(err)
			}
			again, err := ReadJSON(Source{Name: "result.json", Text: first, Set: []string{`data.bars=["x.csv"]`}})
			if err != nil {
				t.Fatal(err)
			}
			second, err := again.JSON()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(first), string(second)); diff != "" {
				t.Errorf("read back (-first +second):\n%s", diff)
			}
			if again.Strategy.New() == again.Strategy.New() {
				t.Error("New returned the same strategy twice")
			}
		})
	}
}

func TestErrorsHaveTheirPlace(t *testing.T) {
	tests := []struct {
		name, from, to string // small with from replaced by to
		want           string
	}{
		{"near name", `to   =`, "cahs = 5\nto   =", `a.toml:3:1: unknown key "cahs" in [run]; did you mean cash?`},
		{"another table's key", `to   =`, "slippage = \"1 tick\"\nto   =", `a.toml:3:1: unknown key "slippage" in [run]; it belongs into [market]`},
		{"outside any table", "[run]", "cash = 5\n[run]", `a.toml:1:1: key "cash" stands outside any table; it belongs into [run]`},
		{"unknown table", "[strategy]", "[marked]\n[strategy]", `a.toml:9:1: unknown table [marked]; did you mean market?`},
		{"sweep", "[strategy]", "[sweep]\n[strategy]", `a.toml:9:1: [sweep] makes the file one of many trials: rally compare a.toml`},
		{"split", "[strategy]", "[split]\n[strategy]", `a.toml:9:1: [split] makes the file one of many trials: rally compare a.toml`},
		{"compare", "[strategy]", "[compare]\n[strategy]", `a.toml:9:1: [compare] makes the file one of many trials: rally compare a.toml`},
		{"reversed date", "2025-06-30", "2024-06-30", `a.toml:3:8: to = 2024-06-30 is before from = 2024-09-02`},
		{"weekend only", "2024-09-02\nto   = 2025-06-30", "2024-09-07\nto   = 2024-09-08", `the next session is 2024-09-09`},
		{"before the calendar", "2024-09-02", "2014-09-02", `a.toml:2:8: from = 2014-09-02 lies outside the calendar`},
		{"no from", "from = 2024-09-02\n", "", `run.from is not stated`},
		{"unstated adjustment", "adjusted = \"none\"\n", "", `a.toml:5:1: data.adjusted is not stated`},
		{"adjusted total", `"none"`, `"total"`, `a.toml:7:12: adjusted = "total" is undone with the splits and dividends; name their file in actions`},
		{"adjusted nonsense", `"none"`, `"nome"`, `did you mean none?`},
		{"split without actions", `"none"`, `"split"`, `is undone with the splits`},
		{"unstated dividends", "[strategy]", "actions = [\"d.csv\"]\n[strategy]", `data.dividends is not stated`},
		{"ticks", "[strategy]", "ticks = [\"t.csv\"]\n[strategy]", `a.toml:9:1: ticks: reading prints is not built yet`},
		{"interval", "[strategy]", "interval = \"5\"\n[strategy]", `a.toml:9:12: interval: "5" is not a length of bars; write 1m, 5m, 15m, 1h (4h at most) or 1d`},
		{"format", "[strategy]", "format = \"yfinanc\"\n[strategy]", `did you mean yfinance?`},
		{"waive", "[strategy]", "waive = [\"zero-volum\"]\n[strategy]", `a.toml:9:9: waive: no rule "zero-volum"; did you mean zero-volume?`},
		{"short", "[strategy]", "[market]\nshort = true\n[strategy]", `a.toml:10:9: short = true is not built yet`},
		{"margin", "[strategy]", "[market.margin]\n[strategy]", `margin is not built yet`},
		{"borrow", "[strategy]", "[market]\nborrow = \"3%\"\n[strategy]", `not built yet`},
		{"impact", "[strategy]", "[market]\nslippage = \"impact -1\"\n[strategy]", `a.toml:10:12: slippage: "impact -1" is not a slippage; the coefficient of the impact is a number above 0, at most 100, such as "impact 0.8"`},
		{"no unit", "[strategy]", "[market]\nparticipation = 10\n[strategy]", `a.toml:10:17: participation: "10" has no unit`},
		{"broker", "[strategy]", "[market]\nbroker = \"fuut\"\n[strategy]", `broker: no preset "fuut"; did you mean futu?`},
		{"two brokers", "[strategy]", "[market]\nbroker = \"futu\"\n[market.commission]\nrate=\"3 bp\"\n[strategy]", `are both stated`},
		{"commission", "[strategy]", "[market.commission]\nmin=\"5 HKD\"\nmax=\"3 HKD\"\n[strategy]", `exceeds its maximum`},
		{"rules", "[strategy]", "[market]\nrules = \"us\"\n[strategy]", `rules = "us" is not known; there is "hk"`},
		{"strategy", `"buy-and-hold"`, `"ma-cros"`, `a.toml:10:7: no strategy "ma-cros"; did you mean ma-cross?`},
		{"strategy key", `"buy-and-hold"`, "\"ma-cross\"\nfats = 5", `a.toml:11:1: unknown key "fats" in [strategy]; did you mean fast?`},
		{"strategy type", `"buy-and-hold"`, "\"ma-cross\"\nfast = \"five\"", `a.toml:11:8: fast: a text where a whole number is wanted`},
		{"strategy list for a text", `"buy-and-hold"`, "\"policy-momentum\"\ntarget = [0.1]", `a.toml:11:10: target: a list where a text is wanted`},
		{"strategy table for a text", `"buy-and-hold"`, "\"policy-momentum\"\ntarget = { a = 1 }", `a.toml:11:10: target: a table where a text is wanted`},
		{"strategy date for a text", `"buy-and-hold"`, "\"policy-momentum\"\ntarget = 2024-01-02", `a.toml:11:10: target: a date where a text is wanted`},
		{"strategy truth for a text", `"buy-and-hold"`, "\"policy-momentum\"\ntarget = true", `a.toml:11:10: target: true or false where a text is wanted`},
		{"strategy number for a text", `"buy-and-hold"`, "\"policy-momentum\"\ntarget = 0.05", `a.toml:11:10: target: "0.05" is not a percentage`},
		{"strategy list for a number", `"buy-and-hold"`, "\"policy-momentum\"\nhold = [1]", `a.toml:11:8: hold: a list where a whole number is wanted`},
		{"strategy table for a word", `"buy-and-hold"`, "\"policy-momentum\"\nsizing = {}", `a.toml:11:10: sizing: a table where a text is wanted`},
		{"strategy date for a number", `"buy-and-hold"`, "\"policy-momentum\"\nhold = 2024-01-02", `a.toml:11:8: hold: a date where a whole number is wanted`},
		{"strategy text for a list", `"buy-and-hold"`, "\"policy-momentum\"\ncategories = \"x\"", `a.toml:11:14: categories: a text where a list is wanted`},
		{"strategy value", `"buy-and-hold"`, "\"policy-momentum\"\ntop = 0", `a.toml:11:7: top = 0: at least one name must be held`},
		{"strategy values together", `"buy-and-hold"`, "\"ma-cross\"\nfast = 50", `a.toml:11:8: fast = 50 and slow = 30`},
		{"strategy nan", `"buy-and-hold"`, "\"policy-momentum\"\ntrail_atr = nan", `a.toml:11:13: trail_atr: NaN is no number that can be counted with`},
		{"strategy inf", `"buy-and-hold"`, "\"policy-momentum\"\ntrail_atr = -inf", `a.toml:11:13: trail_atr: -Inf is no number`},
		{"seed nan", `to   =`, "seed = nan\nto   =", `a.toml:3:8: seed: NaN where a whole number is wanted`},
		{"cash inf", `to   =`, "cash = inf\nto   =", `a.toml:3:8: cash: +Inf where`},
		{"risk of nothing", `"buy-and-hold"`, "\"policy-momentum\"\nsizing = \"risk\"\nrisk = \"0%\"", `a.toml:12:8: risk = "0%": sizing = "risk" needs a part of equity`},
		{"never waived", "[strategy]", "waive = [\"disorder\"]\n[strategy]", `a.toml:9:9: waive: disorder cannot be waived; put the rows of the file in order`},
		{"key in another case", `"buy-and-hold"`, "\"ma-cross\"\nFast = 5", `unknown key "Fast" in [strategy]; did you mean fast?`},
		{"a table that is none", small, "run = 5\n", `a.toml:1:1: run is a table: write [run]`},
		{"syntax", `2024-09-02`, `2024-09-`, "a.toml:2:"},
		{"caret", `["prices/*.csv"]`, `["prices/*.csv"`, "^"},
		{"an empty file", small, " \n", "an empty file"},
		{"artificial with files", "[strategy]", "synthetic = {}\n[strategy]", `a.toml:6:1: bars: an artificial market has no files`},
		{"inline table", small, "[data]\nsynthetic = { sed = 1 }\n", `a.toml:2:15: unknown key "sed" in [data.synthetic]; did you mean seed?`},
		{"too much cash", `to   =`, "cash = \"10000000000000 HKD\"\nto   =", `more than the engine can count`},
		{"another currency", `to   =`, "cash = \"1000 USD\"\nto   =", `not an amount of Hong Kong dollars`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(small, test.from, test.to, 1)
			if text == small {
				t.Fatal("the test changes nothing")
			}
			_, err := parse(t, text)
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("error:\n%v\nwant in it:\n%s", err, test.want)
			}
		})
	}
}

func TestSet(t *testing.T) {
	tests := []struct {
		name string
		set  []string
		want string // in the canonical form, or in the error
	}{
		{"whole number", []string{"strategy.use=ma-cross", "strategy.fast=5"}, `"fast":5`},
		{"bare word", []string{"market.fill=base"}, `"fill":"base"`},
		{"notation", []string{"market.participation=2.5%"}, `"participation":"2.5%"`},
		{"date", []string{"run.from=2024-10-02"}, `"from":"2024-10-02"`},
		{"money", []string{"run.cash=500_000 HKD"}, `"cash":"500000.000 HKD"`},
		{"list", []string{`data.universe=["700", "HK.00005"]`}, `"universe":["0005.HK","0700.HK"]`},
		{"set", []string{"data.universe=tech"}, `"universe":["tech"]`},
		{"nested", []string{"market.commission.rate=3 bp"}, `"rate":"0.03%"`},
		{"later rules", []string{"run.seed=2", "run.seed=3"}, `"seed":3`},
		{"unknown", []string{"run.sead=2"}, `--set run.sead: unknown key "sead" in [run]; did you mean seed?`},
		{"no table", []string{"seed=2"}, `the key names its table too`},
		{"no value", []string{"run.seed"}, `not key=value`},
		{"through a value", []string{"run.from.x=2"}, `run.from is not a table`},
		{"two lines", []string{"run.name=\"a\"\nfoo = 1"}, `"name":"\"a\"\nfoo = 1"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := parse(t, small, test.set...)
			got := ""
			if err != nil {
				got = err.Error()
			} else {
				text, err := c.JSON()
				if err != nil {
					t.Fatal(err)
				}
				got = string(text)
			}
			if !strings.Contains(got, test.want) {
				t.Errorf("got %s\nwant in it %s", got, test.want)
			}
		})
	}
}

func TestNotations(t *testing.T) {
	money := map[string]engine.Money{
		"1_000_000 HKD": 1_000_000_000, "HK$15": 15_000, "15 HKD": 15_000, "0.5": 500, "hkd 3": 3_000, "1000": 1_000_000,
	}
	for _, in := range sortedKeys(money) {
		if got, err := ParseMoney(in); err != nil || got != money[in] {
			t.Errorf("ParseMoney(%q) = %v, %v", in, got, err)
		}
	}
	rates := map[string]engine.Rate{"8%": 80_000_000, "3 bp": 300_000, "0.03 %": 300_000, "100%": 1_000_000_000, "2bps": 200_000}
	for _, in := range sortedKeys(rates) {
		got, err := ParseRate(in)
		if err != nil || got != rates[in] {
			t.Errorf("ParseRate(%q) = %v, %v", in, got, err)
		}
		if again, err := ParseRate(rateText(got)); again != got || err != nil {
			t.Errorf("ParseRate(rateText(%v)) = %v, %v", got, again, err)
		}
	}
	spans := map[string]engine.Time{"15m": 15 * engine.Minute, "1h": engine.Hour, "0s": 0, "1h 30m": 90 * engine.Minute, "500ms": engine.Second / 2}
	for _, in := range sortedKeys(spans) {
		got, err := ParseDuration(in)
		if err != nil || got != spans[in] {
			t.Errorf("ParseDuration(%q) = %v, %v", in, got, err)
		}
		if again, err := ParseDuration(durationText(got)); again != got || err != nil {
			t.Errorf("ParseDuration(%q) = %v, %v", durationText(got), again, err)
		}
	}
	slips := map[string]engine.Slippage{"1 tick": {Ticks: 1}, "3 ticks": {Ticks: 3}, "5 bp": {Rate: 500_000}, "none": {}, "impact 0.8": {Impact: 800_000_000}, "impact 2": {Impact: 2_000_000_000}}
	for _, in := range sortedKeys(slips) {
		got, err := ParseSlippage(in)
		if err != nil || got != slips[in] {
			t.Errorf("ParseSlippage(%q) = %v, %v", in, got, err)
		}
		if again, err := ParseSlippage(slippageText(got)); again != got || err != nil {
			t.Errorf("ParseSlippage(%q) = %v, %v", slippageText(got), again, err)
		}
	}
	for _, bad := range []string{"", "five", "1__0 HKD", "_1", "1_ HKD", "$5", "1e6"} {
		if got, err := ParseMoney(bad); err == nil {
			t.Errorf("ParseMoney(%q) = %v", bad, got)
		}
	}
	for _, bad := range []string{"", "8", "-1%", "101%", "x%", "1 %%"} {
		if got, err := ParseRate(bad); err == nil {
			t.Errorf("ParseRate(%q) = %v", bad, got)
		}
	}
	for _, bad := range []string{"", "15", "-1s", "99999h", "1 day"} {
		if got, err := ParseDuration(bad); err == nil {
			t.Errorf("ParseDuration(%q) = %v", bad, got)
		}
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := Read(filepath.Join(dir, "none.toml"), nil); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := Read(dir, nil); err == nil || !strings.Contains(err.Error(), "a folder where a file should be") {
		t.Errorf("a folder: %v", err)
	}
	path := filepath.Join(dir, "b.toml")
	if err := os.WriteFile(path, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Read(path, []string{"data.dir=sub"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Run.Name != "b" || c.Data.Dir != filepath.Join(dir, "sub") {
		t.Errorf("name %q, dir %q", c.Run.Name, c.Data.Dir)
	}
}

// FuzzConfig asks that any text is an error or a configuration whose canonical
// form reads back to itself.
func FuzzConfig(f *testing.F) {
	f.Add(small, "run.seed=3")
	f.Add("[data]\nsynthetic = { seed = 1 }\n[run]\nfrom=2024-01-02\nto=2024-02-01\n[strategy]\nuse='ma-cross'\n", "market.commission.rate=3 bp")
	f.Add("a = [[1,{b='''x'''}]]\n[[c.\"d.e\"]]\n", "a.b=")
	f.Add(minutes, "data.also[0].adjusted=none")
	f.Fuzz(func(t *testing.T, text, set string) {
		c, err := Parse(Source{Name: "f.toml", Text: []byte(text), Set: []string{set}})
		if err != nil {
			_ = err.Error()
			return
		}
		first, err := c.JSON()
		if err != nil {
			t.Fatalf("no canonical form: %v", err)
		}
		files := []string{`data.bars=["x.csv"]`}
		if c.Data.Synthetic != nil {
			files = nil
		}
		if c.Data.Synthetic == nil && len(c.Data.Actions) > 0 {
			files = append(files, `data.actions=["y.csv"]`)
		}
		for i := range c.Data.Also {
			files = append(files, AlsoKey(i, "bars")+`=["z.csv"]`)
		}
		again, err := ReadJSON(Source{Name: "f.json", Text: first, Set: files})
		if err != nil {
			t.Fatalf("%s\ndoes not read back: %v", first, err)
		}
		second, err := again.JSON()
		if err != nil || string(first) != string(second) {
			t.Fatalf("%s\nreads back as\n%s\n%v", first, second, err)
		}
	})
}

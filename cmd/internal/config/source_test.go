package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/data"
	"rally/engine"
)

// minutes is small with bars of minutes beside those of days, and what is made
// of them.
const minutes = `[run]
from = 2024-09-02
to   = 2025-06-30

[data]
bars      = ["days/*.csv"]
actions   = ["a.csv"]
dividends = "as-paid"
adjusted  = "none"
make      = ["1h", "5m", "60m"]

[[data.also]]
bars     = ["m/*.csv.gz"]
format   = "futu"
interval = "1m"
adjusted = "additive"

[[data.also]]
bars     = ["ten.csv"]
interval = "10m"
adjusted = "total"
[data.also.columns]
date     = "When"
turnover = "Amount"
label    = "start"
zone     = "UTC"

[strategy]
use = "buy-and-hold"
`

func TestOtherBars(t *testing.T) {
	c, err := parse(t, minutes)
	if err != nil {
		t.Fatal(err)
	}
	want := []Bars{
		{Bars: []string{"m/*.csv.gz"}, Format: "futu", Interval: 1, Adjusted: "additive"},
		{Bars: []string{"ten.csv"}, Interval: 10, Adjusted: "total",
			Columns: &data.Columns{Date: "When", Turnover: "Amount", Label: data.LabelStart, Zone: "UTC"}},
	}
	if diff := cmp.Diff(want, c.Data.Also); diff != "" {
		t.Errorf("also (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]engine.Interval{5, 60}, c.Data.Make); diff != "" {
		t.Errorf("make (-want +got):\n%s", diff)
	}
	text, err := c.JSON()
	if err != nil {
		t.Fatal(err)
	}
	const canonical = `{"data":{"adjusted":"none","also":[{"adjusted":"additive","format":"futu","interval":"1m"},` +
		`{"adjusted":"total","columns":{"date":"When","label":"start","turnover":"Amount","zone":"UTC"},"interval":"10m"}],` +
		`"dividends":"as-paid","embargo":"15m","format":"yfinance","interval":"1d","make":["5m","1h"],"universe":[],"waive":[]},`
	if !strings.HasPrefix(string(text), canonical) {
		t.Errorf("canonical form\n%s\nwant at its beginning\n%s", text, canonical)
	}
	again, err := ReadJSON(Source{Name: "result.json", Text: text, Set: []string{
		`data.bars=["x.csv"]`, `data.actions=["a.csv"]`, AlsoKey(0, "bars") + `=["y.csv"]`, AlsoKey(1, "bars") + `=["z.csv"]`}})
	if err != nil {
		t.Fatal(err)
	}
	second, err := again.JSON()
	if err != nil || string(second) != string(text) {
		t.Errorf("read back\n%s\n%v", second, err)
	}
	if diff := cmp.Diff([]string{"z.csv"}, again.Data.Also[1].Bars); diff != "" {
		t.Errorf("--set of the second (-want +got):\n%s", diff)
	}
}

// TestTheOrderOfOtherBars: whichever table stands first, the form is the same.
func TestTheOrderOfOtherBars(t *testing.T) {
	first, second := minutes[strings.Index(minutes, "[[data.also]]"):strings.LastIndex(minutes, "[[data.also]]")],
		minutes[strings.LastIndex(minutes, "[[data.also]]"):strings.Index(minutes, "[strategy]")]
	var forms []string
	for _, text := range []string{minutes, strings.Replace(minutes, first+second, second+"\n"+first, 1)} {
		c, err := parse(t, text)
		if err != nil {
			t.Fatal(err)
		}
		form, err := c.JSON()
		if err != nil {
			t.Fatal(err)
		}
		forms = append(forms, string(form))
	}
	if diff := cmp.Diff(forms[0], forms[1]); diff != "" {
		t.Errorf("the order of the tables changes the canonical form:\n%s", diff)
	}
}

func TestIntervals(t *testing.T) {
	for in, want := range map[string]string{
		"1m": "1m", "2m": "2m", "3m": "3m", "5m": "5m", "10m": "10m", "15m": "15m", "30m": "30m", "60m": "1h", "1h": "1h", "90m": "90m", "120m": "2h", "4h": "4h", "1d": "1d",
	} {
		c, err := parse(t, small, "data.interval="+in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		text, err := c.JSON()
		if err != nil || !strings.Contains(string(text), `"interval":"`+want+`"`) {
			t.Errorf("%s: %s, %v; want %s", in, text, err, want)
		}
	}
}

func TestErrorsOfOtherBarsHaveTheirPlace(t *testing.T) {
	tests := []struct {
		name, from, to string // minutes with from replaced by to
		want           string
	}{
		{"near name", `format   =`, `formt   =`, `a.toml:14:1: unknown key "formt" in [data.also[0]]; did you mean format?`},
		{"another table's key", `format   =`, `embargo   =`, `a.toml:14:1: unknown key "embargo" in [data.also[0]]; it belongs into [data]`},
		{"format", `"futu"`, `"fut"`, `a.toml:14:12: format: no format "fut"; did you mean futu?`},
		{"interval", `"10m"`, `"10"`, `a.toml:20:12: interval: "10" is not a length of bars`},
		{"adjusted", `"total"`, `"totl"`, `a.toml:21:12: adjusted = "totl" is not known; did you mean total?`},
		{"no adjusted", "adjusted = \"total\"\n", "", `a.toml:18:1: data.also[1].adjusted is not stated; say what the prices are adjusted for`},
		{"no bars", "bars     = [\"ten.csv\"]\n", "", `a.toml:18:1: data.also[1].bars is not stated`},
		{"no actions", "actions   = [\"a.csv\"]\n", "", `a.toml:15:12: adjusted = "additive" is undone with the splits and dividends; name their file in actions`},
		{"label", `"start"`, `"stat"`, `a.toml:25:12: label = "stat" is not known; did you mean start?`},
		{"column", `zone     =`, `zome     =`, `a.toml:26:1: unknown key "zome" in [data.also[1].columns]; did you mean zone?`},
		{"made", `"60m"`, `"6m0"`, `a.toml:10:26: make: "6m0" is not a length of bars`},
		{"no tables", `["prices/*.csv"]`, "[\"prices/*.csv\"]\nalso     = 5", `a.toml:7:1: also: a whole number where tables are wanted: write [[data.also]] and its keys below`},
		{"artificial", "bars      = [\"days/*.csv\"]\n", "synthetic = {}\n", "\na.toml:12:1: also: an artificial market has no files"},
		{"artificial minutes", small[strings.Index(small, "bars"):strings.Index(small, "[strategy]")], "synthetic = {}\ninterval = \"1m\"\n", `interval: the bars of an artificial market are of "1d"`},
		{"days made of artificial days", small[strings.Index(small, "bars"):strings.Index(small, "[strategy]")], "synthetic = {}\nmake = [\"1d\"]\n", `make: the bars of the artificial market are days`},
		{"artificial adjusted", small[strings.Index(small, "bars"):strings.Index(small, "[strategy]")], "synthetic = {}\nadjusted = \"total\"\n", `a.toml:7:12: adjusted: the prices of an artificial market are "none"; leave it out, or leave out synthetic`},
		{"artificial dividends", small[strings.Index(small, "bars"):strings.Index(small, "[strategy]")], "synthetic = {}\ndividends = \"split-adjusted\"\n", `a.toml:7:13: dividends: those of an artificial market are "as-paid"; leave it out, or leave out synthetic`},
		{"artificial end", small[strings.Index(small, "bars"):strings.Index(small, "[strategy]")], "synthetic = { to = 2027-01-04 }\n", `a.toml:6:20: synthetic: to = 2027-01-04 lies outside the calendar, which covers 2018-01-01 to 2026-12-31`},
		{"artificial beginning", small[strings.Index(small, "bars"):strings.Index(small, "[strategy]")], "synthetic = { from = 2017-12-29 }\n", `a.toml:6:22: synthetic: from = 2017-12-29 lies outside the calendar, which covers 2018-01-01 to 2026-12-31`},
		{"artificial ticks", small[strings.Index(small, "bars"):strings.Index(small, "[strategy]")], "make = [\"5m\"]\nsynthetic = { interval = \"ticks\" }\n", `a.toml:7:26: interval: "ticks" is not a length of bars`},
		{"artificial nothing", small[strings.Index(small, "bars"):strings.Index(small, "[strategy]")], "interval = \"5m\"\nmake = [\"15m\"]\nsynthetic = { interval = \"0m\" }\n", `a.toml:8:26: interval: "0m" is not a length of bars`},
		{"artificial length", small[strings.Index(small, "bars"):strings.Index(small, "[strategy]")], "synthetic = { interval = \"1x\" }\n", `interval: "1x" is not a length of bars`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			base := minutes
			if !strings.Contains(base, test.from) {
				base = small
			}
			text := strings.Replace(base, test.from, test.to, 1)
			if text == base {
				t.Fatal("the test changes nothing")
			}
			_, err := parse(t, text)
			place := strings.HasPrefix(test.want, "a.toml:")
			if err == nil || !strings.Contains(err.Error(), test.want) || place && !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("error:\n%v\nwant in it, at its beginning with a place:\n%s", err, test.want)
			}
		})
	}
}

func TestSetOfOtherBars(t *testing.T) {
	c, err := parse(t, minutes, "data.also[1].adjusted=none", "data.also[0].columns.zone=UTC")
	if err != nil {
		t.Fatal(err)
	}
	if c.Data.Also[1].Adjusted != "none" || c.Data.Also[0].Columns.Zone != "UTC" {
		t.Errorf("%+v", c.Data.Also)
	}
	for set, want := range map[string]string{
		"data.also[2].adjusted=none":  "--set data.also[2].adjusted=none: data.also[2] is not a table",
		"data.also[x].adjusted=none":  "data.also[x] is not a table",
		"data.bars[0].adjusted=none":  "data.bars[0] is not a table",
		"data.also[1].adjusted=never": `--set data.also[1].adjusted: adjusted = "never" is not known`,
		"data.also[1].format=fut":     `--set data.also[1].format: format: no format "fut"; did you mean futu?`,
	} {
		if _, err := parse(t, minutes, set); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("--set %s: %v\nwant in it: %s", set, err, want)
		}
	}
}

// TestComparisonOfOtherBars: each trial is what a run of it alone would be.
func TestComparisonOfOtherBars(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.toml")
	text := strings.Replace(minutes, "buy-and-hold", "ma-cross", 1) + "[sweep.over]\n\"strategy.fast\" = [5, 7]\n\"data.embargo\" = [\"1m\", \"2m\"]\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := ReadComparison([]string{path}, []string{"data.also[0].format=akshare"})
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Trials) != 4 {
		t.Fatalf("%d trials", len(all.Trials))
	}
	got, err := all.Trials[0].Config.JSON()
	if err != nil {
		t.Fatal(err)
	}
	alone := strings.Replace(minutes, "buy-and-hold\"", "ma-cross\"\nfast = 5", 1)
	one, err := parse(t, alone, "data.also[0].format=akshare", "data.embargo=1m", "run.name="+all.Trials[0].Config.Run.Name)
	if err != nil {
		t.Fatal(err)
	}
	want, err := one.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-alone +trial):\n%s", all.Trials[0].Name, diff)
	}
	if err := os.WriteFile(path, []byte(text+"\"data.also[0].adjusted\" = [\"none\", \"split\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadComparison([]string{path}, nil); err == nil || !strings.Contains(err.Error(), "data.also[0].adjusted cannot be swept") {
		t.Errorf("also swept: %v", err)
	}
}

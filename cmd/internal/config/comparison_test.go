package config

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/reports/metrics"
	"rally/strategies"
)

// cross is a run of the artificial market: 12 lines, [strategy] the last table.
const cross = `[run]
from = 2024-01-02
to   = 2025-06-30

[data]
synthetic = { seed = 1 }

[strategy]
use  = "ma-cross"
fast = 5
slow = 30

`

// market is cross without a strategy: 7 lines.
var market = cross[:strings.Index(cross, "[strategy]")]

func compare(t *testing.T, text string, set ...string) (*Comparison, error) {
	t.Helper()
	return ParseComparison(Source{Name: "a.toml", Text: []byte(text), Dir: "there", Set: set})
}

func mustCompare(t *testing.T, text string, set ...string) *Comparison {
	t.Helper()
	c, err := compare(t, text, set...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func names(c *Comparison) string {
	var out []string
	for _, tr := range c.Trials {
		out = append(out, tr.Name)
	}
	return strings.Join(out, "; ")
}

func canonical(t *testing.T, c interface{ JSON() ([]byte, error) }) string {
	t.Helper()
	text, err := c.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestComparisonNames(t *testing.T) {
	tests := []struct {
		name, text string
		set        []string
		want       string
	}{
		{"one trial", cross, nil, "ma-cross"},
		{"a grid", cross + "[sweep.over]\n\"strategy.slow\" = [20, 9]\n\"strategy.fast\" = [3, 4]\n", nil,
			"fast=3 slow=20; fast=3 slow=9; fast=4 slow=20; fast=4 slow=9"},
		{"dotted keys", cross + "[sweep.over]\nstrategy.slow = [20, 9]\n[sweep]\nmethod = 'grid'\n", nil, "slow=20; slow=9"},
		{"tables within", cross + "[sweep.over.strategy]\nslow = [20, 9]\n", nil, "slow=20; slow=9"},
		{"inline", cross + "sweep = { over = { \"strategy.slow\" = [20, 9] } }\n", nil, ""},
		{"a series", cross + "[sweep.over]\n\"strategy.slow\" = { from = 10, to = 25, step = 5 }\n", nil, "slow=10; slow=15; slow=20; slow=25"},
		{"a series with a constraint", cross + "[sweep]\nconstraints = [\"fast < slow\"]\n[sweep.over]\n\"strategy.fast\" = {from = 1, to = 3}\n\"strategy.slow\" = {from = 2, to = 4, step = 2}\n", nil,
			"fast=1 slow=2; fast=1 slow=4; fast=2 slow=4; fast=3 slow=4"},
		{"the market", cross + "[sweep.over]\n\"market.slippage\" = [\"none\", \"1 tick\"]\n\"market.commission.rate\" = [\"3 bp\", \"5 bp\"]\n", nil,
			"rate=3 bp slippage=1 tick; rate=3 bp slippage=none; rate=5 bp slippage=1 tick; rate=5 bp slippage=none"},
		{"data", cross + "[sweep.over]\n\"data.embargo\" = [\"15m\", \"1 session\"]\n\"data.universe\" = [[\"700\", \"5\"], \"tech\", []]\n", nil,
			"embargo=1 session universe=700+5; embargo=1 session universe=[]; embargo=1 session universe=tech; embargo=15m universe=700+5; embargo=15m universe=[]; embargo=15m universe=tech"},
		{"cash and seed", cross + "[sweep.over]\n\"run.cash\" = [\"5 HKD\", 7]\n\"run.seed\" = [1]\n", nil, "cash=5 HKD seed=1; cash=7 seed=1"},
		{"side by side", market + "[[compare.strategy]]\nuse = 'ma-cross'\nname = 'x'\n[compare.strategy.sweep.over]\nfast = [1, 2]\n[[compare.strategy]]\nuse = 'buy-and-hold'\n", nil,
			"buy-and-hold; x fast=1; x fast=2"},
		{"side by side, inline", market + "[compare]\nstrategy = [{ name = 'b', use = 'buy-and-hold' }, { name = 'a', use = 'ma-cross', sweep = { over = { fast = [1, 2] } } }]\n", nil,
			"a fast=1; a fast=2; b"},
		{"side by side, a sweep of all", market + "[[compare.strategy]]\nuse = 'ma-cross'\n[compare.strategy.sweep.over]\nfast = [1, 2]\n[[compare.strategy]]\nuse = 'buy-and-hold'\n[sweep.over]\n'market.fill' = ['base']\n", nil,
			"buy-and-hold fill=base; ma-cross fill=base fast=1; ma-cross fill=base fast=2"},
		{"a table of a strategy's sweep", market + "[[compare.strategy]]\nuse = 'ma-cross'\n[compare.strategy.sweep.over]\n'market.fill' = ['base']\n'strategy.fast' = [1]\n", nil, "ma-cross fill=base fast=1"},
		{"an end like another's", cross + "[sweep.over]\n\"market.commission.max\" = [\"none\"]\n", nil, ""},
		{"empty text", strings.Replace(cross, "ma-cross\"\nfast = 5\nslow = 30", "policy-momentum\"", 1) + "[sweep.over]\n\"strategy.stop\" = [\"\", \"8%\"]\n\"strategy.trail_atr\" = {from = 0.1, to = 0.3, step = 0.1}\n", nil,
			`stop="" trail_atr=0.1; stop="" trail_atr=0.2; stop="" trail_atr=0.3; stop=8% trail_atr=0.1; stop=8% trail_atr=0.2; stop=8% trail_atr=0.3`},
		{"set before the sweep", cross + "[sweep.over]\n\"strategy.fast\" = [3]\n", []string{"strategy.slow=8", "sweep.over.strategy.fast=[1, 2]", "sweep.over.market.fill=[\"base\"]"}, "fill=base fast=1; fill=base fast=2"},
		{"set only", cross, []string{"sweep.over.strategy.fast=[1, 2]"}, "fast=1; fast=2"},
		{"set of a series", cross, []string{"sweep.over.strategy.fast={from = 1, to = 3}"}, "fast=1; fast=2; fast=3"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := compare(t, test.text, test.set...)
			if test.want == "" {
				if err == nil {
					t.Fatalf("no error, but %s", names(c))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, names(c)); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
		})
	}
}

func TestComparisonErrorsHaveTheirPlace(t *testing.T) {
	sweep := func(lines string) string { return cross + "[sweep.over]\n" + lines }
	both := market + "[[compare.strategy]]\nname = 'x'\nuse = 'ma-cross'\n\n[[compare.strategy]]\nname = 'y'\nuse = 'buy-and-hold'\n"
	tests := []struct {
		name, text, want string
		set              []string
	}{
		{"the span", sweep(`"run.from" = [2024-01-02]`), `a.toml:14:1: run.from cannot be swept: all trials of a comparison share it`, nil},
		{"the name", sweep(`"run.name" = ["a"]`), `a.toml:14:1: run.name cannot be swept: trials are named by what they vary`, nil},
		{"the benchmark", sweep(`"run.benchmark" = ["HSI"]`), `a.toml:14:1: run.benchmark cannot be swept`, nil},
		{"the folder", sweep(`"data.dir" = ["a"]`), `a.toml:14:1: data.dir cannot be swept: it says which prices there are and how they are read; give each its own file`, nil},
		{"the artificial market", sweep(`"data.synthetic.seed" = [1, 2]`), `a.toml:14:1: data.synthetic.seed cannot be swept`, nil},
		{"the strategy", sweep(`"strategy.use" = ["ma-cross"]`), `a.toml:14:1: strategy.use cannot be swept: name the strategies side by side, each in a [[compare.strategy]]`, nil},
		{"the calendar", sweep(`"market.rules" = ["hk"]`), `a.toml:14:1: market.rules cannot be swept: all trials share a calendar`, nil},
		{"a key without its table", sweep(`fast = [1, 2]`), `a.toml:14:1: fast: the key names its table too, such as "strategy.fast"`, nil},
		{"a market key without its table", sweep(`slippage = ["1 tick"]`), `a.toml:14:1: slippage: the key names its table too: "market.slippage"`, nil},
		{"another table", sweep(`"marked.slippage" = ["1 tick"]`), `a.toml:14:1: "marked.slippage": unknown table [marked]; did you mean market?`, nil},
		{"a near name", sweep(`"market.slipage" = ["1 tick"]`), `a.toml:14:1: unknown key "slipage" in [market]; did you mean slippage?`, nil},
		{"a near name within", sweep(`"market.commission.rat" = ["1 bp"]`), `a.toml:14:1: unknown key "rat" in [market.commission]; did you mean rate?`, nil},
		{"a near parameter", sweep(`"strategy.fats" = [1, 2]`), `a.toml:14:1: unknown key "fats" in [strategy]; did you mean fast?`, nil},
		{"data that nobody knows", sweep(`"data.embargos" = ["1m"]`), `a.toml:14:1: unknown key "embargos" in [data]; did you mean embargo?`, nil},
		{"a wrong value", sweep("\"market.slippage\" = [\"1 tick\",\n  \"two ticks\"]"), `a.toml:15:3: slippage: "two ticks" is not a slippage`, nil},
		{"a wrong parameter", sweep(`"strategy.fast" = [1, "two"]`), `a.toml:14:23: fast: a text where a whole number is wanted`, nil},
		{"a number that is none", sweep(`"strategy.fast" = [1, nan]`), `a.toml:14:23: strategy.fast: NaN cannot be a value that is swept`, nil},
		{"no money", sweep(`"run.cash" = [1, 0]`), `a.toml:14:18: cash: 0.000 HKD; a run begins with money`, nil},
		{"a wrong embargo", sweep(`"data.embargo" = ["15"]`), `a.toml:14:19: embargo: "15" is not a duration; write it like "15m", "1h" or "0s", or in sessions: "2 sessions"`, nil},
		{"an empty list", sweep(`"strategy.fast" = []`), `a.toml:14:19: strategy.fast: an empty list; nothing is tried`, nil},
		{"no list", sweep(`"strategy.fast" = 5`), `a.toml:14:19: strategy.fast: a whole number where a list of values is wanted, or { from = 5, to = 20, step = 5 }`, nil},
		{"twice", sweep(`"strategy.fast" = [1, 2, 1]`), `a.toml:14:26: strategy.fast: 1 is there twice`, nil},
		{"twice in two ways", sweep("\"strategy.fast\" = [1]\nstrategy.fast = [2]"), `strategy.fast is swept twice`, nil},
		{"a table as a value", sweep(`"strategy.fast" = [{a = 1}]`), `a.toml:14:20: strategy.fast: a table cannot be a value that is swept`, nil},
		{"no over", cross + "[sweep]\nmethod = 'grid'\n", `a.toml:13:1: [sweep] has no over: nothing is varied; name keys and their values below [sweep.over]`, nil},
		{"an empty over", cross + "[sweep.over]\n", `a.toml:13:1: [sweep.over] is empty`, nil},
		{"over that is no table", cross + "[sweep]\nover = 5\n", `a.toml:14:1: sweep.over is a table`, nil},
		{"a series down", sweep(`"strategy.fast" = { from = 5, to = 1 }`), `a.toml:14:19: strategy.fast: to = 1 is below from = 5`, nil},
		{"a series that stands", sweep(`"strategy.fast" = { from = 1, to = 5, step = 0 }`), `strategy.fast: step = 0; a series goes up`, nil},
		{"a series without an end", sweep(`"strategy.fast" = { from = 1 }`), `strategy.fast: a series needs to: { from = 5, to = 20, step = 5 }`, nil},
		{"a series of words", sweep(`"strategy.fast" = { from = "1", to = 5 }`), `strategy.fast: from: a text where a number is wanted; a series is of numbers, so write a list`, nil},
		{"a series with more", sweep(`"strategy.fast" = { from = 1, to = 5, by = 2 }`), `unknown key "by" in [sweep.over.strategy.fast]`, nil},
		{"a long series", sweep(`"strategy.fast" = { from = 1, to = 1e9 }`), `strategy.fast: 1000000000 values; a key takes at most 10000`, nil},
		{"too many digits", sweep(`"strategy.fast" = { from = 1, to = 9223372036854775807 }`), `9223372036854775807 has too many digits for a series`, nil},
		{"too many trials", sweep("\"strategy.fast\" = { from = 1, to = 1000 }\n\"strategy.lots\" = {from = 0, to = 200}"), `a.toml:13:1: 201000 trials are more than 100000; take fewer values, or draw some with method = "random"`, nil},
		{"far too many", sweep("\"strategy.fast\" = { from = 1, to = 10000 }\n\"strategy.lots\" = {from = 0, to = 9999}"), `the grid has 100,000,000 points, more than 1,000,000`, nil},
		{"a method", cross + "[sweep]\nmethod = 'gird'\nover = {'strategy.fast' = [1]}\n", `a.toml:14:10: method = "gird" is not known; did you mean grid?`, nil},
		{"random without a number", cross + "[sweep]\nmethod = 'random'\nover = {'strategy.fast' = [1]}\n", `method = "random" draws trials from the grid; say how many: trials = 100`, nil},
		{"trials of a grid", cross + "[sweep]\ntrials = 5\nover = {'strategy.fast' = [1]}\n", `a.toml:14:1: trials: a grid has all its points; draw so many of them with method = "random"`, nil},
		{"seed of a grid", cross + "[sweep]\nseed = 5\nover = {'strategy.fast' = [1]}\n", `a.toml:14:1: seed: a grid draws nothing`, nil},
		{"unknown in sweep", cross + "[sweep]\nconstraint = 5\nover = {'strategy.fast' = [1]}\n", `a.toml:14:1: unknown key "constraint" in [sweep]; did you mean constraints?`, nil},
		{"a constraint that is none", cross + "[sweep]\nconstraints = ['fast <']\nover = {'strategy.fast' = [1]}\n", `a.toml:14:16: constraint "fast <", column 7:`, nil},
		{"a constraint on what is not swept", cross + "[sweep]\nconstraints = ['fast < slow']\nover = {'strategy.fast' = [1]}\n", `a.toml:14:16: constraint "fast < slow", column 8: no key that is varied is called slow`, nil},
		{"nothing left", cross + "[sweep]\nconstraints = ['fast > 9']\nover = {'strategy.fast' = [1]}\n", `a.toml:13:1: the constraints leave none of 1 points`, nil},
		{"refused together", sweep("\"strategy.fast\" = [5, 10, 20]\n\"strategy.slow\" = [10, 20]"),
			`a.toml:14:23: fast = 10 and slow = 10: fast must be the shorter window; 3 of 6 trials are refused like this, the first fast=10 slow=10; leave them out with constraints = ["fast < slow"]`, nil},
		{"a refused value", sweep("\"strategy.fast\" = [0, 5, 10]"),
			`a.toml:14:20: fast = 0: an average needs at least one bar; 1 of 3 trials is refused like this, the first fast=0; leave "0" and its like out of strategy.fast`, nil},
		{"what is not swept is refused", strings.Replace(cross, "fast = 5", "lots = -1", 1) + "[sweep.over]\n\"strategy.fast\" = [1, 2]", `a.toml:10:8: lots = -1: it is a number of board lots`, nil},
		{"one trial is refused", strings.Replace(cross, "fast = 5", "fast = 50", 1), `a.toml:10:8: fast = 50 and slow = 30`, nil},
		{"set of what is swept", sweep(`"strategy.fast" = [1]`), `--set strategy.fast: strategy.fast is swept; leave the --set out, or give the values with --set 'sweep.over.strategy.fast=[…]'`, []string{"strategy.fast=5"}},
		{"set of a table that nobody knows", cross, `--set swep.method=random: unknown table [swep]; did you mean sweep?`, []string{"swep.method=random"}},
		{"a wrong set", cross, `--set sweep.over.strategy.fast: fast: a text where a whole number is wanted`, []string{`sweep.over.strategy.fast=["x"]`}},
		{"set of each strategy", both, `--set strategy.use: each [[compare.strategy]] names its own strategy`, []string{"strategy.use=ma-cross"}},
		{"set of one strategy's key", both, `--set strategy.fast: unknown key "fast" in [strategy]`, []string{"strategy.fast=5"}},
		{"a strategy beside strategies", both + "[strategy]\nuse = 'ma-cross'\n", `a.toml:15:1: [strategy] stands beside [[compare.strategy]]; make it one of them, with a name`, nil},
		{"one table", market + "[compare.strategy]\nuse = 'ma-cross'\n", `a.toml:8:1: compare.strategy is a list of tables: write [[compare.strategy]] and the keys of each below`, nil},
		{"two names alike", strings.Replace(both, "'y'", "'x'", 1), `a.toml:13:8: two strategies are called x`, nil},
		{"two uses alike", market + "[[compare.strategy]]\nuse = 'ma-cross'\n[[compare.strategy]]\nuse = 'ma-cross'\n", `a.toml:10:1: two strategies are called ma-cross; give this one a name of its own`, nil},
		{"an empty name", strings.Replace(both, "'y'", "''", 1), `a.toml:13:8: name = "" is no name; trials are called by it`, nil},
		{"no strategy", strings.Replace(both, "'buy-and-hold'", "'buy-and-hodl'", 1), `a.toml:14:7: no strategy "buy-and-hodl"; did you mean buy-and-hold?`, nil},
		{"a parameter of the second", both + "fats = 5\n", `a.toml:15:1: unknown key "fats" in [strategy]`, nil},
		{"a sweep of one strategy's key", both + "[sweep.over]\n'strategy.fast' = [1]\n", `a.toml:16:1: buy-and-hold has no parameter "fast"; sweep it in the [compare.strategy.sweep] of those that have it`, nil},
		{"swept twice", market + "[[compare.strategy]]\nuse = 'ma-cross'\nsweep = { over = { fast = [1] } }\n[sweep.over]\n'strategy.fast' = [1]\n", `a.toml:12:1: strategy.fast is swept by the strategy's own sweep, too`, nil},
		{"nothing", "[run]\nname='x'\n[compare]\nfiles = []\n", `there is nothing to compare`, nil},
		{"unknown in compare", cross + "[compare]\nkeeps = 3\n", `a.toml:14:1: unknown key "keeps" in [compare]; did you mean keep?`, nil},
		{"too many kept", cross + "[compare]\nkeep = 1001\n", `a.toml:14:8: keep = 1001 is not between 0 and 1000`, nil},
		{"no figure", cross + "[compare]\nrank_by = 'sharp_ann_rf0'\n", `a.toml:14:11: rank_by: no figure "sharp_ann_rf0"; did you mean sharpe_ann_rf0 or sharpe_ann_rf?`, nil},
		{"a figure of a benchmark", cross + "[compare]\nrank_by = 'beta'\n", `a.toml:14:11: rank_by: beta is not known of a trial, of which only the fold of its sessions is kept; rank by one such as`, nil},
		{"a figure of trades", cross + "[compare]\nrank_by = 'profit_factor'\n", `rank_by: profit_factor is not known of a trial`, nil},
		{"smaller is better", cross + "[compare]\nrank_by = 'ann_vol'\n", `rank_by: the largest ranks first, but of ann_vol the smallest is the best`, nil},
		{"neither", cross + "[compare]\nrank_by = 'n'\n", `rank_by: n does not say how good a trial is`, nil},
		{"prior", cross + "[compare]\nprior_trials = -1\n", `a.toml:14:16: prior_trials = -1 is not between 0 and 1000000000`, nil},
		{"split without a method", cross + "[split]\ntrain = 5\n", `a.toml:13:1: split.method is not stated; there is "walk-forward", "anchored", "purged" and "combinatorial"`, nil},
		{"a split's method", cross + "[split]\nmethod = 'anchor'\n", `a.toml:14:10: method = "anchor" is not known; did you mean anchored?`, nil},
		{"no test", cross + "[split]\nmethod = 'anchored'\ntrain = '5 sessions'\n", `a.toml:13:1: split.test is not stated; write test = "252 sessions"`, nil},
		{"no sessions", cross + "[split]\nmethod = 'anchored'\ntrain = '5 days'\ntest = 3\n", `a.toml:15:9: train: "5 days" is not a number of sessions; write it like "252 sessions"`, nil},
		{"not so many", cross + "[split]\nmethod = 'anchored'\ntrain = '0 sessions'\ntest = 3\n", `a.toml:15:9: train: "0 sessions" is not a whole number of sessions from 1 to 100000`, nil},
		{"folds of a walk", cross + "[split]\nmethod = 'anchored'\ntrain = 5\ntest = 3\nfolds = 5\n", `a.toml:17:1: folds goes with another method than "anchored"; leave it out`, nil},
		{"too long", cross + "[split]\nmethod = 'walk-forward'\ntrain = '300 sessions'\ntest = 63\nembargo = '5 sessions'\n", `a.toml:15:9: train 300 sessions, test 63, embargo 5 make 368 sessions, more than the 366 sessions from 2024-01-02 to 2025-06-30`, nil},
		{"a horizon too long", cross + "[split]\nmethod = 'purged'\nhorizon = 400\n", `5 folds, horizon 400 do not fit into the 366 sessions`, nil},
		{"thin folds", cross + "[split]\nmethod = 'purged'\nfolds = 300\n", `a.toml:15:9: 300 folds of the 366 sessions from 2024-01-02 to 2025-06-30 have less than two each`, nil},
		{"all folds test", cross + "[split]\nmethod = 'combinatorial'\ntest_folds = 5\n", `a.toml:15:14: test_folds = 5 of 5 folds leaves none to train on`, nil},
		{"trades of folds", cross + "[split]\nmethod = 'purged'\n[compare]\nrank_by = 'gross'\n", `a.toml:16:11: rank_by: gross needs trades`, nil},
		{"an unknown table", cross + "[splits]\n", `a.toml:13:1: unknown table [splits]; did you mean split?`, nil},
		{"syntax", cross + "[sweep\n", `a.toml:14:7: expected`, nil},
		{"tables that are none", "sweep = 1\nsplit = 2\ncompare = 3\n", `a.toml:1:1: sweep is a table: write [sweep]`, nil},
		{"the commission's ends", sweep("\"market.commission.min\" = [\"5 HKD\"]\n\"market.commission.max\" = [\"3 HKD\"]"), `exceeds its maximum`, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := compare(t, test.text, test.set...)
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("error:\n%v\nwant in it:\n%s", err, test.want)
			}
			seen := map[string]bool{}
			for _, e := range err.(*Errors).List {
				if seen[e.Error()] {
					t.Errorf("said twice: %v", e)
				}
				seen[e.Error()] = true
			}
		})
	}
}

// TestTrialsAreRuns: a trial is what rally run makes of the file with its values
// set.
func TestTrialsAreRuns(t *testing.T) {
	tests := []struct {
		name, text, sweep string
		trial             string
		set               []string
	}{
		{"parameters", cross, "\"strategy.fast\" = [1, 2, 3]\n\"strategy.slow\" = [20, 40]\n", "fast=2 slow=40", []string{"strategy.fast=2", "strategy.slow=40"}},
		{"everything", strings.Replace(cross, "ma-cross\"\nfast = 5\nslow = 30", "policy-momentum\"\ntop = 3", 1),
			"\"strategy.stop\" = [\"\", \"8%\", \"0.5 %\"]\n\"strategy.categories\" = [[\"a\"], [\"stimulus\", \"é\"]]\n\"strategy.trail_atr\" = [0, 2.5]\n\"strategy.scope\" = [true, false]\n" +
				"\"market.commission.rate\" = [\"3 bp\"]\n\"market.slippage\" = [\"2 ticks\"]\n\"data.embargo\" = [\"2 sessions\", \"1h\"]\n\"data.universe\" = [[\"700\", \"5\"]]\n\"run.seed\" = [7]\n\"run.cash\" = [5000]\n",
			"embargo=2 sessions universe=700+5 rate=3 bp slippage=2 ticks cash=5000 seed=7 categories=stimulus+é scope=false stop=0.5 % trail_atr=2.5",
			[]string{"run.cash=5000", `strategy.categories=["stimulus", "é"]`, "data.embargo=2 sessions", "market.commission.rate=3 bp", "strategy.scope=false",
				"run.seed=7", "market.slippage=2 ticks", "strategy.stop=0.5 %", "strategy.trail_atr=2.5", `data.universe=["700", "5"]`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := mustCompare(t, test.text+"[sweep.over]\n"+test.sweep)
			alone, err := parse(t, test.text, test.set...)
			if err != nil {
				t.Fatal(err)
			}
			for i := range c.Trials {
				tr := &c.Trials[i]
				if got := canonical(t, tr.Config); got != plainJSON(t, tr.Config) {
					t.Fatalf("%s is written %s", tr.Name, got)
				}
				if tr.Name != test.trial {
					continue
				}
				if diff := cmp.Diff(canonical(t, alone), canonical(t, tr.Config)); diff != "" {
					t.Errorf("configuration (-alone +trial):\n%s", diff)
				}
				if !reflect.DeepEqual(alone.Strategy.New(), tr.Config.Strategy.New()) {
					t.Errorf("strategy %+v, want %+v", tr.Config.Strategy.New(), alone.Strategy.New())
				}
				return
			}
			t.Errorf("no trial %s in %s", test.trial, names(c))
		})
	}
}

// TestNothingIsShared: what one strategy does with its parameters, no other sees.
func TestNothingIsShared(t *testing.T) {
	c := mustCompare(t, strings.Replace(cross, "ma-cross\"\nfast = 5\nslow = 30", "policy-momentum\"", 1)+
		"[sweep.over]\n\"strategy.categories\" = [[\"stimulus\"]]\n\"strategy.top\" = [1, 2]\n")
	for _, tr := range c.Trials {
		first := tr.Config.Strategy.New().(*strategies.PolicyMomentum)
		first.Categories[0] = "spoilt"
		for _, other := range c.Trials {
			if got := other.Config.Strategy.New().(*strategies.PolicyMomentum).Categories[0]; got != "stimulus" {
				t.Fatalf("%s has %q", other.Name, got)
			}
		}
	}
}

func TestOrderChangesNothing(t *testing.T) {
	pieces := []string{
		"[run]\nfrom = 2024-01-02\nto = 2025-06-30\n", "[data]\nsynthetic = { seed = 1 }\n",
		"[[compare.strategy]]\nname = 'b'\nuse = 'ma-cross'\n[compare.strategy.sweep]\nmethod = 'random'\ntrials = 5\nconstraints = ['fast < slow', 'fast > 1']\n" +
			"[compare.strategy.sweep.over]\nfast = [3, 2, 1]\nslow = {from = 20, to = 24}\n",
		"[[compare.strategy]]\nuse = 'policy-momentum'\nname = 'a'\n[compare.strategy.sweep.over]\n'strategy.top' = [3, 1]\nhold = [5]\n",
		"[[compare.strategy]]\nuse = 'ma-cross'\nname = 'c'\nslow = 60\n[compare.strategy.sweep.over]\nfast = [4, 10]\n",
		"[sweep.over]\n'market.fill' = ['pessimistic', 'base']\n'market.slippage' = ['1 tick']\n",
		"[split]\ntest = 20\nmethod = 'anchored'\ntrain = '100 sessions'\n", "[compare]\nkeep = 3\n",
	}
	// [compare] is a table of its own where no [[compare.strategy]] is before it.
	want, axes := "", []string(nil)
	rng := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		rng.Shuffle(len(pieces)-1, func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
		c, err := compare(t, pieces[len(pieces)-1]+strings.Join(pieces[:len(pieces)-1], ""))
		if err != nil {
			t.Fatal(err)
		}
		got := canonical(t, c) + names(c)
		for _, tr := range c.Trials {
			got += canonical(t, tr.Config)
		}
		if want == "" {
			want, axes = got, c.Labels()
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("another order (-first +now):\n%s", diff)
		}
		if diff := cmp.Diff(axes, c.Labels()); diff != "" {
			t.Fatalf("axes (-first +now):\n%s", diff)
		}
	}
	if diff := cmp.Diff([]string{"fill", "slippage", "fast", "hold", "slow", "top"}, axes); diff != "" {
		t.Errorf("axes (-want +got):\n%s", diff)
	}
}

func TestComparisonSettings(t *testing.T) {
	c := mustCompare(t, cross+"[split]\nmethod = 'combinatorial'\nhorizon = '3 sessions'\nembargo = 2\nfolds = 6\n[compare]\nkeep = 0\nprior_trials = 50\nrank_by = 'max_dd'\n")
	if c.Keep != 0 || c.Prior != 50 || c.RankBy != "max_dd" || c.Seed != 1 || c.Name != "a" {
		t.Errorf("settings %+v", c)
	}
	want := Split{Method: "combinatorial", Embargo: 2, Horizon: 3, Folds: 6, TestFolds: 2}
	if diff := cmp.Diff(want, *c.Split); diff != "" {
		t.Errorf("split (-want +got):\n%s", diff)
	}
	if got, want := c.Split.String(), "6 folds, 2 at a time test, horizon 3, embargo 2"; got != want {
		t.Errorf("split is called %s, want %s", got, want)
	}
	if c.Base != c.Trials[0].Config {
		t.Error("the base is not the first trial's")
	}
	c = mustCompare(t, cross, "split.method=anchored", "split.train=100 sessions", "split.test=20", "compare.keep=3", "sweep.over.strategy.fast=[1,2]")
	if c.Keep != 3 || c.Split.Train != 100 || len(c.Trials) != 2 {
		t.Errorf("by --set: %+v", c)
	}
	if err := c.Base.Wrong("split", os.ErrInvalid); !strings.Contains(err.Error(), "a.toml: invalid") {
		t.Errorf("a place of the command line: %v", err)
	}
	part := c.Base.During(engine.Span{First: 5, Last: 9})
	if part.Run.From != 5 || part.Run.To != 9 || c.Base.Run.From == 5 {
		t.Error("During is not a copy over another span")
	}
	if keep, zero := canonical(t, mustCompare(t, cross+"[compare]\nkeep = 1\n")), canonical(t, mustCompare(t, cross)); keep != zero {
		t.Errorf("what is kept is in the canonical form: %s", keep)
	}
}

func TestRepeatedTrials(t *testing.T) {
	c := mustCompare(t, cross+"[sweep.over]\n'market.slippage' = ['1 tick', '1 ticks', 'none']\n")
	if got := names(c); got != "slippage=1 tick; slippage=none" {
		t.Errorf("trials %s", got)
	}
	if diff := cmp.Diff([]string{"slippage=1 ticks"}, c.Repeated); diff != "" {
		t.Errorf("repeated (-want +got):\n%s", diff)
	}
}

func TestRandomTrials(t *testing.T) {
	text := cross + "[sweep]\nmethod = 'random'\ntrials = 6\n[sweep.over]\n'strategy.fast' = {from = 1, to = 20}\n'strategy.slow' = {from = 30, to = 50}\n"
	c := mustCompare(t, text)
	if len(c.Trials) != 6 {
		t.Fatalf("%d trials", len(c.Trials))
	}
	if again := mustCompare(t, text); names(again) != names(c) {
		t.Error("the same seed draws other trials")
	}
	if other := mustCompare(t, text, "run.seed=2"); names(other) == names(c) {
		t.Error("another seed of the run draws the same trials")
	}
	if other := mustCompare(t, text, "sweep.seed=2"); names(other) == names(c) || other.Seed != 2 {
		t.Error("another seed of the sweep draws the same trials")
	}
}

func TestSeriesAreExact(t *testing.T) {
	got, err := series{0.1, 0.5, 0.1}.values()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{0.1, 0.2, 0.3, 0.4, 0.5}, got); diff != "" {
		t.Errorf("tenths (-want +got):\n%s", diff)
	}
	got, err = series{int64(-1), 0.3, 0.25}.values()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{-1.0, -0.75, -0.5, -0.25, 0.0, 0.25}, got); diff != "" {
		t.Errorf("quarters (-want +got):\n%s", diff)
	}
}

func TestLabels(t *testing.T) {
	got := labels([]string{"strategy.hold", "market.commission.max", "strategy.max", "data.universe", "run.seed"})
	if diff := cmp.Diff([]string{"hold", "commission.max", "strategy.max", "universe", "seed"}, got); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
}

// TestRankingFigures: every figure that ranks is known of every trial, and every
// figure of a trial is one that ranks, or one that is refused in words.
func TestRankingFigures(t *testing.T) {
	known := ofTrials()
	for _, name := range append(largestBest(), smallestBest()...) {
		found := false
		for _, k := range known {
			found = found || k == name
		}
		if !found {
			t.Errorf("%s is not known of a trial", name)
		}
	}
	if len(known) < 40 || len(known) >= len(metrics.Definitions()) {
		t.Errorf("%d figures of a trial", len(known))
	}
}

func TestIsComparison(t *testing.T) {
	dir := t.TempDir()
	for name, of := range map[string]struct {
		text string
		want bool
	}{
		"run.toml": {cross, false}, "sweep.toml": {cross + "[sweep.over]\na = 1\n", true}, "split.toml": {"[split]\n", true},
		"compare.toml": {"[[compare.strategy]]\n", true}, "broken.toml": {"[compare", false},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(of.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := IsComparison(path); got != of.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if IsComparison(filepath.Join(dir, "none.toml")) {
		t.Error("a file that is not there")
	}
}

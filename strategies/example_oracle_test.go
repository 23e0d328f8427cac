package strategies_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"rally/cmd/cli"
	"rally/data"
	"rally/engine/hkex"
	"rally/strategies"
)

// command runs a command line of rally in this process; it must succeed.
func command(t *testing.T, args ...string) (stdout string) {
	t.Helper()
	var out, errs bytes.Buffer
	if code := cli.Run(args, strings.NewReader(""), &out, &errs); code != cli.Done {
		t.Fatalf("rally %s: exit code %d\n%s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// artificialFiles writes the market of the artificial example with a seed, as
// the example's configuration has it: 24 names, 2023-01-03 to 2025-06-30.
func artificialFiles(t *testing.T, seed uint64) (dir string) {
	t.Helper()
	a, err := data.Synthesize(data.SyntheticConfig{Seed: seed, Venue: hkex.Venue{}})
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "market")
	if err := a.WriteFiles(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// table reads a CSV file of a result folder as rows by the names of columns.
func table(t *testing.T, folder, name string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var rows []map[string]string
	for _, fields := range all[1:] {
		row := map[string]string{}
		for i, column := range all[0] {
			row[column] = fields[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// sameFolder compares a result folder with what the oracle derived: each fill
// with its time, quantity, price, fees and reason, and each session's equity.
func sameFolder(t *testing.T, want strategies.OracleRun, folder string) {
	t.Helper()
	signals, exits := map[string]string{}, map[string]string{}
	for _, o := range table(t, folder, "orders.csv") {
		signals[o["order"]] = o["signal"]
	}
	for _, r := range table(t, folder, "trades.csv") {
		exits[r["symbol"]+" "+r["exit_time"]] = r["exit_reason"]
	}
	var fills, equity []string
	for _, f := range table(t, folder, "fills.csv") {
		why := signals[f["order"]]
		if f["side"] == "sell" {
			why = exits[f["symbol"]+" "+f["time"]]
		}
		fills = append(fills, strings.Join([]string{f["time"], f["symbol"], f["side"], f["qty"], f["price"], f["fees"], why}, ","))
	}
	slices.Sort(fills)
	if diff := gocmp.Diff(want.Fills, fills); diff != "" {
		t.Errorf("fills (-oracle +command):\n%s", diff)
	}
	for _, row := range table(t, folder, "equity.csv")[1:] { // before it the session before from
		equity = append(equity, row["session"]+","+row["equity"])
	}
	if diff := gocmp.Diff(want.Equity, equity); diff != "" {
		t.Errorf("equity (-oracle +command):\n%s", diff)
	}
}

// TestTheArtificialExampleFillByFill names the signals that the example which
// ships inside selects, and derives every fill of it again from the files of
// its market.
func TestTheArtificialExampleFillByFill(t *testing.T) {
	o := strategies.OracleOfArtificial(t, artificialFiles(t, 1))
	want := []string{
		"artificial-20231005-019",
		"artificial-20231110-021",
		"artificial-20231123-023",
		"artificial-20240209-029",
		"artificial-20240301-031",
		"artificial-20240423-033",
		"artificial-20240719-035",
		"artificial-20241127-041",
		"artificial-20241213-042",
		"artificial-20250204-044",
		"artificial-20250509-048",
		"artificial-20250612-049",
		"artificial-20250625-050",
	}
	if diff := gocmp.Diff(want, o.Selected); diff != "" {
		t.Errorf("signals selected (-want +got):\n%s", diff)
	}
	folder := strings.TrimSpace(command(t, "run", filepath.Join("..", "examples", "policy-momentum.toml"),
		"--no-pictures", "--quiet", "--out", t.TempDir()))
	t.Logf("%d fills, final equity %d mills, %d holdings split, %d purchases cut by the cap", len(o.Fills), o.Final, o.Split, o.Cut)
	sameFolder(t, o, folder)
}

// TestTheHongKongExampleFillByFill does the same for the example on real
// prices; the signals that it selects are named in TestTheHongKongExample.
func TestTheHongKongExampleFillByFill(t *testing.T) {
	dir := strategies.SharedData(t)
	o := strategies.OracleOfHongKong(t, dir)
	if len(o.Selected) != 20 {
		t.Errorf("%d signals selected", len(o.Selected))
	}
	folder := strings.TrimSpace(command(t, "run", filepath.Join("..", "examples", "hong-kong-2024-25.toml"),
		"--set", "data.dir="+dir, "--no-pictures", "--quiet", "--out", t.TempDir()))
	t.Logf("%d fills, final equity %d mills, %d holdings split, %d purchases cut by the cap", len(o.Fills), o.Final, o.Split, o.Cut)
	sameFolder(t, o, folder)
}

// TestFiftySeeds: the artificial market is not rigged to win. Over seeds 1 to
// 50 the example loses in at least ten. Of every fifth seed each fill is
// derived again; of seed 39 too, which trades on the day whose morning a typhoon
// took, and of seed 48, where a name splits that is held.
func TestFiftySeeds(t *testing.T) {
	const seeds, cash = 50, 1_000_000
	type outcome struct {
		Equity float64
		Fills  int
		split  int
	}
	outcomes := make([]outcome, seeds)
	t.Run("each", func(t *testing.T) {
		for i := range outcomes {
			seed := i + 1
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				out := t.TempDir()
				doc := command(t, "run", "--no-pictures", "--json", "--out", out, "--set", fmt.Sprintf("data.synthetic.seed=%d", seed))
				if err := json.Unmarshal([]byte(doc), &outcomes[i]); err != nil {
					t.Fatal(err)
				}
				if seed%5 != 0 && seed != 39 && seed != 48 {
					return
				}
				folders, err := filepath.Glob(filepath.Join(out, "policy-momentum-*"))
				if err != nil || len(folders) != 1 {
					t.Fatal(folders, err)
				}
				o := strategies.OracleOfArtificial(t, artificialFiles(t, uint64(seed)))
				sameFolder(t, o, folders[0])
				outcomes[i].split = o.Split
			})
		}
	})
	var all outcome
	var lost []int
	best, worst := outcomes[0].Equity, outcomes[0].Equity
	for i, o := range outcomes {
		if o.Equity < cash { // net: after every cost
			lost = append(lost, i+1)
		}
		all.Equity += o.Equity
		all.Fills += o.Fills
		all.split += o.split
		best, worst = max(best, o.Equity), min(worst, o.Equity)
	}
	t.Logf("the example loses, net of all costs, in %d of %d seeds: %v", len(lost), seeds, lost)
	t.Logf("on average %+.2f %%, at best %+.2f %%, at worst %+.2f %%; %d fills",
		(all.Equity/seeds/cash-1)*100, (best/cash-1)*100, (worst/cash-1)*100, all.Fills)
	if len(lost) < 10 {
		t.Errorf("the example loses in %d of %d seeds, want at least ten", len(lost), seeds)
	}
	if all.split == 0 {
		t.Error("no name splits that is held: the seeds no longer show it")
	}
}

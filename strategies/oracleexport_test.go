package strategies

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// What follows lets the tests of the command, which cannot be of this package,
// ask the oracle.

// SharedData is sharedData.
func SharedData(t testing.TB) string { return sharedData(t) }

// OracleRun is a run as the oracle derives it, in the words of a result folder.
type OracleRun struct {
	Selected []string // ids of signals
	Fills    []string // time,symbol,side,qty,price,fees and the reason of a sale or the signal of a purchase, sorted
	Equity   []string // session,equity
	Split    int      // holdings that split
	Cut      int      // purchases that the cap on participation cut
	Final    int64    // equity, mills
}

// OracleOfArtificial derives examples/policy-momentum.toml from the files of an
// artificial market in a folder.
func OracleOfArtificial(t testing.TB, dir string) OracleRun {
	return told(runOracle(t, readArtificial(t, dir), exampleRules("2023-09-01")))
}

// OracleOfHongKong derives examples/hong-kong-2024-25.toml from the real prices.
func OracleOfHongKong(t testing.TB, dir string) OracleRun {
	m := readMarket(t, dir).only(func(n *oracleName) bool { return n.tech })
	return told(runOracle(t, m, exampleRules("2024-09-02")))
}

// exampleRules are what both examples say: futu, a tick, a tenth of volume, 15 minutes.
func exampleRules(from string) oracleRules {
	return oracleRules{from: from, to: "2025-06-30", top: 5, hold: 10, embargo: 15 * 60, ticks: 1, futu: true, share: 10}
}

func told(o *oracle) OracleRun {
	r := OracleRun{Selected: o.selected, Split: o.split, Cut: o.cut, Final: o.equity[len(o.equity)-1]}
	for _, f := range o.fills {
		at := strings.TrimSuffix(time.Unix(f.at, 0).UTC().Format(time.RFC3339), "Z") + "+08:00"
		why := f.reason
		if f.side == "buy" {
			why = f.signal
		}
		r.Fills = append(r.Fills, fmt.Sprintf("%s,%s,%s,%d,%s,%s,%s", at, f.symbol, f.side, f.qty, dollars(f.price), dollars(f.fees), why))
	}
	slices.Sort(r.Fills)
	first, _ := slices.BinarySearch(o.m.sessions, dayOf(o.t, o.from))
	for i, e := range o.equity {
		r.Equity = append(r.Equity, dayText(o.m.sessions[first+i])+","+dollars(e))
	}
	return r
}

// dollars writes mills, which are not negative here, as a result folder does.
func dollars(mills int64) string { return fmt.Sprintf("%d.%03d", mills/1000, mills%1000) }

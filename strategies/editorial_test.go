package strategies_test

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"rally/strategies"
)

// TestTheDefaultEntryIsNoNewConfiguration: stated or not, a run that enters at
// the open is the same run, so one of before there was a choice keeps its digest.
func TestTheDefaultEntryIsNoNewConfiguration(t *testing.T) {
	run := func(set ...string) string {
		args := append([]string{"run", "--no-pictures", "--quiet", "--out", t.TempDir()}, set...)
		return filepath.Base(strings.TrimSpace(command(t, args...)))
	}
	silent, stated := run(), run("--set", "strategy.entry=open")
	if silent != stated {
		t.Errorf("%s without the key, %s with it", silent, stated)
	}
}

// TestTheEditorialExample derives the purchases of examples/editorial-minutes.toml
// from the files: for each name the first minute after 10:00 of 6 July 2020 that
// closes above Σ (high + low + close) × volume ÷ 3 Σ volume, and the open of the
// next minute with a trade, a tick dearer.
func TestTheEditorialExample(t *testing.T) {
	dir := strategies.SharedData(t)
	want := map[string]string{}
	for symbol, tick := range map[string]int64{"0981.HK": 50, "0700.HK": 500, "3690.HK": 100} {
		want[symbol] = firstAbove(t, filepath.Join(dir, "minute_futu", "0"+symbol[:4]+"_1m_full.csv.gz"), tick)
	}
	folder := strings.TrimSpace(command(t, "run", filepath.Join("..", "examples", "editorial-minutes.toml"),
		"--no-pictures", "--quiet", "--out", t.TempDir()))
	got := map[string]string{}
	for _, f := range table(t, folder, "fills.csv") {
		if f["side"] == "buy" {
			got[f["symbol"]] += f["time"] + " at " + f["price"]
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("purchases (-files +command):\n%s", diff)
	}
}

// firstAbove returns when and at what price a name is bought. The file stamps
// its minutes with their ends; its prices of that day are those that were traded.
func firstAbove(t *testing.T, file string, tick int64) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var value, volume int64
	broke := false
	for lines := bufio.NewScanner(unzipped); lines.Scan(); {
		row := strings.Split(lines.Text(), ",") // time, open, high, low, close, volume
		day, clock, _ := strings.Cut(row[0], " ")
		if day != "2020-07-06" || row[5] == "0" {
			continue
		}
		var n [6]int64
		for i := 1; i < 6; i++ {
			v, err := strconv.ParseFloat(row[i], 64)
			if err != nil {
				t.Fatal(err)
			}
			n[i] = int64(v*1000 + 0.5)
		}
		if broke { // this minute begins where that one ended, or after some without a trade
			end, err := time.Parse(time.DateTime, row[0])
			if err != nil {
				t.Fatal(err)
			}
			price := n[1] + tick
			return end.Add(-time.Minute).Format("2006-01-02T15:04:05") + "+08:00 at " + fmt.Sprintf("%d.%03d", price/1000, price%1000)
		}
		shares := n[5] / 1000
		value, volume = value+(n[2]+n[3]+n[4])*shares, volume+shares
		if clock > "10:00:00" && 3*n[4]*volume > value {
			broke = true
		}
	}
	t.Fatalf("%s: no close above the session's price", file)
	return ""
}

package crosscheck

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// What follows reads a result folder and the files of prices with nothing of
// the engine, in whole mills, and keeps the books anew.

// halfDays of the run's years are sessions on which nothing settles.
// Source: hk-market-rules 3.6 and section 6.
const halfDays = " 2020-01-24 2020-12-24 2020-12-31 2021-02-11 2021-12-24 2021-12-31 2022-01-31 2024-02-09 2024-12-24 2024-12-31 2025-01-28 "

type record map[string]string

func records(t *testing.T, path string) []record {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	out := make([]record, 0, len(rows))
	for _, fields := range rows[1:] {
		r := record{}
		for i, name := range rows[0] {
			r[name] = fields[i]
		}
		out = append(out, r)
	}
	return out
}

// scaled reads a decimal number as an integer of 10^-places.
func scaled(t *testing.T, text string, places int) int64 {
	whole, fraction, _ := strings.Cut(text, ".")
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > places {
		t.Fatalf("%q has more than %d decimals", text, places)
	}
	v, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func mills(t *testing.T, text string) int64 { return scaled(t, text, 3) }

func books(t *testing.T, prices, folder string) {
	r := &ledger{t: t, folder: folder, closes: map[string]map[string]int64{}, exDates: map[string]map[string]int64{},
		splits: map[string]bool{}, kinds: map[string]record{}}
	r.read(prices)
	t.Run("fees", r.feesAdd)
	t.Run("journal", r.journalBalances)
	t.Run("cash", r.cashFromFills)
	t.Run("equity", r.equityFromJournal)
}

type ledger struct {
	t        *testing.T
	folder   string
	sessions []string
	fills    []record
	equity   []record
	journal  []record
	closes   map[string]map[string]int64 // symbol → day → mills
	exDates  map[string]map[string]int64 // symbol → session → millionths of a dollar a share
	splits   map[string]bool             // symbol and day
	kinds    map[string]record
}

func (r *ledger) read(prices string) {
	t := r.t
	for _, row := range records(t, filepath.Join(prices, "index_daily", "HSI.csv")) {
		if d := row["date"]; d >= "2020-01-02" && d <= "2025-07-18" {
			r.sessions = append(r.sessions, d)
		}
	}
	files, err := filepath.Glob(filepath.Join(prices, "daily_unadjusted", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		byDay := map[string]int64{}
		for _, row := range records(t, file) {
			if row["volume"] != "0" {
				byDay[row["date"]] = mills(t, row["close"])
			}
		}
		r.closes[strings.TrimSuffix(filepath.Base(file), ".csv")] = byDay
	}
	for _, row := range records(t, filepath.Join(prices, "actions", "dividends.csv")) {
		if row["pay_date"] != "" {
			t.Fatalf("%v has a pay date, which this test does not follow", row)
		}
		symbol, i := row["symbol"], r.from(row["ex_date"])
		if i == len(r.sessions) || row["ex_date"] < r.sessions[0] {
			continue
		}
		if r.exDates[symbol] == nil {
			r.exDates[symbol] = map[string]int64{}
		}
		r.exDates[symbol][r.sessions[i]] += scaled(t, row["amount_hkd"], 6)
	}
	for _, row := range records(t, filepath.Join(prices, "actions", "splits.csv")) {
		if i := r.from(row["ex_date"]); i < len(r.sessions) {
			r.splits[row["symbol"]+" "+r.sessions[i]] = true
		}
	}
	for _, row := range records(t, filepath.Join(prices, "instruments.csv")) {
		r.kinds[row["symbol"]] = row
	}
	r.fills = records(t, filepath.Join(r.folder, "fills.csv"))
	r.equity = records(t, filepath.Join(r.folder, "equity.csv"))
	r.journal = records(t, filepath.Join(r.folder, "journal.csv"))
}

// from returns the index of the first session at or after a day.
func (r *ledger) from(day string) int {
	i, _ := slices.BinarySearch(r.sessions, day)
	return i
}

// settles returns the index of the second settlement day after a session.
func (r *ledger) settles(day string) int {
	i := r.from(day)
	for n := 0; n < 2; {
		if i++; i >= len(r.sessions) || !strings.Contains(halfDays, " "+r.sessions[i]+" ") {
			n++
		}
	}
	return i
}

// feesAdd: the lines of fees.csv are what the law and the broker ask of each
// fill, they add up to the fill's fees, and these to the totals of result.json.
func (r *ledger) feesAdd(t *testing.T) {
	byFill, totals := map[string]int64{}, map[string]int64{}
	got := map[string]string{}
	for _, row := range records(t, filepath.Join(r.folder, "fees.csv")) {
		amount := mills(t, row["amount"])
		byFill[row["fill"]] += amount
		totals[row["component"]] += amount
		got[row["fill"]] += row["component"] + " " + row["amount"] + "; "
	}
	orders, all := map[string]bool{}, int64(0)
	for _, f := range r.fills {
		if fees := mills(t, f["fees"]); fees != byFill[f["fill"]] {
			t.Errorf("fill %s: fees %s, its lines add up to %d mills", f["fill"], f["fees"], byFill[f["fill"]])
		} else {
			all += fees
		}
		if scaled(t, f["qty"], 0)*mills(t, f["price"]) != mills(t, f["consideration"]) {
			t.Errorf("fill %s: %s × %s is not %s", f["fill"], f["qty"], f["price"], f["consideration"])
		}
		if orders[f["order"]] {
			t.Fatalf("order %s is filled in parts, whose fees this test does not gather", f["order"])
		}
		orders[f["order"]] = true
		if want := r.lawful(t, f); want != got[f["fill"]] {
			t.Errorf("fill %s: %s\nwant %s", f["fill"], got[f["fill"]], want)
		}
	}
	var doc struct{ Fees map[string]float64 }
	text, err := os.ReadFile(filepath.Join(r.folder, "result.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	told := map[string]int64{}
	for name, v := range doc.Fees {
		told[name] = int64(math.Round(v * 1000))
	}
	if diff := gocmp.Diff(totals, told); diff != "" {
		t.Errorf("totals (-fees.csv +result.json):\n%s", diff)
	}
	t.Logf("%d fills, fees of %d mills", len(r.fills), all)
}

// lawful is what a fill of 2020 to July 2025 costs with futu, in the words of
// fees.csv, what is nothing left out. Source: hk-market-rules 1.1 to 1.3, 1.6.
func (r *ledger) lawful(t *testing.T, f record) string {
	day, value, kind := f["time"][:10], mills(t, f["consideration"]), r.kinds[f["symbol"]]["kind"]
	cents := func(rate, per int64) int64 { return (value*rate + 5*per) / (10 * per) * 10 } // a half up
	since := func(d string, before, from int64) int64 {
		if day < d {
			return before
		}
		return from
	}
	duty := since("2021-08-01", 100, since("2023-11-17", 130, 100)) // hundred-thousandths
	if kind == "etf" || kind == "reit" && day >= "2024-12-21" {
		duty = 0
	}
	lines := []struct {
		name   string
		amount int64
	}{
		{"brokerage", max(cents(3, 10_000), 3_000)},
		{"platform", 15_000},
		{"stamp_duty", (value*duty + 99_999_999) / 100_000_000 * 1000},
		{"sfc_levy", cents(27, 1_000_000)},
		{"afrc_levy", since("2022-01-01", 0, cents(15, 10_000_000))},
		{"trading_fee", since("2023-01-01", cents(50, 1_000_000), cents(565, 10_000_000))},
		{"trading_tariff", since("2023-01-01", 500, 0)},
		{"settlement_fee", since("2025-06-30", min(max(cents(2, 100_000), 2_000), 100_000), cents(42, 1_000_000))},
	}
	text := ""
	for _, l := range lines {
		if l.amount != 0 {
			text += fmt.Sprintf("%s %d.%03d; ", l.name, l.amount/1000, l.amount%1000)
		}
	}
	return text
}

// journalBalances: every group of postings sums to zero, and the accounts of
// fees hold what fees.csv says.
func (r *ledger) journalBalances(t *testing.T) {
	groups, charged := map[string]int64{}, map[string]int64{}
	for _, p := range r.journal {
		groups[p["group"]] += mills(t, p["amount"])
		if name, ok := strings.CutPrefix(p["account"], "fees:"); ok {
			charged[name] += mills(t, p["amount"])
		}
	}
	for g, sum := range groups {
		if sum != 0 {
			t.Errorf("group %s sums to %d mills", g, sum)
		}
	}
	for _, row := range records(t, filepath.Join(r.folder, "fees.csv")) {
		charged[row["component"]] -= mills(t, row["amount"])
	}
	for name, left := range charged {
		if left != 0 {
			t.Errorf("account fees:%s and fees.csv are %d mills apart", name, left)
		}
	}
	t.Logf("%d postings in %d groups", len(r.journal), len(groups))
}

// cashFromFills keeps cash, what is unsettled, what is receivable and the
// holdings from fills.csv and the file of dividends alone, by T+2, and compares
// every session of equity.csv, its equity from the files' closes too.
func (r *ledger) cashFromFills(t *testing.T) {
	cash, unsettled, receivable := int64(1_000_000_000), int64(0), int64(0)
	settling, paying := map[int]int64{}, map[int]int64{}
	held, last := map[string]int64{}, map[string]int64{}
	next, dividends := 0, int64(0)
	var want, got []string
	for i, day := range r.sessions {
		cash += settling[i] + paying[i]
		unsettled -= settling[i]
		receivable -= paying[i]
		for symbol, qty := range held {
			if r.splits[symbol+" "+day] && qty > 0 {
				t.Fatalf("%s splits on %s while it is held, which this test does not follow", symbol, day)
			}
			gross := (r.exDates[symbol][day]*qty + 500) / 1000
			if strings.HasPrefix(r.kinds[symbol]["isin"], "CNE") {
				gross -= (gross + 5) / 10
			}
			dividends += gross
			receivable += gross
			paying[i+20] += gross
		}
		for ; next < len(r.fills) && r.fills[next]["time"][:10] == day; next++ {
			f := r.fills[next]
			qty, flow := scaled(t, f["qty"], 0), -mills(t, f["consideration"])
			if f["side"] == "sell" {
				qty, flow = -qty, -flow
			}
			flow -= mills(t, f["fees"])
			held[f["symbol"]] += qty
			unsettled += flow
			settling[r.settles(day)] += flow
		}
		worth := cash + unsettled + receivable
		for symbol, closes := range r.closes {
			if c, ok := closes[day]; ok {
				last[symbol] = c
			}
			if held[symbol] < 0 {
				t.Fatalf("%s: %d shares of %s", day, held[symbol], symbol)
			}
			worth += held[symbol] * last[symbol]
		}
		want = append(want, fmt.Sprintf("%s equity %d cash %d unsettled %d receivable %d", day, worth, cash, unsettled, receivable))
	}
	if next != len(r.fills) {
		t.Errorf("%d of %d fills are on sessions, in order", next, len(r.fills))
	}
	for _, e := range r.equity[1:] {
		got = append(got, fmt.Sprintf("%s equity %d cash %d unsettled %d receivable %d", e["session"],
			mills(t, e["equity"]), mills(t, e["cash"]), mills(t, e["unsettled"]), mills(t, e["receivable"])))
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-from the fills +equity.csv):\n%s", diff)
	}
	t.Logf("%d sessions, dividends of %d mills, the last: %s", len(want), dividends, want[len(want)-1])
}

// equityFromJournal adds up the journal's accounts to each session's end and
// marks its shares at the files' closes.
func (r *ledger) equityFromJournal(t *testing.T) {
	accounts, held, last := map[string]int64{}, map[string]int64{}, map[string]int64{}
	next := 0
	var want, got []string
	for _, day := range r.sessions {
		for ; next < len(r.journal) && r.journal[next]["time"][:10] <= day; next++ {
			p := r.journal[next]
			accounts[p["account"]] += mills(t, p["amount"])
			held[p["symbol"]] += scaled(t, p["qty"], 0)
		}
		worth := accounts["cash"] + accounts["unsettled"] + accounts["receivable"] + accounts["payable"]
		stale := 0
		for symbol, closes := range r.closes {
			c, trades := closes[day]
			if trades {
				last[symbol] = c
			} else if held[symbol] > 0 {
				stale++
			}
			worth += held[symbol] * last[symbol]
		}
		want = append(want, fmt.Sprintf("%s equity %d cash %d unsettled %d receivable %d payable %d stale %d", day, worth,
			accounts["cash"], accounts["unsettled"], accounts["receivable"], -accounts["payable"], stale))
	}
	for _, e := range r.equity[1:] {
		got = append(got, fmt.Sprintf("%s equity %d cash %d unsettled %d receivable %d payable %d stale %s", e["session"], mills(t, e["equity"]),
			mills(t, e["cash"]), mills(t, e["unsettled"]), mills(t, e["receivable"]), mills(t, e["payable"]), e["stale"]))
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-from the journal +equity.csv):\n%s", diff)
	}
}

package strategies

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rally/engine/enginetest"
)

// The readers of this file are the oracle's own: they share no line with the
// package data, so that a mistake there cannot hide here. Prices are whole
// mills, days are days since 1970, times are seconds of Hong Kong's clock.

// sharedData returns the folder of real prices beside the repository.
func sharedData(t testing.TB) string {
	t.Helper()
	return enginetest.Shared(t, "data", "hk")
}

type oracleBar struct {
	day                    int
	open, high, low, close int64
	volume                 int64
}

type oracleName struct {
	symbol string
	lot    int64
	kind   string
	isin   string
	tech   bool
	more   bool // from daily_more, which the published run leaves out
	bars   []oracleBar
	at     map[int]int // day → index in bars

	minutes []oracleMinute // in order of time
}

// oracleMinute is a bar within a session; its times are seconds of Hong Kong's clock.
type oracleMinute struct {
	start, end             int64
	open, high, low, close int64
	volume                 int64
}

type oracleSignal struct {
	id        string
	category  string
	direction string
	strength  int
	scope     []string
	known     int64 // seconds since 1970 by Hong Kong's clock
	order     int   // row of the file
}

type oraclePayment struct {
	day    int
	pay    int // day; 0: not known
	symbol string
	micros int64 // millionths of a dollar a share
}

type oracleSplit struct {
	day      int
	symbol   string
	kind     string
	num, den int64
}

type oracleMarket struct {
	sessions  []int
	half      map[int]bool
	names     []*oracleName
	signals   []oracleSignal
	dividends []oraclePayment
	splits    []oracleSplit
}

func readRows(t testing.TB, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	rows := make([]map[string]string, 0, len(all))
	for _, fields := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = fields[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func dayOf(t testing.TB, s string) int {
	at, err := time.Parse("2006-01-02", s)
	if err != nil {
		t.Fatal(err)
	}
	return int(at.Unix() / 86400)
}

func dayText(d int) string { return time.Unix(int64(d)*86400, 0).UTC().Format("2006-01-02") }

// decimal reads a decimal number as an integer of 10^-places, refusing to
// lose a digit.
func decimal(t testing.TB, s string, places int) int64 {
	whole, fraction, _ := strings.Cut(s, ".")
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > places {
		t.Fatalf("%q has more than %d decimals", s, places)
	}
	v, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// realMarket is the market as it was read first; tests do not change it.
var realMarket *oracleMarket

func readMarket(t testing.TB, dir string) *oracleMarket {
	t.Helper()
	if realMarket != nil {
		return realMarket
	}
	m := &oracleMarket{half: map[int]bool{}}
	for _, row := range readRows(t, filepath.Join(dir, "index_daily", "HSI.csv")) {
		m.sessions = append(m.sessions, dayOf(t, row["date"]))
	}
	facts := m.readFacts(t, filepath.Join(dir, "instruments.csv"))
	files, err := filepath.Glob(filepath.Join(dir, "daily_*", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(files, func(a, b string) int { return strings.Compare(filepath.Base(a), filepath.Base(b)) })
	for _, file := range files {
		n := readName(t, file, facts)
		n.more = strings.Contains(file, "daily_more")
		m.names = append(m.names, n)
	}
	m.readNews(t, dir)
	realMarket = m
	return m
}

// readArtificial reads the files of an artificial market.
func readArtificial(t testing.TB, dir string) *oracleMarket {
	t.Helper()
	m := &oracleMarket{half: map[int]bool{}}
	for _, row := range readRows(t, filepath.Join(dir, "bars", "ARTX.csv")) {
		m.sessions = append(m.sessions, dayOf(t, row["date"]))
	}
	facts := m.readFacts(t, filepath.Join(dir, "instruments.csv"))
	files, err := filepath.Glob(filepath.Join(dir, "bars", "ART[0-9]*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files { // in the order of their names, which is that of the symbols
		m.names = append(m.names, readName(t, file, facts))
	}
	m.readSignals(t, filepath.Join(dir, "signals.csv"))
	m.readDividends(t, filepath.Join(dir, "dividends.csv"), "amount")
	m.readSplits(t, filepath.Join(dir, "splits.csv"))
	return m
}

// readFacts notes the half days and returns the rows of the instruments file by symbol.
func (m *oracleMarket) readFacts(t testing.TB, path string) map[string]map[string]string {
	t.Helper()
	for _, d := range []string{"2024-02-09", "2024-12-24", "2024-12-31", "2025-01-28"} { // rules, 3.6; none in 2023
		m.half[dayOf(t, d)] = true
	}
	facts := map[string]map[string]string{}
	for _, row := range readRows(t, path) {
		facts[row["symbol"]] = row
	}
	return facts
}

// readName reads a name's file of bars.
func readName(t testing.TB, file string, facts map[string]map[string]string) *oracleName {
	t.Helper()
	symbol := strings.TrimSuffix(filepath.Base(file), ".csv")
	fact := facts[symbol]
	n := &oracleName{symbol: symbol, lot: decimal(t, fact["lot"], 0), kind: fact["kind"],
		isin: fact["isin"], tech: fact["tech"] == "yes", at: map[int]int{}}
	for _, row := range readRows(t, file) {
		b := oracleBar{day: dayOf(t, row["date"]),
			open: decimal(t, row["open"], 3), high: decimal(t, row["high"], 3),
			low: decimal(t, row["low"], 3), close: decimal(t, row["close"], 3),
			volume: decimal(t, row["volume"], 0)}
		if b.volume == 0 {
			continue
		}
		b.high = max(b.high, b.open, b.close)
		b.low = min(b.low, b.open, b.close)
		n.at[b.day] = len(n.bars)
		n.bars = append(n.bars, b)
	}
	return n
}

func (m *oracleMarket) readNews(t testing.TB, dir string) {
	t.Helper()
	m.readSignals(t, filepath.Join(dir, "signals.csv"))
	m.readDividends(t, filepath.Join(dir, "actions", "dividends.csv"), "amount_hkd")
	m.readSplits(t, filepath.Join(dir, "actions", "splits.csv"))
}

func (m *oracleMarket) readSignals(t testing.TB, path string) {
	t.Helper()
	for i, row := range readRows(t, path) {
		s := oracleSignal{id: row["id"], category: row["category"], direction: row["direction"],
			strength: int(decimal(t, row["strength"], 0)), scope: strings.Split(row["scope"], ";"), order: i}
		if at, err := time.Parse(time.RFC3339, row["known_at"]); err == nil {
			s.known = at.Unix() + 8*3600
		} else { // a bare date: from the first session after it
			d := dayOf(t, row["known_at"])
			k, _ := slices.BinarySearch(m.sessions, d+1)
			if k == len(m.sessions) {
				continue
			}
			s.known = int64(m.sessions[k]) * 86400
		}
		m.signals = append(m.signals, s)
	}
}

func (m *oracleMarket) readDividends(t testing.TB, path, amount string) {
	t.Helper()
	for _, row := range readRows(t, path) {
		p := oraclePayment{day: m.sessionFrom(dayOf(t, row["ex_date"])), symbol: row["symbol"], micros: decimal(t, row[amount], 6)}
		if row["pay_date"] != "" {
			p.pay = dayOf(t, row["pay_date"])
		}
		m.dividends = append(m.dividends, p)
	}
}

func (m *oracleMarket) readSplits(t testing.TB, path string) {
	t.Helper()
	for _, row := range readRows(t, path) {
		num, den := decimal(t, row["ratio"], 2), int64(100)
		for _, f := range []int64{2, 5, 2, 5} {
			for num%f == 0 && den%f == 0 {
				num, den = num/f, den/f
			}
		}
		m.splits = append(m.splits, oracleSplit{m.sessionFrom(dayOf(t, row["ex_date"])),
			row["symbol"], row["kind"], num, den})
	}
}

// sessionFrom returns d, or the first session after it.
func (m *oracleMarket) sessionFrom(d int) int {
	k, _ := slices.BinarySearch(m.sessions, d)
	if k == len(m.sessions) {
		return d
	}
	return m.sessions[k]
}

// endOf returns when the session of day d ends.
func (m *oracleMarket) endOf(d int) int64 {
	if m.half[d] {
		return int64(d)*86400 + 12*3600 + 600
	}
	return int64(d)*86400 + 16*3600 + 600
}

// auctionOf returns when the open of day d is made: at 09:20, but on 9 October
// 2023, whose morning a typhoon took, at 14:00 (rules, 3.5).
func auctionOf(d int) int64 {
	if d == 19639 {
		return int64(d)*86400 + 14*3600
	}
	return int64(d)*86400 + 9*3600 + 20*60
}

// only returns the market of the names that keep says.
func (m *oracleMarket) only(keep func(*oracleName) bool) *oracleMarket {
	part := *m
	part.names = nil
	for _, n := range m.names {
		if keep(n) {
			part.names = append(part.names, n)
		}
	}
	return &part
}

// oracleFees is what a trade costs by the law and the exchange alone, in
// mills. Source: hk-market-rules 1.1 to 1.3, for 2023-01-01 to 2025-08-03.
// With futu, also that broker's fixed plan: 0.03 %, at least HK$3, and HK$15.
func oracleFees(kind string, day int, consideration int64, futu bool, t testing.TB) int64 {
	cents := func(rate, per int64) int64 { // to the nearest cent, a half up
		unit := 10 * per
		return (consideration*rate + unit/2) / unit * 10
	}
	duty := (consideration + 999_999) / 1_000_000 * 1000 // 0.1 %, up to the dollar
	if day < dayOf(t, "2023-11-17") {
		duty = (consideration*13 + 9_999_999) / 10_000_000 * 1000 // 0.13 %
	}
	switch {
	case kind == "etf", kind == "reit" && day >= dayOf(t, "2024-12-21"):
		duty = 0
	}
	settlement := min(max(cents(2, 100_000), 2_000), 100_000)
	if day >= dayOf(t, "2025-06-30") {
		settlement = cents(42, 1_000_000)
	}
	broker := int64(0)
	if futu {
		broker = max(cents(3, 10_000), 3_000) + 15_000
	}
	return broker + duty + cents(27, 1_000_000) + cents(15, 10_000_000) + cents(565, 10_000_000) + settlement
}

// oracleStep is the tick at price num/den, Part A until 2025-08-03, the upper
// end of each band included.
func oracleStep(num, den int64) int64 {
	for _, band := range [][2]int64{{250, 1}, {500, 5}, {10_000, 10}, {20_000, 20}, {100_000, 50},
		{200_000, 100}, {500_000, 200}, {1_000_000, 500}, {2_000_000, 1000}, {5_000_000, 2000}} {
		if num <= band[0]*den {
			return band[1]
		}
	}
	return 5000
}

package reports

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

var update = flag.Bool("update", false, "write testdata anew")

// golden compares text with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// memory is a sink of texts.
type memory struct {
	mu    sync.Mutex
	files map[string][]byte
}

func newMemory() *memory { return &memory{files: map[string][]byte{}} }

// Create begins a text.
func (m *memory) Create(name string) (io.WriteCloser, error) {
	return &memoryFile{sink: m, name: name}, nil
}

type memoryFile struct {
	bytes.Buffer
	sink *memory
	name string
}

func (f *memoryFile) Close() error {
	f.sink.mu.Lock()
	defer f.sink.mu.Unlock()
	f.sink.files[f.name] = f.Bytes()
	return nil
}

// handMade is a small result written by hand: two names, a trip that is sold
// in two parts around a split, one by a stop, one still open, a dividend and a
// refused order. Its equity is not meant to follow from its fills.
func handMade() *Study {
	day := func(d int) engine.Day { return engine.Date(2024, 9, d) }
	u, err := engine.NewUniverse([]engine.Instrument{
		{Symbol: "0700.HK", Name: "Tencent", Lots: []engine.LotFrom{{Lot: 100}}},
		{Symbol: "9988.HK", Name: "Alibaba", Lots: []engine.LotFrom{{Lot: 100}}},
	})
	if err != nil {
		panic(err)
	}
	open := func(d int) engine.Time { return day(d).At(9, 20) }
	fill := func(id uint32, o engine.OrderID, in engine.ID, side engine.Side, at engine.Time, q engine.Qty, p engine.Price, fees engine.Money, why engine.SignalRef, intent string) engine.Fill {
		return engine.Fill{ID: id, Order: o, Instrument: in, Side: side, Time: at, Qty: q, Price: p, Consideration: p.Times(q), Fees: fees, Because: why, Intent: intent}
	}
	r := &engine.Result{
		Name: "hand", Universe: u, Components: []string{"stamp_duty", "brokerage"},
		Span: engine.Span{First: day(3), Last: day(12)}, Cash: 1_000_000_000,
		Signals: []engine.Signal{
			{Ref: 1, ID: "easing, first", Direction: 1, Title: "Rates cut", Known: day(3).At(10, 0), At: day(3).At(10, 0)},
			{Ref: 2, ID: "easing-2", Direction: 1, Title: "Duty cut", Known: day(8).At(10, 0), At: day(8).At(10, 0)},
			{Ref: 3, ID: "later", Direction: -1, Title: "After the span", At: day(29).At(10, 0)},
		},
		Fills: []engine.Fill{
			fill(1, 1, 0, engine.Buy, open(4), 200, 300_000, 78_500, 1, "entry"),
			fill(2, 2, 1, engine.Buy, open(4), 500, 80_000, 52_000, 1, "entry"),
			fill(3, 3, 0, engine.Sell, open(6), 100, 330_000, 43_210, 1, "contrary"),
			fill(4, 4, 1, engine.Sell, day(9).At(16, 10), 500, 73_600, 48_000, 1, "stop"),
			fill(5, 5, 0, engine.Sell, open(10), 300, 120_000, 46_000, 1, "hold"),
			fill(6, 6, 1, engine.Buy, open(11), 400, 75_000, 39_000, 2, "entry"),
		},
		Orders: []engine.OrderRecord{
			{Order: engine.Order{ID: 1, Side: engine.Buy, Qty: 200, Filled: 200, Sent: day(3).At(16, 10), Because: 1}, State: engine.Filled},
			{Order: engine.Order{ID: 2, Instrument: 1, Side: engine.Buy, Qty: 500, Filled: 500, Sent: day(3).At(16, 10), Because: 1}, State: engine.Filled},
			{Order: engine.Order{ID: 3, Side: engine.Sell, Qty: 100, Filled: 100, Type: engine.Limit, Limit: 330_000, TIF: engine.GTC, Sent: day(5).At(16, 10), Because: 1}, State: engine.Filled},
			{Order: engine.Order{ID: 4, Instrument: 1, Side: engine.Sell, Qty: 500, Filled: 500, Type: engine.Stop, Stop: 73_600, TIF: engine.GTC, Sent: open(4), Because: 1}, State: engine.Filled},
			{Order: engine.Order{ID: 5, Side: engine.Sell, Qty: 300, Filled: 300, TIF: engine.GTC, Sent: day(9).At(16, 10), Because: 1}, State: engine.Filled},
			{Order: engine.Order{ID: 6, Instrument: 1, Side: engine.Buy, Qty: 400, Filled: 400, Sent: day(10).At(16, 10), Because: 2}, State: engine.Filled},
			{Order: engine.Order{ID: 7, Instrument: 1, Side: engine.Buy, Qty: 150, Sent: day(11).At(16, 10), Because: 2}, State: engine.Refused, Reason: engine.OddLot},
		},
		Fees: []engine.FeeLine{{Fill: 1, Component: 0, Amount: 60_000}, {Fill: 1, Component: 1, Amount: 18_500}, {Fill: 2, Component: 0, Amount: 40_000}, {Fill: 2, Component: 1, Amount: 12_000}},
		Journal: []engine.Entry{
			{Group: 1, Account: engine.CashAccount, What: engine.StartingCash, Amount: 1_000_000_000},
			{Group: 1, Account: engine.CapitalAccount, What: engine.StartingCash, Amount: -1_000_000_000},
			{Group: 2, Time: open(4), Account: engine.SecuritiesAccount, What: engine.Trade, Amount: 60_000_000, Qty: 200, Ref: 1},
			{Group: 2, Time: open(4), Account: engine.FeeAccount, Component: 0, What: engine.Trade, Amount: 60_000, Ref: 1},
			{Group: 2, Time: open(4), Account: engine.FeeAccount, Component: 1, What: engine.Trade, Amount: 18_500, Ref: 1},
			{Group: 2, Time: open(4), Account: engine.UnsettledAccount, What: engine.Trade, Amount: -60_078_500, Ref: 1},
			{Group: 3, Time: day(6).Start(), Account: engine.CashAccount, What: engine.Settlement, Amount: -60_078_500},
			{Group: 3, Time: day(6).Start(), Account: engine.UnsettledAccount, What: engine.Settlement, Amount: 60_078_500},
		},
		Actions: []engine.ActionRecord{
			{Action: engine.Action{Instrument: 0, Kind: engine.Dividend, Ex: day(5), Millionths: 3_400_000}, Before: 200, After: 200, Amount: 680_000, Assumed: true},
			{Action: engine.Action{Instrument: 0, Kind: engine.Split, Ex: day(9), Num: 3, Den: 1}, Before: 100, After: 300},
		},
		Positions:  []engine.Position{{Instrument: 1, Qty: 400, Cost: 30_000_000}},
		OrderCount: 7, FillCount: 6, Refusals: make([]int, len(engine.Reasons())+1), FeeTotals: []engine.Money{190_000, 116_710},
		Bought: 130_000_000, Sold: 105_800_000, SlippageCost: 55_000, DividendNet: 680_000, AmbiguousBars: 1, LiquidateCost: 40_000,
		Warnings: []string{"the strategy asked for 20 sessions of warm-up; the data has 3"},
		Digest:   [32]byte{0xab, 0xcd, 0xef, 0x01, 0x23},
	}
	r.Refusals[engine.OddLot] = 1
	equities := []engine.Money{1_000_000_000, 1_000_000_000, 1_001_869_500, 1_003_000_000, 1_006_123_450, 998_000_000, 1_002_000_000, 1_004_500_000, 1_005_432_100}
	for i, d := range []int{2, 3, 4, 5, 6, 9, 10, 11, 12} {
		row := engine.SessionRow{Day: day(d), Equity: equities[i], Cash: equities[i]}
		if i > 1 {
			row.Gross, row.Held = 100_000_000-engine.Money(i)*5_000_000, 1
			row.Cash -= row.Gross
		}
		r.Rows = append(r.Rows, row)
	}
	r.Last = r.Rows[len(r.Rows)-1]
	hold := *r
	hold.Rows = nil
	for i, row := range r.Rows {
		hold.Rows = append(hold.Rows, engine.SessionRow{Day: row.Day, Equity: 1_000_000_000_000 + engine.Money(i)*7_777_777_777, Held: 2})
	}
	s := &Study{
		Result: r, Hold: &hold, HoldScale: 1000,
		Benchmark: &Benchmark{Symbol: "HSI", Label: "HSI (price index)", Price: true,
			Days: []engine.Day{day(1) - 3, day(2), day(3), day(4), day(5), day(9), day(10), day(11), day(12), day(13)}, Levels: []float64{17989.07, 17691.97, 17651.49, 17457.34, 17444.3, 17196.96, 17234.09, 17108.71, 17240.39, 17369.09}},
		Name: "hand", Version: "0.1.0", Config: []byte(`{"strategy":{"use":"hand"},"run":{"cash":1000000.10,"name":"hand"}}`), Periods: 246,
		Files:       []File{{"bars", "0700.HK.csv", "00ff", 1363, day(1), day(12)}, {"signals", "signals.csv", "11ee", 3, 0, 0}},
		Findings:    []Finding{{"zero-volume", 2, true}, {"gap", 1, false}},
		Warnings:    []string{"the benchmark lacks 1 session"},
		Assumptions: []string{"fills pessimistic", "slippage 1 tick"},
		InSample:    true, LotsAsOf: day(30), Folder: "out/hand-abcdef01",
	}
	return s
}

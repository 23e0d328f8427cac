// Command job2 plays the published benchmark's second job: at each month's
// last close the ten strongest of 75 names over 60 bars, bought at the next
// open in whole lots, at 10 basis points a side.
//
//	go run ./bench/job2 -dir ../shared/data/hk
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"slices"

	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
)

func main() {
	dir := flag.String("dir", "../shared/data/hk", "folder with daily_unadjusted, actions and instruments.csv")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "job2:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	m, err := load(dir)
	if err != nil {
		return err
	}
	r, err := play(m)
	if err != nil {
		return err
	}
	fmt.Printf("%d bars, %d fills, final equity %v\n", m.Counts.Bars, r.FillCount, r.Last.Equity)
	return nil
}

func load(dir string) (*data.Market, error) {
	return data.Load(context.Background(), data.Config{
		Dir: dir, Bars: []string{"daily_unadjusted/*.csv"}, Instruments: "instruments.csv",
		Actions: []string{"actions/dividends.csv", "actions/splits.csv"}, Dividends: "as-paid",
		Adjusted: "none", Waive: []string{data.ZeroVolume, data.OutsideRange}, Venue: hkex.Venue{},
	})
}

func play(m *data.Market) (*engine.Result, error) {
	plan := engine.Plan{
		Name: "rotation", Strategy: func() engine.Strategy { return &rotation{} },
		Cash: 10_000_000 * engine.Dollar, Span: engine.Span{First: m.First, Last: m.Last}, Keep: engine.Rows,
		Market: engine.Market{Venue: hkex.Venue{}, BarFill: engine.Pessimistic,
			Fees: []engine.FeeRule{&hkex.Commission{Rate: 10 * engine.BasisPoint, Round: hkex.ToMill}}},
	}
	var res *engine.Result
	err := engine.Run(context.Background(), m.Feed, 1,
		func(int) engine.Plan { return plan }, func(_ int, r *engine.Result) { res = r })
	if err != nil {
		return nil, err
	}
	return res, res.Err
}

const (
	lookback = 60
	top      = 10
)

// rotation holds the strongest names of a month's last close.
type rotation struct {
	ids    []engine.ID
	ranked []rank
	chosen []bool
}

type rank struct {
	id          engine.ID
	now, before int64
}

// Start watches every tradable name, to look back when a month ends.
func (r *rotation) Start(s *engine.Setup) error {
	u := s.Universe()
	r.ids = u.Tradable()
	r.chosen = make([]bool, u.Len())
	s.WatchBars(engine.Daily, lookback+1, r.ids...)
	return nil
}

// OnPhase decides at the end of a month's last session.
func (r *rotation) OnPhase(b *engine.Broker, p engine.Phase) {
	if p != engine.PhaseEnd {
		return
	}
	today := b.Session().Day
	_, month, _ := today.Date()
	if _, next, _ := b.NextSession().Day.Date(); next == month {
		return
	}
	r.rank(b, today)
	if len(r.ranked) < top {
		return
	}
	slice := b.Account().Equity * 98 / (100 * top) // 9.8 % a name
	for _, id := range r.ids {
		if held := b.Position(id).Qty; held > 0 && !r.chosen[id] {
			b.Submit(engine.Order{Instrument: id, Side: engine.Sell, Qty: held, TIF: engine.GTC})
		}
	}
	for _, k := range r.ranked[:top] {
		r.chosen[k.id] = false
		lot, ok := b.Lot(k.id)
		if !ok {
			continue
		}
		want := engine.Qty(slice/engine.Price(k.now).Times(lot)) * lot
		held := b.Position(k.id).Qty
		switch {
		case want > held:
			b.Submit(engine.Order{Instrument: k.id, Side: engine.Buy, Qty: want - held, TIF: engine.GTC})
		case want < held:
			b.Submit(engine.Order{Instrument: k.id, Side: engine.Sell, Qty: held - want, TIF: engine.GTC})
		}
	}
}

func (r *rotation) rank(b *engine.Broker, today engine.Day) {
	r.ranked = r.ranked[:0]
	for _, id := range r.ids {
		v := b.Bars(id, engine.Daily)
		if v.Len() > lookback && v.Day(0) == today {
			r.ranked = append(r.ranked, rank{id, int64(v.Close(0)), int64(v.Close(lookback))})
		}
	}
	slices.SortFunc(r.ranked, func(x, y rank) int {
		return cmp.Or(-cmp.Compare(x.now*y.before, y.now*x.before), cmp.Compare(x.id, y.id))
	})
	clear(r.chosen)
	for _, k := range r.ranked[:min(top, len(r.ranked))] {
		r.chosen[k.id] = true
	}
}

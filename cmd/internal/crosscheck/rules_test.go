package crosscheck

import (
	"cmp"
	"slices"

	"rally/engine"
)

// rule is a case of the cross-check over one instrument: what it does after
// each close, and after each of its fills.
type rule struct {
	id    engine.ID
	every engine.Interval // 0: a session
	lot   engine.Qty
	close func(b *engine.Broker, v engine.BarView, t int) // t counts rows from 0
	fill  func(b *engine.Broker, f engine.Fill)

	entered int  // the row of the last entry
	pending bool // an order for the next open is on its way
	exits   []engine.OrderID
	entry   engine.Price
	rows    int
	sell    bool
}

func (r *rule) Start(s *engine.Setup) error {
	r.every = cmp.Or(r.every, engine.Daily)
	s.WatchBars(r.every, engine.All, r.id)
	s.Warmup(engine.All)
	return nil
}

func (r *rule) OnBar(b *engine.Broker, _ engine.Bar) {
	v := b.Bars(r.id, r.every)
	r.rows = v.Count()
	r.close(b, v, v.Count()-1)
}

func (r *rule) OnFill(b *engine.Broker, f engine.Fill) {
	if r.fill != nil {
		r.fill(b, f)
	}
}

// afford is the sizing of every case: whole lots for all cash at a price.
func (r *rule) afford(b *engine.Broker, p engine.Price) engine.Qty {
	return engine.Qty(b.Account().BuyingPower/p.Times(r.lot)) * r.lot
}

func (r *rule) buy(b *engine.Broker, o engine.Order) bool {
	if o.Qty == 0 {
		return false
	}
	o.Instrument, o.Side = r.id, engine.Buy
	b.Submit(o)
	return true
}

func (r *rule) sellAll(b *engine.Broker) {
	b.Submit(engine.Order{Instrument: r.id, Side: engine.Sell, TIF: engine.GTC, Qty: b.Position(r.id).Qty})
}

// movingAverages is C1 (and C2, by its fee).
func movingAverages(id engine.ID, lot engine.Qty) engine.Strategy {
	return averages(id, lot, engine.Daily, 10, 30)
}

// averages is the rule of C1 over bars of any length.
func averages(id engine.ID, lot engine.Qty, every engine.Interval, fast, slow int) engine.Strategy {
	r := &rule{id: id, lot: lot, every: every}
	mean := func(v engine.BarView, n, ago int) (sum int64) {
		for i := range n {
			sum += int64(v.Close(ago + i))
		}
		return sum
	}
	r.close = func(b *engine.Broker, v engine.BarView, t int) {
		if t < slow {
			return
		}
		now := cmp.Compare(mean(v, fast, 0)*int64(slow), mean(v, slow, 0)*int64(fast))
		before := cmp.Compare(mean(v, fast, 1)*int64(slow), mean(v, slow, 1)*int64(fast))
		held := b.Position(id).Qty > 0
		switch {
		case now > 0 && before <= 0 && !held:
			r.buy(b, engine.Order{TIF: engine.GTC, Qty: r.afford(b, v.Close(0))})
		case now < 0 && before >= 0 && held:
			r.sellAll(b)
		}
	}
	return r
}

// limitEntry is C3.
func limitEntry(id engine.ID, lot engine.Qty) engine.Strategy {
	const lookback, hold = 20, 5
	r := &rule{id: id, lot: lot, entered: -1}
	r.fill = func(b *engine.Broker, f engine.Fill) {
		if f.Side == engine.Buy {
			r.entered = r.rows // the fill's row is not closed yet or closes with it
			if f.Rule == engine.FilledInRange {
				r.entered = r.rows
			}
		}
	}
	r.close = func(b *engine.Broker, v engine.BarView, t int) {
		if b.Position(id).Qty > 0 {
			if t == r.entered+hold-1 {
				r.sellAll(b)
			}
			return
		}
		if t < lookback {
			return
		}
		lowest := v.Low(1)
		for i := 2; i <= lookback; i++ {
			lowest = min(lowest, v.Low(i))
		}
		if v.Close(0) >= lowest {
			return
		}
		limit := b.OnGrid(id, int64(v.Close(0))*99, 100, engine.Down)
		r.buy(b, engine.Order{Type: engine.Limit, Limit: limit, Qty: r.afford(b, limit)})
	}
	return r
}

// breakout tells the entry signal that C4 and C8 share.
func breakout(v engine.BarView, t int) bool {
	const lookback = 20
	if t < lookback {
		return false
	}
	highest := v.Close(1)
	for i := 2; i <= lookback; i++ {
		highest = max(highest, v.Close(i))
	}
	return v.Close(0) > highest
}

// stopAndTarget is C4: attached exits (b, d), or exits sent after the entry
// row's close (a, c).
func stopAndTarget(id engine.ID, lot engine.Qty, attached bool) engine.Strategy {
	r := &rule{id: id, lot: lot}
	r.fill = func(b *engine.Broker, f engine.Fill) {
		if f.Side == engine.Buy {
			r.entry = f.Price
			return
		}
		for _, x := range r.exits {
			b.Cancel(x)
		}
		r.exits = r.exits[:0]
	}
	r.close = func(b *engine.Broker, v engine.BarView, t int) {
		q := b.Position(id).Qty
		if q > 0 {
			if !attached && len(r.exits) == 0 {
				stop := b.OnGrid(id, int64(r.entry)*95, 100, engine.Down)
				target := b.OnGrid(id, int64(r.entry)*110, 100, engine.Up)
				r.exits = append(r.exits,
					b.Submit(engine.Order{Instrument: id, Side: engine.Sell, Type: engine.Stop, Stop: stop, TIF: engine.GTC, Qty: q}),
					b.Submit(engine.Order{Instrument: id, Side: engine.Sell, Type: engine.Limit, Limit: target, TIF: engine.GTC, Qty: q}))
			}
			return
		}
		if !breakout(v, t) {
			return
		}
		o := engine.Order{TIF: engine.GTC, Qty: r.afford(b, v.Close(0))}
		if attached {
			o.Exits = engine.Exits{StopRate: 5 * engine.Percent, TargetRate: 10 * engine.Percent}
		}
		r.buy(b, o)
	}
	return r
}

// hold is C7.
func hold(id engine.ID, lot engine.Qty) engine.Strategy {
	r := &rule{id: id, lot: lot}
	r.close = func(b *engine.Broker, v engine.BarView, t int) {
		if t == 0 {
			r.buy(b, engine.Order{TIF: engine.GTC, Qty: r.afford(b, v.Close(0))})
		}
	}
	return r
}

// trailing is C8: the true range from row 1, its first average of 14, then Wilder's.
func trailing(id engine.ID, lot engine.Qty) engine.Strategy {
	const n, times = 14, 3
	r := &rule{id: id, lot: lot}
	var atr float64
	var highest engine.Price
	r.fill = func(b *engine.Broker, f engine.Fill) {
		if f.Side == engine.Buy {
			highest = 0
		}
		r.sell = false
	}
	r.close = func(b *engine.Broker, v engine.BarView, t int) {
		if t >= 1 {
			tr := float64(max(v.High(0), v.Close(1)) - min(v.Low(0), v.Close(1)))
			switch {
			case t < n:
				atr += tr
			case t == n:
				atr = (atr + tr) / n
			default:
				atr = (float64(atr*(n-1)) + tr) / n
			}
		}
		if b.Position(id).Qty > 0 {
			highest = max(highest, v.Close(0))
			if float64(v.Close(0)) < float64(highest)-float64(times*atr) {
				r.sellAll(b)
			}
			return
		}
		if breakout(v, t) {
			r.buy(b, engine.Order{TIF: engine.GTC, Qty: r.afford(b, v.Close(0))})
		}
	}
	return r
}

// rotation is C5: at each month's last session the ten strongest of 60 rows.
type rotation struct {
	ids      []engine.ID
	lots     map[engine.ID]engine.Qty
	decide   map[engine.Day]bool
	today    engine.Day
	awake    bool
	lastSeen map[engine.ID]engine.Day
}

func (r *rotation) Start(s *engine.Setup) error {
	s.WatchBars(engine.Daily, engine.All, r.ids...)
	s.Warmup(engine.All)
	r.lastSeen = map[engine.ID]engine.Day{}
	return nil
}

func (r *rotation) OnBar(b *engine.Broker, bar engine.Bar) {
	d := bar.End().Day()
	r.lastSeen[bar.Instrument()] = d
	if r.decide[d] && r.today != d {
		r.today = d
		b.Wake(b.Now())
	}
}

func (r *rotation) OnWake(b *engine.Broker) {
	const lookback, top = 60, 10
	type ranked struct {
		id          engine.ID
		now, before int64
	}
	var names []ranked
	for _, id := range r.ids {
		v := b.Bars(id, engine.Daily)
		if r.lastSeen[id] == r.today && v.Count() > lookback {
			names = append(names, ranked{id, int64(v.Close(0)), int64(v.Close(lookback))})
		}
	}
	if len(names) < top {
		return
	}
	slices.SortFunc(names, func(x, y ranked) int {
		return cmp.Or(-cmp.Compare(x.now*y.before, y.now*x.before), cmp.Compare(x.id, y.id))
	})
	equity := b.Account().Equity
	targets := map[engine.ID]engine.Qty{}
	for _, n := range names[:top] {
		lot := r.lots[n.id]
		targets[n.id] = engine.Qty(equity/(top*engine.Price(n.now).Times(lot))) * lot
	}
	for _, id := range r.ids {
		if held := b.Position(id).Qty; held > targets[id] {
			b.Submit(engine.Order{Instrument: id, Side: engine.Sell, Qty: held - targets[id], TIF: engine.GTC})
		}
	}
	for _, n := range names[:top] {
		if held := b.Position(n.id).Qty; held < targets[n.id] {
			b.Submit(engine.Order{Instrument: n.id, Side: engine.Buy, Qty: targets[n.id] - held, TIF: engine.GTC})
		}
	}
}

package reports

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"rally/engine"
	"rally/engine/hkex"
)

// minuteMarket is a made-up market of some names over the sessions from a day on,
// in minutes of which one in ten has no trade, with an auction at either end, and
// daily bars made of them beside it or alone.
type minuteMarket struct {
	names, sessions int
	from            engine.Day
	daily, minutes  bool
	signals         []engine.Signal
}

func (m minuteMarket) tape(t testing.TB) *engine.Tape {
	t.Helper()
	var ins []engine.Instrument
	for i := range m.names {
		ins = append(ins, engine.Instrument{Symbol: fmt.Sprintf("%04d.HK", i+1), Name: fmt.Sprintf("Maker %d", i+1), Lots: []engine.LotFrom{{Lot: 100}}})
	}
	u, err := engine.NewUniverse(ins)
	if err != nil {
		t.Fatal(err)
	}
	b := engine.NewBuilder(u, hkex.Venue{})
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	r := rand.New(rand.NewPCG(11, 7))
	last := m.from
	for i := range m.names {
		price := 40.0 + 3*float64(i)
		d := m.from
		for range m.sessions {
			s, ok := hkex.Session(d)
			for ; !ok; s, ok = hkex.Session(d) {
				d++
			}
			rows := minutesOf(r, s, &price)
			if m.minutes {
				for _, row := range rows {
					check(b.Bar(engine.ID(i), 1, row))
				}
			}
			if m.daily {
				check(b.Bar(engine.ID(i), engine.Daily, together(rows, s)))
			}
			last = d
			d++
		}
	}
	for _, g := range m.signals {
		b.Signal(g)
	}
	tape, err := b.Seal(m.from, last)
	check(err)
	return tape
}

// minutesOf walks through one session.
func minutesOf(r *rand.Rand, s engine.Session, price *float64) []engine.BarRow {
	var rows []engine.BarRow
	tick := func(v float64) engine.Price { return engine.Price(math.Round(v*20)) * 50 }
	add := func(from, to engine.Time, volume engine.Qty) {
		o := *price
		c := o * (1 + 0.0008*r.NormFloat64())
		row := engine.BarRow{Start: from, End: to, Open: tick(o), Close: tick(c), Volume: volume}
		row.High, row.Low = max(row.Open, row.Close)+50*engine.Price(r.IntN(2)), min(row.Open, row.Close)-50*engine.Price(r.IntN(2))
		row.Turnover = (row.High + row.Low).Times(volume) / 2
		rows = append(rows, row)
		*price = c
	}
	if s.Auction < s.Open {
		add(s.Auction, s.Open, 200_000)
	}
	run := func(from, to engine.Time) {
		for at := from; at < to; at += engine.Minute {
			if end := at + engine.Minute; end == s.Close {
				add(at, s.End, 900_000)
			} else if r.IntN(10) > 0 {
				add(at, end, engine.Qty(100*(1+r.IntN(300))))
			}
		}
	}
	if s.Afternoon != 0 {
		run(s.Open, s.Lunch)
		run(s.Afternoon, s.Close)
	} else {
		run(s.Open, s.Close)
	}
	return rows
}

// together is the daily bar of a session's minutes.
func together(rows []engine.BarRow, s engine.Session) engine.BarRow {
	day := engine.BarRow{Start: s.Auction, End: s.End, Open: rows[0].Open, High: rows[0].High, Low: rows[0].Low, Close: rows[len(rows)-1].Close}
	for _, row := range rows {
		day.High, day.Low = max(day.High, row.High), min(day.Low, row.Low)
		day.Volume += row.Volume
		day.Turnover += row.Turnover
	}
	return day
}

// click is an order that is sent with the first bar of a name that closes at a time
// or later.
type click struct {
	at     engine.Time
	id     engine.ID
	buy    bool
	qty    engine.Qty
	intent string
	why    engine.SignalRef
}

// clicker sends orders at given times.
type clicker struct {
	list  []click
	every engine.Interval // of the bars that it watches; 0: a minute
	sent  []bool
}

func (c *clicker) Start(s *engine.Setup) error {
	c.sent = make([]bool, len(c.list))
	s.WatchBars(max(c.every, 1), 1, s.Universe().Tradable()...)
	return nil
}

func (c *clicker) OnBar(b *engine.Broker, bar engine.Bar) {
	for i, k := range c.list {
		if c.sent[i] || k.id != bar.Instrument() || b.Now() < k.at {
			continue
		}
		c.sent[i] = true
		o := engine.Order{Instrument: k.id, Side: engine.Sell, Qty: k.qty, Intent: k.intent, Because: k.why}
		if k.buy {
			o.Side = engine.Buy
		}
		b.Submit(o)
	}
}

package enginetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rally/engine"
)

// line reads one line of a script.
func (s *Script) line(list []string) error {
	w := &words{list: list[1:]}
	m := &s.Market
	switch verb := strings.TrimSuffix(list[0], ":"); verb {
	case "start":
		s.start = s.day(w)
	case "from":
		s.From = s.day(w)
	case "warmup":
		s.Warmup = int(w.number())
	case "cash":
		s.Cash = w.money()
	case "tick":
		s.tick(w)
	case "lot":
		if s.venue.NoLots = w.take("none"); !s.venue.NoLots {
			s.venue.BoardLot = engine.Qty(w.number())
		}
	case "lowest":
		s.venue.LowestPrices = w.price()
	case "settle":
		s.venue.Settle = int(w.number())
	case "holiday":
		for w.more() {
			s.venue.Holidays = append(s.venue.Holidays, s.day(w))
		}
	case "half":
		for w.more() {
			s.venue.HalfDays = append(s.venue.HalfDays, s.day(w))
		}
	case "no-auction":
		s.venue.NoAuction = true
	case "fill":
		m.BarFill = [...]engine.BarFill{engine.Pessimistic, engine.Base, engine.Optimistic}[fixedWord(w, "pessimistic", "base", "optimistic")]
	case "slippage":
		if n := w.list; len(n) == 2 && n[1] == "ticks" {
			m.Slippage.Ticks = int(w.number())
			w.next()
		} else if w.take("impact") {
			v, err := engine.ParseFixed(w.next(), 9)
			w.fail(err)
			m.Slippage.Impact = engine.Rate(v)
		} else {
			w.list = []string{strings.Join(w.list, "")}
			m.Slippage.Rate = w.rate()
		}
	case "participation":
		m.Participation = w.rate()
	case "latency":
		d, err := time.ParseDuration(w.next())
		w.fail(err)
		m.Latency = engine.FixedLatency(d)
	case "power":
		m.BuyingPower = engine.BuyingPower(fixedWord(w, "traded", "settled"))
	case "odd-lots":
		m.OddLots = engine.OddLotPolicy(fixedWord(w, "discount", "hold", "refuse"))
		if m.OddLots == engine.OddLotsDiscount {
			m.OddDiscount = w.rate()
		}
	case "tax":
		if m.DividendTax.Auto = w.take("auto"); !m.DividendTax.Auto {
			m.DividendTax.Rate = w.rate()
		}
	case "executions":
		m.Executions = int(w.number())
	case "fee":
		m.Fees = append(m.Fees, readFee(w))
	case "rows":
		s.rows = true
	case "instrument":
		s.instrument(w)
	case "bars":
		s.bars(w)
	case "action":
		s.action(w)
	case "signal":
		s.signal(w)
	case "at", "on":
		s.step(verb, w)
	default:
		return fmt.Errorf("%q is no word of the language", verb)
	}
	if w.err == nil && len(w.list) > 0 {
		return fmt.Errorf("%q is left over", strings.Join(w.list, " "))
	}
	return w.err
}

func (s *Script) tick(w *words) {
	g := Grid{}
	for w.more() {
		if w.take("from") {
			g.From = s.day(w)
			continue
		}
		to, tick, banded := strings.Cut(w.next(), ":")
		if !banded {
			to, tick = "1000000", to
		}
		p, err := engine.ParsePrice(to)
		w.fail(err)
		t, err := engine.ParsePrice(tick)
		w.fail(err)
		g.Bands = append(g.Bands, Band{p, t})
	}
	s.venue.Grids = append(s.venue.Grids, g)
}

// declared returns the instrument of a symbol, made where it is new.
func (s *Script) declared(symbol string) *engine.Instrument {
	h := s.History
	i := slices.IndexFunc(h.Instruments, func(in engine.Instrument) bool { return in.Symbol == symbol })
	if i < 0 {
		h.Instruments = append(h.Instruments, engine.Instrument{Symbol: symbol})
		i = len(h.Instruments) - 1
	}
	return &h.Instruments[i]
}

func (s *Script) instrument(w *words) {
	in := s.declared(w.next())
	for w.more() {
		switch word := w.next(); word {
		case "lot":
			row := engine.LotFrom{Lot: engine.Qty(w.number())}
			if w.take("from") {
				row.From = s.day(w)
			}
			in.Lots = append(in.Lots, row)
		case "kind":
			k, err := engine.ParseInstrumentKind(w.next())
			w.fail(err)
			in.Kind = k
		case "isin":
			in.ISIN = w.next()
		case "set":
			in.Sets = append(in.Sets, w.next())
		case "listed":
			in.Listed = s.day(w)
		case "delisted":
			in.Delisted = s.day(w)
		case "terminal":
			in.Terminal, in.HasTerminal = w.price(), true
		case "no-auction":
			in.NoClosingAuction = true
		default:
			w.fail(fmt.Errorf("%q is no word of an instrument", word))
		}
	}
}

// bars reads the bars of one symbol.
func (s *Script) bars(w *words) {
	head, body := w.list, []string(nil)
	for i, word := range w.list {
		if strings.HasSuffix(word, ":") {
			head, body = slices.Clone(w.list[:i+1]), w.list[i+1:]
			head[i] = strings.TrimSuffix(word, ":")
			break
		}
	}
	h := &words{list: head}
	symbol := h.next()
	in := s.declared(symbol)
	day, known := s.next[symbol]
	if !known {
		day = s.day1()
	}
	every, at := engine.Daily, engine.Time(0)
	if h.take("from") {
		day = s.day(h)
	}
	if h.take("every") {
		d, err := time.ParseDuration(h.next())
		h.fail(err)
		every = engine.Interval(d / time.Minute)
		h.take("from")
		at = s.clock(day, h)
	}
	w.list = nil
	w.fail(h.err)
	out := s.series(symbol, every)
	for _, chunk := range strings.Split(strings.Join(body, " "), "|") {
		b := &words{list: strings.Fields(chunk)}
		times := 1
		if len(b.list) > 0 && strings.HasSuffix(b.list[0], "x") {
			b.list[0] = strings.TrimSuffix(b.list[0], "x")
			if times = int(b.number()); times > 100_000 {
				b.fail(fmt.Errorf("%d bars are too many", times))
			}
		}
		gap := b.take("-")
		var row engine.BarRow
		if !gap {
			row = readBar(b)
		}
		if w.fail(b.err); w.err != nil {
			return
		}
		for range times {
			session, _ := s.venue.Session(day)
			row.Start, row.End = session.Auction, session.EndFor(in)
			if every != engine.Daily {
				row.Start, row.End = at, at+engine.Time(every)*engine.Minute
				if at = row.End; at == session.Lunch {
					at = session.Afternoon
				}
			}
			if !gap {
				out.Rows = append(out.Rows, row)
			}
			if every == engine.Daily {
				for day++; ; day++ {
					if _, ok := s.venue.Session(day); ok {
						break
					}
				}
				s.next[symbol] = day
			}
		}
	}
}

// series returns the rows of a symbol and interval, made where they are new.
func (s *Script) series(symbol string, every engine.Interval) *Bars {
	h := s.History
	for i := range h.Bars {
		if h.Bars[i].Symbol == symbol && h.Bars[i].Every == every {
			return &h.Bars[i]
		}
	}
	h.Bars = append(h.Bars, Bars{Symbol: symbol, Every: every})
	return &h.Bars[len(h.Bars)-1]
}

// readBar reads open, high, low, close and what follows them.
func readBar(b *words) engine.BarRow {
	row := engine.BarRow{Open: b.price(), High: b.price(), Low: b.price(), Close: b.price(), Volume: 1_000_000}
	for b.more() {
		word := b.next()
		if word == "nofill" {
			row.NoFill = true
			continue
		}
		v, err := engine.ParseFixed(strings.TrimPrefix(word, "v"), 0)
		b.fail(err)
		row.Volume = engine.Qty(v)
	}
	return row
}

func (s *Script) action(w *words) {
	a := Action{Symbol: w.next()}
	a.Ex = s.day(w)
	switch fixedWord(w, "dividend", "split", "consolidation", "bonus") {
	case 0:
		v, err := engine.ParseFixed(w.next(), 6)
		w.fail(err)
		a.Kind, a.Millionths = engine.Dividend, v
		if w.take("pay") {
			a.Pay = s.day(w)
		}
	case 1:
		a.Kind = engine.Split
	case 2:
		a.Kind = engine.Consolidation
	case 3:
		a.Kind = engine.Bonus
	}
	if a.Kind != engine.Dividend {
		if _, err := fmt.Sscanf(w.next(), "%d/%d", &a.Num, &a.Den); err != nil {
			w.fail(fmt.Errorf("a ratio is like 3/1"))
		}
	}
	s.History.Actions = append(s.History.Actions, a)
}

func (s *Script) signal(w *words) {
	sig := engine.Signal{ID: w.next(), Category: "test", Strength: 1, Market: true}
	sig.Known = s.time(w)
	sig.At = sig.Known
	sig.Direction = engine.Direction(fixedWord(w, "-", "0", "+") - 1)
	s.History.Signals = append(s.History.Signals, sig)
}

// step reads what the strategy does.
func (s *Script) step(verb string, w *words) {
	st := &Step{}
	if verb == "at" {
		st.At = s.time(w)
		st.Opening = w.take("opening")
	} else {
		st.On = [...]string{"fill", "end", "signal", "action"}[fixedWord(w, "fill", "end", "signal", "action")]
		st.Of = strings.TrimSuffix(w.next(), ":")
	}
	if len(w.list) > 0 && strings.HasSuffix(w.list[0], ":") {
		st.Name = strings.TrimSuffix(w.next(), ":")
	}
	if !w.more() {
		w.fail(fmt.Errorf("nothing to do"))
		return
	}
	st.Words, w.list = w.list, nil
	probe := &player{script: s}
	if _, _, err := probe.read(st.Words, nil); err != nil {
		w.fail(err)
	}
	s.Steps = append(s.Steps, st)
}

// Fee is a charge of a script: a rate of the consideration, at least a
// minimum, rounded to a unit; up where that is a dollar.
type Fee struct {
	Component string
	At        engine.NoteLevel
	Rate      engine.Rate
	Min, Unit engine.Money
}

var _ engine.FeeRule = Fee{}

// Name returns the component.
func (f Fee) Name() string { return f.Component }

// Level returns what is charged together.
func (f Fee) Level() engine.NoteLevel { return f.At }

// Fee returns the charge of a note.
func (f Fee) Fee(n engine.Note) engine.Money {
	if n.Qty == 0 {
		return 0
	}
	round := engine.Nearest
	if f.Unit == engine.Dollar {
		round = engine.Up
	}
	return max(f.Min, f.Rate.Of(n.Consideration, max(f.Unit, engine.Mill), round))
}

func readFee(w *words) Fee {
	f := Fee{Component: w.next(), Unit: engine.Mill}
	f.At = engine.NoteLevel(fixedWord(w, "execution", "order", "note"))
	f.Rate = w.rate()
	if w.take("min") {
		f.Min = w.money()
	}
	if w.more() {
		f.Unit = [...]engine.Money{engine.Mill, engine.Cent, engine.Dollar}[fixedWord(w, "mill", "cent", "dollar")]
	}
	return f
}

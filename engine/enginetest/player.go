package enginetest

import (
	"fmt"
	"slices"
	"strings"

	"rally/engine"
)

// player is the strategy of a script. It does each step once and logs what it
// is told.
type player struct {
	script *Script
	names  map[engine.OrderID]string
	ids    map[string]engine.OrderID
	groups map[string]uint32
	log    []string
	univ   *engine.Universe
	asked  bool
}

// Start watches everything that the history has.
func (p *player) Start(s *engine.Setup) error {
	p.univ = s.Universe()
	p.names, p.ids, p.groups = map[engine.OrderID]string{}, map[string]engine.OrderID{}, map[string]uint32{}
	for _, b := range p.script.History.Bars {
		id, _ := p.univ.Lookup(b.Symbol)
		s.WatchBars(b.Every, engine.All, id)
	}
	s.WatchSignals(nil)
	s.Warmup(p.script.Warmup)
	return nil
}

// OnBar is only here because bars are watched.
func (p *player) OnBar(*engine.Broker, engine.Bar) {}

// OnPhase asks for the wake-ups at the first event and does the opening steps.
func (p *player) OnPhase(b *engine.Broker, _ engine.Phase) {
	for _, st := range p.script.Steps {
		if st.On != "" {
			continue
		}
		if !p.asked && !st.Opening {
			b.Wake(st.At)
		}
		if st.Opening && st.At == b.Now() && !st.Done {
			p.do(b, st)
		}
	}
	p.asked = true
}

// OnWake does the steps of the instant.
func (p *player) OnWake(b *engine.Broker) {
	for _, st := range p.script.Steps {
		if st.On == "" && !st.Opening && st.At == b.Now() && !st.Done {
			p.do(b, st)
		}
	}
}

// OnSignal does the steps of the signal.
func (p *player) OnSignal(b *engine.Broker, s engine.Signal) { p.react(b, "signal", s.ID) }

// OnAction does the steps of the action.
func (p *player) OnAction(b *engine.Broker, a engine.Action) {
	p.react(b, "action", p.univ.At(a.Instrument).Symbol)
}

// OnFill logs the fill and does its steps.
func (p *player) OnFill(b *engine.Broker, f engine.Fill) {
	for o := range b.Working(f.Instrument) {
		if o.Parent != 0 {
			name := p.names[o.Parent] + "." + o.Intent
			p.names[o.ID], p.ids[name] = name, o.ID
		}
	}
	line := fmt.Sprintf("%s %v %v @ %s %v", p.names[f.Order], f.Side, int64(f.Qty), dollars(engine.Money(f.Price)), f.Rule)
	if f.Fees != 0 {
		line += " fees " + dollars(f.Fees)
	}
	if f.Slippage != 0 {
		line += " slippage " + dollars(f.Slippage)
	}
	p.note(b.Now(), line)
	p.react(b, "fill", p.names[f.Order])
}

// OnOrder logs the end of an order and does its steps.
func (p *player) OnOrder(b *engine.Broker, u engine.OrderUpdate) {
	p.note(u.Time, p.names[u.Order.ID]+" "+ending(u.State, u.Reason, u.Order.Filled))
	p.react(b, "end", p.names[u.Order.ID])
}

func ending(state engine.OrderState, why engine.Reason, filled engine.Qty) string {
	line := fmt.Sprintf("%v %v", state, why)
	if filled > 0 {
		line += fmt.Sprintf(", filled %d", int64(filled))
	}
	return line
}

func (p *player) react(b *engine.Broker, on, of string) {
	for _, st := range p.script.Steps {
		if st.On == on && st.Of == of && !st.Done {
			p.do(b, st)
		}
	}
}

func (p *player) note(at engine.Time, line string) {
	p.log = append(p.log, p.script.stamp(at)+" "+line)
}

// do does a step.
func (p *player) do(b *engine.Broker, st *Step) {
	st.Done = true
	o, amount, err := p.read(st.Words, b)
	if err != nil {
		panic(err)
	}
	switch st.Words[0] {
	case "amend":
		name, a := readAmendment(&words{list: st.Words[1:]})
		b.Amend(p.ids[name], a)
		return
	case "cancel":
		b.Cancel(p.ids[st.Words[1]])
		return
	case "wake":
		b.Wake(b.Now())
		return
	case "show":
		p.show(b, st.Words[1:])
		return
	}
	switch amount {
	case "all":
		o.Qty = b.Position(o.Instrument).Qty
	case "max":
		o.Qty = b.Lots(o.Instrument, b.Account().BuyingPower)
	}
	id := b.Submit(o)
	name := st.Name
	if name == "" {
		name = fmt.Sprintf("#%d", id)
	}
	p.names[id], p.ids[name] = name, id
}

// read reads an order, and which amount it is to find out; other verbs give an empty one.
func (p *player) read(list []string, b *engine.Broker) (o engine.Order, amount string, err error) {
	w := &words{list: list}
	switch verb := w.next(); verb {
	case "cancel", "wake", "show":
		return o, "", nil
	case "amend":
		readAmendment(w)
		return o, "", w.err
	case "buy":
	case "sell":
		o.Side = engine.Sell
	default:
		return o, "", fmt.Errorf("%q is no verb", verb)
	}
	symbol := w.next()
	if p.univ != nil {
		id, ok := p.univ.Lookup(symbol)
		if !ok {
			return o, "", fmt.Errorf("%q is no instrument", symbol)
		}
		o.Instrument = id
	}
	if w.more() && (w.list[0] == "all" || w.list[0] == "max") {
		amount = w.next()
	} else {
		o.Qty = engine.Qty(w.number())
	}
	for w.more() {
		switch word := w.next(); word {
		case "market":
		case "limit":
			if o.Type = engine.Limit; o.Stop != 0 {
				o.Type = engine.StopLimit
			}
			o.Limit = w.price()
		case "stop": // "stop 92 limit 91" and "limit 91 stop 92" are a stop-limit
			if o.Type = engine.Stop; o.Limit != 0 {
				o.Type = engine.StopLimit
			}
			o.Stop = w.price()
		case "touch":
			o.Type, o.Stop = engine.MarketIfTouched, w.price()
		case "trail": // "trail 5%", "trail 2.50 from 90"
			o.Type, o.Trail = engine.TrailingStop, readTrail(w)
			if w.take("from") {
				o.Stop = w.price()
			}
		case "group":
			o.Group = p.group(w.next(), b)
		case "reduce-only":
			o.ReduceOnly = true
		case "at-open":
			o.Type = engine.AtOpen
		case "at-close":
			o.Type = engine.AtClose
		case "day":
			o.TIF = engine.GoodForDay
		case "gtc":
			o.TIF = engine.GTC
		case "until":
			o.TIF, o.Until = engine.GTD, p.script.day(w)
		case "budget":
			o.Budget = w.money()
		case "exits":
			readExits(w, &o.Exits)
		default:
			w.fail(fmt.Errorf("%q is no word of an order", word))
		}
	}
	return o, amount, w.err
}

func readExits(w *words, e *engine.Exits) {
	for w.more() {
		if w.take("trail") {
			e.Trail = readTrail(w)
			continue
		}
		p, r := &e.Stop, &e.StopRate
		if w.take("target") {
			p, r = &e.Target, &e.TargetRate
		} else if !w.take("stop") {
			return
		}
		if w.more() && strings.HasSuffix(w.list[0], "%") {
			*r = w.rate()
		} else {
			*p = w.price()
		}
	}
}

// readTrail reads 5% or a distance.
func readTrail(w *words) (t engine.Trail) {
	if w.more() && strings.HasSuffix(w.list[0], "%") {
		t.Rate = w.rate()
	} else {
		t.Distance = w.price()
	}
	return t
}

// group returns the group of a name, made where it is new; without a broker
// nothing is played.
func (p *player) group(name string, b *engine.Broker) uint32 {
	if b == nil {
		return 1
	}
	if p.groups[name] == 0 {
		p.groups[name] = b.Group()
	}
	return p.groups[name]
}

// readAmendment reads "amend NAME qty 100 limit 91 stop 92".
func readAmendment(w *words) (name string, a engine.Amendment) {
	name = w.next()
	for w.more() {
		switch word := w.next(); word {
		case "qty":
			a.Qty = engine.Qty(w.number())
		case "limit":
			a.Limit = w.price()
		case "stop":
			a.Stop = w.price()
		default:
			w.fail(fmt.Errorf("%q is no word of an amendment", word))
		}
	}
	return name, a
}

// show logs what the strategy can see.
func (p *player) show(b *engine.Broker, list []string) {
	if list[0] == "account" {
		a := b.Account()
		p.note(b.Now(), fmt.Sprintf("cash %s unsettled %s receivable %s equity %s power %s",
			dollars(a.Cash), dollars(a.Unsettled), dollars(a.Receivable), dollars(a.Equity), dollars(a.BuyingPower)))
		return
	}
	id, ok := p.univ.Lookup(list[1])
	if !ok {
		panic("no instrument " + list[1])
	}
	line := list[0] + " " + list[1]
	switch list[0] {
	case "position":
		line += position(b.Position(id))
	case "last":
		last, ok := b.Last(id)
		if line += " none"; ok {
			line = list[0] + " " + list[1] + " " + dollars(engine.Money(last))
		}
	case "bars":
		v := b.Bars(id, engine.Daily)
		for i := range v.Len() {
			line += fmt.Sprintf(" %s v%d", dollars(engine.Money(v.Close(i))), int64(v.Volume(i)))
		}
	case "working":
		for o := range b.Working(id) {
			line += fmt.Sprintf(" [%s %v %d", p.names[o.ID], o.Side, int64(o.Left()))
			if o.Limit > 0 {
				line += " limit " + dollars(engine.Money(o.Limit))
			}
			if o.Stop > 0 {
				line += " stop " + dollars(engine.Money(o.Stop))
			}
			line += "]"
		}
	default:
		panic("cannot show " + list[0])
	}
	p.note(b.Now(), line)
}

func position(at engine.Position) string {
	return fmt.Sprintf(" %d cost %s", int64(at.Qty), dollars(at.Cost))
}

// dollars prints an amount with two decimals, three where it has them.
func dollars(m engine.Money) string {
	s := m.String()
	return strings.TrimSuffix(s, "0")
}

// stamp prints a time as D2 16:10, or with the date where there is no session.
func (s *Script) stamp(t engine.Time) string {
	days := s.History.Sessions()
	day := t.Day().String()
	if i := slices.Index(days, t.Day()); i >= 0 {
		day = fmt.Sprintf("D%d", i+1)
	}
	layout := "15:04:05.999999999"
	if t%engine.Minute == 0 {
		layout = "15:04"
	}
	return day + " " + t.In().Format(layout)
}

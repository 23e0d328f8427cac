package enginetest

import "rally/engine"

// Actor is a strategy made of functions, for tests that are easier in Go than
// in a script. Nil functions do nothing. It has every handler, so it may watch
// whatever it likes.
type Actor struct {
	Begin  func(*engine.Setup) error
	Bar    func(*engine.Broker, engine.Bar)
	Signal func(*engine.Broker, engine.Signal)
	Action func(*engine.Broker, engine.Action)
	Phase  func(*engine.Broker, engine.Phase)
	Fill   func(*engine.Broker, engine.Fill)
	Order  func(*engine.Broker, engine.OrderUpdate)
	Wake   func(*engine.Broker)
}

// Start calls Begin; without one it watches the daily bars of everything that
// can be traded.
func (a *Actor) Start(s *engine.Setup) error {
	if a.Begin != nil {
		return a.Begin(s)
	}
	s.WatchBars(engine.Daily, engine.All, s.Universe().Tradable()...)
	return nil
}

// OnBar calls Bar.
func (a *Actor) OnBar(b *engine.Broker, bar engine.Bar) {
	if a.Bar != nil {
		a.Bar(b, bar)
	}
}

// OnSignal calls Signal.
func (a *Actor) OnSignal(b *engine.Broker, s engine.Signal) {
	if a.Signal != nil {
		a.Signal(b, s)
	}
}

// OnAction calls Action.
func (a *Actor) OnAction(b *engine.Broker, act engine.Action) {
	if a.Action != nil {
		a.Action(b, act)
	}
}

// OnPhase calls Phase.
func (a *Actor) OnPhase(b *engine.Broker, p engine.Phase) {
	if a.Phase != nil {
		a.Phase(b, p)
	}
}

// OnFill calls Fill.
func (a *Actor) OnFill(b *engine.Broker, f engine.Fill) {
	if a.Fill != nil {
		a.Fill(b, f)
	}
}

// OnOrder calls Order.
func (a *Actor) OnOrder(b *engine.Broker, u engine.OrderUpdate) {
	if a.Order != nil {
		a.Order(b, u)
	}
}

// OnWake calls Wake.
func (a *Actor) OnWake(b *engine.Broker) {
	if a.Wake != nil {
		a.Wake(b)
	}
}

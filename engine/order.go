package engine

// OrderID numbers the orders of a plan from 1, in order of submission.
type OrderID uint32

// SignalRef points to a signal of the run: its index in the feed's order plus
// one. The zero value is no signal.
type SignalRef int32

// Side is buy or sell.
type Side uint8

// Sides.
const (
	Buy Side = iota
	Sell
)

// String returns "buy" or "sell".
func (s Side) String() string {
	if s == Sell {
		return "sell"
	}
	return "buy"
}

// OrderType is what makes an order fill.
type OrderType uint8

// Order types. The zero value is a market order.
const (
	MarketOrder OrderType = iota // at the next open
	Limit
	Stop
	AtOpen          // in the opening auction
	AtClose         // in the closing auction
	StopLimit       // a stop that becomes a limit
	MarketIfTouched // a market order once the price is as good as Stop
	TrailingStop    // a stop that follows the price
)

var orderTypeNames = []string{"market", "limit", "stop", "at-open", "at-close", "stop-limit", "market-if-touched", "trailing-stop"}

// String returns the type as reports print it.
func (t OrderType) String() string {
	if int(t) >= len(orderTypeNames) {
		return "unknown"
	}
	return orderTypeNames[t]
}

// TIF is how long an order works.
type TIF uint8

// Times in force. The zero value is a day order.
const (
	GoodForDay TIF = iota
	GTC            // good till cancelled
	GTD            // good till the end of the session of Until
)

var tifNames = []string{"day", "gtc", "gtd"}

// String returns the time in force as reports print it.
func (t TIF) String() string {
	if int(t) >= len(tifNames) {
		return "unknown"
	}
	return tifNames[t]
}

// Order is an instruction. Its zero Type is a market order and its zero TIF is day.
type Order struct {
	ID         OrderID // given by Submit
	Instrument ID
	Side       Side
	Type       OrderType
	TIF        TIF
	ReduceOnly bool   // never beyond the holding: refused where nothing is held on arrival, cancelled where nothing is held any more
	Qty        Qty    // what it was sent or amended for, with what is filled
	Limit      Price  // of a limit and a stop-limit
	Stop       Price  // what triggers a stop, a stop-limit and a market-if-touched; where a trailing stop begins, 0: at its trail from the price at arrival
	Trail      Trail  // of a trailing stop
	Until      Day    // for GTD: the last session it works in
	Group      uint32 // of orders of which one cancels the others, from Broker.Group; 0: none
	Budget     Money  // the most a buy may spend, fees included; 0: what the account has
	Exits      Exits  // sent with each fill of a buy
	Because    SignalRef
	Intent     string // what the strategy calls it: "entry", "stop", "hold"; the exit reason of a round trip

	// Given by the exchange.
	Sent    Time
	Filled  Qty
	ByGroup Qty     // of Qty, what others of its group have traded and it no longer trades
	Parent  OrderID // the order whose fill sent this exit
}

// Left returns what it may still trade.
func (o *Order) Left() Qty { return o.Qty - o.Filled - o.ByGroup }

// Trail is how far a trailing stop stays behind the best close: a distance in
// mills or, where that is 0, a fraction of the price. Average true ranges are a
// distance that the strategy works out as it sends the order: 2.5 of them are
// Trail{Distance: Price(2.5 * atr)}, with atr in mills.
type Trail struct {
	Distance Price
	Rate     Rate // 5 % is 50 000 000; below 100 %
}

// Any reports whether there is a trail at all.
func (t Trail) Any() bool { return t != Trail{} }

// Exits are a stop and a target that each fill of an order sends along, good
// till cancelled and one group: what one sells, the other no longer sells.
// Each is a price or a fraction of the fill price; zero is none. For a long
// position the stop is rounded down to the grid and the target up. With a
// trail the stop is a trailing one: it begins at the stop that is given or, if
// none is, the trail below the fill price.
type Exits struct {
	Stop, Target         Price
	StopRate, TargetRate Rate // 5 % is 50 000 000: below the fill price, above it
	Trail                Trail
}

// Any reports whether there is an exit at all.
func (e Exits) Any() bool { return e != Exits{} }

// OrderState is where an order's life stands.
type OrderState uint8

// Order states.
const (
	Sent OrderState = iota // on its way
	Working
	Filled
	Cancelled
	Expired
	Refused
	AmendmentRefused // of an update: the order works on as it was
)

var stateNames = []string{"sent", "working", "filled", "cancelled", "expired", "refused", "amendment-refused"}

// String returns the state as reports print it.
func (s OrderState) String() string { return stateNames[s] }

// Amendment is a change of a live order; what is 0 stays as it is.
type Amendment struct {
	Qty   Qty   // in all, with what is filled already, but not what others of its group have traded
	Limit Price // of a limit and a stop-limit
	Stop  Price // of what has not been triggered yet
}

// OrderUpdate tells a strategy that an order was refused, cancelled or has
// expired, or that an amendment of it was refused. Fills come as Fill.
type OrderUpdate struct {
	Order  Order
	State  OrderState
	Reason Reason
	Time   Time
}

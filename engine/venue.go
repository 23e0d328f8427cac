package engine

// Venue is a market's law by date. engine/hkex has Hong Kong's.
// All methods are pure: the same arguments give the same answer in every process.
type Venue interface {
	// Session returns the session of d, and false where the market is closed.
	Session(d Day) (Session, bool)
	// TickSize returns the tick of the band that p falls in, for the
	// instrument on d; bands include their upper end. 0 means no grid.
	TickSize(in *Instrument, p Price, d Day) Price
	// Lot returns the board lot on d, and whether anybody states one.
	Lot(in *Instrument, d Day) (Qty, bool)
	// Check returns why the venue refuses the order as it arrives, or Accepted.
	Check(o *Order, v *MarketView, now Time) Reason
	// SettleOn returns the day on which a trade of day d settles.
	SettleOn(trade Day) Day
}

// Session is a trading day with its times. Half days and late openings have
// theirs; an afternoon that does not take place has zero times.
type Session struct {
	Day       Day
	PreOpen   Time // order input for the opening auction begins: 09:00
	Auction   Time // the opening auction is matched: 09:20
	Open      Time // continuous trading begins: 09:30
	Lunch     Time // the morning ends: 12:00; 0 where there is no lunch
	Afternoon Time // the afternoon begins: 13:00; 0 where there is none
	Close     Time // continuous trading ends: 16:00
	Random    Time // the random closing period begins: 16:08; 0 without closing auction
	End       Time // the session ends: 16:10
	Half      bool
	Reason    string // why it is not a full ordinary day; empty otherwise
}

// EndFor returns when the session ends for an instrument: with continuous
// trading for one that has no closing auction.
func (s *Session) EndFor(in *Instrument) Time {
	if in.NoClosingAuction {
		return s.Close
	}
	return s.End
}

// Phase is a part of the trading day.
type Phase uint8

// Phases, in the order of the day. PhaseLunch, PhaseClosingAuction and
// PhaseEnd close what was before and so fall on the closing side of their instant.
const (
	PhasePreOpen Phase = iota
	PhaseMorning
	PhaseLunch
	PhaseAfternoon
	PhaseClosingAuction
	PhaseEnd
)

var phaseNames = []string{"pre-open", "morning", "lunch", "afternoon", "closing-auction", "end"}

// String returns the phase's name.
func (p Phase) String() string { return phaseNames[p] }

// MarketView is what a venue may look at when it checks an order.
type MarketView struct {
	Instrument *Instrument
	Day        Day   // the session that the order belongs to
	Position   Qty   // held now
	Last       Price // 0 before the first print
	OddLots    OddLotPolicy
}

// OddLotPolicy says what becomes of shares that make no board lot.
type OddLotPolicy uint8

// Odd-lot policies; the zero value sells them at a discount with the rest.
const (
	OddLotsDiscount OddLotPolicy = iota
	OddLotsHold
	OddLotsRefuse
)

// Reason says why an order was refused, cancelled or has expired.
type Reason uint8

// Reasons. Their names are those of the contract.
const (
	Accepted Reason = iota
	OddLot
	OffGrid
	OutsideSession
	Suspended
	NoPrice
	InsufficientCash
	ShortNotAllowed
	NotShortable
	PriceLimit
	TooLarge
	UnknownLot
	WarmUp
	DelistedReason
	NotTradable // an index
	NotWatched  // an instrument that the strategy never declared an interest in
	BadOrder    // a quantity or price that makes no sense
	RoundsToZero
	EndOfSession
	EndOfData
	ByStrategy
	GroupDone   // another order of its group was filled
	NothingHeld // a reduce-only order, and there is nothing to reduce
	reasonCount
)

var reasonNames = [...]string{
	"", "odd_lot", "off_grid", "outside_session", "suspended", "no_price", "insufficient_cash",
	"short_not_allowed", "not_shortable", "price_limit", "too_large", "unknown_lot", "warm_up",
	"delisted", "not_tradable", "not_watched", "bad_order", "rounds_to_zero", "end_of_session",
	"end_of_data", "by_strategy", "group_done", "nothing_held",
}

// String returns the reason as reports print it.
func (r Reason) String() string { return reasonNames[r] }

// Reasons returns every reason in order, for reports that count them.
func Reasons() []Reason {
	rs := make([]Reason, 0, reasonCount)
	for r := Accepted + 1; r < reasonCount; r++ {
		rs = append(rs, r)
	}
	return rs
}

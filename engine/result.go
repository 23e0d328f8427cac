package engine

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// SessionRow is the account at the end of a session. The first row of a run
// is the session before its span, with the starting cash.
type SessionRow struct {
	Day        Day
	Equity     Money // cash + unsettled + receivable − payable + Σ quantity × last
	Cash       Money // settled
	Unsettled  Money
	Receivable Money
	Payable    Money
	Gross      Money // Σ |quantity| × last
	Stale      int32 // names held whose mark is older than the session
	Held       int32 // names held
}

// OrderRecord is an order and how it ended.
type OrderRecord struct {
	Order
	State  OrderState
	Reason Reason
	Ended  Time
}

// FeeLine is one charge of one fill.
type FeeLine struct {
	Fill      uint32
	Component uint8 // index into Result.Components
	Amount    Money
}

// ActionRecord is a corporate action as it met a holding.
type ActionRecord struct {
	Action
	Time          Time // at which it took effect
	Before, After Qty
	Odd           Qty   // of a change of shares: those held after it that make no board lot
	Amount        Money // of a dividend, gross; cash in lieu of fractions; a delisting's payment
	Tax           Money
	Assumed       bool // the pay date is assumed
}

// Annotation is a strategy's remark.
type Annotation struct {
	Time Time
	Text string
}

// Result is what happened, in plain columns. No clock, host or random number
// of the machine is in it.
type Result struct {
	Name       string
	Universe   *Universe
	Signals    []Signal // of the feed; SignalRef−1 is the index
	Components []string // names of the charges, as FeeLine counts them
	Span       Span     // as the plan asked for it
	Cash       Money    // at the start

	Rows        []SessionRow
	Orders      []OrderRecord
	Fills       []Fill
	Fees        []FeeLine
	Journal     []Entry
	Actions     []ActionRecord
	Annotations []Annotation
	Fold        Fold

	Last          SessionRow // the last row, whatever is kept
	Positions     []Position // held at the end
	LiquidateCost Money      // what selling them at their marks would cost in fees
	OrderCount    int
	FillCount     int
	Trips         int     // round trips that are over: a holding sold to nothing, or ended by an action; not in the digest
	Refusals      []int   // by Reason
	FeeTotals     []Money // by component
	Bought, Sold  Money   // consideration
	SlippageCost  Money
	DividendNet   Money
	AmbiguousBars int
	Unmoved       int // fills whose price impact could not be worked out
	WarmupAsked   int // sessions
	WarmupHad     int
	Warnings      []string

	Digest [32]byte
	Err    error // why the plan failed; nil if it did not
}

// Mixer is the running hash over 64-bit words that a digest rests on. Each pair
// of words a, b takes one multiplication:
//
//	state ← rotl(state, 23) ⊕ hi(x·y) ⊕ lo(x·y),  x = a ⊕ state ⊕ k₁,  y = b ⊕ rotl(state, 32) ⊕ k₂
//
// with k₁ = 0x9E3779B97F4A7C15 and k₂ = 0xD6E8FEB86659FD93. It is no defence
// against a forger; the SHA-256 around it is over data that are hashed in full.
type Mixer struct{ state uint64 }

// Words mixes in two words.
func (m *Mixer) Words(a, b uint64) {
	const k1, k2 = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
	hi, lo := bits.Mul64(a^m.state^k1, b^bits.RotateLeft64(m.state, 32)^k2)
	m.state = bits.RotateLeft64(m.state, 23) ^ hi ^ lo
}

// Text mixes in a string: its length with its first eight bytes, then eight at a time. The empty
// string is nothing.
func (m *Mixer) Text(s string) {
	rest := uint64(len(s))
	var b [8]byte
	for len(s) > 0 {
		n := copy(b[:], s)
		clear(b[n:])
		m.Words(rest, binary.LittleEndian.Uint64(b[:]))
		s, rest = s[n:], 0
	}
}

// Sum returns the hash so far.
func (m *Mixer) Sum() uint64 { return m.state }

// digest is SHA-256 over the configuration, the data and the running hash.
func digest(config []byte, data [32]byte, m *Mixer) [32]byte {
	h := sha256.New()
	conf := sha256.Sum256(config)
	h.Write(conf[:])
	h.Write(data[:])
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], m.Sum())
	h.Write(b[:])
	return [32]byte(h.Sum(nil))
}

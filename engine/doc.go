// Package engine simulates trading: it plays market history against orders and
// keeps the accounts. It imports the standard library only and touches nothing
// of the world: no file, clock, network or random number that is not seeded by
// the plan.
//
// History is prepared once by a Builder into a Tape, immutable and in the order
// of time. Run plays any number of plans over it. For each event a plan does
// three things, always in this order: mark (the market shows this), match (the
// resting orders meet it), wake (a strategy that asked to see it sees it). What
// a strategy sends back arrives at the simulated exchange later, through the
// agenda. Fills go to the ledger, whose journal always balances. When the tape
// ends there is a Result: plain columns.
//
// # Terms
//
// Units are integers: a Price is mills per share, Money mills, a Rate parts per
// billion, a Time nanoseconds since 1970 UTC, a Day Hong Kong's date. A bar is a
// closed interval of prices; its open is an event of its own, at its start. A
// signal is an announcement from outside; an action is a corporate action; a
// session is a trading day and a phase a part of it. An order is an instruction,
// a fill its execution, a note what one charge is computed on. A refusal is the
// venue's or the ledger's no, with a Reason; it is never an error. A plan is what
// to do, a result what happened. A Venue is a market's law by date; engine/hkex
// has Hong Kong's.
//
// # Order of events
//
// An instant t has two sides:
//
//  1. the closing side: bars that end at t, signals, values, phases that close;
//     then wake-ups due at t;
//  2. arrivals: orders and cancels due at t that were sent before t or on its
//     closing side, in order of submission;
//  3. the opening side: phases that open, actions, opens of bars;
//  4. wake-ups asked for, and orders sent, on the opening side of t.
//
// Within one kind the order is that of the universe, and of one instrument the
// shorter bars before the longer, whatever the order of the files. The events of one kind at one instant are one batch: all are marked,
// then all are matched (at an open all sells before all buys, each in order of
// submission), then day orders of a session that has ended expire and release
// what they reserved, then the strategy is told: fills, ends of orders, and the
// events. So nothing is filled by a print of the instant at which it was decided
// on the opening side, and what is decided on a bar's close meets the next open.
//
// # No looking ahead
//
// A strategy sees and does everything through a Broker, valid during the call.
// A BarView ends at the last closed bar; asking further panics. Prices are shown
// as traded; at an action on share counts history is re-based from that day on.
//
// # Determinism
//
// The same plan over the same tape gives the same Digest: run after run, in any
// process, on any number of workers, whatever is kept of it, beside whatever
// other instruments. The order above is total; the package ranges over no map,
// starts no goroutine within a run, and does no floating point of its own, so
// the engine's integers agree on every processor. What a strategy calculates in
// floating point agrees across processors where it rounds products explicitly,
// float64(a*b) + c.
package engine

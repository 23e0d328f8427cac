// Package enginetest is for everyone's tests of what happens in a simulated
// market: a tiny venue, artificial histories, scripts that put market events
// and orders in and print fills and balances, and the conformance of a
// strategy. It is not for programs.
//
// # Scripts
//
// A script is a text of lines, a line of four dashes, and what must come of
// it. Scenario plays one and compares; with -update (a flag that the calling
// test registers) the part below the dashes is written anew. "#" begins a
// comment. Days are D1, D2, …, the sessions from the start on, or dates; a
// time is a day with a clock time ("D2 10:00", "D2 10:00:00.5") or with
// "close", the session's end. Money and prices are in dollars.
//
// The market, with what holds where nothing is said:
//
//	start 2024-01-01        the first day; D1 is the first session from there on
//	from D1                 the first session that counts; earlier ones are history
//	warmup 0                sessions that the strategy asks for before it
//	cash 100000
//	tick 0.01               or bands: tick 0.25:0.001 0.50:0.005 10:0.01; "tick 0.02 from D3" changes it
//	lowest 0.01             the lowest legal price; the lowest tick where none is given
//	lot 1                   the board lot; "lot none" for none
//	settle 2                settlement days
//	holiday 2024-01-03 …    days without session; Saturdays and Sundays have none
//	half 2024-01-04 …       half days
//	no-auction              the session ends at 16:00, not at 16:10
//	fill pessimistic        or base, optimistic
//	slippage 5 ticks        or 10 bp, or impact 0.7 (the coefficient)
//	participation 10%
//	latency 200ms
//	power traded            or settled
//	odd-lots discount 2%    or hold, refuse
//	tax 10%                 or auto
//	executions 1
//	fee NAME LEVEL RATE [min AMOUNT] [mill|cent|dollar]    level execution, order or note;
//	                        rounded to the nearest, to a dollar up
//	rows                    prints a line for each session
//
// Instruments are declared by their bars, or before them for more:
//
//	instrument A [lot 500 [from D3]] [kind index] [isin X] [set tech] [listed D1] [delisted D5] [terminal 3.00] [no-auction]
//	bars A: 10 11 9 10.5 | 12 12.5 11.8 12.2 v5000 | - | 3x 10 10 10 10
//	bars A from D3 every 30m from 10:00: …
//
// Bars are open, high, low and close, a session each from D1 (or the day
// given) on; v is the volume (a million where none is given), "-" a session without
// a bar, "3x" repeats, "nofill" keeps the bar for marks only. With "every"
// they follow one another within one session.
//
//	action A D3 split 3/1   (consolidation 1/100, bonus 11/10, dividend 2.00 [pay D22])
//	signal s1 D1 10:15 +    (a market-wide one; +, - or 0)
//
// Orders go in at instants or from handlers; a name before the verb is for
// later lines and for the output:
//
//	at D1 close b: buy A 1000
//	at D1 09:30 opening b: buy A 1000        from the phase that opens then (09:00, 09:30, 13:00)
//	on fill b: s: sell A 1000 stop 92 gtc    from OnFill, once; likewise "on end b:", "on signal s1:", "on action A:"
//
// An order is buy or sell, symbol, quantity ("all": the position; "max": what
// Lots says of the buying power), then any of: market, limit P, stop P (both: a
// stop-limit), touch P, trail P|5% [from P], at-open, at-close, day, gtc, until
// D5, budget M, group NAME, reduce-only, exits stop P|5% trail P|5% target P|10%.
// Other verbs: cancel NAME, amend NAME [qty N] [limit P] [stop P], wake TIME (a
// wake-up without effect), and show account | position A | last A | bars A |
// working A. The exits of b are b.stop and b.target once it is filled.
//
// Below the dashes stand, in the order in which the strategy was told, fills
// and the ends of orders, with what show was asked for; then what was left at
// the end, the balances, holdings, fees, and counts that are not zero.
package enginetest

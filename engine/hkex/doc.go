// Package hkex is the rulebook of the Hong Kong cash market as dated tables:
// trading days and hours, spread tables, board lots, what a trade costs by law
// and at a few brokers, order checks, and settlement days. It covers 2018-01-01
// to 2026-12-31; every row has its source beside it.
//
// # Terms
//
// Session: a trading day. Half day: a session that is only a morning. Late
// open, early close: a session of which weather took a part. Settlement day:
// a day on which a trade of two settlement days before is paid. Spread table:
// the price bands of the exchange and the tick of each; a band includes its
// upper end. Consideration: price × shares.
//
// # Sources
//
// A source names the page or notice that states the row. "XCAL" is the XHKG
// calendar of gerrymanoim/exchange_calendars at commit 5308ce2; "index prints"
// are the daily Hang Seng Index prints of tzjtan/historical-stock-data at
// commit 9f36689, to 2026-08-20. A row that no source was found for says
// "unverified": it is common knowledge, to be checked before much is built on it.
//
// The package reads no clock, file or network; the same question has the same
// answer in every process.
package hkex

package hkex

import "rally/engine"

// holidays are the closed weekdays and the half days of a stretch of one
// year, as month × 100 + day. Closures for weather are in weatherDays.
type holidays struct {
	from   engine.Day
	closed []int
	half   []int
	source string
}

const (
	printed = "XCAL, each day confirmed by the index prints"
	planned = "XCAL alone, no index prints yet: unverified"
)

// holidayTable is in order of time and begins with the first day of the tables.
var holidayTable = []holidays{
	{
		from:   engine.Date(2018, 1, 1),
		closed: []int{101, 216, 219, 330, 402, 405, 501, 522, 618, 702, 925, 1001, 1017, 1225, 1226},
		half:   []int{215, 1224, 1231}, source: printed,
	},
	{
		from:   engine.Date(2019, 1, 1),
		closed: []int{101, 205, 206, 207, 405, 419, 422, 501, 513, 607, 701, 1001, 1007, 1225, 1226},
		half:   []int{204, 1224, 1231}, source: printed,
	},
	{
		from:   engine.Date(2020, 1, 1),
		closed: []int{101, 127, 128, 410, 413, 430, 501, 625, 701, 1001, 1002, 1026, 1225},
		half:   []int{124, 1224, 1231}, source: printed,
	},
	{
		from:   engine.Date(2021, 1, 1),
		closed: []int{101, 212, 215, 402, 405, 406, 519, 614, 701, 922, 1001, 1014, 1227},
		half:   []int{211, 1224, 1231}, source: printed + "; cmschina.com.hk holiday table 2021",
	},
	{
		from:   engine.Date(2022, 1, 1),
		closed: []int{201, 202, 203, 405, 415, 418, 502, 509, 603, 701, 912, 1004, 1226, 1227},
		half:   []int{131}, source: printed,
	},
	{
		from:   engine.Date(2023, 1, 1),
		closed: []int{102, 123, 124, 125, 405, 407, 410, 501, 526, 622, 1002, 1023, 1225, 1226},
		source: printed,
	},
	{
		from:   engine.Date(2024, 1, 1),
		closed: []int{101, 212, 213, 329, 401, 404, 501, 515, 610, 701, 918, 1001, 1011, 1225, 1226},
		half:   []int{209, 1224, 1231}, source: printed,
	},
	{
		from:   engine.Date(2025, 1, 1),
		closed: []int{101, 129, 130, 131, 404, 418, 421, 501, 505, 701, 1001, 1007, 1029, 1225, 1226},
		half:   []int{128, 1224, 1231}, source: printed,
	},
	{
		from:   engine.Date(2026, 1, 1),
		closed: []int{101, 217, 218, 219, 403, 406, 407, 501, 525, 619, 701},
		half:   []int{216}, source: printed,
	},
	{
		from:   engine.Date(2026, 8, 21),
		closed: []int{1001, 1019, 1225},
		half:   []int{1224, 1231}, source: planned,
	},
}

// weatherDay is a weekday that weather closed or cut short. Times are
// minutes after midnight: opens is the start of trading where the morning was
// lost, closes its end where the rest of the afternoon was; both 0 where
// there was no trading at all.
type weatherDay struct {
	day           engine.Day
	opens, closes int
	reason        string
	source        string
}

// weatherDays is in order of time. It has no rows from 2024-09-23 on: since
// then the market trades through typhoons and black rain (etnet.com.hk and
// zhitongcaijing.com, 2024-09-06).
//
// A market that resumes after a lost morning has no pre-opening session, and one
// that is stopped in the afternoon no closing auction (the one: HKEX notice
// of 2023-10-09 on mondovisione.com; the other: no auction print in the
// minute bars of 2019-07-31).
var weatherDays = []weatherDay{
	{
		day: engine.Date(2019, 7, 31), closes: 13*60 + 55, reason: "early close: typhoon",
		source: "Straits Times on 2019-07-31: signal 8 at 13:40, trading suspended 15 minutes later; Futu's minute bars end at 13:55",
	},
	{
		day: engine.Date(2020, 8, 19), opens: 13*60 + 30, reason: "late open: typhoon",
		source: "Bloomberg 2020-10-13: reopened that day at 13:30; Futu's minute bars begin at 13:30",
	},
	{
		day: engine.Date(2020, 10, 13), reason: "typhoon closure",
		source: "XCAL; no index print; Bloomberg 2020-10-13",
	},
	{
		day: engine.Date(2021, 6, 28), opens: 13*60 + 30, reason: "late open: black rainstorm",
		source: "Bloomberg 2021-06-28, also on thenationalnews.com: trading to begin at 13:30",
	},
	{
		day: engine.Date(2021, 10, 13), reason: "typhoon closure",
		source: "XCAL; no index print; forexlive.com 2021-10-13",
	},
	{
		day: engine.Date(2022, 8, 25), opens: 13 * 60, reason: "late open: typhoon",
		source: "Cailian 2022-08-25: morning cancelled, 13:00 start",
	},
	{
		day: engine.Date(2022, 11, 2), closes: 13*60 + 55, reason: "early close: typhoon",
		source: "Bloomberg 2022-11-02: trading ends 15 minutes after signal 8 of that afternoon; the time 13:55 is unverified",
	},
	{
		day: engine.Date(2023, 7, 17), reason: "typhoon closure",
		source: "XCAL; no index print; forexlive.com 2023-07-17",
	},
	{
		day: engine.Date(2023, 9, 1), reason: "typhoon closure",
		source: "SCMP 2023-09-08; HKEX notice 2023-09-01 on mondovisione.com; no index print (XCAL has a session: wrong)",
	},
	{
		day: engine.Date(2023, 9, 8), reason: "black rainstorm closure",
		source: "SCMP 2023-09-08; KGI notice; no index print (XCAL has a session: wrong)",
	},
	{
		day: engine.Date(2023, 10, 9), opens: 14 * 60, reason: "late open: typhoon and black rainstorm",
		source: "HKEX notice 2023-10-09 on mondovisione.com; HKCD 2023-10-09: 14:00 start",
	},
	{
		day: engine.Date(2024, 9, 6), reason: "typhoon closure",
		source: "HKEX notice 2024-09-06 on mondovisione.com; no index print",
	},
}

// settlementRule says whether a half day is a settlement day.
type settlementRule struct {
	from     engine.Day
	halfDays bool
	source   string
}

// settlementRules is in order of time. A day on which weather closed the
// market all day is none either (HKEX notice 2024-09-06 on mondovisione.com).
var settlementRules = []settlementRule{
	{
		from: engine.Date(2018, 1, 1), halfDays: false,
		source: "cmschina.com.hk holiday table 2021; other years unverified",
	},
}

// settleAfter is the settlement cycle in settlement days: T+2.
// Source: futuhk.com topic2_295; Clearstream, Hong Kong settlement process, 2023-11-20.
const settleAfter = 2

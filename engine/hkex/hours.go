package hkex

import "rally/engine"

// The hours hold for the whole of the tables: the lunch break of 12:00 to
// 13:00 since 2012-03-05 (HKEX news 2012-03-01), the closing auction since
// 2016-07-25 (HKEX FAQ of 2016-07-28; leaprate.com). The opening auction is
// matched from 09:20 on before and after its reform of 2020-10-19
// (yawkai.com.hk; boom.com, usmart.hk). The random closing period is the last
// two minutes of the closing auction (support.futunn.com topic55).

// fullDay returns the hours of an ordinary day.
func fullDay(d engine.Day) engine.Session {
	return engine.Session{
		Day:       d,
		PreOpen:   d.At(9, 0),
		Auction:   d.At(9, 20),
		Open:      d.At(9, 30),
		Lunch:     d.At(12, 0),
		Afternoon: d.At(13, 0),
		Close:     d.At(16, 0),
		Random:    d.At(16, 8),
		End:       d.At(16, 10),
	}
}

// halfDay returns the hours of a morning-only day with its closing auction.
// Source: pcsfg.com; citics.com.hk.
func halfDay(d engine.Day) engine.Session {
	s := fullDay(d)
	s.Lunch, s.Afternoon = 0, 0
	s.Close, s.Random, s.End = d.At(12, 0), d.At(12, 8), d.At(12, 10)
	s.Half = true
	return s
}

// lateOpen returns the hours of a day that begins after lunch, at minute
// opens. The exchange holds no pre-opening session then, so the day's first
// price is that of continuous trading. Source: HKEX's notice of 2023-10-09.
func lateOpen(d engine.Day, opens int) engine.Session {
	s := fullDay(d)
	s.Lunch, s.Afternoon = 0, 0
	s.Open = d.At(0, opens)
	s.PreOpen, s.Auction = s.Open, s.Open
	return s
}

// earlyClose returns the hours of a day whose trading was stopped in the
// afternoon, at minute closes, without a closing auction.
func earlyClose(d engine.Day, closes int) engine.Session {
	s := fullDay(d)
	s.Close = d.At(0, closes)
	s.Random, s.End = 0, s.Close
	return s
}

package engine

import "slices"

// Kind names the events of a tape. Its order breaks ties within one side of
// an instant: Bar, Signal, Value and closing phases, then arrivals, then
// opening phases, Action, Open.
type Kind uint8

// Kinds of event, by rank.
const (
	KindBar Kind = iota
	KindSignal
	KindValue
	KindPhaseClose
	KindPhaseOpen
	KindAction
	KindOpen
	kindCount
)

// stamp is a time and its side in one integer: 2t on the closing side of t,
// 2t+1 on its opening side. It reaches past the year 2100.
type stamp int64

const never stamp = 1<<63 - 1

func closingSide(t Time) stamp  { return stamp(t) << 1 }
func openingSide(t Time) stamp  { return stamp(t)<<1 | 1 }
func (s stamp) time() Time      { return Time(s >> 1) }
func (s stamp) isOpening() bool { return s&1 == 1 }

// Interval is the length of a bar in minutes; Daily is a whole session.
type Interval uint16

// Daily is the interval of a bar that covers its session.
const Daily Interval = 1440

// String prints the interval as files write it: 1m, 5m, 1h, 1d.
func (i Interval) String() string {
	switch {
	case i == Daily:
		return "1d"
	case i%60 == 0:
		return itoa(int64(i/60)) + "h"
	}
	return itoa(int64(i)) + "m"
}

func itoa(v int64) string {
	var b [20]byte
	at := len(b)
	for {
		at--
		b[at] = byte('0' + v%10)
		if v /= 10; v == 0 {
			return string(b[at:])
		}
	}
}

// spineRecord is one event in the order of time, or all bars that close and
// all opens that are shown at one instant: rows [row, row+count) of its kind's
// table.
type spineRecord struct {
	stamp stamp
	row   uint32
	count uint16
	kind  Kind
}

// barFlags mark bars and opens that must not be matched.
type barFlags uint8

const (
	noFill barFlags = 1 << iota // off the grid or an index: marks and averages, never fills
	coarse                      // finer data of the session decides
)

// barRecord is a closed bar, as narrow as what every plan reads of it: where it
// is in the archive, and its range in mills.
type barRecord struct {
	low, high  int32
	n          int32  // index within its series
	series     uint16 // of instrument and interval
	instrument ID
}

// openRecord is the first price of a bar.
type openRecord struct {
	price      int32
	instrument ID
	every      Interval
	flags      barFlags
}

// Bar is a closed bar: a handle, valid during the call.
type Bar struct {
	series *series
	n      int32
	end    stamp
}

// Instrument returns whose bar it is.
func (b Bar) Instrument() ID { return b.series.instrument }

// Interval returns the bar's length.
func (b Bar) Interval() Interval { return b.series.interval }

// End returns the time at which the bar closed.
func (b Bar) End() Time { return b.end.time() }

// Open returns the first price.
func (b Bar) Open() Price { return Price(b.series.opens[b.n]) }

// High returns the highest price.
func (b Bar) High() Price { return Price(b.series.highs[b.n]) }

// Low returns the lowest price.
func (b Bar) Low() Price { return Price(b.series.lows[b.n]) }

// Close returns the last price.
func (b Bar) Close() Price { return Price(b.series.closes[b.n]) }

// Volume returns the shares traded.
func (b Bar) Volume() Qty { return Qty(b.series.volumes[b.n]) }

// Turnover returns the money traded, 0 where the file has none.
func (b Bar) Turnover() Money { return Money(b.series.turnovers[b.n]) }

// Direction is what a signal announces.
type Direction int8

// Directions.
const (
	Contrary   Direction = -1
	Neutral    Direction = 0
	Supportive Direction = 1
)

// String returns "-", "0" or "+".
func (d Direction) String() string { return [...]string{"-", "0", "+"}[d+1] }

// Signal is an announcement from outside: a policy, a regulator, a launch.
type Signal struct {
	Ref        SignalRef // its place in the feed, from 1
	ID         string
	Category   string
	Direction  Direction
	Strength   int8 // 1 to 3
	Market     bool // concerns every name
	Sets       []string
	Symbols    []string
	Title      string
	Occurred   string // as the file has it
	Published  string
	Known      Time // the moment from which it may be used, without the embargo
	At         Time // Known plus the embargo: when strategies see it
	RevisionOf string
	Hindsight  bool // compiled after the fact
}

// Concerns reports whether the signal's scope holds the instrument.
func (s *Signal) Concerns(in *Instrument) bool {
	if s.Market || slices.Contains(s.Symbols, in.Symbol) {
		return true
	}
	return slices.ContainsFunc(s.Sets, in.In)
}

// ActionKind is a kind of corporate action.
type ActionKind uint8

// Kinds of action.
const (
	Dividend ActionKind = iota
	Split
	Consolidation
	Bonus
	Delisting
)

var actionNames = []string{"dividend", "split", "consolidation", "bonus", "delisting"}

// String returns the kind as the actions file writes it.
func (k ActionKind) String() string { return actionNames[k] }

// Action is a corporate action, effective at the start of the session Ex,
// before its first open.
type Action struct {
	Instrument ID
	Kind       ActionKind
	Ex         Day
	Pay        Day   // of a dividend; 0: not known, 20 sessions later is assumed
	Millionths int64 // of a dividend: millionths of a dollar a share
	Num, Den   int64 // of a split, consolidation or bonus: new shares for old ones
}

// changesShares reports whether the action re-bases history.
func (a *Action) changesShares() bool {
	return a.Kind == Split || a.Kind == Consolidation || a.Kind == Bonus
}

// SeriesID numbers the dated observations of a run.
type SeriesID uint16

// valueRecord is a dated observation.
type valueRecord struct {
	series SeriesID
	value  float64
}

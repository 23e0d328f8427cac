package reports

import (
	"rally/engine"
	"rally/reports/metrics"
	"rally/reports/overfit"
)

// Comparison is many trials over the same sessions, ranked, with what their
// number says about the best of them.
type Comparison struct {
	Name    string
	Version string
	Config  []byte   // JSON: what was compared, defaults included, without paths
	Digest  [32]byte // over the trials' digests and Config

	Span    engine.Span
	Cash    engine.Money
	Names   int     // that may be traded
	Periods float64 // sessions a year
	RankBy  string  // the figure that ranks
	Axes    []Axis  // what was swept

	Days   []engine.Day // of the curves: the session before the span, then its sessions
	Trials []*Trial     // ranked, the best first
	Failed []Failure    // by name

	// Overfit has its tracks in the order of Order, which is that of the names:
	// Trials[Order[k]] is track k.
	Overfit overfit.Assessment
	Order   []int
	Sampled int // trials whose curves were kept for the effective number

	Hold      *engine.Result // holding the universe, at HoldScale times the cash; nil: not run
	HoldScale int64
	Benchmark *Benchmark
	Walk      *Walk    // nil: no split
	Stress    *Surface // of the best trial; nil: not played

	Files        []File
	Findings     []Finding
	Undone       []Undone // adjusted prices, by symbol and interval; empty: all as traded
	Warnings     []string
	Assumptions  []string
	Artificial   bool
	InSample     bool // its signals were compiled after the fact
	LotsAsOf     engine.Day
	ReturnsOfAll bool // returns.csv has every trial whose curve is kept
	Folder       string
}

// Axis is a swept key with the values that were tried, in order.
type Axis struct {
	Key    string // "strategy.hold"
	Label  string // the shortest end of the key that is like no other's: "hold"
	Values []string
}

// Trial is one rule with one set of parameters, and how it did.
type Trial struct {
	Rank    int      // 1 is the best
	Name    string   // "hold=5 top=1", "mine hold=5"
	Rule    string   // the strategy's name, or the one that the file gives it
	Params  []string // by axis; "" where the axis is not this trial's
	Digest  [32]byte
	Figures metrics.Set // of the curve and of trading
	Orders  int
	Fills   int
	Trips   int // round trips that were closed
	Track   int // index into the assessment's slices
	// Equity in mills of each day of Comparison.Days; nil where it was not kept.
	Equity []engine.Money
	Kept   string // name of the folder with its full result; empty: none
}

// Failure is a trial that has no result.
type Failure struct {
	Name string
	Why  string
}

// Walk is a choice made again and again on one stretch and run on another: the
// only track record of a choice that did not see its own test.
type Walk struct {
	Method  string // walk-forward, anchored, purged, combinatorial
	Text    string // "train 252 sessions, test 63, embargo 5"
	Legs    []Leg
	Days    []engine.Day   // of the chained runs: the session before the first, then theirs
	Equity  []engine.Money // of each; a leg begins with what the leg before would have brought in cash
	Figures metrics.Set
	Paths   []metrics.Value // of combinations: the annualised Sharpe ratio of each path; else none
}

// Leg is one choice and its test.
type Leg struct {
	Train  []engine.Span
	Test   engine.Span
	Chosen int           // index into Trials; −1: none had a figure to be ranked by
	Score  metrics.Value // the ranking figure of the chosen on its training stretch
	Return metrics.Value // total return of the test
	Sharpe metrics.Value // annualised, of the test
	Trips  int
}

// Surface is a figure over two things that were varied.
type Surface struct {
	Title      string
	RowLabel   string // "slippage"
	ColLabel   string // "added cost a side"
	Rows, Cols []string
	Values     [][]metrics.Value // by row, then column: total return
}

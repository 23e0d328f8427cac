package data

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"

	"rally/engine"
)

// Market is what the files of a run hold: a feed to play, and what a report
// says about where it is from.
type Market struct {
	Feed     engine.TapeFeed // its Tape is nil where the gate stops the run
	Universe *engine.Universe
	First    engine.Day // of the tape
	Last     engine.Day // of the tape: of its bars, or of delistings after them
	LastBar  engine.Day // of what is tradable

	Files     []File
	Findings  Findings
	Undone    []Proof           // how well adjusted prices were undone, by symbol and interval
	Intervals []engine.Interval // of the bars on the tape, the shortest first
	Benchmark Curve
	LotsAsOf  engine.Day // latest list that undated lots are from; 0: dated or unknown
	Counts    Counts
	Warnings  []string
}

// File is a file that the market was made of.
type File struct {
	Role   string // bars, actions, signals, instruments
	Name   string // base name
	SHA256 string // of the file as it lies on the disk
	Rows   int
	First  engine.Day // of its rows; 0 where they have no dates
	Last   engine.Day

	path    string
	content string // what the data's hash is taken over
}

// Curve is the closes of the benchmark by day; empty where there is none.
type Curve struct {
	Symbol    string
	Index     bool // a price index: no dividends in it
	Dividends bool // the files of actions have dividends, so those of a security are known
	Days      []engine.Day
	Closes    []engine.Price // as traded
	Paid      []engine.Day   // ex-dates of the dividends in Levels

	shares []float64 // that one share of the first day has become, by day
}

// newCurve returns the closes of an instrument with what its actions, in the
// order of their days, made of a share.
func newCurve(in *engine.Instrument, rows []engine.BarRow, actions []engine.Action) Curve {
	c := Curve{Symbol: in.Symbol, Index: in.Kind == engine.Index}
	for i := range rows {
		c.Days = append(c.Days, rows[i].End.Day())
		c.Closes = append(c.Closes, rows[i].Close)
	}
	if c.Index {
		actions = nil
	}
	shares, next := 1.0, 0
	for i, d := range c.Days {
		cash := 0.0
		for ; next < len(actions) && actions[next].Ex <= d; next++ {
			a := &actions[next]
			switch {
			case i == 0: // in the first close already
			case a.Kind == engine.Dividend:
				cash += float64(shares * (float64(a.Millionths) / 1e6))
				c.Paid = append(c.Paid, a.Ex)
			case a.Num > 0 && a.Den > 0:
				shares = float64(shares*float64(a.Num)) / float64(a.Den)
			}
		}
		if cash > 0 {
			shares += cash / c.Closes[i].Float()
		}
		c.shares = append(c.shares, shares)
	}
	return c
}

// Levels returns what one share held at the close of from, or at the last
// close before it, is worth by day in HKD: its own price then; after it with
// splits, consolidations and bonus issues followed, and with each dividend,
// as paid and before tax, reinvested at the close of its ex-date, the first
// close after it where there is none. A curve that begins later has its own
// price on its first day. Levels of an index are its closes; others are rounded to a
// millionth of a dollar.
//
// Source: the daily return (close × ratio + dividend) ÷ close before − 1, as
// S&P Dow Jones Indices, Index Mathematics Methodology, total return.
func (c *Curve) Levels(from engine.Day) []float64 {
	base := 1.0
	if i, ok := c.at(from); ok {
		base = c.held(i)
	}
	out := make([]float64, len(c.Closes))
	for i, p := range c.Closes {
		if out[i] = p.Float(); c.held(i) != base {
			out[i] = math.Round(1e6*(out[i]*(c.held(i)/base))) / 1e6
		}
	}
	return out
}

// held is what one share of the first day is at place i; one without actions.
func (c *Curve) held(i int) float64 {
	if i >= len(c.shares) {
		return 1
	}
	return c.shares[i]
}

// Counts is how much of each kind a market holds, in its universe.
type Counts struct {
	Instruments int
	Bars        int // read
	Made        int // of those of shorter intervals
	Signals     int
	Dividends   int
	Splits      int // with bonus issues and consolidations
}

// Close returns the benchmark's close on d, or the last one before it; false
// before its first day.
func (c *Curve) Close(d engine.Day) (engine.Price, bool) {
	i, ok := c.at(d)
	if !ok {
		return 0, false
	}
	return c.Closes[i], true
}

// at returns the place of d, or of the last day before it.
func (c *Curve) at(d engine.Day) (int, bool) {
	i, found := slices.BinarySearch(c.Days, d)
	if !found {
		i--
	}
	return i, i >= 0
}

// newFile notes a file. What distinguishes its content from another's enters
// the data's hash: its role, the symbol that its name gives to its rows, and
// its bytes; neither its path nor its place in any list.
func newFile(role, symbol, name, path string, raw []byte) File {
	sum := sha256.Sum256(raw)
	text := hex.EncodeToString(sum[:])
	return File{Role: role, Name: name, SHA256: text, path: path, content: role + " " + symbol + " " + text + "\n"}
}

// hashOf is SHA-256 over the sorted contents of files.
func hashOf(files []File) [32]byte {
	lines := make([]string, len(files))
	for i := range files {
		lines[i] = files[i].content
	}
	slices.Sort(lines)
	h := sha256.New()
	for _, l := range lines {
		h.Write([]byte(l))
	}
	return [32]byte(h.Sum(nil))
}

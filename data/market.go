package data

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"rally/engine"
)

// Market is what the files of a run hold: a feed to play, and what a report
// says about where it is from.
type Market struct {
	Feed     engine.TapeFeed // its Tape is nil where the gate stops the run
	Universe *engine.Universe
	First    engine.Day // of the tape
	Last     engine.Day

	Files     []File
	Findings  Findings
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
	Symbol string
	Index  bool // a price index: no dividends in it
	Days   []engine.Day
	Closes []engine.Price
}

// Counts is how much of each kind a market holds, in its universe.
type Counts struct {
	Instruments int
	Bars        int
	Signals     int
	Dividends   int
	Splits      int // with bonus issues and consolidations
}

// Close returns the benchmark's close on d, or the last one before it; false
// before its first day.
func (c *Curve) Close(d engine.Day) (engine.Price, bool) {
	i, found := slices.BinarySearch(c.Days, d)
	if !found {
		i--
	}
	if i < 0 {
		return 0, false
	}
	return c.Closes[i], true
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

package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"rally/engine"
	"rally/reports/metrics"
)

// Record is a finished trial.
type Record struct {
	Key      string // of Key
	Data     string // hex of the data's hash: trials are counted by it
	Program  string // of Program; empty: not known, and the result is never found
	Engine   string // version
	Name     string // of the run or of the trial, valid UTF-8
	Strategy string // as strategy.use says it
	Run      string // run.name, which the digest knows and the key does not
	Part     bool   // a training stretch: played, but no trial of its own

	// Error is why the trial failed, cut at a thousand bytes; empty: it did not.
	// A failed trial has neither digest nor figures.
	Error string

	Digest  string // hex, of the result
	Orders  int
	Fills   int
	Trips   int // round trips that were closed
	Figures metrics.Set
	Blocks  []float64      // as overfit.Blocks.Values gives them, bit for bit; empty: not kept
	Curve   []engine.Money // equity of each session, the starting cash first; empty: not kept
}

// Key returns the name of a trial: the hex SHA-256 of the 32 bytes of its
// configuration's SHA-256, in canonical form, and the data's hash. What the run
// is called makes it no other trial: the configuration is to be given unnamed.
func Key(config []byte, data [32]byte) string {
	var both [2 * sha256.Size]byte
	conf := sha256.Sum256(config)
	copy(both[:], conf[:])
	copy(both[sha256.Size:], data[:])
	sum := sha256.Sum256(both[:])
	return hex.EncodeToString(sum[:])
}

// check refuses what no line may hold.
func (r *Record) check() error {
	for _, of := range [...]struct {
		name, text string
		may        bool // be empty
	}{
		{"key", r.Key, false}, {"data", r.Data, false}, {"program", r.Program, true}, {"digest", r.Digest, r.Error != ""},
	} {
		if of.may && of.text == "" {
			continue
		}
		if _, ok := hashOf(of.text); !ok {
			return fmt.Errorf("%s %.80q is not a SHA-256 in small hexadecimal digits", of.name, of.text)
		}
	}
	if r.Error != "" && r.Digest != "" {
		return errors.New("a digest of a trial that failed")
	}
	if r.Orders < 0 || r.Fills < 0 || r.Trips < 0 {
		return errors.New("a count below zero")
	}
	return nil
}

// hashOf reads a hash as its 64 small hexadecimal digits.
func hashOf[T ~string | ~[]byte](text T) (h [sha256.Size]byte, ok bool) {
	if len(text) != 2*len(h) {
		return h, false
	}
	for i := range h {
		hi, lo := digit(text[2*i]), digit(text[2*i+1])
		if hi|lo > 15 {
			return h, false
		}
		h[i] = hi<<4 | lo
	}
	return h, true
}

func digit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	}
	return 16
}

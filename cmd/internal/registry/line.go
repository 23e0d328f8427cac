package registry

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"rally/engine"
	"rally/reports/metrics"
)

// longest is what a line may have of bytes, its newline included: longer ones
// are not written, and passed over unread.
const longest = 1 << 20

// longestError is what an error may have of bytes.
const longestError = 1000

// begin is how every line of ours begins. A quotation mark inside a JSON text
// is escaped, so it stands nowhere else in one.
const begin = `{"key":"`

// The end of a line of ours: its sum, as eight hexadecimal digits.
const (
	beforeSum = `,"sum":"`
	afterSum  = `"}`
	endSize   = len(beforeSum) + 8 + len(afterSum)
)

// appendLine appends r as a line with its newline.
func appendLine(b []byte, r *Record) ([]byte, error) {
	if err := r.check(); err != nil {
		return b, err
	}
	from := len(b)
	b = append(append(b, begin...), r.Key...)
	b = append(append(b, `","data":"`...), r.Data...)
	b = append(append(b, `","program":"`...), r.Program...)
	b = strconv.AppendBool(append(b, `","part":`...), r.Part)
	if r.Error != "" {
		b = appendText(append(b, `,"error":`...), cut(r.Error))
	}
	b = appendText(append(b, `,"name":`...), r.Name)
	b = appendText(append(b, `,"strategy":`...), r.Strategy)
	b = appendText(append(b, `,"run":`...), r.Run)
	b = appendText(append(b, `,"engine":`...), r.Engine)
	if r.Error == "" {
		var err error
		if b, err = appendResult(b, r); err != nil {
			return b, err
		}
	}
	sum := crc32.ChecksumIEEE(b[from:])
	b = append(b, beforeSum...)
	b = hex.AppendEncode(b, binary.BigEndian.AppendUint32(nil, sum))
	b = append(append(b, afterSum...), '\n')
	if len(b)-from > longest {
		return b, fmt.Errorf("a line of %d bytes is longer than %d", len(b)-from, longest)
	}
	return b, nil
}

// appendResult appends what a trial that did not fail has.
func appendResult(b []byte, r *Record) ([]byte, error) {
	b = append(append(b, `,"digest":"`...), r.Digest...)
	b = strconv.AppendInt(append(b, `","orders":`...), int64(r.Orders), 10)
	b = strconv.AppendInt(append(b, `,"fills":`...), int64(r.Fills), 10)
	b = strconv.AppendInt(append(b, `,"trips":`...), int64(r.Trips), 10)
	b, err := r.Figures.AppendJSON(append(b, `,"figures":`...))
	if err != nil {
		return b, err
	}
	if len(r.Blocks) > 0 {
		raw := make([]byte, 0, 8*len(r.Blocks))
		for _, x := range r.Blocks {
			if !finite(x) {
				return b, errors.New("a sum of a block is not a finite number")
			}
			raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(x))
		}
		b = append(base64.StdEncoding.AppendEncode(append(b, `,"blocks":"`...), raw), '"')
	}
	if len(r.Curve) > 0 {
		raw := make([]byte, 0, 5*len(r.Curve))
		last := engine.Money(0)
		for _, m := range r.Curve {
			raw = binary.AppendVarint(raw, int64(m-last))
			last = m
		}
		b = append(base64.StdEncoding.AppendEncode(append(b, `,"curve":"`...), raw), '"')
	}
	return b, nil
}

// whole reports whether a line ends with its own sum.
func whole(line []byte) bool {
	at := len(line) - endSize
	if at < 0 || string(line[at:at+len(beforeSum)]) != beforeSum || string(line[len(line)-len(afterSum):]) != afterSum {
		return false
	}
	var sum [4]byte
	if _, err := hex.Decode(sum[:], line[at+len(beforeSum):len(line)-len(afterSum)]); err != nil {
		return false
	}
	return binary.BigEndian.Uint32(sum[:]) == crc32.ChecksumIEEE(line[:at])
}

// parseLine reads a line of ours, without its newline.
func parseLine(line []byte) (*Record, error) {
	if !whole(line) {
		return nil, errors.New("the line has no sum, or not its own")
	}
	var d struct {
		Key      string      `json:"key"`
		Data     string      `json:"data"`
		Program  string      `json:"program"`
		Part     bool        `json:"part"`
		Error    string      `json:"error"`
		Name     string      `json:"name"`
		Strategy string      `json:"strategy"`
		Run      string      `json:"run"`
		Engine   string      `json:"engine"`
		Digest   string      `json:"digest"`
		Orders   int         `json:"orders"`
		Fills    int         `json:"fills"`
		Trips    int         `json:"trips"`
		Figures  metrics.Set `json:"figures"`
		Blocks   []byte      `json:"blocks"` // base64
		Curve    []byte      `json:"curve"`
	}
	if err := json.Unmarshal(line, &d); err != nil {
		return nil, err
	}
	r := &Record{
		Key: d.Key, Data: d.Data, Program: d.Program, Engine: d.Engine, Name: d.Name, Strategy: d.Strategy, Run: d.Run, Part: d.Part,
		Error: d.Error, Digest: d.Digest, Orders: d.Orders, Fills: d.Fills, Trips: d.Trips, Figures: d.Figures,
	}
	var err error
	if r.Blocks, err = floats(d.Blocks); err != nil {
		return nil, err
	}
	if r.Curve, err = moneys(d.Curve); err != nil {
		return nil, err
	}
	return r, r.check()
}

// floats reads what appendResult has made of block sums.
func floats(raw []byte) ([]float64, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	if len(raw)%8 != 0 {
		return nil, errors.New("blocks: not a whole number of numbers")
	}
	out := make([]float64, len(raw)/8)
	for i := range out {
		out[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
		if !finite(out[i]) {
			return nil, errors.New("blocks: not a finite number")
		}
	}
	return out, nil
}

// moneys reads what appendResult has made of a curve.
func moneys(raw []byte) ([]engine.Money, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	points := 0
	for _, c := range raw {
		if c < 0x80 { // the last byte of a number
			points++
		}
	}
	out := make([]engine.Money, 0, points)
	last := engine.Money(0)
	for len(raw) > 0 {
		delta, n := binary.Varint(raw)
		if n <= 0 {
			return nil, errors.New("curve: not a number")
		}
		last += engine.Money(delta)
		out, raw = append(out, last), raw[n:]
	}
	return out, nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// appendText appends a JSON text. What is not UTF-8 is replaced.
func appendText(b []byte, s string) []byte {
	plain := strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }) < 0
	if plain {
		return append(append(append(b, '"'), s...), '"')
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic("registry: a text has no JSON: " + err.Error())
	}
	return append(b, bytes.TrimSuffix(text.Bytes(), []byte("\n"))...)
}

// cut shortens an error to what a line may have of it.
func cut(s string) string {
	if len(s) <= longestError {
		return s
	}
	s = s[:longestError-len("…")]
	for len(s) > 0 {
		if r, size := utf8.DecodeLastRuneInString(s); r != utf8.RuneError || size != 1 {
			break
		}
		s = s[:len(s)-1]
	}
	return s + "…"
}

package metrics

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// Reasons for which a figure is undefined. They are part of the output format.
const (
	UnderOneYear       = "span under one year"
	Under36Months      = "span under 36 months"
	Ruined             = "ruined"
	NoReturns          = "no returns"
	TooFewReturns      = "too few returns"
	ConstantReturns    = "constant returns"
	NoLosses           = "no_losses"
	NoDrawdown         = "no drawdown"
	NotRecovered       = "not recovered"
	NoDates            = "no dates"
	NoPeriods          = "periods a year unknown"
	NoRate             = "no rate on its first session"
	Never              = "never" // no length of record suffices: the Sharpe ratio is not above the one to beat
	NoBenchmark        = "no benchmark"
	BenchmarkMismatch  = "benchmark shares too few sessions"
	BenchmarkApart     = "benchmark has no two levels in the span of the curve"
	BenchmarkRuined    = "benchmark ruined"
	BenchmarkConstant  = "constant benchmark"
	BenchmarkNoUp      = "benchmark never rose"
	BenchmarkNoDown    = "benchmark never fell"
	NoActiveRisk       = "no deviation from the benchmark"
	NoTrades           = "no trades"
	TooFewTrades       = "too few trades"
	NoWins             = "no_wins"
	ConstantTrades     = "constant trade results"
	NetNotPositive     = "net of the trades not positive"
	TotalLossTrade     = "a trade lost everything"
	NoSessions         = "no sessions"
	NoTrading          = "nothing bought or sold"
	NoAutocorrelations = "no autocorrelations given"
	Autocorrelated     = "autocorrelation too negative"
	BadVariance        = "variance of the estimate not positive"
	NoLeftTail         = "lower quantile is zero"
	NotFinite          = "not a finite number"
)

// Value is a figure's number, or the reason why it has none. The zero Value is
// the number 0. Number is finite, and 0 while Why is set.
type Value struct {
	Number float64
	Why    string // empty: defined
}

// Number returns x as a Value; what is not finite is undefined with the reason
// NotFinite, and a negative zero is zero.
func Number(x float64) Value {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Value{Why: NotFinite}
	}
	return Value{Number: x + 0} // -0 + 0 is 0
}

// Undefined returns a Value without a number, for the reason why.
func Undefined(why string) Value { return Value{Why: why} }

// Defined reports whether v has a number.
func (v Value) Defined() bool { return v.Why == "" }

// String prints the shortest decimal that reads back as v's number, or
// "undefined: " and the reason.
func (v Value) String() string {
	if !v.Defined() {
		return "undefined: " + v.Why
	}
	return strconv.FormatFloat(v.Number, 'g', -1, 64)
}

// MarshalJSON writes v as a number or as {"undefined": reason}.
func (v Value) MarshalJSON() ([]byte, error) { return v.appendJSON(nil) }

// appendJSON appends what MarshalJSON writes: the numbers of encoding/json,
// without its detours.
func (v Value) appendJSON(b []byte) ([]byte, error) {
	if !v.Defined() {
		return append(appendText(append(b, `{"undefined":`...), v.Why), '}'), nil
	}
	x := math.Abs(v.Number)
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return b, errors.New(NotFinite)
	case x != 0 && (x < 1e-6 || x >= 1e21):
		b = strconv.AppendFloat(b, v.Number, 'e', -1, 64)
		if n := len(b); b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' { // e-09 is e-9
			b[n-2] = b[n-1]
			b = b[:n-1]
		}
		return b, nil
	}
	return strconv.AppendFloat(b, v.Number, 'f', -1, 64), nil
}

// appendText appends a JSON text.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			text, err := json.Marshal(s)
			if err != nil {
				panic("metrics: a text has no JSON: " + err.Error())
			}
			return append(b, text...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

// UnmarshalJSON reads what MarshalJSON writes: a finite number, or an object
// with a reason and nothing else. Null is neither.
func (v *Value) UnmarshalJSON(text []byte) error {
	text = bytes.TrimSpace(text)
	if !json.Valid(text) {
		return notAValue(text)
	}
	return v.read(text)
}

// read reads a valid JSON text without space around it.
func (v *Value) read(text []byte) error {
	switch {
	case text[0] == '{':
		var u struct {
			Undefined string `json:"undefined"`
		}
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&u); err != nil || u.Undefined == "" {
			break
		}
		*v = Undefined(u.Undefined)
		return nil
	case text[0] == '-' || '0' <= text[0] && text[0] <= '9':
		x, err := strconv.ParseFloat(string(text), 64)
		if err != nil {
			return fmt.Errorf("%.40s is too large a number", text)
		}
		*v = Number(x)
		return nil
	}
	return notAValue(text)
}

func notAValue(text []byte) error {
	return fmt.Errorf("%.60q is neither a number nor {\"undefined\": reason}", text)
}

// times returns v scaled by k; an undefined v stays as it is.
func (v Value) times(k float64) Value {
	if !v.Defined() {
		return v
	}
	return Number(v.Number * k)
}

// ratio returns a ÷ b, undefined for the reason why when b is zero.
func ratio(a, b float64, why string) Value {
	if b == 0 {
		return Undefined(why)
	}
	return Number(a / b)
}

// over returns a ÷ b: undefined as a or b is, in that order, and for the
// reason why when b is zero.
func over(a, b Value, why string) Value {
	if !a.Defined() {
		return a
	}
	if !b.Defined() {
		return b
	}
	return ratio(a.Number, b.Number, why)
}

// truth returns 1 for true and 0 for false.
func truth(b bool) Value {
	if b {
		return Value{Number: 1}
	}
	return Value{}
}

// plus returns v + x; an undefined v stays as it is.
func (v Value) plus(x float64) Value {
	if !v.Defined() {
		return v
	}
	return Number(v.Number + x)
}

package data

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"rally/engine"
)

// DividendBasis says what the amounts of a dividends file are.
type DividendBasis uint8

// Bases of dividends.
const (
	// AsPaid amounts are per share held at the close before the ex-date,
	// before any split of the same or a later day.
	AsPaid DividendBasis = iota
	// DividedBySplits amounts have been divided by the splits of the ex-date
	// and of every later day, as a price of the day before it would be.
	DividedBySplits
)

// ParseDividendBasis reads "as-paid" or "split-adjusted".
func ParseDividendBasis(s string) (DividendBasis, error) {
	switch s {
	case "as-paid":
		return AsPaid, nil
	case "split-adjusted":
		return DividedBySplits, nil
	case "":
		return 0, fmt.Errorf("dividends is not stated; say as-paid or split-adjusted")
	}
	return 0, fmt.Errorf("dividends %q is not known; as-paid or split-adjusted", s)
}

// String returns the basis as the configuration writes it.
func (b DividendBasis) String() string { return [...]string{"as-paid", "split-adjusted"}[b] }

// Action is a corporate action of a symbol as its file states it.
// Instrument is not set: that is the universe's to say.
type Action struct {
	Symbol string
	engine.Action
}

// actionRow is an action with the place that it stands at.
type actionRow struct {
	Action
	amount nanos // of a dividend, before a basis is undone
	path   string
	line   int
	column int
}

// ReadActions reads files of dividends and of splits, told apart by their
// columns, each given as its path and its text. Dividends have symbol, ex_date
// and amount or amount_hkd, in HKD a share; pay_date and basis (as_paid,
// split_adjusted) may be there. Splits have symbol, ex_date and ratio, new
// shares for one old, written 3, 1.05, 0.25, 3:1 or 21/20; kind is split,
// consolidation or bonus, and where it is missing a ratio below one is a
// consolidation. Amounts become whole millionths of a dollar; what basis says
// is undone with the splits of all the files.
//
// The actions are sorted by day, symbol and kind. Errors are *LineError.
func ReadActions(basis DividendBasis, files ...Text) ([]Action, error) {
	var rows []actionRow
	for _, f := range files {
		read, err := readActions(f, basis)
		if err != nil {
			return nil, err
		}
		rows = append(rows, read...)
	}
	slices.SortStableFunc(rows, func(a, b actionRow) int {
		return cmp.Or(cmp.Compare(a.Ex, b.Ex), strings.Compare(a.Symbol, b.Symbol), cmp.Compare(a.Kind, b.Kind))
	})
	for i := 1; i < len(rows); i++ {
		a, b := &rows[i-1], &rows[i]
		if a.Ex == b.Ex && a.Symbol == b.Symbol && a.Kind == b.Kind && a.Kind != engine.Dividend {
			return nil, b.fault("%v of %s on %v twice; the other is at %s:%d", b.Kind, b.Symbol, b.Ex, a.path, a.line)
		}
	}
	out := make([]Action, len(rows))
	ratios := newSplits(rows)
	for i := range rows {
		r := &rows[i]
		if r.Kind == engine.Dividend {
			if err := r.settle(basis, ratios); err != nil {
				return nil, err
			}
		}
		out[i] = r.Action
	}
	return out, nil
}

// Text is a file: where it is from and what is in it, packed or not.
type Text struct {
	Path  string
	Bytes []byte
}

func (r *actionRow) fault(format string, args ...any) error {
	return &LineError{File: r.path, Line: r.line, Column: r.column, Err: fmt.Errorf(format, args...)}
}

// settle turns a dividend's amount into millionths, as paid.
func (r *actionRow) settle(basis DividendBasis, s splits) error {
	amount := r.amount
	if basis == DividedBySplits {
		num, den := s.from(r.Symbol, r.Ex)
		v, ok := scaled(amount, num, den)
		if !ok {
			return r.fault("an amount that does not fit once the splits are undone")
		}
		amount = (v + nanosPerMillionth/2) / nanosPerMillionth * nanosPerMillionth
	}
	r.Millionths = amount / nanosPerMillionth
	return nil
}

func readActions(f Text, basis DividendBasis) ([]actionRow, error) {
	text, err := unpack(f.Path, f.Bytes)
	if err != nil {
		return nil, err
	}
	t, err := readTable(f.Path, text, "symbol", "ex_date")
	if err != nil {
		return nil, err
	}
	amount := "amount"
	if t.has("amount_hkd") {
		amount = "amount_hkd"
	}
	if t.has("ratio") == t.has(amount) {
		return nil, &LineError{File: f.Path, Line: 1,
			Err: fmt.Errorf("the file has %s; dividends have a column amount or amount_hkd, splits a column ratio", strings.Join(t.header, ", "))}
	}
	rows := make([]actionRow, 0, len(t.rows))
	for i := range t.rows {
		r := &t.rows[i]
		a := actionRow{path: f.Path, line: r.line}
		if a.Symbol, err = r.symbol("symbol"); err != nil {
			return nil, err
		}
		if a.Ex, err = parseDay(r.text("ex_date")); err != nil {
			return nil, r.fault("ex_date", "%w", err)
		}
		if t.has("ratio") {
			err = r.split(&a)
			a.column = r.at[t.index["ratio"]]
		} else {
			err = r.dividend(&a, amount, basis)
			a.column = r.at[t.index[amount]]
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, a)
	}
	return rows, nil
}

func (r *tableRow) dividend(a *actionRow, column string, basis DividendBasis) (err error) {
	a.Kind = engine.Dividend
	if c := strings.ToUpper(r.text("currency")); c != "" && c != "HKD" {
		return r.fault("currency", "currency %s is not built yet; amounts are in HKD", c)
	}
	if b := strings.ReplaceAll(strings.ToLower(r.text("basis")), "_", "-"); b != "" {
		stated, err := ParseDividendBasis(b)
		if err != nil {
			return r.fault("basis", "%q is not a basis; as_paid or split_adjusted", r.text("basis"))
		}
		if stated != basis {
			return r.fault("basis", "the row is %s and the configuration says dividends = %q; set it to %q", r.text("basis"), basis, stated)
		}
	}
	v, decimals, err := decimal(r.text(column))
	switch {
	case err != nil:
		return r.fault(column, "%w", err)
	case v == 0:
		return r.fault(column, "a dividend of nothing; amounts are above zero")
	case decimals > 6 && basis == AsPaid:
		return r.fault(column, "%q has more than six decimals; amounts are whole millionths of a dollar", r.text(column))
	}
	a.amount = v
	if a.Pay, err = r.day("pay_date"); err != nil {
		return err
	}
	if a.Pay != 0 && a.Pay < a.Ex {
		return r.fault("pay_date", "paid on %v, before the ex-date %v", a.Pay, a.Ex)
	}
	return nil
}

func (r *tableRow) split(a *actionRow) error {
	num, den, err := parseRatio(r.text("ratio"))
	if err != nil {
		return r.fault("ratio", "%w", err)
	}
	a.Num, a.Den = num, den
	kind, err := r.oneOf("kind", "split", "consolidation", "bonus")
	if err != nil {
		return err
	}
	switch {
	case kind == "bonus":
		a.Kind = engine.Bonus
	case kind == "consolidation", kind == "" && num < den:
		a.Kind = engine.Consolidation
	default:
		a.Kind = engine.Split
	}
	if (a.Kind == engine.Consolidation) != (num < den) {
		return r.fault("ratio", "a %v of %s new shares for one; the ratio of a consolidation is below one, of the others above", a.Kind, r.text("ratio"))
	}
	return nil
}

// parseRatio reads 3, 1.05, 3:1 or 21/20 as a reduced fraction. Decimals that
// go on are taken for the small fraction that they stand for: 0.333333 is 1/3.
func parseRatio(s string) (num, den int64, err error) {
	if a, b, ok := strings.Cut(strings.ReplaceAll(s, ":", "/"), "/"); ok {
		n, errN := whole(strings.TrimSpace(a))
		d, errD := whole(strings.TrimSpace(b))
		if errN != nil || errD != nil || n == 0 || d == 0 || n > 1e6 || d > 1e6 {
			return 0, 0, fmt.Errorf("%q is not a ratio; write it 3, 1.05, 3:1 or 21/20", s)
		}
		num, den = n, d
	} else {
		v, decimals, err := decimal(s)
		if err != nil {
			return 0, 0, err
		}
		if v == 0 || v > 1e6*powers[9] || decimals > 9 {
			return 0, 0, fmt.Errorf("%q is not a ratio; write it 3, 1.05, 3:1 or 21/20", s)
		}
		num, den = v/powers[9-decimals], powers[decimals]
		if decimals >= 5 {
			num, den = smallFraction(num, den)
		}
	}
	g := gcd(num, den)
	num, den = num/g, den/g
	if num == den {
		return 0, 0, fmt.Errorf("a ratio of one changes nothing; new shares for one old are wanted")
	}
	return num, den, nil
}

// smallFraction returns the fraction with a denominator up to 100 that num/den
// is the rounding of, or num/den itself.
func smallFraction(num, den int64) (int64, int64) {
	for d := int64(1); d <= 100; d++ {
		n := (num*d + den/2) / den
		if off := n*den - num*d; n > 0 && 2*max(off, -off) <= 2*d && n <= 1e6 {
			return n, d
		}
	}
	return num, den
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// splits are the actions on share counts of each symbol, in order of time.
type splits map[string][]engine.Action

func newSplits(rows []actionRow) splits {
	s := splits{}
	for i := range rows {
		if a := &rows[i]; a.Kind != engine.Dividend {
			s[a.Symbol] = append(s[a.Symbol], a.Action.Action)
		}
	}
	return s
}

// from returns the product of the ratios that take effect on day or later.
func (s splits) from(symbol string, day engine.Day) (num, den int64) {
	return product(s[symbol], day)
}

// product multiplies the ratios of the actions that take effect on day or later.
func product(actions []engine.Action, day engine.Day) (num, den int64) {
	num, den = 1, 1
	for i := range actions {
		if actions[i].Ex < day {
			continue
		}
		num, den = timesRatio(num, den, actions[i].Num, actions[i].Den)
	}
	return num, den
}

// timesRatio multiplies two fractions and reduces the product. One that would
// not fit 62 bits is held at what it was: no security has been split so often.
func timesRatio(num, den, n, d int64) (int64, int64) {
	g1, g2 := gcd(num, d), gcd(n, den)
	num, d, n, den = num/g1, d/g1, n/g2, den/g2
	if bits.Len64(uint64(num))+bits.Len64(uint64(n)) > 62 || bits.Len64(uint64(den))+bits.Len64(uint64(d)) > 62 {
		return num * g1, den * g2
	}
	return num * n, den * d
}

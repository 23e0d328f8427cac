package data

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rally/engine"
)

// DividendBasis says what the amounts of a dividends file are.
type DividendBasis uint8

// Bases of dividends. The zero value is not stated, which is an error where
// there are dividends.
const (
	UnstatedBasis DividendBasis = iota
	// AsPaid amounts are per share held at the close before the ex-date,
	// before any split of the same or a later day.
	AsPaid
	// DividedBySplits amounts have been divided by the splits of the ex-date
	// and of every later day, as a price of the day before it would be.
	DividedBySplits
)

const statedBases = `"as-paid" (HKD for one share of its day) or "split-adjusted" (divided by later splits)`

// ParseDividendBasis reads "as-paid" or "split-adjusted"; empty is not stated.
func ParseDividendBasis(s string) (DividendBasis, error) {
	switch s {
	case "as-paid":
		return AsPaid, nil
	case "split-adjusted":
		return DividedBySplits, nil
	case "":
		return UnstatedBasis, nil
	}
	return UnstatedBasis, fmt.Errorf("dividends = %q is not known; %s", s, statedBases)
}

// String returns the basis as the configuration writes it.
func (b DividendBasis) String() string { return [...]string{"", "as-paid", "split-adjusted"}[b] }

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
	return settleActions(basis, rows)
}

// settleActions sorts the rows of all files and undoes what basis says.
func settleActions(basis DividendBasis, rows []actionRow) ([]Action, error) {
	slices.SortStableFunc(rows, func(a, b actionRow) int {
		return cmp.Or(cmp.Compare(a.Ex, b.Ex), strings.Compare(a.Symbol, b.Symbol), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.amount, b.amount))
	})
	for i := 1; i < len(rows); i++ {
		a, b := &rows[i-1], &rows[i]
		if a.Ex != b.Ex || a.Symbol != b.Symbol || a.Kind != b.Kind {
			continue
		}
		if a.Kind == engine.Dividend && a.amount == b.amount {
			return nil, b.fault("the same dividend of %s on %v as at %s:%d; if both were paid, write their sum in one row", b.Symbol, b.Ex, a.path, a.line)
		}
		if a.Kind != engine.Dividend {
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
			Err: fmt.Errorf("the file has %s; dividends have a column amount or amount_hkd, splits a column ratio", listNames(t.header))}
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
	if basis == UnstatedBasis {
		return r.fault(column, "dividends is not stated in [data]; say %s", statedBases)
	}
	if c := strings.ToUpper(r.text("currency")); c != "" && c != "HKD" {
		return r.fault("currency", "currency %s is not built yet; amounts are in HKD", unquoted(c))
	}
	if b := strings.ReplaceAll(strings.ToLower(r.text("basis")), "_", "-"); b != "" {
		stated, err := ParseDividendBasis(b)
		if err != nil || stated == UnstatedBasis {
			return r.fault("basis", "%s is not a basis; as_paid or split_adjusted", quoted(r.text("basis")))
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
		return r.fault(column, "%s has more than six decimals; amounts are whole millionths of a dollar", quoted(r.text(column)))
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

package data

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"rally/engine"
)

// spreadTables maps the exchange's codes of spread tables to the parts of its
// tables. Source: OMD-C SpreadTableCode; the list of securities of 2025-07-11
// has 1 and 4 for Part A, 3 for Part B, 5 for Part D; 6 is Part E.
var spreadTables = map[string]string{
	"1": "A", "01": "A", "4": "A", "04": "A", "3": "B", "03": "B", "5": "D", "05": "D", "6": "E", "06": "E",
	"a": "A", "b": "B", "d": "D", "e": "E",
}

// ReadInstruments reads an instruments file. Its column symbol is required;
// name, kind, lot, lot_as_of, lot_from, isin, currency, stamp_duty,
// spread_table, cas, listed, delisted, terminal, sector and tech may be there,
// others are ignored. A lot holds for all dates, as a list of lot_as_of has
// it, unless the row has lot_from; a symbol has one row, and further rows with
// lot_from for its dated lots. stamp_duty holds from lot_as_of on: before it,
// the law by kind decides. A name belongs to the set of its sector, and with
// tech to the set "tech".
//
// The instruments come in the order of their symbols. Errors are *LineError.
func ReadInstruments(path string, text []byte) ([]engine.Instrument, error) {
	text, err := unpack(path, text)
	if err != nil {
		return nil, err
	}
	t, err := readTable(path, text, "symbol")
	if err != nil {
		return nil, err
	}
	bySymbol := map[string]int{}
	var list []engine.Instrument
	for i := range t.rows {
		r := &t.rows[i]
		symbol, err := r.symbol("symbol")
		if err != nil {
			return nil, err
		}
		at, known := bySymbol[symbol]
		if !known {
			in, err := r.instrument(symbol)
			if err != nil {
				return nil, err
			}
			bySymbol[symbol] = len(list)
			list = append(list, in)
			continue
		}
		if err := r.furtherLot(&list[at]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, func(a, b engine.Instrument) int { return cmp.Compare(a.Symbol, b.Symbol) })
	return list, nil
}

// instrument reads the first row of a symbol.
func (r *tableRow) instrument(symbol string) (in engine.Instrument, err error) {
	in = engine.Instrument{
		Symbol: symbol, Name: r.text("name"), ISIN: strings.ToUpper(r.text("isin")), Sector: strings.ToLower(r.text("sector")),
	}
	if k := strings.ToLower(r.text("kind")); k != "" {
		if in.Kind, err = engine.ParseInstrumentKind(k); err != nil {
			return in, r.fault("kind", "%s is not a kind of instrument (stock, etf, reit, leveraged, structured, index)", quoted(r.text("kind")))
		}
	} else if !isCode(symbol) {
		in.Kind = engine.Index
	}
	if c := strings.ToUpper(r.text("currency")); c != "" && c != "HKD" {
		return in, r.fault("currency", "currency %s is not built yet; prices are in HKD", unquoted(c))
	}
	if err = r.lot(&in); err != nil {
		return in, err
	}
	if err = r.law(&in); err != nil {
		return in, err
	}
	if err = r.life(&in); err != nil {
		return in, err
	}
	return in, r.sets(&in)
}

func (r *tableRow) sets(in *engine.Instrument) error {
	if in.Sector != "" {
		if !isSetName(in.Sector) {
			return r.fault("sector", "%s is not a sector; small letters, digits and hyphens", quoted(r.text("sector")))
		}
		in.Sets = append(in.Sets, in.Sector)
	}
	tech, _, err := r.flag("tech")
	if err != nil {
		return err
	}
	if tech && in.Sector != "tech" {
		in.Sets = append(in.Sets, "tech")
	}
	slices.Sort(in.Sets)
	return nil
}

func (r *tableRow) lot(in *engine.Instrument) error {
	asOf, err := r.day("lot_as_of")
	if err != nil {
		return err
	}
	from, err := r.day("lot_from")
	if err != nil {
		return err
	}
	if r.text("lot") == "" {
		return nil
	}
	lot, err := whole(r.text("lot"))
	if err == nil && lot == 0 {
		err = errors.New("a lot of 0; it is at least 1, or empty where nobody states it")
	}
	if err != nil {
		return r.fault("lot", "%w", err)
	}
	in.Lots = append(in.Lots, engine.LotFrom{From: from, Lot: engine.Qty(lot)})
	if from == 0 {
		in.LotAsOf = asOf
	}
	return nil
}

// furtherLot reads a later row of a symbol, which states a dated lot alone.
func (r *tableRow) furtherLot(in *engine.Instrument) error {
	from, err := r.day("lot_from")
	if err != nil {
		return err
	}
	if from == 0 || r.text("lot") == "" {
		return r.fault("symbol", "%s has a row already; a further row states a lot and its lot_from", in.Symbol)
	}
	if slices.ContainsFunc(in.Lots, func(l engine.LotFrom) bool { return l.From == from }) {
		return r.fault("lot_from", "%s has a lot from %v already", in.Symbol, from)
	}
	if err := r.lot(in); err != nil {
		return err
	}
	slices.SortFunc(in.Lots, func(a, b engine.LotFrom) int { return cmp.Compare(a.From, b.From) })
	return nil
}

// law reads what the list says of duty, spread table and closing auction.
func (r *tableRow) law(in *engine.Instrument) error {
	due, stated, err := r.flag("stamp_duty")
	if err != nil {
		return err
	}
	asOf, err := r.day("lot_as_of")
	if err != nil {
		return err
	}
	if stated {
		in.Duty = []engine.DutyFrom{{From: asOf, Due: due}}
	}
	if code := strings.ToLower(r.text("spread_table")); code != "" {
		part, ok := spreadTables[code]
		if !ok {
			return r.fault("spread_table", "%s is not a spread table; 1 or A, 3 or B, 5 or D, 6 or E", quoted(r.text("spread_table")))
		}
		in.Spread = part
	}
	cas, stated, err := r.flag("cas")
	in.NoClosingAuction = stated && !cas
	return err
}

// life reads listing and delisting.
func (r *tableRow) life(in *engine.Instrument) (err error) {
	if in.Listed, err = r.day("listed"); err != nil {
		return err
	}
	if in.Delisted, err = r.day("delisted"); err != nil {
		return err
	}
	if in.Delisted != 0 && in.Delisted <= in.Listed {
		return r.fault("delisted", "delisted on %v, which is not after the listing on %v", in.Delisted, in.Listed)
	}
	s := r.text("terminal")
	if s == "" {
		return nil
	}
	v, decimals, err := decimal(s)
	if err != nil {
		return r.fault("terminal", "%w", err)
	}
	if decimals > 3 || v > maxPrice {
		return r.fault("terminal", "%s is not a price in whole mills", quoted(s))
	}
	if in.Delisted == 0 {
		return r.fault("terminal", "a terminal price without a day of delisting")
	}
	in.Terminal, in.HasTerminal = mill(v), true
	return nil
}

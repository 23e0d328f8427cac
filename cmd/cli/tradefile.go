package cli

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"rally/engine"
	"rally/engine/hkex"
	"rally/reports/metrics"
)

// mostMoney is what the amounts of a file may add up to, in dollars, whatever
// their signs.
const mostMoney = 1e15

// tradeFile is round trips made elsewhere, in the order of the file.
type tradeFile struct {
	file      string
	trades    []metrics.Trade
	returns   bool      // they have returns
	held      bool      // they have sessions
	multiples []float64 // profit ÷ what was at risk; nil: the file does not say
	kind      stampKind
	entry     []stamp // with kind: from where
	exit      []stamp // to where
}

// readTrades reads a CSV file of round trips: a row of names, of which net or
// pnl is one, then a row a trade in the order of exits. Errors are
// *data.LineError.
func readTrades(name string, in io.Reader) (*tradeFile, error) {
	r := newRows(name, in)
	t := &tradeReader{tradeFile: tradeFile{file: name}, rows: &r}
	var err error
	if t.header, err = readHeader(t.rows, "a row of names, such as entry_time,exit_time,net"); err != nil {
		return nil, err
	}
	if t.net = t.find("net", "pnl", "netpnl", "netprofit", "profit"); t.net < 0 {
		return nil, t.wrong(t.line, 0, "no column of profits after charges; name it net or pnl")
	}
	t.change = t.find("return", "returns", "ret", "r")
	t.paid = t.find("notional", "paid")
	t.multiple, t.risk = t.find("rmultiple", "rmultiples", "rmult"), t.find("risk", "initialrisk", "riskamount", "amountatrisk", "atrisk")
	t.sessions = t.find("sessions", "bars", "barsheld", "sessionsheld")
	t.from, t.to = t.find(ends("entry")...), t.find(ends("exit")...)
	if t.from < 0 || t.to < 0 {
		t.from, t.to = t.find("entry"), t.find("exit")
		t.maybe = t.from >= 0 && t.to >= 0 // these may be prices too
	}
	t.returns, t.held = t.change >= 0 || t.paid >= 0, t.sessions >= 0
	if err := t.body(t.rows, t.row); err != nil {
		return nil, err
	}
	return &t.tradeFile, nil
}

// ends are the names of a column that says when.
func ends(of string) []string {
	var out []string
	for _, what := range [...]string{"time", "timestamp", "date", "day", "session", "bar", "index"} {
		out = append(out, of+what)
	}
	return out
}

// tradeReader is round trips on their way in.
type tradeReader struct {
	tradeFile
	header
	*rows
	net, change, paid, sessions, from, to int // columns; −1: none
	multiple, risk                        int
	maybe                                 bool
	sum                                   float64
}

// row takes a trade.
func (t *tradeReader) row(row []string) error {
	net, err := readMoney(&t.header, t.rows, row, t.net, aProfit, &t.sum)
	if err != nil {
		return err
	}
	trade := metrics.Trade{Net: net}
	switch {
	case t.change >= 0:
		trade.Return, err = t.number(t.rows, row, t.change, aReturn)
	case t.paid >= 0:
		var paid float64
		paid, err = t.number(t.rows, row, t.paid, anAmount)
		if err == nil && paid <= 0 {
			err = t.at(t.paid, "%s: %v; what was paid for a position is above 0", shown(t.names[t.paid]), paid)
		}
		trade.Return = net.Float() / paid
	}
	if err != nil {
		return err
	}
	if err := t.atRisk(row, net); err != nil {
		return err
	}
	if t.sessions >= 0 {
		n, err := t.number(t.rows, row, t.sessions, aCount)
		if err != nil {
			return err
		}
		if n < 0 || n != math.Trunc(n) || n > mostPoints {
			return t.at(t.sessions, "%s: %v is no number of sessions", shown(t.names[t.sessions]), n)
		}
		trade.Sessions = int(n)
	}
	if t.from >= 0 && t.to >= 0 {
		if err := t.span(row); err != nil {
			return err
		}
	}
	t.trades = append(t.trades, trade)
	return nil
}

// atRisk takes the R multiple of a trade, or what was at risk, by which its
// profit is divided.
func (t *tradeReader) atRisk(row []string, net engine.Money) error {
	if t.multiple < 0 && t.risk < 0 {
		return nil
	}
	if t.multiple >= 0 {
		x, err := t.number(t.rows, row, t.multiple, aMultiple)
		t.multiples = append(t.multiples, x)
		return err
	}
	risk, err := t.number(t.rows, row, t.risk, anAmount)
	if err == nil && risk <= 0 {
		err = t.at(t.risk, "%s: %v; what was at risk is above 0", shown(t.names[t.risk]), risk)
	}
	t.multiples = append(t.multiples, net.Float()/risk)
	return err
}

// readMoney reads an amount, of which sum is the total so far without signs.
func readMoney(h *header, r *rows, row []string, column int, q quantity, sum *float64) (engine.Money, error) {
	x, err := h.number(r, row, column, q)
	if err != nil {
		return 0, err
	}
	m := engine.Money(math.Round(x * 1000))
	if m == 0 && math.Abs(x) > 1e-9 {
		return 0, r.at(column, "%s: %v is less than a thousandth, which money is counted in", shown(h.names[column]), x)
	}
	if *sum += math.Abs(x); *sum > mostMoney {
		return 0, r.at(column, "%s: the amounts up to here are more than %.0e, which is too much to count", shown(h.names[column]), mostMoney)
	}
	return m, nil
}

// span takes from when to when a trade was held.
func (t *tradeReader) span(row []string) error {
	var ends [2]stamp
	for i, column := range [...]int{t.from, t.to} {
		s, err := readStamp(strings.TrimSpace(row[column]))
		if err == nil && t.maybe && !s.kind.dated() {
			err = errors.New("a price")
		}
		if err == nil && t.kind != noStamp && s.kind != t.kind {
			err = fmt.Errorf("%s after %v; all are of one kind", shown(row[column]), t.kind)
		}
		if err != nil && t.maybe && len(t.trades) == 0 {
			t.from = -1 // the columns hold prices
			return nil
		}
		if err != nil {
			return t.at(column, "%s: %w", shown(t.names[column]), err)
		}
		t.kind, ends[i] = s.kind, s
	}
	if ends[1].at < ends[0].at {
		return t.at(t.to, "%s: %s is before the entry, %s", shown(t.names[t.to]), shown(row[t.to]), shown(row[t.from]))
	}
	t.entry, t.exit = append(t.entry, ends[0]), append(t.exit, ends[1])
	return nil
}

// place lays the trades on sessions: those of the curve, and where it has no
// days those of the exchange calendar, or bars that are numbers. It fills in
// how long they were held where the file does not say, and returns the
// stretches of the n sessions of the curve with how many trades reach beyond
// them; none where that is unknown.
func (t *tradeFile) place(days []engine.Day, n int) (held []metrics.Holding, beyond int) {
	if t.kind == noStamp {
		return nil, 0
	}
	known := true
	for i := range t.trades {
		h := metrics.Holding{Entry: int(t.entry[i].at), Exit: int(t.exit[i].at)}
		sessions := h.Exit - h.Entry
		if t.kind.dated() {
			entry, exit := t.entry[i].day(), t.exit[i].day()
			inside := days != nil && entry >= days[0] && exit <= days[len(days)-1]
			h.Entry, _ = slices.BinarySearch(days, entry)
			h.Exit, _ = slices.BinarySearch(days, exit)
			sessions = h.Exit - h.Entry
			if !inside {
				beyond++
				known = known && entry >= hkex.FirstDay && exit <= hkex.LastDay
				sessions = len(hkex.Sessions(entry, exit-1))
			}
		} else if h.Entry < 0 || h.Exit > n {
			beyond++
		}
		held = append(held, h)
		if !t.held {
			t.trades[i].Sessions = sessions
		}
	}
	t.held = t.held || known
	if t.kind.dated() && days == nil {
		return nil, 0
	}
	return held, beyond
}

// ascending reports whether the trades are in the order of their exits.
func (t *tradeFile) ascending() bool {
	return slices.IsSortedFunc(t.exit, func(a, b stamp) int { return int(max(min(a.at-b.at, 1), -1)) })
}

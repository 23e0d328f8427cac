package cli

import (
	"fmt"
	"io"
	"math"
	"strings"

	"rally/engine"
	"rally/reports/metrics"
)

// fillFile is what was bought and sold elsewhere.
type fillFile struct {
	file  string
	total metrics.Activity // buys, sells, costs
	fees  bool             // the file states them
}

// readFills reads a CSV file of fills: a row of names, of which side is one and
// consideration another, or qty and price, then a row a fill. Errors are
// *data.LineError.
func readFills(name string, in io.Reader) (*fillFile, error) {
	r := newRows(name, in)
	h, err := readHeader(&r, "a row of names, such as side,consideration,fees")
	if err != nil {
		return nil, err
	}
	side, value := h.find("side", "action", "direction"), h.find("consideration", "value", "notional", "amount")
	qty, price := h.find("qty", "quantity", "shares", "size"), h.find("price")
	fee := h.find("fees", "fee", "costs", "commission")
	switch {
	case side < 0:
		return nil, r.wrong(r.line, 0, "no column side, which is buy or sell")
	case value < 0 && (qty < 0 || price < 0):
		return nil, r.wrong(r.line, 0, "no column consideration, nor both qty and price")
	}
	f := &fillFile{file: name, fees: fee >= 0}
	var sum float64
	err = h.body(&r, func(row []string) error {
		way, err := readSide(strings.ToLower(strings.TrimSpace(row[side])))
		if err != nil {
			return r.at(side, "%s: %w", shown(h.names[side]), err)
		}
		var paid, fees engine.Money
		if value >= 0 {
			paid, err = readMoney(&h, &r, row, value, anAmount, &sum)
		} else {
			paid, err = readProduct(&h, &r, row, qty, price, &sum)
		}
		if err == nil && fee >= 0 {
			fees, err = readMoney(&h, &r, row, fee, anAmount, &sum)
		}
		if err == nil && paid < 0 {
			err = r.at(max(value, 0), "%v was paid; the side says which way, so amounts are not below 0", paid)
		}
		if err == nil {
			f.total.Add(way, paid, fees)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// readProduct reads what a fill was worth from its shares and their price.
func readProduct(h *header, r *rows, row []string, qty, price int, sum *float64) (engine.Money, error) {
	n, err := h.number(r, row, qty, anAmount)
	if err != nil {
		return 0, err
	}
	p, err := h.number(r, row, price, aPrice)
	if err != nil {
		return 0, err
	}
	if n < 0 || p < 0 {
		return 0, r.at(qty, "%v at %v; the side says which way, so neither is below 0", n, p)
	}
	worth := float64(n * p)
	if *sum += worth; !(*sum <= mostMoney) {
		return 0, r.at(qty, "the amounts up to here are more than %.0e, which is too much to count", mostMoney)
	}
	return engine.Money(math.Round(worth * 1000)), nil
}

func readSide(text string) (engine.Side, error) {
	switch text {
	case "buy", "b", "bot", "bought":
		return engine.Buy, nil
	case "sell", "s", "sld", "sold":
		return engine.Sell, nil
	}
	return 0, fmt.Errorf("%s is neither buy nor sell", shown(text))
}

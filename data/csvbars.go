package data

import (
	"bytes"
	"fmt"
	"strings"
)

// plain reads rows in which nothing is quoted, in one pass over the bytes.
// What is not of the common shape is left to cell, which words the errors.
// Every line within ends with its line feed: a byte that ends a cell follows
// every other.
func (r *barReader) plain(text []byte, line int) error {
	if r.bySymbol == nil {
		r.sets[0].bars = make([]bar, 0, bytes.Count(text, []byte{'\n'})+1)
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(text[:len(text):len(text)], '\n') // so that every cell has an end
	}
	for i := 0; i < len(text); {
		line++
		start := i
		if end := blankEnd(text, i); end > i {
			i = end
			continue
		}
		b := bar{line: int32(line)}
		for k, role := range r.roles {
			at := i
			i = r.quick(text, i, role, &b)
			if i < 0 { // not of the common shape
				i = cellEnd(text, at)
				if err := r.cell(role, cellText(text[at:i]), &b); err != nil {
					return r.errAt(line, at-start+1, "%w", err)
				}
			}
			ends := text[i] == '\n'
			if ends != (k == len(r.roles)-1) {
				have := bytes.Count(text[start:lineEnd(text, start)], []byte{','}) + 1
				return r.errAt(line, 0, "%d cells; the line of column names has %d", have, len(r.roles))
			}
			i++
		}
		if err := r.row(b); err != nil {
			return err
		}
	}
	return nil
}

// quick reads the cell at i where it has the common shape, and returns the
// place of the comma or line end behind it; −1 where it has another shape.
func (r *barReader) quick(text []byte, i int, role barRole, b *bar) int {
	switch role {
	case skipped:
		return cellEnd(text, i)
	case dateRole:
		if r.intraday {
			return r.quickMoment(text, i, b)
		}
		return quickDay(text, i, b)
	case turnoverRole:
		return quickTurnover(text, i, b)
	case symbolRole:
		end := cellEnd(text, i)
		if string(cellBytes(text[i:end])) == r.last && r.last != "" {
			return end
		}
		return -1
	}
	v, start := int64(0), i
	c := text[i]
	for c-'0' <= 9 {
		v = v*10 + int64(c-'0')
		i++
		c = text[i]
	}
	places := i - start
	if places == 0 || places > 9 && role != volumeRole || places > 15 {
		return -1
	}
	if role == volumeRole {
		b.volume = v
		if c == '.' {
			for i++; text[i] == '0'; i++ {
			}
		}
		return atCellEnd(text, i)
	}
	decimals := 0
	if c == '.' {
		point := i + 1
		for i = point; text[i]-'0' <= 9; i++ {
			v = v*10 + int64(text[i]-'0')
			if i-point >= 3 {
				return -1
			}
		}
		decimals = i - point
	}
	v *= powers[9-decimals]
	if v > maxPrice {
		return -1
	}
	if decimals > r.decimals {
		r.decimals = decimals
	}
	b.set(role, v)
	return atCellEnd(text, i)
}

// atCellEnd returns i, past a carriage return, if a cell ends there, else −1.
func atCellEnd(text []byte, i int) int {
	c := text[i]
	if c == ',' || c == '\n' {
		return i
	}
	if c == '\r' && text[i+1] == '\n' {
		return i + 1
	}
	return -1
}

// quickDay reads a date of the form 2024-09-24.
func quickDay(text []byte, i int, b *bar) int {
	if i+10 > len(text) || readDay(text[i:i+10], b) < 0 {
		return -1
	}
	return atCellEnd(text, i+10)
}

// readDay reads the ten bytes of a date of that form; −1 if they are none.
func readDay(t []byte, b *bar) int {
	if t[4] != '-' || t[7] != '-' {
		return -1
	}
	y3, y2, y1, y0 := t[0]-'0', t[1]-'0', t[2]-'0', t[3]-'0'
	m1, m0, d1, d0 := t[5]-'0', t[6]-'0', t[8]-'0', t[9]-'0'
	if max(y3, y2, y1, y0, m1, m0, d1, d0) > 9 {
		return -1
	}
	y := int(y3)*1000 + int(y2)*100 + int(y1)*10 + int(y0)
	m, d := int(m1)*10+int(m0), int(d1)*10+int(d0)
	if y < firstYear || y > lastYear || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return -1
	}
	b.day = civil(y, m, d)
	return 0
}

func (b *bar) set(role barRole, v nanos) {
	switch role {
	case openRole:
		b.open = v
	case highRole:
		b.high = v
	case lowRole:
		b.low = v
	case closeRole:
		b.close = v
	}
}

// cell reads a cell of any shape.
func (r *barReader) cell(role barRole, s string, b *bar) error {
	s = strings.TrimSpace(s)
	switch role {
	case skipped:
		return nil
	case dateRole:
		var err error
		if r.intraday {
			b.day, b.second, err = parseMoment(s, hongKong-r.shift)
		} else {
			b.day, err = parseDay(s)
		}
		return err
	case turnoverRole:
		v, err := turnover(s)
		b.turnover = v
		return err
	case volumeRole:
		if s == "" && r.index {
			return nil
		}
		v, err := whole(s)
		b.volume = v
		return err
	case symbolRole:
		return r.enter(s)
	}
	below := r.signed && strings.HasPrefix(s, "-")
	if below {
		s = s[1:]
	}
	v, decimals, err := decimal(s)
	if err != nil {
		return err
	}
	if v > maxPrice {
		return fmt.Errorf("%s is above the highest price that fits, 2147483.647", quoted(s))
	}
	if decimals > 3 && !r.rounds && r.exact {
		return fmt.Errorf("%s has more than three decimals; prices are whole mills (format yfinance rounds a vendor's float noise)", quoted(s))
	}
	r.decimals = max(r.decimals, decimals)
	if below {
		v = -v
	}
	b.set(role, v)
	return nil
}

// enter makes the symbol of a cell the one that the row belongs to.
func (r *barReader) enter(cell string) error {
	if i, ok := r.bySymbol[cell]; ok {
		r.set, r.last = i, cell
		return nil
	}
	symbol, err := ParseSymbol(cell)
	if err != nil {
		return err
	}
	i := 0
	for i < len(r.sets) && r.sets[i].symbol != symbol {
		i++
	}
	if i == len(r.sets) {
		r.sets = append(r.sets, barSet{symbol: symbol})
	}
	r.bySymbol[strings.Clone(cell)] = i
	r.set, r.last = i, strings.Clone(cell)
	return nil
}

// row takes in a row that has been read.
func (r *barReader) row(b bar) error {
	if (b.volume > 0 || r.index) && !r.signed {
		if min(b.open, b.high, b.low, b.close) < nanosPerMill/2 {
			return r.errAt(int(b.line), 0, "a price of zero in a row that traded; prices are above zero")
		}
	}
	r.sets[r.set].bars = append(r.sets[r.set].bars, b)
	return nil
}

// cellEnd returns the place of the comma or line end behind the cell at i.
func cellEnd(text []byte, i int) int {
	for text[i] != ',' && text[i] != '\n' {
		i++
	}
	return i
}

func lineEnd(text []byte, i int) int {
	if n := bytes.IndexByte(text[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(text)
}

// blankEnd returns the place behind an empty line at i, or i.
func blankEnd(text []byte, i int) int {
	switch {
	case text[i] == '\n':
		return i + 1
	case text[i] == '\r' && text[i+1] == '\n':
		return i + 2
	}
	return i
}

func cellBytes(cell []byte) []byte { return bytes.TrimSuffix(cell, []byte{'\r'}) }

func cellText(cell []byte) string { return string(cellBytes(cell)) }

package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"rally/engine"
	"rally/reports/metrics"
)

// rateFile is a series of annual risk-free rates.
type rateFile struct {
	file, column string
	series       metrics.Rates
}

// rateNames are the names that a column of rates bears.
func rateNames() []string {
	return []string{"rate", "rf", "riskfree", "riskfreerate", "yield", "hibor", "value", "close"}
}

// readRates reads a CSV file of rates: a row of names, then a row a rate, from
// the day of which on it is in force. Errors are *data.LineError.
func readRates(name string, in io.Reader) (*rateFile, error) {
	r := newRows(name, in)
	h, err := readHeader(&r, "a row of names, such as date,rate")
	if err != nil {
		return nil, err
	}
	when, rate := h.find(stampNames()...), h.find(rateNames()...)
	if when < 0 && h.plain[0] == "" {
		when = 0
	}
	if rate < 0 && len(h.names) == 2 && when >= 0 {
		rate = 1 - when
	}
	switch {
	case when < 0:
		return nil, r.wrong(r.line, 0, "no column date, from which on a rate is in force")
	case rate < 0:
		return nil, r.wrong(r.line, 0, "no column of rates; name it rate")
	}
	var days []engine.Day
	var annual []float64
	var labels labels
	err = h.body(&r, func(row []string) error {
		s, err := labels.next(strings.TrimSpace(row[when]))
		if err == nil && !s.kind.dated() {
			err = errors.New("rates are by date, such as 2024-09-24")
		}
		if err != nil {
			return r.at(when, "%s: %w", shown(h.names[when]), err)
		}
		cell := strings.TrimSpace(row[rate])
		if cell == "" {
			return nil // a day without a rate of its own
		}
		x, err := shareOf(cell)
		if err != nil {
			return r.at(rate, "%s: %s is no rate a year above -100%% and below 100%%, such as 4%% or 0.04", shown(h.names[rate]), shown(cell))
		}
		if n := len(days); n > 0 && days[n-1] == s.day() {
			annual[n-1] = x
			return nil
		}
		days, annual = append(days, s.day()), append(annual, x)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(days) == 0 {
		return nil, r.wrong(r.line, 0, "no rates below the names")
	}
	f := &rateFile{file: name, column: h.names[rate]}
	f.series, err = metrics.NewRates(days, annual)
	return f, err
}

// covers refuses rates that do not say what the first of the sessions had.
func (f *rateFile) covers(sessions []engine.Day) error {
	if len(sessions) == 0 {
		return fmt.Errorf("no dates, by which the rates of %s are laid on it; --rf takes one rate too", f.file)
	}
	if first, _ := f.series.Span(); first > sessions[0] {
		return fmt.Errorf("its first session is %v, the first rate of %s is of %v", sessions[0], f.file, first)
	}
	return nil
}

// remark says how many sessions are after the last rate; "" where none is.
func (f *rateFile) remark(sessions []engine.Day) string {
	_, last := f.series.Span()
	after := 0
	for _, d := range sessions {
		if d > last {
			after++
		}
	}
	if after == 0 {
		return ""
	}
	return fmt.Sprintf("the rates end on %v: that one is taken for the %s after it too", last, counted(after, "session"))
}

package cli

import (
	"io"
	"slices"
	"strings"
)

// Names that columns of curves bear, small and without what is no letter.
func stampNames() []string {
	return []string{"session", "date", "day", "datetime", "timestamp", "time", "month", "period", "t", "bar", "index"}
}

func equityNames() []string {
	return []string{"equity", "nav", "netvalue", "value", "portfoliovalue", "portfolio", "totalvalue", "close", "adjclose", "level"}
}

func returnNames() []string {
	return []string{"return", "returns", "ret", "r", "dailyreturn", "strategyreturn", "portfolioreturn", "strategy", "portfolio"}
}

func benchmarkNames() []string { return []string{"benchmark", "bench", "bm", "b"} }

// curveFile is a curve made elsewhere.
type curveFile struct {
	file string
	points
	benchmark *points   // a column beside it; nil where there is none, or nothing in it
	exposure  []float64 // gross market value ÷ equity in each row; nil without
}

// curveWish is what is wanted of a file of a curve.
type curveWish struct {
	asReturns   bool   // --returns
	named       string // the column of the curve; "": found by its name
	namedBeside string // the column of the benchmark beside it; likewise
	ofBenchmark bool   // the file is a benchmark's: levels or returns, and nothing beside them
}

// read reads a CSV file of a curve: a row of names, then a row a session or
// mark in the order of time. Errors are *data.LineError.
func (w curveWish) read(name string, in io.Reader) (*curveFile, error) {
	r := newRows(name, in)
	c := &curveReader{curveWish: w, rows: &r, curveFile: curveFile{file: name}}
	var err error
	if c.header, err = readHeader(c.rows, "a row of names, such as session,equity"); err != nil {
		return nil, err
	}
	if err := c.choose(); err != nil {
		return nil, err
	}
	if err := c.body(c.rows, c.row); err != nil {
		return nil, err
	}
	least, what := 2, "the starting equity, then a row for each session"
	if c.points.returns {
		least, what = 1, "a row for each session"
	}
	if len(c.values) < least && !w.ofBenchmark || len(c.values) == 0 {
		return nil, c.wrong(r.line, 0, "no %s below; the file has %s", shown(c.column), what)
	}
	if c.beside.values != nil {
		c.benchmark = &c.beside
	}
	return &c.curveFile, nil
}

// curveReader is a curve on its way in.
type curveReader struct {
	curveWish
	curveFile
	header
	*rows
	labels labels
	when   int // columns; −1: none
	value  int
	bench  int
	held   int
	beside points
}

// choose finds the columns.
func (c *curveReader) choose() (err error) {
	c.held = -1
	if c.when = c.find(stampNames()...); c.when < 0 && c.plain[0] == "" {
		c.when = 0 // as tables with an index are written
	}
	if c.bench, err = c.chooseBenchmark(); err != nil {
		return err
	}
	if c.named != "" {
		c.value, err = c.header.pick(c.rows, c.flag(), c.named)
	} else {
		c.value, err = c.chooseValue()
	}
	if err != nil {
		return err
	}
	if c.value == c.when && c.when >= 0 {
		return c.rows.at(c.value, "the column of sessions is not the curve; name another")
	}
	c.points.column = c.names[c.value]
	c.points.returns = c.asReturns
	if c.ofBenchmark { // its name says more than what the curve is
		level, change := slices.Contains(equityNames(), c.plain[c.value]), slices.Contains(returnNames(), c.plain[c.value])
		if level != change {
			c.points.returns = change
		}
	}
	if c.bench == c.value {
		c.bench = -1
	}
	if !c.ofBenchmark {
		c.held = c.find("exposure")
	}
	if c.bench >= 0 {
		c.beside.column, c.beside.returns = c.names[c.bench], c.asReturns
	}
	c.labels.starts = !c.points.returns
	return nil
}

func (c *curveReader) chooseBenchmark() (int, error) {
	switch {
	case c.ofBenchmark:
		return -1, nil
	case c.namedBeside != "":
		return c.header.pick(c.rows, "--benchmark-column", c.namedBeside)
	}
	return c.find(benchmarkNames()...), nil
}

// chooseValue finds the column of the curve by its name, or as the only one
// that is left.
func (c *curveReader) chooseValue() (int, error) {
	wanted, other, flag := equityNames(), returnNames(), "--returns"
	noun, otherNoun := "equity", "returns"
	if c.asReturns {
		wanted, other, noun, otherNoun = returnNames(), equityNames(), "returns", "equity"
	}
	own := c.among(wanted...)
	if i := c.find("equity"); i >= 0 && !c.asReturns {
		return i, nil // it is called by its name
	}
	if len(own) == 0 && c.ofBenchmark {
		own = c.among(other...)
	}
	switch {
	case len(own) == 1:
		return own[0], nil
	case len(own) > 1:
		return -1, c.wrong(c.line, 0, "%s could each be the %s; say which with %s NAME", c.header.list(own), noun, c.flag())
	}
	if found := c.among(other...); len(found) > 0 {
		if c.asReturns {
			return -1, c.wrong(c.line, 0, "no column of returns, but one of equity, %s; leave out %s, or name a column with %s NAME", c.header.list(found[:1]), flag, c.flag())
		}
		return -1, c.wrong(c.line, 0, "no column of equity, but one of %s, %s; add %s, or name a column with %s NAME", otherNoun, c.header.list(found[:1]), flag, c.flag())
	}
	var left []int
	for i, name := range c.plain {
		if i != c.when && i != c.bench && name != "exposure" {
			left = append(left, i)
		}
	}
	switch len(left) {
	case 1:
		return left[0], nil
	case 0:
		return -1, c.wrong(c.line, 0, "no column of %s beside %s", noun, c.header.list(c.among(c.plain...)))
	}
	return -1, c.wrong(c.line, 0, "no column is called %s; say which of %s it is with %s NAME", noun, c.header.list(left), c.flag())
}

// flag is the flag that names the column.
func (c *curveReader) flag() string {
	if c.ofBenchmark {
		return "--benchmark-column"
	}
	return "--column"
}

// row takes a row.
func (c *curveReader) row(row []string) error {
	var s stamp
	if c.when >= 0 {
		var err error
		if s, err = c.labels.next(strings.TrimSpace(row[c.when])); err != nil {
			return c.rows.at(c.when, "%s: %w", shown(c.names[c.when]), err)
		}
	}
	if err := c.take(&c.points, row, c.value, s); err != nil {
		return err
	}
	if c.bench >= 0 {
		if err := c.take(&c.beside, row, c.bench, s); err != nil {
			return err
		}
	}
	if c.held >= 0 {
		x, err := c.number(c.rows, row, c.held, anExposure)
		if err != nil {
			return err
		}
		c.exposure = append(c.exposure, x)
	}
	return nil
}

// take adds a cell to a column.
func (c *curveReader) take(p *points, row []string, column int, s stamp) error {
	q := anEquity
	level := !p.returns && (c.ofBenchmark || column == c.bench)
	switch {
	case p.returns:
		q = aReturn
	case level:
		q = aBenchmark
	}
	if level && strings.TrimSpace(row[column]) == "" && (s.kind.dated() || c.emptyColumn(p)) {
		return nil // a day on which it has none
	}
	x, err := c.number(c.rows, row, column, q)
	switch {
	case err != nil:
		return err
	case level && x <= 0:
		return c.rows.at(column, "%s: %v; a level is above 0", shown(c.names[column]), x)
	case level && !s.kind.dated() && len(p.values) < len(c.values)-1 && !c.ofBenchmark:
		return c.rows.at(column, "%s: a level after rows without; without dates every row has its level", shown(c.names[column]))
	case q == anEquity && len(p.values) == 0 && x <= 0:
		return c.rows.at(column, "%s: %v in the first row, which is what the curve began with and above 0", shown(c.names[column]), x)
	}
	p.kind = s.kind
	if s.kind != noStamp {
		p.at = append(p.at, s.at)
	}
	p.values = append(p.values, x)
	return nil
}

// emptyColumn reports whether a column of a file without dates may be there for
// nothing: so far no row has anything in it.
func (c *curveReader) emptyColumn(p *points) bool { return p == &c.beside && len(p.values) == 0 }

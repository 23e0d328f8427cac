package reports

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"rally/engine"
)

// single is a report of one study that writes one file.
type single struct {
	name string
	draw func(w io.Writer, s *Study) error
}

// Draw writes the report's file of the one study.
func (r single) Draw(out Sink, studies []*Study) error {
	if len(studies) != 1 {
		return fmt.Errorf("%s shows one study, not %d", r.name, len(studies))
	}
	w, err := out.Create(r.name)
	if err != nil {
		return err
	}
	if err := r.draw(w, studies[0]); err != nil {
		return fmt.Errorf("%s: %w", r.name, err)
	}
	return w.Close()
}

// of registers a report of one study.
func of(name, doc string, draw func(io.Writer, *Study) error) {
	Register(Spec{Name: name, Doc: doc, New: func() Report { return single{name, draw} }})
}

// table writes rows of comma-separated cells. A row is built by the methods
// named after what a cell holds and ended by end; the first error stays.
type table struct {
	w    *bufio.Writer
	row  []byte
	day  engine.Day // of date
	date []byte     // its text; rows come in clusters of one day
}

// newTable begins a table with its header line.
func newTable(w io.Writer, header string) *table {
	t := &table{w: bufio.NewWriterSize(w, 1<<16), row: make([]byte, 0, 256)}
	t.row = append(t.row, header...)
	t.row = append(t.row, ',')
	t.end()
	return t
}

// end ends the row.
func (t *table) end() {
	t.row[len(t.row)-1] = '\n'
	t.w.Write(t.row) // the writer keeps its first error for close
	t.row = t.row[:0]
}

// close writes what is left and returns the first error.
func (t *table) close() error { return t.w.Flush() }

// empty adds a cell without anything in it.
func (t *table) empty() { t.row = append(t.row, ',') }

// whole adds an integer.
func (t *table) whole(v int64) {
	t.row = strconv.AppendInt(t.row, v, 10)
	t.row = append(t.row, ',')
}

// money adds mills as dollars with three decimals.
func (t *table) money(v int64) {
	t.row = appendMills(t.row, v)
	t.row = append(t.row, ',')
}

// price adds a price, or an empty cell where there is none.
func (t *table) price(p engine.Price) {
	if p == 0 {
		t.empty()
		return
	}
	t.money(int64(p))
}

// ratio adds a fraction with eight decimals.
func (t *table) ratio(v float64) {
	t.row = strconv.AppendFloat(t.row, v+0, 'f', 8, 64)
	t.row = append(t.row, ',')
}

// level adds the level of an index, as short as it reads back.
func (t *table) level(v float64) {
	t.row = strconv.AppendFloat(t.row, v, 'f', -1, 64)
	t.row = append(t.row, ',')
}

// session adds a date.
func (t *table) session(d engine.Day) {
	t.row = append(t.row, t.dateOf(d)...)
	t.row = append(t.row, ',')
}

func (t *table) dateOf(d engine.Day) []byte {
	if d != t.day || t.date == nil {
		t.day, t.date = d, append(t.date[:0], d.String()...)
	}
	return t.date
}

// time adds an instant as RFC 3339 on Hong Kong's clock.
func (t *table) time(at engine.Time) {
	d := at.Day()
	clock := at - d.Start()
	if clock%engine.Second != 0 { // with its fraction
		t.plain(at.String())
		return
	}
	s := int(clock / engine.Second)
	two := func(v int, after byte) {
		t.row = append(t.row, byte('0'+v/10), byte('0'+v%10), after)
	}
	t.row = append(t.row, t.dateOf(d)...)
	t.row = append(t.row, 'T')
	two(s/3600, ':')
	two(s/60%60, ':')
	two(s%60, '+')
	t.row = append(t.row, "08:00,"...)
}

// plain adds text that needs no quotes.
func (t *table) plain(s string) {
	t.row = append(t.row, s...)
	t.row = append(t.row, ',')
}

// text adds text from a file or a strategy, quoted where RFC 4180 wants it.
func (t *table) text(s string) {
	if !strings.ContainsAny(s, ",\"\r\n") {
		t.plain(s)
		return
	}
	t.row = append(t.row, '"')
	t.row = append(t.row, strings.ReplaceAll(s, `"`, `""`)...)
	t.row = append(t.row, '"', ',')
}

// appendMills appends v mills as dollars with three decimals.
func appendMills(b []byte, v int64) []byte {
	u := uint64(v)
	if v < 0 {
		b, u = append(b, '-'), -u
	}
	b = strconv.AppendUint(b, u/1000, 10)
	rest := u % 1000
	return append(b, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
}

// symbol returns the symbol of an instrument of the study's run.
func (s *Study) symbol(id engine.ID) string { return s.Result.Universe.At(id).Symbol }

// signal returns the signal of ref; nil where there is none.
func (s *Study) signal(ref engine.SignalRef) *engine.Signal {
	if ref < 1 || int(ref) > len(s.Result.Signals) {
		return nil
	}
	return &s.Result.Signals[ref-1]
}

// signalID returns the name of a signal; empty where there is none.
func (s *Study) signalID(ref engine.SignalRef) string {
	if g := s.signal(ref); g != nil {
		return g.ID
	}
	return ""
}

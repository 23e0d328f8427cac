package reports

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"

	"rally/reports/metrics"
)

// DrawComparisonTables writes the texts of a comparison's folder:
// comparison.json, ranking.csv and returns.csv, with a split walk.csv and
// walk-equity.csv, and stress.csv where costs were varied.
func DrawComparisonTables(out Sink, c *Comparison) error {
	type text struct {
		name  string
		write func(io.Writer, *Comparison) error
	}
	list := []text{{comparisonName, writeComparison}, {"ranking.csv", writeRanking}, {"returns.csv", writeReturns}}
	if c.Walk != nil {
		list = append(list, text{"walk.csv", writeWalk})
		if len(c.Walk.Days) > 0 {
			list = append(list, text{"walk-equity.csv", writeWalkEquity})
		}
	}
	if c.Stress != nil {
		list = append(list, text{"stress.csv", writeStress})
	}
	for _, one := range list {
		w, err := out.Create(one.name)
		if err != nil {
			return err
		}
		if err := one.write(w, c); err != nil {
			return fmt.Errorf("%s: %w", one.name, err)
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
	return nil
}

func writeComparison(w io.Writer, c *Comparison) error {
	doc, err := ComparisonDocument(c)
	if err != nil {
		return err
	}
	_, err = w.Write(doc)
	return err
}

// header is a line of column names, some of which come from a file.
type header struct{ table }

func (h *header) line() string { return strings.TrimSuffix(string(h.row), ",") }

// value adds a figure with eight decimals, or an empty cell where it is undefined.
func (t *table) value(v metrics.Value) {
	if !v.Defined() {
		t.empty()
		return
	}
	t.ratio(v.Number)
}

// dollars adds a figure in HKD with three decimals, or an empty cell.
func (t *table) dollars(v metrics.Value) {
	if !v.Defined() {
		t.empty()
		return
	}
	t.row = strconv.AppendFloat(t.row, v.Number+0, 'f', 3, 64)
	t.row = append(t.row, ',')
}

// writeRanking writes a row a trial, the best first. Trials is the number that
// the statistics count, those made before included, in every row: no trial can
// be cited without it. An undefined figure is an empty cell; comparison.json
// says why.
func writeRanking(w io.Writer, c *Comparison) error {
	var h header
	h.plain("rank,name,rule")
	for _, a := range c.Axes {
		h.text(a.Key)
	}
	h.plain("digest,total_return,cagr,ann_vol,sharpe_ann_rf0,sharpe_se,psr_0,dsr,dsr_effective,mintrl,sortino_ann,max_dd,calmar,ulcer_n,exposure_time,exposure_capital,turnover,costs,gross,cost_bp,break_even_cost_bp,orders,fills,trades,trials,kept")
	t := newTable(w, h.line())
	for _, r := range c.Trials {
		t.whole(int64(r.Rank))
		t.text(r.Name)
		t.text(r.Rule)
		for i := range c.Axes {
			if i < len(r.Params) {
				t.text(r.Params[i])
			} else {
				t.empty()
			}
		}
		t.plain(hex.EncodeToString(r.Digest[:]))
		for _, name := range [...]string{"total_return", "cagr", "ann_vol", "sharpe_ann_rf0", "sharpe_se"} {
			t.value(r.figure(name))
		}
		for _, list := range [...][]metrics.Value{c.Overfit.PSR, c.Overfit.DSR, c.Overfit.DSREffective, c.Overfit.MinTRL} {
			t.value(r.assessed(list))
		}
		for _, name := range [...]string{"sortino_ann", "max_dd", "calmar", "ulcer_n", "exposure_time", "exposure_capital", "turnover"} {
			t.value(r.figure(name))
		}
		t.dollars(r.figure("costs"))
		t.dollars(r.figure("gross"))
		t.value(r.figure("cost_bp"))
		t.value(r.figure("break_even_cost_bp"))
		for _, n := range [...]int{r.Orders, r.Fills, r.Trips, c.Overfit.N()} {
			t.whole(int64(n))
		}
		t.text(r.Kept)
		t.end()
	}
	return t.close()
}

// writeReturns writes a row a session and a column a trial, the best first: of
// the ranked first thousand whose curves are kept, or of all. Returns are as
// short as they read back, so that the statistics of the file are those of the
// comparison.
func writeReturns(w io.Writer, c *Comparison) error {
	var list []*Trial
	for _, r := range c.Trials {
		if r.Equity == nil {
			continue
		}
		if len(r.Equity) != len(c.Days) {
			return fmt.Errorf("trial %s has %s for %s", r.Name, count(len(r.Equity), "equity point"), count(len(c.Days), "day"))
		}
		if len(list) < rankedMost || c.ReturnsOfAll {
			list = append(list, r)
		}
	}
	var h header
	h.plain("session")
	for _, r := range list {
		h.text(r.Name)
	}
	t := newTable(w, h.line())
	for i := 1; i < len(c.Days); i++ {
		t.session(c.Days[i])
		for _, r := range list {
			t.level(returnOf(r.Equity[i-1], r.Equity[i]) + 0)
		}
		t.end()
	}
	return t.close()
}

// writeWalk writes a row a leg. A training stretch with a hole in it, as purged
// folds have, is several stretches, with a semicolon between their first days
// and between their last.
func writeWalk(w io.Writer, c *Comparison) error {
	t := newTable(w, "leg,train_from,train_to,test_from,test_to,chosen,score,return,sharpe,trades")
	for i := range c.Walk.Legs {
		l := &c.Walk.Legs[i]
		t.whole(int64(i + 1))
		var from, to []string
		for _, span := range l.Train {
			from, to = append(from, span.First.String()), append(to, span.Last.String())
		}
		t.plain(strings.Join(from, ";"))
		t.plain(strings.Join(to, ";"))
		t.session(l.Test.First)
		t.session(l.Test.Last)
		if r := c.chosen(l); r != nil {
			t.text(r.Name)
		} else {
			t.empty()
		}
		for _, v := range [...]metrics.Value{l.Score, l.Return, l.Sharpe} {
			t.value(v)
		}
		t.whole(int64(l.Trips))
		t.end()
	}
	return t.close()
}

// writeWalkEquity writes the account of the chained tests at the end of each
// session, after the session before them with the starting cash.
func writeWalkEquity(w io.Writer, c *Comparison) error {
	k := c.Walk
	if len(k.Days) != len(k.Equity) {
		return fmt.Errorf("%s for %s", count(len(k.Equity), "equity point"), count(len(k.Days), "day"))
	}
	t := newTable(w, "session,equity")
	for i, d := range k.Days {
		t.session(d)
		t.money(int64(k.Equity[i]))
		t.end()
	}
	return t.close()
}

// writeStress writes a row for each pair of what was varied, whose names are
// the first two columns.
func writeStress(w io.Writer, c *Comparison) error {
	s := c.Stress
	if len(s.Values) != len(s.Rows) {
		return fmt.Errorf("%s for %s", count(len(s.Values), "row"), count(len(s.Rows), "label"))
	}
	var h header
	h.text(cmp.Or(s.RowLabel, "row"))
	h.text(cmp.Or(s.ColLabel, "column"))
	h.plain("total_return")
	t := newTable(w, h.line())
	for i, row := range s.Values {
		if len(row) != len(s.Cols) {
			return fmt.Errorf("row %d has %s for %s", i+1, count(len(row), "value"), count(len(s.Cols), "label"))
		}
		for k, v := range row {
			t.text(s.Rows[i])
			t.text(s.Cols[k])
			t.value(v)
			t.end()
		}
	}
	return t.close()
}

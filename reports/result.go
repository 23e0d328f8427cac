package reports

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"rally/engine"
	"rally/reports/metrics"
)

func init() { of("result.json", "figures, costs, signals, counts and what they rest on", writeResult) }

// document is an object whose keys are written in order of the alphabet.
type document map[string]any

// writeResult writes the whole study as one JSON object. Money is in HKD with
// three decimals. No clock, host or path is in it.
func writeResult(w io.Writer, s *Study) error {
	doc, err := Document(s)
	if err != nil {
		return err
	}
	_, err = w.Write(doc)
	return err
}

// Document returns the text of result.json, which is also what a command
// prints for programs: indented, with a newline at its end.
func Document(s *Study) ([]byte, error) {
	f, err := s.study()
	if err != nil {
		return nil, err
	}
	r, span := s.Result, s.played()
	config, err := sorted(s.Config)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	doc := document{
		"name":           s.Name,
		"digest":         hex.EncodeToString(r.Digest[:]),
		"engine":         s.Version,
		"config":         config,
		"data":           dataOf(s.Files),
		"span":           document{"first": span.First.String(), "last": span.Last.String(), "sessions": len(r.Rows) - 1},
		"periods":        s.Periods,
		"cash":           dollars(r.Cash),
		"equity":         dollars(r.Last.Equity),
		"metrics":        metricsOf(f.figures),
		"fees":           feesOf(r),
		"slippage":       dollars(r.SlippageCost),
		"dividends":      dollars(r.DividendNet),
		"signals":        signalsOf(s, f),
		"refusals":       refusalsOf(r),
		"findings":       findingsOf(s.Findings),
		"annotations":    annotationsOf(r),
		"ambiguous_bars": r.AmbiguousBars,
		"warnings":       append([]string{}, s.warnings()...),
		"assumptions":    append([]string{}, s.Assumptions...),
		"artificial":     s.Artificial,
		"in_sample":      s.InSample,
		"orders":         r.OrderCount,
		"fills":          r.FillCount,
		"trades":         len(f.trips),
		"signal_days":    f.signalDays,
		"open":           openOf(s, f),
		"liquidate_cost": dollars(r.LiquidateCost),
		"drawdowns":      drawdownsOf(f),
		"hold":           holdOf(s, f),
		"benchmark":      benchmarkOf(s, f),
	}
	if len(s.Bracket) > 0 {
		doc["bracket"] = bracketOf(s.Bracket)
	}
	if len(s.Undone) > 0 {
		doc["undone"] = undoneOf(s.Undone)
	}
	return doc.bytes()
}

// bytes writes the document as it stands in a file: sorted keys, indented.
func (d document) bytes() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// dollars is an amount as a JSON number with three decimals, exact.
func dollars(m engine.Money) json.Number { return json.Number(appendMills(nil, int64(m))) }

// sorted reads a JSON text so that it is written with sorted keys and its
// numbers as they stand.
func sorted(text []byte) (any, error) {
	if len(text) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

func metricsOf(set metrics.Set) map[string]metrics.Value {
	out := make(map[string]metrics.Value, len(set))
	for _, f := range set {
		out[f.Name] = f.Value
	}
	return out
}

func dataOf(files []File) []document {
	list := []document{}
	for _, f := range files {
		d := document{"role": f.Role, "name": f.Name, "sha256": f.SHA256, "rows": f.Rows}
		if f.First != 0 || f.Last != 0 {
			d["first"], d["last"] = f.First.String(), f.Last.String()
		}
		list = append(list, d)
	}
	return list
}

func feesOf(r *engine.Result) document {
	d := document{}
	for i, c := range r.Components {
		d[c] = dollars(r.FeeTotals[i])
	}
	return d
}

// signalsOf lists the signals that round trips came from; trips without a
// signal are not among them.
func signalsOf(s *Study, f *facts) document {
	d := document{}
	for _, p := range f.profits {
		if id := s.signalID(p.ref); id != "" {
			d[id] = document{"trades": p.trades, "net": dollars(p.net)}
		}
	}
	return d
}

func refusalsOf(r *engine.Result) map[string]int {
	counts := map[string]int{}
	for _, why := range engine.Reasons() {
		if int(why) < len(r.Refusals) && r.Refusals[why] > 0 {
			counts[why.String()] = r.Refusals[why]
		}
	}
	return counts
}

// annotationsOf lists the strategy's remarks.
func annotationsOf(r *engine.Result) []document {
	list := []document{}
	for _, a := range r.Annotations {
		list = append(list, document{"time": a.Time.String(), "text": a.Text})
	}
	return list
}

func findingsOf(list []Finding) document {
	d := document{}
	for _, f := range list {
		d[f.Rule] = document{"count": f.Count, "waived": f.Waived}
	}
	return d
}

// openOf lists what is held at the end, at what its shares cost.
func openOf(s *Study, f *facts) []document {
	list := []document{}
	for _, p := range s.Result.Positions {
		d := document{"symbol": s.symbol(p.Instrument), "qty": p.Qty, "cost": dollars(p.Cost)}
		for i := range f.open {
			if f.open[i].Instrument != p.Instrument {
				continue
			}
			d["entry_time"] = f.open[i].Entered.String()
			if id := s.signalID(f.open[i].Signal); id != "" {
				d["signal"] = id
			}
		}
		list = append(list, d)
	}
	return list
}

// drawdownsOf are the deepest spell under water and the longest; null where
// there is none.
func drawdownsOf(f *facts) document {
	deepest, longest, ok := metrics.Extremes(f.curve)
	if !ok {
		return document{"max_dd": nil, "longest_dd": nil}
	}
	return document{"max_dd": deepest, "longest_dd": longest}
}

// holdOf is nil, written as null, where the universe was not held.
func holdOf(s *Study, f *facts) any {
	if f.hold == nil {
		return nil
	}
	last := s.Hold.Rows[len(s.Hold.Rows)-1]
	d := document{"equity": dollars(nearest(last.Equity, s.scale())), "names": last.Held, "scale": s.scale()}
	for _, name := range [...]string{"total_return", "cagr", "ann_vol", "sharpe_ann_rf0", "sharpe_se", "max_dd"} {
		d[name] = valueOf(f.holdFigures, name)
	}
	return d
}

// benchmarkOf is nil, written as null, where there is no benchmark.
func benchmarkOf(s *Study, f *facts) any {
	if s.Benchmark == nil {
		return nil
	}
	var first, last any // of what is compared, which may be a part of the run
	if f.benchmark != nil {
		from, _ := f.benchmark.Day(0)
		to, _ := f.benchmark.Day(f.benchmark.Len() - 1)
		first, last = from.String(), to.String()
	}
	return document{
		"symbol": s.Benchmark.Symbol, "label": s.Benchmark.Label, "price_index": s.Benchmark.Price,
		"first": first, "last": last, "sessions": f.covered.sessions,
		"total_return": f.value("benchmark_total_return"), "cagr": f.value("benchmark_cagr"), "max_dd": f.value("benchmark_max_dd"),
	}
}

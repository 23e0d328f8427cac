package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rally/data"
	"rally/engine"
)

// Bars is files of bars of one length and one kind: those of [data] itself, or
// of a table [[data.also]].
type Bars struct {
	Bars     []string // patterns, relative to Data.Dir
	Format   string
	Columns  *data.Columns // nil: those of Format
	Interval engine.Interval
	Adjusted string // none, split, total or additive
}

// bars reads the keys that say which files there are and how they are read.
// What is missing among them is said by required.
func (d *document) bars(t *table) Bars {
	return Bars{
		Bars:     t.texts("bars"),
		Format:   t.text("format", ""),
		Columns:  d.columns(t),
		Interval: notation(t, "interval", engine.Daily, data.ParseInterval),
		Adjusted: t.word("adjusted", "", []string{"none", "split", "total", "additive"}),
	}
}

// required checks what must be said about files of bars, and fills in the
// format where nothing is said of it.
func (d *document) required(t *table, b *Bars, actions bool) {
	if len(b.Bars) == 0 {
		d.failKey(t.path, `%s.bars is not stated; name the files of prices, such as bars = ["prices/*.csv"]`, t.path)
	}
	if v := t.values["adjusted"]; v == nil || v == "" {
		d.failKey(t.path, `%s.adjusted is not stated; say what the prices are adjusted for: "none" (as traded), "split" (split-adjusted, as yfinance's Close), `+
			`"total" (dividends too, by factors, as Yahoo's Adj Close) or "additive" (dividends taken off, as Futu's)`, t.path)
	}
	if with := undoneWith(b.Adjusted); with != "" && !actions {
		d.failValue(t.at("adjusted"), `adjusted = %q is undone with the %s; name their file in actions`, b.Adjusted, with)
	}
	if b.Format == "" && b.Columns == nil {
		b.Format = "yfinance"
	}
	if b.Format != "" {
		if _, err := data.Lookup(b.Format); err != nil {
			d.failValue(t.at("format"), "format: %w", err)
		}
	}
}

// undoneWith names the actions that undo an adjustment; empty: none are needed.
func undoneWith(adjusted string) string {
	switch adjusted {
	case "split":
		return "splits"
	case "total", "additive":
		return "splits and dividends"
	}
	return ""
}

func (d *document) columns(t *table) *data.Columns {
	if !t.has("columns") {
		return nil
	}
	in := d.table(t.at("columns"), t.values, "columns")
	c := &data.Columns{
		Date: in.text("date", ""), Open: in.text("open", ""), High: in.text("high", ""), Low: in.text("low", ""),
		Close: in.text("close", ""), Volume: in.text("volume", ""), Turnover: in.text("turnover", ""), Symbol: in.text("symbol", ""),
		Label: in.word("label", "", []string{data.LabelEnd, data.LabelStart}), Zone: in.text("zone", ""),
	}
	in.unknown()
	return c
}

// also reads the tables [[data.also]].
func (d *document) also(t *table) []Bars {
	if !t.has("also") {
		return nil
	}
	list, ok := tablesOf(t.values["also"])
	if !ok {
		d.failKey("data.also", "also: %s where tables are wanted: write [[data.also]] and its keys below", typeName(t.values["also"]))
		return nil
	}
	var out []Bars
	for i, values := range list {
		in := &table{doc: d, path: item("data.also", i), values: values}
		b := d.bars(in)
		in.unknown()
		d.required(in, &b, len(t.texts("actions")) > 0)
		out = append(out, b)
	}
	return out
}

// tablesOf returns a list of tables as TOML and JSON have them.
func tablesOf(v any) ([]map[string]any, bool) {
	switch v := v.(type) {
	case []map[string]any:
		return v, true
	case []any:
		out := make([]map[string]any, 0, len(v))
		for _, one := range v {
			of, ok := one.(map[string]any)
			if !ok {
				return nil, false
			}
			out = append(out, of)
		}
		return out, true
	}
	return nil, false
}

// makes reads the intervals that are made of shorter bars, each once and the
// shortest first.
func (d *document) makes(t *table) []engine.Interval {
	var out []engine.Interval
	for i, word := range t.texts("make") {
		every, err := data.ParseInterval(word)
		if err != nil {
			d.failValue(item("data.make", i), "make: %w", err)
			continue
		}
		out = append(out, every)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Sources are the tables [[data.also]] in the order of the canonical form, which
// that of the file does not change.
func (d *Data) Sources() []Bars {
	out := slices.Clone(d.Also)
	slices.SortFunc(out, func(a, b Bars) int {
		return cmp.Or(cmp.Compare(a.Interval, b.Interval), strings.Compare(a.text(), b.text()), slices.Compare(a.Bars, b.Bars))
	})
	return out
}

// text is what the canonical form says of the files.
func (b *Bars) text() string {
	var w writer
	b.write(&w)
	return string(w.b)
}

func writeSources(w *writer, list []Bars) {
	w.b = append(w.b, '[')
	for i := range list {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		list[i].write(w)
	}
	w.b = append(w.b, ']')
}

// making lists the intervals that are made, as the file writes them.
func (d *Data) making() []string {
	var out []string
	for _, every := range d.Make {
		out = append(out, every.String())
	}
	return out
}

// write writes what is said of files, without their names.
func (b *Bars) write(w *writer) {
	w.object(func() {
		w.text("adjusted", b.Adjusted)
		if b.Columns != nil {
			w.key("columns")
			w.object(func() { writeColumns(w, b.Columns) })
		}
		if b.Format != "" {
			w.text("format", b.Format)
		}
		w.text("interval", b.Interval.String())
	})
}

func writeColumns(w *writer, c *data.Columns) {
	for _, of := range [...]struct{ name, value string }{
		{"close", c.Close}, {"date", c.Date}, {"high", c.High}, {"label", c.Label}, {"low", c.Low},
		{"open", c.Open}, {"symbol", c.Symbol}, {"turnover", c.Turnover}, {"volume", c.Volume}, {"zone", c.Zone},
	} {
		if of.value != "" {
			w.text(of.name, of.value)
		}
	}
}

// Source returns the files as data.Load reads them.
func (b *Bars) Source() data.Source {
	return data.Source{Bars: b.Bars, Format: b.Format, Columns: b.Columns, Interval: b.Interval.String(), Adjusted: b.Adjusted}
}

// AlsoKey is the key of the table [[data.also]] that stands at a place among
// those of its kind, such as data.also[0].bars.
func AlsoKey(i int, key string) string { return fmt.Sprintf("data.also[%d].%s", i, key) }

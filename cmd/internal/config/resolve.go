package config

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
	"rally/engine/near"
)

// homes lists the keys of each table, to say where a key that strays belongs.
func homes() map[string]string {
	of := map[string]string{}
	for _, t := range [...]struct{ name, keys string }{
		{"run", "name from to cash benchmark seed"},
		{"data", "dir bars format interval adjusted also make dividends actions signals embargo instruments universe waive"},
		{"market", "rules fees broker fill slippage participation latency buying_power short odd_lots dividend_tax executions_per_fill"},
	} {
		for key := range strings.FieldsSeq(t.keys) {
			of[key] = t.name
		}
	}
	return of
}

// runTables are those of a file for one run; comparing are those that make a file
// one of many.
func runTables() []string { return []string{"run", "data", "market", "strategy"} }
func comparing() []string { return []string{"sweep", "split", "compare"} }

// config reads the whole document; what is wrong with it is noted.
func (d *document) config(src Source) *Config {
	for _, key := range comparing() {
		if _, ok := d.root[key]; ok {
			d.failKey(key, "[%s] makes the file one of many trials: rally compare %s", key, src.Name)
		}
	}
	d.roots(runTables())
	c := &Config{doc: d}
	c.Run = d.run(src)
	c.Data = d.data(src, &c.Run)
	c.Market = d.market()
	c.Strategy = d.strategy()
	return c
}

// roots refuses what is no table of a file.
func (d *document) roots(built []string) {
	for _, key := range sortedKeys(d.root) {
		switch {
		case slices.Contains(built, key), slices.Contains(comparing(), key):
		case homes()[key] != "":
			d.failKey(key, "key %q stands outside any table; it belongs into [%s]", key, homes()[key])
		default:
			d.failKey(key, "unknown table [%s]; %s", key, near.Hint(key, built))
		}
	}
}

func (d *document) run(src Source) Run {
	t := d.table("run", d.root, "run")
	stem := strings.TrimSuffix(filepath.Base(src.Name), filepath.Ext(src.Name))
	r := Run{
		Name:      t.text("name", stem),
		From:      t.day("from"),
		To:        t.day("to"),
		Cash:      notation(t, "cash", 1_000_000*engine.Dollar, ParseMoney),
		Benchmark: t.text("benchmark", ""),
		Seed:      uint64(t.whole("seed", 1, 0, 1<<53)),
	}
	if strings.TrimSpace(r.Name) == "" {
		d.failValue("run.name", "name: an empty name; the folder of the result is called after it")
	}
	if r.Cash <= 0 {
		d.failValue("run.cash", "cash: %s HKD; a run begins with money", r.Cash)
	}
	if r.Benchmark != "" {
		symbol, err := data.ParseSymbol(r.Benchmark)
		if err != nil {
			d.failValue("run.benchmark", "benchmark: %w", err)
		}
		r.Benchmark = symbol
	}
	d.span(t, &r)
	t.unknown()
	return r
}

// span checks the first and the last session.
func (d *document) span(t *table, r *Run) {
	for _, of := range []struct {
		key string
		day engine.Day
	}{{"from", r.From}, {"to", r.To}} {
		if _, stated := t.values[of.key]; !stated {
			d.failKey("run", "run.%s is not stated; write %s = 2024-09-02, the %s session of the run", of.key, of.key,
				map[string]string{"from": "first", "to": "last"}[of.key])
			return
		}
		if of.day == 0 {
			return // not a date, which is noted already
		}
		if of.day < hkex.FirstDay || of.day > hkex.LastDay {
			d.failValue("run."+of.key, "%s = %v lies outside the calendar, which covers %v to %v", of.key, of.day, hkex.FirstDay, hkex.LastDay)
			return
		}
	}
	if r.To < r.From {
		d.failValue("run.to", "to = %v is before from = %v", r.To, r.From)
		return
	}
	if len(hkex.Sessions(r.From, r.To)) == 0 {
		_, err := hkex.RequireSession(r.From)
		d.failValue("run.from", "no session from %v to %v: %w", r.From, r.To, err)
	}
}

func (d *document) data(src Source, r *Run) Data {
	t := d.table("data", d.root, "data")
	main := d.bars(t)
	c := Data{
		Dir:         d.dir(t, src),
		Bars:        main.Bars,
		Actions:     t.texts("actions"),
		Signals:     t.text("signals", ""),
		Instruments: t.text("instruments", ""),
		Format:      main.Format,
		Columns:     main.Columns,
		Interval:    main.Interval,
		Adjusted:    main.Adjusted,
		Dividends:   t.word("dividends", "", []string{"as-paid", "split-adjusted"}),
		Also:        d.also(t),
		Make:        d.makes(t),
		Universe:    d.universe(t),
		Waive:       d.waive(t),
	}
	embargo := notation(t, "embargo", Embargo{Time: 15 * engine.Minute}, ParseEmbargo)
	c.Embargo, c.EmbargoSessions = embargo.Time, embargo.Sessions
	t.refuse("ticks", "reading prints")
	c.Synthetic = d.synthetic(t, r)
	t.unknown()
	if c.Synthetic != nil {
		d.noFiles(t, &c)
		c.Dir, c.Format, c.Adjusted, c.Dividends, c.Interval = "", "", artificialPrices, artificialDividends, c.Synthetic.Interval
		return c
	}
	d.files(t, &c, &main)
	return c
}

// dir is the folder of the data: relative to the file, or, where --set gives
// it, to where the command is run if it is there.
func (d *document) dir(t *table, src Source) string {
	dir := t.text("dir", "")
	if filepath.IsAbs(dir) {
		return filepath.Clean(dir)
	}
	if d.sets["data.dir"] {
		if _, err := os.Stat(dir); err == nil {
			return filepath.Clean(dir)
		}
	}
	return filepath.Join(src.Dir, dir)
}

// What the prices and dividends of an artificial market are.
const (
	artificialPrices    = "none"
	artificialDividends = "as-paid"
)

// noFiles refuses the keys of files beside an artificial market. Longer bars can
// be made of its bars if those are shorter than a day.
func (d *document) noFiles(t *table, c *Data) {
	every := c.Synthetic.Interval // 0: none that is known, which is said already
	if _, ok := t.values["make"]; ok && every == engine.Daily {
		d.failKey("data.make", `make: the bars of the artificial market are days, of which none are made; say interval = "1m" in synthetic, or leave make out`)
	}
	for _, key := range []string{"bars", "also", "actions", "signals", "instruments", "format", "columns"} {
		if _, ok := t.values[key]; ok {
			d.failKey("data."+key, "%s: an artificial market has no files; leave it out, or leave out synthetic", key)
		}
	}
	if _, ok := t.values["interval"]; ok && every != 0 && c.Interval != every {
		d.failValue("data.interval", "interval: the bars of an artificial market are of %q unless synthetic has an interval that says otherwise", every.String())
	}
	if c.Adjusted != "" && c.Adjusted != artificialPrices {
		d.failValue("data.adjusted", "adjusted: the prices of an artificial market are %q; leave it out, or leave out synthetic", artificialPrices)
	}
	if c.Dividends != "" && c.Dividends != artificialDividends {
		d.failValue("data.dividends", "dividends: those of an artificial market are %q; leave it out, or leave out synthetic", artificialDividends)
	}
}

// files checks what must be said about files of prices.
func (d *document) files(t *table, c *Data, main *Bars) {
	if len(t.values) == 0 {
		d.failKey("data", "no [data]: name files of prices with dir and bars, or write synthetic = {} for an artificial market")
		return
	}
	d.required(t, main, len(c.Actions) > 0)
	c.Format = main.Format
	if v := t.values["dividends"]; (v == nil || v == "") && len(c.Actions) > 0 {
		d.failKey("data", `data.dividends is not stated; say what the amounts in actions are: "as-paid" or "split-adjusted"`)
	}
	c.Dividends = cmp.Or(c.Dividends, "as-paid")
}

// universe reads symbols and names of sets, which stay as they are.
func (d *document) universe(t *table) []string {
	words := t.texts("universe")
	for i, word := range words {
		if symbol, err := data.ParseSymbol(word); err == nil && strings.HasSuffix(symbol, ".HK") {
			words[i] = symbol
		}
		if strings.TrimSpace(word) == "" {
			d.failValue("data.universe", "universe: an empty symbol")
		}
	}
	return sortedSet(words)
}

func (d *document) waive(t *table) []string {
	words := t.texts("waive")
	rules := data.Rules()
	var names []string
	for _, r := range rules {
		names = append(names, r.Name)
	}
	for _, word := range words {
		switch i := slices.Index(names, word); {
		case i < 0:
			d.failValue("data.waive", "waive: no rule %q; %s", word, near.Hint(word, names))
		case rules[i].Waived == "":
			d.failValue("data.waive", "waive: %s cannot be waived; %s", word, rules[i].Cure)
		}
	}
	return sortedSet(words)
}

func sortedSet(words []string) []string {
	out := slices.Clone(words)
	slices.Sort(out)
	return slices.Compact(out)
}

// synthetic reads the artificial market. Left to itself it is from 2023-01-03 to
// 2025-06-30, or longer where the run is.
func (d *document) synthetic(t *table, r *Run) *Synthetic {
	if !t.has("synthetic") {
		return nil
	}
	in := d.table("data.synthetic", t.values, "synthetic")
	s := &Synthetic{
		Seed:    uint64(in.whole("seed", 1, 0, 1<<53)),
		From:    in.day("from"),
		To:      in.day("to"),
		Symbols: int(in.whole("symbols", 24, 1, 999)),
	}
	before := len(d.errs)
	if s.Interval = notation(in, "interval", engine.Daily, data.ParseInterval); len(d.errs) > before {
		s.Interval = 0
	}
	in.unknown()
	for _, of := range []struct {
		key string
		day engine.Day
	}{{"from", s.From}, {"to", s.To}} {
		if of.day != 0 && (of.day < hkex.FirstDay || of.day > hkex.LastDay) {
			d.failValue("data.synthetic."+of.key, "synthetic: %s = %v lies outside the calendar, which covers %v to %v", of.key, of.day, hkex.FirstDay, hkex.LastDay)
			return s
		}
	}
	if s.From == 0 {
		s.From = engine.Date(2023, 1, 3)
		if r.From != 0 && r.From < s.From {
			s.From = max(r.From-365, hkex.FirstDay)
		}
	}
	if s.To == 0 {
		s.To = max(engine.Date(2025, 6, 30), r.To)
	}
	if s.To < s.From {
		d.failKey("data.synthetic", "synthetic: to = %v is before from = %v", s.To, s.From)
	}
	return s
}

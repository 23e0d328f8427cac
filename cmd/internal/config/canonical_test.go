package config

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/data"
)

// plainJSON writes a configuration as encoding/json does: what the writer must
// give, byte for byte.
func plainJSON(t *testing.T, c *Config) string {
	t.Helper()
	data := map[string]any{
		"interval": c.Data.Interval.String(), "embargo": c.Data.EmbargoText(),
		"universe": append([]string{}, c.Data.Universe...), "waive": append([]string{}, c.Data.Waive...),
	}
	if s := c.Data.Synthetic; s != nil {
		data["synthetic"] = map[string]any{"seed": s.Seed, "from": s.From.String(), "to": s.To.String(), "symbols": s.Symbols}
		if s.Interval.String() != "1d" {
			data["synthetic"].(map[string]any)["interval"] = s.Interval.String()
		}
	} else {
		data["adjusted"], data["dividends"] = c.Data.Adjusted, c.Data.Dividends
		if c.Data.Format != "" {
			data["format"] = c.Data.Format
		}
	}
	if k := c.Data.Columns; k != nil && c.Data.Synthetic == nil {
		data["columns"] = plainColumns(k)
	}
	for _, every := range c.Data.Make {
		list, _ := data["make"].([]string)
		data["make"] = append(list, every.String())
	}
	for _, b := range c.Data.Sources() {
		one := map[string]any{"adjusted": b.Adjusted, "interval": b.Interval.String()}
		if b.Format != "" {
			one["format"] = b.Format
		}
		if b.Columns != nil {
			one["columns"] = plainColumns(b.Columns)
		}
		list, _ := data["also"].([]any)
		data["also"] = append(list, one)
	}
	m := &c.Market
	market := map[string]any{
		"rules": "hk", "fees": m.Fees, "fill": m.Fill, "slippage": slippageText(m.Slippage),
		"participation": "none", "latency": durationText(m.Latency), "buying_power": "traded",
		"short": false, "odd_lots": oddLotsText(m.OddLots, m.OddDiscount),
		"dividend_tax": taxText(m.DividendTax), "executions_per_fill": m.Executions,
	}
	if m.Participation > 0 {
		market["participation"] = rateText(m.Participation)
	}
	if m.BuyingPower != 0 {
		market["buying_power"] = "settled"
	}
	if k := m.Commission; k != nil {
		market["commission"] = map[string]any{
			"rate": rateText(k.Rate), "min": k.Min.String() + " HKD", "max": k.Max.String() + " HKD",
			"fixed": k.Fixed.String() + " HKD", "round": k.Round.String(),
		}
	} else {
		market["broker"] = m.Broker
	}
	strategy := map[string]any{"use": c.Strategy.Use}
	for key, value := range c.Strategy.Params {
		strategy[key] = value
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(map[string]any{
		"run": map[string]any{
			"name": c.Run.Name, "from": c.Run.From.String(), "to": c.Run.To.String(),
			"cash": c.Run.Cash.String() + " HKD", "benchmark": c.Run.Benchmark, "seed": c.Run.Seed,
		},
		"data": data, "market": market, "strategy": strategy,
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func plainColumns(k *data.Columns) map[string]any {
	columns := map[string]any{}
	for name, value := range map[string]string{
		"date": k.Date, "open": k.Open, "high": k.High, "low": k.Low, "close": k.Close, "volume": k.Volume, "symbol": k.Symbol,
		"turnover": k.Turnover, "label": k.Label, "zone": k.Zone,
	} {
		if value != "" {
			columns[name] = value
		}
	}
	return columns
}

func TestTheWriterIsEncodingJSON(t *testing.T) {
	tests := []struct {
		name, text string
		set        []string
	}{
		{"defaults", small, nil},
		{"escapes", small, []string{`run.name="<a & b> \"é\" \\ \u2028 tab\t \u0001"`}},
		{"an artificial market of minutes", "[run]\nfrom=2024-01-02\nto=2024-02-01\n[data]\nsynthetic={interval='5m'}\nmake=['1d']\n[strategy]\nuse='buy-and-hold'\n", nil},
		{"an artificial market", "[run]\nfrom=2024-01-02\nto=2024-02-01\n[data]\nsynthetic={seed=7}\n[strategy]\nuse='buy-and-hold'\n", nil},
		{"columns", small, []string{`data.columns.date="Day"`, `data.columns.close="C"`}},
		{"other bars", small, []string{`data.columns.label="start"`, `data.columns.zone="UTC"`, `data.columns.turnover="Amount"`, `data.make=["1h", "5m"]`, `data.interval=3m`,
			`data.also=[{bars=["m"], adjusted="none", interval="1m", format="futu"}, {bars="n", adjusted="none", columns={close="C"}}]`}},
		{"commission", small, []string{"market.commission.rate=3 bp", "market.buying_power=settled", "market.participation=none"}},
		{"lists", small, []string{`data.universe=["700", "tech"]`, `data.waive=["zero-volume"]`, "data.embargo=2 sessions"}},
		{"numbers", strings.Replace(small, "buy-and-hold", "policy-momentum", 1), []string{
			"strategy.trail_atr=2.5", "strategy.categories=[\"a\", \"é\"]", "strategy.exit_contrary=false"}},
		{"a large number", strings.Replace(small, "buy-and-hold", "policy-momentum", 1), []string{"strategy.trail_atr=1e2"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := parse(t, test.text, test.set...)
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.JSON()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(plainJSON(t, c), string(got)); diff != "" {
				t.Errorf("canonical form (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheWriterOfValues(t *testing.T) {
	for _, v := range []any{nil, int64(-5), 3.0, 1e-9, 1e21, []any(nil), []any{}, []any{int64(1), []any{"x<y"}}, []string{"a"},
		map[string]any{"b": 1.5, "a": []any{true}}, []map[string]any{{"x": "y"}}} {
		w := writer{b: []byte("{")}
		w.value("v", v)
		if w.err != nil {
			t.Fatal(w.err)
		}
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(map[string]any{"v": v}); err != nil {
			t.Fatal(err)
		}
		if got := string(w.b) + "}\n"; got != b.String() {
			t.Errorf("%#v is written %s, want %s", v, got, b.String())
		}
	}
	w := writer{b: []byte("{")}
	w.value("v", func() {})
	if w.err == nil {
		t.Error("a function was written")
	}
}

func BenchmarkConfigJSON(b *testing.B) {
	c, err := Parse(Source{Name: "a.toml", Text: []byte(strings.Replace(small, "buy-and-hold", "policy-momentum", 1))})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.JSON(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStrategyNew(b *testing.B) {
	c, err := Parse(Source{Name: "a.toml", Text: []byte(strings.Replace(small, "buy-and-hold", "policy-momentum\"\ntop = 3\ncategories = [\"stimulus\"]\nstop = \"5%", 1))})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = c.Strategy.New()
	}
}

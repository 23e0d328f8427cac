package config

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// JSON returns the resolved configuration in its canonical form: sorted keys,
// defaults included, on one line, without folders and files.
func (c *Config) JSON() ([]byte, error) {
	tree := map[string]any{
		"run":      c.Run.tree(),
		"data":     c.Data.tree(),
		"market":   c.Market.tree(),
		"strategy": c.Strategy.tree(),
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(tree); err != nil {
		return nil, fmt.Errorf("the configuration has no canonical form: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func (r *Run) tree() map[string]any {
	return map[string]any{
		"name": r.Name, "from": r.From.String(), "to": r.To.String(),
		"cash": r.Cash.String() + " HKD", "benchmark": r.Benchmark, "seed": r.Seed,
	}
}

func (d *Data) tree() map[string]any {
	t := map[string]any{
		"interval": d.Interval.String(), "embargo": durationText(d.Embargo),
		"universe": list(d.Universe), "waive": list(d.Waive),
	}
	if s := d.Synthetic; s != nil {
		t["synthetic"] = map[string]any{"seed": s.Seed, "from": s.From.String(), "to": s.To.String(), "symbols": s.Symbols}
		return t
	}
	t["adjusted"], t["dividends"] = d.Adjusted, d.Dividends
	if d.Format != "" {
		t["format"] = d.Format
	}
	if c := d.Columns; c != nil {
		columns := map[string]any{}
		for _, of := range []struct{ name, value string }{
			{"date", c.Date}, {"open", c.Open}, {"high", c.High}, {"low", c.Low},
			{"close", c.Close}, {"volume", c.Volume}, {"symbol", c.Symbol},
		} {
			if of.value != "" {
				columns[of.name] = of.value
			}
		}
		t["columns"] = columns
	}
	return t
}

// EmbargoText writes the embargo as the file does: 15m.
func (d *Data) EmbargoText() string { return durationText(d.Embargo) }

// list is the words, never null.
func list(words []string) []string {
	if words == nil {
		return []string{}
	}
	return words
}

func (m *Market) tree() map[string]any {
	t := map[string]any{
		"rules": "hk", "fees": m.Fees, "fill": m.Fill, "slippage": slippageText(m.Slippage),
		"participation": "none", "latency": durationText(m.Latency), "buying_power": "traded",
		"short": false, "odd_lots": oddLotsText(m.OddLots, m.OddDiscount),
		"dividend_tax": taxText(m.DividendTax), "executions_per_fill": m.Executions,
	}
	if m.Participation > 0 {
		t["participation"] = rateText(m.Participation)
	}
	if m.BuyingPower != 0 {
		t["buying_power"] = "settled"
	}
	if c := m.Commission; c != nil {
		t["commission"] = map[string]any{
			"rate": rateText(c.Rate), "min": c.Min.String() + " HKD", "max": c.Max.String() + " HKD",
			"fixed": c.Fixed.String() + " HKD", "round": c.Round.String(),
		}
	} else {
		t["broker"] = m.Broker
	}
	return t
}

func (s *Strategy) tree() map[string]any {
	t := map[string]any{"use": s.Use}
	for key, value := range s.Params {
		t[key] = value
	}
	return t
}

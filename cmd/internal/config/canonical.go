package config

import (
	"fmt"
	"slices"

	"rally/engine"
)

// JSON returns the resolved configuration in its canonical form: sorted keys,
// defaults included, on one line, without folders and files.
func (c *Config) JSON() ([]byte, error) {
	w := writer{b: make([]byte, 0, 1024)}
	w.object(func() {
		w.key("data")
		c.Data.write(&w)
		w.key("market")
		c.Market.write(&w)
		w.key("run")
		c.Run.write(&w)
		w.key("strategy")
		c.Strategy.write(&w)
	})
	if w.err != nil {
		return nil, fmt.Errorf("the configuration has no canonical form: %w", w.err)
	}
	return w.b, nil
}

func (r *Run) write(w *writer) {
	w.object(func() {
		w.text("benchmark", r.Benchmark)
		w.text("cash", r.Cash.String()+" HKD")
		w.text("from", r.From.String())
		w.text("name", r.Name)
		w.whole("seed", r.Seed)
		w.text("to", r.To.String())
	})
}

func (d *Data) write(w *writer) {
	files := d.Synthetic == nil
	w.object(func() {
		if files {
			w.text("adjusted", d.Adjusted)
		}
		if len(d.Also) > 0 {
			w.key("also")
			writeSources(w, d.Sources())
		}
		if files && d.Columns != nil {
			w.key("columns")
			w.object(func() { writeColumns(w, d.Columns) })
		}
		if files {
			w.text("dividends", d.Dividends)
		}
		w.text("embargo", d.EmbargoText())
		if files && d.Format != "" {
			w.text("format", d.Format)
		}
		w.text("interval", d.Interval.String())
		if len(d.Make) > 0 {
			w.texts("make", d.making())
		}
		if !files {
			w.key("synthetic")
			w.object(func() {
				w.text("from", d.Synthetic.From.String())
				if d.Synthetic.Interval != engine.Daily {
					w.text("interval", d.Synthetic.Interval.String())
				}
				w.whole("seed", d.Synthetic.Seed)
				w.whole("symbols", uint64(d.Synthetic.Symbols))
				w.text("to", d.Synthetic.To.String())
			})
		}
		w.texts("universe", d.Universe)
		w.texts("waive", d.Waive)
	})
}

// EmbargoText writes the embargo as the file does: 15m, or 2 sessions.
func (d *Data) EmbargoText() string { return Embargo{d.Embargo, d.EmbargoSessions}.String() }

func (m *Market) write(w *writer) {
	power, share := "traded", "none"
	if m.BuyingPower != 0 {
		power = "settled"
	}
	if m.Participation > 0 {
		share = rateText(m.Participation)
	}
	w.object(func() {
		if m.Commission == nil {
			w.text("broker", m.Broker)
		}
		w.text("buying_power", power)
		if c := m.Commission; c != nil {
			w.key("commission")
			w.object(func() {
				w.text("fixed", c.Fixed.String()+" HKD")
				w.text("max", c.Max.String()+" HKD")
				w.text("min", c.Min.String()+" HKD")
				w.text("rate", rateText(c.Rate))
				w.text("round", c.Round.String())
			})
		}
		w.text("dividend_tax", taxText(m.DividendTax))
		w.whole("executions_per_fill", uint64(m.Executions))
		w.text("fees", m.Fees)
		w.text("fill", m.Fill)
		w.text("latency", durationText(m.Latency))
		w.text("odd_lots", oddLotsText(m.OddLots, m.OddDiscount))
		w.text("participation", share)
		w.text("rules", "hk")
		w.value("short", false)
		w.text("slippage", slippageText(m.Slippage))
	})
}

func (s *Strategy) write(w *writer) {
	keys := make([]string, 0, 24)
	for key := range s.Params {
		if key != "use" {
			keys = append(keys, key)
		}
	}
	keys = append(keys, "use")
	slices.Sort(keys)
	w.object(func() {
		for _, key := range keys {
			if key == "use" {
				w.text(key, s.Use)
				continue
			}
			w.value(key, s.Params[key])
		}
	})
}

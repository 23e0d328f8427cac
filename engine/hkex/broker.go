package hkex

import (
	"fmt"
	"slices"
	"strings"

	"rally/engine"
)

// Broker is a preset of what a broker charges beside the law. It is today's
// tariff on all dates: brokers change theirs without notice.
type Broker struct {
	Name string // "futu"
	Doc  string // one line

	rules []engine.FeeRule
}

// Fees returns the broker's charges, brokerage before platform fee; none for
// the broker "none". The slice is the caller's.
func (b Broker) Fees() []engine.FeeRule { return slices.Clone(b.rules) }

// Brokers returns the presets, sorted by name.
func Brokers() []Broker { return slices.Clone(brokers) }

// LookupBroker returns the preset of a name; the error lists the names.
func LookupBroker(name string) (Broker, error) {
	names := make([]string, len(brokers))
	for i, b := range brokers {
		if b.Name == name {
			return b, nil
		}
		names[i] = b.Name
	}
	return Broker{}, fmt.Errorf("broker %q is not known (%s)", name, strings.Join(names, ", "))
}

const undated = " (copy at hand on 2026-11-22; since when it holds is unverified)"

// brokers is sorted by name.
var brokers = []Broker{
	{
		Name: "bank",
		Doc:  "a model of a traditional bank or broker: 0.25 %, at least HK$100 an order",
		rules: []engine.FeeRule{&tariff{
			name:       "brokerage",
			Commission: Commission{Rate: 25 * engine.BasisPoint, Min: 100_000},
			source:     "model: the dear end of 0.15 to 0.25 %, minimum HK$50 to 100 on kingston.com.hk, corecapital.com.hk, primesec.com.hk" + undated,
		}},
	},
	{
		Name: "futu",
		Doc:  "Futu, fixed plan: 0.03 %, at least HK$3, and a platform fee of HK$15 an order",
		rules: []engine.FeeRule{
			&tariff{
				name:       "brokerage",
				Commission: Commission{Rate: 3 * engine.BasisPoint, Min: 3_000},
				source:     "futuhk.com: 0.03 %, minimum HK$3 an order" + undated,
			},
			&tariff{
				name:       "platform",
				Commission: Commission{Fixed: 15_000},
				source:     "futuhk.com: platform fee of the fixed plan, HK$15 an order" + undated,
			},
		},
	},
	{
		Name: "ibkr",
		Doc:  "Interactive Brokers, fixed plan: 0.08 %, at least HK$18 an order (structured products HK$10)",
		rules: []engine.FeeRule{&tariff{
			name:          "brokerage",
			Commission:    Commission{Rate: 8 * engine.BasisPoint, Min: 18_000},
			structuredMin: 10_000,
			source:        "interactivebrokers.com.hk: fixed plan 0.08 %, minimum HK$18, structured products HK$10" + undated,
		}},
	},
	{
		Name: "none",
		Doc:  "no broker: the law and the exchange alone",
	},
}

// tariff is a preset's commission under its component's name.
type tariff struct {
	Commission
	name          string
	structuredMin engine.Money // instead of Min for structured products; 0: none
	source        string
}

// Name returns the component.
func (t *tariff) Name() string { return t.name }

// Fee returns the charge on n in mills.
func (t *tariff) Fee(n engine.Note) engine.Money {
	c := t.Commission
	if t.structuredMin > 0 && n.Instrument.Kind == engine.Structured {
		c.Min = t.structuredMin
	}
	return c.Fee(n)
}

// Source returns where the figures stand.
func (t *tariff) Source(engine.Day) string { return t.source }

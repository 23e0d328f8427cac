package config

import (
	"fmt"

	"rally/engine"
	"rally/engine/hkex"
	"rally/engine/near"
)

func (d *document) market() Market {
	t := d.table("market", d.root, "market")
	t.word("rules", "hk", []string{"hk"})
	m := Market{
		Fees:          t.word("fees", "law", []string{"law", "none"}),
		Fill:          t.word("fill", "pessimistic", []string{"pessimistic", "base", "optimistic"}),
		Slippage:      notation(t, "slippage", engine.Slippage{Ticks: 1}, ParseSlippage),
		Participation: notation(t, "participation", 10*engine.Percent, ParseShare),
		Latency:       notation(t, "latency", 0, ParseDuration),
		DividendTax:   notation(t, "dividend_tax", engine.Tax{Auto: true}, parseTax),
		Executions:    int(t.whole("executions_per_fill", 1, 1, 1000)),
	}
	if t.word("buying_power", "traded", []string{"traded", "settled"}) == "settled" {
		m.BuyingPower = engine.Settled
	}
	odd := notation(t, "odd_lots", oddLots{rate: 2 * engine.Percent}, parseOddLots)
	m.OddLots, m.OddDiscount = odd.policy, odd.rate
	d.broker(t, &m)
	d.notYet(t)
	t.unknown()
	return m
}

// notYet refuses what needs short selling or margin.
func (d *document) notYet(t *table) {
	if t.truth("short", false) {
		d.failValue("market.short", "short = true is not built yet; every position is long")
	}
	t.refuse("borrow", "borrowing shares to sell short")
	if t.has("margin") && t.values["margin"] != "none" {
		d.failKey("market.margin", `margin is not built yet; leave it out or write margin = "none"`)
	}
}

func (d *document) broker(t *table, m *Market) {
	m.Broker = t.text("broker", "futu")
	if _, err := hkex.LookupBroker(m.Broker); err != nil {
		var names []string
		for _, b := range hkex.Brokers() {
			names = append(names, b.Name)
		}
		d.failValue("market.broker", "broker: no preset %q; %s", m.Broker, near.Hint(m.Broker, names))
	}
	if !t.has("commission") {
		return
	}
	if _, stated := t.values["broker"]; stated {
		d.failKey("market.commission", "broker and [market.commission] are both stated; leave one of them out")
		return
	}
	in := d.table("market.commission", t.values, "commission")
	c := hkex.Commission{
		Rate:  notation(in, "rate", 0, ParseRate),
		Min:   notation(in, "min", 0, ParseMoney),
		Max:   notation(in, "max", 0, ParseMoney),
		Fixed: notation(in, "fixed", 0, ParseMoney),
		Round: notation(in, "round", hkex.ToCent, hkex.ParseRounding),
	}
	in.unknown()
	if err := c.Validate(); err != nil {
		d.failKey("market.commission", "%w", err)
	}
	m.Broker, m.Commission = "", &c
}

type oddLots struct {
	policy engine.OddLotPolicy
	rate   engine.Rate
}

func parseOddLots(s string) (oddLots, error) {
	switch s {
	case "hold":
		return oddLots{policy: engine.OddLotsHold}, nil
	case "refuse":
		return oddLots{policy: engine.OddLotsRefuse}, nil
	}
	if len(s) > len("discount ") && s[:len("discount ")] == "discount " {
		r, err := ParseRate(s[len("discount "):])
		return oddLots{rate: r}, err
	}
	return oddLots{}, fmt.Errorf(`%q is not known; write "discount 2%%", "hold" or "refuse"`, s)
}

func oddLotsText(p engine.OddLotPolicy, r engine.Rate) string {
	switch p {
	case engine.OddLotsHold:
		return "hold"
	case engine.OddLotsRefuse:
		return "refuse"
	}
	return "discount " + rateText(r)
}

func parseTax(s string) (engine.Tax, error) {
	if s == "auto" {
		return engine.Tax{Auto: true}, nil
	}
	r, err := ParseRate(s)
	if err != nil {
		return engine.Tax{}, fmt.Errorf(`%w, or "auto"`, err)
	}
	return engine.Tax{Rate: r}, nil
}

func taxText(t engine.Tax) string {
	if t.Auto {
		return "auto"
	}
	return rateText(t.Rate)
}

// Engine returns the market as a plan has it.
func (m *Market) Engine() engine.Market {
	out := engine.Market{
		Venue:         hkex.Venue{},
		BarFill:       engine.Pessimistic,
		Slippage:      m.Slippage,
		Participation: m.Participation,
		Fees:          m.feeRules(),
		BuyingPower:   m.BuyingPower,
		OddLots:       m.OddLots,
		OddDiscount:   m.OddDiscount,
		DividendTax:   m.DividendTax,
		Executions:    m.Executions,
	}
	switch m.Fill {
	case "base":
		out.BarFill = engine.Base
	case "optimistic":
		out.BarFill = engine.Optimistic
	}
	if m.Latency > 0 {
		out.Latency = engine.FixedLatency(m.Latency)
	}
	return out
}

// feeRules are the broker's charges and those of the law.
func (m *Market) feeRules() []engine.FeeRule {
	var rules []engine.FeeRule
	if m.Commission != nil {
		rules = append(rules, *m.Commission)
	} else if b, err := hkex.LookupBroker(m.Broker); err == nil {
		rules = b.Fees()
	}
	if m.Fees == "law" {
		rules = append(rules, hkex.Law()...)
	}
	return rules
}

// Assumptions are what the run takes for granted, a phrase each.
func (m *Market) Assumptions() []string {
	out := []string{
		"fills " + m.Fill,
		"slippage " + slippageText(m.Slippage),
	}
	if m.Participation == 0 {
		out = append(out, "no cap on participation")
	} else {
		out = append(out, "at most "+rateText(m.Participation)+" of volume")
	}
	broker := "broker " + m.Broker
	if m.Commission != nil {
		broker = "broker: the file's own commission"
	} else if m.Broker == "none" {
		broker = "no broker"
	}
	fees := "duty, levies and exchange fees by law"
	if m.Fees == "none" {
		fees = "no duty, levies or exchange fees"
	}
	power := "sales may be spent at once"
	if m.BuyingPower == engine.Settled {
		power = "only settled cash may be spent"
	}
	tax := "dividend tax " + taxText(m.DividendTax)
	if m.DividendTax.Auto {
		tax = "dividend tax 10% of H shares"
	}
	out = append(out, fees, broker, power, tax, "odd lots: "+oddLotsText(m.OddLots, m.OddDiscount))
	if m.Latency > 0 {
		out = append(out, "latency "+durationText(m.Latency))
	}
	if m.Executions > 1 {
		out = append(out, fmt.Sprintf("%d executions a fill", m.Executions))
	}
	return out
}

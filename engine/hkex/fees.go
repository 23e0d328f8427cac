package hkex

import "rally/engine"

// Sourced is a fee rule that says who states what it charges on a day.
type Sourced interface {
	Source(d engine.Day) string
}

// chargeRow is what a charge is from a day on: a rate of the consideration
// rounded to the cent, a half up, then held between min and max, plus a fixed
// amount. A max of 0 is none.
type chargeRow struct {
	from     engine.Day
	rate     engine.Rate
	min, max engine.Money
	fixed    engine.Money
	source   string
}

// Charge is a levy or fee that law or exchange sets for each execution.
type Charge struct {
	name string
	rows []chargeRow // by from, newest last
}

// Name returns the component, such as "sfc_levy".
func (c *Charge) Name() string { return c.name }

// Level returns PerExecution: each fill is charged by itself (futuhk.com, topic335).
func (c *Charge) Level() engine.NoteLevel { return engine.PerExecution }

// Fee returns the charge on n in mills. Source: the table of the charge.
func (c *Charge) Fee(n engine.Note) engine.Money {
	r := c.on(n.Day)
	if r == nil || n.Qty == 0 {
		return 0
	}
	fee := r.fixed
	if r.rate > 0 {
		part := max(r.rate.Of(n.Consideration, engine.Cent, engine.Nearest), r.min)
		if r.max > 0 {
			part = min(part, r.max)
		}
		fee += part
	}
	return fee
}

// Source returns who states the charge of day d.
func (c *Charge) Source(d engine.Day) string {
	if r := c.on(d); r != nil {
		return r.source
	}
	return "not charged before " + c.rows[0].from.String()
}

func (c *Charge) on(d engine.Day) *chargeRow {
	for i := len(c.rows) - 1; i >= 0; i-- {
		if c.rows[i].from <= d {
			return &c.rows[i]
		}
	}
	return nil
}

// Law returns what law and exchange charge on every trade, both sides:
// stamp duty, SFC levy, AFRC levy, trading fee, trading tariff, settlement
// fee, always in this order. The slice is the caller's. Exemptions of market
// makers, crossed trades and the waiver of the settlement minimum for bond and
// money-market funds are not in it.
func Law() []engine.FeeRule {
	return []engine.FeeRule{StampDuty{}, &sfcLevy, &afrcLevy, &tradingFee, &tradingTariff, &settlementFee}
}

var sfcLevy = Charge{name: "sfc_levy", rows: []chargeRow{
	{from: engine.Date(2010, 10, 1), rate: 30_000, source: "SFC transaction levy 0.003 %: HKEX transaction cost page 2013-10-23"},
	{from: engine.Date(2014, 11, 1), rate: 27_000, source: "SFC transaction levy 0.0027 %: levy order 2014 (government release 2014-06-06); HKEX fees page"},
}}

var afrcLevy = Charge{name: "afrc_levy", rows: []chargeRow{
	{from: engine.Date(2022, 1, 1), rate: 1_500, source: "AFRC (FRC) transaction levy 0.00015 %: HKEX fees page"},
}}

var tradingFee = Charge{name: "trading_fee", rows: []chargeRow{
	{from: engine.Date(2001, 4, 1), rate: 50_000, source: "SEHK trading fee 0.005 %: mondovisione.com 2001-04-04; HKEX transaction cost page 2013-10-23"},
	{from: engine.Date(2023, 1, 1), rate: 56_500, source: "SEHK trading fee 0.00565 %: HKEX news 2022-11-01; HKEX fees page"},
}}

var tradingTariff = Charge{name: "trading_tariff", rows: []chargeRow{
	{from: engine.Date(2001, 4, 1), fixed: 500, source: "trading tariff HK$0.50 a trade: HKEX transaction cost page 2013-10-23 (the day it began is unverified)"},
	{from: engine.Date(2023, 1, 1), source: "trading tariff abolished from 2023-01-01: HKEX news 2022-11-01"},
}}

var settlementFee = Charge{name: "settlement_fee", rows: []chargeRow{
	{
		from: engine.Date(2001, 4, 1), rate: 20_000, min: 2_000, max: 100_000,
		source: "CCASS settlement fee 0.002 %, HK$2 to HK$100: HKEX ETP issuers page; futuhk.com (the day it began is unverified)",
	},
	{
		from: engine.Date(2025, 6, 30), rate: 42_000,
		source: "CCASS settlement fee 0.0042 %, no minimum or maximum: HKEX announcement in crowdfundinsider.com 2025-02; PANews 2025-06-30",
	},
}}

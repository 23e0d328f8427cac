package hkex

import "rally/engine"

// dutyRow is the rate of stamp duty from a day on.
type dutyRow struct {
	from   engine.Day
	rate   engine.Rate
	source string
}

// dutyRates is by from, newest last.
var dutyRates = []dutyRow{
	{engine.Date(2001, 9, 1), 1_000_000, "stamp duty 0.10 % (rate and day before 2021-08-01 unverified), up to the next dollar: utrade.com.hk"},
	{engine.Date(2021, 8, 1), 1_300_000, "stamp duty 0.13 %: ird.gov.hk, budget 2021; up to the next dollar: hkcpy.com calculator"},
	{engine.Date(2023, 11, 17), 1_000_000, "stamp duty 0.10 %, up to the next dollar: utrade.com.hk and corecapital.com.hk notices"},
}

// exemption frees a kind of instrument from stamp duty from a day on.
type exemption struct {
	kind   engine.InstrumentKind
	from   engine.Day
	source string
}

var exemptions = []exemption{
	{engine.ETF, engine.Date(2015, 2, 13), "exempt: ETF units from 2015-02-13 (ird.gov.hk release 2015-02-13; fstb.gov.hk)"},
	{engine.Leveraged, engine.Date(2015, 2, 13), "exempt: units of exchange-traded products, as ETFs from 2015-02-13 (ird.gov.hk; that it covers leveraged and inverse products is unverified)"},
	{engine.REIT, engine.Date(2024, 12, 21), "exempt: REIT units from 2024-12-21 (Stamp Duty Legislation (Miscellaneous Amendments) Ordinance 2024: alvarezandmarsaltax.com)"},
	{engine.Structured, 0, "exempt: derivative warrants, CBBCs, inline warrants (futuhk.com)"},
	{engine.Index, 0, "exempt: an index is not traded"},
}

// StampDuty is the duty on the contract notes of buyer and seller, rounded up
// to the whole dollar a note. Source: Stamp Duty Ordinance, Cap. 117; the
// rates are in dutyRates. That a note gathers a day's fills of one instrument
// and side is the custom of many brokers, unverified.
type StampDuty struct{}

// Name returns "stamp_duty".
func (StampDuty) Name() string { return "stamp_duty" }

// Level returns PerNote.
func (StampDuty) Level() engine.NoteLevel { return engine.PerNote }

// Fee returns the duty on n in mills. What the instrument states of its duty
// holds from the day it states; before that day the law decides by its kind.
func (StampDuty) Fee(n engine.Note) engine.Money {
	if n.Qty == 0 || !dutyDue(n.Instrument, n.Day) {
		return 0
	}
	r := dutyOn(n.Day)
	if r == nil {
		return 0
	}
	return r.rate.Of(n.Consideration, engine.Dollar, engine.Up)
}

// Source returns who states the rate of day d.
func (StampDuty) Source(d engine.Day) string {
	if r := dutyOn(d); r != nil {
		return r.source
	}
	return "no table before " + dutyRates[0].from.String()
}

// source returns who states the duty, or the exemption from it, on an instrument.
func (s StampDuty) source(in *engine.Instrument, d engine.Day) string {
	if row, ok := statedDuty(in, d); ok && !row.Due {
		return "exempt: as the instrument's list states from " + row.From.String()
	} else if ok {
		return s.Source(d)
	}
	if e := exempt(in.Kind, d); e != nil {
		return e.source
	}
	return s.Source(d)
}

func dutyDue(in *engine.Instrument, d engine.Day) bool {
	if row, ok := statedDuty(in, d); ok {
		return row.Due
	}
	return exempt(in.Kind, d) == nil
}

// statedDuty returns the newest row of the instrument's own that holds on d.
func statedDuty(in *engine.Instrument, d engine.Day) (engine.DutyFrom, bool) {
	for i := len(in.Duty) - 1; i >= 0; i-- {
		if in.Duty[i].From <= d {
			return in.Duty[i], true
		}
	}
	return engine.DutyFrom{}, false
}

func exempt(kind engine.InstrumentKind, d engine.Day) *exemption {
	if kind == engine.Stock {
		return nil
	}
	for i := range exemptions {
		if e := &exemptions[i]; e.kind == kind && e.from <= d {
			return e
		}
	}
	return nil
}

func dutyOn(d engine.Day) *dutyRow {
	for i := len(dutyRates) - 1; i >= 0; i-- {
		if dutyRates[i].from <= d {
			return &dutyRates[i]
		}
	}
	return nil
}

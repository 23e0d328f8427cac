package reports

import (
	"strings"

	"rally/engine"
	"rally/reports/chart"
	"rally/reports/metrics"
)

// grouped prints v as the pictures do, with thousands separators.
func grouped(v float64, decimals int) string { return chart.Number(v, decimals) }

// plus is grouped with a plus before what is above zero.
func plus(v float64, decimals int) string { return chart.Signed(v, decimals) }

// percent prints a fraction in per cent with one decimal.
func percent(v float64) string { return grouped(100*v, 1) + " %" }

// hkd prints an amount in whole dollars.
func hkd(m engine.Money) string { return inDollars(m.Float()) }

// inDollars is hkd of an amount that is dollars already: −HK$423.
func inDollars(v float64) string {
	if s, ok := strings.CutPrefix(grouped(v, 0), "−"); ok {
		return "−HK$" + s
	}
	return "HK$" + grouped(v, 0)
}

// gained is hkd with a plus before what is above zero.
func gained(m engine.Money) string {
	if m > 0 {
		return "+" + hkd(m)
	}
	return hkd(m)
}

// count prints n with the noun in its number: "1 trade", "1,204 trades".
func count(n int, noun string) string {
	s := grouped(float64(n), 0) + " " + noun
	if n != 1 {
		s += "s"
	}
	return s
}

// said prints a value by show, or why it has none.
func said(v metrics.Value, show func(float64) string) string {
	if !v.Defined() {
		return "undefined (" + reason(v) + ")"
	}
	return show(v.Number)
}

// reason is why v has no number, in words.
func reason(v metrics.Value) string {
	if v.Why == metrics.Never {
		return "no length of record would do"
	}
	return strings.ReplaceAll(v.Why, "_", " ")
}

// dated prints a date as people write it: 24 Sep 2024.
func dated(d engine.Day) string {
	return d.Start().In().Format("2 Jan 2006")
}
